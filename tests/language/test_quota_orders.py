"""What is said of quotas beyond a number for each unit."""

from datetime import date

import pytest

from domain.text import fold
from language.reading import Intent
from language.requests.quota_orders import (
    EachTarget,
    PartTarget,
    QuotaHistoryRequest,
    QuotaOrder,
    ShareTarget,
    ShareTold,
    items_left_out,
    read_quota_request,
    unit_spellings,
)
from language.understanding import understand

SENT_ON = date(2025, 12, 20)


def order(text: str) -> QuotaOrder:
    read = read_quota_request(text, SENT_ON)
    assert isinstance(read, QuotaOrder), text
    return read


def targets(read: QuotaOrder) -> list[tuple[str | None, int, int | None]]:
    return [
        (q.unit.value if q.unit else None, q.low.value, q.high.value if q.high else None)
        for q in read.reading.quotas
    ]


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("giao chỉ tiêu năm 2026: mỗi trường 1, mỗi bản 2", [("trường", 1, None), ("bản", 2, None)]),
        ("giao chi tieu nam 2026: moi truong 1, moi ban 2", [("truong", 1, None), ("ban", 2, None)]),
        ("chỉ tiêu năm 2026 mỗi chi bộ 1–2/năm", [("", 1, 2)]),
        ("moi chi bo ket nap 1-2 dang vien/nam theo chi tieu 2026", [("", 1, 2)]),
        ("giao chỉ tiêu 2026 mỗi chi bộ trường học từ 1 đến 2 đồng chí", [("trường học", 1, 2)]),
        ("chỉ tiêu 2026: từng xã 12", [("xã", 12, None)]),
    ],
)
def test_a_target_for_each_of_a_kind(text: str, each: list[tuple[str, int, int | None]]) -> None:
    assert order(text).each == tuple(EachTarget(kind=k, low=low, high=high) for k, low, high in each)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("chỉ tiêu năm 2026 là 3% số đảng viên", ShareTarget(low=30)),
        ("chi tieu nam 2026 la 3% tong so dang vien", ShareTarget(low=30)),
        ("chỉ tiêu 2026: 3-4% của 132 đảng viên", ShareTarget(low=30, high=40, members=132)),
        ("chỉ tiêu năm 2026 2,5% trên 1.200 đảng viên", ShareTarget(low=25, members=1200)),
    ],
)
def test_a_share_of_the_members(text: str, share: ShareTarget) -> None:
    read = order(text)
    assert (read.share, read.reading.quotas) == (share, ())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("xã 15, trong đó nữ 10, DTTS 8", [("gender:female", 10, False), ("minority", 8, False)]),
        ("xã 15 (trong đó nữ 30%)", [("gender:female", 30, True)]),
        (
            "xã 15, trong đó đoàn viên 5 và giáo viên 3",
            [("category:youth_union", 5, False), ("category:teacher", 3, False)],
        ),
    ],
)
def test_parts_of_a_target(text: str, parts: list[tuple[str, int, bool]]) -> None:
    told = f"giao chỉ tiêu năm 2026: {text}"
    read = order(told)
    after = read.parts[0].after
    assert read.parts == tuple(
        PartTarget(tag=tag, count=count, after=after, is_percent=share) for tag, count, share in parts
    )
    assert told[:after].endswith(("15", "15 "))
    assert [low for _, low, _ in targets(read)] == [15]


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("giao chỉ tiêu năm 2026 theo NQ 12-NQ/ĐU ngày 5/1/2026: bản Hỏm 2", "NQ 12-NQ/ĐU ngày 5/1/2026"),
        ("giao chỉ tiêu năm 2026: bản Hỏm 2 theo nghị quyết số 12-NQ/ĐU", "nghị quyết số 12-NQ/ĐU"),
        (
            "căn cứ Quyết định 45-QĐ/HU của Huyện ủy, ngày 3/2/2026 giao chỉ tiêu năm 2026: bản Hỏm 2",
            "Quyết định 45-QĐ/HU của Huyện ủy, ngày 3/2/2026",
        ),
    ],
)
def test_the_document_is_kept_as_it_was_written(text: str, document: str) -> None:
    read = order(text)
    assert (read.document, targets(read)) == (document, [("bản Hỏm", 2, None)])


@pytest.mark.parametrize(
    "text",
    [
        "chỉ tiêu năm 2027: nà la 3, co ngần 2, thcs 1",
        "giao chỉ tiêu 2027: Nà La 3; Co Ngần 2; THCS 1",
        "chi tieu 2027: bản nà la: 3, co ngần 2 đ/c, thcs = 1",
    ],
)
def test_familiar_units_are_called_by_their_names_alone(text: str) -> None:
    found = [(name and name.lower().removeprefix("bản "), low) for name, low, _ in targets(order(text))]
    assert found == [("nà la", 3), ("co ngần", 2), ("thcs", 1)]


def test_what_is_counted_is_no_unit_of_a_list() -> None:
    for text in ("chỉ tiêu 2027 là 12, tăng 2", "chỉ tiêu 2027: kết nạp 12, chính thức 3"):
        assert read_quota_request(text, SENT_ON) is None


def test_a_list_of_units_is_read_without_diacritics_too() -> None:
    read = order("giao chi tieu nam 2026: ban hom 2, ban lau 1-2 va truong thcs 3")
    assert targets(read) == [("ban hom", 2, None), ("ban lau", 1, 2), ("truong thcs", 3, None)]
    hurried = order("giao chi tieu nam 2026 ban hom 2 chi bo ban lau 1-2 truong thcs 3")
    assert targets(hurried) == [("ban hom", 2, None), ("chi bo ban lau", 1, 2), ("truong thcs", 3, None)]
    assert read.reading.period is not None
    assert read.reading.period.value.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("giao chi tieu nam 2026: ban hom 3", 3),
        ("chi tieu quy 1 nam 2026 ban hom 1", 1),
        ("dieu chinh chi tieu nam 2026 cho ban hom 4", 4),
    ],
)
def test_one_unit_that_reads_as_a_day_is_a_unit_in_an_order(text: str, low: int) -> None:
    read = order(text)
    assert targets(read) == [("ban hom", low, None)]
    assert read.reading.period is not None
    assert read.reading.period.value.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("chỉ tiêu 2026 Tân Đông 5, THPT 3 nhé", [("Tân Đông", 5), ("THPT", 3)]),
        ("chỉ tiêu năm 2026 Nà La 4, Huổi Men 3, THCS 2 nhé", [("Nà La", 4), ("Huổi Men", 3), ("THCS", 2)]),
        (
            "chỉ tiêu năm 2026 giao cả xã 12, trong đó bản Hỏm 2, bản Lầu 1, còn lại chưa giao",
            [(None, 12), ("bản Hỏm", 2), ("bản Lầu", 1)],
        ),
        (
            "giao chỉ tiêu 2026: bản Nà La 4, trong đó nữ 2, bản Huổi Men 3 nhé",
            [("bản Nà La", 4), ("bản Huổi Men", 3)],
        ),
        ("giao chỉ tiêu 2026: bản Nà La 4 (nữ 2), bản Huổi Men 3", [("bản Nà La", 4), ("bản Huổi Men", 3)]),
        ("giao chỉ tiêu 2026: bản Nà La 4, nữ 2, bản Huổi Men 3", [("bản Nà La", 4), ("bản Huổi Men", 3)]),
        ("giao chi tieu 2026 ca xa 10, nu 3", [(None, 10)]),
    ],
)
def test_no_unit_is_lost_behind_the_whole_or_before_a_particle(
    text: str, told: list[tuple[str | None, int]]
) -> None:
    assert [(unit, low) for unit, low, _ in targets(order(text))] == told
    assert items_left_out(text, order(text)) == ()


def test_a_part_is_told_without_a_word_for_it_and_once() -> None:
    parts = order("giao chỉ tiêu 2026 cả xã 10, nữ 3").parts
    assert [(part.tag, part.count) for part in parts] == [("gender:female", 3)]
    parts = order("giao chỉ tiêu 2026: bản Nà La 4, trong đó nữ 2, dtts 3, bản Huổi Men 3").parts
    assert [(part.tag, part.count) for part in parts] == [("gender:female", 2), ("minority", 3)]


def test_a_unit_listed_whose_target_is_not_read_is_known_to_be_left_out() -> None:
    text = "giao chỉ tiêu 2026: bản Nà La 4, trong đó nữ 2, Huổi Men 3"
    assert items_left_out(text, order(text)) == ("Huổi Men",)


def test_a_share_keeps_the_period_of_its_sentence() -> None:
    read = order("giao chi tieu nam 2026 cho ca xa la 3% so dang vien")
    assert read.reading.period is not None
    assert read.reading.period.value.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    "text",
    ["lịch sử chỉ tiêu xã Chiềng Bôm", "lich su chi tieu", "chỉ tiêu bản Hỏm đã thay đổi thế nào"],
)
def test_the_history_of_quotas(text: str) -> None:
    assert isinstance(read_quota_request(text, SENT_ON), QuotaHistoryRequest)


def test_a_share_above_the_quota_says_no_quota() -> None:
    read = read_quota_request("nhiệm kỳ 2015-2020 vượt 142%", SENT_ON)
    assert isinstance(read, ShareTold)
    assert (read.told, read.report) == ("vượt 142%", None)
    assert read.reading.period is not None
    told = read_quota_request("kết nạp đ/c Lò Thị Mai ngày 5/10, vượt chỉ tiêu 142%", SENT_ON)
    assert isinstance(told, ShareTold)
    assert told.report is not None


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp 2 đảng viên trong đó nữ 1",
        "mỗi chi bộ kết nạp được bao nhiêu so với chỉ tiêu",
        "năm nay vượt bao nhiêu %",
        "giao chỉ tiêu năm 2026: bản Hỏm 2, bản Lầu 1",
        "kết nạp đ/c Lò Thị Mai theo quyết định 12-QĐ/ĐU ngày 5/10",
        "chỉ tiêu năm nay đạt chưa",
        "chỉ tiêu bản Hỏm 4 mà mới được 1",
        "chi tieu nam 2025 ban hom 4 con thieu 2",
        "",
    ],
)
def test_everything_else_is_left_to_the_reader_of_messages(text: str) -> None:
    assert read_quota_request(text, SENT_ON) is None


NOVEMBER = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "giao chỉ tiêu từ 1/3/2027 đến 31/10/2027 bản Hỏm 3",
        "giao chi tieu tu 1/3/2027 den 31/10/2027 ban Hom 3",
        "giao chỉ tiêu từ ngày 1/3/2027 đến ngày 31/10/2027: bản Hỏm 3",
        "từ 1/3 đến 31/10/2027 giao bản Hỏm chỉ tiêu 3",
        "chỉ tiêu từ tháng 3 đến tháng 10 năm 2027 bản Hỏm 3",
    ],
)
def test_a_target_is_set_for_a_span_of_days_to_come(text: str) -> None:
    request = read_quota_request(text, NOVEMBER)
    reading = request.reading if isinstance(request, QuotaOrder) else understand(text, NOVEMBER)
    assert reading.period is not None
    assert (reading.period.value.start, reading.period.value.end) == (date(2027, 3, 1), date(2027, 11, 1))
    assert [one.low.value for one in reading.quotas] == [3]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("giao chỉ tiêu năm 2027 xã Chiềng Bôm từ 10 đến 15", 10, 15),
        ("giao chi tieu nam 2027 ban Hom tu 10 den 12", 10, 12),
        ("chỉ tiêu năm 2027 bản Hỏm từ 10 đến 12 đảng viên", 10, 12),
        ("nâng chỉ tiêu năm 2027 xã Chiềng Bôm từ 10 đến 15", 15, None),
    ],
)
def test_from_so_many_to_so_many_is_a_range_unless_it_is_a_change(
    text: str, low: int, high: int | None
) -> None:
    request = read_quota_request(text, NOVEMBER)
    reading = request.reading if isinstance(request, QuotaOrder) else understand(text, NOVEMBER)
    assert reading.period is not None and reading.period.value.start == date(2027, 1, 1)
    (target,) = reading.quotas
    assert (target.low.value, target.high.value if target.high else None) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "GIAO CT 2027 NÀ LA 3 HUỔI MEN 2",
        "giao chỉ tiêu 2027 nà la 3 huổi men 2",
        "nà la 3, huổi men 2 chỉ tiêu 2027",
    ],
)
def test_places_by_their_bare_names_need_no_commas_between_them(text: str) -> None:
    order = read_quota_request(text, date(2026, 11, 20))
    assert isinstance(order, QuotaOrder)
    told = [
        (quota.unit.value.casefold() if quota.unit else None, quota.low.value)
        for quota in order.reading.quotas
    ]
    assert told == [("nà la", 3), ("huổi men", 2)]


def test_no_place_of_a_list_is_lost_behind_a_figure_with_its_people() -> None:
    text = "giao kế hoạch 2027 cho các bản: nà la 2 đ/c, co ngần 1, pá công 3"
    order = read_quota_request(text, date(2026, 11, 20))
    assert isinstance(order, QuotaOrder)
    assert [quota.low.value for quota in order.reading.quotas] == [2, 1, 3]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("phân cho bản Nà La 3 đồng chí năm 2027", [("bản Nà La", 3)]),
        ("phan cho ban na la 3 dong chi nam 2027", [("ban na la", 3)]),
        ("giao nà la 3, huổi men 2 năm 2027", [("nà la", 3), ("huổi men", 2)]),
        ("giao na la 3, huoi men 2 nam 2027", [("na la", 3), ("huoi men", 2)]),
        ("giao Nà La 3 và Huổi Men 2 năm 2027", [("Nà La", 3), ("Huổi Men", 2)]),
    ],
)
def test_what_is_given_out_without_the_word_for_a_target(text: str, given: list[tuple[str, int]]) -> None:
    read = order(text)
    assert targets(read) == [(unit, low, None) for unit, low in given]
    assert read.reading.period is not None
    assert read.reading.period.value.start == date(2027, 1, 1)


@pytest.mark.parametrize(
    "text", ["giao Lò Thị Mai 3 quyển sổ, Hà Văn Bun 2 quyển", "phân cho bản Nà La 3 đồng chí lên trực"]
)
def test_what_else_is_given_out_is_no_target(text: str) -> None:
    assert not isinstance(read_quota_request(text, SENT_ON), QuotaOrder)


@pytest.mark.parametrize(
    "text",
    [
        "giao chi tieu nam 2027 cho ban na la 3, ban huoi men 2",
        "giao chi tieu 2027 cho na la 3, huoi men 2",
        "chi tieu 2027 giao cho na la 3, huoi men 2",
        "giao chỉ tiêu năm 2027 cho nà la 3 đ/c, huổi men 2 đ/c",
    ],
)
def test_units_stand_behind_for_whom_and_keep_the_end_of_their_names(text: str) -> None:
    found = [(fold(name or "").removeprefix("ban "), low) for name, low, _ in targets(order(text))]
    assert found == [("na la", 3), ("huoi men", 2)]


def test_a_bare_la_ends_a_name_or_stands_before_the_number() -> None:
    assert unit_spellings("ban hom la") == ("ban hom la", "ban hom")
    assert unit_spellings("bản Nà La")[0] == "bản Nà La"
    assert unit_spellings("bản Hỏm") == ("bản Hỏm",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("chi bộ thống nhất chỉ tiêu kết nạp năm 2026 là 4 đồng chí, tăng 1 so với năm nay", 4),
        ("chỉ tiêu năm 2026 là 4 đồng chí, tăng 1 so với chỉ tiêu 3 đồng chí của năm nay", 4),
        ("Chi bộ đăng ký chỉ tiêu 2026 là 5 đảng viên, ít hơn năm ngoái 2 đồng chí", 5),
        ("chi tieu ket nap nam 2026 la 4 dong chi, tang 1 dong chi so voi nam nay", 4),
        ("chỉ tiêu 2026 của chi bộ thôn 5 là 3 (năm nay 2)", 3),
        ("chỉ tiêu 2026 là 4, bằng năm nay", 4),
    ],
)
def test_what_a_target_is_held_against_is_no_target(text: str, number: int) -> None:
    reading = understand(text, SENT_ON)
    assert reading.intent is Intent.SET_QUOTA
    assert [quota.low.value for quota in reading.quotas] == [number]
    assert reading.period is not None
    assert reading.period.value.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("chỉ tiêu 2026 là 4, 2027 là 5", [(date(2026, 1, 1), 4), (date(2027, 1, 1), 5)]),
        ("chi tieu nam 2026 la 4 nam 2027 la 5", [(date(2026, 1, 1), 4), (date(2027, 1, 1), 5)]),
        ("giao chỉ tiêu 4 đ/c năm 2026, 5 đ/c năm 2027", [(date(2026, 1, 1), 4), (date(2027, 1, 1), 5)]),
        ("quý 1 chỉ tiêu 1, quý 2 chỉ tiêu 2", [(date(2027, 1, 1), 1), (date(2027, 4, 1), 2)]),
        (
            "chỉ tiêu 6 tháng đầu năm 2027 là 2, 6 tháng cuối năm là 3",
            [(date(2027, 1, 1), 2), (date(2027, 7, 1), 3)],
        ),
        ("nhiệm kỳ 2025-2030 chỉ tiêu 20, năm 2027 là 4", [(date(2025, 1, 1), 20), (date(2027, 1, 1), 4)]),
    ],
)
def test_each_span_with_a_number_is_a_target_of_its_own(text: str, told: list[tuple[date, int]]) -> None:
    reading = understand(text, NOVEMBER)
    each = [reading, *reading.others]
    assert {one.intent for one in each} == {Intent.SET_QUOTA}
    spans = [one.next_period or one.period for one in each]
    numbers = [[quota.low.value for quota in one.quotas] for one in each]
    assert [(span and span.value.start, *number) for span, number in zip(spans, numbers, strict=True)] == told


def test_lists_of_several_years_stay_apart() -> None:
    read = order("giao chỉ tiêu 2027: nà la 3, huổi men 2; 2028: nà la 4, huổi men 1")
    (later,) = read.further
    assert targets(read) == [("nà la", 3, None), ("huổi men", 2, None)]
    assert targets(later) == [("nà la", 4, None), ("huổi men", 1, None)]


@pytest.mark.parametrize(
    "text",
    [
        "năm nay chỉ tiêu 4, kết nạp 3",
        "nam nay chi tieu 4, ket nap 3",
        "chỉ tiêu 4 kết nạp được 3 đ/c",
        "chỉ tiêu giao kết nạp 4, đã kết nạp 3",
        "chỉ tiêu bản Hỏm 4 mà mới được 1",
    ],
)
def test_how_many_were_taken_in_is_held_against_the_target_and_sets_none(text: str) -> None:
    assert understand(text, NOVEMBER).intent is Intent.QUERY_QUOTA_GAP


def test_a_target_in_parts_is_the_one_of_admissions_and_no_report() -> None:
    reading = understand("chỉ tiêu 2027: kết nạp 12, chính thức 3", NOVEMBER)
    assert reading.intent is Intent.SET_QUOTA
    assert [quota.low.value for quota in reading.quotas] == [12]
