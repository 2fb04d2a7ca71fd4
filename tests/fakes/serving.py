"""A fake platform from its start to its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar


class Fake(Protocol):
    """A platform on loopback."""

    async def start(self, port: int = 0) -> None: ...

    async def stop(self) -> None: ...


F = TypeVar("F", bound=Fake)


@asynccontextmanager
async def serving(fake: F) -> AsyncIterator[F]:
    """The fake at work until left."""
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()
