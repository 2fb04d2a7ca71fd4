"""Who stands where: how many people are at each step at the end of a day."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from domain.pipeline import Stage
from domain.units import Unit
from storage.database import Tx
from storage.schema import milestone, unit
from storage.types import LocalDate
from storage.units import Interval

_ON = sa.bindparam("on", type_=LocalDate())
_STANDING = sa.and_(
    milestone.c.stage.in_(sa.bindparam("stages", expanding=True)),
    milestone.c.since <= _ON,
    sa.or_(milestone.c.until.is_(None), milestone.c.until > _ON),
)
_STOCK = (
    sa.select(milestone.c.stage, sa.func.count().label("people"))
    .where(
        _STANDING,
        milestone.c.position >= sa.bindparam("left"),
        milestone.c.position < sa.bindparam("right"),
    )
    .group_by(milestone.c.stage)
)
_STOCK_BY_UNIT = sa.select(
    unit.c.id,
    sa.select(sa.func.count())
    .select_from(milestone)
    .where(_STANDING, milestone.c.position >= unit.c.left, milestone.c.position < unit.c.right)
    .correlate(unit)
    .scalar_subquery()
    .label("people"),
).where(unit.c.id.in_(sa.bindparam("units", expanding=True)))


def standing(tx: Tx, interval: Interval, on: date, stages: Iterable[Stage]) -> dict[Stage, int]:
    """How many people stand at each of these steps at the end of that day."""
    wanted = list(stages)
    bounds = {"stages": [s.value for s in wanted], "left": interval[0], "right": interval[1], "on": on}
    counted = {row.stage: row.people for row in tx.execute(_STOCK, bounds)}
    return {stage: counted.get(stage, 0) for stage in wanted}


def by_unit(tx: Tx, units: Sequence[Unit], on: date, stages: Iterable[Stage]) -> dict[int, int]:
    """How many people of each unit stand at any of these steps at the end of that day."""
    bounds = {"stages": [s.value for s in stages], "units": [u.id for u in units], "on": on}
    return {row.id: row.people for row in tx.execute(_STOCK_BY_UNIT, bounds)}
