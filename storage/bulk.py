"""Very many rows of one table: made ready for the driver beside the writer, which then only inserts.

A statement with named parameters looks every value of every row up again; for a list of a province that is
most of the time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from storage.database import Tx
from storage.prepared import DIALECT

_CACHE = sa.text("PRAGMA cache_size=-32768")  # KiB

_Typed = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table in the very form in which the driver takes them, each with every column."""

    table: sa.Table
    values: list[tuple[Any, ...]]


def rows_for(table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> Rows:
    """The rows of the table. It needs no transaction."""
    columns = _columns_of(table)
    values = [tuple(typed(row[name]) if typed else row[name] for name, typed in columns) for row in rows]
    return Rows(table, values)


def make_room(tx: Tx) -> None:
    """Let the writer keep more of the indexes in memory: rows of a long list fall all over them."""
    tx.execute(_CACHE)


def insert(tx: Tx, rows: Rows) -> None:
    """Add them."""
    if rows.values:
        tx.insert_many(insert_into(rows.table), rows.values)


@lru_cache(maxsize=32)
def insert_into(table: sa.Table) -> str:
    """The statement that adds a row with every column, in the order of the table."""
    return str(sa.insert(table).compile(dialect=DIALECT))


@lru_cache(maxsize=32)
def _columns_of(table: sa.Table) -> list[tuple[str, _Typed | None]]:
    """Each column in the order of the table, with what its type makes of a value."""
    return [
        (column.name, column.type.dialect_impl(DIALECT).bind_processor(DIALECT)) for column in table.columns
    ]
