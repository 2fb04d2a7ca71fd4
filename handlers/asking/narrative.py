"""The paragraph that an office prints: one reading of the figures, from which every number of it comes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.answers import HeldUp, ParagraphAnswer
from domain.figures import Compared, FigureAnswer, Row
from domain.periods import Period, PeriodKind, year_to_date
from domain.pipeline import Stage
from domain.questions import Dimension, Query, Topic
from domain.quotas import is_below_pace
from domain.units import Unit
from handlers.asking.figures import figure, pipeline
from storage import pending, statistics
from storage.database import Tx

_UNITS_NAMED = 3
_YEAR = 366
_LIMITS = {
    HeldUp.VERIFICATION: ("verification_reply", "verification_reply_abroad"),
    HeldUp.DECISION: ("committee_decision",),
    HeldUp.CEREMONY: ("ceremony",),
    HeldUp.RETURNED: ("returned_dossier",),
}


def paragraph(tx: Tx, query: Query, unit: Unit, today: date, *, is_own_cell: bool) -> ParagraphAnswer:
    """Results with the year before, who did well and who is late, and what is pending, as of one day.

    Without a period it is the year to date. A unit did well when it reached its quota, or for want of
    quotas admitted more than one; it is late when it is behind an even pace to its quota.
    """
    period = query.period or year_to_date(today)
    totals = Query(topic=Topic.TOTALS, stage=query.stage, period=period)
    whole = figure(tx, replace(totals, compared=True), unit, today, is_own_cell=is_own_cell)
    if whole.members and (whole.as_of - whole.members.as_of).days > _YEAR:
        whole = replace(whole, members=None)
    if whole.compared and not _is_comparable(whole.value, whole.compared, period):
        whole = replace(whole, compared=None)
    by_unit = figure(tx, totals.divided(Dimension.UNIT), unit, today)
    rows = [_of_its_span(row, period) for table in by_unit.tables for row in table.rows if row.unit]
    interval = (unit.left, unit.right)
    trained = _if_whole(statistics.total(tx, Stage.CLASS, interval, period, whole.as_of).value, whole)
    dossiers = pipeline(tx, Query(topic=Topic.PIPELINE, period=period), unit, today)
    return ParagraphAnswer(
        query=replace(query, unit_id=unit.id, period=period),
        figure=whole,
        pipeline=dossiers,
        held_up=_held_up(tx, unit, today) if dossiers.standing and dossiers.as_of == today else (),
        standouts=tuple(_standouts(rows)[:_UNITS_NAMED]),
        late=tuple(_late(rows, whole.as_of)[:_UNITS_NAMED]),
        units=len(rows),
        without=tuple(row.unit for row in rows if row.unit and not row.value),
        trained=trained,
        courses=statistics.days(tx, Stage.CLASS, interval, period, whole.as_of) if trained else 0,
        reviewed=_if_whole(
            statistics.total(tx, Stage.COMMITTEE_REVIEW, interval, period, whole.as_of).value, whole
        ),
    )


def _of_its_span(row: Row, period: Period) -> Row:
    """The row without a target of a whole term, where less is told of: it counts what was before."""
    is_longer = row.progress is not None and row.progress.quota.period.kind is PeriodKind.TERM
    return replace(row, progress=None) if is_longer and period.kind is not PeriodKind.TERM else row


def _held_up(tx: Tx, unit: Unit, today: date) -> tuple[tuple[HeldUp, int], ...]:
    """How many limits of dossiers are past their date today, and how many dossiers came back."""
    found = []
    for why, rules in _LIMITS.items():
        limits = pending.count(tx, (unit.left, unit.right), today, rules=rules)
        found.append((why, limits.all if why is HeldUp.RETURNED else limits.overdue))
    return tuple((why, count) for why, count in found if count)


def _if_whole(reached: int, whole: FigureAnswer) -> int:
    """How many reached an earlier step; none where it is fewer than were admitted: then the step was not
    told of everybody."""
    return reached if reached >= whole.value else 0


def _is_comparable(now: int, then: Compared, period: Period) -> bool:
    """Whether the year before may be printed beside the figure: the spans must not overlap, and a figure of
    a quarter or less says that the earlier one was not on record whole, rather than that so much changed."""
    return then.is_on_record and period.days <= _YEAR and then.value * 4 > now


def _standouts(rows: Sequence[Row]) -> list[Row]:
    measured = [row for row in rows if row.progress]
    if measured:
        good = [row for row in measured if row.progress and not row.progress.gap and row.value]
    else:
        good = [row for row in rows if row.value > 1]
    return sorted(good, key=lambda row: -row.value)


def _late(rows: Sequence[Row], as_of: date) -> list[Row]:
    late = [
        row
        for row in rows
        if row.progress
        and is_below_pace(row.progress.achieved, row.progress.quota.low, row.progress.quota.period, as_of)
    ]
    return sorted(late, key=_share)


def _share(row: Row) -> Decimal:
    return (row.progress.percent if row.progress else None) or Decimal(0)
