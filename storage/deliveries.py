"""How the rows of the outbox leave: leased while one is sent, then settled or given back for another try."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.messages import Address, ChannelName, OutgoingMessage, Reply
from storage import menus, users
from storage.database import Tx
from storage.outbox import IS_PENDING, OutboxKind, OutboxState, opened_attachment
from storage.prepared import steady
from storage.schema import outbox
from storage.types import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first row of its kind that waits for a chat; `more`: others wait behind it."""

    id: int
    chat_id: str
    kind: OutboxKind
    more: bool = False


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

_FREE = sa.or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < sa.bindparam("real_now", type_=Instant))
# A reply that is to be tried again soon is not overtaken in its chat; one that waits longer holds up nothing.
_trying = outbox.alias("trying")
_KEEPS_ITS_PLACE = sa.select(_trying.c.chat_id).where(
    _trying.c.channel == steady("on_channel"),
    _trying.c.kind == OutboxKind.REPLY.value,
    _trying.c.state == OutboxState.PENDING.value,
    _trying.c.send_after > sa.bindparam("now", type_=Instant),
    _trying.c.send_after <= sa.bindparam("soon", type_=Instant),
)
# As the index of what waits has them.
_KINDS: list[sa.ColumnClause[str]] = [sa.literal_column(f"'{kind.value}'") for kind in OutboxKind]
# The rest of a chat waits for what is on its way there, and overtakes nobody elsewhere.
_leased = outbox.alias("leased")
_IS_SENT_TO = sa.select(_leased.c.chat_id).where(
    _leased.c.channel == steady("on_channel"),
    _leased.c.state == OutboxState.PENDING.value,
    _leased.c.kind.in_(_KINDS),
    _leased.c.lease_until >= sa.bindparam("real_now", type_=Instant),
)
_HEADS = (
    sa.select(
        sa.func.min(outbox.c.id).label("id"),
        outbox.c.chat_id,
        outbox.c.kind,
        sa.func.count().label("waiting"),
    )
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.kind.in_(_KINDS),
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
_FIRST_TWO = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.kind.in_(_KINDS),
        outbox.c.send_after <= sa.bindparam("soon", type_=Instant),
        _FREE,
        outbox.c.chat_id.not_in(_IS_SENT_TO),
    )
    .limit(2)
)
_CLAIM = (
    sa.update(outbox)
    .where(IS_PENDING, _FREE)
    .values(
        lease_until=sa.bindparam("until", type_=Instant),
        attempts=outbox.c.attempts + 1,
        # A lease that ran out belonged to somebody who died between sending and saying so.
        maybe_sent=sa.or_(outbox.c.maybe_sent, outbox.c.lease_until.is_not(None)),
    )
    .returning(outbox)
)
_WORD = (
    sa.update(outbox).where(IS_PENDING).values(body_sealed=sa.bindparam("body"), menu_id=sa.bindparam("menu"))
)
_EXPIRE = (
    sa.update(outbox)
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.lease_until.is_not(None),
    )
    .values(lease_until=sa.bindparam("ended", type_=Instant))
)
_SETTLE = (
    sa.update(outbox)
    .where(IS_PENDING)
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
    .where(IS_PENDING)
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
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == OutboxState.PENDING.value,
        outbox.c.error_code == sa.bindparam("code"),
        outbox.c.lease_until.is_(None),
        outbox.c.send_after > sa.bindparam("now", type_=Instant),
    )
    .values(send_after=sa.bindparam("now", type_=Instant))
)


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


def is_all_that_waits(
    tx: Tx, row_id: int, channel: ChannelName, *, now: datetime, real_now: datetime
) -> bool:
    """Whether nothing else is to leave by the channel, now or soon.

    What is leased already does not count, nor what waits behind it in its chat.
    """
    values = {"on_channel": channel.value, "soon": now + _SOON, "real_now": real_now}
    return tx.execute(_FIRST_TWO, values).scalars() == [row_id]


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
    is_digest = row.kind == OutboxKind.DIGEST.value
    message = _worded(tx, row, address, now, compose) if is_digest else _kept(tx, row, address)
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


def retry(tx: Tx, row_id: int, *, at: datetime, code: str, in_doubt: bool) -> None:
    """Give the row back, to be sent again from a moment on. `in_doubt`: it may have arrived."""
    tx.execute(_RETRY, {"row": row_id, "at": at, "code": code, "in_doubt": in_doubt})


def try_again(tx: Tx, channel: ChannelName, code: str, now: datetime) -> None:
    """What waits only because of this failure may leave at once: its cause is gone."""
    tx.execute(_TRY_AGAIN, {"on_channel": channel.value, "code": code, "now": now})


def _kept(tx: Tx, row: Any, address: Address) -> OutgoingMessage:
    """A reply, as it was worded when it was written."""
    return OutgoingMessage(
        address=address,
        text=tx.keys.open("outbox", "body", row.id, row.body_sealed),
        row=row.id,
        buttons=menus.buttons(tx, row.menu_id) if row.menu_id else (),
        attachment=opened_attachment(tx, row.id, row.attachment_sealed),
    )


def _worded(tx: Tx, row: Any, address: Address, now: datetime, compose: Compose) -> OutgoingMessage | None:
    """A digest, worded now and kept as it is said: the web chat's history is read from its row."""
    reply = compose(tx, row.id, now)
    if reply is None:
        return None
    user = users.by_id(tx, row.user_id, now)
    menu_id = menus.open_menu(tx, user=user, address=address, choices=reply.choices, now=now)
    body = tx.keys.seal("outbox", "body", row.id, reply.text)
    tx.execute(_WORD, {"row": row.id, "body": body, "menu": menu_id})
    buttons = menus.buttons(tx, menu_id) if menu_id else ()
    return OutgoingMessage(address=address, text=reply.text, buttons=buttons)
