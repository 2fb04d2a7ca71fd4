"""What a digest carries, with everything its words need."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.reminders import Reminder
from domain.rules import Subject
from domain.units import Unit
from storage import deadlines, people, reminders, units
from storage.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A reminder with the deadline it speaks of and whose unit it is; of a person's the name, and what was
    remarked on the event that the deadline follows from."""

    reminder: Reminder
    deadline: Deadline
    unit: Unit
    name: str = ""
    remark: str | None = None


def carried(tx: Tx, outbox_id: int) -> list[Carried]:
    """The reminders of a digest whose deadlines still exist, in the order they were planned."""
    rows = reminders.of_outbox(tx, outbox_id)
    found = deadlines.by_ids(tx, {row.deadline_id for row in rows if row.deadline_id is not None})
    units_by_id = units.by_ids(tx, {deadline.unit_id for deadline in found.values()})
    of_people = [row for row in found.values() if row.subject_kind is Subject.PERSON]
    names = people.names(tx, {row.subject_id for row in of_people})
    remarks = people.remarks(tx, {row.event_id for row in of_people if row.event_id is not None})
    return [
        Carried(
            reminder=row,
            deadline=found[row.deadline_id],
            unit=units_by_id[found[row.deadline_id].unit_id],
            name=names.get(row.subject_id, "") if row.subject_kind is Subject.PERSON else "",
            remark=remarks.get(found[row.deadline_id].event_id or 0),
        )
        for row in rows
        if row.deadline_id in found
    ]
