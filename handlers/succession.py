"""Units that ended: what they still may be told, and figures by the units of then or of now.

What a unit has told is found with the unit that goes on in its place, so every figure is by the units of now
unless it asks for those of then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.errors import UnitEnded
from domain.figures import Ending, FigureAnswer, Row, Table
from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Dimension, Query
from domain.units import Unit, UnitKind
from storage import moving, statistics, units
from storage.database import Tx
from storage.statistics import Total


def require_current(tx: Tx, unit: Unit, last_day: date) -> Unit:
    """The unit, when it existed on that day. Raises UnitEnded with the name of the one that goes on."""
    if unit.valid_to is not None and last_day >= unit.valid_to:
        raise UnitEnded(name=unit.name, ended_on=unit.valid_to, successor=units.present(tx, unit).name)
    return unit


def units_below(tx: Tx, unit: Unit, period: Period, stage: Stage | None = None) -> list[Unit]:
    """The units of now directly below that were there in the period, or go on in place of one that was.

    With a step also those founded later that have told of it: of what was before their first day.
    """
    children = units.children(tx, unit.id)
    there = {units.present(tx, child).id for child in children if _existed(child, period)}
    later = [child for child in children if child.id not in there and child.valid_to is None]
    if stage is not None and later:
        counted = statistics.by_unit(tx, stage, later, period, period.last_day)
        there |= {unit_id for unit_id, total in counted.items() if total.value}
    return [child for child in children if child.id in there]


def kinds_below(tx: Tx, unit: Unit, period: Period, stage: Stage | None = None) -> frozenset[UnitKind]:
    """Of which kinds these are. Where none has ended, nor begun since, they are not loaded."""
    lasting = units.lasting_kinds(tx, unit.id, period.end)
    return frozenset(one.kind for one in units_below(tx, unit, period, stage)) if lasting is None else lasting


def _existed(unit: Unit, period: Period) -> bool:
    """Whether the unit was there on some day of the period; one whose founding was taken back never was."""
    if unit.valid_to is not None and (unit.valid_to <= period.start or unit.valid_to == unit.valid_from):
        return False
    return unit.valid_from is None or unit.valid_from < period.end


def endings(tx: Tx, unit: Unit, period: Period, as_of: date, *, by_unit: bool) -> tuple[Ending, ...]:
    """The units in whose place this one goes on, as far as they existed in the period; in a figure by the
    units below also those in whose place one of them does."""
    ended = units.predecessors(tx, unit)
    if by_unit:
        ended += units.ended_children(tx, unit.id)
    ended += [unit] if unit.successor_id is not None else []
    return tuple(
        Ending(unit=one, ended_on=one.valid_to, successor=units.present(tx, one))
        for one in ended
        if one.valid_to is not None and period.start < one.valid_to
        if one.valid_from is None or one.valid_from <= as_of
    )


def figure_as_it_was(
    tx: Tx, query: Query, unit: Unit, stage: Stage, period: Period, today: date
) -> FigureAnswer:
    """How many reached the step in the period, by the units of then: what each told itself, no more."""
    as_of = min(today, period.last_day)
    answer = FigureAnswer(
        query=replace(query, unit_id=unit.id, stage=stage, period=period, as_it_was=True),
        unit=unit,
        stage=stage,
        period=period,
        as_of=as_of,
        value=0,
        unnamed=0,
        endings=endings(tx, unit, period, as_of, by_unit=True),
    )
    if unit.kind is UnitKind.PARTY_CELL:
        told = statistics.as_told(tx, stage, [unit], period, as_of)[unit.id]
        return replace(answer, value=told.value, unnamed=told.unnamed)
    whole = _told(tx, stage, unit, period, as_of)
    rows = [
        Row(key=one.name, value=told.value, unit=one)
        for one, told in _told_below(tx, stage, unit, period, as_of)
    ]
    rows.sort(key=lambda row: -row.value)
    tables = (Table(dimension=Dimension.UNIT, rows=tuple(rows)),) if rows else ()
    kinds = frozenset(row.unit.kind for row in rows if row.unit)
    return replace(
        answer,
        query=replace(answer.query, by=(Dimension.UNIT,)),
        value=whole.value,
        unnamed=whole.unnamed,
        tables=tables,
        kinds_below=kinds,
    )


def _told(tx: Tx, stage: Stage, unit: Unit, period: Period, as_of: date) -> Total:
    """What the unit and all that lay below it at the time told themselves."""
    if unit.valid_to is None and not moving.has_moved_across(tx, unit):
        return statistics.total(tx, stage, (unit.left, unit.right), period, as_of)
    own = statistics.as_told(tx, stage, [unit], period, as_of)[unit.id]
    told = [own, *(total for _, total in _told_below(tx, stage, unit, period, as_of))]
    return Total(named=sum(one.named for one in told), unnamed=sum(one.unnamed for one in told))


def _told_below(
    tx: Tx, stage: Stage, unit: Unit, period: Period, as_of: date
) -> Iterator[tuple[Unit, Total]]:
    """The same of each unit that lay directly below, of the days on which it did."""
    by_span: dict[tuple[date, date], list[Unit]] = {}
    for placed in moving.placements(tx, unit):
        start = max(period.start, placed.since or period.start)
        end = min(period.end, placed.until or period.end)
        if start < end and _existed(placed.unit, replace(period, start=start, end=end)):
            by_span.setdefault((start, end), []).append(placed.unit)
    for (start, end), there in by_span.items():
        span = replace(period, start=start, end=end)
        cells = [one for one in there if one.kind is UnitKind.PARTY_CELL]
        yield from _paired(there, statistics.as_told(tx, stage, cells, span, as_of))
        for one in there:
            if one not in cells:
                yield one, _told(tx, stage, one, span, as_of)


def _paired(among: Sequence[Unit], totals: Mapping[int, Total]) -> Iterator[tuple[Unit, Total]]:
    return ((one, totals[one.id]) for one in among if one.id in totals)
