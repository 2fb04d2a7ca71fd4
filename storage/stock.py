"""Who stands where: how many people are at each step at the end of a day."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from domain.pipeline import Stage
from domain.units import BLOCK, SideBySide, Unit, blocks_of
from storage.database import Tx
from storage.schema import milestone, person, tally, unit
from storage.schema import standing as counted
from storage.types import LocalDate
from storage.units import Interval

_ON = sa.bindparam("on", type_=LocalDate())
_STANDING = sa.and_(
    milestone.c.stage.in_(sa.bindparam("stages", expanding=True)),
    milestone.c.since <= _ON,
    sa.or_(milestone.c.until.is_(None), milestone.c.until > _ON),
)
_HERE = sa.and_(milestone.c.position >= sa.bindparam("left"), milestone.c.position < sa.bindparam("right"))
_STOCK = (
    sa.select(milestone.c.stage, sa.func.count().label("people"))
    .where(_STANDING, _HERE)
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
# The same for units made of whole blocks, on a day after which nobody has come or left.
_PEOPLE = sa.func.coalesce(sa.func.sum(counted.c.people), 0).label("people")
_OF_STAGES = counted.c.stage.in_(sa.bindparam("stages", expanding=True))
_STOCK_NOW = (
    sa.select(counted.c.stage, _PEOPLE)
    .where(
        _OF_STAGES,
        counted.c.block >= sa.bindparam("first_block"),
        counted.c.block < sa.bindparam("end_block"),
    )
    .group_by(counted.c.stage)
)
_STOCK_NOW_BY_UNIT = sa.select(
    unit.c.id,
    sa.select(_PEOPLE)
    .where(_OF_STAGES, counted.c.block >= unit.c.left // BLOCK, counted.c.block < unit.c.right // BLOCK)
    .correlate(unit)
    .scalar_subquery()
    .label("people"),
).where(unit.c.id.in_(sa.bindparam("units", expanding=True)))
_CHANGED_LATER = sa.select(
    sa.or_(sa.exists().where(milestone.c.since > _ON), sa.exists().where(milestone.c.until > _ON))
)
# The tags of a step are kept with its event, and a person who moved stands there by another one.
_STEP = milestone.alias("step")
_TAGS = milestone.join(
    _STEP, sa.and_(_STEP.c.person_id == milestone.c.person_id, _STEP.c.stage == milestone.c.stage)
).join(tally, tally.c.event_id == _STEP.c.event_id)
_STOCK_BY_TAG = (
    sa.select(tally.c.tag, sa.func.count(milestone.c.person_id.distinct()).label("people"))
    .select_from(_TAGS)
    .where(_STANDING, _HERE, tally.c.tag != "")
    .group_by(tally.c.tag)
)
_CARRYING_ALL = (
    sa.select(milestone.c.person_id)
    .select_from(_TAGS)
    .where(_STANDING, _HERE, tally.c.tag.in_(sa.bindparam("tags", expanding=True)))
    .group_by(milestone.c.person_id)
    .having(sa.func.count(tally.c.tag.distinct()) == sa.bindparam("most"))
)
_STOCK_WITH_ALL_TAGS = sa.select(sa.func.count()).select_from(_CARRYING_ALL.subquery())
_BIRTH_YEARS = (
    sa.select(person.c.birth_year, sa.func.count(milestone.c.person_id.distinct()).label("people"))
    .join_from(milestone, person, person.c.id == milestone.c.person_id)
    .where(_STANDING, _HERE, person.c.birth_year.is_not(None))
    .group_by(person.c.birth_year)
)
_OF_ALL_AT = (
    sa.select(milestone.c.position, sa.func.count(milestone.c.person_id.distinct()).label("people"))
    .join_from(milestone, person, person.c.id == milestone.c.person_id)
    .where(_STANDING, _HERE)
    .group_by(milestone.c.position)
)
_CARRY_ALL = person.c.id.in_(_CARRYING_ALL.correlate(None).scalar_subquery())
_OF_AGE = sa.and_(
    sa.bindparam("counted_in", type_=sa.Integer) - person.c.birth_year >= sa.bindparam("least"),
    sa.bindparam("counted_in", type_=sa.Integer) - person.c.birth_year <= sa.bindparam("oldest"),
)
_BIRTH_YEARS_CARRYING_ALL = _BIRTH_YEARS.where(_CARRY_ALL)


def standing(tx: Tx, interval: Interval, on: date, stages: Iterable[Stage]) -> dict[Stage, int]:
    """How many people stand at each of these steps at the end of that day."""
    wanted = list(stages)
    asked = {"stages": [s.value for s in wanted]}
    blocks = blocks_of(interval)
    if blocks and is_last(tx, on):
        rows = tx.execute(_STOCK_NOW, {**asked, "first_block": blocks[0], "end_block": blocks[1]})
    else:
        rows = tx.execute(_STOCK, {**asked, "left": interval[0], "right": interval[1], "on": on})
    known = {row.stage: row.people for row in rows}
    return {stage: known.get(stage, 0) for stage in wanted}


def by_tag(tx: Tx, interval: Interval, on: date, stages: Iterable[Stage]) -> dict[str, int]:
    """How many of those standing at any of these steps at the end of that day carry each tag that occurs."""
    bounds = {"stages": [s.value for s in stages], "left": interval[0], "right": interval[1], "on": on}
    return {row.tag: row.people for row in tx.execute(_STOCK_BY_TAG, bounds)}


def with_all_tags(
    tx: Tx, interval: Interval, on: date, stages: Iterable[Stage], tags: Collection[str]
) -> int:
    """How many of those standing at any of these steps at the end of that day carry every one of the tags."""
    bounds = {"stages": [s.value for s in stages], "left": interval[0], "right": interval[1], "on": on}
    wanted = {**bounds, "tags": sorted(tags), "most": len(tags)}
    count: int = tx.execute(_STOCK_WITH_ALL_TAGS, wanted).scalar_one()
    return count


def birth_years(
    tx: Tx, interval: Interval, on: date, stages: Iterable[Stage], tags: Collection[str] = ()
) -> Counter[int]:
    """How many of those standing at any of these steps at the end of that day were born in each year, of whom
    it is known; with tags only of those who carry every one of them."""
    bounds = {"stages": [s.value for s in stages], "left": interval[0], "right": interval[1], "on": on}
    if tags:
        rows = tx.execute(_BIRTH_YEARS_CARRYING_ALL, {**bounds, "tags": sorted(tags), "most": len(tags)})
    else:
        rows = tx.execute(_BIRTH_YEARS, bounds)
    return Counter({row.birth_year: row.people for row in rows})


def by_unit(tx: Tx, units: Sequence[Unit], on: date, stages: Iterable[Stage]) -> dict[int, int]:
    """How many people of each unit stand at any of these steps at the end of that day."""
    asked = {"stages": [s.value for s in stages], "units": [u.id for u in units]}
    if all(blocks_of((u.left, u.right)) for u in units) and is_last(tx, on):
        rows = tx.execute(_STOCK_NOW_BY_UNIT, asked)
    else:
        rows = tx.execute(_STOCK_BY_UNIT, {**asked, "on": on})
    return {row.id: row.people for row in rows}


def of_all_by_unit(
    tx: Tx,
    units: Sequence[Unit],
    on: date,
    stages: Iterable[Stage],
    *,
    tags: Collection[str],
    ages: tuple[int, int] | None,
) -> dict[int, int]:
    """How many of those standing at any of these steps in each of the units carry every one of the tags and
    are from the one age to the other in the year of that day. None of the units may enclose another."""
    counted = dict.fromkeys((u.id for u in units), 0)
    if not units:
        return counted
    places = SideBySide(units)
    left, right = places.around
    bounds = {"stages": [s.value for s in stages], "left": left, "right": right, "on": on}
    asked = _OF_ALL_AT
    if tags:
        asked, bounds = asked.where(_CARRY_ALL), {**bounds, "tags": sorted(tags), "most": len(tags)}
    if ages:
        asked = asked.where(_OF_AGE)
        bounds = {**bounds, "counted_in": on.year, "least": ages[0], "oldest": ages[1]}
    for row in tx.execute(asked, bounds):
        if home := places.home_of(row.position):
            counted[home.id] += row.people
    return counted


def is_last(tx: Tx, on: date) -> bool:
    """Whether nobody has come to a step, or left one, after that day: who stands now stood there then."""
    return not tx.execute(_CHANGED_LATER, {"on": on}).scalar_one()
