"""Figures: how many people reached a step, where and when.

A figure over a subtree is one range of a key for each month: no tree is walked; storage/spans.py says in
which table. Numbers told without names add what the names inside them do not account for. Nothing later than
`as_of` ever counts.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from domain.periods import Period
from domain.pipeline import Stage
from domain.units import BLOCK, SideBySide, Unit
from storage import unnamed
from storage.database import Tx
from storage.schema import milestone, month_tally, person, tally, unit
from storage.spans import (
    IN_SCOPE,
    IN_SPAN,
    Source,
    Span,
    below_unit,
    day,
    each,
    has_tag,
    in_months,
    in_scope,
    months_of,
    span_of,
)
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


_NAMED = each(
    lambda table, people, when: (
        sa.select(people).select_from(table).where(when, table.c.tag == "", in_scope(table))
    )
)
_BY_TAG = each(
    lambda table, people, when: (
        sa.select(table.c.tag, people.label("people"))
        .where(when, has_tag(table), in_scope(table))
        .group_by(table.c.tag)
    )
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
        IN_SCOPE,
    )
    .limit(1)
)
_BY_MONTH = each(
    lambda table, people, when: (
        sa.select(table.c.month, people.label("people"))
        .where(when, table.c.tag == "", in_scope(table))
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
    .where(IN_SPAN, tally.c.tag == "", IN_SCOPE, person.c.birth_year.is_not(None))
)
_DAYS = sa.select(tally.c.happened_on).distinct().where(IN_SPAN, tally.c.tag == "", IN_SCOPE)
_AGED = _AGES.where(
    _YEAR - person.c.birth_year >= sa.bindparam("least"), _YEAR - person.c.birth_year <= sa.bindparam("most")
)
_OF_AGE = (
    sa.exists()
    .where(
        milestone.c.event_id == tally.c.event_id,
        person.c.id == milestone.c.person_id,
        _YEAR - person.c.birth_year >= sa.bindparam("least"),
        _YEAR - person.c.birth_year <= sa.bindparam("oldest"),
    )
    .correlate(tally)
)


def _at(wanted: sa.Select[tuple[int]]) -> sa.Select[tuple[int, int]]:
    """How many events of a statement for their ids lie at each position."""
    found = wanted.add_columns(tally.c.position).group_by(tally.c.position).subquery()
    return sa.select(found.c.position, sa.func.count().label("people")).group_by(found.c.position)


_OF_ALL_TAGS = (
    sa.select(tally.c.event_id)
    .where(IN_SPAN, has_tag(tally), IN_SCOPE)
    .group_by(tally.c.event_id)
    .having(sa.func.count() == sa.bindparam("most"))
)
_CARRYING_ALL = sa.select(sa.func.count()).select_from(_OF_ALL_TAGS.subquery())
_AGED_CARRYING_ALL = sa.select(sa.func.count()).select_from(_OF_ALL_TAGS.where(_OF_AGE).subquery())
_CARRYING_ALL_AT, _AGED_CARRYING_ALL_AT = _at(_OF_ALL_TAGS), _at(_OF_ALL_TAGS.where(_OF_AGE))
# An outer join rather than an inner one: it can only be answered unit by unit, seeking in the key. Grouped in
# the order in which rows are found, so that none is sorted.
_BY_UNIT = each(
    lambda table, people, when: (
        sa.select(unit.c.left.label("position"), table.c.tag, people.label("people"))
        .join_from(unit, table, sa.and_(when, has_tag(table), below_unit(table)), isouter=True)
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
    .where(in_months(month_tally), has_tag(month_tally), in_scope(month_tally))
    .group_by(month_tally.c.block, month_tally.c.tag)
)
# By the cells of then: of whoever told it, wherever its records lie now.
_NAMED_AS_TOLD = (
    sa.select(milestone.c.unit_id, sa.func.count().label("people"))
    .where(
        milestone.c.stage == sa.bindparam("stage"),
        milestone.c.unit_id.in_(sa.bindparam("units", expanding=True)),
        milestone.c.since >= day("start"),
        milestone.c.since < day("end"),
        milestone.c.reached_on.is_(None),
    )
    .group_by(milestone.c.unit_id)
)


def total(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> Total:
    """How many people reached the step in the period, within the interval of positions.

    A number told without names counts when its whole span lies in the period: a yearly figure says
    nothing of a month.
    """
    span = span_of(tx, stage, period, as_of)
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
    span = span_of(tx, stage, period, as_of)
    if span is None or not tags:
        return dict.fromkeys(tags, 0)
    return _tagged(tx, span, interval, tags, _parts(tx, span, interval))


def _tagged(
    tx: Tx, span: Span, interval: Interval, tags: Collection[str], parts: Mapping[str, int]
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
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return 0
    wanted = {**span.parameters(interval), "tags": sorted(tags), "most": len(tags)}
    count: int = tx.execute(_CARRYING_ALL, wanted).scalar_one()
    return count


def breakdown_by_tag(
    tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date, prefix: str
) -> dict[str, int]:
    """The same for every tag with this prefix ("gender:", "ethnicity:") that occurs; most people first."""
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return {}
    parts = _parts(tx, span, interval)
    tags = {*_tags_told(tx, stage, prefix), *(tag for tag in parts if tag.startswith(prefix))}
    counted = _tagged(tx, span, interval, tags, parts)
    return {tag: n for tag, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if n}


def by_unit(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """The total of each of these units, zero included. None of them may enclose another."""
    span = span_of(tx, stage, period, as_of)
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
    span = span_of(tx, stage, period, as_of)
    if span is None or not units or not tags:
        return {u.id: dict.fromkeys(tags, 0) for u in units}
    places = SideBySide(units)
    counted = _named_by_unit(tx, span, places, sorted(tags))
    for (position, tag), people in unnamed.parts(tx, span.parameters(places.around)).items():
        if home := places.home_of(position):
            counted[home.id, tag] += people
    return {u.id: {tag: counted[u.id, tag] for tag in tags} for u in units}


def of_all_by_unit(
    tx: Tx,
    stage: Stage,
    units: Sequence[Unit],
    period: Period,
    as_of: date,
    *,
    tags: Collection[str],
    ages: tuple[int, int] | None,
) -> dict[int, int]:
    """How many of those on record with their names in each of these units, none of which may enclose another,
    carry every one of the tags and are from the one age to the other in that year."""
    span = span_of(tx, stage, period, as_of)
    counted = dict.fromkeys((u.id for u in units), 0)
    if span is None or not units:
        return counted
    places = SideBySide(units)
    wanted = {**span.parameters(places.around), "tags": sorted(tags) or [""], "most": len(tags) or 1}
    if ages:
        rows = tx.execute(_AGED_CARRYING_ALL_AT, wanted | {"least": ages[0], "oldest": ages[1]})
    else:
        rows = tx.execute(_CARRYING_ALL_AT, wanted)
    for row in rows:
        if home := places.home_of(row.position):
            counted[home.id] += row.people
    return counted


def _named_by_unit(tx: Tx, span: Span, places: SideBySide, tags: list[str]) -> Counter[tuple[int, str]]:
    counted = Counter[tuple[int, str]]()
    left, right = places.around
    for source, values in span.parts(places.around, [(u.left, u.right) for u in places.units]):
        is_dense = source is Source.BLOCKS and right - left <= 2 * BLOCK * len(places.units)
        statement = _BY_BLOCK if is_dense else _BY_UNIT[source]
        for row in tx.execute(statement, {**values, "units": [u.id for u in places.units], "tags": tags}):
            if home := places.home_of(row.position):
                counted[home.id, row.tag] += row.people
    return counted


def as_told(tx: Tx, stage: Stage, units: Sequence[Unit], period: Period, as_of: date) -> dict[int, Total]:
    """What each of these party cells told itself, whichever unit goes on in its place now."""
    span = span_of(tx, stage, period, as_of)
    if span is None or not units:
        return {u.id: Total(named=0, unnamed=0) for u in units}
    bounds = {"stage": stage.value, "start": span.start, "end": span.end, "units": [u.id for u in units]}
    named = {row.unit_id: row.people for row in tx.execute(_NAMED_AS_TOLD, bounds)}
    told = unnamed.as_told(tx, bounds)
    return {u.id: Total(named=named.get(u.id, 0), unnamed=told[u.id]) for u in units}


def days(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> int:
    """On how many different days the step was reached; of a number without names, on the last of its span."""
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return 0
    named = {row.happened_on for row in tx.execute(_DAYS, span.parameters(interval))}
    told = {number.end - timedelta(days=1) for number in unnamed.told(tx, span.bounds(interval))}
    return len(named | told)


def ages(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> tuple[int, int]:
    """Of how many people the year of birth is known, and their ages in that year added up."""
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return 0, 0
    row = tx.execute(_AGES, span.parameters(interval)).one()
    return row.people, row.years


def aged(
    tx: Tx,
    stage: Stage,
    interval: Interval,
    period: Period,
    as_of: date,
    *,
    least: int,
    most: int,
    tags: Collection[str] = (),
) -> int:
    """How many of them were from `least` to `most` years old in that year, and carry all of the tags."""
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return 0
    if tags:
        wanted = {"tags": sorted(tags), "most": len(tags), "least": least, "oldest": most}
        both: int = tx.execute(_AGED_CARRYING_ALL, span.parameters(interval) | wanted).scalar_one()
        return both
    people: int = tx.execute(_AGED, {**span.parameters(interval), "least": least, "most": most}).one().people
    return people


def by_month(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> list[MonthTotal]:
    """The months of the period with their figures, empty ones included, then what belongs to no one month."""
    span = span_of(tx, stage, period, as_of)
    if span is None:
        return []
    counted = dict.fromkeys(months_of(span.start, span.end), 0)
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


def _parts(tx: Tx, span: Span, interval: Interval) -> Counter[str]:
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
