"""Which party cells were heard of in a span of days, and when each was last heard of.

A cell is heard of by any report that stands: a step, facts about somebody, a number, "nobody this month".
Targets are given to it and say nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count as count_from

import sqlalchemy as sa

from domain.events import EventKind
from domain.localtime import VIET_NAM, local_date
from domain.periods import Period
from domain.units import Unit, UnitKind
from storage import units
from storage.database import Tx
from storage.schema import claim, event
from storage.schema import unit as unit_table
from storage.types import Instant, LocalDate
from storage.units import Interval

_DAY = timedelta(days=1)
_TOLD = (EventKind.STAGE.value, EventKind.DESCRIBED.value, EventKind.COUNT.value)
_cell = unit_table.alias("cell")
_undo = event.alias("undo")
_STANDS = sa.and_(
    event.c.kind.in_(_TOLD),
    ~sa.exists().where(
        _undo.c.unit_id == event.c.unit_id,
        _undo.c.kind == EventKind.UNDONE.value,
        _undo.c.corrects == event.c.id,
    ),
)
_SO_FAR = event.c.recorded_at < sa.bindparam("until", type_=Instant)
_RECORDED = sa.and_(
    event.c.recorded_at >= sa.bindparam("since", type_=Instant),
    event.c.recorded_at < sa.bindparam("until", type_=Instant),
)
_START, _END = sa.bindparam("start", type_=LocalDate), sa.bindparam("end", type_=LocalDate)
_HAPPENED = sa.and_(event.c.happened_on >= _START, event.c.happened_on < _END)
_TOLD_IN_SPAN = [  # one by one, so that each is a step into an index of its own
    sa.exists().where(event.c.unit_id == _cell.c.id, _STANDS, in_span).correlate(_cell)
    for in_span in (_RECORDED, _HAPPENED)
]
# Where the last that was told lies in the span nothing need be looked for, nor where it lies before it. What
# was told later of the days of the span, also by a unit whose place the cell has taken, is in the claims.
_CLAIMED = sa.and_(claim.c.start < _END, claim.c.end > _START)
_IS_COUNTED = sa.and_(
    sa.exists().where(_CLAIMED),  # asked once: mostly there is none, and no cell need be looked for
    _cell.c.left.in_(sa.select(claim.c.position).where(_CLAIMED)),
)
_IS_SILENT = sa.and_(
    sa.or_(
        _cell.c.heard_on.is_(None),
        _cell.c.heard_on < _START,
        sa.and_(_cell.c.heard_on >= _END, ~sa.or_(*_TOLD_IN_SPAN)),
    ),
    ~_IS_COUNTED,
)
_LOOK = "9999-12-31"  # one of the last reports was taken back: the day is to be looked for
_DAY_TOLD = sa.func.date(event.c.recorded_at, "+7 hours", type_=sa.Text)
_LATEST_DAY = (
    sa.select(sa.func.max(sa.func.max(_DAY_TOLD, sa.func.coalesce(event.c.happened_on, _DAY_TOLD))))
    .where(event.c.unit_id == unit_table.c.id, _STANDS)
    .correlate(unit_table)
    .scalar_subquery()
)
_MISHEARD = sa.select(unit_table.c.id).where(
    sa.func.coalesce(sa.type_coerce(unit_table.c.heard_on, sa.Text), "").not_in(
        (_LOOK, sa.func.coalesce(_LATEST_DAY, ""))
    )
)
_IS_CELL = sa.and_(
    _cell.c.kind == UnitKind.PARTY_CELL.value,
    sa.or_(_cell.c.valid_from.is_(None), _cell.c.valid_from < _END),
    sa.or_(_cell.c.valid_to.is_(None), _cell.c.valid_to > sa.bindparam("on", type_=LocalDate)),
)
_HERE = sa.and_(_cell.c.left >= sa.bindparam("left"), _cell.c.left < sa.bindparam("right"))
_COUNTS = (
    sa.func.count().label("cells"),
    sa.func.count().filter(_IS_SILENT).label("missing"),
)
_CELLS = sa.select(*_COUNTS).where(_HERE, _IS_CELL)
_MISSING = (
    sa.select(*(_cell.c[column.name] for column in units.COLUMNS))
    .where(_HERE, _IS_CELL, _IS_SILENT)
    .order_by(_cell.c.left)
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skipped"))
)
_HEARD = (
    sa.select(*(_cell.c[column.name] for column in units.COLUMNS))
    .where(_HERE, _IS_CELL, ~_IS_SILENT)
    .order_by(_cell.c.left)
    .limit(sa.bindparam("most"))
)
# A subquery for each unit rather than a join, which would sort its cells into groups; so both in one number.
_MORE_THAN_CELLS = 1 << 32
_COUNTS_WITHIN = (
    sa.select(_COUNTS[0] * _MORE_THAN_CELLS + _COUNTS[1])
    .where(_cell.c.left >= unit_table.c.left, _cell.c.left < unit_table.c.right, _IS_CELL)
    .correlate(unit_table)
    .scalar_subquery()
)
_CELLS_BELOW = sa.select(unit_table.c.id, _COUNTS_WITHIN.label("counts")).where(
    unit_table.c.parent_id == sa.bindparam("parent")
)
_LAST_OF_ONE = (
    sa.select(event.c.recorded_at)
    .where(event.c.unit_id == unit_table.c.id, _STANDS, _SO_FAR)
    .order_by(event.c.recorded_at.desc())
    .limit(1)
    .correlate(unit_table)
    .scalar_subquery()
)
_LAST = sa.select(unit_table.c.id, sa.type_coerce(_LAST_OF_ONE, Instant).label("last")).where(
    unit_table.c.id.in_(sa.bindparam("units", expanding=True))
)
_HEARD_LATEST = (
    sa.select(unit_table.c.id, unit_table.c.heard_on)
    .where(
        unit_table.c.left >= sa.bindparam("left"),
        unit_table.c.left < sa.bindparam("right"),
        unit_table.c.heard_on.is_not(None),
    )
    .order_by(unit_table.c.heard_on.desc())
    .limit(sa.bindparam("most"))
    .offset(sa.bindparam("skipped"))
)
_HEARD_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How many party cells there are, and of how many nothing was heard."""

    cells: int
    missing: int


def count(tx: Tx, interval: Interval, span: Period, on: date) -> Silence:
    """The party cells of the interval that exist on that day, and those not heard of in the span."""
    row = tx.execute(_CELLS, {**_bounds(span, on), "left": interval[0], "right": interval[1]}).one()
    return Silence(cells=row.cells, missing=row.missing)


def count_below(tx: Tx, unit_id: int, span: Period, on: date) -> dict[int, Silence]:
    """The same of each unit directly below that has any cells."""
    rows = tx.execute(_CELLS_BELOW, {**_bounds(span, on), "parent": unit_id})
    counts = {row.id: divmod(row.counts, _MORE_THAN_CELLS) for row in rows}
    return {below: Silence(cells=n, missing=missing) for below, (n, missing) in counts.items() if n}


def missing(tx: Tx, interval: Interval, span: Period, on: date, *, most: int, skipped: int = 0) -> list[Unit]:
    """A page of those not heard of, in the order of the tree."""
    place = {"left": interval[0], "right": interval[1], "most": most, "skipped": skipped}
    return [units.of_row(row) for row in tx.execute(_MISSING, {**_bounds(span, on), **place})]


def heard(tx: Tx, interval: Interval, span: Period, on: date, *, most: int) -> list[Unit]:
    """The first of those that were heard of, in the order of the tree."""
    place = {"left": interval[0], "right": interval[1], "most": most}
    return [units.of_row(row) for row in tx.execute(_HEARD, {**_bounds(span, on), **place})]


def last_heard_on(tx: Tx, unit_ids: Sequence[int], today: date) -> dict[int, date]:
    """The local day of each unit's last report that stands; a unit never heard of is left out."""
    rows = tx.execute(_LAST, {"units": list(unit_ids), "until": _midnight(today + _DAY)})
    return {row.id: local_date(row.last) for row in rows if row.last}


def last_heard_within(tx: Tx, interval: Interval, today: date) -> date | None:
    """The local day of the last report that stands of any unit in the interval."""
    place = {"left": interval[0], "right": interval[1], "most": _HEARD_PAGE}
    latest: date | None = None
    for skipped in count_from(0, _HEARD_PAGE):
        page = tx.execute(_HEARD_LATEST, {**place, "skipped": skipped}).all()
        days = last_heard_on(tx, [row.id for row in page], today).values()
        latest = max((day for day in (latest, *days) if day), default=None)
        # Nobody was heard of after the day that stands with the unit, and the latest of these come first.
        if len(page) < _HEARD_PAGE or (latest and latest >= page[-1].heard_on):
            break
    return latest


def misheard(tx: Tx) -> list[int]:
    """The units whose `heard_on` is not what their events say."""
    return list(tx.execute(_MISHEARD).scalars())


def _bounds(span: Period, on: date) -> dict[str, object]:
    return {
        "start": span.start,
        "end": span.end,
        "since": _midnight(span.start),
        "until": _midnight(span.end),
        "on": on,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIET_NAM)
