"""Answering: which unit and period a question means, within the asker's reach, and the figures for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.answers import Answer, StatusAnswer, WhichUnit
from domain.errors import NotAllowed, UnknownUnit
from domain.figures import FigureAnswer, PipelineAnswer
from domain.messages import Reply
from domain.people import Person
from domain.pipeline import Stage
from domain.questions import TEMPORAL, Dimension, Query, Topic
from domain.steps import months_out
from domain.units import Unit, UnitKind
from domain.users import Permission, User
from handlers.access import require, require_somewhere
from handlers.asking import organisation
from handlers.asking.comparing import compare
from handlers.asking.due import AHEAD, deadlines
from handlers.asking.figures import figure, members, pipeline
from handlers.asking.keeping_span import of_span_before
from handlers.asking.last_question import followed, last_queries, last_query, told_members, told_state
from handlers.asking.last_time import last_time
from handlers.asking.leaving_out import told_without
from handlers.asking.narrative import paragraph
from handlers.asking.one_person import people_named, person_answer
from handlers.asking.queries import leaning, narrowed, query_of
from handlers.asking.scoping import (
    NEEDS,
    cells_of_kind,
    is_own_cell,
    named_units,
    only,
    outermost,
    reaches_level,
    requires_kind,
    scopes,
    side_by_side,
    unclear_unit,
    which_like,
    with_mentioned,
)
from handlers.asking.several_asked import of_unit_before, several_asked
from handlers.context import Context, Turn
from handlers.reminding.unreported import unreported
from language.reading import Form, Found, Intent, Reading
from language.requests.narrowing import narrowing_of
from language.words.phrases import phrase
from rendering.records import answer_record
from rendering.wording import answers as wording
from rendering.wording import card_notes, unclear
from rendering.wording.several_answers import answers, beside_each_other, mean_of_units, units_with
from storage import gazetteer, pending, people, reporting, units
from storage.database import Tx

_COMPARABLE = (Topic.TOTALS, Topic.QUOTA_GAP)
# Behind these "năm nay được mấy" is about admissions, in the same unit.
_NOT_COUNTED = (Topic.DEADLINES, Topic.UNREPORTED)
# Of a unit that has ended these are still told as they were; all else is with the one that goes on.
_OF_THEN = (Topic.TOTALS, Topic.QUOTA_GAP)


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """The reply to a question in a chat, or to several different ones of one message."""
    several = several_asked(turn, reading)
    if not several:
        return _ask_one(tx, turn, reading)
    named = of_unit_before([with_mentioned(tx, turn.user, one.reading, one.text) for one in several])
    # What is late is said of what was asked before it: "đang thẩm tra mấy, quá hạn mấy".
    texts = [
        turn.message.text if one.reading.intent is Intent.QUERY_DEADLINES else one.text for one in several
    ]
    each = [
        _ask_one(tx, replace(turn, message=replace(turn.message, text=text)), one)
        for text, one in zip(texts, named, strict=True)
    ]
    return beside_each_other(each)


def _ask_one(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    text = turn.message.text
    if (other := _of_those(tx, turn, reading)) is not None:
        return other
    kind = phrase("kind_left_out").anywhere(text)
    if (
        reading.leaves_out
        or phrase("all_but_units").anywhere(text)
        or (kind and reading.intent is Intent.QUERY_TOTALS)
    ):
        return _without_some(tx, turn, reading, kind["kind"] if kind else None)
    counts = reading.intent is Intent.QUERY_TOTALS and not any(map(str.isdigit, text))
    if counts and phrase("since_untold").anywhere(text) is not None:
        return Reply(text=unclear.since_which_day())
    if counts and phrase("oldest_member").anywhere(text) is not None and not reading.breakdown:
        return Reply(text=unclear.no_party_age())
    if reading.intent.is_question and (said := phrase("told_of_none").anywhere(text)):
        if said.value == "again":
            return Reply(text=card_notes.readmission_asks(months_out(turn.context.book.rules.bounds)))
        return Reply(text=unclear.told_of_none(said.value))
    if reading.intent is Intent.QUERY_TOTALS and phrase("new_member_class").anywhere(text) is not None:
        return Reply(text=unclear.new_member_class())
    before = last_queries(tx, turn) if reading.leans_on_last else []
    reading, of_span = of_span_before(tx, turn, reading)
    last = before[0] if before else of_span
    if (
        last
        and last.topic is Topic.DEADLINES
        and query_of(reading, turn.today).order
        and not reading.metric_told
    ):
        given = answers(
            [answer(tx, turn.context, turn.user, replace(reading, form=None, breakdown=()), last)]
        )
        return replace(given, text=f"{unclear.cannot_rank_due()}\n{given.text}")
    if last and last.topic in _NOT_COUNTED and phrase("got_how_many").anywhere(text):
        last = replace(last, topic=Topic.TOTALS, period=None)
    if last and reading.unit and _tells_no_more(reading) and told_state(tx, turn):
        state = Found(value=Form.STATUS, start=0, end=0)
        reading, last = replace(reading, form=state, leans_on_last=False), None
    of_now = not (reading.period or any(found.value in TEMPORAL for found in reading.breakdown))
    if reading.parts and reading.intent is Intent.QUERY_TOTALS and of_now:
        members = told_members(tx, turn) if reading.leans_on_last else None
        if members or (last is None and _asks_members(reading, text)):
            return _members_of_groups(tx, turn, reading, members)
    if reading.form and reading.form.value is Form.PARAGRAPH:
        last = followed(tx, turn, with_mentioned(tx, turn.user, reading, text))
    asked = [with_mentioned(tx, turn.user, one, text) for one in (reading, *reading.others)]
    if last and last.topic in _COMPARABLE and reading.period and phrase("as_well").anywhere(text):
        asked = [replace(reading, period=None), *asked]  # "năm ngoái nữa" is told beside the span before
    also = () if reading.others else _of_all_before(before, reading)
    told_all = [  # "KN mấy, CT mấy" asks for two figures
        answer(tx, turn.context, turn.user, told, leant_on, text=text)
        for one in asked
        for leant_on in _apart(one, (last, *also))
        for told in _of_each_unit(tx, turn, one)
    ]
    given = answers(told_all)
    few = narrowing_of(text).counts if phrase("of_count").may_stand(text) else None
    if few and (named := units_with(told_all, few)):
        given = replace(given, text=f"{named}\n{given.text}")
    if phrase("mean_of_units").anywhere(text) and (means := mean_of_units(told_all)):
        given = replace(given, text=f"{means}\n{given.text}")
    if Dimension.AGE in query_of(reading, turn.today).by and phrase("youngest").anywhere(text):
        return replace(given, text=f"{unclear.no_ages_ranked()}\n{given.text}")
    is_both = reading.parts and narrowing_of(text).ages and phrase("and").anywhere(text) is None
    if is_both and not any(map(_counts_both, told_all)):
        given = replace(given, text=f"{unclear.not_of_group_and_age()}\n{given.text}")
    is_of_then = reading.intent is Intent.QUERY_PIPELINE and phrase("stock_then").anywhere(text) is not None
    return replace(given, text=f"{unclear.only_as_it_is_now()}\n{given.text}") if is_of_then else given


def _counts_both(given: Answer) -> bool:
    """Whether it says how many are of the group and of the ages at once."""
    return isinstance(given, FigureAnswer | PipelineAnswer) and bool(given.aged and given.aged.tags)


def _without_some(tx: Tx, turn: Turn, reading: Reading, kind: str | None) -> Reply:
    """ "Không tính công an thì còn bao nhiêu": a unit of the figure, or each of a kind, is left out of it; no
    group can be, then the figure is told by unit."""
    within = scopes(turn.user.units_for(Permission.ASK))
    found: Sequence[Unit] = gazetteer.mentioned(tx, turn.message.text, within)
    several = phrase("cells_of_kind").anywhere(turn.message.text)
    if kind and not found:
        found, several = gazetteer.of_kind(tx, kind, within), None
    if found and not (reading.breakdown or reading.parts or several):
        of_all = replace(reading, unit=None, units=(), unread=(), parts=(), form=None)
        if told := told_without(tx, answer(tx, turn.context, turn.user, of_all), found):
            return told
    by_unit = (Found(value=Dimension.UNIT, start=0, end=0),)
    whole = replace(reading, unit=None, units=(), unread=(), parts=(), breakdown=by_unit, form=None)
    given = answers([answer(tx, turn.context, turn.user, whole)])
    return replace(given, text=f"{unclear.cannot_leave_out()}\n{given.text}")


def _asks_members(reading: Reading, text: str) -> bool:
    """ "Xã có bao nhiêu đảng viên nữ": a group of all members, not of those who were admitted."""
    if reading.metric_told or reading.term_without_years or narrowing_of(text).standing_at:
        return False
    return phrase("members_counted").anywhere(text) is not None and not phrase("happens").anywhere(text)


def _members_of_groups(tx: Tx, turn: Turn, reading: Reading, last: Query | None) -> Reply:
    """How many of the members on record here are of the groups, those on probation beside the others; behind
    the number of members of a unit, of that one."""
    asked = with_mentioned(tx, turn.user, reading, turn.message.text)
    stages = (Found(value=stage, start=0, end=0) for stage in (Stage.OFFICIAL, Stage.ADMISSION))
    each = [replace(asked, intent=Intent.QUERY_PIPELINE, stage=stage, metric=None) for stage in stages]
    given = answers([answer(tx, turn.context, turn.user, one, last) for one in each])
    return replace(given, text=f"{unclear.only_members_on_record()}\n{given.text}")


def _tells_no_more(reading: Reading) -> bool:
    """Whether a follow-up names nothing else than a unit."""
    return not (
        reading.metric_told or reading.period or reading.stage or reading.breakdown or reading.compares
    )


def _of_all_before(before: Sequence[Query], reading: Reading) -> Sequence[Query]:
    """Behind several answers the further ones on which a follow-up leans too: all of them, unless it tells
    just what they differ in."""
    told = (
        reading.metric_told and len({query.stage for query in before}) > 1,
        (reading.period or reading.term_without_years or reading.compares)
        and len({query.period for query in before}) > 1,
        reading.unit is not None and len({query.unit_id for query in before}) > 1,
    )
    return () if any(told) else before[1:]


def _of_those(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """ "Trong số đó kết nạp được mấy người" behind who finished the course: of these very people nobody is
    counted by another step, and everybody's figure would be a false one."""
    told = reading.metric
    if told is None or told.end == told.start or phrase("of_those").anywhere(turn.message.text) is None:
        return None
    last, stage = last_query(tx, turn), Stage(told.value.value)
    counted = (last.stage or Stage.ADMISSION) if last and last.topic in _COMPARABLE else stage
    return Reply(text=unclear.not_of_those(counted, stage)) if counted is not stage else None


def _apart(reading: Reading, leant_on: Sequence[Query | None]) -> Sequence[Query | None]:
    """ "Chỉ tính nữ thì sao", "chia nam nữ" behind units held against one another is asked of each."""
    divides = any(one.value is not Dimension.UNIT for one in reading.breakdown)
    if reading.unit or not (reading.parts or divides):
        return leant_on
    return [
        replace(one, units=(), unit_id=unit) if one and unit else one
        for one in leant_on
        for unit in (one.units if one and one.units else (None,))
    ]


def _of_each_unit(tx: Tx, turn: Turn, reading: Reading) -> tuple[Reading, ...]:
    """ "Nà La và Pá Công còn mấy dự bị", "các trường ai sắp hết dự bị": figures are held against one another
    in one answer, all else that is asked of several units is told of each."""
    topic = query_of(reading, turn.today).topic
    if topic is Topic.PERSON or (topic in _COMPARABLE and not reading.parts):
        return (reading,)
    named = reading.units
    if not named:
        of_kind = cells_of_kind(tx, turn.user.units_for(NEEDS[topic]), turn.message.text)
        named = tuple(Found(value=unit.name, start=0, end=0) for unit in of_kind)
    return (
        tuple(replace(reading, unit=unit, units=(unit,)) for unit in named) if len(named) > 1 else (reading,)
    )


def record(tx: Tx, context: Context, user: User, reading: Reading, text: str = "") -> dict[str, Any]:
    """The answer as plain values with its wording, for `chibo ask`; `text` is the question as typed."""
    reading = with_mentioned(tx, user, reading, text)
    given = answer(tx, context, user, reading, text=text)
    return answer_record(given, wording.answer(given).text)


def answer(
    tx: Tx,
    context: Context,
    user: User,
    reading: Reading,
    last: Query | None = None,
    *,
    text: str = "",
) -> Answer:
    """The answer to a question as it was read. Writes nothing.

    What it leaves open stays as in `last`, the question before it ("còn năm ngoái?"). `text`: as it was
    typed, for what the words single out beyond their slots.

    The unit is the one named, found within the asker's units only, or else the asker's own; several of
    them without a name, or of a name like theirs: WhichUnit. Raises NotAllowed (also for a unit that is not
    there), UnknownPerson and NoSuchPeriod.
    """
    today = context.today
    query = narrowed(query_of(reading, today), text)
    own = require_somewhere(user, NEEDS[query.topic])
    of_kind = () if reading.unit else cells_of_kind(tx, own, text)
    beside = side_by_side(tx, own, reading) or of_kind
    if query.topic in _COMPARABLE and len(beside) > 1:
        query = leaning(query, reading, last) if last is not None else query
        # "so sánh" is said of the units; of another span only where one is named.
        form = reading.form.value if reading.form else None
        with_span = form is Form.COMPARISON or query.compared_with is not None
        return compare(tx, replace(query, compared=with_span), beside, today)
    try:
        named = named_units(tx, own, reading) or of_kind[:1]
    except UnknownUnit as unknown:
        return which_like(tx, own, unknown.name, leaning(query, reading, last) if last else query)
    if not named:
        if query.topic in (*_COMPARABLE, Topic.PIPELINE) and not query.parts:  # mấy công an: people
            requires_kind(tx, own, text)
        if not reaches_level(own, narrowing_of(text).own_level):
            raise NotAllowed  # "xã mình" of whoever has a cell there
        if called := _called(tx, own, query, reading, text):
            return person_answer(tx, context, query, called)
        if asked := unclear_unit(tx, own, reading, query):
            return asked
    if query.topic is Topic.PERSON:
        return people_named(tx, context, query, reading, named or own)
    if last is not None:
        query = leaning(query, reading, last)
        if not named and (again := _of_last(tx, context, user, query, last)):
            return again
    chosen = only(tx, query, named or outermost(own))
    return chosen if isinstance(chosen, WhichUnit) else _answer(tx, context, user, query, chosen)


def _called(tx: Tx, own: Sequence[Unit], query: Query, reading: Reading, text: str) -> Sequence[Person]:
    """ "Hôm nào Ín hết dự bị": whoever is called by the one word left, where one person is asked about."""
    is_of_one = query.topic is Topic.DEADLINES or phrase("asks_of_one").anywhere(text) is not None
    if not is_of_one or len(reading.unread) != 1:
        return ()
    return people.find_by_name(tx, reading.unread[0].value, scopes(own))


def _of_last(tx: Tx, context: Context, user: User, query: Query, last: Query) -> Answer | None:
    """The answer for the unit or units of the question before; None where that had none to lean on."""
    asks_more = query.order is not None or bool(query.by or query.parts)
    if last.units and not asks_more:
        return _units_again(tx, user, replace(query, units=last.units), context.today)
    if last.unit_id is None:
        return None
    unit = units.get(tx, last.unit_id)
    if unit.kind is UnitKind.PARTY_CELL and query.order is not None and Dimension.UNIT in query.by:
        return None  # "chi bộ nào chậm nhất" behind a question about one cell is no question about that cell
    return _answer(tx, context, user, query, unit)


def answer_again(tx: Tx, context: Context, user: User, arguments: Mapping[str, Any]) -> Answer:
    """The answer to a button that carries a whole question. Raises NotAllowed."""
    query = Query.from_arguments(arguments)
    if query.units:
        return _units_again(tx, user, query, context.today)
    if query.unit_id is None:
        raise NotAllowed
    return _answer(tx, context, user, query, units.get(tx, query.unit_id))


def ask_again(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """A button that carries a whole question. Raises NotAllowed."""
    return wording.answer(answer_again(tx, turn.context, turn.user, arguments))


def _answer(tx: Tx, context: Context, user: User, query: Query, unit: Unit) -> Answer:
    today = context.today
    if query.topic not in _OF_THEN:
        unit = units.present(tx, unit)
    require(user, NEEDS[query.topic], unit)
    own = is_own_cell(user, unit)
    match query.topic:
        case Topic.TOTALS | Topic.QUOTA_GAP:
            return figure(tx, query, unit, today, is_own_cell=own, book=context.book)
        case Topic.PIPELINE:
            return pipeline(tx, query, unit, today, is_own_cell=own)
        case Topic.MEMBERS:
            return members(tx, query, unit, today)
        case Topic.PARAGRAPH:
            return paragraph(tx, query, unit, today, is_own_cell=own)
        case Topic.UNREPORTED:
            there = replace(query, unit_id=unit.id)
            return unreported(tx, there, unit, today, may_nudge=user.may(Permission.NUDGE, unit))
        case Topic.UNITS:
            return organisation.below(tx, query, unit, today)
        case Topic.LAST_TIME:
            return last_time(tx, query, unit, today)
        case Topic.STATUS:
            return _status(tx, context, query, unit)
        case Topic.DEADLINES:
            return deadlines(tx, context, query, unit)
        case Topic.PERSON | Topic.PEOPLE:
            raise NotAllowed  # asked by name; lists leave an audit row: handlers/asking/listing.py


def _status(tx: Tx, context: Context, query: Query, unit: Unit) -> StatusAnswer:
    """The year, who is on the way, what is due within 30 days, and when the unit was last heard of."""
    today = context.today
    voided = context.book.voided_by(today)
    due = pending.count(tx, (unit.left, unit.right), today, last=today + AHEAD, voided=voided)
    return StatusAnswer(
        query=replace(query, unit_id=unit.id),
        year=figure(tx, Query(topic=Topic.TOTALS), unit, today),
        pipeline=pipeline(tx, Query(topic=Topic.PIPELINE), unit, today),
        overdue=due.overdue,
        due_soon=due.all - due.overdue,
        last_heard_on=reporting.last_heard_within(tx, (unit.left, unit.right), today),
    )


def _units_again(tx: Tx, user: User, query: Query, today: date) -> Answer:
    found = units.by_ids(tx, query.units)
    return compare(tx, query, [require(user, Permission.ASK, found.get(i)) for i in query.units], today)
