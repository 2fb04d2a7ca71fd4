"""Quotas: what was asked of a unit, how far it has come, and where its pace leads.

Percentages have one decimal, half up, as the papers print them: 50/92 is 54.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.periods import Period

# In fewer days than a month "so many a month" is more than is needed at all.
SHORTEST_PACE = 30

DAYS_PER_MONTH = Fraction(1461, 48)  # 30.4375: needed and present pace are told per month


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Chỉ tiêu: how many a unit is to admit in a period; a count, or a range from `low` to `high`.

    `per_cell`: the numbers are for each party cell of the unit (`for_cells` makes them the unit's).
    `tag`: only people who carry it count ("trong đó nữ 10"); "" is everybody. `event_id` is the event
    that set it; of two for the same period and tag the later one stands.
    """

    unit_id: int
    period: Period
    low: int
    high: int | None = None
    per_cell: bool = False
    tag: str = ""
    event_id: int = 0

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"quota {self.low}..{self.high}")

    def for_cells(self, cells: int) -> "Quota":
        """The quota of the whole unit when it has that many active party cells."""
        if not self.per_cell:
            return self
        return replace(
            self,
            low=self.low * cells,
            high=None if self.high is None else self.high * cells,
            per_cell=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShare:
    """A target told as a share of the members: "3% số đảng viên", of so many. In tenths of a percent."""

    low: int
    high: int | None = None
    members: int

    def counts(self) -> tuple[int, int | None]:
        """The same as people, rounded up: fewer would not be the share."""
        high = None if self.high is None else _up(self.high * self.members, 1000)
        return _up(self.low * self.members, 1000), high


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Units by how far they are: from `least` to `most` percent of the quota; None where one end is open.

    `is_strict`: the ends themselves are not among them, as in "trên 50%" and "dưới 50%".
    """

    least: int | None = None
    most: int | None = None
    is_strict: bool = False

    def hold(self, percent: Decimal | None) -> bool:
        """Whether a unit so far is one of them; never one of whom nothing is asked."""
        if percent is None or (self.is_strict and percent in (self.least, self.most)):
            return False
        return (self.least or 0) <= percent and (self.most is None or percent <= self.most)


class QuotaState(StrEnum):
    """How the figure stands to its quota. "đạt" and "vượt" are never mixed."""

    BELOW = "below"  # còn thiếu n
    REACHED = "reached"  # đạt: exactly the count
    IN_RANGE = "in_range"  # đạt: within the range
    EXCEEDED = "exceeded"  # vượt n, above the count or above the range


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Tiến độ: a figure against its quota. `percent` is of `quota.low`, None when that is 0."""

    achieved: int
    quota: Quota
    percent: Decimal | None
    gap: int
    over: int
    state: QuotaState

    @property
    def room(self) -> int:
        """How many more fit into a range whose lower end is reached."""
        return (self.quota.high or 0) - self.achieved if self.state is QuotaState.IN_RANGE else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Dự báo: where the even pace so far leads by the end of the quota's period, and what is needed instead.

    `expected` is rounded to whole people, `percent` comes from the exact value.
    Both paces are people a month, over the days gone and the days left.
    """

    expected: int
    percent: Decimal | None
    pace: Decimal
    needed: Decimal
    days_gone: int
    days_left: int

    def needed_for(self, more: int) -> Decimal:
        """So many people a month until the end, for that many more."""
        return _with_one_decimal(more * DAYS_PER_MONTH / self.days_left)


def resolve(quotas: Iterable[Quota], asked: Period) -> Quota | None:
    """The quota a period is measured against: the period's own, else the narrowest that covers it."""
    covering = [quota for quota in quotas if quota.period.covers(asked)]
    return min(covering, key=lambda quota: (quota.period.days, -quota.event_id), default=None)


def progress(achieved: int, quota: Quota) -> Progress:
    """How a figure stands to a quota of the whole unit (call `for_cells` first)."""
    top = quota.low if quota.high is None else quota.high
    if achieved < quota.low:
        state = QuotaState.BELOW
    elif achieved > top:
        state = QuotaState.EXCEEDED
    else:
        state = QuotaState.REACHED if quota.high is None else QuotaState.IN_RANGE
    return Progress(
        achieved=achieved,
        quota=quota,
        percent=percent_of(achieved, quota.low),
        gap=max(0, quota.low - achieved),
        over=max(0, achieved - top),
        state=state,
    )


def percent_of(part: int | Fraction, whole: int) -> Decimal | None:
    """The percentage with one decimal, half up; None of nothing."""
    return None if whole == 0 else _with_one_decimal(Fraction(part) * 100 / whole)


def is_below_pace(achieved: int, quota: int, period: Period, today: date) -> bool:
    """Whether a unit is behind an even pace through the period, both counted in whole people.

    The even pace up to and including today is rounded half up, so a quota of one falls behind
    only after half of the period. Before the period nobody is behind.
    """
    return achieved < _half_up(Fraction(quota * _elapsed(period, today), period.days))


def forecast(achieved: int, quota: int, period: Period, as_of: date) -> Forecast | None:
    """Where the pace up to and including `as_of` leads, linear in days; None outside the period."""
    elapsed = _elapsed(period, as_of)
    left = period.days - elapsed
    if elapsed == 0 or left == 0:
        return None
    exact = Fraction(achieved * period.days, elapsed)
    return Forecast(
        expected=_half_up(exact),
        percent=percent_of(exact, quota),
        pace=_with_one_decimal(achieved * DAYS_PER_MONTH / elapsed),
        needed=_with_one_decimal(max(0, quota - achieved) * DAYS_PER_MONTH / left),
        days_gone=elapsed,
        days_left=left,
    )


def _elapsed(period: Period, today: date) -> int:
    return min(max((today - period.start).days + 1, 0), period.days)


def _up(part: int, whole: int) -> int:
    return -(-part // whole)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _with_one_decimal(value: Fraction) -> Decimal:
    return Decimal(_half_up(value * 10)).scaleb(-1)
