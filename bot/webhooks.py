"""Where platforms post what they have for us: the secret first, then the disk, and only then 200."""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.web import Accept, body_of

if TYPE_CHECKING:  # imported by whoever serves the channel: their libraries are slow to load
    from bot.channels.telegram import Telegram
    from bot.channels.zalo import Zalo

Take = Callable[[dict[str, Any]], Awaitable[bool]]


def telegram_webhook(channel: "Telegram", accept: Accept, secret: str) -> web.RouteDef:
    """Where Telegram posts its updates."""
    return _webhook(
        "/webhook/telegram",
        "X-Telegram-Bot-Api-Secret-Token",
        secret,
        lambda update: channel.take_in(update, accept),
    )


def zalo_webhook(channel: "Zalo", accept: Accept, secret: str) -> web.RouteDef:
    """Where Zalo posts its events."""
    return _webhook(
        "/webhook/zalo", "X-Bot-Api-Secret-Token", secret, lambda event: channel.take_in(event, accept)
    )


def _webhook(path: str, header: str, secret: str, take_in: Take) -> web.RouteDef:
    """401 for a wrong secret, before the body is read; 400 for what is no update; 200 once it is stored.

    A platform repeats what was answered otherwise, so nothing is lost while the disk is full (503).
    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(header, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode()):
            raise web.HTTPUnauthorized
        try:
            update = json.loads(await body_of(request, "application/json"))
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if not isinstance(update, dict) or not await take_in(update):
            raise web.HTTPBadRequest
        return web.Response()

    return web.post(path, receive)
