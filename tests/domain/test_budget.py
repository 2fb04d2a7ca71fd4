from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import Rhythm, Spending, lasts_until, rhythm_for
from domain.calendar import WorkCalendar

CALENDAR = WorkCalendar()
FIRST, MIDDLE, LAST = date(2025, 11, 1), date(2025, 11, 15), date(2025, 11, 30)
FREE_PLAN = 3000
ORDER = [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.URGENT, Rhythm.NONE]


def rhythm(replies: int, digests: int, on: date, *, people: int = 50, limit: int = FREE_PLAN) -> Rhythm:
    return rhythm_for(limit, Spending(replies=replies, digests=digests), people, on, CALENDAR)


def test_the_free_plan_carries_fifty_people_through_an_ordinary_month() -> None:
    for day in range(1, 31):
        on = date(2025, 11, day)
        assert rhythm(replies=day * 30, digests=day * 12, on=on) is Rhythm.DAILY


@pytest.mark.parametrize(
    ("replies", "digests", "on", "expected"),
    [
        (0, 0, FIRST, Rhythm.DAILY),
        (1000, 400, MIDDLE, Rhythm.WEEKLY),  # replies alone will take about 1,140 more
        (1300, 300, MIDDLE, Rhythm.URGENT),
        (2500, 350, MIDDLE, Rhythm.NONE),
        (2000, 700, LAST, Rhythm.WEEKLY),
        (0, 2900, MIDDLE, Rhythm.NONE),
        (3100, 0, MIDDLE, Rhythm.NONE),
    ],
)
def test_reminders_give_way_step_by_step(replies: int, digests: int, on: date, expected: Rhythm) -> None:
    assert rhythm(replies, digests, on) is expected


def test_a_plan_too_small_for_its_people_begins_the_month_with_weekly_digests() -> None:
    assert rhythm(0, 0, FIRST, people=300) is Rhythm.WEEKLY


@given(
    replies=st.integers(0, 4000),
    digests=st.integers(0, 4000),
    more=st.integers(0, 500),
    day=st.integers(1, 30),
    people=st.integers(0, 500),
)
def test_who_has_spent_more_is_never_reminded_more_often(
    replies: int, digests: int, more: int, day: int, people: int
) -> None:
    on = date(2025, 11, day)
    before = rhythm(replies, digests, on, people=people)
    for after in (
        rhythm(replies + more, digests, on, people=people),
        rhythm(replies, digests + more, on, people=people),
        rhythm(replies, digests, on, people=people + more),
    ):
        assert ORDER.index(after) >= ORDER.index(before)


@given(replies=st.integers(0, 200), people=st.integers(1, 200))
def test_a_month_lived_by_it_never_sends_a_digest_that_a_reply_needed(replies: int, people: int) -> None:
    spent = Spending()
    for day in range(1, 31):
        on = date(2025, 11, day)
        asked = replies if spent.total + replies <= FREE_PLAN else 0
        spent = Spending(replies=spent.replies + asked, digests=spent.digests)
        due = people if CALENDAR.is_working_day(on) else 0
        allowed = {
            Rhythm.DAILY: due,
            Rhythm.WEEKLY: due // 5 + 1,
            Rhythm.URGENT: due // 20 + 1,
            Rhythm.NONE: 0,
        }
        now = rhythm(spent.replies, spent.digests, on, people=people)
        spent = Spending(replies=spent.replies, digests=spent.digests + allowed[now])
        assert spent.total <= FREE_PLAN


@pytest.mark.parametrize(
    ("spent", "today", "expected"),
    [
        (0, FIRST, None),
        (1000, MIDDLE, None),
        (2000, MIDDLE, date(2025, 11, 22)),  # 133 a day: 7 days more
        (3000, MIDDLE, MIDDLE),
        (2999, LAST, None),
    ],
)
def test_how_long_the_messages_last(spent: int, today: date, expected: date | None) -> None:
    assert lasts_until(FREE_PLAN, Spending(replies=spent), today) == expected


@given(spent=st.integers(0, 3100), day=st.integers(1, 30))
def test_the_forecast_lies_within_the_month(spent: int, day: int) -> None:
    today = date(2025, 11, day)
    until = lasts_until(FREE_PLAN, Spending(digests=spent), today)
    assert until is None or today <= until < LAST + timedelta(days=1)
