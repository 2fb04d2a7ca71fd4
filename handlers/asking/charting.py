"""A figure as a picture, with the same figures in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.answers import WhichUnit
from domain.charts import Chart, as_plain
from domain.messages import Attachment, AttachmentKind, Reply
from domain.periods import year_to_date
from domain.questions import TEMPORAL, Dimension, Query, Topic
from domain.units import Unit
from domain.users import Permission
from handlers.access import require
from handlers.asking.figures import figure, pipeline
from handlers.asking.last_question import followed
from handlers.asking.queries import leaning, query_of
from handlers.asking.scoping import only_unit, with_mentioned
from handlers.context import Turn
from language.reading import Reading
from rendering.wording import charts as wording
from rendering.wording.answers import answer as worded
from storage import units
from storage.database import Tx


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A picture asked for in words: "biểu đồ theo tháng"."""
    told = with_mentioned(tx, turn.user, reading, turn.message.text)
    query = query_of(told, turn.today)
    if last := followed(tx, turn, told):
        return _drawn(tx, turn, leaning(query, told, last), units.get(tx, last.unit_id or 0))
    unit = only_unit(tx, turn.user, told, query)
    if isinstance(unit, WhichUnit):
        return worded(unit)
    return _drawn(tx, turn, query, unit)


def open_chart(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Biểu đồ] under a figure."""
    query = Query.from_arguments(arguments)
    return _drawn(tx, turn, query, units.get(tx, query.unit_id or 0))


def _drawn(tx: Tx, turn: Turn, query: Query, unit: Unit) -> Reply:
    """By the months, quarters or years asked for, by unit where there are any below, else by month; for a
    question about dossiers the funnel."""
    require(turn.user, Permission.ASK, unit)
    today, has_units = turn.today, bool(units.children(tx, unit.id))
    chart: Chart
    if query.topic is Topic.PIPELINE:
        standing = pipeline(
            tx, replace(query, by=(), stage=None), unit, today
        )  # as in the picture: all steps
        chart, given = wording.funnel(standing), worded(standing)
    else:
        told = next((dimension for dimension in query.by if dimension in TEMPORAL), None)
        by = told or (Dimension.UNIT if has_units else Dimension.MONTH)
        period = query.period
        if period is None and by is not Dimension.YEAR:
            period = year_to_date(today)
        counted = figure(
            tx, Query(topic=Topic.TOTALS, stage=query.stage, period=period, by=(by,)), unit, today
        )
        chart = wording.by_unit(counted) if by is Dimension.UNIT else wording.by_time(counted)
        given = worded(counted)
    return Reply(
        text="\n".join([*wording.not_drawn_by(query), given.text, *wording.beside_the_picture(chart)]),
        choices=wording.other_charts(unit, query, has_units=has_units),
        attachment=Attachment(
            kind=AttachmentKind.CHART, name=wording.file_name(unit, today), figures=as_plain(chart)
        ),
    )
