"""A card against what is on record: who each line is, and what forbids storing it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.cards import DATED, CardPerson, CountPart, Likeness, Question, ReportCard
from domain.errors import AlreadyReported, DomainError, OverlappingCount, PartTooLarge, TooFewVotes, UnitEnded
from domain.people import BirthDate, Person, PersonFacts
from domain.periods import month_period
from domain.pipeline import Milestone, listing_pushed_back
from domain.questions import Dimension
from domain.steps import Bounds, check_step, check_together, check_votes
from domain.tags import MINORITY
from domain.text import fold_name, needs_spelling
from domain.units import Unit
from domain.users import Permission
from domain.validity import check_papers
from handlers import locking
from handlers.access import require
from handlers.context import Turn
from handlers.succession import require_current
from language.reading import SURE, PersonReading, Problem, Reading
from storage import claims, people, units, users
from storage.database import Tx

_NO_DAY = frozenset((Problem.DATE_IMPOSSIBLE, Problem.DATE_IN_FUTURE, Problem.DATE_LUNAR))


def line_of(reading: PersonReading) -> CardPerson:
    """One person of a message as a line of a card."""
    found = {
        "full_name": reading.full_name,
        "birth_date": reading.birth_date,
        "gender": reading.gender,
        "ethnicity": reading.ethnicity,
        "religion": reading.religion,
        "education": reading.education,
        "mentor": reading.mentor,
    }
    values: dict[str, Any] = {name: slot.value if slot else None for name, slot in found.items()}
    doubtful = {**found, "on": reading.event_date}
    unsure = [name for name, slot in doubtful.items() if slot and slot.confidence < SURE]
    if any(category.confidence < SURE for category in reading.categories):
        unsure.append("categories")
    return CardPerson(
        facts=PersonFacts(categories=tuple(c.value for c in reading.categories), **values),
        on=reading.event_date.value if reading.event_date else None,
        is_partial=reading.is_partial,
        unsure=tuple(unsure),
    )


def facts_told(known: PersonFacts, told: PersonReading) -> PersonFacts:
    """The facts told of somebody; a birthday told without its year is of the year that is known."""
    facts = line_of(told).facts
    day, month = told.birthday.value if told.birthday else (None, None)
    born = facts.birth_date or known.birth_date
    if day is None or month is None or born is None or not _has_day(born.year, month, day):
        return facts
    return replace(facts, birth_date=BirthDate(year=born.year, month=month, day=day))


def _has_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def tells_only_name(reading: PersonReading) -> bool:
    """Whether nothing but a name is told of a person."""
    name = reading.full_name.value if reading.full_name else None
    return line_of(reading).facts == PersonFacts(full_name=name) and reading.birthday is None


def doubts_of(reading: Reading) -> tuple[str, ...]:
    """What the message tells of the whole report but was read with doubt."""
    slots = {"on": reading.event_date, "unit": reading.unit, "count": reading.count}
    doubts = tuple(name for name, slot in slots.items() if slot and slot.confidence < SURE)
    is_without_day = reading.event_date is None and not _NO_DAY.isdisjoint(reading.problems)
    return ("on", *doubts) if is_without_day else doubts


def lines_of(told: Sequence[PersonReading]) -> tuple[CardPerson, ...]:
    """The people of a message; somebody named twice is one line with all that was said of them."""
    lines: dict[str, CardPerson] = {}
    for number, person in enumerate(told):
        line = line_of(person)
        name = fold_name(line.facts.full_name) if line.facts.full_name else str(number)
        known = lines.get(name)
        lines[name] = replace(known, facts=known.facts.updated(line.facts)) if known else line
    return tuple(lines.values())


def taken_for_one(told: Sequence[PersonReading]) -> tuple[str, ...]:
    """Names of one message that became one line though they are written with other marks."""
    written: dict[str, dict[str, None]] = {}
    for person in told:
        name = person.full_name.value if person.full_name else ""
        if name and not needs_spelling(name):
            written.setdefault(fold_name(name), {})[name] = None
    return tuple(name for names in written.values() if len(names) > 1 for name in names)


def examine(tx: Tx, turn: Turn, card: ReportCard) -> tuple[ReportCard, DomainError | None]:
    """The card with every line matched to people on record, and the first thing that forbids storing it."""
    if card.unit_id is None:
        return card, None
    unit = require(turn.user, Permission.REPORT, units.get(tx, card.unit_id or 0))
    if (ended := end_problem(tx, card, unit)) is not None:
        return card, ended
    if (locked := locking.problem(tx, unit, days_told(card))) is not None:
        return card, locked
    if card.numbers_only:
        known_number = number_problem(tx, card, unit)
        if isinstance(known_number, AlreadyReported):
            return card, _with_teller(tx, turn, known_number)
        return card, known_number
    bounds = turn.context.book.rules.bounds
    problem: DomainError | None = votes_problem(card, bounds)
    repeated: AlreadyReported | None = None
    for index, told in enumerate(card.people):
        line, known = match_line(tx, unit, told)
        is_settled = line.likeness is not Likeness.PERHAPS and not line.is_partial
        try:
            if is_settled and (line.on or card.on or card.question() is not Question.DATE):
                on = card.date_of(line)
                pushed = pushed_back(tx, card, known, line)
                check_step(
                    known,
                    _facts(known, line),
                    card.stage,
                    on,
                    turn.today,
                    pushes_back=pushed.event.id if pushed else None,
                    bounds=bounds,
                )
                _check_papers(turn, card, known, line)
                if card.together_since:
                    check_together(card.together_since, card.date_of(line), bounds)
            line = replace(line, is_counted=False)
        except AlreadyReported as error:
            repeated, line = (
                _with_teller(tx, turn, error),
                replace(line, is_counted=True, likeness=Likeness.SAME),
            )
        except DomainError as error:
            problem = problem or error
        card = card.with_line(index, line)
    if repeated and card.people and all(line.is_counted for line in card.people):
        return card, repeated
    return card, problem


def pushed_back(tx: Tx, card: ReportCard, known: Person | None, line: CardPerson) -> Milestone | None:
    """The listing that gives way to the day of a card's line; None also where its month is locked."""
    listing = listing_pushed_back(known.path, card.stage, card.date_of(line)) if known else None
    if listing is None or locking.problem(tx, units.get(tx, listing.event.unit_id), [listing.on]):
        return None
    return listing


def _check_papers(turn: Turn, card: ReportCard, known: Person | None, line: CardPerson) -> None:
    """Raise PapersExpired where the step rests on papers that were no longer good that day."""
    if known is not None:
        book, on = turn.context.book, card.date_of(line)
        check_papers(known.name, known.path, card.stage, on, book, accepted=card.accepts_papers)


def match_line(tx: Tx, unit: Unit, line: CardPerson) -> tuple[CardPerson, Person | None]:
    """Who on record this line is: the same name in the cell, perhaps the same name and year elsewhere."""
    name = line.facts.full_name
    if name is None:
        return line, None
    if line.person_id is not None and line.likeness is not Likeness.PERHAPS:
        known = people.load(tx, [line.person_id]).get(line.person_id)
        return (_spelt_like(line, known), known) if known else (line, None)
    if line.likeness is Likeness.OTHER:
        return line, None
    home = units.present(tx, unit)
    here = people.find_by_name(tx, name, [(home.left, home.right)])
    namesakes = [p for p in here if fold_name(p.name) == fold_name(name)]
    same = [p for p in namesakes if _may_be(p, line)]
    if len(same) == 1:
        found = replace(line, person_id=same[0].id, likeness=Likeness.SAME, is_partial=False)
        return _spelt_like(found, same[0]), same[0]
    near_misses = [p for p in here if _may_be(p, line)]
    nearby = same or namesakes or near_misses or _same_name_and_year_elsewhere(tx, line)
    if nearby:
        return replace(line, person_id=nearby[0].id, likeness=Likeness.PERHAPS), nearby[0]
    return replace(line, person_id=None, likeness=Likeness.NEW), None


def end_problem(tx: Tx, card: ReportCard, unit: Unit) -> UnitEnded | None:
    """That the card tells of a day on which its unit was no more; what was before is told for it still."""
    if unit.valid_to is None:
        return None
    try:
        for on in days_told(card):
            require_current(tx, unit, on)
    except UnitEnded as error:
        return error
    return None


def days_told(card: ReportCard) -> list[date]:
    """The days that a card tells of, as far as it says them: of a number the last of its span."""
    if card.numbers_only:
        return [span(card)[1] - timedelta(days=1)] if card.on or card.period else []
    return [card.date_of(line) for line in card.people if line.on or card.on or card.stage not in DATED]


def _with_teller(tx: Tx, turn: Turn, error: AlreadyReported) -> AlreadyReported:
    """The refusal with who told it first, when that was somebody else."""
    if error.reported_by is not None and error.reported_by != turn.user.id:
        user = users.by_id(tx, error.reported_by, turn.now)
        error.by = user.display_name if user else None
    return error


def votes_problem(card: ReportCard, bounds: Bounds) -> TooFewVotes | None:
    """Whether the cell voted without two thirds: then there is no resolution."""
    if card.votes is None:
        return None
    try:
        check_votes(*card.votes, bounds)
    except TooFewVotes as error:
        return error
    return None


def number_problem(tx: Tx, card: ReportCard, unit: Unit) -> DomainError | None:
    """What forbids the number of a card: a part above it, or another number of the unit for the same days."""
    if not (card.on or card.period):
        return None
    for part in card.parts:
        if part.count > (card.count or 0):
            return PartTooLarge(tag=part.tag, part=part.count, count=card.count or 0)
    start, end = span(card)
    overlapping = claims.overlapping(tx, unit.id, card.stage, start, end)
    for known in overlapping:
        # What was told in the middle of a span stands for the days until then.
        if known.start == start and known.end <= end and known.count == card.count:
            return AlreadyReported(
                name="",
                stage=card.stage,
                on=start,
                recorded_at=known.recorded_at,
                reported_by=known.reported_by,
            )
    told = [known for known in overlapping if known.count and known.event_id != card.replaces]
    if told and not card.is_extra:
        only = told[0].event_id if len(told) == 1 else None
        recorded = sum(known.count for known in told)
        return OverlappingCount(count=card.count or 0, recorded=recorded, event_id=only)
    return None


def parts_of(reading: Reading) -> tuple[CountPart, ...]:
    """The numbers told of groups: "nữ 3, DTTS 4"; of each group the last one."""
    told = {}
    for part in reading.parts:
        if part.count is not None and (part.value is not None or part.by is Dimension.ETHNICITY):
            tag = MINORITY if part.value is None else f"{part.by}:{part.value}"
            told[tag] = CountPart(tag=tag, count=part.count)
    return tuple(told.values())


def span(card: ReportCard) -> tuple[date, date]:
    """The days [start, end) of which a card tells: its date, its period, or the month in which it came."""
    if card.on:
        return card.on, card.on + timedelta(days=1)
    period = card.period or month_period(card.sent_on.year, card.sent_on.month)
    return period.start, period.end


def _facts(known: Person | None, line: CardPerson) -> PersonFacts:
    return known.facts.updated(line.facts) if known else line.facts


def _may_be(known: Person, line: CardPerson) -> bool:
    told, stored = line.facts.birth_date, known.facts.birth_date
    return told is None or stored is None or told.year == stored.year


def _spelt_like(line: CardPerson, known: Person) -> CardPerson:
    """The stored spelling, unless the report brings the diacritics that the stored one lacks."""
    typed = line.facts.full_name or ""
    is_same_name = not line.is_partial and fold_name(typed) == fold_name(known.name)
    if is_same_name and not needs_spelling(typed):
        return line
    sure = tuple(doubt for doubt in line.unsure if doubt != "full_name")
    facts = replace(line.facts, full_name=known.name)
    return replace(line, facts=facts, is_partial=False, unsure=sure)


def _same_name_and_year_elsewhere(tx: Tx, line: CardPerson) -> list[Person]:
    """The likely duplicate in another cell: the whole name and the year of birth, both told."""
    name, born = line.facts.full_name, line.facts.birth_date
    if not name or not born or line.is_partial:
        return []
    known = people.anybody_named(tx, name, born.year)
    return [known] if known else []
