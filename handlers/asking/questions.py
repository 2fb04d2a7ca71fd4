"""Answering: which unit and period a question means, within the asker's reach, and the figures for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.actions import Action
from domain.answers import (
    Answer,
    DeadlinesAnswer,
    DueItem,
    NoteTold,
    PersonAnswer,
    PersonFound,
    StatusAnswer,
    WhichUnit,
)
from domain.deadlines import Deadline
from domain.errors import NoSuchPeriod, NotAllowed, UnknownPerson
from domain.figures import DueKind, Query, Topic
from domain.messages import Reply
from domain.people import Person
from domain.rules import Subject
from domain.steps import RECOGNITION_RESOLUTION
from domain.units import Unit, UnitKind
from domain.users import Permission, User
from handlers.access import require, require_somewhere
from handlers.asking.comparing import compare
from handlers.asking.figures import figure, members, pipeline
from handlers.asking.narrative import paragraph
from handlers.asking.queries import leaning, narrowed, query_of
from handlers.asking.scoping import (
    NEEDS,
    cells_of_kind,
    is_own_cell,
    named_units,
    only,
    outermost,
    reaches_level,
    scopes,
    side_by_side,
    unclear_unit,
    with_mentioned,
)
from handlers.context import Context, Turn
from handlers.reminding.unreported import unreported
from language.narrowing import narrowing_of
from language.phrases import phrase
from language.reading import Form, Problem, Reading
from rendering.records import answer_record
from rendering.wording import answers as wording
from storage import menus, pending, people, reporting, units
from storage.database import Tx
from storage.menus import Menu

_AHEAD = timedelta(days=30)
_RULES = {
    DueKind.PROBATION: ("probation_end", "recognition", "recognition_decision"),
    DueKind.VERIFICATION: ("verification_reply", "verification_paper"),
    DueKind.RETURNED: ("returned_dossier",),
    DueKind.COURSE: ("new_member_course", "course_certificate"),
}

_COMPARABLE = (Topic.TOTALS, Topic.QUOTA_GAP)


# What a picture, a workbook or a paragraph can be made of.
_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP, Topic.PIPELINE)
_FEW = 6  # words

# Of a unit that has ended these are still told as they were; all else is with the one that goes on.
_OF_THEN = (Topic.TOTALS, Topic.QUOTA_GAP)


def ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """The reply to a question in a chat."""
    text = turn.message.text
    last = last_query(tx, turn) if reading.leans_on_last else None
    if reading.form and reading.form.value is Form.PARAGRAPH:
        last = followed(tx, turn, with_mentioned(tx, turn.user, reading, text))
    asked = [with_mentioned(tx, turn.user, one, text) for one in (reading, *reading.others)]
    replies = [  # "KN mấy, CT mấy" asks for two figures
        wording.answer(answer(tx, turn.context, turn.user, told, turn.today, last, text=text))
        for one in asked
        for told in _of_each_unit(one, turn.today)
    ]
    return replace(replies[0], text="\n\n".join(reply.text for reply in replies))


def _of_each_unit(reading: Reading, today: date) -> tuple[Reading, ...]:
    """ "Nà La và Pá Công còn mấy dự bị": figures are held against one another in one answer, all else that is
    asked of several units is told of each."""
    if len(reading.units) < 2 or query_of(reading, today).topic in (*_COMPARABLE, Topic.PERSON):
        return (reading,)
    return tuple(replace(reading, unit=unit, units=(unit,)) for unit in reading.units)


def ask_about_somebody(tx: Tx, turn: Turn, read: Reading) -> Reply | None:
    """The reply to "thế còn giàng a tếnh", "piêng thì bao giờ": a name, and words that ask of one person.

    None where it says anything else, or nobody within reach is called so.
    """
    own = turn.user.units_for(Permission.READ_PEOPLE)
    text = turn.message.text
    if turn.drafts or not own or not (phrase("asks_of_one").anywhere(text) or phrase("leans").anywhere(text)):
        return None
    names = [p.full_name.value for p in read.people if p.full_name] or [run.value for run in read.unread]
    found = people.find_by_name(tx, names[0], scopes(own)) if len(names) == 1 else []
    if not found:
        return None
    query = Query(topic=Topic.PERSON)
    return wording.answer(_person_answer(tx, turn.context, query, found, turn.today))


def record(tx: Tx, context: Context, user: User, reading: Reading, text: str = "") -> dict[str, Any]:
    """The answer as plain values with its wording, for `chibo ask`; `text` is the question as typed."""
    reading = with_mentioned(tx, user, reading, text)
    given = answer(tx, context, user, reading, context.today, text=text)
    return answer_record(given, wording.answer(given).text)


def answer(
    tx: Tx,
    context: Context,
    user: User,
    reading: Reading,
    today: date,
    last: Query | None = None,
    *,
    text: str = "",
) -> Answer:
    """The answer to a question as it was read. Writes nothing.

    What it leaves open stays as in `last`, the question before it ("còn năm ngoái?"). `text`: as it was
    typed, for what the words single out beyond their slots.

    The unit is the one named, found within the asker's units only, or else the asker's own; several of
    them without a name: WhichUnit. Raises NotAllowed (also for a unit that is not there), UnknownUnit
    with similar names of the asker's own, UnknownPerson and NoSuchPeriod.
    """
    if Problem.DATE_IMPOSSIBLE in reading.problems:
        raise NoSuchPeriod
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
    named = named_units(tx, own, reading) or of_kind[:1]
    if not named and not reaches_level(own, narrowing_of(text).own_level):
        raise NotAllowed  # "xã mình" of whoever has a cell there
    is_of_one = query.topic is Topic.DEADLINES or phrase("asks_of_one").anywhere(text) is not None
    is_of_one = is_of_one and not named and len(reading.unread) == 1
    if is_of_one and (called := people.find_by_name(tx, reading.unread[0].value, scopes(own))):
        return _person_answer(tx, context, query, called, today)  # hôm nào Ín hết dự bị
    if not named and (asked := unclear_unit(tx, own, reading, query)):
        return asked
    if query.topic is Topic.PERSON:
        return _people_named(tx, context, query, reading, named or own, today)
    if last is not None:
        query = leaning(query, reading, last)
    asks_more = query.order is not None or bool(query.by or query.parts)
    if last is not None and last.units and not named and not asks_more:
        return _units_again(tx, user, replace(query, units=last.units), today)
    if last is not None and last.unit_id is not None and not named:
        unit = units.get(tx, last.unit_id)
        # "chi bộ nào chậm nhất" behind a question about one cell is no question about that cell.
        if unit.kind is not UnitKind.PARTY_CELL or query.order is None:
            return _answer(tx, context, user, query, unit, today)
    chosen = only(tx, query, named or outermost(own))
    return chosen if isinstance(chosen, WhichUnit) else _answer(tx, context, user, query, chosen, today)


def answer_again(tx: Tx, context: Context, user: User, arguments: Mapping[str, Any], today: date) -> Answer:
    """The answer to a button that carries a whole question. Raises NotAllowed."""
    query = Query.from_arguments(arguments)
    if query.units:
        return _units_again(tx, user, query, today)
    if query.unit_id is None:
        raise NotAllowed
    return _answer(tx, context, user, query, units.get(tx, query.unit_id), today)


def answer_about(
    tx: Tx, context: Context, user: User, arguments: Mapping[str, Any], today: date
) -> PersonAnswer:
    """The answer to a button that names one of several namesakes. Raises NotAllowed."""
    found = people.load(tx, [arguments["person"]])
    if not found:
        raise NotAllowed
    (person,) = found.values()
    require(user, Permission.READ_PEOPLE, people.home(tx, person))
    return _person_answer(tx, context, Query(topic=Topic.PERSON), [person], today)


def ask_again(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """A button that carries a whole question. Raises NotAllowed."""
    return wording.answer(answer_again(tx, turn.context, turn.user, arguments, turn.today))


def ask_about_person(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The one meant, of several namesakes. Raises NotAllowed."""
    return wording.answer(answer_about(tx, turn.context, turn.user, arguments, turn.today))


def _answer(tx: Tx, context: Context, user: User, query: Query, unit: Unit, today: date) -> Answer:
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
        case Topic.STATUS:
            return _status(tx, query, unit, today)
        case Topic.DEADLINES:
            return _deadlines(tx, context, query, unit, today)
        case Topic.PERSON | Topic.PEOPLE:
            raise NotAllowed  # asked by name; lists leave an audit row: handlers/asking/listing.py


def _status(tx: Tx, query: Query, unit: Unit, today: date) -> StatusAnswer:
    """The year, who is on the way, what is due within 30 days, and when the unit was last heard of."""
    due = pending.count(tx, (unit.left, unit.right), today, last=today + _AHEAD)
    return StatusAnswer(
        query=replace(query, unit_id=unit.id),
        year=figure(tx, Query(topic=Topic.TOTALS), unit, today),
        pipeline=pipeline(tx, Query(topic=Topic.PIPELINE), unit, today),
        overdue=due.overdue,
        due_soon=due.all - due.overdue,
        last_heard_on=reporting.last_heard_within(tx, (unit.left, unit.right), today),
    )


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
    """What was answered last in this chat, as the buttons of the answer have kept it.

    Thanks and what was not understood in between change nothing. The picture is of the very figure;
    other buttons may lead into a unit below.
    """
    for menu in menus.recent_in(tx, turn.address):
        if not menu.fits(turn.user, turn.address, turn.now):
            return None
        if any(choice.action is not Action.SAY for choice in menu.choices):
            return _query_of(menu)
    return None


def _query_of(menu: Menu) -> Query | None:
    drawn = [choice for choice in menu.choices if choice.action is Action.CHART_OPEN]
    asked = [choice for choice in menu.choices if choice.action is Action.ASK_QUERY]
    same = [choice for choice in asked if choice.label == wording.AGAIN]
    listed = [choice for choice in menu.choices if choice.action is Action.EXPORT_REASON]
    staged = [choice for choice in asked if "stage" in choice.arguments]
    told = next(iter((*drawn, *same, *listed, *staged)), None)
    if told is None:
        return None
    people = next((choice for choice in menu.choices if choice.action is Action.LIST_OPEN), told)
    groups = Query.from_arguments(people.arguments)
    return replace(
        Query.from_arguments(told.arguments),
        by=(),
        compared=False,
        parts=groups.parts,
        together=groups.together,
    )


def _units_again(tx: Tx, user: User, query: Query, today: date) -> Answer:
    found = units.by_ids(tx, query.units)
    return compare(tx, query, [require(user, Permission.ASK, found.get(i)) for i in query.units], today)


def _people_named(
    tx: Tx, context: Context, query: Query, reading: Reading, within: Sequence[Unit], today: date
) -> PersonAnswer:
    name = next((p.full_name.value for p in reading.people if p.full_name), "")
    found = people.find_by_name(tx, name, scopes(within))
    if not found:
        raise UnknownPerson(name=name)
    return _person_answer(tx, context, query, found, today)


def _person_answer(
    tx: Tx, context: Context, query: Query, found: Sequence[Person], today: date
) -> PersonAnswer:
    homes = units.presents(tx, {person.unit_id for person in found})
    several = len(found) > 1
    return PersonAnswer(
        query=query,
        as_of=today,
        found=tuple(
            PersonFound(
                person=person,
                unit=homes[person.unit_id],
                due=() if several else _due_items(tx, context, pending.of_person(tx, person.id, today)),
                places={} if several else _places(tx, person),
                notes=() if several else tuple(_notes(context, person)),
            )
            for person in found
        ),
    )


def _notes(context: Context, person: Person) -> Iterator[NoteTold]:
    """The notes about a person, and the cell's resolution; other papers are the checklist's."""
    for told in person.path.papers:
        note = context.book.rules.papers.get(told.paper)
        if note is not None and (note.needed_for is None or note.id == RECOGNITION_RESOLUTION):
            remark = person.remarks.get(told.event.id)
            yield NoteTold(event_id=told.event.id, title=note.title, on=told.on, remark=remark)


def _places(tx: Tx, person: Person) -> dict[int, Unit]:
    path = person.path
    told = {unit_id for t in path.transfers for unit_id in (t.left, t.joined)}
    return units.by_ids(tx, told | {unit_id for m in path.moves for unit_id in (m.left, m.event.unit_id)})


def _deadlines(tx: Tx, context: Context, query: Query, unit: Unit, today: date) -> DeadlinesAnswer:
    """What is overdue or falls due within 30 days, or within the period asked about."""
    last = query.period.last_day if query.period else today + _AHEAD
    # What is overdue belongs to every answer about now, not to one about some other month.
    first = query.period.start if query.period and today not in query.period else date.min
    if DueKind.OVERDUE in query.due:
        last = min(last, today - timedelta(days=1))
    interval = (unit.left, unit.right)
    rules = {rule for kind in query.due for rule in _RULES.get(kind, ())}
    known = pending.count(tx, interval, today, first=first, last=last, rules=rules)
    soonest = pending.page(
        tx,
        interval,
        today,
        most=wording.DUE_SHOWN,
        skipped=query.start,
        first=first,
        last=last,
        rules=rules,
    )
    return DeadlinesAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=today,
        until=last,
        value=known.all,
        overdue=known.overdue,
        items=_due_items(tx, context, soonest),
    )


def _due_items(tx: Tx, context: Context, found: Sequence[Deadline]) -> tuple[DueItem, ...]:
    homes = units.by_ids(tx, {deadline.unit_id for deadline in found})
    names = people.names(tx, {d.subject_id for d in found if d.subject_kind is Subject.PERSON})
    rules = context.book.rules.by_id
    return tuple(
        DueItem(
            deadline=deadline,
            title=rules[deadline.rule].title if deadline.rule in rules else deadline.rule,
            unit=homes[deadline.unit_id],
            name=names.get(deadline.subject_id),
        )
        for deadline in found
    )
