"""When a step was last reached: "lần cuối kết nạp là khi nào", of one unit or of each below it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.answers import LastTime, LastTimeAnswer
from domain.periods import Period, PeriodKind, range_period
from domain.pipeline import Stage
from domain.questions import Dimension, Query
from domain.units import Unit
from handlers.succession import kinds_below, units_below
from storage import latest, statistics
from storage.database import Tx
from storage.latest import Latest


def last_time(tx: Tx, query: Query, unit: Unit, today: date) -> LastTimeAnswer:
    """The last time until the end of the span asked about, or today; the units below longest ago first."""
    stage = query.stage or Stage.ADMISSION
    until = min(today, query.period.last_day) if query.period else today
    known = latest.by_position(tx, stage, (unit.left, unit.right), until)
    day = Period(kind=PeriodKind.RANGE, start=until, end=until + timedelta(days=1))
    rows: list[LastTime] = []
    if Dimension.UNIT in query.by:
        rows = [_of(child, known) for child in units_below(tx, unit, day, stage)]
        rows.sort(key=lambda row: (row.on or date.min, row.unit.left))
    whole = _of(unit, known)
    people = 0
    if whole.on and whole.is_exact:
        on_that_day = range_period(whole.on, whole.on)
        people = statistics.total(tx, stage, (unit.left, unit.right), on_that_day, until).value
    return LastTimeAnswer(
        query=replace(query, unit_id=unit.id, stage=stage),
        unit=unit,
        stage=stage,
        as_of=until,
        whole=whole,
        people=people,
        rows=tuple(rows),
        kinds_below=kinds_below(tx, unit, day, stage),
    )


def _of(unit: Unit, known: Mapping[int, Latest]) -> LastTime:
    told = [one for position, one in known.items() if unit.left <= position < unit.right]
    last = max(told, default=None)
    return LastTime(unit=unit, on=last.on if last else None, is_exact=last is None or last.is_exact)
