"""Correcting what is already stored: events that replace others are appended, nothing is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.cards import CorrectionCard, Draft
from domain.errors import Expired, NothingToCorrect, UnknownPerson
from domain.events import Event
from domain.messages import Reply
from domain.people import Person, PersonFacts
from domain.pipeline import Milestone, Stage
from domain.steps import check_step
from domain.text import fold_name, needs_spelling
from domain.units import Unit
from domain.users import Permission
from domain.validity import check_papers
from handlers import choices, locking, unclear
from handlers.access import require
from handlers.context import Turn
from handlers.recording import add_stage, describe, origin_of, settle_person
from handlers.reporting import last_report, undoing
from handlers.reporting.matching import facts_told, line_of, tells_only_name
from language.reading import Intent, PersonReading, Reading, full_names
from language.replies.renaming import called_instead
from language.understanding import understand
from language.words.phrases import phrase
from rendering.wording import corrections
from storage import audit, drafts, people, units
from storage.database import Tx
from storage.people import plain_facts


def start(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A correction without an open card: it is about the last saved report, or about the named person."""
    if apart := _of_a_namesake(turn, reading) or _before_the_rest(tx, turn):
        return apart
    standing = last_report.standing(tx, turn) or ()
    if standing and reading.people and reading.people[0].is_taken_off:
        return _ask_to_take_off(tx, turn, reading.people[0])
    return _present(tx, turn, standing, reading, None)


def _ask_to_take_off(tx: Tx, turn: Turn, told: PersonReading) -> Reply:
    """By the number or the name that they had in the last report."""
    found = last_report.numbered(tx, turn)
    called = [line for line, one in enumerate(found[1], start=1) if _is_called_so(one, told)] if found else []
    return undoing.ask_to_take_off(tx, turn, told.position or (called[0] if len(called) == 1 else 0))


def describe_known(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """ "Đ/c A mới tốt nghiệp đại học": facts about somebody on record, told without an event."""
    if apart := _of_a_namesake(turn, reading) or _before_the_rest(tx, turn):
        return apart
    if phrase("one_of_so_many").anywhere(
        turn.message.text
    ):  # "tháng này có 1, là X": a step that is not told
        return unclear.not_understood(turn, reading)
    told = reading.people[0]
    facts = replace(line_of(told).facts, full_name=None)
    name = told.full_name.value if told.full_name else ""
    known = on_record(tx, turn, told)
    if not known and facts != PersonFacts() and not reading.alternatives and name:
        raise UnknownPerson(name=name)
    if len(known) != 1 or facts == PersonFacts() or known[0].path.last is None:
        return unclear.not_understood(turn, reading)
    facts = _beside_the_known(known[0], facts)
    if facts == PersonFacts():
        return Reply(text=corrections.how_to_correct(known[0].name))
    card = CorrectionCard(report_id=known[0].path.last.event.report_id, person_id=known[0].id, facts=facts)
    reply = _show(drafts.add(tx, turn.user.id, turn.address, card, turn.now), card, known[0], None)
    left = full_names(reading.people[1:])
    return replace(reply, text=f"{reply.text}\n{corrections.one_at_a_time(left)}") if left else reply


def _of_a_namesake(turn: Turn, reading: Reading) -> Reply | None:
    """ "Người khác, Lò Thị Mai 2000 cơ": of somebody who has no report yet; nothing on record is changed."""
    if phrase("somebody_else").anywhere(turn.message.text) is None:
        return None
    name = next((p.full_name.value for p in reading.people if p.full_name), None)
    return Reply(text=corrections.report_anew(name))


def _before_the_rest(tx: Tx, turn: Turn) -> Reply | None:
    """ "Xuân giáo viên, còn lại nông dân": what is told of her alone, and that the rest is not kept."""
    rest = phrase("of_the_rest").anywhere(turn.message.text)
    first = understand(rest.before, turn.sent_on) if rest and rest.before.strip() else None
    if rest is None or first is None or not first.people:
        return None
    alone = replace(turn, message=replace(turn.message, text=rest.before))
    told = start if first.intent is Intent.CORRECT_LAST else describe_known
    shown = told(tx, alone, first)
    return replace(shown, text=f"{corrections.not_of_the_rest()}\n{shown.text}")


def show(tx: Tx, draft: Draft) -> Reply:
    """An open correction again."""
    card = _correction(draft)
    person = people.load(tx, [card.person_id])[card.person_id]
    return _show(draft, card, person, _milestone(person, card.event_id))


def redate(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Sửa thành ngày …]: a step that was reported again with another date."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    step = _milestone(person, arguments["event"]) if person else None
    if person is None or step is None:
        raise Expired
    require(turn.user, Permission.REPORT, units.present(tx, _teller(tx, person, step)))
    card = CorrectionCard(
        report_id=step.event.report_id,
        person_id=person.id,
        event_id=step.event.id,
        on=date.fromisoformat(arguments["on"]),
    )
    _check(turn, person, step, card)
    return confirm(tx, turn, drafts.add(tx, turn.user.id, turn.address, card, turn.now))


def propose(
    tx: Tx, turn: Turn, person: Person, step: Milestone, on: date | None, facts: PersonFacts
) -> Reply:
    """A correction card for what differs. Raises the refusal where the corrected record breaks a rule."""
    card = CorrectionCard(
        report_id=step.event.report_id,
        person_id=person.id,
        event_id=step.event.id if on else None,
        on=on,
        facts=facts,
    )
    _check(turn, person, step, card)
    return _show(drafts.add(tx, turn.user.id, turn.address, card, turn.now), card, person, step)


def revise(tx: Tx, turn: Turn, draft: Draft, reading: Reading) -> Reply:
    """A further word on an open correction. What names somebody else is read as if no card were open."""
    card = _correction(draft)
    standing = last_report.standing_of(tx, card.report_id)
    if (lined := _by_number(tx, turn)) is not None:
        meant = last_report.person_at(tx, turn, lined.people[0].position or 0)
        return _present(tx, turn, standing, lined, draft if meant and meant.id == card.person_id else None)
    named = _named(tx, turn, _reported(tx, standing), reading.people[0] if reading.people else None)
    if named is not None and named.id != card.person_id:
        reading = understand(turn.message.text, turn.sent_on)
        if reading.intent is not Intent.CORRECT_LAST:
            return describe_known(tx, turn, reading)
    return _present(tx, turn, standing, reading, draft)


def _by_number(tx: Tx, turn: Turn) -> Reading | None:
    """ "Số 2 là nữ" with a correction of number 1 open: the text read with all of that report before it."""
    found = last_report.numbered(tx, turn)
    names = tuple(person.name for person in found[1]) if found else ()
    if len(names) < 2 or not any(map(str.isdigit, turn.message.text)):
        return None
    reading = understand(turn.message.text, turn.sent_on, on_card=names)
    return reading if reading.people and reading.people[0].position else None


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store a correction as events that replace the old ones."""
    card = _correction(draft)
    person = people.load(tx, [card.person_id])[card.person_id]
    milestone = _milestone(person, card.event_id)
    unit = _teller(tx, person, milestone)
    require(turn.user, Permission.REPORT, units.present(tx, unit))
    if card.event_id is not None and milestone is None:
        raise Expired  # the report was taken back meanwhile
    _check(turn, person, milestone, card)
    locking.require_open(tx, unit, _days_changed(person, milestone, card))
    if not drafts.take(tx, draft.id):
        raise Expired
    origin = origin_of(turn)
    if card.facts != PersonFacts():
        describe(tx, origin, unit, person.id, card.facts)
    if card.on and milestone:
        add_stage(tx, origin, unit, person.id, milestone.stage, card.on, corrects=milestone.event.id)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "correct", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    return Reply(text=corrections.corrected(), choices=(choices.undo(origin.report_id),))


def _present(tx: Tx, turn: Turn, standing: Sequence[Event], reading: Reading, draft: Draft | None) -> Reply:
    told, renamed = _told_of(tx, turn, standing, reading.people)
    open_card = _correction(draft) if draft else None
    if open_card and not (told and (told.position or told.full_name)):
        person = people.load(tx, [open_card.person_id]).get(open_card.person_id)
    else:
        person = _person_meant(tx, turn, standing, told)
    if person is not None and told and not renamed and _is_somebody_else(person, told, reading):
        name = told.full_name.value if told.full_name else ""
        return Reply(text=corrections.nobody_to_correct(name, person.name))
    if person is not None and told and told.new_name and not (told.position or _is_called_so(person, told)):
        raise UnknownPerson(name=told.full_name.value if told.full_name else "")
    if person is None or not (standing or person.path.last):
        return _whom(tx, turn, standing, told)
    told_on = reading.event_date or (told.event_date if told else None)
    step = _step_of(person, standing, turn.message.text)
    card = CorrectionCard(
        report_id=step.event.report_id if step else standing[0].report_id,
        person_id=person.id,
        event_id=step.event.id if step and told_on else None,
        on=told_on.value if told_on else None,
        facts=_new_facts(person, told, renamed),
    )
    if card.on is None and card.facts == PersonFacts():
        return Reply(text=corrections.how_to_correct(person.name))
    if step and card.on == step.on and card.facts == PersonFacts():
        if draft:
            drafts.discard(tx, draft.id)
        return Reply(text=corrections.is_so_already(person.name))
    if open_card and open_card.person_id == person.id:
        card = _added_to(open_card, card)
    _check(turn, person, step, card)
    locking.require_open(tx, _teller(tx, person, step), _days_changed(person, step, card))
    saved = (
        drafts.change(tx, draft, card)
        if draft
        else drafts.add(tx, turn.user.id, turn.address, card, turn.now)
    )
    return _show(saved, card, person, step)


def _whom(tx: Tx, turn: Turn, standing: Sequence[Event], told: PersonReading | None) -> Reply:
    """Asks which of those reported is meant. Raises the refusal where there is no report to correct."""
    numbered = last_report.numbered(tx, turn) if standing and told and told.position else None
    if told and told.position and numbered and told.position > len(numbered[1]):
        return Reply(text=corrections.no_such_line(told.position, [person.name for person in numbered[1]]))
    if standing:
        reported = numbered[1] if numbered else _reported(tx, standing)
        return Reply(text=corrections.whom_to_correct([person.name for person in reported]))
    if told and told.full_name:
        raise UnknownPerson(name=told.full_name.value)
    raise NothingToCorrect


def _step_of(person: Person, standing: Sequence[Event], text: str) -> Milestone | None:
    """The step whose day is spoken of ("sửa ngày kết nạp …"), else theirs in that report, else the last."""
    said = phrase("day_of_step").anywhere(text)
    if said and (reached := person.path.reached(Stage(said.value))):
        return reached
    reported = {event.id for event in standing}
    steps = (step for step in reversed(person.path.milestones) if step.event.id in reported)
    return next(steps, person.path.last)


def _added_to(open_card: CorrectionCard, card: CorrectionCard) -> CorrectionCard:
    """What was told now, and of the open card what was not told again."""
    return replace(
        card,
        event_id=card.event_id or open_card.event_id,
        on=card.on or open_card.on,
        facts=open_card.facts.corrected(card.facts),
    )


def _new_facts(person: Person, told: PersonReading | None, renamed: str | None) -> PersonFacts:
    """What was told of the person beyond who is meant."""
    facts = facts_told(person.facts, told) if told else PersonFacts()
    if facts.gender is person.facts.gender:  # "anh Khặm" says it along with the name
        facts = replace(facts, gender=None)
    says_of_whom = told is not None and (told.is_partial or _only_says_of_whom(person, facts))
    facts = _beside_the_known(person, facts)
    if renamed:
        facts = replace(facts, full_name=called_instead(person.name, renamed))
    elif says_of_whom:
        facts = replace(facts, full_name=None)
    elif facts.full_name and fold_name(facts.full_name) == fold_name(person.name):
        facts = _without_same_name(facts, person)
    is_known = person.facts.updated(facts) == person.facts
    return PersonFacts() if is_known else facts


def _beside_the_known(person: Person, facts: PersonFacts) -> PersonFacts:
    """What was told, without losing what is known: a year of birth keeps its day, an occupation đoàn viên."""
    known = person.facts.corrected(facts)
    if facts.categories:
        facts = replace(facts, categories=known.categories)
    if facts.birth_date:
        facts = replace(
            facts, birth_date=None if known.birth_date == person.facts.birth_date else known.birth_date
        )
    return facts


def _only_says_of_whom(person: Person, facts: PersonFacts) -> bool:
    """ "a dinh sinh 2000" of Lò Văn Dinh: beside other values a shorter name is no new one."""
    told = fold_name(facts.full_name or "").split()
    is_alone = facts == PersonFacts(full_name=facts.full_name)
    return not is_alone and len(told) < len(fold_name(person.name).split())


def _show(saved: Draft, card: CorrectionCard, person: Person, step: Milestone | None) -> Reply:
    text = corrections.card(card, person, step.stage if step else None, step.on if step else None)
    return Reply(text=text, choices=(choices.confirm(saved), choices.discard(saved)))


def _check(turn: Turn, person: Person, step: Milestone | None, card: CorrectionCard) -> None:
    """The corrected record must keep every rule. Raises the refusal."""
    facts = person.facts.updated(card.facts)
    if step is None:
        return
    on = card.on or step.on
    bounds = turn.context.book.rules.bounds
    check_step(person, facts, step.stage, on, turn.today, replacing=step.event.id, bounds=bounds)
    if on != step.on:
        check_papers(person.name, person.path, step.stage, on, turn.context.book, accepted=True)


def _teller(tx: Tx, person: Person, step: Milestone | None) -> Unit:
    """Whose record is corrected: the unit that told of the step, or where the person is now."""
    return units.get(tx, step.event.unit_id) if step else people.home(tx, person)


def _days_changed(person: Person, step: Milestone | None, card: CorrectionCard) -> list[date]:
    """The days whose figures a correction changes: a name counts in none, what groups people in each."""
    days = [day for day in (card.on, step.on if step else None) if day and card.on]
    if plain_facts(card.facts):
        days += [milestone.on for milestone in person.path.milestones]
    return days


def _person_meant(tx: Tx, turn: Turn, standing: Sequence[Event], told: PersonReading | None) -> Person | None:
    """Whom it is about: by number or name in the last report, a named older record, the only one."""
    if told and told.position:
        return last_report.person_at(tx, turn, told.position)
    reported = _reported(tx, standing)
    if named := _named(tx, turn, reported, told):
        return named
    if told and told.full_name and told.is_partial:
        raise UnknownPerson(name=told.full_name.value)  # "đ/c Xuyến" is nobody else
    return reported[0] if len(reported) == 1 else None


def _is_somebody_else(person: Person, told: PersonReading, reading: Reading) -> bool:
    """Whether the name told is too far from theirs for another spelling of it, and nobody of it is on record.

    With nothing else told it is a new name as long as a word of it stays; beside other values it only says
    of whom they are, so that the given name has to stay.
    """
    if told.position or told.full_name is None or _is_called_so(person, told):
        return False
    old, new = fold_name(person.name).split(), fold_name(told.full_name.value).split()
    only_name = tells_only_name(told) and not reading.event_date
    return not set(old) & set(new) if only_name else old[-1] != new[-1]


def _told_of(
    tx: Tx, turn: Turn, standing: Sequence[Event], told: Sequence[PersonReading]
) -> tuple[PersonReading | None, str | None]:
    """Who is told of, and how they are called instead: of two names the one on record says who is meant.

    Where both are that person's, written with other marks, the second is the new one.
    """
    if len(told) == 1 and told[0].new_name:
        return told[0], told[0].new_name.value
    if len(told) == 2:
        reported = _reported(tx, standing)
        one, other = told
        known, also = _named(tx, turn, reported, one), _named(tx, turn, reported, other)
        if known and other.full_name and (also is None or also.id == known.id):
            return one, other.full_name.value
        if also and one.full_name and known is None:
            return other, one.full_name.value
    return (told[0] if told else None), None


def _reported(tx: Tx, standing: Sequence[Event]) -> list[Person]:
    ids = list(dict.fromkeys(e.person_id for e in standing if e.person_id is not None))
    return list(people.load(tx, ids).values())


def _named(tx: Tx, turn: Turn, reported: Sequence[Person], told: PersonReading | None) -> Person | None:
    """The one person of that name in a report, else on record; None also for several."""
    if told is None or told.full_name is None:
        return None
    if here := [person for person in reported if _is_called_so(person, told)]:
        return here[0] if len(here) == 1 or not told.is_partial else None
    elsewhere = on_record(tx, turn, told)
    return elsewhere[0] if len(elsewhere) == 1 else None


def on_record(tx: Tx, turn: Turn, told: PersonReading) -> list[Person]:
    """Everybody of that name for whom the user may report."""
    name = told.full_name.value if told.full_name else ""
    scopes = [(u.left, u.right) for u in turn.user.units_for(Permission.REPORT)]
    return [person for person in people.find_by_name(tx, name, scopes) if _is_called_so(person, told)]


def _is_called_so(person: Person, told: PersonReading) -> bool:
    """Whether the name told is theirs; "em Mai" is the given name alone."""
    name = fold_name(told.full_name.value if told.full_name else "")
    words = fold_name(person.name).split()
    return (words[-1:] if told.is_partial else words) == name.split()


def _milestone(person: Person, event_id: int | None) -> Milestone | None:
    if event_id is None:
        return person.path.last
    return next((m for m in person.path.milestones if m.event.id == event_id), None)


def _without_same_name(facts: PersonFacts, person: Person) -> PersonFacts:
    """The told facts without a name that only says who is meant, unless it brings another spelling."""
    typed = facts.full_name or ""
    if typed == person.name or needs_spelling(typed):
        return replace(facts, full_name=None)
    return facts


def _correction(draft: Draft) -> CorrectionCard:
    """The draft's card as a correction. Raises Expired: a button of another kind of card."""
    if not isinstance(draft.card, CorrectionCard):
        raise Expired
    return draft.card
