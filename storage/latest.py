"""When a step was last reached in a unit, by name or as a number without names."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from domain.pipeline import Stage
from storage.database import Tx
from storage.schema import claim, milestone
from storage.types import LocalDate

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Latest:
    """The day; not `is_exact` where only a span is known that ends on it, from a number without names."""

    on: date
    is_exact: bool


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=LocalDate())


_NAMED = (
    sa.select(milestone.c.position, sa.func.max(milestone.c.since, type_=LocalDate()).label("day"))
    .where(
        milestone.c.stage == sa.bindparam("stage"),
        milestone.c.position >= sa.bindparam("left"),
        milestone.c.position < sa.bindparam("right"),
        milestone.c.since <= _day("until"),
        milestone.c.reached_on.is_(None),  # not who came from elsewhere since
    )
    .group_by(milestone.c.position)
)
_NUMBERS = (
    sa.select(claim.c.position, sa.func.max(claim.c.end, type_=LocalDate()).label("day"))
    .where(
        claim.c.stage == sa.bindparam("stage"),
        claim.c.position >= sa.bindparam("left"),
        claim.c.position < sa.bindparam("right"),
        claim.c.start <= _day("until"),
        claim.c.count > 0,
    )
    .group_by(claim.c.position)
)


def by_position(tx: Tx, stage: Stage, interval: Interval, until: date) -> dict[int, Latest]:
    """The last time until that day for each place in the tree where there was one."""
    scope = {"stage": stage.value, "left": interval[0], "right": interval[1], "until": until}
    found = {row.position: Latest(on=row.day, is_exact=True) for row in tx.execute(_NAMED, scope)}
    for row in tx.execute(_NUMBERS, scope):
        told = Latest(on=min(row.day - timedelta(days=1), until), is_exact=False)
        found[row.position] = max(found.get(row.position, told), told)
    return found
