"""What an officer told everybody below, and what became of each copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx
from storage.ids import new_id
from storage.outbox import OutboxState
from storage.schema import announcement, announcement_copy, outbox
from storage.types import Instant

_ADD = sa.insert(announcement)
_ADD_COPY = sa.insert(announcement_copy)
_BY_ID = sa.select(announcement).where(announcement.c.id == sa.bindparam("announcement"))
_LAST_SENT = (
    sa.select(announcement)
    .where(announcement.c.written_by == sa.bindparam("user"), announcement.c.sent_at.is_not(None))
    .order_by(announcement.c.id.desc())
    .limit(1)
)
_SEND = (
    sa.update(announcement)
    .where(announcement.c.id == sa.bindparam("announcement"), announcement.c.sent_at.is_(None))
    .values(sent_at=sa.bindparam("at", type_=Instant))
)
_READ = (
    sa.update(announcement_copy)
    .where(
        announcement_copy.c.announcement_id == sa.bindparam("announcement"),
        announcement_copy.c.user_id == sa.bindparam("user"),
        announcement_copy.c.read_at.is_(None),
    )
    .values(read_at=sa.bindparam("at", type_=Instant))
)
_IS_COPY = sa.select(sa.literal(1)).where(
    announcement_copy.c.announcement_id == sa.bindparam("announcement"),
    announcement_copy.c.user_id == sa.bindparam("user"),
)
# A message is deleted some weeks after it was settled: what is no longer there was delivered then.
_COPIES = (
    sa.select(announcement_copy.c.user_id, announcement_copy.c.read_at, outbox.c.state)
    .outerjoin(outbox, outbox.c.id == announcement_copy.c.outbox_id)
    .where(announcement_copy.c.announcement_id == sa.bindparam("announcement"))
    .order_by(announcement_copy.c.position)
)
_FORGET_DRAFTS = sa.delete(announcement).where(
    announcement.c.sent_at.is_(None), announcement.c.written_at < sa.bindparam("before", type_=Instant)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Thông báo to everybody who holds a role in a unit or below it."""

    id: int
    unit_id: int
    written_by: int
    text: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One reader's copy."""

    user_id: int
    is_delivered: bool
    is_lost: bool
    read_at: datetime | None


def add(tx: Tx, unit_id: int, written_by: int, text: str, now: datetime) -> int:
    """Keep an announcement that is not sent yet; returns its id."""
    row_id = new_id()
    tx.execute(
        _ADD,
        {
            "id": row_id,
            "unit_id": unit_id,
            "written_by": written_by,
            "text_sealed": tx.keys.seal("announcement", "text", row_id, text),
            "written_at": now,
            "sent_at": None,
        },
    )
    return row_id


def by_id(tx: Tx, announcement_id: int) -> Announcement | None:
    """The announcement of that id."""
    row = tx.execute(_BY_ID, {"announcement": announcement_id}).first()
    return _announcement(tx, row) if row else None


def last_sent(tx: Tx, user_id: int) -> Announcement | None:
    """The last one that this user has sent."""
    row = tx.execute(_LAST_SENT, {"user": user_id}).first()
    return _announcement(tx, row) if row else None


def send(tx: Tx, announcement_id: int, now: datetime) -> bool:
    """It leaves now. False where it has left before."""
    return bool(tx.execute(_SEND, {"announcement": announcement_id, "at": now}).rowcount)


def add_copies(tx: Tx, announcement_id: int, copies: Iterable[tuple[int, int | None]]) -> None:
    """Who gets one, as (user id, outbox id); None where nothing reaches them."""
    rows = [
        {"announcement_id": announcement_id, "user_id": user_id, "position": n, "outbox_id": outbox_id}
        for n, (user_id, outbox_id) in enumerate(copies)
    ]
    if rows:
        tx.execute(_ADD_COPY, rows)


def mark_read(tx: Tx, announcement_id: int, user_id: int, now: datetime) -> bool:
    """A reader says that they have read it. False for somebody who got none."""
    who = {"announcement": announcement_id, "user": user_id}
    tx.execute(_READ, {**who, "at": now})
    return tx.execute(_IS_COPY, who).first() is not None


def copies_of(tx: Tx, announcement_id: int) -> list[Copy]:
    """What became of every copy, in the order of the units."""
    return [
        Copy(
            user_id=row.user_id,
            is_delivered=row.read_at is not None or row.state == OutboxState.SENT.value,
            is_lost=row.state in (OutboxState.GAVE_UP.value, OutboxState.CANCELLED.value),
            read_at=row.read_at,
        )
        for row in tx.execute(_COPIES, {"announcement": announcement_id})
    ]


def forget(tx: Tx, before: datetime) -> int:
    """Delete what was never sent; how many."""
    return tx.execute(_FORGET_DRAFTS, {"before": before}).rowcount


def _announcement(tx: Tx, row: sa.Row[tuple[object, ...]]) -> Announcement:
    values = row._mapping
    return Announcement(
        id=values["id"],
        unit_id=values["unit_id"],
        written_by=values["written_by"],
        text=tx.keys.open("announcement", "text", values["id"], values["text_sealed"]),
        written_at=values["written_at"],
        sent_at=values["sent_at"],
    )
