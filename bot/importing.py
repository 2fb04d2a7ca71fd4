"""Works imports off: a command in its own process, `chibo run` in one beside it: nobody waits for a list.

Python's lock is held while a list is planned; in the serving process every answer would wait for it again and
again. Whoever works holds the lock file `<database>.import`.
"""

import asyncio
import gc
import logging
import multiprocessing
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot import logs
from bot.assistant import Assistant, opened, real_now
from bot.settings import Settings
from domain.messages import Reply
from domain.rules import RuleBook
from handlers.importing.worker import Worker, tell
from storage import bulk, imports
from storage.database import Store
from storage.imports import Job
from storage.sqlite import DatabaseProblem, FileLock

log = logging.getLogger(__name__)

_LOOK_AGAIN = 1.0  # seconds
_OBJECTS = 200_000  # made before garbage is looked for
_LINGER = 120.0  # of a worker for whom nothing is left to do
_PAUSE = 30.0  # after a worker that failed


@asynccontextmanager
async def alone(database: Path, patience: float = 0.0) -> AsyncIterator[bool]:
    """Whether this process may work imports off now: one at a time does."""
    lock = FileLock(database.with_name(database.name + ".import"))
    try:
        until = time.monotonic() + patience
        while not (taken := lock.take()) and time.monotonic() < until:  # noqa: ASYNC110 - see below
            await asyncio.sleep(0.1)  # nobody is told when a file is unlocked
        yield taken
    finally:
        lock.close()


async def make_ready(store: Store) -> None:
    """Prepare this process for a long list: its many small values live until it ends, so that looking through
    them for garbage finds none and takes a seventh of the time."""
    gc.set_threshold(_OBJECTS)
    await store.write(bulk.make_room)


def worker_of(
    store: Store,
    book: RuleBook,
    clock: Callable[[], datetime],
    say: Callable[[Job, str], Awaitable[None]] | None = None,
) -> Worker:
    """A worker who tells the chat of a job how far it is, unless `say` hears it."""

    async def tell_chat(job: Job, text: str) -> None:
        await store.write(tell, job, Reply(text=text), clock())

    return Worker(store=store, book=book, clock=clock, seconds=time.monotonic, say=say or tell_chat)


class Importing:
    """Looks for imports while `chibo run` lives, and has them worked off in a process of their own."""

    def __init__(self, assistant: Assistant, told: Callable[[], None]) -> None:
        """`told` hears that there may be something to send."""
        self._assistant = assistant
        self._told = told

    async def run(self) -> None:
        """Until cancelled; what was begun then goes on at the next start."""
        while True:
            try:
                if await self._assistant.store.read(imports.next_to_work) is not None:
                    await self._work_off()
            except DatabaseProblem:
                log.exception("imports wait")
            await asyncio.sleep(_LOOK_AGAIN)

    async def _work_off(self) -> None:
        """In a process that ends when nothing more comes: what a long list took of memory goes with it."""
        ahead = self._assistant.clock() - real_now()
        process = multiprocessing.get_context("spawn").Process(
            target=_work_off_here, args=(self._assistant.settings, ahead), daemon=True
        )
        process.start()
        try:
            while process.is_alive():
                await asyncio.sleep(_LOOK_AGAIN / 4)
                self._told()
        finally:
            process.terminate()
        if process.exitcode:
            log.error("imports ended with %s", process.exitcode)
            await asyncio.sleep(_PAUSE)


def _work_off_here(settings: Settings, ahead: timedelta) -> None:
    logs.set_up(settings.secrets, as_json=settings.log_format == "json")
    asyncio.run(_work_off_alone(settings, ahead))


async def _work_off_alone(settings: Settings, ahead: timedelta) -> None:
    """Work until nothing has come for a while: who has read a preview soon answers it."""
    from handlers.importing.work import work_off  # much code, which the process that serves does without

    async with opened(settings) as assistant:
        await make_ready(assistant.store)
        worker = worker_of(assistant.store, assistant.book, lambda: real_now() + ahead)
        until = time.monotonic() + _LINGER
        while time.monotonic() < until:
            if await assistant.store.read(imports.next_to_work) is not None:
                async with alone(settings.database_path) as is_mine:
                    if is_mine:
                        await work_off(worker)
                until = time.monotonic() + _LINGER
            await asyncio.sleep(_LOOK_AGAIN / 4)
