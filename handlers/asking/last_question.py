"""What was answered last in a chat, as the buttons of the answer have kept it."""

from collections.abc import Sequence
from dataclasses import replace

from domain.actions import Action
from domain.messages import Choice, Reply
from domain.questions import TEMPORAL, Order, Query, Topic
from handlers.context import Turn
from language.reading import Reading
from language.words.phrases import phrase
from rendering.wording import answers as wording
from rendering.wording import unclear
from rendering.wording.several_answers import ANSWER
from storage import menus
from storage.database import Tx
from storage.menus import Menu

# What a picture, a workbook or a paragraph can be made of.
_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP, Topic.PIPELINE)
_FEW = 6  # words


def followed(tx: Tx, turn: Turn, reading: Reading) -> Query | None:
    """The last figure, where somebody wants just another form of it: "biểu đồ", "xuất excel", and names
    neither a unit nor a span."""
    if reading.unit is not None or reading.period is not None or reading.term_without_years:
        return None
    if len(turn.message.text.split()) > _FEW:
        return None
    last = last_query(tx, turn)
    return last if last and last.unit_id is not None and last.topic in _OF_FIGURES else None


def last_query(tx: Tx, turn: Turn) -> Query | None:
    """What was answered last in this chat, as its buttons have kept it; of several answers the first."""
    return next(iter(last_queries(tx, turn)), None)


def last_queries(tx: Tx, turn: Turn) -> list[Query]:
    """Each question that the last message of this chat answered.

    Thanks, what was not understood and a look at one person in between change nothing. The picture is of
    the very figure; other buttons may lead into a unit below.
    """
    for menu in menus.recent_in(tx, turn.address):
        if not menu.fits(turn.user, turn.address, turn.now):
            return []
        if queries := _queries_of(menu):
            return queries
        if any(choice.action not in (Action.SAY, Action.ASK_QUERY) for choice in menu.choices):
            return []
    return []


def spans_before(tx: Tx, turn: Turn, count: int) -> list[Query]:
    """The last questions of the chat that are the same but for their spans, so many of different ones; fewer
    where there are not as many."""
    found: list[Query] = []
    for menu in menus.recent_in(tx, turn.address):
        queries = _queries_of(menu) if menu.fits(turn.user, turn.address, turn.now) else []
        if not queries:
            break
        for query in queries:
            is_same = not found or replace(query, period=found[0].period) == found[0]
            if is_same and all(query.period != one.period for one in found):
                found.append(query)
    return found[:count]


def told_compared(tx: Tx, turn: Turn) -> Query | None:
    """The last answer of the chat, where it held one span against another."""
    menu = next(menus.recent_in(tx, turn.address), None)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return None
    drawn = (one.arguments for one in menu.choices if one.action is Action.CHART_OPEN)
    return next((query for one in drawn if (query := Query.from_arguments(one)).compared), None)


def first_ranked(tx: Tx, turn: Turn) -> Query | None:
    """The figure of the unit that came first, where the last answer of the chat ranked units."""
    menu = next(menus.recent_in(tx, turn.address), None)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return None
    ranked = [one for one in menu.choices if _ranks_most(one)]
    whole = {one.arguments.get("unit") for one in ranked}
    below = (one.arguments for one in menu.choices if one.action is Action.ASK_QUERY)
    each = (Query.from_arguments(one) for one in below if whole and one.get("unit") not in (None, *whole))
    return next(each, None)


def _ranks_most(choice: Choice) -> bool:
    """Whether it draws a ranking that begins with the most."""
    return choice.action is Action.CHART_OPEN and choice.arguments.get("order") == Order.MOST.value


def told_state(tx: Tx, turn: Turn) -> bool:
    """Whether the last answer of the chat was how a unit is doing."""
    menu = next(menus.recent_in(tx, turn.address), None)
    fits = menu is not None and menu.fits(turn.user, turn.address, turn.now)
    return fits and menu is not None and any(wording.STATE in choice.arguments for choice in menu.choices)


def which_of_them(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """ "Bản đó kết nạp những ai" behind a figure by unit: which of those told is meant; None where the last
    answer was of one cell, which is it."""
    said = phrase("that_unit").anywhere(turn.message.text) if reading.unit is None else None
    last = last_query(tx, turn) if said is not None and said.value != "several" else None
    menu = menus.open_in(tx, turn.address) if last and last.unit_id else None
    if last is None or menu is None:
        return None
    of_units = [one for one in menu.choices if one.action is Action.ASK_QUERY and "unit" in one.arguments]
    others = tuple(one for one in of_units if one.arguments["unit"] != last.unit_id)
    if not others:
        return None
    return Reply(text=unclear.which_unit_told(), choices=others, tells_no_figure=True)


def told_of(tx: Tx, turn: Turn) -> frozenset[int]:
    """The people of whom the last answer of the chat told."""
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return frozenset()
    return frozenset(one.arguments[wording.PERSON] for one in menu.choices if wording.PERSON in one.arguments)


def told_members(tx: Tx, turn: Turn) -> Query | None:
    """The last answer of the chat, where that was how many members a unit has."""
    menu = next(menus.recent_in(tx, turn.address), None)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return None
    units = (one.arguments.get("unit") for one in menu.choices if wording.MEMBERS in one.arguments)
    return next((Query(topic=Topic.MEMBERS, unit_id=unit) for unit in units), None)


def _queries_of(menu: Menu) -> list[Query]:
    """The questions of its answers, whose buttons say of which of them they are."""
    of_answer: dict[int, list[Choice]] = {}
    for choice in menu.choices:
        of_answer.setdefault(choice.arguments.get(ANSWER, 0), []).append(choice)
    told = [query for choices in of_answer.values() if (query := _query_of(choices))]
    held = [query.compared_with for query in told]
    spans = [query.period for query in told]
    told = [replace(query, compared_with=None) for query in told]
    # Of two spans held against one another what comes next is asked of both.
    return told + [replace(told[0], period=span) for span in held if span and span not in spans]


def _query_of(choices: Sequence[Choice]) -> Query | None:
    drawn = [choice for choice in choices if choice.action is Action.CHART_OPEN]
    asked = [choice for choice in choices if choice.action is Action.ASK_QUERY]
    same = [choice for choice in asked if choice.label == wording.AGAIN]
    listed = [choice for choice in choices if choice.action is Action.EXPORT_REASON]
    staged = [choice for choice in asked if "stage" in choice.arguments]
    told = next(iter((*drawn, *same, *listed, *staged)), None)
    if told is None:
        return None
    of_group = (one for one in choices if one.action is Action.LIST_OPEN or "parts" in one.arguments)
    people = next(of_group, told)
    groups = Query.from_arguments(people.arguments)
    query = Query.from_arguments(told.arguments)
    return replace(
        query,
        by=tuple(dimension for dimension in query.by if dimension in TEMPORAL),
        most=None,
        compared=False,
        parts=groups.parts,
        together=groups.together,
    )
