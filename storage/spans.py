"""Where a figure is counted: the months of a span, each by block, row by row, or day by day.

Of units large enough to be made of whole blocks the whole months are added up in `month_tally`; what is
smaller, and a month of which only some days count, is read in `tally`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple, TypeVar

import sqlalchemy as sa

from domain.periods import Period
from domain.pipeline import Stage
from domain.units import BLOCK, blocks_of
from storage.database import Tx
from storage.schema import milestone, month_tally, tally, unit
from storage.types import LocalDate
from storage.units import Interval

T = TypeVar("T")


class Source(Enum):
    """Where some months of a figure are counted: by block, or row by row for whole months or single days."""

    BLOCKS = 1
    MONTHS = 2
    DAYS = 3


class Part(NamedTuple):
    """Some months of a span: where they are counted, and what a statement for that source is asked with."""

    source: Source
    values: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is counted: a step, from the start of the period until its end or the as-of date.

    `is_last`: nobody has reached any step since, so that of its last month all days are counted.
    """

    stage: Stage
    start: date
    end: date
    is_last: bool

    @property
    def months(self) -> list[str]:
        """The calendar months it touches."""
        return [f"{year}-{month:02}" for year, month in months_of(self.start, self.end)]

    def parameters(self, interval: Interval) -> dict[str, object]:
        """What a statement over all of it is asked with."""
        return {**self.bounds(interval), "months": self.months}

    def parts(self, around: Interval, intervals: Iterable[Interval]) -> Iterator[Part]:
        """The months that lie in it whole, and those it cuts, for figures of these intervals."""
        months = self.months
        ends = (
            [(self.start, months[0])] if self.is_last else [(self.start, months[0]), (self.end, months[-1])]
        )
        cut = list(dict.fromkeys(month for on, month in ends if on.day > 1))
        whole = [month for month in months if month not in cut]
        if whole:
            is_of_blocks = all(blocks_of(interval) for interval in intervals)
            yield Part(Source.BLOCKS if is_of_blocks else Source.MONTHS, self._of(around, whole))
        if cut:
            yield Part(Source.DAYS, self._of(around, cut))

    def _of(self, around: Interval, months: list[str]) -> dict[str, object]:
        first, last = around[0] // BLOCK, around[1] // BLOCK
        return {**self.bounds(around), "months": months, "first_block": first, "end_block": last}

    def bounds(self, interval: Interval) -> dict[str, object]:
        """The same without its months."""
        left, right = interval
        return {
            "stage": self.stage.value,
            "start": self.start,
            "end": self.end,
            "left": left,
            "right": right,
        }


def day(name: str) -> sa.BindParameter[date]:
    """A day that a statement is asked with."""
    return sa.bindparam(name, type_=LocalDate())


def each(build: Callable[[sa.Table, sa.ColumnElement[int], sa.ColumnElement[bool]], T]) -> dict[Source, T]:
    """A statement for each source: of its table, how it counts people, which rows it takes of the span.

    Where an outer join found nobody, there is one row without a tag, and nobody is counted.
    """
    people: sa.ColumnElement[int] = sa.func.coalesce(sa.func.sum(month_tally.c.people), 0)
    rows = sa.func.count(tally.c.tag)
    return {
        Source.BLOCKS: build(month_tally, people, in_months(month_tally)),
        Source.MONTHS: build(tally, rows, in_months(tally)),
        Source.DAYS: build(tally, rows, IN_SPAN),
    }


def in_months(table: sa.Table) -> sa.ColumnElement[bool]:
    """Of that step and those months."""
    months = table.c.month.in_(sa.bindparam("months", expanding=True))
    return sa.and_(table.c.stage == sa.bindparam("stage"), months)


def in_scope(table: sa.Table) -> sa.ColumnElement[bool]:
    """Within the interval of positions, or the blocks it is made of."""
    if table is month_tally:
        return sa.and_(
            table.c.block >= sa.bindparam("first_block"), table.c.block < sa.bindparam("end_block")
        )
    return sa.and_(table.c.position >= sa.bindparam("left"), table.c.position < sa.bindparam("right"))


def has_tag(table: sa.Table) -> sa.ColumnElement[bool]:
    """With one of those tags."""
    return table.c.tag.in_(sa.bindparam("tags", expanding=True))


def below_unit(table: sa.Table) -> sa.ColumnElement[bool]:
    """Within the unit whose row it is joined to."""
    if table is month_tally:
        return sa.and_(table.c.block >= unit.c.left // BLOCK, table.c.block < unit.c.right // BLOCK)
    return sa.and_(table.c.position >= unit.c.left, table.c.position < unit.c.right)


IN_SPAN = sa.and_(in_months(tally), tally.c.happened_on >= day("start"), tally.c.happened_on < day("end"))
IN_SCOPE = in_scope(tally)
_REACHED_SINCE = sa.select(sa.exists().where(milestone.c.since >= day("end")))


def span_of(tx: Tx, stage: Stage, period: Period, as_of: date) -> Span | None:
    """What a figure of the period counts on that day; None where the period has not begun."""
    end = min(period.end, as_of + timedelta(days=1))
    if end <= period.start:
        return None
    is_last = end.day > 1 and not tx.execute(_REACHED_SINCE, {"end": end}).scalar_one()
    return Span(stage=stage, start=period.start, end=end, is_last=is_last)


def months_of(start: date, end: date) -> list[tuple[int, int]]:
    """The calendar months, as year and month, that the days from `start` until before `end` touch."""
    last = end - timedelta(days=1)
    months = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return [(n // 12, n % 12 + 1) for n in months]
