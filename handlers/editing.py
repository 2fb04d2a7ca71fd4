"""A message that its writer has edited: read anew, and never believed without "Đúng"."""

from collections.abc import Sequence
from dataclasses import fields, replace

from domain.events import Event
from domain.messages import Reply
from domain.people import Person, PersonFacts
from domain.pipeline import Milestone
from domain.text import fold_name
from handlers.asking import questions
from handlers.context import Turn
from handlers.reporting import correct, last_report, report
from handlers.reporting.matching import lines_of
from language.reading import Reading
from language.understanding import understand
from rendering.wording import editing as words
from storage import drafts, people
from storage.database import Tx


def reread(tx: Tx, turn: Turn) -> Reply:
    """What an edit changes: an open card is replaced, a stored report gets a correction to confirm.

    Of a message that told no card only a report or a question counts: an edited "2" presses nothing.
    """
    reading = understand(turn.message.text.strip(), turn.sent_on)
    told = drafts.told_by(tx, turn.user.id, turn.address, turn.message.message_id)
    stored = [one.report_id for one in told if one.report_id is not None]
    if stored:
        return _as_correction(tx, turn, stored, reading)
    if reading.intent.is_report:
        return _as_new_card(tx, turn, [one.id for one in told if one.is_open], reading)
    if reading.intent.is_question and not told:
        return questions.ask(tx, turn, reading)
    return Reply(text=words.not_read_again())


def _as_new_card(tx: Tx, turn: Turn, replaced: Sequence[int], reading: Reading) -> Reply:
    for draft_id in replaced:
        drafts.discard(tx, draft_id)
    others = tuple(draft for draft in turn.drafts if draft.id not in replaced)
    reply = report.start(tx, replace(turn, drafts=others), reading)
    return replace(reply, text=f"{words.read_again()}\n{reply.text}")


def _as_correction(tx: Tx, turn: Turn, report_ids: Sequence[int], reading: Reading) -> Reply:
    """The first difference between what the message says now and what stands, as a card of its own."""
    standing = [event for report_id in report_ids for event in last_report.standing_of(tx, report_id)]
    if not standing:
        return Reply(text=words.taken_back())
    if not reading.intent.is_report:
        return Reply(text=words.not_read_again())
    ids = dict.fromkeys(event.person_id for event in standing if event.person_id is not None)
    reported = list(people.load(tx, ids).values())
    told_on = reading.event_date.value if reading.event_date else None
    for position, line in enumerate(lines_of(reading.people)):
        person = _meant(reported, position, line.facts.full_name, count=len(reading.people))
        step = _step(person, standing) if person else None
        if person is None or step is None:
            continue
        on = line.on or told_on
        on = on if on != step.on else None
        facts = _changed(person.facts, line.facts)
        if on or facts != PersonFacts():
            reply = correct.propose(tx, turn, person, step, on, facts)
            return replace(reply, text=f"{words.stored_already()}\n{reply.text}")
    return Reply(text=words.no_difference())


def _meant(reported: Sequence[Person], position: int, name: str | None, *, count: int) -> Person | None:
    """By name, else by place where as many are told as were stored: the name may be what was edited."""
    same = [person for person in reported if name and fold_name(person.name) == fold_name(name)]
    if same:
        return same[0]
    return reported[position] if count == len(reported) else None


def _step(person: Person, standing: Sequence[Event]) -> Milestone | None:
    ids = {event.id for event in standing}
    return next((m for m in reversed(person.path.milestones) if m.event.id in ids), None)


def _changed(known: PersonFacts, told: PersonFacts) -> PersonFacts:
    """What was told and is not on record so."""
    return PersonFacts(
        **{
            each.name: getattr(told, each.name)
            for each in fields(PersonFacts)
            if getattr(told, each.name) and getattr(told, each.name) != getattr(known, each.name)
        }
    )
