"""Deadlines as rows: kept in line with the events, and found on the day of their next reminder."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.calendar import WorkCalendar
from domain.deadlines import Deadline, PlannedDeadline
from domain.localtime import local_date
from domain.reminders import first_step, next_step, postponed
from domain.rules import Subject
from domain.units import Unit
from storage import reminders
from storage.database import Tx
from storage.ids import new_id
from storage.schema import deadline as table
from storage.types import LocalDate

Cursor = tuple[date, int]

_BEGINNING: Cursor = (date.min, 0)
_COLUMNS = table.columns.keys()

_INSERT = sqlite.insert(table)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[table.c.id],
    set_={column.name: _INSERT.excluded[column.name] for column in table.columns if column.name != "id"},
)
_DELETE = sa.delete(table).where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
_SET_NEXT = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("deadline"))
    .values(remind_on=sa.bindparam("on", type_=LocalDate))
)
_BY_IDS = sa.select(table).where(table.c.id.in_(sa.bindparam("ids", expanding=True)))
_OF_SUBJECTS = (
    sa.select(table)
    .where(
        table.c.subject_kind == sa.bindparam("kind"),
        table.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
    )
    .order_by(table.c.id)
)
_SUBJECTS_AFTER = (
    sa.select(table.c.subject_id)
    .where(table.c.subject_kind == sa.bindparam("kind"), table.c.subject_id > sa.bindparam("after"))
    .distinct()
    .order_by(table.c.subject_id)
    .limit(sa.bindparam("most"))
)
_DUE = (
    sa.select(table)
    .where(
        table.c.remind_on.is_not(None),
        table.c.remind_on <= sa.bindparam("until", type_=LocalDate),
        sa.tuple_(table.c.remind_on, table.c.id)
        > sa.tuple_(sa.bindparam("after_on", type_=LocalDate), sa.bindparam("after_id")),
    )
    .order_by(table.c.remind_on, table.c.id)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """What a subject's events say now: its deadlines, and the unit that answers for it.

    `kept`: told where the rules themselves changed. Every next reminder is then planned anew as well,
    except on these days, for which somebody asked.
    """

    subject_kind: str
    subject_id: int
    unit_id: int
    position: int
    planned: Sequence[PlannedDeadline]
    kept: Collection[date] | None = None

    @classmethod
    def within(
        cls,
        unit: Unit,
        kind: str,
        subject_id: int,
        planned: Sequence[PlannedDeadline],
        kept: Collection[date] | None = None,
    ) -> "Plans":
        """Those of a subject for which the unit that it is in answers."""
        return cls(
            subject_kind=kind,
            subject_id=subject_id,
            unit_id=unit.id,
            position=unit.left,
            planned=planned,
            kept=kept,
        )

    @property
    def key(self) -> tuple[str, int]:
        """Whose they are."""
        return self.subject_kind, self.subject_id


@dataclass(slots=True, kw_only=True)
class Replanned:
    """What becomes of deadlines: rows that are new or take the place of one, rows that go, and those whose
    unsent reminders go, by the reason."""

    rows: list[dict[str, object]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    cancelled: dict[str, list[int]] = field(default_factory=dict)

    def drop(self, ids: Iterable[int]) -> None:
        """These go, and their unsent reminders with them."""
        for deadline_id in ids:
            self.dropped.append(deadline_id)
            self.cancelled.setdefault("moved", []).append(deadline_id)


def replan_all(tx: Tx, subjects: Sequence[Plans], *, calendar: WorkCalendar, now: datetime) -> None:
    """Bring the rows of these subjects in line with what their events say now.

    A deadline that is settled, moved or handed to another unit takes its unsent reminders with it; one
    that comes back is reminded of again, save for the steps that were sent.
    """
    plan = replanned(tx, subjects, calendar=calendar, now=now)
    for reason, ids in plan.cancelled.items():
        reminders.cancel(tx, ids, reason, now)
    if plan.dropped:
        tx.execute(_DELETE, {"ids": plan.dropped})
    if plan.rows:
        tx.execute(_PUT, plan.rows)


def replanned(tx: Tx, subjects: Sequence[Plans], *, calendar: WorkCalendar, now: datetime) -> Replanned:
    """What `replan_all` would do; nothing is written."""
    stored: dict[tuple[str, int], list[Deadline]] = {plans.key: [] for plans in subjects}
    for kind in {plans.subject_kind for plans in subjects}:
        ids = [plans.subject_id for plans in subjects if plans.subject_kind == kind]
        for row in of_subjects(tx, kind, ids):
            stored[kind, row.subject_id].append(row)
    today = local_date(now)
    found = Replanned()
    for plans in subjects:
        arming = _Arming(today, calendar, plans.kept)
        there = {(row.rule, row.due_on): row for row in stored[plans.key]}
        wanted = {(plan.rule, plan.due_on): plan for plan in plans.planned}
        found.drop(row.id for key, row in there.items() if key not in wanted)
        for key, plan in wanted.items():
            if key in there:
                _change(there[key], plans, plan, arming, found)
            else:
                found.rows.append(_row(plans, plan, new_id(), arming.day_of(plan)))
    return found


def new_rows(subjects: Sequence[Plans], *, calendar: WorkCalendar, now: datetime) -> list[dict[str, object]]:
    """The rows of subjects that have none yet, for storage/bulk.py. It needs no transaction."""
    arming = _Arming(local_date(now), calendar, None)
    return [_row(plans, plan, new_id(), arming.day_of(plan)) for plans in subjects for plan in plans.planned]


def _row(plans: Plans, plan: PlannedDeadline, deadline_id: int, remind_on: date | None) -> dict[str, object]:
    return {
        "id": deadline_id,
        "subject_kind": plans.subject_kind,
        "subject_id": plans.subject_id,
        "unit_id": plans.unit_id,
        "position": plans.position,
        **_values(plan),
        "remind_on": remind_on,
    }


def due(tx: Tx, until: date, limit: int, after: Cursor | None = None) -> list[Deadline]:
    """One page of the deadlines whose next step falls on `until` or before, in the order of that day.

    The next page starts after the (remind_on, id) of this page's last row.
    """
    after_on, after_id = after or _BEGINNING
    bounds = {"until": until, "after_on": after_on, "after_id": after_id, "most": limit}
    return [_deadline(row) for row in tx.execute(_DUE, bounds)]


def of_subject(tx: Tx, subject_kind: str, subject_id: int) -> list[Deadline]:
    """Every deadline of a subject, settled ones included, oldest row first."""
    return of_subjects(tx, subject_kind, [subject_id])


def of_subjects(tx: Tx, subject_kind: str, subject_ids: Collection[int]) -> list[Deadline]:
    """The same of several subjects."""
    rows = tx.execute(_OF_SUBJECTS, {"kind": str(subject_kind), "subjects": list(subject_ids)})
    return [_deadline(row) for row in rows]


def subjects_after(tx: Tx, subject_kind: Subject, after: int, limit: int) -> list[int]:
    """One page of the subjects of this kind that have deadlines, in the order of their ids."""
    bounds = {"kind": subject_kind.value, "after": after, "most": limit}
    return [row.subject_id for row in tx.execute(_SUBJECTS_AFTER, bounds)]


def by_ids(tx: Tx, ids: Collection[int]) -> dict[int, Deadline]:
    """The deadlines that still exist among these ids."""
    return {row.id: _deadline(row) for row in tx.execute(_BY_IDS, {"ids": list(ids)})} if ids else {}


def remind_next(tx: Tx, days: Iterable[tuple[int, date | None]]) -> None:
    """Set the day of the next reminder for each (deadline id, day); None ends reminding."""
    values = [{"deadline": deadline_id, "on": on} for deadline_id, on in days]
    if values:
        tx.execute(_SET_NEXT, values)


def later(tx: Tx, deadline_id: int, until: date, today: date, calendar: WorkCalendar) -> date | None:
    """Remind again on `until`, or on the due date when that comes first; returns the day.

    None when the deadline is settled or gone.
    """
    found = by_ids(tx, [deadline_id]).get(deadline_id)
    if found is None or found.settled_by is not None:
        return None
    on = postponed(found, until, today, calendar)
    remind_next(tx, [(deadline_id, on)])
    return on


def _change(row: Deadline, plans: Plans, plan: PlannedDeadline, arming: "_Arming", found: Replanned) -> None:
    """Add what the plan changes of the row, where it does."""
    values = {**_values(plan), "unit_id": plans.unit_id, "position": plans.position}
    was = {name: getattr(row, name) for name in values}
    if was == values and arming.keeps(row):
        return
    is_moved = row.unit_id != plans.unit_id
    is_settled = plan.settled_by is not None and row.settled_by is None
    is_reopened = plan.settled_by is None and row.settled_by is not None
    remind_on = row.remind_on
    if is_settled:
        remind_on = None
    elif is_reopened or (is_moved and plan.settled_by is None):
        remind_on = arming.day_of(plan)
    elif not arming.keeps(row):
        remind_on = arming.next_day_of(plan)
    found.rows.append(_row(plans, plan, row.id, remind_on))
    if is_settled or is_moved:
        found.cancelled.setdefault("settled" if is_settled else "handed_over", []).append(row.id)


@dataclass(frozen=True, slots=True)
class _Arming:
    """Finds the day on which reminding starts, or goes on under other rules."""

    today: date
    calendar: WorkCalendar
    kept: Collection[date] | None

    def keeps(self, row: Deadline) -> bool:
        """Whether the next reminder stays: settled, due already, asked for, or the rules are the same."""
        if self.kept is None or row.settled_by is not None:
            return True
        return row.remind_on is not None and (row.remind_on <= self.today or row.remind_on in self.kept)

    def next_day_of(self, plan: PlannedDeadline) -> date | None:
        """The next step from today on; what was sent of it stands in the ledger and is not sent again."""
        step = next_step(plan.schedule, plan, self.today - timedelta(days=1), self.calendar)
        return step.on if step else None

    def day_of(self, plan: PlannedDeadline) -> date | None:
        if plan.settled_by is not None:
            return None
        step = first_step(plan.schedule, plan, self.today, self.calendar)
        return step.on if step else None


def _values(plan: PlannedDeadline) -> dict[str, object]:
    return {
        "rule": plan.rule,
        "edition": plan.edition,
        "event_id": plan.event_id,
        "trigger_on": plan.trigger_on,
        "due_on": plan.due_on,
        "settled_by": plan.settled_by,
        "followed_on": plan.followed_on,
    }


def _deadline(row: sa.Row[tuple[object, ...]]) -> Deadline:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["subject_kind"] = Subject(values["subject_kind"])
    return Deadline(**values)
