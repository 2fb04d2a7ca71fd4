"""The tables' editions. A new database is built by the same steps that bring an old one up to date.

Each file in versions/ is one step; its id is added to REVISIONS. `python -m tests.storage.draft_migration
ID WORDS` drafts a step from the difference to storage/schema.py.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.sqlite import (
    DatabaseDamaged,
    DatabaseProblem,
    bind,
    connect,
    hold_run_lock,
    write_lock,
)

# Named here as well, so that a start at the newest edition never imports alembic.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
)
HEAD = REVISIONS[-1]


class DatabaseTooNew(DatabaseProblem):
    """A newer program has changed the tables: this one must not touch them."""


class DatabaseTooOld(DatabaseProblem):
    """The tables are of an earlier edition: `chibo migrate` brings them up to date."""


def prepare(path: Path) -> None:
    """Build the tables of a new database; refuse one of another edition (DatabaseTooNew, DatabaseTooOld)."""
    with _alone(path) as raw:
        if edition(raw) is None:
            _upgrade(raw)
        elif edition(raw) != HEAD:
            raise DatabaseTooOld(str(path))


def migrate(path: Path) -> None:
    """Bring the tables to the newest edition, all of it or nothing.

    Raises DatabaseInUse beside a living `chibo run`, and DatabaseTooNew.
    """
    with hold_run_lock(path), _alone(path) as raw:
        if edition(raw) != HEAD:
            _upgrade(raw)


def current_revision(path: Path) -> str | None:
    """The edition of the tables; None when there are none yet. Raises DatabaseProblem."""
    if not path.exists():
        return None
    with _alone(path) as raw:
        return edition(raw)


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(write_lock(path)) as lock, lock.held(), closing(connect(path)) as raw:
        yield raw


def edition(raw: sqlite3.Connection) -> str | None:
    """The edition of an open database; None when it has no tables. Raises DatabaseTooNew, DatabaseDamaged."""
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise DatabaseDamaged("a database of another program")
    (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",)
    if revision not in REVISIONS:
        raise DatabaseTooNew(f"its tables are of edition {revision}, newer than {HEAD}")
    return str(revision)


def _upgrade(raw: sqlite3.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    raw.execute("PRAGMA foreign_keys=OFF")  # a table may be rebuilt on the way; checked as a whole below
    raw.execute("BEGIN IMMEDIATE")
    # An open transaction on this level too, so that alembic leaves beginning and ending to us.
    with bind(raw) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if raw.execute("PRAGMA foreign_key_check").fetchone():
            raise DatabaseDamaged("rows that point nowhere")
