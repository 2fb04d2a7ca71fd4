"""What was found before, by what it was found for."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """Finds a value once for each key, and forgets all of them when there are too many.

    Where tens are asked for in a message, to keep the order in which they were used costs more than to find
    some anew.
    """

    def __init__(self, find: Callable[[K], V], *, most: int) -> None:
        self._find = find
        self._most = most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._find(key)
        return found
