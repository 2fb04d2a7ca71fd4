from datetime import datetime, timedelta

from domain.localtime import month_start
from domain.messages import Address, ChannelName, Reply
from storage import outbox, queues
from storage.database import Store, Tx
from storage.outbox import OutboxState

ZALO = Address(channel=ChannelName.ZALO, chat_id="z5")


async def test_each_part_of_a_long_message_counts_in_the_month_it_was_sent(
    store: Store, now: datetime
) -> None:
    def send(tx: Tx) -> None:
        for at, message_id in (
            (now, "a"),
            (now, "b,c,d"),
            (month_start(now), "e"),
            (month_start(now) - timedelta(seconds=1), "f"),
        ):
            reply = Reply(text="x")
            row = outbox.add_reply(tx, address=ZALO, reply=reply, user=None, inbox_id=None, now=at)
            outbox.settle(tx, row, OutboxState.SENT, at=at, message_id=message_id)
        outbox.add_reply(tx, address=ZALO, reply=Reply(text="x"), user=None, inbox_id=None, now=now)

    await store.write(send)
    assert await store.read(queues.sent_since, ChannelName.ZALO, month_start(now)) == 5
    assert await store.read(queues.sent_since, ChannelName.TELEGRAM, month_start(now)) == 0
