"""What a digest carries, with everything its words need."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import Person
from domain.reminders import Reminder
from domain.rules import Subject
from domain.units import Unit
from storage import deadlines, people, reminders, units
from storage.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A reminder with the deadline it speaks of, whose unit it is and, of a person's, the person."""

    reminder: Reminder
    deadline: Deadline
    unit: Unit
    person: Person | None


def carried(tx: Tx, outbox_id: int) -> list[Carried]:
    """The reminders of a digest whose deadlines still exist, in the order they were planned."""
    rows = reminders.of_outbox(tx, outbox_id)
    found = deadlines.by_ids(tx, {row.deadline_id for row in rows if row.deadline_id is not None})
    units_by_id = units.by_ids(tx, {deadline.unit_id for deadline in found.values()})
    persons = people.load(
        tx, {row.subject_id for row in found.values() if row.subject_kind is Subject.PERSON}
    )
    return [
        Carried(
            reminder=row,
            deadline=found[row.deadline_id],
            unit=units_by_id[found[row.deadline_id].unit_id],
            person=persons.get(row.subject_id) if row.subject_kind is Subject.PERSON else None,
        )
        for row in rows
        if row.deadline_id in found
    ]
