"""A message made durable: one by one, many in flight, and the whole way from the update to the card.

The floor reads an update with Telegram's library and keeps it in one row and one commit, in WAL with
synchronous=FULL, on the same disk.
"""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from itertools import count
from time import perf_counter
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram import Update as NativeUpdate
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bench.echoing import BOOK, ECHO, NOW, bare_database, opened_store, running, service
from bench.measuring import Row, Scale, Side, compared, interleaved
from bot.assistant import Assistant
from bot.channels.telegram import Telegram
from bot.settings import Settings
from domain.messages import ChannelName, IncomingMessage, OutgoingMessage
from domain.units import UnitKind
from domain.users import Role
from storage import drafts, inbox, outbox, units, users
from storage.database import Store, Tx
from storage.inbox import Update

TOKEN = "100200300:AAnobodysnobodysnobodysnobodysnobody"  # noqa: S105 - opens nothing
_IN_FLIGHT = 128
_BATCH = 100  # what Telegram hands over at once
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def one_by_one(scale: Scale) -> list[Row]:
    """A message of three statements, and a report up to its card, against parsing and one bare commit."""
    async with opened_store(scale) as (store, folder):
        with closing(bare_database(folder)) as bare:
            reports = _Reports(store)
            floor, statements, whole = await interleaved(
                scale,
                _timed(scale.messages, lambda updates: _commit_each(bare, updates)),
                _timed(scale.messages, lambda updates: _keep_each(store, updates)),
                reports.side(min(scale.messages, 64)),
            )
            await reports.check()
    against = "parse + one bare commit"
    return [
        compared("one by one: a message of three statements", against, statements, floor, goal=2.3),
        compared("one by one: a report, from update to card", against, whole, floor, goal=6),
    ]


async def many_in_flight(scale: Scale) -> list[Row]:
    """The same with 128 in flight, sharing commits, against an echo that stores nothing."""
    async with opened_store(scale) as (store, _), _echoing() as (application, bot):

        async def echo(raw: str) -> None:
            await application.process_update(NativeUpdate.de_json(json.loads(raw), bot))

        async def keep_and_echo(raw: str) -> None:
            chat_id = await _keep(store, raw)
            await bot.send_message(chat_id, ECHO.text, link_preview_options=_NO_PREVIEW)

        async def alone(updates: Sequence[Update]) -> None:
            for update in updates:
                await keep_and_echo(update.raw)

        floor, together, apart, service = await interleaved(
            scale,
            _timed(scale.messages, lambda updates: _in_flight(echo, updates)),
            _timed(scale.messages, lambda updates: _in_flight(keep_and_echo, updates)),
            _timed(scale.messages, alone),
            _timed(scale.messages, lambda updates: _serve(store, updates)),
        )
    against = "echo without storage, 128 in flight"
    return [
        compared("128 in flight: three statements, shared commits", against, together, floor, goal=1.5),
        compared("128 in flight: three statements, shared commits", "the same, one by one", together, apart),
        compared("inbox, answer, outbox, sent: the whole service", against, service, floor),
    ]


# --- the sides --------------------------------------------------------------------------------------


def _timed(messages: int, work: Callable[[Sequence[Update]], Awaitable[None]]) -> Side:
    """Seconds a message, over updates that nobody has seen yet."""

    async def side() -> float:
        updates = [
            _update(next(_numbers), "Chào trợ lý, tháng này chi bộ em có mấy hồ sơ?") for _ in range(messages)
        ]
        started = perf_counter()
        await work(updates)
        return (perf_counter() - started) / messages

    return side


async def _commit_each(bare: sqlite3.Connection, updates: Sequence[Update]) -> None:
    for update in updates:
        message = NativeUpdate.de_json(json.loads(update.raw), None).message
        assert message is not None
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO message (chat, raw) VALUES (?, ?)", (str(message.chat_id), update.raw))
        bare.execute("COMMIT")


async def _keep_each(store: Store, updates: Sequence[Update]) -> None:
    for update in updates:
        await _keep(store, update.raw)


async def _keep(store: Store, raw: str) -> str:
    message = _channel.parse(raw, NOW)
    assert message is not None
    await store.write(_three_statements, message, raw)
    return message.address.chat_id


def _three_statements(tx: Tx, message: IncomingMessage, raw: str) -> None:
    """Received, answered and handled: what every message writes at least, here in one transaction."""
    chat_id = message.address.chat_id
    row_id = inbox.store(tx, ChannelName.TELEGRAM, "bench", message.message_id, chat_id, raw, NOW)
    outbox.add_reply(tx, address=message.address, reply=ECHO, user=None, inbox_id=row_id, now=NOW)
    assert row_id is not None and inbox.done(tx, row_id)


async def _in_flight(work: Callable[[str], Awaitable[None]], updates: Sequence[Update]) -> None:
    waiting = iter(updates)

    async def worker() -> None:
        for update in waiting:
            await work(update.raw)

    async with asyncio.TaskGroup() as workers:
        for _ in range(_IN_FLIGHT):
            workers.create_task(worker())


async def _serve(store: Store, updates: Sequence[Update]) -> None:
    """What `chibo run` does between two calls of Telegram, with a use case that only echoes."""
    channel = _Counting(len(updates))
    receiving, delivery = service(store, channel, parser=_channel)
    async with running(receiving, delivery):
        for start in range(0, len(updates), _BATCH):
            await receiving.accept("bench", updates[start : start + _BATCH])
        await channel.all_sent.wait()


class _Counting:
    """A channel that only counts."""

    name = ChannelName.TELEGRAM
    has_files = False

    def __init__(self, expected: int) -> None:
        self.all_sent = asyncio.Event()
        self._expected = expected

    async def send(self, message: OutgoingMessage) -> str:
        self._expected -= 1
        if not self._expected:
            self.all_sent.set()
        return "1"


class _Reports:
    """Secretaries, each of whom reports one admission; every report must become a card."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._chats: list[int] = []
        assistant = Assistant(settings=Settings(), store=store, book=BOOK, clock=lambda: NOW)
        self._receiving = assistant.receiving(_channel, assistant.delivery(_channel))

    def side(self, messages: int) -> Side:
        async def report() -> float:
            chats = [next(_numbers) for _ in range(messages)]
            await self._store.write(_appoint, chats)
            self._chats += chats
            updates = [_update(chat, report_of(chat)) for chat in chats]
            started = perf_counter()
            for update in updates:
                await self._receiving.accept("bench", [update])
                await self._receiving.work_off(update.chat_id)
            return (perf_counter() - started) / messages

        return report

    async def check(self) -> None:
        def cards(tx: Tx) -> int:
            found = 0
            for chat in self._chats:
                user = users.by_identity(tx, ChannelName.TELEGRAM, str(chat), NOW)
                message = _channel.parse(_update(chat, "").raw, NOW)
                assert user and message
                found += len(drafts.open_in(tx, user.id, message.address, NOW))
            return found

        assert await self._store.read(cards) == len(self._chats)


def _appoint(tx: Tx, chats: Sequence[int]) -> None:
    """A cell of its own for the secretary of each chat."""
    province = units.add(tx, parent=None, kind=UnitKind.PROVINCE, name=f"tỉnh số {chats[0]}")
    commune = units.add(tx, parent=province, kind=UnitKind.COMMUNE, name=f"xã số {chats[0]}")
    for chat in chats:
        cell = units.add(tx, parent=commune, kind=UnitKind.PARTY_CELL, name=f"bản số {chat}")
        user_id = users.add_user(tx, "Lò Văn Inh", NOW)
        users.add_identity(tx, user_id, ChannelName.TELEGRAM, str(chat), str(chat), NOW)
        users.assign(tx, user_id, Role.SECRETARY, cell.id, NOW - timedelta(days=1))


def report_of(chat: int) -> str:
    """What a secretary writes of one admission."""
    family, given = ("Lò", "Quàng", "Cà")[chat % 3], ("Mai", "Hoa", "Thương", "Lan")[chat % 4]
    born = f"{chat % 28 + 1}/{chat % 12 + 1}/{1985 + chat % 20}"
    return f"Hôm qua chi bộ kết nạp đồng chí {family} Thị {given}, sinh {born}, nữ, dân tộc Thái, giáo viên"


# --- what they work on ------------------------------------------------------------------------------

_numbers = count(1_000_001)
_channel = Telegram(TOKEN)


def update_of(chat: int, text: str) -> Update:
    """A message of a private chat; no two updates are alike."""
    return _update(next(_numbers), text, chat)


def _update(number: int, text: str, chat: int | None = None) -> Update:
    chat = chat or number
    person = {
        "id": chat,
        "is_bot": False,
        "first_name": "Lò Văn",
        "last_name": "Inh",
        "language_code": "vi",
    }
    message = {
        "message_id": number,
        "date": int(NOW.timestamp()),
        "chat": {"id": chat, "type": "private", "first_name": "Lò Văn", "last_name": "Inh"},
        "from": person,
        "text": text,
    }
    body = {"update_id": number, "message": message}
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Update(update_id=str(number), chat_id=str(chat), raw=raw)


class _Offline(BaseRequest):
    """Answers every call of the library at once."""

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        return 200, _ME if url.endswith("/getMe") else _SENT


_ME = b'{"ok":true,"result":{"id":100200300,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
_SENT = (
    b'{"ok":true,"result":{"message_id":1,"date":1763949600,"chat":{"id":1,"type":"private",'
    b'"first_name":"A"},"text":"ok"}}'
)


@asynccontextmanager
async def _echoing() -> AsyncIterator[tuple[Application[Any, Any, Any, Any, Any, Any], Bot]]:
    """The library's own dispatching, with a handler that answers each text and no network."""

    async def echo(update: NativeUpdate, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(ECHO.text, link_preview_options=_NO_PREVIEW)

    bot = Bot(TOKEN, request=_Offline(), get_updates_request=_Offline())
    application = Application.builder().bot(bot).updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        yield application, bot
