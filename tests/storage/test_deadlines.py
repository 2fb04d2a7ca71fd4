from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.deadlines import Deadline, PlannedDeadline
from domain.rules import Schedule, Subject
from domain.units import Unit, UnitKind
from storage import deadlines, schema, units
from storage.database import Store, Tx
from storage.deadlines import Cursor, Plans
from storage.ids import new_id
from storage.prepared import DIALECT
from tests.rules import BOOK

NOW = datetime(2025, 11, 24, 1, tzinfo=UTC)
SCHEDULE = Schedule(steps=(-30, -7, 0), overdue_every=7)
DUE_ON = date(2025, 12, 31)


class Place:
    """A cell whose subjects get deadlines; every plan hangs on one event."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.event = self.other_event = 0

    async def founded(self) -> "Place":
        self.unit = await self.store.write(self._found)
        return self

    def _found(self, tx: Tx) -> Unit:
        unit = units.add(tx, parent=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm")
        self.event, self.other_event = new_id(), new_id()
        row = {"report_id": 1, "unit_id": unit.id, "recorded_at": NOW, "kind": "stage", "data": {}}
        tx.execute(schema.event.insert(), [{"id": self.event, **row}, {"id": self.other_event, **row}])
        return unit

    def plan(
        self, due_on: date = DUE_ON, *, settled: bool = False, rule: str = "recognition"
    ) -> PlannedDeadline:
        return PlannedDeadline(
            rule=rule,
            edition="Quy định 294-QĐ/TW 2025-05-26",
            event_id=self.event,
            trigger_on=due_on - timedelta(days=42),
            due_on=due_on,
            settled_by=self.other_event if settled else None,
            schedule=SCHEDULE,
        )

    async def replan(
        self, *planned: PlannedDeadline, subject: int = 7, now: datetime = NOW
    ) -> list[Deadline]:
        def write(tx: Tx) -> list[Deadline]:
            plans = Plans.within(self.unit, Subject.PERSON, subject, planned)
            deadlines.replan_all(tx, [plans], calendar=BOOK.calendar, now=now)
            return deadlines.of_subject(tx, Subject.PERSON, subject)

        return await self.store.write(write)

    async def due(self, until: date, limit: int = 10, after: Cursor | None = None) -> Sequence[Deadline]:
        return await self.store.read(deadlines.due, until, limit, after)


@pytest.fixture
async def place(store: Store) -> Place:
    return await Place(store).founded()


async def test_a_planned_deadline_is_kept_with_the_day_of_its_first_reminder(place: Place) -> None:
    (row,) = await place.replan(place.plan())
    assert (row.due_on, row.remind_on, row.settled_by) == (DUE_ON, date(2025, 12, 1), None)
    assert (row.unit_id, row.edition) == (place.unit.id, "Quy định 294-QĐ/TW 2025-05-26")


async def test_planning_the_same_again_changes_nothing(place: Place) -> None:
    before = await place.replan(place.plan())
    assert await place.replan(place.plan(), now=NOW + timedelta(days=20)) == before


async def test_a_settled_deadline_is_reminded_of_no_more_and_comes_back_when_reopened(place: Place) -> None:
    await place.replan(place.plan())
    (settled,) = await place.replan(place.plan(settled=True))
    assert (settled.settled_by, settled.remind_on) == (place.other_event, None)
    (reopened,) = await place.replan(place.plan())
    assert (reopened.settled_by, reopened.remind_on) == (None, date(2025, 12, 1))


async def test_what_was_settled_before_it_was_known_is_kept_but_never_due(place: Place) -> None:
    (row,) = await place.replan(place.plan(settled=True))
    assert row.remind_on is None


async def test_a_deadline_that_moved_leaves_only_its_new_date(place: Place) -> None:
    await place.replan(place.plan())
    (row,) = await place.replan(place.plan(DUE_ON + timedelta(days=1)))
    assert row.due_on == DUE_ON + timedelta(days=1)
    assert await place.replan() == []


async def test_another_unit_takes_the_deadline_over_with_its_newest_step(place: Place) -> None:
    (before,) = await place.replan(place.plan(), now=NOW + timedelta(days=8))
    await place.store.write(deadlines.remind_next, [(before.id, date(2025, 12, 24))])
    place.unit = await place.store.write(units.add, parent=None, kind=UnitKind.PARTY_CELL, name="bản Lầu")
    (after,) = await place.replan(place.plan(), now=NOW + timedelta(days=8))
    assert (after.id, after.unit_id, after.position) == (before.id, place.unit.id, place.unit.left)
    assert after.remind_on == date(2025, 12, 1)


async def test_what_is_due_comes_in_pages_by_day(place: Place) -> None:
    for subject in range(1, 8):
        await place.replan(place.plan(DUE_ON + timedelta(days=subject % 3)), subject=subject)
    until = date(2025, 12, 2)
    first = await place.due(until, limit=2)
    seen = list(first)
    while first:
        assert first[-1].remind_on
        first = await place.due(until, limit=2, after=(first[-1].remind_on, first[-1].id))
        seen += first
    assert [row.remind_on for row in seen] == [date(2025, 12, 1)] * 2 + [date(2025, 12, 2)] * 3
    assert len({row.id for row in seen}) == len(seen)


async def test_the_first_page_seeks_in_the_partial_index(place: Place) -> None:
    def plan_of(tx: Tx) -> str:
        bounds = {"until": DUE_ON, "after_on": date.min, "after_id": 0, "most": 25}
        compiled = deadlines._DUE.compile(dialect=DIALECT)
        values = compiled.construct_params(bounds)
        ordered = [str(values[name]) for name in compiled.positiontup or ()]
        rows = tx._raw.execute(f"EXPLAIN QUERY PLAN {compiled}", ordered)
        return " ".join(detail for *_, detail in rows)

    explained = await place.store.read(plan_of)
    assert "USING INDEX ix_deadline_remind_on" in explained
    assert "SEARCH" in explained
    assert "TEMP B-TREE" not in explained
