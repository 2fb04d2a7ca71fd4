"""What people answer to reminders, and how far a reminder climbs while nobody does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.reminders import Because, Reminder, ReminderState
from domain.rules import Schedule, Subject


class ResponseKind(StrEnum):
    """Which button of a reminder was pressed."""

    DONE = "done"  # its report was begun
    LATER = "later"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Trả lời: what somebody said to the reminders of one deadline. `until`: the day asked for."""

    subject_kind: Subject
    subject_id: int
    rule: str
    due_on: date
    user_id: int
    kind: ResponseKind
    at: datetime
    until: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Tắt nhắc: nothing goes to this person before `until`; their superior is told, and why."""

    user_id: int
    until: date
    reason: str
    muted_at: datetime


def silent_steps(ledger: Iterable[Reminder], answered_at: datetime | None) -> int:
    """How many steps of one deadline have been delivered since somebody last answered."""
    return len(
        {
            row.step
            for row in ledger
            if row.state is ReminderState.SENT and row.because is not Because.TOLD
            if row.settled_at and (answered_at is None or row.settled_at > answered_at)
        }
    )


def levels_climbed(schedule: Schedule, silent: int) -> int:
    """How many levels above the responsible one are reminded too after so many steps in silence."""
    return silent // schedule.climbs_after if schedule.climbs_after else 0
