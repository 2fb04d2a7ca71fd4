"""What is to be sent: kept with the change it speaks of, leased while it is sent, settled afterwards."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.localtime import month_start
from domain.messages import Address, Attachment, AttachmentKind, ChannelName, OutgoingMessage, Reply
from domain.users import User
from storage import menus, users
from storage.database import Tx
from storage.ids import new_id
from storage.schema import outbox
from storage.types import Instant


class OutboxKind(StrEnum):
    """A reply is worded when it is written; a digest of reminders when it leaves."""

    REPLY = "reply"
    DIGEST = "digest"


class OutboxState(StrEnum):
    """What became of a row."""

    PENDING = "pending"
    SENT = "sent"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first row of its kind that waits for a chat; `more`: others wait behind it."""

    id: int
    chat_id: str
    kind: OutboxKind
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDigest:
    """A digest to be, which leaves from `at` on."""

    address: Address
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row leased for sending. `maybe_sent`: an earlier try may have arrived."""

    id: int
    kind: OutboxKind
    message: OutgoingMessage
    attempts: int
    maybe_sent: bool
    created_at: datetime


MOST_HEADS = 200
_SOON = timedelta(minutes=1)

Compose = Callable[[Tx, int, datetime], Reply | None]

_SETTLED_BEFORE = sa.and_(
    outbox.c.state != "pending", outbox.c.settled_at < sa.bindparam("before", type_=Instant)
)
# Zalo's messages are counted by the month (storage/spending.py): their rows stay so long, without a word.
_IS_COUNTED = sa.and_(
    outbox.c.channel == ChannelName.ZALO.value,
    outbox.c.settled_at >= sa.bindparam("month", type_=Instant),
)
_FORGET = sa.delete(outbox).where(_SETTLED_BEFORE, sa.not_(_IS_COUNTED))
_STRIP = (
    sa.update(outbox).where(_SETTLED_BEFORE, _IS_COUNTED).values(body_sealed=None, attachment_sealed=None)
)
_ADD = sa.insert(outbox)
_FREE = sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < sa.bindparam("real_now", type_=Instant))
# A reply that is to be tried again soon is not overtaken in its chat; one that waits longer holds up nothing.
_trying = outbox.alias("trying")
_KEEPS_ITS_PLACE = sa.select(_trying.c.chat_id).where(
    _trying.c.channel == sa.bindparam("on_channel"),
    _trying.c.kind == sa.literal_column(f"'{OutboxKind.REPLY.value}'"),
    _trying.c.state == sa.literal_column(f"'{OutboxState.PENDING.value}'"),
    _trying.c.send_after > sa.bindparam("now", type_=Instant),
    _trying.c.send_after <= sa.bindparam("soon", type_=Instant),
)
_HEADS = (
    sa.select(
        sa.func.min(outbox.c.id).label("id"),
        outbox.c.chat_id,
        outbox.c.kind,
        sa.func.count().label("waiting"),
    )
    .where(
        outbox.c.channel == sa.bindparam("on_channel"),
        outbox.c.state == sa.literal_column(f"'{OutboxState.PENDING.value}'"),
        outbox.c.kind.in_([sa.literal_column(f"'{kind.value}'") for kind in OutboxKind]),
        outbox.c.send_after <= sa.bindparam("now", type_=Instant),
        _FREE,
        outbox.c.chat_id.not_in(_KEEPS_ITS_PLACE),
    )
    # By kind first, as the index of what waits has it: by chat first, SQLite walks all that was ever sent.
    .group_by(outbox.c.kind, outbox.c.chat_id)
    .order_by(outbox.c.kind == OutboxKind.DIGEST.value, sa.func.min(outbox.c.id))
    .limit(sa.bindparam("most"))
)
_HEADS_OF_CHAT = _HEADS.where(outbox.c.chat_id == sa.bindparam("in_chat"))
_IS_PENDING = sa.and_(outbox.c.id == sa.bindparam("row"), outbox.c.state == OutboxState.PENDING.value)
_CLAIM = (
    sa.update(outbox)
    .where(_IS_PENDING, _FREE)
    .values(
        lease_until=sa.bindparam("until", type_=Instant),
        attempts=outbox.c.attempts + 1,
        # A lease that ran out belonged to somebody who died between sending and saying so.
        maybe_sent=sa.or_(outbox.c.maybe_sent, outbox.c.lease_until.is_not(None)),
    )
    .returning(outbox)
)
_ATTACHMENT = sa.select(outbox.c.attachment_sealed).where(outbox.c.id == sa.bindparam("row"))
_MENU_OF = (
    sa.select(outbox.c.menu_id)
    .where(
        outbox.c.channel == sa.bindparam("on_channel"),
        outbox.c.chat_id == sa.bindparam("in_chat"),
        outbox.c.platform_message_id == sa.bindparam("message"),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_HASTEN = sa.update(outbox).where(_IS_PENDING).values(send_after=sa.bindparam("at", type_=Instant))
_WORD = (
    sa.update(outbox)
    .where(_IS_PENDING)
    .values(body_sealed=sa.bindparam("body"), menu_id=sa.bindparam("menu"))
)
_EXPIRE = (
    sa.update(outbox)
    .where(
        outbox.c.channel == sa.bindparam("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.lease_until.is_not(None),
    )
    .values(lease_until=sa.bindparam("ended", type_=Instant))
)
_SETTLE = (
    sa.update(outbox)
    .where(_IS_PENDING)
    .values(
        state=sa.bindparam("new_state"),
        settled_at=sa.bindparam("at", type_=Instant),
        error_code=sa.bindparam("code"),
        platform_message_id=sa.bindparam("message"),
        lease_until=None,
    )
)
_RETRY = (
    sa.update(outbox)
    .where(_IS_PENDING)
    .values(
        send_after=sa.bindparam("at", type_=Instant),
        error_code=sa.bindparam("code"),
        maybe_sent=sa.or_(outbox.c.maybe_sent, sa.bindparam("in_doubt", type_=sa.Boolean)),
        lease_until=None,
    )
)
_TRY_AGAIN = (
    sa.update(outbox)
    .where(
        outbox.c.channel == sa.bindparam("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.error_code == sa.bindparam("code"),
        outbox.c.lease_until.is_(None),
        outbox.c.send_after > sa.bindparam("now", type_=Instant),
    )
    .values(send_after=sa.bindparam("now", type_=Instant))
)
_CANCEL_FOR = (
    sa.update(outbox)
    .where(outbox.c.user_id == sa.bindparam("user"), outbox.c.state == OutboxState.PENDING.value)
    .values(
        state=OutboxState.CANCELLED.value,
        settled_at=sa.bindparam("at", type_=Instant),
        error_code="role_ended",
        lease_until=None,
    )
)


def forget(tx: Tx, before: datetime) -> int:
    """Delete what was settled before a moment, text and all; how many."""
    bounds = {"before": before, "month": month_start(before)}
    tx.execute(_STRIP, bounds)
    return tx.execute(_FORGET, bounds).rowcount


def add_reply(
    tx: Tx, *, address: Address, reply: Reply, user: User | None, inbox_id: int | None, now: datetime
) -> int:
    """Keep an answer for sending. Buttons are only shown to somebody we know."""
    menu_id = None
    if reply.choices and user is not None:
        menu_id = menus.open_menu(tx, user=user, address=address, choices=reply.choices, now=now)
    row_id = new_id()
    values = {
        "body_sealed": tx.keys.seal("outbox", "body", row_id, reply.text),
        "attachment_sealed": _sealed(tx, row_id, reply.attachment),
        "menu_id": menu_id,
        "inbox_id": inbox_id,
        "user_id": user.id if user else None,
    }
    tx.execute(_ADD, _row(row_id, address, OutboxKind.REPLY, now, values))
    return row_id


def add_digest(
    tx: Tx,
    *,
    address: Address,
    user_id: int,
    now: datetime,
    instead_of: int | None = None,
    maybe_sent: bool = False,
) -> int:
    """Keep a place for a digest of reminders: it is worded when it leaves, of what is due then.

    `instead_of` is the digest of another channel that could not be delivered, or may have been.
    """
    digest = NewDigest(address=address, user_id=user_id, at=now)
    (row,) = _digest_rows([digest])
    tx.execute(_ADD, {**row, "instead_of": instead_of, "maybe_sent": maybe_sent})
    row_id: int = row["id"]
    return row_id


def add_digests(tx: Tx, digests: Sequence[NewDigest]) -> dict[int, int]:
    """The same for many people; the ids by user."""
    rows = _digest_rows(digests)
    if rows:
        tx.execute(_ADD, rows)
    return {row["user_id"]: row["id"] for row in rows}


def _digest_rows(digests: Sequence[NewDigest]) -> list[dict[str, Any]]:
    return [
        _row(
            new_id(),
            digest.address,
            OutboxKind.DIGEST,
            digest.at,
            {
                "body_sealed": None,
                "attachment_sealed": None,
                "menu_id": None,
                "inbox_id": None,
                "user_id": digest.user_id,
                "instead_of": None,
                "maybe_sent": False,
            },
        )
        for digest in digests
    ]


def _sealed(tx: Tx, row_id: int, attachment: Attachment | None) -> bytes | None:
    if attachment is None:
        return None
    plain = [attachment.kind.value, attachment.name, dict(attachment.figures)]
    return tx.keys.seal("outbox", "attachment", row_id, json.dumps(plain, ensure_ascii=False))


def opened_attachment(tx: Tx, row_id: int, sealed: bytes | None) -> Attachment | None:
    """What stands in the sealed column of a row."""
    if sealed is None:
        return None
    kind, name, figures = json.loads(tx.keys.open("outbox", "attachment", row_id, sealed))
    return Attachment(kind=AttachmentKind(kind), name=name, figures=figures)


def menu_of(tx: Tx, address: Address, platform_message_id: str) -> str | None:
    """The menu of a message that was sent to the chat: what somebody answers to."""
    values = {"on_channel": address.channel.value, "in_chat": address.chat_id, "message": platform_message_id}
    menu_id: str | None = tx.execute(_MENU_OF, values).scalar()
    return menu_id


def attachment_of(tx: Tx, row_id: int) -> Attachment | None:
    """What is attached to a message, as long as the message is kept."""
    row = tx.execute(_ATTACHMENT, {"row": row_id}).first()
    return opened_attachment(tx, row_id, row.attachment_sealed) if row else None


def hasten(tx: Tx, row_id: int, at: datetime) -> None:
    """Let a row that waits for its time leave from `at` on."""
    tx.execute(_HASTEN, {"row": row_id, "at": at})


def _row(
    row_id: int, address: Address, kind: OutboxKind, now: datetime, values: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "id": row_id,
        "channel": address.channel.value,
        "chat_id": address.chat_id,
        "kind": kind.value,
        "created_at": now,
        "send_after": now,
        "state": OutboxState.PENDING.value,
        **values,
    }


def heads(
    tx: Tx, channel: ChannelName, *, now: datetime, real_now: datetime, chat_id: str | None = None
) -> list[Head]:
    """What may be sent next: the first row of each chat and kind, replies before digests."""
    soon = now + _SOON
    values = {"on_channel": channel.value, "now": now, "soon": soon, "real_now": real_now, "most": MOST_HEADS}
    if chat_id is None:
        rows = tx.execute(_HEADS, values)
    else:
        rows = tx.execute(_HEADS_OF_CHAT, {**values, "in_chat": chat_id})
    return [
        Head(id=row.id, chat_id=row.chat_id, kind=OutboxKind(row.kind), more=row.waiting > 1) for row in rows
    ]


def claim(
    tx: Tx, row_id: int, *, now: datetime, real_now: datetime, until: datetime, compose: Compose
) -> Claimed | None:
    """Lease one row for sending. None when somebody else has it, or when nothing is left to say.

    A digest is worded by `compose` in this very transaction; where it finds nothing the row is cancelled.
    """
    row = tx.execute(_CLAIM, {"row": row_id, "real_now": real_now, "until": until}).first()
    if row is None:
        return None
    address = Address(channel=ChannelName(row.channel), chat_id=row.chat_id)
    if row.kind == OutboxKind.DIGEST.value:
        message = _compose(tx, row_id, address, row.user_id, now, compose)
    else:
        text = tx.keys.open("outbox", "body", row_id, row.body_sealed)
        buttons = menus.buttons(tx, row.menu_id) if row.menu_id else ()
        message = OutgoingMessage(
            address=address,
            text=text,
            row=row_id,
            buttons=buttons,
            attachment=opened_attachment(tx, row_id, row.attachment_sealed),
        )
    if message is None:
        settle(tx, row_id, OutboxState.CANCELLED, at=now)
        return None
    return Claimed(
        id=row_id,
        kind=OutboxKind(row.kind),
        message=message,
        attempts=row.attempts,
        maybe_sent=row.maybe_sent,
        created_at=row.created_at,
    )


def _compose(
    tx: Tx, row_id: int, address: Address, user_id: int, now: datetime, compose: Compose
) -> OutgoingMessage | None:
    reply = compose(tx, row_id, now)
    if reply is None:
        return None
    user = users.by_id(tx, user_id, now)
    menu_id = None
    if reply.choices and user is not None:
        menu_id = menus.open_menu(tx, user=user, address=address, choices=reply.choices, now=now)
    # Kept as it was said: the web chat's history is read from here.
    body = tx.keys.seal("outbox", "body", row_id, reply.text)
    tx.execute(_WORD, {"row": row_id, "body": body, "menu": menu_id})
    buttons = menus.buttons(tx, menu_id) if menu_id else ()
    return OutgoingMessage(address=address, text=reply.text, buttons=buttons)


def expire_leases(tx: Tx, channel: ChannelName, real_now: datetime) -> None:
    """End the leases of a process that is gone; only for whoever holds the run lock."""
    tx.execute(_EXPIRE, {"on_channel": channel.value, "ended": real_now})


def settle(
    tx: Tx,
    row_id: int,
    state: OutboxState,
    *,
    at: datetime,
    code: str | None = None,
    message_id: str | None = None,
) -> None:
    """Say what became of a row. Changes nothing when that was said before."""
    values = {"row": row_id, "new_state": state.value, "at": at, "code": code, "message": message_id}
    tx.execute(_SETTLE, values)


def cancel_for(tx: Tx, user_id: int, at: datetime) -> int:
    """Send nothing more of what waits for a user; how many."""
    return tx.execute(_CANCEL_FOR, {"user": user_id, "at": at}).rowcount


def retry(tx: Tx, row_id: int, *, at: datetime, code: str, in_doubt: bool) -> None:
    """Give the row back, to be sent again from a moment on. `in_doubt`: it may have arrived."""
    tx.execute(_RETRY, {"row": row_id, "at": at, "code": code, "in_doubt": in_doubt})


def try_again(tx: Tx, channel: ChannelName, code: str, now: datetime) -> None:
    """What waits only because of this failure may leave at once: its cause is gone."""
    tx.execute(_TRY_AGAIN, {"on_channel": channel.value, "code": code, "now": now})
