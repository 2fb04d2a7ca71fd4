"""The platforms' limits, kept on a virtual clock: hours of sending pass in moments."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.telegram import PACE
from domain.channels import MaybeSent, PlatformDown, RetryLater, SendFailed
from scheduler.breaker import BreakerState
from scheduler.pacing import Pace, Pacing
from storage.database import Store
from storage.keys import Keys
from tests.scheduler.test_delivery import Pipe, Post
from tests.virtual_time import StillStore, live

START = datetime(2025, 11, 24, 1, 0, tzinfo=UTC)

Scenario = Callable[[Post, Pipe], Coroutine[None, None, None]]
Play = Callable[..., None]


class PostOnVirtualTime(Post):
    """A delivery whose every clock is the virtual one."""

    def __init__(self, store: Store, pipe: Pipe, pace: Pace | None) -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(store, pipe, pace)

    def clock(self) -> datetime:
        return START + timedelta(seconds=self._loop.time())


def seconds() -> float:
    return asyncio.get_running_loop().time()


def state_of(post: Post) -> BreakerState:
    return post.delivery.breaker.state


@pytest.fixture
def play(database: Path, keys: Keys) -> Play:
    """Plays a scenario on a running delivery, with a pace."""

    async def playing(scenario: Scenario, pace: Pace | None) -> None:
        async with opened(database, keys) as store:
            pipe = Pipe(latency=0.05)
            post = PostOnVirtualTime(store, pipe, pace)
            async with post.running():
                await scenario(post, pipe)

    return lambda scenario, pace=PACE: live(playing(scenario, pace))


@asynccontextmanager
async def opened(database: Path, keys: Keys) -> AsyncIterator[Store]:
    store = await StillStore.open(database, keys)
    try:
        yield store
    finally:
        await store.close()


def most_within(moments: Sequence[float], span: float) -> int:
    """The most of these moments that fall into any span of so many seconds."""
    window: deque[float] = deque()
    most = 0
    for moment in sorted(moments):
        window.append(moment)
        while window[0] <= moment - span + 1e-9:
            window.popleft()
        most = max(most, len(window))
    return most


def test_a_thousand_reminders_leave_at_full_pace_while_every_reply_leaves_at_once(play: Play) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        for number in range(1000):
            await post.digest(f"{number}")
        asked: dict[str, float] = {}
        for number in range(30):
            await asyncio.sleep(1.0)
            asked[f"reply {number}"] = seconds()
            await post.reply(f"reply {number}", f"someone {number}")
        await post.settle_all(300.0, every=0.5)
        arrived = {text: at for (_, text), at in zip(pipe.sent, pipe.sent_at, strict=True)}
        assert len(pipe.sent) == 1030
        assert max(arrived[text] - at for text, at in asked.items()) < 0.3
        assert most_within(pipe.sent_at, 1.0) <= 28
        assert pipe.sent_at[-1] < 1030 / 28 + 2

    play(scenario)


def test_a_chat_gets_one_a_second_and_a_group_twenty_a_minute(play: Play) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        for number in range(30):
            await post.reply(f"{number}", "5")
            await post.reply(f"{number}", "-100")
        await post.settle_all(300.0, every=0.5)
        to = {
            chat: [at for (c, _), at in zip(pipe.sent, pipe.sent_at, strict=True) if c == chat]
            for chat in ("5", "-100")
        }
        assert most_within(to["5"], 1.0) == 1 and to["5"][-1] < 35
        assert most_within(to["-100"], 60.0) == 20
        assert [text for chat, text in pipe.sent if chat == "-100"] == [f"{n}" for n in range(30)]

    play(scenario)


def test_the_parts_of_long_messages_keep_the_pace_as_well() -> None:
    async def scenario() -> None:
        pacing, moments = Pacing(PACE), []

        async def send_parts(chat: str) -> None:
            await pacing.turn()
            for _ in range(10):
                moments.append((chat, seconds()))
                await pacing.turn_of_part(chat)

        await asyncio.gather(*(send_parts(f"{n}") for n in range(50)), send_parts("-1"))
        assert most_within([at for _, at in moments], 1.0) <= 28
        assert most_within([at for chat, at in moments if chat == "7"], 1.0) == 1
        assert most_within([at for chat, at in moments if chat == "-1"], 60.0) <= 20

    live(scenario())


@pytest.mark.parametrize(
    "failure", [RetryLater(), RetryLater(after=7.0), MaybeSent(), MaybeSent(after=7.0), PlatformDown()]
)
def test_what_is_tried_again_is_not_overtaken_in_its_chat_and_delays_no_other(
    play: Play, failure: SendFailed
) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        pipe.failures.append(failure)
        for number in range(3):
            await post.reply(f"{number}", "5")
        await asyncio.sleep(0.2)
        await post.reply("Đã ghi.", "6")
        await post.settle_all(300.0, every=0.5)
        texts = [text.removeprefix("(nhắc lại) ") for chat, text in pipe.sent if chat == "5"]
        assert texts == ["0", "1", "2"]
        moments = {chat: at for (chat, _), at in zip(pipe.sent[:2], pipe.sent_at[:2], strict=True)}
        assert moments["6"] < 0.4
        first = next(at for (chat, _), at in zip(pipe.sent, pipe.sent_at, strict=True) if chat == "5")
        assert first >= 0.05 + (getattr(failure, "after", None) or 1.0)

    play(scenario)


def test_when_two_chats_at_a_time_are_too_much_everybody_waits_as_long_as_the_platform_said(
    play: Play,
) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        pipe.failures.extend([RetryLater(after=30.0), RetryLater(after=40.0)])
        await post.reply("a", "1")
        await post.reply("b", "2")
        await asyncio.sleep(1.0)
        await post.reply("c", "3")
        await post.settle_all(300.0, every=0.5)
        assert sorted(text for _, text in pipe.sent) == ["a", "b", "c"]
        assert pipe.sent_at[0] >= 40.0 and pipe.sent_at[-1] < 45.0

    play(scenario)


def test_a_reply_finds_room_however_slowly_the_platform_takes_reminders(play: Play) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        pipe.latency = 15.0
        for number in range(100):
            await post.digest(f"{number}")
        await asyncio.sleep(5.0)
        asked = seconds()
        await post.reply("Đã ghi.", "someone")
        await asyncio.sleep(16.0)
        assert ("someone", "Đã ghi.") in pipe.sent
        at = pipe.sent_at[pipe.sent.index(("someone", "Đã ghi."))]
        assert at - asked < 15.0 + 0.2
        await post.settle_all(300.0, every=0.5)

    play(scenario)


def test_a_platform_that_does_not_answer_is_left_alone_and_asked_with_one_message_now_and_then(
    play: Play,
) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        pipe.failures.extend([PlatformDown()] * 10_000)
        for number in range(200):
            await post.reply("Đã ghi.", f"{number}")
        await asyncio.sleep(4.0)
        assert state_of(post) is BreakerState.OPEN
        opened_after = pipe.tries
        assert opened_after <= 5 + 32  # what was on its way when the fifth failed
        await asyncio.sleep(600.0)
        assert 5 <= pipe.tries - opened_after <= 20  # a probe at a time, ever less often
        pipe.failures.clear()
        came_back = seconds()
        await post.settle_all(300.0, every=0.5)
        assert state_of(post) is BreakerState.CLOSED
        assert sorted(chat for chat, _ in pipe.sent) == sorted(f"{n}" for n in range(200))
        assert seconds() - came_back < 72 + 200 / 28 + 10
        assert all(text == "Đã ghi." for _, text in pipe.sent)  # none of it in doubt

    play(scenario)


def test_a_refusal_is_an_answer_and_leaves_the_others_alone(play: Play) -> None:
    async def scenario(post: Post, pipe: Pipe) -> None:
        pipe.failures.extend([RetryLater()] * 20)
        for number in range(40):
            await post.reply("Đã ghi.", f"{number}")
        await post.settle_all(300.0, every=0.5)
        assert state_of(post) is BreakerState.CLOSED
        assert len(pipe.sent) == 40 and seconds() < 10

    play(scenario)
