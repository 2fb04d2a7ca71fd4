"""The columns of somebody's own list, by their headers and values."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from domain.sheets import Value, column_letter
from domain.text import fold
from handlers.importing.cells import are_given_names, day_of, may_be_swapped, puts_month_first
from handlers.importing.column_values import doubtful, guessed
from handlers.importing.headers import (
    STEPS,
    Meaning,
    is_foreign,
    is_numbering,
    meaning_of,
    surely_of_cells,
)
from handlers.importing.split_days import Places, split_days
from handlers.importing.titles import HEADER_ROWS, TALLEST, cell_at, titles_of
from language.words.particles import either, words

_MOSTLY = 0.6
_NUMERAL = 5  # "VIII."
_FEWEST_TITLES = 3  # of a header
_SECTION = re.compile(
    rf"^(?:[\dIVX]{{1,5}}[.)/:\s-]+)?((?:{either('opens_unit_in_cell')})\b[^()]*?)"
    rf"(?:\s*[:,–-]\s*\d+.*|\s+\d+\s*(?:{either('counted_in_cell')}))?\s*(?:\(.*\))?\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"^(?:{either('opens_list_title')})\b.*?(?<!\b{either('several_in_title')} )"
    rf"\b((?:{either('cell_in_title')})\s+[^(),:]+?)"
    rf"(?:[(),:]|\s(?:{either('ends_unit_in_title')})\b|\s\d|\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_DIGIT = re.compile(r"\d")
_OPENS_UNIT = words("opens_unit_in_cell")
_REMARKS = words("remarks_in_title")
_OF_DAYS = (Meaning.BORN, Meaning.MALE, Meaning.FEMALE, *STEPS)

_NOTHING_TOLD: Mapping[int, Meaning | None] = MappingProxyType({})
_NOTHING_TURNED: Mapping[int, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which row is the last of the header (-1: there is none), and what each column holds.

    `heads` is what stands above each column. `guesses` are the columns taken by their values alone;
    `doubtful` those of dates that may be anything; `unused` the titles of those that hold nothing of ours.
    `unit_above`: the unit that a title of the whole list names. `unit_carries`: the unit stands in the first
    of its rows only, as where cells are merged. `month_first`: columns of days written 05/25/2023. `parts`:
    days in three columns, of which `columns` has the first. `swapped`: columns in which a program may have
    read 12/03 as the third of December; of `turned` somebody said that it did.
    """

    header_row: int
    columns: Mapping[Meaning, int]
    titles: Mapping[Meaning, str]
    heads: tuple[str, ...] = ()
    guesses: frozenset[Meaning] = frozenset()
    doubtful: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()
    unit_above: str | None = None
    unit_carries: bool = False
    month_first: frozenset[Meaning] = frozenset()
    parts: Mapping[Meaning, Places] = field(default_factory=dict)
    swapped: frozenset[Meaning] = frozenset()
    turned: frozenset[Meaning] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """Rows that are the header together, what they say above each column, and what that means."""

    first: int = 0
    height: int = 0
    titles: tuple[str, ...] = ()
    found: Mapping[Meaning, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return self.first + self.height - 1


def layout_of(
    rows: Sequence[Sequence[Value]],
    today: date,
    told: Mapping[int, Meaning | None] = _NOTHING_TOLD,
    *,
    turned: Mapping[int, bool] = _NOTHING_TURNED,
    hidden: Collection[int] = (),
) -> Layout | None:
    """What the columns hold; None where none holds names. `told`: what somebody said of some of them,
    `turned`: whether their days were swapped. `hidden` ones tell only what none that is shown does.

    The header that explains most columns counts, of one row to three. What it leaves open is told by the
    values.
    """
    header = _best_header(rows, hidden)
    below = rows[header.last + 1 :]
    if begins := _begin_beside(header.titles, rows[header.last] if header.height else ()):
        rows = [row[: begins[0]] for row in rows]  # of a CSV: a workbook's come apart
        return layout_of(rows, today, told, turned=turned, hidden=hidden)
    columns, parts = _with_parts(header, below)
    columns |= {meaning: place for place, meaning in told.items() if meaning is not None}
    of_parts = {place for places in parts.values() for place in places}
    foreign = _foreign(header.titles) | {place for place, meaning in told.items() if not meaning} | of_parts
    guesses = _given_names(header, below)
    if Meaning.GIVEN in guesses:
        columns[Meaning.FAMILY] = columns.pop(Meaning.NAME)
    guesses |= guessed(below, columns | guesses, foreign, today)
    columns |= guesses
    if Meaning.NAME not in columns and not {Meaning.FAMILY, Meaning.GIVEN} <= columns.keys():
        return None
    open_ones = doubtful(below, columns, foreign, today)
    of_days = {meaning: columns[meaning] for meaning in _OF_DAYS if meaning in columns.keys() - parts.keys()}
    values = {meaning: [cell_at(row, place) for row in below] for meaning, place in of_days.items()}
    return Layout(
        header_row=header.last,
        columns=columns,
        titles={
            meaning: column_letter(place)
            if meaning in guesses
            else ", ".join(title_above(header.titles, at) for at in parts.get(meaning, (place,)))
            for meaning, place in columns.items()
        },
        heads=header.titles,
        guesses=frozenset(guesses),
        doubtful=open_ones,
        unused=unused_titles(header.titles, below, {*columns.values(), *open_ones, *of_parts}),
        unit_above=_unit_above(rows[: header.first]),
        unit_carries=_is_sparse(below, columns),
        month_first=frozenset(meaning for meaning, cells in values.items() if puts_month_first(cells)),
        parts=parts,
        swapped=frozenset(
            meaning for meaning in values if _is_open(values[meaning], turned.get(of_days[meaning]))
        ),
        turned=frozenset(
            meaning
            for meaning, cells in values.items()
            if turned.get(of_days[meaning]) and may_be_swapped(cells)
        ),
    )


def _is_open(cells: Sequence[Value], told: bool | None) -> bool:
    """Whether nobody has said if the days of this column were swapped. What was said of the same column of
    another sheet counts where the days here look the same, and leaves them in doubt where they may be."""
    if may_be_swapped(cells):
        return told is None
    return told is True and not any(isinstance(cell, date) and cell.day > 12 for cell in cells)


def as_on(first: Layout, own: Layout) -> Layout:
    """The layout of a sheet like the first, by the columns of that: only where the rows begin, and what its
    titles and values say, is its own. Where its columns stand in another order they are its own too."""
    if shape_of(own) != shape_of(first) and of_any_order(own):
        return own
    return replace(
        first,
        header_row=own.header_row,
        unit_above=own.unit_above,
        unit_carries=own.unit_carries,
        month_first=own.month_first,
        swapped=own.swapped & first.columns.keys(),
        turned=own.turned & first.columns.keys(),
    )


def lists_beside(rows: Sequence[Sequence[Value]]) -> Sequence[int]:
    """The columns at which further lists of people begin beside the first one."""
    header = _best_header(rows, ())
    return _begin_beside(header.titles, rows[header.last]) if header.height else ()


def _begin_beside(titles: Sequence[str], lowest: Sequence[Value]) -> Sequence[int]:
    """Where "Họ và tên" comes again behind a column that counts, or one that is empty, or before columns that
    were told already: two names of one person stand side by side."""
    begins: list[int] = []
    means = [None if is_foreign(title) else meaning_of(title) for title in titles]
    first = 0
    for place, meaning in enumerate(means):
        if meaning is not Meaning.NAME:
            continue
        if Meaning.NAME in means[first:place]:
            begin = place
            while begin - 1 > first and _leads(cell_at(lowest, begin - 1)):
                begin -= 1
            again = {one for one in means[place + 1 :] if one} & {one for one in means[first:begin] if one}
            if begin < place or again - {Meaning.NAME}:
                begins.append(begin)
                first = begin
    return begins


def _leads(cell: Value) -> bool:
    """Whether a column before the names counts the rows, or keeps two lists apart."""
    return cell is None or is_numbering(str(cell))


def shape_of(layout: Layout) -> tuple[str, ...]:
    """What the header says, column by column: lists with the same are alike."""
    headed = {place: meaning for meaning, place in layout.columns.items() if meaning not in layout.guesses}
    said = [
        headed.get(place) or ("" if is_foreign(title) or is_numbering(title) else fold(title))
        for place, title in enumerate(layout.heads)
    ]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def of_any_order(layout: Layout) -> frozenset[str]:
    """What lists have in common that are one whatever the order of their columns: the steps they tell, and
    what is none of ours; what people are may stand in one alone. Nothing where a column is not known by its
    header, for of that one it is asked by its place."""
    steps = STEPS.keys() & layout.columns.keys()
    open_ones = layout.guesses or layout.doubtful or layout.swapped or layout.parts
    if open_ones or layout.header_row < 0 or not steps or Meaning.NAME not in layout.columns:
        return frozenset()
    known = {title_above(layout.heads, place) for place in layout.columns.values()}
    return frozenset({*steps, *(fold(t) for t in layout.heads if t and t not in known and not _is_minor(t))})


def _is_minor(title: str) -> bool:
    return is_numbering(title) or fold(title) in _REMARKS


def section_of(row: Sequence[Value]) -> str | None:
    """The unit that a line between the rows names for those below it: "II. Chi bộ bản Lầu: 2 đồng chí"."""
    texts = [cell for cell in row if isinstance(cell, str) and len(cell) > _NUMERAL]
    return unit_in(texts[0]) if len(texts) == 1 else None


def nobody_in(layout: Layout, head: Sequence[Sequence[Value]]) -> tuple[str, str] | None:
    """The title of the names and the first text below it, to be told where none of them is a name."""
    named = Meaning.NAME if Meaning.NAME in layout.columns else Meaning.GIVEN
    below = (cell_at(row, layout.columns[named]) for row in head[layout.header_row + 1 :])
    first = next((cell for cell in below if isinstance(cell, str)), None)
    return (layout.titles[named], first) if first else None


def title_above(titles: Sequence[str], place: int) -> str:
    """What stands above a column, else its letter."""
    return (titles[place] if place < len(titles) else "") or column_letter(place)


def unit_in(text: str) -> str | None:
    """The unit that a text names by the kind of it: "II. Chi bộ bản Lầu: 2 đồng chí"; or a title at its end:
    "Danh sách đảng viên chi bộ bản Lầu năm 2020"."""
    found = _TITLE.match(text.strip()) or _SECTION.match(text.strip())
    unit = found[1].strip(" :.…_") if found else ""
    return None if fold(unit) in _OPENS_UNIT else unit or None


def _unit_above(titles: Sequence[Sequence[Value]]) -> str | None:
    """The one unit that the titles of an office name: "CHI BỘ BẢN HỎM"."""
    named = {
        unit
        for row in titles
        for cell in row
        if isinstance(cell, str) and len(cell) > _NUMERAL and (unit := unit_in(cell))
    }
    return named.pop() if len(named) == 1 else None


def _is_sparse(rows: Sequence[Sequence[Value]], columns: Mapping[Meaning, int]) -> bool:
    """Whether most rows that name somebody leave the unit out."""
    place, named = columns.get(Meaning.UNIT), columns.get(Meaning.NAME, columns.get(Meaning.GIVEN))
    if place is None or named is None:
        return False
    of_people = [row for row in rows if cell_at(row, named) is not None]
    told = sum(cell_at(row, place) is not None for row in of_people)
    return 0 < told < _MOSTLY * len(of_people)


def unused_titles(
    titles: Sequence[str], below: Sequence[Sequence[Value]], used: Collection[int]
) -> tuple[str, ...]:
    """The titles of columns that hold something, and nothing of ours; nobody misses running numbers."""
    return tuple(
        title
        for place, title in enumerate(titles)
        if title and place not in used and not is_numbering(title)
        if any(cell_at(row, place) is not None for row in below)
    )


def _with_parts(
    header: _Header, below: Sequence[Sequence[Value]]
) -> tuple[dict[Meaning, int], dict[Meaning, Places]]:
    """What the header says, with the days that stand in three columns each."""
    parts = split_days(header.titles, below)
    taken = {place for places in parts.values() for place in places}
    both = header.found.get(Meaning.BOTH)
    if (
        both is not None
        and header.found.keys() & STEPS
        and _is_of_words([cell_at(row, both) for row in below])
    ):
        taken.add(both)  # who is on probation and who is not, with the days in other columns
    columns = {meaning: place for meaning, place in header.found.items() if place not in taken}
    return columns | {meaning: places[0] for meaning, places in parts.items()}, parts


def _is_of_words(values: Sequence[Value]) -> bool:
    texts = [value for value in values if value is not None]
    return bool(texts) and all(isinstance(text, str) and not _DIGIT.search(text) for text in texts)


def _foreign(titles: Sequence[str]) -> frozenset[int]:
    return frozenset(place for place, title in enumerate(titles) if is_foreign(title))


def _given_names(header: _Header, below: Sequence[Sequence[Value]]) -> dict[Meaning, int]:
    """The column without a title beside that of the names where "Họ và tên" stands above both."""
    place = header.found.get(Meaning.NAME)
    if place is None or (place + 1 < len(header.titles) and header.titles[place + 1]):
        return {}
    beside = [cell_at(row, place + 1) for row in below if cell_at(row, place) is not None]
    return {Meaning.GIVEN: place + 1} if are_given_names(beside) else {}


def _best_header(rows: Sequence[Sequence[Value]], hidden: Collection[int]) -> _Header:
    best = _Header()
    for header in _headers(rows, hidden):
        goes_on = header.first == best.first and _goes_on(rows[header.last], header.found)
        better = len(header.found) > len(best.found)
        if better or (goes_on and len(header.found) == len(best.found)):
            best = header
    return best


def _headers(rows: Sequence[Sequence[Value]], hidden: Collection[int]) -> Iterator[_Header]:
    """Rows that may be the header, of one row first: they tell of names, or of several things."""
    for height in range(1, TALLEST + 1):
        for first in range(min(HEADER_ROWS, len(rows)) - height + 1):
            block = rows[first : first + height]
            if not _may_head(block):
                continue
            titles = titles_of(block)
            found = _read(block, titles, hidden)
            if len(found) > 1 or Meaning.NAME in found:
                yield _Header(first=first, height=height, titles=titles, found=found)


def _may_head(block: Sequence[Sequence[Value]]) -> bool:
    """Whether the rows may be one header: no date or number, no unit's own name, and above the last no row
    with one cell: that is a title of the whole list."""
    if any(isinstance(cell, date | int | float) or _is_day(cell) for row in block for cell in row):
        return False
    if any(section_of(row) for row in block if sum(cell is not None for cell in row) < _FEWEST_TITLES):
        return False
    return all(sum(cell is not None for cell in row) > 1 for row in block[:-1])


def _goes_on(row: Sequence[Value], found: Mapping[Meaning, int]) -> bool:
    """Whether the last row of a header only says more of its columns: nobody's name stands in it."""
    named = found.get(Meaning.NAME, found.get(Meaning.GIVEN))
    return named is not None and cell_at(row, named) is None


def _read(
    block: Sequence[Sequence[Value]], titles: Sequence[str], hidden: Collection[int]
) -> dict[Meaning, int]:
    """What each title means, the first of a meaning; of several columns of units the surest."""
    found: dict[Meaning, int] = {}
    for place, title in sorted(enumerate(titles), key=lambda one: one[0] in hidden):
        meaning = _meaning(block, place, title)
        if meaning is None:
            continue
        earlier = found.setdefault(meaning, place)
        if meaning is Meaning.UNIT and surely_of_cells(title) > surely_of_cells(titles[earlier]):
            found[meaning] = place
    return found


def _meaning(block: Sequence[Sequence[Value]], place: int, title: str) -> Meaning | None:
    """What a column holds by all of its title, else by the lowest row of it: "Ngày vào Đảng: DB / CT" stands
    above "DB" and above "CT"."""
    if is_foreign(title):
        return None
    meaning = meaning_of(title)
    if len(block) > 1 and meaning in (None, Meaning.BOTH):
        lowest = next((cell for row in reversed(block) if (cell := cell_at(row, place))), None)
        return meaning_of(str(lowest)) or meaning
    return meaning


def _is_day(cell: Value) -> bool:
    return isinstance(cell, str) and day_of(cell, date.max) is not None
