"""However updates come: twice, late, in another order across chats. The state is that of the clean stream."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, rule_book
from bot.channels.telegram import Telegram
from bot.receiving import Receiving
from bot.settings import Settings
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from storage import inbox, menus, people, schema, units, users
from storage.database import Store, Tx
from storage.inbox import Update
from storage.keys import Keys
from tests.cast import LONG_AGO, found_commune

EXAMPLES = 200 if "CHIBO_SOAK" in os.environ else 8
NOW = datetime(2025, 11, 24, 9, 0, tzinfo=VIET_NAM)
BOOK = rule_book()
KEYS = Keys({1: b"k" * 32})
_telegram = Telegram("1:nobodys")

# What three secretaries tell in one morning, each in their own order.
SCRIPTS: dict[int, tuple[str, ...]] = {
    501: (
        "Kết nạp đ/c Lò Thị Mai, sn 12/3/1998, nữ, dân tộc Thái, ngày 5/10",
        "đúng",
        "nhầm, ngày 6/10",
        "đúng",
        "kết nạp đ/c Cà Văn Thưởng sn 1999 nam dân tộc Thái, ngày 10/10",
        "đúng",
        "hoàn tác",
    ),
    502: (
        "thêm quần chúng ưu tú: Quàng Văn Ính sn 2001 nam dân tộc Thái",
        "đúng",
        "thêm quần chúng ưu tú: Lường Thị Xôm sn 2003 nữ dân tộc Thái",
        "đúng",
    ),
    503: ("trường THCS Mường Lạn tháng này chưa có ai", "đúng", "năm nay kết nạp được bao nhiêu?"),
}
ACCOUNTS = {501: "hom", 502: "lau", 503: "haibe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """How a stream goes wrong: in which order the chats come, and what comes again, and when."""

    order: Sequence[int]  # whose turn it is, chat by chat
    batches: Sequence[int]  # how many updates arrive together
    again: Sequence[tuple[int, int]]  # (which update, after how many more) arrives a second time
    presses: Sequence[int]  # after these steps an old button is pressed once more


def _update(number: int, **content: Any) -> Update:
    raw = json.dumps({"update_id": number, **content}, ensure_ascii=False)
    (kind,) = content
    chat = content[kind]["message"]["chat"] if kind == "callback_query" else content[kind]["chat"]
    return Update(update_id=str(number), chat_id=str(chat["id"]), raw=raw)


def _message(chat: int, number: int, text: str) -> Update:
    at = int((NOW - timedelta(minutes=30)).timestamp()) + number
    person = {"id": chat, "is_bot": False, "first_name": "Bí thư"}
    body = {"message_id": number, "date": at, "chat": {"id": chat, "type": "private"}, "from": person}
    return _update(number, message={**body, "text": text})


def _press(chat: int, number: int, token: str) -> Update:
    query = {
        "id": f"q{number}",
        "from": {"id": chat, "is_bot": False, "first_name": "Bí thư"},
        "message": {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}},
        "chat_instance": "1",
        "data": token,
    }
    return _update(number, callback_query=query)


def _stream(order: Sequence[int]) -> list[Update]:
    """Everybody's messages in their own order, chats mixed as told; numbers are the same in any order."""
    waiting = {
        chat: [_message(chat, chat * 100 + place, text) for place, text in enumerate(lines)]
        for chat, lines in SCRIPTS.items()
    }
    mixed = [waiting[chat].pop(0) for chat in order if waiting.get(chat)]
    return mixed + [update for rest in waiting.values() for update in rest]


async def _lived(folder: Path, disturbance: Disturbance) -> list[tuple[object, ...]]:
    """The state after the stream, without ids and times."""
    store = await Store.open(folder / "chibo.sqlite3", KEYS)
    try:
        await store.write(_everybody)
        assistant = Assistant(settings=Settings(), store=store, book=BOOK, clock=lambda: NOW)
        receiving = assistant.receiving(_telegram, assistant.delivery(_telegram))
        await _play(store, receiving, disturbance)
        return await store.read(_state)
    finally:
        await store.close()


def _everybody(tx: Tx) -> None:
    found_commune(tx, BOOK)
    for chat, account in ACCOUNTS.items():
        user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
        assert user is not None
        users.add_identity(tx, user.id, ChannelName.TELEGRAM, str(chat), str(chat), LONG_AGO)


async def _play(store: Store, receiving: Receiving, disturbance: Disturbance) -> None:
    stream = _stream(disturbance.order)
    late: dict[int, list[Update]] = {}
    for which, after in disturbance.again:
        late.setdefault(which % len(stream) + after, []).append(stream[which % len(stream)])
    sizes = iter(disturbance.batches)
    place, extra = 0, 900_000
    while place < len(stream):
        size = next(sizes, 1)
        batch = [
            one for n in range(place, min(place + size, len(stream))) for one in (stream[n], *late.pop(n, ()))
        ]
        place += size
        await receiving.accept("1", batch)
        await _work_off(store, receiving)
        if place in disturbance.presses:
            for chat, token in await store.read(_used_buttons):
                extra += 1
                await receiving.accept("1", [_press(chat, extra, token)])
            await _work_off(store, receiving)
    for updates in late.values():
        await receiving.accept("1", updates)
    await _work_off(store, receiving)


async def _work_off(store: Store, receiving: Receiving) -> None:
    for chat in {row.chat_id for row in await store.read(inbox.waiting, ChannelName.TELEGRAM)}:
        await receiving.work_off(chat)


def _used_buttons(tx: Tx) -> list[tuple[int, str]]:
    """ "Đúng" of every card that was answered: pressing it once more is to change nothing."""
    drafts = tx.execute(sa.select(schema.draft.c.id).where(schema.draft.c.state == "open")).scalars()
    found = []
    for row in tx.execute(sa.select(schema.outbox).where(schema.outbox.c.menu_id.is_not(None))):
        menu = menus.by_id(tx, row.menu_id)
        assert menu is not None
        for button, choice in zip(menus.buttons(tx, row.menu_id), menu.choices, strict=True):
            if choice.label == "Đúng" and choice.arguments.get("draft_id") not in drafts:
                found.append((int(row.chat_id), button.token))
    return found


def _state(tx: Tx) -> list[tuple[object, ...]]:
    """Every event that stands or stood, what it is about by name, and what is counted."""
    names = {
        person_id: person.name
        for person_id, person in people.load(tx, people.ids_after(tx, 0, 1000)).items()
        if not person.name.startswith("(")  # taken back: told by number only
    }
    places = {unit.id: unit.name for unit in units.within(tx, *units.EVERYTHING)}
    event, tally = schema.event, schema.tally
    events = [
        ("event", places[row.unit_id], row.kind, row.happened_on, names.get(row.person_id), _of(row.data))
        for row in tx.execute(sa.select(event))
    ]
    tallies = [("tally", row.stage, row.tag, row.happened_on) for row in tx.execute(sa.select(tally))]
    return sorted([*events, *tallies], key=repr)


def _of(data: Any) -> str:
    return json.dumps({k: v for k, v in data.items() if not k.endswith("id")}, default=str, sort_keys=True)


@cache
def _clean() -> list[tuple[object, ...]]:
    with TemporaryDirectory() as folder:
        nothing = Disturbance(order=(), batches=(), again=(), presses=())
        return asyncio.run(_lived(Path(folder), nothing))


DISTURBANCES = st.builds(
    Disturbance,
    order=st.permutations([chat for chat, lines in SCRIPTS.items() for _ in lines]),
    batches=st.lists(st.integers(1, 6), max_size=14),
    again=st.lists(st.tuples(st.integers(0, 13), st.integers(0, 20)), max_size=12),
    presses=st.lists(st.integers(1, 14), max_size=3, unique=True),
)


def test_the_clean_stream_says_what_was_meant() -> None:
    told = [line for line in _clean() if line[0] == "event"]
    assert {line[4] for line in told if line[4]} == {"Lò Thị Mai", "Quàng Văn Ính", "Lường Thị Xôm"}
    assert {line[2] for line in told} == {"described", "stage", "undone", "count", "quota"}
    assert len([line for line in _clean() if line[0] == "tally"]) > 0


@pytest.mark.soak  # more of it there; it also runs every time
@settings(max_examples=EXAMPLES, deadline=None)
@given(disturbance=DISTURBANCES)
def test_a_disturbed_stream_leaves_the_same_state(disturbance: Disturbance) -> None:
    with TemporaryDirectory() as folder:
        assert asyncio.run(_lived(Path(folder), disturbance)) == _clean()
