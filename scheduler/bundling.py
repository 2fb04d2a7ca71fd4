"""Puts what waits for a person into one message, as often as their channel takes messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.budget import Rhythm
from domain.calendar import WorkCalendar
from domain.localtime import local_date
from domain.rules import RuleBook
from domain.sending import opening_of, sending_time, working_time
from scheduler.budgeting import NO_LIMITS, Limits, rhythms_of
from storage import mutes, outbox, reminders, users
from storage.database import Tx
from storage.outbox import OutboxState

_RECIPIENTS_A_PAGE = 20  # about ten milliseconds
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleResult:
    """What one page of bundling did. `after` is where the next page starts, None when this was the last."""

    messages: int = 0
    held: int = 0
    after: int | None = None


def bundle(
    tx: Tx,
    book: RuleBook,
    now: datetime,
    after: int = 0,
    limit: int = _RECIPIENTS_A_PAGE,
    limits: Limits = NO_LIMITS,
) -> BundleResult:
    """Put what waits for each person into one message; hold it back where nothing reaches them now.

    `limits`: how many messages a month a channel takes.
    """
    rhythms = rhythms_of(tx, limits, book.calendar, now)
    next_working = working_time(now, book.calendar)
    recipients = reminders.waiting_for(tx, after, limit)
    messages = held = 0
    for user_id in recipients:
        waiting = reminders.waiting_of(tx, user_id)
        ids = [row.id for row in waiting]
        address = users.address_of(tx, user_id, now)
        is_muted = mutes.current(tx, user_id, local_date(now)) is not None
        if address is None or is_muted:
            reminders.hold(tx, ids, "muted" if is_muted else "unreachable")
            held += len(ids)
            continue
        # What would be past its date on the next working day cannot wait for it.
        is_urgent = any(local_date(now) <= row.due_on < local_date(next_working) for row in waiting)
        is_due_now = is_urgent or any(row.due_on == local_date(now) for row in waiting)
        earliest = sending_time(now) if is_urgent else next_working
        rhythm = rhythms.get(address.channel, Rhythm.DAILY)
        if rhythm is Rhythm.NONE or (rhythm is Rhythm.URGENT and not is_due_now):
            reminders.hold(tx, ids, "budget")
            held += len(ids)
            continue
        last = reminders.last_digest(tx, user_id)
        if last is not None and last.is_open:
            digest_id = last.id
            if is_due_now and earliest < last.send_after:
                outbox.hasten(tx, digest_id, earliest)
        else:
            at = earliest if is_due_now else _next_turn(last, earliest, rhythm, book.calendar)
            digest_id = outbox.add_digest(tx, address=address, user_id=user_id, now=at)
        reminders.bundle(tx, ids, digest_id)
        messages += 1
    return BundleResult(
        messages=messages, held=held, after=recipients[-1] if len(recipients) == limit else None
    )


def _next_turn(
    last: reminders.LastDigest | None, at: datetime, rhythm: Rhythm, calendar: WorkCalendar
) -> datetime:
    """When a digest with nothing due this very day may leave, from `at` on: one a day, or one a week."""
    if last is None or last.state not in (OutboxState.PENDING, OutboxState.SENT):
        return at
    days = _DAYS_A_WEEK if rhythm is Rhythm.WEEKLY else 1
    next_on = local_date(last.send_after) + timedelta(days=days)
    return at if next_on <= local_date(at) else opening_of(calendar.on_or_after(next_on))
