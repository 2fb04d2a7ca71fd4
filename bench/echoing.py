"""What the rows about messages share: a service that answers everything alike, on a database of its own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.country import KEYS
from bench.measuring import Scale
from bot.assistant import real_now, rule_book
from bot.receiving import Parser, Receiving
from domain.channels import Channel
from domain.localtime import VIET_NAM
from domain.messages import IncomingMessage, Reply
from handlers.context import Context
from scheduler.delivery import Delivery, Digests
from storage.database import Store, Tx

NOW = datetime(2025, 11, 24, 9, 0, tzinfo=VIET_NAM)
BOOK = rule_book()
ECHO = Reply(text="Đã nhận được tin của đồng chí.")


class Echo:
    """Use cases that have one answer."""

    def surely_writes(self, message: IncomingMessage) -> bool:
        return False

    def answer(
        self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None
    ) -> Reply | None:
        return ECHO

    def act(self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
        raise AssertionError("an echo never writes")


def service(
    store: Store, channel: Channel, *, parser: Parser, arrived: Callable[[str], None] | None = None
) -> tuple[Receiving, Delivery]:
    """What `chibo run` does between two calls of a platform; only the platform's pace is not kept."""
    delivery = Delivery(
        store,
        channel,
        digests=Digests(compose=lambda tx, row_id, now: None, settled=lambda tx, row_id, state, now: None),
        clock=lambda: NOW,
        real_clock=real_now,
        arrived=arrived,
    )
    receiving = Receiving(
        store,
        parser,
        Echo(),
        delivery,
        context=lambda: Context(now=NOW, book=BOOK),
    )
    return receiving, delivery


@asynccontextmanager
async def running(
    receiving: Receiving, delivery: Delivery, *incoming: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    """An inbox, an outbox and what else brings messages in; afterwards what is on its way is sent first."""
    sending = asyncio.create_task(delivery.run())
    others = [asyncio.create_task(work) for work in (receiving.run(), *incoming)]
    try:
        yield
    finally:
        delivery.stop()
        await sending
        for task in others:
            task.cancel()
        await asyncio.wait(others)


@asynccontextmanager
async def opened_store(scale: Scale) -> AsyncIterator[tuple[Store, Path]]:
    """An empty store, and its folder on the disk that is measured."""
    scale.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=scale.folder) as name:
        store = await Store.open(Path(name) / "chibo.sqlite3", KEYS)
        try:
            yield store, Path(name)
        finally:
            await store.close()


def bare_database(folder: Path) -> sqlite3.Connection:
    """sqlite3 alone, as durable as the store."""
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, chat TEXT NOT NULL, raw TEXT NOT NULL)")
    return bare
