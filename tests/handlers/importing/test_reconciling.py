"""A list from elsewhere against the own record."""

from datetime import date

import pytest

from bot.assistant import rule_book
from domain.people import Gender
from domain.sheets import Sheet, Value
from handlers.importing import work
from handlers.importing.worker import Outcome
from storage import imports, rebuild
from storage.database import Store, Tx
from storage.imports import Job, JobState
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.handlers.importing.lists import as_file, merge_hom_into_lau, stored, user_of, worker
from tests.handlers.turns import NOW

BOOK = rule_book()
HEAD: tuple[Value, ...] = (
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Chi bộ",
    "Ngày vào Đảng",
    "Ngày chính thức",
)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """Three members of two cells."""
    cast = await store.write(found_commune, BOOK)
    await stored(
        store,
        "xa",
        [
            HEAD,
            ("Lò Thị Mai", date(1998, 3, 12), "nữ", "bản Hỏm", date(2020, 3, 8), date(2021, 3, 8)),
            ("Vì Văn Ánh", date(1990, 1, 1), "nam", "bản Hỏm", date(2019, 5, 1), date(2020, 5, 1)),
            ("Quàng Thị Ơn", date(1985, 2, 2), "nữ", "bản Lầu", date(2018, 5, 1), date(2019, 5, 1)),
        ],
    )
    return cast


async def compared(
    store: Store, account: str, *rows: tuple[Value, ...], head: tuple[Value, ...] = HEAD
) -> Outcome:
    def start(tx: Tx) -> Job:
        return imports.start(
            tx,
            user_id=user_of(tx, account).id,
            address=None,
            name="tu-cap-tren.xlsx",
            content=as_file([head, *rows]),
            now=NOW,
            state=JobState.COMPARING,
        )

    return await work.work(worker(store), await store.write(start))


def sheets(outcome: Outcome) -> dict[str, tuple[tuple[Value, ...], ...]]:
    assert outcome.reply is not None
    assert outcome.reply.attachment is not None
    found = map(Sheet.from_plain, outcome.reply.attachment.figures["sheets"])
    return {sheet.name: sheet.rows for sheet in found}


async def test_who_is_on_one_side_only_and_what_differs(store: Store, cast: Cast) -> None:
    outcome = await compared(
        store,
        "xa",
        ("LÒ THỊ MAI", date(1998, 3, 13), "nữ", "bản Hỏm", date(2020, 3, 8), date(2021, 3, 9)),
        ("Tòng Văn Mới", date(1999, 1, 1), "nam", "bản Hỏm", date(2022, 5, 1), None),
        ("Quàng Thị Ơn", date(1985, 2, 2), "nữ", "bản Lầu", date(2018, 5, 1), date(2019, 5, 1)),
    )
    assert outcome.text.splitlines()[0] == (
        "Đối chiếu tệp tu-cap-tren.xlsx: 3 người, khớp 1, khác 1, chỉ có trong tệp 1, chỉ có ở đây 1."
    )
    found = sheets(outcome)
    assert found["Khác nhau"] == (
        (2, "Lò Thị Mai", "ngày sinh", "13/03/1998", "12/03/1998"),
        (2, "Lò Thị Mai", "ngày chính thức", "09/03/2021", "08/03/2021"),
    )
    assert found["Chỉ có trong tệp"] == ((3, "Tòng Văn Mới", "01/01/1999", "bản Hỏm"),)
    assert found["Chỉ có ở đây"] == ((None, "Vì Văn Ánh", "01/01/1990", "bản Hỏm"),)


async def test_comparing_writes_nothing_and_keeps_nothing(store: Store, cast: Cast) -> None:
    before = await store.read(lambda tx: list(rebuild.differences(tx, BOOK)))
    outcome = await compared(store, "xa", ("Tòng Văn Mới", 1999, "nam", "bản Hỏm", date(2022, 5, 1), None))
    assert outcome.state is JobState.DISCARDED
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == before == []
    assert (
        "chỉ có trong tệp 1"
        in (
            await compared(store, "xa", ("Tòng Văn Mới", 1999, "nam", "bản Hỏm", date(2022, 5, 1), None))
        ).text
    )


async def test_nobody_learns_of_people_elsewhere_by_comparing(store: Store, cast: Cast) -> None:
    outcome = await compared(
        store, "hom", ("Quàng Thị Ơn", date(1985, 2, 2), "nữ", "bản Lầu", date(2018, 5, 1), None)
    )
    found = sheets(outcome)
    assert found["Khác nhau"] == ()
    assert [row[1] for row in found["Chỉ có trong tệp"]] == ["Quàng Thị Ơn"]
    assert "Quàng" not in str(found["Chỉ có ở đây"])


async def test_somebody_who_moved_differs_by_the_cell(store: Store, cast: Cast) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Vì Văn Ánh", date(1990, 1, 1), Gender.MALE.value, "bản Lầu", date(2019, 5, 1), date(2020, 5, 1)),
    )
    assert sheets(outcome)["Khác nhau"] == ((2, "Vì Văn Ánh", "chi bộ", "Chi bộ bản Lầu", "Chi bộ bản Hỏm"),)


async def test_a_list_under_the_old_name_of_a_merged_cell_differs_in_nothing(
    store: Store, cast: Cast
) -> None:
    await merge_hom_into_lau(store, cast)
    outcome = await compared(
        store,
        "xa",
        ("Vì Văn Ánh", date(1990, 1, 1), Gender.MALE.value, "bản Hỏm", date(2019, 5, 1), date(2020, 5, 1)),
    )
    assert sheets(outcome)["Khác nhau"] == ()


async def test_a_year_of_birth_that_differs_is_told_of_whoever_bears_the_name_alone_in_the_cell(
    store: Store, cast: Cast
) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Lò Thị Mai", date(1989, 3, 12), "nữ", "bản Hỏm", date(2020, 3, 8), None),
        ("Vì Văn Ánh", date(1991, 1, 1), "nam", "bản Lầu", date(2019, 5, 1), None),
        ("Quàng Thị Ơn", date(1986, 2, 2), "nữ", "bản Lầu", None, None),
        ("Quàng Thị Ơn", date(1987, 2, 2), "nữ", "bản Lầu", None, None),
    )
    assert outcome.text.splitlines()[:2] == [
        "Đối chiếu tệp tu-cap-tren.xlsx: 4 người, khớp 0, khác 1, chỉ có trong tệp 3, chỉ có ở đây 2.",
        "Khác: dòng 2, Lò Thị Mai: ngày sinh trong tệp 12/03/1989, ở đây 12/03/1998.",
    ]


async def test_two_of_one_name_are_told_apart_by_marks_and_by_dates_and_nobody_is_taken_twice(
    store: Store, cast: Cast
) -> None:
    await stored(
        store,
        "xa",
        [
            HEAD,
            ("Lò Thị Hạnh", date(1988, 2, 3), "nữ", "bản Lầu", date(2010, 5, 19), date(2011, 5, 19)),
            ("Lò Thị Hành", date(1988, 8, 9), "nữ", "bản Lầu", date(2012, 9, 2), date(2013, 9, 2)),
            ("Vì Văn Toàn", date(1990, 2, 3), "nam", "bản Lầu", date(2015, 2, 3), date(2016, 2, 3)),
            ("Vì Văn Toàn", date(1990, 8, 9), "nam", "bản Lầu", date(2016, 2, 3), date(2017, 2, 3)),
        ],
    )
    outcome = await compared(
        store,
        "xa",
        ("LÒ THỊ HÀNH", "1988", "nữ", "bản Lầu", "2/9/2012", "2/9/2013"),
        ("LÒ THỊ HẠNH", "1988", "nữ", "bản Lầu", "19/5/2010", "19/5/2011"),
        ("VI VAN TOAN", "1990", "nam", "bản Lầu", "3/2/2016", "3/2/2017"),
        ("VI VAN TOAN", "1990", "nam", "bản Lầu", "3/2/2015", "3/2/2016"),
    )
    assert outcome.text.splitlines()[:2] == [
        "Đối chiếu tệp tu-cap-tren.xlsx: 4 người, khớp 4, khác 0, chỉ có trong tệp 0, chỉ có ở đây 1.",
        "Chỉ có ở đây: Quàng Thị Ơn (02/02/1985, bản Lầu).",
    ]


async def test_a_row_that_may_be_any_of_two_is_said_to_be_unclear_and_neither_is_missing(
    store: Store, cast: Cast
) -> None:
    await stored(
        store,
        "xa",
        [
            HEAD,
            ("Vì Văn Toàn", date(1990, 2, 3), "nam", "bản Lầu", date(2015, 2, 3), date(2016, 2, 3)),
            ("Vì Văn Toàn", date(1990, 8, 9), "nam", "bản Lầu", date(2016, 2, 3), date(2017, 2, 3)),
        ],
    )
    outcome = await compared(
        store,
        "xa",
        ("VÌ VĂN TOÀN", "1990", "nam", "bản Lầu", None, None),
        ("Quàng Thị Ơn", "1985", "nữ", "bản Lầu", None, None),
    )
    assert outcome.text.splitlines()[:3] == [
        "Đối chiếu tệp tu-cap-tren.xlsx: 2 người, khớp 1, khác 0, chỉ có trong tệp 0, chưa rõ 1, "
        "chỉ có ở đây 0.",
        "Cần xem lại:",
        "Dòng 2, Vì Văn Toàn: chi bộ đã có nhiều người cùng họ tên; xin ghi đủ ngày tháng năm sinh.",
    ]


async def test_every_row_has_its_verdict_and_what_cannot_be_read_is_said(store: Store, cast: Cast) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Lò Thị Mai", "1998", "nữ", "bản Hỏm", "8/3/2020", "8/3/2021"),
        ("LO THI MAI", "1998", "nữ", "bản Hỏm", "8/3/2020", "8/3/2021"),
        ("Tòng Văn Mới", "1999", "nam", "bản Hỏm", "30/02/2022", None),
        ("Hà Văn Xa", "1999", "nam", "bản Ở Đâu", "1/2/2022", None),
    )
    assert outcome.text.splitlines()[:-1] == [
        "Đối chiếu tệp tu-cap-tren.xlsx: 4 người, khớp 1, khác 0, chỉ có trong tệp 2, chưa rõ 1, "
        "chỉ có ở đây 1.",
        "Chỉ có trong tệp: Tòng Văn Mới (1999, bản Hỏm); Hà Văn Xa (1999, bản Ở Đâu).",
        "Chỉ có ở đây: Vì Văn Ánh (01/01/1990, bản Hỏm).",
        "Cần xem lại:",
        "Dòng 3, Lo Thi Mai: trùng với dòng 2, chỉ tính một lần.",
        "Dòng 4, Tòng Văn Mới: ngày kết nạp “30/02/2022” không đọc được; xin ghi dạng 15/04/2025.",
        "Dòng 5, Hà Văn Xa: không thấy “bản Ở Đâu” trong phạm vi của bạn; xin ghi đúng tên chi bộ.",
    ]
    assert [row[0] for row in sheets(outcome)["Cần xem lại"]] == [3, 4, 5]


async def test_whoever_left_and_is_still_in_the_list_differs(store: Store, cast: Cast) -> None:
    talk = Chat(store, "hom", NOW)
    await talk.say("xóa tên Vì Văn Ánh ngày 1/9/2025")
    await talk.say("đúng")
    outcome = await compared(
        store, "xa", ("Vì Văn Ánh", date(1990, 1, 1), "nam", "bản Hỏm", date(2019, 5, 1), date(2020, 5, 1))
    )
    assert sheets(outcome)["Khác nhau"] == (
        (2, "Vì Văn Ánh", "theo dõi", "còn trong danh sách", "xóa tên ngày 01/09/2025"),
    )


async def test_who_is_official_here_and_not_in_the_list_differs(store: Store, cast: Cast) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Vì Văn Ánh", date(1990, 1, 1), "nam", "bản Hỏm", date(2019, 5, 1), None),
        ("Quàng Thị Ơn", date(1985, 2, 2), "nữ", "bản Lầu", date(2018, 5, 1), date(2019, 5, 1)),
    )
    assert sheets(outcome)["Khác nhau"] == ((2, "Vì Văn Ánh", "ngày chính thức", "chưa có", "01/05/2020"),)


async def test_a_namesake_of_the_same_year_in_another_cell_is_only_the_same_by_a_date(
    store: Store, cast: Cast
) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Vì Văn Ánh", "1990", "nam", "bản Lầu", "2/2/2010", None),
        ("Lò Thị Mai", "1998", "nữ", "bản Lầu", "8/3/2020", None),
        ("Quàng Thị Ơn", "1985", "nữ", "bản Hỏm", None, None),
    )
    assert [row[1] for row in sheets(outcome)["Chỉ có trong tệp"]] == ["Vì Văn Ánh"]
    assert sheets(outcome)["Khác nhau"] == ((3, "Lò Thị Mai", "chi bộ", "Chi bộ bản Lầu", "Chi bộ bản Hỏm"),)
    assert "Dòng 4, Quàng Thị Ơn: đã có ở chi bộ bản Lầu." in outcome.text


async def test_a_list_of_candidates_is_set_against_everybody_who_is_not_admitted_yet(
    store: Store, cast: Cast
) -> None:
    head: tuple[Value, ...] = ("Họ và tên", "Năm sinh", "Chi bộ", "Ngày vào nguồn", "Ngày lập hồ sơ")
    await stored(store, "xa", [head, ("Cà Văn Nguồn", 1999, "bản Hỏm", "1/2/2025", "1/5/2025")])
    talk = Chat(store, "hom", NOW)
    await talk.say("đã gửi thẩm tra lý lịch của Cà Văn Nguồn ngày 1/7/2025")
    await talk.say("đúng")
    outcome = await compared(store, "xa", ("Ai Văn Khác", 1999, "bản Hỏm", "1/2/2025"), head=head[:-1])
    assert [row[1] for row in sheets(outcome)["Chỉ có ở đây"]] == ["Cà Văn Nguồn"]


async def test_a_name_with_other_marks_differs_unless_its_dates_are_others_too(
    store: Store, cast: Cast
) -> None:
    outcome = await compared(
        store,
        "xa",
        ("Vì Văn Anh", "1990", "nam", "bản Hỏm", "1/5/2019", "1/5/2020"),
        ("Quàng Thị Ớn", "1985", "nữ", "bản Lầu", "9/9/2009", "9/9/2010"),
    )
    found = sheets(outcome)
    assert found["Khác nhau"] == ((2, "Vì Văn Ánh", "họ và tên", "Vì Văn Anh", "Vì Văn Ánh"),)
    assert [row[1] for row in found["Chỉ có trong tệp"]] == ["Quàng Thị Ớn"]
