"""Several units held against one another: "bản Hỏm với bản Lầu"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.answers import UnitsAnswer
from domain.figures import Compared, Query
from domain.periods import year_to_date
from domain.pipeline import Stage
from domain.units import Unit
from handlers.asking.figures import compared
from handlers.asking.targets import unit_rows
from storage.database import Tx


def compare(tx: Tx, query: Query, chosen: Sequence[Unit], today: date) -> UnitsAnswer:
    """The same figure of each unit, most people first; with `compared` also that of the span before."""
    stage, period = query.stage or Stage.ADMISSION, query.period or year_to_date(today)
    as_of = min(today, period.last_day)
    rows = [row for unit in chosen for row in unit_rows(tx, stage, [unit], period, as_of)]
    rows.sort(key=lambda row: (-row.value, -((row.progress and row.progress.percent) or 0)))
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
        rows=tuple(rows),
        earlier=tuple(earlier),
    )
