"""Somewhere for a channel to put what it fetches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from storage.inbox import Update
from storage.sqlite import DatabaseOutOfOrder

Accept = Callable[[str, Sequence[Update]], Awaitable[None]]


class Polling(Protocol):
    """A channel that fetches."""

    async def poll(self, accept: Accept) -> None: ...


class Shelf:
    """Keeps what the channel of a bot hands over, or refuses it."""

    def __init__(self, token: str) -> None:
        self.updates: list[Update] = []
        self.refuse = 0
        self._bot_id = token.partition(":")[0]

    async def accept(self, bot_id: str, updates: Sequence[Update]) -> None:
        assert bot_id == self._bot_id
        if self.refuse:
            self.refuse -= 1
            raise DatabaseOutOfOrder("full")
        self.updates += updates

    @property
    def ids(self) -> list[str]:
        return [update.update_id for update in self.updates]

    @property
    def numbers(self) -> list[int]:
        return [int(update_id) for update_id in self.ids]


@asynccontextmanager
async def polling(channel: Polling, shelf: Shelf) -> AsyncIterator[None]:
    """The channel fetches until left."""
    task = asyncio.create_task(channel.poll(shelf.accept))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
