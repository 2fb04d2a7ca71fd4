"""Reading quotas. They are written as events and projected (storage/projections.py)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from domain.periods import Period, PeriodKind
from domain.quotas import Quota
from domain.units import Unit
from storage.database import Tx
from storage.schema import quota as table

# A part of a target ("trong đó nữ 10") is measured beside it, never in its place.
_SELECT = sa.select(table).where(table.c.tag == "")
_PARTS = (
    sa.select(table)
    .where(table.c.tag != "", table.c.unit_id == sa.bindparam("unit"))
    .order_by(table.c.start, table.c.event_id)
)
_OF_UNITS = _SELECT.where(table.c.unit_id.in_(sa.bindparam("units", expanding=True))).order_by(
    table.c.start, table.c.event_id
)
_AFTER = (
    _SELECT.where(table.c.event_id > sa.bindparam("after"))
    .order_by(table.c.event_id)
    .limit(sa.bindparam("most"))
)
_SAME_PERIOD = (
    sa.select(table)
    .where(
        table.c.tag == sa.bindparam("tag"),
        table.c.unit_id == sa.bindparam("unit"),
        table.c.start == sa.bindparam("start"),
        table.c.end == sa.bindparam("end"),
    )
    .order_by(table.c.event_id.desc())
    .limit(1)
)
_BELOW = (
    sa.select(table.c.event_id)
    .where(
        table.c.tag == "", table.c.position > sa.bindparam("left"), table.c.position < sa.bindparam("right")
    )
    .limit(1)
)
_RUNNING = _SELECT.where(
    table.c.position >= sa.bindparam("left"),
    table.c.position < sa.bindparam("right"),
    table.c.start <= sa.bindparam("on", type_=table.c.start.type),
    table.c.end > sa.bindparam("on", type_=table.c.end.type),
).order_by(table.c.position, table.c.start)


def of_unit(tx: Tx, unit_id: int) -> list[Quota]:
    """Every quota of the unit, earliest period first."""
    return for_units(tx, [unit_id])[unit_id]


def for_units(tx: Tx, unit_ids: Iterable[int]) -> dict[int, list[Quota]]:
    """The same for several units at once; a unit without any has an empty list."""
    found: dict[int, list[Quota]] = defaultdict(list)
    for row in tx.execute(_OF_UNITS, {"units": list(unit_ids)}):
        found[row.unit_id].append(_quota(row))
    return found


def are_below(tx: Tx, unit: Unit) -> bool:
    """Whether any unit below this one has a quota."""
    return tx.execute(_BELOW, {"left": unit.left, "right": unit.right}).first() is not None


def parts_of_unit(tx: Tx, unit_id: int) -> list[Quota]:
    """The parts of its quotas for people of a tag, earliest period first."""
    return [_quota(row) for row in tx.execute(_PARTS, {"unit": unit_id})]


def page_after(tx: Tx, after: int, limit: int) -> list[Quota]:
    """One page of all quotas, in the order of the events that set them."""
    return [_quota(row) for row in tx.execute(_AFTER, {"after": after, "most": limit})]


def same_period(tx: Tx, unit_id: int, period: Period, tag: str = "") -> Quota | None:
    """The unit's quota for exactly this span, if it has one; with a tag that part of it."""
    span = {"unit": unit_id, "start": period.start, "end": period.end, "tag": tag}
    row = tx.execute(_SAME_PERIOD, span).first()
    return _quota(row) if row else None


def running(tx: Tx, interval: tuple[int, int], on: date) -> list[Quota]:
    """The quotas of the units in the interval whose period holds that date, in the order of the tree."""
    rows = tx.execute(_RUNNING, {"left": interval[0], "right": interval[1], "on": on})
    return [_quota(row) for row in rows]


def _quota(row: sa.Row[tuple[object, ...]]) -> Quota:
    values = row._mapping
    return Quota(
        unit_id=values["unit_id"],
        period=Period(kind=PeriodKind(values["kind"]), start=values["start"], end=values["end"]),
        low=values["low"],
        high=values["high"],
        per_cell=values["per_cell"],
        tag=values["tag"],
        event_id=values["event_id"],
    )
