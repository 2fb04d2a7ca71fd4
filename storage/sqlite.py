"""The SQLite engine: connections and their threads, locks between processes, commits that many share."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]
Awaited = Callable[[], bool]

BESIDE = "beside"  # by this name a writer knows another database that lies beside one transaction

_PATIENCE = 60.0  # seconds to wait for another process to finish its write: the founding list of a province
_ENOUGH = 0.010  # seconds of one batch: a crowd shares a commit, and its first do not wait for its last
_ENOUGH_IF_AWAITED = 0.002  # when somebody waits who goes ahead; still long enough to share a commit
_WRITER = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",  # after a very long list the WAL is cut back to this, in bytes
)
_READER = ("query_only=ON", "trusted_schema=OFF", "temp_store=MEMORY")


class DatabaseProblem(Exception):
    """The database cannot be used as it stands."""


class DatabaseBusy(DatabaseProblem):
    """Another process holds the write lock and does not let go."""


class DatabaseInUse(DatabaseProblem):
    """`chibo run` is alive on this database."""


class DatabaseDamaged(DatabaseProblem):
    """The file is not a database, or fails its own check."""


class DatabaseOutOfOrder(DatabaseProblem):
    """The disk is full, read-only or failing. Nothing was stored; trying again later may work."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a function returned, once its transaction is on the disk."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """What a function raised; nothing of it was stored."""

    error: BaseException


Outcome = Done | Failed

_OUT_OF_ORDER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def explained(error: BaseException) -> BaseException:
    """The disk's failures as a DatabaseProblem, every other error as it is."""
    origin = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
    problem: DatabaseProblem
    if code in _OUT_OF_ORDER:
        problem = DatabaseOutOfOrder(getattr(origin, "sqlite_errorname", ""))
    elif code in _DAMAGED:
        problem = DatabaseDamaged(getattr(origin, "sqlite_errorname", ""))
    else:
        return error
    problem.__cause__ = error
    return problem


def _open_private(path: Path) -> int:
    """A file for nobody else's eyes, made when there is none. Raises DatabaseOutOfOrder."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseOutOfOrder(f"{path}: {error.strerror}") from error


class FileLock:
    """An advisory lock between processes, on a file beside the database.

    SQLite before 3.51.3 can damage a WAL when two connections write and checkpoint, so whoever
    writes holds it from BEGIN to COMMIT.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = _open_private(path)

    @contextmanager
    def held(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Hold the lock for the block. Raises DatabaseBusy after `patience` seconds."""
        deadline = time.monotonic() + patience
        while not self.take():
            if time.monotonic() > deadline:
                raise DatabaseBusy("another process keeps writing")
            time.sleep(0.005)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def take(self) -> bool:
        """Take the lock if it is free; closing gives it back."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)


def write_lock(database: Path) -> FileLock:
    """The lock that one writing transaction holds."""
    return FileLock(database.with_name(database.name + ".lock"))


@contextmanager
def hold_run_lock(database: Path) -> Iterator[None]:
    """Hold the database for the life of `chibo run`, or for a command that must run alone.

    Raises DatabaseInUse when another process holds it. The kernel lets go of it when a process dies.
    """
    lock = FileLock(database.with_name(database.name + ".run"))
    try:
        if not lock.take():
            raise DatabaseInUse(str(database))
        yield
    finally:
        lock.close()


class HostedConnection(aiosqlite.Connection):
    """An aiosqlite connection that also runs whole functions on its thread."""

    async def run(self, function: Callable[[], T]) -> T:
        """Run the function on the connection's thread, to its end even when the caller is cancelled."""
        result: T = await self._execute(function)  # type: ignore[no-untyped-call]  # aiosqlite says no types
        return result


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection whose transactions are ours to begin and end. Raises DatabaseProblem."""
    if not read_only:
        os.close(_open_private(path))
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False)
    try:
        for pragma in _READER if read_only else _WRITER:
            raw.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as error:
        raw.close()
        raise explained(error) from None
    return raw


def create(path: Path) -> sqlite3.Connection:
    """A new database file for this program alone, as plain as SQLite makes it. Raises DatabaseProblem."""
    os.close(_open_private(path))
    return sqlite3.connect(path, isolation_level=None)


def bind(raw: sqlite3.Connection) -> sa.Connection:
    """SQLAlchemy Core upon an open connection. It never begins or ends a transaction itself."""
    engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True)
    return engine.connect()


class Writer:
    """The one connection that writes. Everything but `open` runs on its own thread."""

    def __init__(self, raw: sqlite3.Connection, lock: FileLock) -> None:
        self._raw = raw
        self._lock = lock

    def run(self, works: Sequence[Work], is_awaited: Awaited) -> list[Outcome]:
        """Run the functions in order under one commit, a savepoint each; one that fails undoes only itself.

        After a few milliseconds, fewer while `is_awaited` says that somebody goes ahead, the rest is left
        for another call: then outcomes are fewer than functions. When the transaction as a whole is lost,
        nothing of it counts and each runs again, alone.
        """
        if len(works) > 1:
            try:
                return self._together(works, is_awaited)
            except _Lost:
                pass
            except BaseException as error:  # noqa: BLE001 - whatever it is, its callers get it
                return [Failed(explained(error))] * len(works)
        return [self._alone(work) for work in works]

    def run_beside(self, other: Path, work: Work) -> Outcome:
        """Run a function alone, with the tables of another database at hand to be read."""
        try:
            self._raw.execute(f"ATTACH ? AS {BESIDE}", (f"{other.resolve().as_uri()}?mode=ro",))
            self._raw.execute("PRAGMA temp_store=FILE")  # for what a long statement may have to put back
            try:
                return self._alone(work)
            finally:
                self._raw.execute("PRAGMA temp_store=MEMORY")
                self._raw.execute(f"DETACH {BESIDE}")
        except sqlite3.Error as error:
            return Failed(explained(error))

    def _together(self, works: Sequence[Work], is_awaited: Awaited) -> list[Outcome]:
        with self._lock.held():
            self._raw.execute("BEGIN IMMEDIATE")
            try:
                outcomes = _in_time(self._within_savepoint, works, is_awaited)
                self._raw.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                raise _Lost from error
            return outcomes

    def _within_savepoint(self, work: Work) -> Outcome:
        self._raw.execute("SAVEPOINT one")
        try:
            outcome: Outcome = Done(work(self._raw))
        except BaseException as error:
            if not self._raw.in_transaction:  # a full disk ends the whole transaction, not the statement
                raise
            self._raw.execute("ROLLBACK TO one")
            outcome = Failed(explained(error))
        self._raw.execute("RELEASE one")
        return outcome

    def _alone(self, work: Work) -> Outcome:
        try:
            with self._lock.held():
                try:
                    self._raw.execute("BEGIN IMMEDIATE")
                    value = work(self._raw)
                    self._raw.execute("COMMIT")
                except BaseException:
                    self._roll_back()
                    raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, its caller gets it
            return Failed(explained(error))
        return Done(value)

    def _roll_back(self) -> None:
        # Already gone when SQLite itself ended the transaction.
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def close(self) -> None:
        """Close; the last connection to close folds the WAL back, so it holds the lock too."""
        with suppress(DatabaseBusy), self._lock.held():
            self._raw.close()
        self._lock.close()


def _in_time(run: Callable[[Work], Outcome], works: Sequence[Work], is_awaited: Awaited) -> list[Outcome]:
    """The outcomes of as many as can be begun in the time of one batch; of the first in any case."""
    begun = time.monotonic()
    outcomes: list[Outcome] = []
    for work in works:
        outcomes.append(run(work))
        if time.monotonic() - begun > (_ENOUGH_IF_AWAITED if is_awaited() else _ENOUGH):
            break
    return outcomes


class _Lost(Exception):
    """The whole transaction is gone: nobody may be acknowledged."""


class Reader:
    """A connection that only reads; each function sees one snapshot."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def run(self, works: Sequence[Work], is_awaited: Awaited) -> list[Outcome]:
        """Run the functions in order, each on its own snapshot; after a few milliseconds leave the rest."""
        return _in_time(self._alone, works, is_awaited)

    def _alone(self, work: Work) -> Outcome:
        self._raw.execute("BEGIN")
        try:
            return Done(work(self._raw))
        except BaseException as error:  # noqa: BLE001 - whatever it is, its caller gets it
            return Failed(explained(error))
        finally:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._raw.close()


class Host:
    """A Writer or a Reader with the thread it lives on."""

    def __init__(self, hosted: HostedConnection, worker: "Writer | Reader") -> None:
        self._hosted = hosted
        self._worker = worker

    @classmethod
    async def writer(cls, path: Path) -> "Host":
        """Open the one writing connection."""
        return await cls._open(lambda: connect(path), lambda raw: Writer(raw, write_lock(path)))

    @classmethod
    async def reader(cls, path: Path) -> "Host":
        """Open one more reading connection."""
        return await cls._open(lambda: connect(path, read_only=True), Reader)

    @classmethod
    async def _open(
        cls,
        connector: Callable[[], sqlite3.Connection],
        worker_for: Callable[[sqlite3.Connection], "Writer | Reader"],
    ) -> "Host":
        hosted = HostedConnection(connector, iter_chunk_size=64)
        await hosted
        worker = await hosted.run(lambda: worker_for(hosted._conn))
        return cls(hosted, worker)

    async def run(self, works: Sequence[Work], is_awaited: Awaited) -> list[Outcome]:
        """Run the functions on the thread and say what became of each; `is_awaited` is asked there."""
        return await self._hosted.run(lambda: self._worker.run(works, is_awaited))

    async def run_beside(self, other: Path, work: Work) -> Outcome:
        """Run one function on a writer's thread with another database beside it."""
        worker = self._worker
        if not isinstance(worker, Writer):
            raise TypeError("only a writer writes")
        return await self._hosted.run(lambda: worker.run_beside(other, work))

    async def close(self) -> None:
        """Finish what is queued, then close the connection and its thread."""
        await self._hosted.run(self._worker.close)
        await self._hosted.close()
