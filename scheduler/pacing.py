"""How fast one platform lets us send: kept by delivery, and by the channel that cuts a message into parts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


def _never(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a platform allows: messages a second to all, seconds between two to one chat and to one group."""

    per_second: float
    between: float
    between_in_group: float = 0.0
    is_group: Callable[[str], bool] = _never

    def gap(self, chat_id: str) -> float:
        """Seconds that must pass between two messages to this chat."""
        return self.between_in_group if self.is_group(chat_id) else self.between


class Pacing:
    """When the next message may leave, to a chat and at all. Without a pace: at once."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace
        self._next_turn = 0.0
        self._free_at: dict[str, float] = {}
        self._slowed_until: dict[str, float] = {}
        self._all_free_at = 0.0

    def is_free(self, chat_id: str) -> bool:
        """Whether a message may leave for this chat now."""
        return max(self._free_at.get(chat_id, 0.0), self._all_free_at) <= _seconds()

    def until_free(self, longest: float) -> float:
        """Seconds until some chat that had to wait is free again; at most `longest`."""
        now = _seconds()
        self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
        if self._all_free_at > now:
            return min(longest, self._all_free_at - now)
        return min([longest, *(at - now for at in self._free_at.values())])

    async def turn(self) -> None:
        """Wait until the platform takes one more message from us.

        Turns follow each other evenly, never a second's worth at once: no second holds more than it takes.
        """
        if self._pace:
            now = _seconds()
            mine = max(self._next_turn, now)
            self._next_turn = mine + 1 / self._pace.per_second
            await asyncio.sleep(mine - now)

    async def turn_of_part(self, chat_id: str) -> None:
        """Wait until the platform takes one more message for the chat that has just got one."""
        if self._pace:
            await asyncio.sleep(self._pace.gap(chat_id))
        await self.turn()

    def sent(self, chat_id: str) -> None:
        """A message has just left for this chat."""
        if self._pace:
            self.hold(chat_id, self._pace.gap(chat_id))

    def hold(self, chat_id: str, seconds: float) -> None:
        """Let nothing leave for this chat for so long."""
        self._free_at[chat_id] = max(self._free_at.get(chat_id, 0.0), _seconds() + seconds)

    def slow_down(self, chat_id: str, seconds: float) -> None:
        """The platform wants to be left alone for so long.

        Said of one chat, that chat waits: platforms count each by itself. Said of two at a time, all wait.
        """
        now = _seconds()
        self.hold(chat_id, seconds)
        self._slowed_until = {chat: until for chat, until in self._slowed_until.items() if until > now}
        self._slowed_until[chat_id] = now + seconds
        if len(self._slowed_until) > 1:
            self._all_free_at = max(self._all_free_at, now + seconds)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
