"""Telegram's updates as our messages: nothing is asked and nothing is sent here."""

import json
import re
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update

from bot.channels.raw import as_kept
from domain.files import MOST_BYTES
from domain.messages import Address, ChannelName, IncomingFile, IncomingMessage, MessageKind
from storage import inbox

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_BOT_MENTION = re.compile(r"@\w{2,29}bot\b", re.IGNORECASE)  # every bot's user name ends so


def message_in(raw: str, received_at: datetime, bot_id: str) -> IncomingMessage | None:
    """One stored update as a message; None when there is nothing to answer. Raises on nonsense."""
    update = Update.de_json(json.loads(raw), None)
    if update.callback_query:
        return _pressed(update.callback_query, received_at)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    if update.edited_message:
        return _written(update.edited_message, MessageKind.EDITED, bot_id)
    if update.message:
        return _written(update.message, MessageKind.TEXT, bot_id)
    return None


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


def _written(message: Message, kind: MessageKind, bot_id: str) -> IncomingMessage | None:
    if message.migrate_to_chat_id:
        return _moved(message, message.migrate_to_chat_id)
    sender = message.from_user
    if sender is None:
        return None
    file = _file_in(message)
    if message.text is None:
        if message.effective_attachment is None or kind is MessageKind.EDITED:
            return None  # somebody joined, a message was pinned…
        kind = MessageKind.FILE if file else MessageKind.UNSUPPORTED
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(message.chat_id)),
        sender_id=str(sender.id),
        sender_name=sender.full_name,
        message_id=str(message.message_id),
        sent_at=message.date,
        kind=kind,
        text=message.text or (message.caption if file else None) or "",
        file=file,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        is_private=message.chat.type == "private",
        is_addressed=message.chat.type == "private" or _is_addressed(message, bot_id),
        is_forwarded=message.forward_origin is not None or message.via_bot is not None,
    )


def _moved(message: Message, new_chat_id: int) -> IncomingMessage:
    """A group became a supergroup: what the old one may do, the new one may."""
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(message.chat_id)),
        sender_id="",
        sender_name="",
        message_id=str(message.message_id),
        sent_at=message.date,
        kind=MessageKind.MOVED,
        text=str(new_chat_id),
        is_private=False,
    )


def _is_addressed(message: Message, bot_id: str) -> bool:
    """Whether a message of a group is for us: a command, a mention of a bot, an answer to us."""
    answered = message.reply_to_message
    if answered and answered.from_user and str(answered.from_user.id) == bot_id:
        return True
    text = message.text or message.caption or ""
    return text.startswith("/") or _BOT_MENTION.search(text) is not None


def _file_in(message: Message) -> IncomingFile | None:
    """The document of a message, or its photo in the largest size that is taken."""
    if document := message.document:
        return IncomingFile(
            name=document.file_name or "tep", reference=document.file_id, size=document.file_size
        )
    fitting = [size for size in message.photo if (size.file_size or 0) <= MOST_BYTES]
    if not fitting:
        return None
    photo = max(fitting, key=lambda size: size.width * size.height)
    return IncomingFile(name=f"anh-{message.message_id}.jpg", reference=photo.file_id, size=photo.file_size)


def _pressed(query: CallbackQuery, received_at: datetime) -> IncomingMessage | None:
    """A press carries no time of its own; the message above it may be weeks old."""
    if query.message is None or query.data is None:
        return None
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(query.message.chat.id)),
        sender_id=str(query.from_user.id),
        sender_name=query.from_user.full_name,
        message_id=query.id,
        sent_at=received_at,
        kind=MessageKind.PRESS,
        pressed=query.data,
        is_private=query.message.chat.type == "private",
    )


def _membership(change: ChatMemberUpdated) -> IncomingMessage | None:
    kind = _change(change)
    if kind is None:
        return None
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(change.chat.id)),
        sender_id=str(change.from_user.id),
        sender_name=change.from_user.full_name,
        message_id="",
        sent_at=change.date,
        kind=kind,
        is_private=change.chat.type == "private",
    )


def _change(change: ChatMemberUpdated) -> MessageKind | None:
    """What became of us in a chat; None for a change of rights."""
    gone = (ChatMember.BANNED, ChatMember.LEFT)
    was_there, is_there = (
        member.status not in gone for member in (change.old_chat_member, change.new_chat_member)
    )
    if not is_there:
        return MessageKind.BLOCKED
    if was_there:
        return None
    return MessageKind.UNBLOCKED if change.chat.type == "private" else MessageKind.ADDED
