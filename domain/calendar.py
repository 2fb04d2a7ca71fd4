"""Working days and calendar months: how a limit given in words becomes a date."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _OfficialYear:
    """What the State announced for one year: days off, and weekend days worked in exchange."""

    off: dict[date, str]
    worked: frozenset[date]


@cache
def _viet_nam() -> Any:
    """The library's class for Viet Nam, read from its file.

    Asked for by name it comes with those of all 250 countries: 45 ms more and 8 MB that stay.
    """
    import holidays  # 15 ms, paid by the first limit in working days and not at the start

    path = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    module = ModuleType("holidays.countries.vietnam")
    SourceFileLoader(module.__name__, str(path)).exec_module(module)
    return module.Vietnam


@lru_cache(maxsize=256)
def _official(year: int) -> _OfficialYear:
    listed = _viet_nam()(years=year, language="vi")
    return _OfficialYear(off=dict(listed.items()), worked=frozenset(listed.weekend_workdays))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Lịch làm việc: Monday to Friday without statutory holidays, their substitutes and swapped days.

    The `holidays` library lists what the State announced. An operator adds to it: `off` are further
    days off, `worked` are days worked after all; they win over the library.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @property
    def fingerprint(self) -> str:
        """The same as long as every day is off or worked as before."""
        return f"{version('holidays')} {sorted(self.off)} {sorted(self.worked)}"

    def is_working_day(self, day: date) -> bool:
        """Whether public offices work on that day."""
        if day in self.worked:
            return True
        if day in self.off:
            return False
        official = _official(day.year)
        return day in official.worked if day.weekday() >= _SATURDAY else day not in official.off

    def on_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a limit of `count` working days that runs from `start`.

        Day one is the next working day, so `start` itself never counts. Raises ValueError below one.
        """
        if count < 1:
            raise ValueError(f"a limit of {count} working days")
        return _working_days_later(self, start, count)

    def holidays_between(self, start: date, end: date) -> Iterator[tuple[date, str]]:
        """The weekdays of [start, end) that are off, with the name of the holiday ("" for an operator's)."""
        day = start
        while day < end:
            if day.weekday() < _SATURDAY and not self.is_working_day(day):
                yield day, _official(day.year).off.get(day, "")
            day += _DAY


@lru_cache(maxsize=8192)
def _working_days_later(calendar: WorkCalendar, start: date, count: int) -> date:
    """Remembered: in a list of a province the same day starts the same limit for many."""
    day = start
    for _ in range(count):
        day += _DAY
        while not calendar.is_working_day(day):
            day += _DAY
    return day


@lru_cache(maxsize=8192)
def add_months(day: date, count: int) -> date:
    """The same day `count` calendar months later, or the last day of a month that is too short.

    31/1 and one month is 28/2 (29/2 in a leap year); 29/2 and twelve months is 28/2.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
