"""What a list of units leaves behind, and how it goes again."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.database import Tx
from storage.schema import metadata, unit, unit_figure

_INSERT = sqlite.insert(unit_figure)
_PUT_FIGURE = _INSERT.on_conflict_do_update(
    index_elements=[unit_figure.c.unit_id, unit_figure.c.name, unit_figure.c.as_of],
    set_={"value": _INSERT.excluded.value},
)
_IS_USED = sa.select(
    sa.or_(
        *(
            sa.exists().where(column == sa.bindparam("unit"))
            for table in metadata.tables.values()
            if table is not unit_figure
            for column in table.c
            if any(key.column.table is unit for key in column.foreign_keys)
        )
    )
)
_OF_THE_DAY = sa.and_(
    unit_figure.c.unit_id == sa.bindparam("unit"),
    unit_figure.c.name == sa.bindparam("figure"),
    unit_figure.c.as_of == sa.bindparam("on", type_=unit_figure.c.as_of.type),
)
_FIGURE = sa.select(unit_figure.c.value).where(_OF_THE_DAY)
_DROP_FIGURE = sa.delete(unit_figure).where(_OF_THE_DAY)
_DROP_FIGURES = sa.delete(unit_figure).where(unit_figure.c.unit_id == sa.bindparam("unit"))
_REMOVE = sa.delete(unit).where(unit.c.id == sa.bindparam("unit"))


def put_figure(tx: Tx, unit_id: int, name: str, as_of: date, value: int) -> None:
    """Keep a published number of the unit, in place of what was told of that very day before."""
    tx.execute(_PUT_FIGURE, {"unit_id": unit_id, "name": name, "as_of": as_of, "value": value})


def figure_of_day(tx: Tx, unit_id: int, name: str, as_of: date) -> int | None:
    """What was told of that very day."""
    value: int | None = tx.execute(_FIGURE, {"unit": unit_id, "figure": name, "on": as_of}).scalar()
    return value


def drop_figure(tx: Tx, unit_id: int, name: str, as_of: date) -> None:
    """What was told of that very day is told no more."""
    tx.execute(_DROP_FIGURE, {"unit": unit_id, "figure": name, "on": as_of})


def remove_unused(tx: Tx, unit_ids: Sequence[int]) -> int:
    """Remove those of these units that nothing but their own figures refers to; how many."""
    removed = 0
    for unit_id in sorted(unit_ids, reverse=True):
        if tx.execute(_IS_USED, {"unit": unit_id}).scalar():
            continue
        tx.execute(_DROP_FIGURES, {"unit": unit_id})
        removed += tx.execute(_REMOVE, {"unit": unit_id}).rowcount
    return removed
