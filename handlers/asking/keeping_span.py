"""Questions whole in themselves that, behind one of another span, still mean that span: what is missing, who
comes first, how one unit is doing."""

from dataclasses import replace

from domain.figures import Order, Query, Topic
from domain.periods import PeriodKind
from domain.pipeline import Stage
from handlers.asking.last_question import last_query
from handlers.asking.queries import query_of
from handlers.context import Turn
from language.reading import Form, Reading
from language.words.phrases import phrase
from storage.database import Tx

_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP)


def of_span_before(tx: Tx, turn: Turn, reading: Reading) -> tuple[Reading, Query | None]:
    """The reading and the question before, where that told a span and this one none; else None beside it.

    "Còn thiếu mấy" and "bản Hỏm thế nào" stay in a year that is over, "đơn vị nào nhiều nhất" in any span.
    """
    told = reading.period or reading.term_without_years or reading.compares or reading.others
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
