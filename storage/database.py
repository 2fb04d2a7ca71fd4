"""The store: `await store.write(fn, …)` and `await store.read(fn, …)` run plain functions on rows."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage import backup, ids, migrations, schema
from storage.keys import Keys
from storage.prepared import Rows, prepared
from storage.sqlite import DatabaseProblem, Failed, Host, Outcome, Work, connect

P = ParamSpec("P")
T = TypeVar("T")

_WRITES_AT_ONCE = 128  # more would only make the first of them wait longer for the common commit
_READS_AT_ONCE = 32
_READERS = 3
_NOTHING: Mapping[str, Any] = {}


class Tx:
    """One transaction as a use case sees it: statements in, rows out, and the keys to open sealed columns.

    A function that receives it has no effect outside it: it may be run again from the start.
    """

    __slots__ = ("_raw", "keys")

    def __init__(self, raw: sqlite3.Connection, keys: Keys) -> None:
        self._raw = raw
        self.keys = keys

    def execute(
        self,
        statement: sa.Executable,
        parameters: Mapping[str, Any] | list[dict[str, Any]] = _NOTHING,
    ) -> Rows:
        """Run one statement; a list of parameter sets, each with the same names, runs it once for each."""
        if isinstance(parameters, list):
            return prepared(statement, frozenset(parameters[0])).run_each(self._raw, parameters)
        return prepared(statement, frozenset(parameters)).run(self._raw, parameters)

    def rehearse(self, fn: Callable[Concatenate["Tx", P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `fn(tx, …)` answers, with everything that it wrote taken back. Raises what it raises."""
        self._raw.execute("SAVEPOINT rehearsal")
        try:
            return fn(self, *args, **kwargs)
        finally:
            self._raw.execute("ROLLBACK TO rehearsal")
            self._raw.execute("RELEASE rehearsal")

    def insert_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Rows that storage/bulk.py has made ready for the driver."""
        self._raw.executemany(sql, rows)


class Store:
    """The open database of one process."""

    def __init__(self, path: Path, keys: Keys, writer: Host, readers: Sequence[Host]) -> None:
        self.path = path
        self.keys = keys
        self._writer = writer
        self._writes = _Line([writer], at_once=_WRITES_AT_ONCE)
        self._reads = _Line(readers, at_once=_READS_AT_ONCE)

    @classmethod
    async def open(cls, path: Path, keys: Keys) -> "Store":
        """Open the database, made first when there is none.

        Raises DatabaseTooNew, DatabaseTooOld or another DatabaseProblem, and KeyProblem when it was
        sealed with another key.
        """
        await asyncio.to_thread(migrations.prepare, path)
        hosts: list[Host] = []
        try:
            hosts.append(await Host.writer(path))
            for _ in range(_READERS):
                hosts.append(await Host.reader(path))  # noqa: PERF401 - those opened so far must be closed
            store = cls(path, keys, hosts[0], hosts[1:])
            await store.write(_check_key)
            ids.start_after(await store.read(_last_id))
        except BaseException:
            for host in reversed(hosts):
                await host.close()
            raise
        return store

    async def write(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(tx, …)` as one transaction; its value comes back once it is safely on the disk.

        Whatever it raises undoes all of it. A cancelled caller never leaves half of it.
        """
        result: T = await self._writes.run(lambda raw: fn(Tx(raw, self.keys), *args, **kwargs))
        return result

    async def write_ahead(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, ahead of all that waits: for the short steps between a message and its answer.

        So nobody who asks waits for the reports of others that are still to be understood.
        """
        result: T = await self._writes.run(lambda raw: fn(Tx(raw, self.keys), *args, **kwargs), is_ahead=True)
        return result

    async def write_beside(
        self, other: Path, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`write`, alone, with the tables of another database file at hand to be read."""
        outcome = await self._writer.run_beside(other, lambda raw: fn(Tx(raw, self.keys), *args, **kwargs))
        if isinstance(outcome, Failed):
            raise outcome.error
        value: T = outcome.value
        return value

    async def read(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(tx, …)` on one snapshot, which holds every write acknowledged before the call."""
        result: T = await self._reads.run(lambda raw: fn(Tx(raw, self.keys), *args, **kwargs))
        return result

    async def rehearse(self, fn: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(tx, …)` on a private copy in memory, which is then thrown away: nothing is changed."""

        def on_copy() -> T:
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
                with closing(connect(self.path, read_only=True)) as source:
                    source.backup(copy)
                copy.execute("PRAGMA foreign_keys=ON")
                return fn(Tx(copy, self.keys), *args, **kwargs)

        return await asyncio.to_thread(on_copy)

    async def backup(self, path: Path) -> None:
        """Write a verified copy of the database to one file. Raises DatabaseProblem when it does not hold."""
        await asyncio.to_thread(backup.make, self.path, path, self.keys)

    async def close(self) -> None:
        """Finish the writes that are waiting, then let go of the database."""
        await self._reads.close()
        await self._writes.close()


class _Job:
    """A function waiting for its turn, and who waits for it."""

    __slots__ = ("answer", "is_ahead", "work")

    def __init__(self, work: Work, answer: asyncio.Future[Any], is_ahead: bool) -> None:
        self.work = work
        self.answer = answer
        self.is_ahead = is_ahead

    def settle(self, outcome: Outcome) -> None:
        if self.answer.done():  # the caller was cancelled
            return
        if not isinstance(outcome, Failed):
            self.answer.set_result(outcome.value)
        elif isinstance(outcome.error, StopIteration):  # a future cannot carry it
            self.answer.set_exception(RuntimeError("the function raised StopIteration"))
        else:
            self.answer.set_exception(outcome.error)


class _Line:
    """Functions in the order they came, served by a few hosts, each taking as many at once as wait.

    Those that go ahead come before the others, in their own order and in batches of their own, so that none
    of them waits for the commit of a longer function. Batches take turns where both wait: the others move.
    """

    def __init__(self, hosts: Sequence[Host], *, at_once: int) -> None:
        self._hosts = hosts
        self._at_once = at_once
        self._ahead: deque[_Job] = deque()
        self._jobs: deque[_Job] = deque()
        self._was_ahead = False
        self._idle = list(hosts)
        self._serving: set[asyncio.Task[None]] = set()
        self._closed = False

    async def run(self, work: Work, *, is_ahead: bool = False) -> Any:
        if self._closed:
            raise DatabaseProblem("the store is closed")
        job = _Job(work, asyncio.get_running_loop().create_future(), is_ahead)
        self._lane(job).append(job)
        if self._idle:
            task = asyncio.create_task(self._serve(self._idle.pop()))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        return await job.answer

    def _lane(self, job: _Job) -> deque[_Job]:
        return self._ahead if job.is_ahead else self._jobs

    async def _serve(self, host: Host) -> None:
        """Work until nobody waits. What arrives while a batch runs shares the next one."""
        try:
            while batch := self._next_batch():
                await self._settle(host, batch)
        finally:
            self._idle.append(host)

    def _next_batch(self) -> list[_Job]:
        while waiting := self._next_lane():
            batch: list[_Job] = []
            while len(batch) < self._at_once and waiting:
                job = waiting.popleft()
                if not job.answer.done():  # cancelled before its turn: never run
                    batch.append(job)
            if batch:
                return batch
        return []

    def _next_lane(self) -> deque[_Job]:
        is_turn_of_jobs = bool(self._jobs) and (self._was_ahead or not self._ahead)
        self._was_ahead = not is_turn_of_jobs
        return self._jobs if is_turn_of_jobs else self._ahead

    async def _settle(self, host: Host, batch: list[_Job]) -> None:
        try:
            outcomes = await host.run([job.work for job in batch], lambda: bool(self._ahead))
        except BaseException as error:
            for job in batch:
                job.settle(Failed(error))
            raise
        for job, outcome in zip(batch, outcomes, strict=False):
            job.settle(outcome)
        for job in reversed(batch[len(outcomes) :]):  # they came too late for this one
            self._lane(job).appendleft(job)

    async def close(self) -> None:
        self._closed = True
        while self._serving:
            await asyncio.wait(self._serving)
        hosts, self._hosts = self._hosts, ()
        for host in hosts:
            await host.close()


_REMEMBER_KEY = (
    sqlite.insert(schema.fact).values(name="key_check", value=sa.bindparam("sealed")).on_conflict_do_nothing()
)
_KEY_CHECK = sa.select(schema.fact.c.value).where(schema.fact.c.name == "key_check")
_LAST_IDS = [sa.select(sa.func.max(table.c.id)) for table in (schema.event, schema.inbox, schema.outbox)]


def _check_key(tx: Tx) -> None:
    """Refuse a key that did not seal this database, before it seals anything more."""
    known = tx.execute(_KEY_CHECK).scalar()
    if known is None:
        sealed = tx.keys.seal("fact", "value", "key_check", "key")
        tx.execute(_REMEMBER_KEY, {"sealed": sealed.hex()})
    else:
        tx.keys.open("fact", "value", "key_check", bytes.fromhex(known))


def _last_id(tx: Tx) -> int:
    return max(tx.execute(statement).scalar() or 0 for statement in _LAST_IDS)
