"""Storing a report that was confirmed: checked again, written in one transaction, with its receipt."""

from dataclasses import replace

from domain.cards import CardPerson, Draft, Likeness, Question, ReportCard
from domain.errors import (
    Expired,
    SomethingHappened,
)
from domain.messages import Reply
from domain.people import PersonFacts
from domain.periods import month_period
from domain.pipeline import ASSUMED, Stage
from domain.rules import Subject
from domain.steps import INTRODUCER
from domain.units import Unit
from domain.users import Permission
from handlers import choices, locking
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
from handlers.reporting import cards, pictures
from handlers.reporting.matching import (
    examine,
    number_problem,
    pushed_back,
    span,
)
from handlers.reporting.progress import progress_of_year
from handlers.succession import require_current
from rendering.wording import reports
from rendering.wording.reports import NextDue
from storage import audit, deadlines, drafts, people, statistics, units
from storage.database import Tx

# What an admission's receipt speaks of: the rules that follow probation.
_OF_PROBATION = frozenset({"probation_end", "recognition"})


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store what the card says: everything is checked again, then written in this one transaction."""
    card = cards.report_card(draft.card)
    if card.question() is not Question.CONFIRM:
        return cards.ask(tx, draft, card)
    unit = require(turn.user, Permission.REPORT, units.get(tx, card.unit_id or 0))
    card, problem = examine(tx, turn, card)
    if problem:
        raise problem
    if card.question() is not Question.CONFIRM:  # somebody else reported meanwhile
        return cards.ask(tx, drafts.change(tx, draft, card), card)
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
            turn.today,
            skipped=sum(line.is_counted for line in card.people),
        ),
        choices=(
            choices.undo(origin.report_id),
            *pictures.waiting_choice(tx, turn, origin.report_id),
        ),
    )


def _record_line(tx: Tx, turn: Turn, origin: Origin, unit: Unit, card: ReportCard, line: CardPerson) -> int:
    """Store one line; returns the person's id."""
    if line.person_id is None or line.likeness is not Likeness.SAME:
        person_id = add_person(tx, origin, unit, line.facts)
    else:
        person_id = line.person_id
        if line.facts != PersonFacts(full_name=line.facts.full_name):
            describe(tx, origin, unit, person_id, line.facts)
    on = card.date_of(line)
    known = people.load(tx, [person_id]).get(person_id)
    listing = pushed_back(tx, card, known, line)
    is_assumed = card.stage is Stage.CANDIDATE and not (line.on or card.on or card.period)
    day = ASSUMED if is_assumed else None
    add_stage(tx, origin, unit, person_id, card.stage, on, reason=card.reason, day=day)
    if listing is not None:
        told_by, corrected = units.get(tx, listing.event.unit_id), listing.event.id
        add_stage(tx, origin, told_by, person_id, Stage.CANDIDATE, on, corrects=corrected, day=ASSUMED)
    for note in card.notes:
        add_paper(tx, origin, unit, person_id, note, on)
    if card.introducers:
        add_paper(tx, origin, unit, person_id, INTRODUCER, on, remark=reports.introducers(card))
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


def _next_due(tx: Tx, turn: Turn, stage: Stage, person_ids: list[int]) -> NextDue | None:
    """What falls due next for whom the report was about, or has fallen due and is not done.

    Of an admission it is the end of probation that matters, whatever small thing comes first. A limit that
    has ended is told of by the one that opened on its end.
    """
    rules = turn.context.book.rules.by_id
    open_ones = [
        deadline
        for person_id in person_ids
        for deadline in deadlines.of_subject(tx, Subject.PERSON, person_id)
        if deadline.settled_by is None
        and (stage is not Stage.ADMISSION or deadline.rule in _OF_PROBATION)
        and (deadline.due_on >= turn.today or not (deadline.followed_on or rules[deadline.rule].can_wait))
    ]
    if not open_ones:
        return None
    first = min(open_ones, key=lambda deadline: (deadline.due_on, deadline.rule))
    rule, unit = rules[first.rule], units.get(tx, first.unit_id)
    is_readers = any(a.role is rule.responsible and a.unit.contains(unit) for a in turn.user.assignments)
    return NextDue(title=rule.title, due_on=first.due_on, is_readers=is_readers)


def nothing_happened(tx: Tx, turn: Turn, card: ReportCard) -> Reply:
    """Store that nobody took the step in a month. Raises SomethingHappened, MonthLocked, OverlappingCount."""
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
        choices=(choices.undo(origin.report_id),),
    )


def _year_told(card: ReportCard) -> int:
    day = card.on or (card.period.start if card.period else card.sent_on)
    return day.year
