"""What lies beyond the annotation: dialogue, several events, comparison, quotas of several units."""

from datetime import date

import pytest

from domain.periods import PeriodKind
from domain.pipeline import Stage
from domain.questions import Dimension
from language.dates.lunar import solar_day
from language.reading import Field, Found, Intent, Metric, Problem, Reading, full_names
from language.understanding import understand

_TODAY = date(2025, 10, 20)  # a Monday


def _read(text: str) -> Reading:
    return understand(text, _TODAY)


def _value(found: Found[date] | None) -> date | None:
    return found.value if found else None


def test_two_events_in_one_message_are_two_readings() -> None:
    reading = _read("kết nạp Lò Văn Páo ngày 3/2, công nhận chính thức Lò Thị Bun ngày 5/2")
    assert (reading.intent, full_names(reading.people)) == (Intent.REPORT_ADMISSION, ["Lò Văn Páo"])
    assert _value(reading.event_date) == date(2025, 2, 3)
    (other,) = reading.others
    assert (other.intent, full_names(other.people)) == (Intent.REPORT_OFFICIAL, ["Lò Thị Bun"])
    assert _value(other.event_date) == date(2025, 2, 5)


def test_a_date_and_unit_told_once_hold_for_both_events() -> None:
    reading = _read(
        "hôm nay chi bộ bản Hỏm kết nạp Lò Văn Páo, đồng thời công nhận chính thức cho Lò Thị Bun"
    )
    (other,) = reading.others
    assert _value(other.event_date) == _TODAY
    assert other.unit is not None
    assert other.unit.value == "bản Hỏm"
    assert other.missing == ()


@pytest.mark.parametrize(
    "text",
    [
        "hôm qua kết nạp Lò Văn Páo, còn Lò Thị Bun thì chưa kết nạp được",
        "hôm qua kết nạp Lò Văn Páo, tuần sau sẽ kết nạp Lò Thị Bun",
    ],
)
def test_who_was_not_admitted_is_not_reported_with_who_was(text: str) -> None:
    reading = _read(text)
    assert full_names(reading.people) == ["Lò Văn Páo"]
    assert reading.others == ()


@pytest.mark.parametrize("born", ["sn 12/3/1999", "sn 1999", "sinh ngày 12/3/1999"])
def test_a_day_long_ago_beside_a_labelled_birth_is_the_day_of_the_event(born: str) -> None:
    reading = _read(f"kết nạp Lò Văn Tư {born} ngày 5/10/1998")
    assert _value(reading.event_date) == date(1998, 10, 5)
    (person,) = reading.people
    assert person.birth_date is not None
    assert person.birth_date.value.year == 1999


@pytest.mark.parametrize(
    ("text", "is_impossible"),
    [
        ("thang 13 ket nap 2 nguoi", True),
        ("quý 5 kết nạp 2 người", True),
        ("giao chỉ tiêu tháng 13 năm 2026: bản Hỏm 2", True),
        ("giao chi tieu quy 5: ban Hom 2", True),
        ("tháng 13 kết nạp ai", True),
        ("vẽ biểu đồ kết nạp quý 5", True),
        ("trong tháng 15 người được kết nạp", False),
        ("tháng 12 kết nạp 2 người", False),
        ("hôm qua kết nạp Lò Thị Bun, học lớp cảm tình 3 tháng 20 ngày", False),
    ],
)
def test_a_month_or_quarter_that_no_year_has_is_a_problem(text: str, is_impossible: bool) -> None:
    assert (Problem.DATE_IMPOSSIBLE in _read(text).problems) is is_impossible


def test_each_person_keeps_a_date_of_their_own() -> None:
    reading = _read("kết nạp Lò Văn Páo ngày 3/2, Lò Thị Bun ngày 5/2")
    assert _value(reading.event_date) == date(2025, 2, 3)
    assert [_value(person.event_date) for person in reading.people] == [None, date(2025, 2, 5)]


def test_quotas_of_several_units_stand_in_one_message() -> None:
    reading = _read("giao chỉ tiêu năm 2026: bản Hỏm 2, thôn 3: 1, bản Lầu 10-15, trường THCS 3")
    told = [
        (q.unit.value if q.unit else None, q.low.value, q.high.value if q.high else None)
        for q in reading.quotas
    ]
    assert told == [("bản Hỏm", 2, None), ("thôn 3", 1, None), ("bản Lầu", 10, 15), ("trường THCS", 3, None)]
    assert reading.period is not None
    assert reading.period.value.start == date(2026, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "quý 3 KN 5, nữ 3, DTTS 4; CT 3",
        "quý 3 kết nạp 5 trong đó nữ 3, dân tộc thiểu số 4, chính thức 3",
        "quy 3 kn 5 nu 3 dtts 4 ct 3",
        "QUY 3 KN 5 NU 3 DTTS 4 CT 3",
    ],
)
def test_a_period_report_has_its_parts_and_its_other_event(text: str) -> None:
    reading = _read(text)
    assert reading.count is not None
    assert reading.count.value == 5
    assert [(p.by, p.value, p.count) for p in reading.parts] == [
        (Dimension.GENDER, "female", 3),
        (Dimension.ETHNICITY, None, 4),
    ]
    (other,) = reading.others
    assert other.intent is Intent.REPORT_OFFICIAL
    assert other.count is not None
    assert other.count.value == 3
    assert other.period == reading.period


@pytest.mark.parametrize("text", ["tháng 10 kết nạp 2 nữ", "thang 10 ket nap 2 nu"])
def test_a_number_before_one_group_is_no_sum(text: str) -> None:
    assert _read(text).count is None


@pytest.mark.parametrize(
    "text",
    [
        "thang 10 ket nap 2 nu 1 nam",
        "tháng 10 kết nạp 2 đ/c nữ và 1 đ/c nam",
        "tháng 10 kết nạp 3 đồng chí, 2 nữ, 1 nam",
    ],
)
def test_men_and_women_make_the_sum(text: str) -> None:
    count = _read(text).count
    assert count is not None
    assert count.value == 3


def test_the_ceremony_of_one_event_is_no_event_beside_it() -> None:
    reading = _read(
        "Về công tác phát triển đảng: ngày 12/10 đã làm lễ công nhận chính thức cho đ/c Lò Văn Dũng. "
        "Còn đ/c Cà Thị Oi đang học lớp nhận thức"
    )
    assert (reading.intent, full_names(reading.people)) == (Intent.REPORT_OFFICIAL, ["Lò Văn Dũng"])
    assert _value(reading.event_date) == date(2025, 10, 12)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kn lai lo van xom 5/10", "Lo Van Xom"),
        ("ket nap lai dc lo van xom ngay 5/10", "Lo Van Xom"),
        ("lo van dung moi tot nghiep dai hoc", "Lo Van Dung"),
        ("vi thi hoa lam giao vien truong mam non", "Vi Thi Hoa"),
    ],
)
def test_a_name_in_small_letters_ends_before_what_is_told(text: str, name: str) -> None:
    assert full_names(_read(text).people) == [name]


def test_a_lunar_date_is_asked_about_with_its_solar_day() -> None:
    reading = _read("kết nạp Lò Văn Páo mùng 6 Tết")
    assert reading.event_date is None
    assert Problem.DATE_LUNAR in reading.problems
    assert reading.missing == (Field.EVENT_DATE,)
    assert _value(reading.proposed_date) == date(2025, 2, 3)


@pytest.mark.parametrize(
    ("year", "new_year"),
    [
        (2020, date(2020, 1, 25)),
        (2023, date(2023, 1, 22)),
        (2024, date(2024, 2, 10)),
        (2025, date(2025, 1, 29)),
        (2026, date(2026, 2, 17)),
    ],
)
def test_the_lunar_new_year_falls_on_its_solar_day(year: int, new_year: date) -> None:
    assert solar_day(1, 1, year) == new_year


def test_leap_months_are_stepped_over() -> None:
    assert solar_day(15, 8, 2025) == date(2025, 10, 6)
    assert solar_day(10, 3, 2023) == date(2023, 4, 29)
    assert solar_day(30, 2, 2025) is None or solar_day(30, 2, 2025) == date(2025, 3, 29)


def test_a_comparison_with_the_same_span_names_the_year_before() -> None:
    reading = _read("so sánh kết nạp 6 tháng đầu năm nay với cùng kỳ năm ngoái")
    assert reading.intent is Intent.QUERY_TOTALS
    assert reading.compares
    assert reading.compared_with is not None
    assert reading.compared_with.value.start == date(2024, 1, 1)


def test_two_units_are_compared() -> None:
    reading = _read("bản Hỏm với bản Lầu")
    assert reading.leans_on_last
    assert [unit.value for unit in reading.units] == ["bản Hỏm", "bản Lầu"]


@pytest.mark.parametrize(
    "text",
    [
        "còn năm ngoái?",
        "chia theo chi bộ đi",
        "thế bản Lầu?",
        "the con nam ngoai?",
        "quý 3 thì sao",
        "THANG 9 THI SAO",
    ],
)
def test_a_follow_up_leans_on_the_last_question(text: str) -> None:
    reading = _read(text)
    assert (reading.intent, reading.leans_on_last) == (Intent.QUERY_TOTALS, True)


def test_a_group_asked_for_is_a_filter_and_a_division_is_not() -> None:
    filtered = _read("năm nay kết nạp bao nhiêu nữ")
    divided = _read("năm nay kết nạp bao nhiêu, chia theo giới tính")
    assert [(part.by, part.value) for part in filtered.parts] == [(Dimension.GENDER, "female")]
    assert divided.parts == ()
    assert [b.value for b in divided.breakdown] == [b.value for b in filtered.breakdown] == [Dimension.GENDER]


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("năm nay kết nạp bao nhiêu", Metric.ADMISSION),
        ("tháng 8 bao nhiêu đ/c được chuyển chính thức", Metric.OFFICIAL),
        ("quý 3 mấy đ/c bị xóa tên", Metric.DROPPED),
        ("năm nay bao nhiêu quần chúng học xong lớp BDNT", Metric.CLASS),
        ("từ đầu năm giới thiệu được bao nhiêu quần chúng ưu tú", Metric.CANDIDATE),
    ],
)
def test_a_question_says_what_it_counts(text: str, metric: Metric) -> None:
    reading = _read(text)
    assert reading.intent is Intent.QUERY_TOTALS
    assert reading.metric is not None
    assert reading.metric.value is metric


@pytest.mark.parametrize(
    "text",
    [
        "còn 1 đ/c nữa là Lò Thị Bun sn 1999",
        "con 1 dc nua la Lò Thị Bun sn 1999",
        "con 1 dong chi nua ngày 15/11: Lò Thị Bun sn 1999",  # a phone completes one word and not the next
        "à quên, còn sót chị Lò Thị Bun sn 1999",
        "dạ báo cáo còn em Lò Thị Bun nữa ạ, sn 1999",
        "với cả Lò Thị Bun nữa, sn 1999",
        "một đ/c nữa ngày 15/11: Lò Thị Bun sn 1999",
    ],
)
def test_one_more_person_continues_the_last_report(text: str) -> None:
    reading = _read(text)
    assert (reading.intent, reading.continues) == (Intent.CORRECT_LAST, True)
    assert full_names(reading.people) == ["Lò Thị Bun"]
    (person,) = reading.people
    assert person.birth_date is not None and person.birth_date.value.year == 1999


def test_who_has_not_reported_and_how_things_are_done_are_questions_of_their_own() -> None:
    assert _read("chi bộ nào chưa báo cáo").asks_unreported
    procedure = _read("hồ sơ kết nạp gồm những gì")
    assert (procedure.intent, procedure.asks_procedure) == (Intent.HELP, True)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("kết nạp cần gì", Stage.ADMISSION),
        ("ho so ket nap phai co gi", Stage.ADMISSION),
        ("muốn kết nạp thì cần gì ạ", Stage.ADMISSION),
        ("hồ sơ công nhận chính thức cần gì", Stage.OFFICIAL),
        ("chuyển chính thức phải làm gì", Stage.OFFICIAL),
    ],
)
def test_what_a_step_needs_is_asked_in_few_words(text: str, stage: Stage) -> None:
    asked = _read(text)
    assert (asked.intent, asked.asks_procedure) == (Intent.HELP, True)
    assert asked.stage is not None and asked.stage.value is stage
    assert not _read("báo kết nạp cần gì").asks_procedure


@pytest.mark.parametrize(
    "addressee", ["Kính gửi đảng ủy,", "Báo cáo anh chị:", "Kính gửi văn phòng đảng ủy:", ""]
)
def test_somebody_is_looked_up_behind_whom_one_writes_to(addressee: str) -> None:
    asked = _read(f"{addressee} tra cứu Hà Thị Lụa".strip())
    assert (asked.intent, full_names(asked.people)) == (Intent.QUERY_PERSON, ["Hà Thị Lụa"])


def test_an_attribute_without_an_event_writes_nothing_but_is_not_lost() -> None:
    reading = _read("đ/c Lò Văn Páo mới tốt nghiệp đại học")
    assert reading.intent is Intent.NONE
    (person,) = reading.people
    assert person.education is not None
    assert person.education.value == "đại học"


@pytest.mark.parametrize(
    ("text", "intent", "kind"),
    [
        ("tu dau nam den nay", Intent.QUERY_TOTALS, PeriodKind.RANGE),
        ("nhiệm kỳ 2020-2025", Intent.QUERY_TOTALS, PeriodKind.TERM),
        ("năm 2016 và quý I năm 2017", Intent.QUERY_TOTALS, PeriodKind.RANGE),
        ("còn thiếu bao nhiêu", Intent.QUERY_QUOTA_GAP, None),
        ("9 tháng đầu năm nay kết nạp được bao nhiêu?", Intent.QUERY_TOTALS, PeriodKind.NINE_MONTHS),
        (
            "9 thang dau nam xa minh ket nap dc bao nhieu, con thieu may",
            Intent.QUERY_QUOTA_GAP,
            PeriodKind.NINE_MONTHS,
        ),
        ("/baocao", Intent.QUERY_TOTALS, None),
        ("/help", Intent.HELP, None),
        ("ai sắp đến hạn", Intent.QUERY_DEADLINES, None),
        ("Lò Thị Mai đang ở đâu", Intent.QUERY_PERSON, None),
        ("Lò Thị Mai đến đâu rồi", Intent.QUERY_PERSON, None),
        ("hoàn tác", Intent.UNDO_LAST, None),
    ],
)
def test_terse_messages_and_commands_are_understood(
    text: str, intent: Intent, kind: PeriodKind | None
) -> None:
    reading = _read(text)
    assert reading.intent is intent
    assert (reading.period.value.kind if reading.period else None) is kind


def test_two_spans_named_together_are_one() -> None:
    period = _read("năm 2016 và quý I năm 2017").period
    assert period is not None
    assert (period.value.start, period.value.last_day) == (date(2016, 1, 1), date(2017, 3, 31))


def test_nobody_this_month_is_a_report_of_nought() -> None:
    reading = _read("thang nay chua co ai")
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.count is not None
    assert reading.count.value == 0
    assert reading.missing == ()


def test_a_table_of_thirty_people_is_read_whole() -> None:
    rows = "\n".join(
        f"{n}\tLò Văn {'ABCDEGHIKL'[n % 10]}n\t{n % 28 + 1:02}/03/{1980 + n % 20}\tNam\tThái"
        for n in range(1, 31)
    )
    reading = _read(f"DS kết nạp ngày 5/10/2025 chi bộ bản Hỏm\n{rows}")
    assert len(reading.people) == 30
    assert all(p.birth_date and p.gender and p.ethnicity for p in reading.people)
    assert reading.missing == ()


def test_a_text_too_long_is_refused() -> None:
    assert _read("a" * 4097) == Reading(intent=Intent.NONE, problems=(Problem.TOO_LONG,))


def test_what_is_compared_with_a_quota_is_no_comparison_of_periods() -> None:
    reading = _read("CB hỏm còn thiếu mấy so với chỉ tiêu")
    assert reading.intent is Intent.QUERY_QUOTA_GAP
    assert not reading.compares
    assert _read("năm nay kết nạp bao nhiêu so với cùng kỳ").compares
