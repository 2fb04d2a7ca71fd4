"""With the real process and SIGKILL: what was acknowledged is kept, done once, and answered."""

import asyncio
import os
import random
from collections import Counter, deque
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa

from domain.calendar import WorkCalendar, add_months
from domain.localtime import VIET_NAM, local_date
from domain.messages import ChannelName
from domain.units import UnitKind
from domain.users import Role
from storage import gazetteer, schema, units, users
from storage.database import Store, Tx
from storage.keys import load_or_create
from tests.fakes.telegram_server import TelegramServer
from tests.faults.process import Program

PEOPLE_EACH = 10  # a report and its confirmation each: 20 messages a chat
SOAK = (
    pytest.mark.soak,
    pytest.mark.timeout(1800),
    pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak"),
)

REPEATED = "(nhắc lại) "

FAMILIES = ("Giàng", "Sùng", "Vàng", "Thào", "Mùa", "Hạng", "Cứ", "Tráng", "Lầu", "Phàng")
MIDDLE = ("A", "Văn", "Minh", "Đức", "Quốc", "Xuân", "Thế", "Bảo", "Hữu", "Ngọc")
GIVEN = ("Páo", "Chứ", "Dơ", "Sình", "Lử", "Tủa", "Chía", "Nếnh", "Phứ", "Vừ",
         "Khua", "Sếnh", "Thái", "Sử", "Dình", "Lềnh", "Chống", "Tếnh", "Mang", "Hờ")  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    running = TelegramServer()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def program(tmp_path: Path, server: TelegramServer) -> Program:
    made = Program(tmp_path, server)
    await made.command("demo")
    return made


async def said(server: TelegramServer, chat: int, number: int, seconds: float = 15.0) -> str:
    """The `number`th message that a chat got."""
    await server.wait_until(lambda: len(server.to(chat)) >= number, seconds)
    return server.to(chat)[number - 1].text


async def test_the_main_job_over_telegram_from_joining_to_a_reminder(
    server: TelegramServer, program: Program
) -> None:
    # On a working day: nobody is reminded on a day off.
    at_nine = datetime.combine(
        WorkCalendar().on_or_after(local_date(datetime.now(VIET_NAM))), time(9), VIET_NAM
    )
    server.now = at_nine
    moment = at_nine.strftime("%Y-%m-%dT%H:%M")
    admitted_on = add_months(at_nine.date() + timedelta(days=7), -12)
    code = (await program.command("invite", "--role", "secretary", "--unit", "bản Lầu")).split("/start ")[1]
    started = monotonic()
    async with program.running("--now", moment):
        await server.write(71, f"/start {code.strip()}")
        assert "bản Lầu" in await said(server, 71, 1)
        report = "Kết nạp đ/c Sùng Thị Pàng sn 12/3/1998 nữ dân tộc Mông ngày"
        await server.write(71, f"{report} {admitted_on:%d/%m/%Y}")
        assert "Sùng Thị Pàng" in await said(server, 71, 2)
        await server.press(71, server.button(71, "Đúng"))
        assert (await said(server, 71, 3)).startswith("✅")
        await server.write(71, f"năm {admitted_on.year} kết nạp được bao nhiêu")
        assert "kết nạp" in await said(server, 71, 4)
        passed = timedelta(seconds=int(monotonic() - started))
        await program.command("remind", "--now", (at_nine + passed).isoformat())
        assert "Sùng Thị Pàng" in (reminder := await said(server, 71, 5)) and "⏰" in reminder
        asked_to_stop = monotonic()
        assert await program.stop() == 0
        assert monotonic() - asked_to_stop < 5


@pytest.mark.parametrize(
    ("kills", "secretaries"), [(10, 10), pytest.param(60, 150, marks=SOAK)], ids=["200", "3000"]
)
async def test_kills_lose_nothing_double_nothing_and_leave_nobody_unanswered(
    server: TelegramServer, program: Program, kills: int, secretaries: int
) -> None:
    chats = range(501, 501 + secretaries)
    chance = random.Random(20251124)
    server.now = datetime.now(VIET_NAM)
    await _join_everybody(program, chats)
    await program.start()
    streaming = asyncio.create_task(_stream(server, chance, chats))
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.5, 2.0))
        await program.kill()
        await program.start()
    updates = await streaming
    await _until_all_handled(program, updates)
    await _until_all_answered(program)
    assert await program.stop() == 0
    await _nothing_lost(program, updates)
    await _nothing_doubled(program, chats)
    await _everybody_answered(server, program, chats, kills)


async def _join_everybody(program: Program, chats: range) -> None:
    store = await Store.open(program.database, load_or_create(program.key_file))
    await store.write(_make_secretaries, chats, datetime.now(VIET_NAM))
    await store.close()


def _make_secretaries(tx: Tx, chats: range, now: datetime) -> None:
    (commune,) = gazetteer.find(tx, "xã Chiềng Bôm", [units.EVERYTHING]).exact
    cells = [unit for unit in units.within(tx, commune.left, commune.right) if unit.id != commune.id]
    for number in range(len(cells), len(chats)):
        name = f"bản số {number}"
        cells.append(units.add(tx, parent=units.get(tx, commune.id), kind=UnitKind.PARTY_CELL, name=name))
    for chat, unit in zip(chats, cells, strict=False):
        user_id = users.add_user(tx, f"Bí thư {chat}", now)
        users.add_identity(tx, user_id, ChannelName.TELEGRAM, str(chat), str(chat), now)
        users.assign(tx, user_id, Role.SECRETARY, unit.id, now)


def _script(chat: int) -> list[str]:
    """What one secretary writes: ten reports of different people, each confirmed by word."""
    day = datetime.now(VIET_NAM).date() - timedelta(days=30)
    lines = []
    for number in range(PEOPLE_EACH):
        # No two names are alike: the assistant would ask whether they are one person.
        given = GIVEN[(chat + 2 * number) % len(GIVEN)]
        name = f"{FAMILIES[number]} {MIDDLE[(number + (chat - 501) // 20) % len(MIDDLE)]} {given}"
        lines.append(
            f"Kết nạp đ/c {name}, sinh ngày {number + 1}/{chat % 12 + 1}/{1980 + number}, "
            f"nam, dân tộc Mông, ngày {day:%d/%m/%Y}"
        )
        lines.append("đúng")
    return lines


async def _stream(server: TelegramServer, chance: random.Random, chats: range) -> list[int]:
    """Everybody writes at once, each in order, over the time of the kills."""
    scripts = {chat: deque(_script(chat)) for chat in chats}
    updates = []
    while scripts:
        chat = chance.choice(sorted(scripts))
        updates.append(await server.write(chat, scripts[chat].popleft()))
        if not scripts[chat]:
            del scripts[chat]
        await asyncio.sleep(chance.uniform(0.0, 0.1))
    return updates


async def _rows(program: Program, statement: sa.Select[Any]) -> list[Any]:
    """Rows of the database, looked at from beside the program."""

    def look(tx: Tx) -> list[Any]:
        return list(tx.execute(statement).all())

    store = await Store.open(program.database, load_or_create(program.key_file))
    try:
        return await store.read(look)
    finally:
        await store.close()


async def _until_all_handled(program: Program, updates: list[int]) -> None:
    inbox = schema.inbox
    handled = sa.select(inbox.c.id).where(inbox.c.state != "waiting")
    async with asyncio.timeout(300):
        while len(await _rows(program, handled)) < len(updates):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.5)


async def _until_all_answered(program: Program) -> None:
    # Replies only: a reminder planned at night or on a day off rightly waits for its hour.
    outbox = schema.outbox
    pending = sa.select(outbox.c.id).where(outbox.c.kind == "reply", outbox.c.state == "pending")
    async with asyncio.timeout(300):
        while await _rows(program, pending):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.5)


async def _nothing_lost(program: Program, updates: list[int]) -> None:
    rows = await _rows(program, sa.select(schema.inbox.c.update_id, schema.inbox.c.state))
    assert Counter((int(row.update_id), row.state) for row in rows) == Counter((n, "done") for n in updates)


async def _nothing_doubled(program: Program, chats: range) -> None:
    event = schema.event
    mine = sa.select(event.c.person_id).where(event.c.source_id.is_not(None), event.c.kind == "stage")
    people = Counter(row.person_id for row in await _rows(program, mine))
    assert len(people) == len(chats) * PEOPLE_EACH
    assert set(people.values()) == {1}


async def _everybody_answered(server: TelegramServer, program: Program, chats: range, kills: int) -> None:
    outbox = schema.outbox
    rows = await _rows(program, sa.select(outbox.c.inbox_id, outbox.c.state).where(outbox.c.kind == "reply"))
    assert Counter(row.state for row in rows) == {"sent": len(chats) * PEOPLE_EACH * 2}
    assert set(Counter(row.inbox_id for row in rows).values()) == {1}
    for chat in chats:
        replies = [sent.text for sent in server.to(chat) if not sent.text.startswith("⏰")]
        once = {text.removeprefix(REPEATED) for text in replies}
        assert len(once) == PEOPLE_EACH * 2
        unmarked = Counter(text for text in replies if not text.startswith(REPEATED))
        assert set(unmarked.values()) == {1}
    marked = sum(sent.text.startswith(REPEATED) for sent in server.sent)
    assert marked <= kills * 32  # only what was on its way when the process died
