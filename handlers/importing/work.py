"""Working off imports: reading a file, saying what it would change, storing it, taking it back.

Everything that lasts is done slice by slice: a slice is planned on a snapshot, made ready, and then
inserted in one short write. What was decided (confirmed, or to be undone) is carried through: after a crash
the next worker goes on where the last one stopped, and planning anew finds what is stored already.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import DomainError, NotAllowed
from domain.events import Event, effective
from domain.localtime import local_date
from domain.messages import Reply
from domain.rules import RuleBook
from domain.sheets import Value
from domain.steps import Bounds, check_removal
from domain.users import User
from handlers.importing import replies, storing, unit_work
from handlers.importing.columns import column_letter
from handlers.importing.planning import Plan, RowFault, Told, plan, reporting_units, told_by
from handlers.importing.reconciling import Comparison, compare_rest, compare_rows
from handlers.importing.replies import Preview
from handlers.importing.storing import Batch
from handlers.importing.unit_lists import UnitLayout, unit_layout_of
from handlers.importing.unit_planning import UnitPlan, reach_of
from handlers.recording import Origin, take_back
from rendering.opening import FileRefused, rows_of
from rendering.wording import importing as wording
from rendering.wording import refusals
from storage import audit, events, founding, imports, outbox, people, users
from storage.database import Store, Tx
from storage.imports import ROWS_IN_A_SLICE, Job, JobState

_SLICES_A_WRITE = 20  # of rows as they were read
_EVENTS_A_WRITE = 75  # that are taken back
_PATIENCE = 2.0  # seconds before somebody hears how far it is
_AGAIN = 10.0  # and between two such words
_TRIES = 50  # of a slice on which others write meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Whoever works imports off. `clock` stamps rows, `seconds` only measures; `say` hears how far it is."""

    store: Store
    book: RuleBook
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    say: Callable[[Job, str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a job stands now and what was said of it; `found` where its list was read."""

    state: JobState
    text: str
    found: Preview | None = None
    reply: Reply | None = None  # of a comparison, with its workbook


async def work_off(worker: Worker) -> int:
    """Do what is to be done with every job; how many there were."""
    count = 0
    while job := await worker.store.read(imports.next_to_work):
        await work(worker, job)
        count += 1
    return count


async def work(worker: Worker, job: Job) -> Outcome:
    """Do what is to be done with this job."""
    match job.state:
        case JobState.RECEIVED:
            return await _show(worker, job)
        case JobState.COMPARING:
            return await _compare(worker, job)
        case JobState.CONFIRMED:
            return await _carry_out(worker, job)
        case JobState.UNDOING:
            return await _take_back(worker, job)
    raise ValueError(f"nothing is to be done with a job that is {job.state}")


class _Progress:
    """Says how far it is, first after two seconds."""

    def __init__(self, worker: Worker, job: Job, worded: Callable[[int, int], str]) -> None:
        self._worker = worker
        self._job = job
        self._worded = worded
        self._next_at = worker.seconds() + _PATIENCE

    async def at(self, done: int, of: int) -> None:
        if self._worker.seconds() >= self._next_at and done < of:
            self._next_at = self._worker.seconds() + _AGAIN
            await self._worker.say(self._job, self._worded(done, of))


# --- reading and showing ---------------------------------------------------------------------------


async def _show(worker: Worker, job: Job) -> Outcome:
    """Read the file and say what it would change."""
    try:
        rows = await _read_file(worker, job)
        found = await _preview_units(worker, job) or await _preview(worker, job, rows)
    except FileRefused as refused:
        return await _settle(worker, job, JobState.REFUSED, Reply(text=wording.refused(refused.fault)))
    except DomainError as error:
        is_nobody = job.user_id is None and isinstance(error, NotAllowed)
        reply = Reply(text=wording.needs_account()) if is_nobody else _refusal(worker, error)
        return await _settle(worker, job, JobState.REFUSED, reply)
    if found is None:
        return await _settle(worker, job, JobState.REFUSED, Reply(text=wording.no_header()))
    after = JobState.SHOWN if found.count else JobState.REFUSED
    settled = await _settle(worker, job, after, replies.preview(job, found, worker.clock()))
    return replace(settled, found=found)


async def _read_file(worker: Worker, job: Job) -> int:
    """Keep the file's rows in place of the file; how many there are. Raises FileRefused."""
    content = await worker.store.read(imports.content, job.id)
    if content is None:
        return job.rows
    rows = await asyncio.to_thread(rows_of, content)
    await worker.store.write(imports.drop_slices, job.id)
    slices = list(enumerate(imports.sliced(rows)))
    for at in range(0, len(slices), _SLICES_A_WRITE):
        await worker.store.write(_keep, job.id, slices[at : at + _SLICES_A_WRITE])
    await worker.store.write(imports.drop_content, job.id, len(rows))
    return len(rows)


def _keep(tx: Tx, job_id: int, slices: Iterable[tuple[int, Sequence[tuple[Value, ...]]]]) -> None:
    for number, rows in slices:
        imports.keep_slice(tx, job_id, number, rows)


async def _preview_units(worker: Worker, job: Job) -> Preview | None:
    """What a list of units would change; None for any other list."""
    listed = await worker.store.read(_units_planned, job, worker.clock())
    if listed is None:
        return None
    layout, planned = listed
    titles = {told.value: title for told, title in layout.titles.items()}
    return Preview(titles=titles, problems=planned.problems, units=planned)


def _units_planned(tx: Tx, job: Job, now: datetime) -> tuple[UnitLayout, UnitPlan] | None:
    layout = unit_layout_of(imports.slice_of(tx, job.id, 0))
    if layout is None:
        return None
    user = _user(tx, job, now) if job.user_id is not None else None
    return layout, unit_work.planned(tx, job, user, layout, local_date(now))


async def _preview(worker: Worker, job: Job, rows: int) -> Preview | None:
    """What the whole list would change; None where no column holds names."""
    told = await worker.store.read(_told, job, worker.clock())
    if told is None:
        return None
    layout = told.layout
    found = Preview(
        titles={meaning.value: title for meaning, title in layout.titles.items()},
        guesses=frozenset(meaning.value for meaning in layout.guesses),
        doubtful=tuple(column_letter(place) for place in layout.doubtful),
    )
    progress = _Progress(worker, job, wording.read_so_far)
    number = 0
    bounds = worker.book.rules.bounds
    while planned := await worker.store.read(_plan_slice, job, told, number, worker.clock(), bounds):
        found.add(planned)
        number += 1
        await progress.at(number * ROWS_IN_A_SLICE, rows)
    return found


def _told(tx: Tx, job: Job, now: datetime) -> Told | None:
    return told_by(_user(tx, job, now), imports.slice_of(tx, job.id, 0), local_date(now))


def _user(tx: Tx, job: Job, now: datetime) -> User:
    user = users.by_id(tx, job.user_id, now) if job.user_id is not None else None
    if user is None:
        raise NotAllowed
    return user


def _plan_slice(tx: Tx, job: Job, told: Told, number: int, now: datetime, bounds: Bounds) -> Plan | None:
    """What one slice would change within the bounds; None after the last."""
    cells = imports.slice_of(tx, job.id, number)
    if not cells:
        return None
    rows = told.rows(tx, number * ROWS_IN_A_SLICE + 1, cells)
    own = reporting_units(_user(tx, job, now))
    return plan(tx, own, rows, local_date(now), job.report_id, bounds)


async def _compare(worker: Worker, job: Job) -> Outcome:
    """Set the list against what is on record, and say what differs. Then it is over: nothing is stored."""
    so_far = Comparison()
    try:
        rows = await _read_file(worker, job)
        told = await worker.store.read(_told, job, worker.clock())
        if told is None:
            return await _settle(worker, job, JobState.REFUSED, Reply(text=wording.no_header()))
        progress = _Progress(worker, job, wording.read_so_far)
        number = 0
        while await worker.store.read(_compare_slice, job, told, number, so_far, worker.clock()):
            number += 1
            await progress.at(number * ROWS_IN_A_SLICE, rows)
        await worker.store.read(_compare_rest, job, told, so_far, worker.clock())
    except FileRefused as refused:
        return await _settle(worker, job, JobState.REFUSED, Reply(text=wording.refused(refused.fault)))
    except DomainError as error:
        return await _settle(worker, job, JobState.REFUSED, _refusal(worker, error))
    reply = replies.compared(job, so_far)
    settled = await _settle(worker, job, JobState.DISCARDED, reply)
    return replace(settled, reply=reply)


def _compare_slice(tx: Tx, job: Job, told: Told, number: int, so_far: Comparison, now: datetime) -> bool:
    cells = imports.slice_of(tx, job.id, number)
    user = _user(tx, job, now)
    rows = [
        row
        for row in told.rows(tx, number * ROWS_IN_A_SLICE + 1, cells)
        if row.problem is None or row.problem.fault is not RowFault.REPEATED
    ]
    compare_rows(tx, user, reporting_units(user), rows, so_far)
    return bool(cells)


def _compare_rest(tx: Tx, job: Job, told: Told, so_far: Comparison, now: datetime) -> None:
    compare_rest(tx, reporting_units(_user(tx, job, now)), told, so_far)


# --- storing ---------------------------------------------------------------------------------------


async def _carry_out(worker: Worker, job: Job) -> Outcome:
    """Store the list from the first slice that is not. A right lost meanwhile ends it there."""
    origin = Origin(report_id=job.report_id, recorded_at=worker.clock(), reported_by=job.user_id)
    progress = _Progress(worker, job, wording.stored_so_far)
    try:
        are_units = await _store_units(worker, job, origin, progress)
        if not are_units:
            await _store_people(worker, job, origin, progress)
    except DomainError as error:
        return await _settle(worker, job, JobState.DONE, _refusal(worker, error))
    reply = await worker.store.write(_finish, job, worker.clock(), are_units=are_units)
    return Outcome(state=JobState.DONE, text=reply.text)


async def _store_units(worker: Worker, job: Job, origin: Origin, progress: "_Progress") -> bool:
    """Store a list of units. False for any other list."""
    listed = await worker.store.read(_units_planned, job, worker.clock())
    if listed is None:
        return False
    user = await worker.store.read(_user, job, worker.clock()) if job.user_id is not None else None
    today = local_date(worker.clock())
    reach = reach_of(user)
    await unit_work.store(worker.store, worker.book, job, origin, reach, listed[1], today, progress.at)
    return True


async def _store_people(worker: Worker, job: Job, origin: Origin, progress: "_Progress") -> None:
    told = await worker.store.read(_told, job, worker.clock())
    number = 0
    while told and await _store_slice(worker, job, told, origin, number):
        number += 1
        await progress.at(number * ROWS_IN_A_SLICE, job.rows)


async def _store_slice(worker: Worker, job: Job, told: Told, origin: Origin, number: int) -> bool:
    """Store one slice. False after the last. One on which others write meanwhile is planned anew."""
    if number < job.slices:  # stored before a crash: only who stands in it has to be known
        return await worker.store.read(_reread_slice, job, told, number)
    for _ in range(_TRIES):
        bounds = worker.book.rules.bounds
        planned = await worker.store.read(_plan_slice, job, told, number, worker.clock(), bounds)
        if planned is None:
            return False
        batch = storing.prepare(worker.store.keys, worker.book, origin, planned)
        if await worker.store.write(_insert, worker.book, origin, job.id, number, batch) and not batch.left:
            return True
    raise RuntimeError(f"slice {number} of import {job.id} changed under every try")


def _reread_slice(tx: Tx, job: Job, told: Told, number: int) -> bool:
    cells = imports.slice_of(tx, job.id, number)
    told.rows(tx, number * ROWS_IN_A_SLICE + 1, cells)
    return bool(cells)


def _insert(tx: Tx, book: RuleBook, origin: Origin, job_id: int, number: int, batch: Batch) -> bool:
    if not storing.store(tx, book, origin, batch):
        return False
    imports.advance(tx, job_id, number + (not batch.left), batch.size)
    return True


def _finish(tx: Tx, job: Job, now: datetime, *, are_units: bool) -> Reply:
    """Everything is stored: said in the transaction that says it is done."""
    done = imports.by_id(tx, job.id)
    count = done.stored if done else 0
    audit.add(tx, "import", now, user_id=job.user_id, subject_id=job.report_id, data={"stored": count})
    reply = replies.stored(job, count, are_units=are_units)
    _end(tx, job, JobState.DONE, reply, now)
    return reply


# --- taking back -----------------------------------------------------------------------------------


async def _take_back(worker: Worker, job: Job) -> Outcome:
    """Take back everything that stands of the import, unless something later builds on it."""
    progress = _Progress(worker, job, wording.undone_so_far)
    after: int | None = 0
    try:
        while job.slices == 0 and after is not None:  # else it was found free before a crash
            after = await worker.store.read(_check_page, job, after)
    except DomainError as error:
        return await _settle(worker, job, JobState.DONE, _refusal(worker, error))
    after, people_done = 0, 0
    while after is not None:
        after, count = await worker.store.write(_undo_page, worker.book, job, after, worker.clock())
        people_done += count
        await progress.at(people_done, job.stored)
    reply = Reply(text=wording.undone(people_done) if people_done else wording.units_undone())
    await worker.store.write(_finish_undo, job, reply, worker.clock())
    return Outcome(state=JobState.UNDONE, text=reply.text)


def _check_page(tx: Tx, job: Job, after: int) -> int | None:
    """Raise LaterEventDepends where a later step of somebody builds on the import."""
    page, following = _page(tx, job, after)
    removed = {event.id for event in page}
    for person in people.load(tx, _people_in(page)).values():
        check_removal(person, removed)
    return following


def _undo_page(tx: Tx, book: RuleBook, job: Job, after: int, now: datetime) -> tuple[int | None, int]:
    """Take one page back; where the next one starts, and how many people it told of."""
    page, following = _page(tx, job, after)
    origin = Origin(report_id=job.id, recorded_at=now, reported_by=job.user_id)
    if page:
        take_back(tx, book, origin, page)
        imports.advance(tx, job.id, job.slices + 1, 0)
    return following, len(_people_in(page))


def _page(tx: Tx, job: Job, after: int) -> tuple[list[Event], int | None]:
    """What stands of one page of the import, whole people, and after which event the next starts."""
    page = events.page_of_report(tx, job.report_id, after, _EVENTS_A_WRITE)
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
    return standing, page[-1].id


def _people_in(page: Iterable[Event]) -> list[int]:
    return list(dict.fromkeys(event.person_id for event in page if event.person_id is not None))


def _finish_undo(tx: Tx, job: Job, reply: Reply, now: datetime) -> None:
    founded = [data["units"] for data in audit.about(tx, unit_work.FOUNDED, job.report_id)]
    founding.remove_unused(tx, [unit_id for ids in founded for unit_id in ids])
    audit.add(tx, "undo", now, user_id=job.user_id, subject_id=job.report_id)
    _end(tx, job, JobState.UNDONE, reply, now)


# --- what is said ----------------------------------------------------------------------------------


def _refusal(worker: Worker, error: DomainError) -> Reply:
    return Reply(text=refusals.refusal(error, worker.clock()))


async def _settle(worker: Worker, job: Job, after: JobState, reply: Reply) -> Outcome:
    await worker.store.write(_end, job, after, reply, worker.clock())
    return Outcome(state=after, text=reply.text)


def _end(tx: Tx, job: Job, after: JobState, reply: Reply, now: datetime) -> None:
    """The job is there; its chat hears of it."""
    imports.move(tx, job.id, imports.WORKING, after, now)
    if after is not JobState.SHOWN:
        imports.drop_slices(tx, job.id)
    tell(tx, job, reply, now)


def tell(tx: Tx, job: Job, reply: Reply, now: datetime) -> None:
    """A message to the chat from which the file came; a command shows it itself."""
    user = users.by_id(tx, job.user_id, now) if job.user_id is not None else None
    if job.address is not None and user is not None:
        outbox.add_reply(tx, address=job.address, reply=reply, user=user, inbox_id=None, now=now)
