"""One group asked for by name ("nữ theo chi bộ", "nữ theo quý"): counted for itself in every row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.calendar import add_months
from domain.disclosure import is_sensitive
from domain.figures import Row, Table
from domain.periods import Period, PeriodKind, within_year_of, year_period
from domain.questions import Dimension, Order, Query
from domain.quotas import percent_of
from handlers.asking.dividing import ranked
from handlers.asking.withholding import Asked
from storage import statistics
from storage.database import Tx

_LONG = {Dimension.MONTH: 1, Dimension.QUARTER: 3, Dimension.YEAR: 12}  # months


def group_divided(query: Query, asked: Asked) -> str | None:
    """The one group that can be told row by row; None of several, and of one whose small numbers outside the
    own cell may give somebody away."""
    if len(query.parts) != 1 or query.together:
        return None
    return query.parts[0] if asked.is_own_cell or not is_sensitive(query.parts[0]) else None


def by_unit(tx: Tx, asked: Asked, tag: str, query: Query, everybody: Sequence[Row]) -> Table:
    """How many of the group each unit has, and of how many; perhaps only where they are so many percent."""
    below = [row.unit for row in everybody if row.unit is not None]
    counted = statistics.by_unit_and_tag(tx, asked.stage, below, asked.period, asked.as_of, [tag])
    rows = [
        Row(key=row.key, value=counted[row.unit.id][tag], unit=row.unit, out_of=row.value)
        for row in everybody
        if row.unit is not None
    ]
    if query.shares:
        rows = [row for row in rows if query.shares.hold(_share(row))]
    return Table(dimension=Dimension.UNIT, rows=_ranked(rows, query.order), group=tag)


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


def by_time(tx: Tx, asked: Asked, tag: str, everybody: Table) -> Table:
    """How many of the group each month, quarter or year of a table of everybody has."""
    stage, interval, period, as_of = asked.what
    rows: list[Row] = []
    for row in everybody.rows:
        if row.key:
            if part := everybody.repeated:
                span, as_of = within_year_of(part, year_period(int(row.key))), asked.today
            else:
                span = _span(everybody.dimension, row.key, period)
            value = statistics.by_tags(tx, stage, interval, span, as_of, [tag])[tag]
            rows.append(Row(key=row.key, value=value, out_of=row.value))
    return replace(everybody, rows=tuple(rows), group=tag)


def _span(dimension: Dimension, key: str, within: Period) -> Period:
    """The days of the period in the month, quarter or year of a row: "2025-09", "2025-3", "2025"."""
    year, _, part = key.partition("-")
    months = _LONG[dimension]
    first = date(int(year), (int(part or 1) - 1) * months + 1, 1)
    return Period(
        kind=PeriodKind.RANGE, start=max(first, within.start), end=min(add_months(first, months), within.end)
    )
