"""The fakes of the tests as platforms in a process of their own: only our side of the wire is measured.

`python -m bench.platforms telegram|zalo LATENCY`: prints its address; each typed line, "MESSAGES CHATS",
makes so many messages wait for us, from so many chats, and is answered with "ready". With a third word, the
address of a service that told Zalo of its webhook, they do not wait: after "ready" they are posted there.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer

POSTS_AT_ONCE = 64
TEXT = "Chào trợ lý, tháng này chi bộ em có mấy hồ sơ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform that runs, seen from ours."""

    url: str
    process: Process

    async def expect(self, messages: int, chats: int, post_to: str = "") -> None:
        """Let so many messages wait to be fetched, or start posting them to a service."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{messages} {chats} {post_to}\n".encode())
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
        words = line.split()
        messages, of = map(int, words[:2])
        writers = [next(chats) for _ in range(of)]
        if isinstance(server, ZaloServer) and (post_to := "".join(words[2:])):
            await server.wait_until(lambda: server.webhook)
            print("ready", flush=True)
            await _post(server, post_to, [str(writers[number % of]) for number in range(messages)])
            continue
        for number in range(messages):
            if isinstance(server, TelegramServer):
                await server.write(writers[number % of], TEXT)
            else:
                await server.write(str(writers[number % of]), TEXT)
        print("ready", flush=True)
    await server.stop()


async def _post(server: ZaloServer, address: str, writers: list[str]) -> None:
    """Each writer's message to the webhook; the answers do not wait for one another."""
    headers = {"X-Bot-Api-Secret-Token": server.webhook["secret_token"]}
    connections = aiohttp.TCPConnector(limit=POSTS_AT_ONCE)
    async with aiohttp.ClientSession(address, connector=connections, headers=headers) as http:

        async def post(writer: str) -> None:
            event = {"event_name": "message.text.received", "message": server.message(writer, text=TEXT)}
            body = {"ok": True, "result": event}
            async with http.post(urlsplit(server.webhook["url"]).path, json=body) as answer:
                assert answer.status == 200

        await asyncio.gather(*map(post, writers))


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], float(sys.argv[2])))
