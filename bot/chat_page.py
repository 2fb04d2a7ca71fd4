"""The web chat: its pages, signing in and out, posting, and news as it happens."""

import asyncio
import json
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape
from importlib import resources
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.allowance import Allowance
from bot.channels.web import (
    BOT_ID,
    Place,
    Posted,
    WebChannel,
    news_since,
    page_before,
    posted,
    update_of,
)
from bot.file_links import as_download
from bot.sessions import COOKIE, Session, Sessions
from bot.uploads import Uploads
from bot.web import Accept, body_of
from domain.messages import Attachment, File
from rendering.wording import web_page as words
from storage import history, invitations, sign_in
from storage.database import Store, Tx

log = logging.getLogger(__name__)

_SOCKETS_EACH = 10
_MOST_FIELDS = 20  # of a form
_SIGNED_OUT = 4401  # a close code of our own
_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
_PAGES = ("chat.html", "sign-in.html")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listener:
    """One open socket, and the bell that rings when there may be news for it."""

    socket: web.WebSocketResponse
    bell: asyncio.Event = field(default_factory=asyncio.Event)


class ChatPage:
    """The chat in a browser. `public_url` is how it is reached from outside, if through a proxy."""

    def __init__(
        self,
        store: Store,
        channel: WebChannel,
        accept: Accept,
        *,
        draw: Callable[[Attachment], Awaitable[File]],
        clock: Callable[[], datetime],
        public_url: str = "",
    ) -> None:
        self._store = store
        self._channel = channel
        self._draw = draw
        self._accept = accept
        self._clock = clock
        self._sessions = Sessions(store, clock, public_url)
        self._uploads = Uploads(store, self._sessions, accept, clock=clock, arrived=self.wake)
        self._files = _static_files()
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._wrong_codes = Allowance(10, seconds=300)
        self._posts = Allowance(30, seconds=10)

    def routes(self) -> list[web.RouteDef]:
        """Everything a browser may ask for."""
        return [
            web.get("/", self._chat),
            web.get("/sign-in", self._sign_in_page),
            web.post("/sign-in", self._sessions.from_our_page(self._sign_in)),
            web.post("/sign-out", self._sessions.from_our_page(self._sign_out)),
            web.post("/sign-out-everywhere", self._sessions.from_our_page(self._sign_out_everywhere)),
            web.get("/history", self._history),
            web.get("/news", self._news),
            web.get("/files/{number:[0-9]{19}}", self._file),
            web.get("/socket", self._sessions.from_our_page(self._socket)),
            web.post("/messages", self._sessions.from_our_page(self._post)),
            web.get("/static/{name}", self._static),
            *self._uploads.routes(),
        ]

    def wake(self, account: str) -> None:
        """There may be news in this account's chat."""
        for listener in self._listeners.get(account, ()):
            listener.bell.set()

    async def close(self, _: web.Application) -> None:
        """End every socket: the browsers come back to the next process."""
        for listeners in list(self._listeners.values()):
            for listener in list(listeners):
                await listener.socket.close(code=1001)

    # --- pages ------------------------------------------------------------------------------------

    async def _chat(self, request: web.Request) -> web.Response:
        if await self._sessions.of(request) is None:
            return web.Response(status=303, headers={"Location": "sign-in"})
        return self._page("chat.html")

    async def _sign_in_page(self, _: web.Request) -> web.Response:
        return self._page("sign-in.html")

    def _page(self, name: str, *, status: int = 200, problem: str = "", code: str = "") -> web.Response:
        content, _ = self._files[name]
        text = content.decode().replace("{problem}", escape(problem)).replace("{code}", escape(code))
        return web.Response(text=text, status=status, content_type="text/html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files or name in _PAGES:
            raise web.HTTPNotFound
        content, tag = self._files[name]
        headers = {"Cache-Control": "no-cache", "ETag": tag}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = _TYPES[name.rpartition(".")[2]]
        return web.Response(body=content, headers=headers)

    # --- signing in and out -----------------------------------------------------------------------

    async def _sign_in(self, request: web.Request) -> web.Response:
        fields = await _form_of(request)
        code, name = fields.get("code", "").strip(), fields.get("name", "").strip()[:100]
        client = _client_of(request)
        if self._wrong_codes.is_spent(client):
            return self._page("sign-in.html", status=429, problem=words.too_many_tries())
        token = await self._store.write(self._spend, code)
        if token is None and await self._store.read(_is_invitation, code, self._clock()):
            if not name:
                return self._page("sign-in.html", status=422, problem=words.name_needed(), code=code)
            token = await self._join(code, name)
        if token is None:
            self._wrong_codes.take(client)
            return self._page("sign-in.html", status=403, problem=words.wrong_code())
        await self._end(request)
        response = web.Response(status=303, headers={"Location": "./"})
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(sign_in.SESSION_LIFETIME.total_seconds()),
            path=self._cookie_path,
            secure=self._sessions.outside.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return response

    def _spend(self, tx: Tx, code: str) -> str | None:
        now = self._clock()
        account = sign_in.open_account(tx, code, now)
        return sign_in.start_session(tx, account, now) if account else None

    async def _join(self, code: str, name: str) -> str:
        """A new account whose first message spends the invitation, as on every other channel."""
        account = sign_in.new_account()
        token = await self._store.write(sign_in.start_session, account, self._clock())
        first = Posted(id=secrets.token_hex(8), text=f"/start {code}")
        await self._accept(BOT_ID, [update_of(account, first, self._clock(), name=name)])
        return token

    async def _sign_out(self, request: web.Request) -> web.Response:
        await self._end(request)
        return self._signed_out()

    async def _sign_out_everywhere(self, request: web.Request) -> web.Response:
        session = await self._sessions.of(request)
        if session is not None:
            await self._store.write(sign_in.end_all_sessions, session.account)
            self.wake(session.account)
        return self._signed_out()

    async def _end(self, request: web.Request) -> None:
        session = await self._sessions.of(request)
        if session is not None:
            await self._store.write(sign_in.end_session, session.token)
            self.wake(session.account)

    def _signed_out(self) -> web.Response:
        response = web.Response(status=303, headers={"Location": "sign-in"})
        response.del_cookie(COOKIE, path=self._cookie_path)
        return response

    @property
    def _cookie_path(self) -> str:
        return f"{self._sessions.outside.path}/"

    # --- the conversation -------------------------------------------------------------------------

    async def _history(self, request: web.Request) -> web.Response:
        session = await self._sessions.required(request)
        before = _number(request, "before") if "before" in request.query else None
        return _json(await self._store.read(page_before, session.account, self._clock(), before))

    async def _news(self, request: web.Request) -> web.Response:
        session = await self._sessions.required(request)
        return _json(await self._store.read(news_since, session.account, self._clock(), _place(request)))

    async def _file(self, request: web.Request) -> web.Response:
        """The file of one message of the own chat, drawn from the figures it was sent with."""
        session = await self._sessions.required(request)
        number = request.match_info["number"]
        attachment = await self._store.read(history.attachment_of, session.account, number)
        if attachment is None:
            raise web.HTTPNotFound
        try:
            file = self._channel.fresh_file(number) or await self._draw(attachment)
        except Exception as error:  # whatever is wrong with the drawing, the text told the same
            log.error("a file of kind %s cannot be drawn", attachment.kind, exc_info=error)
            raise web.HTTPServiceUnavailable from None
        return as_download(file)

    async def _post(self, request: web.Request) -> web.Response:
        session = await self._sessions.required(request)
        post = posted(await body_of(request, "application/json"))
        if post is None:
            raise web.HTTPBadRequest
        if not self._posts.take(session.account):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "10"})
        await self._accept(BOT_ID, [update_of(session.account, post, self._clock())])
        self.wake(session.account)
        return _json({"stored": post.id})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        session, place = await self._sessions.required(request), _place(request)
        if len(self._listeners.get(session.account, ())) >= _SOCKETS_EACH:
            raise web.HTTPTooManyRequests  # the page falls back to asking
        socket = web.WebSocketResponse(heartbeat=30.0, max_msg_size=1024)
        await socket.prepare(request)
        with self._listening(session.account, socket) as listener:
            pushing = asyncio.create_task(self._push(listener, session, place))
            try:
                async for _ in socket:
                    pass  # a browser posts; it says nothing here
            finally:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)
        return socket

    async def _push(self, listener: Listener, session: Session, place: Place) -> None:
        """What is on record, as it comes to be, until the socket or the session ends."""
        try:
            while True:
                listener.bell.clear()
                news = await self._store.read(self._news_for, session, place)
                if news is None:
                    await listener.socket.close(code=_SIGNED_OUT)
                    return
                if news["lines"]:
                    place = Place(mine=news["mine"], theirs=news["theirs"])
                    await listener.socket.send_str(_text(news))
                else:
                    await listener.bell.wait()
        finally:
            await listener.socket.close()

    def _news_for(self, tx: Tx, session: Session, place: Place) -> Mapping[str, Any] | None:
        now = self._clock()
        if sign_in.account_of(tx, session.token, now) is None:
            return None
        return news_since(tx, session.account, now, place)

    @contextmanager
    def _listening(self, account: str, socket: web.WebSocketResponse) -> Iterator[Listener]:
        listener = Listener(socket=socket)
        self._listeners[account].add(listener)
        try:
            yield listener
        finally:
            self._listeners[account].discard(listener)
            if not self._listeners[account]:
                del self._listeners[account]


def _is_invitation(tx: Tx, code: str, now: datetime) -> bool:
    return invitations.peek(tx, code, now) is not None


def _place(request: web.Request) -> Place:
    return Place(mine=_number(request, "mine"), theirs=_number(request, "theirs"))


def _number(request: web.Request, name: str) -> str:
    number = request.query.get(name, "")
    if not (len(number) == 19 and number.isascii() and number.isdecimal() and int(number) < 2**63):
        raise web.HTTPBadRequest
    return number


async def _form_of(request: web.Request) -> dict[str, str]:
    """The fields of a form, in UTF-8 as our page sends it. Raises 400 for what is none, and as `body_of`."""
    body = await body_of(request, "application/x-www-form-urlencoded")
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise web.HTTPBadRequest from None


def _client_of(request: web.Request) -> str:
    """Whose address it is; through a proxy on this machine, the one that the proxy saw."""
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    try:
        through_proxy = bool(forwarded) and ip_address(peer).is_loopback
    except ValueError:
        through_proxy = False
    return forwarded.rpartition(",")[2].strip()[:64] if through_proxy else peer


def _json(content: Mapping[str, Any]) -> web.Response:
    return web.Response(text=_text(content), content_type="application/json")


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _static_files() -> dict[str, tuple[bytes, str]]:
    """Every file beside the page, with a tag that changes when it does."""
    folder = resources.files("bot").joinpath("static")
    contents = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    return {name: (content, f'"{sha256(content).hexdigest()[:16]}"') for name, content in contents.items()}
