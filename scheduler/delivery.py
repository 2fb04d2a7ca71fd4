"""Sends what stands in the outbox of one channel: each row once where the platform's answer is sure."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec

from domain.channels import Channel, ChatMoved, MaybeSent, PlatformDown, RetryLater, SendFailed, Unreachable
from domain.messages import OutgoingMessage
from rendering.wording.delivery import file_failed, repeated, without_file
from scheduler.breaker import Breaker, BreakerState
from scheduler.drawing import FileMaker
from scheduler.pacing import Pacing
from storage import chats, deliveries, users
from storage.database import Store, Tx
from storage.deliveries import Claimed, Compose, Head
from storage.outbox import OutboxKind, OutboxState
from storage.sqlite import DatabaseProblem

P = ParamSpec("P")

log = logging.getLogger(__name__)

_LEASE = timedelta(seconds=90)  # longer than any call to a platform may take
_SENDS_AT_ONCE = 32
_DIGESTS_AT_ONCE = 24  # a reply always finds room, however slowly the platform takes reminders
_LOOK_AGAIN = 1.0  # seconds between looks that nobody asked for
_LONGEST_PAUSE = timedelta(minutes=10)
_TRIES = 20
_PATIENCE = timedelta(days=3)  # a row is only given up when it was both tried often and is old

Settled = Callable[[Tx, int, OutboxState, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What makes digests: `compose` words one when it leaves, `settled` hears what became of it.

    Both happen in the transaction that says so.
    """

    compose: Compose
    settled: Settled


class Way:
    """The way to one chat, kept for an answer: `lease` in the transaction that stores it, then `send`."""

    def __init__(self, lease: Callable[[Tx, int, datetime], Claimed | None]) -> None:
        self._lease = lease
        self.leased: Claimed | None = None

    def lease(self, tx: Tx, row_id: int, now: datetime) -> Claimed | None:
        """The answer, leased for sending. None where something else waits."""
        return self._lease(tx, row_id, now)

    def send(self, leased: Claimed) -> None:
        """Let the answer go, now that it is on the disk."""
        self.leased = leased


class Delivery:
    """The outbox of one channel. Channels do not wait for each other."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        *,
        digests: Digests,
        clock: Callable[[], datetime],
        real_clock: Callable[[], datetime],
        pacing: Pacing | None = None,
        arrived: Callable[[str], None] | None = None,
        drawing: FileMaker | None = None,
    ) -> None:
        """`arrived` hears the chat of each message once it is on record as sent; `drawing` makes the files
        of messages. `clock` stamps rows and may be fixed; leases run by `real_clock`.
        """
        self._store = store
        self._channel = channel
        self._digests = digests
        self._clock = clock
        self._real_clock = real_clock
        self._pacing = pacing or Pacing()
        self.breaker = Breaker()
        self._arrived = arrived
        self._drawing = drawing
        self._asked = asyncio.Event()
        self._fresh = False  # something was written since the last look
        self._awaits_an_end = False  # something could leave if another message had ended
        self._stopping = False
        self._room = asyncio.Semaphore(_SENDS_AT_ONCE)
        self._room_for_digests = asyncio.Semaphore(_DIGESTS_AT_ONCE)
        self._sending: set[str] = set()
        self._sends: asyncio.TaskGroup | None = None  # while `run` takes messages

    def wake(self) -> None:
        """There may be something to send."""
        self._fresh = True
        self._asked.set()

    def stop(self) -> None:
        """Lease nothing more: `run` returns when what is on its way has been settled."""
        self._stopping = True
        self._asked.set()

    async def run(self) -> None:
        """Send what is due, replies before reminders, until stopped. Only for the one `chibo run`."""
        await self._store.write(deliveries.expire_leases, self._channel.name, self._real_clock())
        async with asyncio.TaskGroup() as sends:
            self._sends = sends
            try:
                await self._send_until_stopped(sends)
            finally:
                self._sends = None

    async def _send_until_stopped(self, sends: asyncio.TaskGroup) -> None:
        while not self._stopping:
            self._asked.clear()
            self._fresh = False
            heads = await self._sendable()
            for head in heads:
                if self._should_look_again(head):
                    break
                await self._start(head, sends)
            else:
                await self._something_to_do()

    @contextmanager
    def way_to(self, chat_id: str) -> Iterator["Way | None"]:
        """The way to a chat, kept for the answer that is being written to it; None where it is not free.

        Where nothing else waits to be sent, the transaction that stores the answer leases it too: then nobody
        has to look for it, and no second transaction comes before its sending.
        """
        if self._sends is None or not self._is_way_free(chat_id):
            yield None
            return
        real_now = self._real_clock()
        way = Way(lambda tx, row_id, now: self._claim_alone(tx, row_id, now, real_now))
        self._sending.add(chat_id)
        try:
            yield way
        finally:
            if way.leased and self._sends is not None:
                self._sends.create_task(self._send_leased(way.leased))
            else:
                self._sending.discard(chat_id)
                self._asked.set()  # something else may have waited for the chat

    def _is_way_free(self, chat_id: str) -> bool:
        """Whether an answer to the chat would leave as soon as it is written, or wait for a turn at most."""
        is_up = self.breaker.state is BreakerState.CLOSED
        return is_up and not self._room.locked() and self._may_reach(chat_id)

    async def deliver_to(self, chat_id: str) -> None:
        """Send everything that is due to one chat now, in order, and return."""
        while heads := await self._heads(chat_id):
            await self._deliver(heads[0].id)

    async def _heads(self, chat_id: str | None = None) -> list[Head]:
        return await self._store.read(
            deliveries.heads,
            self._channel.name,
            now=self._clock(),
            real_now=self._real_clock(),
            chat_id=chat_id,
        )

    def _should_look_again(self, head: Head) -> bool:
        """A reply may have been written since: it goes before a digest."""
        return self._stopping or (self._fresh and head.kind is OutboxKind.DIGEST)

    async def _sendable(self) -> list[Head]:
        try:
            heads = await self._heads()
            sendable = [head for head in heads if self._may_send(head)]
            # Where all of it can leave, the end of a sending makes nothing possible that was not before.
            is_all = len(sendable) == len(heads) < deliveries.MOST_HEADS
            self._awaits_an_end = not is_all or any(head.more for head in heads)
            return sendable
        except DatabaseProblem:
            log.exception("%s: the outbox cannot be read", self._channel.name)
            return []

    def _may_send(self, head: Head) -> bool:
        has_room = head.kind is OutboxKind.REPLY or not self._room_for_digests.locked()
        return has_room and self._may_reach(head.chat_id)

    def _may_reach(self, chat_id: str) -> bool:
        return (
            chat_id not in self._sending  # a reply and a digest to the same chat: one at a time
            and self._pacing.is_free(chat_id)
            and self.breaker.allows(_seconds())
        )

    async def _something_to_do(self) -> None:
        pause = self._pacing.until_free(self.breaker.until_allowed(_seconds()) or _LOOK_AGAIN)
        try:
            async with asyncio.timeout(pause):
                await self._asked.wait()
        except TimeoutError:
            pass

    async def _start(self, head: Head, sends: asyncio.TaskGroup) -> None:
        """Wait for room and for the platform's pace, before the row is leased."""
        if not self._may_send(head):
            return
        async with AsyncExitStack() as places:
            await places.enter_async_context(self._room)
            if head.kind is OutboxKind.DIGEST:
                await places.enter_async_context(self._room_for_digests)
            await self._pacing.turn()
            if self._may_send(head):  # still, after the wait
                self._sending.add(head.chat_id)
                self.breaker.trying()
                sends.create_task(self._send_one(head, places.pop_all()))

    async def _send_one(self, head: Head, places: AsyncExitStack) -> None:
        async with places:
            await self._to_its_end(self._deliver(head.id), head.id, head.chat_id)

    async def _send_leased(self, leased: Claimed) -> None:
        async with self._room:
            await self._pacing.turn()
            await self._to_its_end(self._send(leased), leased.id, leased.message.address.chat_id)

    async def _to_its_end(self, sending: Coroutine[Any, Any, None], row_id: int, chat_id: str) -> None:
        """Whatever becomes of one message: the others go on."""
        try:
            await sending
        except DatabaseProblem:
            log.exception("message %d could not be leased or settled", row_id)
            self._pacing.hold(chat_id, _LOOK_AGAIN)
        except Exception as error:  # a fault of ours: logged, and this one message waits
            log.error("message %d failed", row_id, exc_info=error)
            await self._surely(self._postpone, row_id, type(error).__name__, self._clock(), in_doubt=True)
        finally:
            self._sending.discard(chat_id)
            self._pacing.sent(chat_id)
            if self._awaits_an_end:
                self._asked.set()

    async def _deliver(self, row_id: int) -> None:
        """Lease, send outside any transaction, settle."""
        claimed = await self._lease(row_id)
        if claimed is None:
            self._awaits_an_end = True  # what stands behind it
            self.breaker.untried()
        else:
            await self._send(claimed)

    async def _send(self, claimed: Claimed) -> None:
        try:
            message_id = await self._channel.send(await self._with_file(_as_sent(claimed)))
        except SendFailed as error:
            self._awaits_an_end = True  # it may go again at once
            await self._surely(self._failed, claimed, error, self._clock())
            await self._heed(claimed.message.address.chat_id, error)
        except Exception as error:  # a fault in the channel: nobody can tell how far it came
            log.error("message %d: the channel failed", claimed.id, exc_info=error)
            self.breaker.untried()
            await self._surely(self._failed, claimed, MaybeSent(), self._clock())
        else:
            await self._surely(self._sent, claimed, message_id, self._clock())
            await self._heed(claimed.message.address.chat_id, None)
            if self._arrived:
                self._arrived(claimed.message.address.chat_id)

    async def _heed(self, chat_id: str, error: SendFailed | None) -> None:
        """Learn from an outcome how the platform is, and when it wants to be left alone."""
        before = self.breaker.state
        match error:
            case PlatformDown() | MaybeSent():
                self.breaker.failed(_seconds())
            case _:
                self.breaker.answered()
        match error:
            case RetryLater(after=float() | int() as seconds) | MaybeSent(after=float() | int() as seconds):
                self._pacing.slow_down(chat_id, seconds)
        if self.breaker.state is not before:
            log.warning("%s: sending is %s, was %s", self._channel.name, self.breaker.state, before)
            if self.breaker.state is BreakerState.CLOSED:
                # What was tried in vain need not wait its pause out.
                name, code = self._channel.name, PlatformDown.__name__
                await self._surely(deliveries.try_again, name, code, self._clock())

    async def _with_file(self, message: OutgoingMessage) -> OutgoingMessage:
        """The message with its file, or with the reason why it comes without one: the text tells the same."""
        if message.attachment is None:
            return message
        if self._drawing is None or not self._channel.has_files:
            return replace(message, text=without_file(message.text))
        try:
            return replace(message, file=await self._drawing.file_of(message.attachment))
        except Exception as error:  # whatever is wrong with the drawing, the text tells the same
            log.error("a file of kind %s cannot be drawn", message.attachment.kind, exc_info=error)
            return replace(message, text=file_failed(message.text))

    async def _lease(self, row_id: int) -> Claimed | None:
        try:
            return await self._store.write_ahead(self._claim, row_id, self._clock(), self._real_clock())
        except DatabaseProblem:
            raise
        except Exception as error:  # a fault in the wording: the others go on
            log.error("message %d cannot be worded", row_id, exc_info=error)
            code = type(error).__name__
            await self._surely(self._postpone, row_id, code, self._clock(), in_doubt=False)
            return None

    async def _surely(
        self, fn: Callable[Concatenate[Tx, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Store what became of a message, even if the disk needs a while: else it is sent again.

        Ahead of what waits to be stored: until then its place on the way out is taken.
        """
        for _ in range(_TRIES):
            try:
                return await self._store.write_ahead(fn, *args, **kwargs)
            except DatabaseProblem:
                log.exception("the fate of a message cannot be stored yet")
                await asyncio.sleep(_LOOK_AGAIN)
        return await self._store.write_ahead(fn, *args, **kwargs)

    def _claim(self, tx: Tx, row_id: int, now: datetime, real_now: datetime) -> Claimed | None:
        until = real_now + _LEASE
        return deliveries.claim(
            tx, row_id, now=now, real_now=real_now, until=until, compose=self._digests.compose
        )

    def _claim_alone(self, tx: Tx, row_id: int, now: datetime, real_now: datetime) -> Claimed | None:
        """Lease the row where nothing else waits: it overtakes nothing, and nothing has to be looked for."""
        name = self._channel.name
        is_alone = deliveries.is_all_that_waits(tx, row_id, name, now=now, real_now=real_now)
        return self._claim(tx, row_id, now, real_now) if is_alone else None

    def _postpone(self, tx: Tx, row_id: int, code: str, now: datetime, *, in_doubt: bool) -> None:
        """One message with a fault of ours waits: the others go on."""
        deliveries.retry(tx, row_id, at=now + _LONGEST_PAUSE, code=code, in_doubt=in_doubt)

    def _sent(self, tx: Tx, row: Claimed, message_id: str, now: datetime) -> None:
        deliveries.settle(tx, row.id, OutboxState.SENT, at=now, message_id=message_id)
        if row.kind is OutboxKind.DIGEST:
            self._digests.settled(tx, row.id, OutboxState.SENT, now)

    def _give_up(self, tx: Tx, row: Claimed, code: str, now: datetime) -> None:
        deliveries.settle(tx, row.id, OutboxState.GAVE_UP, at=now, code=code)
        if row.kind is OutboxKind.DIGEST:
            self._digests.settled(tx, row.id, OutboxState.GAVE_UP, now)

    def _failed(self, tx: Tx, row: Claimed, error: SendFailed, now: datetime) -> None:
        """Decide what a failed try means for the row."""
        code = type(error).__name__
        match error:
            case Unreachable():
                users.set_blocked(tx, row.message.address, now)
                self._give_up(tx, row, error.reason, now)
            case ChatMoved():
                deliveries.retry(tx, row.id, at=now, code=code, in_doubt=False)
                chats.move(tx, row.message.address, error.new_chat_id)
            case _ if row.attempts >= _TRIES and now - row.created_at > _PATIENCE:
                self._give_up(tx, row, code, now)
            case RetryLater(after=float() | int() as seconds) | MaybeSent(after=float() | int() as seconds):
                at = now + timedelta(seconds=seconds)
                deliveries.retry(tx, row.id, at=at, code=code, in_doubt=not error.certain)
            case _:
                at = now + _pause(row.attempts)
                deliveries.retry(tx, row.id, at=at, code=code, in_doubt=not error.certain)


def _as_sent(row: Claimed) -> OutgoingMessage:
    if not row.maybe_sent:
        return row.message
    return replace(row.message, text=repeated(row.message.text))


def _pause(attempts: int) -> timedelta:
    """Doubling from a second, with a little chance so that rows do not come back all at once."""
    doubled = min(timedelta(seconds=2 ** min(attempts - 1, 12)), _LONGEST_PAUSE)
    return doubled * random.uniform(1.0, 1.25)  # noqa: S311 - spreads load, protects nothing


def _seconds() -> float:
    return asyncio.get_running_loop().time()
