"""Which party cells were heard of in a span of days, and when each was last heard of.

A cell is heard of by any report that stands: a step, facts about somebody, a number, "nobody this month".
Targets are given to it and say nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from domain.events import EventKind
from domain.localtime import VIET_NAM, local_date
from domain.periods import Period
from domain.pipeline import Stage
from domain.units import UnitKind
from storage.database import Tx
from storage.schema import claim, event
from storage.schema import unit as unit_table
from storage.types import Instant, LocalDate

Interval = tuple[int, int]

_DAY = timedelta(days=1)
_TOLD = (EventKind.STAGE.value, EventKind.DESCRIBED.value, EventKind.COUNT.value)
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
_HAPPENED = sa.and_(
    event.c.happened_on >= sa.bindparam("start", type_=LocalDate),
    event.c.happened_on < sa.bindparam("end", type_=LocalDate),
)
# One by one, so that each is a step into an index of its own.
_WAS_HEARD = sa.or_(
    *(
        sa.exists().where(event.c.unit_id == unit_table.c.id, _STANDS, in_span).correlate(unit_table)
        for in_span in (_RECORDED, _HAPPENED)
    ),
    # A number told later about the month: its span is in the claim.
    sa.exists()
    .where(
        claim.c.stage.in_([stage.value for stage in Stage]),
        claim.c.position >= unit_table.c.left,
        claim.c.position < unit_table.c.right,
        claim.c.start < sa.bindparam("end", type_=LocalDate),
        claim.c.end > sa.bindparam("start", type_=LocalDate),
    )
    .correlate(unit_table),
)
_IS_CELL = sa.and_(
    unit_table.c.left >= sa.bindparam("left"),
    unit_table.c.left < sa.bindparam("right"),
    unit_table.c.kind == UnitKind.PARTY_CELL.value,
    sa.or_(unit_table.c.valid_from.is_(None), unit_table.c.valid_from < sa.bindparam("end", type_=LocalDate)),
    sa.or_(unit_table.c.valid_to.is_(None), unit_table.c.valid_to > sa.bindparam("on", type_=LocalDate)),
)
_CELLS = (
    sa.select(unit_table.c.id, unit_table.c.left, _WAS_HEARD.label("was_heard"))
    .where(_IS_CELL)
    .order_by(unit_table.c.left)
)
_LAST = (
    sa.select(event.c.unit_id, sa.func.max(event.c.recorded_at, type_=Instant).label("last"))
    .where(event.c.unit_id.in_(sa.bindparam("units", expanding=True)), _STANDS, _SO_FAR)
    .group_by(event.c.unit_id)
)
_LAST_OF_ONE = (
    sa.select(event.c.recorded_at)
    .where(event.c.unit_id == unit_table.c.id, _STANDS, _SO_FAR)
    .order_by(event.c.recorded_at.desc())
    .limit(1)
    .correlate(unit_table)
    .scalar_subquery()
)
_LAST_WITHIN = sa.select(sa.func.max(_LAST_OF_ONE, type_=Instant)).where(
    unit_table.c.left >= sa.bindparam("left"), unit_table.c.left < sa.bindparam("right")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Whether the party cell at this position was heard of in the span asked about."""

    unit_id: int
    position: int
    was_heard: bool


def of_cells(tx: Tx, interval: Interval, span: Period, on: date) -> list[Heard]:
    """The party cells of the interval that exist on that day, in the order of the tree."""
    bounds = {
        "left": interval[0],
        "right": interval[1],
        "start": span.start,
        "end": span.end,
        "since": _midnight(span.start),
        "until": _midnight(span.end),
        "on": on,
    }
    return [
        Heard(unit_id=row.id, position=row.left, was_heard=bool(row.was_heard))
        for row in tx.execute(_CELLS, bounds)
    ]


def last_heard_on(tx: Tx, unit_ids: Sequence[int], today: date) -> dict[int, date]:
    """The local day of each unit's last report that stands; a unit never heard of is left out."""
    rows = tx.execute(_LAST, {"units": list(unit_ids), "until": _midnight(today + _DAY)})
    return {row.unit_id: local_date(row.last) for row in rows}


def last_heard_within(tx: Tx, interval: Interval, today: date) -> date | None:
    """The local day of the last report that stands of any unit in the interval."""
    bounds = {"left": interval[0], "right": interval[1], "until": _midnight(today + _DAY)}
    last = tx.execute(_LAST_WITHIN, bounds).scalar()
    return local_date(last) if last else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIET_NAM)
