"""Files for messages, drawn in a process of their own: neither the loop nor the writer waits for one."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Protocol

from domain.messages import Attachment, AttachmentKind, File
from rendering.files import drawn
from storage import files
from storage.database import Store, Tx

OpenedList = Callable[[Tx, Mapping[str, Any]], dict[str, Any]]

_NICENESS = 10
_PATIENCE = 60.0  # seconds for one file; its message is leased for longer


class FileMaker(Protocol):
    """Whatever makes the file of an attachment; what it raises means that there is none."""

    async def file_of(self, attachment: Attachment) -> File: ...


class Drawing:
    """One worker process, started with the first file."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        """`patience`: seconds for one file."""
        self.patience = patience
        self._pool: ProcessPoolExecutor | None = None

    async def file_of(self, attachment: Attachment) -> File:
        """The attachment's file. Raises TimeoutError, BrokenProcessPool, or what drawing it raised."""
        if self._pool is None:
            # A forked copy of a process with threads may hang, so the worker starts afresh. It gives way
            # to the process that answers: on a small machine both want the same cores.
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=os.nice, initargs=(_NICENESS,)
            )
        pool = self._pool
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.patience):
                return await loop.run_in_executor(pool, drawn, attachment)
        except (BrokenProcessPool, TimeoutError):
            # The next file gets a new worker. Those that wait for this one are not cancelled: a cancelled
            # file would look like the end of the service, and its message would stay leased.
            pool.shutdown(wait=False)
            if self._pool is pool:
                self._pool = None
            raise

    def close(self) -> None:
        """Let the worker go, and whatever waits for it."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


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
