"""The append-only log of what was told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.events import Event, EventKind, effective
from storage.database import Tx
from storage.schema import event as table
from storage.schema import unit

_INSERT = sa.insert(table)
_OF_PEOPLE = (
    sa.select(table).where(table.c.person_id.in_(sa.bindparam("people", expanding=True))).order_by(table.c.id)
)
_OF_REPORT = sa.select(table).where(table.c.report_id == sa.bindparam("report")).order_by(table.c.id)
_PEOPLE_OF_REPORT = (
    sa.select(table.c.person_id)
    .where(table.c.report_id == sa.bindparam("report"), table.c.person_id.is_not(None))
    .distinct()
    .order_by(table.c.person_id)
)
_OF_UNIT = (
    sa.select(table)
    .where(table.c.unit_id == sa.bindparam("unit"), table.c.kind.in_(("count", "quota", "undone")))
    .order_by(table.c.id)
)
_ALL_OF_UNIT = sa.select(table).where(table.c.unit_id == sa.bindparam("unit")).order_by(table.c.id)
_BY_IDS = sa.select(table).where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
_TOLD_SINCE = (
    sa.select(table)
    .where(
        table.c.unit_id.in_(
            sa.select(unit.c.id).where(
                unit.c.left >= sa.bindparam("left"), unit.c.left < sa.bindparam("right")
            )
        ),
        table.c.recorded_at >= sa.bindparam("since", type_=table.c.recorded_at.type),
    )
    .order_by(table.c.id)
)
_OF_SUBJECT = sa.select(table).where(
    sa.or_(
        table.c.person_id == sa.bindparam("person"),
        sa.and_(table.c.person_id.is_(None), table.c.unit_id == sa.bindparam("unit")),
    )
)
# Neither carried out nor taken back. The kind is spelled out: so SQLite sees that the partial index fits.
_other = table.alias("other")
_TO_REORGANISE = (
    sa.select(table)
    .where(
        table.c.kind == EventKind.TO_REORGANISE.value,
        table.c.happened_on <= sa.bindparam("until", type_=table.c.happened_on.type),
        ~sa.exists().where(
            _other.c.report_id == table.c.report_id, _other.c.kind == EventKind.REORGANISED.value
        ),
        ~sa.exists().where(
            _other.c.unit_id == table.c.unit_id,
            _other.c.kind == EventKind.UNDONE.value,
            _other.c.corrects == table.c.id,
        ),
    )
    .order_by(table.c.happened_on, table.c.id)
)
_REPORTS_BY = (
    sa.select(table.c.report_id)
    .where(table.c.reported_by == sa.bindparam("user"))
    .group_by(table.c.report_id)
    .order_by(sa.func.max(table.c.id).desc())
    .limit(sa.bindparam("limit"))
)


def append(tx: Tx, events: Sequence[Event]) -> None:
    """Add events to the log; there is no way to change one."""
    if events:
        tx.execute(_INSERT, [row_of(event) for event in events])


def row_of(event: Event) -> dict[str, Any]:
    """What `append` writes of an event."""
    return {
        "id": event.id,
        "kind": event.kind.value,
        "report_id": event.report_id,
        "unit_id": event.unit_id,
        "person_id": event.person_id,
        "happened_on": event.happened_on,
        "recorded_at": event.recorded_at,
        "reported_by": event.reported_by,
        "source_id": event.source_id,
        "corrects": event.corrects,
        "data": dict(event.data),
    }


def of_person(tx: Tx, person_id: int) -> list[Event]:
    """Everything ever told of one person, oldest first, what was taken back included."""
    return of_people(tx, [person_id])[person_id]


def of_people(tx: Tx, person_ids: Iterable[int]) -> dict[int, list[Event]]:
    """The same for several people at once."""
    found: dict[int, list[Event]] = defaultdict(list)
    for row in tx.execute(_OF_PEOPLE, {"people": list(person_ids)}):
        found[row.person_id].append(_event(row))
    return found


def of_report(tx: Tx, report_id: int) -> list[Event]:
    """What was confirmed together."""
    return [_event(row) for row in tx.execute(_OF_REPORT, {"report": report_id})]


def people_of_report(tx: Tx, report_id: int) -> list[int]:
    """Of whom the report told, in the order of their ids."""
    return [row.person_id for row in tx.execute(_PEOPLE_OF_REPORT, {"report": report_id})]


def of_unit(tx: Tx, unit_id: int) -> list[Event]:
    """Counts and quotas told for one unit, and what took any of its events back."""
    return [_event(row) for row in tx.execute(_OF_UNIT, {"unit": unit_id})]


def all_of_unit(tx: Tx, unit_id: int) -> list[Event]:
    """Everything that was told for one unit, of people too."""
    return [_event(row) for row in tx.execute(_ALL_OF_UNIT, {"unit": unit_id})]


def by_ids(tx: Tx, ids: Iterable[int]) -> list[Event]:
    """These events."""
    return [_event(row) for row in tx.execute(_BY_IDS, {"ids": list(ids)})]


def told_since(tx: Tx, interval: tuple[int, int], since: datetime) -> list[Event]:
    """What was told since that moment for the units at positions [left, right), oldest first."""
    rows = tx.execute(_TOLD_SINCE, {"left": interval[0], "right": interval[1], "since": since})
    return [_event(row) for row in rows]


def to_reorganise(tx: Tx, until: date = date.max) -> list[Event]:
    """Changes of units decided for that day or before that have not come about yet, earliest first."""
    return [_event(row) for row in tx.execute(_TO_REORGANISE, {"until": until})]


def stands(tx: Tx, event: Event) -> bool:
    """Whether the event was neither replaced nor taken back."""
    rows = tx.execute(_OF_SUBJECT, {"person": event.person_id, "unit": event.unit_id})
    return any(known.id == event.id for known in effective(_event(row) for row in rows))


def recent_reports(tx: Tx, user_id: int, limit: int = 20) -> list[int]:
    """The latest report ids of a user, newest first, including undos."""
    return [row.report_id for row in tx.execute(_REPORTS_BY, {"user": user_id, "limit": limit})]


def _event(row: sa.Row[tuple[object, ...]]) -> Event:
    values = dict(row._mapping)
    values["kind"] = EventKind(values["kind"])
    return Event(**values)
