"""An organisation from a table of units: who belongs to whom, how many members, which targets."""

from datetime import date

import pytest

from bot.assistant import rule_book
from domain.periods import year_period
from domain.sheets import Value
from domain.units import WHOLE_TREE, UnitKind
from domain.users import Role
from handlers.importing.answered import Answered, column_question
from handlers.importing.problems import RowFault
from handlers.importing.unit_lists import UnitColumn, bare_name, read_unit, unit_layout_of
from handlers.importing.work import work, work_off
from handlers.importing.worker import Outcome
from storage import imports, quotas, units, users
from storage.database import Store, Tx
from storage.imports import Job, JobState
from tests.handlers.importing.lists import TODAY, worker
from tests.handlers.turns import NOW

BOOK = rule_book()
HEAD = "TT;Tên đơn vị;Trực thuộc;Số đảng viên;Chỉ tiêu kết nạp năm 2025\n"
LIST = (
    "DANH SÁCH TỔ CHỨC ĐẢNG\n"
    + HEAD
    + "1;Đảng bộ tỉnh Sơn La;;;\n"
    + "2;Đảng bộ xã Chiềng Bôm;Đảng bộ tỉnh Sơn La;383;10-15\n"
    + "3;Chi bộ bản Hỏm;xã Chiềng Bôm;51;4\n"
    + "4;Chi bộ Bản Lầu;Xã Chiềng Bôm;1.020;\n"
    + "5;Chi bộ Trường THCS Chiềng Bôm;xã Chiềng Bôm;12;nhiều\n"
    + "6;Chi bộ bản Xa;xã Không Có;12;1\n"
    + ";Tổng cộng;;446;\n"
)


async def taken_in(store: Store, text: str, user_id: int | None = None) -> tuple[Job, Outcome]:
    def start(tx: Tx) -> Job:
        return imports.start(
            tx, user_id=user_id, address=None, name="don-vi.csv", content=text.encode(), now=NOW
        )

    job = await store.write(start)
    outcome = await work(worker(store), job)
    await store.write(imports.move, job.id, [JobState.SHOWN], JobState.CONFIRMED, NOW)
    await work_off(worker(store))
    return job, outcome


async def taken_back(store: Store, job: Job) -> Outcome:
    await store.write(imports.move, job.id, [JobState.DONE], JobState.UNDOING, NOW)
    undoing = await store.read(imports.next_to_work)
    assert undoing is not None
    return await work(worker(store), undoing)


async def test_an_organisation_is_founded_in_an_empty_database(store: Store) -> None:
    _, outcome = await taken_in(store, LIST)
    assert outcome.found is not None
    assert outcome.found.units is not None
    assert outcome.found.units.fresh == 4
    assert [(p.number, p.fault, p.told) for p in outcome.found.problems] == [
        (7, RowFault.UNREAD, "nhiều"),
        (8, RowFault.NO_PARENT, "xã Không Có"),
    ]
    tree = await store.read(units.within, *WHOLE_TREE)
    assert [(unit.name, unit.kind) for unit in tree] == [
        ("tỉnh Sơn La", UnitKind.PROVINCE),
        ("xã Chiềng Bôm", UnitKind.COMMUNE),
        ("bản Hỏm", UnitKind.PARTY_CELL),
        ("bản Lầu", UnitKind.PARTY_CELL),
    ]
    assert tree[2].parent_id == tree[1].id
    members = await store.read(units.figure, tree[3].id, "members", date(2026, 1, 1))
    target = await store.read(quotas.same_period, tree[1].id, year_period(2025))
    assert members is not None and target is not None
    assert (members.value, target.low, target.high) == (1020, 10, 15)


async def test_the_same_list_of_units_again_changes_nothing(store: Store) -> None:
    await taken_in(store, LIST)
    _, again = await taken_in(store, LIST)
    assert again.found is not None
    assert again.found.units is not None
    assert (again.found.count, again.found.units.known) == (0, 4)


async def test_cells_below_their_commune_need_no_column_for_it(store: Store) -> None:
    rows = ("Đơn vị;Số đảng viên", "Đảng bộ xã A;", "Chi bộ bản 1;10", "Chi bộ bản 2;11", "Đảng bộ xã B;")
    text = "\n".join((*rows, "Chi bộ bản 1;9", ""))
    await taken_in(store, text)
    tree = await store.read(units.within, *WHOLE_TREE)
    names = {unit.id: unit.name for unit in tree}
    assert [(unit.name, names.get(unit.parent_id or 0)) for unit in tree] == [
        ("xã A", None),
        ("bản 1", "xã A"),
        ("bản 2", "xã A"),
        ("xã B", None),
        ("bản 1", "xã B"),
    ]


async def test_units_that_nobody_uses_go_with_their_list(store: Store) -> None:
    job, _ = await taken_in(store, "Đơn vị;Số đảng viên\nĐảng bộ xã A;\nChi bộ bản 1;10\n")
    await store.write(imports.move, job.id, [JobState.DONE], JobState.UNDOING, NOW)
    await work_off(worker(store))
    assert await store.read(units.within, *WHOLE_TREE) == []


async def test_sizes_and_targets_of_a_list_go_with_it_and_what_was_told_before_is_back(store: Store) -> None:
    await taken_in(store, "Đơn vị;Số đảng viên;Chỉ tiêu 2025\nĐảng bộ xã A;30;5\nChi bộ bản 1;10;2\n")
    tree = await store.read(units.within, *WHOLE_TREE)

    async def told() -> list[tuple[int | None, int | None]]:
        sizes = [await store.read(units.figure, unit.id, "members", TODAY) for unit in tree]
        targets = [await store.read(quotas.same_period, unit.id, year_period(2025)) for unit in tree]
        pairs = zip(sizes, targets, strict=True)
        return [(size.value if size else None, target.low if target else None) for size, target in pairs]

    rows = "Đơn vị;Số đảng viên;Chỉ tiêu 2025\nĐảng bộ xã A;30;5\nChi bộ bản 1;14;3\nChi bộ bản 2;8;1\n"
    job, _ = await taken_in(store, rows)
    assert await told() == [(30, 5), (14, 3)]
    outcome = await taken_back(store, job)
    assert await told() == [(30, 5), (10, 2)]
    assert outcome.text == (
        "Đã bỏ cả lần nhập: số đảng viên của 2 đơn vị, chỉ tiêu của 2 đơn vị. "
        "Giữ lại 1 đơn vị đã có chỉ tiêu, người dùng, báo cáo hay đơn vị trực thuộc."
    )


async def test_a_size_that_was_told_anew_since_stays_when_a_list_is_taken_back(store: Store) -> None:
    await taken_in(store, "Đơn vị;Số đảng viên\nĐảng bộ xã A;\nChi bộ bản 1;10\n")
    second, _ = await taken_in(store, "Đơn vị;Số đảng viên\nChi bộ bản 1;12\n")
    await taken_in(store, "Đơn vị;Số đảng viên\nChi bộ bản 1;14\n")
    outcome = await taken_back(store, second)
    tree = await store.read(units.within, *WHOLE_TREE)
    size = await store.read(units.figure, tree[1].id, "members", TODAY)
    assert size is not None
    assert size.value == 14
    assert outcome.text == "Không bỏ gì. Giữ số đảng viên của 1 đơn vị đã ghi lại sau đó."


async def test_a_unit_of_a_list_that_has_a_user_since_is_kept_and_said_to_be(store: Store) -> None:
    job, _ = await taken_in(store, "Đơn vị;Số đảng viên\nĐảng bộ xã A;\nChi bộ bản 1;10\nChi bộ bản 2;9\n")
    tree = await store.read(units.within, *WHOLE_TREE)

    def join(tx: Tx) -> None:
        users.assign(tx, users.add_user(tx, "hom", NOW), Role.SECRETARY, tree[1].id, NOW)

    await store.write(join)
    outcome = await taken_back(store, job)
    assert [unit.name for unit in await store.read(units.within, *WHOLE_TREE)] == ["xã A", "bản 1"]
    assert outcome.text == (
        "Đã bỏ cả lần nhập: 1 đơn vị mới, số đảng viên của 2 đơn vị. "
        "Giữ lại 2 đơn vị đã có chỉ tiêu, người dùng, báo cáo hay đơn vị trực thuộc."
    )


async def test_an_officer_is_told_who_can_enter_a_unit_that_is_new(store: Store) -> None:
    await taken_in(store, "Đơn vị;Số đảng viên\nĐảng bộ xã A;\nChi bộ bản Hỏm;10\n")
    tree = await store.read(units.within, *WHOLE_TREE)

    def join(tx: Tx) -> int:
        user_id = users.add_user(tx, "xa", NOW)
        users.assign(tx, user_id, Role.OFFICER, tree[0].id, NOW)
        return user_id

    text = "Đơn vị;Trực thuộc;Chỉ tiêu 2025\nChi bộ Trạm Y tế;xã A;2\nChi bộ bản Hỏm;xã A;2\n"
    user_id = await store.write(join)
    _, outcome = await taken_in(store, text, user_id)
    assert outcome.found is not None
    assert [(p.number, p.fault, p.told) for p in outcome.found.problems] == [
        (2, RowFault.NOT_FOUNDED, "Trạm Y tế")
    ]


def test_a_target_of_a_group_beside_the_whole_one_is_said_to_be_left_out() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Chi bộ", "Chỉ tiêu kết nạp năm 2027", None),
        (None, "Tổng số", "Trong đó nữ"),
        ("bản Hỏm", 3, 1),
    ]
    layout = unit_layout_of(rows)
    assert layout is not None
    assert layout.columns[UnitColumn.QUOTA] == 1
    assert layout.left_out == ("Chỉ tiêu kết nạp năm 2027 Trong đó nữ",)


async def test_a_unit_that_two_rows_tell_of_is_taken_from_the_first(store: Store) -> None:
    _, outcome = await taken_in(
        store, "Đơn vị;Số đảng viên\nĐảng bộ xã A;\nChi bộ bản 1;10\nChi bộ bản 1;12\n"
    )
    assert outcome.found is not None
    assert [(p.number, p.fault, p.told) for p in outcome.found.problems] == [(4, RowFault.REPEATED, "3")]
    tree = await store.read(units.within, *WHOLE_TREE)
    members = await store.read(units.figure, tree[1].id, "members", date(2026, 1, 1))
    assert members is not None
    assert members.value == 10


async def test_a_superior_that_is_misspelt_is_offered_by_its_name(store: Store) -> None:
    await taken_in(store, "Đơn vị;Số đảng viên\nĐảng bộ xã Chiềng Bôm;\nChi bộ bản 1;10\n")
    rows = "Đơn vị;Trực thuộc;Chỉ tiêu 2026\nChi bộ bản 1;xã Chiềng Bốn;2\nChi bộ bản 1;Chiềng Bôm;3\n"
    _, outcome = await taken_in(store, rows)
    assert outcome.found is not None and outcome.found.units is not None
    told = [(p.number, p.fault, [unit.name for unit in p.near]) for p in outcome.found.problems]
    assert told == [(2, RowFault.NO_PARENT, ["xã Chiềng Bôm"])]
    assert (outcome.found.units.fresh, outcome.found.units.quotas) == (0, 1)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Chi bộ bản Hỏm", "bản Hỏm"),
        ("Đảng bộ  xã Chiềng Bôm", "xã Chiềng Bôm"),
        ("Đảng ủy phường 5", "phường 5"),
        ("Chi bộ Trường THCS Chiềng Bôm", "Trường THCS Chiềng Bôm"),
        ("CB: Bản Lầu", "bản Lầu"),
    ],
)
def test_a_name_carries_the_word_of_the_place_only(written: str, name: str) -> None:
    assert bare_name(written) == name


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Trực thuộc", UnitColumn.PARENT),
        ("Đảng ủy cấp trên", UnitColumn.PARENT),
        ("Đảng bộ xã", UnitColumn.PARENT),
        ("Xã, phường", UnitColumn.PARENT),
        ("Loại hình", UnitColumn.KIND),
        ("Tổng số ĐV", UnitColumn.MEMBERS),
        ("SL đảng viên", UnitColumn.MEMBERS),
        ("Đảng viên hiện có", UnitColumn.MEMBERS),
        ("Chỉ tiêu kết nạp 2026", UnitColumn.QUOTA),
        ("KH năm 2026", UnitColumn.QUOTA),
        ("CT 2026", UnitColumn.QUOTA),
        ("Số giao", UnitColumn.QUOTA),
    ],
)
def test_the_headers_of_real_lists_of_units_are_known(header: str, meaning: UnitColumn) -> None:
    layout = unit_layout_of([("TT", "Tên TCĐ", header)])
    assert layout is not None
    assert layout.columns == {UnitColumn.NAME: 1, meaning: 2}


def test_a_list_of_people_is_none_of_units() -> None:
    assert unit_layout_of([("TT", "Họ và tên", "Chi bộ", "Đảng bộ")]) is None


def test_what_a_row_says_of_its_level_wins_over_its_name() -> None:
    layout = unit_layout_of([("Tên đơn vị", "Cấp", "Trực thuộc")])
    assert layout is not None
    told = read_unit(layout, 2, ("Công an xã", "Chi bộ", "xã A"))
    assert told is not None
    assert (told.name, told.kind, told.parent) == ("Công an xã", UnitKind.PARTY_CELL, "xã A")


PLAIN = (
    ("TT", "Chi bộ", 2026, "Giao", "Nữ", "Số hộ"),
    (1, "Chi bộ bản Hỏm", 4, 51, 20, 90),
    (2, "Chi bộ bản Lầu", 3, 38, 11, 70),
)


def test_numbers_under_a_header_that_says_nothing_are_asked_about() -> None:
    layout = unit_layout_of([PLAIN[0], *PLAIN[1:]])
    assert layout is not None
    assert layout.columns == {UnitColumn.NAME: 1, UnitColumn.QUOTA: 3}
    assert layout.doubtful == (2,)


def test_an_answer_about_numbers_is_read_below_the_header_and_not_below_a_title() -> None:
    title = ("DANH SÁCH TỔ CHỨC ĐẢNG",)
    layout = unit_layout_of([title, *PLAIN], {2: UnitColumn.MEMBERS})
    assert layout is not None
    assert (layout.header_row, layout.columns[UnitColumn.MEMBERS], layout.doubtful) == (1, 2, ())
    left_out = unit_layout_of([title, *PLAIN], {2: None})
    assert left_out is not None
    assert (UnitColumn.MEMBERS in left_out.columns, left_out.doubtful) == (False, ())


def test_a_list_of_people_without_names_is_no_list_of_units() -> None:
    rows: list[tuple[Value, ...]] = [
        ("Chi bộ", "Năm sinh", "Tuổi"),
        ("bản Hỏm", 1990, 35),
        ("bản Lầu", 1991, 34),
    ]
    assert unit_layout_of(rows) is None


def test_targets_under_a_header_of_two_rows_are_of_the_year_that_it_or_the_title_tells() -> None:
    head: list[tuple[Value, ...]] = [
        ("ĐẢNG BỘ XÃ A",),
        ("BIỂU GIAO CHỈ TIÊU NĂM 2027",),
        ("TT", "Tên chi bộ", "Đảng viên", None, "Chỉ tiêu kết nạp"),
    ]
    below: list[tuple[Value, ...]] = [(1, "Chi bộ bản 1", 51, 20, "4 đ/c"), (2, "Chi bộ bản 2", 38, 11, 3)]
    for second, year in (("năm 2026", 2026), (None, 2027)):
        layout = unit_layout_of([*head, (None, None, "Tổng số", "Nữ", second), *below])
        assert layout is not None
        assert (layout.columns[UnitColumn.MEMBERS], layout.year) == (2, year)
        told = read_unit(layout, 5, below[0])
        assert told is not None
        assert (told.name, told.members, told.quota) == ("bản 1", 51, (4, None))


def test_a_target_that_looks_like_a_year_is_none() -> None:
    layout = unit_layout_of([("Tên đơn vị", "Chỉ tiêu"), ("Đảng bộ tỉnh A", 2050)])
    assert layout is not None
    assert layout.year is None


TWO_ROWS: list[tuple[Value, ...]] = [
    ("ĐẢNG BỘ XÃ A",),
    ("BIỂU GIAO CHỈ TIÊU KẾT NẠP ĐẢNG VIÊN",),
    ("STT", "Đơn vị", "Số lượng", "Kết nạp đảng viên", None),
    (None, None, "đảng viên", "Thực hiện 2025", "Chỉ tiêu 2026"),
    ("(1)", "(2)", "(3)", "(4)", "(5)"),
    (1, "Chi bộ bản 1", 51, 3, 4),
    (2, "Chi bộ bản 2", 38, 2, 3),
]


def test_a_header_of_two_rows_is_read_as_one_and_a_unit_is_no_header() -> None:
    layout = unit_layout_of(TWO_ROWS)
    assert layout is not None
    assert layout.columns == {UnitColumn.NAME: 1, UnitColumn.MEMBERS: 2, UnitColumn.QUOTA: 4}
    assert (layout.header_row, layout.year, layout.doubtful) == (3, 2026, ())
    rows = [read_unit(layout, at, row) for at, row in enumerate(TWO_ROWS[4:], start=5)]
    assert [(row.name, row.members, row.quota) for row in rows if row] == [
        ("bản 1", 51, (4, None)),
        ("bản 2", 38, (3, None)),
    ]


@pytest.mark.parametrize("years", [(2025, 2026), ("2025", "2026"), ("Năm 2025", "Năm 2026")])
def test_of_targets_of_several_years_under_one_title_the_latest_are_taken(years: tuple[Value, Value]) -> None:
    rows: list[tuple[Value, ...]] = [
        ("TT", "Tên tổ chức đảng", "Chỉ tiêu kết nạp", None, "Ghi chú"),
        (None, None, *years, None),
        (1, "Chi bộ bản 1", 3, 4, None),
        (2, "Chi bộ bản 2", 2, 3, None),
    ]
    layout = unit_layout_of(rows)
    assert layout is not None
    assert (layout.columns[UnitColumn.QUOTA], layout.year) == (3, 2026)


def test_names_may_stand_in_the_second_row_of_the_header() -> None:
    rows: list[tuple[Value, ...]] = [
        (None, None, "Năm 2025", None, "Năm 2026", None),
        ("TT", "Chi bộ", "Kết quả", "Tỷ lệ so với chỉ tiêu", "Chỉ tiêu", "Trong đó nữ"),
        (1, "Chi bộ bản 1", 3, 100, 4, 1),
    ]
    layout = unit_layout_of(rows)
    assert layout is not None
    assert (layout.columns, layout.year) == ({UnitColumn.NAME: 1, UnitColumn.QUOTA: 4}, 2026)


def test_a_unit_without_any_number_below_the_header_is_a_unit() -> None:
    rows: list[tuple[Value, ...]] = [("Đơn vị", "Số đảng viên"), ("Đảng bộ xã A", None), ("Chi bộ bản 1", 10)]
    layout = unit_layout_of(rows)
    assert layout is not None
    assert layout.header_row == 0


def test_numbers_under_two_rows_that_do_not_say_of_what_are_asked_about_by_both() -> None:
    rows: list[tuple[Value, ...]] = [
        ("TT", "Chi bộ", "Đầu năm", None),
        (None, None, "Nam", "Cả hai"),
        (1, "Chi bộ bản 1", 3, 100),
        (2, "Chi bộ bản 2", 3, 90),
    ]
    layout = unit_layout_of(rows)
    assert layout is not None
    asked = column_question(layout, rows, Answered())
    assert asked is not None
    assert (layout.doubtful, asked.title) == ((2, 3), "Đầu năm Nam")
