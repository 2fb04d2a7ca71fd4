"""A list of units: the organisation with its sizes and targets, from a table that an office keeps.

A row names a unit, and says or lets see what sort it is and what it belongs to: by a column, or by standing
below it. A unit that is there already is left alone, so the same list may come again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.sheets import Value
from domain.text import fold
from domain.units import UnitKind
from handlers.importing.headers import LONGEST, Meaning, is_foreign, is_numbering, meaning_of, said_by
from handlers.importing.titles import HEADER_ROWS, TALLEST, cell_at, titles_of
from language.words import particles
from language.words.phrases import phrase


class UnitColumn(StrEnum):
    """What a column of a list of units holds."""

    NAME = "unit_name"
    KIND = "unit_kind"
    PARENT = "unit_parent"
    MEMBERS = "unit_members"
    QUOTA = "unit_quota"


_YEAR = re.compile(r"\b(20\d{2})\b")
_COUNTED = re.compile(rf"\s*(?:{particles.either('counted_in_cell')})\.?$", re.IGNORECASE)
_RANGE = re.compile(rf"^(\d{{1,4}})\s*(?:{particles.either('up_to_in_cell')})\s*(\d{{1,4}})$")
RANK = {kind: rank for rank, kind in enumerate(UnitKind)}
_FEWEST = 2  # numbers in a column about which it is asked
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLayout:
    """Where the list begins and what its columns hold; `year` is that of the targets, None: this one.

    `heads` is what stands above each column; `doubtful` are columns of numbers that may be anything,
    `left_out` the titles of targets that are of a group: "trong đó nữ".
    """

    header_row: int
    columns: Mapping[UnitColumn, int]
    titles: Mapping[UnitColumn, str]
    year: int | None
    heads: tuple[str, ...]
    doubtful: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldUnit:
    """One row: a unit by its name and what it belongs to (None: what stands above it in the list)."""

    number: int
    name: str
    kind: UnitKind
    parent: str | None
    members: int | None = None
    quota: tuple[int, int | None] | None = None
    unread: Mapping[UnitColumn, str] = field(default_factory=dict)


_NOTHING_TOLD: Mapping[int, UnitColumn | None] = MappingProxyType({})


def unit_layout_of(
    rows: Sequence[Sequence[Value]], told: Mapping[int, UnitColumn | None] = _NOTHING_TOLD
) -> UnitLayout | None:
    """The columns of a list of units; None for any other list. `told`: what somebody said of some of them.

    The header that explains most columns counts, of one row to three; of those that explain as many the one
    that says of which year or group the targets are, and else the lowest: what stands above it is a title.
    """
    best: tuple[tuple[int, bool, int, int], UnitLayout] | None = None
    for header in _headers(rows):
        if any(_names_people(rows, header, column) for column in range(len(header.titles))):
            break
        layout = _layout(rows, header, told)
        if layout is None:
            continue
        has_year = bool(_YEAR.search(layout.titles.get(UnitColumn.QUOTA, "")))
        rank = (len(layout.columns), has_year, len(layout.left_out), -header.height)
        if best is None or rank > best[0]:
            best = rank, layout
    return best[1] if best else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """Rows that may be the header together, and what they say above each column."""

    first: int
    height: int
    titles: tuple[str, ...]

    @property
    def last(self) -> int:
        return self.first + self.height - 1


def _headers(rows: Sequence[Sequence[Value]]) -> Iterator[_Header]:
    for first in range(min(HEADER_ROWS, len(rows))):
        for height in range(1, TALLEST + 1):
            block = rows[first : first + height]
            if len(block) < height or not _may_head(block):
                break
            yield _Header(first=first, height=height, titles=titles_of(block))


def _may_head(block: Sequence[Sequence[Value]]) -> bool:
    """Whether the rows may be one header: words and years, and nothing below the title of the names."""
    *above, last = block
    told = [value for value in last if value is not None and str(value).strip()]
    if not told or not all(_is_title(value) for value in told):
        return False
    if not above:
        return True
    titles = [_column_of(title) for title in titles_of(above)]
    if UnitColumn.NAME in titles:
        return not str(cell_at(last, titles.index(UnitColumn.NAME)) or "").strip()
    # What stands alone in its row is a title of the whole list.
    return all(sum(value is not None for value in row) > 1 for row in above)


def _is_title(value: Value) -> bool:
    return bool(_YEAR.fullmatch(str(value).strip())) or (isinstance(value, str) and _target(value) is None)


def _layout(
    rows: Sequence[Sequence[Value]], header: _Header, told: Mapping[int, UnitColumn | None]
) -> UnitLayout | None:
    """What the columns hold under that header; None where it is none of a list of units."""
    found: dict[UnitColumn, int] = {}
    for column, title in enumerate(header.titles):
        meant = _column_of(title)
        if meant is not None and not _is_target_of_group(title):
            earlier = header.titles[found.setdefault(meant, column)]
            if meant is UnitColumn.QUOTA and _year_in(title) > _year_in(earlier) > 0:
                found[meant] = column
    is_asked = bool(told) and all(at < len(header.titles) and header.titles[at] for at in told)
    if is_asked:
        found |= {meant: column for column, meant in told.items() if meant is not None}
    doubtful = _doubtful(rows[header.last + 1 :], header.titles, found, told)
    if UnitColumn.NAME not in found or not (len(found) > 1 or doubtful or is_asked):
        return None
    titles = {meant: header.titles[column] for meant, column in found.items()}
    return UnitLayout(
        header_row=header.last,
        columns=found,
        titles=titles,
        year=_year_told(rows[: header.first], titles.get(UnitColumn.QUOTA)),
        heads=header.titles,
        doubtful=doubtful,
        left_out=tuple(title for title in header.titles if _is_target_of_group(title)),
    )


def _names_people(rows: Sequence[Sequence[Value]], header: _Header, column: int) -> bool:
    """Whether the header is one of people's names, or of their first parts; "Đảng viên" above numbers counts
    them."""
    meaning = meaning_of(header.titles[column])
    if meaning is not Meaning.NAME:
        return meaning is Meaning.FAMILY
    told = [value for row in rows[header.last + 1 :] if (value := cell_at(row, column)) is not None]
    return 2 * sum(_target(value) is not None for value in told) <= len(told)


def _year_in(title: str) -> int:
    """The year that a title tells; 0 for none."""
    found = _YEAR.search(title)
    return int(found[1]) if found else 0


def _year_told(above: Sequence[Sequence[Value]], title: str | None) -> int | None:
    """The year of the targets: in the title of their column, else in one of the list that speaks of them."""
    if title is None:
        return None
    titles = [str(cell) for row in above for cell in row if _column_of(str(cell)) is UnitColumn.QUOTA]
    return next(filter(None, map(_year_in, (title, *titles))), None)


def _doubtful(
    below: Sequence[Sequence[Value]],
    titles: Sequence[str],
    found: Mapping[UnitColumn, int],
    told: Mapping[int, UnitColumn | None],
) -> tuple[int, ...]:
    """Columns of numbers whose header says nothing, where members or targets are not found."""
    if {UnitColumn.MEMBERS, UnitColumn.QUOTA} <= found.keys():
        return ()
    free = [at for at in range(len(titles)) if at not in found.values() and at not in told]
    return tuple(
        at for at in free if _may_count(titles[at]) and _are_counts([cell_at(row, at) for row in below])
    )


def _may_count(title: str) -> bool:
    """Whether the header leaves open what is counted below it: "2026", "Giao"; not "TT", "Nữ", "Số hộ"."""
    is_told = meaning_of(title) is not None or is_foreign(title)
    return bool(title) and not is_told and not is_numbering(title)


def _are_counts(values: Sequence[Value]) -> bool:
    told = [value for value in values if value is not None]
    return len(told) >= _FEWEST and all(_target(value) is not None for value in told)


def read_unit(layout: UnitLayout, number: int, row: Sequence[Value]) -> ToldUnit | None:
    """What a row below the header tells; None for one that names no unit."""
    cells = {told: cell_at(row, place) for told, place in layout.columns.items()}
    written = cells.get(UnitColumn.NAME)
    if not isinstance(written, str) or not _is_name(written):
        return None
    kind_told, parent = cells.get(UnitColumn.KIND), cells.get(UnitColumn.PARENT)
    unread: dict[UnitColumn, str] = {}
    members, quota = _whole(cells.get(UnitColumn.MEMBERS)), _target(cells.get(UnitColumn.QUOTA))
    for told, value in ((UnitColumn.MEMBERS, members), (UnitColumn.QUOTA, quota)):
        if value is None and cells.get(told) is not None:
            unread[told] = str(cells[told])
    return ToldUnit(
        number=number,
        name=bare_name(written),
        kind=_kind_of(str(kind_told) if kind_told else "", written),
        parent=str(parent) if parent else None,
        members=members,
        quota=quota,
        unread=unread,
    )


def bare_name(written: str) -> str:
    """A unit's name with the word of the place, without that of the organisation: "xã Chiềng Bôm"."""
    name = " ".join(written.split())
    if organisation := phrase("organisation", "lists").start(name):
        name = organisation.rest or name
    first, _, rest = name.partition(" ")
    is_place = fold(first) in particles.words("place_in_cell")
    return f"{first.lower()} {rest}" if is_place and rest else name


def _is_target_of_group(title: str) -> bool:
    is_of_group = said_by(title, "target_of_group") is not None
    return is_of_group and _column_of(title) is UnitColumn.QUOTA


def _column_of(title: str) -> UnitColumn | None:
    said = said_by(title, "unit_column") if len(title) < LONGEST else None
    return UnitColumn(said) if said else None


def _is_name(written: str) -> bool:
    folded = fold(written)
    is_total = phrase("total", "lists").start(folded) is not None
    return 1 < len(folded) <= _LONGEST_NAME and folded[0].isalpha() and not is_total


def _kind_of(told: str, written: str) -> UnitKind:
    found = phrase("kind", "lists").anywhere(told) or phrase("kind", "lists").anywhere(written)
    return UnitKind(found.value) if found else UnitKind.PARTY_CELL


def _whole(value: Value) -> int | None:
    if isinstance(value, int | float):
        return int(value) if value >= 0 and value == int(value) else None
    digits = (
        _COUNTED.sub("", value.strip()).replace(".", "").replace(" ", "") if isinstance(value, str) else ""
    )
    return int(digits) if digits.isdecimal() and len(digits) < 9 else None


def _target(value: Value) -> tuple[int, int | None] | None:
    if isinstance(value, str) and (found := _RANGE.match(value.strip())):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low < high else None
    count = _whole(value)
    return None if count is None or isinstance(value, date) else (count, None)
