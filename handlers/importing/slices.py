"""The slices of a list, each planned on a snapshot."""

from datetime import date, datetime

from domain.localtime import local_date
from domain.rules import RuleBook
from domain.sheets import Value
from handlers.importing import unit_work
from handlers.importing.answered import Answered
from handlers.importing.columns import layout_of
from handlers.importing.planning import Plan, plan
from handlers.importing.told import Row, Told, reporting_units, told_by
from handlers.importing.unit_lists import UnitLayout, unit_layout_of
from handlers.importing.unit_planning import UnitPlan
from handlers.importing.worker import user_of
from storage import imports
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job


def is_list(today: date, head: list[tuple[Value, ...]]) -> bool:
    """Whether the first rows of a sheet begin a list of units or people."""
    return unit_layout_of(head) is not None or layout_of(head, today) is not None


def units_planned(tx: Tx, job: Job, now: datetime) -> tuple[UnitLayout, UnitPlan] | None:
    """What a list of units would change; None for any other list. Raises NotAllowed."""
    layout = unit_work.layout_of_job(tx, job)
    if layout is None:
        return None
    user = user_of(tx, job, now) if job.user_id is not None else None
    return layout, unit_work.planned(tx, job, user, layout, local_date(now))


def is_of_units(tx: Tx, job: Job) -> bool:
    """Whether the list tells of units."""
    return unit_work.layout_of_job(tx, job) is not None


def told_of(tx: Tx, job: Job, now: datetime) -> Told | None:
    """The list in its order; None where no column holds names. Raises NotAllowed."""
    answered = Answered.from_plain(imports.answers(tx, job.id))
    return told_by(user_of(tx, job, now), imports.slice_of(tx, job.id, 0), local_date(now), answered)


def plan_slice(tx: Tx, job: Job, told: Told, number: int, now: datetime, book: RuleBook) -> Plan:
    """What one slice would change under the rules."""
    own = reporting_units(user_of(tx, job, now))
    return plan(tx, own, told, rows_of_slice(tx, job, told, number), local_date(now), book)


def rows_of_slice(tx: Tx, job: Job, told: Told, number: int) -> list[Row]:
    """The rows of one slice that name somebody; those before it were asked for in their order."""
    return told.rows(tx, number * ROWS_IN_A_SLICE + 1, imports.slice_of(tx, job.id, number))
