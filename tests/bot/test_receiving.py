import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot import logs
from bot.receiving import Receiving
from domain.calendar import WorkCalendar
from domain.messages import Address, ChannelName, IncomingMessage, Reply
from domain.rules import RuleBook, Rules
from handlers.context import Context
from storage import inbox, schema
from storage.database import Store, Tx
from storage.inbox import Update

BOOK = RuleBook(rules=Rules(by_id={}), calendar=WorkCalendar())
SECRET = "Lò Thị Mai"  # noqa: S105 - a name that must not show


class Letters:
    """A channel whose raw update is a JSON list: chat and text."""

    name = ChannelName.TELEGRAM

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None:
        chat, text = json.loads(raw)
        if text == "nonsense":
            raise KeyError(SECRET)
        if text == "nothing":
            return None
        return IncomingMessage(
            address=Address(channel=self.name, chat_id=chat),
            sender_id=chat,
            sender_name=SECRET,
            message_id="1",
            sent_at=received_at,
            text=text,
        )


class Ledger:
    """Use cases that note in the database whatever they are told: once if all is well."""

    def surely_writes(self, message: IncomingMessage) -> bool:
        return message.text == "report"

    def answer(
        self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None
    ) -> Reply | None:
        return Reply(text="Chưa có ai.") if message.text == "?" else None

    def act(self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
        count = tx.execute(sa.select(sa.func.count()).select_from(schema.fact)).scalar_one()
        name = f"{count:05} {message.address.chat_id} {message.text}"
        tx.execute(sa.insert(schema.fact), {"name": name, "value": ""})
        if message.text == "poison":
            raise ValueError(SECRET)
        return Reply(text=f"Đã ghi {message.text}.") if message.text != "hush" else None


class Desk:
    """Receiving at work on a ledger."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.replied = 0
        self._number = 0
        self.receiving = Receiving(
            store,
            Letters(),
            Ledger(),
            self,
            context=lambda: Context(now=clock(), book=BOOK),
            pause=0.01,
        )

    def wake(self) -> None:
        self.replied += 1

    def way_to(self, chat_id: str) -> AbstractContextManager[None]:
        return nullcontext()

    async def get(self, *letters: tuple[str, str]) -> None:
        await self.receiving.accept("1", [self._update(chat, text) for chat, text in letters])

    def _update(self, chat: str, text: str) -> Update:
        self._number += 1
        return Update(update_id=f"{self._number}", chat_id=chat, raw=json.dumps([chat, text]))

    async def noted(self) -> list[list[str]]:
        def look(tx: Tx) -> list[list[str]]:
            table = schema.fact
            names = tx.execute(
                sa.select(table.c.name).where(table.c.name != "key_check").order_by(table.c.name)
            )
            return [name.split(" ")[1:] for name in names.scalars()]

        return await self.store.read(look)

    async def replies(self) -> list[tuple[str, str]]:
        def look(tx: Tx) -> list[tuple[str, str]]:
            rows = tx.execute(sa.select(schema.outbox).order_by(schema.outbox.c.id))
            return [(r.chat_id, tx.keys.open("outbox", "body", r.id, r.body_sealed)) for r in rows]

        return await self.store.read(look)

    async def finish(self) -> None:
        async with asyncio.timeout(20):
            while await self.store.read(inbox.waiting, ChannelName.TELEGRAM):  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.receiving.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def desk(store: Store, now: datetime) -> Desk:
    return Desk(store, lambda: now)


async def test_every_message_is_handled_once_and_answered(desk: Desk) -> None:
    async with desk.open():
        await desk.get(*((f"{n % 40}", f"{n}") for n in range(400)))
        await desk.finish()
    assert sorted(int(text) for _, text in await desk.noted()) == list(range(400))
    assert len(await desk.replies()) == 400


async def test_a_chat_is_handled_in_the_order_it_wrote(desk: Desk) -> None:
    async with desk.open():
        for start in range(0, 200, 20):
            await desk.get(*((f"{n % 3}", f"{n}") for n in range(start, start + 20)))
        await desk.finish()
    for chat in ("0", "1", "2"):
        texts = [int(text) for of, text in await desk.noted() if of == chat]
        assert texts == list(range(int(chat), 200, 3))


async def test_what_arrives_side_by_side_is_handled_once_each_in_its_chat_s_order(desk: Desk) -> None:
    """More than are kept in memory, some of them stored before anybody looks."""
    await desk.get(*((f"{n % 3}", f"{n}") for n in range(300)))
    async with desk.open():
        batches = [[(f"{n % 3}", f"{n}") for n in range(start, start + 7)] for start in range(300, 1000, 7)]
        await asyncio.gather(*(desk.get(*batch) for batch in batches))
        await desk.finish()
    for chat in ("0", "1", "2"):
        texts = [int(text) for of, text in await desk.noted() if of == chat]
        assert texts == list(range(int(chat), 1000, 3))


async def test_what_was_stored_before_a_crash_is_handled_after_it(desk: Desk) -> None:
    await desk.get(("5", "before"))
    async with desk.open():
        await desk.finish()
    assert await desk.noted() == [["5", "before"]]


async def test_a_question_is_answered_without_writing(desk: Desk) -> None:
    async with desk.open():
        await desk.get(("5", "?"))
        await desk.finish()
    assert await desk.noted() == []
    assert await desk.replies() == [("5", "Chưa có ai.")]


async def test_who_asks_does_not_stand_in_line_behind_a_crowd_that_reports(desk: Desk) -> None:
    async with desk.open():
        await desk.get(*((f"{n}", "report") for n in range(400)), ("asker", "?"))
        await desk.finish()
    chats = [chat for chat, _ in await desk.replies()]
    assert len(chats) == 401
    assert chats.index("asker") < 200


@pytest.mark.parametrize("text", ["nothing", "hush"])
async def test_what_needs_no_answer_gets_none(desk: Desk, text: str) -> None:
    async with desk.open():
        await desk.get(("5", text))
        await desk.finish()
    assert await desk.replies() == []
    assert desk.replied == 0


@pytest.mark.parametrize("poison", ["poison", "nonsense"])
async def test_a_poisonous_update_is_set_aside_with_one_apology_and_the_chat_goes_on(
    desk: Desk, poison: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.Redaction())
    async with desk.open():
        await desk.get(("5", "first"), ("5", poison), ("5", "last"), ("6", "elsewhere"))
        await desk.finish()
    assert sorted(await desk.noted()) == [["5", "first"], ["5", "last"], ["6", "elsewhere"]]
    texts = [text for chat, text in await desk.replies() if chat == "5"]
    assert [text[:8] for text in texts] == ["Đã ghi f", "Xin lỗi,", "Đã ghi l"]
    code = texts[1].split("(mã ")[1].split(")")[0]
    assert caplog.text.count(f"code {code}") == 4  # three tries, then set aside
    assert "test_receiving.py" in caplog.text and SECRET not in caplog.text


async def test_a_full_disk_costs_an_update_none_of_its_tries(desk: Desk, store: Store) -> None:
    def limit(tx: Tx, pages: int) -> None:
        tx.execute(sa.text(f"PRAGMA max_page_count = {pages}"))

    await desk.get(("5", "before " + "x" * 200_000))
    await store.write(limit, 1)  # SQLite takes it as "no more than now"
    async with desk.open():
        await asyncio.sleep(0.3)
        assert await desk.noted() == []
        await store.write(limit, 1_000_000)
        await desk.finish()
    assert len(await desk.noted()) == len(await desk.replies()) == 1


async def test_an_update_handled_elsewhere_has_no_second_effect(
    desk: Desk, store: Store, now: datetime
) -> None:
    await desk.get(("5", "once"))
    other = Desk(store, lambda: now)
    async with desk.open(), other.open():
        await desk.finish()
        await asyncio.sleep(0.1)
    assert len(await desk.noted()) == len(await desk.replies()) == 1


def test_the_log_shows_where_and_what_kind_but_never_what_was_said() -> None:
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "token 123456789:%s", ("A" * 35,), None)
    try:
        raise ValueError(SECRET) from KeyError(SECRET)
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    line = logs.Redaction(["hunter2"]).format(record)
    assert "ValueError" in line and "KeyError" in line and "test_receiving.py" in line
    assert SECRET not in line and "AAAA" not in line
