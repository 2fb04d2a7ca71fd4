"""Working off imports: reading a file, saying what it would change, comparing it with the record.

import_carrying.py stores a list and takes it back.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.errors import DomainError, NotAllowed
from domain.localtime import local_date
from domain.messages import Reply
from domain.sheets import Value, column_letter
from handlers.importing import replies
from handlers.importing.answered import (
    Answered,
    Question,
    UnitQuestion,
    column_question,
    swap_question,
    unit_question,
)
from handlers.importing.carrying import carry_out, take_back
from handlers.importing.columns import Layout, lists_beside, nobody_in, unused_titles
from handlers.importing.reconciling import Comparison, compare_rest, compare_rows
from handlers.importing.replies import Preview
from handlers.importing.slices import (
    head_of,
    plan_slice,
    rows_of_slice,
    shape_of,
    told_of,
    units_planned,
)
from handlers.importing.told import Told, reporting_units
from handlers.importing.unit_lists import UnitLayout
from handlers.importing.worker import Outcome, Progress, Worker, refusal, settle, user_of
from rendering.opening import FileFault, FileRefused, opened
from rendering.wording import importing as wording
from storage import imports, ready
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE, Job, JobState

_SLICES_A_WRITE = 2  # of rows as they were read


async def work_off(worker: Worker) -> int:
    """Do what is to be done with every job; how many there were. One worker at a time beside a database."""
    ready.clear(worker.store.path)  # of one that was killed after the transaction and before its end
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
            return await carry_out(worker, job)
        case JobState.UNDOING:
            return await take_back(worker, job)
    raise ValueError(f"nothing is to be done with a job that is {job.state}")


# --- reading and showing ---------------------------------------------------------------------------


async def _show(worker: Worker, job: Job) -> Outcome:
    """Read the file and say what it would change."""
    try:
        rows = await _read_file(worker, job)
        found = await _preview_units(worker, job) or await _preview(worker, job, rows)
    except FileRefused as refused:
        return await settle(worker, job, JobState.REFUSED, Reply(text=wording.refused(refused.fault)))
    except DomainError as error:
        is_nobody = job.user_id is None and isinstance(error, NotAllowed)
        reply = Reply(text=wording.needs_account()) if is_nobody else refusal(worker, error)
        return await settle(worker, job, JobState.REFUSED, reply)
    if found is None:
        return await settle(worker, job, JobState.REFUSED, Reply(text=wording.no_header()))
    if found.question and job.address:  # a command has no buttons: there the words of the preview say it
        reply = await worker.store.write(_ask, job, found, found.question)
        return replace(await settle(worker, job, JobState.SHOWN, reply), found=found)
    after = JobState.SHOWN if found.count else JobState.REFUSED
    settled = await settle(worker, job, after, replies.preview(job, found, worker.clock()))
    return replace(settled, found=found)


def _ask(tx: Tx, job: Job, found: Preview, question: Question) -> Reply:
    if isinstance(question, UnitQuestion):
        known = Answered.from_plain(imports.answers(tx, job.id))
        imports.keep_answers(tx, job.id, replace(known, asked=question.words).as_plain())
    return replies.question(tx, job, question, of_units=found.units is not None)


async def _read_file(worker: Worker, job: Job) -> int:
    """Keep the file's rows in place of the file; how many there are. Raises FileRefused."""
    content = await worker.store.read(imports.content, job.id)
    if content is None:
        return job.rows
    today = local_date(worker.clock())
    found = await asyncio.to_thread(opened, content, partial(shape_of, today), lists_beside)
    rows = found.rows
    await worker.store.write(imports.drop_slices, job.id)
    if found.pages:
        answered = Answered(pages=found.pages, other_sheets=found.others)
        await worker.store.write(imports.keep_answers, job.id, answered.as_plain())
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
    listed = await worker.store.read(units_planned, job, worker.clock())
    if listed is None:
        return None
    answered = Answered.from_plain(await worker.store.read(imports.answers, job.id))
    layout, planned = listed
    if any(page.hidden for page in answered.pages):
        raise FileRefused(fault=FileFault.HIDDEN_ROWS)
    titles = {told.value: title for told, title in layout.titles.items()}
    head = await worker.store.read(imports.slice_of, job.id, 0)
    return Preview(
        titles=titles,
        doubtful=tuple(column_letter(place) for place in layout.doubtful),
        left_out=layout.left_out,
        unused=_unused(layout, head),
        problems=planned.problems,
        units=planned,
        question=column_question(layout, head, answered) or unit_question(planned.problems, answered),
        pages=answered.pages,
        other_sheets=answered.other_sheets,
    )


async def _preview(worker: Worker, job: Job, rows: int) -> Preview | None:
    """What the whole list would change; None where no column holds names."""
    told = await worker.store.read(told_of, job, worker.clock())
    if told is None:
        return None
    layout = told.layout
    found = Preview(
        titles={meaning.value: title for meaning, title in told.titles.items()},
        guesses=frozenset(meaning.value for meaning in layout.guesses),
        doubtful=tuple(column_letter(place) for place in layout.doubtful),
        unused=layout.unused,
        month_first=tuple(layout.titles[meaning] for meaning in layout.month_first),
        turned=tuple(layout.titles[meaning] for meaning in sorted(layout.turned)),
        pages=told.answered.pages,
        hidden_titles=_hidden(layout, told.answered),
        other_sheets=told.answered.other_sheets,
    )
    progress = Progress(worker, job, wording.read_so_far)
    for number in range(await worker.store.read(imports.slices_of, job.id)):
        found.add(await worker.store.read(plan_slice, job, told, number, worker.clock(), worker.book))
        await progress.at((number + 1) * ROWS_IN_A_SLICE, rows)
    head = await worker.store.read(head_of, job, told.answered)
    found.not_a_name = nobody_in(layout, head)
    found.question = column_question(layout, head, told.answered) or swap_question(layout, head)
    found.question = found.question or unit_question(found.problems, told.answered)
    return found


def _unused(layout: UnitLayout, head: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    """The titles of columns of a list of units of which nothing is taken, and nothing else is said."""
    used = {*layout.columns.values(), *layout.doubtful}
    titles = unused_titles(layout.heads, head[layout.header_row + 1 :], used)
    return tuple(title for title in titles if title not in layout.left_out)


def _hidden(layout: Layout, answered: Answered) -> tuple[str, ...]:
    """The titles of the columns that were read and are hidden."""
    hidden = {place for page in answered.pages for place in page.hidden_columns}
    return tuple(layout.titles[meaning] for meaning, place in layout.columns.items() if place in hidden)


async def _compare(worker: Worker, job: Job) -> Outcome:
    """Set the list against what is on record, and say what differs. Then it is over: nothing is stored."""
    so_far = Comparison()
    try:
        rows = await _read_file(worker, job)
        told = await worker.store.read(told_of, job, worker.clock())
        if told is None:
            return await settle(worker, job, JobState.REFUSED, Reply(text=wording.no_header()))
        progress = Progress(worker, job, wording.read_so_far)
        for number in range(await worker.store.read(imports.slices_of, job.id)):
            await worker.store.read(_compare_slice, job, told, number, so_far, worker.clock())
            await progress.at((number + 1) * ROWS_IN_A_SLICE, rows)
        await worker.store.read(_compare_rest, job, told, so_far, worker.clock())
    except FileRefused as refused:
        return await settle(worker, job, JobState.REFUSED, Reply(text=wording.refused(refused.fault)))
    except DomainError as error:
        return await settle(worker, job, JobState.REFUSED, refusal(worker, error))
    reply = replies.compared(job, so_far, told.answered, worker.clock())
    settled = await settle(worker, job, JobState.DISCARDED, reply)
    return replace(settled, reply=reply)


def _compare_slice(tx: Tx, job: Job, told: Told, number: int, so_far: Comparison, now: datetime) -> None:
    user = user_of(tx, job, now)
    compare_rows(tx, user, reporting_units(user), rows_of_slice(tx, job, told, number), so_far)


def _compare_rest(tx: Tx, job: Job, told: Told, so_far: Comparison, now: datetime) -> None:
    user = user_of(tx, job, now)
    compare_rest(tx, user, reporting_units(user), told, so_far)
