"""Workbooks with a sheet for each cell, and with rows and columns that are hidden."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from domain.sheets import ColumnKind, Sheet, Value
from handlers.importing.problems import RowFault
from handlers.importing.work import work, work_off
from handlers.importing.worker import Outcome
from storage import imports, people
from storage.database import Store, Tx
from storage.imports import Job, JobState
from tests.cast import Cast
from tests.handlers.importing.lists import user_of, worker
from tests.handlers.turns import NOW

HEAD = ("TT", "Họ và tên", "Năm sinh", "Ngày kết nạp")
ON = date(2023, 5, 1)


def book_of(sheets: Mapping[str, Sequence[Sequence[Value]]], *, hidden: str = "") -> bytes:
    """A workbook; of its first sheet the column and the rows of `hidden` are: "C 3 5"."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for place in hidden.split():
        page = book.worksheets[0]
        (
            page.row_dimensions[int(place)] if place.isdecimal() else page.column_dimensions[place]
        ).hidden = True
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def people_of(*names: str, title: str = "") -> list[tuple[Value, ...]]:
    titles: list[tuple[Value, ...]] = [(title,), ()] if title else []
    listed = [(n, name, 1980 + n, ON) for n, name in enumerate(names, start=1)]
    return [*titles, HEAD, *listed, (None, f"Cộng: {len(names)}"), (None, "Bí thư")]


async def sent(
    store: Store, account: str, content: bytes, state: JobState = JobState.RECEIVED
) -> tuple[Job, Outcome]:
    def start(tx: Tx) -> Job:
        user = user_of(tx, account)
        return imports.start(
            tx, user_id=user.id, address=None, name="a.xlsx", content=content, now=NOW, state=state
        )

    job = await store.write(start)
    return job, await work(worker(store), job)


async def test_sheets_with_the_same_header_are_one_list_each_of_its_own_cell(
    store: Store, cast: Cast
) -> None:
    book = book_of(
        {
            "Bản Hỏm": people_of("Lò Văn Khặm", "Quàng Thị Ín"),
            "2. lầu (1)": people_of("Cà Văn Xôm"),
            "Sheet3": people_of("Vì Văn Đôi", title="CHI BỘ BẢN HỎM"),
            "Trang tính 4": people_of("Hà Văn Lún"),
            "Từ trần": people_of("Lò Văn Mất"),
        }
    )
    job, outcome = await sent(store, "xa", book)
    assert outcome.found is not None
    assert outcome.found.fresh == 4
    assert [(p.name, p.fault) for p in outcome.found.problems] == [("Hà Văn Lún", RowFault.NO_UNIT)]
    assert (
        "Đọc gộp 4 trang, mỗi trang theo tiêu đề của nó: “Bản Hỏm”, “2. lầu (1)”, “Sheet3”, “Trang tính 4”."
        in outcome.text
    )
    assert "chưa đọc ở trang “Từ trần”" in outcome.text
    assert "Dòng 2 trang “Trang tính 4”, Hà Văn Lún: không rõ chi bộ nào" in outcome.text
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    homes = {}
    for name in ("Lò Văn Khặm", "Quàng Thị Ín", "Cà Văn Xôm", "Vì Văn Đôi"):
        (one,) = await store.read(people.find_by_name, name, [(cast.commune.left, cast.commune.right)])
        homes[name] = one.unit_id
    hom, lau = cast.hom.id, cast.lau.id
    assert homes == {"Lò Văn Khặm": hom, "Quàng Thị Ín": hom, "Cà Văn Xôm": lau, "Vì Văn Đôi": hom}


async def test_who_stands_on_two_sheets_is_told_by_sheet_and_row(store: Store, cast: Cast) -> None:
    quarters = {
        f"Quý {n}": people_of("Lò Văn Khặm", *more) for n, more in (("I", []), ("II", ["Vì Văn Đôi"]))
    }
    _, outcome = await sent(store, "hom", book_of(quarters))
    assert outcome.found is not None
    assert outcome.found.fresh == 2
    assert "Dòng 2 trang “Quý II”, Lò Văn Khặm: trùng với dòng 2 trang “Quý I”" in outcome.text
    _, compared = await sent(store, "hom", book_of(quarters), JobState.COMPARING)
    assert compared.reply is not None
    assert compared.reply.attachment is not None
    doubts = Sheet.from_plain(compared.reply.attachment.figures["sheets"][-1])
    assert [row[0] for row in doubts.rows] == ["2 trang “Quý II”"]
    assert doubts.columns[0].kind is ColumnKind.TEXT


async def test_behind_a_sheet_that_sums_the_cells_up_their_own_sheets_are_the_list(
    store: Store, cast: Cast
) -> None:
    sums: list[tuple[Value, ...]] = [("Chi bộ", "Số đảng viên", "Chỉ tiêu"), ("Bản Hỏm", 1, 1)]
    own = {"1. Hỏm": people_of("Lò Văn Khặm", title="CHI BỘ BẢN HỎM"), "Lầu": people_of("Cà Văn Xôm")}
    _, outcome = await sent(store, "xa", book_of({"Tổng hợp": sums, **own}))
    assert outcome.found is not None
    assert (outcome.found.fresh, outcome.found.units, outcome.found.problems) == (2, None, [])
    assert "chưa đọc ở trang “Tổng hợp”" in outcome.text


async def test_a_secretary_gets_nobody_from_the_sheet_of_another_cell(store: Store, cast: Cast) -> None:
    book = book_of({"Bản Hỏm": people_of("Lò Văn Khặm"), "Bản Lầu": people_of("Cà Văn Xôm")})
    _, outcome = await sent(store, "hom", book)
    assert outcome.found is not None
    assert outcome.found.fresh == 1
    assert [(p.fault, p.told) for p in outcome.found.problems] == [(RowFault.NO_UNIT, "Bản Lầu")]


@pytest.mark.parametrize("state", [JobState.RECEIVED, JobState.COMPARING])
async def test_what_is_hidden_or_on_a_sheet_of_another_header_is_told(
    store: Store, cast: Cast, state: JobState
) -> None:
    rows = people_of("Lò Văn Khặm", "Quàng Thị Ín", "Cà Văn Xôm", "Vì Văn Đôi")
    other: list[tuple[Value, ...]] = [("Họ và tên", "Ngày vào nguồn"), ("Hà Văn Lún", ON)]
    _, outcome = await sent(store, "hom", book_of({"Tất cả": rows, "Nguồn": other}, hidden="C 3 5"), state)
    assert "Không đọc 2 dòng đang ẩn" in outcome.text
    assert "chưa đọc ở trang “Nguồn”" in outcome.text
    if state is JobState.RECEIVED:
        assert outcome.found is not None
        assert outcome.found.fresh == 2
        assert "Cột đang ẩn vẫn đọc: “Năm sinh”" in outcome.text


async def test_a_hidden_column_tells_only_what_none_that_is_shown_does(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Năm sinh", "Ngày kết nạp", "Ngày kết nạp"),
        ("Lò Văn Khặm", 1990, date(2020, 1, 1), ON),
    ]
    job, outcome = await sent(store, "hom", book_of({"Sheet1": rows}, hidden="C"))
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    (one,) = await store.read(people.find_by_name, "Lò Văn Khặm", [(cast.commune.left, cast.commune.right)])
    assert [milestone.on for milestone in one.path.milestones] == [ON]
    assert "Cột đang ẩn vẫn đọc" not in outcome.text


async def test_a_cell_merged_over_two_rows_is_the_unit_of_both(store: Store, cast: Cast) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("Chi bộ", "Họ và tên", "Năm sinh", "Ngày kết nạp"),
        ("Bản Hỏm", "Lò Văn Khặm", 1990, ON),
        (None, "Quàng Thị Ín", 1991, ON),
        ("Bản Lầu", "Cà Văn Xôm", 1992, ON),
        (None, "Vì Văn Đôi", 1993, ON),
        ("Bản Hỏm", "Hà Văn Lún", 1994, ON),
        ("Bản Lầu", "Hà Văn Toán", 1994, ON),
    ):
        page.append(row)
    page.merge_cells("A2:A3")
    written = BytesIO()
    book.save(written)
    _, outcome = await sent(store, "xa", written.getvalue())
    assert outcome.found is not None
    assert outcome.found.fresh == 5
    assert [(p.name, p.fault) for p in outcome.found.problems] == [("Vì Văn Đôi", RowFault.NO_UNIT)]


async def test_a_hidden_row_still_says_whose_the_rows_below_it_are(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [
        HEAD,
        ("I", "Chi bộ bản Hỏm"),
        (1, "Lò Văn Khặm", 1990, ON),
        ("II", "Chi bộ bản Lầu"),
        (1, "Cà Văn Xôm", 1992, ON),
    ]
    job, _ = await sent(store, "xa", book_of({"Sheet1": rows}, hidden="3 4"))
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    scopes = [(cast.commune.left, cast.commune.right)]
    (one,) = await store.read(people.find_by_name, "Cà Văn Xôm", scopes)
    assert one.unit_id == cast.lau.id
    assert await store.read(people.find_by_name, "Lò Văn Khặm", scopes) == []


async def test_a_list_of_units_with_hidden_rows_is_refused_whole(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [("Tên đơn vị", "Số đảng viên"), ("Bản Hỏm", 12), ("Bản Lầu", 9)]
    _, outcome = await sent(store, "xa", book_of({"Sheet1": rows}, hidden="2"))
    assert "có dòng đang ẩn" in outcome.text
    assert outcome.state is JobState.REFUSED


async def test_sheets_whose_columns_stand_in_another_order_are_each_read_by_its_own_header(
    store: Store, cast: Cast
) -> None:
    first: list[tuple[Value, ...]] = [HEAD, (1, "Lò Văn Khặm", 1991, ON)]
    other: list[tuple[Value, ...]] = [
        ("TT", "Ngày kết nạp", "Giới tính", "Họ và tên", "Ghi chú"),
        (1, date(2022, 7, 9), "Nữ", "Cà Thị Xôm", "mới"),
    ]
    left: list[tuple[Value, ...]] = [
        ("TT", "Họ và tên", "Ngày kết nạp", "Ngày chuyển đi"),
        (1, "Vì Văn Đôi", ON, ON),
    ]
    job, outcome = await sent(store, "hom", book_of({"Một": first, "Hai": other, "Đi": left}))
    assert "Đọc gộp 2 trang, mỗi trang theo tiêu đề của nó: “Một”, “Hai”." in outcome.text
    assert "“Giới tính” là giới tính" in outcome.text
    assert "chưa đọc ở trang “Đi”" in outcome.text
    await store.write(lambda tx: imports.move(tx, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW))
    await work_off(worker(store))
    hom = [(cast.hom.left, cast.hom.right)]
    known = await store.read(lambda tx: people.find_by_name(tx, "Cà Thị Xôm", hom))
    assert [(one.facts.gender, one.path.milestones[0].on) for one in known] == [("female", date(2022, 7, 9))]


LEFT: list[tuple[Value, ...]] = [
    ("TT", "Họ và tên", "Ngày kết nạp", "TT", "Họ và tên", "Ngày công nhận chính thức"),
    (1, "Lò Văn Khặm", ON, 1, "Cà Văn Xôm", date(2024, 6, 1)),
]


@pytest.mark.parametrize(
    ("rows", "fresh", "unread"),
    [
        (LEFT, 1, "chưa đọc ở trang “Tháng 5, từ cột D”"),
        ([(*HEAD, None, *HEAD), (1, "Lò Văn Khặm", 1980, ON, None, 2, "Cà Văn Xôm", 1981, ON)], 2, ""),
        ([("Họ và tên khai sinh", "Họ và tên", "Ngày kết nạp"), ("Lò Văn Khặm", "Lò Khặm", ON)], 1, ""),
    ],
    ids=["two lists", "one list in two blocks", "two names of one person"],
)
async def test_of_lists_side_by_side_nobody_gets_what_is_told_of_their_neighbour(
    store: Store, cast: Cast, rows: Sequence[Sequence[Value]], fresh: int, unread: str
) -> None:
    _, outcome = await sent(store, "hom", book_of({"Tháng 5": rows}))
    assert outcome.found is not None
    assert (outcome.found.fresh, outcome.found.problems) == (fresh, [])
    assert unread in outcome.text
    assert "chính thức 1" not in outcome.text


async def test_a_csv_of_lists_side_by_side_is_read_as_far_as_the_first(store: Store, cast: Cast) -> None:
    text = "\n".join(";".join(str(cell) for cell in row) for row in LEFT)
    _, outcome = await sent(store, "hom", text.encode())
    assert outcome.found is not None
    assert (outcome.found.fresh, outcome.found.problems) == (1, [])
    assert "chính thức 1" not in outcome.text
