"""Who stands behind a figure, a page at a time: people with the reports that told of them, and numbers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Among
from domain.rules import Subject
from storage.database import Tx
from storage.schema import claim, deadline, event, milestone, person, tally
from storage.types import LocalDate

Interval = tuple[int, int]
Bounds = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person who reached a step, and the report that told it."""

    person_id: int
    unit_id: int
    stage: Stage
    on: date
    recorded_at: datetime
    reported_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNumber:
    """One number without names, for [start, end), and the report that told it."""

    unit_id: int
    start: date
    end: date
    count: int
    recorded_at: datetime
    reported_by: int | None


def _day(name: str) -> sa.BindParameter[date]:
    return sa.bindparam(name, type_=LocalDate())


_AT = sa.and_(
    milestone.c.stage.in_(sa.bindparam("stages", expanding=True)),
    milestone.c.position >= sa.bindparam("left"),
    milestone.c.position < sa.bindparam("right"),
)
_REACHED = sa.and_(
    _AT,
    milestone.c.since >= _day("start"),
    milestone.c.since < _day("end"),
    milestone.c.reached_on.is_(None),
)
_STANDING = sa.and_(
    _AT,
    milestone.c.since <= _day("on"),
    sa.or_(milestone.c.until.is_(None), milestone.c.until > _day("on")),
)

# The tags of a step are kept with its event, and a person who moved stands there by another one.
_STEP = milestone.alias("step")
_CARRIES_ALL = (
    sa.select(sa.func.count(tally.c.tag.distinct()))
    .select_from(_STEP.join(tally, tally.c.event_id == _STEP.c.event_id))
    .where(
        _STEP.c.person_id == milestone.c.person_id,
        _STEP.c.stage == milestone.c.stage,
        tally.c.tag.in_(sa.bindparam("tags", expanding=True)),
    )
    .correlate(milestone)
    .scalar_subquery()
) == sa.bindparam("all_tags")


_COURSE = milestone.alias("course")
_HAS_COURSE = (
    sa.exists()
    .where(
        _COURSE.c.person_id == milestone.c.person_id,
        _COURSE.c.stage == Stage.CLASS.value,
        _COURSE.c.since >= _day("start"),
        _COURSE.c.since < _day("end"),
    )
    .correlate(milestone)
)


def _waits_for(rule: str) -> sa.ColumnElement[bool]:
    """That the rule still asked for something of the person on that day."""
    after = event.alias("after")
    settled_later = sa.select(after.c.id).where(
        after.c.id == deadline.c.settled_by, after.c.happened_on > _day("on")
    )
    return (
        sa.exists()
        .where(
            deadline.c.subject_kind == Subject.PERSON.value,
            deadline.c.subject_id == milestone.c.person_id,
            deadline.c.rule == rule,
            deadline.c.trigger_on <= _day("on"),
            sa.or_(deadline.c.settled_by.is_(None), settled_later.exists()),
        )
        .correlate(milestone)
    )


_since = sa.func.coalesce(milestone.c.reached_on, milestone.c.since)  # also of who has moved
_LACKING = {
    Among.UNRECOGNISED: sa.and_(_since >= _day("start"), _since < _day("end")),
    Among.TRAINED: _HAS_COURSE,
    Among.NO_DOSSIER: _HAS_COURSE,
    Among.UNTRAINED: sa.not_(_HAS_COURSE),
    Among.NO_MENTOR: _waits_for("mentor"),
    Among.NO_COURSE: _waits_for("new_member_course"),
}


def _of_age(year: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(
            person.c.id == milestone.c.person_id,
            year - person.c.birth_year >= sa.bindparam("least"),
            year - person.c.birth_year <= sa.bindparam("oldest"),
        )
        .correlate(milestone)
    )


def _page(of: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(milestone, event.c.recorded_at, event.c.reported_by)
        .join(event, event.c.id == milestone.c.event_id)
        .where(of)
        .order_by(milestone.c.since, milestone.c.event_id)
        .limit(sa.bindparam("most"))
        .offset(sa.bindparam("skipped"))
    )


def _narrowed_pages(
    of: sa.ColumnElement[bool], aged: sa.ColumnElement[bool]
) -> dict[tuple[bool, bool], sa.Select[tuple[object, ...]]]:
    """The page of all, of those who carry tags, of those of an age, and of both."""
    return {
        (False, False): _page(of),
        (True, False): _page(sa.and_(of, _CARRIES_ALL)),
        (False, True): _page(sa.and_(of, aged)),
        (True, True): _page(sa.and_(of, _CARRIES_ALL, aged)),
    }


_YEAR_OF_STEP = sa.cast(sa.func.substr(milestone.c.since, 1, 4), sa.Integer)
_REACHED_PAGES = _narrowed_pages(_REACHED, _of_age(_YEAR_OF_STEP))
_STANDING_PAGES = _narrowed_pages(_STANDING, _of_age(sa.bindparam("counted_in", type_=sa.Integer)))
_LACKING_PAGE = {among: _page(sa.and_(_STANDING, lacks)) for among, lacks in _LACKING.items()}
_LACKING_COUNT = {
    among: sa.select(sa.func.count()).select_from(milestone).where(sa.and_(_STANDING, lacks))
    for among, lacks in _LACKING.items()
}
_NUMBERS = (
    sa.select(claim, event.c.recorded_at, event.c.reported_by)
    .join(event, event.c.id == claim.c.event_id)
    .where(
        claim.c.stage.in_(sa.bindparam("stages", expanding=True)),
        claim.c.position >= sa.bindparam("left"),
        claim.c.position < sa.bindparam("right"),
        claim.c.start >= _day("start"),
        claim.c.end <= _day("end"),
        claim.c.count > 0,
    )
    .order_by(claim.c.start, claim.c.event_id)
)


def reached(
    tx: Tx,
    stage: Stage,
    interval: Interval,
    period: Period,
    as_of: date,
    *,
    tags: Collection[str] = (),
    ages: tuple[int, int] | None = None,
    start: int,
    most: int,
) -> list[Entry]:
    """Who reached the step in the period until that day, the earliest first, from place `start` on.

    With tags only those who carry all of them; with ages only those from the one to the other in that year.
    """
    bounds: Bounds = {"start": period.start, "end": min(period.end, as_of + timedelta(days=1))}
    page = _REACHED_PAGES[bool(tags), ages is not None]
    return _entries(tx, page, [stage], interval, bounds | _carried(tags) | _aged(ages), start, most)


def standing(
    tx: Tx,
    stages: Iterable[Stage],
    interval: Interval,
    on: date,
    *,
    tags: Collection[str] = (),
    ages: tuple[int, int] | None = None,
    start: int,
    most: int,
) -> list[Entry]:
    """Who stands at any of the steps at the end of that day, the longest first, from place `start` on.

    With tags only those who carry all of them; with ages only those from the one to the other in the year of
    that day.
    """
    bounds: Bounds = {"on": on} | ({"counted_in": on.year} if ages else {})
    page = _STANDING_PAGES[bool(tags), ages is not None]
    return _entries(tx, page, stages, interval, bounds | _carried(tags) | _aged(ages), start, most)


def lacking(
    tx: Tx,
    among: Among,
    stages: Iterable[Stage],
    interval: Interval,
    on: date,
    within: Period | None,
    *,
    start: int,
    most: int,
) -> tuple[int, list[Entry]]:
    """How many of those who stand at the steps lack what is asked for, and a page of them as `standing`.

    `within`: a course counts only where it ended in that span, an admission where it was.
    """
    bounds: Bounds = {
        "on": on,
        "start": within.start if within else date.min,
        "end": min(within.end if within else date.max, on + timedelta(days=1)),
    }
    wanted = list(stages)
    place = {"stages": [s.value for s in wanted], "left": interval[0], "right": interval[1]}
    count: int = tx.execute(_LACKING_COUNT[among], {**bounds, **place}).scalar_one()
    return count, _entries(tx, _LACKING_PAGE[among], wanted, interval, bounds, start, most)


def _carried(tags: Collection[str]) -> Bounds:
    return {"tags": sorted(tags), "all_tags": len(tags)} if tags else {}


def _aged(ages: tuple[int, int] | None) -> Bounds:
    return {"least": ages[0], "oldest": ages[1]} if ages else {}


def numbers(tx: Tx, stage: Stage, interval: Interval, period: Period, as_of: date) -> list[ToldNumber]:
    """The numbers without names that count in the period until that day."""
    bounds = {
        "stages": [stage.value],
        "left": interval[0],
        "right": interval[1],
        "start": period.start,
        "end": min(period.end, as_of + timedelta(days=1)),
    }
    return [
        ToldNumber(
            unit_id=row.unit_id,
            start=row.start,
            end=row.end,
            count=row._mapping["count"],
            recorded_at=row.recorded_at,
            reported_by=row.reported_by,
        )
        for row in tx.execute(_NUMBERS, bounds)
    ]


def _entries(
    tx: Tx,
    page: sa.Select[tuple[object, ...]],
    stages: Iterable[Stage],
    interval: Interval,
    bounds: Bounds,
    start: int,
    most: int,
) -> list[Entry]:
    values = {
        "stages": [stage.value for stage in stages],
        "left": interval[0],
        "right": interval[1],
        "skipped": start,
        "most": most,
        **bounds,
    }
    return [
        Entry(
            person_id=row.person_id,
            unit_id=row.unit_id,
            stage=Stage(row.stage),
            on=row.reached_on or row.since,
            recorded_at=row.recorded_at,
            reported_by=row.reported_by,
        )
        for row in tx.execute(page, values)
    ]
