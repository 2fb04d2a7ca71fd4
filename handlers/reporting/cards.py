"""The open card of a report: which question it asks next, what stands in its way, its buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.actions import Action
from domain.cards import Card, CardPerson, Draft, Likeness, Question, ReportCard
from domain.errors import (
    AgeOutOfRange,
    AlreadyAtStage,
    AlreadyReported,
    BeforeBirth,
    DateInFuture,
    DomainError,
    Expired,
    OverlappingCount,
    PapersExpired,
    PartTooLarge,
    StillOnProbation,
    TogetherTooShort,
    TooFewVotes,
    UnknownUnit,
    WrongStep,
)
from domain.messages import Choice, Reply
from domain.pipeline import RANK, Stage
from domain.steps import SECOND_REFERRAL, probation_ends_on
from domain.text import fold_name
from domain.units import Unit, UnitKind
from domain.users import Permission
from handlers import choices
from handlers.access import require, require_somewhere
from handlers.context import Turn
from handlers.reporting import notes
from handlers.reporting.matching import (
    end_problem,
    examine,
    pushed_back,
)
from language.reading import Field
from language.words.phrases import phrase
from rendering.wording import card_notes, labels, refusals, reports
from storage import drafts, gazetteer, people, units
from storage.database import Tx

# Refusals that a corrected card can get past; the card stays open for the correction.
MENDABLE = (
    WrongStep,
    StillOnProbation,
    DateInFuture,
    BeforeBirth,
    AgeOutOfRange,
    PartTooLarge,
    PapersExpired,
    TogetherTooShort,
)

_MOST_UNIT_BUTTONS = 8


def present(tx: Tx, turn: Turn, card: ReportCard, draft: Draft | None = None) -> Reply:
    """Keep the card as the chat's open draft and show it with the one thing to do next."""
    card, problem = examine(tx, turn, card)
    if isinstance(problem, OverlappingCount) and problem.event_id is not None:
        saved = drafts.change(tx, draft, card) if draft else _opened(tx, turn, card)
        return _ask_overlap(saved, card, problem)
    if problem and not isinstance(problem, MENDABLE):
        return _refused(tx, turn, card, problem, draft)
    saved = drafts.change(tx, draft, card) if draft else _opened(tx, turn, card)
    if problem:
        return Reply(text=refusals.refusal(problem, turn.now), choices=tuple(_mending(saved, problem)))
    return ask(tx, saved, card)


def _refused(tx: Tx, turn: Turn, card: ReportCard, problem: DomainError, draft: Draft | None) -> Reply:
    """Why nothing can be stored, of everybody it holds for; the others of the card stay on it."""
    alone = [(line, _problem_alone(tx, turn, card, line)) for line in card.people]
    why = dict.fromkeys(refusals.refusal(error, turn.now) for _, error in alone if error)
    rest = tuple(line for line, error in alone if error is None)
    if why and rest:
        kept = present(tx, turn, replace(card, people=rest, count=None), draft)
        return replace(kept, text="\n".join([*why, "", kept.text]))
    if draft:
        drafts.discard(tx, draft.id)
    text = "\n".join(why) if why else refusals.refusal(problem, turn.now)
    return Reply(text=text, choices=_way_out(turn, card, problem))


def _problem_alone(tx: Tx, turn: Turn, card: ReportCard, line: CardPerson) -> DomainError | None:
    """What forbids storing one line of a card, whatever is corrected on it; not that it is stored already."""
    _, problem = examine(tx, turn, replace(card, people=(line,), count=None))
    return None if isinstance(problem, (*MENDABLE, AlreadyReported)) else problem


def _together(draft: Draft, card: ReportCard) -> tuple[Choice, ...]:
    """The answer to whether introducer and person have worked together for long enough."""
    if not card.introducers or card.is_together or card.together_since:
        return ()
    return (choices.of_card(reports.together_label(), Action.CARD_TOGETHER, draft),)


def _mending(draft: Draft, problem: DomainError) -> Iterator[Choice]:
    """How a card gets past its refusal."""
    if isinstance(problem, (BeforeBirth, AgeOutOfRange, PartTooLarge)):
        yield choices.of_card(labels.EDIT, Action.CARD_EDIT, draft)
    else:
        yield choices.of_card(reports.edit_date_label(), Action.CARD_OTHER_DATE, draft)
    if isinstance(problem, PapersExpired) and not any(one.edition.verified for one in problem.expired):
        yield choices.of_card(reports.still_good_label(), Action.CARD_PAPERS, draft)
    yield choices.discard(draft)


def _ask_overlap(draft: Draft, card: ReportCard, problem: OverlappingCount) -> Reply:
    """A number for a span that has one already: is the earlier one part of it, or do they add up?"""
    adds = choices.of_card(reports.adds_label(problem.count + problem.recorded), Action.CARD_ADDS, draft)
    if problem.count < problem.recorded:
        within = choices.of_card(reports.within_label(), Action.CARD_DISCARD, draft)
        return Reply(text=reports.within_question(card, problem.recorded), choices=(within, adds))
    takes_in = reports.includes_label(problem.recorded)
    return Reply(
        text=reports.overlap_question(card, problem.recorded),
        choices=(
            choices.of_card(takes_in, Action.CARD_TAKES_IN, draft, event=problem.event_id),
            adds,
            choices.discard(draft),
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
    reply = ask(tx, drafts.change(tx, draft, moved), moved)
    return replace(reply, text=f"{refusals.refusal(ended, turn.now)}\n{reply.text}")


def is_complete(tx: Tx, draft: Draft) -> bool:
    """Whether the card lacks nothing but its confirmation, and its unit still is there."""
    card = report_card(draft.card)
    if card.question() is not Question.CONFIRM:
        return False
    return end_problem(tx, card, units.get(tx, card.unit_id or 0)) is None


def show(tx: Tx, draft: Draft) -> Reply:
    """An open card again, with the one thing to do next."""
    return ask(tx, draft, report_card(draft.card))


def expected_of(card: ReportCard) -> Field | None:
    """What the assistant just asked, in the terms of the reader: a bare answer is then taken as that."""
    match card.question():
        case Question.NAME | Question.MORE_NAMES:
            return Field.FULL_NAME
        case Question.DATE:
            return Field.EVENT_DATE
        case Question.CONFIRM if any(line.asks_spelling for line in card.people):
            return Field.FULL_NAME
    return None


def with_unit(tx: Tx, turn: Turn, card: ReportCard, told: str | None) -> ReportCard:
    """The card with its unit: the named one, else the reporter's only cell, else that of whom it is about.

    Otherwise it stays open among several.

    Raises UnknownUnit for a name outside the reporter's own units: not there and not allowed read the same.
    """
    own = require_somewhere(turn.user, Permission.REPORT)
    current = tuple(u for u in own if u.valid_to is None)
    if told:
        match = gazetteer.find(tx, told, [(u.left, u.right) for u in own])
        cells = tuple(u for u in match.exact if u.kind is UnitKind.PARTY_CELL)
        if len(cells) == 1:
            return replace(card, unit_id=cells[0].id, unit_choices=())
        if not match.exact:
            raise UnknownUnit(name=told, near=tuple(u.name for u in match.near))
        return replace(card, unit_id=None, unit_choices=tuple(u.id for u in cells))
    cells = tuple(u for u in current if u.kind is UnitKind.PARTY_CELL)
    if len(current) == 1 and len(cells) == 1:
        return replace(card, unit_id=cells[0].id)
    if head := _at_head(tx, turn, own):
        return replace(card, unit_id=head[0] if len(head) == 1 else None, unit_choices=head)
    if home := _home(tx, card, own):
        return replace(card, unit_id=home, unit_choices=())
    return replace(card, unit_id=None, unit_choices=tuple(u.id for u in cells or _few_below(tx, current)))


def with_unit_like(tx: Tx, turn: Turn, card: ReportCard, unknown: UnknownUnit) -> ReportCard:
    """The card with the reporter's cells that are called nearly so, before those it offered.

    Raises that UnknownUnit where there is none.
    """
    own = require_somewhere(turn.user, Permission.REPORT)
    near = gazetteer.find(tx, unknown.name, [(u.left, u.right) for u in own]).near
    cells = tuple(unit.id for unit in near if unit.kind is UnitKind.PARTY_CELL)
    if not cells:
        raise unknown
    return replace(card, unit_id=None, unit_choices=tuple(dict.fromkeys((*cells, *card.unit_choices))))


def _at_head(tx: Tx, turn: Turn, own: Sequence[Unit]) -> tuple[int, ...]:
    """ "hỏm: kết nạp …", "mam non kn …": the cells that stand before what happened; behind it a place may be
    where somebody lives."""
    told = phrase("what_happened").anywhere(turn.message.text)
    if told is None or not told.before:
        return ()
    found = gazetteer.mentioned(tx, told.before, [(u.left, u.right) for u in own])
    return tuple(unit.id for unit in found if unit.kind is UnitKind.PARTY_CELL)


def _home(tx: Tx, card: ReportCard, own: Sequence[Unit]) -> int | None:
    """The one cell of all whom the card names: each alone has that name, and the step lies ahead of them."""
    homes: set[int | None] = set()
    for line in card.people:
        name = line.facts.full_name or ""
        found = people.find_by_name(tx, name, [(unit.left, unit.right) for unit in own])
        same = [person for person in found if fold_name(person.name) == fold_name(name)]
        last = same[0].path.stage if len(same) == 1 else None
        is_ahead = last is not None and RANK[last] < RANK[card.stage]
        homes.add(same[0].unit_id if is_ahead else None)
    return homes.pop() if len(homes) == 1 else None


def _few_below(tx: Tx, own: Sequence[Unit]) -> list[Unit]:
    """The cells right below the units, where they are so few that each has its button."""
    below = [child for unit in own for child in units.children(tx, unit.id)]
    cells = [u for u in below if u.kind is UnitKind.PARTY_CELL and u.valid_to is None]
    return cells if len(cells) <= _MOST_UNIT_BUTTONS else []


def ask(tx: Tx, draft: Draft, card: ReportCard) -> Reply:
    """The card with its next question, or as it will be stored."""
    question = card.question()
    cancel = choices.discard(draft)
    match question:
        case Question.UNIT:
            offered = list(units.by_ids(tx, card.unit_choices[:_MOST_UNIT_BUTTONS]).values())
            buttons = (choices.of_card(u.name, Action.CARD_UNIT, draft, unit=u.id) for u in offered)
            return Reply(text=reports.unit_question(offered), choices=(*buttons, cancel))
        case Question.NAME:
            numbers = (
                (choices.of_card(reports.numbers_only_label(), Action.CARD_NUMBERS, draft),)
                if card.count
                else ()
            )
            return Reply(text=reports.name_question(card), choices=(*numbers, cancel))
        case Question.MORE_NAMES:
            fewer = choices.of_card(reports.only_these_label(len(card.people)), Action.CARD_FEWER, draft)
            return Reply(text=reports.more_names_question(card), choices=(fewer, cancel))
        case Question.DATE:
            return Reply(
                text=reports.date_question(card),
                choices=(
                    *_proposed(draft, card),
                    choices.of_card(reports.today_label(), Action.CARD_DATE, draft, days_ago=0),
                    choices.of_card(reports.yesterday_label(), Action.CARD_DATE, draft, days_ago=1),
                    choices.of_card(reports.other_day_label(), Action.CARD_OTHER_DATE, draft),
                ),
            )
        case Question.SAME_PERSON:
            index, line = next((i, p) for i, p in enumerate(card.people) if p.likeness is Likeness.PERHAPS)
            known = people.load(tx, [line.person_id or 0])[line.person_id or 0]
            return Reply(
                text=reports.same_person_question(known, people.home(tx, known)),
                choices=(
                    choices.of_card(
                        reports.same_person_label(), Action.CARD_SAME, draft, line=index, same=True
                    ),
                    choices.of_card(
                        reports.other_person_label(), Action.CARD_SAME, draft, line=index, same=False
                    ),
                ),
            )
        case Question.CONFIRM:
            return Reply(
                text=reports.card(card, units.get(tx, card.unit_id or 0), _line_notes(tx, card)),
                choices=(
                    choices.confirm(draft),
                    *_together(draft, card),
                    choices.of_card(labels.EDIT, Action.CARD_EDIT, draft),
                    cancel,
                ),
            )


def _line_notes(tx: Tx, card: ReportCard) -> dict[int, str]:
    """What is said below each line (from 1): from when a late recognition counts, that a listing moves."""
    known = people.load(tx, [line.person_id for line in card.people if line.person_id is not None])
    found: dict[int, str] = {}
    for number, line in enumerate(card.people, 1):
        person, on = known.get(line.person_id or 0), card.date_of(line)
        admitted = person.path.reached(Stage.ADMISSION) if person and card.stage is Stage.OFFICIAL else None
        if admitted and (ends_on := probation_ends_on(admitted.on)) < on:
            found[number] = card_notes.official_from(ends_on)
        elif listing := pushed_back(tx, card, person, line):
            found[number] = card_notes.listing_pushed_back(listing.on, on)
    return found


def _proposed(draft: Draft, card: ReportCard) -> tuple[Choice, ...]:
    """The solar day of a lunar date, to be taken or not."""
    if card.proposed_on is None:
        return ()
    label = reports.proposed_label(card.proposed_on)
    return (choices.of_card(label, Action.CARD_ON, draft, on=card.proposed_on.isoformat()),)


def _opened(tx: Tx, turn: Turn, card: ReportCard) -> Draft:
    told_by = turn.message.message_id
    return drafts.add(tx, turn.user.id, turn.address, card, turn.now, message_id=told_by)


def _way_out(turn: Turn, card: ReportCard, problem: DomainError) -> tuple[Choice, ...]:
    """What can be done about a refusal that no answer to this card would mend."""
    if isinstance(problem, TooFewVotes):
        if len(card.people) != 1 or (person_id := card.people[0].person_id) is None:
            return ()  # a ballot is kept of one person who is on record
        return (notes.failed_ballot_choice(person_id, card.stage, card.date_of(card.people[0])),)
    if not isinstance(problem, AlreadyAtStage):
        return ()
    person_id = next(p.person_id for p in card.people if p.facts.full_name == problem.name)
    about = {"person": person_id, "event": problem.event_id, "on": problem.on.isoformat()}
    redate = Choice(label=reports.redate_label(problem.on), action=Action.CORRECT_DATE, arguments=about)
    return (redate, *_newer_papers(turn, problem, person_id or 0))


def _newer_papers(turn: Turn, problem: AlreadyAtStage, person_id: int) -> Iterator[Choice]:
    """A step told again on a later day may be its paper made anew, or of a referral the second one."""
    told = {"person": person_id, "on": problem.on.isoformat()}
    shown = [paper for paper in turn.context.book.rules.papers.values() if paper.shown_by is problem.stage]
    if problem.on > problem.recorded_on:
        for paper in shown:
            label = reports.newer_paper_label(problem.on)
            yield Choice(label=label, action=Action.PAPER_HAVE, arguments={**told, "paper": paper.id})
    if problem.stage is Stage.REFERRAL and SECOND_REFERRAL in turn.context.book.rules.papers:
        label = reports.second_referral_label(problem.on)
        yield Choice(label=label, action=Action.PAPER_HAVE, arguments={**told, "paper": SECOND_REFERRAL})


def report_card(card: Card) -> ReportCard:
    """The card as a report's; a button of another kind of card does not fit here. Raises Expired."""
    if not isinstance(card, ReportCard):
        raise Expired
    return card
