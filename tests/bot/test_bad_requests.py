"""What nobody should send: refused with the right status, nothing stored, and nobody else waits for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from storage import schema
from storage.database import Store, Tx
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.web_chat import WebChat, web_chat

TEN_MEGABYTES = 10 * 1024 * 1024
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def chat(assistant: Assistant, telegram: TelegramServer, zalo: ZaloServer) -> AsyncIterator[WebChat]:
    """The web chat and both webhooks on one address."""
    settings = {"public_url": "https://xa.example/chibo", **telegram.settings, **zalo.settings}
    async with web_chat(assistant, **settings) as running:
        telegram.webhook_at = zalo.webhook_at = running.address
        await telegram.wait_until(lambda: telegram.webhook)
        await zalo.wait_until(lambda: zalo.webhook)
        yield running


async def stored(store: Store) -> int:
    """How many messages and files."""

    def count(tx: Tx) -> int:
        return sum(
            int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
            for table in (schema.inbox, schema.received_file, schema.outbox)
        )

    return await store.read(count)


def way_in(
    kind: str, telegram: TelegramServer, zalo: ZaloServer, chat: WebChat
) -> tuple[str, dict[str, str]]:
    """Where something is posted, with everything that makes it acceptable but its body."""
    ours = {"Origin": chat.address}
    match kind:
        case "telegram":
            return "/webhook/telegram", JSON | {
                "X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]
            }
        case "zalo":
            return "/webhook/zalo", JSON | {"X-Bot-Api-Secret-Token": zalo.webhook["secret_token"]}
        case "messages":
            return "/messages", JSON | ours
        case "sign-in":
            return "/sign-in", ours | {"Content-Type": "application/x-www-form-urlencoded"}
        case _:
            stream = {"Content-Type": "application/octet-stream"}
            return "/uploads?id=an-id-of-ours&name=a.pdf", ours | stream


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """A body whose length nobody is told."""
    yield b"%PDF-"
    for _ in range(size // 65536):
        yield b"x" * 65536


async def cookie_of(chat: WebChat, account: str) -> dict[str, str]:
    form = {"code": await chat.code_for(account)}
    async with (
        aiohttp.ClientSession(chat.address, headers={"Origin": chat.address}) as http,
        http.post("/sign-in", data=form, allow_redirects=False) as answer,
    ):
        return {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("kind", ["telegram", "zalo", "messages", "sign-in", "uploads"])
async def test_ten_megabytes_are_refused_and_nobody_waits_for_them(
    chat: WebChat, store: Store, telegram: TelegramServer, zalo: ZaloServer, kind: str, is_announced: bool
) -> None:
    path, headers = way_in(kind, telegram, zalo, chat)
    headers |= await cookie_of(chat, "hom")
    size = TEN_MEGABYTES + 1
    body = BytesIO(b"%PDF-" + b"x" * size) if is_announced else in_pieces(size)
    async with aiohttp.ClientSession(chat.address) as http:
        flood = asyncio.create_task(_status(http, path, headers, body))
        async with asyncio.timeout(5), http.get("/sign-in") as answer:
            assert answer.status == 200
        assert await flood == 413
    assert await stored(store) == 0
    assert await telegram.deliver({"update_id": 1, "message": telegram.message(5, text="chào")}) == 200
    await telegram.wait_until(lambda: telegram.to(5), seconds=5)


async def _status(http: aiohttp.ClientSession, path: str, headers: dict[str, str], body: Any) -> int:
    try:
        async with http.post(path, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status
    except aiohttp.ClientOSError:  # hung up on while still sending: refused as well
        return 413


@pytest.mark.parametrize("kind", ["telegram", "zalo", "messages", "sign-in", "uploads"])
async def test_a_body_that_trickles_in_keeps_nobody_waiting(
    chat: WebChat, store: Store, telegram: TelegramServer, zalo: ZaloServer, kind: str
) -> None:
    path, headers = way_in(kind, telegram, zalo, chat)
    headers |= await cookie_of(chat, "hom")
    host, port = chat.address.removeprefix("http://").split(":")
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}:{port}", "Content-Length: 5000"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writers = []
    for _ in range(20):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(("\r\n".join(lines) + "\r\n\r\n{").encode())
        await writer.drain()
        writers.append(writer)
    assert await telegram.deliver({"update_id": 1, "message": telegram.message(5, text="chào")}) == 200
    await telegram.wait_until(lambda: telegram.to(5), seconds=5)
    async with aiohttp.ClientSession(chat.address) as http, asyncio.timeout(5), http.get("/sign-in") as page:
        assert page.status == 200
    for writer in writers:
        writer.close()
    assert await stored(store) == 2  # the message and its answer


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/html",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json5",
    ],
)
@pytest.mark.parametrize("kind", ["telegram", "zalo", "messages", "sign-in", "uploads"])
async def test_another_content_type_is_refused(
    chat: WebChat,
    store: Store,
    telegram: TelegramServer,
    zalo: ZaloServer,
    kind: str,
    content_type: str,
) -> None:
    path, headers = way_in(kind, telegram, zalo, chat)
    headers |= await cookie_of(chat, "hom") | {"Content-Type": content_type}
    async with aiohttp.ClientSession(chat.address) as http:
        assert await _status(http, path, headers, b"{}") == 415
    assert await stored(store) == 0


NONSENSE: list[Any] = [
    {"update_id": 5},
    {"update_id": 5, "message": None},
    {"update_id": 5, "message": {"chat": {"id": "none"}, "date": "never"}},
    {"update_id": 5, "message": [[[]]], "callback_query": 7},
    {"update_id": 2**70, "message": {"text": "\x00" * 100}},
]


@pytest.mark.parametrize("update", NONSENSE, ids=range(len(NONSENSE)))
async def test_an_update_that_cannot_be_read_holds_up_nobody(
    chat: WebChat, telegram: TelegramServer, zalo: ZaloServer, update: Any
) -> None:
    assert await telegram.deliver(update) in (200, 400)
    event = {"event_name": "message.text.received", **{k: v for k, v in update.items() if k != "update_id"}}
    assert await zalo.deliver(event) in (200, 400)
    assert await telegram.deliver({"update_id": 9, "message": telegram.message(5, text="chào")}) == 200
    await telegram.wait_until(lambda: telegram.to(5), seconds=5)
    await zalo.write("z5", "chào")
    await zalo.wait_until(lambda: zalo.to("z5"), seconds=5)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"code=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"code=%d" % number for number in range(1000)), "application/x-www-form-urlencoded", 400),
        (b"code=%00%ff%ed%a0%80", "application/x-www-form-urlencoded", 403),
        (b"code=x", "application/x-www-form-urlencoded; charset=klingon", 403),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
async def test_a_sign_in_that_is_no_form_is_refused(
    chat: WebChat, body: bytes, content_type: str, status: int
) -> None:
    headers = {"Origin": chat.address, "Content-Type": content_type}
    async with aiohttp.ClientSession(chat.address) as http:
        assert await _status(http, "/sign-in", headers, body) == status


async def test_a_refusal_tells_nothing_of_what_was_sent(
    chat: WebChat, telegram: TelegramServer, zalo: ZaloServer, caplog: pytest.LogCaptureFixture
) -> None:
    path, headers = way_in("telegram", telegram, zalo, chat)
    body = json.dumps([{"name": "Lò Thị Mai"}]).encode()
    async with (
        aiohttp.ClientSession(chat.address) as http,
        http.post(path, data=body, headers=headers) as answer,
    ):
        assert answer.status == 400
        assert "Mai" not in await answer.text()
    assert "Mai" not in caplog.text
