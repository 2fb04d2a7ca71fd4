"""What the rows of a list would change: who each is, which steps are new, and why a row is not taken.

A list is planned slice by slice. `Told` goes through the file once, in order, and remembers who stood in an
earlier row; `plan` sets one slice against what is on record, with a few statements for all of it.
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
from domain.sheets import Value
from domain.steps import check_step
from domain.text import fold, fold_name, may_be_written
from domain.units import Unit, UnitKind
from domain.users import Permission, User
from domain.validity import check_papers
from handlers.access import require_somewhere
from handlers.importing.answered import Answered
from handlers.importing.columns import Layout, layout_of, section_of
from handlers.importing.headers import Meaning
from handlers.importing.problems import RowFault, RowProblem
from handlers.importing.rows import ToldRow, closes_list, read_row
from storage import gazetteer, locks, namesakes, people, units
from storage.database import Tx
from storage.namesakes import Glance, Namesake

ClosedMonth = tuple[int, date]  # unit id, first day

# Stands for the event of a step that is only planned.
_UNTOLD = Event(
    id=0, kind=EventKind.STAGE, report_id=0, unit_id=0, recorded_at=datetime.min.replace(tzinfo=UTC)
)
_DITTO = frozenset(("", '"', "''", "//", "nt", "nhu tren", "tuong tu", "ditto"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that names somebody, with its unit or why it has none; `home` goes on in that unit's place."""

    told: ToldRow
    unit: Unit | None
    home: Unit | None
    problem: RowProblem | None


class Told:
    """The rows of one list in their order."""

    def __init__(self, layout: Layout, own: Sequence[Unit], today: date, answered: Answered) -> None:
        self.layout = layout
        self.answered = answered
        self._own = own
        self._today = today
        self._places: dict[str | None, tuple[Unit, Unit] | _NoPlace] = {}
        self._has_one_cell = len(own) == 1 and own[0].kind is UnitKind.PARTY_CELL
        # The unit that stands above, for rows that leave it out.
        self._above: str | None = None if self._has_one_cell else layout.unit_above
        self._is_over = False  # below a sum or a signature, until somebody else is told of
        self._begins: dict[int, tuple[str | None, bool]] = {}
        self._seen: dict[tuple[str, int | BirthDate], dict[int, PersonFacts]] = {}
        self._takers: dict[int, int] = {}

    def rows(self, tx: Tx, first_number: int, rows: Sequence[Sequence[Value]]) -> list[Row]:
        """The rows that name somebody; the first of them is row `first_number` of the file.

        A slice may be asked for again: it begins with what stood above it the first time.
        """
        self._above, self._is_over = self._begins.setdefault(first_number, (self._above, self._is_over))
        found = (self._row(tx, number, row) for number, row in enumerate(rows, start=first_number))
        return [row for row in found if row is not None]

    def _row(self, tx: Tx, number: int, cells: Sequence[Value]) -> Row | None:
        if number <= self.layout.header_row + 1:
            return None
        section = section_of(cells)
        self._above = section or self._above
        told = None if section else read_row(self.layout, number, cells, self._today)
        if told is None or told.names_only:
            self._is_over = self._is_over or closes_list(cells)
        else:
            self._is_over = False
        if told is None or self._is_over:
            return None
        phrase = self._unit_told(told.unit)
        if phrase not in self._places:
            self._places[phrase] = self._place(tx, phrase)
        place = self._places[phrase]
        if isinstance(place, _NoPlace):
            no_place = replace(_problem(told, place.fault, phrase or ""), near=place.near)
            return Row(told=told, unit=None, home=None, problem=no_place)
        unit, home = place
        earlier = self._remember(told, home)
        problem = _problem(told, RowFault.REPEATED, str(earlier)) if earlier is not None else None
        return Row(told=told, unit=unit, home=home, problem=problem or _of_cells(told))

    def _unit_told(self, written: str | None) -> str | None:
        """The unit of a row: its own, or the one above where it says so, or leaves it out as others do."""
        if written is not None and fold(written).strip(" .-") not in _DITTO:
            self._above = written if Meaning.UNIT in self.layout.columns else self._above
            return written
        is_headed = Meaning.UNIT not in self.layout.columns or self.layout.unit_carries
        return self._above if written is not None or is_headed else None

    def forget_units(self) -> None:
        """Units were moved or ended since: where each row belongs is looked up anew."""
        self._places.clear()

    def is_of_another_row(self, person_id: int, number: int) -> bool:
        """Whether another row tells of that person on record."""
        return self._takers.get(person_id, number) != number

    def taken_by(self, person_id: int, number: int) -> int:
        """Which row tells of somebody on record: this one, unless another did before."""
        return self._takers.setdefault(person_id, number)

    def _remember(self, told: ToldRow, unit: Unit) -> int | None:
        """The earlier row of the same person: the day of birth is the same, or the cell and the year."""
        born, name = told.facts.birth_date, fold_name(told.facts.full_name or "")
        seen = self._seen.setdefault((name, unit.id), {})
        if born is not None and born.day is not None:
            anywhere = self._seen.setdefault((name, born), {})
            anywhere.setdefault(told.number, told.facts)
            if min(anywhere) < told.number:
                return min(anywhere)
        seen.setdefault(told.number, told.facts)
        earlier = (n for n, other in seen.items() if n < told.number and _agree(told.facts, other))
        return next(earlier, None)

    def _place(self, tx: Tx, phrase: str | None) -> "tuple[Unit, Unit] | _NoPlace":
        """The party cell that a list names, else the user's only one, and which goes on in its place."""
        found = self._cell(tx, phrase)
        return found if isinstance(found, _NoPlace) else (found, units.present(tx, found))

    def _cell(self, tx: Tx, phrase: str | None) -> "Unit | _NoPlace":
        if phrase is None:
            return self._own[0] if self._has_one_cell else _NoPlace(fault=RowFault.NO_UNIT)
        if meant := self.answered.units.get(fold(phrase)):
            unit = units.get(tx, meant)
            is_own = any(own.contains(unit) for own in self._own)
            return unit if is_own else _NoPlace(fault=RowFault.NO_UNIT)
        scopes = [(unit.left, unit.right) for unit in self._own]
        match = gazetteer.find(tx, phrase, scopes)
        cells = [unit for unit in match.exact if unit.kind is UnitKind.PARTY_CELL]
        if len(cells) == 1:
            return cells[0]
        if cells:
            return _NoPlace(fault=RowFault.MANY_UNITS, near=tuple(cells))
        if match.exact:
            return _NoPlace(fault=RowFault.NOT_A_CELL)
        if fold(phrase) in self.answered.units:  # none of those it was like
            return _NoPlace(fault=RowFault.NO_UNIT)
        near = gazetteer.nearest(tx, phrase, scopes)
        cells = [unit for unit in near if unit.kind is UnitKind.PARTY_CELL]
        return _NoPlace(fault=RowFault.NO_UNIT, near=tuple(cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoPlace:
    """No party cell, and those that may be meant."""

    fault: RowFault
    near: tuple[Unit, ...] = ()


def _agree(facts: PersonFacts, other: PersonFacts) -> bool:
    """Whether two rows of one name in one cell tell of one person.

    Two whole days of birth must be the same; a year alone is not enough where the names have other marks.
    """
    born, known = facts.birth_date, other.birth_date
    if born and known and born.day is not None and known.day is not None:
        return born == known
    is_same_year = born is None or known is None or born.year == known.year
    return is_same_year and may_be_written(facts.full_name or "", other.full_name or "")


def reporting_units(user: User) -> tuple[Unit, ...]:
    """Where the user may take a list in. Raises NotYourRole where that is nowhere."""
    return require_somewhere(user, Permission.REPORT)


def told_by(user: User, head: Sequence[Sequence[Value]], today: date, answered: Answered) -> Told | None:
    """The list whose first rows these are; None where no column holds names."""
    own = reporting_units(user)
    layout = layout_of(head, today, answered.of_people)
    return Told(layout, own, today, answered) if layout else None


def plan(tx: Tx, own: Sequence[Unit], told: Told, rows: Sequence[Row], today: date, book: RuleBook) -> Plan:
    """What these rows of the list would change, under the rules."""
    found = Plan()
    good = [row for row in rows if row.problem is None]
    found.problems += [row.problem for row in rows if row.problem is not None]
    digests = {id(row): tx.keys.digest(fold_name(row.told.facts.full_name or "")) for row in good}
    candidates = _candidates(tx, own, digests.values())
    meant = {id(row): _meant(tx, row, candidates[digests[id(row)]]) for row in good}
    known = people.load(tx, {one.person_id for one in meant.values() if isinstance(one, Namesake)})
    limits = _Limits(today=today, book=book, closed=_closed_months(tx, good), ended=_ended(tx, good))
    for row in good:
        match = meant[id(row)]
        if isinstance(match, RowFault):
            found.problems.append(_unclear(tx, row, match, candidates[digests[id(row)]]))
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
    return _problem(row.told, fault, place)


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
        found.problems.append(_problem(told, RowFault.REPEATED, str(taken_by)))
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


def _of_cells(told: ToldRow) -> RowProblem | None:
    for cell, text in told.unread.items():
        return _problem(told, RowFault.UNREAD, text, cell)
    return None if told.steps else _problem(told, RowFault.NO_STEP)


def _problem(told: ToldRow, fault: RowFault, text: str = "", cell: Meaning | None = None) -> RowProblem:
    return RowProblem(number=told.number, name=told.facts.full_name or "", fault=fault, cell=cell, told=text)
