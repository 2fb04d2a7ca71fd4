"""What leans on the last answer without being a question of its own: "cả xã thì sao", "so với co ngần"."""

from collections.abc import Sequence
from dataclasses import replace

from domain.actions import Action
from domain.messages import Choice, Reply
from domain.periods import party_term, range_period, year_period
from domain.pipeline import Stage
from domain.questions import Dimension, Order, Query, Topic
from domain.units import Unit
from domain.users import Permission
from handlers.access import require
from handlers.asking.comparing import compare
from handlers.asking.last_question import last_query, spans_before, told_compared
from handlers.asking.leaving_out import told_without
from handlers.asking.questions import answer_again, ask
from handlers.asking.scoping import outermost, scopes, text_beside
from handlers.context import Turn
from language.reading import Reading
from language.understanding import understand
from language.words.phrases import Told, phrase
from rendering.wording import answers as wording
from rendering.wording import unclear
from storage import gazetteer, units
from storage.database import Tx

_FIRST_YEAR = 1930  # the Party was founded
_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP)


def refine(tx: Tx, turn: Turn) -> Reply | None:
    """ "Cả năm", "cả xã thì sao", "tất cả": the last question once more, wider than it was, or by unit."""
    told = phrase("refined").whole(turn.message.text)
    group = None if told else phrase("group_alone").whole(turn.message.text)
    if group is not None:
        return _of_group_alone(tx, turn, f"{group.value} {group['group']}")
    alone = None if told else phrase("year_alone").whole(turn.message.text)
    year = int(alone["year"]) if alone else None
    if year is not None and year < _FIRST_YEAR:
        return None  # "15" is no year, and no button either
    last = last_query(tx, turn) if told or year else None
    if told is not None and told.value == "nudge":
        return _nudged(turn, last)
    if last is None:
        return None
    if told is not None and told.value == "spans":
        return _together(tx, turn, told.number("count") or 0)
    if told is not None and told.value == "difference":
        return _difference(tx, turn, last)
    if told is not None and told.value == "so_many" and last.order is None:
        return None
    if told is not None:
        query = _refined(turn, last, told)
    else:
        query = replace(last, period=year_period(year or turn.today.year))
    return wording.answer(answer_again(tx, turn.context, turn.user, query.arguments()))


def of_kind(tx: Tx, turn: Turn) -> Reply | None:
    """ "Trường học nào trong số đó": of the units told before only those of that kind."""
    told = phrase("kind_of_those").whole(turn.message.text)
    last = last_query(tx, turn) if told else None
    if told is None or last is None:
        return None
    if last.topic not in (Topic.UNREPORTED, Topic.QUOTA_GAP) and last.order is not Order.NOBODY:
        return None
    query = replace(last, kind=told["kind"], by=() if last.topic is Topic.UNREPORTED else (Dimension.UNIT,))
    return wording.answer(answer_again(tx, turn.context, turn.user, query.arguments()))


def pace_needed(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """ "Mỗi tháng mấy" behind what is still missing: how many a month that takes, not how many each had."""
    by_month = any(found.value is Dimension.MONTH for found in reading.breakdown)
    if not by_month or not reading.leans_on_last or not phrase("pace_alone").whole(turn.message.text):
        return None
    last = last_query(tx, turn)
    is_over = last is not None and last.period is not None and last.period.last_day < turn.today
    if last is None or is_over or last.topic is not Topic.QUOTA_GAP:
        return None
    return wording.answer(answer_again(tx, turn.context, turn.user, last.arguments()))


def _difference(tx: Tx, turn: Turn, last: Query) -> Reply | None:
    """ "Chênh mấy" behind two figures: one against the other; behind a single one against the year before."""
    if last.topic not in _OF_FIGURES:
        return None
    asked = replace(last, topic=Topic.TOTALS, by=(), compared=not last.units)
    if compared := told_compared(tx, turn):
        asked = replace(asked, period=compared.period, compared_with=compared.compared_with)
    elif not last.units and len(before := spans_before(tx, turn, 2)) > 1:
        asked = replace(asked, compared_with=before[1].period)
    return wording.answer(answer_again(tx, turn.context, turn.user, asked.arguments()))


def _of_group_alone(tx: Tx, turn: Turn, text: str) -> Reply | None:
    """ "Nữ thôi" behind a figure: of that group only."""
    last = last_query(tx, turn)
    if turn.drafts or last is None or last.topic not in (*_OF_FIGURES, Topic.PIPELINE):
        return None
    return ask(tx, replace(turn, message=replace(turn.message, text=text)), understand(text, turn.sent_on))


def _together(tx: Tx, turn: Turn, count: int) -> Reply | None:
    """ "Cả 2 tháng" behind a figure of each: of all of them as one span, where they follow one another."""
    told = spans_before(tx, turn, count)
    spans = [query.period for query in told if query.period]
    if count < 2 or len(spans) < count:
        return None
    whole = range_period(min(span.start for span in spans), max(span.last_day for span in spans))
    if whole.days != sum(span.days for span in spans):
        return None
    query = replace(told[0], period=whole, by=())
    return wording.answer(answer_again(tx, turn.context, turn.user, query.arguments()))


def _nudged(turn: Turn, last: Query | None) -> Reply:
    """ "Nhắc mấy xã đó" behind a figure: only who has not reported can be reminded from here."""
    unit_id = last.unit_id if last else None
    widest = outermost(turn.user.units_for(Permission.NUDGE))
    if unit_id is None and len(widest) == 1:
        unit_id = widest[0].id
    asked = Query(topic=Topic.UNREPORTED, unit_id=unit_id)
    who = Choice(label=wording.NOT_REPORTED, action=Action.ASK_QUERY, arguments=asked.arguments())
    return Reply(text=unclear.only_unreported(), choices=(who,) if unit_id is not None and widest else ())


def _refined(turn: Turn, last: Query, told: Told) -> Query:
    day = last.period.start if last.period else turn.today
    match told.value:
        case "whole_year":
            return replace(last, period=year_period(told.number("year") or day.year))
        case "whole_term":
            return replace(last, period=party_term(last.period.last_day if last.period else turn.today))
        case "whole_unit":
            widest = outermost(turn.user.units_for(Permission.ASK))
            return replace(last, unit_id=widest[0].id, units=()) if len(widest) == 1 else last
        case "gap" if last.topic in _OF_FIGURES and last.stage in (None, Stage.ADMISSION):
            return replace(last, topic=Topic.QUOTA_GAP, by=(), parts=(), together=())
        case "by_unit":
            return replace(last, by=(Dimension.UNIT,))
        case "so_many":
            return replace(last, by=(Dimension.UNIT,), order=last.order, most=told.number("count"))
        case _:
            return replace(last, parts=(), together=())


def without_some(tx: Tx, turn: Turn) -> Reply | None:
    """ "Bỏ trạm y tế ra" behind a figure: the same without that unit."""
    last, found = _figure_beside_units(tx, turn, "left_out")
    if last is None or last.unit_id is None:
        return None
    return told_without(tx, answer_again(tx, turn.context, turn.user, last.arguments()), found)


def beside_last(tx: Tx, turn: Turn) -> Reply | None:
    """ "So với co ngần": a unit held against that of the last figure; None where one lies in the other."""
    last, found = _figure_beside_units(tx, turn, "beside_last")
    if last is None:
        return None
    before = units.by_ids(tx, last.units or (last.unit_id or 0,)).values()
    beside = {unit.id: require(turn.user, Permission.ASK, unit) for unit in (*before, *found)}
    if any(one.contains(other) for one in beside.values() for other in beside.values() if one != other):
        return None
    return wording.answer(compare(tx, replace(last, topic=Topic.TOTALS), tuple(beside.values()), turn.today))


def _figure_beside_units(tx: Tx, turn: Turn, name: str) -> tuple[Query | None, Sequence[Unit]]:
    """The figure asked for before, and the units named, where beside them nothing but that phrase is said."""
    text = turn.message.text
    if not phrase(name).may_stand(text):
        return None, ()
    found = gazetteer.mentioned(tx, text, scopes(turn.user.units_for(Permission.ASK)))
    last = last_query(tx, turn) if found and phrase(name).whole(text_beside(text, found)) else None
    return (last if last and last.topic in _OF_FIGURES else None), found
