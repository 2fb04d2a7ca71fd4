"""Rows of a file that somebody sent: .xlsx and .csv, and nothing that could do harm."""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any

from domain.sheets import Value, column_letter

MOST_ROWS = 50_000
_HEAD = 20  # titles and header above them
_MOST_UNPACKED = 120_000_000  # the widest list of a province takes a fifth
_MOST_SQUEEZED = 200  # a real sheet shrinks some ten to fifty times
_MOST_PARTS = 2_000
_MOST_COLUMNS = 60
_LONGEST_GAP = 1_000  # blank rows within a list
_MOST_STRAYS = 3  # rows with something beyond them: somebody's slip, and no part of the list
_DELIMITERS = ";,\t"
_ZIP = b"PK\x03\x04"
_SHEETS = "xl/worksheets/"
_SHEETS_SEEN = 10
_BEGINNING = 1_000_000  # bytes of a sheet: whoever leaves formulas to be worked out leaves all of them
_PIECE = 1_000_000  # bytes of a sheet in memory at once
# A formula with no value behind it; one that gives no text has an empty one, and says that it is text.
_UNCALCULATED = re.compile(rb'<c(?![^>]*t="str")[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_TELLING = re.compile(rb'<(?:\w+:)?((?:row|col)\b(?=[^>]*\shidden="(?:1|true)")[^>]*|mergeCell\s[^>]*)>')
_MERGED = re.compile(rb'^mergeCell\s+ref="([A-Z]{1,2})(\d+):\1(\d+)"')  # of one column
_ROW_NUMBER = re.compile(rb'\sr="(\d+)"')
_FIRST_COLUMN, _LAST_COLUMN = re.compile(rb'\smin="(\d+)"'), re.compile(rb'\smax="(\d+)"')
_SAMPLE = 200  # rows by which a sheet is judged
# Letters of the upper half of a byte that no Vietnamese word is written with: the old fonts put theirs there.
_FOREIGN = frozenset(map(chr, range(0xA1, 0x100))) - frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý·«»°²")
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|(?<!\S)\?+[^\W\d_]")
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MOSTLY_OF_ONE = 10
_SEEN = 4096  # bytes by which it is told how the lines are written


class FileFault(StrEnum):
    """Why a file is not read."""

    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"  # a workbook that cannot be opened: cut off, or damaged
    TOO_LARGE = "too_large"  # also what only unpacks to something huge
    HAS_MACROS = "has_macros"
    EMPTY = "empty"
    SCATTERED = "scattered"  # a list, and far below it another
    OLD_FONT = "old_font"  # letters of .VnTime or VNI-Times, which say others in every other font
    LOST_LETTERS = "lost_letters"  # "H? và tên": saved by a program that does not know the letters
    HIDDEN_ROWS = "hidden_rows"  # of a list of units, in which every row is of those above it
    UNCALCULATED = "uncalculated"  # formulas that no program has worked out yet


@dataclass(kw_only=True, eq=False)
class FileRefused(Exception):
    """The file cannot be taken; nothing of it was read."""

    fault: FileFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet that was read: how many rows it has, and which of them hold something and are hidden, as the
    first and last of each run, from 1 on.

    `hidden_columns` are by their places, from 0 on. `merged` are cells of one column that are one, of which
    only the uppermost says something: the column, the first row and the last.
    """

    name: str
    rows: int
    hidden: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()

    @property
    def hidden_rows(self) -> int:
        """How many rows are hidden."""
        return sum(last - first + 1 for first, last in self.hidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The rows of a file, those of `pages` one after another; none of a CSV.

    `others` are the names of its sheets with a list that were not read.
    """

    rows: list[tuple[Value, ...]]
    pages: tuple[Page, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the header of a list says, column by column. `of_any_order`: what lists must have in common to be
    one whatever the order of their columns; nothing where that is not sure. `is_apart`: like no other."""

    columns: tuple[str, ...] = ()
    of_any_order: frozenset[str] = frozenset()
    is_apart: bool = False

    def is_like(self, other: "Shape") -> bool:
        """Whether both are read as one list."""
        if self.is_apart or other.is_apart:
            return self is other
        is_same = bool(self.of_any_order) and self.of_any_order == other.of_any_order
        return is_same or self.columns == other.columns


# What is to be known of a list by a sheet's name and first rows, None for none; and at which columns, from 0
# on, further lists begin beside the first one.
Shaping = Callable[[str, list[tuple[Value, ...]]], Shape | None]
Beside = Callable[[list[tuple[Value, ...]]], Sequence[int]]


def _none_beside(rows: list[tuple[Value, ...]]) -> Sequence[int]:
    return ()


def opened(content: bytes, shape: Shaping, beside: Beside = _none_beside) -> Opened:
    """The rows of the first sheet that begins as a list and of those like it, else of the first that is not
    empty, or of the CSV. Of lists side by side each is a sheet of its own.

    Hidden sheets are only looked at where none is shown. Raises FileRefused.
    """
    found = _workbook(content, shape, beside) if content[:4] == _ZIP else Opened(rows=_lines(content))
    if not any(any(cell is not None for cell in row) for row in found.rows):
        raise FileRefused(fault=FileFault.EMPTY)
    if _is_of_old_font(found.rows[:_SAMPLE]):
        raise FileRefused(fault=FileFault.OLD_FONT)
    if _has_lost_letters(found.rows[:_SAMPLE]):
        raise FileRefused(fault=FileFault.LOST_LETTERS)
    return found


def _workbook(content: bytes, shape: Shaping, beside: Beside) -> Opened:
    from openpyxl import load_workbook  # only files need it

    _check(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        shown = [page for page in book.worksheets if page.sheet_state == "visible"]
        sheets = [_Sheet(page, content) for page in shown or book.worksheets]
        parts = [part for sheet in sheets for part in sheet.parted(beside(sheet.rows(most=_SAMPLE)))]
        begun = [(sheet, rows) for sheet in parts if any(rows := sheet.rows(most=_SAMPLE))]
        if not begun:
            raise FileRefused(fault=FileFault.EMPTY)
        if not _is_calculated(content):
            raise FileRefused(fault=FileFault.UNCALCULATED)
        lists = [(sheet, told) for sheet, rows in begun if (told := shape(sheet.name, rows)) is not None]
        lists = lists or [(begun[0][0], Shape(is_apart=True))]
        shapes = [told for _, told in lists]
        # Behind a sheet of another sort, as where all are summed up, several that are alike are the list.
        alike = next((told for told in shapes if sum(map(told.is_like, shapes)) > 1), shapes[0])
        chosen = alike if shapes[0].is_apart else shapes[0]
        return _together([sheet for sheet, told in lists if chosen.is_like(told)], [one for one, _ in lists])
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - zlib, zip, XML and openpyxl each raise their own at what is damaged
        raise FileRefused(fault=FileFault.BROKEN) from None


def _together(alike: "Sequence[_Sheet]", lists: "Sequence[_Sheet]") -> Opened:
    """The rows of these sheets, one after another."""
    rows: list[tuple[Value, ...]] = []
    pages: list[Page] = []
    for sheet in alike:
        own = sheet.rows()
        rows += own
        if len(rows) > MOST_ROWS + _HEAD * len(alike):
            raise FileRefused(fault=FileFault.TOO_LARGE)
        pages.append(
            Page(
                name=sheet.name,
                rows=len(own),
                hidden=sheet.hidden_among(own),
                hidden_columns=sheet.hidden_columns,
                merged=tuple(sheet.merged),
            )
        )
    others = tuple(sheet.name for sheet in lists if sheet not in alike)
    return Opened(rows=rows, pages=tuple(pages), others=others)


class _Sheet:
    """One sheet of a workbook, and what of it is hidden or merged: its reader does not tell."""

    def __init__(self, page: Any, content: bytes) -> None:
        self.name: str = page.title
        self._page = page
        self._hidden: set[int] = set()  # the first row is 1
        self.merged: list[tuple[int, int, int]] = []
        columns: set[int] = set()
        for tag in _telling_tags(content, page._worksheet_path):
            if tag.startswith(b"row"):
                self._hidden.add(_number_in(_ROW_NUMBER, tag))
            elif found := _MERGED.search(tag):
                self.merged.append((_column_of(found[1]), int(found[2]), int(found[3])))
            elif tag.startswith(b"col"):
                last = min(_number_in(_LAST_COLUMN, tag), _MOST_COLUMNS)
                columns.update(range(_number_in(_FIRST_COLUMN, tag) - 1, last))
        self.hidden_columns = tuple(sorted(columns))
        self._span = slice(0, None)

    def parted(self, begins: Sequence[int]) -> "list[_Sheet]":
        """The lists that begin at these columns beside the first one, each as a sheet of its own."""
        edges = [0, *begins, _MOST_COLUMNS]
        return [self._part(*span) for span in pairwise(edges)] if begins else [self]

    def _part(self, first: int, end: int) -> "_Sheet":
        part = copy(self)
        part._span = slice(first, end)
        part.name = f"{self.name}, từ cột {column_letter(first)}" if first else self.name
        part.hidden_columns = tuple(place - first for place in self.hidden_columns if first <= place < end)
        part.merged = [(place - first, top, last) for place, top, last in self.merged if first <= place < end]
        return part

    def hidden_among(self, rows: Sequence[Sequence[Value]]) -> tuple[tuple[int, int], ...]:
        """The runs of rows that hold something and are hidden."""
        runs: list[tuple[int, int]] = []
        for number in sorted(self._hidden):
            if number > len(rows) or not rows[number - 1]:
                continue
            if runs and runs[-1][1] == number - 1:
                runs[-1] = runs[-1][0], number
            else:
                runs.append((number, number))
        return tuple(runs)

    def rows(self, most: int | None = None) -> list[tuple[Value, ...]]:
        """The rows of the sheet, or only those that begin it."""
        self._page.reset_dimensions()  # programs write wrong ones: of a thousand rows one cell is read
        rows: list[tuple[Value, ...]] = []
        # A sheet may be formatted far below its last line, or hold a slip in its very last row.
        blank = strays = 0
        of_sheet = self._page.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=most)
        for row in of_sheet:
            # A million blank rows are counted in half a second, and cell by cell in fourteen.
            cells = (
                () if row.count(None) == len(row) else _trimmed([_plain(cell) for cell in row[self._span]])
            )
            if not cells:
                blank += 1
                continue
            if rows and blank > _LONGEST_GAP:
                strays += 1
                if strays > _MOST_STRAYS:
                    raise FileRefused(fault=FileFault.SCATTERED)
                continue
            rows += [()] * blank
            blank = 0
            rows.append(cells)
            if len(rows) > MOST_ROWS + _HEAD:
                raise FileRefused(fault=FileFault.TOO_LARGE)
        return rows


def _telling_tags(content: bytes, path: str) -> Iterator[bytes]:
    """The tags of rows and columns of a sheet that are hidden, and of merged cells, read piece by piece."""
    with zipfile.ZipFile(BytesIO(content)) as packed, packed.open(path) as part:
        rest = b""
        while piece := part.read(_PIECE):
            piece = rest + piece
            if b"hidden=" in piece or b"mergeCell " in piece:
                yield from (found[1] for found in _TELLING.finditer(piece))
            rest = piece[piece.rfind(b"<") :]  # a tag may go on in the next piece


def _column_of(letters: bytes) -> int:
    """The place of the column A, B, … AA, from 0 on."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - ord("A") + 1
    return place - 1


def _number_in(pattern: re.Pattern[bytes], tag: bytes) -> int:
    found = pattern.search(tag)
    return int(found[1]) if found else 0


def _check(content: bytes) -> None:
    """Refuse macros and bombs by the file's own table of contents, before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
        is_workbook = any(part.filename.startswith("xl/") for part in parts)
    except Exception:  # noqa: BLE001 - as above: its own table may be what is damaged
        raise FileRefused(fault=FileFault.BROKEN) from None
    if not is_workbook:
        raise FileRefused(fault=FileFault.NOT_A_TABLE)
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise FileRefused(fault=FileFault.HAS_MACROS)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED:
        raise FileRefused(fault=FileFault.TOO_LARGE)
    if unpacked > 10_000_000 and unpacked > _MOST_SQUEEZED * len(content):
        raise FileRefused(fault=FileFault.TOO_LARGE)


def _is_calculated(content: bytes) -> bool:
    """Whether the formulas at the beginning of its first sheets have their values."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        sheets = [part for part in packed.infolist() if part.filename.startswith(_SHEETS)][:_SHEETS_SEEN]
        return not any(_UNCALCULATED.search(packed.open(part).read(_BEGINNING)) for part in sheets)


def _trimmed(row: list[Value]) -> tuple[Value, ...]:
    """The row without the empty cells at its end."""
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _lines(content: bytes) -> list[tuple[Value, ...]]:
    text = _decoded(content)
    if text.lstrip().startswith("<"):  # a page of some web system that calls itself .xls
        raise FileRefused(fault=FileFault.NOT_A_TABLE)
    rows: list[tuple[Value, ...]] = []
    try:
        for row in csv.reader(StringIO(text), delimiter=_delimiter(text)):
            if len(rows) > MOST_ROWS + _HEAD:
                raise FileRefused(fault=FileFault.TOO_LARGE)
            rows.append(tuple(cell.strip() or None for cell in row[:_MOST_COLUMNS]))
    except csv.Error:
        raise FileRefused(fault=FileFault.NOT_A_TABLE) from None
    return rows


def _delimiter(text: str) -> str:
    """What parts the cells: what stands on most of the first lines. A title above the header has none."""
    lines = text[:8192].splitlines()[:40]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), text[:8192].count(mark)))


def _decoded(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            # Windows-1258 writes a tone as a character of its own.
            text = unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
        if "\x00" not in text[:_SEEN]:
            return text
    raise FileRefused(fault=FileFault.NOT_A_TABLE)


def _encodings(content: bytes) -> Sequence[str]:
    """How the lines may be written. Two bytes a letter are known by their mark, or by the zeros that digits
    and delimiters have: nearly all of them first, or second."""
    if content[:2] in _MARKS_OF_UTF16:
        return ("utf-16",)
    first, second = (content[at:_SEEN:2].count(0) for at in (0, 1))
    if not (first or second):
        return ("utf-8-sig", "cp1258")
    if max(first, second) < _MOSTLY_OF_ONE * min(first, second):
        return ()
    return ("utf-16-be",) if first > second else ("utf-16-le",)


def _is_of_old_font(rows: Sequence[Sequence[Value]]) -> bool:
    """Whether most words with marks have some that Vietnamese does not write: "Hä vµ tªn"."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()]
    odd = sum(not _FOREIGN.isdisjoint(text) for text in texts)
    return odd > 1 and 2 * odd >= len(texts)


def _has_lost_letters(rows: Sequence[Sequence[Value]]) -> bool:
    """Whether many words with marks have a question mark in the place of a letter: "Lò V?n Kh?m"."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    lost = sum(bool(_LOST.search(text)) for text in texts)
    return lost > 1 and 3 * lost >= sum(not text.isascii() or "?" in text for text in texts)


def _plain(cell: object) -> Value:
    match cell:
        case datetime():
            return cell.date()
        case str():
            return unicodedata.normalize("NFC", cell).strip() or None
        case bool():
            return int(cell)
        case int() | float() | date() | None:
            return cell
        case _:
            return str(cell)
