"""Webhooks over real HTTP: the secret first, then the disk, and only then 200."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from domain.messages import ChannelName
from storage import inbox, schema
from storage.database import Store, Tx
from tests.channels import Channels, channels
from tests.fakes import telegram_server, zalo_server
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer

PUBLIC = "https://xa.example/chibo"
HEADERS = {"telegram": "X-Telegram-Bot-Api-Secret-Token", "zalo": "X-Bot-Api-Secret-Token"}


@pytest.fixture
async def public(assistant: Assistant, telegram: TelegramServer, zalo: ZaloServer) -> AsyncIterator[Channels]:
    """The assistant behind a public address, both platforms told of it."""
    async with channels(assistant, public_url=PUBLIC, **telegram.settings, **zalo.settings) as running:
        # The proxy takes its path away; here nothing stands between.
        telegram.webhook_at = zalo.webhook_at = running.address
        await telegram.wait_until(lambda: telegram.webhook)
        await zalo.wait_until(lambda: zalo.webhook)
        yield running


def path_of(kind: str) -> str:
    return f"/webhook/{kind}"


def secret_of(kind: str, telegram: TelegramServer, zalo: ZaloServer) -> str:
    return (telegram if kind == "telegram" else zalo).webhook["secret_token"]


def update_for(kind: str, telegram: TelegramServer, zalo: ZaloServer) -> dict[str, Any]:
    if kind == "telegram":
        return {"update_id": 7, "message": telegram.message(5, text="chào")}
    return {"event_name": "message.text.received", "message": zalo.message("z5", text="chào")}


async def kept(store: Store) -> int:
    def count(tx: Tx) -> int:
        return int(tx.execute(sa.select(sa.func.count()).select_from(schema.inbox)).scalar_one())

    return await store.read(count)


async def test_both_platforms_are_told_the_address_and_a_secret_of_their_own(
    public: Channels, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    assert telegram.webhook["url"] == f"{PUBLIC}/webhook/telegram"
    assert zalo.webhook["url"] == f"{PUBLIC}/webhook/zalo"
    secrets = {telegram.webhook["secret_token"], zalo.webhook["secret_token"]}
    assert len(secrets) == 2
    assert all(len(secret) == 32 for secret in secrets)
    assert not any(secret in telegram_server.TOKEN + zalo_server.TOKEN for secret in secrets)
    assert telegram.allowed_updates == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert "getUpdates" not in telegram.calls + zalo.calls


@pytest.mark.parametrize("kind", ["telegram", "zalo"])
async def test_what_is_posted_is_stored_and_answered(
    public: Channels, store: Store, telegram: TelegramServer, zalo: ZaloServer, kind: str
) -> None:
    update = update_for(kind, telegram, zalo)
    for _ in range(3):  # a platform repeats what it is not sure of
        assert await (telegram.deliver(update) if kind == "telegram" else zalo.deliver(update)) == 200
    if kind == "telegram":
        await telegram.wait_until(lambda: telegram.to(5))
    else:
        await zalo.wait_until(lambda: zalo.to("z5"))
    assert await kept(store) == 1


async def test_zalo_may_post_an_event_bare_or_wrapped(
    public: Channels, store: Store, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    event = update_for("zalo", telegram, zalo)
    headers = {HEADERS["zalo"]: zalo.webhook["secret_token"]}
    async with aiohttp.ClientSession(public.address) as http:
        for body in (event, {"ok": True, "result": event}):
            async with http.post(path_of("zalo"), json=body, headers=headers) as answer:
                assert answer.status == 200
    assert await kept(store) == 1


@pytest.mark.parametrize("kind", ["telegram", "zalo"])
@pytest.mark.parametrize("secret", [None, "", "wrong", "đúng", "x" * 5000])
async def test_a_wrong_secret_is_refused_before_the_body_is_read(
    public: Channels, store: Store, telegram: TelegramServer, zalo: ZaloServer, kind: str, secret: str | None
) -> None:
    headers = {} if secret is None else {HEADERS[kind]: secret}
    async with aiohttp.ClientSession(public.address) as http:
        body = update_for(kind, telegram, zalo)
        async with http.post(path_of(kind), json=body, headers=headers) as answer:
            assert answer.status == 401
    assert await kept(store) == 0


@pytest.mark.parametrize("kind", ["telegram", "zalo"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"update_id": "7", "event_name": 7}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"update_id=7", "application/x-www-form-urlencoded", 415),
        (b'{"update_id": 7}', "text/plain", 415),
        (b"x" * 300_000, "application/json", 413),
    ],
)
async def test_what_is_no_update_is_refused_and_not_stored(
    public: Channels,
    store: Store,
    telegram: TelegramServer,
    zalo: ZaloServer,
    kind: str,
    body: bytes,
    content_type: str,
    status: int,
) -> None:
    headers = {HEADERS[kind]: secret_of(kind, telegram, zalo), "Content-Type": content_type}
    async with (
        aiohttp.ClientSession(public.address) as http,
        http.post(path_of(kind), data=body, headers=headers) as answer,
    ):
        assert answer.status == status
    assert await kept(store) == 0


@pytest.mark.parametrize("kind", ["telegram", "zalo"])
async def test_half_a_character_stops_nobody(
    public: Channels, store: Store, telegram: TelegramServer, zalo: ZaloServer, kind: str
) -> None:
    update = update_for(kind, telegram, zalo)
    update["message"]["text"] = "chào \ud83d"
    body = json.dumps(update).encode()
    headers = {HEADERS[kind]: secret_of(kind, telegram, zalo), "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(public.address) as http,
        http.post(path_of(kind), data=body, headers=headers) as answer,
    ):
        assert answer.status == 200
    if kind == "telegram":
        await telegram.wait_until(lambda: telegram.to(5))
    else:
        await zalo.wait_until(lambda: zalo.to("z5"))


async def test_while_nothing_can_be_stored_the_platform_is_not_told_that_it_was(
    public: Channels, store: Store, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    def limit(tx: Tx, pages: int) -> None:
        tx.execute(sa.text(f"PRAGMA max_page_count = {pages}"))

    update = update_for("telegram", telegram, zalo)
    update["message"]["text"] = "x" * 100_000
    await store.write(limit, 1)  # SQLite takes it as "no more than now"
    assert await telegram.deliver(update) == 503
    await store.write(limit, 1_000_000)
    assert await telegram.deliver(update) == 200
    assert await store.read(inbox.waiting, ChannelName.TELEGRAM) or telegram.to(5)


async def test_without_a_public_address_there_is_no_webhook(assistant: Assistant) -> None:
    async with channels(assistant) as running, aiohttp.ClientSession(running.address) as http:
        for kind in HEADERS:
            async with http.post(path_of(kind), json={}) as answer:
                assert answer.status == 404


async def test_polling_takes_a_forgotten_webhook_away(
    assistant: Assistant, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    telegram.webhook = {"url": f"{PUBLIC}/webhook/telegram", "secret_token": "before"}
    zalo.webhook = {"url": f"{PUBLIC}/webhook/zalo", "secret_token": "before, a while"}
    async with channels(assistant, **telegram.settings, **zalo.settings):
        await telegram.wait_until(lambda: not telegram.webhook)
        await zalo.wait_until(lambda: not zalo.webhook)
        await telegram.write(5, "chào")
        await zalo.write("z5", "chào")
        await telegram.wait_until(lambda: telegram.to(5))
        await zalo.wait_until(lambda: zalo.to("z5"))
