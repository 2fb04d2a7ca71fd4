"""Who is to be left in peace until when, and why."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain.responses import Mute
from storage.database import Tx
from storage.ids import new_id
from storage.schema import mute as table
from storage.types import Instant, LocalDate

_ADD = sa.insert(table)
_END = (
    sa.update(table)
    .where(table.c.user_id == sa.bindparam("user"), table.c.ended_at.is_(None))
    .values(ended_at=sa.bindparam("at", type_=Instant))
)
_CURRENT = (
    sa.select(table)
    .where(
        table.c.user_id == sa.bindparam("user"),
        table.c.ended_at.is_(None),
        table.c.until > sa.bindparam("today", type_=LocalDate),
    )
    .order_by(table.c.id.desc())
    .limit(1)
)
_MUTED = sa.select(table.c.user_id).where(
    table.c.user_id.in_(sa.bindparam("users", expanding=True)),
    table.c.ended_at.is_(None),
    table.c.until > sa.bindparam("today", type_=LocalDate),
)


def add(tx: Tx, user_id: int, until: date, reason: str, now: datetime) -> None:
    """Leave the person in peace until that day, in place of what was asked before."""
    end(tx, user_id, now)
    row_id = new_id()
    values = {"id": row_id, "user_id": user_id, "until": until, "muted_at": now, "ended_at": None}
    tx.execute(_ADD, {**values, "reason_sealed": tx.keys.seal("mute", "reason", row_id, reason)})


def end(tx: Tx, user_id: int, now: datetime) -> bool:
    """Remind the person again. False when nothing was muted."""
    return bool(tx.execute(_END, {"user": user_id, "at": now}).rowcount)


def muted(tx: Tx, user_ids: Collection[int], today: date) -> set[int]:
    """Who of these people is to be left in peace today."""
    bounds = {"users": list(user_ids), "today": today}
    return {row.user_id for row in tx.execute(_MUTED, bounds)}


def current(tx: Tx, user_id: int, today: date) -> Mute | None:
    """What holds for the person today."""
    row = tx.execute(_CURRENT, {"user": user_id, "today": today}).first()
    if row is None:
        return None
    reason = tx.keys.open("mute", "reason", row.id, row.reason_sealed)
    return Mute(user_id=row.user_id, until=row.until, reason=reason, muted_at=row.muted_at)
