from datetime import datetime, timedelta

from domain.budget import Spending
from domain.localtime import month_start
from domain.messages import Address, ChannelName, Reply
from storage import deliveries, outbox, spending, users
from storage.database import Store, Tx
from storage.outbox import OutboxState

ZALO = Address(channel=ChannelName.ZALO, chat_id="z5")


def sent(tx: Tx, at: datetime, message_ids: str, *, in_doubt: bool = False) -> None:
    """A reply that left at that moment, in one part or more."""
    row = outbox.add_reply(tx, address=ZALO, reply=Reply(text="x"), user=None, inbox_id=None, now=at)
    if in_doubt:
        deliveries.retry(tx, row, at=at, code="MaybeSent", in_doubt=True)
    deliveries.settle(tx, row, OutboxState.SENT, at=at, message_id=message_ids)


def digest_sent(tx: Tx, at: datetime) -> None:
    """A digest that left at that moment."""
    user_id = users.add_user(tx, "Lò Văn Pánh", at)
    row = outbox.add_digest(tx, address=ZALO, user_id=user_id, now=at)
    deliveries.settle(tx, row, OutboxState.SENT, at=at, message_id="d")


async def test_each_part_of_a_long_message_counts_in_the_month_it_was_sent(
    store: Store, now: datetime
) -> None:
    def send(tx: Tx) -> None:
        for at, message_ids in (
            (now, "a"),
            (now, "b,c,d"),
            (month_start(now), "e"),
            (month_start(now) - timedelta(seconds=1), "f"),
        ):
            sent(tx, at, message_ids)
        digest_sent(tx, now)
        outbox.add_reply(tx, address=ZALO, reply=Reply(text="x"), user=None, inbox_id=None, now=now)

    await store.write(send)
    spent = await store.read(spending.spent_since, ChannelName.ZALO, month_start(now))
    assert (spent, spent.total) == (Spending(replies=5, digests=1), 6)
    assert await store.read(spending.spent_since, ChannelName.TELEGRAM, month_start(now)) == Spending()


async def test_what_was_sent_twice_counts_twice(store: Store, now: datetime) -> None:
    await store.write(lambda tx: sent(tx, now, "a,b", in_doubt=True))
    assert (await store.read(spending.spent_since, ChannelName.ZALO, month_start(now))).total == 4


async def test_forgetting_what_was_said_forgets_nothing_of_the_months_count(
    store: Store, now: datetime
) -> None:
    await store.write(lambda tx: sent(tx, now - timedelta(days=10), "a,b"))
    await store.write(outbox.forget, now - timedelta(days=1))
    assert (await store.read(spending.spent_since, ChannelName.ZALO, month_start(now))).total == 2
    await store.write(outbox.forget, now + timedelta(days=30))
    assert (await store.read(spending.spent_since, ChannelName.ZALO, month_start(now))).total == 0
