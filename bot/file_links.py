"""Files over HTTP: as downloads, and behind links that nobody guesses, for platforms that take no files."""

import secrets
import time
from collections import OrderedDict
from urllib.parse import quote

from aiohttp import web

from domain.files import kind_of
from domain.messages import File

LIFETIME = 24 * 3600.0
_KEPT = 200  # those offered longest ago make room
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
    """Files that can be fetched for a day by whoever was given the link; a restart ends every link."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._files: OrderedDict[str, tuple[float, File]] = OrderedDict()

    def offer(self, file: File) -> str:
        """A new link to the file."""
        token = secrets.token_urlsafe(24)
        self._files[token] = (time.monotonic() + LIFETIME, file)
        while len(self._files) > _KEPT:
            self._files.popitem(last=False)
        return f"{self._public_url}/shared/{token}/{quote(file.name)}"

    def routes(self) -> list[web.RouteDef]:
        """Where the links lead."""
        return [web.get("/shared/{token}/{name}", self._fetch)]

    async def _fetch(self, request: web.Request) -> web.Response:
        ends_at, file = self._files.get(request.match_info["token"], (0.0, None))
        if file is None or time.monotonic() >= ends_at:
            raise web.HTTPNotFound
        return as_download(file)
