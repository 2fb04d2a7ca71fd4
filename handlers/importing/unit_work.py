"""A list of units, superiors before what belongs to them."""

from collections.abc import Sequence
from datetime import date

from domain.localtime import local_date
from domain.rules import RuleBook
from domain.units import Unit
from domain.users import User
from handlers.importing.unit_lists import ToldUnit, UnitLayout, read_unit
from handlers.importing.unit_planning import Place, Reach, UnitPlan, carry_out, plan_units, reach_of
from handlers.recording import Origin
from storage import audit, imports
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job

FOUNDED = "found_units"  # the audit row that says which units a list has brought
UNITS_A_WRITE = 200  # with its size and target each takes the writer half a millisecond


def planned(tx: Tx, job: Job, user: User | None, layout: UnitLayout, today: date) -> UnitPlan:
    """What the whole list would change. Raises NotAllowed."""
    told: list[ToldUnit] = []
    number = 0
    while cells := imports.slice_of(tx, job.id, number):
        first = number * ROWS_IN_A_SLICE + 1
        rows = (
            read_unit(layout, at, row)
            for at, row in enumerate(cells, start=first)
            if at > layout.header_row + 1
        )
        told += [row for row in rows if row is not None]
        number += 1
    return plan_units(tx, reach_of(user), told, layout.year or today.year, today)


def store(
    tx: Tx, book: RuleBook, job: Job, origin: Origin, reach: Reach, batch: Sequence[Place], year: int
) -> dict[Place, Unit]:
    """Do what the plan says of these; the units that are new."""
    made = carry_out(tx, book, origin, reach, batch, year, local_date(origin.recorded_at))
    if made:
        audit.add(
            tx,
            FOUNDED,
            origin.recorded_at,
            user_id=job.user_id,
            subject_id=job.report_id,
            data={"units": [unit.id for unit in made.values()]},
        )
    imports.advance(tx, job.id, 0, len(batch))
    return made
