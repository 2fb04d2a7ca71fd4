from calendar import monthrange
from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar, add_months

OFFICIAL = WorkCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 10, 12), 30, date(2026, 11, 23)),
        (date(2026, 11, 20), 30, date(2027, 1, 5)),
        (date(2026, 10, 1), 60, date(2026, 12, 25)),
        (date(2025, 12, 3), 30, date(2026, 1, 15)),
    ],
)
def test_limits_in_working_days_end_where_counting_by_hand_ends(start: date, count: int, last: date) -> None:
    assert OFFICIAL.add_working_days(start, count) == last


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [(date(2026, 11, 20), 30, date(2027, 1, 4)), (date(2026, 10, 1), 60, date(2026, 12, 24))],
)
def test_an_operator_can_take_a_new_holiday_back(start: date, count: int, last: date) -> None:
    without_culture_day = WorkCalendar(worked=frozenset({date(2026, 11, 24)}))
    assert without_culture_day.add_working_days(start, count) == last


def test_an_operator_can_add_a_day_off() -> None:
    calendar = WorkCalendar(off=frozenset({date(2026, 10, 13)}))
    assert calendar.add_working_days(date(2026, 10, 12), 1) == date(2026, 10, 14)


def test_a_swapped_saturday_is_worked_and_its_monday_is_off() -> None:
    assert OFFICIAL.is_working_day(date(2026, 8, 22))
    assert not OFFICIAL.is_working_day(date(2026, 8, 31))


@pytest.mark.parametrize(
    "day", [date(2026, 2, 17), date(2026, 4, 27), date(2026, 9, 2), date(2026, 11, 24), date(2026, 11, 22)]
)
def test_tet_substitutes_holidays_and_sundays_are_off(day: date) -> None:
    assert not OFFICIAL.is_working_day(day)


def test_every_day_of_ten_years_is_off_as_the_library_lists_it_for_viet_nam() -> None:
    listed = country_holidays("VN", years=range(2018, 2028))
    days = (date(2018, 1, 1) + timedelta(days=after) for after in range(3652))
    for day in days:
        is_off = day.weekday() > 4 and day not in listed.weekend_workdays
        assert WorkCalendar().is_working_day(day) is not (is_off or day in listed)


def test_the_holidays_inside_a_limit_are_named() -> None:
    assert list(OFFICIAL.holidays_between(date(2025, 12, 3), date(2026, 1, 16))) == [
        (date(2026, 1, 1), "Tết Dương lịch")
    ]


def test_a_limit_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="limit of 0"):
        OFFICIAL.add_working_days(date(2026, 1, 1), 0)


@given(start=DAYS, count=st.integers(1, 90))
def test_a_limit_holds_exactly_its_number_of_working_days(start: date, count: int) -> None:
    last = OFFICIAL.add_working_days(start, count)
    span = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(OFFICIAL.is_working_day(day) for day in span) == count
    assert OFFICIAL.is_working_day(last)


@given(start=DAYS, count=st.integers(1, 90))
def test_a_later_start_never_ends_earlier(start: date, count: int) -> None:
    assert OFFICIAL.add_working_days(start, count) <= OFFICIAL.add_working_days(
        start + timedelta(days=1), count
    )


def _months_by_walking(day: date, count: int) -> date:
    """The oracle: turn the leaves of a wall calendar one by one, then look for the day."""
    leaf = day.replace(day=1)
    for _ in range(count):
        leaf += timedelta(days=monthrange(leaf.year, leaf.month)[1])
    return leaf.replace(day=min(day.day, monthrange(leaf.year, leaf.month)[1]))


@given(day=DAYS, count=st.integers(0, 120))
def test_months_are_added_as_on_a_wall_calendar(day: date, count: int) -> None:
    assert add_months(day, count) == _months_by_walking(day, count)


def test_every_day_of_twenty_years_keeps_its_date_after_twelve_months() -> None:
    day = date(2015, 1, 1)
    while day <= date(2035, 12, 31):
        assert add_months(day, 12) == _months_by_walking(day, 12)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2020, 1, 15), 60, date(2025, 1, 15)),
    ],
)
def test_months_that_are_too_short_end_on_their_last_day(day: date, count: int, result: date) -> None:
    assert add_months(day, count) == result
