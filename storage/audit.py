"""Who did what, when: append-only, ids and plain facts only."""

from collections.abc import Mapping
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
_LISTINGS = (
    sa.select(audit.c.at, audit.c.user_id, audit.c.data)
    .where(audit.c.action == "list_people")
    .order_by(audit.c.id)
)
_COUNT = sa.select(sa.func.count()).where(
    audit.c.user_id == sa.bindparam("user"),
    audit.c.action == sa.bindparam("action"),
    audit.c.at > sa.bindparam("since", type_=audit.c.at.type),
)


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


def listings_of(tx: Tx, person_id: int) -> list[tuple[datetime, int | None]]:
    """When, and by whom, lists that name the person were opened, oldest first. Reads the whole log: ask it
    rarely."""
    rows = tx.execute(_LISTINGS)
    return [(row.at, row.user_id) for row in rows if person_id in row.data.get("people", ())]
