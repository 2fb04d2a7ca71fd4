"""Files from a browser: refused before they are read where they can be, stored before they are confirmed."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from aiohttp import web

from bot.allowance import Allowance
from bot.channels.web import BOT_ID, Uploaded, update_id_of, update_with_file, uploaded
from bot.file_links import as_download
from bot.sessions import Session, Sessions
from bot.web import UPLOADS, Accept, file_of
from domain.files import kind_of
from domain.messages import ChannelName, File
from storage import files, inbox, users
from storage.database import Store, Tx

_AT_ONCE = 3  # in memory, of up to ten megabytes each


class Uploads:
    """Where a browser sends files, and sees its own again. `arrived` hears whose chat has one more."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        accept: Accept,
        *,
        clock: Callable[[], datetime],
        arrived: Callable[[str], None],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._accept = accept
        self._clock = clock
        self._arrived = arrived
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._allowed = Allowance(20, seconds=60)

    def routes(self) -> list[web.RouteDef]:
        """Both ways."""
        return [
            web.post(UPLOADS, self._sessions.from_our_page(self._receive)),
            web.get(UPLOADS + "/{number:[0-9]{19}}", self._show),
        ]

    async def _receive(self, request: web.Request) -> web.Response:
        """200 once it is stored; 415 for what nothing is done with, whatever it is called."""
        session = await self._sessions.required(request)
        upload = uploaded(request.query)
        if upload is None:
            raise web.HTTPBadRequest
        # A type that no form of another site can send; what tells none is taken for it by the server.
        if request.headers.get("Content-Type") != "application/octet-stream":
            raise web.HTTPUnsupportedMediaType
        user = await self._store.read(users.by_identity, ChannelName.WEB, session.account, self._clock())
        if user is None:  # signed in by an invitation that was not spent yet
            raise web.HTTPForbidden
        if not self._allowed.take(session.account):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
        async with self._room:
            content = await file_of(request)
            kind = kind_of(content)
            if kind is None:
                raise web.HTTPUnsupportedMediaType
            keep = partial(files.keep, user_id=user.id, name=upload.name, kind=kind, content=content)
            await self._store_once(session, upload, keep)
        self._arrived(session.account)
        return web.json_response({"stored": upload.id})

    async def _store_once(self, session: Session, upload: Uploaded, keep: Callable[..., int]) -> None:
        now = self._clock()
        update_id = update_id_of(session.account, upload.id)
        file_id = await self._store.write(_keep_new, update_id, partial(keep, now=now))
        if file_id is not None:
            await self._accept(BOT_ID, [update_with_file(session.account, upload, file_id, now)])

    async def _show(self, request: web.Request) -> web.Response:
        """A file that the asker sent; 404 for anybody else's."""
        session = await self._sessions.required(request)
        number = int(request.match_info["number"])
        file = await self._store.read(self._own, session.account, number, self._clock())
        if file is None:
            raise web.HTTPNotFound
        return as_download(file)

    def _own(self, tx: Tx, account: str, number: int, now: datetime) -> File | None:
        user = users.by_identity(tx, ChannelName.WEB, account, now)
        kept = files.head(tx, number)
        if user is None or kept is None or kept.user_id != user.id:
            return None
        return files.opened(tx, number)


def _keep_new(tx: Tx, update_id: str, keep: Callable[[Tx], int]) -> int | None:
    """The file's id; None where the browser only asks again, having missed the answer."""
    return None if inbox.is_known(tx, ChannelName.WEB, BOT_ID, update_id) else keep(tx)
