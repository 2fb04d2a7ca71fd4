"""Days that stand in three columns of a list: the day, the month and the year."""

import re
from collections.abc import Iterator, Sequence

from domain.sheets import Value
from domain.text import fold
from handlers.importing.headers import STEPS, Meaning, meaning_of
from handlers.importing.titles import cell_at
from language.words.particles import words

Places = tuple[int, int, int]  # of the day, the month and the year

_WORD = re.compile(r"\w+")
_DAY, _MONTH, _YEAR = words("day_in_cell"), words("month_in_cell"), words("year_in_cell")
_MOSTLY = 0.8
_MOST = (31, 12, 9999)
_BLANK = frozenset(("", "-", "0"))


def split_days(titles: Sequence[str], below: Sequence[Sequence[Value]]) -> dict[Meaning, Places]:
    """The days told by three columns side by side, by their titles: "Ngày sinh: Ngày, Tháng, Năm", or "Ngày
    sinh", "Tháng", "Năm". Only where the values are parts of days."""
    found: dict[Meaning, Places] = {}
    for at in range(len(titles) - 2):
        for order in _orders([_WORD.findall(fold(title)) for title in titles[at : at + 3]]):
            places = (at + order[0], at + order[1], at + order[2])
            meaning = meaning_of(titles[places[0]])
            if (meaning is Meaning.BORN or meaning in STEPS) and _are_parts(below, places):
                found.setdefault(meaning, places)
    return found


def joined(row: Sequence[Value], places: Places) -> Value:
    """What the three cells say as one cell would: "12/3/1990", "3/1990", the year alone."""
    day, month, year = ("" if (text := _text(cell_at(row, place))) in _BLANK else text for place in places)
    if not day and not month:
        return int(year) if year.isdecimal() else cell_at(row, places[2]) if year else None
    return "/".join([day, month, year] if day else [month, year])


def _orders(titles: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
    """Where the day, the month and the year stand among three titles that differ by that word alone."""
    heads, *rest = titles
    month, year = (title[0] if len(title) == 1 else "" for title in rest)
    if not _DAY.isdisjoint(heads) and month in _MONTH and year in _YEAR:
        yield 0, 1, 2
    if len({len(title) for title in titles}) != 1:
        return
    differing = [said for said in zip(*titles, strict=True) if len({*said}) > 1]
    if len(differing) == 1:
        told = [next((at for at, word in enumerate(differing[0]) if word in of), None) for of in _PARTS]
        if None not in told:
            yield told[0] or 0, told[1] or 0, told[2] or 0


_PARTS = (_DAY, _MONTH, _YEAR)


def _are_parts(below: Sequence[Sequence[Value]], places: Places) -> bool:
    """Whether nearly every cell is a number that may be the day, the month, the year. A row with one of the
    three is left aside: who signs the list, and when, stands below it."""
    told = [[_text(cell_at(row, place)) for place in places] for row in below]
    filled = [cells for cells in told if sum(text not in _BLANK for text in cells) > 1]
    texts = [(text, most) for cells in filled for text, most in zip(cells, _MOST, strict=True)]
    texts = [(text, most) for text, most in texts if text not in _BLANK]
    fitting = sum(text.isdecimal() and int(text) <= most for text, most in texts)
    return bool(texts) and fitting >= _MOSTLY * len(texts)


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
