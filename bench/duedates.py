"""The first that are due among the deadlines of a whole country, and among a fifth of them.

Only the table of deadlines is generated, of two sizes: it is all that the sweep asks.
"""

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.country import KEYS, TODAY
from bench.measuring import Row, Scale, clocked, compared, interleaved
from storage import deadlines, migrations
from storage.database import Store

_DUE = 50
_REPEATED = 10
_MANY = 56  # tenths of a deadline for each of the people: 5.6 million for a million
_CHUNK = 50_000
_INSERT = (
    "INSERT INTO deadline (id, subject_kind, subject_id, rule, edition, unit_id, position, event_id,"
    " trigger_on, due_on, remind_on, settled_by)"
    " VALUES (?, 'person', ?, ?, '2011-01-19', 1, ?, ?, ?, ?, ?, ?)"
)
_RULES = (
    "probation_end",
    "probation_window",
    "new_member_course",
    "mentor",
    "verification_reply",
    "ceremony",
)


async def of_a_country(scale: Scale) -> list[Row]:
    """The first 50 due among 5.6 deadlines for each of the people, and among one for each."""
    large, small = scale.people * _MANY // 10, scale.people
    many = await Store.open(_generated(scale, large), KEYS)
    few = await Store.open(_generated(scale, small), KEYS)
    try:
        of_many, of_few = await interleaved(
            scale,
            lambda: many.read(clocked, [lambda tx: deadlines.due(tx, TODAY, _DUE)] * _REPEATED),
            lambda: few.read(clocked, [lambda tx: deadlines.due(tx, TODAY, _DUE)] * _REPEATED),
        )
    finally:
        await many.close()
        await few.close()
    name = f"the first {_DUE} due among {large:,} deadlines"
    return [compared(name, f"the same among {small:,}", of_many, of_few, goal=1.1)]


def _generated(scale: Scale, count: int) -> Path:
    """The table with so many rows: the file of an earlier run where it still fits, else built anew."""
    scale.folder.mkdir(parents=True, exist_ok=True)
    edition = hashlib.sha256(Path(__file__).read_bytes() + migrations.HEAD.encode()).hexdigest()[:10]
    path = scale.folder / f"deadlines-{count}-{edition}.sqlite3"
    if not path.exists():
        for older in scale.folder.glob(f"deadlines-{count}-*"):
            older.unlink()
        with TemporaryDirectory(dir=scale.folder) as folder:
            unfinished = Path(folder) / path.name
            _build(unfinished, count)
            unfinished.rename(path)
    return path


def _build(path: Path, count: int) -> None:
    migrations.prepare(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}")
        found = raw.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'deadline' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in found:
            raw.execute(f'DROP INDEX "{name}"')
        raw.execute("BEGIN")
        rows = _rows(count)
        while chunk := list(islice(rows, _CHUNK)):
            raw.executemany(_INSERT, chunk)
        for _, sql in found:
            raw.execute(sql)
        raw.execute("COMMIT")
        raw.execute("PRAGMA journal_mode=WAL")


def _rows(count: int) -> Iterator[tuple[object, ...]]:
    """Deadlines of five years, all but one in a hundred of the past ones settled."""
    chosen = random.Random(count)
    first = TODAY - timedelta(days=4 * 365)
    days = [(first + timedelta(days=n)) for n in range(5 * 365)]
    written = {day: day.isoformat() for day in days}
    for number in range(count):
        due_on = days[number * len(days) // count]
        is_open = due_on >= TODAY or chosen.random() < 0.01
        remind_on = _remind_on(chosen, due_on) if is_open else None
        yield (
            number + 1,
            number // len(_RULES) + 1,
            _RULES[number % len(_RULES)],
            chosen.randrange(1 << 40),
            number + 1,
            written[due_on],
            written[due_on],
            remind_on.isoformat() if remind_on else None,
            None if is_open else number + 1,
        )


def _remind_on(chosen: random.Random, due_on: date) -> date:
    steps = (due_on - timedelta(days=days) for days in (30, 7, 0))
    return next((step for step in steps if step >= TODAY), TODAY + timedelta(days=chosen.randrange(-3, 4)))
