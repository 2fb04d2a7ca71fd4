"""What an officer of a province asks, through the router, among a million people.

A question is timed whole within its snapshot: understanding, rights, figures and wording. The floor of the
totals is one reading of every row, as in `bench.totals`; what asks for a few rows is set against those
by key, as in `bench.lookups`.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from time import perf_counter

from bench.country import KEYS, PROVINCES, TODAY, generated
from bench.measuring import Row, Scale, Side, compared, interleaved
from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName, IncomingMessage
from domain.users import Role
from handlers import router
from handlers.context import Context
from storage import gazetteer, units, users
from storage.database import Store, Tx
from storage.sqlite import connect

NOW = datetime.combine(TODAY, datetime.min.time(), VIET_NAM) + timedelta(hours=9)
_CONTEXT = Context(now=NOW, book=rule_book())
PROVINCE = f"tỉnh số {PROVINCES // 2 + 1}"
_ACCOUNT = "officer-of-a-province"
_FULL_SCAN = "SELECT count(*) FROM milestone NOT INDEXED WHERE stage = 'admission' AND since >= '2025-01-01'"

# Each as it is typed. None may answer with "I do not understand": see `_check`.
QUESTIONS = (
    "năm 2024 kết nạp được bao nhiêu",
    "9 thang dau nam nay ket nap duoc bao nhieu",
    "năm nay kết nạp bao nhiêu nữ",
    "năm nay chia theo nam nữ",
    "năm nay chia theo xã",
    "năm nay so với cùng kỳ",
    "xã nào kết nạp nhiều nhất năm nay",
    "hiện có bao nhiêu người ở từng bước",
    "xã số 7 thế nào rồi",
    "chi bộ nào chưa báo cáo tháng này",
    "sắp tới ai hết hạn dự bị",
    "ai quá hạn",
    "dự báo cuối năm đạt bao nhiêu",
)


async def of_a_province(scale: Scale) -> list[Row]:
    """Every standard question of a province's officer, against a full scan of the country."""
    country = generated(scale)
    store = await Store.open(country.path, KEYS)
    try:
        await store.write(_appoint)
        for question in QUESTIONS:
            await store.read(_check, question)
        with closing(connect(country.path, read_only=True)) as raw:
            scan, *asked = await interleaved(
                scale, _scanned(raw), *(_asked(store, question) for question in QUESTIONS)
            )
    finally:
        await store.close()
    return [
        compared(f"“{question}”", "full scan", ours, scan, goal=1 / 30, unit="ms")
        for question, ours in zip(QUESTIONS, asked, strict=True)
    ]


def _appoint(tx: Tx) -> None:
    """An officer of the province, once for each generated country."""
    if users.by_identity(tx, ChannelName.TERMINAL, _ACCOUNT, NOW):
        return
    (province,) = gazetteer.find(tx, PROVINCE, [units.EVERYTHING]).exact
    user_id = users.add_user(tx, "Cán bộ tỉnh", NOW)
    users.add_identity(tx, user_id, ChannelName.TERMINAL, _ACCOUNT, _ACCOUNT, NOW)
    users.assign(tx, user_id, Role.OFFICER, province.id, NOW - timedelta(days=1))


def _message(text: str) -> IncomingMessage:
    return IncomingMessage(
        address=Address(channel=ChannelName.TERMINAL, chat_id=_ACCOUNT),
        sender_id=_ACCOUNT,
        sender_name="",
        message_id="1",
        sent_at=NOW,
        text=text,
    )


def _check(tx: Tx, question: str) -> None:
    """A figure or a list must come back, not a question of the assistant's own."""
    reply = router.answer(tx, _CONTEXT, _message(question), None)
    assert reply is not None, question
    assert any(character.isdigit() for character in reply.text), reply.text


def _asked(store: Store, question: str) -> Side:
    message = _message(question)

    async def side() -> float:
        return await store.read(_clocked, lambda tx: router.answer(tx, _CONTEXT, message, None))

    return side


def _scanned(raw: sqlite3.Connection) -> Side:
    async def side() -> float:
        started = perf_counter()
        raw.execute(_FULL_SCAN).fetchone()
        return perf_counter() - started

    return side


def _clocked(tx: Tx, work: Callable[[Tx], object]) -> float:
    """Seconds within a read transaction, on the thread of its connection."""
    started = perf_counter()
    work(tx)
    return perf_counter() - started
