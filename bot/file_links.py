"""Files over HTTP: as downloads, and behind signed links, for platforms that take no files."""

import hmac
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from domain.files import kind_of
from domain.messages import Attachment, File, OutgoingMessage
from storage import outbox
from storage.database import Store

log = logging.getLogger(__name__)

LIFETIME = timedelta(days=1)
_KEPT = 20  # those offered longest ago make room
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_download(file: File) -> web.Response:
    """The file under its name: shown if it is a picture, else saved."""
    kind = _TYPES.get(file.name.rpartition(".")[2].lower(), "application/octet-stream")
    if file.is_picture and (found := kind_of(file.content)):
        kind = _TYPES[found.value]  # a picture that somebody sent may be called anything
    way = "inline" if file.is_picture else "attachment"
    headers = {
        "Content-Type": kind,
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "private, max-age=86400",
    }
    return web.Response(body=file.content, headers=headers)


class FileLinks:
    """Files that can be fetched for a day by whoever was given the link.

    A link names the message that the file belongs to and when it ends, signed with a key of the key file:
    nothing is kept for it, and it outlives a restart.
    """

    def __init__(
        self,
        store: Store,
        public_url: str,
        *,
        make: Callable[[Attachment], Awaitable[File]],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._public_url = public_url
        self._make = make
        self._clock = clock
        self._fresh: OrderedDict[int, File] = OrderedDict()  # just made: a platform fetches them at once

    def offer(self, message: OutgoingMessage) -> str:
        """A link to the message's file."""
        if message.file is None:
            raise ValueError("a message without a file")
        self._fresh[message.row] = message.file
        while len(self._fresh) > _KEPT:
            self._fresh.popitem(last=False)
        ends_at = int((self._clock() + LIFETIME).timestamp())
        token = f"{message.row}-{ends_at}-{self._signature(message.row, ends_at)}"
        return f"{self._public_url}/shared/{token}/{quote(message.file.name)}"

    def routes(self) -> list[web.RouteDef]:
        """Where the links lead."""
        return [web.get(r"/shared/{row:\d{1,19}}-{ends_at:\d{1,12}}-{signature}/{name}", self._fetch)]

    def _signature(self, row: int, ends_at: int) -> str:
        return self._store.keys.digest(f"file_link|{row}|{ends_at}").hex()

    async def _fetch(self, request: web.Request) -> web.Response:
        """The file; 404 for whatever we did not sign, what has ended, and what is no longer kept."""
        row, ends_at = int(request.match_info["row"]), int(request.match_info["ends_at"])
        given = request.match_info["signature"].encode("utf-8", "surrogateescape")
        is_ours = hmac.compare_digest(given, self._signature(row, ends_at).encode())
        if not is_ours or self._clock().timestamp() >= ends_at:
            raise web.HTTPNotFound
        attachment = await self._store.read(outbox.attachment_of, row)
        if attachment is None:
            raise web.HTTPNotFound
        try:
            return as_download(self._fresh.get(row) or await self._make(attachment))
        except LookupError:  # a picture that its owner has deleted
            raise web.HTTPNotFound from None
        except Exception as error:  # whatever is wrong with the drawing
            log.error("a file of kind %s cannot be drawn", attachment.kind, exc_info=error)
            raise web.HTTPServiceUnavailable from None
