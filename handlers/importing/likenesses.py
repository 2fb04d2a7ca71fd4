"""Which rows of a list that tell of nobody on record are so like somebody that it may be the same person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from domain.people import BirthDate, Person
from domain.pipeline import Stage
from domain.text import fold_name, may_be_written
from handlers.importing.told import Row
from storage import namesakes, people
from storage.database import Tx
from storage.namesakes import Namesake


def likenesses(
    tx: Tx, rows: Sequence[tuple[Row, Sequence[Namesake]]], taken: Collection[int]
) -> dict[int, Person]:
    """By the row's number: whom it may mean, a day or a letter being mistyped.

    `rows` come with those on record who bear their names; whoever another row tells of, `taken`, is not
    meant. In the own cell somebody is like the row by the name and a step on its day or a birthday on its day
    of the year, or by that step, the day of birth and a name one letter off; in another only by the name and
    such a step, where a birth is not known to be another one.
    """
    beside = namesakes.on_the_same_days(tx, {step for row, _ in rows for step in _steps_of(row)})
    near = {
        row.told.number: {
            *(one for step in _steps_of(row) for one in beside.get(step, ())),
            *(one.person_id for one in of_name if _is_worth_a_look(row, one)),
        }
        - set(taken)
        for row, of_name in rows
    }
    known = people.load(tx, sorted({one for those in near.values() for one in those}))
    found: dict[int, Person] = {}
    for row, of_name in rows:
        here = {one.person_id for one in of_name if row.home and one.position == row.home.left}
        for one in sorted(near[row.told.number]):
            is_here = one in here or any(one in beside.get(step, ()) for step in _steps_of(row))
            if _is_like(row, known[one], is_here=is_here):
                found.setdefault(row.told.number, known[one])
    return found


def _steps_of(row: Row) -> Iterator[namesakes.Step]:
    if row.home:
        yield from ((row.home.left, stage, on) for stage, on in row.told.steps.items())


def _is_worth_a_look(row: Row, one: Namesake) -> bool:
    born = row.told.facts.birth_date
    if row.home and one.position == row.home.left:
        return _is_same_day_of_year(born, one.born)
    return born is None or one.born is None


def _is_like(row: Row, one: Person, *, is_here: bool) -> bool:
    told, born = row.told.facts, one.facts.birth_date
    name = told.full_name or ""
    agree = _steps_agree(row.told.steps, one)
    if may_be_written(name, one.name):
        return agree or (is_here and _is_same_day_of_year(told.birth_date, born))
    is_born_then = told.birth_date is not None and told.birth_date.day is not None and born == told.birth_date
    return is_here and agree and is_born_then and people.is_near(one.name, fold_name(name))


def _is_same_day_of_year(told: BirthDate | None, known: BirthDate | None) -> bool:
    return bool(told and known and told.day and (told.day, told.month) == (known.day, known.month))


def _steps_agree(steps: Mapping[Stage, date], one: Person) -> bool:
    return any(known.on == on for stage, on in steps.items() if (known := one.path.reached(stage)))
