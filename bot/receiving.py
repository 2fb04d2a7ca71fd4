"""From a stored update to its answer: in order within a chat, side by side across chats."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from domain.channels import FileNotFetched
from domain.files import MOST_BYTES
from domain.messages import (
    Address,
    ChannelName,
    FileTrouble,
    IncomingFile,
    IncomingMessage,
    MessageKind,
    Reply,
)
from handlers.context import Context
from rendering.wording.delivery import could_not_handle
from scheduler.delivery import Way
from storage import audit, files, inbox, outbox, users
from storage.database import Store, Tx
from storage.deliveries import Claimed
from storage.inbox import Update, Waiting
from storage.sqlite import DatabaseProblem

log = logging.getLogger(__name__)

_REPORTS_AT_ONCE = 64  # of different chats; more would only wait in the store's own queue
_QUESTIONS_AT_ONCE = 32
_KEPT_IN_MEMORY = 500
_PAUSE = 1.0  # seconds before a failed update is tried again
_LOOK_AGAIN = 30.0  # seconds between looks that nobody asked for
_FILES_AT_ONCE = 3  # in memory, of up to MOST_BYTES each
_FETCHING_TIME = 60.0

Fetch = Callable[[IncomingFile], Awaitable[bytes]]


class Parser(Protocol):
    """A channel, as receiving sees it: it reads its own raw updates. None: nothing to answer."""

    @property
    def name(self) -> ChannelName: ...

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None: ...


class Router(Protocol):
    """The use cases. `answer` only reads, and returns None where the message must write.

    A message that surely writes is not tried there first: that saves it a snapshot and a hop between threads.
    """

    def surely_writes(self, message: IncomingMessage) -> bool: ...

    def answer(
        self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None
    ) -> Reply | None: ...

    def act(
        self, tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None
    ) -> Reply | None: ...


class Outgoing(Protocol):
    """The outbox of the channel, as receiving sees it; woken where it has to look for something itself."""

    def way_to(self, chat_id: str) -> AbstractContextManager[Way | None]: ...

    def wake(self) -> None: ...


class Receiving:
    """The inbox of one channel."""

    def __init__(
        self,
        store: Store,
        channel: Parser,
        router: Router,
        outgoing: Outgoing,
        *,
        context: Callable[[], Context],
        fetch: Fetch | None = None,
        giving_way: Callable[[], AbstractContextManager[None]] = nullcontext,
        pause: float = _PAUSE,
    ) -> None:
        """`context` is what the use cases receive now, `fetch` brings a file from the channel's platform and
        raises FileNotFetched.

        While a message is answered, `giving_way` holds back whatever else wants the processor.
        """
        self._store = store
        self._channel = channel
        self._router = router
        self._outgoing = outgoing
        self._context = context
        self._fetch = fetch
        self._giving_way = giving_way
        self._pause = pause
        self._arrived = asyncio.Event()
        self._room_for_reports = asyncio.Semaphore(_REPORTS_AT_ONCE)
        self._room_for_questions = asyncio.Semaphore(_QUESTIONS_AT_ONCE)
        self._room_for_files = asyncio.Semaphore(_FILES_AT_ONCE)
        self._chats: dict[str, deque[Waiting]] = {}
        self._tasks: asyncio.TaskGroup | None = None  # while `run` answers
        self._last_seen = 0
        self._room_left = _KEPT_IN_MEMORY

    async def accept(self, bot_id: str, updates: Sequence[Update]) -> None:
        """Keep a batch of updates. When this returns they are on the disk: the platform may be told.

        Where all that waits before them is queued, so are they, and nobody has to look for them.
        """
        with self._giving_way():
            rows, before = await self._store.write_ahead(self._keep, bot_id, updates, self._context().now)
        if rows and self._tasks and before <= self._last_seen and len(rows) <= self._room_left:
            self._queue(rows, self._tasks)
        else:
            self._arrived.set()

    def _keep(
        self, tx: Tx, bot_id: str, updates: Sequence[Update], now: datetime
    ) -> tuple[list[Waiting], int]:
        """What is new of a batch, and what waits right before it."""
        rows = inbox.store_all(tx, self._channel.name, bot_id, updates, now)
        return rows, inbox.last_before(tx, self._channel.name, rows[0].id) if rows else 0

    async def run(self) -> None:
        """Answer what waits, oldest first, and then whatever arrives, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                while True:
                    self._arrived.clear()
                    self._room_left = _KEPT_IN_MEMORY - sum(map(len, self._chats.values()))
                    self._queue(await self._next_rows(), tasks)
                    await self._something_to_do()
            finally:
                self._tasks = None

    async def work_off(self, chat_id: str) -> None:
        """Answer what waits from one chat now, and return: for a channel that talks in turns."""
        for row in await self._store.read(inbox.waiting, self._channel.name):
            if row.chat_id == chat_id:
                await self._settle_at_last(row)

    async def _settle_at_last(self, row: Waiting) -> None:
        if not await self._try(row):
            await asyncio.sleep(self._pause)
            await self._settle_at_last(row)  # it is set aside after a few tries

    async def _next_rows(self) -> list[Waiting]:
        if self._room_left <= 0:
            return []
        try:
            return await self._store.read(inbox.waiting, self._channel.name, self._last_seen, self._room_left)
        except DatabaseProblem:
            log.exception("the inbox cannot be read")
            return []

    def _queue(self, rows: Sequence[Waiting], tasks: asyncio.TaskGroup) -> None:
        """Queue what waits; everything up to the last that was seen is queued already."""
        for row in rows:
            if row.id <= self._last_seen:
                continue
            self._last_seen = row.id
            self._room_left -= 1
            if row.chat_id in self._chats:
                self._chats[row.chat_id].append(row)
            else:
                self._chats[row.chat_id] = deque([row])
                tasks.create_task(self._work_through(row.chat_id))

    async def _something_to_do(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_AGAIN):
                await self._arrived.wait()
        except TimeoutError:
            pass

    async def _work_through(self, chat_id: str) -> None:
        """Handle a chat's updates one after another; the chat leaves when it has no more."""
        rows = self._chats[chat_id]
        while rows:
            if await self._try(rows[0]):
                rows.popleft()
            else:
                await asyncio.sleep(self._pause)
        del self._chats[chat_id]
        if self._room_left <= 0:
            self._arrived.set()  # there is room again

    async def _try(self, row: Waiting) -> bool:
        """Handle one update. False when it is to be tried again."""
        try:
            await self._handle(row)
        except DatabaseProblem:  # not the update's fault: it does not count as a try
            log.exception("update %d waits for the database", row.id)
            return False
        except Exception as error:  # a fault of ours: counted against this update, the others go on
            code = f"{row.id & 0xFFFFF:05X}"
            log.error("update %d failed, code %s", row.id, code, exc_info=error)
            return await self._count_failure(row, code)
        return True

    async def _handle(self, row: Waiting) -> None:
        message = self._channel.parse(row.raw, row.received_at)
        if message is None:
            await self._store.write(inbox.done, row.id)
            return
        writes = self._router.surely_writes(message)
        if message.file:
            async with self._room_for_files:
                await self._answer(row, await self._with_content(message, message.file), writes=writes)
            return
        # Who asks does not stand in line behind everybody who reports.
        async with self._room_for_reports if writes else self._room_for_questions:
            with self._giving_way():
                await self._answer(row, message, writes=writes)

    async def _answer(self, row: Waiting, message: IncomingMessage, *, writes: bool) -> None:
        context = self._context()
        reply = None if writes else await self._store.read(self._router.answer, context, message, row.id)
        settle = self._store.write if reply is None else self._store.write_ahead
        with self._outgoing.way_to(message.address.chat_id) as way:
            is_answered, leased = await settle(self._settle, context, message, row.id, reply, way)
            if way and leased:
                way.send(leased)
        if is_answered and leased is None:  # it waits, or something written to others does
            self._outgoing.wake()

    async def _with_content(self, message: IncomingMessage, file: IncomingFile) -> IncomingMessage:
        """The message with what stands in its file; only what somebody known sends in private is fetched.

        A file that cannot be had is not the update's fault: the user is told, and sends it again.
        """
        if not message.is_private or not await self._store.read(self._knows, message):
            return message
        try:
            async with asyncio.timeout(_FETCHING_TIME):
                return replace(message, file=replace(file, content=await self._content(file)))
        except FileNotFetched as error:
            trouble = error.trouble
        except TimeoutError:
            trouble = FileTrouble.NOT_FETCHED
        return replace(message, file=replace(file, trouble=trouble))

    def _knows(self, tx: Tx, message: IncomingMessage) -> bool:
        return (
            users.by_identity(tx, message.address.channel, message.sender_id, self._context().now) is not None
        )

    async def _content(self, file: IncomingFile) -> bytes:
        if (file.size or 0) > MOST_BYTES:
            raise FileNotFetched(trouble=FileTrouble.TOO_LARGE)
        if file.kept_as is not None and (kept := await self._store.read(files.opened, file.kept_as)):
            return kept.content
        if self._fetch is None or file.kept_as is not None:
            raise FileNotFetched(trouble=FileTrouble.NOT_FETCHED)
        return await self._fetch(file)

    def _settle(
        self,
        tx: Tx,
        context: Context,
        message: IncomingMessage,
        row_id: int,
        reply: Reply | None,
        way: Way | None,
    ) -> tuple[bool, Claimed | None]:
        """Everything the update changes, its answer among it, and the update itself as one transaction.

        Whether there is an answer, and the answer itself where it may leave at once.
        """
        if not inbox.done(tx, row_id):
            return False, None
        if message.is_private and message.kind is not MessageKind.BLOCKED:
            users.came_back(tx, message.address.channel, message.sender_id)
        reply = reply or self._router.act(tx, context, message, row_id)
        if reply is None:
            return False, None
        # Looked up again: what was just done may have let the sender in, or out.
        user = users.by_identity(tx, message.address.channel, message.sender_id, context.now)
        if reply.tells_of:
            audit.looked(tx, context.now, user.id if user else None, reply.tells_of)
        answer_id = outbox.add_reply(
            tx, address=message.address, reply=reply, user=user, inbox_id=row_id, now=context.now
        )
        return True, way.lease(tx, answer_id, context.now) if way else None

    async def _count_failure(self, row: Waiting, code: str) -> bool:
        try:
            parked = await self._store.write(self._fail, row, code, self._context().now)
        except DatabaseProblem:
            log.exception("update %d waits for the database", row.id)
            return False
        if parked:
            log.error("update %d is set aside, code %s", row.id, code)
            self._outgoing.wake()
        return parked

    def _fail(self, tx: Tx, row: Waiting, code: str, now: datetime) -> bool:
        parked = inbox.failed(tx, row.id, code)
        if parked and row.chat_id:
            address = Address(channel=self._channel.name, chat_id=row.chat_id)
            apology = Reply(text=could_not_handle(code))
            outbox.add_reply(tx, address=address, reply=apology, user=None, inbox_id=row.id, now=now)
        return parked
