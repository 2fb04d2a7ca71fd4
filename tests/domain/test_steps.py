"""Which step may be recorded when."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import (
    AgeOutOfRange,
    AlreadyAtStage,
    AlreadyLeft,
    AlreadyReported,
    AlreadyThere,
    BallotsUsedUp,
    BeforeBirth,
    DateInFuture,
    LaterEventDepends,
    MovedBeforeStep,
    NeedsConsent,
    ReadmissionTooEarly,
    ReadmittedBefore,
    StepMissing,
    StillOnProbation,
    TooFewVotes,
    UnknownPerson,
    WrongStep,
)
from domain.people import BirthDate, Person, PersonFacts
from domain.pipeline import Stage
from domain.rules_file import load_book
from domain.steps import (
    FAILED_BALLOT,
    check_removal,
    check_step,
    check_transfer,
    check_votes,
    probation_ends_on,
)
from tests.domain.paths import path, with_paper
from tests.rules import SHIPPED

TODAY = date(2026, 11, 20)
FACTS = PersonFacts(full_name="Lò Văn Pánh", birth_date=BirthDate(year=2001))


def person(*steps: tuple[Stage, date]) -> Person:
    return Person(id=1, unit_id=1, facts=FACTS, path=path(*steps))


ADMITTED = person((Stage.CANDIDATE, date(2024, 2, 20)), (Stage.ADMISSION, date(2025, 3, 24)))


def test_a_first_report_of_anybody_may_be_any_step_but_the_last_two() -> None:
    for stage in set(Stage) - {Stage.OFFICIAL, Stage.DROPPED}:
        check_step(None, FACTS, stage, date(2025, 3, 24), TODAY)
    with pytest.raises(StepMissing):
        check_step(None, FACTS, Stage.OFFICIAL, date(2025, 3, 24), TODAY)
    with pytest.raises(UnknownPerson):
        check_step(None, FACTS, Stage.DROPPED, date(2025, 3, 24), TODAY)


def test_nobody_is_official_a_day_before_the_twelve_months_are_over() -> None:
    with pytest.raises(StillOnProbation) as refused:
        check_step(ADMITTED, FACTS, Stage.OFFICIAL, date(2026, 3, 23), TODAY)
    assert refused.value.ends_on == date(2026, 3, 24)
    check_step(ADMITTED, FACTS, Stage.OFFICIAL, date(2026, 3, 24), TODAY)


def test_probation_from_the_last_of_february_ends_on_a_day_that_exists() -> None:
    assert probation_ends_on(date(2024, 2, 29)) == date(2025, 2, 28)
    assert probation_ends_on(date(2023, 2, 28)) == date(2024, 2, 28)


def test_the_same_step_on_the_same_day_is_already_reported() -> None:
    with pytest.raises(AlreadyReported):
        check_step(ADMITTED, FACTS, Stage.ADMISSION, date(2025, 3, 24), TODAY)


def test_the_same_step_on_another_day_is_a_correction() -> None:
    with pytest.raises(AlreadyAtStage):
        check_step(ADMITTED, FACTS, Stage.ADMISSION, date(2025, 3, 25), TODAY)
    check_step(ADMITTED, FACTS, Stage.ADMISSION, date(2025, 3, 25), TODAY, replacing=2)


def test_an_early_step_may_be_told_late_but_not_dated_late() -> None:
    check_step(ADMITTED, FACTS, Stage.CLASS, date(2024, 5, 24), TODAY)
    with pytest.raises(WrongStep):
        check_step(ADMITTED, FACTS, Stage.CLASS, date(2025, 5, 24), TODAY)


def test_class_referral_and_dossier_may_come_in_any_order() -> None:
    known = person((Stage.DOSSIER_OPENED, date(2024, 5, 1)))
    check_step(known, FACTS, Stage.CLASS, date(2024, 6, 1), TODAY)
    check_step(known, FACTS, Stage.REFERRAL, date(2024, 4, 1), TODAY)


def test_a_plan_is_not_a_report() -> None:
    with pytest.raises(DateInFuture):
        check_step(None, FACTS, Stage.ADMISSION, date(2026, 11, 21), TODAY)


def test_eighteen_years_are_counted_to_the_day_where_the_day_is_known() -> None:
    born = PersonFacts(full_name="Hoàng Nhật Linh", birth_date=BirthDate(year=2008, month=11, day=20))
    check_step(None, born, Stage.ADMISSION, date(2026, 11, 20), TODAY)
    with pytest.raises(AgeOutOfRange):
        check_step(None, born, Stage.ADMISSION, date(2026, 11, 19), TODAY)
    only_year = PersonFacts(full_name="Hoàng Nhật Linh", birth_date=BirthDate(year=2008))
    check_step(None, only_year, Stage.ADMISSION, date(2026, 1, 2), TODAY)


@pytest.mark.parametrize("stage", [Stage.CANDIDATE, Stage.ADMISSION])
def test_no_step_is_earlier_than_the_persons_birth(stage: Stage) -> None:
    born = PersonFacts(full_name="Hoàng Nhật Linh", birth_date=BirthDate(year=2008, month=11))
    with pytest.raises(BeforeBirth):
        check_step(None, born, stage, date(2008, 10, 31), TODAY)
    check_step(None, born, Stage.CANDIDATE, date(2008, 11, 1), TODAY)


def test_who_left_can_only_be_listed_again() -> None:
    left = person((Stage.CANDIDATE, date(2024, 1, 1)), (Stage.DROPPED, date(2025, 1, 1)))
    with pytest.raises(AlreadyLeft):
        check_step(left, FACTS, Stage.ADMISSION, date(2025, 2, 1), TODAY)
    check_step(left, FACTS, Stage.CANDIDATE, date(2026, 2, 1), TODAY)
    again = person(
        (Stage.CANDIDATE, date(2024, 1, 1)),
        (Stage.DROPPED, date(2025, 1, 1)),
        (Stage.CANDIDATE, date(2026, 2, 1)),
    )
    check_step(again, FACTS, Stage.ADMISSION, date(2026, 3, 1), TODAY)


def test_a_report_is_not_pulled_from_under_a_later_one() -> None:
    with pytest.raises(LaterEventDepends):
        check_removal(ADMITTED, {1})
    check_removal(ADMITTED, {2})
    check_removal(ADMITTED, {1, 2})


LEFT = (
    (Stage.ADMISSION, date(2018, 3, 3)),
    (Stage.OFFICIAL, date(2019, 3, 3)),
    (Stage.DROPPED, date(2023, 8, 31)),
    (Stage.CANDIDATE, date(2024, 1, 5)),
)


def test_a_former_member_may_be_admitted_again_after_thirty_six_months() -> None:
    for stage in (Stage.CELL_RESOLUTION, Stage.ADMISSION):
        with pytest.raises(ReadmissionTooEarly) as caught:
            check_step(person(*LEFT), FACTS, stage, date(2026, 8, 30), TODAY)
        assert (caught.value.left_on, caught.value.possible_on) == (date(2023, 8, 31), date(2026, 8, 31))
    check_step(person(*LEFT), FACTS, Stage.ADMISSION, date(2026, 8, 31), TODAY)


def test_a_former_member_is_admitted_again_only_once() -> None:
    twice = person(
        (Stage.ADMISSION, date(2010, 3, 3)),
        (Stage.DROPPED, date(2012, 3, 3)),
        (Stage.CANDIDATE, date(2014, 1, 5)),
        (Stage.ADMISSION, date(2016, 3, 3)),
        (Stage.DROPPED, date(2019, 3, 3)),
        (Stage.CANDIDATE, date(2023, 1, 5)),
    )
    with pytest.raises(ReadmittedBefore):
        check_step(twice, FACTS, Stage.ADMISSION, date(2024, 3, 3), TODAY)


def test_who_left_the_list_as_a_candidate_waits_for_nothing() -> None:
    listed = person(
        (Stage.CANDIDATE, date(2025, 1, 5)),
        (Stage.DROPPED, date(2025, 3, 3)),
        (Stage.CANDIDATE, date(2025, 6, 5)),
    )
    check_step(listed, FACTS, Stage.ADMISSION, date(2026, 3, 3), TODAY)


BOUNDS = SHIPPED.bounds


@pytest.mark.parametrize(
    ("yes", "members", "is_enough"),
    [(13, 19, True), (12, 19, False), (2, 3, True), (1, 2, False), (67, 100, True), (66, 100, False)],
)
def test_a_resolution_needs_two_thirds_of_the_official_members(
    yes: int, members: int, is_enough: bool
) -> None:
    if is_enough:
        check_votes(yes, members, BOUNDS)
    else:
        with pytest.raises(TooFewVotes):
            check_votes(yes, members, BOUNDS)


def with_ballots(known: Person, *days: date) -> Person:
    told = known.path
    for on in days:
        told = with_paper(told, FAILED_BALLOT, on)
    return replace(known, path=told)


def test_after_three_failed_ballots_the_cell_resolves_no_more() -> None:
    listed = person((Stage.CANDIDATE, date(2026, 1, 5)))
    days = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)
    later = date(2026, 6, 2)
    check_step(with_ballots(listed, *days[:2]), FACTS, Stage.CELL_RESOLUTION, later, TODAY, bounds=BOUNDS)
    with pytest.raises(BallotsUsedUp) as refused:
        check_step(with_ballots(listed, *days), FACTS, Stage.CELL_RESOLUTION, later, TODAY, bounds=BOUNDS)
    assert (refused.value.count, refused.value.last_on) == (3, days[2])
    # The committee above decides by itself; and what came before the third ballot may be told late.
    check_step(with_ballots(listed, *days), FACTS, Stage.DECISION, later, TODAY, bounds=BOUNDS)
    check_step(with_ballots(listed, *days), FACTS, Stage.CELL_RESOLUTION, days[1], TODAY, bounds=BOUNDS)


def test_whoever_is_listed_again_begins_without_failed_ballots() -> None:
    again = person(
        (Stage.CANDIDATE, date(2025, 1, 5)),
        (Stage.DROPPED, date(2025, 6, 5)),
        (Stage.CANDIDATE, date(2026, 1, 5)),
    )
    before = with_ballots(again, date(2025, 2, 2), date(2025, 3, 2), date(2025, 4, 2))
    check_step(before, FACTS, Stage.CELL_RESOLUTION, date(2026, 6, 2), TODAY, bounds=BOUNDS)


def test_an_operators_file_says_how_often_somebody_may_come_back() -> None:
    twice = person(
        (Stage.ADMISSION, date(2010, 3, 3)),
        (Stage.DROPPED, date(2013, 3, 3)),
        (Stage.CANDIDATE, date(2016, 5, 3)),
        (Stage.ADMISSION, date(2017, 3, 3)),
        (Stage.DROPPED, date(2019, 3, 3)),
        (Stage.CANDIDATE, date(2023, 1, 5)),
    )
    with pytest.raises(ReadmittedBefore):
        check_step(twice, FACTS, Stage.ADMISSION, date(2024, 3, 3), TODAY, bounds=BOUNDS)
    own = load_book(
        '[[bound]]\nname = "readmissions"\namount = 2\ndocument = "Của đơn vị"\nverified = true\n',
        SHIPPED,
    )
    check_step(twice, FACTS, Stage.ADMISSION, date(2024, 3, 3), TODAY, bounds=own.rules.bounds)


def test_how_long_a_former_member_waits_is_told_as_the_operator_has_set_it() -> None:
    own = load_book(
        '[[bound]]\nname = "readmission"\namount = 48\ndocument = "Của đơn vị"\nverified = true\n',
        SHIPPED,
    )
    with pytest.raises(ReadmissionTooEarly) as caught:
        check_step(person(*LEFT), FACTS, Stage.ADMISSION, date(2026, 8, 31), TODAY, bounds=own.rules.bounds)
    assert (caught.value.months, caught.value.possible_on) == (48, date(2027, 8, 31))


def test_above_sixty_years_the_committee_above_consents_first() -> None:
    born = PersonFacts(full_name="Hà Thị Bun", birth_date=BirthDate(year=1965, month=11, day=10))
    check_step(None, born, Stage.CELL_RESOLUTION, date(2025, 11, 10), TODAY, bounds=BOUNDS)
    with pytest.raises(NeedsConsent):
        check_step(None, born, Stage.CELL_RESOLUTION, date(2025, 11, 11), TODAY, bounds=BOUNDS)
    # Of a year alone it is not known.
    only_year = PersonFacts(full_name="Hà Thị Bun", birth_date=BirthDate(year=1965))
    check_step(None, only_year, Stage.CELL_RESOLUTION, date(2025, 11, 11), TODAY, bounds=BOUNDS)


def test_a_transfer_follows_what_the_cell_has_told() -> None:
    member = person((Stage.ADMISSION, date(2025, 3, 3)))
    check_transfer(member, 2, date(2025, 3, 3), TODAY)
    with pytest.raises(MovedBeforeStep):
        check_transfer(member, 2, date(2025, 3, 2), TODAY)
    with pytest.raises(AlreadyThere):
        check_transfer(member, 1, date(2025, 4, 1), TODAY)
    with pytest.raises(DateInFuture):
        check_transfer(member, 2, date(2026, 11, 21), TODAY)
    left = person((Stage.ADMISSION, date(2025, 3, 3)), (Stage.DROPPED, date(2025, 5, 1)))
    with pytest.raises(AlreadyLeft):
        check_transfer(left, 2, date(2025, 6, 1), TODAY)
