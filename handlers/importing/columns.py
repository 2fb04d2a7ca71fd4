"""The columns of somebody's own list, by their headers and values, and what a row of it tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.cells import born_of, day_of, facts_of, is_blank, is_signature, name_of
from handlers.importing.column_values import doubtful, guessed
from handlers.importing.headers import STEPS, Meaning, is_foreign, meaning_of, names_cells
from language.words.particles import either

_HEADER_ROWS = 15  # titles of an office may stand above the header
_MOSTLY = 0.6
_NUMERAL = 5  # "VIII."
_SECTION = re.compile(
    rf"^(?:[\dIVX]{{1,5}}[.)/:\s-]+)?((?:{either('section_of_list')})\b[^()]*)(?:\(.*\))?$", re.IGNORECASE
)


_NOTHING_TOLD: Mapping[int, Meaning | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which row is the last of the header (-1: there is none), and what each column holds.

    `guesses` are the columns taken by their values alone; `doubtful` those of dates that may be anything.
    `unit_carries`: the unit stands in the first of its rows only, as where cells are merged.
    """

    header_row: int
    columns: Mapping[Meaning, int]
    titles: Mapping[Meaning, str]
    guesses: frozenset[Meaning] = frozenset()
    doubtful: tuple[int, ...] = ()
    unit_carries: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """What one row tells; `unread` are the cells that could not be read, by what they should hold."""

    number: int
    facts: PersonFacts
    unit: str | None
    steps: Mapping[Stage, date]
    unread: Mapping[Meaning, str] = field(default_factory=dict)


def layout_of(
    rows: Sequence[Sequence[Value]], today: date, told: Mapping[int, Meaning | None] = _NOTHING_TOLD
) -> Layout | None:
    """What the columns hold; None where none holds names. `told`: what somebody said of some of them.

    The header that explains most columns counts, of one row or two; of headers that explain as many, one
    row is better than two: what stands above it is a title. What it leaves open is told by the values.
    """
    header, height, columns, titles = _best_header(rows)
    below = rows[header + 1 :]
    columns |= {meaning: place for place, meaning in told.items() if meaning is not None}
    above = header - height + 1
    titles |= {
        meaning: _header(rows, above, height, place) or column_letter(place)
        for place, meaning in told.items()
        if meaning is not None
    }
    foreign = _foreign(rows, above, height) | {p for p, meaning in told.items() if not meaning}
    guesses = guessed(below, columns, foreign, today)
    columns = {**columns, **guesses}
    if Meaning.NAME not in columns and not {Meaning.FAMILY, Meaning.GIVEN} <= columns.keys():
        return None
    return Layout(
        header_row=header,
        columns=columns,
        titles={**titles, **{meaning: column_letter(place) for meaning, place in guesses.items()}},
        guesses=frozenset(guesses),
        doubtful=doubtful(below, columns, foreign, today),
        unit_carries=_is_sparse(below, columns),
    )


def _is_sparse(rows: Sequence[Sequence[Value]], columns: Mapping[Meaning, int]) -> bool:
    """Whether most rows that name somebody leave the unit out."""
    place, named = columns.get(Meaning.UNIT), columns.get(Meaning.NAME, columns.get(Meaning.GIVEN))
    if place is None or named is None:
        return False
    of_people = [row for row in rows if named < len(row) and row[named] is not None]
    told = sum(place < len(row) and row[place] is not None for row in of_people)
    return 0 < told < _MOSTLY * len(of_people)


def section_of(row: Sequence[Value]) -> str | None:
    """The unit that a line between the rows names for those below it: "II. Chi bộ bản Lầu"."""
    texts = [cell for cell in row if isinstance(cell, str) and len(cell) > _NUMERAL]
    if len(texts) != 1:
        return None
    found = _SECTION.match(texts[0].strip())
    return found[1].strip(" :.") if found else None


def _best_header(
    rows: Sequence[Sequence[Value]],
) -> tuple[int, int, dict[Meaning, int], dict[Meaning, str]]:
    """The last row of the header, how many rows it has, and what it says."""
    best: tuple[int, int, dict[Meaning, int], dict[Meaning, str]] = (-1, 0, {}, {})
    for height in (1, 2):
        for place in range(min(_HEADER_ROWS, len(rows))):
            found = _read_header(rows[place : place + height])
            is_one = len(found) > 1 or Meaning.NAME in found
            if is_one and len(found) > len(best[2]):
                titles = {m: _header(rows, place, height, column) for m, column in found.items()}
                best = (place + height - 1, height, found, titles)
    return best


def _foreign(rows: Sequence[Sequence[Value]], place: int, height: int) -> frozenset[int]:
    width = max((len(row) for row in rows[place : place + height]), default=0)
    return frozenset(column for column in range(width) if is_foreign(_header(rows, place, height, column)))


def read_row(layout: Layout, number: int, row: Sequence[Value], today: date) -> ToldRow | None:
    """What a row below the header tells; None for one without a name: a total, a signature, an empty line."""
    cells = {
        meaning: row[column] if column < len(row) else None for meaning, column in layout.columns.items()
    }
    unread: dict[Meaning, str] = {}
    name = name_of(cells)
    if name is None:
        if not _tells_of_somebody(cells, today):
            return None
        name = str(cells.get(Meaning.NAME) or cells.get(Meaning.GIVEN) or "")
        unread[Meaning.NAME] = name
    steps: dict[Stage, date] = {}
    for meaning, stage in STEPS.items():
        value = cells.get(meaning)
        if is_blank(value):
            continue
        on = day_of(value, today)
        if on is None:
            unread[meaning] = str(value)
        else:
            steps[stage] = on
    told_born = _born_cell(cells)
    born = born_of(told_born, today)
    if born is None and told_born is not None:
        unread[Meaning.BORN] = str(told_born)
    unit = cells.get(Meaning.UNIT)
    facts = PersonFacts(full_name=name, birth_date=born).updated(facts_of(cells))
    return ToldRow(number=number, facts=facts, unit=str(unit) if unit else None, steps=steps, unread=unread)


def _tells_of_somebody(cells: Mapping[Meaning, Value], today: date) -> bool:
    """Whether a row without a whole name has two facts of a person: then it is no total and no signature."""
    if is_signature(cells):
        return False
    steps = [cells.get(meaning) for meaning in STEPS]
    days = sum(day_of(value, today) is not None for value in steps if not is_blank(value))
    is_born, is_of_people = (
        born_of(_born_cell(cells), today) is not None,
        facts_of(cells).ethnicity is not None,
    )
    return days + is_born + is_of_people > 1


def _born_cell(cells: Mapping[Meaning, Value]) -> Value:
    """The cell of the birth date: its own, or that of "Nam" or "Nữ" where it holds more than a mark."""
    for meaning in (Meaning.BORN, Meaning.MALE, Meaning.FEMALE):
        value = cells.get(meaning)
        if value is not None and not (isinstance(value, str) and is_blank(value)):
            return value
    return None


def _read_header(rows: Sequence[Sequence[Value]]) -> dict[Meaning, int]:
    """What these rows say as a header; nothing where one holds a date, a number or a unit's own name."""
    found: dict[Meaning, int] = {}
    if any(isinstance(cell, date | int | float) or _is_day(cell) for row in rows for cell in row):
        return found
    if any(section_of(row) for row in rows):
        return found
    for column in range(max(map(len, rows), default=0)):
        meaning = meaning_of(_header(rows, 0, len(rows), column))
        if meaning is None:
            continue
        earlier = found.setdefault(meaning, column)
        if meaning is Meaning.UNIT and _is_of_cells(rows, column) and not _is_of_cells(rows, earlier):
            found[meaning] = column
    return found


def _is_of_cells(rows: Sequence[Sequence[Value]], column: int) -> bool:
    return names_cells(_header(rows, 0, len(rows), column))


def _is_day(cell: Value) -> bool:
    return isinstance(cell, str) and day_of(cell, date.max) is not None


def _header(rows: Sequence[Sequence[Value]], place: int, height: int, column: int) -> str:
    cells = [row[column] for row in rows[place : place + height] if column < len(row)]
    return " ".join(str(cell) for cell in cells if isinstance(cell, str))


def column_letter(column: int) -> str:
    """The column as the table names it: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
