"""A span of time as it was written, and the days that it stands for."""

from dataclasses import dataclass
from datetime import date

from domain.periods import Period, PeriodKind, month_period, year_period


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period as written on the pieces [start, end): kind, number within the year, year if told.

    `fixed` holds one that needs no year: từ đầu năm, tuần này, từ 1/7 đến 30/9.
    """

    start: int
    end: int
    kind: PeriodKind
    number: int = 0
    last: int = 0  # tháng 10, 11: the number of the last one, where several follow one another
    year: int | None = None
    fixed: Period | None = None
    fixed_ahead: Period | None = None  # where the next such span is another one: đến hết tháng 12
    is_open: bool = False  # a term without years

    def resolve(self, sent_on: date, *, ahead: bool = False) -> Period | None:
        """The span of dates: the latest one begun by `sent_on`; with `ahead` the next one not yet over."""
        if ahead and self.fixed_ahead is not None:
            return self.fixed_ahead
        if self.fixed is not None or self.is_open:
            return self.fixed
        if self.year is not None:
            return self._in(self.year)
        found = self._in(sent_on.year)
        if ahead:
            return found if found.end > sent_on else self._in(sent_on.year + 1)
        return found if found.start <= sent_on else self._in(sent_on.year - 1)

    def _in(self, year: int) -> Period:
        found = _made(self.kind, self.number, year)
        if not self.last:
            return found
        return Period(kind=PeriodKind.RANGE, start=found.start, end=_made(self.kind, self.last, year).end)


def _made(kind: PeriodKind, number: int, year: int) -> Period:
    if kind is PeriodKind.MONTH:
        return month_period(year, number)
    if kind is PeriodKind.QUARTER:
        return _months(kind, year, 3 * number - 2, 3)
    if kind is PeriodKind.HALF:
        return _months(kind, year, 6 * number - 5, 6)
    if kind is PeriodKind.NINE_MONTHS:
        return _months(kind, year, 1, 9)
    if kind is PeriodKind.RANGE:
        return _months(kind, year, 1, number)
    return year_period(year)


def _months(kind: PeriodKind, year: int, first: int, count: int) -> Period:
    last = first + count
    return Period(
        kind=kind, start=date(year, first, 1), end=date(year + (last - 1) // 12, (last - 1) % 12 + 1, 1)
    )
