"""Questions about one person, who may have namesakes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.answers import NoteTold, PersonAnswer, PersonFound
from domain.errors import NotAllowed, UnknownPerson
from domain.messages import Reply
from domain.people import Person
from domain.questions import Query, Topic
from domain.steps import RECOGNITION_RESOLUTION
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import require
from handlers.asking.due import due_items
from handlers.asking.last_question import told_of
from handlers.asking.scoping import scopes
from handlers.context import Context, Turn
from language.reading import Intent, Reading, full_names
from language.words.phrases import phrase
from rendering.wording import answers as wording
from storage import pending, people, units
from storage.database import Tx

_OF_DAYS = (Intent.QUERY_DEADLINES, Intent.QUERY_TOTALS)


def ask_about_somebody(tx: Tx, turn: Turn, read: Reading) -> Reply | None:
    """The reply to "thế còn giàng a tếnh", "piêng thì bao giờ": a name, and words that ask of one person.

    None where it says anything else, or nobody within reach is called so.
    """
    own = turn.user.units_for(Permission.READ_PEOPLE)
    text = turn.message.text
    if turn.drafts or not own or not (phrase("asks_of_one").anywhere(text) or phrase("leans").anywhere(text)):
        return None
    names = full_names(read.people) or [run.value for run in read.unread]
    found = people.find_by_name(tx, names[0], scopes(own)) if len(names) == 1 else []
    if not found:
        return None
    query = Query(topic=Topic.PERSON)
    return wording.answer(person_answer(tx, turn.context, query, found))


def ask_about_same(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """ "Bà Biên quá hạn chưa", "bao giờ hết dự bị" behind the answer about one Biên: she is meant, whoever
    else is called so or has a day to keep."""
    if reading.intent in _OF_DAYS and phrase("due_of_them").whole(turn.message.text):
        alone = list(people.load(tx, list(told_of(tx, turn))).values())
        return _about(tx, turn, alone)
    if reading.intent is not Intent.QUERY_PERSON or len(names := full_names(reading.people)) != 1:
        return None
    told = told_of(tx, turn) if " " not in names[0] else frozenset()
    if not told:
        return None
    own = turn.user.units_for(Permission.READ_PEOPLE)
    found = [one for one in people.find_by_name(tx, names[0], scopes(own)) if one.id in told]
    return _about(tx, turn, found)


def _about(tx: Tx, turn: Turn, found: Sequence[Person]) -> Reply | None:
    """The answer about the one found, if it is one."""
    if len(found) != 1:
        return None
    require(turn.user, Permission.READ_PEOPLE, people.home(tx, found[0]))
    return wording.answer(person_answer(tx, turn.context, Query(topic=Topic.PERSON), found))


def answer_about(tx: Tx, context: Context, user: User, arguments: Mapping[str, Any]) -> PersonAnswer:
    """The answer to a button that names one of several namesakes. Raises NotAllowed."""
    found = people.load(tx, [arguments["person"]])
    if not found:
        raise NotAllowed
    (person,) = found.values()
    require(user, Permission.READ_PEOPLE, people.home(tx, person))
    return person_answer(tx, context, Query(topic=Topic.PERSON), [person])


def ask_about_person(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The one meant, of several namesakes. Raises NotAllowed."""
    return wording.answer(answer_about(tx, turn.context, turn.user, arguments))


def people_named(
    tx: Tx, context: Context, query: Query, reading: Reading, within: Sequence[Unit]
) -> PersonAnswer:
    """Who is called as the question says, within these units. Raises UnknownPerson."""
    name = next(iter(full_names(reading.people)), "")
    found = people.find_by_name(tx, name, scopes(within))
    if not found:
        raise UnknownPerson(name=name)
    return person_answer(tx, context, query, found)


def person_answer(tx: Tx, context: Context, query: Query, found: Sequence[Person]) -> PersonAnswer:
    """What is on record of one person, or of several namesakes as much as tells them apart: on a day gone by
    what had happened until then."""
    today = context.today
    found = [_as_of(person, today) for person in found]
    voided = context.book.voided_by(today)
    homes = units.presents(tx, {person.unit_id for person in found})
    several = len(found) > 1
    return PersonAnswer(
        query=query,
        as_of=today,
        found=tuple(
            PersonFound(
                person=person,
                unit=homes[person.unit_id],
                due=()
                if several
                else due_items(tx, context, pending.of_person(tx, person.id, today, voided=voided)),
                places={} if several else _places(tx, person),
                notes=() if several else tuple(_notes(context, person)),
            )
            for person in found
        ),
    )


def _as_of(person: Person, day: date) -> Person:
    """The person as they stood at the end of that day; who came later, where they came in."""
    path = person.path.as_of(day)
    first = person.path.milestones[0].event.unit_id if person.path.milestones else person.unit_id
    return replace(person, path=path, unit_id=path.unit_id or first)


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
