"""Figures: how many people reached a step, where and when.

A figure over a subtree is one range of the `tally` key (stage, year, tag, position): no tree is walked
and no counter is kept. Numbers told without names add what the names inside them do not account for.
Nothing later than `as_of` ever counts.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from domain.periods import Period
from domain.pipeline import Stage
from domain.units import Unit
from storage.database import Tx
from storage.schema import claim, claim_part, milestone, person, tally, unit
from storage.types import LocalDate
from storage.units import Interval


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """What is counted: a step, from the start of the period until its end or the as-of date."""

    stage: Stage
    start: date
    end: date

    @property
    def years(self) -> list[int]:
        return list(range(self.start.year, (self.end - timedelta(days=1)).year + 1))

    def parameters(self, interval: Interval) -> dict[str, object]:
        return {**self.bounds(interval), "years": self.years}

    def parts(self, interval: Interval) -> Iterator[tuple[bool, dict[str, object]]]:
        """The parameters of the years that lie in it whole (True), and of those it cuts (False)."""
        first = self.start.year + (self.start > date(self.start.year, 1, 1))
        whole = [year for year in self.years if first <= year < self.end.year]
        cut = [year for year in self.years if year not in whole]
        for is_whole, years in ((True, whole), (False, cut)):
            if years:
                yield is_whole, {**self.bounds(interval), "years": years}

    def bounds(self, interval: Interval) -> dict[str, object]:
        left, right = interval
        return {
            "stage": self.stage.value,
            "start": self.start,
            "end": self.end,
            "left": left,
            "right": right,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unnamed:
    """What one number without names adds."""

    position: int
    start: date
    end: date
    count: int


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=LocalDate())


_IN_YEARS = sa.and_(
    tally.c.stage == sa.bindparam("stage"), tally.c.year.in_(sa.bindparam("years", expanding=True))
)
_IN_SPAN = sa.and_(_IN_YEARS, tally.c.happened_on >= _day("start"), tally.c.happened_on < _day("end"))
# Of years that lie in the span whole no day is compared: that takes a third of the time.
_WHEN = {True: _IN_YEARS, False: _IN_SPAN}
_IN_SCOPE = sa.and_(tally.c.position >= sa.bindparam("left"), tally.c.position < sa.bindparam("right"))
_NAMED = {
    is_whole: sa.select(sa.func.count()).select_from(tally).where(when, tally.c.tag == "", _IN_SCOPE)
    for is_whole, when in _WHEN.items()
}
_BY_TAG = {
    is_whole: sa.select(tally.c.tag, sa.func.count().label("people"))
    .where(when, tally.c.tag.in_(sa.bindparam("tags", expanding=True)), _IN_SCOPE)
    .group_by(tally.c.tag)
    for is_whole, when in _WHEN.items()
}
# A step from each tag to the next: a few seeks, where DISTINCT would read every row of the year.
_NEXT_TAG = (
    sa.select(tally.c.tag)
    .where(
        tally.c.stage == sa.bindparam("stage"),
        tally.c.year == sa.bindparam("year"),
        tally.c.tag > sa.bindparam("after"),
        tally.c.tag < sa.bindparam("stop"),
    )
    .order_by(tally.c.tag)
    .limit(1)
)
_MONTH = sa.func.substr(tally.c.happened_on, 1, 7, type_=sa.Text)
_BY_MONTH = (
    sa.select(_MONTH.label("month"), sa.func.count().label("people"))
    .where(_IN_SPAN, tally.c.tag == "", _IN_SCOPE)
    .group_by(_MONTH)
)
_AGES = (
    sa.select(
        sa.func.count().label("people"),
        sa.func.coalesce(sa.func.sum(tally.c.year - person.c.birth_year), 0).label("years"),
    )
    .join_from(tally, milestone, milestone.c.event_id == tally.c.event_id)
    .join(person, person.c.id == milestone.c.person_id)
    .where(_IN_SPAN, tally.c.tag == "", _IN_SCOPE, person.c.birth_year.is_not(None))
)
# A subquery for each unit rather than a join: it can only be answered by seeking in the tally's key.
_BY_UNIT = sa.select(
    unit.c.id,
    sa.select(sa.func.count())
    .select_from(tally)
    .where(_IN_SPAN, tally.c.tag == "", tally.c.position >= unit.c.left, tally.c.position < unit.c.right)
    .correlate(unit)
    .scalar_subquery()
    .label("people"),
).where(unit.c.id.in_(sa.bindparam("units", expanding=True)))
_IN_CLAIM = (
    sa.select(sa.func.count())
    .select_from(milestone)
    .where(
        milestone.c.stage == claim.c.stage,
        milestone.c.since >= claim.c.start,
        milestone.c.since < claim.c.end,
        milestone.c.reached_on.is_(None),
    )
)
_NAMED_BELOW = (
    _IN_CLAIM.where(milestone.c.position >= unit.c.left, milestone.c.position < unit.c.right)
    .correlate(claim, unit)
    .scalar_subquery()
)
# What a unit that ended has told lies with its successor; there only its own names account for its number.
_NAMED_BY_ENDED = (
    _IN_CLAIM.where(
        unit.c.successor_id.is_not(None),
        milestone.c.position == claim.c.position,
        milestone.c.unit_id == claim.c.unit_id,
    )
    .correlate(claim, unit)
    .scalar_subquery()
)
_NAMED_IN_CLAIM = _NAMED_BELOW + _NAMED_BY_ENDED
_CLAIMED = sa.and_(
    claim.c.stage == sa.bindparam("stage"),
    claim.c.position >= sa.bindparam("left"),
    claim.c.position < sa.bindparam("right"),
    claim.c.start >= _day("start"),
    claim.c.end <= _day("end"),
    claim.c.count > 0,
)
_CLAIMS = (
    sa.select(
        claim.c.position, claim.c.start, claim.c.end, (claim.c.count - _NAMED_IN_CLAIM).label("unnamed")
    )
    .join_from(claim, unit, unit.c.id == claim.c.unit_id)
    .where(_CLAIMED)
)
_TAGGED = (
    sa.select(sa.func.count())
    .select_from(tally)
    .where(
        tally.c.stage == claim.c.stage,
        tally.c.year.in_(sa.bindparam("years", expanding=True)),
        tally.c.tag == claim_part.c.tag,
        tally.c.happened_on >= claim.c.start,
        tally.c.happened_on < claim.c.end,
    )
)
_TAGGED_BELOW = (
    _TAGGED.where(tally.c.position >= unit.c.left, tally.c.position < unit.c.right)
    .correlate(claim, claim_part, unit)
    .scalar_subquery()
)
_TAGGED_BY_ENDED = (
    _TAGGED.where(
        unit.c.successor_id.is_not(None),
        tally.c.position == claim.c.position,
        sa.exists().where(milestone.c.event_id == tally.c.event_id, milestone.c.unit_id == claim.c.unit_id),
    )
    .correlate(claim, claim_part, unit)
    .scalar_subquery()
)
_TAGGED_IN_CLAIM = _TAGGED_BELOW + _TAGGED_BY_ENDED
_CLAIM_PARTS = (
    sa.select(
        claim_part.c.tag,
        (claim_part.c.count - _TAGGED_IN_CLAIM).label("unnamed"),
        (claim.c.count - _NAMED_IN_CLAIM).label("at_most"),
    )
    .join_from(claim_part, claim, claim.c.event_id == claim_part.c.event_id)
    .join(unit, unit.c.id == claim.c.unit_id)
    .where(_CLAIMED)
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
_NAMED_OF_TELLER = (
    _IN_CLAIM.where(milestone.c.position == claim.c.position, milestone.c.unit_id == claim.c.unit_id)
    .correlate(claim)
    .scalar_subquery()
)
_CLAIMS_AS_TOLD = sa.select(claim.c.unit_id, (claim.c.count - _NAMED_OF_TELLER).label("unnamed")).where(
    claim.c.stage == sa.bindparam("stage"),
    claim.c.unit_id.in_(sa.bindparam("units", expanding=True)),
    claim.c.start >= _day("start"),
    claim.c.end <= _day("end"),
    claim.c.count > 0,
)


def total(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> Total:
    """How many people reached the step in the period, within the interval of positions.

    A number told without names counts when its whole span lies in the period: a yearly figure says
    nothing of a month.
    """
    span = _span(stage, period, as_of)
    if span is None:
        return Total(named=0, unnamed=0)
    parts = span.parts(interval)
    named = sum(tx.execute(_NAMED[is_whole], values).scalar_one() for is_whole, values in parts)
    return Total(named=named, unnamed=sum(told.count for told in _unnamed(tx, span, interval)))


def by_tags(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, tags: Collection[str]
) -> dict[str, int]:
    """How many people carry each of these tags. They overlap and need not add up.

    Of people told without names, so many as were said to carry it and are not named yet.
    """
    span = _span(stage, period, as_of)
    if span is None or not tags:
        return dict.fromkeys(tags, 0)
    return _tagged(tx, span, interval, tags, _parts_told(tx, span, interval))


def _tagged(
    tx: Tx, span: _Span, interval: Interval, tags: Collection[str], unnamed: Mapping[str, int]
) -> dict[str, int]:
    counted = dict.fromkeys(tags, 0)
    for is_whole, values in span.parts(interval):
        for row in tx.execute(_BY_TAG[is_whole], {**values, "tags": sorted(tags)}):
            counted[row.tag] += row.people
    return {tag: n + unnamed.get(tag, 0) for tag, n in counted.items()}


def breakdown_by_tag(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, prefix: str
) -> dict[str, int]:
    """The same for every tag with this prefix ("gender:", "ethnicity:") that occurs; most people first."""
    span = _span(stage, period, as_of)
    if span is None:
        return {}
    unnamed = _parts_told(tx, span, interval)
    tags = {tag for year in span.years for tag in _tags_of_year(tx, stage, year, prefix)}
    tags.update(tag for tag in unnamed if tag.startswith(prefix))
    counted = _tagged(tx, span, interval, tags, unnamed)
    return {tag: n for tag, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if n}


def by_unit(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """The total of each of these units, zero included. None of them may enclose another."""
    span = _span(stage, period, as_of)
    if span is None or not units:
        return {u.id: Total(named=0, unnamed=0) for u in units}
    ordered = sorted(units, key=lambda u: u.left)
    around = (ordered[0].left, ordered[-1].right)
    rows = tx.execute(_BY_UNIT, {**span.parameters(around), "units": [u.id for u in units]})
    named = {row.id: row.people for row in rows}
    unnamed = dict.fromkeys(named, 0)
    lefts = [u.left for u in ordered]
    for told in _unnamed(tx, span, around):
        home = ordered[bisect_right(lefts, told.position) - 1]
        if told.position < home.right:
            unnamed[home.id] += told.count
    return {u.id: Total(named=named[u.id], unnamed=unnamed[u.id]) for u in units}


def as_told(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """What each of these party cells told itself, whichever unit goes on in its place now."""
    span = _span(stage, period, as_of)
    if span is None or not units:
        return {u.id: Total(named=0, unnamed=0) for u in units}
    bounds = {"stage": stage.value, "start": span.start, "end": span.end, "units": [u.id for u in units]}
    named = {row.unit_id: row.people for row in tx.execute(_NAMED_AS_TOLD, bounds)}
    unnamed: dict[int, int] = {}
    for row in tx.execute(_CLAIMS_AS_TOLD, bounds):
        unnamed[row.unit_id] = unnamed.get(row.unit_id, 0) + max(0, row.unnamed)
    return {u.id: Total(named=named.get(u.id, 0), unnamed=unnamed.get(u.id, 0)) for u in units}


def ages(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> tuple[int, int]:
    """Of how many people the year of birth is known, and their ages in that year added up."""
    span = _span(stage, period, as_of)
    if span is None:
        return 0, 0
    row = tx.execute(_AGES, span.parameters(interval)).one()
    return row.people, row.years


def by_month(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> list[MonthTotal]:
    """The months of the period with their figures, empty ones included, then what belongs to no one month."""
    span = _span(stage, period, as_of)
    if span is None:
        return []
    counted = dict.fromkeys(_months(span.start, span.end), 0)
    for row in tx.execute(_BY_MONTH, span.parameters(interval)):
        counted[int(row.month[:4]), int(row.month[5:])] += row.people
    unplaced = 0
    for told in _unnamed(tx, span, interval):
        last = told.end - timedelta(days=1)
        if (told.start.year, told.start.month) == (last.year, last.month):
            counted[last.year, last.month] += told.count
        else:
            unplaced += told.count
    months = [MonthTotal(year=year, month=month, value=n) for (year, month), n in counted.items()]
    return [*months, MonthTotal(year=None, month=None, value=unplaced)] if unplaced else months


def _span(stage: Stage, period: Period, as_of: date) -> _Span | None:
    end = min(period.end, as_of + timedelta(days=1))
    return _Span(stage=stage, start=period.start, end=end) if end > period.start else None


def _unnamed(tx: Tx, span: _Span, interval: Interval) -> list[_Unnamed]:
    rows = tx.execute(_CLAIMS, span.bounds(interval))
    return [
        _Unnamed(position=row.position, start=row.start, end=row.end, count=row.unnamed)
        for row in rows
        if row.unnamed > 0
    ]


def _parts_told(tx: Tx, span: _Span, interval: Interval) -> dict[str, int]:
    """By tag, how many were told without names to carry it, less those named since."""
    told: dict[str, int] = defaultdict(int)
    for row in tx.execute(_CLAIM_PARTS, span.parameters(interval)):
        told[row.tag] += max(0, min(row.unnamed, row.at_most))
    return told


def _tags_of_year(tx: Tx, stage: Stage, year: int, prefix: str) -> list[str]:
    tags: list[str] = []
    after, stop = prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
    bounds = {"stage": stage.value, "year": year, "stop": stop}
    while tag := tx.execute(_NEXT_TAG, {**bounds, "after": after}).scalar():
        tags.append(tag)
        after = tag
    return tags


def _months(start: date, end: date) -> list[tuple[int, int]]:
    last = end - timedelta(days=1)
    months = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    return [(n // 12, n % 12 + 1) for n in months]
