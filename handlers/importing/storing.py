"""Storing a slice of a list: everything is made ready beside the writer, which then only inserts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.events import Event
from domain.people import Person
from domain.pipeline import path_of
from domain.rules import RuleBook
from handlers.importing.planning import Plan, PlannedRow
from handlers.recording import (
    Origin,
    arrival_event,
    described_event,
    plans_of,
    settle_people,
    stage_event,
)
from storage import bulk, deadlines, events, namesakes, people, projections
from storage.bulk import Rows
from storage.database import Tx
from storage.ids import new_id
from storage.keys import Keys
from storage.namesakes import Glance
from storage.newcomers import Newcomers


@dataclass(slots=True, kw_only=True)
class Batch:
    """The rows of one slice, ready for the driver."""

    glance: Glance
    rows: tuple[Rows, ...] = ()
    newcomers: int = 0
    events: list[Event] = field(default_factory=list)  # of people on record
    known: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many people it tells of."""
        return self.newcomers + len(self.known)


def prepare(keys: Keys, book: RuleBook, origin: Origin, plan: Plan) -> Batch:
    """The rows that the plan makes: every new person, and the next steps of some who are on record."""
    batch = Batch(glance=plan.glance)
    newcomers = Newcomers()
    for row in plan.planned:
        if row.person is None:
            _add(newcomers, keys, book, origin, row)
        else:
            batch.known.append(row.person.id)
            batch.events += _steps(origin, row, row.person.id)
    batch.newcomers = len(newcomers.people)
    batch.rows = newcomers.as_rows()
    return batch


def store(tx: Tx, book: RuleBook, origin: Origin, batch: Batch) -> bool:
    """Insert a batch. False, and nothing done, when what it was planned on has changed since."""
    if not namesakes.is_as_seen(tx, batch.glance):
        return False
    for rows in batch.rows:
        bulk.insert(tx, rows)
    if batch.known:
        events.append(tx, batch.events)
        settle_people(tx, book, batch.known, origin.recorded_at)
    return True


def _add(newcomers: Newcomers, keys: Keys, book: RuleBook, origin: Origin, row: PlannedRow) -> None:
    person_id, facts, unit, home = new_id(), row.row.facts, row.unit, row.home
    told = [described_event(origin, unit, person_id, facts), *_steps(origin, row, person_id)]
    if unit.valid_to is not None:  # told late of a unit that has ended: the person is with its successor now
        joined = max(unit.valid_to, *(on for _, on in row.steps))
        told.append(arrival_event(origin, home, person_id, joined, left=unit))
    person = Person(id=person_id, unit_id=home.id, facts=facts, path=path_of(told))
    projected = projections.rows_of_person(keys, person, dict.fromkeys((unit.id, home.id), home.left))
    newcomers.events += told
    newcomers.people.append({"id": person_id, **projected.person})
    if identity := people.identity_row(keys, told[0], facts):
        newcomers.identities.append(identity)
    newcomers.projected.append(projected)
    plans = [plans_of(person, home, book)]
    newcomers.deadlines += deadlines.new_rows(plans, calendar=book.calendar, now=origin.recorded_at)


def _steps(origin: Origin, row: PlannedRow, person_id: int) -> Sequence[Event]:
    return [stage_event(origin, row.unit, person_id, stage, on) for stage, on in row.steps]
