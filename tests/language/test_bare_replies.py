"""Replies of a word or two: a value for what was asked, a line of the card, a yes."""

from datetime import date

import pytest

from domain.people import BirthDate
from language.reading import Field, Intent, Reading, full_names
from language.understanding import understand

_TODAY = date(2025, 10, 20)  # a Monday


def _read(text: str, expecting: Field | None = None) -> Reading:
    return understand(text, _TODAY, expecting=expecting)


@pytest.mark.parametrize(
    "text", ["2 sai năm sinh, 1999", "2 sai năm sinh 1999", "người thứ 2 sai năm sinh, 1999"]
)
def test_a_correction_by_position_names_the_line(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.CORRECT_LAST
    (person,) = reading.people
    assert person.position == 2
    assert person.birth_date is not None
    assert person.birth_date.value == BirthDate(year=1999)


def test_a_name_with_a_yes_corrects_and_confirms() -> None:
    reading = _read("Lò Thị Mai, đúng")
    assert (reading.intent, full_names(reading.people), reading.confirms) == (
        Intent.CORRECT_LAST,
        ["Lò Thị Mai"],
        True,
    )


@pytest.mark.parametrize("text", ["đúng", "Đúng rồi ạ", "ok lưu đi em", "chuẩn rồi nhé", "dung roi luu di"])
def test_a_bare_yes_confirms_and_says_nothing_else(text: str) -> None:
    reading = _read(text)
    assert (reading.intent, reading.confirms, reading.people) == (Intent.NONE, True, ())


@pytest.mark.parametrize("text", ["ok cảm ơn em", "đúng giờ nhé", "mai họp đúng 7h"])
def test_thanks_and_other_uses_of_the_word_confirm_nothing(text: str) -> None:
    assert not _read(text).confirms


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("5/10 nhé", date(2025, 10, 5)),
        ("hôm qua ạ", date(2025, 10, 19)),
        ("5-10", date(2025, 10, 5)),
        ("05.10", date(2025, 10, 5)),
        ("ngày mùng 5", date(2025, 10, 5)),
        ("thứ 7 tuần trước", date(2025, 10, 18)),
    ],
)
def test_a_bare_date_answers_the_question_for_it(text: str, on: date) -> None:
    reading = _read(text, Field.EVENT_DATE)
    assert (reading.intent, reading.event_date and reading.event_date.value) == (Intent.CORRECT_LAST, on)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lò Thị Mai", ["Lò Thị Mai"]),
        ("lo thi mai", ["Lo Thi Mai"]),
        ("dạ Lò Thị Mai và Lò Văn Bun ạ", ["Lò Thị Mai", "Lò Văn Bun"]),
        ("Pờ Xuân", ["Pờ Xuân"]),
    ],
)
def test_a_bare_name_answers_the_question_for_it(text: str, names: list[str]) -> None:
    reading = _read(text, Field.FULL_NAME)
    assert (reading.intent, full_names(reading.people)) == (Intent.CORRECT_LAST, names)


@pytest.mark.parametrize("text", ["chưa rõ", "để em hỏi lại", "không biết nữa"])
def test_an_answer_that_is_none_is_taken_as_none(text: str) -> None:
    assert _read(text, Field.EVENT_DATE).intent is Intent.NONE
    assert full_names(_read(text, Field.FULL_NAME).people) == []


def test_without_a_question_a_bare_value_writes_nothing() -> None:
    assert {_read(t).intent for t in ("5/10 nhé", "nữ", "hôm qua", "Lò Thị Mai")} == {Intent.NONE}
