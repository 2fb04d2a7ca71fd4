"""Reminders on a platform that takes only so many messages a month."""

from datetime import date, datetime, timedelta

import pytest

from domain.localtime import month_start
from domain.messages import ChannelName
from domain.pipeline import Stage
from domain.reminders import ReminderState
from scheduler import reminding
from storage import schema, users
from storage.database import Store, Tx
from tests.scheduler.commune import Commune, at, found
from tests.storage.test_spending import sent

TOLD = at(date(2025, 10, 1))
MONDAY = date(2025, 11, 3)
A_MONTH_BEFORE_ITS_END = date(2024, 12, 3)  # reminded of on that Monday
EARLY = at(MONDAY, 7)
DUE_ON_WEDNESDAY = date(2024, 11, 5)


@pytest.fixture
async def commune(store: Store) -> Commune:
    """The secretary is on Zalo, the officer in the terminal."""
    made = await found(store, at(date(2025, 1, 2)))
    await store.write(users.add_identity, made.secretary, ChannelName.ZALO, "z5", "z5", at(date(2025, 1, 2)))
    return made


async def heard(commune: Commune, day: date, limit: int) -> list[str]:
    """What the secretary got that morning, with so many messages a month on Zalo."""
    limits = {ChannelName.ZALO: limit}
    await reminding.sweep_all(commune.store, commune.book, at(day), limits)
    return [reply.text for reply in (await commune.deliver(at(day))).get(commune.secretary, [])]


async def days_heard(commune: Commune, first: date, last: date, limit: int) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if await heard(commune, day, limit)]


async def spend(commune: Commune, replies: int, when: datetime = EARLY) -> None:
    def answer(tx: Tx) -> None:
        for _ in range(replies):
            sent(tx, when, "x")

    await commune.store.write(answer)


async def told(commune: Commune) -> list[str]:
    """What the officer was told outside any digest."""

    def look(tx: Tx) -> list[str]:
        rows = tx.execute(
            schema.outbox.select().where(
                schema.outbox.c.channel == "terminal", schema.outbox.c.kind == "reply"
            )
        )
        return [tx.keys.open("outbox", "body", row.id, row.body_sealed) for row in rows]

    return await commune.store.read(look)


async def test_with_messages_enough_each_reminder_leaves_on_its_day(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, A_MONTH_BEFORE_ITS_END, told=TOLD)
    await commune.reach(Stage.ADMISSION, A_MONTH_BEFORE_ITS_END + timedelta(days=3), told=TOLD)
    assert await days_heard(commune, MONDAY, date(2025, 11, 20), 3000) == [MONDAY, date(2025, 11, 6)]
    assert await told(commune) == []


async def test_with_few_messages_left_what_can_wait_comes_once_a_week(commune: Commune) -> None:
    await commune.reach(Stage.ADMISSION, A_MONTH_BEFORE_ITS_END, told=TOLD)
    await commune.reach(Stage.ADMISSION, A_MONTH_BEFORE_ITS_END + timedelta(days=3), told=TOLD)
    assert await days_heard(commune, MONDAY, date(2025, 11, 20), 8) == [MONDAY, date(2025, 11, 10)]


async def test_with_hardly_any_left_only_what_is_due_that_day_leaves_and_the_rest_next_month(
    commune: Commune,
) -> None:
    await spend(commune, 90)
    await commune.reach(Stage.ADMISSION, A_MONTH_BEFORE_ITS_END + timedelta(days=5), told=TOLD)
    await commune.reach(Stage.ADMISSION, DUE_ON_WEDNESDAY, told=TOLD)
    assert await days_heard(commune, MONDAY, date(2025, 11, 11), 100) == [date(2025, 11, 5)]
    waiting = [row for row in await commune.ledger() if row.state is ReminderState.HELD]
    assert {row.reason for row in waiting} == {"budget"}
    (text,) = await heard(commune, date(2025, 12, 1), 100)
    assert "08/12/2025" in text


async def test_the_last_messages_of_the_month_are_for_replies_alone(commune: Commune) -> None:
    await spend(commune, 95)
    await commune.reach(Stage.ADMISSION, DUE_ON_WEDNESDAY, told=TOLD)
    assert await days_heard(commune, MONDAY, date(2025, 11, 11), 100) == []


async def test_the_officer_is_told_once_a_month_and_not_at_night(commune: Commune) -> None:
    await spend(commune, 80)
    limits = {ChannelName.ZALO: 100}
    for now in (at(MONDAY, 5), at(MONDAY, 23)):
        await reminding.sweep_all(commune.store, commune.book, now, limits)
    assert await told(commune) == []
    for day in (MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=9)):
        await reminding.sweep_all(commune.store, commune.book, at(day), limits)
    (text,) = await told(commune)
    assert text == (
        "⚠️ Zalo: tháng này đã gửi 80/100 tin, với mức này đủ đến ngày 03/11/2025.\n"
        "Từ nay đến hết tháng, qua Zalo: chỉ nhắc việc đến hạn trong ngày; việc khác nhắc vào đầu tháng sau. "
        "Báo cáo và câu hỏi vẫn được trả lời ngay.\n"
        "Muốn nhắc như cũ, đơn vị nâng gói tin của Zalo, hoặc mời thêm người dùng trang web hay Telegram."
    )
    await spend(commune, 90, month_start(at(date(2025, 12, 1))))
    await reminding.sweep_all(commune.store, commune.book, at(date(2025, 12, 2)), limits)
    assert len(await told(commune)) == 2
