"""What can be done with a reminder in one tap: it is done, later, not possible because …, and why it came."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.cards import CardPerson, Draft, Likeness, ReasonCard, ReportCard
from domain.deadlines import Deadline
from domain.errors import Expired
from domain.messages import Choice, Reply
from domain.people import PersonFacts
from domain.reminders import Because, Step
from domain.responses import ResponseKind
from domain.rules import LimitUnit, Subject
from domain.users import Permission
from handlers import choices
from handlers.access import require
from handlers.context import Turn
from handlers.reporting import cards
from rendering.wording import reminders as wording
from rendering.wording import responses as words
from storage import deadlines, drafts, people, reminders, responses, units
from storage.database import Tx
from storage.recipients import Recipients
from storage.reminders import NewReminder

_LONGEST_REASON = 300


def report_done(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã công nhận], [Đã có quyết định]: a report of the person known, which only asks for the date."""
    deadline = _deadline(tx, turn, arguments)
    rule = turn.context.book.rules.by_id.get(deadline.rule)
    if deadline.subject_kind is not Subject.PERSON or rule is None or rule.settled_by is None:
        raise Expired
    person = people.load(tx, [deadline.subject_id])[deadline.subject_id]
    responses.add(tx, deadline, turn.user.id, ResponseKind.DONE, turn.now)
    line = CardPerson(
        facts=PersonFacts(full_name=person.facts.full_name), person_id=person.id, likeness=Likeness.SAME
    )
    card = ReportCard(stage=rule.settled_by, sent_on=turn.sent_on, unit_id=deadline.unit_id, people=(line,))
    return cards.present(tx, turn, card)


def ask_when(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Nhắc lại sau]: after how many days."""
    deadline = _deadline(tx, turn, arguments)
    return Reply(
        text=words.ask_when(),
        choices=tuple(
            Choice(
                label=words.days_label(days),
                action=Action.REMINDER_POSTPONE,
                arguments={"deadline_id": deadline.id, "days": days},
            )
            for days in words.DAYS_LATER
        ),
    )


def postpone(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[7 ngày]: put off, but never past the due date."""
    deadline = _deadline(tx, turn, arguments)
    until = turn.today + timedelta(days=arguments["days"])
    on = deadlines.later(tx, deadline.id, until, turn.today, turn.context.book.calendar)
    if on is None:
        return Reply(text=words.nothing_left_to_postpone())
    responses.add(tx, deadline, turn.user.id, ResponseKind.LATER, turn.now, until=on)
    return Reply(text=words.reminded_later(on))


def ask_reason(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chưa làm được]: why not; the question stays open until it is answered or dropped."""
    deadline = _deadline(tx, turn, arguments)
    card = ReasonCard(deadline_id=deadline.id, about=_heading(tx, deadline))
    return ask_again(drafts.add(tx, turn.user.id, turn.address, card, turn.now))


def ask_again(draft: Draft) -> Reply:
    """The open question for a reason."""
    presets = (
        choices.of_card(reason, Action.REMINDER_REASON, draft, number=number)
        for number, reason in enumerate(words.REASONS)
    )
    return Reply(text=words.ask_reason(_reason_card(draft).about), choices=(*presets, choices.discard(draft)))


def pick_reason(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chi bộ chưa họp được]: a reason that needs no typing."""
    return keep_reason(tx, turn, turn.pressed(arguments), words.REASONS[arguments["number"]])


def keep_reason(tx: Tx, turn: Turn, draft: Draft, reason: str) -> Reply:
    """Keep why it cannot be done; the superiors read it with their next reminders."""
    card = _reason_card(draft)
    deadline = _deadline(tx, turn, {"deadline_id": card.deadline_id})
    if not drafts.take(tx, draft.id):
        raise Expired
    reason = reason[:_LONGEST_REASON].strip(" .")
    responses.add(tx, deadline, turn.user.id, ResponseKind.IMPOSSIBLE, turn.now, reason=reason)
    superiors = Recipients(tx, turn.now).above(deadline.unit_id, turn.user.id)
    _tell(tx, turn, deadline, superiors)
    return Reply(
        text=words.reason_kept(card.about, reason, deadline.remind_on, is_told=bool(superiors)),
    )


def _tell(tx: Tx, turn: Turn, deadline: Deadline, superiors: Sequence[int]) -> None:
    """One row of the ledger a superior and day: several reasons on one day are read as the last of them."""
    step = Step(key=f"told {turn.today}", on=turn.today)
    known = {
        (row.rule, row.due_on, row.step, row.recipient_id)
        for row in reminders.of_subjects(tx, deadline.subject_kind, [deadline.subject_id])
    }
    rows = (
        NewReminder(deadline=deadline, step=step, recipient_id=user_id, because=Because.TOLD)
        for user_id in superiors
        if (deadline.rule, deadline.due_on, step.key, user_id) not in known
    )
    reminders.add(tx, rows, turn.now)


def why(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Vì sao tôi nhận tin này?]: the legal basis of each date, and how it was computed."""
    mine = [r for r in reminders.of_outbox(tx, arguments["outbox_id"]) if r.recipient_id == turn.user.id]
    known = deadlines.by_ids(tx, {r.deadline_id for r in mine if r.deadline_id is not None})
    if not known:
        return Reply(text=words.nothing_left_to_postpone())
    reasons = [_reason(tx, turn, deadline) for deadline in known.values()]
    return Reply(text=wording.why(reasons, [a.unit for a in turn.user.assignments]))


def _reason(tx: Tx, turn: Turn, deadline: Deadline) -> wording.Reason:
    book = turn.context.book
    rule = book.rules.by_id[deadline.rule]
    edition = rule.edition(deadline.edition)
    in_working_days = edition is not None and edition.unit is LimitUnit.WORKING_DAYS
    span = (deadline.trigger_on, deadline.due_on)
    return wording.Reason(
        heading=_heading(tx, deadline),
        title=rule.title,
        trigger_on=deadline.trigger_on,
        due_on=deadline.due_on,
        edition=edition,
        days_off=tuple(book.calendar.holidays_between(*span)) if in_working_days else (),
    )


def _heading(tx: Tx, deadline: Deadline) -> str:
    """Whom a deadline is about, else whose it is."""
    found = people.load(tx, [deadline.subject_id]) if deadline.subject_kind is Subject.PERSON else {}
    person = found.get(deadline.subject_id)
    return person.name if person else units.get(tx, deadline.unit_id).name


def _reason_card(draft: Draft) -> ReasonCard:
    if not isinstance(draft.card, ReasonCard):
        raise Expired
    return draft.card


def _deadline(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Deadline:
    """The deadline behind a button, within the presser's own units. Raises Expired, NotAllowed."""
    deadline = deadlines.by_ids(tx, [arguments["deadline_id"]]).get(arguments["deadline_id"])
    if deadline is None:
        raise Expired
    require(turn.user, Permission.REPORT, units.get(tx, deadline.unit_id))
    return deadline
