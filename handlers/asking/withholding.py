"""Which numbers of sensitive groups are not told outside the own cell: small ones, and those that with the
number of the whole year or of the units beside would give a small one back (ADR 24)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.disclosure import (
    SMALLEST_SHOWN,
    hidden_beside,
    hidden_groups,
    is_hidden_overlap,
    is_sensitive,
    told_apart,
)
from domain.figures import Together
from domain.periods import Period, range_period
from domain.pipeline import Stage
from domain.tags import KINH, MINORITY
from domain.units import Unit, UnitKind
from storage import statistics, stock, units
from storage.database import Tx

_DAY = timedelta(days=1)
# The months at whose end a year is told apart: the reports of half a year and of nine months come first.
_MONTHS = (6, 9, 3, 1, 2, 4, 5, 7, 8, 10, 11)
_BELOW_COMMUNE = (UnitKind.BRANCH_COMMITTEE, UnitKind.PARTY_CELL)

Counting = Callable[[Sequence[Unit]], Mapping[int, Mapping[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is counted, where and when, and whether for somebody of that very cell."""

    stage: Stage
    unit: Unit
    period: Period
    as_of: date
    today: date
    is_own_cell: bool

    @property
    def what(self) -> tuple[Stage, tuple[int, int], Period, date]:
        """What every statement of `storage.statistics` asks for first."""
        return self.stage, (self.unit.left, self.unit.right), self.period, self.as_of


def counted_by_tags(
    tx: Tx, asked: Asked, tags: Sequence[str], whole: int
) -> tuple[dict[str, int], frozenset[str]]:
    """How many of the `whole` carry each of the tags, and which of these numbers are not told."""
    counted = statistics.by_tags(tx, *asked.what, tags)
    if asked.is_own_cell or not any(map(is_sensitive, tags)):
        return counted, frozenset()
    counted |= statistics.by_tags(tx, *asked.what, [MINORITY])
    for prefix in ("ethnicity:", "religion:"):
        counted |= statistics.breakdown_by_tag(tx, *asked.what, prefix)
    return counted, hidden_in_figure(tx, asked, counted, whole)


def together(tx: Tx, asked: Asked, tags: Sequence[str], named: int) -> Together | None:
    """How many of those named belong to all of these groups; None where no such group is asked for.

    Outside the own cell a sensitive one is told of a whole calendar year only, from the commune up.
    """
    if not tags:
        return None
    count = statistics.with_all_tags(tx, *asked.what, tags)
    each = statistics.by_tags(tx, *asked.what, tags)
    is_year = len(parts := list(_parts(asked))) == 1 and parts[0].is_whole
    told = overlap(tags, count, named, each, is_open=asked.is_own_cell)
    if asked.is_own_cell or not any(map(is_sensitive, tags)):
        return told
    return replace(told, is_hidden=told.is_hidden or not is_year or asked.unit.kind in _BELOW_COMMUNE)


def overlap(
    tags: Sequence[str], count: int, named: int, each: Mapping[str, int], *, is_open: bool
) -> Together:
    """So many belong to all of the groups of `each` so many; to whom it is not open nothing of small ones."""
    hidden = not is_open and any(map(is_sensitive, tags))
    few = hidden and is_hidden_overlap(count, (each.get(tag, 0) for tag in tags))
    return Together(tags=tuple(tags), value=count, named=named, is_hidden=few)


def hidden_in_figure(tx: Tx, asked: Asked, counted: Mapping[str, int], whole: int) -> frozenset[str]:
    """Which of the sensitive tags counted are told without their number, and UNKNOWN for all others."""
    if asked.is_own_cell:
        return frozenset()
    return hidden_beside(counted, whole, given_back(tx, asked, counted))


def given_back(tx: Tx, asked: Asked, counted: Mapping[str, int]) -> frozenset[str]:
    """The tags of no small group whose number, beside others that are told, would be one of a small group.

    Below the commune, where people know one another, only whole calendar years are told, and none that
    with those of the units beside leaves a small group of the unit above. Of larger units the spans are told
    that leave no small group of a year.
    """
    large = _large(counted)
    if not large or asked.is_own_cell:
        return frozenset()
    if asked.unit.kind not in _BELOW_COMMUNE:
        return cut_from_years(tx, asked, large)
    found: set[str] = set()
    for part in _parts(asked):
        if not part.is_whole:
            return frozenset(large)

        def count(beside: Sequence[Unit], year: Period = part.so_far) -> Mapping[int, Mapping[str, int]]:
            return statistics.by_unit_and_tag(tx, asked.stage, beside, year, year.last_day, large)

        found |= _by_siblings(tx, asked.unit, large, count)
    return frozenset(found)


def hidden_in_stock(
    tx: Tx, unit: Unit, on: date, stages: Sequence[Stage], counted: Mapping[str, int], whole: int
) -> frozenset[str]:
    """The same of those who stand at these steps at the end of that day."""
    large = _large(counted)

    def count(beside: Sequence[Unit]) -> Mapping[int, Mapping[str, int]]:
        return {one.id: stock.by_tag(tx, (one.left, one.right), on, stages) for one in beside}

    return hidden_beside(counted, whole, _by_siblings(tx, unit, large, count))


def cut_from_years(tx: Tx, asked: Asked, tags: Sequence[str]) -> frozenset[str]:
    """The tags of which the period leaves a small group of a calendar year, until its end or today."""
    parts = list(_parts(asked))
    if len(parts) == 1 and parts[0].is_whole:
        return frozenset()  # no other number of the year is told that this one would not go before
    return frozenset(tag for part in parts for tag in _cut_off(tx, asked, part, tags))


def _large(counted: Mapping[str, int]) -> list[str]:
    return [tag for tag, n in counted.items() if is_sensitive(tag) and tag != KINH and n >= SMALLEST_SHOWN]


def _by_siblings(tx: Tx, unit: Unit, tags: Sequence[str], count: Counting) -> set[str]:
    """The tags whose number is hidden among those of the units beside this one, or beside one above."""
    found: set[str] = set()
    while tags and unit.kind in _BELOW_COMMUNE and unit.parent_id is not None:
        beside = units.children(tx, unit.parent_id)
        by_unit = count(beside)
        for tag in tags:
            if unit.id in hidden_groups({one.id: by_unit[one.id].get(tag, 0) for one in beside}):
                found.add(tag)
        unit = units.get(tx, unit.parent_id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What of a period lies in one calendar year: [start, end). The year itself counts until `stop`."""

    start: date
    end: date
    stop: date

    @property
    def first(self) -> date:
        """New Year's Day."""
        return date(self.start.year, 1, 1)

    @property
    def is_whole(self) -> bool:
        """Whether it is the year itself, until its end or today."""
        return (self.start, self.end) == (self.first, self.stop)

    @property
    def so_far(self) -> Period:
        """The year itself."""
        return range_period(self.first, self.stop - _DAY)

    def cuts(self) -> Iterator[date]:
        """The ends of months inside the year, in their order, until those of the part have come."""
        missing = {self.start, self.end} - {self.first, self.stop}
        for month in _MONTHS:
            cut = date(self.first.year, month + 1, 1)
            if missing and cut < self.stop:
                missing.discard(cut)
                yield cut


def _parts(asked: Asked) -> Iterator[_Part]:
    end = min(asked.period.end, asked.as_of + _DAY)
    for year in range(asked.period.start.year, (end - _DAY).year + 1):
        stop = min(date(year + 1, 1, 1), asked.today + _DAY)
        yield _Part(start=max(date(year, 1, 1), asked.period.start), end=min(stop, end), stop=stop)


def _cut_off(tx: Tx, asked: Asked, part: _Part, tags: Sequence[str]) -> Iterator[str]:
    def until(day: date) -> Mapping[str, int]:
        if day == part.first:
            return dict.fromkeys(tags, 0)
        so_far = range_period(part.first, day - _DAY)
        return statistics.by_tags(tx, asked.stage, asked.what[1], so_far, asked.today, tags)

    cuts = [until(cut) for cut in part.cuts()]
    whole, before, after = until(part.stop), until(part.start), until(part.end)
    for tag in tags:
        if not {before[tag], after[tag]} <= told_apart(whole[tag], [cut[tag] for cut in cuts]):
            yield tag
