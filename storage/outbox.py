"""What is to be sent: kept in the transaction of the change it speaks of, and forgotten some days after.

How a row leaves, leased and settled, is `storage.deliveries`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from domain.localtime import month_start
from domain.messages import Address, Attachment, AttachmentKind, ChannelName, Reply
from domain.users import User
from storage import menus
from storage.database import Tx
from storage.ids import new_id
from storage.prepared import steady
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
class NewDigest:
    """A digest to be, which leaves from `at` on.

    `instead_of` is the digest of another channel that could not be delivered; where that one may have been,
    so may this: `maybe_sent`.
    """

    address: Address
    user_id: int
    at: datetime
    instead_of: int | None = None
    maybe_sent: bool = False


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
IS_PENDING = sa.and_(outbox.c.id == sa.bindparam("row"), outbox.c.state == OutboxState.PENDING.value)
_ATTACHMENT = sa.select(outbox.c.attachment_sealed).where(outbox.c.id == sa.bindparam("row"))
_MENU_OF = (
    sa.select(outbox.c.menu_id)
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.chat_id == sa.bindparam("in_chat"),
        outbox.c.platform_message_id == sa.bindparam("message"),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_HASTEN = sa.update(outbox).where(IS_PENDING).values(send_after=sa.bindparam("at", type_=Instant))
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
    row_id = new_id()
    values = {
        "body_sealed": tx.keys.seal("outbox", "body", row_id, reply.text),
        "attachment_sealed": _sealed(tx, row_id, reply.attachment),
        "menu_id": menus.open_menu(tx, user=user, address=address, choices=reply.choices, now=now),
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
    """Keep a place for a digest of reminders: it is worded when it leaves, of what is due then."""
    digest = NewDigest(address=address, user_id=user_id, at=now, instead_of=instead_of, maybe_sent=maybe_sent)
    return add_digests(tx, [digest])[user_id]


def add_digests(tx: Tx, digests: Sequence[NewDigest]) -> dict[int, int]:
    """The same for many people; the ids by user."""
    rows = [_digest_row(digest) for digest in digests]
    if rows:
        tx.execute(_ADD, rows)
    return {row["user_id"]: row["id"] for row in rows}


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


def cancel_for(tx: Tx, user_id: int, at: datetime) -> int:
    """Send nothing more of what waits for a user; how many."""
    return tx.execute(_CANCEL_FOR, {"user": user_id, "at": at}).rowcount


def _sealed(tx: Tx, row_id: int, attachment: Attachment | None) -> bytes | None:
    if attachment is None:
        return None
    plain = [attachment.kind.value, attachment.name, dict(attachment.figures)]
    return tx.keys.seal("outbox", "attachment", row_id, json.dumps(plain, ensure_ascii=False))


def _digest_row(digest: NewDigest) -> dict[str, Any]:
    values = {
        "body_sealed": None,
        "attachment_sealed": None,
        "menu_id": None,
        "inbox_id": None,
        "user_id": digest.user_id,
        "instead_of": digest.instead_of,
        "maybe_sent": digest.maybe_sent,
    }
    return _row(new_id(), digest.address, OutboxKind.DIGEST, digest.at, values)


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
