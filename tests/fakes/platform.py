"""What every fake platform is: an API on loopback, a webhook, and whoever waits for something to change."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from pydantic import SecretStr

F = TypeVar("F", bound=StrEnum)


def is_done(fault: StrEnum) -> bool:
    """Whether the call takes effect, and only its answer goes wrong."""
    return fault.name.endswith("_AFTER")


class Platform(ABC, Generic[F]):
    """A platform on loopback. Its webhook has a public address, which `webhook_at` leads to."""

    name: str
    webhook_header: str  # in which the secret comes

    def __init__(self, token: str) -> None:
        self.token = token
        self.url = ""
        self.calls: list[str] = []
        self.faults: defaultdict[str, deque[F]] = defaultdict(deque)  # of the next calls of a method
        self.latency = 0.0  # seconds that a sending call takes
        self.webhook: dict[str, str] = {}
        self.webhook_at = ""
        self.now = datetime(2025, 11, 24, 2, 0, tzinfo=UTC)  # stamped on every message
        self._last_message = 0
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What connects the assistant with it."""
        return {f"{self.name}_token": SecretStr(self.token), f"{self.name}_api_url": self.url}

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """The platform's API; its methods lead to `call`."""

    @abstractmethod
    async def fields_of(self, request: web.Request) -> dict[str, Any]:
        """What a call says."""

    @abstractmethod
    async def answer(self, method: str, fields: dict[str, Any]) -> web.Response:
        """What a call does, and its answer."""

    @abstractmethod
    async def fail(self, request: web.Request, fault: F) -> web.StreamResponse:
        """How a fault looks from outside."""

    @abstractmethod
    def unauthorised(self) -> web.Response:
        """The answer to another token."""

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A call of a method, with the fault that is due for it."""
        if request.match_info["token"] != self.token:
            return self.unauthorised()
        method = request.match_info["method"]
        self.calls.append(method)
        if self.latency and method.startswith("send"):
            await asyncio.sleep(self.latency)
        fields, fault = await self.fields_of(request), self.next_fault(method)
        if fault is not None and not is_done(fault):
            await self.tell()
            return await self.fail(request, fault)
        answer = await self.answer(method, fields)
        await self.tell()
        return answer if fault is None else await self.fail(request, fault)

    def next_fault(self, method: str) -> F | None:
        """What goes wrong with this call."""
        return self.faults[method].popleft() if self.faults[method] else None

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def wait_until(self, condition: Callable[[], Any], seconds: float = 10.0) -> None:
        """Wait until `condition()` holds; it is asked after every change."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(condition)

    async def tell(self) -> None:
        """Something has changed."""
        async with self._changed:
            self._changed.notify_all()

    async def post(self, body: dict[str, Any]) -> int:
        """POST to the webhook, as the platform does; the status."""
        headers = {self.webhook_header: self.webhook["secret_token"]}
        url = self.webhook_at + urlsplit(self.webhook["url"]).path.removeprefix("/chibo")
        async with aiohttp.ClientSession() as http, http.post(url, json=body, headers=headers) as answer:
            return answer.status


P = TypeVar("P", bound=Platform[Any])


@asynccontextmanager
async def serving(platform: P) -> AsyncIterator[P]:
    """The platform at work until left."""
    await platform.start()
    try:
        yield platform
    finally:
        await platform.stop()


def cut(request: web.Request) -> web.StreamResponse:
    """The connection breaks off."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def bad_gateway() -> web.StreamResponse:
    return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")


def hotel_page() -> web.StreamResponse:
    """What a network that wants a sign-in puts in place of any answer."""
    return web.Response(text="<html>Welcome to the hotel</html>", content_type="text/html")


def half_an_answer() -> web.StreamResponse:
    return web.Response(text='{"ok":true,"result":{"message_', content_type="application/json")
