"""Files for messages, drawn in a process of their own: neither the loop nor the writer waits for one."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from domain.messages import Attachment, File
from rendering.files import drawn

_PATIENCE = 60.0  # seconds for one file; its message is leased for longer


class Drawing:
    """One worker process, started with the first file."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def file_of(self, attachment: Attachment) -> File:
        """The attachment's file. Raises TimeoutError, BrokenProcessPool, or what drawing it raised."""
        if self._pool is None:
            # A forked copy of a process with threads may hang, so the worker starts afresh.
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_PATIENCE):
                return await loop.run_in_executor(self._pool, drawn, attachment)
        except (BrokenProcessPool, TimeoutError):
            self.close()  # the next file gets a new worker
            raise

    def close(self) -> None:
        """Let the worker go."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
