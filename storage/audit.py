"""Who did what, when: append-only, ids and plain facts only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Tx
from storage.ids import new_id
from storage.schema import audit

_ADD = sa.insert(audit)


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
