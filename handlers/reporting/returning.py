"""A dossier sent back from above: the cell hears why at once, completes it, and hands it in again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from domain.actions import Action
from domain.deadlines import Deadline
from domain.errors import Expired, NothingReturned
from domain.events import Event, EventKind
from domain.messages import Choice, Reply
from domain.people import Person
from domain.rules import RuleBook, Subject
from domain.steps import RESUBMITTED, RETURNED, check_return
from domain.units import Unit
from domain.users import Permission, Role
from handlers import choices
from handlers.access import require
from handlers.context import Turn
from handlers.notices import tell, tell_unit
from handlers.recording import Origin, add_paper, origin_of, settle_person
from handlers.reporting import notes
from language.requests.returning import ReturnTold
from rendering.wording import returning as words
from rendering.wording.notes import which_day
from storage import audit, deadlines, events, people
from storage.database import Tx

_LONGEST_REASON = 300


def keep(tx: Tx, turn: Turn, told: ReturnTold) -> Reply:
    """ "Đảng ủy trả hồ sơ của A vì …", "nộp lại hồ sơ A": on record for everybody named, or for nobody."""
    if told.has_bad_day:
        return Reply(text=which_day())
    found = [notes.named(tx, turn, name) for name in told.names]
    on, origin = told.on or turn.sent_on, origin_of(turn)
    keep_one = _up_again if told.is_up_again else _sent_back
    reason = told.reason[:_LONGEST_REASON] if told.reason else None
    homes = [require(turn.user, Permission.REPORT, people.home(tx, person)) for person in found]
    for person in found:
        check_return(person, on, turn.today)
        if told.is_up_again and _waiting(tx, turn, person) is None:
            raise NothingReturned(name=person.name)
    texts = [
        keep_one(tx, turn, origin, home, person, on, reason)
        for person, home in zip(found, homes, strict=True)
    ]
    return Reply(text="\n".join(texts), choices=_undo(tx, origin))


def up_again(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã nộp lại]: today."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    if person is None:
        raise Expired
    home = require(turn.user, Permission.REPORT, people.home(tx, person))
    if _waiting(tx, turn, person) is None:
        raise NothingReturned(name=person.name)
    origin = origin_of(turn)
    text = _up_again(tx, turn, origin, home, person, turn.sent_on, None)
    return Reply(text=text, choices=_undo(tx, origin))


def waiting(tx: Tx, book: RuleBook, person_ids: Collection[int]) -> dict[int, Deadline]:
    """Until when the dossiers of these people that were sent back are to be completed, by person."""
    rules = {rule.id for rule in book.rules if rule.trigger_paper == RETURNED}
    return {
        deadline.subject_id: deadline
        for deadline in deadlines.of_subjects(tx, Subject.PERSON, person_ids)
        if deadline.rule in rules and deadline.settled_by is None
    }


def taken_back(tx: Tx, turn: Turn, report: Sequence[Event], affected: Collection[Person]) -> Reply | None:
    """After the undo of a return, or of its answer; None where the report was about something else."""
    told = {event.data["paper"] for event in report if event.kind is EventKind.PAPER}
    if told.isdisjoint((RETURNED, RESUBMITTED)):
        return None
    is_return = RETURNED in told
    is_addition = any(event.corrects for event in report)
    for person in affected if is_return and not is_addition else ():
        home = people.home(tx, person)
        if not _answers_for(turn, home):
            tell_unit(tx, turn, home, Reply(text=words.return_taken_back(person.name)))
    return Reply(
        text=words.undone([person.name for person in affected], is_return=is_return, is_addition=is_addition)
    )


def _sent_back(
    tx: Tx, turn: Turn, origin: Origin, home: Unit, person: Person, on: date, reason: str | None
) -> str:
    open_one, committee_due_on = _waiting(tx, turn, person), _committee_due(tx, turn, person)
    is_same = open_one is not None and open_one.trigger_on == on
    known = person.remarks.get(open_one.event_id or 0) if open_one else None
    if open_one and is_same and (known or not reason):
        return words.known_already(person.name, on, known, open_one.due_on)
    # A return told without its reason is told once more with it.
    replaced = open_one.event_id if open_one and is_same else None
    add_paper(tx, origin, home, person.id, RETURNED, on, corrects=replaced, remark=reason)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "returned", turn.now, user_id=turn.user.id, unit_id=home.id, subject_id=origin.report_id)
    deadline = _waiting(tx, turn, person)
    due_on = deadline.due_on if deadline else None
    if _answers_for(turn, home):
        return words.kept_by_cell(person.name, on, reason, due_on)
    done = Choice(
        label=words.up_again_label(), action=Action.DOSSIER_UP_AGAIN, arguments={"person": person.id}
    )
    message = Reply(text=words.sent_back(person.name, home, on, reason, due_on), choices=(done,))
    is_told = tell_unit(tx, turn, home, message)
    rests = committee_due_on is not None
    return words.kept_above(person.name, home, on, reason, due_on, is_told=is_told, rests=rests)


def _up_again(
    tx: Tx, turn: Turn, origin: Origin, home: Unit, person: Person, on: date, reason: str | None
) -> str:
    returned = _waiting(tx, turn, person)
    add_paper(tx, origin, home, person.id, RESUBMITTED, on, remark=reason)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "resubmitted", turn.now, user_id=turn.user.id, unit_id=home.id, subject_id=origin.report_id)
    told_by = next(
        (p.event.reported_by for p in person.path.papers if returned and p.event.id == returned.event_id),
        None,
    )
    is_told = (
        told_by is not None
        and told_by != turn.user.id
        and tell(tx, turn.context, told_by, Reply(text=words.up_again(person.name, home, on)))
    )
    return words.kept_again(person.name, on, _committee_due(tx, turn, person), is_told=is_told)


def _waiting(tx: Tx, turn: Turn, person: Person) -> Deadline | None:
    return waiting(tx, turn.context.book, [person.id]).get(person.id)


def _committee_due(tx: Tx, turn: Turn, person: Person) -> date | None:
    """Until when the committee above is to decide, where that limit runs: it rests while the cell has it."""
    rules = {rule.id for rule in turn.context.book.rules if rule.paused_by}
    known = deadlines.of_subject(tx, Subject.PERSON, person.id)
    return next((d.due_on for d in known if d.rule in rules and d.settled_by is None), None)


def _answers_for(turn: Turn, home: Unit) -> bool:
    """Whether the writer is a secretary of the unit, who needs not be told."""
    return any(a.role is Role.SECRETARY and a.unit.id == home.id for a in turn.user.assignments)


def _undo(tx: Tx, origin: Origin) -> tuple[Choice, ...]:
    """The button that takes back what was recorded; none where it was known."""
    if not events.of_report(tx, origin.report_id):
        return ()
    return (choices.undo(origin.report_id),)
