from datetime import datetime, timedelta

from domain.messages import ChannelName
from storage import inbox, schema
from storage.database import Store, Tx
from storage.inbox import Update

TELEGRAM = ChannelName.TELEGRAM


def update(number: int, chat: int = 5) -> Update:
    return Update(update_id=f"{number}", chat_id=f"{chat}", raw=f'{{"text": "Kết nạp {number}"}}')


async def receive(store: Store, now: datetime, *numbers: int, bot: str = "1") -> list[int]:
    rows = await store.write(inbox.store_all, TELEGRAM, bot, [update(n) for n in numbers], now)
    return [row.id for row in rows]


async def test_an_update_is_kept_once_however_often_it_comes(store: Store, now: datetime) -> None:
    first = await receive(store, now, 1, 2)
    assert len(first) == 2
    assert await receive(store, now, 2, 1, 1) == []
    assert len(await receive(store, now, 2, 3)) == 1
    assert [row.id for row in await store.read(inbox.waiting, TELEGRAM)][:2] == first


async def test_two_bots_may_use_the_same_number(store: Store, now: datetime) -> None:
    assert len(await receive(store, now, 1, bot="1")) == len(await receive(store, now, 1, bot="2")) == 1


async def test_what_waits_comes_back_in_the_order_it_came(store: Store, now: datetime) -> None:
    await receive(store, now, 900, 5, 70)
    rows = await store.read(inbox.waiting, TELEGRAM)
    assert [row.raw for row in rows] == [update(n).raw for n in (900, 5, 70)]
    assert rows[0].received_at == now
    assert [r.id for r in await store.read(inbox.waiting, TELEGRAM, rows[0].id, 1)] == [rows[1].id]
    assert await store.read(inbox.waiting, ChannelName.TERMINAL) == []


async def test_a_batch_comes_back_as_it_waits_with_what_waits_right_before_it(
    store: Store, now: datetime
) -> None:
    first, second, third = await receive(store, now, 1, 2, 3)
    rows = await store.write(inbox.store_all, TELEGRAM, "1", [update(3), update(4)], now)
    assert rows == (await store.read(inbox.waiting, TELEGRAM))[3:] and len(rows) == 1
    assert await store.read(inbox.last_before, TELEGRAM, rows[0].id) == third
    await store.write(inbox.done, third)
    assert await store.read(inbox.last_before, TELEGRAM, rows[0].id) == second
    assert await store.read(inbox.last_before, TELEGRAM, first) == 0
    assert await store.read(inbox.last_before, ChannelName.ZALO, rows[0].id) == 0


async def test_an_update_can_be_done_only_once(store: Store, now: datetime) -> None:
    (row_id,) = await receive(store, now, 1)
    assert await store.write(inbox.done, row_id)
    assert not await store.write(inbox.done, row_id)
    assert await store.read(inbox.waiting, TELEGRAM) == []


async def test_an_update_that_fails_three_times_is_set_aside(store: Store, now: datetime) -> None:
    poison, good = await receive(store, now, 1, 2)
    assert [await store.write(inbox.failed, poison, "C0DE") for _ in range(3)] == [False, False, True]
    assert [row.id for row in await store.read(inbox.waiting, TELEGRAM)] == [good]
    assert not await store.write(inbox.done, poison)


async def test_what_was_handled_long_ago_is_forgotten_and_what_waits_is_not(
    store: Store, now: datetime
) -> None:
    old, _waiting = await receive(store, now - timedelta(days=40), 1, 2)
    await store.write(inbox.done, old)
    (new,) = await receive(store, now, 3)
    await store.write(inbox.done, new)
    assert await store.write(inbox.forget, now - timedelta(days=30)) == 1
    assert len(await receive(store, now, 1, 2, 3)) == 1


async def test_nothing_of_a_message_stands_readable_in_the_file(store: Store, now: datetime) -> None:
    await receive(store, now, 1)

    def sealed(tx: Tx) -> bytes:
        blob: bytes = tx.execute(schema.inbox.select()).one().raw_sealed
        return blob

    assert "nạp".encode() not in await store.read(sealed)


async def test_an_update_that_does_not_open_does_not_hold_up_the_others(store: Store, now: datetime) -> None:
    broken, whole = await receive(store, now, 1, 2)

    def damage(tx: Tx) -> None:
        table = schema.inbox
        tx.execute(table.update().where(table.c.id == broken).values(raw_sealed=b"rubbish"))

    await store.write(damage)
    rows = await store.read(inbox.waiting, TELEGRAM)
    assert [(row.id, row.raw) for row in rows] == [(broken, ""), (whole, update(2).raw)]
