"""What was decided of a list: stored, or taken back, each in one transaction with its receipt.

Slice by slice a list is planned on snapshots and made ready in a file beside the database (storage/ready.py),
while nobody waits. One transaction then looks whether all of it still holds, and writes it. After a crash the
job stands where it stood, and the next worker begins it anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from domain.errors import DomainError, NotAllowed
from domain.events import Event, effective
from domain.messages import Reply
from domain.rules import RuleBook
from domain.steps import check_removal
from domain.users import User
from handlers import locking
from handlers.importing import replies, storing, unit_work
from handlers.importing.slices import is_of_units, plan_slice, told_of
from handlers.importing.told import Told, reporting_units
from handlers.importing.worker import Outcome, Progress, Worker, end, refusal, settle, user_of
from handlers.recording import Origin, add_changes, undoing
from rendering.wording import importing as wording
from storage import audit, events, imports, namesakes, people, ready, units
from storage.changes import Changes
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job, JobState
from storage.namesakes import Glance

S = TypeVar("S")
R = TypeVar("R")

_TRIES = 50  # of a list on whose people others write meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slice:
    """What a slice changes, of how many people, and what it was planned on."""

    changes: Changes
    people: int
    glance: Glance


async def carry_out(worker: Worker, job: Job) -> Outcome:
    """Store the list. A right lost meanwhile ends it with nothing stored."""
    origin = Origin(report_id=job.report_id, recorded_at=worker.clock(), reported_by=job.user_id)
    try:
        if await worker.store.read(is_of_units, job):
            reply = await worker.store.write(_store_units, worker.book, job, origin)
        else:
            reply = await _store_people(worker, job, origin)
    except DomainError as error:
        return await settle(worker, job, JobState.DONE, refusal(worker, error))
    return Outcome(state=JobState.DONE, text=reply.text)


def _store_units(tx: Tx, book: RuleBook, job: Job, origin: Origin) -> Reply:
    plan = unit_work.store(tx, book, job, origin)
    return _finish(tx, job, len(plan.places), origin.recorded_at, replies.stored_units(job, plan))


async def _store_people(worker: Worker, job: Job, origin: Origin) -> Reply:
    told = await worker.store.read(told_of, job, worker.clock())
    if told is None:
        raise RuntimeError(f"import {job.id} was shown and can no longer be read")
    slices = list(range(await worker.store.read(imports.slices_of, job.id)))
    return await _at_once(
        worker,
        slices,
        partial(_slice_to_store, worker.book, job, origin, told),
        Progress(worker, job, wording.made_ready),
        partial(_finish_people, job, origin.recorded_at),
        anew=told.forget_units,
    )


def _slice_to_store(book: RuleBook, job: Job, origin: Origin, told: Told, tx: Tx, number: int) -> _Slice:
    planned = plan_slice(tx, job, told, number, origin.recorded_at, book)
    changes = storing.changes_by(tx, book, origin, planned)
    return _Slice(changes=changes, people=len(changes.people), glance=planned.glance)


def _finish_people(job: Job, now: datetime, tx: Tx, count: int) -> Reply:
    reporting_units(user_of(tx, job, now))  # a right may have ended since the slices were planned
    return _finish(tx, job, count, now, replies.stored(job, count))


def _finish(tx: Tx, job: Job, count: int, now: datetime, reply: Reply) -> Reply:
    """Everything is stored: said in the transaction that stores it."""
    imports.keep_count(tx, job.id, count)
    audit.add(tx, imports.STORED, now, user_id=job.user_id, subject_id=job.report_id, data={"stored": count})
    end(tx, job, JobState.DONE, reply, now)
    return reply


async def take_back(worker: Worker, job: Job) -> Outcome:
    """Take back everything that stands of the import, unless something later builds on it."""
    origin = Origin(report_id=job.id, recorded_at=worker.clock(), reported_by=job.user_id)
    try:
        told = await worker.store.read(events.people_of_report, job.report_id)
        if told:
            text = await _at_once(
                worker,
                [told[at : at + ROWS_IN_A_SLICE] for at in range(0, len(told), ROWS_IN_A_SLICE)],
                partial(_slice_to_undo, worker.book, job, origin),
                Progress(worker, job, wording.made_ready_to_undo),
                partial(_finish_undo, job, origin.recorded_at),
            )
        else:
            text = await worker.store.write(_undo_units, worker.book, job, origin)
    except DomainError as error:
        return await settle(worker, job, JobState.DONE, refusal(worker, error))
    return Outcome(state=JobState.UNDONE, text=text)


def _slice_to_undo(book: RuleBook, job: Job, origin: Origin, tx: Tx, told: list[int]) -> _Slice:
    """Raises LaterEventDepends where a later step builds on the import, MonthLocked, NotAllowed."""
    histories = events.of_people(tx, told).values()
    standing = [event for history in histories for event in _standing(job, history)]
    _require_undoable(tx, user_of(tx, job, origin.recorded_at), standing)
    removed = {event.id for event in standing}
    touched = dict.fromkeys(event.person_id for event in standing if event.person_id is not None)
    for person in people.load(tx, touched).values():
        check_removal(person, removed)
    changes = Changes()
    add_changes(tx, book, undoing(origin, standing), origin.recorded_at, changes)
    places = namesakes.places_of(tx, {row["unit_id"] for row in changes.people})
    return _Slice(
        changes=changes,
        people=len(touched),
        glance=namesakes.glance(tx, person_ids=told, places=places),
    )


def _require_undoable(tx: Tx, user: User, told: list[Event]) -> None:
    """What is taken back, like what is told: in one's own units, and of open months."""
    own = reporting_units(user)
    places = units.by_ids(tx, {event.unit_id for event in told})
    if not all(any(one.contains(unit) for one in own) for unit in places.values()):
        raise NotAllowed
    days = [(places[event.unit_id], event.happened_on) for event in told if event.happened_on]
    locking.require_all_open(tx, days)


def _standing(job: Job, history: list[Event]) -> list[Event]:
    return [event for event in effective(history) if event.report_id == job.report_id]


def _undo_units(tx: Tx, book: RuleBook, job: Job, origin: Origin) -> str:
    text = wording.units_undone(unit_work.take_back(tx, book, job, origin))
    return _undone(tx, job, origin.recorded_at, text)


def _finish_undo(job: Job, now: datetime, tx: Tx, count: int) -> str:
    return _undone(tx, job, now, wording.undone(count))


def _undone(tx: Tx, job: Job, now: datetime, text: str) -> str:
    audit.add(tx, "undo", now, user_id=job.user_id, subject_id=job.report_id)
    end(tx, job, JobState.UNDONE, Reply(text=text), now)
    return text


async def _at_once(
    worker: Worker,
    slices: list[S],
    made_of: Callable[[Tx, S], _Slice],
    progress: Progress,
    finish: Callable[[Tx, int], R],
    anew: Callable[[], None] = lambda: None,
) -> R:
    """Make every slice ready, then write all of them and finish, in one transaction.

    Those that no longer hold by then are made anew; `anew` hears that there are some.
    """
    made: dict[int, tuple[int, Glance]] = {}
    todo = list(range(len(slices)))
    with ready.laid_down(worker.store.path) as file:
        for _ in range(_TRIES):
            for number in todo:
                one = await worker.store.read(made_of, slices[number])
                file.put(number, one.changes)
                made[number] = one.people, one.glance
                await progress.at(number + 1, len(slices))
            todo, finished = await worker.store.write_beside(file.path, _write, made, worker.clock(), finish)
            if finished is not None:
                return finished
            anew()
    raise RuntimeError("others wrote on a list's people at every try")


def _write(
    tx: Tx, made: dict[int, tuple[int, Glance]], now: datetime, finish: Callable[[Tx, int], R]
) -> tuple[list[int], R | None]:
    """The slices that no longer hold; where there is none, everything is written."""
    if stale := [number for number, (_, seen) in made.items() if not namesakes.is_as_seen(tx, seen)]:
        return stale, None
    ready.write(tx, now)
    return [], finish(tx, sum(count for count, _ in made.values()))
