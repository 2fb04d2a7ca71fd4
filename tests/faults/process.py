"""The real program in a process of its own, on a folder of its own, talking to a fake platform."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.telegram_server import TelegramServer

CHIBO = Path(sys.executable).with_name("chibo")


class Program:
    """`chibo` as an operator has it."""

    def __init__(self, folder: Path, server: TelegramServer) -> None:
        self.database = folder / "chibo.sqlite3"
        self.key_file = folder / "chibo.key"
        self.log = folder / "run.log"
        self._folder = folder
        self._server = server
        self._process: asyncio.subprocess.Process | None = None

    async def command(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        process = await asyncio.create_subprocess_exec(
            CHIBO,
            *arguments,
            cwd=self._folder,
            env=self._environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        return out.decode()

    async def start(self, *arguments: str) -> None:
        """`chibo run`; its log grows over all starts."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                CHIBO, "run", *arguments, cwd=self._folder, env=self._environment(), stdout=log, stderr=log
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
        if process.returncode is None:
            process.send_signal(how)
        return await asyncio.wait_for(process.wait(), 10)

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
