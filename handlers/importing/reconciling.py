"""A list from elsewhere against what is on record: only there, only here, what differs. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.people import BirthDate, Person
from domain.pipeline import OPEN_DOSSIER, SOURCE, Stage
from domain.text import fold_name, may_be_written
from domain.units import Unit
from domain.users import User
from handlers.importing.headers import STEPS, Meaning
from handlers.importing.matching import match
from handlers.importing.problems import RowFault, RowProblem
from handlers.importing.told import Row, Told
from storage import people, units
from storage.database import Tx
from storage.imports import ROWS_IN_A_SLICE

_MEMBERS = (Stage.ADMISSION, Stage.OFFICIAL)
_CANDIDATES = (*SOURCE, *OPEN_DOSSIER)
_COMPARED = (Stage.ADMISSION, Stage.OFFICIAL, Stage.CLASS, Stage.CANDIDATE)
# Of a row that is compared all the same.
_WORTH_TELLING = (RowFault.UNREAD, RowFault.NO_UNIT, RowFault.MANY_UNITS, RowFault.NOT_A_CELL)


class Field(StrEnum):
    """What may differ between the list and the record."""

    NAME = "name"
    BORN = "born"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    UNIT = "unit"
    ADMISSION = "admission"
    OFFICIAL = "official"
    CLASS = "class"
    CANDIDATE = "candidate"
    LEFT = "left"  # `here` is the step by which they left


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one person: what the list says, and what is on record (None: nothing)."""

    number: int
    name: str
    field: Field
    there: object
    here: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody who is on one side only: in row `number` of the list, or on record (no number)."""

    number: int | None
    name: str
    born: BirthDate | None
    unit: str


@dataclass(slots=True, kw_only=True)
class Comparison:
    """A list against the record, as far as it has been read.

    Each row is the same, differs, is only there or `unclear`; `doubts`: why, and what could not be read.
    """

    rows: int = 0
    unclear: int = 0
    told: set[Stage] = field(default_factory=set)  # the steps that some row tells
    found: set[int] = field(default_factory=set)  # people on record whom the list names
    places: dict[int, Unit] = field(default_factory=dict)  # units that it names
    unmatched: list[Row] = field(default_factory=list)  # rows that nobody is found for so far
    only_there: list[Missing] = field(default_factory=list)
    only_here: list[Missing] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)
    doubts: list[RowProblem] = field(default_factory=list)

    @property
    def same(self) -> int:
        """How many rows say what is on record."""
        differing = len({one.number for one in self.differing})
        return self.rows - differing - len(self.only_there) - self.unclear

    def pair(self, user: User, row: Row, person: Person, home: Unit) -> None:
        """A row tells of this person."""
        self.differing += _differences(user, row, person, home)

    def settle(self) -> None:
        """Everything has been read. A step that no row tells is not blank: such a list does not have it."""
        untold = {stage.value for stage in _COMPARED if stage not in self.told}
        self.differing = [one for one in self.differing if one.field.value not in untold]
        self.differing.sort(key=lambda one: one.number)
        self.doubts.sort(key=lambda one: one.number)


def compare_rows(tx: Tx, user: User, own: Sequence[Unit], rows: Sequence[Row], so_far: Comparison) -> None:
    """Set one slice of the list against everybody of these names within reach."""
    made = match(tx, [(unit.left, unit.right) for unit in own], rows, so_far.found)
    those = [one.person for _, found in made.unclear.values() for one in found]
    homes = units.presents(tx, {person.unit_id for person in (*made.meant.values(), *those)})
    for row in rows:
        number = row.told.number
        so_far.rows += 1
        so_far.told |= row.told.steps.keys()
        if row.home is not None:
            so_far.places[row.home.id] = row.home
        if row.problem is not None and row.problem.fault in _WORTH_TELLING:
            so_far.doubts.append(row.problem)
        if person := made.meant.get(number):
            so_far.pair(user, row, person, homes[person.unit_id])
        elif number in made.unclear:
            fault, found = made.unclear[number]
            place = homes[found[0].person.unit_id].name if found else ""
            so_far.unclear += 1
            so_far.doubts.append(_doubt(row, fault, place))
        else:
            so_far.unmatched.append(row)


def compare_rest(tx: Tx, user: User, own: Sequence[Unit], told: Told, so_far: Comparison) -> None:
    """Who is on record in the units that the list names, and not in the list.

    Of a name that is left once on each side of a cell only the birth date differs: that is a slip of the
    pen, and nobody else.
    """
    headed = told.layout.columns.keys() & STEPS.keys()
    is_of_candidates = headed and not headed & {Meaning.ADMISSION, Meaning.OFFICIAL, Meaning.BOTH}
    places = list(so_far.places.values()) or list(own)
    scopes = [(unit.left, unit.right) for unit in places]
    stages = _CANDIDATES if is_of_candidates else _MEMBERS
    ids = [one for one in people.standing_at(tx, scopes, stages, people.ALL) if one not in so_far.found]
    left = dict(_left(tx, ids))
    alike = _by_name_and_cell(so_far.unmatched, left)
    known = people.load(tx, alike.values())
    for row in so_far.unmatched:
        person_id = alike.get(row.told.number)
        if person_id is None:
            so_far.only_there.append(_there(row))
        else:
            so_far.pair(user, row, known[person_id], left.pop(person_id)[1])
    so_far.only_here = [missing for missing, _ in left.values()]
    so_far.settle()


def _left(tx: Tx, ids: Sequence[int]) -> Iterable[tuple[int, tuple[Missing, Unit]]]:
    """By their ids, these people as they are told of, with their cells; of a whole province as well."""
    for at in range(0, len(ids), ROWS_IN_A_SLICE):
        known = people.load(tx, ids[at : at + ROWS_IN_A_SLICE])
        homes = units.presents(tx, {person.unit_id for person in known.values()})
        for person in known.values():
            home = homes[person.unit_id]
            born = person.facts.birth_date
            yield person.id, (Missing(number=None, name=person.name, born=born, unit=home.name), home)


def _by_name_and_cell(rows: Iterable[Row], left: Mapping[int, tuple[Missing, Unit]]) -> dict[int, int]:
    """By the row's number, the one on record who is alone with its name in its cell, as the row is."""
    of_list: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row.home is not None:
            key = (fold_name(row.told.facts.full_name or ""), row.home.id)
            of_list.setdefault(key, []).append(row)
    on_record: dict[tuple[str, int], list[int]] = {}
    for person_id, (missing, home) in left.items():
        on_record.setdefault((fold_name(missing.name), home.id), []).append(person_id)
    pairs = ((told, on_record.get(key, ())) for key, told in of_list.items())
    return {
        told[0].told.number: here[0]
        for told, here in pairs
        if len(told) == len(here) == 1
        and may_be_written(told[0].told.facts.full_name or "", left[here[0]][0].name)
    }


def _doubt(row: Row, fault: RowFault, place: str) -> RowProblem:
    if fault is RowFault.REPEATED and row.problem is not None:
        return row.problem
    return RowProblem(number=row.told.number, name=row.told.facts.full_name or "", fault=fault, told=place)


def _there(row: Row) -> Missing:
    facts = row.told.facts
    place = row.unit.name if row.unit else row.told.unit or ""
    return Missing(number=row.told.number, name=facts.full_name or "", born=facts.birth_date, unit=place)


def _differences(user: User, row: Row, person: Person, home: Unit) -> Iterable[Difference]:
    told, known = row.told.facts, person.facts
    pairs: list[tuple[Field, object, object]] = []
    if not may_be_written(told.full_name or "", person.name):
        pairs.append((Field.NAME, told.full_name, person.name))
    if told.birth_date and not _same_birth(told.birth_date, known.birth_date):
        pairs.append((Field.BORN, told.birth_date, known.birth_date))
    if told.gender and told.gender is not known.gender:
        pairs.append((Field.GENDER, told.gender, known.gender))
    # As in every list: the ethnic group of a named person is told in the own cell only.
    if told.ethnicity and user.belongs_to(home) and told.ethnicity != known.ethnicity:
        pairs.append((Field.ETHNICITY, told.ethnicity, known.ethnicity))
    if row.home is not None and row.home.id != home.id:
        pairs.append((Field.UNIT, row.unit, home))
    pairs += [(Field(stage.value), *days) for stage, days in _steps(row, person)]
    if person.path.last and person.path.stage is Stage.DROPPED:
        pairs.append((Field.LEFT, None, person.path.last))
    return (
        Difference(number=row.told.number, name=person.name, field=which, there=there, here=here)
        for which, there, here in pairs
    )


def _steps(row: Row, person: Person) -> Iterable[tuple[Stage, tuple[date | None, date | None]]]:
    """The steps with two days. A member's step that a list leaves blank is a difference too."""
    for stage in _COMPARED:
        there, reached = row.told.steps.get(stage), person.path.reached(stage)
        here = reached.on if reached else None
        is_blank = there is None and (stage not in _MEMBERS or Meaning(stage.value) in row.told.unread)
        if there != here and not is_blank:
            yield stage, (there, here)


def _same_birth(told: BirthDate, known: BirthDate | None) -> bool:
    """Whether the two do not contradict each other; a year alone agrees with every day in it."""
    if known is None or told.year != known.year:
        return False
    return told.day is None or known.day is None or told == known
