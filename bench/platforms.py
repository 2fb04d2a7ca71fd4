"""The fakes of the tests as platforms in a process of their own: only our side of the wire is measured.

`python -m bench.platforms telegram|zalo LATENCY`: prints its address; each typed line, "MESSAGES CHATS",
makes so many messages wait for us, from so many chats, and is answered with "ready".
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer

TEXT = "Chào trợ lý, tháng này chi bộ em có mấy hồ sơ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform that runs, seen from ours."""

    url: str
    process: Process

    async def expect(self, messages: int, chats: int) -> None:
        """Let so many messages wait to be fetched."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{messages} {chats}\n".encode())
        assert await self.process.stdout.readline() == b"ready\n"


@asynccontextmanager
async def platform(name: str, latency: float = 0.0) -> AsyncIterator[Platform]:
    """A platform in a process of its own; each sending call takes `latency` seconds."""
    command = (sys.executable, "-m", "bench.platforms", name, str(latency))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert process.stdin and process.stdout
    try:
        yield Platform(url=(await process.stdout.readline()).decode().strip(), process=process)
    finally:
        process.stdin.close()
        await process.wait()


async def _serve(name: str, latency: float) -> None:
    server = TelegramServer() if name == "telegram" else ZaloServer()
    server.latency = latency
    await server.start()
    print(server.url, flush=True)
    chats = count(1_000_001)
    while line := await asyncio.to_thread(sys.stdin.readline):
        if isinstance(server, ZaloServer):  # a call that somebody left hanging would still take an event
            await asyncio.sleep(server.poll_seconds * 2)
        server.forget()
        messages, of = map(int, line.split())
        writers = [next(chats) for _ in range(of)]
        for number in range(messages):
            if isinstance(server, TelegramServer):
                await server.write(writers[number % of], TEXT)
            else:
                await server.write(str(writers[number % of]), TEXT)
        print("ready", flush=True)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], float(sys.argv[2])))
