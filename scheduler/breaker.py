"""A platform that does not answer is left alone for a while, and then asked with one message only."""

import random
from enum import StrEnum

_FAILURES = 5
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 60.0


class BreakerState(StrEnum):
    """Whether messages are sent: all of them, none, or one to see whether it goes again."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts failures of the platform itself: no connection, no answer, 5xx. `now` is any steady clock.

    Each message tried meanwhile would only wait out its own timeout, and might arrive twice.
    """

    def __init__(self) -> None:
        self.state = BreakerState.CLOSED
        self._failures = 0
        self._pause = _FIRST_PAUSE
        self._try_again_at = 0.0
        self._is_probing = False

    def allows(self, now: float) -> bool:
        """Whether a message may be tried now."""
        if self.state is BreakerState.OPEN and now >= self._try_again_at:
            self.state = BreakerState.HALF_OPEN
        match self.state:
            case BreakerState.CLOSED:
                return True
            case BreakerState.HALF_OPEN:
                return not self._is_probing
            case BreakerState.OPEN:
                return False

    def trying(self) -> None:
        """A message is being tried; while half open the next one waits for what becomes of it."""
        self._is_probing = self.state is BreakerState.HALF_OPEN

    def until_allowed(self, now: float) -> float:
        """Seconds until a message may be tried; 0 where that is not a matter of time."""
        return max(self._try_again_at - now, 0.0) if self.state is BreakerState.OPEN else 0.0

    def answered(self) -> None:
        """The platform answered, be it with a refusal."""
        self.state, self._failures, self._pause = BreakerState.CLOSED, 0, _FIRST_PAUSE
        self._is_probing = False

    def failed(self, now: float) -> None:
        """The platform did not answer."""
        self._failures += 1
        match self.state:
            case BreakerState.CLOSED if self._failures >= _FAILURES:
                self._open(now)
            case BreakerState.HALF_OPEN:
                self._pause = min(self._pause * 2, _LONGEST_PAUSE)
                self._open(now)
            case _:
                pass  # what was on its way when it opened

    def untried(self) -> None:
        """Nothing was sent after all."""
        self._is_probing = False

    def _open(self, now: float) -> None:
        self.state, self._is_probing = BreakerState.OPEN, False
        self._try_again_at = now + self._pause * random.uniform(1.0, 1.2)  # noqa: S311 - spreads load
