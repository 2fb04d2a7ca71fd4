from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import Deadline, PlannedDeadline, plan_for_path, plan_for_quota
from domain.periods import year_period
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.reminders import due_step, first_step, next_step, postponed, step_on, steps
from domain.rules import Schedule, Subject
from tests.domain.paths import path
from tests.rules import BOOK

CALENDAR = BOOK.calendar
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
PROBATION = BOOK.rules.by_id["probation_end"].schedule
RECOGNITION = BOOK.rules.by_id["recognition"].schedule
PACE = BOOK.rules.by_id["quota_pace"].schedule


def planned(rule: str) -> PlannedDeadline:
    """What an admission of 3/12/2024 starts under the rule."""
    admitted = path((Stage.ADMISSION, date(2024, 12, 3)))
    return next(deadline for deadline in plan_for_path(admitted, BOOK) if deadline.rule == rule)


def stored(due_on: date, remind_on: date | None) -> Deadline:
    return Deadline(
        id=1,
        subject_kind=Subject.PERSON,
        subject_id=1,
        rule="recognition",
        edition="",
        unit_id=1,
        position=0,
        event_id=1,
        trigger_on=due_on - timedelta(days=42),
        due_on=due_on,
        remind_on=remind_on,
        settled_by=None,
    )


def test_the_probation_is_reminded_of_thirty_and_seven_days_before_and_on_the_day() -> None:
    probation = planned("probation_end")
    assert [(step.key, step.on) for step in steps(PROBATION, probation, CALENDAR)] == [
        ("T-30", date(2025, 11, 3)),
        ("T-7", date(2025, 11, 26)),
        ("T", date(2025, 12, 3)),
    ]


def test_the_window_is_reminded_of_at_its_end_and_then_weekly() -> None:
    window = planned("recognition")
    assert [(step.key, step.on) for step in islice(steps(RECOGNITION, window, CALENDAR), 4)] == [
        ("T-7", date(2026, 1, 8)),
        ("T", date(2026, 1, 15)),
        ("T+7", date(2026, 1, 22)),
        ("T+14", date(2026, 1, 29)),
    ]


def test_the_pace_of_a_quota_is_looked_at_on_the_25th_of_each_month() -> None:
    quota = Quota(unit_id=1, period=year_period(2026), low=4, event_id=9)
    (deadline,) = plan_for_quota(quota, BOOK)
    assert (deadline.event_id, deadline.due_on) == (9, date(2026, 12, 31))
    assert [step.on for step in steps(PACE, deadline, CALENDAR)] == [
        CALENDAR.on_or_before(date(2026, m, 25)) for m in range(1, 13)
    ]


def test_a_quota_set_late_in_the_year_is_not_reminded_of_for_the_months_before() -> None:
    (deadline,) = plan_for_quota(Quota(unit_id=1, period=year_period(2026), low=4), BOOK)
    first = first_step(PACE, deadline, date(2026, 11, 22), CALENDAR)
    assert first is not None
    assert first.on == date(2026, 11, 25)
    assert first_step(PACE, deadline, date(2026, 12, 26), CALENDAR) is None


def test_a_deadline_known_late_starts_with_its_newest_step() -> None:
    first = first_step(RECOGNITION, stored(date(2020, 1, 15), None), date(2025, 11, 24), CALENDAR)
    assert first is not None
    assert date(2025, 11, 24) - timedelta(days=7) < first.on <= date(2025, 11, 24)


def test_a_deadline_known_early_starts_with_its_first_step() -> None:
    first = first_step(RECOGNITION, stored(date(2026, 1, 15), None), date(2025, 11, 24), CALENDAR)
    assert first is not None
    assert first.key == "T-7"


def test_after_a_week_off_only_the_newest_missed_step_counts() -> None:
    due = due_step(RECOGNITION, stored(date(2026, 1, 15), date(2026, 1, 8)), date(2026, 1, 31), CALENDAR)
    assert due is not None
    assert due.newest.key == "T+14"
    assert [step.key for step in due.superseded] == ["T-7", "T", "T+7"]


def test_nothing_is_due_before_its_day_or_without_a_next_step() -> None:
    assert (
        due_step(RECOGNITION, stored(date(2026, 1, 15), date(2026, 1, 8)), date(2026, 1, 7), CALENDAR) is None
    )
    assert due_step(RECOGNITION, stored(date(2026, 1, 15), None), date(2026, 1, 7), CALENDAR) is None


def test_a_day_that_was_asked_for_is_a_step_of_its_own() -> None:
    due = due_step(RECOGNITION, stored(date(2026, 1, 15), date(2026, 1, 10)), date(2026, 1, 10), CALENDAR)
    assert due is not None
    assert (due.newest.key, due.superseded) == ("later 2026-01-10", ())


SCHEDULES = st.builds(
    Schedule,
    steps=st.lists(st.integers(-200, 60), max_size=5, unique=True).map(lambda days: tuple(sorted(days))),
    overdue_every=st.none() | st.integers(1, 60),
) | st.builds(Schedule, monthly_on=st.integers(1, 28))


@given(schedule=SCHEDULES, due_on=DAYS)
def test_steps_only_go_forward_and_their_keys_tell_their_day(schedule: Schedule, due_on: date) -> None:
    found = list(islice(steps(schedule, stored(due_on, None), CALENDAR), 40))
    assert all(earlier.on <= later.on for earlier, later in pairwise(found))
    assert len({step.key for step in found}) == len(found)
    assert all(step_on(step.key, due_on, CALENDAR) == step.on for step in found)


@given(schedule=SCHEDULES, due_on=DAYS)
def test_no_step_falls_on_a_day_off_or_past_the_day_it_is_named_after(
    schedule: Schedule, due_on: date
) -> None:
    for step in islice(steps(schedule, stored(due_on, None), CALENDAR), 40):
        assert CALENDAR.is_working_day(step.on)
        if step.key.startswith("T"):
            assert step.on <= due_on + timedelta(days=int(step.key[1:] or 0))


@pytest.mark.parametrize(
    ("until", "today", "asked_for"),
    [
        (date(2026, 1, 10), date(2026, 1, 5), date(2026, 1, 9)),  # a Saturday: the Friday before
        (date(2026, 1, 11), date(2026, 1, 9), date(2026, 1, 12)),  # that Friday is today: the Monday
        (date(2026, 2, 10), date(2026, 1, 5), date(2026, 1, 15)),  # not past the due date
    ],
)
def test_later_is_a_working_day_and_not_past_the_due_date(until: date, today: date, asked_for: date) -> None:
    deadline = stored(date(2026, 1, 15), date(2026, 1, 15))
    assert postponed(deadline, until, today, CALENDAR) == asked_for


@given(schedule=SCHEDULES, due_on=DAYS, sweeps=st.lists(st.integers(0, 40), max_size=20))
def test_however_sweeps_fall_each_step_is_reminded_or_superseded_once(
    schedule: Schedule, due_on: date, sweeps: list[int]
) -> None:
    today = due_on - timedelta(days=210)
    first = next(steps(schedule, stored(due_on, None), CALENDAR), None)
    remind_on = first.on if first else None
    seen: list[date] = []
    for days in sweeps:
        today += timedelta(days=days)
        if due := due_step(schedule, stored(due_on, remind_on), today, CALENDAR):
            seen += [step.on for step in (*due.superseded, due.newest)]
            assert due.following == next_step(schedule, stored(due_on, remind_on), today, CALENDAR)
            remind_on = due.following.on if due.following else None
    passed = []
    for step in steps(schedule, stored(due_on, None), CALENDAR):
        if step.on > today:
            break
        passed.append(step.on)
    assert seen == (passed if sweeps else [])


def test_what_is_no_key_has_no_day() -> None:
    with pytest.raises(ValueError, match=r"Invalid isoformat"):
        step_on("whenever", date(2026, 1, 1), CALENDAR)
