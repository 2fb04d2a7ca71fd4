"""Lists as offices keep them: headers of their own words, villages between the rows, who signs below."""

from datetime import date

import pytest

from domain.people import BirthDate, Gender
from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.columns import Layout, layout_of, unit_in
from handlers.importing.headers import Meaning, meaning_of
from handlers.importing.problems import RowFault
from handlers.importing.rows import ToldRow, read_row
from handlers.importing.work import work_off
from storage import imports, people
from storage.database import Store, Tx
from storage.imports import Job, JobState
from tests.cast import Cast
from tests.handlers.importing.lists import LIST, as_file, planned, stored, user_of, worker
from tests.handlers.turns import NOW

TODAY = date(2025, 10, 15)
Rows = list[tuple[Value, ...]]


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Họ, tên (khai sinh)", Meaning.NAME),
        ("Họ đệm và tên", Meaning.NAME),
        ("Họ và tên quần chúng ưu tú", Meaning.NAME),
        ("H. và tên", Meaning.NAME),
        ("Danh sách đảng viên", Meaning.NAME),
        ("Đảng viên được kết nạp", Meaning.NAME),
        ("Tên QCƯT", Meaning.NAME),
        ("Họ và", Meaning.FAMILY),
        ("Họ và chữ đệm", Meaning.FAMILY),
        ("Tên riêng", Meaning.GIVEN),
        ("Ng/th/năm sinh", Meaning.BORN),
        ("N.T.N sinh", Meaning.BORN),
        ("Nsinh", Meaning.BORN),
        ("Tuổi (năm sinh)", Meaning.BORN),
        ("Ngày sinh (dd/mm/yyyy)", Meaning.BORN),
        ("GT (Nam/Nữ)", Meaning.GENDER),
        ("Nam (Nữ)", Meaning.GENDER),
        ("Nữ (x)", Meaning.FEMALE),
        ("Là nữ", Meaning.FEMALE),
        ("Năm sinh của nữ", Meaning.FEMALE),
        ("Sinh năm: Nam", Meaning.MALE),
        ("Nam giới", Meaning.MALE),
        ("D.T", Meaning.ETHNICITY),
        ("Thành phần dân tộc", Meaning.ETHNICITY),
        ("T/giáo", Meaning.RELIGION),
        ("Đạo", Meaning.RELIGION),
        ("Nghề nghiệp, nơi làm việc", Meaning.CATEGORY),
        ("Nơi sinh hoạt đảng", Meaning.UNIT),
        ("Chi bộ trực thuộc", Meaning.UNIT),
        ("Chi, đảng bộ cơ sở", Meaning.UNIT),
        ("Tiểu khu", Meaning.UNIT),
        ("DB", Meaning.ADMISSION),
        ("Ngày vào Đảng: DB", Meaning.ADMISSION),
        ("Ngày KNĐV", Meaning.ADMISSION),
        ("Ngày tổ chức lễ", Meaning.ADMISSION),
        ("Thời điểm kết nạp", Meaning.ADMISSION),
        ("Ngày vào Đảng: CT", Meaning.OFFICIAL),
        ("Ngày c/thức", Meaning.OFFICIAL),
        ("Ngày C.T", Meaning.OFFICIAL),
        ("C/nhận chính thức", Meaning.OFFICIAL),
        ("Ngày vào Đảng/Ngày chính thức", Meaning.BOTH),
        ("Ngày KN/CT", Meaning.BOTH),
        ("QĐKN", Meaning.DECISION),
        ("Ngày ký quyết định", Meaning.DECISION),
        ("Lớp BDNTVĐ", Meaning.CLASS),
        ("Ngày cấp giấy chứng nhận", Meaning.CLASS),
        ("Ngày học cảm tình Đảng", Meaning.CLASS),
        ("Ngày bế giảng lớp", Meaning.CLASS),
        ("Ngày giới thiệu vào nguồn", Meaning.CANDIDATE),
        ("Ngày chi bộ xét nguồn", Meaning.CANDIDATE),
        ("Ngày NQCB", Meaning.RESOLUTION),
        ("Ngày CB họp", Meaning.RESOLUTION),
        ("Ngày làm HS", Meaning.DOSSIER),
    ],
)
def test_the_words_of_fifty_offices_are_known(header: str, meaning: Meaning) -> None:
    assert meaning_of(header) is meaning


@pytest.mark.parametrize(
    "header",
    [
        "Họ tên người giúp đỡ",
        "Họ và tên đảng viên hướng dẫn",
        "Họ tên vợ/chồng",
        "Nghề nghiệp khi vào Đảng",
        "Ngày, tháng, năm vào ngành",
        "Ngày tháng năm cấp",
        "Ngày kết nạp lại",
        "Chi bộ cũ",
        "Chuyển sinh hoạt từ",
        "Chỗ ở hiện nay (thôn, bản)",
        "Số GCN",
        "Kết nạp: Số QĐ",
        "Năm",
        "TĐHV",
    ],
)
def test_what_another_column_tells_is_not_taken_for_one_of_ours(header: str) -> None:
    assert meaning_of(header) is None


def of(rows: Rows) -> tuple[Layout, list[ToldRow]]:
    layout = layout_of(rows, TODAY)
    assert layout is not None
    told = [read_row(layout, place, row, TODAY) for place, row in enumerate(rows, start=1)]
    return layout, [row for row in told[layout.header_row + 1 :] if row]


def test_a_title_over_several_columns_goes_on_to_those_below_it() -> None:
    layout, told = of(
        [
            ("TT", "Họ và tên", "Năm sinh", None, "Ngày vào Đảng: DB / CT", None, "Ghi chú"),
            (None, None, "Nam", "Nữ", "DB", "CT", None),
            (1, "Lò Văn Khặm", 1990, None, "5/5/2023", "5/5/2024", None),
            (2, "Quàng Thị Ín", None, "12/3/1995", "15/4/2024", None, "chuyển đến từ xã khác"),
        ]
    )
    assert [(t.facts.gender, t.facts.birth_date, t.steps) for t in told] == [
        (
            Gender.MALE,
            BirthDate(year=1990),
            {Stage.ADMISSION: date(2023, 5, 5), Stage.OFFICIAL: date(2024, 5, 5)},
        ),
        (Gender.FEMALE, BirthDate(year=1995, month=3, day=12), {Stage.ADMISSION: date(2024, 4, 15)}),
    ]
    assert layout.unused == ("Ghi chú",)


def test_a_header_of_three_rows_tells_the_day_of_a_paper_from_its_number() -> None:
    layout, told = of(
        [
            ("TT", "Họ và tên", "Ngày sinh", None, "Vào Đảng", None, None),
            (None, None, "Nam", "Nữ", "Kết nạp", None, "Chính thức"),
            (None, None, None, None, "Số QĐ", "Ngày", None),
            (1, "Lò Văn Khặm", "12/03/1990", None, "12-QĐ/ĐU", "05/05/2023", "05/05/2024"),
        ]
    )
    assert (layout.header_row, layout.columns[Meaning.ADMISSION]) == (2, 5)
    assert told[0].steps == {Stage.ADMISSION: date(2023, 5, 5), Stage.OFFICIAL: date(2024, 5, 5)}


def test_a_title_over_two_columns_of_names_leaves_nobody_without_the_given_name() -> None:
    layout, told = of(
        [
            ("STT", "Họ và tên", None, "Chi bộ", "Ngày KN"),
            (1, "Lò Văn", "Khặm", "bản Hỏm", "05/05/2023"),
            (2, "Quàng Thị", "Ín", "bản Lầu", "15/04/2024"),
        ]
    )
    assert [row.facts.full_name for row in told] == ["Lò Văn Khặm", "Quàng Thị Ín"]
    assert Meaning.GIVEN in layout.guesses


@pytest.mark.parametrize("beside", [("Nam", "Nữ"), ("Thái", "Kinh"), ("x", None), (None, None)])
def test_what_else_stands_beside_the_names_is_no_part_of_them(beside: tuple[str | None, str | None]) -> None:
    head = ("STT", "Họ và tên", None, "Ngày KN")
    _, told = of([head, (1, "Lò Văn Khặm", beside[0], "5/5/2023"), (2, "Vì Thị Ín", beside[1], "5/5/2023")])
    assert [row.facts.full_name for row in told] == ["Lò Văn Khặm", "Vì Thị Ín"]


def test_days_written_with_the_month_first_are_read_so_where_the_column_leaves_no_doubt() -> None:
    head = ("Họ và tên", "Ngày kết nạp")
    layout, told = of(
        [
            head,
            ("Lò Văn Khặm", "05/25/2023"),
            ("Quàng Thị Ín", "04/15/2024"),
            ("Cà Văn Dón", "05/06/2025"),
        ]
    )
    assert layout.month_first == {Meaning.ADMISSION}
    assert [row.steps[Stage.ADMISSION] for row in told] == [
        date(2023, 5, 25),
        date(2024, 4, 15),
        date(2025, 5, 6),
    ]
    mixed, told = of([head, ("Lò Văn Khặm", "05/25/2023"), ("Quàng Thị Ín", "15/04/2024")])
    assert mixed.month_first == frozenset()
    assert [dict(row.unread) for row in told] == [{Meaning.ADMISSION: "05/25/2023"}, {}]


@pytest.mark.parametrize(
    ("cell", "steps"),
    [
        ("05/05/2023\n06/05/2024", {Stage.ADMISSION: date(2023, 5, 5), Stage.OFFICIAL: date(2024, 5, 6)}),
        ("5/5/2023; CT 6/5/2024", {Stage.ADMISSION: date(2023, 5, 5), Stage.OFFICIAL: date(2024, 5, 6)}),
        (date(2023, 5, 5), {Stage.ADMISSION: date(2023, 5, 5)}),
        ("-", {}),
        ("chờ", None),
        ("1/1/2020, 1/1/2021, 1/1/2022", None),
    ],
)
def test_two_days_in_one_cell_are_the_admission_and_the_recognition(
    cell: Value, steps: dict[Stage, date] | None
) -> None:
    _, (told,) = of([("Họ tên", "Năm sinh", "Ngày vào Đảng/Ngày chính thức"), ("Lò Văn Khặm", 1990, cell)])
    assert (told.steps, bool(told.unread)) == (steps or {}, steps is None)


def test_a_column_that_says_who_is_on_probation_holds_no_days() -> None:
    head = ("Họ tên", "Năm sinh", "Ngày kết nạp", "Dự bị/ chính thức")
    layout, (told,) = of([head, ("Lò Văn Khặm", 1990, "5/5/2023", "dự bị")])
    assert (told.unread, layout.unused) == ({}, ("Dự bị/ chính thức",))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("1. Lò Văn Khặm", "Lò Văn Khặm"),
        ("Đ/c Lò Văn Khặm", "Lò Văn Khặm"),
        ("Lò Văn Khặm\n(Bí thư đoàn)", "Lò Văn Khặm"),
        ("LÒ VĂN KHẶM - nữ", "Lò Văn Khặm"),
        ("Lò Văn Khặm (A)", "Lò Văn Khặm (A)"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Đinh Thị Minh-Châu", "Đinh Thị Minh-Châu"),
    ],
)
def test_what_an_office_writes_beside_a_name_is_no_part_of_it(cell: str, name: str) -> None:
    _, (told,) = of([("Họ tên", "Năm sinh", "Ngày KN"), (cell, 1990, "5/5/2023")])
    assert told.facts.full_name == name


@pytest.mark.parametrize("cell", ['=HYPERLINK("x") Lò', "+Lò Văn Cộng", "-Lò Văn Trừ", "@Lò A", "Lò Văn 2"])
def test_what_is_no_name_is_said_and_not_kept_as_one(cell: str) -> None:
    _, (told,) = of([("Họ tên", "Năm sinh", "Ngày KN"), (cell, 1990, "5/5/2023")])
    assert dict(told.unread) == {Meaning.NAME: cell}


def test_a_gender_or_an_ethnic_group_that_cannot_be_read_is_said() -> None:
    _, told = of(
        [
            ("Họ tên", "Giới tính", "Dân tộc", "Ngày KN"),
            ("Lò Văn Khặm", "1", "Sao Hỏa", "5/5/2023"),
            ("Vì Thị Ín", "-", "Không", "5/5/2023"),
        ]
    )
    assert [dict(row.unread) for row in told] == [{Meaning.GENDER: "1", Meaning.ETHNICITY: "Sao Hỏa"}, {}]


def test_a_birth_is_read_as_far_as_it_is_told() -> None:
    cells: list[Value] = ["tháng 5/1995", "5-1995", "năm 1995", "sinh năm 1995", "5/5/1995.", 1995.0]
    _, told = of([("Họ tên", "Năm sinh", "Ngày KN"), *[("Lò Văn Khặm", c, "5/5/2023") for c in cells]])
    assert [str(row.facts.birth_date) for row in told] == [
        "1995-05",
        "1995-05",
        "1995",
        "1995",
        "1995-05-05",
        "1995",
    ]


VILLAGES: Rows = [
    ("ĐẢNG BỘ XÃ CHIỀNG BÔM",),
    ("DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP",),
    ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày kết nạp"),
    ("I", "Bản Hỏm"),
    (1, "Lò Văn Khặm", "12/03/1990", "Nam", "05/05/2023"),
    (2, "Lò Văn Tình", "12/03/1991", "Nam", "05/05/2023"),
    (None, "Cộng bản Hỏm: 2"),
    ("II. Bản Lầu: 1 đồng chí",),
    (1, "Quàng Thị Ín", "05/09/1995", "Nữ", "15/04/2024"),
    (None, "Cộng", 1),
    (None, "Tổng số", 3),
    (),
    (None, "NGƯỜI LẬP BIỂU", None, None, "T/M CHI ỦY"),
    (None, "Lò Thị Hoa", None, None, "Tòng Văn Hặc"),
]


async def test_villages_stand_between_their_people_and_sums_and_signatures_are_nobody(
    store: Store, cast: Cast
) -> None:
    found, _ = await stored(store, "xa", VILLAGES)
    assert (found.fresh, found.problems) == (3, [])
    for name, cell in (("Lò Văn Tình", cast.hom), ("Quàng Thị Ín", cast.lau)):
        (person,) = await store.read(people.find_by_name, name, [(cast.commune.left, cast.commune.right)])
        assert person.unit_id == cell.id


async def test_the_cell_in_the_title_of_a_list_is_that_of_its_people(store: Store, cast: Cast) -> None:
    rows: Rows = [
        ("ĐẢNG BỘ XÃ CHIỀNG BÔM", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("CHI BỘ BẢN LẦU", None, None, "Chiềng Bôm, ngày 5 tháng 9 năm 2025"),
        ("STT", "Họ và tên", "Năm sinh", "Ngày KN"),
        (1, "Lò Văn Khặm", 1990, "05/05/2023"),
    ]
    await stored(store, "xa", rows)
    (person,) = await store.read(
        people.find_by_name, "Lò Văn Khặm", [(cast.commune.left, cast.commune.right)]
    )
    assert person.unit_id == cast.lau.id
    # Whoever has one cell only means it, whatever the title says.
    assert (await planned(store, "hom", [*rows[:3], (1, "Vì Văn Xôm", 1990, "05/05/2023")])).fresh == 1


async def test_a_damaged_file_holds_up_no_list_behind_it(store: Store, cast: Cast) -> None:
    def start(tx: Tx, content: bytes) -> Job:
        user = user_of(tx, "hom")
        return imports.start(tx, user_id=user.id, address=None, name="a.xlsx", content=content, now=NOW)

    whole = as_file(LIST)
    place = whole.index(b"xl/worksheets/sheet1.xml") + 60
    jobs = [await store.write(start, one) for one in (whole[:place] + bytes(30) + whole[place + 30 :], whole)]
    assert await work_off(worker(store)) == 2
    found = [await store.read(imports.by_id, job.id) for job in jobs]
    assert [job.state for job in found if job] == [JobState.REFUSED, JobState.SHOWN]


async def test_a_name_alone_is_said_unless_it_stands_below_a_sum_or_a_signature(
    store: Store, cast: Cast
) -> None:
    head: tuple[Value, ...] = ("STT", "Họ và tên", "Năm sinh", "Ngày KN")
    rows: Rows = [head, (1, "Vì Văn Xôm", None, None), ("Tổng số: 1",), (None, "Vì Văn Ký"), (2, "Vì Văn Sơ")]
    found = await planned(store, "hom", rows)
    assert [(p.number, p.fault) for p in found.problems] == [(2, RowFault.NO_STEP)]


async def test_of_the_cell_of_the_admission_and_that_of_now_a_person_is_in_the_latter(
    store: Store, cast: Cast
) -> None:
    rows: Rows = [
        (
            "Họ và tên khai sinh",
            "Nghề nghiệp khi vào Đảng",
            "Ngày vào Đảng",
            "Tại chi bộ",
            "Chi bộ sinh hoạt",
        ),
        ("Lò Văn Khặm", "Làm ruộng", "05/05/2023", "Chi bộ bản Hỏm", "bản Lầu"),
    ]
    layout, _ = of(rows)
    assert layout.columns[Meaning.UNIT] == 4
    assert (await planned(store, "xa", rows)).problems == []


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("DANH SÁCH ĐẢNG VIÊN CHI BỘ BẢN LẦU", "CHI BỘ BẢN LẦU"),
        ("Danh sách đảng viên mới kết nạp Chi bộ bản Lầu năm 2023", "Chi bộ bản Lầu"),
        ("Danh sách đảng viên chi bộ bản Lầu, xã Chiềng Bôm", "chi bộ bản Lầu"),
        ("DS ĐV CB bản Lầu xã Chiềng Bôm (tính đến 31/12)", "CB bản Lầu"),
        ("DANH SÁCH ĐẢNG VIÊN CÁC CHI BỘ TRỰC THUỘC", None),
        ("DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP", None),
        ("Chuyển từ chi bộ bản Lầu", None),
    ],
)
def test_the_title_of_a_list_names_the_cell_of_its_people(title: str, unit: str | None) -> None:
    assert unit_in(title) == unit


async def test_lists_one_below_the_other_are_each_of_their_own_cell(store: Store, cast: Cast) -> None:
    head: tuple[Value, ...] = ("STT", "Họ và tên", "Năm sinh", "Ngày KN")
    rows: Rows = []
    for cell, name in (("HỎM", "Lò Văn Khặm"), ("LẦU", "Vì Văn Xôm")):
        title = f"DANH SÁCH ĐẢNG VIÊN CHI BỘ BẢN {cell}"
        rows += [(title,), head, (1, name, 1990, "05/05/2023"), (None, "Cộng: 1"), ()]
    found, _ = await stored(store, "xa", rows)
    assert (found.fresh, found.problems) == (2, [])
    (person,) = await store.read(people.find_by_name, "Vì Văn Xôm", [(cast.commune.left, cast.commune.right)])
    assert person.unit_id == cast.lau.id
