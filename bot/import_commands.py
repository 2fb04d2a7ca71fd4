"""`chibo import` and `chibo reconcile`: lists from the host."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from bot.assistant import Assistant, opened
from bot.commands import Unusable, keep, user_of
from bot.importing import alone, make_ready, worker_of
from bot.settings import Settings
from domain.errors import DomainError
from handlers.importing import jobs, work
from handlers.importing.worker import Outcome, Worker
from rendering.files import drawn
from rendering.wording import importing as wording
from rendering.wording import refusals
from storage import imports
from storage.imports import Job, JobState
from storage.sqlite import DatabaseBusy

_PATIENCE = 60.0  # seconds for another import to end


async def import_list(
    settings: Settings,
    file: Path,
    account: str | None,
    now: datetime | None,
    say: Callable[[str], None],
    *,
    is_sure: bool,
) -> None:
    """Show what a list would change and, when the operator is sure, store it."""
    content = await _content(file)
    async with opened(settings, now=now) as assistant, alone(settings.database_path, _PATIENCE) as is_mine:
        worker = await _worker(assistant, say, is_mine)
        user = await user_of(assistant, account) if account else None
        at = assistant.clock()
        job = await assistant.store.write(
            imports.start,
            user_id=user.id if user else None,
            address=None,
            name=file.name,
            content=content,
            now=at,
        )
        shown = await work.work(worker, job)
        if shown.found is None:
            raise Unusable(shown.text)
        say(shown.text)
        if shown.state is JobState.SHOWN:
            await _decide(worker, job, account, say, is_sure=is_sure)


async def _decide(
    worker: Worker, job: Job, account: str | None, say: Callable[[str], None], *, is_sure: bool
) -> None:
    after = JobState.CONFIRMED if is_sure else JobState.DISCARDED
    await worker.store.write(imports.move, job.id, [JobState.SHOWN], after, worker.clock())
    if is_sure:
        say((await _go_on(worker, job)).text)
        say(wording.how_to_undo(job.report_id, account))
    else:
        await worker.store.write(imports.drop_slices, job.id)
        say(wording.not_yet())


async def reconcile(
    settings: Settings,
    file: Path,
    account: str,
    out: Path | None,
    now: datetime | None,
    say: Callable[[str], None],
) -> None:
    """Say who is only in the list, only here, and what differs; as a workbook too, where `out` is named."""
    content = await _content(file)
    async with opened(settings, now=now) as assistant, alone(settings.database_path, _PATIENCE) as is_mine:
        worker = await _worker(assistant, say, is_mine)
        user = await user_of(assistant, account)
        job = await assistant.store.write(
            imports.start,
            user_id=user.id,
            address=None,
            name=file.name,
            content=content,
            now=assistant.clock(),
            state=JobState.COMPARING,
        )
        outcome = await work.work(worker, job)
    if outcome.reply is None or outcome.reply.attachment is None:
        raise Unusable(outcome.text)
    say(outcome.text)
    if out is not None:
        made = await asyncio.to_thread(drawn, outcome.reply.attachment)
        await asyncio.to_thread(keep, out, made.content)
        say(f"Đã ghi bảng đối chiếu ra {out}.")


async def undo_import(
    settings: Settings, account: str | None, report_id: int, now: datetime | None, say: Callable[[str], None]
) -> None:
    """Take a whole import back."""
    async with opened(settings, now=now) as assistant, alone(settings.database_path, _PATIENCE) as is_mine:
        worker = await _worker(assistant, say, is_mine)
        user = await user_of(assistant, account) if account else None
        try:
            job = await assistant.store.write(jobs.decide_undo, user, report_id, assistant.clock())
        except DomainError as error:
            raise Unusable(refusals.refusal(error, assistant.clock())) from None
        outcome = await _go_on(worker, job)
        if outcome.state is not JobState.UNDONE:
            raise Unusable(outcome.text)
        say(outcome.text)


async def _content(file: Path) -> bytes:
    try:
        return await asyncio.to_thread(file.read_bytes)
    except OSError:
        raise Unusable(f"Không đọc được tệp {file}.") from None


async def _worker(assistant: Assistant, say: Callable[[str], None], is_mine: bool) -> Worker:
    """The worker of a command, once what an earlier one left undone is done. Raises DatabaseBusy."""
    if not is_mine:
        raise DatabaseBusy("another import is at work")
    await make_ready(assistant.store)
    await work.work_off(worker_of(assistant.store, assistant.book, assistant.clock))
    return worker_of(assistant.store, assistant.book, assistant.clock, _shown(say))


def _shown(say: Callable[[str], None]) -> Callable[[Job, str], Awaitable[None]]:
    async def show(job: Job, text: str) -> None:
        say(text)

    return show


async def _go_on(worker: Worker, job: Job) -> Outcome:
    known = await worker.store.read(imports.by_id, job.id)
    return await work.work(worker, known or job)
