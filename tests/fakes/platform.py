"""What every fake platform is: an API on loopback, a webhook, and whoever waits for something to change."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from pydantic import SecretStr


class Platform(ABC):
    """A platform on loopback. Its webhook has a public address, which `webhook_at` leads to."""

    name: str
    webhook_header: str  # in which the secret comes

    def __init__(self, token: str) -> None:
        self.token = token
        self.url = ""
        self.calls: list[str] = []
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
        """The platform's API."""

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


P = TypeVar("P", bound=Platform)


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
