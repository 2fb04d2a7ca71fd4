"""Computing figures: totals with their quota, what lags behind, and the stock of dossiers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.figures import (
    Dimension,
    FigureAnswer,
    Lagging,
    PipelineAnswer,
    Published,
    Query,
    Row,
    Running,
    Table,
    Topic,
)
from domain.people import Category, Gender
from domain.periods import Period, PeriodKind, year_to_date
from domain.pipeline import OPEN_DOSSIER, Stage
from domain.quotas import Progress, Quota, forecast, is_below_pace, percent_of, progress, resolve
from domain.tags import AGE_BANDS, MINORITY
from domain.units import Unit
from storage import quotas, statistics, units
from storage.database import Tx

# A pace is only worth telling while its end is near: the first quarter's says little in November.
_RECENT = timedelta(days=31)
_HIGHLIGHTS = (f"gender:{Gender.FEMALE}", MINORITY, *(f"category:{category}" for category in Category))
_CATEGORIES_SHOWN = 4
_AGES = (
    f"<{AGE_BANDS[0][0]}",
    *(f"{low}-{high}" for low, high in AGE_BANDS),
    f">{AGE_BANDS[-1][1]}",
)
# Everybody has at most one of these: whoever is missing from the rows is not known.
_EXCLUSIVE = (Dimension.GENDER, Dimension.ETHNICITY, Dimension.AGE)
SOURCE = (Stage.CANDIDATE, Stage.CLASS, Stage.REFERRAL)
STOCK = (*SOURCE, *OPEN_DOSSIER, Stage.ADMISSION)


def figure(tx: Tx, query: Query, unit: Unit, today: date) -> FigureAnswer:
    """How many reached the step in the period within the unit, with quota, pace and breakdowns.

    Without a period it is the year to date. A question about the gap is counted from the first day
    of the quota it is measured against.
    """
    stage = query.stage or Stage.ADMISSION
    known = quotas.of_unit(tx, unit.id) if stage is Stage.ADMISSION else []
    period = query.period or _default_period(query, known, today)
    if query.topic is Topic.QUOTA_GAP:
        period = _from_quota_start(known, period)
    as_of = min(today, period.last_day)
    interval = (unit.left, unit.right)
    counted = statistics.total(tx, stage, interval, period, as_of)
    below = _units_below(tx, unit, period)
    rows = _unit_rows(tx, stage, below, period, as_of) if below and _needs_units(query) else ()
    answer = FigureAnswer(
        query=Query(topic=query.topic, unit_id=unit.id, stage=stage, period=query.period, by=query.by),
        unit=unit,
        stage=stage,
        period=period,
        as_of=as_of,
        value=counted.value,
        unnamed=counted.unnamed,
        highlights=() if query.by else _highlights(tx, stage, interval, period, as_of),
        tables=tuple(
            _table(tx, dimension, stage, unit, period, as_of, counted, rows) for dimension in query.by
        ),
        lagging=_lagging(rows, as_of) if query.topic is Topic.QUOTA_GAP else (),
        units_with_quota=sum(row.progress is not None for row in rows),
        members=_published(tx, unit, "members", as_of),
        kinds_below=frozenset(child.kind for child in below),
    )
    quota = resolve(known, period)
    return _with_quota(tx, answer, quota, today) if quota else answer


def pipeline(tx: Tx, query: Query, unit: Unit, today: date) -> PipelineAnswer:
    """How many people stand at each step at the end of the period asked about, or today.

    Without a step the figure is the number of open dossiers. With one and a period it also says how
    many reached that step within the period.
    """
    as_of = min(today, query.period.last_day) if query.period else today
    interval = (unit.left, unit.right)
    counted = statistics.stock(tx, interval, as_of, STOCK)
    stages = _asked_stages(query.stage)
    below = _units_below(tx, unit, Period(kind=PeriodKind.RANGE, start=as_of, end=as_of + timedelta(days=1)))
    tables: tuple[Table, ...] = ()
    if Dimension.UNIT in query.by and below:
        by_unit = statistics.stock_by_unit(tx, below, as_of, stages)
        rows = [Row(key=child.name, value=by_unit[child.id], unit=child) for child in below]
        tables = (Table(dimension=Dimension.UNIT, rows=_largest_first(rows)),)
    reached = None
    if query.stage and query.period:
        reached = statistics.total(tx, query.stage, interval, query.period, as_of).value
    foreign = _published(tx, unit, "foreign_element_dossiers", as_of)
    return PipelineAnswer(
        query=Query(topic=query.topic, unit_id=unit.id, stage=query.stage, period=query.period, by=query.by),
        unit=unit,
        as_of=as_of,
        standing=sum(counted.get(stage, 0) for stage in stages),
        by_stage=tuple(counted.items()),
        reached=reached,
        tables=tables,
        foreign_element=foreign if foreign and as_of - foreign.as_of <= _RECENT else None,
        kinds_below=frozenset(child.kind for child in below),
    )


def _default_period(query: Query, known: Sequence[Quota], today: date) -> Period:
    this_year = year_to_date(today)
    if query.topic is not Topic.QUOTA_GAP or resolve(known, this_year):
        return this_year
    # A quarter's or a half year's quota may be all there is.
    running = resolve(known, Period(kind=PeriodKind.RANGE, start=today, end=today + timedelta(days=1)))
    return (
        Period(kind=PeriodKind.RANGE, start=running.period.start, end=this_year.end) if running else this_year
    )


def _from_quota_start(known: Sequence[Quota], asked: Period) -> Period:
    quota = resolve(known, asked)
    if quota is None or quota.period.start == asked.start:
        return asked
    return Period(kind=PeriodKind.RANGE, start=quota.period.start, end=asked.end)


def _with_quota(tx: Tx, answer: FigureAnswer, quota: Quota, today: date) -> FigureAnswer:
    unit, as_of = answer.unit, answer.as_of
    interval = (unit.left, unit.right)
    quota = quota.for_cells(units.cells_count(tx, interval, as_of)) if quota.per_cell else quota
    if quota.period.start != answer.period.start:
        so_far = Period(kind=quota.period.kind, start=quota.period.start, end=answer.period.end)
        reached = statistics.total(tx, answer.stage, interval, so_far, as_of).value
        return replace(answer, running=Running(period=quota.period, progress=progress(reached, quota)))
    measured = progress(answer.value, quota)
    if measured.gap == 0 or today - as_of > _RECENT:
        return replace(answer, progress=measured)
    dossiers = sum(statistics.stock(tx, interval, as_of, OPEN_DOSSIER).values())
    return replace(
        answer,
        progress=measured,
        forecast=forecast(answer.value, quota.low, quota.period, as_of),
        open_dossiers=dossiers,
        percent_with_dossiers=percent_of(answer.value + dossiers, quota.low),
    )


def _needs_units(query: Query) -> bool:
    return query.topic is Topic.QUOTA_GAP or Dimension.UNIT in query.by


def _units_below(tx: Tx, unit: Unit, period: Period) -> list[Unit]:
    """The units directly below that existed at some time in the period."""
    return [
        child
        for child in units.children(tx, unit.id)
        if (child.valid_from is None or child.valid_from < period.end)
        and (child.valid_to is None or child.valid_to > period.start)
    ]


def _unit_rows(tx: Tx, stage: Stage, below: Sequence[Unit], period: Period, as_of: date) -> list[Row]:
    """Each unit's figure, with its progress where its own quota begins with the period or before it."""
    counted = statistics.by_unit(tx, stage, below, period, as_of)
    measured = _progress_of(tx, below, period, as_of) if stage is Stage.ADMISSION else {}
    return [
        Row(key=child.name, value=counted[child.id].value, unit=child, progress=measured.get(child.id))
        for child in below
    ]


def _progress_of(tx: Tx, below: Sequence[Unit], period: Period, as_of: date) -> dict[int, Progress]:
    """How far each unit's quota is reached, counted from the quota's own first day."""
    known = quotas.for_units(tx, [child.id for child in below])
    by_start: dict[date, list[tuple[Unit, Quota]]] = defaultdict(list)
    for child in below:
        if quota := resolve(known[child.id], period):
            by_start[quota.period.start].append((child, quota))
    measured: dict[int, Progress] = {}
    for start, group in by_start.items():
        span = Period(kind=PeriodKind.RANGE, start=start, end=period.end)
        reached = statistics.by_unit(tx, Stage.ADMISSION, [child for child, _ in group], span, as_of)
        for child, quota in group:
            cells = units.cells_count(tx, (child.left, child.right), as_of) if quota.per_cell else 0
            measured[child.id] = progress(reached[child.id].value, quota.for_cells(cells))
    return measured


def _lagging(rows: Iterable[Row], as_of: date) -> tuple[Lagging, ...]:
    """The units that still miss something, the smallest share of its quota first."""
    behind: list[Lagging] = []
    for row in rows:
        if row.unit is None or row.progress is None or row.progress.gap == 0:
            continue
        quota = row.progress.quota
        ahead = forecast(row.progress.achieved, quota.low, quota.period, as_of)
        behind.append(
            Lagging(
                unit=row.unit,
                progress=row.progress,
                needed=ahead.needed if ahead else None,
                is_below_pace=is_below_pace(row.progress.achieved, quota.low, quota.period, as_of),
            )
        )
    return tuple(
        sorted(behind, key=lambda item: (item.progress.percent or 0, -item.progress.gap, item.unit.left))
    )


def _highlights(
    tx: Tx, stage: Stage, interval: tuple[int, int], period: Period, as_of: date
) -> tuple[Row, ...]:
    """Women, minorities and the largest occupations, as papers add them to a total."""
    counted = statistics.by_tags(tx, stage, interval, period, as_of, _HIGHLIGHTS)
    first, categories = _HIGHLIGHTS[:2], _HIGHLIGHTS[2:]
    largest = sorted(categories, key=lambda tag: -counted[tag])[:_CATEGORIES_SHOWN]
    return tuple(Row(key=tag, value=counted[tag]) for tag in (*first, *largest) if counted[tag])


def _table(
    tx: Tx,
    dimension: Dimension,
    stage: Stage,
    unit: Unit,
    period: Period,
    as_of: date,
    counted: statistics.Total,
    unit_rows: Sequence[Row],
) -> Table:
    interval = (unit.left, unit.right)
    match dimension:
        case Dimension.UNIT:
            rows = _with_rest(_largest_first(unit_rows), counted.value)
        case Dimension.MONTH:
            rows = tuple(
                Row(key=f"{month.year}-{month.month:02}" if month.month else "", value=month.value)
                for month in statistics.by_month(tx, stage, interval, period, as_of)
            )
        case Dimension.AGE:
            tags = [f"age:{band}" for band in _AGES]
            by_band = statistics.by_tags(tx, stage, interval, period, as_of, tags)
            rows = tuple(Row(key=tag.partition(":")[2], value=by_band[tag]) for tag in tags if by_band[tag])
        case _:
            found = statistics.breakdown_by_tag(tx, stage, interval, period, as_of, f"{dimension}:")
            rows = tuple(Row(key=tag.partition(":")[2], value=value) for tag, value in found.items())
    if dimension in _EXCLUSIVE:
        rows = _with_rest(rows, counted.value)
    return Table(dimension=dimension, rows=rows)


def _with_rest(rows: Sequence[Row], whole: int) -> tuple[Row, ...]:
    """The rows, and one without a key for those whom none of them counts."""
    rest = whole - sum(row.value for row in rows)
    return (*rows, Row(key="", value=rest)) if rest > 0 else tuple(rows)


def _largest_first(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: -row.value))


def _asked_stages(stage: Stage | None) -> tuple[Stage, ...]:
    if stage is None:
        return OPEN_DOSSIER
    return SOURCE if stage is Stage.CANDIDATE else (stage,)


def _published(tx: Tx, unit: Unit, name: str, on: date) -> Published | None:
    known = units.figure(tx, unit.id, name, on)
    return Published(value=known.value, as_of=known.as_of) if known else None
