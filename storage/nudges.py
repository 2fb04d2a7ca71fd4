"""Nudges: a superior's tap that asks a unit's secretaries for their report, once a day for each.

They stand in the ledger of reminders beside those the clock plans; what became of the message stands in
its outbox row.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.reminders import Because, ReminderState
from domain.rules import Subject
from storage.database import Tx
from storage.ids import new_id
from storage.schema import reminder as table

RULE = "monthly_report"
_STEP = "nudge"

_ADD = sqlite.insert(table).on_conflict_do_nothing()
_SET_OUTBOX = (
    sa.update(table).where(table.c.id == sa.bindparam("nudge")).values(outbox_id=sa.bindparam("message"))
)


def add(tx: Tx, unit_id: int, recipient_id: int, on: date, now: datetime) -> int | None:
    """Note a nudge; returns its id, or None where the recipient had one about the unit on that day."""
    nudge_id = new_id()
    added = tx.execute(
        _ADD,
        {
            "id": nudge_id,
            "deadline_id": None,
            "subject_kind": Subject.UNIT.value,
            "subject_id": unit_id,
            "rule": RULE,
            "due_on": on,
            "step": _STEP,
            "recipient_id": recipient_id,
            "because": Because.RESPONSIBLE.value,
            "state": ReminderState.SENT.value,
            "reason": None,
            "planned_at": now,
            "settled_at": now,
            "outbox_id": None,
        },
    )
    return nudge_id if added.rowcount else None


def carried_by(tx: Tx, nudge_id: int, outbox_id: int) -> None:
    """Say which message carries the nudge."""
    tx.execute(_SET_OUTBOX, {"nudge": nudge_id, "message": outbox_id})
