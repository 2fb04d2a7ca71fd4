"""Spans of time that people name: tháng, quý, 6 tháng, 9 tháng, năm, nhiệm kỳ."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import add_months


class PeriodKind(StrEnum):
    """How the span was named; decides the wording, never the arithmetic."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    TERM = "term"
    RANGE = "range"
    ALL_TIME = "all_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Kỳ: the half-open span of local dates [start, end)."""

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"empty period {self.start}..{self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        """The last date inside the period, as people write it."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def covers(self, other: "Period") -> bool:
        """Whether the other period lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


def year_period(year: int) -> Period:
    """The calendar year."""
    return Period(kind=PeriodKind.YEAR, start=date(year, 1, 1), end=date(year + 1, 1, 1))


def month_period(year: int, month: int) -> Period:
    """The calendar month, `month` from 1 to 12."""
    end = date(year + month // 12, month % 12 + 1, 1)
    return Period(kind=PeriodKind.MONTH, start=date(year, month, 1), end=end)


def range_period(first: date, last: date) -> Period:
    """The span from the first to the last date, both inside it."""
    return Period(kind=PeriodKind.RANGE, start=first, end=last + timedelta(days=1))


def year_to_date(today: date) -> Period:
    """Từ đầu năm đến nay: from 1 January to today, both inside it."""
    return range_period(date(today.year, 1, 1), today)


def all_time(today: date, *, since: int = 1930) -> Period:
    """Từ trước đến nay: everything to today, since a year of records; nobody was admitted before 1930."""
    return Period(kind=PeriodKind.ALL_TIME, start=date(since, 1, 1), end=today + timedelta(days=1))


def last_years(today: date, *, since: int | None = None) -> Period:
    """Những năm gần đây: five calendar years to today, this one counted, or those since a year of records."""
    first = max(today.year - 4, min(since or 0, today.year))
    return range_period(date(first, 1, 1), today)


def is_of_one_year(period: Period) -> bool:
    """Whether it begins and ends within one calendar year."""
    return period.start.year == period.last_day.year


def is_part_of_year(period: Period) -> bool:
    """Whether it lies within one calendar year and is not all of it: that part there is in every year."""
    whole = year_period(period.start.year)
    return whole.covers(period) and period.days < whole.days


def within_year_of(part: Period, other: Period) -> Period:
    """The same part of a year in the year in which all of the other period lies; as it is where it lies in
    several."""
    year = other.start.year
    if not (is_of_one_year(other) and is_of_one_year(part)):
        return part
    years = year - part.start.year
    return replace(part, start=add_months(part.start, 12 * years), end=add_months(part.end, 12 * years))


def party_term(today: date) -> Period:
    """Nhiệm kỳ that is under way: 2015–2020, 2020–2025, 2025–2030, written with both years whole.

    In the year that two terms share, the grassroots congresses end the old one by the middle
    (Chỉ thị 35-CT/TW, 30/5/2019: before 30/6/2020).
    """
    begun = today.year - today.year % 5
    start = begun - 5 if (today.year, today.month) <= (begun, 6) else begun
    return Period(kind=PeriodKind.TERM, start=date(start, 1, 1), end=date(start + 6, 1, 1))
