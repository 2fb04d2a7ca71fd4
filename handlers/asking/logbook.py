"""The log in the chat: who told, changed or took back what about a person or for a unit, and who looked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from domain.errors import UnknownPerson
from domain.events import Event
from domain.messages import Reply
from domain.people import Person
from domain.units import Unit
from domain.users import Permission
from handlers.access import one_unit, require, require_somewhere
from handlers.asking.last_question import told_of
from handlers.asking.scoping import scopes
from handlers.context import Turn
from language.requests.everyday import LogRequest
from language.words.phrases import phrase
from rendering.wording import logbook as wording
from rendering.wording.format import mid_sentence, unit_title
from rendering.wording.logbook import Entry, Seen, Told
from storage import audit, events, gazetteer, people, units, users
from storage.database import Tx

_DAYS = 30


def show(tx: Tx, turn: Turn, request: LogRequest) -> Reply:
    """ "nhật ký Lò Thị Mai", "nhật ký bản Hỏm", "nhật ký": within the asker's own units.

    Raises UnknownPerson and UnknownUnit.
    """
    own = require_somewhere(turn.user, Permission.READ_PEOPLE)
    if request.about is None:
        return _said(tx, turn, own[0], [_of_unit(tx, turn, unit) for unit in own])
    if found := people.find_by_name(tx, request.about, scopes(own)):
        return _said(tx, turn, own[0], [_of_person(tx, turn, person) for person in found], found)
    is_unit = gazetteer.begins_as_unit(request.about) or gazetteer.find(tx, request.about, scopes(own)).exact
    if not is_unit:
        raise UnknownPerson(name=request.about)
    unit = one_unit(tx, turn.user, Permission.READ_PEOPLE, request.about)
    return _said(tx, turn, unit, [_of_unit(tx, turn, unit)])


def asked_behind(tx: Tx, turn: Turn) -> Person | None:
    """ "Báo cáo nào ghi cái này", "ai báo" right behind the answer about one person: of whom it is asked."""
    if turn.drafts or phrase("who_told").whole(turn.message.text) is None:
        return None
    told = people.load(tx, list(told_of(tx, turn)))
    return next(iter(told.values())) if len(told) == 1 else None


def show_of(tx: Tx, turn: Turn, person: Person) -> Reply:
    """Who told what of this person. Raises NotAllowed."""
    home = require(turn.user, Permission.READ_PEOPLE, people.home(tx, person))
    return _said(tx, turn, home, [_of_person(tx, turn, person)], [person])


def _said(tx: Tx, turn: Turn, unit: Unit, told: Sequence[str], of: Sequence[Person] = ()) -> Reply:
    """The answer; that somebody read the log stands in the log."""
    seen = [person.id for person in of]
    audit.add(tx, "read_log", turn.now, user_id=turn.user.id, unit_id=unit.id, data={"people": seen})
    return Reply(text="\n\n".join(told))


def _of_person(tx: Tx, turn: Turn, person: Person) -> str:
    home = people.home(tx, person)
    above = units.ancestors(tx, home)
    looks = audit.looks_at(tx, person.id, {unit.id for unit in (home, *above)})
    by = _names(tx, turn, [look.user_id for look in looks])
    last: dict[tuple[int | None, bool], Seen] = {}
    for look in looks:
        key = (look.user_id, look.is_export)
        times = last.pop(key).times + 1 if key in last else 1
        last[key] = Seen(by=by.get(look.user_id), times=times, last_at=look.at, is_export=look.is_export)
    title = f"{person.name} ({mid_sentence(unit_title(home))})"
    known = events.of_person(tx, person.id)
    return wording.of_person(title, _entries(tx, turn, known, {}), list(last.values())[::-1])


def _of_unit(tx: Tx, turn: Turn, unit: Unit) -> str:
    told = events.told_since(tx, (unit.left, unit.right), turn.now - timedelta(days=_DAYS))
    names = people.names(tx, {event.person_id for event in told if event.person_id})
    return wording.of_unit(unit_title(unit), _entries(tx, turn, told, names), _DAYS)


def _entries(tx: Tx, turn: Turn, told: Sequence[Event], names: Mapping[int, str]) -> list[Entry]:
    """What was told in one go by one person, the newest first."""
    by_name = _names(tx, turn, [event.reported_by for event in told])
    known = {event.id: event for event in told}
    missing = {event.corrects for event in told if event.corrects} - set(known)
    known |= {event.id: event for event in events.by_ids(tx, missing)}
    papers = turn.context.book.rules.papers
    entries = []
    ordered = sorted(told, key=lambda event: (event.recorded_at, event.report_id, event.id), reverse=True)
    for _, together in groupby(ordered, key=lambda event: (event.recorded_at, event.report_id)):
        of_one = list(together)[::-1]
        told_of = []
        for event in of_one:
            before = known.get(event.corrects) if event.corrects else None
            paper = papers.get(str((before or event).data.get("paper")))
            of = names.get(event.person_id) if event.person_id else None
            told_of.append(Told(event=event, before=before, of=of, paper=paper))
        by = by_name.get(of_one[0].reported_by)
        entries.append(Entry(at=of_one[0].recorded_at, by=by, told=tuple(told_of)))
    return entries


def _names(tx: Tx, turn: Turn, user_ids: Sequence[int | None]) -> dict[int | None, str]:
    found = (users.by_id(tx, user_id, turn.now) for user_id in set(user_ids) if user_id)
    return {user.id: user.display_name for user in found if user}
