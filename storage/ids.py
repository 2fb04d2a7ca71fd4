"""Ids made before INSERT: 63 bits, ever growing, in the order they were made."""

import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01 UTC
_TAIL_BITS = 20  # ids of one millisecond; the first is random, so that two processes rarely meet

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """An id later than every id this process has made or was told of.

    Reads the system clock, as nothing else here does: an id says in which order rows were made,
    and never what day it is, so a fixed clock must not repeat it.
    """
    global _last  # noqa: PLW0603 - one sequence for the whole process is the point
    fresh = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _TAIL_BITS
    with _lock:
        _last = fresh | secrets.randbits(_TAIL_BITS - 1) if fresh > _last else _last + 1
        return _last


def start_after(known: int) -> None:
    """Make only ids later than `known`: the order of events survives a clock set back."""
    global _last  # noqa: PLW0603 - see new_id
    with _lock:
        _last = max(_last, known)
