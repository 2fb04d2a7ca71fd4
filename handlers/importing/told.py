"""The rows of a list in their order: which unit each is of, and who stood in an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.people import BirthDate, PersonFacts
from domain.sheets import Value
from domain.text import fold, fold_name, may_be_written
from domain.units import Unit, UnitKind
from domain.users import Permission, User
from handlers.access import require_somewhere
from handlers.importing.answered import Answered
from handlers.importing.columns import Layout, section_of
from handlers.importing.headers import Meaning
from handlers.importing.pages import Pages
from handlers.importing.problems import RowFault, RowProblem, problem_of
from handlers.importing.rows import ToldRow, closes_list, read_row
from storage import gazetteer, units
from storage.database import Tx

_DITTO = frozenset(("", '"', "''", "//", "nt", "nhu tren", "tuong tu", "ditto"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that names somebody, with its unit or why it has none; `home` goes on in that unit's place."""

    told: ToldRow
    unit: Unit | None
    home: Unit | None
    problem: RowProblem | None


class Told:
    """The rows of one list in their order."""

    def __init__(self, pages: Pages, own: Sequence[Unit], today: date, answered: Answered) -> None:
        self.layout = pages.all[0].layout
        self.titles: dict[Meaning, str] = {}
        for page in reversed(pages.all):  # a sheet may have columns that the first one lacks
            self.titles.update(page.layout.titles)
        self.answered = answered
        self._pages = pages
        self._own = own
        self._today = today
        self._places: dict[str | None, tuple[Unit, Unit] | _NoPlace] = {}
        # Whoever has one cell means it, whatever a title says; but not by the lists of several.
        self._means_own = (
            len(own) == 1 and own[0].kind is UnitKind.PARTY_CELL and not pages.are_of_several_units
        )
        self._above: str | None = None  # the unit that stands above, for rows that leave it out
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
        page = self._pages.at(number)
        if number == page.before + 1:
            self._above, self._is_over = None if self._means_own else page.unit, False
        if number <= page.before + page.layout.header_row + 1:
            return None
        section = section_of(cells)
        self._above = section or self._above
        told = None if section else read_row(page.layout, number, cells, self._today)
        if told is None or told.names_only:
            self._is_over = self._is_over or closes_list(cells)
        else:
            self._is_over = False
        if told is None or self._is_over:
            return None
        place_in_page = number - page.before
        phrase = self._unit_told(page.layout, told.unit, is_merged=place_in_page in page.goes_on)
        if place_in_page in page.hidden:
            return None
        if phrase not in self._places:
            self._places[phrase] = self._place(tx, phrase)
        place = self._places[phrase]
        if isinstance(place, _NoPlace):
            no_place = replace(problem_of(told, place.fault, phrase or ""), near=place.near)
            return Row(told=told, unit=None, home=None, problem=no_place)
        unit, home = place
        earlier = self._remember(told, home)
        problem = problem_of(told, RowFault.REPEATED, str(earlier)) if earlier is not None else None
        return Row(told=told, unit=unit, home=home, problem=problem or _of_cells(told))

    def _unit_told(self, layout: Layout, written: str | None, *, is_merged: bool) -> str | None:
        """The unit of a row: its own, or the one above where it says so, or leaves it out as others do."""
        if written is not None and fold(written).strip(" .-") not in _DITTO:
            self._above = written if Meaning.UNIT in layout.columns else self._above
            return written
        is_headed = Meaning.UNIT not in layout.columns or layout.unit_carries or is_merged
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
            return self._own[0] if self._means_own else _NoPlace(fault=RowFault.NO_UNIT)
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


def _of_cells(told: ToldRow) -> RowProblem | None:
    for cell, text in told.unread.items():
        fault = RowFault.SWAPPED if cell in told.doubted else RowFault.UNREAD
        return problem_of(told, fault, text, cell)
    return None if told.steps else problem_of(told, RowFault.NO_STEP)
