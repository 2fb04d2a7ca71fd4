"""A report from the first message to the receipt: understood, completed by questions, confirmed, stored."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.cards import Card, CardPerson, Draft, Likeness, Question, ReportCard
from domain.errors import (
    AgeOutOfRange,
    AlreadyAtStage,
    DateInFuture,
    DomainError,
    Expired,
    NotAllowed,
    OverlappingCount,
    PartTooLarge,
    SomethingHappened,
    StillOnProbation,
    TooFewVotes,
    UnknownUnit,
    WrongStep,
)
from domain.messages import Choice, Reply
from domain.people import PersonFacts
from domain.periods import month_period
from domain.pipeline import Stage
from domain.rules import Subject
from domain.steps import probation_ends_on
from domain.text import fold_name
from domain.units import Unit, UnitKind
from domain.users import Permission
from handlers import locking, unclear
from handlers.access import require
from handlers.context import Turn
from handlers.recording import (
    Origin,
    add_arrival,
    add_count,
    add_paper,
    add_person,
    add_stage,
    describe,
    origin_of,
    settle_person,
)
from handlers.reporting import correct, notes, pictures
from handlers.reporting.matching import (
    doubts_of,
    end_problem,
    examine,
    lines_of,
    number_problem,
    parts_of,
    span,
)
from handlers.reporting.progress import progress_of_year
from handlers.succession import require_current
from language.notes import notes_in, reason_in, votes_in
from language.reading import Field, Intent, Reading
from language.repairing import repaired
from rendering.wording import refusals, reports
from storage import audit, deadlines, drafts, gazetteer, people, statistics, units
from storage.database import Tx

STAGE_OF = {
    Intent.REPORT_CANDIDATE: Stage.CANDIDATE,
    Intent.REPORT_CLASS: Stage.CLASS,
    Intent.REPORT_ADMISSION: Stage.ADMISSION,
    Intent.REPORT_OFFICIAL: Stage.OFFICIAL,
    Intent.REPORT_DROPPED: Stage.DROPPED,
}

# Refusals that a corrected card can get past; the card stays open for the correction.
MENDABLE = (WrongStep, StillOnProbation, DateInFuture, AgeOutOfRange, PartTooLarge)

# What an admission's receipt speaks of: the rules that follow probation.
_OF_PROBATION = frozenset({"probation_end", "recognition"})

_MOST_UNIT_BUTTONS = 8


def start(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A new report. Only the card is stored; a month with nothing is, too, with an undo beside it.

    Of several events in one message the first is shown and the others wait as open cards behind it.
    """
    try:
        figures = _tells_figures(reading)
        waiting = [
            _start_one(tx, turn, further, figures=figures)
            for further in reversed([other for other in reading.others if other.intent.is_report])
        ]
        first = _start_one(tx, turn, reading, figures=figures)
        # What became no card is not shown later: its answer is told now.
        answered = [
            one.text for one in reversed(waiting) if not any("draft" in c.arguments for c in one.choices)
        ]
        return replace(first, text="\n\n".join([first.text, *answered]))
    except UnknownUnit as error:
        return unclear.refused(turn, reading, error)


def go_on(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """ "Còn 1 đ/c nữa …": added to the open card, else a further report of the last step, on its date."""
    told = _stage_told(reading) if reading.intent.is_report else None
    newest = turn.drafts[-1] if turn.drafts else None
    if newest and isinstance(newest.card, ReportCard) and told in (None, newest.card.stage):
        people = (*newest.card.people, *lines_of(reading.people))
        return present(tx, turn, replace(newest.card, people=people, count=None), newest)
    last = correct.latest_step(tx, turn)
    if last is None or told not in (None, last.stage):
        return start(tx, turn, reading)
    card = ReportCard(
        stage=last.stage,
        sent_on=turn.sent_on,
        people=lines_of(reading.people),
        on=reading.event_date.value if reading.event_date else last.on,
    )
    return present(tx, turn, with_unit(tx, turn, card, reading.unit.value if reading.unit else None))


def _stage_told(reading: Reading) -> Stage:
    return STAGE_OF.get(reading.intent) or (reading.stage.value if reading.stage else Stage.DOSSIER_OPENED)


def _start_one(tx: Tx, turn: Turn, reading: Reading, *, figures: bool) -> Reply:
    card = ReportCard(
        stage=_stage_told(reading),
        sent_on=turn.sent_on,
        people=lines_of(reading.people),
        on=reading.event_date.value if reading.event_date else None,
        period=reading.period.value if reading.period else None,
        count=reading.count.value if reading.count else None,
        parts=parts_of(reading),
        unsure=doubts_of(reading),
        numbers_only=figures and bool(reading.count) and not reading.people,
        proposed_on=reading.proposed_date.value if reading.proposed_date else None,
        **_told_beside(turn, _stage_told(reading)),
    )
    card = with_unit(tx, turn, card, reading.unit.value if reading.unit else None)
    if card.count == 0 and card.unit_id is not None:
        return _nothing_happened(tx, turn, card)
    reply = present(tx, turn, *_told_again(turn, card))
    notice = reports.date_notice(reading.problems, repaired(turn.message.text, turn.sent_on).text)
    return replace(reply, text=f"{notice}\n{reply.text}") if notice else reply


def _told_beside(turn: Turn, stage: Stage) -> dict[str, Any]:
    """What the message says beside the step: votes of a resolution, notes, why somebody left."""
    match stage:
        case Stage.CELL_RESOLUTION:
            return {"votes": votes_in(turn.message.text)}
        case Stage.DOSSIER_OPENED | Stage.VERIFICATION_SENT:
            return {"notes": notes_in(turn.message.text)}
        case Stage.DROPPED:
            return {"reason": reason_in(turn.message.text)}
    return {}


def _tells_figures(reading: Reading) -> bool:
    """A period with sub-counts ("quý 3 KN 5, nữ 3") is a report of figures: nobody asks it for names."""
    counted = reading.count is not None and reading.count.value > 0 and reading.period is not None
    return counted and not reading.people and bool(parts_of(reading) or reading.others)


def _told_again(turn: Turn, card: ReportCard) -> tuple[ReportCard, Draft | None]:
    """The card, in place of an open one about the same step of the same people, with what that one knows."""
    names = [fold_name(line.facts.full_name or "") for line in card.people]
    for draft in turn.drafts if names else ():
        old = draft.card
        if not isinstance(old, ReportCard) or (old.stage, old.unit_id) != (card.stage, card.unit_id):
            continue
        if [fold_name(line.facts.full_name or "") for line in old.people] != names:
            continue
        told = zip(old.people, card.people, strict=True)
        people = tuple(replace(new, facts=known.facts.updated(new.facts)) for known, new in told)
        return replace(card, people=people, on=card.on or old.on), draft
    return card, None


def present(tx: Tx, turn: Turn, card: ReportCard, draft: Draft | None = None) -> Reply:
    """Keep the card as the chat's open draft and show it with the one thing to do next."""
    card, problem = examine(tx, turn, card)
    if isinstance(problem, OverlappingCount) and problem.event_id is not None:
        saved = drafts.change(tx, draft, card) if draft else _opened(tx, turn, card)
        return _ask_overlap(saved, card, problem)
    if problem and not isinstance(problem, MENDABLE):
        if draft:
            drafts.discard(tx, draft.id)
        return Reply(text=refusals.refusal(problem, turn.now), choices=_way_out(card, problem))
    saved = drafts.change(tx, draft, card) if draft else _opened(tx, turn, card)
    if problem:
        edit = _choice("Sửa", "card.edit", saved)
        if not isinstance(problem, (AgeOutOfRange, PartTooLarge)):
            edit = _choice("Sửa ngày", "card.other_date", saved)
        return Reply(
            text=refusals.refusal(problem, turn.now), choices=(edit, _choice("Bỏ", "card.discard", saved))
        )
    return _ask(tx, turn, saved, card)


def _ask_overlap(draft: Draft, card: ReportCard, problem: OverlappingCount) -> Reply:
    """A number for a span that has one already: is the earlier one part of it, or do they add up?"""
    adds = _choice(reports.adds_label(problem.count + problem.recorded), "card.adds", draft)
    if problem.count < problem.recorded:
        within = _choice(reports.within_label(), "card.discard", draft)
        return Reply(text=reports.within_question(card, problem.recorded), choices=(within, adds))
    takes_in = reports.includes_label(problem.recorded)
    return Reply(
        text=reports.overlap_question(card, problem.recorded),
        choices=(
            _choice(takes_in, "card.takes_in", draft, event=problem.event_id),
            adds,
            _choice("Bỏ", "card.discard", draft),
        ),
    )


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store what the card says: everything is checked again, then written in this one transaction."""
    card = report_card(draft.card)
    if card.question() is not Question.CONFIRM:
        return _ask(tx, turn, draft, card)
    unit = require(turn.user, Permission.REPORT, units.get(tx, card.unit_id or 0))
    card, problem = examine(tx, turn, card)
    if problem:
        raise problem
    if card.question() is not Question.CONFIRM:  # somebody else reported meanwhile
        return _ask(tx, turn, drafts.change(tx, draft, card), card)
    origin = origin_of(turn)
    if not drafts.take(tx, draft.id, origin.report_id):
        raise Expired
    if card.numbers_only:
        add_count(
            tx,
            origin,
            unit,
            card.stage,
            *span(card),
            card.count or 0,
            parts={part.tag: part.count for part in card.parts},
            replaces=card.replaces,
        )
    fresh = [line for line in card.people if not line.is_counted]
    recorded = [_record_line(tx, turn, origin, unit, card, line) for line in fresh]
    audit.add(tx, "report", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    return Reply(
        text=reports.saved(
            card,
            _progress(tx, turn, unit, card),
            _next_due(tx, turn, card.stage, recorded),
            skipped=sum(line.is_counted for line in card.people),
        ),
        choices=(
            Choice(label="Hoàn tác", action="undo", arguments={"report": origin.report_id}),
            *pictures.waiting_choice(tx, turn, origin.report_id),
        ),
    )


def with_successor(tx: Tx, turn: Turn, draft: Draft) -> Reply | None:
    """A card whose unit has ended meanwhile: it is about the unit that goes on now, and asked about again.

    None: its unit still is there, or was on the day that the card tells of.
    """
    card = report_card(draft.card)
    unit = units.get(tx, card.unit_id or 0)
    ended = end_problem(tx, card, unit)
    if ended is None:
        return None
    present = require(turn.user, Permission.REPORT, units.present(tx, unit))
    moved = replace(card, unit_id=present.id)
    reply = _ask(tx, turn, drafts.change(tx, draft, moved), moved)
    return replace(reply, text=f"{refusals.refusal(ended, turn.now)}\n{reply.text}")


def show(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """An open card again, with the one thing to do next."""
    return _ask(tx, turn, draft, report_card(draft.card))


def discard(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Forget the card."""
    if not drafts.discard(tx, draft.id):
        raise Expired
    return Reply(text=reports.discarded())


def expected_of(card: ReportCard) -> Field | None:
    """What the assistant just asked, in the terms of the reader: a bare answer is then taken as that."""
    match card.question():
        case Question.NAME | Question.MORE_NAMES:
            return Field.FULL_NAME
        case Question.DATE:
            return Field.EVENT_DATE
        case Question.CONFIRM if any(reports.asks_spelling(line) for line in card.people):
            return Field.FULL_NAME
    return None


def with_unit(tx: Tx, turn: Turn, card: ReportCard, phrase: str | None) -> ReportCard:
    """The card with its unit: the named one, else the reporter's only cell, else open among several.

    Raises UnknownUnit for a name outside the reporter's own units: not there and not allowed read the same.
    """
    own = turn.user.units_for(Permission.REPORT)
    if not own:
        raise NotAllowed
    current = tuple(u for u in own if u.valid_to is None)
    if phrase:
        match = gazetteer.find(tx, phrase, [(u.left, u.right) for u in own])
        cells = tuple(u for u in match.exact if u.kind is UnitKind.PARTY_CELL)
        if len(cells) == 1:
            return replace(card, unit_id=cells[0].id, unit_choices=())
        if not match.exact:
            raise UnknownUnit(name=phrase, near=tuple(u.name for u in match.near))
        return replace(card, unit_id=None, unit_choices=tuple(u.id for u in cells))
    cells = tuple(u for u in current if u.kind is UnitKind.PARTY_CELL)
    if len(current) == 1 and len(cells) == 1:
        return replace(card, unit_id=cells[0].id)
    return replace(card, unit_id=None, unit_choices=tuple(u.id for u in cells))


def _ask(tx: Tx, turn: Turn, draft: Draft, card: ReportCard) -> Reply:
    question = card.question()
    cancel = _choice("Bỏ", "card.discard", draft)
    match question:
        case Question.UNIT:
            offered = list(units.by_ids(tx, card.unit_choices[:_MOST_UNIT_BUTTONS]).values())
            choices = tuple(_choice(u.name, "card.unit", draft, unit=u.id) for u in offered)
            return Reply(text=reports.unit_question(offered), choices=(*choices, cancel))
        case Question.NAME:
            numbers = (_choice("Chỉ ghi số lượng", "card.numbers", draft),) if card.count else ()
            return Reply(text=reports.name_question(card), choices=(*numbers, cancel))
        case Question.MORE_NAMES:
            fewer = _choice(f"Chỉ {len(card.people)} người", "card.fewer", draft)
            return Reply(text=reports.more_names_question(card), choices=(fewer, cancel))
        case Question.DATE:
            return Reply(
                text=reports.date_question(card),
                choices=(
                    *_proposed(draft, card),
                    _choice("Hôm nay", "card.date", draft, days_ago=0),
                    _choice("Hôm qua", "card.date", draft, days_ago=1),
                    _choice("Ngày khác", "card.other_date", draft),
                ),
            )
        case Question.SAME_PERSON:
            index, line = next((i, p) for i, p in enumerate(card.people) if p.likeness is Likeness.PERHAPS)
            known = people.load(tx, [line.person_id or 0])[line.person_id or 0]
            return Reply(
                text=reports.same_person_question(line, known, units.get(tx, known.unit_id)),
                choices=(
                    _choice("Đúng người này", "card.same", draft, line=index, same=True),
                    _choice("Người khác", "card.same", draft, line=index, same=False),
                ),
            )
        case Question.CONFIRM:
            ends_on = probation_ends_on(card.on) if card.stage is Stage.ADMISSION and card.on else None
            return Reply(
                text=reports.card(card, units.get(tx, card.unit_id or 0), ends_on, _official_from(tx, card)),
                choices=(
                    _choice("Đúng", "card.confirm", draft),
                    _choice("Sửa", "card.edit", draft),
                    cancel,
                ),
            )


def _official_from(tx: Tx, card: ReportCard) -> dict[int, date]:
    """Of each line (from 1) that is recognised later than the end of the 12 months: that end."""
    if card.stage is not Stage.OFFICIAL:
        return {}
    known = people.load(tx, [line.person_id for line in card.people if line.person_id is not None])
    found: dict[int, date] = {}
    for number, line in enumerate(card.people, 1):
        admitted = known[line.person_id].path.reached(Stage.ADMISSION) if line.person_id in known else None
        if admitted and (ends_on := probation_ends_on(admitted.on)) < card.date_of(line):
            found[number] = ends_on
    return found


def _proposed(draft: Draft, card: ReportCard) -> tuple[Choice, ...]:
    """The solar day of a lunar date, to be taken or not."""
    if card.proposed_on is None:
        return ()
    label = reports.proposed_label(card.proposed_on)
    return (_choice(label, "card.on", draft, on=card.proposed_on.isoformat()),)


def _opened(tx: Tx, turn: Turn, card: ReportCard) -> Draft:
    told_by = turn.message.message_id
    return drafts.add(tx, turn.user.id, turn.address, card, turn.now, message_id=told_by)


def _way_out(card: ReportCard, problem: DomainError) -> tuple[Choice, ...]:
    """What can be done about a refusal that no answer to this card would mend."""
    if isinstance(problem, TooFewVotes):
        return notes.failed_ballot_choice(card)
    if not isinstance(problem, AlreadyAtStage):
        return ()
    person_id = next(p.person_id for p in card.people if p.facts.full_name == problem.name)
    about = {"person": person_id, "event": problem.event_id, "on": problem.on.isoformat()}
    return (Choice(label=reports.redate_label(problem.on), action="correct.date", arguments=about),)


def _choice(label: str, action: str, draft: Draft, **more: Any) -> Choice:
    return Choice(label=label, action=action, arguments={"draft": draft.id, "version": draft.version, **more})


def _record_line(tx: Tx, turn: Turn, origin: Origin, unit: Unit, card: ReportCard, line: CardPerson) -> int:
    """Store one line; returns the person's id."""
    if line.person_id is None or line.likeness is not Likeness.SAME:
        person_id = add_person(tx, origin, unit, line.facts)
    else:
        person_id = line.person_id
        if line.facts != PersonFacts(full_name=line.facts.full_name):
            describe(tx, origin, unit, person_id, line.facts)
    on = card.date_of(line)
    add_stage(tx, origin, unit, person_id, card.stage, on, reason=card.reason)
    for note in card.notes:
        add_paper(tx, origin, unit, person_id, note, on)
    if unit.valid_to is not None:  # told late of a unit that has ended: the person is with its successor now
        person = people.load(tx, [person_id])[person_id]
        if person.unit_id == unit.id:
            present = units.present(tx, unit)
            add_arrival(tx, origin, present, person_id, max(on, unit.valid_to), left=unit)
    settle_person(tx, turn.context.book, person_id, turn.now)
    return person_id


def _progress(tx: Tx, turn: Turn, unit: Unit, card: ReportCard) -> str | None:
    if card.stage is not Stage.ADMISSION:
        return None
    return progress_of_year(tx, turn.context, units.present(tx, unit), _year_told(card))


def _next_due(tx: Tx, turn: Turn, stage: Stage, person_ids: list[int]) -> tuple[str, date] | None:
    """What falls due next for whom the report was about, as (what, when): a reminder will come before it.

    Of an admission it is the end of probation that matters, whatever small thing comes first.
    """
    open_ones = [
        (deadline.due_on, deadline.rule)
        for person_id in person_ids
        for deadline in deadlines.of_subject(tx, Subject.PERSON, person_id)
        if deadline.settled_by is None
        and deadline.due_on >= turn.today
        and (stage is not Stage.ADMISSION or deadline.rule in _OF_PROBATION)
    ]
    if not open_ones:
        return None
    due_on, rule = min(open_ones)
    return turn.context.book.rules.by_id[rule].title, due_on


def _nothing_happened(tx: Tx, turn: Turn, card: ReportCard) -> Reply:
    unit = require(turn.user, Permission.REPORT, units.get(tx, card.unit_id or 0))
    period = card.period or month_period(turn.sent_on.year, turn.sent_on.month)
    card = replace(card, period=period)
    require_current(tx, unit, min(period.last_day, turn.today))
    locking.require_open(tx, unit, [period.last_day])
    if problem := number_problem(tx, card, unit):
        raise problem
    known = statistics.total(tx, card.stage, (unit.left, unit.right), period, turn.today)
    if known.value:
        raise SomethingHappened(stage=card.stage, recorded=known.value)
    origin = origin_of(turn)
    add_count(tx, origin, unit, card.stage, period.start, period.end, 0)
    audit.add(tx, "report", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    return Reply(
        text=reports.nothing_happened(card.stage, unit, period),
        choices=(Choice(label="Hoàn tác", action="undo", arguments={"report": origin.report_id}),),
    )


def _year_told(card: ReportCard) -> int:
    day = card.on or (card.period.start if card.period else card.sent_on)
    return day.year


def report_card(card: Card) -> ReportCard:
    """The card as a report's; a button of another kind of card does not fit here. Raises Expired."""
    if not isinstance(card, ReportCard):
        raise Expired
    return card
