"""Copies that restore: each is opened and checked when it is made, and again before it is put back."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import migrations
from storage.keys import Keys
from storage.sqlite import DatabaseDamaged, connect, explained, hold_run_lock


def make(database: Path, path: Path, keys: Keys) -> None:
    """Copy the living database, as of one moment, into one file. Raises DatabaseDamaged,
    DatabaseOutOfOrder and KeyProblem.

    The file appears under its name only when it has been verified. It holds no key.
    """
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(connect(database, read_only=True)) as source, closing(_open(partial)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        verify(partial, keys)
        _sync(partial)
        partial.replace(path)
        _sync(path.parent)
    except sqlite3.Error as error:
        raise explained(error) from error
    finally:
        partial.unlink(missing_ok=True)


def verify(path: Path, keys: Keys) -> None:
    """Whether the copy would serve: whole, of a known edition, sealed with this key.

    Raises DatabaseDamaged, DatabaseTooNew or KeyProblem.
    """
    try:
        with closing(_open(path)) as copy:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
            if verdict != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
                raise DatabaseDamaged(str(path))
            if migrations.edition(copy) is None:
                raise DatabaseDamaged(str(path))
            row = copy.execute("SELECT value FROM fact WHERE name = 'key_check'").fetchone()
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(str(path)) from error
    if row is not None:
        keys.open("fact", "value", "key_check", bytes.fromhex(row[0]))


def restore(path: Path, database: Path, keys: Keys) -> None:
    """Put a verified copy in the database's place. Raises DatabaseInUse beside a living `chibo run`.

    What stood there before stays beside it as `<database>.before-restore`.
    """
    with hold_run_lock(database):
        verify(path, keys)
        fresh = database.with_name(database.name + ".partial")
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open(path)) as source, closing(_open(fresh)) as copy:
            source.backup(copy)
        _sync(fresh)
        if database.exists():
            with closing(connect(database)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                old.execute("PRAGMA journal_mode=DELETE")
            database.replace(database.with_name(database.name + ".before-restore"))
        fresh.replace(database)
        _sync(database.parent)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
