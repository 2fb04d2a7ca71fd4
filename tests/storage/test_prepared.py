"""Statements rendered once: the same values in, the same rows out, as their columns' types have them."""

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors

import storage
from storage import schema
from storage.database import Tx
from storage.keys import Keys
from storage.prepared import prepared
from storage.types import Instant, LocalDate

_TABLE = sa.Table(
    "meeting",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("held_on", LocalDate),
    sa.Column("at", Instant),
    sa.Column("is_open", sa.Boolean),
    sa.Column("notes", sa.JSON),
)
_ADD = sa.insert(_TABLE)
_BY_IDS = sa.select(_TABLE.c.name).where(_TABLE.c.id.in_(sa.bindparam("ids"))).order_by(_TABLE.c.id)
_BUT = sa.select(_TABLE.c.id).where(_TABLE.c.id.not_in(sa.bindparam("ids"))).order_by(_TABLE.c.id)
_PAIRS = sa.select(_TABLE.c.id).where(
    sa.tuple_(_TABLE.c.id, _TABLE.c.name).in_(sa.bindparam("pairs", expanding=True))
)
_CLOSE = (
    sa.update(_TABLE)
    .where(_TABLE.c.id == sa.bindparam("meeting"))
    .values(is_open=False, at=None, held_on=sa.bindparam("on"))
    .returning(_TABLE.c.name, _TABLE.c.held_on)
)
_NOON = datetime(2025, 11, 24, 5, 0, tzinfo=UTC)


def _meeting(number: int) -> dict[str, object]:
    day = date(2025, 11, number)
    return {
        "id": number,
        "name": f"họp {number}",
        "held_on": day,
        "at": _NOON,
        "is_open": True,
        "notes": [number],
    }


@pytest.fixture
def tx(keys: Keys) -> Iterator[Tx]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.execute(
            "CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT, held_on TEXT, at TEXT, is_open, notes)"
        )
        tx = Tx(raw, keys)
        tx.execute(_ADD, [_meeting(1), _meeting(2), _meeting(3)])
        yield tx


def test_what_was_put_in_comes_out_alike(tx: Tx) -> None:
    row = tx.execute(sa.select(_TABLE).where(_TABLE.c.id == 2)).one()
    assert dict(row._mapping) == _meeting(2)


def test_a_list_may_have_any_length_each_time(tx: Tx) -> None:
    for wanted in ([1], [3, 1], [], [1, 2, 3]):
        rows = tx.execute(_BY_IDS, {"ids": wanted}).all()
        assert [row.name for row in rows] == [f"họp {number}" for number in sorted(wanted)]
        assert tx.execute(_BUT, {"ids": wanted}).scalars() == [n for n in (1, 2, 3) if n not in wanted]


def test_pairs_are_compared_as_pairs(tx: Tx) -> None:
    assert tx.execute(_PAIRS, {"pairs": [(1, "họp 1"), (2, "họp 3")]}).scalars() == [1]
    assert tx.execute(_PAIRS, {"pairs": []}).scalars() == []


def test_values_of_the_statement_itself_need_not_be_told(tx: Tx) -> None:
    changed = tx.execute(_CLOSE, {"meeting": 3, "on": date(2025, 12, 1)}).one()
    assert changed == ("họp 3", date(2025, 12, 1))
    row = tx.execute(sa.select(_TABLE).where(_TABLE.c.id == 3)).one()
    assert (row.is_open, row.at) == (False, None)


def test_a_value_that_is_missing_or_two_rows_for_one_are_mistakes(tx: Tx) -> None:
    with pytest.raises(KeyError):
        tx.execute(_CLOSE, {"meeting": 1})
    with pytest.raises(ValueError, match="one row"):
        tx.execute(sa.select(_TABLE)).one()


def test_values_that_come_of_themselves_are_refused(tx: Tx) -> None:
    counted = sa.Table(
        "meeting", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("name", default="họp")
    )
    with pytest.raises(TypeError):
        tx.execute(sa.insert(counted), {"id": 9})


def test_no_statement_is_planned_anew_for_what_it_is_given() -> None:
    asked_about = {
        (table.name, column)
        for table in schema.metadata.tables.values()
        for index in table.indexes
        for column in re.findall(r"(\w+) = '", str(index.dialect_options["sqlite"]["where"]))
    }
    assert ("outbox", "channel") in asked_about
    bare = {
        (name, column.table.name, column.name)
        for name, statement in _statements_of_storage()
        for each in visitors.iterate(statement)
        if isinstance(each, sa.BinaryExpression) and isinstance(each.right, sa.BindParameter)
        if each.operator is operators.eq and not each.right.unique
        for column in each.left.base_columns
        if isinstance(column, sa.Column) and (column.table.name, column.name) in asked_about
    }
    assert not bare, "storage.prepared.steady is for these"


def test_text_written_with_a_statement_fits_a_partial_index(tx: Tx) -> None:
    tx._raw.execute("CREATE INDEX ix_first ON meeting (held_on) WHERE name = 'họp ''một'''")
    statement = sa.select(_TABLE.c.id).where(
        _TABLE.c.name == "họp 'một'", _TABLE.c.held_on == sa.bindparam("day")
    )
    rendered = prepared(statement, frozenset(["day"]))
    (plan,) = tx._raw.execute(f"EXPLAIN QUERY PLAN {rendered._sql}", ["2025-11-01"])
    assert "INDEX ix_first (held_on=?)" in plan[-1]


def _statements_of_storage() -> Iterator[tuple[str, sa.ClauseElement]]:
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for each in value if isinstance(value, list | tuple) else [value]:
                if isinstance(each, sa.Executable) and isinstance(each, sa.ClauseElement):
                    yield f"{module.name}.{name}", each
