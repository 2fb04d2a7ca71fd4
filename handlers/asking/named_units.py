"""Messages that name units and say no more, or a span with them."""

from collections.abc import Set
from datetime import date

from domain.errors import NotAllowed
from domain.messages import Reply
from domain.text import fold
from domain.users import Permission
from handlers.asking.questions import answer, last_query
from handlers.asking.scoping import BESIDE_NAMES, scopes, with_mentioned, words_of
from handlers.context import Turn
from language.phrases import phrase
from language.reading import Form, Found, Intent, Reading
from language.understanding import understand
from rendering.wording import answers as wording
from storage import gazetteer
from storage.database import Tx


def ask(tx: Tx, turn: Turn, read: Reading) -> Reply | None:
    """The reply to a message that says nothing but the names of units: "ban hom", "ban hom voi ban lau".

    "thế bản Lầu" behind an answer is the same question of that one, "ban hom quy 1" one of that span.
    None where it says anything else. Raises NotAllowed for a unit that is not the asker's.
    """
    text = turn.message.text
    own = turn.user.units_for(Permission.ASK)
    found = gazetteer.mentioned(tx, text, scopes(own))
    words = set(fold(text).replace("?", " ").replace(",", " ").split()) - BESIDE_NAMES
    if not found and read.unit and words and not words - set(fold(read.unit.value).split()):
        raise NotAllowed
    named = {word for unit in found for word in words_of(unit)}
    if not found:
        return None
    if words - named:
        span = _span_beside(text, named, turn.today)
        if span is None:
            return None
        told = with_mentioned(tx, turn.user, span, text)
        return wording.answer(answer(tx, turn.context, turn.user, told, turn.today))
    last = last_query(tx, turn) if phrase("leans").anywhere(text) else None
    form = None if last or len(found) > 1 else Found(value=Form.STATUS, start=0, end=0)
    reading = Reading(intent=Intent.QUERY_TOTALS, form=form, leans_on_last=last is not None)
    reading = with_mentioned(tx, turn.user, reading, text)
    return wording.answer(answer(tx, turn.context, turn.user, reading, turn.today, last))


def _span_beside(text: str, named: Set[str], today: date) -> Reading | None:
    """The question of a bare span that stands beside the names of units; None where it is another."""
    beside = " ".join(word for word in text.split() if fold(word) not in named)
    read = understand(beside, today)
    is_span = read.period is not None or read.term_without_years
    return read if read.intent is Intent.QUERY_TOTALS and read.leans_on_last and is_span else None
