"""The sheets of a workbook that are read as one list: where each begins, and whose it is."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from domain.text import fold
from domain.units import UnitKind
from handlers.importing.columns import Layout, unit_in
from handlers.importing.headers import Meaning
from rendering.opening import Page
from storage import gazetteer
from storage.database import Tx

_NUMBER_OF_PAGE = re.compile(r"^\W*\d+[\s.)_-]+|\s*\(\d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """One sheet: the row of the file above its first, its layout, and the unit that it names as a whole.

    `goes_on`: rows whose cell of the unit is one with that of the row above. Of a `hidden` row nobody is
    taken, but it may name the unit of those below it.
    """

    before: int
    layout: Layout
    unit: str | None = None
    goes_on: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The sheets in their order; a file without any is one page."""

    all: Sequence[ListedPage]
    starts: Sequence[int] = field(default=())

    @classmethod
    def of(cls, pages: Sequence[ListedPage]) -> "Pages":
        """Those of one list."""
        return cls(all=pages, starts=[page.before for page in pages])

    def at(self, number: int) -> ListedPage:
        """The page of a row of the file, of which the first is number 1."""
        return self.all[0] if len(self.all) == 1 else self.all[bisect_right(self.starts, number - 1) - 1]

    @property
    def are_of_several_units(self) -> bool:
        """Whether they name more than one unit."""
        return len({fold(page.unit) for page in self.all if page.unit}) > 1


def unit_of(tx: Tx, layout: Layout, name: str, scopes: Sequence[tuple[int, int]]) -> str | None:
    """The unit that the titles of a sheet name, or else its own name does: "Bản Hỏm", "3. Nà La (12)"."""
    if layout.unit_above or (told := unit_in(name)):
        return layout.unit_above or told
    bare = _NUMBER_OF_PAGE.sub("", name)
    exact = gazetteer.find(tx, bare, scopes).exact if any(map(str.isalpha, bare)) else ()
    return bare if any(unit.kind is UnitKind.PARTY_CELL for unit in exact) else None


def goes_on(page: Page, layout: Layout) -> frozenset[int]:
    """The rows of a sheet whose unit stands in the cell that they share with the row above."""
    place = layout.columns.get(Meaning.UNIT)
    merged = ((first, last) for column, first, last in page.merged if column == place)
    return frozenset(row for first, last in merged for row in range(first + 1, min(last, page.rows) + 1))


def hidden_in(page: Page) -> frozenset[int]:
    """The hidden rows of a sheet."""
    return frozenset(row for first, last in page.hidden for row in range(first, last + 1))


def first_rows(pages: Sequence[Page]) -> Iterator[int]:
    """How many rows of the file stand above each page."""
    return accumulate((page.rows for page in pages[:-1]), initial=0)


def place_of(pages: Sequence[Page], number: int) -> int | str:
    """A row as the table numbers it; of several sheets with the name of its own."""
    if len(pages) < 2:
        return number
    starts = list(first_rows(pages))
    at = bisect_right(starts, number - 1) - 1
    return f"{number - starts[at]} trang “{pages[at].name}”"
