"""Every published figure comes back by asking: as a record, in a paragraph for the office and in a chat."""

import re
from datetime import datetime
from typing import NamedTuple, TypedDict

import pytest

from bot.assistant import Assistant
from bot.console import Console
from bot.settings import Settings
from domain.localtime import VIET_NAM
from storage.database import Store
from tests.bot.demo.asked import BOOK, ask


class Case(NamedTuple):
    """A published figure: who asks what when, the figures of the record, and words of the reply."""

    account: str
    question: str
    value: int
    said: tuple[str, ...]
    now: str | None = None
    quota: object = None
    percent: float | None = None
    gap: int | None = None


class Asker(TypedDict):
    """Who asks on which day."""

    account: str
    now: str


THANH_HOA: Asker = {"account": "thanhhoa", "now": "2023-10-15T09:00"}
CHIENG_BOM: Asker = {"account": "chiengbom", "now": "2020-09-30T09:00"}
PUBLISHED = [
    Case("lethuy", "năm 2016 và quý I năm 2017", 332, ("kết nạp 332 người.", "11.200 đảng viên")),
    Case(
        **THANH_HOA,
        question="tu dau nam den nay",
        value=60,
        quota=75,
        percent=80.0,
        gap=15,
        said=("60/75", "80%", "giáo viên 18", "dân cư nông thôn 12"),
    ),
    Case(
        **THANH_HOA,
        question="năm nay kết nạp bao nhiêu, theo thành phần",
        value=60,
        quota=75,
        percent=80.0,
        gap=15,
        said=("giáo viên 18", "dân cư nông thôn 12", "học sinh 2"),
    ),
    Case(
        **THANH_HOA,
        question="từ đầu năm đến nay bao nhiêu người học lớp nhận thức về Đảng",
        value=140,
        said=("140",),
    ),
    Case(
        "tandong",
        "nhiệm kỳ 2020-2025",
        value=21,
        quota=15,
        percent=140.0,
        gap=0,
        said=("21/15", "140%", "vượt 6"),
    ),
    Case(
        "tandong",
        "năm 2023 kết nạp được bao nhiêu",
        value=4,
        quota=4,
        percent=100.0,
        gap=0,
        said=("4/4", "100%"),
    ),
    Case(
        "thpt",
        "từ đầu năm đến nay kết nạp được bao nhiêu",
        now="2023-10-15T09:00",
        value=3,
        quota=5,
        percent=60.0,
        gap=2,
        said=("3/5", "60%", "học sinh 2"),
    ),
    Case(
        "dakha",
        "từ đầu năm đến nay kết nạp được bao nhiêu",
        now="2015-12-17T09:00",
        value=7,
        quota={"low": 12, "high": 24},
        percent=58.3,
        gap=5,
        said=("7/12–24", "còn thiếu 5", "132 đảng viên"),
    ),
    Case(
        **CHIENG_BOM,
        question="nhiệm kỳ 2015-2020 kết nạp được bao nhiêu",
        value=121,
        said=("121 người", "chưa giao chỉ tiêu", "dân quân 12", "383 đảng viên"),
    ),
    Case(
        **CHIENG_BOM,
        question="9 tháng đầu năm kết nạp được bao nhiêu",
        value=10,
        quota={"low": 10, "high": 15},
        percent=100.0,
        gap=0,
        said=("10/10–15",),
    ),
    Case(
        **CHIENG_BOM,
        question="9 tháng đầu năm bao nhiêu người học lớp nhận thức về Đảng",
        value=19,
        said=("19",),
    ),
    Case(
        "hom",
        "nhiệm kỳ 2015-2020 kết nạp được bao nhiêu",
        now="2020-09-30T09:00",
        value=6,
        said=("6 người", "51 đảng viên"),
    ),
    Case(
        "damha",
        "9 tháng đầu năm nay kết nạp được bao nhiêu?",
        now="2022-09-30T15:00",
        value=50,
        quota=92,
        percent=54.3,
        gap=42,
        said=("50/92", "54,3%", "còn thiếu 42", "72,7%", "26 hồ sơ", "82,6%"),
    ),
    Case(
        "hamthuanbac",
        "còn thiếu bao nhiêu",
        now="2018-07-10T09:00",
        value=48,
        quota=204,
        percent=23.5,
        gap=156,
        said=("còn thiếu 156", "48/204", "23,5%", "(45%)", "27,3 người mỗi tháng", "7,6"),
    ),
]


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case.account}-{case.value}")
async def test_every_published_figure_comes_back_by_asking(store: Store, case: Case) -> None:
    record = await ask(store, case.account, case.question, case.now)
    figures = (record["value"], record["quota"], record["percent"], record["gap"])
    assert figures == (case.value, case.quota, case.percent, case.gap)
    for words in case.said:
        assert words in record["text"]


@pytest.mark.parametrize(
    ("account", "asked", "now", "figures"),
    [
        (
            "lethuy",
            "năm 2016 và quý I năm 2017",
            "2017-04-15",
            ["kết nạp 332 đảng viên mới", "Toàn đảng bộ có 11.200 đảng viên."],
        ),
        (
            "thanhhoa",
            "từ đầu năm",
            "2023-10-15",
            [
                "60 đảng viên mới, đạt 80% kế hoạch năm (60/75)",
                "18 giáo viên",
                "140 người hoàn thành lớp bồi dưỡng nhận thức về Đảng (2 lớp)",
            ],
        ),
        ("dakha", "năm 2015", "2015-12-17", ["kết nạp 7 đảng viên mới", "(7/12–24)", "có 132 đảng viên"]),
        (
            "chiengbom",
            "9 tháng",
            "2020-09-30",
            [
                "kết nạp 10 đảng viên mới, đạt kế hoạch năm (10/10–15)",
                "19 người hoàn thành lớp",
                "11 hồ sơ được đảng ủy xét",
            ],
        ),
        ("chiengbom", "nhiệm kỳ 2015-2020", "2020-09-30", ["kết nạp 121 đảng viên mới", "12 dân quân"]),
        (
            "hom",
            "nhiệm kỳ 2015-2020",
            "2020-09-30",
            ["Chi bộ bản Hỏm kết nạp 6 đảng viên mới", "Chi bộ có 51 đảng viên."],
        ),
        ("tandong", "nhiệm kỳ 2020-2025", "2025-12-31", ["đạt 140% kế hoạch nhiệm kỳ (21/15), vượt 6"]),
        ("tandong", "năm 2023", "2023-12-31", ["kết nạp 4 đảng viên mới, đạt 100% kế hoạch năm (4/4)"]),
        ("thpt", "từ đầu năm", "2023-10-15", ["đạt 60% kế hoạch năm (3/5)", "2 học sinh"]),
        (
            "damha",
            "9 tháng",
            "2022-09-30",
            [
                "đạt 54,3% kế hoạch năm (50/92)",
                "Còn 26 hồ sơ",
                "3 hồ sơ có yếu tố nước ngoài",
                "thêm 42 người",
            ],
        ),
        (
            "hamthuanbac",
            "từ đầu năm",
            "2018-07-10",
            ["đạt 23,5% kế hoạch năm (48/204)", "bình quân 27,3", "7,6"],
        ),
    ],
)
async def test_a_paragraph_of_a_published_place_gives_its_figures(
    store: Store,
    account: str,
    asked: str,
    now: str,
    figures: list[str],
) -> None:
    first, *rest = (await ask(store, account, f"viết đoạn báo cáo {asked}", f"{now}T09:00"))[
        "text"
    ].splitlines()
    for words in figures:
        assert words in first
    assert rest[1] == "Nguồn số liệu:"
    known = set(_NUMBER.findall("\n".join(rest)))
    assert [n for n in _NUMBER.findall(_SPAN.sub("", first)) if n not in known] == []


# The days and the names of spans and villages are told, not counted.
_SPAN = re.compile(
    r"\d\d/\d\d/\d{4}|(?:năm|tháng|quý) (?:đầu năm )?\d{4}|\d+ tháng|nhiệm kỳ \d{4}–\d{4}|thôn \d+"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")


@pytest.mark.parametrize(
    ("account", "asked", "now", "told", "not_told"),
    [
        # A target of a term says nothing of the units of a year.
        ("thanhhoa", "năm 2022", "2023-10-15", "Nổi bật là đảng bộ xã Tân Đông (6 người).", "17"),
        ("thanhhoa", "năm 2022", "2023-10-15", "Chưa có kết quả: chi bộ Trường THPT Thạnh Hóa.", "1/2"),
        ("lethuy", "năm 2012", "2017-04-15", "sổ chưa có số liệu, chỉ ghi từ năm 2016.", "chưa kết nạp"),
        ("lethuy", "từ năm 2015 đến 2016", "2017-04-15", "(số liệu ghi từ năm 2016)", "chưa kết nạp"),
    ],
)
async def test_a_paragraph_prints_nothing_that_the_record_does_not_bear(
    store: Store, account: str, asked: str, now: str, told: str, not_told: str
) -> None:
    record = await ask(store, account, f"viết đoạn báo cáo {asked}", f"{now}T09:00")
    first, *_ = record["text"].splitlines()
    assert told in first
    assert not_told not in first


async def test_late_and_good_units_are_named(store: Store) -> None:
    first, *_ = (await ask(store, "songma", "viet doan bao cao nam nay"))["text"].splitlines()
    assert "Nổi bật là chi bộ bản Pá Công (2/2)" in first
    assert "Còn chậm so với tiến độ: chi bộ bản Huổi Men (0/3)" in first


async def say(store: Store, account: str, text: str, at: str) -> str:
    """What the assistant answers in a chat, as on a terminal."""
    now = datetime.fromisoformat(at).replace(tzinfo=VIET_NAM)
    shown: list[str] = []
    assistant = Assistant(settings=Settings(), store=store, book=BOOK, clock=lambda: now)
    await Console(assistant, account, shown.append).say(text)
    return "\n".join(shown)


@pytest.mark.parametrize(
    ("account", "text", "at", "read"),
    [
        (
            "damha",
            "9 thang dau nam ket nap duoc bao nhieu",
            "2022-09-30T15:00",
            [
                "kết nạp 50/92, đạt 54,3% kế hoạch năm, còn thiếu 42.",
                "cả năm đạt khoảng 67 (72,7%); nếu 26 hồ sơ đang làm được kết nạp hết: 76 (82,6%).",
                "Ít nhất 52 (56,5%), nếu chỉ 2 hồ sơ kịp, tính theo thời hạn quy định của từng bước.",
            ],
        ),
        (
            "damha",
            "nếu 26 hồ sơ được kết nạp hết thì đạt bao nhiêu?",
            "2022-09-30T15:00",
            ["kết nạp 76/92, đạt 82,6% kế hoạch năm, còn thiếu 16.", "Hiện nay: 50/92", "không ghi gì"],
        ),
        (
            "hamthuanbac",
            "đến nay kết nạp được bao nhiêu, còn thiếu mấy",
            "2018-07-10T15:00",
            [
                "48/204, đạt 23,5%",
                "cả năm đạt khoảng 92 (45%)",
                "Cần 27,3 người mỗi tháng, đến nay mỗi tháng 7,6.",
            ],
        ),
        (
            "chiengbom",
            "nhiệm kỳ 2015-2020 vượt 142%",
            "2020-09-30T15:00",
            ["hiểu được hai cách", "được giao chỉ tiêu bao nhiêu?", "Đến nay đã ghi kết nạp 121 người."],
        ),
        ("tandong", "nhiem ky 2020-2025 vuot bao nhieu", "2025-10-15T09:00", ["21/15, đạt 140%", "vượt 6"]),
        (
            "thanhhoa",
            "so sánh xã Tân Đông với trường THPT Thạnh Hóa",
            "2023-10-15T09:00",
            ["Đảng bộ xã Tân Đông: 4/4, đạt 100%", "Chi bộ Trường THPT Thạnh Hóa: 3/5, đạt 60%"],
        ),
        ("dakha", "chi bộ nào chưa có ai", "2015-12-17T09:00", ["5 đơn vị chưa có ai:"]),
        (
            "chiengbom",
            "các trường còn mấy dự bị",
            "2020-11-20T09:00",
            [f"Chi bộ Trường {name} Chiềng Bôm: 1 đảng" for name in ("Mầm non", "Tiểu học", "THCS")],
        ),
    ],
)
async def test_published_figures_are_read_in_a_chat(
    store: Store, account: str, text: str, at: str, read: list[str]
) -> None:
    answer = await say(store, account, text, at)
    for words in read:
        assert words in answer
