"""A day or a month told without its year that was nearly a year ago, and so may as well be still to come."""

from datetime import date

from domain.periods import Period, PeriodKind
from language.dates.day import Day
from language.message import Seen
from language.reading import Found

_ELEVEN_MONTHS = 334  # days
_NINE_MONTHS = 270


def is_soon(day: Day, sent_on: date) -> bool:
    """cử đi học từ 18/5, said on 12 May: a day without a year that comes before a month is over."""
    return day.year is None and day.on is not None and (sent_on - day.on).days > _ELEVEN_MONTHS


def is_month_soon(seen: Seen, told: Found[Period]) -> bool:
    """Whether a month without its year comes before a quarter of a year is over, and was last so long ago."""
    is_month = told.value.kind is PeriodKind.MONTH
    bare = any(
        span.year is None and seen.found(span.start, span.end, 0).start == told.start for span in seen.spans
    )
    return is_month and bare and (seen.sent_on - told.value.end).days > _NINE_MONTHS


def comes_soon(seen: Seen) -> bool:
    """Whether a day or a month without its year may as well be the next one: told with nhắc em, it is."""
    if seen.days:
        return any(is_soon(day, seen.sent_on) for day in seen.days)
    return (told := seen.period()) is not None and is_month_soon(seen, told)
