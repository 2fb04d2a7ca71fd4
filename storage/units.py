"""The organisation tree: adding units, walking them, and what is published of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.errors import NotAllowed
from domain.text import fold
from domain.units import WHOLE_TREE, Unit, UnitKind, child_interval
from storage.database import Tx
from storage.ids import new_id
from storage.schema import former_name, unit_figure
from storage.schema import unit as table

Interval = tuple[int, int]

_KINDS = {kind.value: kind for kind in UnitKind}

EVERYTHING: Interval = WHOLE_TREE

COLUMNS = tuple(
    table.c[f]
    for f in ("id", "parent_id", "kind", "name", "left", "right", "valid_from", "valid_to", "successor_id")
)
SELECT = sa.select(*COLUMNS)
_INSERT = sa.insert(table)
WITHIN = sa.and_(table.c.left >= sa.bindparam("left"), table.c.left < sa.bindparam("right"))
_EXISTS = sa.and_(
    sa.or_(
        table.c.valid_from.is_(None), table.c.valid_from <= sa.bindparam("on", type_=table.c.valid_from.type)
    ),
    sa.or_(table.c.valid_to.is_(None), table.c.valid_to > sa.bindparam("on", type_=table.c.valid_to.type)),
)
_END = sa.bindparam("end", type_=table.c.valid_from.type)

_TOP_LEVEL = sa.select(sa.func.count()).where(table.c.parent_id.is_(None))
_TAKE_SLOT = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("parent"))
    .values(children=table.c.children + 1)
    .returning(table.c.children)
)
_BY_ID = SELECT.where(table.c.id == sa.bindparam("id"))
_BY_IDS = SELECT.where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
_IN_INTERVAL = SELECT.where(WITHIN).order_by(table.c.left)
_ROOTS = SELECT.where(table.c.parent_id.is_(None)).order_by(table.c.left)
_CHILDREN = SELECT.where(table.c.parent_id == sa.bindparam("parent")).order_by(table.c.left)
_ENDED_CHILDREN = _CHILDREN.where(table.c.successor_id.is_not(None))
_LASTING = (
    sa.select(
        table.c.kind,
        sa.func.max(sa.or_(table.c.valid_to.is_not(None), table.c.valid_from >= _END)).label("is_passing"),
    )
    .where(table.c.parent_id == sa.bindparam("parent"))
    .group_by(table.c.kind)
)
_CELLS = (
    sa.select(sa.func.count())
    .select_from(table)
    .where(WITHIN, _EXISTS, table.c.kind == UnitKind.PARTY_CELL.value)
)
_CLOSE = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("closing"))
    .values(valid_to=sa.bindparam("on", type_=table.c.valid_to.type), successor_id=sa.bindparam("successor"))
)
_RENAME = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("renamed"))
    .values(name=sa.bindparam("to_name"), folded=sa.bindparam("to_folded"))
)
_REMEMBER_NAME = sa.insert(former_name)
_FORGET_NAME = sa.delete(former_name).where(
    former_name.c.unit_id == sa.bindparam("unit"),
    former_name.c.until == sa.bindparam("until", type_=former_name.c.until.type),
)
_PREDECESSORS = SELECT.where(table.c.successor_id.in_(sa.bindparam("ids", expanding=True))).order_by(
    table.c.left
)
_ADD_FIGURE = sa.insert(unit_figure)
_FIGURE = (
    sa.select(unit_figure.c.value, unit_figure.c.as_of)
    .where(
        unit_figure.c.unit_id == sa.bindparam("unit"),
        unit_figure.c.name == sa.bindparam("name"),
        unit_figure.c.as_of <= sa.bindparam("on", type_=unit_figure.c.as_of.type),
    )
    .order_by(unit_figure.c.as_of.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number published about a unit on a date."""

    value: int
    as_of: date


def add(tx: Tx, *, parent: Unit | None, kind: UnitKind, name: str, valid_from: date | None = None) -> Unit:
    """A new unit below `parent` (None: at the top). Raises ValueError when there is no room below it."""
    if parent is None:
        left, right = child_interval(WHOLE_TREE, tx.execute(_TOP_LEVEL).scalar_one())
    else:
        left, right = take_interval(tx, parent)
    added = Unit(
        id=new_id(),
        parent_id=parent.id if parent else None,
        kind=kind,
        name=name,
        left=left,
        right=right,
        valid_from=valid_from,
    )
    tx.execute(
        _INSERT,
        {
            "id": added.id,
            "parent_id": added.parent_id,
            "kind": kind.value,
            "name": name,
            "folded": fold(name),
            "left": left,
            "right": right,
            "valid_from": valid_from,
        },
    )
    return added


def take_interval(tx: Tx, parent: Unit) -> Interval:
    """A place below the unit that was never given out. Raises ValueError when there is no room."""
    slot = tx.execute(_TAKE_SLOT, {"parent": parent.id}).scalar_one() - 1
    return child_interval((parent.left, parent.right), slot)


def from_columns(values: Iterable[Any]) -> Unit:
    """The unit whose COLUMNS were selected beside others, in their order."""
    unit_id, parent_id, kind, name, left, right, valid_from, valid_to, successor_id = values
    return Unit(
        id=unit_id,
        parent_id=parent_id,
        kind=_KINDS[kind],
        name=name,
        left=left,
        right=right,
        valid_from=valid_from,
        valid_to=valid_to,
        successor_id=successor_id,
    )


def get(tx: Tx, unit_id: int) -> Unit:
    """The unit. Raises NotAllowed when there is none: that reads the same as one out of reach."""
    row = tx.execute(_BY_ID, {"id": unit_id}).first()
    if row is None:
        raise NotAllowed
    return of_row(row)


def by_ids(tx: Tx, ids: Iterable[int]) -> dict[int, Unit]:
    """The units that exist among these ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: of_row(row) for row in tx.execute(_BY_IDS, {"ids": wanted})}


def close(tx: Tx, unit_id: int, on: date | None, successor_id: int | None) -> None:
    """The unit ends on that day and another goes on in its place; with None for both it exists again."""
    tx.execute(_CLOSE, {"closing": unit_id, "on": on, "successor": successor_id})


def rename(tx: Tx, unit: Unit, name: str, until: date) -> None:
    """Another name from that day on; the old one still finds the unit."""
    tx.execute(_RENAME, {"renamed": unit.id, "to_name": name, "to_folded": fold(name)})
    tx.execute(
        _REMEMBER_NAME, {"unit_id": unit.id, "until": until, "name": unit.name, "folded": fold(unit.name)}
    )


def rename_back(tx: Tx, unit_id: int, name: str, until: date) -> None:
    """The name it had until that day again."""
    tx.execute(_RENAME, {"renamed": unit_id, "to_name": name, "to_folded": fold(name)})
    tx.execute(_FORGET_NAME, {"unit": unit_id, "until": until})


def present(tx: Tx, unit: Unit) -> Unit:
    """The unit that goes on in its place now: itself while it exists."""
    while unit.successor_id is not None:
        unit = get(tx, unit.successor_id)
    return unit


def presents(tx: Tx, ids: Iterable[int]) -> dict[int, Unit]:
    """The same of several units, by their own ids."""
    known = by_ids(tx, ids)
    return {unit_id: present(tx, unit) for unit_id, unit in known.items()}


def predecessors(tx: Tx, unit: Unit) -> list[Unit]:
    """Every unit in whose place this one goes on, directly or through others."""
    found: list[Unit] = []
    step = [unit.id]
    while rows := tx.execute(_PREDECESSORS, {"ids": step}).all():
        step = [row.id for row in rows]
        found += [of_row(row) for row in rows]
    return found


def within(tx: Tx, left: int, right: int) -> list[Unit]:
    """Every unit whose place lies in the interval, a unit before what is below it."""
    return [of_row(row) for row in tx.execute(_IN_INTERVAL, {"left": left, "right": right})]


def children(tx: Tx, unit_id: int) -> list[Unit]:
    """The units directly below, in the order they were added."""
    return [of_row(row) for row in tx.execute(_CHILDREN, {"parent": unit_id})]


def ended_children(tx: Tx, unit_id: int) -> list[Unit]:
    """Those of them that have ended, in the same order."""
    return [of_row(row) for row in tx.execute(_ENDED_CHILDREN, {"parent": unit_id})]


def lasting_kinds(tx: Tx, unit_id: int, end: date) -> frozenset[UnitKind] | None:
    """The kinds of the units directly below; None where one of them has ended, or began on `end` or later."""
    rows = tx.execute(_LASTING, {"parent": unit_id, "end": end}).all()
    return None if any(row.is_passing for row in rows) else frozenset(UnitKind(row.kind) for row in rows)


def roots(tx: Tx) -> list[Unit]:
    """The units that have none above."""
    return [of_row(row) for row in tx.execute(_ROOTS)]


def ancestors(tx: Tx, unit: Unit) -> list[Unit]:
    """The units above, nearest first."""
    chain: list[Unit] = []
    parent_id = unit.parent_id
    while parent_id is not None:
        chain.append(get(tx, parent_id))
        parent_id = chain[-1].parent_id
    return chain


def cells_count(tx: Tx, interval: Interval, on: date) -> int:
    """How many party cells exist in the interval on that date."""
    count: int = tx.execute(_CELLS, {"left": interval[0], "right": interval[1], "on": on}).scalar_one()
    return count


def add_figure(tx: Tx, unit_id: int, name: str, as_of: date, value: int) -> None:
    """Keep a published number of the unit, such as its "members", as of a date."""
    tx.execute(_ADD_FIGURE, {"unit_id": unit_id, "name": name, "as_of": as_of, "value": value})


def figure(tx: Tx, unit_id: int, name: str, on: date) -> Figure | None:
    """The latest such number known for the date, or None."""
    row = tx.execute(_FIGURE, {"unit": unit_id, "name": name, "on": on}).first()
    return Figure(value=row.value, as_of=row.as_of) if row else None


def of_row(row: sa.Row[tuple[object, ...]]) -> Unit:
    """The unit of a row of SELECT."""
    return from_columns(row)
