"""Questions whole in themselves that, behind one of another span, still mean that span: what is missing, who
comes first, how one unit is doing."""

from dataclasses import replace

from domain.periods import PeriodKind, year_to_date
from domain.pipeline import Stage
from domain.questions import Order, Query, Topic
from handlers.asking.last_question import last_query
from handlers.asking.queries import query_of
from handlers.context import Turn
from language.reading import Form, Found, Intent, Reading
from language.words.phrases import phrase
from storage.database import Tx

_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP)


def of_span_before(tx: Tx, turn: Turn, reading: Reading) -> tuple[Reading, Query | None]:
    """The reading and the question before, where that told a span and this one none; else None beside it.

    "Còn thiếu mấy" and "bản Hỏm thế nào" stay in a year that is over, "đơn vị nào nhiều nhất" in any span.
    """
    told = reading.period or reading.term_without_years or reading.compares or reading.others
    is_source = reading.intent is Intent.QUERY_PIPELINE and not told
    if is_source and phrase("put_into_source").anywhere(turn.message.text) is not None:
        return _of_listings(tx, turn, reading), None
    if told or reading.leans_on_last:
        return reading, None
    is_state = reading.form is not None and reading.form.value is Form.STATUS and reading.unit is not None
    query = query_of(reading, turn.today)
    is_gap = query.topic is Topic.QUOTA_GAP or (query.topic is Topic.TOTALS and query.order is Order.SLOWEST)
    is_ranked = query.topic is Topic.TOTALS and query.order is not None
    if not (is_state or is_gap or is_ranked) or phrase("as_of_now").anywhere(turn.message.text):
        return reading, None
    last = last_query(tx, turn)
    if last is None or last.topic not in _OF_FIGURES or last.period is None:
        return reading, None
    # A term has a target of its own, so it is asked of as one that is over.
    is_over = last.period.last_day.year < turn.today.year or last.period.kind is PeriodKind.TERM
    if not is_over and (is_state or is_gap):
        return reading, None  # how far it is with the target is asked of now, not of the quarter before
    if is_gap and last.stage not in (None, Stage.ADMISSION):
        return reading, None
    return (replace(reading, form=None) if is_state else reading), last


def _of_listings(tx: Tx, turn: Turn, reading: Reading) -> Reading:
    """ "Đưa vào nguồn thì mấy": who was put there in the span before, else this year; no stock of today."""
    last = last_query(tx, turn)
    period = last.period if last is not None and last.topic in _OF_FIGURES else None
    told = Found(value=period or year_to_date(turn.today), start=0, end=0)
    return replace(reading, period=told)
