"""A file beside the database with what one transaction is to write of very many people.

It is laid down slice by slice while nobody waits for the writer, in the order of the tables' keys; the writer
then copies it table by table, without Python between the rows. It is nobody's record: a worker that dies
leaves it, and the next one begins it anew.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.reminders import ReminderState
from storage import changes, schema
from storage.bulk import insert_into
from storage.changes import Changes
from storage.database import Tx
from storage.prepared import DIALECT
from storage.reminders import UNSENT
from storage.sqlite import BESIDE, create, explained
from storage.types import Instant

# In the order in which they refer to each other.
_WRITTEN = (
    schema.person,
    schema.event,
    schema.person_identity,
    schema.person_word,
    schema.milestone,
    schema.tally,
    schema.deadline,
)
_TOLD = (changes.settled, changes.dropped, changes.cancelled)
_REPLACED = (schema.person, schema.deadline)
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8192")

_metadata = sa.MetaData()


def _laid_down(table: sa.Table) -> sa.Table:
    """The same columns, with the number of the slice as the last; sorted by the table's key."""
    return sa.Table(
        table.name,
        _metadata,
        *(sa.Column(c.name, c.type, primary_key=c.primary_key, autoincrement=False) for c in table.columns),
        sa.Column("slice", sa.Integer, nullable=False),
        sqlite_with_rowid=table.dialect_options["sqlite"]["with_rowid"],
    )


_LAID_DOWN = {table.name: _laid_down(table) for table in (*_WRITTEN, *_TOLD)}
# The same as the writer sees them.
_beside = sa.MetaData()
_READY = {name: table.to_metadata(_beside, schema=BESIDE) for name, table in _LAID_DOWN.items()}
_SETTLED = sa.select(_READY["settled"].c.person_id)


def _copied(table: sa.Table) -> sa.Executable:
    names = [column.name for column in table.columns]
    rows = sa.select(*(_READY[table.name].c[name] for name in names)).where(sa.true())
    adding = sqlite.insert(table).from_select(names, rows, include_defaults=False)
    if table not in _REPLACED:
        return adding
    changed = {name: adding.excluded[name] for name in names if name != "id"}
    return adding.on_conflict_do_update(index_elements=[table.c.id], set_=changed)


_CANCEL = (
    sa.update(schema.reminder)
    .where(
        schema.reminder.c.deadline_id.in_(sa.select(_READY["cancelled"].c.deadline_id)),
        schema.reminder.c.state.in_(UNSENT),
    )
    .values(
        state=ReminderState.CANCELLED.value,
        reason=sa.select(_READY["cancelled"].c.reason)
        .where(_READY["cancelled"].c.deadline_id == schema.reminder.c.deadline_id)
        .scalar_subquery(),
        settled_at=sa.bindparam("at", type_=Instant),
    )
)
_CLEAR = (
    sa.delete(schema.tally).where(
        schema.tally.c.event_id.in_(
            sa.select(schema.milestone.c.event_id).where(schema.milestone.c.person_id.in_(_SETTLED))
        )
    ),
    sa.delete(schema.milestone).where(schema.milestone.c.person_id.in_(_SETTLED)),
    sa.delete(schema.person_word).where(schema.person_word.c.person_id.in_(_SETTLED)),
    sa.delete(schema.deadline).where(schema.deadline.c.id.in_(sa.select(_READY["dropped"].c.deadline_id))),
)
_COPY = [_copied(table) for table in _WRITTEN]


class Ready:
    """The file while it is written."""

    def __init__(self, path: Path, raw: sqlite3.Connection) -> None:
        self.path = path
        self._raw = raw
        self._slices: set[int] = set()

    def put(self, number: int, made: Changes) -> None:
        """Lay a slice down, in place of what was laid down of it before. Raises DatabaseProblem."""
        try:
            self._raw.execute("BEGIN")
            if number in self._slices:
                for table in _LAID_DOWN.values():
                    self._raw.execute(f"DELETE FROM {table.name} WHERE slice = ?", (number,))  # noqa: S608 - our own names
            self._slices.add(number)
            for rows in made.as_rows():
                values = [(*row, number) for row in rows.values]
                self._raw.executemany(insert_into(_LAID_DOWN[rows.table.name]), values)
            self._raw.execute("COMMIT")
        except sqlite3.Error as error:
            raise explained(error) from error


@contextmanager
def laid_down(database: Path) -> Iterator[Ready]:
    """An empty file, for the block; one at a time beside a database. Raises DatabaseProblem."""
    clear(database)
    path = _path(database)
    raw = create(path)
    try:
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        for table in _LAID_DOWN.values():
            raw.execute(str(sa.schema.CreateTable(table).compile(dialect=DIALECT)))
        yield Ready(path, raw)
    finally:
        raw.close()
        clear(database)


def clear(database: Path) -> None:
    """Take away the file of a worker that died; one that lives must not be at work."""
    _path(database).unlink(missing_ok=True)


def _path(database: Path) -> Path:
    return database.with_name(database.name + ".import-rows")


def write(tx: Tx, now: datetime) -> None:
    """Write all that was laid down; the file lies beside the transaction (`Store.write_beside`)."""
    tx.execute(_CANCEL, {"at": now})
    for statement in (*_CLEAR, *_COPY):
        tx.execute(statement)
