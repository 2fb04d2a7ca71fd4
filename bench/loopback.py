"""Messages through a whole channel over HTTP: fetched, kept, answered, sent, settled.

The floor does the same with aiohttp and sqlite3 alone: no library of the platform's, no sealing, no order
within a chat, no second try. Its commits are shared like ours.
"""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

import aiohttp

from bench.echoing import ECHO, bare_database, opened_store, running, service
from bench.measuring import Row, Scale, compared, interleaved
from bench.platforms import Platform, platform
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.web import application, serving
from bot.webhooks import zalo_webhook
from storage.database import Store
from tests.fakes import telegram_server, zalo_server

_IN_FLIGHT = 64
_SENDS_AT_ONCE = 32  # as delivery does
_LATENCY = 0.05
_SECRET = "x" * 32
_WAYS = (("telegram", "polling"), ("zalo", "webhook"), ("zalo", "polling"))
_BOUND = ("zalo", "polling")  # one message a call: the protocol's bound, not ours, so without a goal
_TOKENS = {"telegram": telegram_server.TOKEN, "zalo": zalo_server.TOKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """Of one message, in seconds."""

    wall: float
    processor: float


async def over_http(scale: Scale) -> list[Row]:
    """Through Telegram's and Zalo's fake, against aiohttp with shared commits and nothing else."""
    rows: list[Row] = []
    for name, way in _WAYS:
        # A platform that posts to a webhook hands nothing to a floor that polls: each side has its own.
        async with opened_store(scale) as (store, folder), platform(name) as fake, platform(name) as other:
            with closing(bare_database(folder)) as bare:
                bare_side = _side(scale.messages, other, _bare_of(name, bare, other.url))
                floor, ours = await interleaved(
                    scale, bare_side, _ours(name, way, scale.messages, store, fake)
                )
        title = f"{name.capitalize()} by {way} over loopback HTTP"
        wall = [[cost.wall for cost in costs] for costs in (ours, floor)]
        spent = [[cost.processor for cost in costs] for costs in (ours, floor)]
        goal = None if (name, way) == _BOUND else 3.2
        rows.append(
            compared(f"{title}, {_IN_FLIGHT} in flight", "aiohttp + shared commits", *wall, goal=goal)
        )
        rows.append(compared(f"{title}: processor time", "aiohttp + shared commits", *spent))
    return rows


async def with_latency(scale: Scale) -> list[Row]:
    """The same where each sending call takes 50 ms, against calls side by side that cost nothing else."""
    rows: list[Row] = []
    for name, way in _WAYS:
        async with opened_store(scale) as (store, _), platform(name, _LATENCY) as fake:
            (ours,) = await interleaved(scale, _ours(name, way, scale.messages, store, fake))
        title = f"{name.capitalize()} by {way}, 50 ms latency, up to {_SENDS_AT_ONCE} in flight"
        wall = [cost.wall for cost in ours]
        goal = None if (name, way) == _BOUND else 1.2
        for calls, most in ((16, goal), (_SENDS_AT_ONCE, None)):
            ideal = [_LATENCY / calls] * len(ours)
            rows.append(compared(title, f"latency ÷ {calls}", wall, ideal, goal=most))
    return rows


def _side(
    messages: int, fake: Platform, work: Callable[[int], Awaitable[None]]
) -> Callable[[], Awaitable[_Cost]]:
    """Each message waits at the platform, from a writer of its own."""

    async def side() -> _Cost:
        await fake.expect(messages, messages)
        started, spent = perf_counter(), process_time()
        async with asyncio.timeout(60):
            await work(messages)
        return _Cost(
            wall=(perf_counter() - started) / messages, processor=(process_time() - spent) / messages
        )

    return side


# --- ours -------------------------------------------------------------------------------------------


def _ours(name: str, way: str, messages: int, store: Store, fake: Platform) -> Callable[[], Awaitable[_Cost]]:
    if way == "webhook":
        return _posted(messages, store, fake)
    return _side(messages, fake, _polled(name, store, fake.url))


def _polled(name: str, store: Store, url: str) -> Callable[[int], Awaitable[None]]:
    """What `chibo run` does with a channel; only the platform's pace is not kept."""

    async def work(messages: int) -> None:
        channel = Telegram(_TOKENS[name], url) if name == "telegram" else Zalo(_TOKENS[name], url)
        left = _Countdown(messages)
        receiving, delivery = service(store, channel, parser=channel, arrived=lambda _: left.count())
        async with running(receiving, delivery, channel.poll(receiving.accept)):
            await left.over.wait()
        await channel.close()

    return work


def _posted(messages: int, store: Store, fake: Platform) -> Callable[[], Awaitable[_Cost]]:
    """What `chibo run` does at a public address: Zalo posts to its webhook, some requests at once."""

    async def side() -> _Cost:
        channel = Zalo(_TOKENS["zalo"], fake.url)
        left = _Countdown(messages)
        receiving, delivery = service(store, channel, parser=channel, arrived=lambda _: left.count())
        route = zalo_webhook(channel, receiving.accept, _SECRET)
        listening = channel.listen(f"https://bench.example{route.path}", _SECRET)
        async with (
            serving(application([route]), "127.0.0.1", 0) as port,
            running(receiving, delivery, listening),
        ):
            await fake.expect(messages, messages, f"http://127.0.0.1:{port}")
            started, spent = perf_counter(), process_time()
            async with asyncio.timeout(60):
                await left.over.wait()
            cost = _Cost(
                wall=(perf_counter() - started) / messages, processor=(process_time() - spent) / messages
            )
        await channel.close()
        return cost

    return side


class _Countdown:
    def __init__(self, left: int) -> None:
        self.over = asyncio.Event()
        self._left = left

    def count(self) -> None:
        self._left -= 1
        if not self._left:
            self.over.set()


# --- the floor --------------------------------------------------------------------------------------


def _bare_of(name: str, bare: sqlite3.Connection, url: str) -> Callable[[int], Awaitable[None]]:
    """Fetch, commit, answer 64 at a time, commit what was answered."""
    fetch = _fetch_from_telegram if name == "telegram" else _fetch_from_zalo

    async def work(messages: int) -> None:
        ledger = _Ledger(bare)
        queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        async with aiohttp.ClientSession() as http:
            base = f"{url}/bot{_TOKENS[name]}"
            tasks = [asyncio.create_task(fetch(http, base, ledger, queue))]
            tasks += [
                asyncio.create_task(_answer(http, base, name == "zalo", ledger, queue))
                for _ in range(_IN_FLIGHT)
            ]
            await ledger.settled(messages)
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait(tasks)

    return work


class _Ledger:
    """Rows kept and settled; whatever waits shares one commit."""

    def __init__(self, bare: sqlite3.Connection) -> None:
        self._bare = bare
        bare.execute("CREATE TABLE IF NOT EXISTS kept (id TEXT PRIMARY KEY, raw TEXT, is_done INTEGER)")
        self._writing = asyncio.Lock()
        self._answered: list[str] = []
        self._done = 0
        self._changed = asyncio.Event()

    async def keep(self, rows: Sequence[tuple[str, str]]) -> None:
        async with self._writing:
            await asyncio.to_thread(self._commit, _KEEP, rows)

    async def settle(self, row_id: str) -> None:
        self._answered.append(row_id)
        async with self._writing:
            rows, self._answered = [(row,) for row in self._answered], []
            if rows:
                await asyncio.to_thread(self._commit, _SETTLE, rows)
                self._done += len(rows)
                self._changed.set()

    async def settled(self, messages: int) -> None:
        while self._done < messages:
            self._changed.clear()
            await self._changed.wait()

    def _commit(self, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
        self._bare.execute("BEGIN IMMEDIATE")
        self._bare.executemany(statement, rows)
        self._bare.execute("COMMIT")


_KEEP = "INSERT INTO kept (id, raw, is_done) VALUES (?, ?, 0)"
_SETTLE = "UPDATE kept SET is_done = 1 WHERE id = ?"


async def _fetch_from_telegram(
    http: aiohttp.ClientSession, base: str, ledger: _Ledger, queue: asyncio.Queue[tuple[str, Any]]
) -> None:
    offset = 0
    while True:
        fields = {"timeout": "25", "offset": str(offset)}
        async with http.post(f"{base}/getUpdates", data=fields) as answer:
            updates = json.loads(await answer.read())["result"]
        rows = [(str(update["update_id"]), json.dumps(update)) for update in updates]
        await ledger.keep(rows)
        for update in updates:
            queue.put_nowait((str(update["update_id"]), str(update["message"]["chat"]["id"])))
            offset = update["update_id"] + 1


async def _fetch_from_zalo(
    http: aiohttp.ClientSession, base: str, ledger: _Ledger, queue: asyncio.Queue[tuple[str, Any]]
) -> None:
    while True:
        async with http.post(f"{base}/getUpdates", json={"timeout": 30}) as answer:
            event = json.loads(await answer.read()).get("result")
        if event:
            message = event["message"]
            await ledger.keep([(message["message_id"], json.dumps(event))])
            queue.put_nowait((message["message_id"], message["chat"]["id"]))


async def _answer(
    http: aiohttp.ClientSession,
    base: str,
    sends_json: bool,
    ledger: _Ledger,
    queue: asyncio.Queue[tuple[str, Any]],
) -> None:
    while True:
        row_id, chat_id = await queue.get()
        fields = {"chat_id": chat_id, "text": ECHO.text}
        url = f"{base}/sendMessage"
        sending = http.post(url, json=fields) if sends_json else http.post(url, data=fields)
        async with sending as answer:
            assert json.loads(await answer.read())["ok"]
        await ledger.settle(row_id)
