"""Rows of a file that somebody sent: .xlsx and .csv, and nothing that could do harm."""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any

from domain.sheets import Value

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
# A formula with no value behind it; one that gives no text has an empty one, and says that it is text.
_UNCALCULATED = re.compile(rb'<c(?![^>]*t="str")[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_SAMPLE = 200  # rows by which a sheet is judged
# Letters of the upper half of a byte that no Vietnamese word is written with: the old fonts put theirs there.
_FOREIGN = frozenset(map(chr, range(0xA1, 0x100))) - frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý·«»°²")
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")


class FileFault(StrEnum):
    """Why a file is not read."""

    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"  # a workbook that cannot be opened: cut off, or damaged
    TOO_LARGE = "too_large"  # also what only unpacks to something huge
    HAS_MACROS = "has_macros"
    EMPTY = "empty"
    SCATTERED = "scattered"  # a list, and far below it another
    OLD_FONT = "old_font"  # letters of .VnTime or VNI-Times, which say others in every other font
    UNCALCULATED = "uncalculated"  # formulas that no program has worked out yet


@dataclass(kw_only=True, eq=False)
class FileRefused(Exception):
    """The file cannot be taken; nothing of it was read."""

    fault: FileFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The rows of a file; `others` are the names of its sheets with a list that were not read."""

    rows: list[tuple[Value, ...]]
    others: tuple[str, ...] = ()


def opened(content: bytes, is_list: Callable[[list[tuple[Value, ...]]], bool]) -> Opened:
    """The rows of the first sheet that begins as a list, else of the first that is not empty, or of the CSV.

    Hidden sheets are only looked at where none is shown. Raises FileRefused.
    """
    found = _workbook(content, is_list) if content[:4] == _ZIP else Opened(rows=_lines(content))
    if not any(any(cell is not None for cell in row) for row in found.rows):
        raise FileRefused(fault=FileFault.EMPTY)
    if _is_of_old_font(found.rows[:_SAMPLE]):
        raise FileRefused(fault=FileFault.OLD_FONT)
    return found


def _workbook(content: bytes, is_list: Callable[[list[tuple[Value, ...]]], bool]) -> Opened:
    from openpyxl import load_workbook  # only files need it

    _check(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        shown = [page for page in book.worksheets if page.sheet_state == "visible"]
        begun = [(page, _cells_of(page, most=_SAMPLE)) for page in shown or book.worksheets]
        lists = [page for page, rows in begun if any(rows) and is_list(rows)]
        first = next(iter(lists or [page for page, rows in begun if any(rows)]), None)
        if first is None:
            raise FileRefused(fault=FileFault.EMPTY)
        if not _is_calculated(content):
            raise FileRefused(fault=FileFault.UNCALCULATED)
        return Opened(rows=_cells_of(first), others=tuple(page.title for page in lists[1:]))
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - zlib, zip, XML and openpyxl each raise their own at what is damaged
        raise FileRefused(fault=FileFault.BROKEN) from None


def _cells_of(page: Any, most: int | None = None) -> list[tuple[Value, ...]]:
    """The rows of a sheet, or only those that begin it."""
    page.reset_dimensions()  # programs write wrong ones, and a sheet of a thousand rows reads as one cell
    rows: list[tuple[Value, ...]] = []
    blank = strays = (
        0  # a sheet may be formatted far below its last line, or hold a slip in its very last row
    )
    for row in page.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=most):
        # A million blank rows are counted in half a second, and cell by cell in fourteen.
        cells = () if row.count(None) == len(row) else _trimmed([_plain(cell) for cell in row])
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
    if b"\x00" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(fault=FileFault.NOT_A_TABLE)
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            # Windows-1258 writes a tone as a character of its own.
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise FileRefused(fault=FileFault.NOT_A_TABLE)


def _is_of_old_font(rows: Sequence[Sequence[Value]]) -> bool:
    """Whether most words with marks have some that Vietnamese does not write: "Hä vµ tªn"."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()]
    odd = sum(not _FOREIGN.isdisjoint(text) for text in texts)
    return odd > 1 and 2 * odd >= len(texts)


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
