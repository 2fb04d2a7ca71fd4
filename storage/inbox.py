"""What came in, kept before the platform is told so: each update once, until it is handled or set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.messages import ChannelName
from storage.database import Tx
from storage.ids import new_id
from storage.keys import KeyProblem
from storage.prepared import steady
from storage.schema import inbox

TRIES = 3

_ADD = sqlite.insert(inbox).on_conflict_do_nothing(
    index_elements=[inbox.c.channel, inbox.c.bot_id, inbox.c.update_id]
)
_WAITING = (
    sa.select(inbox.c.id, inbox.c.chat_id, inbox.c.raw_sealed, inbox.c.received_at)
    .where(
        inbox.c.channel == steady("on_channel"),
        inbox.c.state == "waiting",
        inbox.c.id > sa.bindparam("after"),
    )
    .order_by(inbox.c.id)
    .limit(sa.bindparam("most"))
)
_LAST_BEFORE = sa.select(sa.func.max(inbox.c.id)).where(
    inbox.c.channel == steady("on_channel"), inbox.c.state == "waiting", inbox.c.id < sa.bindparam("before")
)
_KNOWN = sa.select(inbox.c.id).where(
    inbox.c.channel == steady("on_channel"),
    inbox.c.bot_id == sa.bindparam("of_bot"),
    inbox.c.update_id == sa.bindparam("update"),
)
_IS_WAITING = sa.and_(inbox.c.id == sa.bindparam("row"), inbox.c.state == "waiting")
_DONE = sa.update(inbox).where(_IS_WAITING).values(state="done")
_FAILED = (
    sa.update(inbox)
    .where(_IS_WAITING)
    .values(
        attempts=inbox.c.attempts + 1,
        state=sa.case((inbox.c.attempts + 1 < TRIES, "waiting"), else_="parked"),
        error_code=sa.bindparam("code"),
    )
    .returning(inbox.c.state)
)
_BLANK = sa.update(inbox).where(inbox.c.id == sa.bindparam("row")).values(raw_sealed=None)
_LAST_RECEIVED = sa.select(
    inbox.c.channel, inbox.c.chat_id, sa.func.max(inbox.c.received_at).label("at")
).group_by(inbox.c.channel, inbox.c.chat_id)
_FORGET = sa.delete(inbox).where(
    inbox.c.state != "waiting", inbox.c.received_at < sa.bindparam("before", type_=inbox.c.received_at.type)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A native update as the platform sent it. `update_id` is the platform's; `chat_id` orders it."""

    update_id: str
    chat_id: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A stored update that nobody has answered yet."""

    id: int
    chat_id: str
    raw: str
    received_at: datetime


def store(
    tx: Tx, channel: ChannelName, bot_id: str, update_id: str, chat_id: str, raw: str, at: datetime
) -> int | None:
    """Keep one update; its id, or None when it is known already."""
    row_id = new_id()
    added = tx.execute(
        _ADD,
        {
            "id": row_id,
            "channel": channel.value,
            "bot_id": bot_id,
            "update_id": update_id,
            "chat_id": chat_id,
            "received_at": at,
            "raw_sealed": tx.keys.seal("inbox", "raw", row_id, raw),
            "state": "waiting",
        },
    )
    return row_id if added.rowcount else None


def store_all(
    tx: Tx, channel: ChannelName, bot_id: str, updates: Iterable[Update], at: datetime
) -> list[Waiting]:
    """Keep a batch in its order; those that are new, as they wait now."""
    kept = ((u, store(tx, channel, bot_id, u.update_id, u.chat_id, u.raw, at)) for u in updates)
    return [
        Waiting(id=row_id, chat_id=u.chat_id, raw=u.raw, received_at=at)
        for u, row_id in kept
        if row_id is not None
    ]


def is_known(tx: Tx, channel: ChannelName, bot_id: str, update_id: str) -> bool:
    """Whether the update was stored before."""
    values = {"on_channel": channel.value, "of_bot": bot_id, "update": update_id}
    return tx.execute(_KNOWN, values).first() is not None


def waiting(tx: Tx, channel: ChannelName, after: int = 0, most: int = 500) -> list[Waiting]:
    """The oldest updates still to be handled, those with an id above `after`."""
    rows = tx.execute(_WAITING, {"on_channel": channel.value, "after": after, "most": most})
    return [
        Waiting(
            id=row.id,
            chat_id=row.chat_id,
            raw=_opened(tx, row.id, row.raw_sealed),
            received_at=row.received_at,
        )
        for row in rows
    ]


def last_before(tx: Tx, channel: ChannelName, row_id: int) -> int:
    """The id of the newest update still to be handled that is older than this one; 0 where there is none."""
    return tx.execute(_LAST_BEFORE, {"on_channel": channel.value, "before": row_id}).scalar() or 0


def _opened(tx: Tx, row_id: int, sealed: bytes) -> str:
    """The raw update; empty when it does not open, so that it is set aside like any other poison."""
    try:
        return tx.keys.open("inbox", "raw", row_id, sealed)
    except KeyProblem:
        return ""


def done(tx: Tx, row_id: int) -> bool:
    """Mark the update handled, in the transaction of its effects. False when it was no longer waiting:
    then nothing else may be done for it."""
    return tx.execute(_DONE, {"row": row_id}).rowcount == 1


def failed(tx: Tx, row_id: int, code: str) -> bool:
    """Count a failed try. True when this was the last: the update is set aside and others go on."""
    state: str | None = tx.execute(_FAILED, {"row": row_id, "code": code}).scalar()
    return state == "parked"


def blank(tx: Tx, row_id: int) -> None:
    """Keep nothing of what an update said; that it was handled stays known."""
    tx.execute(_BLANK, {"row": row_id})


def last_received(tx: Tx) -> dict[tuple[ChannelName, str], datetime]:
    """When each chat was heard of last, as far back as messages are kept."""
    return {(ChannelName(row.channel), row.chat_id): row.at for row in tx.execute(_LAST_RECEIVED)}


def forget(tx: Tx, before: datetime) -> int:
    """Delete what was received and settled before a moment, text and all; how many. Events keep its id.

    A platform may number its updates anew, so an old number must not stand in a new one's way.
    """
    return tx.execute(_FORGET, {"before": before}).rowcount
