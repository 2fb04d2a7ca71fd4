"""Questions of kinds of cells: "các bản bao nhiêu, các trường bao nhiêu", "chi bộ trường nào chưa có ai"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.errors import NotAllowed
from domain.figures import FigureAnswer
from domain.messages import Reply
from domain.questions import Dimension, Order, Query, Topic
from domain.text import fold
from domain.units import Unit
from domain.users import Permission
from handlers.asking.comparing import compare
from handlers.asking.keeping_span import of_span_before
from handlers.asking.last_question import last_query
from handlers.asking.queries import leaning, narrowed, query_of
from handlers.asking.questions import answer
from handlers.asking.scoping import scopes
from handlers.context import Turn
from language.reading import Found, Intent, Reading
from language.understanding import understand
from language.words.phrases import phrase, sentence, without
from rendering.wording import answers as wording
from rendering.wording import comparisons
from rendering.wording.format import mid_sentence
from storage import gazetteer, statistics
from storage.database import Tx

_MOST_COUNTED = 500  # cells
_MOST_BESIDE = 12  # of a kind told one by one


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """The figure of each kind of cells that a message speaks of, or which cells of a kind are asked for.

    None where it says nothing of kinds, or names units. Raises NotAllowed for a kind that the asker has not.
    """
    text = turn.message.text
    if reading.people or reading.intent not in (Intent.QUERY_TOTALS, Intent.NONE):
        return None
    within = scopes(turn.user.units_for(Permission.ASK))
    if which := phrase("which_of_kind").anywhere(text):
        start, end = which.span()
        found = gazetteer.of_kind(tx, which["kind"], within)
        cell = which["asked"] if "asked" in which else sentence("cell_word")  # "trường nào"
        cell = cell if text != fold(text) else fold(cell)
        return _which(tx, turn, f"{text[:start]} {cell} {which['nth']} {text[end:]}", found)
    told = list(phrase("kind_told").each(text)) if phrase("kind_told").may_stand(text) else []
    if all(one.value == "also" for one in told):
        return None
    kinds = list(dict.fromkeys(fold(one["kind"]) for one in told))
    is_asked = (
        len(kinds) > 1
        or phrase("of_kinds_beside").whole(without(text, told)) is not None  # "thế khối trạm y tế"
        or {"village", "counted"} & {one.value for one in told}
        or reading.intent is Intent.NONE
    )
    if not kinds or not is_asked or gazetteer.mentioned(tx, without(text, told), within):
        return None
    asked = _beside_kinds(turn, without(text, told))
    if asked is None or asked.parts:
        return None
    villages = {fold(one["kind"]) for one in told if one.value == "village"}
    cells = {kind: _cells(tx, kind, within, is_village=kind in villages) for kind in kinds}
    if not all(cells.values()):
        raise NotAllowed
    if sum(map(len, cells.values())) > _MOST_COUNTED:
        return None
    return _of_each(tx, turn, asked, cells)


def _cells(tx: Tx, kind: str, within: Sequence[tuple[int, int]], *, is_village: bool) -> Sequence[Unit]:
    """The cells of a kind; "thôn bản" are those of either word."""
    each = kind.split() if is_village else ()
    return gazetteer.of_kind(tx, kind, within) or [
        unit for word in each for unit in gazetteer.of_kind(tx, word, within)
    ]


def _which(tx: Tx, turn: Turn, text: str, cells: Sequence[Unit]) -> Reply | None:
    """Those of the kind that come first or have nobody, above the figure of each."""
    asked = understand(text, turn.sent_on)
    if asked.intent is not Intent.QUERY_TOTALS:
        return None
    if not cells:
        raise NotAllowed
    asked, last = of_span_before(tx, turn, asked)
    query = narrowed(query_of(asked, turn.today), text)
    query = leaning(query, asked, last) if last else query
    if query.topic is not Topic.TOTALS or query.parts:
        return None
    given = compare(tx, replace(query, by=(), order=None), cells, turn.today)
    reply = wording.answer(given)
    if query.order is None:
        return reply
    order = Order.LEAST if query.order is Order.SLOWEST else query.order
    return replace(reply, text=f"{comparisons.of_order(given, order)}\n{reply.text}")


def _beside_kinds(turn: Turn, text: str) -> Reading | None:
    """What is asked of the kinds: a figure, or no more than how many."""
    asked = understand(text, turn.sent_on)
    if asked.intent is Intent.QUERY_TOTALS:
        return replace(asked, unit=None, units=(), unread=())
    alone = all(phrase("counts_beside").whole(part) for part in text.split(",") if part.strip())
    alone = alone or any(phrase(one).whole(text) for one in ("asks_which_more", "of_kinds_beside"))
    return Reading(intent=Intent.QUERY_TOTALS, leans_on_last=True) if alone else None


def _of_each(tx: Tx, turn: Turn, asked: Reading, cells: Mapping[str, Sequence[Unit]]) -> Reply | None:
    last = last_query(tx, turn) if asked.leans_on_last else None
    by_unit = (Found(value=Dimension.UNIT, start=0, end=0),)
    whole = answer(tx, turn.context, turn.user, replace(asked, breakdown=by_unit), last)
    if not isinstance(whole, FigureAnswer):
        return None
    if len(cells) == 1 and len(alone := next(iter(cells.values()))) <= _MOST_BESIDE:
        return wording.answer(compare(tx, _of_kind(whole), alone, turn.today))
    each = {}
    for kind, found in cells.items():
        counted = statistics.by_unit(tx, whole.stage, found, whole.period, whole.as_of)
        words = found[0].name.split()[: len(kind.split())]  # as the units write it
        words = words if fold(" ".join(words)) == kind else words[:1]  # "thôn bản"
        each[mid_sentence(" ".join(words))] = (len(found), sum(one.value for one in counted.values()))
    reply = wording.answer(whole)
    return replace(reply, text=f"{comparisons.of_kinds(whole.stage, each)}\n{reply.text}")


def _of_kind(whole: FigureAnswer) -> Query:
    return replace(whole.query, by=(), period=whole.period)
