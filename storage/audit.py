"""Who did what, when: append-only, ids and plain facts only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Tx
from storage.ids import new_id
from storage.schema import audit

_ADD = sa.insert(audit)
_ABOUT = (
    sa.select(audit.c.data)
    .where(audit.c.action == sa.bindparam("action"), audit.c.subject_id == sa.bindparam("subject"))
    .order_by(audit.c.id)
)
_LOOKS = (
    sa.select(audit.c.at, audit.c.user_id, audit.c.action, audit.c.unit_id, audit.c.data)
    .where(audit.c.action.in_(("list_people", "read_person", "read_log", "export_named")))
    .order_by(audit.c.id)
)
_COUNT = sa.select(sa.func.count()).where(
    audit.c.user_id == sa.bindparam("user"),
    audit.c.action == sa.bindparam("action"),
    audit.c.at > sa.bindparam("since", type_=audit.c.at.type),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at what is on record of somebody; `is_export`: as a file with the names of a whole unit."""

    at: datetime
    user_id: int | None
    is_export: bool


def add(
    tx: Tx,
    action: str,
    now: datetime,
    *,
    user_id: int | None,
    unit_id: int | None = None,
    subject_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """One line of the log."""
    tx.execute(
        _ADD,
        {
            "id": new_id(),
            "at": now,
            "user_id": user_id,
            "action": action,
            "unit_id": unit_id,
            "subject_id": subject_id,
            "data": dict(data or {}),
        },
    )


def count_since(tx: Tx, user_id: int, action: str, since: datetime) -> int:
    """How often the user did this after that moment."""
    count: int = tx.execute(_COUNT, {"user": user_id, "action": action, "since": since}).scalar_one()
    return count


def about(tx: Tx, action: str, subject_id: int) -> list[Mapping[str, Any]]:
    """What was kept with this action on this subject, oldest first. Reads the whole log: ask it rarely."""
    return [row.data for row in tx.execute(_ABOUT, {"action": action, "subject": subject_id})]


def looked(tx: Tx, now: datetime, user_id: int | None, people: Sequence[int]) -> None:
    """Somebody was told what is on record of these people."""
    add(tx, "read_person", now, user_id=user_id, data={"people": sorted(set(people))})


def looks_at(tx: Tx, person_id: int, unit_ids: Collection[int]) -> list[Look]:
    """Who was told what is on record of the person, or took away the names of one of these units, oldest
    first. Reads the whole log: ask it rarely."""
    looks = []
    for row in tx.execute(_LOOKS):
        is_export = row.action == "export_named"
        if row.unit_id in unit_ids if is_export else person_id in row.data.get("people", ()):
            looks.append(Look(at=row.at, user_id=row.user_id, is_export=is_export))
    return looks
