"""Correcting and taking back what is already stored. Both append; nothing is overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.cards import CorrectionCard, Draft, QuotaCard, ReportCard
from domain.errors import Expired, NothingToCorrect, NothingToUndo, UnknownPerson
from domain.events import Event, EventKind
from domain.messages import Choice, Reply
from domain.people import Person, PersonFacts
from domain.pipeline import Milestone, Stage
from domain.steps import check_removal, check_step
from domain.text import fold_name
from domain.units import Unit
from domain.users import Permission
from domain.validity import check_papers
from handlers import locking, unclear
from handlers.access import require
from handlers.context import Turn
from handlers.importing import jobs
from handlers.organising import reorganising
from handlers.recording import add_stage, describe, origin_of, settle_person, take_back
from handlers.reporting import lines, returning, transfers
from handlers.reporting.matching import line_of
from handlers.reporting.progress import progress_of_year
from language.reading import PersonReading, Reading
from language.renaming import called_instead
from rendering.wording import reports
from rendering.wording.quotas import quota_undone
from storage import audit, drafts, events, imports, people, units
from storage.database import Tx
from storage.imports import Job
from storage.people import plain_facts


def start(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A correction without an open card: it is about the last saved report, or about the named person."""
    standing = latest_standing(tx, turn)
    if standing is None:
        raise NothingToCorrect
    if reading.people and reading.people[0].is_taken_off:
        return _ask_to_take_off(tx, turn, reading.people[0])
    return _present(tx, turn, standing, reading, None)


def _ask_to_take_off(tx: Tx, turn: Turn, told: PersonReading) -> Reply:
    """By the number or the name that they had in the last report."""
    found = lines.last_report(tx, turn)
    called = [line for line, one in enumerate(found[1], start=1) if _is_called_so(one, told)] if found else []
    return lines.ask_to_take_off(tx, turn, told.position or (called[0] if len(called) == 1 else 0))


def describe_known(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """ "Đ/c A mới tốt nghiệp đại học": facts about somebody on record, told without an event."""
    told = reading.people[0]
    facts = replace(line_of(told).facts, full_name=None)
    name = told.full_name.value if told.full_name else ""
    known = _on_record(tx, turn, told)
    if not known and facts != PersonFacts() and not reading.alternatives and name:
        raise UnknownPerson(name=name)
    if len(known) != 1 or facts == PersonFacts() or known[0].path.last is None:
        return unclear.not_understood(turn, reading)
    card = CorrectionCard(report_id=known[0].path.last.event.report_id, person_id=known[0].id, facts=facts)
    return _show(drafts.add(tx, turn.user.id, turn.address, card, turn.now), card, known[0], None)


def latest_step(tx: Tx, turn: Turn) -> Milestone | None:
    """The step that the user's last standing report told."""
    standing = latest_standing(tx, turn) or ()
    told = next((e for e in standing if e.kind is EventKind.STAGE and e.person_id), None)
    person = people.load(tx, [told.person_id]).get(told.person_id) if told and told.person_id else None
    return _milestone(person, told.id) if person and told else None


def latest_standing(tx: Tx, turn: Turn) -> list[Event] | None:
    """The events of the user's newest report that still stand; a list that was taken in is none."""
    for report_id in events.recent_reports(tx, turn.user.id):
        if imports.of_report(tx, report_id) is not None:
            continue
        standing = standing_of(tx, report_id)
        if standing:
            return standing
    return None


def standing_of(tx: Tx, report_id: int) -> list[Event]:
    """What a report told and nobody has replaced or taken back."""
    return [e for e in events.of_report(tx, report_id) if _stands(tx, e)]


def redate(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Sửa thành ngày …]: a step that was reported again with another date."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    step = _milestone(person, arguments["event"]) if person else None
    if person is None or step is None:
        raise Expired
    require(turn.user, Permission.REPORT, units.get(tx, step.event.unit_id))
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
    """A further word on an open correction."""
    card = _correction(draft)
    standing = standing_of(tx, card.report_id)
    return _present(tx, turn, standing, reading, draft)


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store a correction as events that replace the old ones."""
    card = _correction(draft)
    person = people.load(tx, [card.person_id])[card.person_id]
    milestone = _milestone(person, card.event_id)
    unit_id = milestone.event.unit_id if milestone else person.unit_id
    unit = require(turn.user, Permission.REPORT, units.get(tx, unit_id))
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
    return Reply(text=reports.corrected(), choices=(_undo_choice(origin.report_id),))


def undo(tx: Tx, turn: Turn, arguments: Mapping[str, Any] | None = None) -> Reply:
    """Take back the last report of this user, or the one whose button was pressed.

    An unsaved report card is what "hoàn tác" means first; an unsaved correction goes with its report.
    """
    if arguments is None and turn.drafts:
        newest = turn.drafts[-1]
        drafts.discard(tx, newest.id)
        if isinstance(newest.card, ReportCard | QuotaCard):
            return Reply(text=reports.discarded())
    if arguments is None and (job := _latest_import(tx, turn)):
        return jobs.take_back(tx, turn, job)
    report = standing_of(tx, arguments["report"]) if arguments else latest_standing(tx, turn)
    if not report or report[0].reported_by != turn.user.id:
        raise NothingToUndo
    if any(e.kind in (EventKind.REORGANISED, EventKind.TO_REORGANISE) for e in report):
        return reorganising.taken_back(tx, turn, report)
    unit, affected = _take_back(tx, turn, report)
    names = [person.name for person in affected]
    if any(e.kind is EventKind.QUOTA for e in report):
        return Reply(text=quota_undone())
    if about_transfer := transfers.taken_back(tx, turn, report, names):
        return about_transfer
    if about_return := returning.taken_back(tx, turn, report, affected):
        return about_return
    if names and any(e.corrects for e in report):
        return Reply(text=reports.correction_undone(names))
    return Reply(text=_undone(tx, turn, report, unit, names))


def take_off(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đúng, bỏ]: take back what a report told of one of its people."""
    told = events.of_report(tx, arguments["report"])
    if not told or told[0].reported_by != turn.user.id:
        raise NothingToUndo
    report = lines.told_of(told, events.of_person(tx, arguments["person"]))
    if not report:
        raise NothingToUndo
    unit, affected = _take_back(tx, turn, report)
    return Reply(text=_undone(tx, turn, report, unit, [person.name for person in affected]))


def _take_back(tx: Tx, turn: Turn, report: Sequence[Event]) -> tuple[Unit, list[Person]]:
    """Take these events back, on record. Returns for which unit they were told, and the people they were of.

    Raises the refusal where a later step rests on one of them, or its month is locked.
    """
    unit = require(turn.user, Permission.REPORT, _side_of(tx, turn, report[0]))
    affected = people.load(tx, dict.fromkeys(e.person_id for e in report if e.person_id is not None))
    removed = {e.id for e in report}
    for person in affected.values():
        check_removal(person, removed)
    locking.require_open(tx, unit, _days_of(report))
    origin = origin_of(turn)
    take_back(tx, turn.context.book, origin, list(report))
    audit.add(tx, "undo", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=report[0].report_id)
    return unit, list(affected.values())


def _undone(tx: Tx, turn: Turn, report: Sequence[Event], unit: Unit, names: Sequence[str]) -> str:
    """What was taken back, in words, with the figure as it is now."""
    stage = next((Stage(e.data["stage"]) for e in report if "stage" in e.data), None)
    year = next((e.happened_on for e in report if e.happened_on), turn.today).year
    progress = progress_of_year(tx, turn.context, unit, year) if stage is Stage.ADMISSION else None
    return reports.undone(names, stage, progress)


def _side_of(tx: Tx, turn: Turn, event: Event) -> Unit:
    """The unit on whose behalf an event was told: of an arrival either side may have said it."""
    unit = units.get(tx, event.unit_id)
    if event.kind is EventKind.ARRIVED and not turn.user.may(Permission.REPORT, unit):
        return units.get(tx, event.data["from"])
    return unit


def _present(tx: Tx, turn: Turn, standing: Sequence[Event], reading: Reading, draft: Draft | None) -> Reply:
    told, renamed = _told_of(tx, turn, standing, reading.people)
    person = _person_meant(tx, turn, standing, told)
    if person is not None and told and not renamed and _is_somebody_else(person, told, reading):
        name = told.full_name.value if told.full_name else ""
        return Reply(text=reports.nobody_to_correct(name, person.name))
    if person is None:
        numbered = lines.last_report(tx, turn) if told and told.position else None
        names = [one.name for one in numbered[1]] if numbered else _names(tx, standing)
        return Reply(text=reports.whom_to_correct(names))
    facts = line_of(told).facts if told else PersonFacts()
    if facts.gender is person.facts.gender:  # "anh Khặm" says it along with the name
        facts = replace(facts, gender=None)
    if facts.birth_date and person.facts.birth_date and facts.birth_date.holds(person.facts.birth_date):
        facts = replace(facts, birth_date=None)  # "sinh 1994" of whose day is known: nothing is lost
    if renamed:
        facts = replace(facts, full_name=called_instead(person.name, renamed))
    elif told and told.is_partial:
        facts = replace(facts, full_name=None)
    elif facts.full_name and fold_name(facts.full_name) == fold_name(person.name):
        facts = _without_same_name(facts, person)
    step = next((m for m in reversed(person.path.milestones) if m.event.id in {e.id for e in standing}), None)
    step = step or person.path.last
    told_on = reading.event_date or (told.event_date if told else None)
    on = told_on.value if told_on else None
    card = CorrectionCard(
        report_id=standing[0].report_id,
        person_id=person.id,
        event_id=step.event.id if step and on else None,
        on=on,
        facts=facts,
    )
    if card.on is None and facts == PersonFacts():
        return Reply(text=reports.how_to_correct(person.name))
    _check(turn, person, step, card)
    home = units.get(tx, step.event.unit_id if step else person.unit_id)
    locking.require_open(tx, home, _days_changed(person, step, card))
    saved = (
        drafts.change(tx, draft, card)
        if draft
        else drafts.add(tx, turn.user.id, turn.address, card, turn.now)
    )
    return _show(saved, card, person, step)


def _show(saved: Draft, card: CorrectionCard, person: Person, step: Milestone | None) -> Reply:
    arguments = {"draft": saved.id, "version": saved.version}
    return Reply(
        text=reports.correction_card(card, person, step.stage if step else None, step.on if step else None),
        choices=(
            Choice(label="Đúng", action="card.confirm", arguments=arguments),
            Choice(label="Bỏ", action="card.discard", arguments=arguments),
        ),
    )


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


def _days_changed(person: Person, step: Milestone | None, card: CorrectionCard) -> list[date]:
    """The days whose figures a correction changes: a name counts in none, what groups people in each."""
    days = [day for day in (card.on, step.on if step else None) if day and card.on]
    if plain_facts(card.facts):
        days += [milestone.on for milestone in person.path.milestones]
    return days


def _days_of(report: Sequence[Event]) -> list[date]:
    """The days in whose figures a report counts: of a number the last of its span."""
    days = [event.happened_on for event in report if event.kind is EventKind.STAGE and event.happened_on]
    counted = [event.data for event in report if event.kind is EventKind.COUNT]
    return days + [date.fromisoformat(told["end"]) - timedelta(days=1) for told in counted]


def _person_meant(tx: Tx, turn: Turn, standing: Sequence[Event], told: PersonReading | None) -> Person | None:
    """Whom it is about: by number or name in the last report, a named older record, the only one."""
    if told and told.position:
        return lines.person_at(tx, turn, told.position)
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
    only_name = line_of(told).facts == PersonFacts(full_name=told.full_name.value) and not reading.event_date
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
    elsewhere = _on_record(tx, turn, told)
    return elsewhere[0] if len(elsewhere) == 1 else None


def _on_record(tx: Tx, turn: Turn, told: PersonReading) -> list[Person]:
    """Everybody of that name for whom the user may report."""
    name = told.full_name.value if told.full_name else ""
    scopes = [(u.left, u.right) for u in turn.user.units_for(Permission.REPORT)]
    return [person for person in people.find_by_name(tx, name, scopes) if _is_called_so(person, told)]


def _is_called_so(person: Person, told: PersonReading) -> bool:
    """Whether the name told is theirs; "em Mai" is the given name alone."""
    name = fold_name(told.full_name.value if told.full_name else "")
    words = fold_name(person.name).split()
    return (words[-1:] if told.is_partial else words) == name.split()


def _latest_import(tx: Tx, turn: Turn) -> Job | None:
    """The list that was stored last, and after everything else the user told and that stands."""
    standing = latest_standing(tx, turn)
    return imports.last_stored(tx, turn.user.id, after=standing[-1].id if standing else 0)


def _stands(tx: Tx, event: Event) -> bool:
    return event.kind is not EventKind.UNDONE and events.stands(tx, event)


def _milestone(person: Person, event_id: int | None) -> Milestone | None:
    if event_id is None:
        return person.path.last
    return next((m for m in person.path.milestones if m.event.id == event_id), None)


def _names(tx: Tx, standing: Sequence[Event]) -> list[str]:
    return [person.name for person in _reported(tx, standing)]


def _without_same_name(facts: PersonFacts, person: Person) -> PersonFacts:
    """The told facts without a name that only says who is meant, unless it brings another spelling."""
    typed = facts.full_name or ""
    if typed == person.name or reports.needs_spelling(typed):
        return replace(facts, full_name=None)
    return facts


def _correction(draft: Draft) -> CorrectionCard:
    """The draft's card as a correction. Raises Expired: a button of another kind of card."""
    if not isinstance(draft.card, CorrectionCard):
        raise Expired
    return draft.card


def _undo_choice(report_id: int) -> Choice:
    return Choice(label="Hoàn tác", action="undo", arguments={"report": report_id})
