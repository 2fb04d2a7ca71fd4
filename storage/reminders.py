"""The ledger of reminders: each step of each deadline once for each recipient, and what became of it.

A row is never deleted. It outlives its deadline, so that a date which is moved away and comes back
finds what was sent for it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.deadlines import Because, Deadline, Reminder, ReminderState, Step
from domain.messages import ChannelName
from domain.rules import Subject
from storage.database import Tx
from storage.ids import new_id
from storage.outbox import OutboxKind, OutboxState
from storage.schema import deadline, outbox
from storage.schema import reminder as table
from storage.types import Instant

_UNSENT = (ReminderState.PLANNED.value, ReminderState.HELD.value)
_IDS = table.c.id.in_(sa.bindparam("ids", expanding=True))
# As the partial index says it.
_IS_WAITING = sa.and_(table.c.outbox_id.is_(None), table.c.settled_at.is_(None))

_INSERT = sa.insert(table)
_CANCEL = (
    sa.update(table)
    .where(
        table.c.deadline_id.in_(sa.bindparam("deadlines", expanding=True)),
        table.c.state.in_(_UNSENT),
    )
    .values(
        state=ReminderState.CANCELLED.value,
        reason=sa.bindparam("why"),
        settled_at=sa.bindparam("at", type_=Instant),
    )
)
_SETTLE = (
    sa.update(table)
    .where(_IDS)
    .values(
        state=sa.bindparam("new_state"),
        reason=sa.bindparam("why"),
        settled_at=sa.bindparam("at", type_=Instant),
    )
)
_SET_STATE = sa.update(table).where(_IDS).values(state=sa.bindparam("new_state"), reason=sa.bindparam("why"))
_PLAN_AGAIN = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("reminder"))
    .values(
        deadline_id=sa.bindparam("of_deadline"),
        state=ReminderState.PLANNED.value,
        reason=None,
        planned_at=sa.bindparam("at", type_=Instant),
        settled_at=None,
        outbox_id=None,
    )
)
_BUNDLE = (
    sa.update(table)
    .where(_IDS)
    .values(state=ReminderState.PLANNED.value, reason=None, outbox_id=sa.bindparam("digest"))
)
_LET_GO = (
    sa.update(table)
    .where(
        table.c.outbox_id == sa.bindparam("digest"),
        table.c.state.in_((ReminderState.PLANNED.value, ReminderState.SENDING.value)),
    )
    .values(state=ReminderState.PLANNED.value, outbox_id=None)
)
# What has not been sent of one recipient's, for deadlines of an interval of units. A digest that is on its
# way when a role ends may have arrived or not: whoever takes over is told either way.
_UNDONE = (*_UNSENT, ReminderState.SENDING.value)
_OF_RECIPIENT = sa.and_(
    table.c.recipient_id == sa.bindparam("user"),
    table.c.state.in_(_UNDONE),
    table.c.deadline_id.in_(
        sa.select(deadline.c.id).where(
            deadline.c.position >= sa.bindparam("left"), deadline.c.position < sa.bindparam("right")
        )
    ),
)
_UNDONE_OF = sa.select(table).where(_OF_RECIPIENT).order_by(table.c.id)
_theirs = table.alias("theirs")
_HAND_OVER = (
    sa.update(table)
    .where(
        _OF_RECIPIENT,
        ~sa.exists().where(
            _theirs.c.recipient_id == sa.bindparam("to_user"),
            *(
                _theirs.c[name] == table.c[name]
                for name in ("subject_kind", "subject_id", "rule", "due_on", "step")
            ),
        ),
    )
    .values(
        recipient_id=sa.bindparam("to_user"),
        state=ReminderState.PLANNED.value,
        reason=None,
        outbox_id=None,
    )
)
_OF_SUBJECTS = sa.select(table).where(
    table.c.subject_kind == sa.bindparam("kind"),
    table.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
)
_OF_OUTBOX = sa.select(table).where(table.c.outbox_id == sa.bindparam("digest")).order_by(table.c.id)
_WAITING_FOR = (
    sa.select(table.c.recipient_id)
    .where(_IS_WAITING, table.c.recipient_id > sa.bindparam("after"))
    .distinct()
    .order_by(table.c.recipient_id)
    .limit(sa.bindparam("most"))
)
_WAITING_OF = (
    sa.select(table).where(_IS_WAITING, table.c.recipient_id == sa.bindparam("user")).order_by(table.c.id)
)
_LAST_DIGEST = (
    sa.select(outbox.c.id, outbox.c.state, outbox.c.attempts, outbox.c.send_after)
    .where(
        outbox.c.kind == sa.literal_column(f"'{OutboxKind.DIGEST.value}'"),
        outbox.c.user_id == sa.bindparam("user"),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_failed = outbox.alias("failed")
_DIGEST_OF = (
    sa.select(outbox.c.user_id, outbox.c.maybe_sent, _failed.c.channel.label("failed_on"))
    .outerjoin(_failed, _failed.c.id == outbox.c.instead_of)
    .where(outbox.c.id == sa.bindparam("digest"))
)
_PENDING_DIGESTS = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.state == sa.literal_column(f"'{OutboxState.PENDING.value}'"),
        outbox.c.kind == OutboxKind.DIGEST.value,
        outbox.c.send_after <= sa.bindparam("until", type_=Instant),
    )
    .order_by(outbox.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReminder:
    """A row to be: this step of the deadline for this recipient."""

    deadline: Deadline
    step: Step
    recipient_id: int
    because: Because = Because.RESPONSIBLE
    state: ReminderState = ReminderState.PLANNED
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDigest:
    """The newest digest of a person. One that `is_open` has not been worded yet and takes more."""

    id: int
    state: OutboxState
    is_open: bool
    send_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRow:
    """Whose digest it is, whether an earlier try may have arrived, and which channel could not deliver it."""

    user_id: int
    maybe_sent: bool
    failed_on: ChannelName | None = None


def add(tx: Tx, rows: Iterable[NewReminder], now: datetime) -> None:
    """Write rows that the ledger does not have yet."""
    values = [
        {
            "id": new_id(),
            "deadline_id": row.deadline.id,
            "subject_kind": row.deadline.subject_kind.value,
            "subject_id": row.deadline.subject_id,
            "rule": row.deadline.rule,
            "due_on": row.deadline.due_on,
            "step": row.step.key,
            "recipient_id": row.recipient_id,
            "because": row.because.value,
            "state": row.state.value,
            "reason": row.reason,
            "planned_at": now,
            "settled_at": None if row.state.value in _UNSENT else now,
        }
        for row in rows
    ]
    if values:
        tx.execute(_INSERT, values)


def plan_again(tx: Tx, rows: Iterable[tuple[int, int]], now: datetime) -> None:
    """Plan cancelled rows anew, as (reminder id, deadline id): their date has returned."""
    values = [{"reminder": row_id, "of_deadline": deadline_id, "at": now} for row_id, deadline_id in rows]
    if values:
        tx.execute(_PLAN_AGAIN, values)


def cancel(tx: Tx, deadline_ids: Collection[int], reason: str, now: datetime) -> None:
    """Take back what has not been sent for these deadlines."""
    tx.execute(_CANCEL, {"deadlines": list(deadline_ids), "why": reason, "at": now})


def add_new(tx: Tx, rows: Iterable[NewReminder], now: datetime) -> None:
    """Write those of the rows that the ledger does not have yet."""
    wanted = {_key_of(row.deadline, row.step.key, row.recipient_id): row for row in rows}
    subjects: dict[Subject, set[int]] = {}
    for row in wanted.values():
        subjects.setdefault(row.deadline.subject_kind, set()).add(row.deadline.subject_id)
    known = {
        _key_of(row, row.step, row.recipient_id)
        for kind, ids in subjects.items()
        for row in of_subjects(tx, kind, ids)
    }
    add(tx, [row for key, row in wanted.items() if key not in known], now)


def undone_of(tx: Tx, user_id: int, interval: tuple[int, int]) -> list[Reminder]:
    """What a recipient has not been sent of the deadlines of an interval."""
    bounds = {"user": user_id, "left": interval[0], "right": interval[1]}
    return [_reminder(row) for row in tx.execute(_UNDONE_OF, bounds)]


def hand_over(tx: Tx, user_id: int, to: int, interval: tuple[int, int], now: datetime) -> None:
    """Give a successor what the recipient has not been sent; what they have anyway is cancelled."""
    bounds = {"user": user_id, "left": interval[0], "right": interval[1]}
    tx.execute(_HAND_OVER, {**bounds, "to_user": to})
    left = [row.id for row in undone_of(tx, user_id, interval)]
    settle(tx, left, ReminderState.CANCELLED, now, "handed_over")


def settle(
    tx: Tx, ids: Collection[int], state: ReminderState, now: datetime, reason: str | None = None
) -> None:
    """Say what finally became of these rows."""
    if ids:
        tx.execute(_SETTLE, {"ids": list(ids), "new_state": state.value, "why": reason, "at": now})


def hold(tx: Tx, ids: Collection[int], reason: str) -> None:
    """Hold rows back: their recipient cannot be reached now."""
    if ids:
        tx.execute(_SET_STATE, {"ids": list(ids), "new_state": ReminderState.HELD.value, "why": reason})


def mark_sending(tx: Tx, ids: Collection[int]) -> None:
    """The rows are worded into a digest that leaves now."""
    if ids:
        tx.execute(_SET_STATE, {"ids": list(ids), "new_state": ReminderState.SENDING.value, "why": None})


def bundle(tx: Tx, ids: Collection[int], outbox_id: int) -> None:
    """Let a digest carry these rows."""
    tx.execute(_BUNDLE, {"ids": list(ids), "digest": outbox_id})


def let_go(tx: Tx, outbox_id: int) -> None:
    """Take what a digest has not delivered off it again; the next digest carries it."""
    tx.execute(_LET_GO, {"digest": outbox_id})


def of_subjects(tx: Tx, subject_kind: Subject, subject_ids: Collection[int]) -> list[Reminder]:
    """The whole ledger of these subjects."""
    if not subject_ids:
        return []
    bounds = {"kind": subject_kind.value, "subjects": list(subject_ids)}
    return [_reminder(row) for row in tx.execute(_OF_SUBJECTS, bounds)]


def of_outbox(tx: Tx, outbox_id: int) -> list[Reminder]:
    """What a digest carries or carried, in the order it was planned."""
    return [_reminder(row) for row in tx.execute(_OF_OUTBOX, {"digest": outbox_id})]


def waiting_for(tx: Tx, after: int, limit: int) -> list[int]:
    """Recipients, by id, for whom something waits that no digest carries yet."""
    return [row.recipient_id for row in tx.execute(_WAITING_FOR, {"after": after, "most": limit})]


def waiting_of(tx: Tx, user_id: int) -> list[Reminder]:
    """What waits for this recipient."""
    return [_reminder(row) for row in tx.execute(_WAITING_OF, {"user": user_id})]


def last_digest(tx: Tx, user_id: int) -> LastDigest | None:
    """The newest digest of a person, sent or not."""
    row = tx.execute(_LAST_DIGEST, {"user": user_id}).first()
    if row is None:
        return None
    state = OutboxState(row.state)
    is_open = state is OutboxState.PENDING and row.attempts == 0
    return LastDigest(id=row.id, state=state, is_open=is_open, send_after=row.send_after)


def digest_row(tx: Tx, outbox_id: int) -> DigestRow | None:
    """Whose digest this is."""
    row = tx.execute(_DIGEST_OF, {"digest": outbox_id}).first()
    if row is None:
        return None
    failed_on = ChannelName(row.failed_on) if row.failed_on else None
    return DigestRow(user_id=row.user_id, maybe_sent=row.maybe_sent, failed_on=failed_on)


def pending_digests(tx: Tx, until: datetime) -> list[int]:
    """The digests that are to leave until that moment, oldest first."""
    return [row.id for row in tx.execute(_PENDING_DIGESTS, {"until": until})]


def _key_of(row: Deadline | Reminder, step: str, user_id: int) -> tuple[object, ...]:
    return (row.subject_kind, row.subject_id, row.rule, row.due_on, step, user_id)


def _reminder(row: sa.Row[tuple[object, ...]]) -> Reminder:
    values = dict(row._mapping)
    kind, state = Subject(values["subject_kind"]), ReminderState(values["state"])
    because = Because(values["because"])
    return Reminder(**{**values, "subject_kind": kind, "state": state, "because": because})
