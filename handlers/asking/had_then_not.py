"""Which units have somebody in one span and nobody in another: "chi bộ nào năm 2019 có mà 2020 không"."""

from dataclasses import replace

from domain.figures import FigureAnswer
from domain.messages import Reply
from domain.periods import Period
from domain.questions import Dimension
from domain.text import fold
from domain.units import Unit
from handlers.asking.questions import answer
from handlers.context import Turn
from language.reading import Found, Intent, Reading
from language.understanding import understand
from language.words.phrases import phrase, sentence
from rendering.wording import answers as wording
from rendering.wording import comparisons
from storage.database import Tx


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """The units of the one span without those of the other, above the figures of the span with nobody.

    None where the message asks nothing of the kind, or names no two spans.
    """
    text = turn.message.text
    if reading.intent not in (Intent.QUERY_TOTALS, Intent.NONE) or not phrase("had_then_not").may_stand(text):
        return None
    told = phrase("had_then_not").anywhere(text)
    spans = [_span(turn, told[one]) for one in ("first", "second")] if told else []
    if told is None or None in spans:
        return None
    with_some, with_nobody = spans if told.value == "first" else reversed(spans)
    had, lacks = _by_unit(tx, turn, reading, with_some), _by_unit(tx, turn, reading, with_nobody)
    if had is None or lacks is None:
        return None
    counted = _counted(had)
    named = [unit for unit, value in _counted(lacks).items() if not value and counted.get(unit)]
    if "kind" in told:  # "bản nào"
        named = [unit for unit in named if fold(unit.name).startswith(fold(told["kind"]))]
    reply = wording.answer(lacks)
    return replace(reply, text=f"{comparisons.had_then_not(had.period, lacks.period, named)}\n{reply.text}")


def _span(turn: Turn, words: str) -> Period | None:
    asks = sentence("asks_how_many")
    asked = f"{words} {asks if words != fold(words) else fold(asks)}"  # with diacritics throughout or none
    told = understand(asked, turn.sent_on).period
    return told.value if told else None


def _by_unit(tx: Tx, turn: Turn, reading: Reading, period: Period | None) -> FigureAnswer | None:
    if period is None:
        return None
    asked = Reading(
        intent=Intent.QUERY_TOTALS,
        unit=reading.unit,
        metric=reading.metric,
        period=Found(value=period, start=0, end=0),
        breakdown=(Found(value=Dimension.UNIT, start=0, end=0),),
    )
    given = answer(tx, turn.context, turn.user, asked)
    return given if isinstance(given, FigureAnswer) else None


def _counted(given: FigureAnswer) -> dict[Unit, int]:
    return {row.unit: row.value for table in given.tables for row in table.rows if row.unit}
