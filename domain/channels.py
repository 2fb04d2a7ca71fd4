"""A messenger as the rest of the house sees it: what it can do, and how it fails.

Its failures are not frozen, unlike other values: Python itself sets an exception's traceback.
"""

from dataclasses import dataclass
from typing import Protocol

from domain.messages import ChannelName, FileTrouble, OutgoingMessage


class Channel(Protocol):
    """A messenger, seen from the scheduler: somewhere to send to.

    `send` returns the platform's message id, and raises SendFailed. It cuts what is too long for the platform
    and numbers the choices where that has no buttons. `has_files`: it takes documents and pictures.
    """

    name: ChannelName
    has_files: bool

    async def send(self, message: OutgoingMessage) -> str: ...


@dataclass(kw_only=True, eq=False)
class FileNotFetched(Exception):
    """A channel could not bring a file that was sent: too large, or not to be had."""

    trouble: FileTrouble


class SendFailed(Exception):
    """A channel could not deliver. `certain`: the platform surely did not take the message."""

    certain = True


@dataclass(kw_only=True, eq=False)
class RetryLater(SendFailed):
    """Not taken; try again, not before `after` seconds when the platform said so."""

    after: float | None = None


@dataclass(kw_only=True, eq=False)
class PlatformDown(RetryLater):
    """Not taken, and nothing else would be: the platform cannot be reached, or says itself that it is ill."""


@dataclass(kw_only=True, eq=False)
class MaybeSent(SendFailed):
    """The answer was lost: it may have arrived. The next try is marked as a repeat.

    `after`: the platform took a part of it and then named the seconds to wait.
    """

    after: float | None = None
    certain = False


@dataclass(kw_only=True, eq=False)
class Unreachable(SendFailed):
    """The person blocked the assistant or the chat is gone: stop."""

    reason: str


@dataclass(kw_only=True, eq=False)
class ChatMoved(SendFailed):
    """The chat has a new id: save it and send there."""

    new_chat_id: str
