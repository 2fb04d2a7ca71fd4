"""Tables as an Excel workbook."""

from collections.abc import Sequence
from datetime import date
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
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.append([_header(page, column.title) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, column, value) for column, value in zip(sheet.columns, row, strict=True)])
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"


def _header(page: Any, title: str) -> Any:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = _text(page, title)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=_HEADER_FILL)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(page: Any, column: Column, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        return _text(page, value)
    cell: Any = WriteOnlyCell(page)
    cell.value = value
    if value is not None and (number_format := _FORMATS.get(column.kind)):
        cell.number_format = number_format
    if isinstance(value, date) and column.kind is not ColumnKind.DATE:
        cell.number_format = _FORMATS[ColumnKind.DATE]
    return cell


def _text(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text))
    if cell.data_type != "s":
        cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        cell.quotePrefix = True
    return cell
