"""Units that move to another committee: their place in the tree, and every row that lies at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from domain.pipeline import Stage
from domain.rules import Subject
from domain.units import SLOTS, Unit, child_interval
from storage import units
from storage.database import Tx
from storage.schema import claim, deadline, former_place, milestone, person, person_word, quota, tally
from storage.schema import unit as table
from storage.types import LocalDate
from storage.units import Interval

_OLD: sa.BindParameter[int] = sa.bindparam("old")
_NEW: sa.BindParameter[int] = sa.bindparam("new")
# Spelled out, so that an index that begins with them fits and a statement may be run for many units.
_STAGES: list[sa.ColumnElement[str]] = [sa.literal_column(f"'{stage.value}'") for stage in Stage]
_PEOPLE_THERE = sa.select(person.c.id).where(person.c.position == _OLD)
_STEPS_THERE = sa.select(milestone.c.event_id).where(
    milestone.c.stage.in_(_STAGES), milestone.c.position == _OLD
)
_TARGETS_THERE = sa.select(quota.c.event_id).where(quota.c.position == _OLD)
_OF_KIND = {kind: deadline.c.subject_kind == kind.value for kind in Subject}
# What is found through the rows of another table goes before it.
_ROWS = (
    sa.update(deadline).where(_OF_KIND[Subject.PERSON], deadline.c.subject_id.in_(_PEOPLE_THERE)),
    sa.update(deadline).where(_OF_KIND[Subject.QUOTA], deadline.c.subject_id.in_(_TARGETS_THERE)),
    sa.update(deadline).where(_OF_KIND[Subject.UNIT], deadline.c.subject_id == sa.bindparam("of_unit")),
    sa.update(person_word).where(person_word.c.person_id.in_(_PEOPLE_THERE)),
    sa.update(tally).where(tally.c.event_id.in_(_STEPS_THERE)),
    sa.update(person).where(person.c.position == _OLD),
    sa.update(milestone).where(milestone.c.stage.in_(_STAGES), milestone.c.position == _OLD),
    sa.update(claim).where(claim.c.stage.in_(_STAGES), claim.c.position == _OLD),
    sa.update(quota).where(quota.c.position == _OLD),
)
_MOVE_ROWS = tuple(statement.values(position=_NEW) for statement in _ROWS)
_PLACE = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("of_unit"))
    .values(left=_NEW, right=sa.bindparam("new_right"))
)
_UNDER = (
    sa.update(table).where(table.c.id == sa.bindparam("of_unit")).values(parent_id=sa.bindparam("to_parent"))
)
_REMEMBER = sa.insert(former_place).prefix_with("OR IGNORE")
_FORGET = sa.delete(former_place).where(
    former_place.c.unit_id == sa.bindparam("of_unit"),
    former_place.c.until == sa.bindparam("on", type_=LocalDate),
)
_LEFT = sa.select(former_place.c.unit_id, former_place.c.until).where(
    former_place.c.parent_id == sa.bindparam("parent")
)
_MOVES = (
    sa.select(former_place.c.unit_id, former_place.c.until)
    .where(former_place.c.unit_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(former_place.c.until)
)
_moved, _above = table.alias("moved"), table.alias("above")
_IS_IN = {
    one: sa.and_(one.c.left >= sa.bindparam("left"), one.c.left < sa.bindparam("right"))
    for one in (_moved, _above)
}
_ACROSS = (
    sa.select(sa.literal(1))
    .select_from(former_place)
    .join(_moved, _moved.c.id == former_place.c.unit_id)
    .join(_above, _above.c.id == former_place.c.parent_id)
    .where(_IS_IN[_moved] != _IS_IN[_above])
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """That a unit lay directly below another during [since, until); None: always, and still."""

    unit: Unit
    since: date | None
    until: date | None


def move(tx: Tx, unit: Unit, to: Unit, on: date) -> None:
    """From that day on the unit, and all below it, lies below another. Raises ValueError: no room there."""
    tx.execute(_REMEMBER, {"unit_id": unit.id, "until": on, "parent_id": unit.parent_id})
    _place(tx, unit, to.id, units.take_interval(tx, to))


def move_back(tx: Tx, unit: Unit, parent_id: int, interval: Interval, on: date) -> None:
    """The place it left on that day again, which nobody else was given."""
    tx.execute(_FORGET, {"of_unit": unit.id, "on": on})
    _place(tx, unit, parent_id, interval)


def placements(tx: Tx, parent: Unit) -> list[Placement]:
    """Everything that lies, or once lay, directly below the unit."""
    left = tx.execute(_LEFT, {"parent": parent.id}).all()
    children = units.children(tx, parent.id)
    ids = {child.id for child in children} | {row.unit_id for row in left}
    moves: dict[int, list[date]] = {unit_id: [] for unit_id in ids}
    for row in tx.execute(_MOVES, {"ids": list(ids)}):
        moves[row.unit_id].append(row.until)
    known = units.by_ids(tx, ids)
    found = [
        Placement(unit=child, since=moves[child.id][-1] if moves[child.id] else None, until=None)
        for child in children
    ]
    for row in left:
        earlier = [day for day in moves[row.unit_id] if day < row.until]
        since = earlier[-1] if earlier else None
        found.append(Placement(unit=known[row.unit_id], since=since, until=row.until))
    return found


def has_moved_across(tx: Tx, unit: Unit) -> bool:
    """Whether anything has come from elsewhere into the unit, or gone from it."""
    return tx.execute(_ACROSS, {"left": unit.left, "right": unit.right}).first() is not None


def _place(tx: Tx, unit: Unit, parent_id: int, interval: Interval) -> None:
    rows = [
        {"of_unit": one.id, "old": one.left, "new": left, "new_right": right}
        for one, (left, right) in _replaced(tx, unit, interval)
    ]
    tx.execute(_UNDER, {"of_unit": unit.id, "to_parent": parent_id})
    for statement in (*_MOVE_ROWS, _PLACE):
        tx.execute(statement, rows)


def _replaced(tx: Tx, unit: Unit, interval: Interval) -> Iterator[tuple[Unit, Interval]]:
    """The unit and all below it, each with its new interval: every one keeps its slot in the one above."""
    new = {unit.id: interval}
    for one in units.within(tx, unit.left, unit.right):
        if one.id != unit.id and one.parent_id is not None:
            above = units.get(tx, one.parent_id)
            slot = (one.left - above.left) // ((above.right - above.left) // SLOTS) - 1
            new[one.id] = child_interval(new[above.id], slot)
        yield one, new[one.id]
