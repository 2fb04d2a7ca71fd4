"""Computing figures: totals with their quota, what lags behind, and the stock of dossiers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.answers import MembersAnswer
from domain.calendar import add_months
from domain.disclosure import SMALLEST_SHOWN
from domain.figures import (
    EXCLUSIVE,
    SENSITIVE,
    Aged,
    Ages,
    AverageAge,
    Compared,
    Dimension,
    FigureAnswer,
    Order,
    PipelineAnswer,
    Published,
    Query,
    Row,
    Table,
    Topic,
)
from domain.people import Category, Gender
from domain.periods import Period, PeriodKind, last_years, range_period, year_to_date
from domain.pipeline import OPEN_DOSSIER, SOURCE, Stage
from domain.quotas import Quota, resolve
from domain.rules import RuleBook
from domain.tags import AGE_BANDS, MINORITY
from domain.units import Unit, UnitKind
from handlers.asking.targets import lagging, sum_of_units, unit_rows, with_outlook, with_quota
from handlers.asking.withholding import (
    Asked,
    counted_by_tags,
    given_back,
    hidden_in_figure,
    hidden_in_stock,
    overlap,
    together,
)
from handlers.succession import endings, figure_as_it_was, kinds_below, units_below
from storage import quotas, statistics, stock, units
from storage.database import Tx

# A pace is only worth telling while its end is near: the first quarter's says little in November.
_RECENT = timedelta(days=31)
_HIGHLIGHTS = (f"gender:{Gender.FEMALE}", MINORITY, *(f"category:{category}" for category in Category))
_CATEGORIES_SHOWN = 4
_YEAR, _TERM = 12, 60  # months
_AGES = (
    f"<{AGE_BANDS[0][0]}",
    *(f"{low}-{high}" for low, high in AGE_BANDS),
    f">{AGE_BANDS[-1][1]}",
)
# What the stock is divided by beside units.
_GROUPS = (*EXCLUSIVE, Dimension.CATEGORY, Dimension.RELIGION)
_OLDEST = 200  # years
STOCK = (*SOURCE, *OPEN_DOSSIER, Stage.ADMISSION)


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
    period = _period(query, known, today)
    if query.as_it_was or unit.successor_id is not None:
        return figure_as_it_was(tx, query, unit, stage, period, today)
    as_of = min(today, period.last_day)
    asked = Asked(stage=stage, unit=unit, period=period, as_of=as_of, today=today, is_own_cell=is_own_cell)
    rows = _by_unit(tx, query, asked)
    answer = _counted(tx, query, asked, rows)
    quota = resolve(known, period)
    if quota is None:
        return answer
    answer = with_quota(tx, answer, quota, asked)
    answer = replace(answer, units_quota=sum_of_units(rows, quota, answer.progress))
    return with_outlook(tx, answer, book) if today - as_of <= _RECENT else answer


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
    beside = None
    if query.compared:
        beside = compared(tx, stage, unit, period, as_of, query.compared_with, asked.today)
    return FigureAnswer(
        query=replace(query, unit_id=unit.id, stage=stage),
        unit=unit,
        stage=stage,
        period=period,
        as_of=as_of,
        value=counted.value,
        unnamed=counted.unnamed,
        highlights=() if query.by else _highlights(tx, asked),
        tables=tuple(
            _table(tx, asked, dimension, counted.value, rows, query.order) for dimension in query.by
        ),
        lagging=lagging(rows, as_of) if _asks_gap(query) else (),
        reached=_reached(rows) if _asks_gap(query) else (),
        units_with_quota=sum(row.progress is not None for row in rows),
        members=_published(tx, unit, "members", as_of),
        average_age=_average_age(tx, asked) if Dimension.AGE in query.by else None,
        aged=_aged(tx, asked, query.ages) if query.ages else None,
        compared=beside,
        first_year=None if counted.value else first_year(tx, stage, unit),
        parts=_parts(tx, asked, query.parts, counted.value),
        together=together(tx, asked, query.together, counted.named),
        kinds_below=kinds_below(tx, unit, period, stage),
        endings=endings(tx, unit, period, as_of, by_unit=_asks_gap(query) or Dimension.UNIT in query.by),
    )


def pipeline(tx: Tx, query: Query, unit: Unit, today: date, *, is_own_cell: bool = False) -> PipelineAnswer:
    """How many people stand at each step at the end of the period asked about, or today.

    Without a step the figure is the number of open dossiers. With one and a period it also says how
    many reached that step within the period.
    """
    as_of = min(today, query.period.last_day) if query.period else today
    interval = (unit.left, unit.right)
    stages = asked_stages(query.stage)
    counted = stock.standing(tx, interval, as_of, dict.fromkeys((*STOCK, *stages)))
    day = Period(kind=PeriodKind.RANGE, start=as_of, end=as_of + timedelta(days=1))
    tables: tuple[Table, ...] = ()
    if Dimension.UNIT in query.by and (below := units_below(tx, unit, day)):
        by_unit = stock.by_unit(tx, below, as_of, stages)
        rows = [Row(key=child.name, value=by_unit[child.id], unit=child) for child in below]
        tables = (Table(dimension=Dimension.UNIT, rows=_ranked(rows, query.order)),)
    whole = sum(counted.get(stage, 0) for stage in stages)
    groups = [dimension for dimension in query.by if dimension in _GROUPS]
    tagged = dict.fromkeys(query.parts, 0)
    if groups or query.parts:
        tagged |= stock.by_tag(tx, interval, as_of, stages)
    hidden = None if is_own_cell else hidden_in_stock(tx, unit, as_of, stages, tagged, whole)
    tables += tuple(_of_stock(dimension, tagged, whole, hidden) for dimension in groups)
    both = None
    if query.together:
        count = stock.with_all_tags(tx, interval, as_of, stages, query.together)
        both = overlap(query.together, count, whole, tagged, is_open=is_own_cell)
    reached = None
    if query.stage and query.period:
        reached = statistics.total(tx, query.stage, interval, query.period, as_of).value
    foreign = _published(tx, unit, "foreign_element_dossiers", as_of)
    return PipelineAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=as_of,
        standing=whole,
        by_stage=tuple(counted.items()),
        reached=reached,
        tables=tables,
        parts=_named(tagged, query.parts, hidden or ()),
        together=both,
        foreign_element=foreign if foreign and as_of - foreign.as_of <= _RECENT else None,
        kinds_below=kinds_below(tx, unit, day),
    )


def members(tx: Tx, query: Query, unit: Unit, today: date) -> MembersAnswer:
    """How many members the unit has: as published for it last, and as they are on record here."""
    interval = (unit.left, unit.right)
    standing = stock.standing(tx, interval, today, (Stage.ADMISSION, Stage.OFFICIAL))
    known = _published(tx, unit, "members", today)
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


def first_year(tx: Tx, stage: Stage, unit: Unit) -> int | None:
    """Since when the step is on record. Of a cell alone it says little: its first years may have had nobody,
    so it is asked of the unit above."""
    whole = unit
    if unit.kind is UnitKind.PARTY_CELL and unit.parent_id is not None:
        whole = units.get(tx, unit.parent_id)
    return statistics.first_year(tx, stage, (whole.left, whole.right))


def compared(
    tx: Tx, stage: Stage, unit: Unit, period: Period, as_of: date, other: Period | None, today: date
) -> Compared:
    """The unit's figure of the span that the period is held against: the year before where none is told."""
    span, until = same_span(period, as_of, other, today)
    counted = statistics.total(tx, stage, (unit.left, unit.right), span, until)
    return Compared(period=span, as_of=until, value=counted.value, first_year=first_year(tx, stage, unit))


def same_span(period: Period, as_of: date, other: Period | None, today: date) -> tuple[Period, date]:
    """The span to hold a figure against and until which day: untold it is the year before, or the term.

    Where it is the same some whole months before, until the same day of it, so that a year under way is
    not held against a whole one.
    """
    earlier = _TERM if period.kind is PeriodKind.TERM else _YEAR  # nhiệm kỳ này so với nhiệm kỳ trước
    months = earlier if other is None else _months_between(other.start, period.start)
    span = replace(period, start=add_months(period.start, -months), end=add_months(period.end, -months))
    # "so với năm 2019" of a year that is under way means its days so far.
    is_year_so_far = other is not None and other.kind is PeriodKind.YEAR and other.start == span.start
    if other is not None and not is_year_so_far and (other.start, other.end) != (span.start, span.end):
        return other, min(other.last_day, today)
    if as_of >= period.last_day:
        return span, min(span.last_day, today)  # all of September beside all of August
    return span, min(add_months(as_of, -months), today)


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _parts(tx: Tx, asked: Asked, tags: Sequence[str], whole: int) -> tuple[Row, ...]:
    """The groups asked for by name; a small one is not told of outside the own cell."""
    counted, hidden = counted_by_tags(tx, asked, tags, whole)
    return _named(counted, tags, hidden)


def _named(counted: Mapping[str, int], tags: Sequence[str], hidden: Collection[str]) -> tuple[Row, ...]:
    return tuple(Row(key=tag, value=counted.get(tag, 0), is_hidden=tag in hidden) for tag in tags)


def _average_age(tx: Tx, asked: Asked) -> AverageAge | None:
    people, years = statistics.ages(tx, *asked.what)
    return AverageAge(years=Decimal(years) / people, people=people) if people else None


def _aged(tx: Tx, asked: Asked, ages: Ages) -> Aged:
    people, _ = statistics.ages(tx, *asked.what)
    least, most = ages.least or 0, ages.most if ages.most is not None else _OLDEST
    return Aged(ages=ages, value=statistics.aged(tx, *asked.what, least=least, most=most), people=people)


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


def _highlights(tx: Tx, asked: Asked) -> tuple[Row, ...]:
    """Women, minorities and the largest occupations, as papers add them to a total."""
    counted = statistics.by_tags(tx, *asked.what, _HIGHLIGHTS)
    minorities = {MINORITY: counted[MINORITY]}
    first, categories = _HIGHLIGHTS[:2], _HIGHLIGHTS[2:]
    is_small = counted[MINORITY] < SMALLEST_SHOWN and not asked.is_own_cell
    if is_small or given_back(tx, asked, minorities):
        first = tuple(tag for tag in first if tag != MINORITY)
    largest = sorted(categories, key=lambda tag: -counted[tag])[:_CATEGORIES_SHOWN]
    return tuple(Row(key=tag, value=counted[tag]) for tag in (*first, *largest) if counted[tag])


def _table(
    tx: Tx, asked: Asked, dimension: Dimension, whole: int, unit_rows: Sequence[Row], order: Order | None
) -> Table:
    match dimension:
        case Dimension.UNIT:
            ranked = _ranked(unit_rows, order)
            rows = ranked if order in (Order.SLOWEST, Order.NOBODY) else _with_rest(ranked, whole)
        case Dimension.MONTH:
            rows = tuple(
                Row(key=f"{month.year}-{month.month:02}" if month.month else "", value=month.value)
                for month in statistics.by_month(tx, *asked.what)
            )
        case Dimension.YEAR:
            rows = _by_year(tx, asked)
        case Dimension.AGE:
            tags = [f"age:{band}" for band in _AGES]
            by_band = statistics.by_tags(tx, *asked.what, tags)
            rows = tuple(Row(key=tag.partition(":")[2], value=by_band[tag]) for tag in tags if by_band[tag])
        case _:
            found = statistics.breakdown_by_tag(tx, *asked.what, f"{dimension}:")
            rows = tuple(Row(key=tag.partition(":")[2], value=value) for tag, value in found.items())
            if dimension in SENSITIVE and not asked.is_own_cell:
                tagged = found | statistics.by_tags(tx, *asked.what, [MINORITY])
                return _told(dimension, rows, whole, hidden_in_figure(tx, asked, tagged, whole))
    return _told(dimension, rows, whole)


def _by_year(tx: Tx, asked: Asked) -> tuple[Row, ...]:
    """The years of the period since there are records: before, nobody was counted and a 0 would be false."""
    since = first_year(tx, asked.stage, asked.unit)
    years: Counter[int | None] = Counter()
    for month in statistics.by_month(tx, *asked.what):
        if month.year is None or (since is not None and month.year >= since):
            years[month.year] += month.value
    return tuple(Row(key=str(year or ""), value=n) for year, n in years.items())


def _of_stock(
    dimension: Dimension, tagged: Mapping[str, int], whole: int, hidden: frozenset[str] | None
) -> Table:
    """Who stands there divided by what people are; those of whom it is not known last."""
    of_group = {
        tag.partition(":")[2]: n for tag, n in tagged.items() if n and tag.startswith(f"{dimension}:")
    }
    keys = sorted(of_group, key=lambda key: (_AGES.index(key) if key in _AGES else -of_group[key], key))
    rows = tuple(Row(key=key, value=of_group[key]) for key in keys)
    return _told(dimension, rows, whole, hidden if dimension in SENSITIVE else None)


def _told(
    dimension: Dimension, rows: tuple[Row, ...], whole: int, hidden: frozenset[str] | None = None
) -> Table:
    """`hidden`: the tags of a sensitive division without their number, for whoever may not see all of it."""
    if dimension in EXCLUSIVE:
        rows = _with_rest(rows, whole)
    if hidden is not None:
        if 0 < whole < SMALLEST_SHOWN:
            return Table(dimension=dimension, rows=(), is_withheld=True)
        rows = tuple(replace(r, is_hidden=(f"{dimension}:{r.key}" if r.key else "") in hidden) for r in rows)
    return Table(dimension=dimension, rows=rows)


def _with_rest(rows: Sequence[Row], whole: int) -> tuple[Row, ...]:
    """The rows, and one without a key for those whom none of them counts."""
    rest = whole - sum(row.value for row in rows)
    return (*rows, Row(key="", value=rest)) if rest > 0 else tuple(rows)


def _reached(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The units that have reached their quota."""
    return tuple(row for row in _ranked(rows, None) if row.progress and row.progress.gap == 0)


def _ranked(rows: Sequence[Row], order: Order | None) -> tuple[Row, ...]:
    """Most people first; of the same number, who has come further with the quota.

    The slowest are those with the smallest share of their quota; without any quota those with fewest people.
    """
    largest_first = sorted(rows, key=lambda row: (-row.value, -_share(row)))
    match order:
        case Order.NOBODY:
            return tuple(row for row in rows if row.value == 0)
        case Order.SLOWEST if any(row.progress for row in rows):
            measured = [row for row in reversed(largest_first) if row.progress]
            return tuple(sorted(measured, key=_share))
        case Order.LEAST | Order.SLOWEST:
            return tuple(reversed(largest_first))
        case _:
            return tuple(largest_first)


def _share(row: Row) -> Decimal:
    return (row.progress.percent if row.progress else None) or Decimal(0)


def asked_stages(stage: Stage | None) -> tuple[Stage, ...]:
    """The steps at which the people asked about stand: every open one where none is named."""
    if stage is None:
        return OPEN_DOSSIER
    return SOURCE if stage is Stage.CANDIDATE else (stage,)


def _published(tx: Tx, unit: Unit, name: str, on: date) -> Published | None:
    known = units.figure(tx, unit.id, name, on)
    return Published(value=known.value, as_of=known.as_of) if known else None
