"""What people answered to reminders: append-only, what they typed is sealed."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from domain.deadlines import Deadline
from domain.responses import Response, ResponseKind
from domain.rules import Subject
from storage.database import Tx
from storage.ids import new_id
from storage.schema import response as table

DeadlineKey = tuple[Subject, int, str, date]  # of which subject, under which rule, due when

_ADD = sa.insert(table)
_OF_SUBJECTS = (
    sa.select(table)
    .where(
        table.c.subject_kind == sa.bindparam("kind"),
        table.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
    )
    .order_by(table.c.id)
)


def add(
    tx: Tx,
    deadline: Deadline,
    user_id: int,
    kind: ResponseKind,
    now: datetime,
    *,
    until: date | None = None,
    reason: str | None = None,
) -> None:
    """Keep an answer."""
    row_id = new_id()
    values = {
        "id": row_id,
        "subject_kind": deadline.subject_kind.value,
        "subject_id": deadline.subject_id,
        "rule": deadline.rule,
        "due_on": deadline.due_on,
        "user_id": user_id,
        "kind": kind.value,
        "until": until,
        "reason_sealed": tx.keys.seal("response", "reason", row_id, reason) if reason else None,
        "at": now,
    }
    tx.execute(_ADD, values)


def of_subjects(tx: Tx, subject_kind: Subject, subject_ids: Collection[int]) -> list[Response]:
    """Every answer about these subjects, oldest first."""
    if not subject_ids:
        return []
    bounds = {"kind": subject_kind.value, "subjects": list(subject_ids)}
    return [_response(tx, row) for row in tx.execute(_OF_SUBJECTS, bounds)]


def key_of(about: Deadline | Response) -> DeadlineKey:
    """Which deadline an answer is about; it stays the same when the deadline is planned anew."""
    return (about.subject_kind, about.subject_id, about.rule, about.due_on)


def _response(tx: Tx, row: "sa.Row[tuple[object, ...]]") -> Response:
    values = dict(row._mapping)
    row_id, sealed = values.pop("id"), values.pop("reason_sealed")
    return Response(
        **{
            **values,
            "subject_kind": Subject(values["subject_kind"]),
            "kind": ResponseKind(values["kind"]),
            "reason": tx.keys.open("response", "reason", row_id, sealed) if sealed else None,
        }
    )
