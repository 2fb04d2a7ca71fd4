"""Workbooks, read back cell by cell."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.messages import Attachment, AttachmentKind
from domain.sheets import Column, ColumnKind, Sheet, name_key, text_key
from rendering.files import drawn
from rendering.workbook import workbook

PEOPLE = Sheet(
    name="Danh sách",
    columns=(
        Column(title="Họ và tên", width=28),
        Column(title="Ngày sinh", kind=ColumnKind.DATE),
        Column(title="Số", kind=ColumnKind.NUMBER),
        Column(title="Đạt (%)", kind=ColumnKind.PERCENT),
    ),
    rows=(
        ("Lò Thị Mai", date(1998, 3, 12), 1669, 54.3),
        ("H'Hen Niê", None, None, None),
    ),
)


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))["Danh sách"]


def test_every_cell_comes_back_with_its_type() -> None:
    page = opened(workbook([PEOPLE]))
    assert [cell.value for cell in page[1]] == ["Họ và tên", "Ngày sinh", "Số", "Đạt (%)"]
    name, born, number, share = page[2]
    assert (name.value, name.data_type) == ("Lò Thị Mai", "s")
    assert (born.value.date(), born.is_date, born.number_format) == (date(1998, 3, 12), True, "dd/mm/yyyy")
    assert (number.value, share.value) == (1669, 54.3)
    assert [cell.value for cell in page[3]] == ["H'Hen Niê", None, None, None]


def test_the_header_stays_in_sight_and_filters() -> None:
    page = opened(workbook([PEOPLE]))
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D3"
    assert page.column_dimensions["A"].width == 28


def test_a_list_prints_across_a_page_with_its_header_on_each() -> None:
    page = opened(workbook([PEOPLE]))
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"


def test_each_page_says_what_it_is_and_a_long_title_is_read_whole() -> None:
    long = "Nhóm (dân tộc thiểu số: chỉ nêu khi không lộ nhóm dưới 5 người)"
    columns = (Column(title="Đơn vị"), Column(title=long, width=20))
    page = opened(workbook([Sheet(name="Danh sách", columns=columns, rows=(), heading="Đảng bộ A & B")]))
    assert page.oddHeader.center.text == "Đảng bộ A && B"
    assert page.row_dimensions[1].height == 4 * 16
    assert opened(workbook([PEOPLE])).row_dimensions[1].height == 2 * 16
    assert opened(workbook([PEOPLE])).oddHeader.center.text is None


@pytest.mark.parametrize("typed", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1+1"])
def test_nothing_typed_into_a_chat_is_ever_computed(typed: str) -> None:
    sheet = Sheet(name="Danh sách", columns=(Column(title="Họ và tên"),), rows=((typed,),))
    cell = opened(workbook([sheet]))["A2"]
    assert (cell.value, cell.data_type) == (typed, "s")
    assert cell.quotePrefix


def test_letters_that_no_sheet_can_hold_are_left_out() -> None:
    sheet = Sheet(name="Danh sách", columns=(Column(title="Họ và tên"),), rows=(("Lò\x00 Mai\x0b",),))
    assert opened(workbook([sheet]))["A2"].value == "Lò Mai"


def test_a_sheet_survives_a_message_row() -> None:
    assert Sheet.from_plain(PEOPLE.as_plain()) == PEOPLE
    attachment = Attachment(
        kind=AttachmentKind.WORKBOOK, name="x.xlsx", figures={"sheets": [PEOPLE.as_plain()]}
    )
    file = drawn(attachment)
    assert (file.name, opened(file.content)["A2"].value) == ("x.xlsx", "Lò Thị Mai")


def test_names_stand_in_vietnamese_order_by_the_given_name() -> None:
    names = [
        "Lò Văn Ứng",
        "Lò Thị An",
        "Đinh Thị Ân",
        "Bạc Văn Ánh",
        "Cà Thị Ơn",
        "Lò Thị Dung",
        "Lò Thị Đào",
    ]
    assert sorted(names, key=name_key) == [
        "Lò Thị An",
        "Bạc Văn Ánh",
        "Đinh Thị Ân",
        "Lò Thị Dung",
        "Lò Thị Đào",
        "Cà Thị Ơn",
        "Lò Văn Ứng",
    ]


def test_numbered_places_stand_by_their_number() -> None:
    places = ["thôn 10", "thôn 2", "bản Hỏm", "bản Hòm"]
    assert sorted(places, key=text_key) == ["bản Hòm", "bản Hỏm", "thôn 2", "thôn 10"]
