"""What was said in passing is not kept for ever; what was stored of it is."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.assistant import rule_book
from domain.actions import Action
from domain.cards import QuotaCard, QuotaLine
from domain.messages import Address, ChannelName, Choice, Reply
from domain.periods import year_period
from storage import deliveries, drafts, menus, outbox, schema, users
from storage.database import Store, Tx
from storage.outbox import OutboxState
from tests.cast import found_commune

HERE = Address(channel=ChannelName.TERMINAL, chat_id="hom")


async def test_answered_messages_menus_and_cards_go_after_their_time(store: Store, now: datetime) -> None:
    def talk(tx: Tx) -> None:
        cast = found_commune(tx, rule_book())
        user = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        assert user is not None
        reply = Reply(text="Chào bạn.", choices=(Choice(label="Hướng dẫn", action=Action.HELP),))
        sent = outbox.add_reply(tx, address=HERE, reply=reply, user=user, inbox_id=None, now=now)
        deliveries.settle(tx, sent, OutboxState.SENT, at=now)
        outbox.add_reply(tx, address=HERE, reply=Reply(text="Còn chờ."), user=user, inbox_id=None, now=now)
        card = QuotaCard(period=year_period(2026), lines=(QuotaLine(unit_id=cast.hom.id, low=2),))
        drafts.add(tx, user.id, HERE, card, now)

    def left(tx: Tx) -> list[int]:
        tables = (schema.outbox, schema.menu, schema.draft)
        return [tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables]

    def forget(tx: Tx, before: datetime) -> None:
        for rows in (outbox, menus, drafts):
            rows.forget(tx, before)

    await store.write(talk)
    await store.write(forget, now)
    assert await store.read(left) == [2, 1, 1]
    await store.write(forget, now + timedelta(days=30))
    assert await store.read(left) == [1, 0, 0]
