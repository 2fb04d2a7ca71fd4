"""The real program in a process of its own, on a folder of its own, talking to a fake platform."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import command
from tests.fakes.telegram_server import TelegramServer


class Program:
    """`chibo` as an operator has it."""

    def __init__(self, folder: Path, server: TelegramServer) -> None:
        self.database = folder / "chibo.sqlite3"
        self.key_file = folder / "chibo.key"
        self.log = folder / "run.log"
        self._folder = folder
        self._server = server
        self._process: BaseProcess | None = None

    async def command(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        ended = await asyncio.to_thread(
            command.done, arguments, folder=self._folder, environment=self._environment()
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    async def start(self, *arguments: str) -> None:
        """`chibo run`; its log grows over all starts."""
        self._process = await asyncio.to_thread(
            command.started,
            ["run", *arguments],
            folder=self._folder,
            environment=self._environment(),
            out=self.log,
            errors=self.log,
        )

    async def kill(self) -> None:
        """SIGKILL: nothing in the process gets to say goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ctrl-C; how it ended."""
        return await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process is not None
        if process.is_alive():
            assert process.pid is not None
            os.kill(process.pid, how)
        await asyncio.to_thread(process.join, 10)
        assert process.exitcode is not None, "still at work"
        return process.exitcode

    @asynccontextmanager
    async def running(self, *arguments: str) -> AsyncIterator[None]:
        await self.start(*arguments)
        try:
            yield
        finally:
            if self._process is not None:
                await self.kill()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "CHIBO_DATABASE": str(self.database),
            "CHIBO_KEY_FILE": str(self.key_file),
            "CHIBO_WEB_PORT": "0",
            "TELEGRAM_TOKEN": self._server.token,
            "TELEGRAM_API_URL": self._server.url,
        }
