"""The ledger of reminders: each step of each deadline once for each recipient, and what became of it.

A row is never deleted. It outlives its deadline, so that a date which is moved away and comes back
finds what was sent for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.deadlines import Deadline
from domain.messages import ChannelName
from domain.reminders import Because, Reminder, ReminderState, Step
from domain.rules import Subject
from storage.database import Tx
from storage.ids import new_id
from storage.outbox import OutboxKind, OutboxState
from storage.schema import deadline, outbox, user
from storage.schema import reminder as table
from storage.types import Instant

UNSENT = (ReminderState.PLANNED.value, ReminderState.HELD.value)
_IDS = table.c.id.in_(sa.bindparam("ids", expanding=True))
# As the partial index says it.
_IS_WAITING = sa.and_(table.c.outbox_id.is_(None), table.c.settled_at.is_(None))

_INSERT = sa.insert(table)
_CANCEL = (
    sa.update(table)
    .where(
        table.c.deadline_id.in_(sa.bindparam("deadlines", expanding=True)),
        table.c.state.in_(UNSENT),
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
_CARRIED: dict[str, Any] = {
    "state": ReminderState.PLANNED.value,
    "reason": None,
    "outbox_id": sa.bindparam("digest"),
}
_BUNDLE = sa.update(table).where(_IDS).values(_CARRIED)
_BUNDLE_WAITING = (
    sa.update(table).where(_IS_WAITING, table.c.recipient_id == sa.bindparam("user")).values(_CARRIED)
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
_UNDONE = (*UNSENT, ReminderState.SENDING.value)
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
_WAITING_OF = sa.select(table.c.recipient_id, table.c.id, table.c.due_on).where(
    _IS_WAITING, table.c.recipient_id.in_(sa.bindparam("users", expanding=True))
)
_newest = outbox.alias("newest")
_LAST_DIGESTS = sa.select(
    outbox.c.user_id, outbox.c.id, outbox.c.state, outbox.c.attempts, outbox.c.send_after
).where(
    outbox.c.id.in_(
        # Of each user one seek in the index, however many digests there were.
        sa.select(
            sa.select(_newest.c.id)
            .where(
                _newest.c.kind == OutboxKind.DIGEST.value,
                _newest.c.user_id == user.c.id,
            )
            .order_by(_newest.c.id.desc())
            .limit(1)
            .correlate(user)
            .scalar_subquery()
        ).where(user.c.id.in_(sa.bindparam("users", expanding=True)))
    )
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
        outbox.c.state == OutboxState.PENDING.value,
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
class Waiting:
    """A row that no digest carries yet."""

    id: int
    due_on: date


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
            "settled_at": None if row.state.value in UNSENT else now,
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


def bundle_waiting(tx: Tx, digests: Mapping[int, int]) -> None:
    """Let a digest of each person carry all that waits for them: digest ids by user."""
    if digests:
        tx.execute(
            _BUNDLE_WAITING, [{"user": user_id, "digest": digest} for user_id, digest in digests.items()]
        )


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


def waiting_of(tx: Tx, user_ids: Collection[int]) -> dict[int, list[Waiting]]:
    """What waits for each of these recipients."""
    found: dict[int, list[Waiting]] = {user_id: [] for user_id in user_ids}
    for row in tx.execute(_WAITING_OF, {"users": list(user_ids)}):
        found[row.recipient_id].append(Waiting(id=row.id, due_on=row.due_on))
    return found


def last_digests(tx: Tx, user_ids: Collection[int]) -> dict[int, LastDigest]:
    """The newest digest of each of these people who has one, sent or not."""
    return {
        row.user_id: LastDigest(
            id=row.id,
            state=OutboxState(row.state),
            is_open=row.state == OutboxState.PENDING and row.attempts == 0,
            send_after=row.send_after,
        )
        for row in tx.execute(_LAST_DIGESTS, {"users": list(user_ids)})
    }


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


def _reminder(row: Sequence[Any]) -> Reminder:
    """By the order of the columns: a sweep reads tens of thousands."""
    number, deadline_id, kind, subject_id, rule, due_on, step, recipient_id, because, state, *rest = row
    reason, _planned_at, settled_at, outbox_id = rest
    return Reminder(
        id=number,
        deadline_id=deadline_id,
        subject_kind=_KINDS[kind],
        subject_id=subject_id,
        rule=rule,
        due_on=due_on,
        step=step,
        recipient_id=recipient_id,
        because=_REASONS[because],
        state=_STATES[state],
        reason=reason,
        settled_at=settled_at,
        outbox_id=outbox_id,
    )


_KINDS = {kind.value: kind for kind in Subject}
_REASONS = {because.value: because for because in Because}
_STATES = {state.value: state for state in ReminderState}
