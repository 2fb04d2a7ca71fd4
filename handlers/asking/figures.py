"""Computing figures: totals with their quota, what lags behind, and the stock of dossiers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.answers import MembersAnswer
from domain.disclosure import is_sensitive
from domain.figures import Aged, AverageAge, Compared, FigureAnswer, PipelineAnswer, Row, Table
from domain.periods import (
    Period,
    PeriodKind,
    all_time,
    is_of_one_year,
    last_years,
    range_period,
    year_to_date,
)
from domain.pipeline import OPEN_DOSSIER, SOURCE, Stage
from domain.questions import EXCLUSIVE, TEMPORAL, Ages, Dimension, Query, Topic
from domain.quotas import Quota, resolve
from domain.rules import RuleBook
from domain.tags import age_band
from domain.units import Unit
from handlers.asking.comparing import compared
from handlers.asking.dividing import as_rows, divided, highlights, parts, quota_reached, ranked, stock_divided
from handlers.asking.kinds_in_lists import of_kind
from handlers.asking.of_group import by_time, by_unit, group_divided, standing_by_unit
from handlers.asking.on_record import first_year, published
from handlers.asking.targets import lagging, sum_of_units, unit_rows, with_outlook, with_pace_then, with_quota
from handlers.asking.withholding import Asked, hidden_in_stock, overlap, together
from handlers.succession import endings, figure_as_it_was, kinds_below, units_below
from storage import quotas, statistics, stock
from storage.database import Tx

# A pace is only worth telling while its end is near: the first quarter's says little in November.
_RECENT = timedelta(days=31)
# What the stock is divided by beside units.
_GROUPS = (*EXCLUSIVE, Dimension.CATEGORY, Dimension.RELIGION)
_STOCK = (*SOURCE, *OPEN_DOSSIER, Stage.ADMISSION)


def figure(
    tx: Tx,
    query: Query,
    unit: Unit,
    today: date,
    *,
    is_own_cell: bool = False,
    book: RuleBook | None = None,
) -> FigureAnswer:
    """How many reached the step in the period within the unit, with quota, pace and breakdowns.

    Without a period it is the year to date. A question about the gap is counted from the first day
    of the quota it is measured against. Only for their own cell are small groups shown to the asker. With
    the rules it is also told how many of the open dossiers can be in time.
    """
    stage = query.stage or Stage.ADMISSION
    known = quotas.of_unit(tx, unit.id) if stage is Stage.ADMISSION else []
    if query.period is None and Dimension.YEAR in query.by:
        query = replace(query, period=last_years(today, since=first_year(tx, stage, unit)))
    if query.period and query.period.kind is PeriodKind.ALL_TIME:
        since = first_year(tx, stage, unit) or today.year
        query = replace(query, period=all_time(today, since=min(since, today.year)))
    period = _period(query, known, today)
    if query.as_it_was or unit.successor_id is not None:
        return figure_as_it_was(tx, query, unit, stage, period, today)
    as_of = min(today, period.last_day)
    asked = Asked(stage=stage, unit=unit, period=period, as_of=as_of, today=today, is_own_cell=is_own_cell)
    rows = _by_unit(tx, query, asked)
    query, told = of_kind(query, rows)
    answer = _counted(tx, query, asked, told)
    quota = resolve(known, period)
    if quota is None:
        return answer
    answer = with_quota(tx, answer, quota, asked)
    answer = replace(answer, units_quota=sum_of_units(rows, quota, answer.progress))
    if today - as_of <= _RECENT:
        return with_outlook(tx, answer, book)
    return with_pace_then(answer) if _asks_gap(query) else answer


def _by_unit(tx: Tx, query: Query, asked: Asked) -> Sequence[Row]:
    """The units below with their figures, where they are asked about.

    Of a gap only the units with a quota are told: where none below has one, nothing of them is counted.
    """
    is_wanted = Dimension.UNIT in query.by or (_asks_gap(query) and quotas.are_below(tx, asked.unit))
    below = units_below(tx, asked.unit, asked.period, asked.stage) if is_wanted else ()
    return unit_rows(tx, asked.stage, below, asked.period, asked.as_of) if below else ()


def _counted(tx: Tx, query: Query, asked: Asked, rows: Sequence[Row]) -> FigureAnswer:
    """The figure with its groups and units, still without its quota."""
    stage, unit, period, as_of = asked.stage, asked.unit, asked.period, asked.as_of
    counted = statistics.total(tx, *asked.what)
    group = group_divided(query, is_own_cell=asked.is_own_cell)
    beside = None
    if query.compared:
        beside = compared(tx, stage, unit, period, as_of, query.compared_with, asked.today, group)
    return FigureAnswer(
        query=replace(query, unit_id=unit.id, stage=stage),
        unit=unit,
        stage=stage,
        period=period,
        as_of=as_of,
        value=counted.value,
        unnamed=counted.unnamed,
        highlights=() if query.by else highlights(tx, asked),
        tables=tuple(_divided(tx, query, asked, dimension, counted.value, rows) for dimension in query.by),
        lagging=lagging(rows, as_of) if _asks_gap(query) else (),
        reached=quota_reached(rows) if _asks_gap(query) else (),
        units_with_quota=sum(row.progress is not None for row in rows),
        members=published(tx, unit, "members", as_of),
        average_age=_average_age(tx, asked) if Dimension.AGE in query.by else None,
        aged=_aged(tx, asked, query.ages, query) if query.ages else None,
        compared=beside,
        units_before=_units_before(tx, asked, beside, rows) if Dimension.UNIT in query.by else (),
        first_year=None if counted.value and is_of_one_year(period) else first_year(tx, stage, unit),
        parts=parts(tx, asked, query.parts, counted.value),
        together=together(tx, asked, query.together, counted.named),
        kinds_below=kinds_below(tx, unit, period, stage),
        endings=endings(tx, unit, period, as_of, by_unit=_asks_gap(query) or Dimension.UNIT in query.by),
    )


def _units_before(tx: Tx, asked: Asked, beside: Compared | None, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Each unit in the earlier span that everybody's figure is compared with; none where there are no records
    of it, and of a group."""
    if beside is None or beside.group or not beside.is_on_record or beside.period.start > asked.period.start:
        return ()
    below = [row.unit for row in rows if row.unit is not None]
    counted = statistics.by_unit(tx, asked.stage, below, beside.period, beside.as_of)
    return tuple(Row(key=unit.name, value=counted[unit.id].value, unit=unit) for unit in below)


def _divided(
    tx: Tx, query: Query, asked: Asked, dimension: Dimension, whole: int, rows: Sequence[Row]
) -> Table:
    """By one dimension: everybody, or by units and by time only the one group that is asked for."""
    group = group_divided(query, is_own_cell=asked.is_own_cell)
    if group and dimension is Dimension.UNIT:
        return by_unit(tx, asked, group, query, rows)
    if query.order and len(query.parts) == 1 and dimension is Dimension.UNIT and not query.together:
        return Table(dimension=dimension, rows=(), is_withheld=True)  # in which order says who is of it
    if query.kind and dimension is Dimension.UNIT:
        whole = sum(row.value for row in rows)  # whoever belongs to units of other kinds is no rest
    table = divided(tx, asked, dimension, whole, rows, query.order)
    return by_time(tx, asked, group, table) if group and dimension in TEMPORAL else table


def pipeline(tx: Tx, query: Query, unit: Unit, today: date, *, is_own_cell: bool = False) -> PipelineAnswer:
    """How many people stand at each step at the end of the period asked about, or today.

    Without a step the figure is the number of open dossiers. With one and a period it also says how
    many reached that step within the period.
    """
    as_of = min(today, query.period.last_day) if query.period else today
    interval = (unit.left, unit.right)
    stages = asked_stages(query.stage)
    counted = stock.standing(tx, interval, as_of, dict.fromkeys((*_STOCK, *stages)))
    day = Period(kind=PeriodKind.RANGE, start=as_of, end=as_of + timedelta(days=1))
    tables: tuple[Table, ...] = ()
    if Dimension.UNIT in query.by and (below := units_below(tx, unit, day)):
        by_unit = stock.by_unit(tx, below, as_of, stages)
        rows = [Row(key=child.name, value=by_unit[child.id], unit=child) for child in below]
        if group := group_divided(query, is_own_cell=is_own_cell):
            tables = (standing_by_unit(tx, group, query, rows, as_of, stages),)
        else:
            tables = (Table(dimension=Dimension.UNIT, rows=ranked(rows, query.order)),)
    whole = sum(counted.get(stage, 0) for stage in stages)
    groups = [one for one in query.by if one in _GROUPS and not (one is Dimension.AGE and query.ages)]
    tagged = dict.fromkeys(query.parts, 0)
    if groups or query.parts:
        tagged |= stock.by_tag(tx, interval, as_of, stages)
    if Dimension.AGE in groups:
        tagged = _as_old_as_then(tx, interval, as_of, stages, tagged)
    hidden = None if is_own_cell else hidden_in_stock(tx, unit, as_of, stages, tagged, whole)
    tables += tuple(stock_divided(dimension, tagged, whole, hidden) for dimension in groups)
    both = None
    if query.together:
        count = stock.with_all_tags(tx, interval, as_of, stages, query.together)
        both = overlap(query.together, count, whole, tagged, is_open=is_own_cell)
    reached = None
    if query.stage and query.period:
        reached = statistics.total(tx, query.stage, interval, query.period, as_of).value
    foreign = published(tx, unit, "foreign_element_dossiers", as_of)
    return PipelineAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=as_of,
        standing=whole,
        by_stage=tuple(counted.items()),
        reached=reached,
        tables=tables,
        parts=as_rows(tagged, query.parts, hidden or ()),
        together=both,
        aged=_aged_in_stock(tx, query.ages, query, unit, as_of, is_own_cell) if query.ages else None,
        foreign_element=foreign if foreign and as_of - foreign.as_of <= _RECENT else None,
        kinds_below=kinds_below(tx, unit, day),
    )


def _as_old_as_then(
    tx: Tx, interval: tuple[int, int], on: date, stages: Sequence[Stage], tagged: Mapping[str, int]
) -> dict[str, int]:
    """The tags with the ages of that year: those kept with a step are the ages at which it was reached."""
    of_others = {tag: n for tag, n in tagged.items() if not tag.startswith(f"{Dimension.AGE}:")}
    bands = Counter[str]()
    for year, people in stock.birth_years(tx, interval, on, stages).items():
        bands[f"{Dimension.AGE}:{age_band(date(year, 1, 1), date(on.year, 1, 1))}"] += people
    return of_others | bands


def _aged_in_stock(tx: Tx, ages: Ages, query: Query, unit: Unit, on: date, is_own_cell: bool) -> Aged:
    """How many of those standing there are of the ages in that year, as `_aged` of who reached a step."""
    interval, stages = (unit.left, unit.right), asked_stages(query.stage)

    def of_ages(born: Mapping[int, int]) -> int:
        return sum(people for year, people in born.items() if on.year - year in ages)

    born = stock.birth_years(tx, interval, on, stages)
    told = Aged(ages=ages, value=of_ages(born), people=sum(born.values()), in_year=on.year)
    if not (tags := _counted_beside_ages(query, is_own_cell=is_own_cell)):
        return told
    both = of_ages(stock.birth_years(tx, interval, on, stages, tags))
    return replace(told, tags=tags, carrying=both)


def members(tx: Tx, query: Query, unit: Unit, today: date) -> MembersAnswer:
    """How many members the unit has: as published for it last, and as they are on record here."""
    interval = (unit.left, unit.right)
    standing = stock.standing(tx, interval, today, (Stage.ADMISSION, Stage.OFFICIAL))
    known = published(tx, unit, "members", today)
    since = 0
    if known and known.as_of < today:
        after = range_period(known.as_of + timedelta(days=1), today)
        since = statistics.total(tx, Stage.ADMISSION, interval, after, today).value
    return MembersAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=today,
        on_probation=standing[Stage.ADMISSION],
        official=standing[Stage.OFFICIAL],
        published=known,
        admitted_since=since,
    )


def _average_age(tx: Tx, asked: Asked) -> AverageAge | None:
    people, years = statistics.ages(tx, *asked.what)
    return AverageAge(years=Decimal(years) / people, people=people) if people else None


def _aged(tx: Tx, asked: Asked, ages: Ages, query: Query) -> Aged:
    """How many are of the ages, and also of the group asked for, where that gives nobody away."""
    people, _ = statistics.ages(tx, *asked.what)
    least, most = ages.bounds
    value = statistics.aged(tx, *asked.what, least=least, most=most)
    told = Aged(ages=ages, value=value, people=people)
    if not (tags := _counted_beside_ages(query, is_own_cell=asked.is_own_cell)):
        return told
    both = statistics.aged(tx, *asked.what, least=least, most=most, tags=tags)
    return replace(told, tags=tags, carrying=both)


def _counted_beside_ages(query: Query, *, is_own_cell: bool) -> tuple[str, ...]:
    """The group of which it is counted who is also of the ages, where that gives nobody away."""
    tags = query.together or (query.parts if len(query.parts) == 1 else ())
    return () if any(map(is_sensitive, tags)) and not is_own_cell else tags


def _period(query: Query, known: Sequence[Quota], today: date) -> Period:
    """Of a gap from the first day of its quota on; without a period the year so far."""
    if not _asks_gap(query):
        return query.period or year_to_date(today)
    period = query.period or _running(known, today)
    quota = resolve(known, period)
    if quota is None or quota.period.start == period.start:
        return period
    return Period(kind=PeriodKind.RANGE, start=quota.period.start, end=period.end)


def _running(known: Sequence[Quota], today: date) -> Period:
    """The year so far, or the quarter or half year so far where its quota is all there is."""
    this_year = year_to_date(today)
    if resolve(known, this_year):
        return this_year
    running = resolve(known, Period(kind=PeriodKind.RANGE, start=today, end=today + timedelta(days=1)))
    if running is None:
        return this_year
    return Period(kind=PeriodKind.RANGE, start=running.period.start, end=this_year.end)


def _asks_gap(query: Query) -> bool:
    return query.topic is Topic.QUOTA_GAP


def asked_stages(stage: Stage | None) -> tuple[Stage, ...]:
    """The steps at which the people asked about stand: every open one where none is named."""
    if stage is None:
        return OPEN_DOSSIER
    return SOURCE if stage is Stage.CANDIDATE else (stage,)
