"""What a list leaves open and its sender is asked: which column is which date or number, which unit is meant.

Asked one by one, before the list is shown; answered by a button, its number or its words. What was answered
is kept with the list and forgotten with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from domain.sheets import Value
from domain.text import fold
from domain.units import Unit
from handlers.importing.cells import is_doubted
from handlers.importing.columns import Layout
from handlers.importing.headers import STEPS, Meaning
from handlers.importing.problems import RowFault, RowProblem
from handlers.importing.titles import cell_at
from handlers.importing.unit_lists import UnitColumn, UnitLayout
from rendering.opening import Page

Column = Meaning | UnitColumn

_DATES = (Meaning.ADMISSION, Meaning.OFFICIAL, Meaning.BORN, *STEPS)  # the likeliest first
_NUMBERS = (UnitColumn.QUOTA, UnitColumn.MEMBERS)
_SAMPLES = 3
_COLUMNS_ASKED = 4  # of one list, and so many units; more are told in words
_UNITS_ASKED = 5
_NOT_CLEAR = (RowFault.NO_UNIT, RowFault.MANY_UNITS, RowFault.NO_PARENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """`columns`: what the column at that place holds. `units`: which unit the list's words mean, folded.

    None: left out. `asked`: the words of the list that the open question is about; no button carries them.
    `turned`: whether the days of the column at that place had day and month swapped. `pages` are the sheets
    that were read, `other_sheets` those that were not.
    """

    columns: Mapping[int, Column | None] = field(default_factory=dict)
    units: Mapping[str, int | None] = field(default_factory=dict)
    asked: str = ""
    turned: Mapping[int, bool] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    other_sheets: tuple[str, ...] = ()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Answered":
        """As it is kept."""
        columns = {int(at): column_told(told) for at, told in plain.get("columns", {}).items()}
        return cls(
            columns=columns,
            units=plain.get("units", {}),
            asked=plain.get("asked", ""),
            turned={int(at): told for at, told in plain.get("turned", {}).items()},
            pages=tuple(_page(one) for one in plain.get("pages", ())),
            other_sheets=tuple(plain.get("sheets", ())),
        )

    def as_plain(self) -> dict[str, Any]:
        """For keeping."""
        columns = {str(place): meaning for place, meaning in self.columns.items()}
        return {
            "columns": columns,
            "units": dict(self.units),
            "asked": self.asked,
            "turned": {str(place): told for place, told in self.turned.items()},
            "pages": [asdict(one) for one in self.pages],
            "sheets": list(self.other_sheets),
        }

    @property
    def of_people(self) -> dict[int, Meaning | None]:
        """What was answered of the columns of a list of people."""
        return {place: meant for place, meant in self.columns.items() if not isinstance(meant, UnitColumn)}

    @property
    def of_units(self) -> dict[int, UnitColumn | None]:
        """The same of a list of units."""
        return {place: meant for place, meant in self.columns.items() if not isinstance(meant, Meaning)}

    def with_column(self, place: int, meaning: Column | None) -> "Answered":
        """One more column is clear."""
        return replace(self, columns={**self.columns, place: meaning})

    def with_turned(self, place: int, is_turned: bool) -> "Answered":
        """Of one more column it is clear whether day and month were swapped."""
        return replace(self, turned={**self.turned, place: is_turned})

    def with_unit(self, unit_id: int | None) -> "Answered":
        """The unit that was asked about is clear."""
        return replace(self, units={**self.units, fold(self.asked): unit_id}, asked="")


def _page(plain: Mapping[str, Any]) -> Page:
    return Page(
        **{
            **plain,
            "hidden": tuple(map(tuple, plain["hidden"])),
            "hidden_columns": tuple(plain["hidden_columns"]),
            "merged": tuple(map(tuple, plain["merged"])),
        }
    )


def column_told(plain: str | None) -> Column | None:
    """What a column holds, by its plain value; None: it is left out."""
    if not plain:
        return None
    return UnitColumn(plain) if plain in tuple(UnitColumn) else Meaning(plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnQuestion:
    """Which date or number is this column? `samples` are some values; it may hold one of `meanings`."""

    place: int
    title: str
    samples: tuple[Value, ...]
    meanings: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitQuestion:
    """Which unit do these words of so many rows mean? Perhaps one of `near`."""

    words: str
    rows: int
    near: tuple[Unit, ...]
    are_namesakes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapQuestion:
    """Were day and month of the dates in this column swapped? `sample` is one."""

    place: int
    title: str
    sample: date


Question = ColumnQuestion | UnitQuestion | SwapQuestion


def column_question(
    layout: Layout | UnitLayout, head: Sequence[Sequence[Value]], answered: Answered
) -> ColumnQuestion | None:
    """What to ask of the first column of dates, or in a list of units of numbers, that may be anything."""
    if not layout.doubtful or len(answered.columns) >= _COLUMNS_ASKED:
        return None
    place = layout.doubtful[0]
    below = [row[place] for row in head[layout.header_row + 1 :] if place < len(row)]
    meanings: tuple[Column, ...] = _NUMBERS if isinstance(layout, UnitLayout) else _DATES
    title = layout.heads[place] if place < len(layout.heads) else ""
    return ColumnQuestion(
        place=place,
        title=title,
        samples=tuple(dict.fromkeys(value for value in below if value is not None))[:_SAMPLES],
        meanings=tuple(m for m in dict.fromkeys(meanings) if m not in layout.columns),
    )


def swap_question(layout: Layout, head: Sequence[Sequence[Value]]) -> SwapQuestion | None:
    """What to ask of the first column whose days may be swapped."""
    for meaning in sorted(layout.swapped):
        place = layout.columns[meaning]
        for row in head[layout.header_row + 1 :]:
            if isinstance(on := cell_at(row, place), date) and is_doubted(on):
                return SwapQuestion(place=place, title=layout.titles[meaning], sample=on)
    return None


def unit_question(problems: Sequence[RowProblem], answered: Answered) -> UnitQuestion | None:
    """What to ask of the unit that most rows name, where there is one that they may mean."""
    told: dict[str, list[RowProblem]] = {}
    for one in problems:
        if one.fault in _NOT_CLEAR and one.near and fold(one.told) not in answered.units:
            told.setdefault(fold(one.told), []).append(one)
    if not told or len(answered.units) >= _UNITS_ASKED:
        return None
    rows = max(told.values(), key=len)
    return UnitQuestion(
        words=rows[0].told,
        rows=len(rows),
        near=rows[0].near,
        are_namesakes=rows[0].fault is RowFault.MANY_UNITS,
    )
