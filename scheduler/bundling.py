"""Puts what waits for a person into one message, as often as their channel takes messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.budget import Rhythm
from domain.calendar import WorkCalendar
from domain.localtime import local_date
from domain.messages import Address
from domain.rules import RuleBook
from domain.sending import opening_of, sending_time, working_time
from scheduler.budgeting import NO_LIMITS, Limits, rhythms_of
from storage import mutes, outbox, reminders, users
from storage.database import Tx
from storage.outbox import NewDigest, OutboxState

_RECIPIENTS_A_PAGE = 100  # about ten milliseconds
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
    recipients = reminders.waiting_for(tx, after, limit)
    if not recipients:
        return BundleResult()
    page = _Page(tx, book, now, recipients, limits)
    page.bundle()
    following = recipients[-1] if len(recipients) == limit else None
    return BundleResult(messages=page.messages, held=page.held, after=following)


class _Page:
    """One page of recipients: what is known of all of them is read at once, and written at the end."""

    def __init__(self, tx: Tx, book: RuleBook, now: datetime, recipients: list[int], limits: Limits) -> None:
        self._tx = tx
        self._now = now
        self._calendar = book.calendar
        self._next_working = working_time(now, book.calendar)
        self._rhythms = rhythms_of(tx, limits, book.calendar, now)
        self._waiting = reminders.waiting_of(tx, recipients)
        self._addresses = users.reachable(tx, recipients)
        self._muted = mutes.muted(tx, recipients, local_date(now))
        self._last = reminders.last_digests(tx, recipients)
        self.recipients = recipients
        self.messages = self.held = 0

    def bundle(self) -> None:
        """Decide for each recipient, then write."""
        held: dict[str, list[int]] = {}
        new: list[NewDigest] = []
        digests: dict[int, int] = {}
        for user_id in self.recipients:
            address = self._addresses.get(user_id)
            reason = self._reason_to_hold(user_id, address)
            if reason is not None or address is None:
                held.setdefault(reason or "unreachable", []).extend(row.id for row in self._waiting[user_id])
                continue
            last = self._last.get(user_id)
            earliest, is_due_now = self._earliest(user_id)
            if last is not None and last.is_open:
                digests[user_id] = last.id
                if is_due_now and earliest < last.send_after:
                    outbox.hasten(self._tx, last.id, earliest)
                continue
            rhythm = self._rhythms.get(address.channel, Rhythm.DAILY)
            at = earliest if is_due_now else _next_turn(last, earliest, rhythm, self._calendar)
            new.append(NewDigest(address=address, user_id=user_id, at=at))
        digests |= outbox.add_digests(self._tx, new)
        reminders.bundle_waiting(self._tx, digests)
        for why, ids in held.items():
            reminders.hold(self._tx, ids, why)
        self.messages, self.held = len(digests), sum(map(len, held.values()))

    def _reason_to_hold(self, user_id: int, address: Address | None) -> str | None:
        if user_id in self._muted:
            return "muted"
        if address is None:
            return "unreachable"
        rhythm = self._rhythms.get(address.channel, Rhythm.DAILY)
        can_wait = rhythm is Rhythm.URGENT and not self._earliest(user_id)[1]
        return "budget" if rhythm is Rhythm.NONE or can_wait else None

    def _earliest(self, user_id: int) -> tuple[datetime, bool]:
        """When a message may leave, and whether something in it is due before the next working day."""
        today, next_on = local_date(self._now), local_date(self._next_working)
        waiting = self._waiting[user_id]
        # What would be past its date on the next working day cannot wait for it.
        is_urgent = any(today <= row.due_on < next_on for row in waiting)
        is_due_now = is_urgent or any(row.due_on == today for row in waiting)
        return (sending_time(self._now) if is_urgent else self._next_working), is_due_now


def _next_turn(
    last: reminders.LastDigest | None, at: datetime, rhythm: Rhythm, calendar: WorkCalendar
) -> datetime:
    """When a digest with nothing due this very day may leave, from `at` on: one a day, or one a week."""
    if last is None or last.state not in (OutboxState.PENDING, OutboxState.SENT):
        return at
    days = _DAYS_A_WEEK if rhythm is Rhythm.WEEKLY else 1
    next_on = local_date(last.send_after) + timedelta(days=days)
    return at if next_on <= local_date(at) else opening_of(calendar.on_or_after(next_on))
