"""The HTTP side: one small server for browsers, platforms and monitors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.files import MOST_BYTES
from storage.inbox import Update
from storage.sqlite import DatabaseProblem

log = logging.getLogger(__name__)

Accept = Callable[[str, Sequence[Update]], Awaitable[None]]

BODY_LIMIT = 256 * 1024
UPLOADS = "/uploads"  # where a body may be as large as a file
_READING_TIME = 10.0  # seconds a body may take
_UPLOADING_TIME = 120.0
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "chibo",
}


class CannotListen(Exception):
    """The address or port cannot be used, most often because another program has it."""


def application(routes: Iterable[web.RouteDef]) -> web.Application:
    """The routes behind the limits and headers that hold for all of them."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_within_limits])
    app.add_routes(routes)
    app.on_response_prepare.append(_add_headers)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Listen until left; gives the port, which the system chose where it was 0. Raises CannotListen."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotListen from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def address_of(host: str, port: int) -> str:
    """How a program on this machine reaches who listens there."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - only named here
    return f"http://{name}:{port}"


async def body_of(request: web.Request, content_type: str) -> bytes:
    """The whole body. Raises 415 for another type, 413 for too much, 408 for too slow."""
    if request.content_type != content_type:
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(_READING_TIME):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


async def file_of(request: web.Request) -> bytes:
    """The file that is the body, read piece by piece. Raises 413 for too much, 408 for too slow."""
    content = bytearray()
    try:
        async with asyncio.timeout(_UPLOADING_TIME):
            async for piece in request.content.iter_any():
                content += piece
                if len(content) > MOST_BYTES:
                    raise web.HTTPRequestEntityTooLarge(max_size=MOST_BYTES, actual_size=len(content))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(content)


@web.middleware
async def _within_limits(request: web.Request, handler: Handler) -> web.StreamResponse:
    limit = MOST_BYTES if request.path == UPLOADS else BODY_LIMIT
    if (length := request.content_length or 0) > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=length)
    try:
        return await handler(request)
    except DatabaseProblem:
        log.exception("a request waits for the database")
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from None


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)  # also over the library's own: which version runs is nobody's business
    response.headers.setdefault("Cache-Control", "no-store")
