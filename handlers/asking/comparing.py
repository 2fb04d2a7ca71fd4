"""Several units held against one another, "bản Hỏm với bản Lầu", and one against itself of another span."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.answers import UnitsAnswer
from domain.calendar import add_months
from domain.figures import Compared, Whom
from domain.periods import Period, PeriodKind, year_to_date
from domain.pipeline import Stage
from domain.questions import Query
from domain.units import Unit
from handlers.asking.dividing import ranked
from handlers.asking.of_group import counted
from handlers.asking.on_record import first_year
from handlers.asking.targets import unit_rows
from storage import statistics
from storage.database import Tx

_YEAR, _TERM = 12, 60  # months


def compare(tx: Tx, query: Query, chosen: Sequence[Unit], today: date) -> UnitsAnswer:
    """The same figure of each unit, most people first; with `compared` also that of the span before."""
    stage, period = query.stage or Stage.ADMISSION, query.period or year_to_date(today)
    as_of = min(today, period.last_day)
    each = [row for unit in chosen for row in unit_rows(tx, stage, [unit], period, as_of)]
    rows = ranked(each, None)
    earlier: list[Compared] = []
    if query.compared:
        earlier = [
            compared(tx, stage, row.unit, period, as_of, query.compared_with, today)
            for row in rows
            if row.unit
        ]
    return UnitsAnswer(
        query=replace(query, stage=stage, unit_id=None, units=tuple(unit.id for unit in chosen)),
        stage=stage,
        period=period,
        as_of=as_of,
        rows=rows,
        earlier=tuple(earlier),
    )


def compared(
    tx: Tx,
    stage: Stage,
    unit: Unit,
    period: Period,
    as_of: date,
    other: Period | None,
    today: date,
    group: Whom | None = None,
) -> Compared:
    """The figure of the unit, or of a group in it, of the span that the period is held against: the year
    before where none is told."""
    span, until = same_span(period, as_of, other, today)
    what = (stage, (unit.left, unit.right), span, until)
    value = counted(tx, group, *what) if group else statistics.total(tx, *what).value
    since = first_year(tx, stage, unit)
    return Compared(period=span, as_of=until, value=value, first_year=since, group=group)


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
