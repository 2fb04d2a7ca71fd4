from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import PlannedDeadline, plan_for_path
from domain.events import Event, EventKind
from domain.pipeline import RANK, Path, Stage, path_of
from domain.rules import Fact
from tests.domain.paths import path, with_paper
from tests.rules import BOOK

CALENDAR = BOOK.calendar
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def planned(of: Path) -> dict[str, PlannedDeadline]:
    return {deadline.rule: deadline for deadline in plan_for_path(of, BOOK)}


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


def test_a_mentor_is_not_asked_for_once_the_twelve_months_are_over_or_settled() -> None:
    admission = (Stage.ADMISSION, date(2024, 12, 3))
    assert BOOK.void_on("mentor", admission[1]) == date(2025, 12, 3)
    assert BOOK.void_on("probation_end", admission[1]) is None
    # Asked for from 03/01/2025 on, and no more from the day on which the twelve months are over.
    assert BOOK.voided_by(date(2025, 12, 2))["mentor"] < date(2025, 1, 3)
    assert BOOK.voided_by(date(2025, 12, 3))["mentor"] == date(2025, 1, 3)
    voted = with_paper(path(admission), "recognition_resolution", date(2025, 12, 5))
    assert planned(voted)["mentor"].settled_by == planned(voted)["probation_end"].settled_by is not None


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
    assert plan["new_member_course"].settled_by == 50
    assert plan["probation_end"].settled_by is None


def test_the_cells_resolution_on_recognition_starts_the_committees_limit() -> None:
    told = with_paper(path(ADMITTED), "recognition_resolution", date(2026, 12, 10))
    decision = planned(told)["recognition_decision"]
    assert (decision.event_id, decision.trigger_on, decision.settled_by) == (50, date(2026, 12, 10), None)
    assert decision.due_on == BOOK.calendar.add_working_days(date(2026, 12, 10), 30)
    recognised = path(ADMITTED, (Stage.OFFICIAL, date(2026, 12, 20)))
    told = with_paper(recognised, "recognition_resolution", date(2026, 12, 10))
    assert planned(told)["recognition_decision"].settled_by == 2


def test_a_foreign_element_gives_the_verification_ninety_working_days() -> None:
    sent = path((Stage.VERIFICATION_SENT, date(2025, 10, 10)))
    at_home = planned(sent)
    abroad = planned(with_paper(sent, "foreign_element", date(2025, 10, 12)))
    assert at_home["verification_reply"].due_on == CALENDAR.add_working_days(date(2025, 10, 10), 30)
    assert "verification_reply_abroad" not in at_home and "verification_reply" not in abroad
    assert abroad["verification_reply_abroad"].due_on == CALENDAR.add_working_days(date(2025, 10, 10), 90)


def test_absence_leads_to_removal_in_three_months_unless_the_member_is_back() -> None:
    member = path((Stage.ADMISSION, date(2015, 3, 3)), (Stage.OFFICIAL, date(2016, 3, 3)))
    absent = with_paper(member, "absence", date(2025, 10, 1))
    assert planned(absent)["removal"].due_on == date(2026, 1, 1)
    back = with_paper(absent, "absence_over", date(2025, 12, 1))
    assert planned(back)["removal"].settled_by is not None
    away_again = plan_for_path(with_paper(back, "absence", date(2026, 4, 1)), BOOK)
    assert [d.due_on for d in away_again if d.rule == "removal" and d.settled_by is None] == [
        date(2026, 7, 1)
    ]


def test_the_cells_resolution_ends_what_the_cell_was_to_do_and_starts_the_committees_limit() -> None:
    member = path((Stage.ADMISSION, date(2025, 3, 3)))
    told = planned(with_paper(member, "recognition_resolution", date(2026, 3, 10)))
    assert told["recognition"].settled_by is not None
    assert told["probation_end"].settled_by == told["recognition"].settled_by
    assert told["recognition_decision"].settled_by is None


def test_the_third_failed_ballot_on_a_recognition_leaves_it_to_the_committee() -> None:
    member = path((Stage.ADMISSION, date(2025, 3, 3)))
    for day in (10, 11):
        member = with_paper(member, "failed_recognition", date(2026, 3, day))
    assert planned(member)["recognition"].settled_by is None
    assert "recognition_decision" not in planned(member)
    third = planned(with_paper(member, "failed_recognition", date(2026, 3, 12)))
    assert third["recognition"].settled_by == third["probation_end"].settled_by == 52
    decision = third["recognition_decision"]
    assert (decision.event_id, decision.settled_by) == (52, None)
    assert decision.due_on == CALENDAR.add_working_days(date(2026, 3, 12), 30)


def test_a_dossier_sent_back_is_completed_in_ten_working_days_and_the_committees_limit_rests() -> None:
    waiting = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)))
    returned = with_paper(waiting, "dossier_returned", date(2026, 10, 1))
    assert planned(returned)["returned_dossier"].due_on == date(2026, 10, 15)
    assert "committee_decision" not in planned(returned)
    again = planned(with_paper(returned, "dossier_resubmitted", date(2026, 10, 1)))
    assert again["returned_dossier"].settled_by is not None
    assert again["committee_decision"] == planned(waiting)["committee_decision"]


def test_a_dossier_sent_back_a_second_time_on_the_day_it_went_up_again_is_open_again() -> None:
    waiting = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)))
    for note, on in (("dossier_returned", 1), ("dossier_resubmitted", 8), ("dossier_returned", 8)):
        waiting = with_paper(waiting, note, date(2026, 10, on))
    rows = [d for d in plan_for_path(waiting, BOOK) if d.rule == "returned_dossier"]
    assert [d.settled_by is None for d in rows] == [False, True]


def test_a_decision_settles_a_dossier_that_was_sent_back() -> None:
    told = path((Stage.CELL_RESOLUTION, date(2026, 9, 1)), (Stage.DECISION, date(2026, 10, 20)))
    settled = planned(with_paper(told, "dossier_returned", date(2026, 10, 1)))["returned_dossier"]
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


def test_an_open_limit_knows_when_the_one_falls_due_that_opens_on_its_end() -> None:
    plan = planned(path((Stage.ADMISSION, date(2024, 12, 3))))
    assert plan["probation_end"].followed_on == plan["recognition"].due_on
    assert plan["recognition"].followed_on is plan["mentor"].followed_on is None
    settled = planned(path((Stage.ADMISSION, date(2024, 12, 3)), (Stage.OFFICIAL, date(2025, 12, 10))))
    assert {deadline.followed_on for deadline in settled.values()} == {None}
