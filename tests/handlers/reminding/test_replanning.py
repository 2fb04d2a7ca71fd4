from datetime import date

import pytest

from domain.pipeline import Stage
from domain.responses import ResponseKind
from domain.rules import RuleBook
from domain.rules_file import RULES_FILE, load_book, load_rules
from handlers.reminding.replanning import changes_under, replan_if_changed
from storage import deadlines, responses
from storage.database import Store, Tx
from tests.rules import BOOK as ALL_RULES
from tests.scheduler.commune import BOOK, Commune, at, found

CEREMONY = date(2024, 12, 3)
TOLD = at(date(2025, 10, 1))
# A week off in the window of the recognition.
LONG_BREAK = "\n".join(f"[[day_off]]\non = 2025-12-{day:02}" for day in (8, 9, 10, 11, 12))
LONGER = load_book(LONG_BREAK, BOOK.rules)


@pytest.fixture
async def commune(store: Store) -> Commune:
    return await found(store, at(date(2025, 1, 2)))


@pytest.fixture
async def person(commune: Commune) -> int:
    """Somebody on probation, in a cell that has a quota."""
    await commune.give_quota(commune.party_cell, 4, told=TOLD)
    return await commune.reach(Stage.ADMISSION, CEREMONY, told=TOLD)


async def test_a_check_names_whose_dates_would_change_and_writes_nothing(
    commune: Commune, person: int
) -> None:
    page = await commune.store.read(changes_under, LONGER)
    (change,) = page.changes
    assert change.person is not None
    assert (change.person.id, change.unit.id) == (person, commune.party_cell.id)
    (moved,) = change.dates
    assert (moved.rule, moved.was, moved.becomes) == ("recognition", date(2026, 1, 15), date(2026, 1, 22))
    assert (await commune.deadlines_of(person))["recognition"].due_on == date(2026, 1, 15)


async def test_the_rules_of_the_stored_dates_change_nothing(commune: Commune, person: int) -> None:
    assert await replan_if_changed(commune.store, BOOK, TOLD) == 0
    assert await replan_if_changed(commune.store, BOOK, TOLD) is None


async def test_another_calendar_moves_open_dates_once_at_the_next_start(
    commune: Commune, person: int
) -> None:
    assert await replan_if_changed(commune.store, LONGER, at(date(2025, 11, 3))) == 1
    assert await replan_if_changed(commune.store, LONGER, at(date(2025, 11, 3))) is None
    assert (await commune.deadlines_of(person))["recognition"].due_on == date(2026, 1, 22)


async def test_a_rule_left_out_takes_its_dates_and_unsent_reminders_with_it(
    commune: Commune, person: int
) -> None:
    await commune.sweep(at(date(2025, 10, 25)))
    without_pace = load_book('without = ["quota_pace"]', BOOK.rules)
    assert await replan_if_changed(commune.store, without_pace, at(date(2025, 10, 25))) == 1
    assert {row.state.value for row in await commune.ledger()} == {"cancelled"}


async def test_a_question_that_is_left_out_is_asked_no_more_and_comes_back_with_its_rule(
    store: Store,
) -> None:
    commune = await found(store, at(date(2025, 11, 3)), ALL_RULES)
    await commune.sweep(at(date(2025, 11, 3)))
    without = load_book('without = ["monthly_report"]', ALL_RULES.rules)
    assert await replan_if_changed(store, without, at(date(2025, 11, 4))) == 2
    assert await store.read(deadlines.due, date(2025, 12, 31), 10) == []
    assert await replan_if_changed(store, ALL_RULES, at(date(2025, 11, 5))) == 0
    assert commune.secretary in await commune.remind(at(date(2025, 11, 25)))


async def test_other_days_of_reminding_hold_for_dates_that_are_planned_already(
    commune: Commune, person: int
) -> None:
    assert (await commune.deadlines_of(person))["probation_end"].remind_on == date(2025, 11, 3)
    earlier = _with_steps("[-60, -45, -7]")
    assert await replan_if_changed(commune.store, earlier, at(date(2025, 10, 10))) == 0
    assert (await commune.deadlines_of(person))["probation_end"].remind_on == date(2025, 10, 17)


async def test_other_days_of_reminding_leave_the_day_that_somebody_asked_for(
    commune: Commune, person: int
) -> None:
    deadline = (await commune.deadlines_of(person))["probation_end"]

    def postpone(tx: Tx) -> None:
        until = date(2025, 11, 12)
        deadlines.later(tx, deadline.id, until, date(2025, 10, 10), BOOK.calendar)
        responses.add(tx, deadline, commune.secretary, ResponseKind.LATER, TOLD, until=until)

    await commune.store.write(postpone)
    await replan_if_changed(commune.store, _with_steps("[-60, -45, -7]"), at(date(2025, 10, 10)))
    assert (await commune.deadlines_of(person))["probation_end"].remind_on == date(2025, 11, 12)


def _with_steps(steps: str) -> RuleBook:
    """The rules of the tests, with other days on which the end of probation is reminded of."""
    text = RULES_FILE.read_text(encoding="utf-8").replace("steps = [-30, -7, 0]", f"steps = {steps}")
    return load_book('without = ["mentor", "new_member_course", "monthly_report"]', load_rules(text))
