"""Files for messages, drawn in a process of their own that stands still while a message is answered."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, Protocol

from domain.messages import Attachment, AttachmentKind, File
from rendering.files import drawn
from storage import files
from storage.database import Store, Tx

OpenedList = Callable[[Tx, Mapping[str, Any]], dict[str, Any]]

_NICENESS = 10
_PATIENCE = 60.0  # seconds for one file; its message is leased for longer
_COURTESY = 3.0  # seconds after which a file no longer gives way to messages


class FileMaker(Protocol):
    """Whatever makes the file of an attachment; what it raises means that there is none."""

    async def file_of(self, attachment: Attachment) -> File: ...


class Drawing:
    """One worker process, started with the first file."""

    def __init__(self, patience: float = _PATIENCE, courtesy: float = _COURTESY) -> None:
        """`patience`: seconds for one file. `courtesy`: seconds of them in which it gives way to messages."""
        self.patience = patience
        self._courtesy = courtesy
        self._worker: _Worker | None = None
        self._answering = 0
        self._courteous_until: list[float] = []  # by the loop's clock, of each file that is waited for

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """While a message is answered the worker stands still, unless a file has waited for long.

        Niceness alone leaves it a core of its own, and on a machine of two that is half of what reports have.
        """
        self._answering += 1
        self._stop_or_go()
        try:
            yield
        finally:
            self._answering -= 1
            self._stop_or_go()

    async def file_of(self, attachment: Attachment) -> File:
        """The attachment's file. Raises TimeoutError, BrokenProcessPool, or what drawing it raised."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._courtesy
        self._courteous_until.append(until)
        courtesy_ends = loop.call_at(until, self._stop_or_go)
        self._stop_or_go()
        try:
            return await self._drawn(attachment)
        finally:
            courtesy_ends.cancel()
            self._courteous_until.remove(until)
            self._stop_or_go()

    async def _drawn(self, attachment: Attachment) -> File:
        if self._worker is None:
            self._worker = _Worker()
        worker = self._worker
        try:
            async with asyncio.timeout(self.patience):
                return await worker.drawn(attachment)
        except (BrokenProcessPool, TimeoutError):
            # The next file gets a new worker. Those that wait for this one are not cancelled: a cancelled
            # file would look like the end of the service, and its message would stay leased.
            worker.let_go()
            if self._worker is worker:
                self._worker = None
            raise

    def _stop_or_go(self) -> None:
        if self._worker is not None:
            self._worker.stand_still(
                bool(self._answering and self._courteous_until)
                and asyncio.get_running_loop().time() < self._courteous_until[0]
            )

    def close(self) -> None:
        """Let the worker go, and whatever waits for it."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.let_go(cancel_files=True)


class _Worker:
    """The process that draws."""

    def __init__(self) -> None:
        # A forked copy of a process with threads may hang, so it starts afresh.
        self._pool = ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=os.nice, initargs=(_NICENESS,)
        )
        self._process: int | None = None
        self._stands_still = False

    async def drawn(self, attachment: Attachment) -> File:
        loop = asyncio.get_running_loop()
        if self._process is None:
            self._process = await loop.run_in_executor(self._pool, os.getpid)
        return await loop.run_in_executor(self._pool, drawn, attachment)

    def stand_still(self, is_asked: bool) -> None:
        """Stand still from now on, or go on."""
        if self._process is None or is_asked is self._stands_still:
            return
        self._stands_still = is_asked
        with suppress(ProcessLookupError):  # it is gone; who waits for its file hears so from the pool
            os.kill(self._process, signal.SIGSTOP if is_asked else signal.SIGCONT)

    def let_go(self, *, cancel_files: bool = False) -> None:
        self.stand_still(False)
        self._pool.shutdown(wait=False, cancel_futures=cancel_files)


class Files:
    """Files for messages: opened where somebody sent them, drawn where they are figures."""

    def __init__(self, store: Store, drawing: Drawing, opened_list: OpenedList) -> None:
        """`opened_list` makes the figures of a workbook out of a list that holds ids."""
        self._store = store
        self._drawing = drawing
        self._opened_list = opened_list

    async def file_of(self, attachment: Attachment) -> File:
        """The attachment's file, under the attachment's name. Raises LookupError once it was deleted."""
        if attachment.kind is AttachmentKind.NAMED_LIST:
            figures = await self._store.read(self._opened_list, attachment.figures)
            attachment = replace(attachment, kind=AttachmentKind.WORKBOOK, figures=figures)
        if attachment.kind is not AttachmentKind.KEPT:
            return await self._drawing.file_of(attachment)
        kept = await self._store.read(files.opened, attachment.figures["file"])
        if kept is None:
            raise LookupError("the file was deleted")
        return File(name=attachment.name, content=kept.content, is_picture=kept.is_picture)
