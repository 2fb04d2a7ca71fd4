"""A list from elsewhere against what is on record: only there, only here, what differs. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.people import BirthDate, Person
from domain.pipeline import Stage
from domain.text import fold_name
from domain.units import Unit
from domain.users import User
from handlers.importing.headers import STEPS, Meaning
from handlers.importing.planning import Row, Told
from storage import namesakes, people, units
from storage.database import Tx
from storage.namesakes import Namesake

MOST_HERE = 5_000  # people who are looked for in a list
_MEMBERS = (Stage.ADMISSION, Stage.OFFICIAL)
_CANDIDATES = (Stage.CANDIDATE, Stage.CLASS, Stage.REFERRAL, Stage.DOSSIER_OPENED)
_COMPARED = (Stage.ADMISSION, Stage.OFFICIAL, Stage.CLASS, Stage.CANDIDATE)


class Field(StrEnum):
    """What may differ between the list and the record."""

    BORN = "born"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    UNIT = "unit"
    ADMISSION = "admission"
    OFFICIAL = "official"
    CLASS = "class"
    CANDIDATE = "candidate"


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
    """A list against the record, as far as it has been read."""

    rows: int = 0
    same: int = 0
    found: set[int] = field(default_factory=set)  # people on record whom the list names
    places: dict[int, Unit] = field(default_factory=dict)  # units that it names
    unmatched: list[Row] = field(default_factory=list)  # rows that nobody is found for so far
    only_there: list[Missing] = field(default_factory=list)
    only_here: list[Missing] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)


def compare_rows(tx: Tx, user: User, own: Sequence[Unit], rows: Sequence[Row], so_far: Comparison) -> None:
    """Set one slice of the list against everybody of these names within reach."""
    digests = {_digest(tx, row) for row in rows}
    by_name: dict[bytes, list[Namesake]] = {}
    for one in namesakes.of_names(tx, digests, [(unit.left, unit.right) for unit in own]) if rows else ():
        by_name.setdefault(one.digest, []).append(one)
    meant = {id(row): _meant(row, by_name.get(_digest(tx, row), ()), so_far.found) for row in rows}
    known = people.load(tx, {one.person_id for one in meant.values() if one})
    homes = units.presents(tx, {person.unit_id for person in known.values()})
    for row in rows:
        so_far.rows += 1
        if row.home is not None:
            so_far.places[row.home.id] = row.home
        match = meant[id(row)]
        if match is None:
            so_far.unmatched.append(row)
            continue
        so_far.found.add(match.person_id)
        person = known[match.person_id]
        differing = list(_differences(user, row, person, homes[person.unit_id]))
        so_far.differing += differing
        so_far.same += not differing


def compare_rest(tx: Tx, user: User, own: Sequence[Unit], told: Told, so_far: Comparison) -> None:
    """Who is on record in the units that the list names, and not in the list.

    Of a name that is left once on each side of a cell only the birth date differs: that is a slip of the
    pen, and nobody else.
    """
    headed = told.layout.columns.keys() & STEPS.keys()
    is_of_candidates = headed and not headed & {Meaning.ADMISSION, Meaning.OFFICIAL}
    places = list(so_far.places.values()) or list(own)
    scopes = [(unit.left, unit.right) for unit in places]
    stages = _CANDIDATES if is_of_candidates else _MEMBERS
    ids = [one for one in people.standing_at(tx, scopes, stages, MOST_HERE) if one not in so_far.found]
    known = people.load(tx, ids)
    homes = units.presents(tx, {person.unit_id for person in known.values()})
    alike = _by_name_and_cell(so_far.unmatched, known.values(), units.presents(tx, homes))
    for row in so_far.unmatched:
        match = alike.get(row.told.number)
        if match is None:
            so_far.only_there.append(_there(row))
            continue
        person, home = match
        del known[person.id]
        so_far.differing += _differences(user, row, person, home)
    so_far.differing.sort(key=lambda one: one.number)
    so_far.only_here = [
        Missing(
            number=None,
            name=person.name,
            born=person.facts.birth_date,
            unit=homes[person.unit_id].name,
        )
        for person in known.values()
    ]


def _by_name_and_cell(
    rows: Iterable[Row], left: Iterable[Person], homes: Mapping[int, Unit]
) -> dict[int, tuple[Person, Unit]]:
    """By the row's number, the one on record who is alone with its name in its cell, as the row is."""
    of_list: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        if row.home is not None:
            key = (fold_name(row.told.facts.full_name or ""), row.home.id)
            of_list.setdefault(key, []).append(row.told.number)
    on_record: dict[tuple[str, int], list[tuple[Person, Unit]]] = {}
    for person in left:
        home = homes[person.unit_id]
        on_record.setdefault((fold_name(person.name), home.id), []).append((person, home))
    return {
        numbers[0]: on_record[key][0]
        for key, numbers in of_list.items()
        if len(numbers) == 1 and len(on_record.get(key, ())) == 1
    }


def _digest(tx: Tx, row: Row) -> bytes:
    return tx.keys.digest(fold_name(row.told.facts.full_name or ""))


def _meant(row: Row, of_name: Iterable[Namesake], taken: set[int]) -> Namesake | None:
    """The one whom a row tells of: the same day of birth first, then the same unit, then the same year."""
    born = row.told.facts.birth_date
    fitting = [
        one
        for one in of_name
        if one.person_id not in taken and (born is None or one.born is None or one.born.year == born.year)
    ]
    here = [one for one in fitting if row.home is not None and one.position == row.home.left]
    exactly = [one for one in fitting if born is not None and one.born == born]
    for found in ([one for one in here if one in exactly], here, exactly, fitting):
        if len(found) == 1:
            return found[0]
    return None


def _there(row: Row) -> Missing:
    facts = row.told.facts
    place = row.unit.name if row.unit else row.told.unit or ""
    return Missing(number=row.told.number, name=facts.full_name or "", born=facts.birth_date, unit=place)


def _differences(user: User, row: Row, person: Person, home: Unit) -> Iterable[Difference]:
    told, known = row.told.facts, person.facts
    pairs: list[tuple[Field, object, object]] = []
    if told.birth_date and not _same_birth(told.birth_date, known.birth_date):
        pairs.append((Field.BORN, told.birth_date, known.birth_date))
    if told.gender and told.gender is not known.gender:
        pairs.append((Field.GENDER, told.gender, known.gender))
    # As in every list: the ethnic group of a named person is told in the own cell only.
    if told.ethnicity and user.belongs_to(home) and told.ethnicity != known.ethnicity:
        pairs.append((Field.ETHNICITY, told.ethnicity, known.ethnicity))
    if row.home is not None and row.home.id != home.id:
        pairs.append((Field.UNIT, row.unit, home))
    for stage in _COMPARED:
        there, reached = row.told.steps.get(stage), person.path.reached(stage)
        here: date | None = reached.on if reached else None
        if there is not None and there != here:
            pairs.append((Field(stage.value), there, here))
    return (
        Difference(number=row.told.number, name=person.name, field=which, there=there, here=here)
        for which, there, here in pairs
    )


def _same_birth(told: BirthDate, known: BirthDate | None) -> bool:
    """Whether the two do not contradict each other; a year alone agrees with every day in it."""
    if known is None or told.year != known.year:
        return False
    return told.day is None or known.day is None or told == known
