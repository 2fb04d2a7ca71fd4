"""Senders nobody knows who ask to be let in: one open request for each, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from domain.messages import Address, ChannelName
from domain.users import Role
from storage.database import Tx
from storage.ids import new_id
from storage.schema import join_request as table
from storage.types import Instant

LIFETIME = timedelta(days=7)


class RequestState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # another took its place, it ran out, or its sender came in by a code


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """Somebody who says who they are. `unit_id` is None where no one unit has the name they told."""

    id: int
    address: Address
    external_id: str
    name: str
    role: Role
    unit_id: int | None
    created_at: datetime


_ADD = sa.insert(table)
_IS_OPEN = sa.and_(
    table.c.state == RequestState.OPEN.value, table.c.expires_at > sa.bindparam("now", type_=Instant)
)
_SENDER = sa.and_(
    table.c.channel == sa.bindparam("on_channel"), table.c.external_id == sa.bindparam("external")
)
_OPEN_OF = sa.select(table).where(_SENDER, _IS_OPEN)
_OPEN = sa.select(table).where(_IS_OPEN).order_by(table.c.id)
_BY_ID = sa.select(table).where(table.c.id == sa.bindparam("request"), _IS_OPEN)
_WITHDRAW = (
    sa.update(table)
    .where(_SENDER, table.c.state == RequestState.OPEN.value)
    .values(state=RequestState.WITHDRAWN.value, decided_at=sa.bindparam("at", type_=Instant))
)
_DECIDE = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("request"), _IS_OPEN)
    .values(
        state=sa.bindparam("new_state"),
        decided_by=sa.bindparam("by"),
        decided_at=sa.bindparam("at", type_=Instant),
    )
)
_COUNT_OF = sa.select(sa.func.count()).where(
    _SENDER, table.c.created_at > sa.bindparam("since", type_=Instant)
)
_COUNT = sa.select(sa.func.count()).where(table.c.created_at > sa.bindparam("since", type_=Instant))
_FORGET = sa.delete(table).where(table.c.expires_at < sa.bindparam("before", type_=Instant))


def add(
    tx: Tx, address: Address, external_id: str, name: str, role: Role, unit_id: int | None, now: datetime
) -> int:
    """Keep a request in place of the sender's last one; returns its id."""
    withdraw(tx, address.channel, external_id, now)
    row_id = new_id()
    tx.execute(
        _ADD,
        {
            "id": row_id,
            "channel": address.channel.value,
            "external_id": external_id,
            "chat_id": address.chat_id,
            "name_sealed": tx.keys.seal("join_request", "name", row_id, name),
            "role": role.value,
            "unit_id": unit_id,
            "state": RequestState.OPEN.value,
            "created_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    return row_id


def withdraw(tx: Tx, channel: ChannelName, external_id: str, now: datetime) -> None:
    """The sender's open request is no longer wanted."""
    tx.execute(_WITHDRAW, {"on_channel": channel.value, "external": external_id, "at": now})


def decide(tx: Tx, request_id: int, state: RequestState, by: int, now: datetime) -> bool:
    """Say what becomes of an open request. False where that was said before: at most one decision holds."""
    values = {"request": request_id, "new_state": state.value, "by": by, "at": now, "now": now}
    return bool(tx.execute(_DECIDE, values).rowcount)


def open_of(tx: Tx, channel: ChannelName, external_id: str, now: datetime) -> JoinRequest | None:
    """The request of a sender that waits for a decision."""
    who = {"on_channel": channel.value, "external": external_id, "now": now}
    row = tx.execute(_OPEN_OF, who).first()
    return _request(tx, row) if row else None


def by_id(tx: Tx, request_id: int, now: datetime) -> JoinRequest | None:
    """The request of that id while it waits for a decision."""
    row = tx.execute(_BY_ID, {"request": request_id, "now": now}).first()
    return _request(tx, row) if row else None


def waiting(tx: Tx, now: datetime) -> list[JoinRequest]:
    """Everything that waits for a decision, oldest first."""
    return [_request(tx, row) for row in tx.execute(_OPEN, {"now": now})]


def count_of(tx: Tx, channel: ChannelName, external_id: str, since: datetime) -> int:
    """How often one sender has asked after that moment."""
    who = {"on_channel": channel.value, "external": external_id, "since": since}
    count: int = tx.execute(_COUNT_OF, who).scalar_one()
    return count


def count(tx: Tx, since: datetime) -> int:
    """How often anybody has asked after that moment."""
    total: int = tx.execute(_COUNT, {"since": since}).scalar_one()
    return total


def forget(tx: Tx, before: datetime) -> int:
    """Delete the requests that ended before a moment; how many."""
    return tx.execute(_FORGET, {"before": before}).rowcount


def _request(tx: Tx, row: sa.Row[tuple[object, ...]]) -> JoinRequest:
    values = row._mapping
    return JoinRequest(
        id=values["id"],
        address=Address(channel=ChannelName(values["channel"]), chat_id=values["chat_id"]),
        external_id=values["external_id"],
        name=tx.keys.open("join_request", "name", values["id"], values["name_sealed"]),
        role=Role(values["role"]),
        unit_id=values["unit_id"],
        created_at=values["created_at"],
    )
