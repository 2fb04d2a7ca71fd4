"""The slices of a list, each planned on a snapshot."""

from datetime import date, datetime

from domain.localtime import local_date
from domain.rules import RuleBook
from domain.sheets import Value
from handlers.importing import columns, pages, unit_work
from handlers.importing.answered import Answered
from handlers.importing.columns import Layout, layout_of
from handlers.importing.headers import is_apart
from handlers.importing.pages import ListedPage, Pages, first_rows, unit_of
from handlers.importing.planning import Plan, plan
from handlers.importing.told import Row, Told, reporting_units
from handlers.importing.unit_lists import UnitLayout, unit_layout_of
from handlers.importing.unit_planning import UnitPlan
from handlers.importing.worker import user_of
from rendering.opening import Page, Shape
from storage import imports
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job


def shape_of(today: date, name: str, head: list[tuple[Value, ...]]) -> Shape | None:
    """What the header of a sheet says, so that lists of people with the same are read together; None for no
    list. One of units, one without a header, or of those who left, is like no other."""
    if unit_layout_of(head) is not None:
        return Shape(is_apart=True)
    layout = layout_of(head, today)
    if layout is None:
        return None
    if layout.header_row < 0 or is_apart(name):
        return Shape(is_apart=True)
    return Shape(columns=columns.shape_of(layout), of_any_order=columns.of_any_order(layout))


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
    own = reporting_units(user_of(tx, job, now))
    first = head_layout(tx, job, answered, now)
    if first is None:
        return None
    scopes = [(unit.left, unit.right) for unit in own]
    listed: list[ListedPage] = []
    sheets = answered.pages or (Page(name="", rows=job.rows),)
    for number, (page, before) in enumerate(zip(sheets, first_rows(sheets), strict=True)):
        layout = head_layout(tx, job, answered, now, number) if number else first
        layout = columns.as_on(first, layout or first)
        unit = unit_of(tx, layout, page.name, scopes)
        listed.append(
            ListedPage(
                before=before,
                layout=layout,
                unit=unit,
                goes_on=pages.goes_on(page, layout),
                hidden=pages.hidden_in(page),
            )
        )
    return Told(Pages.of(listed), own, local_date(now), answered)


def head_layout(tx: Tx, job: Job, answered: Answered, now: datetime, number: int = 0) -> Layout | None:
    """What the columns of a sheet hold, by its first rows."""
    return layout_of(
        head_of(tx, job, answered, number),
        local_date(now),
        answered.of_people,
        turned=answered.turned,
        hidden=answered.pages[number].hidden_columns if answered.pages else (),
    )


def head_of(tx: Tx, job: Job, answered: Answered, number: int = 0) -> list[tuple[Value, ...]]:
    """The first rows of a sheet of the file."""
    if not answered.pages:
        return imports.slice_of(tx, job.id, 0)
    before = list(first_rows(answered.pages))[number]
    at, above = divmod(before, ROWS_IN_A_SLICE)
    rows = imports.slice_of(tx, job.id, at)[above:]
    if len(rows) < answered.pages[number].rows:
        rows += imports.slice_of(tx, job.id, at + 1)[: ROWS_IN_A_SLICE - len(rows)]
    return rows[: answered.pages[number].rows]


def plan_slice(tx: Tx, job: Job, told: Told, number: int, now: datetime, book: RuleBook) -> Plan:
    """What one slice would change under the rules."""
    own = reporting_units(user_of(tx, job, now))
    return plan(tx, own, told, rows_of_slice(tx, job, told, number), local_date(now), book)


def rows_of_slice(tx: Tx, job: Job, told: Told, number: int) -> list[Row]:
    """The rows of one slice that name somebody; those before it were asked for in their order."""
    return told.rows(tx, number * ROWS_IN_A_SLICE + 1, imports.slice_of(tx, job.id, number))
