"""A group asked for by name or by age ("nữ theo chi bộ", "nữ dưới 30 tuổi theo quý"): counted for itself in
every row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.calendar import add_months
from domain.disclosure import is_sensitive
from domain.figures import Row, Table, Whom
from domain.periods import Period, PeriodKind, within_year_of, year_period
from domain.pipeline import Stage
from domain.questions import Dimension, Order, Query
from domain.quotas import percent_of
from handlers.asking.dividing import ranked
from handlers.asking.withholding import Asked
from storage import statistics, stock
from storage.database import Tx

_LONG = {Dimension.MONTH: 1, Dimension.QUARTER: 3, Dimension.YEAR: 12}  # months


def group_divided(query: Query, *, is_own_cell: bool) -> Whom | None:
    """Those that can be told row by row; None of several groups that are each their own, and of one whose
    small numbers outside the own cell may give somebody away."""
    tags = query.together or query.parts
    if len(query.parts) > 1 and not query.together:
        return None
    if not (tags or query.ages) or (any(map(is_sensitive, tags)) and not is_own_cell):
        return None
    return Whom(tags=tags, ages=query.ages)


def counted(tx: Tx, group: Whom, stage: Stage, interval: tuple[int, int], period: Period, as_of: date) -> int:
    """How many of the group reached the step in the period."""
    what = (stage, interval, period, as_of)
    if group.ages:
        least, most = group.ages.bounds
        return statistics.aged(tx, *what, least=least, most=most, tags=group.tags)
    if len(group.tags) > 1:
        return statistics.with_all_tags(tx, *what, group.tags)
    return sum(statistics.by_tags(tx, *what, group.tags).values())


def by_unit(tx: Tx, asked: Asked, group: Whom, query: Query, everybody: Sequence[Row]) -> Table:
    """How many of the group each unit has, and of how many; perhaps only where they are so many percent."""
    below = [row.unit for row in everybody if row.unit is not None]
    what = (asked.stage, below, asked.period, asked.as_of)
    if group.ages or len(group.tags) > 1:
        ages = group.ages.bounds if group.ages else None
        of_group = statistics.of_all_by_unit(tx, *what, tags=group.tags, ages=ages)
    else:
        tagged = statistics.by_unit_and_tag(tx, *what, group.tags)
        of_group = {unit: sum(tags.values()) for unit, tags in tagged.items()}
    return _told(group, query, everybody, of_group)


def standing_by_unit(
    tx: Tx, group: Whom, query: Query, everybody: Sequence[Row], on: date, stages: Sequence[Stage]
) -> Table:
    """The same of those who stand at the steps at the end of that day."""
    below = [row.unit for row in everybody if row.unit is not None]
    ages = group.ages.bounds if group.ages else None
    return _told(
        group, query, everybody, stock.of_all_by_unit(tx, below, on, stages, tags=group.tags, ages=ages)
    )


def _told(group: Whom, query: Query, everybody: Sequence[Row], of_group: Mapping[int, int]) -> Table:
    rows = [
        Row(key=row.key, value=of_group[row.unit.id], unit=row.unit, out_of=row.value)
        for row in everybody
        if row.unit is not None
    ]
    if query.shares:
        rows = [row for row in rows if query.shares.hold(_share(row))]
    return Table(dimension=Dimension.UNIT, rows=_ranked(rows, query.order), group=group)


def _ranked(rows: Sequence[Row], order: Order | None) -> tuple[Row, ...]:
    """By the number of the group, or by its share; of units level in it the larger one first. Units without
    anybody come last: they have no share, and no women among nobody is no rank either."""
    match order:
        case Order.HIGHEST:
            return tuple(sorted(rows, key=lambda row: (not row.out_of, -(_share(row) or 0), -row.value)))
        case Order.LOWEST:
            return tuple(sorted(rows, key=lambda row: (not row.out_of, _share(row) or 0, -(row.out_of or 0))))
        case Order.LEAST:
            return tuple(sorted(rows, key=lambda row: (not row.out_of, row.value, -(row.out_of or 0))))
        case _:
            return ranked(rows, order)


def _share(row: Row) -> Decimal | None:
    return percent_of(row.value, row.out_of or 0)


def by_time(tx: Tx, asked: Asked, group: Whom, everybody: Table) -> Table:
    """How many of the group each month, quarter or year of a table of everybody has."""
    stage, interval, period, as_of = asked.what
    rows: list[Row] = []
    for row in everybody.rows:
        if row.key:
            if part := everybody.repeated:
                span, as_of = within_year_of(part, year_period(int(row.key))), asked.today
            else:
                span = _span(everybody.dimension, row.key, period)
            value = counted(tx, group, stage, interval, span, as_of)
            rows.append(Row(key=row.key, value=value, out_of=row.value))
    return replace(everybody, rows=tuple(rows), group=group)


def _span(dimension: Dimension, key: str, within: Period) -> Period:
    """The days of the period in the month, quarter or year of a row: "2025-09", "2025-3", "2025"."""
    year, _, part = key.partition("-")
    months = _LONG[dimension]
    first = date(int(year), (int(part or 1) - 1) * months + 1, 1)
    return Period(
        kind=PeriodKind.RANGE, start=max(first, within.start), end=min(add_months(first, months), within.end)
    )
