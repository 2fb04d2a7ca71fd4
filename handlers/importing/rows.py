"""What one row of somebody's own list tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.cells import (
    born_of,
    day_of,
    days_of,
    facts_of,
    is_blank,
    is_doubted,
    is_signature,
    is_unread,
    name_of,
    sums_or_signs,
    with_month_first,
)
from handlers.importing.columns import Layout
from handlers.importing.headers import STEPS, Meaning
from handlers.importing.split_days import joined
from handlers.importing.titles import cell_at

_BORN = (Meaning.BORN, Meaning.MALE, Meaning.FEMALE)
_OF_PAPERS = (Meaning.CLASS, Meaning.RESOLUTION, Meaning.DECISION)
_BOTH = (Stage.ADMISSION, Stage.OFFICIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """What one row tells; `unread` are the cells that could not be read, by what they should hold.

    Of them `doubted` hold days whose day and month may be swapped.
    """

    number: int
    facts: PersonFacts
    unit: str | None
    steps: Mapping[Stage, date]
    unread: Mapping[Meaning, str] = field(default_factory=dict)
    doubted: frozenset[Meaning] = frozenset()

    @property
    def names_only(self) -> bool:
        """Whether it tells nothing but names: who signs a list stands below it like one of its people."""
        has_figures = any(letter.isdigit() for text in self.unread.values() for letter in text)
        return self.facts == PersonFacts(full_name=self.facts.full_name) and not (self.steps or has_figures)


def read_row(layout: Layout, number: int, row: Sequence[Value], today: date) -> ToldRow | None:
    """What a row below the header tells; None for one without a name: a total, a signature, an empty line."""
    cells = _cells(layout, row)
    unread: dict[Meaning, str] = {}
    doubted = [meaning for meaning in layout.swapped if is_doubted(cells[meaning])]
    for meaning in doubted:
        unread[meaning], cells[meaning] = str(cells[meaning]), None
    name = name_of(cells)
    if name is None:
        if not _tells_of_somebody(cells, today):
            return None
        name = str(cells.get(Meaning.NAME) or cells.get(Meaning.GIVEN) or "")
        unread[Meaning.NAME] = name
    told_born = _born_cell(cells)
    born = born_of(told_born, today, month_first=not layout.month_first.isdisjoint(_BORN))
    if born is None and told_born is not None:
        unread[Meaning.BORN] = str(told_born)
    facts = facts_of(cells)
    for meaning, read in ((Meaning.GENDER, facts.gender), (Meaning.ETHNICITY, facts.ethnicity)):
        if is_unread(cells, meaning, read):
            unread[meaning] = str(cells[meaning])
    steps = _steps(layout, cells, today, unread)
    unit = cells.get(Meaning.UNIT)
    return ToldRow(
        number=number,
        facts=PersonFacts(full_name=name, birth_date=born).updated(facts),
        unit=str(unit) if unit else None,
        steps=steps,
        unread=unread,
        doubted=frozenset(doubted),
    )


def _cells(layout: Layout, row: Sequence[Value]) -> dict[Meaning, Value]:
    """The cells by what they hold: a day in three columns as one, a swapped one as it was meant."""
    cells = {meaning: cell_at(row, column) for meaning, column in layout.columns.items()}
    for meaning, places in layout.parts.items():
        cells[meaning] = joined(row, places)
    for meaning in layout.turned:
        if isinstance(on := cells[meaning], date):
            cells[meaning] = with_month_first(on)
    return cells


def closes_list(row: Sequence[Value]) -> bool:
    """Whether the row begins as what stands below the people: a sum, who has written it, who signs it."""
    return sums_or_signs(next((cell for cell in row if cell is not None), None))


def _steps(
    layout: Layout, cells: Mapping[Meaning, Value], today: date, unread: dict[Meaning, str]
) -> dict[Stage, date]:
    """The days of the steps; what cannot be read goes to `unread`."""
    steps: dict[Stage, date] = {}
    for meaning, stage in STEPS.items():
        value = cells.get(meaning)
        if is_blank(value):
            continue
        on = day_of(value, today, month_first=meaning in layout.month_first)
        if on is None and meaning in _OF_PAPERS:  # "12-QĐ/ĐU, 05/05/2023"
            on = next(iter(days_of(value, today) or ()), None)
        if on is None:
            unread[meaning] = str(value)
        else:
            steps[stage] = on
    both = cells.get(Meaning.BOTH)
    if not is_blank(both):
        days = days_of(both, today, month_first=Meaning.BOTH in layout.month_first)
        if days is None or len(days) > len(_BOTH):
            unread[Meaning.BOTH] = str(both)
        else:
            steps |= zip(_BOTH, days, strict=False)
    return steps


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
    for meaning in _BORN:
        value = cells.get(meaning)
        if value is not None and not (isinstance(value, str) and is_blank(value)):
            return value
    return None
