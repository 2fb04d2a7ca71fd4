"""What a slice of a list makes of the record: everything is made ready beside the writer."""

from collections.abc import Sequence

from domain.events import Event
from domain.people import Person
from domain.pipeline import path_of
from domain.rules import RuleBook
from handlers.importing.planning import Plan, PlannedRow
from handlers.recording import (
    Origin,
    add_changes,
    arrival_event,
    described_event,
    plans_of,
    stage_event,
)
from storage import deadlines, people, projections
from storage.changes import Changes
from storage.database import Tx
from storage.ids import new_id
from storage.keys import Keys


def changes_by(tx: Tx, book: RuleBook, origin: Origin, plan: Plan) -> Changes:
    """What the plan makes of it: every new person, and the next steps of some who are on record."""
    made = Changes()
    steps: list[Event] = []
    for row in plan.planned:
        if row.person is None:
            _add(made, tx.keys, book, origin, row)
        else:
            steps += _steps(origin, row, row.person.id)
    if steps:
        add_changes(tx, book, steps, origin.recorded_at, made)
    return made


def _add(made: Changes, keys: Keys, book: RuleBook, origin: Origin, row: PlannedRow) -> None:
    person_id, facts, unit, home = new_id(), row.row.facts, row.unit, row.home
    told = [described_event(origin, unit, person_id, facts), *_steps(origin, row, person_id)]
    if unit.valid_to is not None:  # told late of a unit that has ended: the person is with its successor now
        joined = max(unit.valid_to, *(on for _, on in row.steps))
        told.append(arrival_event(origin, home, person_id, joined, left=unit))
    person = Person(id=person_id, unit_id=home.id, facts=facts, path=path_of(told))
    made.events += told
    made.project(
        person_id,
        projections.rows_of_person(keys, person, dict.fromkeys((unit.id, home.id), home.left)),
    )
    if identity := people.identity_row(keys, told[0], facts):
        made.identities.append(identity)
    plans = [plans_of(person, home, book)]
    made.deadlines += deadlines.new_rows(plans, calendar=book.calendar, now=origin.recorded_at)


def _steps(origin: Origin, row: PlannedRow, person_id: int) -> Sequence[Event]:
    return [stage_event(origin, row.unit, person_id, stage, on) for stage, on in row.steps]
