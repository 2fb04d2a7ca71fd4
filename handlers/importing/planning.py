"""What the rows of a list would change: who each is, which steps are new, and why a row is not taken.

A list is planned slice by slice: each is set against what is on record, with a few statements for all of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from domain.errors import AlreadyReported, DomainError, MonthLocked, UnitEnded
from domain.events import Event, EventKind
from domain.people import BirthDate, Person, PersonFacts
from domain.pipeline import RANK, Milestone, Path, Stage
from domain.rules import RuleBook
from domain.steps import check_step
from domain.text import fold_name, may_be_written
from domain.units import Unit
from domain.validity import check_papers
from handlers.importing.likenesses import likenesses
from handlers.importing.problems import RowFault, RowProblem, problem_of
from handlers.importing.rows import ToldRow
from handlers.importing.told import Row, Told
from rendering.wording import rows as wording
from rendering.wording.format import birth_date
from storage import locks, namesakes, people, units
from storage.database import Tx
from storage.namesakes import Glance, Namesake

ClosedMonth = tuple[int, date]  # unit id, first day

# Stands for the event of a step that is only planned.
_UNTOLD = Event(
    id=0, kind=EventKind.STAGE, report_id=0, unit_id=0, recorded_at=datetime.min.replace(tzinfo=UTC)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row that will be stored: who it is, where, and which steps are new.

    `home` goes on in the place of a unit that has ended; else it is the unit itself.
    """

    row: ToldRow
    unit: Unit
    home: Unit
    person: Person | None
    steps: tuple[tuple[Stage, date], ...]


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a slice, or a whole list, would change; nothing is written yet.

    `glance` is what was on record: storing looks again, and plans anew when it is no longer so.
    """

    planned: list[PlannedRow] = field(default_factory=list)
    known: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    glance: Glance = field(default_factory=Glance)


def plan(tx: Tx, own: Sequence[Unit], told: Told, rows: Sequence[Row], today: date, book: RuleBook) -> Plan:
    """What these rows of the list would change, under the rules."""
    found = Plan()
    good = [row for row in rows if row.problem is None]
    found.problems += [row.problem for row in rows if row.problem is not None]
    digests = {id(row): tx.keys.digest(fold_name(row.told.facts.full_name or "")) for row in good}
    candidates = _candidates(tx, own, digests.values())
    meant = {id(row): _meant(tx, row, candidates[digests[id(row)]]) for row in good}
    taken = {one.person_id for one in meant.values() if isinstance(one, Namesake)}
    nobody = [(row, candidates[digests[id(row)]]) for row in good if meant[id(row)] is None]
    like = likenesses(tx, nobody, taken)
    known = people.load(tx, taken)
    limits = _Limits(today=today, book=book, closed=_closed_months(tx, good), ended=_ended(tx, good))
    for row in good:
        match = meant[id(row)]
        if isinstance(match, RowFault):
            found.problems.append(_unclear(tx, row, match, candidates[digests[id(row)]]))
        elif row.told.number in like:
            found.problems.append(_like(tx, row, like[row.told.number]))
        else:
            _plan_row(row, known[match.person_id] if match else None, limits, told, found)
    cells = {row.home.left for row in good if row.home}
    found.glance = namesakes.glance(
        tx,
        positions=cells,
        digests=set(digests.values()),
        person_ids=known,
        places={
            (unit.id, row.home.left, unit.valid_to)
            for row in good
            if row.home
            for unit in (row.unit, row.home)
            if unit
        },
    )
    found.problems.sort(key=lambda problem: problem.number)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What every row is held against."""

    today: date
    book: RuleBook
    closed: Mapping[ClosedMonth, MonthLocked]
    ended: Mapping[int, UnitEnded]  # by the unit

    def check(self, person: Person | None, facts: PersonFacts, stage: Stage, on: date) -> None:
        """Raise the refusal that forbids the step.

        A list is not asked whether a paper whose limit nobody has read is still good.
        """
        check_step(person, facts, stage, on, self.today, bounds=self.book.rules.bounds)
        if person is not None:
            check_papers(facts.full_name or "", person.path, stage, on, self.book, accepted=True)

    def check_place(self, unit: Unit, on: date) -> None:
        """Raise UnitEnded or MonthLocked where the unit takes nothing more of that day."""
        ended = self.ended.get(unit.id)
        if ended and on >= ended.ended_on:
            raise ended
        if locked := self.closed.get((unit.id, on.replace(day=1))):
            raise locked


def _ended(tx: Tx, rows: Iterable[Row]) -> dict[int, UnitEnded]:
    """Which units of the rows have ended, each with the one that goes on."""
    return {
        unit.id: UnitEnded(name=unit.name, ended_on=unit.valid_to, successor=units.present(tx, unit).name)
        for unit in {row.unit.id: row.unit for row in rows if row.unit}.values()
        if unit.valid_to is not None
    }


def _closed_months(tx: Tx, rows: Iterable[Row]) -> dict[ClosedMonth, MonthLocked]:
    """Which of the months that the rows tell of are locked for their unit."""
    places = {row.unit.id: row.unit for row in rows if row.unit}
    days = {on for row in rows for on in row.told.steps.values()}
    closed = locks.closed_for(tx, places.values(), days)
    locked_for = {unit_id: units.get(tx, unit_id) for unit_id in set(closed.values())}
    return {
        (unit_id, month): MonthLocked(month=month, unit=locked_for[by])
        for (unit_id, month), by in closed.items()
    }


def _candidates(tx: Tx, own: Sequence[Unit], digests: Collection[bytes]) -> Mapping[bytes, list[Namesake]]:
    found: dict[bytes, list[Namesake]] = defaultdict(list)
    scopes = [(unit.left, unit.right) for unit in own]
    for namesake in namesakes.of_names(tx, set(digests), scopes):
        found[namesake.digest].append(namesake)
    return found


def _meant(tx: Tx, row: Row, of_name: Sequence[Namesake]) -> Namesake | RowFault | None:
    """The one on record that a row tells of, None for nobody, or why that is not clear."""
    assert row.home is not None  # noqa: S101 - such rows are problems already
    born = row.told.facts.birth_date
    fitting = [one for one in of_name if _may_be(one, born)]
    here = [one for one in fitting if one.position == row.home.left]
    exactly = [one for one in here if born is not None and one.born == born]
    if len(exactly) == 1 or len(here) == 1:
        return (exactly or here)[0]
    if here:
        name, names = row.told.facts.full_name or "", people.names(tx, [one.person_id for one in here])
        written = [one for one in here if may_be_written(name, names[one.person_id])]
        return written[0] if len(written) == 1 else RowFault.NAMESAKES
    elsewhere = [one for one in fitting if born is not None and _is_likely(one, born)]
    return RowFault.ELSEWHERE if elsewhere else None


def _may_be(one: Namesake, born: BirthDate | None) -> bool:
    """By the year: a day may be mistyped."""
    return born is None or one.born is None or one.born.year == born.year


def _is_likely(one: Namesake, born: BirthDate) -> bool:
    """Somebody of another cell is only meant by the same date; by the year where no date is known."""
    if one.born is None:
        return False
    both_exact = one.born.day is not None and born.day is not None
    return one.born == born if both_exact else one.born.year == born.year


def _unclear(tx: Tx, row: Row, fault: RowFault, of_name: Sequence[Namesake]) -> RowProblem:
    place = ""
    if fault is RowFault.ELSEWHERE:
        born = row.told.facts.birth_date
        other = next(one for one in of_name if born is not None and _is_likely(one, born))
        place = units.get(tx, other.unit_id).name
    return problem_of(row.told, fault, place)


def _like(tx: Tx, row: Row, known: Person) -> RowProblem:
    place, born = people.home(tx, known), known.facts.birth_date
    if row.home and place.id != row.home.id and row.told.facts.birth_date is None:
        return problem_of(row.told, RowFault.ELSEWHERE, place.name)
    return problem_of(
        row.told, RowFault.LIKE, wording.known(known.name, birth_date(born) if born else "", place.name)
    )


def _plan_row(row: Row, person: Person | None, limits: _Limits, listed: Told, found: Plan) -> None:
    assert row.unit and row.home  # noqa: S101 - such rows are problems already
    told = row.told
    if person and listed.is_of_another_row(person.id, told.number) and _differ(person, told):
        person = None  # two days in the very same list are two people
    facts = person.facts.updated(told.facts) if person else told.facts
    fresh: list[tuple[Stage, date]] = []
    for stage, on in _in_order(told.steps):
        try:
            limits.check(_after(person, fresh), facts, stage, on)
            limits.check_place(row.unit, on)
        except AlreadyReported:
            continue
        except DomainError as refusal:
            name = told.facts.full_name or ""
            found.problems.append(RowProblem(number=told.number, name=name, refusal=refusal))
            return
        fresh.append((stage, on))
    taken_by = listed.taken_by(person.id, told.number) if person and fresh else told.number
    if taken_by != told.number:
        found.problems.append(problem_of(told, RowFault.REPEATED, str(taken_by)))
    elif fresh:
        steps = tuple(fresh)
        found.planned.append(PlannedRow(row=told, unit=row.unit, home=row.home, person=person, steps=steps))
    else:
        found.known += 1


def _differ(person: Person, told: ToldRow) -> bool:
    """Whether two whole days of birth are known, and they are not the same."""
    born, other = person.facts.birth_date, told.facts.birth_date
    return bool(born and other and born.day and other.day and born != other)


def _in_order(steps: Mapping[Stage, date]) -> Iterator[tuple[Stage, date]]:
    return iter(sorted(steps.items(), key=lambda step: (RANK[step[0]], step[1])))


def _after(person: Person | None, steps: Sequence[tuple[Stage, date]]) -> Person | None:
    """The person as they will stand after these steps of the same row."""
    if not steps:
        return person
    base = person or Person(id=0, unit_id=0, facts=PersonFacts(), path=Path())
    added = tuple(Milestone(stage=stage, on=on, event=_UNTOLD) for stage, on in steps)
    milestones = sorted((*base.path.milestones, *added), key=lambda m: (m.on, RANK[m.stage]))
    return replace(base, path=replace(base.path, milestones=tuple(milestones)))
