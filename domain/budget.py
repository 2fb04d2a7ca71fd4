"""Ngân sách tin: how often reminders may go by a platform that takes only so many messages a month."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from domain.calendar import WorkCalendar
from domain.periods import month_period

_KEPT_BACK = 20  # a twentieth of the month is for replies alone, to the last day
_FOR_REPLIES = 5  # and a fifth of it, less with every day that has passed
_DIGESTS_A_WEEK = 2  # of one person, as long as the month has not shown otherwise
_DAYS_A_WEEK = 7


class Rhythm(StrEnum):
    """Nhịp nhắc: how often a person's digest leaves. What is due that very day is not held, save by NONE."""

    DAILY = "daily"
    WEEKLY = "weekly"
    URGENT = "urgent"  # only with something that is due that very day
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Tin đã gửi: what a platform was given in a month, each part of a long message counted."""

    replies: int = 0
    digests: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.replies + self.digests


def rhythm_for(limit: int, spent: Spending, recipients: int, today: date, calendar: WorkCalendar) -> Rhythm:
    """The most frequent digests that leave enough for replies to the end of the month of `today`.

    Replies keep what they need at this month's rate, at least a share of the limit that shrinks with the
    month. Of what is left, everybody on the platform must get theirs.
    """
    days = _days_of_month(today)
    left = [day for day in days if day >= today]
    passed = len(days) - len(left)
    expected = ceil(spent.replies * len(left) / max(passed, 1)) if passed else 0
    kept_back = limit // _KEPT_BACK
    free = limit - spent.total - kept_back - max(expected, limit // _FOR_REPLIES * len(left) // len(days))
    weeks = ceil(len(left) / _DAYS_A_WEEK)
    if free >= max(recipients * weeks * _DIGESTS_A_WEEK, _at_this_rate(spent.digests, days, today, calendar)):
        return Rhythm.DAILY
    if free >= recipients * weeks:
        return Rhythm.WEEKLY
    return Rhythm.URGENT if limit - spent.total > kept_back else Rhythm.NONE


def lasts_until(limit: int, spent: Spending, today: date) -> date | None:
    """The last day that the messages last at this month's rate; None: to the month's end."""
    days = _days_of_month(today)
    rest = limit - spent.total
    if rest <= 0:
        return today
    day = today + timedelta(days=rest * today.day // spent.total) if spent.total else days[-1]
    return day if day < days[-1] else None


def _at_this_rate(digests: int, days: list[date], today: date, calendar: WorkCalendar) -> int:
    """How many digests the rest of the month takes if it goes on as it began."""
    passed = sum(day < today and calendar.is_working_day(day) for day in days)
    left = sum(day >= today and calendar.is_working_day(day) for day in days)
    return ceil(digests * left / passed) if passed else 0


def _days_of_month(today: date) -> list[date]:
    month = month_period(today.year, today.month)
    return [month.start + timedelta(days=n) for n in range((month.end - month.start).days)]
