"""The demo organisation: every published figure comes back by asking, and something is due today."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import pytest
import sqlalchemy as sa

from bot import demo
from bot.assistant import Assistant, rule_book
from bot.console import Console
from bot.settings import Settings
from domain.answers import DeadlinesAnswer, PersonAnswer
from domain.errors import NotAllowed
from domain.figures import FigureAnswer, PipelineAnswer
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.rules import Subject
from domain.units import UnitKind
from handlers import recording
from handlers.asking import questions
from handlers.context import Context
from handlers.recording import Origin
from language.understanding import understand
from storage import facts, gazetteer, people, rebuild, units, users
from storage.database import Store, Tx
from storage.ids import new_id
from storage.keys import Keys
from storage.schema import deadline, person

BOOK = rule_book()
LOADED_AT = datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)


@pytest.fixture(scope="module")
def demo_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, loaded once: copying it is quicker."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    shutil.copyfile(empty_database, path)
    asyncio.run(_load(path))
    return path


async def _load(path: Path) -> None:
    store = await Store.open(path, Keys({1: b"k" * 32}))
    assert await store.write(demo.load_demo, BOOK, LOADED_AT)
    await store.close()


@pytest.fixture
async def store(demo_database: Path, tmp_path: Path, keys: Keys) -> AsyncIterator[Store]:
    path = tmp_path / "chibo.sqlite3"
    shutil.copyfile(demo_database, path)
    opened = await Store.open(path, keys)
    yield opened
    await opened.close()


async def ask(store: Store, account: str, question: str, now: str | None = None) -> dict[str, Any]:
    """What `chibo ask --json` prints."""
    at = datetime.fromisoformat(now).replace(tzinfo=VIET_NAM) if now else LOADED_AT
    context = Context(now=at, book=BOOK)

    def run(tx: Tx) -> dict[str, Any]:
        user = users.by_identity(tx, ChannelName.TERMINAL, account, at)
        assert user is not None
        return questions.record(tx, context, user, understand(question, context.today))

    return await store.read(run)


async def answer(store: Store, account: str, question: str) -> Any:
    """The answer as a value, on the day of loading."""
    context = Context(now=LOADED_AT, book=BOOK)

    def run(tx: Tx) -> Any:
        user = users.by_identity(tx, ChannelName.TERMINAL, account, LOADED_AT)
        assert user is not None
        return questions.answer(tx, context, user, understand(question, context.today), context.today)

    return await store.read(run)


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
    Case("lethuy", "năm 2016 và quý I năm 2017", 332, ("332", "chưa giao chỉ tiêu", "11.200 đảng viên")),
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


async def test_an_asked_period_is_told_with_both_of_its_days(store: Store) -> None:
    record = await ask(store, "lethuy", "năm 2016 và quý I năm 2017")
    assert record["period"] == {"start": "2016-01-01", "end": "2017-03-31"}
    assert (record["intent"], record["metric"], record["counted_by"]) == (
        "query_totals",
        "admission",
        "ceremony",
    )
    assert record["scope"] == "Đảng bộ huyện Lệ Thủy"


async def test_eleven_dossiers_were_considered_in_nine_months(store: Store) -> None:
    question = "9 tháng đầu năm có bao nhiêu hồ sơ đảng ủy đã xét"
    record = await ask(store, "chiengbom", question, "2020-09-30T09:00")
    assert record["value"] == 11


async def test_twenty_six_dossiers_were_open_three_with_a_foreign_element(store: Store) -> None:
    record = await ask(store, "damha", "có bao nhiêu hồ sơ đang làm", "2022-09-30T15:00")
    assert record["value"] == 26
    assert "nước ngoài: 3 hồ sơ" in record["text"]
    assert (await ask(store, "damha", "có bao nhiêu hồ sơ đang làm"))["value"] == 0


async def test_the_districts_figure_holds_its_commune_and_its_school(store: Store) -> None:
    record = await ask(
        store, "thanhhoa", "từ đầu năm đến nay các chi bộ kết nạp được bao nhiêu", "2023-10-15T09:00"
    )
    by_unit = {row["label"]: row["value"] for row in record["breakdown"]["unit"]}
    assert by_unit["Đảng bộ xã Tân Đông"] == 4
    assert by_unit["Chi bộ Trường THPT Thạnh Hóa"] == 3
    assert sum(by_unit.values()) == 60


def _cells(tx: Tx, name: str) -> list[str]:
    (commune,) = gazetteer.find(tx, name, [units.EVERYTHING]).exact
    return [unit.name for unit in units.children(tx, commune.id) if unit.kind is UnitKind.PARTY_CELL]


async def test_the_communes_have_their_published_cells(store: Store) -> None:
    assert len(await store.read(_cells, "xã Đắk Ha")) == 12
    cells = await store.read(_cells, "xã Chiềng Bôm")
    assert len(cells) == 24
    assert sum(name.startswith("bản ") for name in cells) == 19
    assert sum(name.startswith("Trường ") for name in cells) == 3
    assert len(await store.read(_cells, "xã Sông Mã Thượng")) == 5


async def test_everybody_has_a_name_of_their_own(store: Store) -> None:
    def names(tx: Tx) -> list[str | None]:
        known = [row.id for row in tx.execute(sa.select(person.c.id))]
        return [one.facts.full_name for one in people.load(tx, known).values()]

    found = await store.read(names)
    assert len(found) == len(set(found)) > 600


async def test_nobody_of_the_published_places_is_due_today(store: Store) -> None:
    for account in ("damha", "lethuy", "hamthuanbac", "thanhhoa", "dakha", "chiengbom"):
        found: DeadlinesAnswer = await answer(store, account, "ai sắp đến hạn")
        assert found.value == 0


async def test_no_quota_is_reminded_of_late(store: Store) -> None:
    def next_reminders(tx: Tx) -> list[date]:
        rows = tx.execute(
            sa.select(deadline.c.remind_on).where(deadline.c.subject_kind == Subject.QUOTA.value)
        )
        return [row.remind_on for row in rows if row.remind_on]

    found = await store.read(next_reminders)
    assert len(found) == 7  # the invented commune and its cells, and the last term of xã Tân Đông
    assert min(found) >= LOADED_AT.date()


async def test_today_something_is_due_in_the_invented_commune(store: Store) -> None:
    found: DeadlinesAnswer = await answer(store, "nala", "ai sắp đến hạn")
    due = {item.deadline.rule: item.deadline.due_on for item in found.items}
    assert due["probation_end"] == date(2025, 12, 1)
    assert due["recognition"] < LOADED_AT.date()


async def test_the_invented_commune_has_dossiers_at_several_stages(store: Store) -> None:
    found: PipelineAnswer = await answer(store, "songma", "hồ sơ đến đâu rồi")
    open_at = {stage for stage, number in found.by_stage if number}
    assert {
        Stage.CANDIDATE, Stage.DOSSIER_OPENED, Stage.VERIFICATION_SENT, Stage.CELL_RESOLUTION, Stage.DECISION,
    } <= open_at  # fmt: skip


async def test_the_worst_cell_of_the_invented_commune_comes_first(store: Store) -> None:
    found: FigureAnswer = await answer(store, "songma", "chi bộ nào chưa đạt chỉ tiêu")
    assert [item.unit.name for item in found.lagging] == ["bản Huổi Men", "bản Nà La", "bản Co Ngần"]
    assert found.progress is not None
    assert (found.value, found.progress.quota.low) == (5, 12)


async def test_a_person_is_found_by_a_name_typed_without_diacritics(store: Store) -> None:
    found: PersonAnswer = await answer(store, "songma", "ho so cua Giang A Tenh den dau roi")
    (one,) = found.found
    assert one.person.path.stage is Stage.ADMISSION
    assert one.unit.name == "bản Pá Công"


async def test_the_administrator_asks_in_vain(store: Store) -> None:
    with pytest.raises(NotAllowed):
        await ask(store, "admin", "năm nay kết nạp được bao nhiêu")


async def test_loading_again_changes_nothing(store: Store) -> None:
    before = await store.read(demo.account_lines, LOADED_AT)
    assert not await store.write(demo.load_demo, BOOK, LOADED_AT)
    assert await store.read(demo.account_lines, LOADED_AT) == before
    accounts = "hom chiengbom dakha thanhhoa tandong thpt damha lethuy hamthuanbac songma nala huoimen admin"
    assert [line.split(":")[0] for line in before] == accounts.split()


async def test_the_projections_of_the_demo_equal_its_events(store: Store) -> None:
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 3, 31)])
async def test_the_demo_loads_on_any_day_of_the_year(database: Path, keys: Keys, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 0, 5, tzinfo=VIET_NAM)
    opened = await Store.open(database, keys)
    try:
        assert await opened.write(demo.load_demo, BOOK, now)
        assert await opened.read(facts.get, facts.DEMO) == today.isoformat()
    finally:
        await opened.close()


async def test_a_database_with_other_data_is_refused(database: Path, keys: Keys) -> None:
    def somebody_else(tx: Tx) -> None:
        unit = units.add(tx, parent=None, kind=UnitKind.COMMUNE, name="xã Mường Lạn")
        origin = Origin(report_id=new_id(), recorded_at=LOADED_AT)
        recording.add_person(tx, origin, unit, PersonFacts(full_name="Lò Thị Mai"))

    opened = await Store.open(database, keys)
    try:
        await opened.write(somebody_else)
        with pytest.raises(demo.NotEmpty):
            await opened.write(demo.load_demo, BOOK, LOADED_AT)
        assert not await opened.write(demo.load_if_empty, BOOK, LOADED_AT)
        assert await opened.read(demo.account_lines, LOADED_AT) == []
    finally:
        await opened.close()


# --- the paragraph for the office --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "asked", "now", "figures"),
    [
        (
            "lethuy",
            "năm 2016 và quý I năm 2017",
            "2017-04-15",
            ["kết nạp 332 đảng viên mới (chưa giao chỉ tiêu)", "Toàn đảng bộ có 11.200 đảng viên."],
        ),
        (
            "thanhhoa",
            "từ đầu năm",
            "2023-10-15",
            ["60 đảng viên mới, đạt 80% kế hoạch năm (60/75)", "18 giáo viên", "140 người hoàn thành lớp"],
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


# The days and the names of spans are told, not counted.
_SPAN = re.compile(r"\d\d/\d\d/\d{4}|(?:năm|tháng|quý) (?:đầu năm )?\d{4}|\d+ tháng|nhiệm kỳ \d{4}–\d{4}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")


async def test_late_and_good_units_are_named(store: Store) -> None:
    first, *_ = (await ask(store, "songma", "viet doan bao cao nam nay"))["text"].splitlines()
    assert "Nổi bật là chi bộ bản Pá Công (2/2)" in first
    assert "Còn chậm so với tiến độ: chi bộ bản Huổi Men (0/3)" in first


# --- what a person reads ------------------------------------------------------------------------------


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
    ],
)
async def test_published_figures_are_read_in_a_chat(
    store: Store, account: str, text: str, at: str, read: list[str]
) -> None:
    answer = await say(store, account, text, at)
    for words in read:
        assert words in answer
