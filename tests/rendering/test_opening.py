"""Files that somebody sends: read, or refused before they do harm."""

import random
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from io import BytesIO
from time import process_time

import pytest
from openpyxl import Workbook

from domain.sheets import Value
from rendering.opening import FileFault, FileRefused, Page, Shape, opened

LINES = "Họ và tên;Ngày kết nạp\nLò Thị Mai;05/10/2025\nVì Thị Ánh;\n"


def rows_of(content: bytes) -> list[tuple[Value, ...]]:
    return opened(content, lambda name, rows: Shape(is_apart=True)).rows


def workbook_of(*rows: list[object]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_gives_its_cells_with_their_types() -> None:
    rows = rows_of(workbook_of(["Họ và tên", "Ngày"], [" Lò Thị Mai ", date(2025, 10, 5)], [None, 45000]))
    assert rows == [("Họ và tên", "Ngày"), ("Lò Thị Mai", date(2025, 10, 5)), (None, 45000)]


def test_letters_that_were_typed_in_parts_are_whole() -> None:
    assert rows_of(workbook_of([unicodedata.normalize("NFD", "Lò Thị Mái")])) == [("Lò Thị Mái",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_lines_are_read_in_every_encoding_of_the_country(encoding: str) -> None:
    text = LINES
    if encoding == "cp1258":  # tones are characters of their own there
        marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
        decomposed = ""
        for character in LINES:
            parts = unicodedata.normalize("NFD", character)
            tone = "".join(mark for mark in parts if mark in marks)
            bare = "".join(mark for mark in parts if mark not in marks)
            decomposed += unicodedata.normalize("NFC", bare) + tone
        text = decomposed
    rows = rows_of(text.encode(encoding))
    assert rows == [("Họ và tên", "Ngày kết nạp"), ("Lò Thị Mai", "05/10/2025"), ("Vì Thị Ánh", None)]


def packed(**parts: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (packed(xl__vbaProject=b"x"), FileFault.HAS_MACROS),
        (packed(xl__sheet=b"0" * 50_000_000), FileFault.TOO_LARGE),
        (packed(hello=b"x"), FileFault.NOT_A_TABLE),
        (b"PK\x03\x04 broken", FileFault.BROKEN),
        (b"\x89PNG\r\n\x00\x00", FileFault.NOT_A_TABLE),
        (b"", FileFault.EMPTY),
    ],
)
def test_what_does_harm_is_refused(content: bytes, fault: FileFault) -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(content)
    assert refused.value.fault is fault


def test_a_damaged_workbook_is_read_or_refused_and_nothing_else() -> None:
    whole = workbook_of(["Họ và tên", "Ngày"], *[["Lò Thị Mai", date(2025, 10, 5)]] * 30)
    damage = random.Random(5)
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(damage.randint(1, 6)):
            content[damage.randrange(len(content))] = damage.randrange(256)
        with suppress(FileRefused):  # zlib, zipfile and openpyxl each have errors of their own
            rows_of(bytes(content))
    with pytest.raises(FileRefused) as refused:
        rows_of(whole[: len(whole) // 2])
    assert refused.value.fault is FileFault.BROKEN


def test_more_rows_than_a_province_needs_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(b"a;b\n" * 50_025)
    assert refused.value.fault is FileFault.TOO_LARGE


def test_the_first_sheet_that_shows_something_is_read() -> None:
    book = Workbook()
    hidden, empty, page = book.active, book.create_sheet(), book.create_sheet()
    assert hidden is not None
    hidden.append(["Danh mục"])
    hidden.sheet_state = "hidden"
    empty.append([None])
    page.append(["Họ và tên"])
    written = BytesIO()
    book.save(written)
    assert rows_of(written.getvalue()) == [("Họ và tên",)]


def book_of(**sheets: Sequence[Sequence[Value]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_behind_a_cover_the_first_list_is_read_and_the_others_are_named() -> None:
    names = [("Họ và tên",), ("Lò Thị Mai",)]
    content = book_of(Bìa=[("DANH SÁCH NĂM 2025",)], Nguồn=names, Trống=[], DV=[*names, *names])
    found = opened(content, lambda name, rows: Shape(is_apart=True) if ("Họ và tên",) in rows else None)
    assert (found.rows, found.others) == (names, ("DV",))
    assert opened(content, lambda name, rows: None).rows == [("DANH SÁCH NĂM 2025",)]


def test_sheets_that_are_alike_are_read_one_after_another() -> None:
    content = book_of(Hỏm=[("a",), (), ("b",)], Lầu=[("c",)], Nguồn=[("d",)])
    found = opened(content, lambda name, rows: Shape(columns=("x",) if name != "Nguồn" else ("y",)))
    assert found.rows == [("a",), (), ("b",), ("c",)]
    assert found.pages == (Page(name="Hỏm", rows=3), Page(name="Lầu", rows=1))
    assert found.others == ("Nguồn",)


@pytest.mark.parametrize("said", [b'hidden="1"', b'hidden="true"'])
def test_hidden_rows_and_columns_are_told(said: bytes) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for n in range(1, 3_000):  # longer than one piece of the sheet
        page.append([n, "Lò Văn Khặm, sinh ra và lớn lên ở bản Hỏm, xã Chiềng Bôm"] * 12)
    for n in (2, 1_499, 1_500, 2_999, 5_000):
        page.row_dimensions[n].hidden = True
    page.column_dimensions["D"].hidden = True
    written = BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as parts:
        told = {name: parts.read(name).replace(b'hidden="1"', said) for name in parts.namelist()}
    found = opened(packed(**told), lambda name, rows: Shape(is_apart=True))
    hidden = ((2, 2), (1_499, 1_500), (2_999, 2_999))
    assert found.pages == (Page(name="Sheet", rows=2_999, hidden=hidden, hidden_columns=(3,)),)
    assert found.pages[0].hidden_rows == 4


@pytest.mark.parametrize(
    "lines",
    [
        "Hä vµ tªn;Ngµy sinh;Chi bé\nLß V¨n KhÆm;12/03/1990;b¶n Nµ La\n",  # TCVN3
        "Hoï vaø teân;Ngaøy sinh;Chi boä\nLoø Vaên Khaëm;12/03/1990;baûn Naø La\n",  # VNI
        "Họ và tên;Ngày sinh\nLß V¨n KhÆm;1990\nQuµng ThÞ Ýn;1995\n",  # only the cells
    ],
)
def test_letters_of_an_old_font_are_refused_and_not_taken_for_names(lines: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(lines.encode())
    assert refused.value.fault is FileFault.OLD_FONT


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_a_program_has_lost_are_refused_and_not_taken_for_names(encoding: str) -> None:
    lines = "STT;Họ và tên;Chi bộ\n1;Lường Văn Khặm;bản Hỏm\n2;Hà Thị Ương;bản Lầu\n".encode(
        encoding, "replace"
    )
    with pytest.raises(FileRefused) as refused:
        rows_of(lines)
    assert refused.value.fault is FileFault.LOST_LETTERS
    assert len(rows_of("Họ và tên;Đã học lớp?\nLò Thị Mai;có?\nVì Thị Ánh;??\n".encode())) == 3


def test_a_name_with_letters_of_another_country_is_no_old_font() -> None:
    lines = "Họ và tên;Nơi sinh\nLò Thị Mai;Köln\nĐỗ Văn Ánh;Hà Nội\n"
    assert rows_of(lines.encode())[1] == ("Lò Thị Mai", "Köln")


def test_formulas_that_nobody_has_worked_out_are_refused_and_those_with_values_are_read() -> None:
    content = workbook_of(["Họ và tên", "Ngày"], ["Lò Thị Mai", "=DATE(2023,5,5)"])
    with pytest.raises(FileRefused) as refused:
        rows_of(content)
    assert refused.value.fault is FileFault.UNCALCULATED
    with zipfile.ZipFile(BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    known = sheet.replace(b"</f><v></v>", b"</f><v>45051</v>").replace(b"</f><v />", b"</f><v>45051</v>")
    assert known != sheet
    parts["xl/worksheets/sheet1.xml"] = known
    assert rows_of(packed(**parts))[1] == ("Lò Thị Mai", 45051)


def test_a_page_of_the_web_that_calls_itself_a_table_is_none() -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of("<html><table><tr><td>Họ và tên</td></tr></table></html>".encode())
    assert refused.value.fault is FileFault.NOT_A_TABLE


def test_a_title_without_a_mark_does_not_hide_what_parts_the_cells() -> None:
    assert rows_of("DANH SÁCH, NĂM 2025\nHọ và tên;Ngày\nLò Thị Mai;1/2/2025\n".encode())[1:] == [
        ("Họ và tên", "Ngày"),
        ("Lò Thị Mai", "1/2/2025"),
    ]


def sheet_with(cells: Mapping[str, str]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for place, value in cells.items():
        page[place] = value
    written = BytesIO()
    book.save(written)
    return written.getvalue()


LAST = 1_048_576  # rows that a sheet may have


def test_a_slip_in_the_last_row_of_a_sheet_is_no_part_of_the_list() -> None:
    cells = {"A1": "Họ và tên", "A2": "Lò Thị Mai", f"C{LAST}": "x"}
    started = process_time()
    assert rows_of(sheet_with(cells)) == [("Họ và tên",), ("Lò Thị Mai",)]
    assert process_time() - started < 8  # it took fourteen, cell by cell


def test_a_gap_within_a_list_keeps_the_numbers_of_its_rows() -> None:
    rows = rows_of(sheet_with({"A1": "Họ và tên", "A900": "Lò Thị Mai"}))
    assert (len(rows), rows[899]) == (900, ("Lò Thị Mai",))


def test_a_second_list_far_below_the_first_is_not_lost_in_silence() -> None:
    second = {f"A{row}": f"Lò Văn {row}" for row in range(5_000, 5_010)}
    with pytest.raises(FileRefused) as refused:
        rows_of(sheet_with({"A1": "Họ và tên", "A2": "Lò Thị Mai", **second}))
    assert refused.value.fault is FileFault.SCATTERED
