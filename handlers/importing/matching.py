"""Whom on record each row of a list from elsewhere tells of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.people import Person
from domain.text import fold_name, may_be_written
from handlers.importing.problems import RowFault
from handlers.importing.told import Row
from storage import namesakes, people
from storage.database import Tx
from storage.namesakes import Namesake

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody on record who bears a row's name and may be born when it says."""

    seen: Namesake
    person: Person


@dataclass(slots=True, kw_only=True)
class Matches:
    """By the row's number: whom it tells of, or why that is not clear, with those who may be meant."""

    meant: dict[int, Person] = field(default_factory=dict)
    unclear: dict[int, tuple[RowFault, Sequence[Candidate]]] = field(default_factory=dict)


def match(tx: Tx, scopes: Sequence[Interval], rows: Sequence[Row], found: set[int]) -> Matches:
    """Everybody is meant by one row at most, and the surest pairs are made first; `found` grows by them.

    In another cell only somebody is meant who is born on the same day, or reached a step on the same day.
    """
    candidates = _candidates(tx, scopes, rows, found)
    for row in filter(_is_repeated, rows):  # only by more than its name it tells of yet another one
        number = row.told.number
        candidates[number] = [
            one for one in candidates[number] if _is_born_then(row, one) or _steps_agree(row, one)
        ]
    made = Matches()
    for tests in _SUREST_FIRST:
        for row in rows:
            if row.told.number in made.meant:
                continue
            fitting = [
                one
                for one in candidates[row.told.number]
                if one.person.id not in found and all(test(row, one) for test in tests)
            ]
            if len(fitting) == 1:
                made.meant[row.told.number] = fitting[0].person
                found.add(fitting[0].person.id)
    for row in rows:
        if row.told.number in made.meant:
            continue
        left = [one for one in candidates[row.told.number] if one.person.id not in found]
        if unclear := _unclear(row, left):
            made.unclear[row.told.number] = unclear
    found.update(one.person.id for _, those in made.unclear.values() for one in those)
    return made


def _candidates(
    tx: Tx, scopes: Sequence[Interval], rows: Sequence[Row], found: set[int]
) -> dict[int, Sequence[Candidate]]:
    digests = {row.told.number: tx.keys.digest(fold_name(row.told.facts.full_name or "")) for row in rows}
    by_name: dict[bytes, list[Namesake]] = {}
    for one in namesakes.of_names(tx, set(digests.values()), scopes) if rows else ():
        if one.person_id not in found:
            by_name.setdefault(one.digest, []).append(one)
    fitting = {
        row.told.number: [one for one in by_name.get(digests[row.told.number], ()) if _year_fits(row, one)]
        for row in rows
    }
    known = people.load(tx, {one.person_id for those in fitting.values() for one in those})
    return {
        number: [Candidate(seen=one, person=known[one.person_id]) for one in those]
        for number, those in fitting.items()
    }


def _year_fits(row: Row, one: Namesake) -> bool:
    """Whether the years of birth agree, as far as they are known."""
    born = row.told.facts.birth_date
    return born is None or one.born is None or one.born.year == born.year


def _is_here(row: Row, one: Candidate) -> bool:
    """Of the row's cell; of a row whose cell is not known everybody is."""
    return row.home is None or one.seen.position == row.home.left


def _is_born_then(row: Row, one: Candidate) -> bool:
    born = row.told.facts.birth_date
    return born is not None and born.day is not None and one.seen.born == born


def _is_written_so(row: Row, one: Candidate) -> bool:
    return may_be_written(row.told.facts.full_name or "", one.person.name)


def _steps_agree(row: Row, one: Candidate) -> bool:
    return True in _steps_of_both(row, one)


def _may_be(row: Row, one: Candidate) -> bool:
    """Not where both the marks of the name and the days of all steps are others."""
    steps = _steps_of_both(row, one)
    return _is_written_so(row, one) or not steps or True in steps


def _steps_of_both(row: Row, one: Candidate) -> list[bool]:
    """Of each step that both sides know, whether it was on the same day."""
    reached = ((on, one.person.path.reached(stage)) for stage, on in row.told.steps.items())
    return [known.on == on for on, known in reached if known]


_SUREST_FIRST: tuple[tuple[Callable[[Row, Candidate], bool], ...], ...] = (
    (_is_here, _is_born_then, _is_written_so),
    (_is_here, _is_born_then),
    (_is_here, _steps_agree, _is_written_so),
    (_is_here, _steps_agree),
    (_is_here, _is_written_so),
    (_is_here, _may_be),
    (_is_born_then, _steps_agree),
    (_is_born_then,),
    (_steps_agree,),
)


def _unclear(row: Row, left: Sequence[Candidate]) -> tuple[RowFault, Sequence[Candidate]] | None:
    """Why nobody is meant for sure by a row; None where it is clear that nobody is."""
    if _is_repeated(row):
        return RowFault.REPEATED, ()
    here = [one for one in left if _is_here(row, one) and _may_be(row, one)]
    if len(here) > 1:
        return RowFault.NAMESAKES, here
    elsewhere = [one for one in left if not _is_here(row, one) and _may_have_moved(row, one)]
    return (RowFault.ELSEWHERE, elsewhere) if elsewhere else None


def _is_repeated(row: Row) -> bool:
    return row.problem is not None and row.problem.fault is RowFault.REPEATED


def _may_have_moved(row: Row, one: Candidate) -> bool:
    """Whether somebody of another cell is born in the same year, and nothing speaks against it."""
    born, known = row.told.facts.birth_date, one.seen.born
    if born is None or known is None or (born.day is not None and known.day is not None):
        return False
    return _is_written_so(row, one) and not _steps_of_both(row, one)
