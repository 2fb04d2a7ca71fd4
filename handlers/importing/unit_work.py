"""A list of units, superiors before what belongs to them."""

from datetime import date

from domain.localtime import local_date
from domain.rules import RuleBook
from domain.users import User
from handlers.importing.answered import Answered
from handlers.importing.unit_lists import ToldUnit, UnitLayout, read_unit, unit_layout_of
from handlers.importing.unit_planning import UnitPlan, carry_out, plan_units, reach_of
from handlers.importing.worker import user_of
from handlers.recording import Origin
from storage import audit, imports
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job

FOUNDED = "found_units"  # the audit row that says which units a list has brought


def layout_of_job(tx: Tx, job: Job) -> UnitLayout | None:
    """The columns of the list, with what was answered about them; None for any other list."""
    answered = Answered.from_plain(imports.answers(tx, job.id))
    return unit_layout_of(imports.slice_of(tx, job.id, 0), answered.of_units)


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
    answered = Answered.from_plain(imports.answers(tx, job.id))
    return plan_units(tx, reach_of(user), told, layout.year or today.year, today, answered.units)


def store(tx: Tx, book: RuleBook, job: Job, origin: Origin) -> int:
    """Do what the whole list says now; of how many units. Raises NotAllowed."""
    layout = layout_of_job(tx, job)
    if layout is None:
        raise ValueError(f"import {job.id} is no list of units")
    user = user_of(tx, job, origin.recorded_at) if job.user_id is not None else None
    today = local_date(origin.recorded_at)
    plan = planned(tx, job, user, layout, today)
    made = carry_out(tx, book, origin, reach_of(user), plan.places, plan.year, today)
    if made:
        audit.add(
            tx,
            FOUNDED,
            origin.recorded_at,
            user_id=job.user_id,
            subject_id=job.report_id,
            data={"units": [unit.id for unit in made.values()]},
        )
    return len(plan.places)
