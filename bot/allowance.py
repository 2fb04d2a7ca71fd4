"""So many in so long, for each who asks: kept in memory, forgotten at a restart."""

import time
from collections import OrderedDict, deque

_KNOWN = 10_000  # who asked longest ago is forgotten first


class Allowance:
    """At most `limit` takings within any `seconds`, counted for each key by itself."""

    def __init__(self, limit: int, *, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def is_spent(self, key: str) -> bool:
        """Whether nothing is left for this key now."""
        taken = self._taken.get(key)
        if taken is None:
            return False
        now = time.monotonic()
        while taken and taken[0] <= now - self._seconds:
            taken.popleft()
        return len(taken) >= self._limit

    def take(self, key: str) -> bool:
        """Take one; False, and nothing is taken, when none is left."""
        if self.is_spent(key):
            return False
        self._taken.setdefault(key, deque()).append(time.monotonic())
        self._taken.move_to_end(key)
        while len(self._taken) > _KNOWN:
            self._taken.popitem(last=False)
        return True
