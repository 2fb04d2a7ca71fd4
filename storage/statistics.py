"""Figures: how many people reached a step, where and when.

A figure over a subtree is one range of a key for each month: no tree is walked. Of units large enough to be
made of whole blocks the whole months are added up in `month_tally`; what is smaller, and a month of which
only some days count, is read in `tally`. Numbers told without names add what the names inside them do not
account for. Nothing later than `as_of` ever counts.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple, TypeVar

import sqlalchemy as sa

from domain.periods import Period
from domain.pipeline import Stage
from domain.units import BLOCK, SideBySide, Unit, blocks_of
from storage import unnamed
from storage.database import Tx
from storage.schema import milestone, month_tally, person, tally, unit
from storage.types import LocalDate
from storage.units import Interval

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """So many people: `named` are on record, `unnamed` were only told as a number."""

    named: int
    unnamed: int

    @property
    def value(self) -> int:
        """All of them."""
        return self.named + self.unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotal:
    """The figure of one calendar month; of no month for a number that spans several."""

    year: int | None
    month: int | None
    value: int


class _Source(Enum):
    """Where some months of a figure are counted: by block, or row by row for whole months or single days."""

    BLOCKS = 1
    MONTHS = 2
    DAYS = 3


class _Part(NamedTuple):
    source: _Source
    values: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
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
        return [f"{year}-{month:02}" for year, month in _months(self.start, self.end)]

    def parameters(self, interval: Interval) -> dict[str, object]:
        return {**self.bounds(interval), "months": self.months}

    def parts(self, around: Interval, intervals: Iterable[Interval]) -> Iterator["_Part"]:
        """The months that lie in it whole, and those it cuts, for figures of these intervals."""
        months = self.months
        ends = (
            [(self.start, months[0])] if self.is_last else [(self.start, months[0]), (self.end, months[-1])]
        )
        cut = list(dict.fromkeys(month for day, month in ends if day.day > 1))
        whole = [month for month in months if month not in cut]
        if whole:
            is_of_blocks = all(blocks_of(interval) for interval in intervals)
            yield _Part(_Source.BLOCKS if is_of_blocks else _Source.MONTHS, self._of(around, whole))
        if cut:
            yield _Part(_Source.DAYS, self._of(around, cut))

    def _of(self, around: Interval, months: list[str]) -> dict[str, object]:
        first, last = around[0] // BLOCK, around[1] // BLOCK
        return {**self.bounds(around), "months": months, "first_block": first, "end_block": last}

    def bounds(self, interval: Interval) -> dict[str, object]:
        left, right = interval
        return {
            "stage": self.stage.value,
            "start": self.start,
            "end": self.end,
            "left": left,
            "right": right,
        }


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=LocalDate())


def _each(build: Callable[[sa.Table, sa.ColumnElement[int], sa.ColumnElement[bool]], T]) -> dict[_Source, T]:
    """A statement for each source: of its table, how it counts people, which rows it takes of the span.

    Where an outer join found nobody, there is one row without a tag, and nobody is counted.
    """
    people: sa.ColumnElement[int] = sa.func.coalesce(sa.func.sum(month_tally.c.people), 0)
    rows = sa.func.count(tally.c.tag)
    return {
        _Source.BLOCKS: build(month_tally, people, _in_months(month_tally)),
        _Source.MONTHS: build(tally, rows, _in_months(tally)),
        _Source.DAYS: build(tally, rows, _IN_SPAN),
    }


def _in_months(table: sa.Table) -> sa.ColumnElement[bool]:
    months = table.c.month.in_(sa.bindparam("months", expanding=True))
    return sa.and_(table.c.stage == sa.bindparam("stage"), months)


def _in_scope(table: sa.Table) -> sa.ColumnElement[bool]:
    if table is month_tally:
        return sa.and_(
            table.c.block >= sa.bindparam("first_block"), table.c.block < sa.bindparam("end_block")
        )
    return sa.and_(table.c.position >= sa.bindparam("left"), table.c.position < sa.bindparam("right"))


def _has_tag(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.tag.in_(sa.bindparam("tags", expanding=True))


def _below_unit(table: sa.Table) -> sa.ColumnElement[bool]:
    if table is month_tally:
        return sa.and_(table.c.block >= unit.c.left // BLOCK, table.c.block < unit.c.right // BLOCK)
    return sa.and_(table.c.position >= unit.c.left, table.c.position < unit.c.right)


_IN_SPAN = sa.and_(_in_months(tally), tally.c.happened_on >= _day("start"), tally.c.happened_on < _day("end"))
_IN_SCOPE = _in_scope(tally)
_REACHED_SINCE = sa.select(sa.exists().where(milestone.c.since >= _day("end")))
_NAMED = _each(
    lambda table, people, when: (
        sa.select(people).select_from(table).where(when, table.c.tag == "", _in_scope(table))
    )
)
_BY_TAG = _each(
    lambda table, people, when: (
        sa.select(table.c.tag, people.label("people"))
        .where(when, _has_tag(table), _in_scope(table))
        .group_by(table.c.tag)
    )
)
_CARRYING_ALL = sa.select(sa.func.count()).select_from(
    sa.select(tally.c.event_id)
    .where(_IN_SPAN, _has_tag(tally), _IN_SCOPE)
    .group_by(tally.c.event_id)
    .having(sa.func.count() == sa.bindparam("most"))
    .subquery()
)
# A step from each tag to the next: a few seeks, where DISTINCT would read every row.
_NEXT_TAG = (
    sa.select(month_tally.c.tag)
    .where(
        month_tally.c.stage == sa.bindparam("stage"),
        month_tally.c.tag > sa.bindparam("after"),
        month_tally.c.tag < sa.bindparam("stop"),
    )
    .order_by(month_tally.c.tag)
    .limit(1)
)
# The same from month to month, to the first in which anybody within the scope reached the step.
_NEXT_MONTH = sa.select(sa.func.min(tally.c.month)).where(
    tally.c.stage == sa.bindparam("stage"), tally.c.tag == "", tally.c.month > sa.bindparam("after")
)
_ANYBODY_IN_MONTH = (
    sa.select(tally.c.month)
    .where(
        tally.c.stage == sa.bindparam("stage"),
        tally.c.tag == "",
        tally.c.month == sa.bindparam("month"),
        _IN_SCOPE,
    )
    .limit(1)
)
_BY_MONTH = _each(
    lambda table, people, when: (
        sa.select(table.c.month, people.label("people"))
        .where(when, table.c.tag == "", _in_scope(table))
        .group_by(table.c.month)
    )
)
_YEAR = sa.cast(sa.func.substr(tally.c.month, 1, 4), sa.Integer)
_AGES = (
    sa.select(
        sa.func.count().label("people"),
        sa.func.coalesce(sa.func.sum(_YEAR - person.c.birth_year), 0).label("years"),
    )
    .join_from(tally, milestone, milestone.c.event_id == tally.c.event_id)
    .join(person, person.c.id == milestone.c.person_id)
    .where(_IN_SPAN, tally.c.tag == "", _IN_SCOPE, person.c.birth_year.is_not(None))
)
# An outer join rather than an inner one: it can only be answered unit by unit, seeking in the key. Grouped in
# the order in which rows are found, so that none is sorted.
_BY_UNIT = _each(
    lambda table, people, when: (
        sa.select(unit.c.left.label("position"), table.c.tag, people.label("people"))
        .join_from(unit, table, sa.and_(when, _has_tag(table), _below_unit(table)), isouter=True)
        .where(unit.c.id.in_(sa.bindparam("units", expanding=True)))
        .group_by(unit.c.id, table.c.tag)
    )
)
# Where the units are about as many as their blocks: one range for each month, not one for each unit as well.
_BY_BLOCK = (
    sa.select(
        (month_tally.c.block * BLOCK).label("position"),
        month_tally.c.tag,
        sa.func.sum(month_tally.c.people).label("people"),
    )
    .where(_in_months(month_tally), _has_tag(month_tally), _in_scope(month_tally))
    .group_by(month_tally.c.block, month_tally.c.tag)
)
# By the cells of then: of whoever told it, wherever its records lie now.
_NAMED_AS_TOLD = (
    sa.select(milestone.c.unit_id, sa.func.count().label("people"))
    .where(
        milestone.c.stage == sa.bindparam("stage"),
        milestone.c.unit_id.in_(sa.bindparam("units", expanding=True)),
        milestone.c.since >= _day("start"),
        milestone.c.since < _day("end"),
        milestone.c.reached_on.is_(None),
    )
    .group_by(milestone.c.unit_id)
)


def total(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> Total:
    """How many people reached the step in the period, within the interval of positions.

    A number told without names counts when its whole span lies in the period: a yearly figure says
    nothing of a month.
    """
    span = _span(tx, stage, period, as_of)
    if span is None:
        return Total(named=0, unnamed=0)
    parts = span.parts(interval, [interval])
    named = sum(tx.execute(_NAMED[source], values).scalar_one() for source, values in parts)
    return Total(named=named, unnamed=sum(told.count for told in unnamed.told(tx, span.bounds(interval))))


def first_year(tx: Tx, stage: Stage, interval: Interval) -> int | None:
    """The first year for which anybody at the step is on record within the interval, by name or number."""
    left, right = interval
    scope = {"stage": stage.value, "left": left, "right": right}
    claimed = unnamed.first_day(tx, scope)
    latest = claimed.year if claimed else None
    month = ""
    while month := tx.execute(_NEXT_MONTH, {**scope, "after": month}).scalar_one():
        year = int(month[:4])
        if latest is not None and latest <= year:
            break
        if tx.execute(_ANYBODY_IN_MONTH, {**scope, "month": month}).first():
            return year
    return latest


def by_tags(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, tags: Collection[str]
) -> dict[str, int]:
    """How many people carry each of these tags. They overlap and need not add up.

    Of people told without names, so many as were said to carry it and are not named yet.
    """
    span = _span(tx, stage, period, as_of)
    if span is None or not tags:
        return dict.fromkeys(tags, 0)
    return _tagged(tx, span, interval, tags, _parts(tx, span, interval))


def _tagged(
    tx: Tx, span: _Span, interval: Interval, tags: Collection[str], parts: Mapping[str, int]
) -> dict[str, int]:
    counted = dict.fromkeys(tags, 0)
    for source, values in span.parts(interval, [interval]):
        for row in tx.execute(_BY_TAG[source], {**values, "tags": sorted(tags)}):
            counted[row.tag] += row.people
    return {tag: n + parts.get(tag, 0) for tag, n in counted.items()}


def with_all_tags(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, tags: Collection[str]
) -> int:
    """How many of those on record with their names carry every one of the tags."""
    span = _span(tx, stage, period, as_of)
    if span is None:
        return 0
    wanted = {**span.parameters(interval), "tags": sorted(tags), "most": len(tags)}
    count: int = tx.execute(_CARRYING_ALL, wanted).scalar_one()
    return count


def breakdown_by_tag(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, prefix: str
) -> dict[str, int]:
    """The same for every tag with this prefix ("gender:", "ethnicity:") that occurs; most people first."""
    span = _span(tx, stage, period, as_of)
    if span is None:
        return {}
    parts = _parts(tx, span, interval)
    tags = {*_tags_told(tx, stage, prefix), *(tag for tag in parts if tag.startswith(prefix))}
    counted = _tagged(tx, span, interval, tags, parts)
    return {tag: n for tag, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if n}


def by_unit(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """The total of each of these units, zero included. None of them may enclose another."""
    span = _span(tx, stage, period, as_of)
    if span is None or not units:
        return {u.id: Total(named=0, unnamed=0) for u in units}
    places = SideBySide(units)
    named = _named_by_unit(tx, span, places, [""])
    told = Counter[int]()
    for number in unnamed.told(tx, span.bounds(places.around)):
        if home := places.home_of(number.position):
            told[home.id] += number.count
    return {u.id: Total(named=named[u.id, ""], unnamed=told[u.id]) for u in units}


def by_unit_and_tag(
    tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date, tags: Collection[str]
) -> dict[int, dict[str, int]]:
    """What `by_tags` says of each of these units, none of which may enclose another."""
    span = _span(tx, stage, period, as_of)
    if span is None or not units or not tags:
        return {u.id: dict.fromkeys(tags, 0) for u in units}
    places = SideBySide(units)
    counted = _named_by_unit(tx, span, places, sorted(tags))
    for (position, tag), people in unnamed.parts(tx, span.parameters(places.around)).items():
        if home := places.home_of(position):
            counted[home.id, tag] += people
    return {u.id: {tag: counted[u.id, tag] for tag in tags} for u in units}


def _named_by_unit(tx: Tx, span: _Span, places: SideBySide, tags: list[str]) -> Counter[tuple[int, str]]:
    counted = Counter[tuple[int, str]]()
    left, right = places.around
    for source, values in span.parts(places.around, [(u.left, u.right) for u in places.units]):
        is_dense = source is _Source.BLOCKS and right - left <= 2 * BLOCK * len(places.units)
        statement = _BY_BLOCK if is_dense else _BY_UNIT[source]
        for row in tx.execute(statement, {**values, "units": [u.id for u in places.units], "tags": tags}):
            if home := places.home_of(row.position):
                counted[home.id, row.tag] += row.people
    return counted


def as_told(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """What each of these party cells told itself, whichever unit goes on in its place now."""
    span = _span(tx, stage, period, as_of)
    if span is None or not units:
        return {u.id: Total(named=0, unnamed=0) for u in units}
    bounds = {"stage": stage.value, "start": span.start, "end": span.end, "units": [u.id for u in units]}
    named = {row.unit_id: row.people for row in tx.execute(_NAMED_AS_TOLD, bounds)}
    told = unnamed.as_told(tx, bounds)
    return {u.id: Total(named=named.get(u.id, 0), unnamed=told[u.id]) for u in units}


def ages(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> tuple[int, int]:
    """Of how many people the year of birth is known, and their ages in that year added up."""
    span = _span(tx, stage, period, as_of)
    if span is None:
        return 0, 0
    row = tx.execute(_AGES, span.parameters(interval)).one()
    return row.people, row.years


def by_month(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> list[MonthTotal]:
    """The months of the period with their figures, empty ones included, then what belongs to no one month."""
    span = _span(tx, stage, period, as_of)
    if span is None:
        return []
    counted = dict.fromkeys(_months(span.start, span.end), 0)
    for source, values in span.parts(interval, [interval]):
        for row in tx.execute(_BY_MONTH[source], values):
            counted[int(row.month[:4]), int(row.month[5:])] += row.people
    unplaced = 0
    for told in unnamed.told(tx, span.bounds(interval)):
        last = told.end - timedelta(days=1)
        if (told.start.year, told.start.month) == (last.year, last.month):
            counted[last.year, last.month] += told.count
        else:
            unplaced += told.count
    months = [MonthTotal(year=year, month=month, value=n) for (year, month), n in counted.items()]
    return [*months, MonthTotal(year=None, month=None, value=unplaced)] if unplaced else months


def _span(tx: Tx, stage: Stage, period: Period, as_of: date) -> _Span | None:
    end = min(period.end, as_of + timedelta(days=1))
    if end <= period.start:
        return None
    is_last = end.day > 1 and not tx.execute(_REACHED_SINCE, {"end": end}).scalar_one()
    return _Span(stage=stage, start=period.start, end=end, is_last=is_last)


def _parts(tx: Tx, span: _Span, interval: Interval) -> Counter[str]:
    """By tag, what numbers without names add anywhere within the interval."""
    counted = Counter[str]()
    for (_, tag), people in unnamed.parts(tx, span.parameters(interval)).items():
        counted[tag] += people
    return counted


def _tags_told(tx: Tx, stage: Stage, prefix: str) -> list[str]:
    tags: list[str] = []
    after, stop = prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
    bounds = {"stage": stage.value, "stop": stop}
    while tag := tx.execute(_NEXT_TAG, {**bounds, "after": after}).scalar():
        tags.append(tag)
        after = tag
    return tags


def _months(start: date, end: date) -> list[tuple[int, int]]:
    last = end - timedelta(days=1)
    months = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return [(n // 12, n % 12 + 1) for n in months]
