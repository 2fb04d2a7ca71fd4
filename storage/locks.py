"""Months whose figures an officer has locked for a unit and everything below it."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from domain.units import Unit
from storage.database import Tx
from storage.ids import new_id
from storage.schema import former_place
from storage.schema import month_lock as table
from storage.schema import unit as unit_table
from storage.types import Instant, LocalDate

_ADD = sa.insert(table)
_IS_OPEN = table.c.reopened_at.is_(None)
_OF = sa.and_(
    table.c.unit_id == sa.bindparam("unit"), table.c.month == sa.bindparam("of_month", type_=LocalDate)
)
_HOLDS = sa.select(sa.literal(1)).where(_OF, _IS_OPEN)
_REOPEN = (
    sa.update(table)
    .where(_OF, _IS_OPEN)
    .values(reopened_by=sa.bindparam("by"), reopened_at=sa.bindparam("at", type_=Instant))
)
_BELOW = unit_table.alias("below")
_MOVED = unit_table.alias("moved")
# Locked for a committee below which the unit lay in that month, before it moved to its present one.
_LAY_BELOW = sa.exists().where(
    former_place.c.parent_id == table.c.unit_id,
    former_place.c.until > table.c.month,
    _MOVED.c.id == former_place.c.unit_id,
    _MOVED.c.left <= _BELOW.c.left,
    _MOVED.c.right > _BELOW.c.left,
)
_CLOSED_BELOW = (
    sa.select(_BELOW.c.id, table.c.month, table.c.unit_id)
    .join_from(table, unit_table, unit_table.c.id == table.c.unit_id)
    .join(
        _BELOW,
        sa.or_(sa.and_(unit_table.c.left <= _BELOW.c.left, unit_table.c.right > _BELOW.c.left), _LAY_BELOW),
    )
    .where(
        _IS_OPEN,
        table.c.month.in_(sa.bindparam("months", type_=LocalDate, expanding=True)),
        _BELOW.c.id.in_(sa.bindparam("units", expanding=True)),
    )
    .order_by(table.c.month, table.c.unit_id)
)


def lock(tx: Tx, unit_id: int, month: date, by: int, now: datetime) -> bool:
    """Lock a month, named by its first day. False where it is locked already."""
    if tx.execute(_HOLDS, {"unit": unit_id, "of_month": month}).first() is not None:
        return False
    values = {"id": new_id(), "unit_id": unit_id, "month": month, "locked_by": by, "locked_at": now}
    tx.execute(_ADD, values)
    return True


def reopen(tx: Tx, unit_id: int, month: date, by: int, now: datetime) -> bool:
    """Open a locked month again. False where it is not locked for this very unit."""
    bounds = {"unit": unit_id, "of_month": month, "by": by, "at": now}
    return bool(tx.execute(_REOPEN, bounds).rowcount)


def closed(tx: Tx, unit: Unit, days: Iterable[date]) -> dict[date, int]:
    """Which months of these days are locked for the unit, each with the unit that it was locked for."""
    return {month: by for (_, month), by in closed_for(tx, [unit], days).items()}


def closed_for(tx: Tx, units: Iterable[Unit], days: Iterable[date]) -> dict[tuple[int, date], int]:
    """`closed` of many units at once: by unit id and month, each with the unit that it was locked for."""
    months, ids = {day.replace(day=1) for day in days}, {unit.id for unit in units}
    if not months or not ids:
        return {}
    rows = tx.execute(_CLOSED_BELOW, {"months": sorted(months), "units": sorted(ids)})
    return {(row.id, row.month): row.unit_id for row in rows}
