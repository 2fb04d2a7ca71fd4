"""A reminder that one channel cannot deliver arrives by another of the same person: once, and saying so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.settings import Settings
from domain.messages import ChannelName
from domain.pipeline import Stage
from scheduler import failover
from scheduler.delivery import Delivery
from storage import deliveries, schema, users
from storage.database import Store, Tx
from tests.fakes import telegram_server, zalo_server
from tests.fakes.telegram_server import Fault, TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.scheduler.commune import BOOK, Commune, at, found

NOW = at(date(2025, 11, 26))
BY_ZALO = "(Gửi qua đây vì không gửi được qua Telegram.)"


@dataclass(kw_only=True)
class Post:
    """Both messengers on loopback, and a clock that the test sets."""

    commune: Commune
    telegram: TelegramServer
    zalo: ZaloServer
    by_telegram: Delivery
    by_zalo: Delivery
    now: datetime = NOW

    async def deliver(self) -> None:
        """What is due on either channel now."""
        await self.by_telegram.deliver_to("501")
        await self.by_zalo.deliver_to("z501")

    async def sweep(self) -> None:
        await self.commune.sweep(self.now)

    async def link(
        self, channel: ChannelName, chat: str, linked_at: datetime, user: int | None = None
    ) -> None:
        user = user or self.commune.secretary
        await self.commune.store.write(users.add_identity, user, channel, chat, chat, linked_at)


@pytest.fixture
async def post(store: Store) -> AsyncIterator[Post]:
    commune = await found(store, at(date(2025, 1, 6)))
    telegram, zalo = TelegramServer(), ZaloServer()
    await telegram.start()
    await zalo.start()
    channels = (Telegram(telegram_server.TOKEN, telegram.url), Zalo(zalo_server.TOKEN, zalo.url))
    assistant = Assistant(settings=Settings(), store=store, book=BOOK, clock=lambda: made.now)
    by_telegram, by_zalo = (assistant.delivery(channel) for channel in channels)
    made = Post(commune=commune, telegram=telegram, zalo=zalo, by_telegram=by_telegram, by_zalo=by_zalo)
    await store.write(_forget_terminal)
    await made.link(ChannelName.ZALO, "z501", at(date(2025, 2, 1)))
    await made.link(ChannelName.TELEGRAM, "501", at(date(2025, 3, 1)))
    await commune.reach(Stage.ADMISSION, date(2024, 12, 3), told=at(date(2025, 10, 1)))
    yield made
    for channel in channels:
        await channel.close()
    await telegram.stop()
    await zalo.stop()


def _forget_terminal(tx: Tx) -> None:
    tx.execute(sa.delete(schema.identity).where(schema.identity.c.channel == "terminal"))


async def rows(store: Store) -> list[tuple[str, str]]:
    """Channel and state of every digest, oldest first."""
    of = schema.outbox.c

    def read(tx: Tx) -> list[tuple[str, str]]:
        wanted = sa.select(of.channel, of.state).where(of.kind == "digest").order_by(of.id)
        return [(row.channel, row.state) for row in tx.execute(wanted)]

    return await store.read(read)


async def test_who_blocked_telegram_reads_the_reminder_on_zalo_once(post: Post) -> None:
    post.telegram.blocked.add(501)
    await post.sweep()
    await post.deliver()
    await post.deliver()
    await post.sweep()
    await post.deliver()
    (message,) = post.zalo.to("z501")
    assert "Lò Văn Pánh hết 12 tháng dự bị" in message.text
    assert BY_ZALO in message.text
    assert await rows(post.commune.store) == [("telegram", "gave_up"), ("zalo", "sent")]
    assert await post.commune.states(post.commune.secretary) == [
        ("T-30", "superseded"),
        ("T-7", "sent"),
    ]


async def test_the_next_reminder_goes_straight_to_the_channel_that_is_left(post: Post) -> None:
    post.telegram.blocked.add(501)
    await post.sweep()
    await post.deliver()
    post.now = at(date(2025, 12, 3))
    await post.sweep()
    await post.deliver()
    assert len(post.zalo.to("z501")) == 2
    assert BY_ZALO not in post.zalo.to("z501")[-1].text


async def test_who_blocked_every_channel_is_stood_in_for_by_the_officer(post: Post) -> None:
    await post.link(ChannelName.ZALO, "z504", at(date(2025, 2, 1)), post.commune.officer)
    post.telegram.blocked.add(501)
    post.zalo.blocked.add("z501")
    await post.sweep()
    await post.deliver()
    await post.sweep()
    await post.by_zalo.deliver_to("z504")
    assert "Lò Văn Pánh" in post.zalo.to("z504")[-1].text
    assert ("T-7", "gave_up") in await post.commune.states(post.commune.secretary)


async def test_who_writes_again_is_reached_there_again(post: Post) -> None:
    post.telegram.blocked.add(501)
    await post.sweep()
    await post.deliver()
    assert await post.commune.store.write(users.came_back, ChannelName.TELEGRAM, "501")
    post.telegram.blocked.clear()
    post.now = at(date(2025, 12, 3))
    await post.sweep()
    await post.deliver()
    assert len(post.telegram.to(501)) == 1


async def test_a_platform_dead_for_an_hour_is_gone_around_and_nothing_comes_twice(post: Post) -> None:
    post.telegram.faults["sendMessage"].extend([Fault.SERVER_ERROR] * 100)
    await post.sweep()
    for minutes in (0, 20, 40, 61):
        post.now = NOW + timedelta(minutes=minutes)
        await post.deliver()
        await post.sweep()
    await post.deliver()
    assert BY_ZALO in post.zalo.to("z501")[-1].text
    post.telegram.faults.clear()
    post.now += timedelta(minutes=5)
    await post.deliver()
    assert (len(post.telegram.to(501)), len(post.zalo.to("z501"))) == (0, 1)
    assert await rows(post.commune.store) == [("telegram", "cancelled"), ("zalo", "sent")]


async def test_what_may_have_arrived_stays_with_its_platform(post: Post) -> None:
    post.telegram.faults["sendMessage"].extend([Fault.RESET_AFTER, *[Fault.SERVER_ERROR] * 100])
    await post.sweep()
    for minutes in (0, 20, 40, 61, 90):
        post.now = NOW + timedelta(minutes=minutes)
        await post.deliver()
        await post.sweep()
    assert post.zalo.to("z501") == []


async def test_a_slow_hour_is_no_death(post: Post) -> None:
    """Nothing was tried, as after a restart: then nothing is known to be dead."""
    await post.sweep()
    post.now = NOW + timedelta(hours=2)
    assert await post.commune.store.write(failover.divert, post.now) == 0


async def test_whoever_has_one_channel_only_waits_for_it(post: Post) -> None:
    await post.commune.store.write(
        lambda tx: tx.execute(sa.delete(schema.identity).where(schema.identity.c.channel == "zalo")).rowcount
    )
    post.telegram.faults["sendMessage"].extend([Fault.SERVER_ERROR] * 20)
    await post.sweep()
    for minutes in (0, 20, 40, 61, 80):
        post.now = NOW + timedelta(minutes=minutes)
        await post.deliver()
        await post.sweep()
    post.telegram.faults.clear()
    post.now += timedelta(minutes=30)
    await post.deliver()
    assert len(post.telegram.to(501)) == 1


async def test_a_digest_that_was_tried_everywhere_is_not_tried_again(post: Post) -> None:
    post.telegram.blocked.add(501)
    post.zalo.blocked.add("z501")
    await post.sweep()
    await post.deliver()
    await post.deliver()
    assert await rows(post.commune.store) == [("telegram", "gave_up"), ("zalo", "gave_up")]
    assert await post.commune.store.read(deliveries.heads, ChannelName.ZALO, now=NOW, real_now=NOW) == []
