"""Rows of a file that somebody sent: .xlsx and .csv, and nothing that could do harm."""

import csv
import unicodedata
import zipfile
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
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")


class FileFault(StrEnum):
    """Why a file is not read."""

    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"  # a workbook that cannot be opened: cut off, or damaged
    TOO_LARGE = "too_large"  # also what only unpacks to something huge
    HAS_MACROS = "has_macros"
    EMPTY = "empty"
    SCATTERED = "scattered"  # a list, and far below it another


@dataclass(kw_only=True, eq=False)
class FileRefused(Exception):
    """The file cannot be taken; nothing of it was read."""

    fault: FileFault


def rows_of(content: bytes) -> list[tuple[Value, ...]]:
    """The rows of the first sheet that is shown and not empty, or of the CSV. Raises FileRefused."""
    rows = _sheet(content) if content[:4] == b"PK\x03\x04" else _lines(content)
    if not any(any(cell is not None for cell in row) for row in rows):
        raise FileRefused(fault=FileFault.EMPTY)
    return rows


def _sheet(content: bytes) -> list[tuple[Value, ...]]:
    from openpyxl import load_workbook  # only files need it

    _check(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        shown = [page for page in book.worksheets if page.sheet_state == "visible"]
        rows: list[tuple[Value, ...]] = []
        for page in shown or book.worksheets:
            rows = _cells_of(page)
            if any(rows):
                break
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - zlib, zip, XML and openpyxl each raise their own at what is damaged
        raise FileRefused(fault=FileFault.BROKEN) from None
    return rows


def _cells_of(page: Any) -> list[tuple[Value, ...]]:
    page.reset_dimensions()  # programs write wrong ones, and a sheet of a thousand rows reads as one cell
    rows: list[tuple[Value, ...]] = []
    blank = strays = (
        0  # a sheet may be formatted far below its last line, or hold a slip in its very last row
    )
    for row in page.iter_rows(values_only=True, max_col=_MOST_COLUMNS):
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


def _trimmed(row: list[Value]) -> tuple[Value, ...]:
    """The row without the empty cells at its end."""
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _lines(content: bytes) -> list[tuple[Value, ...]]:
    text = _decoded(content)
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


def _plain(cell: object) -> Value:
    match cell:
        case datetime():
            return cell.date()
        case str():
            return cell.strip() or None
        case bool():
            return int(cell)
        case int() | float() | date() | None:
            return cell
        case _:
            return str(cell)
