"""Statements as the driver takes them: rendered once, then run without a compiler in between.

A statement is still written as SQLAlchemy Core, once, at the level of its module. What that library does on
each run (a cache key, a context, a result around the cursor) costs several times what SQLite needs for a row
by its key. What stays of a statement is its text, where each value goes, and what the types make of values
and columns.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import TracebackType
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import result_tuple
from sqlalchemy.sql.compiler import SQLCompiler


class _Compiler(SQLiteCompiler):
    """Text that is written with a statement is spelled out in it, and no parameter.

    A partial index is compared with it. To compare a parameter, SQLite has to know its value: it then plans
    the statement anew each time that one is bound, which takes several times as long as running it.
    """

    def visit_bindparam(self, bindparam: sa.BindParameter[Any], *args: Any, **more: Any) -> str:
        if bindparam.unique and isinstance(bindparam.value, str):
            more["literal_binds"] = True
        text: str = super().visit_bindparam(bindparam, *args, **more)  # type: ignore[no-untyped-call]  # SQLAlchemy says no types
        return text


DIALECT = sqlite.dialect(paramstyle="qmark")
DIALECT.statement_compiler = _Compiler


def steady(name: str) -> sa.ColumnElement[str]:
    """A text parameter for a column that some partial index asks about, as one of the outbox asks for "web".

    None of them is compared with it, so the plan of its statement stays: see `_Compiler`.
    """
    return sa.cast(sa.bindparam(name), sa.Text)


_LIST = "__[POSTCOMPILE_%s]"  # where SQLAlchemy leaves room for a list of values

_Typed = Callable[[Any], Any]


class Rows:
    """What a statement gave. Rows are read as they are asked for; closed once there are no more."""

    __slots__ = ("_cursor", "_make")

    def __init__(self, cursor: sqlite3.Cursor, make: _Typed) -> None:
        self._cursor = cursor
        self._make = make

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._cursor)

    def all(self) -> list[Any]:
        """Every row."""
        return list(map(self._make, self._cursor.fetchall()))

    def fetchone(self) -> Any:
        """The next row, or None."""
        row = self._cursor.fetchone()
        return None if row is None else self._make(row)

    def first(self) -> Any:
        """The first row, or None; the others are let go."""
        row = self.fetchone()
        self._cursor.close()
        return row

    def one(self) -> Any:
        """The only row. Raises ValueError where there are none or several."""
        row, *more = self.all() or [None]
        if row is None or more:
            raise ValueError("not one row")
        return row

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The first column of the only row. Raises ValueError where there are none or several."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """The first column of each row."""
        return [row[0] for row in self]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cursor.close()


class Place(NamedTuple):
    """What stands for a ? of a statement: a parameter, or a value that was written with the statement."""

    name: str
    typed: _Typed | None
    is_list: bool
    is_asked: bool  # each run has to give it
    told: Any


class Prepared:
    """A statement for parameters of the same names."""

    __slots__ = ("_columns", "_lists", "_make", "_places", "_sql")

    def __init__(self, sql: str, places: Sequence[Place], columns: Sequence[_Typed | None]) -> None:
        """`places` say what stands for each ? of the text, `columns` what each type makes of a column."""
        self._sql = sql
        self._places = places
        self._lists = [place for place in places if place.is_list]
        self._columns = columns
        self._make: _Typed | None = None

    def run(self, raw: sqlite3.Connection, parameters: Mapping[str, Any]) -> Rows:
        """Run it once."""
        return self._rows(raw.execute(self._text(parameters), self._values(parameters)))

    def run_each(self, raw: sqlite3.Connection, parameters: Sequence[Mapping[str, Any]]) -> Rows:
        """Run it once for each set of parameters; a list among them has the same length in all."""
        values = [self._values(each) for each in parameters]
        return self._rows(raw.executemany(self._text(parameters[0]), values))

    def _text(self, parameters: Mapping[str, Any]) -> str:
        """The statement with room for the values of each list; SQLite knows an empty list too."""
        sql = self._sql
        for place in self._lists:
            sql = sql.replace(_LIST % place.name, _room_for(parameters.get(place.name, place.told)))
        return sql

    def _values(self, parameters: Mapping[str, Any]) -> list[Any]:
        values: list[Any] = []
        for name, typed, is_list, is_asked, told in self._places:
            value = parameters[name] if is_asked else parameters.get(name, told)
            if is_list:
                for one in value:
                    values += one if isinstance(one, tuple) else (typed(one) if typed else one,)
            else:
                values.append(typed(value) if typed else value)
        return values

    def _rows(self, cursor: sqlite3.Cursor) -> Rows:
        if self._make is None:
            self._make = self._maker([name for name, *_ in cursor.description or ()])
        return Rows(cursor, self._make)

    def _maker(self, names: Sequence[str]) -> _Typed:
        """A row with its columns by name and by place, each as its type has it."""
        if self._columns and len(self._columns) != len(names):
            raise TypeError("columns without a type")
        row_of: _Typed = result_tuple(names)
        typed = [(place, column) for place, column in enumerate(self._columns) if column is not None]
        if not typed:
            return row_of

        def typed_row_of(raw: tuple[Any, ...]) -> Any:
            values = list(raw)
            for place, column in typed:
                if (value := values[place]) is not None:
                    values[place] = column(value)
            return row_of(values)

        return typed_row_of


def _room_for(values: Sequence[Any]) -> str:
    """?, ?, ? for values; for pairs of them VALUES (?, ?), (?, ?)."""
    if values and isinstance(values[0], tuple):
        one = f"({', '.join('?' * len(values[0]))})"
        return f"VALUES {', '.join([one] * len(values))}"
    return ", ".join("?" * len(values))


@lru_cache(maxsize=1024)
def prepared(statement: sa.Executable, names: frozenset[str]) -> Prepared:
    """The statement rendered for parameters of these names, once.

    Raises TypeError for what is rendered anew on each run, or has values that come of themselves.
    """
    if not isinstance(statement, sa.ClauseElement):
        raise TypeError("no statement")
    compiled = statement.compile(dialect=DIALECT, column_keys=sorted(names))
    if not isinstance(compiled, SQLCompiler) or compiled.literal_execute_params:
        raise TypeError("a statement that is rendered anew on each run")
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("a column whose value comes of itself")
    places = []
    for name in compiled.positiontup or ():
        bound = compiled.binds[name]
        typed = bound.type.dialect_impl(DIALECT).bind_processor(DIALECT)
        is_list = bound in compiled.post_compile_params
        places.append(Place(name, typed, is_list, bound.required, bound.effective_value))
    columns = getattr(statement, "exported_columns", ())
    return Prepared(
        str(compiled), places, [c.type.dialect_impl(DIALECT).result_processor(DIALECT, None) for c in columns]
    )
