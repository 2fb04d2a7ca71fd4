"""The web chat as a messenger: what a browser posts into our messages, and a chat as a browser shows it."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.messages import (
    Address,
    ChannelName,
    File,
    IncomingFile,
    IncomingMessage,
    MessageKind,
    OutgoingMessage,
)
from storage import files, history, users
from storage.database import Tx
from storage.history import Line, Span
from storage.inbox import Update

BOT_ID = "web"
_PAGE = 50
_CAUGHT_UP_AT_ONCE = 500
_LONGEST_TEXT = 20_000
_FRESH_FILES = 20
_LONGEST_AGE = 7 * 86_400.0


class WebChannel:
    """Delivers by keeping: a browser reads what is on record as sent, at once or when it comes back."""

    name = ChannelName.WEB
    has_files = True

    def __init__(self) -> None:
        self._fresh: OrderedDict[str, File] = OrderedDict()

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None:
        """The message of a stored post."""
        told = json.loads(raw)
        pressed: str | None = told.get("press")
        return IncomingMessage(
            address=Address(channel=self.name, chat_id=told["account"]),
            sender_id=told["account"],
            sender_name=told.get("name", ""),
            message_id=told["id"],
            sent_at=datetime.fromisoformat(told["sent_at"]),
            kind=_kind_of(told),
            text=told.get("text", ""),
            pressed=pressed,
            file=IncomingFile(**told["file"]) if "file" in told else None,
        )

    async def send(self, message: OutgoingMessage) -> str:
        """Give the message its place in the chat; it arrives by being settled."""
        number = history.next_number()
        if message.file:
            self._fresh[number] = message.file
            while len(self._fresh) > _FRESH_FILES:
                self._fresh.popitem(last=False)
        return number

    def fresh_file(self, number: str) -> File | None:
        """The file of a message that was delivered a moment ago: it need not be drawn again."""
        return self._fresh.get(number)


def _kind_of(told: Mapping[str, Any]) -> MessageKind:
    if "file" in told:
        return MessageKind.FILE
    return MessageKind.PRESS if told.get("press") else MessageKind.TEXT


class Posted(BaseModel):
    """What a browser posts: a text or a press. `age`: seconds since it was written, if it had to wait."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: str = Field(default="", max_length=_LONGEST_TEXT)
    press: str = Field(default="", max_length=64)
    age: float = Field(default=0.0, ge=0.0, le=_LONGEST_AGE, allow_inf_nan=False)

    @property
    def says_something(self) -> bool:
        """Either a text or a press, not both."""
        return bool(self.text.strip()) != bool(self.press)


class Uploaded(BaseModel):
    """What a browser says of a file whose content is the body of the request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    name: str = Field(min_length=1, max_length=200)
    caption: str = Field(default="", max_length=_LONGEST_TEXT)
    age: float = Field(default=0.0, ge=0.0, le=_LONGEST_AGE, allow_inf_nan=False)


def uploaded(query: Mapping[str, str]) -> Uploaded | None:
    """What the request says of its file; None when it says something else."""
    try:
        return Uploaded.model_validate(dict(query))
    except ValidationError:
        return None


def update_with_file(account: str, upload: Uploaded, file_id: int, now: datetime) -> Update:
    """The file, stored already, as an update for the inbox."""
    file = {"name": upload.name, "kept_as": file_id}
    return _update(account, upload.id, upload.age, {"text": upload.caption, "file": file}, now)


def update_id_of(account: str, message_id: str) -> str:
    """By which the inbox knows a browser's message again."""
    return f"{account}.{message_id}"


def posted(body: bytes) -> Posted | None:
    """The post in a request's body; None when it is not one."""
    try:
        found = Posted.model_validate_json(body)
    except ValidationError:
        return None
    return found if found.says_something else None


def update_of(account: str, post: Posted, now: datetime, *, name: str = "") -> Update:
    """The post as an update for the inbox: repeated by a browser that lost the answer, it is kept once."""
    content = {"press": post.press} if post.press else {"text": post.text}
    return _update(account, post.id, post.age, {"name": name, **content}, now)


def _update(account: str, message_id: str, age: float, content: Mapping[str, Any], now: datetime) -> Update:
    sent_at = now - timedelta(seconds=age)
    body = {"id": message_id, "account": account, "sent_at": sent_at.isoformat(), **content}
    raw = json.dumps(body, ensure_ascii=False)
    return Update(update_id=update_id_of(account, message_id), chat_id=account, raw=raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a browser has read: of its own messages and of ours.

    Two numbers, since a message of ours has its number a moment before it can be seen.
    """

    mine: str
    theirs: str


def page_before(tx: Tx, account: str, now: datetime, before: str | None) -> Mapping[str, Any]:
    """The newest lines, or the newest before a number, and where to go on from either end."""
    reader = users.by_identity(tx, ChannelName.WEB, account, now)
    span = Span(before=before) if before else Span()
    mine = history.came_in(tx, account, span, _PAGE)
    theirs = history.went_out(tx, account, span, _PAGE, reader=reader, now=now)
    lines = sorted([*mine, *theirs], key=lambda line: line.number)
    start = Span().after
    return {
        "lines": [_as_shown(tx, line) for line in lines[-_PAGE:]],
        "more": len(lines) > _PAGE or len(mine) == _PAGE or len(theirs) == _PAGE,
        "mine": mine[0].number if mine else start,
        "theirs": theirs[0].number if theirs else start,
    }


def news_since(tx: Tx, account: str, now: datetime, place: Place) -> Mapping[str, Any]:
    """What has been said since the browser looked last."""
    reader = users.by_identity(tx, ChannelName.WEB, account, now)
    mine = history.came_in(tx, account, Span(after=place.mine), _CAUGHT_UP_AT_ONCE)
    theirs = history.went_out(
        tx, account, Span(after=place.theirs), _CAUGHT_UP_AT_ONCE, reader=reader, now=now
    )
    lines = sorted([*mine, *theirs], key=lambda line: line.number)
    return {
        "lines": [_as_shown(tx, line) for line in lines],
        "mine": mine[0].number if mine else place.mine,
        "theirs": theirs[0].number if theirs else place.theirs,
    }


def _as_shown(tx: Tx, line: Line) -> Mapping[str, Any]:
    shown: dict[str, Any] = {"number": line.number, "at": line.at.isoformat()}
    if line.raw is None:
        buttons = [{"label": button.label, "token": button.token} for button in line.buttons]
        shown |= {"text": line.text, "buttons": buttons}
        if line.attachment:
            shown["file"] = {
                "name": line.attachment.name,
                "is_picture": line.attachment.is_picture,
                "address": f"files/{line.number}",
            }
        return shown
    pressed = line.raw.get("press")
    shown["mine"] = line.raw.get("id", line.number)
    shown["text"] = history.label_of(tx, pressed) if pressed else line.raw.get("text", "")
    if "file" in line.raw:
        shown["file"] = _sent_file(tx, line.raw["file"])
    return shown


def _sent_file(tx: Tx, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A file that the browser sent; without an address once it is no longer kept."""
    kept = files.head(tx, told["kept_as"])
    address = f"uploads/{kept.id:019d}" if kept else None
    return {"name": told["name"], "is_picture": bool(kept and kept.kind.is_picture), "address": address}
