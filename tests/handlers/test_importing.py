"""A list of one's own: columns guessed, shown first, stored once, taken back whole."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.assistant import rule_book
from domain.errors import NotAllowed, NothingToUndo
from domain.messages import ChannelName
from domain.people import BirthDate, Category, Gender
from domain.periods import year_period
from domain.pipeline import Stage
from domain.sheets import Value
from domain.users import User
from handlers import importing
from handlers.columns import Meaning, layout_of, read_row
from handlers.context import Context
from handlers.importing import Plan
from storage import projections, statistics, users
from storage.database import Store, Tx
from tests.cast import Cast, found_commune
from tests.handlers.test_unreported import NOW

BOOK = rule_book()
CONTEXT = Context(now=NOW, book=BOOK)
TODAY = date(2025, 10, 15)

LIST: list[tuple[Value, ...]] = [
    ("DANH SÁCH ĐẢNG VIÊN MỚI KẾT NẠP", None, None, None, None),
    ("TT", "Họ và tên", "Năm sinh", "Chi bộ", "Ngày vào Đảng"),
    (1, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (2, "VÌ THỊ ÁNH", "05/09/1995", "CB bản Lầu", "15/4/2025"),
    (3, "Quàng Văn Trai", 1990, "bản Không Có", date(2025, 5, 1)),
    (4, "Cà Văn Trẻ", 2012, "bản Hỏm", date(2025, 5, 1)),
    (5, "Lò Văn Xuân", 1990, "bản Hỏm", "31/2/2025"),
    (6, "Lò Thị Mai", 1998, "bản Hỏm", date(2025, 3, 8)),
    (None, "Tổng cộng: 6", None, None, None),
]


@pytest.fixture
async def cast(store: Store) -> Cast:
    return await store.write(found_commune, BOOK)


def user_of(tx: Tx, account: str) -> User:
    user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
    assert user is not None
    return user


def planned(tx: Tx, account: str, rows: Sequence[Sequence[Value]] = LIST) -> Plan:
    made = importing.plan(tx, CONTEXT, user_of(tx, account), rows)
    assert made is not None
    return made


def stored(tx: Tx, account: str, rows: Sequence[Sequence[Value]] = LIST) -> tuple[Plan, int]:
    done = importing.carry_out(tx, CONTEXT, user_of(tx, account), rows)
    assert done is not None
    return done


def admitted(tx: Tx, cast: Cast) -> int:
    interval = (cast.commune.left, cast.commune.right)
    return statistics.total(tx, Stage.ADMISSION, interval, year_period(2025), TODAY).value


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
        ("Nữ", Meaning.GENDER),
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
    ],
)
def test_the_headers_of_real_lists_are_known(header: str, meaning: Meaning) -> None:
    row = ("TT", header, "ghi chú") if meaning is Meaning.NAME else ("Họ và tên", header, "ghi chú")
    layout = layout_of([row, (None, None, None)])
    assert layout is not None
    assert layout.columns[meaning] == 1


def test_a_header_of_two_rows_below_titles_is_one() -> None:
    layout = layout_of(
        [
            ("ĐẢNG BỘ HUYỆN", None, None),
            ("Họ và tên", "Ngày, tháng, năm", None),
            (None, "vào Đảng", "chính thức"),
            ("Lò Thị Mai", date(2024, 1, 5), "5/1/2025"),
        ]
    )
    assert layout is not None
    assert layout.header_row == 2
    assert (layout.columns[Meaning.ADMISSION], layout.columns[Meaning.OFFICIAL]) == (1, 2)


def test_a_row_is_read_whatever_its_cells_are_written_as() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ đệm", "Tên", "Năm sinh", "Nữ", "Dân tộc", "Nghề nghiệp", "Ngày kết nạp"),
        ("LÒ THỊ", "MAI", "12/03/98", "x", "Thái", "giáo viên", 45724),
    ]
    layout = layout_of(rows)
    assert layout is not None
    told = read_row(layout, 2, rows[1], TODAY)
    assert told is not None
    facts = told.facts
    assert (facts.full_name, facts.birth_date) == ("Lò Thị Mai", BirthDate(year=1998, month=3, day=12))
    assert (facts.gender, facts.ethnicity, facts.categories) == (Gender.FEMALE, "Thái", (Category.TEACHER,))
    assert told.steps == {Stage.ADMISSION: date(2025, 3, 8)}


async def test_the_preview_counts_and_names_what_it_cannot_take(store: Store, cast: Cast) -> None:
    made = await store.read(planned, "xa")
    assert [one.row.facts.full_name for one in made.planned] == ["Lò Thị Mai", "Vì Thị Ánh"]
    assert made.repeated == [8]
    assert [(p.number, p.cell, p.told) for p in made.problems if p.cell] == [
        (5, Meaning.UNIT, "bản Không Có"),
        (7, Meaning.ADMISSION, "31/2/2025"),
    ]
    assert [p.number for p in made.problems if p.refusal] == [6]
    assert await store.read(admitted, cast) == 0


async def test_the_same_list_again_changes_nothing(store: Store, cast: Cast) -> None:
    await store.write(stored, "xa")
    assert await store.read(admitted, cast) == 2
    again, _ = await store.write(stored, "xa")
    assert (again.planned, again.known) == ([], 2)
    assert await store.read(admitted, cast) == 2


async def test_an_import_is_taken_back_whole_and_once(store: Store, cast: Cast) -> None:
    _, report = await store.write(stored, "xa")

    def undo(tx: Tx, account: str) -> int:
        return importing.undo(tx, CONTEXT, user_of(tx, account), report)

    with pytest.raises(NothingToUndo):
        await store.write(undo, "hom")
    assert await store.write(undo, "xa") == 2
    assert await store.read(admitted, cast) == 0
    with pytest.raises(NothingToUndo):
        await store.write(undo, "xa")
    assert await store.read(lambda tx: list(projections.differences(tx, BOOK))) == []
    await store.write(stored, "xa")
    assert await store.read(admitted, cast) == 2


async def test_a_secretary_imports_into_the_own_cell_only(store: Store, cast: Cast) -> None:
    made = await store.read(planned, "hom")
    assert [one.row.facts.full_name for one in made.planned] == ["Lò Thị Mai"]
    with pytest.raises(NotAllowed):
        await store.read(planned, "admin")


async def test_a_later_list_adds_the_next_step_to_the_same_people(store: Store, cast: Cast) -> None:
    rows: list[tuple[Value, ...]] = [
        ("Họ và tên", "Năm sinh", "Ngày kết nạp", "Ngày chính thức"),
        ("Lò Thị Mai", 1998, date(2024, 3, 8), None),
    ]
    await store.write(stored, "hom", rows)
    rows[1] = ("Lo Thi Mai", 1998, date(2024, 3, 8), date(2025, 3, 8))
    made, _ = await store.write(stored, "hom", rows)
    (one,) = made.planned
    assert one.person is not None
    assert one.steps == ((Stage.OFFICIAL, date(2025, 3, 8)),)
