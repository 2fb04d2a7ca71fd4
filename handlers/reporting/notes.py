"""Notes about a person, which start or change limits: a foreign element, absence, a failed ballot."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.actions import Action
from domain.errors import NotAllowed, UnknownPerson
from domain.messages import Choice, Reply
from domain.people import Person
from domain.pipeline import Stage
from domain.rules import Paper, Subject
from domain.steps import FAILED_BALLOT, FAILED_RECOGNITION, failed_ballots, most_ballots
from domain.text import fold_name
from domain.users import Permission
from handlers import choices
from handlers.access import require, require_somewhere
from handlers.context import Turn
from handlers.notices import tell_unit
from handlers.recording import add_paper, origin_of, settle_person
from language.requests.notes import NoteRequest
from rendering.wording import notes as words
from storage import audit, deadlines, people, units
from storage.database import Tx


def keep(tx: Tx, turn: Turn, request: NoteRequest) -> Reply:
    """ "Hồ sơ A có yếu tố nước ngoài", "A bỏ sinh hoạt từ tháng 3": on record. Raises UnknownPerson."""
    person = named(tx, turn, request.about)
    note = turn.context.book.rules.papers.get(request.note)
    if note is None:
        raise UnknownPerson(name=request.about)
    return put(tx, turn, person, note, request.on or turn.sent_on)


def named(tx: Tx, turn: Turn, name: str) -> Person:
    """The one person of that name for whom the user may report. Raises NotYourRole, UnknownPerson."""
    scopes = [(unit.left, unit.right) for unit in require_somewhere(turn.user, Permission.REPORT)]
    found = people.find_by_name(tx, name, scopes)
    same = [p for p in found if fold_name(p.name) == fold_name(name)] or found
    if len(same) != 1:
        raise UnknownPerson(name=name)
    return same[0]


def put(tx: Tx, turn: Turn, person: Person, note: Paper, on: date) -> Reply:
    """The note is on record since that day, with what follows from it."""
    unit = require(turn.user, Permission.REPORT, people.home(tx, person))
    origin = origin_of(turn)
    add_paper(tx, origin, unit, person.id, note.id, on)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "note", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    rules = {rule.id: rule for rule in turn.context.book.rules}
    due = [
        (rules[d.rule].title, d.due_on)
        for d in deadlines.of_subject(tx, Subject.PERSON, person.id)
        if d.settled_by is None
        and d.rule in rules
        and note.id in (rules[d.rule].trigger_paper, rules[d.rule].only_with)
    ]
    undo = choices.undo(origin.report_id)
    return Reply(text=words.kept(person.name, note.title, on, due), choices=(undo,))


def failed_ballot_choice(person_id: int, stage: Stage, on: date) -> Choice:
    """The button that keeps a ballot without enough votes on an admission, or a recognition."""
    note = FAILED_RECOGNITION if stage is Stage.OFFICIAL else FAILED_BALLOT
    about = {"person": person_id, "on": on.isoformat(), "note": note}
    return Choice(label=words.failed_label(), action=Action.BALLOT_FAILED, arguments=about)


def failed_ballot(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Ghi lần biểu quyết không đạt]: counted; after the third the committee above decides and hears."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    if person is None:
        raise NotAllowed
    unit = require(turn.user, Permission.REPORT, people.home(tx, person))
    origin, on = origin_of(turn), date.fromisoformat(arguments["on"])
    note = arguments.get("note", FAILED_BALLOT)  # buttons sent before recognitions were counted lack it
    about = Stage.OFFICIAL if note == FAILED_RECOGNITION else Stage.CELL_RESOLUTION
    most = most_ballots(turn.context.book.rules.bounds)
    before = failed_ballots(person.path, note, turn.today)
    if on in before:
        return Reply(text=words.ballots(person.name, about, len(before), most))
    add_paper(tx, origin, unit, person.id, note, on)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "ballot", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    count = len(before) + 1
    if count >= most and unit.parent_id:
        above = units.get(tx, unit.parent_id)
        tell_unit(tx, turn, above, Reply(text=words.above_decides(person.name, about, unit, most)))
    undo = choices.undo(origin.report_id)
    return Reply(text=words.ballots(person.name, about, count, most), choices=(undo,))
