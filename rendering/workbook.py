"""Tables as an Excel workbook."""

import textwrap
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

from domain.sheets import Column, ColumnKind, Sheet, Value

_FORMATS = {
    ColumnKind.DATE: "dd/mm/yyyy",
    ColumnKind.NUMBER: "#,##0",
    ColumnKind.PERCENT: '0.0"%"',
}
_HEADER_FILL = "1F4E78"
_LONGEST_NAME = 31
_NARROW = 6  # characters: a running number
_LINE = 16  # points, for headers that wrap
_BOLD = 1.15  # as wide as other letters
_A4 = 9  # as the format numbers paper


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file: header frozen and filtered, dates as dates.

    Text stays text: what begins as a formula is kept as a string and marked as quoted, so that nothing
    typed into a chat is ever computed.
    """
    from openpyxl import Workbook  # 0.3 s to import, and only files need it

    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book.create_sheet(sheet.name[:_LONGEST_NAME]), sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _add(page: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "B2"
    _set_up_printing(page, sheet.heading)
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.row_dimensions[1].height = _LINE * max(2, *(_lines_of(column) for column in sheet.columns))
    page.append([_header(page, column.title) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, column, value) for column, value in zip(sheet.columns, row, strict=True)])
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"


def _lines_of(column: Column) -> int:
    """How many lines a title takes above its column."""
    return len(textwrap.wrap(column.title, width=max(1, int(column.width / _BOLD))))


def _set_up_printing(page: Any, heading: str) -> None:
    """A4 across, as wide as the page, heading and header on each: an office prints its lists."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.75
    page.page_margins.header = page.page_margins.footer = 0.35
    page.print_options.gridLines = True
    page.oddHeader.center.text = heading.replace("&", "&&") or None
    page.oddHeader.center.font = "Calibri,Bold"
    page.oddFooter.center.text = "&A, trang &P/&N"


def _header(page: Any, title: str) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _text(page, title)
    cell.font = Font(name="Calibri", bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=_HEADER_FILL)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cell


def _cell(page: Any, column: Column, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        return _aligned(_text(page, value), column)
    cell: Any = _aligned(WriteOnlyCell(page), column)
    cell.value = value
    if value is not None and (number_format := _FORMATS.get(column.kind)):
        cell.number_format = number_format
    if isinstance(value, date) and column.kind is not ColumnKind.DATE:
        cell.number_format = _FORMATS[ColumnKind.DATE]
    return cell


def _aligned(cell: Any, column: Column) -> Any:
    """Days and running numbers in the middle; a column of figures to the right, words in it as well; a long
    text goes on in the next line."""
    if column.kind is ColumnKind.DATE or column.width <= _NARROW:
        cell.alignment = _centre()
    else:
        cell.alignment = _left() if column.kind is ColumnKind.TEXT else _right()
    return cell


@lru_cache(maxsize=1)
def _centre() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal="center", vertical="center")


@lru_cache(maxsize=1)
def _left() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal="left", vertical="center", indent=1, wrap_text=True)


@lru_cache(maxsize=1)
def _right() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal="right", vertical="center", indent=1)


def _text(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text))
    if cell.data_type != "s":
        cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        cell.quotePrefix = True
    return cell
