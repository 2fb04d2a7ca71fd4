"""What the web chat takes from a browser, and what it refuses: other sites, other sizes, other shapes."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.assistant import Assistant
from storage import schema
from storage.database import Store
from tests.web_chat import START, Browser, WebChat, rows, web_chat


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    assistant: Assistant, chat: WebChat
) -> None:
    async def cookie_of(running: WebChat) -> str:
        async with running.browser() as browser:
            form = {"code": await running.code_for("hom")}
            async with browser.http.post("/sign-in", data=form, allow_redirects=False) as answer:
                return answer.headers["Set-Cookie"]

    plain = await cookie_of(chat)
    assert "HttpOnly" in plain and "SameSite=Lax" in plain and "Path=/;" in plain and "Secure" not in plain
    async with web_chat(assistant, public_url="https://xa.example/chibo") as public:
        proxied = await cookie_of(public)
    assert "Secure" in proxied and "Path=/chibo/" in proxied


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_another_sites_page_can_neither_write_nor_listen(
    store: Store, hom: Browser, headers: dict[str, str]
) -> None:
    body = {"id": "12345678", "text": "chào"}
    async with hom.http.post("/messages", json=body, headers=headers) as answer:
        assert answer.status == 403
    async with hom.http.get(f"/socket?mine={START}&theirs={START}", headers=headers) as answer:
        assert answer.status == 403
    async with hom.http.post("/sign-out-everywhere", headers=headers) as answer:
        assert answer.status == 403
    assert await rows(store, schema.inbox) == 0


async def test_every_answer_forbids_foreign_scripts_and_frames(hom: Browser) -> None:
    for path in ("/", "/sign-in", "/history", "/static/chat.js", "/nowhere", "/healthz"):
        async with hom.http.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Server"] == "chibo"


async def test_the_page_names_nothing_outside_itself(hom: Browser) -> None:
    for path in ("/", "/sign-in"):
        async with hom.http.get(path) as answer:
            text = await answer.text()
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "style=" not in text and "onclick" not in text
    for name in ("chat.js", "sign-in.js", "chat.css", "icon.svg", "chat.webmanifest"):
        async with hom.http.get(f"/static/{name}") as answer:
            assert answer.status == 200
            tag = answer.headers["ETag"]
        async with hom.http.get(f"/static/{name}", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"id": "12345678"}',
        b'{"id": "12345678", "text": "  "}',
        b'{"id": "short", "text": "x"}',
        b'{"id": "12345678", "text": 5}',
        b'{"id": "12345678", "text": "x", "press": "y"}',
        b'{"id": "12345678", "text": "x", "account": "other"}',
        b'{"id": "12345678", "text": "x", "age": -1}',
        b'{"id": "12345678", "text": "x", "age": 1e9}',
        b'{"id": "12345678", "text": "x", "age": NaN}',
        b'{"id": "12345678", "text": "\\ud800"}',
        b'{"id": "12345678", "text": "\xff"}',
        b'{"id": "1234567\\n8", "text": "x"}',
        json.dumps({"id": "12345678", "text": "x" * 20_001}).encode(),
    ],
)
async def test_what_is_no_message_is_refused_and_not_stored(store: Store, hom: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with hom.http.post("/messages", data=body, headers=headers) as answer:
        assert answer.status == 400
    assert await rows(store, schema.inbox) == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_another_content_type_is_refused(store: Store, hom: Browser, kind: str) -> None:
    body = b'{"id": "12345678", "text": "x"}'
    async with hom.http.post("/messages", data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == 415
    assert await rows(store, schema.inbox) == 0


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b"x" * 65_536


@pytest.mark.parametrize("path", ["/messages", "/sign-in"])
@pytest.mark.parametrize("announced", [True, False])
async def test_ten_megabytes_are_refused_and_nobody_waits(
    store: Store, hom: Browser, path: str, announced: bool
) -> None:
    data: Any = io.BytesIO(b"x" * 10_485_760) if announced else _in_pieces(10_485_760)
    kind = "application/json" if path == "/messages" else "application/x-www-form-urlencoded"
    try:
        async with hom.http.post(path, data=data, headers={"Content-Type": kind}) as answer:
            assert answer.status == 413
    except aiohttp.ClientConnectionError:
        pass  # the server closed while we were still writing
    assert await rows(store, schema.inbox) == 0
    assert await hom.say("chào") == 200
    await hom.answer()


@pytest.mark.parametrize(
    "query", ["", "?mine=1&theirs=2", f"?mine={START}&theirs={'x' * 19}", "?mine=../../"]
)
async def test_a_place_that_is_none_is_refused(hom: Browser, query: str) -> None:
    async with hom.http.get(f"/news{query}") as answer:
        assert answer.status == 400
    async with hom.http.get("/history?before=-1") as answer:
        assert answer.status == 400


async def test_nobody_floods_the_inbox(hom: Browser) -> None:
    statuses = [await hom.say(f"chào {n}") for n in range(35)]
    assert statuses[:30] == [200] * 30
    assert statuses[30:] == [429] * 5


async def test_a_path_or_method_that_is_not_there_is_refused(hom: Browser) -> None:
    for path in ("/static/../web.py", "/static/chat.html", "/static/%2e%2e%2fweb.py", "/messages/1"):
        async with hom.http.get(path) as answer:
            assert answer.status == 404
    async with hom.http.put("/messages") as answer:
        assert answer.status == 405
