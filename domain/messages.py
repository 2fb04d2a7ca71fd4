"""What goes in and out of a chat, the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.actions import Action


class ChannelName(StrEnum):
    """Where a chat takes place."""

    TERMINAL = "terminal"
    TELEGRAM = "telegram"
    ZALO = "zalo"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a reply goes: one chat of one channel."""

    channel: ChannelName
    chat_id: str


class MessageKind(StrEnum):
    """How a message came about."""

    TEXT = "text"
    PRESS = "press"  # a button: `pressed` is the opaque token it carried
    EDITED = "edited"
    FILE = "file"  # a document or a picture: `file`, with the caption as the text
    BLOCKED = "blocked"  # the person blocked the assistant, or a group put it out
    UNBLOCKED = "unblocked"  # the person takes messages again
    ADDED = "added"  # a group took the assistant in
    MOVED = "moved"  # a group has a new id: `text`
    UNSUPPORTED = "unsupported"  # a sticker, a voice: nothing we can read


class FileTrouble(StrEnum):
    """Why a file that was sent is not here."""

    TOO_LARGE = "too_large"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """The file of a message. Every channel brings one a message, an album as several messages.

    `reference` is how its channel finds it; where none keeps files (the web chat, the terminal) it was stored
    when it came, as `kept_as`. `content` is empty until it is fetched, or where `trouble` says why it is not.
    """

    name: str
    reference: str = ""
    kept_as: int | None = None
    size: int | None = None  # as the platform says, before it is fetched
    content: bytes = b""
    trouble: FileTrouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """One message or button press of a user, whatever the channel.

    `sent_at` is the platform's own time: relative dates ("hôm qua") resolve against it.
    Authority comes from (address.channel, sender_id) alone, never from a name, nor from whom
    a message was forwarded from.
    """

    address: Address
    sender_id: str
    sender_name: str
    message_id: str
    sent_at: datetime
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    pressed: str | None = None
    file: IncomingFile | None = None
    reply_to: str | None = None  # the id of the message that this one answers
    is_private: bool = True
    is_addressed: bool = True  # in a group: a command, a mention of the assistant, or a reply to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button or a numbered line: what it says, and which action it asks for.

    `arguments` hold ids and plain values only, never a name: they come back from our own menu
    row, not from the platform, which sees an opaque token.
    """

    label: str
    action: Action
    arguments: Mapping[str, Any] = field(default_factory=dict)


class AttachmentKind(StrEnum):
    """What is drawn from an attachment's figures."""

    WORKBOOK = "workbook"
    NAMED_LIST = "named_list"  # a workbook whose names are opened when it is made: ids stand here
    CHART = "chart"
    KEPT = "kept"  # not drawn: a file that somebody sent, by its id in `file`
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Tệp đính kèm as a recipe: its figures, frozen when the answer was given, in values that JSON keeps.

    The file is drawn when the message leaves, so that no answer waits for it. The text beside it tells
    the same figures.
    """

    kind: AttachmentKind
    name: str
    figures: Mapping[str, Any]

    @property
    def is_picture(self) -> bool:
        """Whether its file is shown rather than kept."""
        return self.name.endswith((".png", ".jpg", ".webp"))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it leaves."""

    name: str
    content: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the assistant answers: text, a file, and what can be done next.

    `tells_of`: the people whose record it tells; with the reply it is kept who looked at it.
    `tells_no_figure`: it asks what was meant, or tells of one person, and so counts nothing that was asked.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    attachment: Attachment | None = None
    tells_of: tuple[int, ...] = ()
    tells_no_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A choice as a channel shows it: the label and the token that comes back."""

    label: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A reply on its way out, with the tokens of its open menu.

    `file` is what delivery drew from `attachment`, `row` where the message stands in the outbox.
    """

    address: Address
    text: str
    row: int = 0
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None
    file: File | None = None
