"""Telegram's updates as our messages: nothing is asked and nothing is sent here.

They are read as they stand in JSON: the library's object of a message has eighty fields, and making it took
as long as all the statements of a report.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType, MessageAttachmentType

from bot.channels.raw import as_kept
from domain.files import MOST_BYTES
from domain.messages import Address, ChannelName, IncomingFile, IncomingMessage, MessageKind
from storage import inbox

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_BOT_MENTION = re.compile(r"@\w{2,29}bot\b", re.IGNORECASE)  # every bot's user name ends so
_GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
_ATTACHMENTS = frozenset(kind.value for kind in MessageAttachmentType)

Json = Mapping[str, Any]


def message_in(raw: str, received_at: datetime, bot_id: str) -> IncomingMessage | None:
    """One stored update as a message; None when there is nothing to answer. Raises on nonsense."""
    match json.loads(raw):
        case {"callback_query": query}:
            return _pressed(query, received_at)
        case {"my_chat_member": change}:
            return _membership(change)
        case {"edited_message": message}:
            return _written(message, MessageKind.EDITED, bot_id)
        case {"message": message}:
            return _written(message, MessageKind.TEXT, bot_id)
        case {"update_id": _}:
            return None
        case _:
            raise ValueError("not an update")


def as_row(update: dict[str, Any]) -> inbox.Update:
    return inbox.Update(
        update_id=str(update["update_id"]),
        chat_id=_chat_of(update),
        raw=as_kept(update),
    )


def _chat_of(update: dict[str, Any]) -> str:
    """The chat whose order the update belongs to; "" where it has none. Raises nothing: this is unparsed."""
    for kind in ALLOWED_UPDATES:
        content: Any = update.get(kind)
        if kind == "callback_query" and isinstance(content, dict):
            content = content.get("message")
        chat = content.get("chat") if isinstance(content, dict) else None
        if isinstance(chat, dict) and "id" in chat:
            return str(chat["id"])
    return ""


def _written(message: Json, kind: MessageKind, bot_id: str) -> IncomingMessage | None:
    if new_chat_id := message.get("migrate_to_chat_id"):
        return _moved(message, new_chat_id)
    sender = message.get("from")
    if sender is None:
        return None
    text, file = message.get("text"), _file_in(message)
    if text is None:
        if _ATTACHMENTS.isdisjoint(message) or kind is MessageKind.EDITED:
            return None  # somebody joined, a message was pinned…
        kind = MessageKind.FILE if file else MessageKind.UNSUPPORTED
    answered = message.get("reply_to_message")
    is_private = _is_private(message["chat"])
    return IncomingMessage(
        address=_address(message["chat"]),
        sender_id=str(sender["id"]),
        sender_name=_full_name(sender),
        message_id=str(message["message_id"]),
        sent_at=_moment(message),
        kind=kind,
        text=text or (message.get("caption") if file else None) or "",
        file=file,
        reply_to=str(answered["message_id"]) if answered else None,
        is_private=is_private,
        is_addressed=is_private or _is_addressed(message, bot_id),
    )


def _moved(message: Json, new_chat_id: int) -> IncomingMessage:
    """A group became a supergroup: what the old one may do, the new one may."""
    return IncomingMessage(
        address=_address(message["chat"]),
        sender_id="",
        sender_name="",
        message_id=str(message["message_id"]),
        sent_at=_moment(message),
        kind=MessageKind.MOVED,
        text=str(new_chat_id),
        is_private=False,
    )


def _is_addressed(message: Json, bot_id: str) -> bool:
    """Whether a message of a group is for us: a command, a mention of a bot, an answer to us."""
    answered = message.get("reply_to_message") or {}
    if str(answered.get("from", {}).get("id")) == bot_id:
        return True
    text = message.get("text") or message.get("caption") or ""
    return text.startswith("/") or _BOT_MENTION.search(text) is not None


def _file_in(message: Json) -> IncomingFile | None:
    """The document of a message, or its photo in the largest size that is taken."""
    if document := message.get("document"):
        return IncomingFile(
            name=document.get("file_name") or "tep",
            reference=document["file_id"],
            size=document.get("file_size"),
        )
    sizes = message.get("photo", ())
    fitting = [size for size in sizes if (size.get("file_size") or 0) <= MOST_BYTES]
    if not fitting:
        return None
    photo = max(fitting, key=lambda size: size["width"] * size["height"])
    name = f"anh-{message['message_id']}.jpg"
    return IncomingFile(name=name, reference=photo["file_id"], size=photo.get("file_size"))


def _pressed(query: Json, received_at: datetime) -> IncomingMessage | None:
    """A press carries no time of its own; the message above it may be weeks old."""
    if "message" not in query or "data" not in query:
        return None
    chat = query["message"]["chat"]
    return IncomingMessage(
        address=_address(chat),
        sender_id=str(query["from"]["id"]),
        sender_name=_full_name(query["from"]),
        message_id=query["id"],
        sent_at=received_at,
        kind=MessageKind.PRESS,
        pressed=query["data"],
        is_private=_is_private(chat),
    )


def _membership(change: Json) -> IncomingMessage | None:
    kind = _change(change)
    if kind is None:
        return None
    return IncomingMessage(
        address=_address(change["chat"]),
        sender_id=str(change["from"]["id"]),
        sender_name=_full_name(change["from"]),
        message_id="",
        sent_at=_moment(change),
        kind=kind,
        is_private=_is_private(change["chat"]),
    )


def _change(change: Json) -> MessageKind | None:
    """What became of us in a chat; None for a change of rights."""
    was_there, is_there = (
        change[member]["status"] not in _GONE for member in ("old_chat_member", "new_chat_member")
    )
    if not is_there:
        return MessageKind.BLOCKED
    if was_there:
        return None
    return MessageKind.UNBLOCKED if _is_private(change["chat"]) else MessageKind.ADDED


def _address(chat: Json) -> Address:
    return Address(channel=ChannelName.TELEGRAM, chat_id=str(chat["id"]))


def _is_private(chat: Json) -> bool:
    return bool(chat["type"] == ChatType.PRIVATE)


def _full_name(person: Json) -> str:
    first, last = person["first_name"], person.get("last_name")
    return f"{first} {last}" if last else str(first)


def _moment(told: Json) -> datetime:
    return datetime.fromtimestamp(told["date"], UTC)
