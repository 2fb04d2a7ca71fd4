"""Messages that name units and say no more, or a span with them."""

import re
from datetime import date

from domain.errors import NotAllowed
from domain.messages import Reply
from domain.periods import year_period
from domain.text import fold
from domain.users import Permission
from handlers.asking.last_question import last_query
from handlers.asking.questions import answer
from handlers.asking.scoping import BESIDE_NAMES, cells_of_kind, scopes, text_beside, with_mentioned
from handlers.context import Turn
from language.reading import Form, Found, Intent, Reading
from language.understanding import understand
from language.words.phrases import phrase
from rendering.wording import answers as wording
from storage import gazetteer
from storage.database import Tx

_YEAR = re.compile(r"(?:19|20)\d\d")


def ask(tx: Tx, turn: Turn, read: Reading) -> Reply | None:
    """The reply to a message that says nothing but the names of units: "ban hom", "ban hom voi ban lau".

    "thế bản Lầu" behind an answer is the same question of that one, "ban hom quy 1" one of that span.
    None where it says anything else. Raises NotAllowed for a unit that is not the asker's.
    """
    text = turn.message.text
    own = turn.user.units_for(Permission.ASK)
    found = gazetteer.mentioned(tx, text, scopes(own))
    of_kind = () if found else cells_of_kind(tx, own, text)
    beside = text_beside(text, found, but_kind=bool(of_kind))
    words = set(fold(beside).replace("?", " ").replace(",", " ").split()) - BESIDE_NAMES
    if not found and read.unit and words and not words - set(fold(read.unit.value).split()):
        raise NotAllowed
    if not (found or of_kind):
        return None
    if words:
        span = _span_beside(beside, turn.today)
        if span is None:
            return None
        told = with_mentioned(tx, turn.user, span, text)
        last = last_query(tx, turn) if span.period is None else None
        return wording.answer(answer(tx, turn.context, turn.user, told, last, text=text))
    last = last_query(tx, turn) if phrase("leans").anywhere(text) else None
    form = None if last or len(found) != 1 else Found(value=Form.STATUS, start=0, end=0)
    reading = Reading(intent=Intent.QUERY_TOTALS, form=form, leans_on_last=last is not None)
    reading = with_mentioned(tx, turn.user, reading, text)
    return wording.answer(answer(tx, turn.context, turn.user, reading, last, text=text))


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
