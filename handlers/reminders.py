"""What can be done with a reminder in one tap: it is done, later, and why it came."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.cards import CardPerson, Likeness, ReportCard
from domain.deadlines import Deadline
from domain.errors import Expired
from domain.messages import Reply
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.rules import LimitUnit, Subject
from domain.users import Permission
from handlers import report
from handlers.access import require
from handlers.context import Turn
from rendering.wording import reminders as words
from storage import deadlines, people, reminders, units
from storage.database import Tx

_LATER = timedelta(days=7)


def report_official(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã công nhận]: the report begins with the person known; only the date is asked."""
    deadline = _deadline(tx, turn, arguments)
    if deadline.subject_kind is not Subject.PERSON:
        raise Expired
    person = people.load(tx, [deadline.subject_id])[deadline.subject_id]
    line = CardPerson(
        facts=PersonFacts(full_name=person.facts.full_name), person_id=person.id, likeness=Likeness.SAME
    )
    card = ReportCard(stage=Stage.OFFICIAL, sent_on=turn.sent_on, unit_id=deadline.unit_id, people=(line,))
    return report.present(tx, turn, card)


def later(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Nhắc lại sau 7 ngày]: put off, but never past the due date."""
    deadline = _deadline(tx, turn, arguments)
    on = deadlines.later(tx, deadline.id, turn.today + _LATER, turn.today, turn.context.book.calendar)
    return Reply(text=words.reminded_later(on) if on else words.nothing_left_to_postpone())


def why(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Vì sao tôi nhận tin này?]: the legal basis of each date, and how it was computed."""
    mine = [r for r in reminders.of_outbox(tx, arguments["outbox_id"]) if r.recipient_id == turn.user.id]
    known = deadlines.by_ids(tx, {r.deadline_id for r in mine if r.deadline_id is not None})
    if not known:
        return Reply(text=words.nothing_left_to_postpone())
    reasons = [_reason(tx, turn, deadline) for deadline in known.values()]
    return Reply(text=words.why(reasons, [a.unit for a in turn.user.assignments]))


def _reason(tx: Tx, turn: Turn, deadline: Deadline) -> words.Reason:
    book = turn.context.book
    rule = book.rules.by_id[deadline.rule]
    unit = units.get(tx, deadline.unit_id)
    found = people.load(tx, [deadline.subject_id]) if deadline.subject_kind is Subject.PERSON else {}
    person = found.get(deadline.subject_id)
    edition = rule.edition(deadline.edition)
    in_working_days = edition is not None and edition.unit is LimitUnit.WORKING_DAYS
    span = (deadline.trigger_on, deadline.due_on)
    return words.Reason(
        heading=person.name if person else unit.name,
        title=rule.title,
        trigger_on=deadline.trigger_on,
        due_on=deadline.due_on,
        edition=edition,
        days_off=tuple(book.calendar.holidays_between(*span)) if in_working_days else (),
    )


def _deadline(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Deadline:
    """The deadline behind a button, within the presser's own units. Raises Expired, NotAllowed."""
    deadline = deadlines.by_ids(tx, [arguments["deadline_id"]]).get(arguments["deadline_id"])
    if deadline is None:
        raise Expired
    require(turn.user, Permission.REPORT, units.get(tx, deadline.unit_id))
    return deadline
