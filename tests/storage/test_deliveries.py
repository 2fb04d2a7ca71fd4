from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from domain.actions import Action
from domain.messages import Address, Button, ChannelName, Choice, Reply
from domain.users import User
from storage import chats, deliveries, menus, outbox, schema, users
from storage.database import Store, Tx
from storage.deliveries import Claimed, Compose, Head
from storage.outbox import OutboxKind, OutboxState

HERE = Address(channel=ChannelName.TELEGRAM, chat_id="5")
THERE = Address(channel=ChannelName.TELEGRAM, chat_id="6")
LEASE = timedelta(seconds=90)


def nothing_to_say(tx: Tx, row_id: int, now: datetime) -> Reply | None:
    return None


@dataclass
class Box:
    """The outbox with one fixed clock, which a test may move."""

    store: Store
    now: datetime

    async def reply(self, text: str = "Đã ghi.", address: Address = HERE, **more: object) -> int:
        reply = Reply(text=text, **more)  # type: ignore[arg-type]  # only choices, checked by the class
        return await self.store.write(self._add, reply, address)

    def _add(self, tx: Tx, reply: Reply, address: Address) -> int:
        user = users.by_identity(tx, HERE.channel, "5", self.now)
        return outbox.add_reply(tx, address=address, reply=reply, user=user, inbox_id=None, now=self.now)

    async def digest(self, user: User, address: Address = HERE) -> int:
        return await self.store.write(outbox.add_digest, address=address, user_id=user.id, now=self.now)

    async def claim(self, row_id: int, compose: Compose = nothing_to_say) -> Claimed | None:
        return await self.store.write(
            deliveries.claim,
            row_id,
            now=self.now,
            real_now=self.now,
            until=self.now + LEASE,
            compose=compose,
        )

    async def heads(self) -> list[Head]:
        return await self.store.read(deliveries.heads, HERE.channel, now=self.now, real_now=self.now)

    async def state(self, row_id: int) -> str:
        def look(tx: Tx) -> str:
            table = schema.outbox
            return str(tx.execute(table.select().where(table.c.id == row_id)).one().state)

        return await self.store.read(look)

    async def sent(self, count: int, address: Address = HERE) -> None:
        """So many replies, each sent and settled."""

        def send(tx: Tx) -> None:
            for _ in range(count):
                row_id = self._add(tx, Reply(text="Đã ghi."), address)
                deliveries.settle(tx, row_id, OutboxState.SENT, at=self.now, message_id="1")

        await self.store.write(send)

    async def steps_of(self, work: Callable[[Tx], object]) -> int:
        """How many steps SQLite takes for it."""

        def counted(tx: Tx) -> int:
            steps = 0

            def one_more() -> int:
                nonlocal steps
                steps += 1
                return 0

            tx._raw.set_progress_handler(one_more, 1)
            try:
                work(tx)
            finally:
                tx._raw.set_progress_handler(None, 1)
            return steps

        return await self.store.write(counted)


@pytest.fixture
def box(store: Store, now: datetime) -> Box:
    return Box(store, now)


@pytest.fixture
async def user(store: Store, now: datetime) -> User:
    def join(tx: Tx) -> User:
        user_id = users.add_user(tx, "Lò Văn Pánh", now)
        users.add_identity(tx, user_id, HERE.channel, "5", "5", now)
        found = users.by_id(tx, user_id, now)
        assert found
        return found

    return await store.write(join)


async def test_a_reply_is_leased_to_one_sender_only(box: Box) -> None:
    row = await box.reply("Đã ghi nhận.")
    claimed = await box.claim(row)
    assert claimed and claimed.message.text == "Đã ghi nhận." and not claimed.maybe_sent
    assert await box.claim(row) is None
    assert await box.heads() == []


async def test_a_lease_of_somebody_who_died_is_taken_over_and_marked(box: Box) -> None:
    row = await box.reply()
    await box.claim(row)
    box.now += LEASE + timedelta(seconds=1)
    claimed = await box.claim(row)
    assert claimed and claimed.maybe_sent and claimed.attempts == 2


async def test_after_a_restart_nobody_waits_for_the_leases_of_the_dead(box: Box) -> None:
    row = await box.reply()
    await box.claim(row)
    await box.store.write(deliveries.expire_leases, HERE.channel, box.now - timedelta(seconds=1))
    claimed = await box.claim(row)
    assert claimed and claimed.maybe_sent


async def test_what_is_settled_stays_settled(box: Box) -> None:
    row = await box.reply()
    await box.claim(row)
    await box.store.write(deliveries.settle, row, OutboxState.SENT, at=box.now, message_id="77")
    await box.store.write(deliveries.settle, row, OutboxState.GAVE_UP, at=box.now)
    await box.store.write(deliveries.retry, row, at=box.now, code="x", in_doubt=True)
    assert await box.state(row) == "sent"
    assert await box.claim(row) is None


@pytest.mark.parametrize("in_doubt", [True, False])
async def test_a_retry_waits_its_time_and_remembers_a_doubt(box: Box, in_doubt: bool) -> None:
    row = await box.reply()
    await box.claim(row)
    later = box.now + timedelta(seconds=30)
    await box.store.write(deliveries.retry, row, at=later, code="x", in_doubt=in_doubt)
    assert await box.heads() == []
    box.now = later
    assert [head.id for head in await box.heads()] == [row]
    claimed = await box.claim(row)
    assert claimed and claimed.maybe_sent is in_doubt


async def test_replies_come_before_digests_and_in_their_order(box: Box, user: User) -> None:
    digest = await box.digest(user)
    first, second = await box.reply("1"), await box.reply("2")
    other = await box.reply("3", THERE)
    assert [head.id for head in await box.heads()] == [first, other, digest]
    await box.claim(first)
    assert [head.id for head in await box.heads()] == [second, other, digest]


async def test_what_was_sent_before_costs_neither_a_look_at_what_waits_nor_at_the_last_digest(
    box: Box, user: User
) -> None:
    def looks(tx: Tx) -> None:
        deliveries.heads(tx, HERE.channel, now=box.now, real_now=box.now)
        menus.of_last_digest(tx, user.id, HERE)

    await box.sent(3)
    await box.digest(user)
    few = await box.steps_of(looks)
    await box.sent(300)
    assert await box.steps_of(looks) <= few


async def test_buttons_go_out_as_tokens_and_only_to_people_we_know(box: Box, user: User) -> None:
    choice = Choice(label="Đúng", action=Action.CARD_CONFIRM, arguments={"draft": 7})
    row = await box.reply("Tôi hiểu là…", choices=(choice,))
    claimed = await box.claim(row)
    assert claimed
    (button,) = claimed.message.buttons
    assert button.label == "Đúng" and "confirm" not in button.token and len(button.token) <= 64


async def test_a_stranger_gets_the_words_without_buttons(box: Box) -> None:
    row = await box.reply("Chào bạn.", choices=(Choice(label="Đúng", action=Action.CARD_CONFIRM),))
    claimed = await box.claim(row)
    assert claimed and claimed.message.buttons == ()


async def test_a_digest_is_worded_when_it_leaves(box: Box, user: User) -> None:
    def compose(tx: Tx, row_id: int, now: datetime) -> Reply:
        return Reply(text="2 việc", choices=(Choice(label="Đã làm", action=Action.REMINDER_DONE),))

    row = await box.digest(user)
    claimed = await box.claim(row, compose)
    assert claimed and claimed.kind is OutboxKind.DIGEST and claimed.message.text == "2 việc"
    assert isinstance(claimed.message.buttons[0], Button)


async def test_a_digest_with_nothing_left_to_say_is_cancelled(box: Box, user: User) -> None:
    row = await box.digest(user)
    assert await box.claim(row) is None
    assert await box.state(row) == "cancelled"


async def test_a_chat_that_moved_takes_its_messages_and_its_person_along(box: Box, user: User) -> None:
    row = await box.reply()
    await box.store.write(chats.move, HERE, "-100500")
    assert [(head.id, head.chat_id) for head in await box.heads()] == [(row, "-100500")]
    address = await box.store.read(users.address_of, user.id)
    assert address == Address(channel=HERE.channel, chat_id="-100500")
