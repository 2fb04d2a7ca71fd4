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


async def compared(store: Store, account: str, *rows: tuple[Value, ...]) -> Outcome:
    def start(tx: Tx) -> Job:
        return imports.start(
            tx,
            user_id=user_of(tx, account).id,
            address=None,
            name="tu-cap-tren.xlsx",
            content=as_file([HEAD, *rows]),
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
