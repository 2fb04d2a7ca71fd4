"""Messages that name units and say no more, or a span with them."""

import re
from dataclasses import replace
from datetime import date

from domain.errors import UnknownUnit
from domain.messages import Reply
from domain.periods import year_period, year_to_date
from domain.pipeline import Stage
from domain.questions import Query, Topic
from domain.text import fold
from domain.users import Permission, User
from handlers.asking.last_question import last_query, told_state
from handlers.asking.questions import answer, answer_again
from handlers.asking.scoping import (
    BESIDE_NAMES,
    cells_of_kind,
    named_units,
    scopes,
    text_beside,
    with_mentioned,
)
from handlers.context import Turn
from language.reading import Form, Found, Intent, Reading
from language.understanding import understand
from language.words import particles
from language.words.phrases import phrase
from rendering.wording import answers as wording
from storage import gazetteer
from storage.database import Tx

_YEAR = re.compile(r"(?:19|20)\d\d")
_HELD_TOGETHER = particles.words("held_together")
_STATE = Found(value=Form.STATUS, start=0, end=0)


def ask(tx: Tx, turn: Turn, read: Reading) -> Reply | None:
    """The reply to a message that says nothing but the names of units: "ban hom", "ban hom voi ban lau".

    "thế bản Lầu" behind an answer is the same question of that one, "ban hom quy 1" one of that span, and a
    bare name behind a figure of some span or step is that very figure of the unit. None where it says
    anything else. Raises NotAllowed for a unit that is not the asker's.
    """
    text = turn.message.text
    if phrase("asks_which_more").whole(text) and (held := last_query(tx, turn)) and held.units:
        return wording.answer(answer_again(tx, turn.context, turn.user, held.arguments()))  # "bên nào hơn"
    told = reading_of(tx, turn.user, read, text, turn.today)
    if told is None:
        return None
    last = last_query(tx, turn) if told.period is None else None
    if last and told.form and told_state(tx, turn):
        last = None  # "thế bản Lầu" behind the state of another is its state
    if last and told.form and not (phrase("leans").anywhere(text) or _is_of_more(last, turn.today)):
        last = None
    told = replace(told, form=None, leans_on_last=True) if last else told
    return wording.answer(answer(tx, turn.context, turn.user, told, last, text=text))


def reading_of(tx: Tx, user: User, read: Reading, text: str, today: date) -> Reading | None:
    """The question of a message that says nothing but the names of units, or a span or how many with them."""
    own = user.units_for(Permission.ASK)
    if pair := phrase("which_more").whole(text):
        named = [gazetteer.find(tx, pair[one], scopes(own)).exact for one in ("one", "other")]
        if all(len(match) == 1 for match in named):
            units = tuple(Found(value=match[0].name, start=0, end=len(text)) for match in named)
            period = understand(pair["span"], today).period if "span" in pair else None
            return Reading(
                intent=Intent.QUERY_TOTALS, unit=units[0], units=units, period=period, leans_on_last=True
            )
    found = gazetteer.mentioned(tx, text, scopes(own))
    of_kind = () if found else cells_of_kind(tx, own, text)
    beside = text_beside(text, found, but_kind=bool(of_kind))
    words = set(fold(beside).replace("?", " ").replace(",", " ").split()) - BESIDE_NAMES
    alone = None
    if phrase("kind_told").whole(text):
        return None  # "chỉ lấy thôn bản": no unit of that name
    if not found and read.unit and words and not words - set(fold(read.unit.value).split()):
        try:
            alone, found, words = read.unit, list(named_units(tx, own, read)), set()  # "Chi bộ Hỏm"
        except UnknownUnit:  # "bản Nà thì sao": which one is asked where it is answered
            return Reading(intent=Intent.QUERY_TOTALS, unit=read.unit, form=_STATE)
    if not (found or of_kind):
        return None
    if words and not (len(found) > 1 and phrase("asks_which_more").whole(beside)):
        if len(found) > 1:  # "so ban hom voi ban lau nam 2019"
            told = [word for word in beside.split() if fold(word.strip(",.:;?!")) not in _HELD_TOGETHER]
            beside = " ".join(told)
        span = _span_beside(beside, today)
        if span and len(found) == 1 and _asks_its_state(span, beside, today):
            span = Reading(intent=Intent.QUERY_TOTALS, form=_STATE)
        return with_mentioned(tx, user, span, text) if span else None
    reading = Reading(intent=Intent.QUERY_TOTALS, unit=alone, form=_STATE if len(found) == 1 else None)
    return with_mentioned(tx, user, reading, text)


def _is_of_more(last: Query, today: date) -> bool:
    """Whether the last figure is of another span than this year, of a step or a group, which the state of a
    unit does not tell."""
    is_figure = last.topic in (Topic.TOTALS, Topic.QUOTA_GAP)
    is_of_span = last.period not in (None, year_period(today.year), year_to_date(today))
    return is_figure and bool(is_of_span or last.parts or last.stage not in (None, Stage.ADMISSION))


def _asks_its_state(span: Reading, beside: str, today: date) -> bool:
    """ "Công an xã năm nay thế nào rồi": of this year, which is what the state of a unit tells."""
    of_now = span.period is not None and span.period.value in (year_period(today.year), year_to_date(today))
    return of_now and phrase("asks_of_one").anywhere(beside) is not None and not phrase("leans").start(beside)


def _span_beside(beside: str, today: date) -> Reading | None:
    """The question of a bare span, or of how many, beside the names of units; None where it is another."""
    if _YEAR.fullmatch(beside):
        period = Found(value=year_period(int(beside)), start=0, end=len(beside))
        return Reading(intent=Intent.QUERY_TOTALS, period=period, leans_on_last=True)
    if phrase("counts_beside").whole(beside):
        return Reading(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    read = understand(beside, today)
    is_span = read.period is not None or read.term_without_years
    return read if read.intent is Intent.QUERY_TOTALS and read.leans_on_last and is_span else None
