import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import WorkCalendar
from domain.deadlines import Deadline, PlannedDeadline
from domain.messages import Address, ChannelName
from domain.reminders import Reminder, ReminderState, Step
from domain.rules import Schedule, Subject
from domain.units import UnitKind
from storage import deadlines, deliveries, outbox, reminders, schema, units, users
from storage.database import Store, Tx
from storage.deadlines import Plans
from storage.ids import new_id
from storage.outbox import OutboxState
from storage.reminders import NewReminder

NOW = datetime(2025, 11, 24, 1, tzinfo=UTC)
STEP = Step(key="T-7", on=date(2025, 11, 24))
HERE = Address(channel=ChannelName.TERMINAL, chat_id="hom")


class Ledger:
    """One deadline of one person, and the secretary who is reminded of it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def opened(self) -> "Ledger":
        self.deadline, self.user = await self.store.write(_prepare)
        return self

    async def add(self, state: ReminderState = ReminderState.PLANNED, step: Step = STEP) -> None:
        row = NewReminder(deadline=self.deadline, step=step, recipient_id=self.user, state=state)
        await self.store.write(reminders.add, [row], NOW)

    async def rows(self) -> list[Reminder]:
        return await self.store.read(reminders.of_subjects, Subject.PERSON, [self.deadline.subject_id])

    async def row(self) -> Reminder:
        (row,) = await self.rows()
        return row

    async def bundle(self) -> int:
        digest = await self.store.write(outbox.add_digest, address=HERE, user_id=self.user, now=NOW)
        await self.store.write(reminders.bundle, [row.id for row in await self.rows()], digest)
        return digest

    async def waiting(self) -> list[int]:
        return await self.store.read(reminders.waiting_for, 0, 10)


def _prepare(tx: Tx) -> tuple[Deadline, int]:
    unit = units.add(tx, parent=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm")
    event_id = new_id()
    row = {"report_id": 1, "unit_id": unit.id, "recorded_at": NOW, "kind": "stage", "data": {}}
    tx.execute(schema.event.insert(), {"id": event_id, **row})
    plan = PlannedDeadline(
        rule="recognition",
        edition="",
        event_id=event_id,
        trigger_on=date(2025, 10, 1),
        due_on=date(2025, 12, 1),
        settled_by=None,
        schedule=Schedule(steps=(-7, 0)),
    )
    plans = Plans.within(unit, "person", 5, [plan])
    deadlines.replan_all(tx, [plans], calendar=WorkCalendar(), now=NOW)
    (deadline,) = deadlines.of_subject(tx, "person", 5)
    return deadline, users.add_user(tx, "Lò Văn Pánh", NOW)


@pytest.fixture
async def ledger(store: Store) -> Ledger:
    return await Ledger(store).opened()


async def test_a_step_stands_once_for_each_recipient(ledger: Ledger) -> None:
    await ledger.add()
    with pytest.raises(sqlite3.IntegrityError):
        await ledger.add()


async def test_what_is_planned_waits_until_a_digest_carries_it(ledger: Ledger) -> None:
    await ledger.add()
    assert await ledger.waiting() == [ledger.user]
    digest = await ledger.bundle()
    assert await ledger.waiting() == []
    assert [row.step for row in await ledger.store.read(reminders.of_outbox, digest)] == ["T-7"]


async def test_what_is_held_back_goes_on_waiting(ledger: Ledger) -> None:
    await ledger.add()
    await ledger.store.write(reminders.hold, [(await ledger.row()).id], "unreachable")
    assert ((await ledger.row()).state, (await ledger.row()).reason) == ("held", "unreachable")
    assert await ledger.waiting() == [ledger.user]


async def test_what_is_settled_waits_no_more(ledger: Ledger) -> None:
    await ledger.add(ReminderState.NOT_NEEDED)
    assert await ledger.waiting() == []
    assert (await ledger.row()).settled_at == NOW


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (ReminderState.PLANNED, "cancelled"),
        (ReminderState.HELD, "cancelled"),
        (ReminderState.SENT, "sent"),
        (ReminderState.SENDING, "sending"),
    ],
)
async def test_only_what_has_not_left_can_be_cancelled(
    ledger: Ledger, state: ReminderState, after: str
) -> None:
    await ledger.add(state)
    await ledger.store.write(reminders.cancel, [ledger.deadline.id], "settled", NOW)
    assert (await ledger.row()).state == after


async def test_a_cancelled_row_is_planned_again_for_its_new_deadline(ledger: Ledger) -> None:
    await ledger.add()
    await ledger.bundle()
    await ledger.store.write(reminders.cancel, [ledger.deadline.id], "moved", NOW)
    row = await ledger.row()
    await ledger.store.write(reminders.plan_again, [(row.id, ledger.deadline.id)], NOW + timedelta(days=1))
    again = await ledger.row()
    assert (again.state, again.reason, again.outbox_id, again.settled_at) == ("planned", None, None, None)
    assert await ledger.waiting() == [ledger.user]


async def test_the_ledger_outlives_its_deadline(ledger: Ledger) -> None:
    await ledger.add(ReminderState.SENT)

    def forget(tx: Tx) -> None:
        home = units.get(tx, ledger.deadline.unit_id)
        nothing = Plans.within(home, "person", 5, [])
        deadlines.replan_all(tx, [nothing], calendar=WorkCalendar(), now=NOW)

    await ledger.store.write(forget)
    row = await ledger.row()
    assert (row.deadline_id, row.state) == (None, "sent")


async def test_a_digest_takes_more_until_it_is_worded(ledger: Ledger) -> None:
    assert await ledger.store.read(reminders.last_digests, [ledger.user]) == {}
    digest = await ledger.bundle()
    last = (await ledger.store.read(reminders.last_digests, [ledger.user]))[ledger.user]
    assert (last.id, last.is_open, last.send_after) == (digest, True, NOW)
    await ledger.store.write(deliveries.settle, digest, OutboxState.SENT, at=NOW)
    last = (await ledger.store.read(reminders.last_digests, [ledger.user]))[ledger.user]
    assert (last.is_open, last.state) == (False, OutboxState.SENT)


async def test_what_a_digest_could_not_say_goes_with_the_next(ledger: Ledger) -> None:
    await ledger.add()
    digest = await ledger.bundle()
    await ledger.store.write(reminders.let_go, digest)
    assert await ledger.waiting() == [ledger.user]


async def test_only_digests_whose_time_has_come_are_pending(ledger: Ledger) -> None:
    digest = await ledger.bundle()
    assert await ledger.store.read(reminders.pending_digests, NOW - timedelta(seconds=1)) == []
    assert await ledger.store.read(reminders.pending_digests, NOW) == [digest]
    row = await ledger.store.read(reminders.digest_row, digest)
    assert row
    assert (row.user_id, row.maybe_sent) == (ledger.user, False)
    assert await ledger.store.read(reminders.digest_row, 1) is None
