"""Reminders that fall due together, and what planning them costs with each report.

The floor is APScheduler with its SQL job store on SQLite, as it comes: a reminder is a job that is added,
found due, called and taken off. Ours finds the due, decides for whom, writes the ledger and bundles messages.

`python -m bench.sweeping FILE` sweeps a prepared database and prints its megabytes before and after.
"""

import asyncio
import resource
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # type: ignore[import-untyped]  # has no types
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # has no types

from bench.country import KEYS
from bench.echoing import BOOK, NOW
from bench.measuring import Row, Scale, Side, compared, interleaved
from domain.calendar import add_months
from domain.messages import ChannelName
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.rules import Subject
from domain.units import Unit, UnitKind
from domain.users import Role
from handlers import recording
from handlers.recording import Origin
from scheduler import reminding
from storage import units, users
from storage.database import Store, Tx
from storage.ids import new_id

_PEOPLE_A_CELL = 10
_ADMITTED_ON = add_months(NOW.date() + timedelta(days=7), -12)
_TOLD = NOW - timedelta(days=60)


async def of_the_due(scale: Scale) -> list[Row]:
    """One sweep of everything that is due, per reminder; its memory; what a report's planning costs."""
    scale.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scale.folder) as name:
        folder = Path(name)
        prepared = folder / "prepared.sqlite3"
        await _prepare(prepared, scale.messages)
        jobs, sweeps = await interleaved(
            scale, lambda: _jobs(folder, scale.messages), lambda: _swept(folder, prepared)
        )
        (marks,) = await interleaved(scale, lambda: _memory(folder, prepared))
        planning = await _planning(scale, folder)
    swept = [sweep[0] for sweep in sweeps]
    added_and_called, called = [sum(job) for job in jobs], [job[1] for job in jobs]
    before, after = [mark[0] for mark in marks], [mark[1] for mark in marks]
    name = "sweep and messages, per reminder"
    return [
        compared(name, "APScheduler's SQL store", swept, added_and_called, goal=1 / 40),
        compared(name, "the same, jobs already there", swept, called),
        compared("a sweep: memory", "the process before it", after, before, goal=1.2, unit="MB"),
        planning,
    ]


# --- ours -------------------------------------------------------------------------------------------


async def _prepare(path: Path, people: int) -> None:
    """People whose probation ends in a week, in cells with a secretary each."""
    store = await Store.open(path, KEYS)

    def commune(tx: Tx) -> Unit:
        return units.add(tx, parent=None, kind=UnitKind.COMMUNE, name="xã Chiềng Bôm")

    def a_cell(tx: Tx, above: Unit, number: int) -> None:
        cell = units.add(tx, parent=above, kind=UnitKind.PARTY_CELL, name=f"bản số {number}")
        user_id = users.add_user(tx, "Lò Văn Inh", _TOLD)
        users.add_identity(tx, user_id, ChannelName.TELEGRAM, str(number), str(number), _TOLD)
        users.assign(tx, user_id, Role.SECRETARY, cell.id, _TOLD)
        for place in range(_PEOPLE_A_CELL):
            _admit(tx, cell, number * _PEOPLE_A_CELL + place, plans=True)

    above = await store.write(commune)
    for number in range(max(1, people // _PEOPLE_A_CELL)):
        await store.write(a_cell, await store.read(units.get, above.id), number)
    for rule in BOOK.rules.of(Subject.UNIT):
        await store.write(reminding.watch_units, BOOK, rule, NOW, people)
    await store.close()


def _admit(tx: Tx, cell: Unit, number: int, *, plans: bool) -> None:
    origin = Origin(report_id=new_id(), recorded_at=_TOLD)
    person = recording.add_person(tx, origin, cell, PersonFacts(full_name=f"Lò Thị Số {number}"))
    recording.add_stage(tx, origin, cell, person, Stage.ADMISSION, _ADMITTED_ON)
    if plans:
        recording.settle_person(tx, BOOK, person, _TOLD)


async def _swept(folder: Path, prepared: Path) -> tuple[float, float]:
    """Seconds a reminder of one sweep; the second number is nothing."""
    path = folder / "swept.sqlite3"
    shutil.copyfile(prepared, path)
    store = await Store.open(path, KEYS)
    started = perf_counter()
    result = await reminding.sweep_all(store, BOOK, NOW)
    seconds = perf_counter() - started
    await store.close()
    assert result.planned and result.messages
    return seconds / result.planned, 0.0


async def _memory(folder: Path, prepared: Path) -> tuple[float, float]:
    """The most that a fresh process held before a sweep, and after it."""
    path = folder / "weighed.sqlite3"
    shutil.copyfile(prepared, path)
    command = (sys.executable, "-m", "bench.sweeping", str(path))
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    told, _ = await process.communicate()
    before, after = map(float, told.split())
    return before, after


async def _weigh(path: Path) -> None:
    store = await Store.open(path, KEYS)
    await reminding.sweep_all(store, BOOK, NOW - timedelta(days=400))  # everything loaded, nothing due
    print(_peak())
    await reminding.sweep_all(store, BOOK, NOW)
    print(_peak())
    await store.close()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _planning(scale: Scale, folder: Path) -> Row:
    """An admission with its person's rows and deadlines, against its events alone."""
    store = await Store.open(folder / "planned.sqlite3", KEYS)
    cell = await store.write(lambda tx: units.add(tx, parent=None, kind=UnitKind.PARTY_CELL, name="bản Hỏm"))
    numbers = count()

    def side(*, plans: bool) -> Side:
        def admit(tx: Tx) -> None:
            for _ in range(_PEOPLE_A_CELL):
                _admit(tx, cell, next(numbers), plans=plans)

        return _timed(lambda: store.write(admit))

    events, planned = await interleaved(scale, side(plans=False), side(plans=True))
    await store.close()
    return compared("an admission with its rows and deadlines", "its events alone", planned, events)


def _timed(work: Callable[[], Awaitable[None]]) -> Side:
    async def side() -> float:
        started = perf_counter()
        await work()
        return (perf_counter() - started) / _PEOPLE_A_CELL

    return side


# --- the floor --------------------------------------------------------------------------------------


class _Fired:
    """How many jobs were called."""

    number = 0


async def fired() -> None:
    """A job that has nothing to do."""
    _Fired.number += 1


async def _jobs(folder: Path, jobs: int) -> tuple[float, float]:
    """Seconds a job: to add it; to find it due, call it and take it off."""
    path = folder / f"jobs-{perf_counter()}.sqlite3"
    scheduler = AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{path}")},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    due, started = datetime.now(UTC) - timedelta(seconds=1), perf_counter()
    for _ in range(jobs):
        scheduler.add_job("bench.sweeping:fired", "date", run_date=due)
    added, _Fired.number = perf_counter(), 0
    scheduler.resume()
    while _Fired.number < jobs:  # noqa: ASYNC110 - jobs have no event
        await asyncio.sleep(0.001)
    called = perf_counter()
    scheduler.shutdown()
    return (added - started) / jobs, (called - added) / jobs


if __name__ == "__main__":
    asyncio.run(_weigh(Path(sys.argv[1])))
