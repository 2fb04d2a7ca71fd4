"""What a digest carries, with everything its words need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.calendar import WorkCalendar
from domain.deadlines import Deadline
from domain.localtime import local_date
from domain.reminders import Reminder, step_on
from domain.rules import Subject
from domain.units import Unit
from storage import deadlines, people, reminders, units
from storage.database import Tx
from storage.schema import event

_RECORDED = sa.select(event.c.id, event.c.recorded_at).where(
    event.c.id.in_(sa.bindparam("events", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A reminder with the deadline it speaks of and whose unit it is; of a person's the name, and what was
    remarked on the event that the deadline follows from. `told_on`: the day on which that event was told."""

    reminder: Reminder
    deadline: Deadline
    unit: Unit
    name: str = ""
    remark: str | None = None
    told_on: date | None = None

    def missed_on(self, calendar: WorkCalendar) -> date | None:
        """The day that its step was for; None where nobody could know of it on that day."""
        on = step_on(self.reminder.step, self.deadline.due_on, calendar)
        return None if self.told_on and on < self.told_on else on


def carried(tx: Tx, outbox_id: int) -> list[Carried]:
    """The reminders of a digest whose deadlines still exist, in the order they were planned."""
    rows = reminders.of_outbox(tx, outbox_id)
    found = deadlines.by_ids(tx, {row.deadline_id for row in rows if row.deadline_id is not None})
    units_by_id = units.by_ids(tx, {deadline.unit_id for deadline in found.values()})
    of_people = [row for row in found.values() if row.subject_kind is Subject.PERSON]
    names = people.names(tx, {row.subject_id for row in of_people})
    remarks = people.remarks(tx, {row.event_id for row in of_people if row.event_id is not None})
    told = _recorded(tx, {row.event_id for row in found.values() if row.event_id is not None})
    return [
        Carried(
            reminder=row,
            deadline=found[row.deadline_id],
            unit=units_by_id[found[row.deadline_id].unit_id],
            name=names.get(row.subject_id, "") if row.subject_kind is Subject.PERSON else "",
            remark=remarks.get(found[row.deadline_id].event_id or 0),
            told_on=told.get(found[row.deadline_id].event_id or 0),
        )
        for row in rows
        if row.deadline_id in found
    ]


def _recorded(tx: Tx, event_ids: Iterable[int]) -> dict[int, date]:
    """The days on which these events were told."""
    rows = tx.execute(_RECORDED, {"events": list(event_ids)})
    return {row.id: local_date(row.recorded_at) for row in rows}
