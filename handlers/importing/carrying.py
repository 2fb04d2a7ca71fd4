"""What was decided of a list: stored, or taken back.

A list is stored in one transaction, with its receipt: planned on a snapshot, made ready beside the writer,
then inserted. Only one of more rows than a slice has is stored slice by slice, and whoever asks meanwhile is
told so (asking/growing.py). What was decided is carried through: after a crash the next worker goes on where
the last one stopped, and planning anew finds what is stored already.
"""

from collections.abc import Iterable
from datetime import datetime

from domain.errors import DomainError
from domain.events import Event, effective
from domain.messages import Reply
from domain.rules import RuleBook
from domain.steps import check_removal
from domain.units import Unit
from handlers.importing import replies, storing, unit_work
from handlers.importing.planning import Told
from handlers.importing.slices import plan_slice, rows_of_slice, told_of, units_planned
from handlers.importing.storing import Batch
from handlers.importing.unit_planning import Place, Reach, reach_of
from handlers.importing.worker import Outcome, Progress, Worker, end, refusal, settle, user_of
from handlers.recording import Origin
from handlers.recording import take_back as take_back_events
from rendering.wording import importing as wording
from storage import audit, events, founding, imports, people
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job, JobState

_TRIES = 50  # of a slice on which others write meanwhile


async def carry_out(worker: Worker, job: Job) -> Outcome:
    """Store the list from the first slice that is not. A right lost meanwhile ends it there."""
    origin = Origin(report_id=job.report_id, recorded_at=worker.clock(), reported_by=job.user_id)
    progress = Progress(worker, job, wording.stored_so_far)
    try:
        reply = await _store_units(worker, job, origin, progress)
        reply = reply or await _store_people(worker, job, origin, progress)
    except DomainError as error:
        return await settle(worker, job, JobState.DONE, refusal(worker, error))
    return Outcome(state=JobState.DONE, text=reply.text)


async def _store_units(worker: Worker, job: Job, origin: Origin, progress: Progress) -> Reply | None:
    """Store a list of units. None for any other list."""
    listed = await worker.store.read(units_planned, job, worker.clock())
    if listed is None:
        return None
    user = await worker.store.read(user_of, job, worker.clock()) if job.user_id is not None else None
    reach, plan, done = reach_of(user), listed[1], 0
    while True:
        batch = plan.places[done : done + unit_work.UNITS_A_WRITE]
        done += len(batch)
        made, reply = await worker.store.write(
            _insert_units, worker.book, job, origin, reach, batch, plan.year, is_last=done == len(plan.places)
        )
        if reply is not None:
            return reply
        for place, unit in made.items():
            place.unit = unit
        await progress.at(done, len(plan.places))


def _insert_units(
    tx: Tx,
    book: RuleBook,
    job: Job,
    origin: Origin,
    reach: Reach,
    batch: list[Place],
    year: int,
    *,
    is_last: bool,
) -> tuple[dict[Place, Unit], Reply | None]:
    made = unit_work.store(tx, book, job, origin, reach, batch, year)
    return made, _finish(tx, job, origin.recorded_at, are_units=True) if is_last else None


async def _store_people(worker: Worker, job: Job, origin: Origin, progress: Progress) -> Reply:
    told = await worker.store.read(told_of, job, worker.clock())
    if told is None:
        raise RuntimeError(f"import {job.id} was shown and can no longer be read")
    last = await worker.store.read(imports.slices_of, job.id) - 1
    for number in range(last + 1):
        if number < job.slices:  # stored before a crash: only who stands in it has to be known
            await worker.store.read(rows_of_slice, job, told, number)
        elif reply := await _store_slice(worker, job, told, origin, number, is_last=number == last):
            return reply
        await progress.at((number + 1) * ROWS_IN_A_SLICE, job.rows)
    return await worker.store.write(_finish, job, worker.clock(), are_units=False)


async def _store_slice(
    worker: Worker, job: Job, told: Told, origin: Origin, number: int, *, is_last: bool
) -> Reply | None:
    """Store one slice, with the last one the receipt. Where others write meanwhile it is planned anew."""
    for _ in range(_TRIES):
        planned = await worker.store.read(plan_slice, job, told, number, worker.clock(), worker.book)
        batch = storing.prepare(worker.store.keys, worker.book, origin, planned)
        is_stored, reply = await worker.store.write(
            _insert, worker.book, origin, job, number, batch, is_last=is_last
        )
        if is_stored:
            return reply
    raise RuntimeError(f"slice {number} of import {job.id} changed under every try")


def _insert(
    tx: Tx, book: RuleBook, origin: Origin, job: Job, number: int, batch: Batch, *, is_last: bool
) -> tuple[bool, Reply | None]:
    if not storing.store(tx, book, origin, batch):
        return False, None
    imports.advance(tx, job.id, number + 1, batch.size)
    return True, _finish(tx, job, origin.recorded_at, are_units=False) if is_last else None


def _finish(tx: Tx, job: Job, now: datetime, *, are_units: bool) -> Reply:
    """Everything is stored: said in the transaction that says it is done."""
    done = imports.by_id(tx, job.id)
    count = done.stored if done else 0
    audit.add(tx, "import", now, user_id=job.user_id, subject_id=job.report_id, data={"stored": count})
    reply = replies.stored(job, count, are_units=are_units)
    end(tx, job, JobState.DONE, reply, now)
    return reply


async def take_back(worker: Worker, job: Job) -> Outcome:
    """Take back everything that stands of the import, unless something later builds on it."""
    progress = Progress(worker, job, wording.undone_so_far)
    after: int | None = 0
    try:
        while job.slices == 0 and after is not None:  # else it was found free before a crash
            after = await worker.store.read(_check_page, job, after)
    except DomainError as error:
        return await settle(worker, job, JobState.DONE, refusal(worker, error))
    after, count = 0, 0
    while after is not None:
        now = worker.clock()
        after, count, text = await worker.store.write(_undo_page, worker.book, job, after, count, now)
        await progress.at(count, job.stored)
    return Outcome(state=JobState.UNDONE, text=text)


def _check_page(tx: Tx, job: Job, after: int) -> int | None:
    """Raise LaterEventDepends where a later step of somebody builds on the import."""
    page, following = _page(tx, job, after)
    removed = {event.id for event in page}
    for person in people.load(tx, _people_in(page)).values():
        check_removal(person, removed)
    return following


def _undo_page(
    tx: Tx, book: RuleBook, job: Job, after: int, count: int, now: datetime
) -> tuple[int | None, int, str]:
    """Take one page back. Where the next starts, how many people it is so far, what is said at the end."""
    page, following = _page(tx, job, after)
    origin = Origin(report_id=job.id, recorded_at=now, reported_by=job.user_id)
    if page:
        take_back_events(tx, book, origin, page)
        imports.advance(tx, job.id, job.slices + 1, 0)
    count += len(_people_in(page))
    return following, count, _finish_undo(tx, job, count, now) if following is None else ""


def _page(tx: Tx, job: Job, after: int) -> tuple[list[Event], int | None]:
    """What stands of one page of the import, whole people, and after which event the next starts."""
    page, is_more = events.page_of_report(tx, job.report_id, after, ROWS_IN_A_SLICE)
    if not page:
        return [], None
    histories = list(events.of_people(tx, _people_in(page)).values())
    histories += [
        events.of_unit(tx, unit_id)
        for unit_id in dict.fromkeys(event.unit_id for event in page if event.person_id is None)
    ]
    standing = [
        event for history in histories for event in effective(history) if event.report_id == job.report_id
    ]
    return standing, page[-1].id if is_more else None


def _people_in(page: Iterable[Event]) -> list[int]:
    return list(dict.fromkeys(event.person_id for event in page if event.person_id is not None))


def _finish_undo(tx: Tx, job: Job, count: int, now: datetime) -> str:
    founded = [data["units"] for data in audit.about(tx, unit_work.FOUNDED, job.report_id)]
    founding.remove_unused(tx, [unit_id for ids in founded for unit_id in ids])
    audit.add(tx, "undo", now, user_id=job.user_id, subject_id=job.report_id)
    text = wording.undone(count) if count else wording.units_undone()
    end(tx, job, JobState.UNDONE, Reply(text=text), now)
    return text
