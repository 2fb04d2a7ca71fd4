from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.deadlines import (
    Deadline,
    PlannedDeadline,
    due_step,
    first_step,
    next_step,
    plan_for_path,
    plan_for_quota,
    postponed,
    step_on,
    steps,
)
from domain.events import Event, EventKind
from domain.periods import year_period
from domain.pipeline import RANK, Path, Stage, path_of
from domain.quotas import Quota
from domain.rules import Fact, RuleBook, Schedule, Subject
from domain.rules_file import RULES_FILE, load_rules

CALENDAR = WorkCalendar()
BOOK = RuleBook(rules=load_rules(RULES_FILE.read_text(encoding="utf-8")), calendar=CALENDAR)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
PROBATION = BOOK.rules.by_id["probation_end"].schedule
RECOGNITION = BOOK.rules.by_id["recognition"].schedule
PACE = BOOK.rules.by_id["quota_pace"].schedule


def path(*reached: tuple[Stage, date]) -> Path:
    """The path of somebody who reached these steps; their events are numbered from 1."""
    return path_of(
        Event(
            id=number,
            kind=EventKind.STAGE,
            report_id=number,
            unit_id=1,
            person_id=1,
            happened_on=on,
            recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
            data={"stage": stage.value},
        )
        for number, (stage, on) in enumerate(reached, 1)
    )


def planned(of: Path) -> dict[str, PlannedDeadline]:
    return {deadline.rule: deadline for deadline in plan_for_path(of, BOOK)}


def stored(due_on: date, remind_on: date | None, rule: str = "recognition") -> Deadline:
    return Deadline(
        id=1,
        subject_kind=Subject.PERSON,
        subject_id=1,
        rule=rule,
        edition="",
        unit_id=1,
        position=0,
        event_id=1,
        trigger_on=due_on - timedelta(days=42),
        due_on=due_on,
        remind_on=remind_on,
        settled_by=None,
    )


def test_an_admission_starts_the_probation_and_the_window_after_it() -> None:
    plan = planned(path((Stage.ADMISSION, date(2024, 12, 3))))
    assert plan["probation_end"].due_on == date(2025, 12, 3)
    assert (plan["recognition"].trigger_on, plan["recognition"].due_on) == (
        date(2025, 12, 3),
        date(2026, 1, 15),
    )
    assert plan["recognition"].edition == "Quy định 294-QĐ/TW 2025-05-26"
    assert {d.event_id for d in plan.values()} == {1}
    assert {d.settled_by for d in plan.values()} == {None}


def test_the_window_falls_under_the_edition_in_force_when_it_opens() -> None:
    plan = planned(path((Stage.ADMISSION, date(2025, 7, 26))))
    assert plan["recognition"].edition == "Quy định 208-QĐ/TW 2026-07-26"


def test_recognition_settles_the_probation_and_its_window() -> None:
    plan = planned(path((Stage.ADMISSION, date(2024, 12, 3)), (Stage.OFFICIAL, date(2025, 12, 10))))
    assert {d.settled_by for d in plan.values()} == {2}


def test_leaving_settles_everything() -> None:
    plan = planned(path((Stage.CELL_RESOLUTION, date(2025, 3, 3)), (Stage.DROPPED, date(2025, 4, 1))))
    assert plan["committee_decision"].settled_by == 2


def test_a_step_beyond_the_awaited_one_settles_too() -> None:
    plan = planned(path((Stage.VERIFICATION_SENT, date(2025, 3, 3)), (Stage.ADMISSION, date(2025, 6, 1))))
    assert plan["verification_reply"].settled_by == 2


def test_each_step_starts_the_limit_of_the_next() -> None:
    plan = planned(
        path(
            (Stage.CLASS, date(2020, 1, 15)),
            (Stage.VERIFICATION_SENT, date(2026, 3, 2)),
            (Stage.VERIFICATION_DONE, date(2026, 3, 20)),
            (Stage.CELL_RESOLUTION, date(2026, 10, 1)),
            (Stage.DECISION, date(2026, 10, 12)),
        )
    )
    assert {rule: (d.due_on, d.settled_by) for rule, d in plan.items()} == {
        "course_certificate": (date(2025, 1, 15), 4),
        "verification_reply": (date(2026, 4, 13), 3),
        "verification_paper": (date(2027, 3, 20), 4),
        "committee_decision": (date(2026, 12, 25), 5),
        "ceremony": (date(2026, 11, 23), None),
    }


def test_a_step_taken_again_starts_its_limit_anew() -> None:
    resolved = path((Stage.CELL_RESOLUTION, date(2026, 3, 2)), (Stage.CELL_RESOLUTION, date(2026, 5, 4)))
    first, second = plan_for_path(resolved, BOOK)
    assert (first.settled_by, second.settled_by) == (2, None)


def test_two_triggers_that_end_on_one_day_are_one_deadline() -> None:
    weekend = path((Stage.CELL_RESOLUTION, date(2026, 3, 7)), (Stage.CELL_RESOLUTION, date(2026, 3, 8)))
    (deadline,) = plan_for_path(weekend, BOOK)
    assert (deadline.event_id, deadline.settled_by) == (2, None)


def test_nothing_follows_from_an_empty_path() -> None:
    assert plan_for_path(path(), BOOK) == ()


@given(
    reached=st.lists(
        st.tuples(st.sampled_from(list(Stage)), DAYS), max_size=8, unique_by=lambda step: step[1]
    )
)
def test_every_deadline_has_one_trigger_and_ends_after_it(reached: list[tuple[Stage, date]]) -> None:
    whole = path(*reached)
    plan = plan_for_path(whole, BOOK)
    by_event = {m.event.id: m for m in whole.milestones}
    assert len({(d.rule, d.due_on) for d in plan}) == len(plan)
    for deadline in plan:
        trigger = by_event[deadline.event_id or 0]
        assert trigger.on <= deadline.trigger_on < deadline.due_on
        assert BOOK.rules.by_id[deadline.rule].edition(deadline.edition)
        if deadline.settled_by is not None:
            settling = by_event[deadline.settled_by]
            assert settling.on > trigger.on
            assert settling.stage is trigger.stage or RANK[settling.stage] > RANK[trigger.stage]


ADMITTED = (Stage.ADMISSION, date(2025, 12, 3))


def with_paper(of: Path, paper: str, on: date) -> Path:
    told = Event(
        id=99,
        kind=EventKind.PAPER,
        report_id=99,
        unit_id=1,
        person_id=1,
        happened_on=on,
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
        data={"paper": paper},
    )
    return path_of([*(m.event for m in of.milestones), told])


def test_a_probationary_member_is_to_have_a_mentor_and_the_course() -> None:
    plan = planned(path(ADMITTED))
    assert plan["mentor"].due_on == date(2026, 1, 3)
    assert (plan["new_member_course"].due_on, plan["new_member_course"].settled_by) == (
        date(2026, 9, 3),
        None,
    )


def test_whose_mentor_is_known_is_not_asked_for_one() -> None:
    rules = {deadline.rule for deadline in plan_for_path(path(ADMITTED), BOOK, {Fact.MENTOR})}
    assert rules == {"new_member_course", "probation_end", "recognition"}


def test_the_certificate_of_the_course_settles_it() -> None:
    plan = planned(with_paper(path(ADMITTED), "new_member_certificate", date(2026, 6, 1)))
    assert plan["new_member_course"].settled_by == 99
    assert plan["probation_end"].settled_by is None


def test_the_cells_resolution_on_recognition_starts_the_committees_limit() -> None:
    told = with_paper(path(ADMITTED), "recognition_resolution", date(2026, 12, 10))
    decision = planned(told)["recognition_decision"]
    assert (decision.event_id, decision.trigger_on, decision.settled_by) == (99, date(2026, 12, 10), None)
    assert decision.due_on == BOOK.calendar.add_working_days(date(2026, 12, 10), 30)
    recognised = path(ADMITTED, (Stage.OFFICIAL, date(2026, 12, 20)))
    told = with_paper(recognised, "recognition_resolution", date(2026, 12, 10))
    assert planned(told)["recognition_decision"].settled_by == 2


def test_the_probation_is_reminded_of_thirty_and_seven_days_before_and_on_the_day() -> None:
    probation = planned(path((Stage.ADMISSION, date(2024, 12, 3))))["probation_end"]
    assert [(step.key, step.on) for step in steps(PROBATION, probation, CALENDAR)] == [
        ("T-30", date(2025, 11, 3)),
        ("T-7", date(2025, 11, 26)),
        ("T", date(2025, 12, 3)),
    ]


def test_the_window_is_reminded_of_at_its_end_and_then_weekly() -> None:
    window = planned(path((Stage.ADMISSION, date(2024, 12, 3))))["recognition"]
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


def with_note(of: Path, note: str, on: date) -> Path:
    number = 50 + len(of.papers)
    told = Event(
        id=number,
        kind=EventKind.PAPER,
        report_id=number,
        unit_id=1,
        person_id=1,
        happened_on=on,
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
        data={"paper": note},
    )
    return path_of([*(m.event for m in of.milestones), *(p.event for p in of.papers), told])


def test_a_foreign_element_gives_the_verification_ninety_working_days() -> None:
    sent = path((Stage.VERIFICATION_SENT, date(2025, 10, 10)))
    at_home = planned(sent)
    abroad = planned(with_note(sent, "foreign_element", date(2025, 10, 12)))
    assert at_home["verification_reply"].due_on == CALENDAR.add_working_days(date(2025, 10, 10), 30)
    assert "verification_reply_abroad" not in at_home and "verification_reply" not in abroad
    assert abroad["verification_reply_abroad"].due_on == CALENDAR.add_working_days(date(2025, 10, 10), 90)


def test_absence_leads_to_removal_in_three_months_unless_the_member_is_back() -> None:
    member = path((Stage.ADMISSION, date(2015, 3, 3)), (Stage.OFFICIAL, date(2016, 3, 3)))
    absent = with_note(member, "absence", date(2025, 10, 1))
    assert planned(absent)["removal"].due_on == date(2026, 1, 1)
    back = with_note(absent, "absence_over", date(2025, 12, 1))
    assert planned(back)["removal"].settled_by is not None
    away_again = plan_for_path(with_note(back, "absence", date(2026, 4, 1)), BOOK)
    assert [d.due_on for d in away_again if d.rule == "removal" and d.settled_by is None] == [
        date(2026, 7, 1)
    ]


def test_the_cells_resolution_ends_what_the_cell_was_to_do_and_starts_the_committees_limit() -> None:
    member = path((Stage.ADMISSION, date(2025, 3, 3)))
    told = planned(with_note(member, "recognition_resolution", date(2026, 3, 10)))
    assert told["recognition"].settled_by is not None
    assert told["probation_end"].settled_by == told["recognition"].settled_by
    assert told["recognition_decision"].settled_by is None


def test_the_third_failed_ballot_on_a_recognition_leaves_it_to_the_committee() -> None:
    member = path((Stage.ADMISSION, date(2025, 3, 3)))
    for day in (10, 11):
        member = with_note(member, "failed_recognition", date(2026, 3, day))
    assert planned(member)["recognition"].settled_by is None
    assert "recognition_decision" not in planned(member)
    third = planned(with_note(member, "failed_recognition", date(2026, 3, 12)))
    assert third["recognition"].settled_by == third["probation_end"].settled_by == 52
    decision = third["recognition_decision"]
    assert (decision.event_id, decision.settled_by) == (52, None)
    assert decision.due_on == CALENDAR.add_working_days(date(2026, 3, 12), 30)


def test_a_dossier_sent_back_is_completed_in_ten_working_days_and_the_committees_limit_rests() -> None:
    waiting = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)))
    returned = with_note(waiting, "dossier_returned", date(2026, 10, 1))
    assert planned(returned)["returned_dossier"].due_on == date(2026, 10, 15)
    assert "committee_decision" not in planned(returned)
    again = planned(with_note(returned, "dossier_resubmitted", date(2026, 10, 1)))
    assert again["returned_dossier"].settled_by is not None
    assert again["committee_decision"] == planned(waiting)["committee_decision"]


def test_a_dossier_sent_back_a_second_time_on_the_day_it_went_up_again_is_open_again() -> None:
    waiting = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)))
    for note, on in (("dossier_returned", 1), ("dossier_resubmitted", 8), ("dossier_returned", 8)):
        waiting = with_note(waiting, note, date(2026, 10, on))
    rows = [d for d in plan_for_path(waiting, BOOK) if d.rule == "returned_dossier"]
    assert [d.settled_by is None for d in rows] == [False, True]


def test_a_decision_settles_a_dossier_that_was_sent_back() -> None:
    told = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)), (Stage.DECISION, date(2026, 10, 20)))
    settled = planned(with_note(told, "dossier_returned", date(2026, 10, 1)))["returned_dossier"]
    assert settled.settled_by == 2


def test_a_transfer_has_sixty_working_days_until_the_other_side_has_confirmed() -> None:
    def told(number: int, kind: EventKind, unit: int, **data: int) -> Event:
        return Event(
            id=number,
            kind=kind,
            report_id=number,
            unit_id=unit,
            person_id=1,
            happened_on=date(2025, 10, 1),
            recorded_at=datetime(2025, 10, 1, tzinfo=UTC),
            data=data,
        )

    admitted = [m.event for m in path((Stage.ADMISSION, date(2025, 3, 3))).milestones]
    transfer = told(50, EventKind.TRANSFER, 1, **{"from": 1, "to": 2})
    word = told(51, EventKind.ARRIVED, 2, **{"from": 1, "transfer": 50})
    waiting = planned(path_of([*admitted, transfer]))["transfer_procedure"]
    assert (waiting.due_on, waiting.settled_by) == (CALENDAR.add_working_days(date(2025, 10, 1), 60), None)
    confirmed = planned(path_of([*admitted, transfer, word]))
    assert confirmed["transfer_procedure"].settled_by == 51
    # What runs goes on as it was.
    assert confirmed["probation_end"].due_on == date(2026, 3, 3)
