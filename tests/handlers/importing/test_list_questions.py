"""What a list leaves open is asked about, and what an office writes is read."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.answered import Answered, UnitQuestion
from handlers.importing.columns import layout_of
from handlers.importing.headers import Meaning
from handlers.importing.problems import RowFault
from handlers.importing.slices import rows_of_slice, told_of
from handlers.importing.work import work
from rendering.wording import importing as wording
from storage import imports
from storage.database import Store, Tx
from storage.imports import Job
from tests.cast import Cast
from tests.handlers.importing.lists import GIVEN, LIST, TODAY, planned, shown, user_of, worker
from tests.handlers.turns import NOW


def unclear(cells: Sequence[str]) -> list[tuple[Value, ...]]:
    head: tuple[Value, ...] = ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày kết nạp")
    people = enumerate(zip(GIVEN, cells, strict=False))
    return [head, *((f"Lò Văn {name}", 1980 + n, cell, date(2023, 5, 1)) for n, (name, cell) in people)]


async def test_the_unit_that_most_rows_may_mean_is_asked_about_first(store: Store, cast: Cast) -> None:
    found = await planned(store, "xa", unclear(["bản Lậuu", "bản Hỏng", "bản Hỏng", "bản Hỏm"]))
    asked = found.question
    assert isinstance(asked, UnitQuestion)
    assert (asked.words, asked.rows, [unit.name for unit in asked.near]) == ("bản Hỏng", 2, ["bản Hỏm"])


async def test_a_unit_like_none_is_told_in_words(store: Store, cast: Cast) -> None:
    found = await planned(store, "xa", unclear(["Nơi Khác Xa", "bản Hỏm"]))
    assert found.question is None
    assert [problem.fault for problem in found.problems] == [RowFault.NO_UNIT]


async def test_an_answer_about_a_unit_reaches_no_further_than_its_giver(store: Store, cast: Cast) -> None:
    job, _ = await shown(store, "hom", unclear(["bản Hỏng", "bản Hỏm"]))
    known = Answered(asked="bản Hỏng").with_unit(cast.lau.id)
    await store.write(lambda tx: imports.keep_answers(tx, job.id, known.as_plain()))
    told = await store.read(told_of, job, NOW)
    assert told is not None
    rows = await store.read(rows_of_slice, job, told, 0)
    assert [row.problem and row.problem.fault for row in rows] == [RowFault.NO_UNIT, None]


async def test_a_column_told_is_no_longer_guessed_or_asked_about(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Năm sinh", "Mốc 1", "Mốc 2")]
    rows += [(f"Lò Văn {name}", 1990, date(2023, 1, 5), date(2023, 4, 5)) for name in GIVEN]
    layout = layout_of(rows, TODAY, {2: Meaning.CANDIDATE, 3: None})
    assert layout is not None
    assert (layout.columns[Meaning.CANDIDATE], layout.titles[Meaning.CANDIDATE]) == (2, "Mốc 1")
    assert Meaning.ADMISSION not in layout.columns
    assert layout.doubtful == ()


def office_sheet() -> bytes:
    """A list as an office keeps it: merged titles, a merged header of two rows, dates of every sort."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ("ĐẢNG BỘ XÃ MƯỜNG LẠN",),
        ("DANH SÁCH ĐẢNG VIÊN KẾT NẠP NĂM 2023",),
        (),
        ("TT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Chi bộ", "Ngày vào Đảng", None),
        (None, None, "Nam", "Nữ", None, "Dự bị", "Chính thức"),
        (1, "Lò Thị Mai", None, "12/3/1998", "bản Hỏm", date(2023, 5, 1), "01/05/2024"),
        (2, "Vì Văn Ánh", 1995, None, None, 45048, 45414),  # 2 May 2023 and 2024, as numbers of days
        (3, "Cà Văn Trẻ", "05.09.1990", None, "bản Lầu", "3-5-2023", None),
        (4, "Lò Văn Bình", "1988", None, None, "4.5.2023", None),
    ):
        page.append(row)
    for area in ("A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:G4", "E6:E7", "E8:E9"):
        page.merge_cells(area)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


async def test_a_list_as_an_office_keeps_it_is_read_whole(store: Store, cast: Cast) -> None:
    def start(tx: Tx) -> Job:
        user = user_of(tx, "xa")
        return imports.start(
            tx, user_id=user.id, address=None, name="xa.xlsx", content=office_sheet(), now=NOW
        )

    job = await store.write(start)
    outcome = await work(worker(store), job)
    assert outcome.found is not None
    assert (outcome.found.fresh, outcome.found.problems, outcome.found.question) == (4, [], None)
    assert outcome.found.steps == {Stage.ADMISSION: 4, Stage.OFFICIAL: 2}
    told = await store.read(told_of, job, NOW)
    assert told is not None
    rows = [row.told for row in await store.read(rows_of_slice, job, told, 0)]
    assert [str(row.facts.birth_date) for row in rows] == ["1998-03-12", "1995", "1990-09-05", "1988"]
    assert [row.steps[Stage.ADMISSION] for row in rows] == [date(2023, 5, day) for day in (1, 2, 3, 4)]


async def test_a_list_of_a_header_alone_is_said_to_hold_nobody(store: Store, cast: Cast) -> None:
    _, outcome = await shown(store, "xa", LIST[:2])
    assert outcome.text.endswith(wording.only_a_header())
