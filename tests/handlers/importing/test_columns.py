"""What the columns of real lists hold: by their headers, and by their values where those say nothing."""

from datetime import date

import pytest

from domain.people import BirthDate, Category, Gender
from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.columns import layout_of
from handlers.importing.headers import Meaning, meaning_of
from handlers.importing.rows import read_row

TODAY = date(2025, 10, 15)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Họ và tên", Meaning.NAME),
        ("HỌ TÊN", Meaning.NAME),
        ("Họ và tên đảng viên", Meaning.NAME),
        ("ho va ten", Meaning.NAME),
        ("Họ, tên", Meaning.NAME),
        ("Tên đảng viên", Meaning.NAME),
        ("Họ và tên khai sinh", Meaning.NAME),
        ("Ngày sinh", Meaning.BORN),
        ("Năm sinh", Meaning.BORN),
        ("Ngày, tháng, năm sinh", Meaning.BORN),
        ("NS", Meaning.BORN),
        ("Sinh ngày", Meaning.BORN),
        ("Giới tính", Meaning.GENDER),
        ("Nam/Nữ", Meaning.GENDER),
        ("Nữ", Meaning.FEMALE),
        ("Nam", Meaning.MALE),
        ("Họ, chữ đệm và tên", Meaning.NAME),
        ("Đồng chí", Meaning.NAME),
        ("HỌ VÀ TÊN\n(chữ in hoa)", Meaning.NAME),
        ("Họ & tên", Meaning.NAME),
        ("Ngày tháng năm sinh", Meaning.BORN),
        ("Ngày/tháng/năm sinh", Meaning.BORN),
        ("Sinh năm", Meaning.BORN),
        ("SN", Meaning.BORN),
        ("N/S", Meaning.BORN),
        ("Giới", Meaning.GENDER),
        ("Nam / nữ", Meaning.GENDER),
        ("G.tính", Meaning.GENDER),
        ("Phái", Meaning.GENDER),
        ("DT", Meaning.ETHNICITY),
        ("Dân tộc, tôn giáo", Meaning.ETHNICITY),
        ("T.giáo", Meaning.RELIGION),
        ("Chức vụ, đơn vị công tác hiện nay", Meaning.UNIT),
        ("Công tác", Meaning.CATEGORY),
        ("Tên chi bộ", Meaning.UNIT),
        ("Tổ chức đảng", Meaning.UNIT),
        ("Đang sinh hoạt tại", Meaning.UNIT),
        ("Khu phố", Meaning.UNIT),
        ("Ngày vào ĐCSVN (dự bị)", Meaning.ADMISSION),
        ("Dự bị", Meaning.ADMISSION),
        ("Ngày tổ chức lễ kết nạp", Meaning.ADMISSION),
        ("Kết nạp ngày", Meaning.ADMISSION),
        ("Ngày kn Đảng", Meaning.ADMISSION),
        ("KN", Meaning.ADMISSION),
        ("Chính thức", Meaning.OFFICIAL),
        ("Ngày công nhận đảng viên chính thức", Meaning.OFFICIAL),
        ("Ngày chuyển CT", Meaning.OFFICIAL),
        ("Ngày QĐ kết nạp", Meaning.DECISION),
        ("Ngày ra quyết định kết nạp", Meaning.DECISION),
        ("Học lớp đối tượng kết nạp Đảng", Meaning.CLASS),
        ("Hoàn thành lớp cảm tình Đảng", Meaning.CLASS),
        ("Ngày BDNT", Meaning.CLASS),
        ("Ngày lập hồ sơ", Meaning.DOSSIER),
        ("Nghị quyết chi bộ", Meaning.RESOLUTION),
        ("Nguồn từ", Meaning.CANDIDATE),
        ("Dân tộc", Meaning.ETHNICITY),
        ("D.tộc", Meaning.ETHNICITY),
        ("Tôn giáo", Meaning.RELIGION),
        ("Nghề nghiệp", Meaning.CATEGORY),
        ("Nghề nghiệp, chức vụ", Meaning.CATEGORY),
        ("Thành phần", Meaning.CATEGORY),
        ("Đối tượng", Meaning.CATEGORY),
        ("Chi bộ", Meaning.UNIT),
        ("Chi bộ sinh hoạt", Meaning.UNIT),
        ("Đơn vị", Meaning.UNIT),
        ("Đơn vị công tác", Meaning.UNIT),
        ("Thôn, bản", Meaning.UNIT),
        ("Ngày kết nạp", Meaning.ADMISSION),
        ("Ngày KN", Meaning.ADMISSION),
        ("Ngày vào Đảng", Meaning.ADMISSION),
        ("Ngày vào Đảng (dự bị)", Meaning.ADMISSION),
        ("Ngày, tháng, năm kết nạp Đảng", Meaning.ADMISSION),
        ("Ngày chính thức", Meaning.OFFICIAL),
        ("Ngày vào Đảng chính thức", Meaning.OFFICIAL),
        ("Công nhận chính thức", Meaning.OFFICIAL),
        ("Ngày CT", Meaning.OFFICIAL),
        ("Ngày học lớp nhận thức", Meaning.CLASS),
        ("Lớp bồi dưỡng nhận thức về Đảng", Meaning.CLASS),
        ("GCN bồi dưỡng", Meaning.CLASS),
        ("Ngày đưa vào nguồn", Meaning.CANDIDATE),
        ("QCUT từ ngày", Meaning.CANDIDATE),
        ("Quần chúng ưu tú", Meaning.CANDIDATE),
        ("NTNS", Meaning.BORN),
        ("Nơi sinh hoạt", Meaning.UNIT),
        ("Tổ dân phố", Meaning.UNIT),
        ("TDP", Meaning.UNIT),
        ("Khu dân cư", Meaning.UNIT),
        ("Xóm", Meaning.UNIT),
        ("Buôn", Meaning.UNIT),
        ("Ngày vào ĐCSVN", Meaning.ADMISSION),
        ("Ngày vào ĐCS VN", Meaning.ADMISSION),
        ("Ngày KNĐ", Meaning.ADMISSION),
        ("Ngày làm lễ KN", Meaning.ADMISSION),
        ("Ngày c.thức", Meaning.OFFICIAL),
        ("Ngày công nhận CT", Meaning.OFFICIAL),
        ("Ngày CNCT", Meaning.OFFICIAL),
        ("Ngày xét của chi bộ", Meaning.RESOLUTION),
        ("Ngày có NQ của chi bộ", Meaning.RESOLUTION),
        ("Nghị quyết đề nghị kết nạp của chi bộ", Meaning.RESOLUTION),
        ("Chi bộ kết nạp", Meaning.UNIT),
        ("Tổ chức cơ sở đảng", Meaning.UNIT),
        ("D/tộc", Meaning.ETHNICITY),
        ("Tên đ/c", Meaning.NAME),
    ],
)
def test_the_headers_of_real_lists_are_known(header: str, meaning: Meaning) -> None:
    row = ("TT", header, "ghi chú") if meaning is Meaning.NAME else ("Họ và tên", header, "ghi chú")
    layout = layout_of([row, (None, None, None)], TODAY)
    assert layout is not None
    assert layout.columns[meaning] == 1


@pytest.mark.parametrize(
    "header",
    [
        "Hết dự bị",
        "Ngày kết thúc dự bị",
        "Ngày hoàn thành dự bị",
        "Thời gian dự bị",
        "Ngày nộp đơn xin vào Đảng",
        "Họ tên bí thư chi bộ",
        "Ngày chuyển sinh hoạt",
        "Ngày sinh hoạt đảng",
        "Nơi thường trú (thôn, bản)",
    ],
)
def test_a_header_that_is_like_one_of_ours_is_none(header: str) -> None:
    assert meaning_of(header) is None


def test_a_header_of_two_rows_below_titles_is_one() -> None:
    layout = layout_of(
        [
            ("ĐẢNG BỘ HUYỆN", None, None),
            ("Họ và tên", "Ngày, tháng, năm", None),
            (None, "vào Đảng", "chính thức"),
            ("Lò Thị Mai", date(2024, 1, 5), "5/1/2025"),
        ],
        TODAY,
    )
    assert layout is not None
    assert layout.header_row == 2
    assert (layout.columns[Meaning.ADMISSION], layout.columns[Meaning.OFFICIAL]) == (1, 2)


def test_a_row_is_read_whatever_its_cells_are_written_as() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ đệm", "Tên", "Năm sinh", "Nữ", "Dân tộc", "Nghề nghiệp", "Ngày kết nạp"),
        ("LÒ THỊ", "MAI", "12/03/98", "x", "Thái", "giáo viên", 45724),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    told = read_row(layout, 2, rows[1], TODAY)
    assert told is not None
    facts = told.facts
    assert (facts.full_name, facts.birth_date) == ("Lò Thị Mai", BirthDate(year=1998, month=3, day=12))
    assert (facts.gender, facts.ethnicity, facts.categories) == (Gender.FEMALE, "Thái", (Category.TEACHER,))
    assert told.steps == {Stage.ADMISSION: date(2025, 3, 8)}


@pytest.mark.parametrize(
    "header",
    [
        "Số quyết định kết nạp",
        "Số thẻ đảng viên",
        "Ngày cấp thẻ đảng",
        "Nơi sinh",
        "Quê quán",
        "Người giới thiệu vào Đảng",
        "Ngày vào Đoàn",
        "Tuổi Đảng",
        "Ngày chính thức (dự kiến)",
        "Ghi chú",
        "TT",
    ],
)
def test_what_only_looks_like_a_column_of_ours_is_none(header: str) -> None:
    assert meaning_of(header) is None


def test_a_list_without_a_header_is_read_by_its_values() -> None:
    rows: list[tuple[Value, ...]] = [
        (1, "Lò Thị Mai", "nữ", "12/03/1998", "Thái", "bản Hỏm", "08/03/2024", "08/03/2025"),
        (2, "Vì Văn Ánh", "nam", "05/09/1995", "Thái", "bản Lầu", "15/04/2024", "15/04/2025"),
        (3, "Quàng Thị Ơn", "nữ", "01/02/1990", "Kinh", "bản Lầu", "15/04/2024", "15/04/2025"),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    assert layout.header_row == -1
    assert layout.columns == {
        Meaning.NAME: 1,
        Meaning.GENDER: 2,
        Meaning.BORN: 3,
        Meaning.ETHNICITY: 4,
        Meaning.UNIT: 5,
        Meaning.ADMISSION: 6,
        Meaning.OFFICIAL: 7,
    }
    assert layout.titles[Meaning.ADMISSION] == "G"


def test_a_header_that_says_nothing_leaves_its_column_to_the_values() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Thời gian", "Thời điểm", "Ở đâu"),
        ("Lò Thị Mai", date(1998, 3, 12), date(2025, 3, 8), "bản Hỏm"),
        ("Vì Văn Ánh", date(1995, 9, 5), date(2025, 4, 15), "bản Lầu"),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    assert layout.columns == {Meaning.NAME: 0, Meaning.BORN: 1, Meaning.ADMISSION: 2, Meaning.UNIT: 3}


def test_dates_that_may_be_anything_are_named_and_not_guessed() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Chi bộ", "Thời gian"),
        ("Lò Thị Mai", "bản Hỏm", date(1980, 3, 12)),
        ("Vì Văn Ánh", "bản Hỏm", date(1985, 9, 5)),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    assert Meaning.ADMISSION not in layout.columns and Meaning.BORN not in layout.columns
    assert layout.doubtful == (2,)


def test_a_year_under_nam_or_nu_tells_the_birth_and_the_gender() -> None:
    rows: list[tuple[Value, ...]] = [
        ("TT", "Họ và tên", "Năm sinh", None, "Ngày vào Đảng", None),
        (None, None, "Nam", "Nữ", "Dự bị", "Chính thức"),
        (1, "Lò Văn Thắng", 1990, None, "3/2/2023", "3/2/2024"),
        (2, "Lò Thị Mai", None, 1998, "3/2/2023", None),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    told = [read_row(layout, place + 1, row, TODAY) for place, row in enumerate(rows[2:], start=2)]
    assert [(t.facts.gender, t.facts.birth_date) for t in told if t] == [
        (Gender.MALE, BirthDate(year=1990)),
        (Gender.FEMALE, BirthDate(year=1998)),
    ]
    assert [t.steps for t in told if t] == [
        {Stage.ADMISSION: date(2023, 2, 3), Stage.OFFICIAL: date(2024, 2, 3)},
        {Stage.ADMISSION: date(2023, 2, 3)},
    ]


@pytest.mark.parametrize(
    ("told", "on"),
    [
        ("8/3/2025", date(2025, 3, 8)),
        ("08-03-2025", date(2025, 3, 8)),
        ("8.3.25", date(2025, 3, 8)),
        ("ngày 8 tháng 3 năm 2025", date(2025, 3, 8)),
        ("2025-03-08", date(2025, 3, 8)),
        ("08032025", date(2025, 3, 8)),
        ("20250308", date(2025, 3, 8)),
        ("20010203", date(2001, 2, 3)),
        ("'08/03/2025", date(2025, 3, 8)),
        ("8/3/2025 00:00", date(2025, 3, 8)),
        ("2025-03-08 14:30:00", date(2025, 3, 8)),
        ("8/ 3/ 2025", date(2025, 3, 8)),
        (45724, date(2025, 3, 8)),
        ("45724", date(2025, 3, 8)),
        ("31/2/2025", None),
        ("tháng 3", None),
    ],
)
def test_a_date_is_read_however_it_was_typed(told: Value, on: date | None) -> None:
    rows: list[tuple[Value, ...]] = [("Họ và tên", "Ngày kết nạp"), ("Lò Thị Mai", told)]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    row = read_row(layout, 2, rows[1], TODAY)
    assert row is not None
    assert row.steps == ({Stage.ADMISSION: on} if on else {})
    assert bool(row.unread) == (on is None)


def test_a_row_of_a_person_without_a_whole_name_is_said_and_a_total_is_not() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Ngày sinh", "Dân tộc", "Ngày kết nạp"),
        ("Mai", "12/3/1998", None, "8/3/2025"),
        (None, 1988, None, "8/3/2025"),
        (None, "1988", "Thái", None),
        (None, 12, None, None),
        ("Cộng: 2", None, None, None),
        ("BÍ THƯ", None, None, "Ngày 8 tháng 3 năm 2025"),
    ]
    layout = layout_of(rows, TODAY)
    assert layout is not None
    told = [read_row(layout, place, row, TODAY) for place, row in enumerate(rows[1:], start=2)]
    unread = [row.unread if row else None for row in told]
    assert unread == [{Meaning.NAME: "Mai"}, {Meaning.NAME: ""}, {Meaning.NAME: ""}, None, None, None]


@pytest.mark.parametrize(
    "header",
    ["Ngày miễn sinh hoạt", "Ngày giới thiệu", "Ngày bổ nhiệm", "Ngày cấp CCCD", "Ngày mất",
     "Thành phần gia đình", "Ngày vào ngành"],
)  # fmt: skip
def test_dates_of_other_things_are_neither_read_nor_asked_about(header: str) -> None:
    head = ("Họ và tên", "Năm sinh", "Ngày kết nạp", header)
    rows = [(f"Lò Văn {name}", 1980, date(2020, 5, 1), date(2010, 5, n)) for n, name in enumerate("ABC", 1)]
    layout = layout_of([head, *rows], TODAY)
    assert layout is not None
    assert (3 in layout.columns.values(), layout.doubtful) == (False, ())


def test_the_column_of_cells_is_taken_before_that_of_workplaces() -> None:
    head = ("Họ và tên", "Chức vụ, đơn vị công tác", "Chi bộ", "Chi bộ cũ", "Ngày kết nạp")
    layout = layout_of([head, ("Lò Văn A", "UBND xã", "bản Hỏm", "bản Lầu", "1/5/2020")], TODAY)
    assert layout is not None
    assert layout.columns[Meaning.UNIT] == 2
