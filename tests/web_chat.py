"""The web chat as people meet it: the assistant listening on loopback, and browsers without a screen."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot.assistant import Assistant
from domain.messages import Attachment, ChannelName, Reply
from storage import outbox, sign_in, users
from storage.database import Store, Tx
from tests.channels import Channels, channels

START = "0" * 19


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChat:
    """The assistant behind its address."""

    channels: Channels

    @property
    def assistant(self) -> Assistant:
        return self.channels.assistant

    @property
    def address(self) -> str:
        return self.channels.address

    async def code_for(self, account: str) -> str:
        """A code for one sign-in as a terminal account's user."""
        now = self.assistant.clock()

        def create(tx: Tx) -> str:
            user = users.by_identity(tx, ChannelName.TERMINAL, account, now)
            assert user
            return sign_in.create_code(tx, user.id, now)

        return await self.assistant.store.write(create)

    async def send_file(self, account: str, attachment: Attachment) -> None:
        """Something is sent to a signed-in account with a file."""
        now = self.assistant.clock()

        def add(tx: Tx) -> None:
            user = users.by_identity(tx, ChannelName.TERMINAL, account, now)
            assert user
            address = users.address_of(tx, user.id)
            assert address and address.channel is ChannelName.WEB
            reply = Reply(text="Danh sách đây.", attachment=attachment)
            outbox.add_reply(tx, address=address, reply=reply, user=user, inbox_id=None, now=now)

        await self.assistant.store.write(add)
        self.channels.wake()

    def browser(self) -> "Browser":
        return Browser(self.address)


@asynccontextmanager
async def web_chat(assistant: Assistant, **settings: Any) -> AsyncIterator[WebChat]:
    """The web chat at work on a port of its own."""
    async with channels(assistant, **settings) as running:
        yield WebChat(channels=running)


class Browser:
    """What a page's script does, with the cookies of one browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.lines: list[dict[str, Any]] = []
        self._mine = self._theirs = START
        self._http = aiohttp.ClientSession(
            address, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": address}
        )

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        return self._http

    async def sign_in(self, code: str, name: str = "") -> int:
        """The status after the redirect: 200 is the chat."""
        async with self._http.post("/sign-in", data={"code": code, "name": name}) as answer:
            return answer.status

    async def say(self, text: str, **more: Any) -> int:
        return await self.post(text=text, **more)

    async def press(self, label: str) -> int:
        """Press the newest button of that label."""
        tokens = [b["token"] for line in self.lines for b in line.get("buttons", ()) if b["label"] == label]
        return await self.post(press=tokens[-1])

    async def post(self, **content: Any) -> int:
        body = {"id": secrets.token_hex(8), **content}
        async with self._http.post("/messages", json=body) as answer:
            return answer.status

    async def upload(self, name: str, content: Any, caption: str = "", **more: str) -> int:
        """Send a file as the page does."""
        query = {"id": secrets.token_hex(8), "name": name, "caption": caption, **more}
        headers = {"Content-Type": "application/octet-stream"}
        async with self._http.post("/uploads", params=query, data=content, headers=headers) as answer:
            return answer.status

    async def look(self) -> list[dict[str, Any]]:
        """What is new since the last look."""
        place = {"mine": self._mine, "theirs": self._theirs}
        async with self._http.get("/news", params=place) as answer:
            assert answer.status == 200
            news = await answer.json()
        self._mine, self._theirs = news["mine"], news["theirs"]
        self.lines += news["lines"]
        found: list[dict[str, Any]] = news["lines"]
        return found

    async def answer(self, count: int = 1, seconds: float = 10.0) -> list[str]:
        """The texts of the next replies, once there are so many."""
        replies: list[str] = []
        async with asyncio.timeout(seconds):
            while len(replies) < count:
                replies += [line["text"] for line in await self.look() if "mine" not in line]
                if len(replies) < count:
                    await asyncio.sleep(0.01)
        return replies


async def rows(store: Store, table: sa.Table) -> int:
    """How many rows stand in a table."""

    def count(tx: Tx) -> int:
        return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    return await store.read(count)
