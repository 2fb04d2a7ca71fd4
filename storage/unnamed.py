"""Numbers told without names: what each adds to a figure, less the people inside it who are on record.

Where a function takes a span it is in the parameters of a figure: `stage`, `start`, `end`, and where it is
asked, `left` and `right`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from storage.database import Tx
from storage.schema import claim, claim_part, milestone, tally, unit
from storage.types import LocalDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed:
    """What one number without names adds."""

    position: int
    start: date
    end: date
    count: int


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=LocalDate())


_IN_CLAIM = (
    sa.select(sa.func.count())
    .select_from(milestone)
    .where(
        milestone.c.stage == claim.c.stage,
        milestone.c.since >= claim.c.start,
        milestone.c.since < claim.c.end,
        milestone.c.reached_on.is_(None),
    )
)
_NAMED_BELOW = (
    _IN_CLAIM.where(milestone.c.position >= unit.c.left, milestone.c.position < unit.c.right)
    .correlate(claim, unit)
    .scalar_subquery()
)
# What a unit that ended has told lies with its successor; there only its own names account for its number.
_NAMED_BY_ENDED = (
    _IN_CLAIM.where(
        unit.c.successor_id.is_not(None),
        milestone.c.position == claim.c.position,
        milestone.c.unit_id == claim.c.unit_id,
    )
    .correlate(claim, unit)
    .scalar_subquery()
)
_NAMED_IN_CLAIM = _NAMED_BELOW + _NAMED_BY_ENDED
_CLAIMED = sa.and_(
    claim.c.stage == sa.bindparam("stage"),
    claim.c.position >= sa.bindparam("left"),
    claim.c.position < sa.bindparam("right"),
    claim.c.start >= _day("start"),
    claim.c.end <= _day("end"),
    claim.c.count > 0,
)
_CLAIMS = (
    sa.select(
        claim.c.position, claim.c.start, claim.c.end, (claim.c.count - _NAMED_IN_CLAIM).label("unnamed")
    )
    .join_from(claim, unit, unit.c.id == claim.c.unit_id)
    .where(_CLAIMED)
)
_TAGGED = (
    sa.select(sa.func.count())
    .select_from(tally)
    .where(
        tally.c.stage == claim.c.stage,
        tally.c.month.in_(sa.bindparam("months", expanding=True)),
        tally.c.tag == claim_part.c.tag,
        tally.c.happened_on >= claim.c.start,
        tally.c.happened_on < claim.c.end,
    )
)
_TAGGED_BELOW = (
    _TAGGED.where(tally.c.position >= unit.c.left, tally.c.position < unit.c.right)
    .correlate(claim, claim_part, unit)
    .scalar_subquery()
)
_TAGGED_BY_ENDED = (
    _TAGGED.where(
        unit.c.successor_id.is_not(None),
        tally.c.position == claim.c.position,
        sa.exists().where(milestone.c.event_id == tally.c.event_id, milestone.c.unit_id == claim.c.unit_id),
    )
    .correlate(claim, claim_part, unit)
    .scalar_subquery()
)
_TAGGED_IN_CLAIM = _TAGGED_BELOW + _TAGGED_BY_ENDED
_CLAIM_PARTS = (
    sa.select(
        claim.c.position,
        claim_part.c.tag,
        (claim_part.c.count - _TAGGED_IN_CLAIM).label("unnamed"),
        (claim.c.count - _NAMED_IN_CLAIM).label("at_most"),
    )
    .join_from(claim_part, claim, claim.c.event_id == claim_part.c.event_id)
    .join(unit, unit.c.id == claim.c.unit_id)
    .where(_CLAIMED)
)
_NAMED_OF_TELLER = (
    _IN_CLAIM.where(milestone.c.position == claim.c.position, milestone.c.unit_id == claim.c.unit_id)
    .correlate(claim)
    .scalar_subquery()
)
_CLAIMS_AS_TOLD = sa.select(claim.c.unit_id, (claim.c.count - _NAMED_OF_TELLER).label("unnamed")).where(
    claim.c.stage == sa.bindparam("stage"),
    claim.c.unit_id.in_(sa.bindparam("units", expanding=True)),
    claim.c.start >= _day("start"),
    claim.c.end <= _day("end"),
    claim.c.count > 0,
)
_FIRST_CLAIMED = sa.select(sa.func.min(claim.c.start)).where(
    claim.c.stage == sa.bindparam("stage"),
    claim.c.position >= sa.bindparam("left"),
    claim.c.position < sa.bindparam("right"),
    claim.c.count > 0,
)


def told(tx: Tx, span: Mapping[str, object]) -> list[Unnamed]:
    """What each number adds whose own span lies in the one asked about, within its interval."""
    return [
        Unnamed(position=row.position, start=row.start, end=row.end, count=row.unnamed)
        for row in tx.execute(_CLAIMS, span)
        if row.unnamed > 0
    ]


def parts(tx: Tx, span: Mapping[str, object]) -> Counter[tuple[int, str]]:
    """By position and tag, how many were told to carry it, less those named since; the span has `months`."""
    counted = Counter[tuple[int, str]]()
    for row in tx.execute(_CLAIM_PARTS, span):
        counted[row.position, row.tag] += max(0, min(row.unnamed, row.at_most))
    return counted


def as_told(tx: Tx, span: Mapping[str, object]) -> Counter[int]:
    """By unit, what the numbers of each add that told them; `span` has the ids of these `units`."""
    counted = Counter[int]()
    for row in tx.execute(_CLAIMS_AS_TOLD, span):
        counted[row.unit_id] += max(0, row.unnamed)
    return counted


def first_day(tx: Tx, scope: Mapping[str, object]) -> date | None:
    """The first day of any number about the step within the interval."""
    day: date | None = tx.execute(_FIRST_CLAIMED, scope).scalar_one()
    return day
