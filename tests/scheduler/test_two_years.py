"""Two years of a commune: each deadline reminded of at each step once, never afterwards, nobody flooded.

A short life runs with every test; `make soak` lets two years of a whole commune, and of a province, happen.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, time, timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from domain.deadlines import Deadline
from domain.localtime import VIET_NAM, local_date
from domain.reminders import Because, Reminder, ReminderState, Step, steps
from domain.rules import Subject
from storage import events
from storage.database import Store, Tx
from storage.keys import Keys
from tests.rules import BOOK as ALL_RULES
from tests.scheduler.simulation import Life, Simulation, imagine, per_week, person_deadlines, told_of

FIRST = date(2025, 1, 6)
_DAY = timedelta(days=1)
_CALENDAR = ALL_RULES.calendar
SHORT = imagine(7, FIRST, FIRST + 240 * _DAY, cells=6, members=30)

soak = [
    pytest.mark.soak,
    pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak"),
]


def _whole(cells: int, members: int) -> Life:
    return imagine(11, FIRST, FIRST + 730 * _DAY, cells=cells, members=members)


@pytest.fixture
async def other_store(empty_database: Path, tmp_path: Path, keys: Keys) -> AsyncIterator[Store]:
    """A second, empty database beside the first."""
    path = tmp_path / "other.sqlite3"
    copyfile(empty_database, path)
    opened = await Store.open(path, keys)
    yield opened
    await opened.close()


@pytest.mark.parametrize("cells", [6, pytest.param(24, marks=soak)])
async def test_every_deadline_is_reminded_of_at_each_step_once_and_never_after_it_was_settled(
    store: Store, cells: int
) -> None:
    life = SHORT if cells == 6 else _whole(cells, 400)
    simulation = Simulation(store, life)
    ledger = await (await simulation.run()).ledger()
    assert simulation.seen.moved and simulation.seen.ended
    await _assert_each_step_once_and_none_too_late(store, ledger, simulation)
    _assert_one_question_a_cell_and_month(ledger, simulation)
    _assert_nobody_is_woken_or_flooded(simulation)


@pytest.mark.parametrize("cells", [6, pytest.param(24, marks=soak)])
async def test_downtime_double_sweeps_and_wrong_dates_leave_the_same_ledger(
    store: Store, other_store: Store, cells: int
) -> None:
    life = SHORT if cells == 6 else _whole(cells, 400)
    calm = Simulation(store, life)
    troubled = Simulation(other_store, life, trouble=random.Random(3))
    ledger = await (await calm.run()).ledger()
    other = await (await troubled.run()).ledger()
    assert told_of(other, troubled.seen) == told_of(ledger, calm.seen)


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
async def test_a_whole_province_is_reminded_within_the_same_bounds(store: Store) -> None:
    """Some eighteen minutes of one core."""
    simulation = Simulation(store, imagine(11, FIRST, FIRST + 730 * _DAY, cells=4_000, members=8_000))
    ledger = await (await simulation.run()).ledger()
    await _assert_each_step_once_and_none_too_late(store, ledger, simulation)
    _assert_one_question_a_cell_and_month(ledger, simulation)
    _assert_nobody_is_woken_or_flooded(simulation)


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
async def test_trouble_leaves_a_whole_province_the_same_ledger(store: Store, other_store: Store) -> None:
    """Two lives of four months, so that soak stays within its hour; the commune has two years of trouble."""
    life = imagine(11, FIRST, FIRST + 120 * _DAY, cells=4_000, members=8_000)
    calm = Simulation(store, life)
    troubled = Simulation(other_store, life, trouble=random.Random(3))
    ledger = await (await calm.run()).ledger()
    other = await (await troubled.run()).ledger()
    assert told_of(other, troubled.seen) == told_of(ledger, calm.seen)


async def _assert_each_step_once_and_none_too_late(
    store: Store, ledger: list[Reminder], simulation: Simulation
) -> None:
    known = await store.read(_recorded_on, simulation)
    all_deadlines = await person_deadlines(store)
    moved, last = simulation.seen.moved, simulation.life.last
    expected = {
        (one.subject_id, one.rule, one.due_on, key)
        for one in all_deadlines
        for key in _steps_to_be_sent(one, known, last)
        if one.subject_id not in moved
    }
    assert len(expected) > 20
    sent = (row for row in _sent_to_the_responsible(ledger) if row[0] not in moved)
    assert Counter(sent) == Counter(expected)
    _assert_nothing_after_it_was_settled(ledger, all_deadlines, known)


def _assert_nothing_after_it_was_settled(
    ledger: list[Reminder], all_deadlines: list[Deadline], known: dict[int, date]
) -> None:
    """Also of whoever changed the cell: nobody hears of what is done."""
    settled = {
        (one.subject_id, one.rule, one.due_on): known[one.settled_by]
        for one in all_deadlines
        if one.settled_by is not None
    }
    for row in ledger:
        done_on = settled.get((row.subject_id, row.rule, row.due_on))
        if done_on and row.state is ReminderState.SENT and row.settled_at:
            assert local_date(row.settled_at) <= done_on


def _recorded_on(tx: Tx, simulation: Simulation) -> dict[int, date]:
    """On which day each event of a person became known."""
    return {
        event.id: local_date(event.recorded_at)
        for person in simulation.seen.subjects
        for event in events.of_person(tx, person)
    }


def _steps_to_be_sent(one: Deadline, known: dict[int, date], last: date) -> Iterator[str]:
    """What the rules say, worked out day by day without any of the ledger's code."""
    assert one.event_id is not None
    told_on = known[one.event_id]
    until = min(last, known[one.settled_by]) if one.settled_by else last
    schedule = ALL_RULES.rules.by_id[one.rule].schedule
    ahead: list[Step] = []
    missed: list[Step] = []
    for step in steps(schedule, one, _CALENDAR):
        if step.on > until:
            break
        (ahead if step.on > told_on else missed).append(step)
    waiting = missed[-1].key if missed else None
    day = told_on + _DAY
    while day <= until:
        waiting = next((step.key for step in reversed(ahead) if step.on == day), waiting)
        is_urgent = day <= one.due_on < _CALENDAR.on_or_after(day)
        if waiting and (_CALENDAR.is_working_day(day) or is_urgent):
            yield waiting
            waiting = None
        day += _DAY


def _sent_to_the_responsible(ledger: list[Reminder]) -> Iterator[tuple[int, str, date, str]]:
    for row in ledger:
        is_sent = row.state is ReminderState.SENT and row.because is Because.RESPONSIBLE
        if is_sent and row.subject_kind is Subject.PERSON:
            yield row.subject_id, row.rule, row.due_on, row.step


def _assert_one_question_a_cell_and_month(ledger: list[Reminder], simulation: Simulation) -> None:
    """Each cell once a month while it is there; both secretaries of one that another went into."""
    life, ended = simulation.life, simulation.seen.ended
    asked = Counter(
        (row.subject_id, row.step, row.recipient_id) for row in ledger if row.subject_kind is Subject.UNIT
    )
    assert set(asked.values()) == {1}
    months = {day.replace(day=25) for day in life.days()}
    reached = [day for month in months if (day := _CALENDAR.on_or_before(month)) <= life.last]
    there = sum(day <= ended.get(cell.id, day) for day in reached for cell in simulation.seen.cells)
    assert len({(cell, step) for cell, step, _ in asked}) == there


def _assert_nobody_is_woken_or_flooded(simulation: Simulation) -> None:
    messages = simulation.seen.messages
    hours = [now.astimezone(VIET_NAM).time() for _, now, _ in messages]
    assert all(time(7) <= hour < time(19) for hour in hours)
    weeks = per_week(messages)
    median, p95 = weeks[len(weeks) // 2], weeks[len(weeks) * 95 // 100]
    sizes = sorted(items for _, _, items in messages)
    typical, large = sizes[len(sizes) // 2], sizes[len(sizes) * 95 // 100]
    sys.stderr.write(
        f"\n{len(messages)} messages; a person in a week with any: median {median}, p95 {p95}, "
        f"most {weeks[-1]}; items in one message: median {typical}, p95 {large}, most {sizes[-1]}\n"
    )
    assert median <= 2
    assert p95 <= 5
