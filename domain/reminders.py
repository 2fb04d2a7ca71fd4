"""On which days to remind of a deadline, whom and why, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar import WorkCalendar
from domain.deadlines import Deadline, PlannedDeadline
from domain.rules import Schedule, Subject
from domain.units import Unit

_DAY = timedelta(days=1)
_LONGEST_HOLIDAY = timedelta(days=30)  # no step comes earlier by more
_SPARE_STEPS = 2  # before the ones that matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Bước nhắc: one reminder of a deadline. `key` names it for good: "T-30", "T", "T+7", "2026-11-25".

    `on` is the day it says, or the working day before where that is a day off.
    """

    key: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """What a sweep does with a deadline: the newest step it has reached, older ones that it missed, and the
    next one."""

    newest: Step
    superseded: tuple[Step, ...]
    following: Step | None


class ReminderState(StrEnum):
    """What became of one reminder in the ledger."""

    PLANNED = "planned"  # to be sent with the next digest
    HELD = "held"  # its recipient cannot be reached now; sent when that changes
    SENDING = "sending"  # worded into a digest that is on its way
    SENT = "sent"
    SUPERSEDED = "superseded"  # missed or unsent when a newer step came
    CANCELLED = "cancelled"  # settled or moved before it was sent; planned again if its date returns
    NOT_NEEDED = "not_needed"  # nothing to remind of when it fell due
    GAVE_UP = "gave_up"  # the message could not be delivered


class Because(StrEnum):
    """Why a reminder is for this recipient."""

    RESPONSIBLE = "responsible"
    STANDS_IN = "stands_in"  # nobody below can be reached
    INFORMED = "informed"  # the rule tells the superiors too
    CLIMBED = "climbed"  # those below did not answer
    TOLD = "told"  # somebody below said why it cannot be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Lời nhắc: one row of the ledger, which holds each step of each deadline once for each recipient."""

    id: int
    deadline_id: int | None
    subject_kind: Subject
    subject_id: int
    rule: str
    due_on: date
    step: str
    recipient_id: int
    because: Because
    state: ReminderState
    reason: str | None
    settled_at: datetime | None
    outbox_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSend:
    """Lời nhắc dự kiến: one reminder that would be sent on a day, to whom, in which words and why."""

    on: date
    user_id: int
    recipient: str
    unit: Unit
    deadline: Deadline
    step: str
    is_late: bool
    line: str
    basis: str


def steps(
    schedule: Schedule,
    deadline: PlannedDeadline | Deadline,
    calendar: WorkCalendar,
    since: date | None = None,
) -> Iterator[Step]:
    """Every day on which to remind of the deadline, in order; without end while overdue.

    What falls on a day off comes on the working day before: earlier, so never past the deadline. Around
    a long holiday two steps may meet on one day. `since`: steps of an overdue deadline well before that
    day are left out, some before it are not.
    """
    for key, on in _named_days(schedule, deadline, since):
        yield Step(key=key, on=calendar.on_or_before(on))


def next_step(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, after: date, calendar: WorkCalendar
) -> Step | None:
    """The first step later than the day `after`, or None when no more will come."""
    return next((step for step in steps(schedule, deadline, calendar) if step.on > after), None)


def first_step(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, today: date, calendar: WorkCalendar
) -> Step | None:
    """Where reminding starts for a deadline that becomes known today: the newest step reached, else the next.

    Steps that had passed before anybody could know are not made up for one by one, and a monthly look
    at a pace not at all: the next month has its own.
    """
    if schedule.monthly_on is not None:
        return next_step(schedule, deadline, today - _DAY, calendar)
    reached = None
    for step in steps(schedule, deadline, calendar, today - _LONGEST_HOLIDAY):
        if step.on > today:
            return reached or step
        reached = step
    return reached


def due_step(schedule: Schedule, deadline: Deadline, today: date, calendar: WorkCalendar) -> DueStep | None:
    """What is to be reminded today: the newest step since `remind_on`, and the missed ones before it.

    A `remind_on` that is no step of the schedule was asked for ("nhắc lại sau 7 ngày") and is a step of
    its own. None when nothing is due yet.
    """
    since = deadline.remind_on
    if since is None or since > today:
        return None
    missed: list[Step] = []
    following = None
    for step in steps(schedule, deadline, calendar):
        if step.on > today:
            following = step
            break
        if step.on >= since:
            missed.append(step)
    if not missed or missed[0].on != since:
        missed.insert(0, Step(key=f"later {since}", on=since))
    return DueStep(newest=missed[-1], superseded=tuple(missed[:-1]), following=following)


def postponed(deadline: Deadline, until: date, today: date, calendar: WorkCalendar) -> date:
    """The day on which to remind again when somebody asks for `until`.

    Never past a due date still ahead, nor on a day off unless there is no other way.
    """
    next_on = deadline.remind_on
    latest = deadline.due_on if next_on and next_on <= deadline.due_on < until else until
    before = calendar.on_or_before(latest)
    if before > today:
        return before
    return latest if latest == deadline.due_on else calendar.on_or_after(latest)


def step_on(key: str, due_on: date, calendar: WorkCalendar) -> date:
    """The day for which the step of that key was planned. Raises ValueError for what is no key."""
    if key.startswith(("later ", "told ")):
        return date.fromisoformat(key.split(" ")[1])
    if key.startswith("T"):
        return calendar.on_or_before(due_on + timedelta(days=int(key[1:] or 0)))
    return calendar.on_or_before(date.fromisoformat(key))


def _named_days(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, since: date | None
) -> Iterator[tuple[str, date]]:
    due_on = deadline.due_on
    if schedule.monthly_on is not None:
        yield from _monthly(schedule.monthly_on, deadline.trigger_on, due_on)
        return
    days = 0
    for days in schedule.steps:
        yield _step(due_on, days)
    if schedule.overdue_every is not None:
        days = max(days, 0)
        if since is not None:
            passed = (since - due_on).days - days
            days += max(0, passed // schedule.overdue_every - _SPARE_STEPS) * schedule.overdue_every
        while True:
            days += schedule.overdue_every
            yield _step(due_on, days)


def _step(due_on: date, days: int) -> tuple[str, date]:
    return f"T{days:+}" if days else "T", due_on + timedelta(days=days)


def _monthly(day: int, trigger_on: date, due_on: date) -> Iterator[tuple[str, date]]:
    month = trigger_on.replace(day=1)
    while month <= due_on:
        on = month.replace(day=day)
        if trigger_on <= on <= due_on:
            yield on.isoformat(), on
        month = (month.replace(day=28) + 4 * _DAY).replace(day=1)
