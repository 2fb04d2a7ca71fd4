"""Bare answers to the assistant's own question, and corrections of the open card."""

from datetime import date

import pytest

from domain.people import BirthDate, Category, Gender
from domain.pipeline import Stage
from domain.text import fold
from language.reading import Field, Intent, PersonReading
from language.understanding import understand

_SENT_ON = date(2025, 10, 20)
_CARD = ("Lò Thị Mai", "Cà Văn Bun")


def _told(person: PersonReading) -> tuple[object, ...]:
    """Whom a value is of (name or line), and the values."""
    slots = (person.birth_date, person.gender, person.ethnicity, *person.categories)
    whose = person.full_name.value if person.full_name else person.position
    return (whose, *(slot.value for slot in slots if slot))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nữ", [(None, Gender.FEMALE)]),
        ("cả 2 đều nữ", [(1, Gender.FEMALE), (2, Gender.FEMALE)]),
        ("ca hai deu la nguoi Thai", [(1, "Thái"), (2, "Thái")]),
        ("2 nữ", [(None, Gender.FEMALE)]),  # the second, or both: it is asked
        ("1 nu", [(1, Gender.FEMALE)]),
        ("số 2 nữ", [(2, Gender.FEMALE)]),
        ("1 nữ, 2 nam", [(1, Gender.FEMALE), (2, Gender.MALE)]),
        ("1. nữ\n2. nam", [(1, Gender.FEMALE), (2, Gender.MALE)]),
        ("1 nam 2 nu", [(1, Gender.MALE), (2, Gender.FEMALE)]),
        ("1 la nu... a khong 1 nam 2 nu", [(1, Gender.MALE), (2, Gender.FEMALE)]),
        ("2 sinh năm 1999", [(2, BirthDate(year=1999))]),
        ("2 sai năm sinh, 1999", [(2, BirthDate(year=1999))]),
        ("Mai sinh 1999 chứ", [("Lò Thị Mai", BirthDate(year=1999))]),
        ("ko phải, Mai sinh 1999 chứ", [("Lò Thị Mai", BirthDate(year=1999))]),
        ("bun la giao vien", [("Cà Văn Bun", Category.TEACHER)]),
        ("em Bun nam, chị Mai nữ", [("Cà Văn Bun", Gender.MALE), ("Lò Thị Mai", Gender.FEMALE)]),
        ("Lò Thị Mai sn 1998", [("Lò Thị Mai", BirthDate(year=1998))]),
        (
            "mai sn 2000 thái, bun 99 nam",
            [("Lò Thị Mai", BirthDate(year=2000), "Thái"), ("Cà Văn Bun", BirthDate(year=1999), Gender.MALE)],
        ),
        ("mai 98, bun 01", [("Lò Thị Mai", BirthDate(year=1998)), ("Cà Văn Bun", BirthDate(year=2001))]),
        ("mai 98 bun 2001", [("Lò Thị Mai", BirthDate(year=1998)), ("Cà Văn Bun", BirthDate(year=2001))]),
        ("Mai thì 98, Bun 01", [("Lò Thị Mai", BirthDate(year=1998)), ("Cà Văn Bun", BirthDate(year=2001))]),
        ("Bun thì 98", [("Cà Văn Bun", BirthDate(year=1998))]),
        ("mai nguoi thai bun kho mu", [("Lò Thị Mai", "Thái"), ("Cà Văn Bun", "Khơ Mú")]),
        ("mai thái, bun mông", [("Lò Thị Mai", "Thái"), ("Cà Văn Bun", "Mông")]),
        ("mai dan quan bun giao vien", [("Lò Thị Mai", Category.MILITIA), ("Cà Văn Bun", Category.TEACHER)]),
        ("mai nu bun nam", [("Lò Thị Mai", Gender.FEMALE), ("Cà Văn Bun", Gender.MALE)]),
        (
            "Chị Mai 1998, còn anh Bun 2001",
            [
                ("Lò Thị Mai", BirthDate(year=1998), Gender.FEMALE),
                ("Cà Văn Bun", BirthDate(year=2001), Gender.MALE),
            ],
        ),
        ("mai, bun là dân quân", [("Lò Thị Mai", Category.MILITIA), ("Cà Văn Bun", Category.MILITIA)]),
        ("mai bun đều nữ", [("Lò Thị Mai", Gender.FEMALE), ("Cà Văn Bun", Gender.FEMALE)]),
        ("nhầm, bun mới là nữ", [("Cà Văn Bun", Gender.FEMALE)]),
        ("xã khen lắm, mai là giáo viên", [("Lò Thị Mai", Category.TEACHER)]),
    ],
)
def test_a_value_goes_to_whom_it_is_said_of(text: str, told: list[tuple[object, ...]]) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert reading.intent is Intent.CORRECT_LAST
    assert [_told(person) for person in reading.people] == told


@pytest.mark.parametrize("text", ["ông Inh giúp bun", "Bun do ông Inh giúp", "ông Inh giúp đỡ Bun"])
def test_who_helps_somebody_is_the_mentor_and_no_new_name(text: str) -> None:
    (person,) = understand(text, _SENT_ON, on_card=_CARD).people
    assert person.full_name is not None
    assert person.mentor is not None
    assert (person.full_name.value, person.mentor.value, person.gender) == ("Cà Văn Bun", "Inh", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2 người đầu Mông, 3 người đầu nữ", {1: 2, 2: 2, 3: 1}),
        ("hai nguoi dau la dan quan, nguoi cuoi la giao vien", {1: 1, 2: 1, 4: 1}),
        ("2 ng sau nữ, 2 ng đầu nam", {1: 1, 2: 1, 3: 1, 4: 1}),
        ("3 người đầu nữ", {1: 1, 2: 1, 3: 1}),
        ("ng cuoi la dan quan", {4: 1}),
        ("người đầu tiên là nữ, người thứ hai là nam", {1: 1, 2: 1}),
    ],
)
def test_the_first_two_and_the_last_are_lines_of_the_card(text: str, told: dict[int, int]) -> None:
    card = ("Mùa Thị Chá", "Giàng Thị Ly", "Lò Thị Pang", "Lò Văn Ngoan")
    reading = understand(text, _SENT_ON, on_card=card)
    assert reading.intent is Intent.CORRECT_LAST
    values = [(person.position, len(_told(person)) - 1) for person in reading.people]
    assert {line: sum(n for at, n in values if at == line) for line, _ in values} == told


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("5/10 nhé", date(2025, 10, 5)),
        ("hôm qua em ơi", date(2025, 10, 19)),
        ("đúng rồi, ngày 6/10", date(2025, 10, 6)),
    ],
)
def test_a_bare_day_is_the_day_of_the_card(text: str, on: date) -> None:
    for expecting in (None, Field.EVENT_DATE):
        reading = understand(text, _SENT_ON, expecting=expecting, on_card=_CARD)
        assert reading.intent is Intent.CORRECT_LAST
        assert reading.event_date is not None
        assert reading.event_date.value == on


@pytest.mark.parametrize(("text", "count"), [("3 người", 3), ("chỉ có 2 thôi", 2)])
def test_a_bare_number_is_the_number_of_the_card(text: str, count: int) -> None:
    reading = understand(text, _SENT_ON, expecting=Field.FULL_NAME, on_card=_CARD)
    assert reading.count is not None
    assert reading.count.value == count


@pytest.mark.parametrize("text", ["đúng rồi lưu đi", "ok em", "chuẩn rồi nhé", "vâng ạ"])
def test_a_bare_yes_confirms_and_says_nothing_else(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert reading.confirms
    assert reading.people == ()


@pytest.mark.parametrize(
    "text",
    [
        "Lò Văn Tuấn sn 1999",
        "mai em bận lên lớp nhé",
        "chưa kết nạp được ai",
        "mai sẽ kết nạp",
        "cảm ơn em",
        "bản Hỏm thế nào rồi",
        "chi bo hom nay co 52 dang vien",
    ],
)
def test_what_is_about_something_else_does_not_touch_the_card(text: str) -> None:
    assert understand(text, _SENT_ON, on_card=_CARD).intent is not Intent.CORRECT_LAST


@pytest.mark.parametrize("text", ["nữ", "5/10 nhé", "cả 2 đều nữ"])
def test_without_an_open_card_a_bare_value_says_nothing(text: str) -> None:
    assert understand(text, _SENT_ON).intent is Intent.NONE


@pytest.mark.parametrize(
    ("text", "on"), [("15", 15), ("15 nhé", 15), ("5", 5), ("15 tháng này", 15), ("15 thang nay nhe", 15)]
)
def test_a_bare_number_is_the_day_that_was_asked_for(text: str, on: int) -> None:
    reading = understand(text, date(2025, 10, 20), expecting=Field.EVENT_DATE, on_card=("Lò Thị Mai",))
    assert reading.event_date is not None
    assert reading.event_date.value == date(2025, 10, on)


@pytest.mark.parametrize("text", ["3 người", "15 đồng chí", "2000"])
def test_other_numbers_are_no_days(text: str) -> None:
    reading = understand(text, date(2025, 10, 20), expecting=Field.EVENT_DATE, on_card=("Lò Thị Mai",))
    assert reading.event_date is None


@pytest.mark.parametrize("on_card", [None, _CARD])
def test_a_reply_that_names_nobody_may_speak_of_teachers(on_card: tuple[str, ...] | None) -> None:
    text = "chúc các thầy cô ngày nhà giáo vui vẻ hạnh phúc"
    reading = understand(text, _SENT_ON, expecting=Field.EVENT_DATE, on_card=on_card)
    assert (reading.intent, reading.people) == (Intent.NONE, ())


@pytest.mark.parametrize("field", [None, Field.FULL_NAME, Field.EVENT_DATE])
@pytest.mark.parametrize("text", ["mai sn 2000", "mai sinh năm 2000", "MAI SN 2000"])
def test_a_given_name_before_a_birth_is_no_day_and_no_spelling(text: str, field: Field | None) -> None:
    reading = understand(text, _SENT_ON, expecting=field, on_card=_CARD)
    assert [_told(person) for person in reading.people] == [("Lò Thị Mai", BirthDate(year=2000))]


@pytest.mark.parametrize("text", ["sinh năm 2000", "năm sinh 2000", "sn 2000"])
def test_a_year_of_birth_told_where_a_name_was_asked_for_is_no_name(text: str) -> None:
    reading = understand(text, _SENT_ON, expecting=Field.FULL_NAME, on_card=("Lo Thi Mai",))
    assert [_told(person) for person in reading.people] == [(None, BirthDate(year=2000))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nhầm rồi, én sinh 98", "Én"),
        ("thoi nham roi, en sinh 98", "En"),
        ("én sn 98, lúc nãy em nhầm", "Én"),
        ("nhầm rồi sinh 98 nhé", None),
        ("sửa lại năm sinh 98", None),
    ],
)
def test_a_correction_of_a_saved_report_says_whose_birth_it_is(text: str, name: str | None) -> None:
    reading = understand(text, _SENT_ON)
    assert reading.intent is Intent.CORRECT_LAST
    assert [_told(person) for person in reading.people] == [(name, BirthDate(year=1998))]


@pytest.mark.parametrize(
    "text",
    [
        "chu sn 2001, hien 2003, tuan 2000",
        "chu 2001 hien 2003 tuan 2000",
        "Chu 2001 Hien 2003 Tuan 2000",
        "chu: 2001; hien: 2003; tuan: 2000",
        "chu 12/3/2001, hien 5/6/2003, tuan 2000",
    ],
)
def test_the_births_of_several_on_the_card_are_each_their_own(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=("Giang A Chu", "Lo Thi Hien", "Ca Van Tuan"))
    told = [
        (one.full_name and one.full_name.value, one.birth_date and one.birth_date.value.year)
        for one in reading.people
    ]
    assert told == [("Giang A Chu", 2001), ("Lo Thi Hien", 2003), ("Ca Van Tuan", 2000)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ban là nữ", "Lò Thị Ban"),
        ("ban la nu", "Lò Thị Ban"),
        ("muôn là nữ", "Hà Thị Muôn"),
        ("muôn sn 2001", "Hà Thị Muôn"),
    ],
)
def test_a_given_name_of_common_words_is_whose_value_it_is(text: str, line: str) -> None:
    (person,) = understand(text, _SENT_ON, on_card=("Lò Thị Ban", "Vì Văn Dũng", "Hà Thị Muôn")).people
    assert person.full_name is not None
    assert person.full_name.value == line


@pytest.mark.parametrize("text", ["2 người sau là nam", "2 nguoi sau nam", "hai đồng chí sau đều nam"])
def test_what_is_said_of_the_last_two_is_said_of_their_lines(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=("Lò Thị Ban", "Vì Văn Dũng", "Hà Văn Muôn"))
    assert [person.position for person in reading.people] == [2, 3]
    assert reading.count is None


@pytest.mark.parametrize(
    "text",
    [
        "đổi người giúp đỡ của Bun sang Lò Văn Inh",
        "người giúp đỡ của Bun là Lò Văn Inh",
        "doi nguoi giup do cua bun sang lo van inh",
    ],
)
def test_another_mentor_is_nobodys_new_name(text: str) -> None:
    (person,) = understand(text, _SENT_ON, on_card=_CARD).people
    assert person.full_name is not None
    assert person.mentor is not None
    assert (person.full_name.value, fold(person.mentor.value)) == ("Cà Văn Bun", "lo van inh")


def test_a_mentor_told_in_words_not_understood_gives_nobody_another_name() -> None:
    assert understand("doi nguoi giup do cua han sang lo van inh", _SENT_ON, on_card=_CARD).people == ()


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("ủa nhầm, mới họp chi bộ xét thôi", Stage.CELL_RESOLUTION),
        ("a nham moi hop xet thoi", Stage.CELL_RESOLUTION),
        ("nhầm, chưa kết nạp đâu, mới xét thôi", Stage.CELL_RESOLUTION),
        ("nham, moi hoc lop cam tinh dang thoi", Stage.CLASS),
        ("mới lập hồ sơ thôi chưa kết nạp", Stage.DOSSIER_OPENED),
        ("à mới có quyết định thôi, chưa làm lễ", Stage.DECISION),
        ("Mới là nữ", None),
    ],
)
def test_a_card_of_one_step_is_told_to_be_of_an_earlier_one(text: str, stage: Stage | None) -> None:
    reading = understand(text, _SENT_ON, on_card=("Giàng Thị Mới",))
    assert reading.intent is Intent.CORRECT_LAST
    assert (reading.stage.value if reading.stage else None) is stage


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("đ/c Mai sinh ngày 13/3", [("Lò Thị Mai", (13, 3))]),
        ("nhầm, đ/c Mai sinh ngày 13/3", [("Lò Thị Mai", (13, 3))]),
        ("mai sn 13/3", [("Lò Thị Mai", (13, 3))]),
        ("Mai sinh 13/3, Bun sinh 4/5", [("Lò Thị Mai", (13, 3)), ("Cà Văn Bun", (4, 5))]),
        ("1 sinh 13/3, 2 sinh 4/5", [(1, (13, 3)), (2, (4, 5))]),
        ("ngày 13/3 là ngày sinh của Mai", [("Lò Thị Mai", (13, 3))]),
        ("sinh ngày 13/3", [(None, (13, 3))]),
        ("sinh nhật 13 tháng 3", [(None, (13, 3))]),
        ("Mai sinh 1999, lễ 13/11", [("Lò Thị Mai", None)]),
    ],
)
def test_a_birthday_without_its_year_is_of_its_person_and_no_day_of_the_card(
    text: str, told: list[tuple[object, object]]
) -> None:
    reading = understand(text, _SENT_ON, on_card=_CARD)
    assert [(_told(one)[0], one.birthday and one.birthday.value) for one in reading.people] == told
    assert (reading.event_date is None) or told[0][1] is None


def test_a_birthday_of_somebody_who_is_not_on_the_card_is_nobodys() -> None:
    reading = understand("Bun sinh mùng 4 tháng 3 cơ", _SENT_ON, on_card=("Lò Thị Mai",))
    assert (reading.people, reading.event_date) == ((), None)


def test_a_title_and_a_name_like_a_number_word_say_of_whom_a_value_is() -> None:
    (person,) = understand("đ/c Thu là nữ", _SENT_ON, on_card=("Lò Thị Thu", "Cà Văn Bun")).people
    assert _told(person) == ("Lò Thị Thu", Gender.FEMALE)


@pytest.mark.parametrize("text", ["doan vien, dan toc thai nhe", "nữ nhé", "dân tộc Thái nhé"])
def test_values_told_with_a_softening_word_go_onto_the_open_card(text: str) -> None:
    reading = understand(text, _SENT_ON, on_card=("Lò Thị Mai",))
    assert (reading.intent, len(reading.people)) == (Intent.CORRECT_LAST, 1)


@pytest.mark.parametrize("text", ["nữ thì sao", "còn nữ nhé", "chỉ tính nữ nhé"])
def test_a_group_asked_of_is_no_value_of_the_card(text: str) -> None:
    assert understand(text, _SENT_ON, on_card=("Lò Thị Mai",)).intent is Intent.QUERY_TOTALS
