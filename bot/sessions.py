"""Who asks in the web chat: the session behind a cookie, and only from our own page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from storage import sign_in
from storage.database import Store

COOKIE = "chibo_session"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who asks, and by which session."""

    account: str
    token: str


class Sessions:
    """The open sessions. `public_url` is how the page is reached from outside, if through a proxy."""

    def __init__(self, store: Store, clock: Callable[[], datetime], public_url: str) -> None:
        self._store = store
        self._clock = clock
        self.outside = urlsplit(public_url)

    async def of(self, request: web.Request) -> Session | None:
        """The session of a request."""
        token = request.cookies.get(COOKIE)
        account = await self._store.read(sign_in.account_of, token, self._clock()) if token else None
        return Session(account=account, token=token) if token and account else None

    async def required(self, request: web.Request) -> Session:
        """The session of a request. Raises 401."""
        session = await self.of(request)
        if session is None:
            raise web.HTTPUnauthorized
        return session

    def from_our_page(self, handler: Handler) -> Handler:
        """Refuse what another site's page makes a browser send with our cookie."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._is_from_our_page(request):
                raise web.HTTPForbidden
            return await handler(request)

        return guarded

    def _is_from_our_page(self, request: web.Request) -> bool:
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = urlsplit(request.headers.get("Origin", ""))
        return bool(origin.netloc) and origin.netloc in (request.host, self.outside.netloc)
