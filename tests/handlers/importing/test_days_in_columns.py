"""Days of a list that stand in three columns, and days that a program has swapped."""

from datetime import date

import pytest

from domain.pipeline import Stage
from domain.sheets import Value
from handlers.importing.answered import Answered, SwapQuestion, swap_question
from handlers.importing.columns import Layout, layout_of
from handlers.importing.headers import Meaning
from handlers.importing.problems import RowFault
from handlers.importing.rows import ToldRow, read_row
from handlers.importing.slices import rows_of_slice, told_of
from handlers.importing.unit_lists import unit_layout_of
from storage import imports
from storage.database import Store
from tests.cast import Cast
from tests.handlers.importing.lists import shown
from tests.handlers.turns import NOW

TODAY = date(2025, 10, 15)
Rows = list[tuple[Value, ...]]


def of(rows: Rows) -> tuple[Layout, list[ToldRow]]:
    layout = layout_of(rows, TODAY)
    assert layout is not None
    told = [read_row(layout, place, row, TODAY) for place, row in enumerate(rows, start=1)]
    return layout, [row for row in told[layout.header_row + 1 :] if row]


@pytest.mark.parametrize(
    "header",
    [
        [
            ("TT", "Họ và tên", "Ngày sinh", None, None, "Ngày vào Đảng", None, None),
            (None, None, "Ngày", "Tháng", "Năm", "Ngày", "Tháng", "Năm"),
        ],
        [
            ("TT", "HO VA TEN", "SINH", None, None, "VAO DANG", None, None),
            (None, None, "NGAY", "THANG", "NAM", "NGAY", "THANG", "NAM"),
        ],
        [("TT", "Họ tên", "Ngày sinh", "Tháng sinh", "Năm sinh", "Ngày vào Đảng", "Tháng", "Năm")],
    ],
)
def test_a_day_in_three_columns_is_one_and_told_as_far_as_it_is(header: Rows) -> None:
    layout, told = of(
        [
            *header,
            (1, "Lò Văn Khặm", 12, 3, 1990, "05", "06", "2018"),
            (2, "Quàng Thị Ín", None, 4, 1992.0, 19, 5, 2019),
            (3, "Cà Văn Xôm", "-", None, 1988, None, 9, 2020),
            (4, "Vì Văn Đôi", 31, 4, 1990, None, None, None),
            (None, None, None, None, None, "Ngày 5 tháng 9 năm 2025"),
            (None, None, None, None, None, "BÍ THƯ"),
        ]
    )
    assert (layout.doubtful, layout.unused) == ((), ())
    assert [str(row.facts.birth_date) for row in told] == ["1990-03-12", "1992-04", "1988", "None"]
    assert [row.steps.get(Stage.ADMISSION) for row in told] == [
        date(2018, 6, 5),
        date(2019, 5, 19),
        None,
        None,
    ]
    assert [dict(row.unread) for row in told[2:]] == [
        {Meaning.ADMISSION: "9/2020"},
        {Meaning.BORN: "31/4/1990"},
    ]


def test_names_in_two_columns_beside_numbers_are_no_list_of_units() -> None:
    head = ("TT", "Họ đệm", "Tên", "Ngày sinh", "Tháng", "Năm", "Số con")
    assert unit_layout_of([head, *((n, "Lò Văn", "Khặm", n, n, 1990, n) for n in (1, 2, 3))]) is None


def test_a_year_beside_other_columns_is_no_part_of_a_day() -> None:
    layout, told = of(
        [
            ("Họ và tên", "Ngày sinh", "Tháng", "Năm", "Ngày KN"),
            ("Lò Văn Khặm", "12/03/1990", "Giêng", "x", "5/5/2018"),
            ("Quàng Thị Ín", "1992", "Hai", None, "5/5/2018"),
        ]
    )
    assert not layout.parts
    assert [str(row.facts.birth_date) for row in told] == ["1990-03-12", "1992"]


HEAD = ("Họ và tên", "Ngày kết nạp")
SWAPPED: Rows = [
    HEAD,
    ("Lò Văn Khặm", date(2019, 5, 4)),  # typed 05/04, the fifth of April
    ("Quàng Thị Ín", "15/04/2019"),
    ("Cà Văn Xôm", date(2019, 7, 6)),
    ("Vì Văn Đôi", "23/5/2019"),
    ("Hà Văn Lún", date(2018, 8, 8)),
]


@pytest.mark.parametrize(
    ("more", "is_doubted"),
    [
        ([], True),
        ([("Hà Văn Toán", date(2019, 5, 14))], False),  # no month is the fourteenth
        ([("Hà Văn Toán", "05/04/2019")], False),  # that text would have become a date
        ([("Hà Văn Toán", "5.4.2019")], True),  # and that one would not
        ([("Hà Văn Toán", "chờ")], True),
    ],
)
def test_days_are_doubted_where_dates_end_at_the_twelfth_and_texts_begin_behind_it(
    more: Rows, is_doubted: bool
) -> None:
    layout, told = of([*SWAPPED, *more])
    assert (layout.swapped == {Meaning.ADMISSION}) is is_doubted
    assert [row.number for row in told if row.doubted] == ([2, 4] if is_doubted else [])
    assert (swap_question(layout, SWAPPED) is not None) is is_doubted


async def test_doubted_days_are_asked_about_and_stored_as_they_were_meant(store: Store, cast: Cast) -> None:
    job, outcome = await shown(store, "hom", SWAPPED)
    assert outcome.found is not None
    assert outcome.found.question == SwapQuestion(place=1, title="Ngày kết nạp", sample=date(2019, 5, 4))
    assert [(p.number, p.fault) for p in outcome.found.problems] == [
        (2, RowFault.SWAPPED),
        (4, RowFault.SWAPPED),
    ]
    for is_turned, days in (
        (True, (date(2019, 4, 5), date(2019, 6, 7))),
        (False, (date(2019, 5, 4), date(2019, 7, 6))),
    ):
        known = Answered(turned={1: is_turned}).as_plain()
        await store.write(imports.keep_answers, job.id, known)
        told = await store.read(told_of, job, NOW)
        assert told is not None
        rows = await store.read(rows_of_slice, job, told, 0)
        assert [row.problem for row in rows] == [None] * 5
        assert [rows[at].told.steps[Stage.ADMISSION] for at in (0, 2)] == list(days)


@pytest.mark.parametrize(
    ("own", "is_turned", "is_doubted"),
    [
        (SWAPPED, True, False),
        ([HEAD, ("Lò Văn Khặm", date(2019, 5, 4)), ("Vì Văn Đôi", date(2019, 5, 14))], False, False),
        ([HEAD, ("Lò Văn Khặm", date(2019, 5, 4)), ("Vì Văn Đôi", "23/5/2019")], False, True),
    ],
)
def test_what_was_said_of_a_column_counts_on_another_sheet_where_its_days_look_the_same(
    own: Rows, is_turned: bool, is_doubted: bool
) -> None:
    layout = layout_of(own, TODAY, turned={1: True})
    assert layout is not None
    assert (bool(layout.turned), bool(layout.swapped)) == (is_turned, is_doubted)
