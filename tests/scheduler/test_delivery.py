import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.channels import ChatMoved, MaybeSent, PlatformDown, RetryLater, SendFailed, Unreachable
from domain.messages import Address, ChannelName, OutgoingMessage, Reply
from scheduler.breaker import BreakerState
from scheduler.delivery import Delivery, Digests, Way
from scheduler.pacing import Pace, Pacing
from storage import outbox, schema, users
from storage.database import Store, Tx
from storage.deliveries import Claimed
from storage.outbox import OutboxState


@dataclass
class Pipe:
    """A channel that keeps what it is given, and fails when told to."""

    name: ChannelName = ChannelName.TELEGRAM
    has_files: bool = False
    failures: deque[Exception] = field(default_factory=deque)
    sent: list[tuple[str, str]] = field(default_factory=list)
    tries: int = 0
    latency: float = 0.0
    sent_at: list[float] = field(default_factory=list)

    async def send(self, message: OutgoingMessage) -> str:
        self.tries += 1
        if self.latency:
            await asyncio.sleep(self.latency)
        if self.failures:
            raise self.failures.popleft()
        self.sent.append((message.address.chat_id, message.text))
        self.sent_at.append(asyncio.get_running_loop().time())
        return str(len(self.sent))


class Reminding:
    """What reminding does with a digest: words it, and hears what became of it."""

    def __init__(self) -> None:
        self.text: str | None = "⏰ 2 việc"
        self.outcomes: list[OutboxState] = []

    def compose(self, tx: Tx, row_id: int, now: datetime) -> Reply | None:
        if self.text == "broken":
            raise ZeroDivisionError
        return None if self.text is None else Reply(text=self.text)

    def settled(self, tx: Tx, row_id: int, state: OutboxState, now: datetime) -> None:
        self.outcomes.append(state)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that has no event of its own."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - some have no event
            await asyncio.sleep(0.005)


class Post:
    """A delivery at work, with what goes in and what comes out."""

    def __init__(self, store: Store, pipe: Pipe, pace: Pace | None = None) -> None:
        self.store = store
        self.pipe = pipe
        self.reminding = Reminding()
        self.skew = timedelta()
        self.delivery = Delivery(
            store,
            pipe,
            digests=Digests(compose=self.reminding.compose, settled=self.reminding.settled),
            clock=self.clock,
            real_clock=self.clock,
            pacing=Pacing(pace),
        )

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.skew

    async def reply(self, text: str, chat: str = "5") -> int:
        row_id = await self.store.write(self._add, text, chat)
        self.delivery.wake()
        return row_id

    def _add(self, tx: Tx, text: str, chat: str) -> int:
        address = Address(channel=self.pipe.name, chat_id=chat)
        return outbox.add_reply(
            tx, address=address, reply=Reply(text=text), user=None, inbox_id=None, now=self.clock()
        )

    async def reply_leased(self, text: str, chat: str = "5") -> bool:
        """An answer as receiving writes it; whether it could be leased by the transaction that stored it."""
        with self.delivery.way_to(chat) as way:
            leased = await self.store.write(self._add_leased, text, chat, way)
            if way and leased:
                way.send(leased)
        return leased is not None

    def _add_leased(self, tx: Tx, text: str, chat: str, way: Way | None) -> Claimed | None:
        row_id = self._add(tx, text, chat)
        return way.lease(tx, row_id, self.clock()) if way else None

    async def has_begun(self) -> None:
        """Wait until answers can be leased: then `run` is at work."""
        async with asyncio.timeout(5):
            while True:
                with self.delivery.way_to("nobody") as way:
                    if way:
                        return
                await asyncio.sleep(0.001)

    async def digest(self, chat: str = "5") -> int:
        row_id = await self.store.write(self._add_digest, chat)
        self.delivery.wake()
        return row_id

    def _add_digest(self, tx: Tx, chat: str) -> int:
        user_id = users.add_user(tx, "Lò Văn Pánh", self.clock())
        users.add_identity(tx, user_id, self.pipe.name, str(user_id), chat, self.clock())
        address = Address(channel=self.pipe.name, chat_id=chat)
        return outbox.add_digest(tx, address=address, user_id=user_id, now=self.clock())

    async def rows(self) -> list[tuple[str, str | None]]:
        def look(tx: Tx) -> list[tuple[str, str | None]]:
            rows = tx.execute(schema.outbox.select().order_by(schema.outbox.c.id))
            return [(row.state, row.error_code) for row in rows]

        return await self.store.read(look)

    async def settle_all(self, seconds: float = 20.0, *, every: float = 0.01) -> None:
        async with asyncio.timeout(seconds):
            while any(state == "pending" for state, _ in await self.rows()):  # noqa: ASYNC110
                await asyncio.sleep(every)

    async def reaches(self, rows: list[tuple[str, str | None]], seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds):
            while await self.rows() != rows:  # noqa: ASYNC110 - rows have no event
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.delivery.run())
        try:
            yield
        finally:
            self.delivery.stop()
            await asyncio.wait_for(task, 5)


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


@pytest.fixture
def post(store: Store, pipe: Pipe) -> Post:
    return Post(store, pipe)


async def test_what_is_written_is_sent_once(post: Post, pipe: Pipe) -> None:
    async with post.running():
        for number in range(50):
            await post.reply(f"{number}", f"{number % 7}")
        await post.settle_all()
    assert sorted(text for _, text in pipe.sent) == sorted(f"{n}" for n in range(50))
    assert set(await post.rows()) == {("sent", None)}


async def test_one_chat_gets_its_messages_in_order(post: Post, pipe: Pipe) -> None:
    pipe.latency = 0.001
    for number in range(20):
        await post.reply(f"{number}")
    async with post.running():
        await post.settle_all()
    assert pipe.sent == [("5", f"{n}") for n in range(20)]


@pytest.mark.parametrize("failure", [RetryLater(), RetryLater(after=0.05)])
async def test_after_a_sure_failure_the_message_goes_out_once_and_unmarked(
    post: Post, pipe: Pipe, failure: SendFailed
) -> None:
    pipe.failures.append(failure)
    async with post.running():
        await post.reply("Đã ghi.")
        await post.settle_all()
    assert pipe.sent == [("5", "Đã ghi.")] and pipe.tries == 2


async def test_a_platform_is_not_asked_again_before_the_time_it_named(post: Post, pipe: Pipe) -> None:
    pipe.failures.append(RetryLater(after=1.2))
    started = asyncio.get_running_loop().time()
    async with post.running():
        await post.reply("Đã ghi.")
        await post.settle_all()
    assert pipe.sent_at[0] - started >= 1.2


@pytest.mark.parametrize("failure", [MaybeSent(), ValueError("a bug in the channel")])
async def test_when_the_answer_was_lost_the_second_copy_says_so(
    post: Post, pipe: Pipe, failure: Exception
) -> None:
    pipe.failures.append(failure)
    async with post.running():
        await post.reply("Đã ghi.")
        await post.settle_all()
    assert pipe.sent == [("5", "(nhắc lại) Đã ghi.")]


async def test_somebody_who_blocked_us_is_not_tried_again(post: Post, pipe: Pipe) -> None:
    pipe.failures.append(Unreachable(reason="blocked"))
    async with post.running():
        await post.digest()
        await post.settle_all()
    assert pipe.tries == 1
    assert await post.rows() == [("gave_up", "blocked")]
    assert post.reminding.outcomes == [OutboxState.GAVE_UP]


async def test_a_chat_that_moved_is_followed(post: Post, pipe: Pipe) -> None:
    pipe.failures.append(ChatMoved(new_chat_id="-100"))
    async with post.running():
        await post.reply("Đã ghi.")
        await post.settle_all()
    assert pipe.sent == [("-100", "Đã ghi.")]


async def test_a_message_is_given_up_only_when_it_is_both_old_and_often_tried(post: Post, pipe: Pipe) -> None:
    pipe.failures.extend([RetryLater(after=0)] * 100_000)  # it never gets through
    async with post.running():
        await post.reply("Đã ghi.")
        await until(lambda: pipe.tries >= 21)
        assert (await post.rows())[0][0] == "pending"
        post.skew = timedelta(days=4)
        await post.settle_all()
    assert await post.rows() == [("gave_up", "RetryLater")]


async def test_replies_overtake_reminders(store: Store, pipe: Pipe) -> None:
    post = Post(store, pipe, Pace(per_second=40, between=0.0))
    for number in range(100):
        await post.digest(f"{number}")
    async with post.running():
        await until(lambda: len(pipe.sent) >= 45)
        await post.reply("Đã ghi.", "999")
        await post.settle_all()
    assert [chat for chat, _ in pipe.sent].index("999") < 60


async def test_the_pace_of_the_platform_is_kept(store: Store, pipe: Pipe) -> None:
    post = Post(store, pipe, Pace(per_second=20, between=0.3))
    for number in range(50):
        await post.reply("x", f"{number}")
    await post.reply("y", "1")
    await post.reply("z", "1")
    async with post.running():
        await post.settle_all()
    span = pipe.sent_at[-1] - pipe.sent_at[0]
    assert span >= 51 / 20 - 0.1
    to_one = [at for at, (chat, _) in zip(pipe.sent_at, pipe.sent, strict=True) if chat == "1"]
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(to_one))


async def test_a_busy_chat_does_not_hold_up_the_others(store: Store, pipe: Pipe) -> None:
    post = Post(store, pipe, Pace(per_second=1000, between=1.0))
    for number in range(300):
        await post.reply(f"{number}", "busy")
    await post.reply("Đã ghi.", "quiet")
    async with post.running():
        await until(lambda: ("quiet", "Đã ghi.") in pipe.sent, seconds=2)


async def test_more_answers_than_have_room_leave_before_a_crowd_of_reports_is_stored(
    post: Post, pipe: Pipe
) -> None:
    for number in range(40):
        await post.reply(f"{number}", f"{number}")
    async with post.running():
        await post.has_begun()
        reports = [asyncio.create_task(post.store.write(lambda _: time.sleep(0.015))) for _ in range(60)]
        await until(lambda: len(pipe.sent) == 40)
        waits = [report for report in reports if not report.done()]
        await asyncio.gather(*reports)
    assert waits


async def test_a_reminder_that_is_no_longer_due_is_not_sent(post: Post, pipe: Pipe) -> None:
    post.reminding.text = None
    async with post.running():
        await post.digest()
        await post.settle_all()
    assert pipe.tries == 0 and await post.rows() == [("cancelled", None)]


async def test_a_reminder_that_cannot_be_worded_holds_up_nobody(post: Post, pipe: Pipe) -> None:
    post.reminding.text = "broken"
    async with post.running():
        await post.digest()
        await post.reply("Đã ghi.")
        await post.reply("Đã ghi nữa.", "6")
        await post.reaches([("pending", "ZeroDivisionError"), ("sent", None), ("sent", None)])
    assert len(pipe.sent) == 2


async def test_a_stop_waits_for_what_is_on_its_way(post: Post, pipe: Pipe) -> None:
    pipe.latency = 0.3
    async with post.running():
        await post.reply("Đã ghi.")
        await until(lambda: pipe.tries > 0)
    assert await post.rows() == [("sent", None)]


async def test_what_a_killed_process_had_in_its_hands_is_sent_again_and_marked(
    post: Post, pipe: Pipe
) -> None:
    pipe.latency = 30.0
    await post.reply("Đã ghi.")
    killed = asyncio.create_task(post.delivery.run())
    await until(lambda: pipe.tries > 0)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    pipe.latency = 0.0
    async with post.running():
        await post.settle_all()
    assert pipe.sent == [("5", "(nhắc lại) Đã ghi.")]


async def test_an_answer_leased_as_it_is_written_leaves_without_being_looked_for(
    post: Post, pipe: Pipe
) -> None:
    async with post.running():
        await post.has_begun()
        assert [await post.reply_leased(f"{n}", f"{n}") for n in range(50)] == [True] * 50
        await post.settle_all()
    assert sorted(pipe.sent) == sorted((f"{n}", f"{n}") for n in range(50))
    assert set(await post.rows()) == {("sent", None)}


async def test_an_answer_is_not_leased_before_what_waits(post: Post, pipe: Pipe) -> None:
    pipe.failures.append(RetryLater(after=0.3))
    async with post.running():
        await post.reply("1")
        await post.reaches([("pending", "RetryLater")])
        assert not await post.reply_leased("2")
        await post.settle_all()
        assert await post.reply_leased("3", "6")
        await post.settle_all()
    assert [text for _, text in pipe.sent] == ["1", "2", "3"]


async def test_what_waits_for_its_own_chat_holds_up_no_answer_elsewhere(post: Post, pipe: Pipe) -> None:
    async with post.running():
        await post.has_begun()
        pipe.latency = 0.3
        assert await post.reply_leased("a file that is being drawn")
        await post.reply("behind it")
        assert await post.reply_leased("elsewhere", "6")
        await post.settle_all()
    assert sorted(pipe.sent) == [("5", "a file that is being drawn"), ("5", "behind it"), ("6", "elsewhere")]


async def test_while_an_answer_is_written_nothing_else_leaves_for_its_chat(post: Post, pipe: Pipe) -> None:
    async with post.running():
        await post.has_begun()
        with post.delivery.way_to("5") as way, post.delivery.way_to("5") as second:
            assert way and not second
            await post.reply("behind")
            await post.reply("elsewhere", "6")
            await until(lambda: ("6", "elsewhere") in pipe.sent)
            assert len(pipe.sent) == 1
        await post.settle_all()  # no answer was written: the way is free again
    assert pipe.sent[-1] == ("5", "behind")


async def test_an_answer_is_not_leased_where_it_could_not_leave_soon(store: Store, pipe: Pipe) -> None:
    post = Post(store, pipe, Pace(per_second=1000, between=0.5))
    assert not await post.reply_leased("nobody sends yet")
    async with post.running():
        await post.settle_all()
        assert not await post.reply_leased("too soon after another")
        await post.settle_all()
        pipe.failures.extend([PlatformDown()] * 5)
        for number in range(5):
            await post.reply("x", f"down {number}")
        await until(lambda: post.delivery.breaker.state is BreakerState.OPEN)
        assert not await post.reply_leased("the platform is down", "7")


async def test_leased_answers_keep_the_pace_of_the_platform(store: Store, pipe: Pipe) -> None:
    post = Post(store, pipe, Pace(per_second=20, between=0.0))
    async with post.running():
        await post.has_begun()
        await asyncio.gather(*(post.reply_leased("x", f"{n}") for n in range(20)))
        await post.settle_all()
    assert pipe.sent_at[-1] - pipe.sent_at[0] >= 19 / 20 - 0.1


async def test_an_answer_leased_when_the_service_stops_is_sent_by_the_next(post: Post, pipe: Pipe) -> None:
    async with post.running():
        await post.has_begun()
        way = post.delivery.way_to("5")
        kept = way.__enter__()
        leased = await post.store.write(post._add_leased, "Đã ghi.", "5", kept)
    assert kept and leased
    kept.send(leased)
    way.__exit__(None, None, None)
    assert pipe.sent == []
    again = Post(post.store, pipe)
    async with again.running():
        await again.settle_all()
    assert pipe.sent == [("5", "(nhắc lại) Đã ghi.")]


async def test_one_chat_can_be_served_at_once(post: Post, pipe: Pipe) -> None:
    await post.reply("1")
    await post.reply("2")
    await post.reply("elsewhere", "6")
    await post.delivery.deliver_to("5")
    assert pipe.sent == [("5", "1"), ("5", "2")]


async def test_a_dead_channel_does_not_delay_another(store: Store) -> None:
    dead, alive = Pipe(failures=deque([RetryLater()] * 1000), latency=0.5), Pipe(name=ChannelName.TERMINAL)
    stuck, quick = Post(store, dead), Post(store, alive)
    async with stuck.running(), quick.running():
        for number in range(40):
            await stuck.reply("x", f"{number}")
        await quick.reply("Đã ghi.")
        await until(lambda: bool(alive.sent), seconds=1)
