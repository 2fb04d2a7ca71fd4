"""A list of units, superiors before what belongs to them."""

from datetime import date

from domain.events import effective
from domain.localtime import local_date
from domain.rules import RuleBook
from domain.users import User
from handlers.importing.answered import Answered
from handlers.importing.unit_lists import ToldUnit, UnitLayout, read_unit, unit_layout_of
from handlers.importing.unit_planning import Size, UnitPlan, carry_out, plan_units, put_back, reach_of
from handlers.importing.worker import user_of
from handlers.recording import Origin
from handlers.recording import take_back as take_back_events
from rendering.wording.importing import TakenBack
from storage import audit, events, founding, imports
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job

_BROUGHT = "found_units"  # the audit row that says which units and sizes a list has brought


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


def store(tx: Tx, book: RuleBook, job: Job, origin: Origin) -> UnitPlan:
    """Do what the whole list says now. Raises NotAllowed."""
    layout = layout_of_job(tx, job)
    if layout is None:
        raise ValueError(f"import {job.id} is no list of units")
    user = user_of(tx, job, origin.recorded_at) if job.user_id is not None else None
    today = local_date(origin.recorded_at)
    plan = planned(tx, job, user, layout, today)
    made = carry_out(tx, book, origin, reach_of(user), plan, today)
    if made.units or made.sizes:
        sizes = [(one.unit_id, one.as_of.isoformat(), one.told, one.before) for one in made.sizes]
        audit.add(
            tx,
            _BROUGHT,
            origin.recorded_at,
            user_id=job.user_id,
            subject_id=job.report_id,
            data={"units": [unit.id for unit in made.units.values()], "sizes": sizes},
        )
    return plan


def take_back(tx: Tx, book: RuleBook, job: Job, origin: Origin) -> TakenBack:
    """Take back the list's targets and sizes, and those of its units that nobody has used yet."""
    told = dict.fromkeys(event.unit_id for event in events.of_report(tx, job.report_id))
    targets = [
        event
        for unit_id in told
        for event in effective(events.of_unit(tx, unit_id))
        if event.report_id == job.report_id
    ]
    if targets:
        take_back_events(tx, book, origin, targets)
    founded: list[int] = []
    sizes: list[Size] = []
    for data in audit.about(tx, _BROUGHT, job.report_id):
        founded += data["units"]
        sizes += (
            Size(unit_id=unit_id, as_of=date.fromisoformat(as_of), told=count, before=before)
            for unit_id, as_of, count, before in data.get("sizes", ())  # kept since sizes go back as well
        )
    back = put_back(tx, sizes)
    removed = founding.remove_unused(tx, founded)
    return TakenBack(
        units=removed,
        units_kept=len(founded) - removed,
        sizes=back,
        sizes_kept=len(sizes) - back,
        targets=len(targets),
    )
