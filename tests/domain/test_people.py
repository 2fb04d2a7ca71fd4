"""Facts about a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import BirthDate, Category, Gender, PersonFacts
from domain.tags import age_band, age_on, tags_at
from domain.text import fold, fold_name


@given(st.dates(min_value=date(1920, 1, 1), max_value=date(2020, 12, 31)), st.integers(1, 3))
def test_a_birth_date_reads_back_as_precisely_as_it_was_told(day: date, parts: int) -> None:
    told = BirthDate.parse("-".join(day.isoformat().split("-")[:parts]))
    assert BirthDate.parse(str(told)) == told
    assert told.earliest() <= day <= told.latest()


def test_an_impossible_birth_date_is_no_value() -> None:
    with pytest.raises(ValueError, match="day"):
        BirthDate(year=1998, month=2, day=30)
    with pytest.raises(ValueError, match="month"):
        BirthDate(year=1998, day=3)


def test_newer_facts_replace_what_they_state_and_keep_the_rest() -> None:
    known = PersonFacts(full_name="Lo Thi Mai", gender=Gender.FEMALE, ethnicity="Thái")
    newer = PersonFacts(full_name="Lò Thị Mai", ethnicity="Tày")
    assert known.updated(newer) == PersonFacts(full_name="Lò Thị Mai", gender=Gender.FEMALE, ethnicity="Tày")


def test_a_corrected_year_of_birth_leaves_the_day_and_month() -> None:
    known = PersonFacts(birth_date=BirthDate.parse("1994-06-07"))
    assert known.corrected(PersonFacts(birth_date=BirthDate(year=1995))).birth_date == BirthDate.parse(
        "1995-06-07"
    )
    leap = BirthDate.parse("1996-02-29")
    assert leap.corrected(BirthDate(year=1997)) == BirthDate(year=1997)
    assert known.corrected(PersonFacts(ethnicity="Thái")).birth_date == known.birth_date


@pytest.mark.parametrize(
    ("known", "told", "then"),
    [
        ((Category.TEACHER,), (Category.YOUTH_UNION,), {Category.TEACHER, Category.YOUTH_UNION}),
        ((Category.MILITIA, Category.TEACHER), (Category.FARMER,), {Category.MILITIA, Category.FARMER}),
        ((Category.MILITIA,), (), {Category.MILITIA}),
    ],
)
def test_another_occupation_replaces_the_old_one_and_nothing_beside_it(
    known: tuple[Category, ...], told: tuple[Category, ...], then: set[Category]
) -> None:
    facts = PersonFacts(categories=known).corrected(PersonFacts(categories=told))
    assert set(facts.categories) == then


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_names_fold_alike_however_they_are_typed() -> None:
    assert fold_name("H’Hen Niê") == fold_name("h'hen NIE") == "hhen nie"
    assert fold_name("Đỗ Thị Đào") == fold_name("do thi dao")


def test_the_age_is_taken_on_the_day_of_the_event() -> None:
    facts = PersonFacts(birth_date=BirthDate(year=1995, month=6, day=15), ethnicity="Thái")
    assert "age:18-30" in tags_at(facts, date(2026, 6, 14))
    assert "age:31-40" in tags_at(facts, date(2026, 6, 15))
    assert age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert age_band(date(1960, 1, 1), date(2025, 1, 1)) == ">60"


def test_whose_education_is_known_counts_under_it() -> None:
    assert "education:đại học" in tags_at(PersonFacts(education="đại học"), date(2025, 1, 1))


def test_only_who_is_known_not_to_be_kinh_counts_as_a_minority() -> None:
    assert "minority" in tags_at(PersonFacts(ethnicity="Mông"), date(2025, 1, 1))
    assert "minority" not in tags_at(PersonFacts(ethnicity="Kinh"), date(2025, 1, 1))
    assert "minority" not in tags_at(PersonFacts(), date(2025, 1, 1))
