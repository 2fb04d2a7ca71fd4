"""An event loop whose clock stands still while there is work and jumps when everybody only waits."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from storage.database import Store

P = ParamSpec("P")
T = TypeVar("T")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Hours pass in moments: `time()` moves only to the next timer, and never while a thread is at work."""

    def __init__(self) -> None:
        self._now = 0.0
        self._at_work = 0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._now

    @contextmanager
    def working(self) -> Iterator[None]:
        """Time stands still until this ends."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def pass_on(self, seconds: float) -> bool:
        """Jump ahead, unless somebody is at work."""
        if not self._at_work:
            self._now += seconds
        return not self._at_work


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if not timeout:
            return super().select(timeout)
        found = super().select(0)
        if not found and not self._loop.pass_on(timeout):
            return super().select(None)  # a thread will wake us
        return found


class StillStore(Store):
    """A store whose work takes no time of the virtual clock."""

    async def read(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with _loop().working():
            return await super().read(fn, *args, **kwargs)

    async def write(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with _loop().working():
            return await super().write(fn, *args, **kwargs)

    async def write_ahead(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with _loop().working():
            return await super().write_ahead(fn, *args, **kwargs)


def live(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a scenario from beginning to end on a virtual clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scenario)


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop
