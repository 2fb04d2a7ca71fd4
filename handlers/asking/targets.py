"""How figures stand to their quotas: progress with its parts, what lags, and where pace and dossiers lead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.figures import FigureAnswer, Lagging, Row, Running
from domain.outlook import Outlook, in_time
from domain.periods import Period, PeriodKind
from domain.pipeline import OPEN_DOSSIER, Stage
from domain.questions import Topic
from domain.quotas import Progress, Quota, forecast, is_below_pace, progress, resolve
from domain.rules import RuleBook
from domain.units import Unit
from handlers.asking.withholding import Asked, counted_by_tags
from storage import dossiers, quotas, statistics, stock, units
from storage.database import Tx


def with_quota(tx: Tx, answer: FigureAnswer, quota: Quota, asked: Asked) -> FigureAnswer:
    """The figure against its quota and the parts of that, each counted from the quota's first day."""
    interval = (answer.unit.left, answer.unit.right)
    answer = replace(answer, quota_as_set=quota)
    if quota.per_cell:
        quota = quota.for_cells(units.cells_count(tx, interval, answer.as_of))
    span = Period(kind=quota.period.kind, start=quota.period.start, end=answer.period.end)
    answer = replace(answer, quota_parts=_parts(tx, replace(asked, period=span), quota))
    if quota.period.start == answer.period.start:
        return replace(answer, progress=progress(answer.value, quota))
    reached = statistics.total(tx, answer.stage, interval, span, answer.as_of).value
    return replace(answer, running=Running(period=quota.period, progress=progress(reached, quota)))


def with_outlook(tx: Tx, answer: FigureAnswer, book: RuleBook | None) -> FigureAnswer:
    """Where the pace leads, and the open dossiers: all of them, and with the rules those that are in time.

    Of a reached target only the pace, where a range can still be filled and that is asked about.
    """
    measured = answer.progress
    if measured is None:
        return answer
    interval, as_of, period = (answer.unit.left, answer.unit.right), answer.as_of, measured.quota.period
    if measured.gap == 0:
        if answer.query.topic is not Topic.QUOTA_GAP or not measured.room:
            return answer
        return replace(answer, forecast=forecast(answer.value, measured.quota.low, period, as_of))
    ahead = forecast(answer.value, measured.quota.low, period, as_of)
    waiting = sum(stock.standing(tx, interval, as_of, OPEN_DOSSIER).values())
    answer = replace(answer, forecast=ahead, open_dossiers=waiting)
    if ahead is None or not waiting or book is None:
        return answer
    taken = dossiers.days_taken(tx, interval, as_of)
    fitting = in_time(taken, book, as_of=as_of, last_day=period.last_day)
    return replace(
        answer,
        outlook=Outlook(
            dossiers=waiting,
            in_time=dossiers.waiting_since(tx, interval, as_of, fitting.latest),
            method=fitting.method,
            cases=fitting.cases,
        ),
    )


def with_pace_then(answer: FigureAnswer) -> FigureAnswer:
    """What was needed a month on the day it is counted until, of a gap or the rest of a range long past."""
    measured = answer.progress
    if measured is None or not (measured.gap or measured.room):
        return answer
    then = forecast(answer.value, measured.quota.low, measured.quota.period, answer.as_of)
    return replace(answer, pace_then=then)


def unit_rows(tx: Tx, stage: Stage, below: Sequence[Unit], period: Period, as_of: date) -> list[Row]:
    """Each unit's figure, with its progress where its own quota begins with the period or before it."""
    counted = statistics.by_unit(tx, stage, below, period, as_of)
    measured = _progress_of(tx, below, period, as_of, counted) if stage is Stage.ADMISSION else {}
    return [
        Row(
            key=child.name,
            value=counted[child.id].value,
            unit=child,
            progress=measured.get(child.id),
            is_below_pace=_is_behind(measured.get(child.id), as_of),
        )
        for child in below
    ]


def lagging(rows: Iterable[Row], as_of: date) -> tuple[Lagging, ...]:
    """The units that still miss something, the smallest share of its quota first."""
    behind: list[Lagging] = []
    for row in rows:
        if row.unit is None or row.progress is None or row.progress.gap == 0:
            continue
        quota = row.progress.quota
        behind.append(
            Lagging(
                unit=row.unit,
                progress=row.progress,
                forecast=forecast(row.progress.achieved, quota.low, quota.period, as_of),
                is_below_pace=row.is_below_pace,
            )
        )
    return tuple(
        sorted(behind, key=lambda item: (item.progress.percent or 0, -item.progress.gap, item.unit.left))
    )


def sum_of_units(rows: Iterable[Row], whole: Quota, measured: Progress | None) -> tuple[int, int] | None:
    """What the quotas of the units below add up to, from and to, where that is not the whole's own.

    None where it is, and where no unit below has a quota for the same period or the whole has none for
    itself.
    """
    told = [row.progress.quota for row in rows if row.progress and row.progress.quota.period == whole.period]
    if not told or measured is None or whole.per_cell:
        return None
    total = sum(quota.low for quota in told), sum(quota.high or quota.low for quota in told)
    return None if total == (whole.low, whole.high or whole.low) else total


def _parts(tx: Tx, asked: Asked, quota: Quota) -> tuple[Row, ...]:
    parts = [part for part in quotas.parts_of_unit(tx, asked.unit.id) if part.period == quota.period]
    if not parts:
        return ()
    whole = statistics.total(tx, *asked.what).value
    counted, hidden = counted_by_tags(tx, asked, [part.tag for part in parts], whole)
    return tuple(
        Row(
            key=part.tag,
            value=counted[part.tag],
            progress=progress(counted[part.tag], part),
            is_hidden=part.tag in hidden,
        )
        for part in parts
    )


def _progress_of(
    tx: Tx, below: Sequence[Unit], period: Period, as_of: date, counted: Mapping[int, statistics.Total]
) -> dict[int, Progress]:
    """How far each unit's quota is reached, counted from the quota's own first day: `counted` where that is
    the period's."""
    known = quotas.for_units(tx, [child.id for child in below])
    by_start: dict[date, list[tuple[Unit, Quota]]] = defaultdict(list)
    for child in below:
        if quota := resolve(known[child.id], period):
            by_start[quota.period.start].append((child, quota))
    measured: dict[int, Progress] = {}
    for start, group in by_start.items():
        reached = counted
        if start != period.start:
            span = Period(kind=PeriodKind.RANGE, start=start, end=period.end)
            reached = statistics.by_unit(tx, Stage.ADMISSION, [child for child, _ in group], span, as_of)
        for child, quota in group:
            cells = units.cells_count(tx, (child.left, child.right), as_of) if quota.per_cell else 0
            measured[child.id] = progress(reached[child.id].value, quota.for_cells(cells))
    return measured


def _is_behind(measured: Progress | None, as_of: date) -> bool:
    if measured is None:
        return False
    return is_below_pace(measured.achieved, measured.quota.low, measured.quota.period, as_of)
