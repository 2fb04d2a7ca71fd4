"""When a reminder may leave: nobody is woken, and days off are left in peace."""

from datetime import date, datetime, time, timedelta

from domain.calendar import WorkCalendar
from domain.localtime import VIET_NAM, local_date

OPENS, CLOSES = time(7), time(19)


def opening_of(day: date) -> datetime:
    """The first moment of that day's sending hours."""
    return datetime.combine(day, OPENS, VIET_NAM)


def sending_time(now: datetime) -> datetime:
    """When something written now may leave: at once within sending hours, else when they open."""
    local = now.astimezone(VIET_NAM)
    if local.time() < OPENS:
        return opening_of(local.date())
    return now if local.time() < CLOSES else opening_of(local.date() + timedelta(days=1))


def working_time(now: datetime, calendar: WorkCalendar) -> datetime:
    """The same, but never on a day off."""
    at = sending_time(now)
    day = local_date(at)
    working = calendar.on_or_after(day)
    return at if working == day else opening_of(working)
