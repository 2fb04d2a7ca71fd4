"""Small groups of ethnicity cannot be had from several answers about one figure, of the units beside or of
longer spans, nor from a workbook."""

from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import rule_book
from domain.disclosure import SMALLEST_SHOWN
from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.periods import Period, PeriodKind, party_term, range_period, year_period, year_to_date
from domain.pipeline import Stage
from domain.questions import Query, Topic
from domain.tags import MINORITY
from domain.units import Unit
from handlers import recording
from handlers.asking.figures import figure
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.stores import store_of_its_own

BOOK = rule_book()
NOW = datetime(2025, 10, 16, 9, tzinfo=VIET_NAM)


def admit(tx: Tx, cell: Unit, ethnicities: list[str], on: date = date(2025, 3, 8)) -> None:
    for place, ethnicity in enumerate(ethnicities):
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        facts = PersonFacts(full_name=f"Lò Thị {ethnicity} {'A' * place}", ethnicity=ethnicity)
        person = recording.add_person(tx, origin, cell, facts)
        recording.add_stage(tx, origin, cell, person, Stage.ADMISSION, on)
        recording.settle_person(tx, BOOK, person, NOW)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune with eight Thái, one Mông and one Kinh in a cell, and two Thái in another."""
    cast = await store.write(found_commune, BOOK)
    await store.write(admit, cast.hom, ["Thái"] * 8 + ["Mông", "Kinh"])
    return cast


async def test_the_one_of_a_people_is_not_what_is_left_of_the_minorities(store: Store, cast: Cast) -> None:
    officer = Chat(store, "xa", NOW)
    whole = await officer.say("năm nay kết nạp bao nhiêu")
    divided = await officer.say("năm nay kết nạp theo dân tộc")
    named = await officer.say("năm nay kết nạp bao nhiêu dân tộc Thái")
    assert "Dân tộc thiểu số 9." in whole.text
    assert "Theo dân tộc: Thái, Kinh, Mông: có nhóm nhỏ nên không nêu số." in divided.text
    assert "Trong đó Thái không nêu số để không lộ nhóm nhỏ." in named.text


async def test_the_own_cell_sees_all_of_it(store: Store, cast: Cast) -> None:
    reply = await Chat(store, "hom", NOW).say("năm nay kết nạp theo dân tộc")
    assert "Theo dân tộc: Thái 8 (80%) · Kinh 1 (10%) · Mông 1 (10%)." in reply.text


async def test_the_few_of_one_unit_are_not_what_the_others_leave(store: Store, cast: Cast) -> None:
    await store.write(admit, cast.lau, ["Thái", "Thái"])
    reply = await Chat(store, "xa", NOW).say("xuất excel năm nay")
    assert reply.attachment is not None
    groups = reply.attachment.figures["sheets"][1]["rows"]
    assert [row for row in groups if row[2] == "dân tộc thiểu số"] == []
    await store.write(admit, cast.lau, ["Thái"] * 3)
    reply = await Chat(store, "xa", NOW).say("xuất excel năm nay")
    assert reply.attachment is not None
    groups = reply.attachment.figures["sheets"][1]["rows"]
    assert [(row[0], row[3]) for row in groups if row[2] == "dân tộc thiểu số"] == [
        ("Chi bộ bản Hỏm", 9),
        ("Chi bộ bản Lầu", 5),
    ]


@pytest.mark.parametrize("ethnicity", ["Mông", "Kinh"])
async def test_of_one_alone_nobody_learns_whether_he_is_of_a_minority(
    store: Store, cast: Cast, ethnicity: str
) -> None:
    await store.write(admit, cast.lau, [ethnicity])
    officer = Chat(store, "xa", NOW)
    named = await officer.say("năm nay bản Lầu kết nạp bao nhiêu dân tộc thiểu số")
    assert "Trong đó dân tộc thiểu số dưới 5." in named.text
    reply = await officer.say("xuất excel năm nay")
    assert reply.attachment is not None
    groups = reply.attachment.figures["sheets"][1]["rows"]
    assert [row for row in groups if row[0] == "Chi bộ bản Lầu"] == []


async def test_what_the_year_has_beyond_nine_months_is_no_small_group(store: Store, cast: Cast) -> None:
    officer = Chat(store, "xa", NOW)
    nine = "9 tháng đầu năm kết nạp bao nhiêu dân tộc thiểu số"
    assert "Trong đó dân tộc thiểu số 9 (90%)." in (await officer.say(nine)).text
    await store.write(admit, cast.lau, ["Thái"], date(2025, 10, 10))
    whole = await officer.say("năm nay bao nhiêu dân tộc thiểu số")
    assert "Trong đó dân tộc thiểu số 10 (90,9%)." in whole.text
    assert "Trong đó dân tộc thiểu số không nêu số để không lộ nhóm nhỏ." in (await officer.say(nine)).text
    assert "Dân tộc thiểu số" not in (await officer.say("9 tháng đầu năm kết nạp bao nhiêu")).text
    reply = await officer.say("xuất excel 9 tháng đầu năm")
    assert reply.attachment is not None
    groups = reply.attachment.figures["sheets"][1]["rows"]
    assert [row for row in groups if row[2] == "dân tộc thiểu số"] == []


async def test_of_the_cells_of_a_commune_no_single_one_is_left_to_subtract(store: Store, cast: Cast) -> None:
    await store.write(admit, cast.lau, ["Thái", "Kinh", "Kinh", "Kinh", "Kinh"])
    officer = Chat(store, "xa", NOW)
    assert "Dân tộc thiểu số 10." in (await officer.say("năm nay kết nạp bao nhiêu")).text
    told = await officer.say("bản Hỏm năm nay kết nạp bao nhiêu dân tộc thiểu số")
    assert "Trong đó dân tộc thiểu số không nêu số để không lộ nhóm nhỏ." in told.text
    assert "Theo dân tộc: Thái, Kinh, Mông: có nhóm nhỏ nên không nêu số." in told.text
    own = await Chat(store, "hom", NOW).say("năm nay kết nạp bao nhiêu dân tộc thiểu số")
    assert "Trong đó dân tộc thiểu số 9 (90%)." in own.text


TODAY = date(2025, 10, 16)
SPANS = (
    *(
        year_period(2024),
        year_to_date(TODAY),
        party_term(date(2024, 9, 1)),
        range_period(date(2024, 1, 1), TODAY),
    ),
    *(
        Period(kind=PeriodKind.RANGE, start=date(year, first, 1), end=date(year, last + 1, 1))
        for year in (2024, 2025)
        for first, last in ((1, 3), (1, 6), (1, 9), (7, 9), (9, 9))
    ),
    *(range_period(date(2025, 3, 4), date(2025, 8, 19)), range_period(date(2024, 11, 20), date(2025, 9, 9))),
)
ADMITTED = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(("Thái", "Thái", "Mông", "Kinh")),
        st.integers(1, 5),
        st.integers(0, (TODAY - date(2024, 1, 1)).days),
    ),
    max_size=20,
)


@settings(max_examples=12, deadline=None)
@given(admitted=ADMITTED)
async def test_no_difference_of_two_numbers_told_of_minorities_is_a_small_group(
    empty_database: Path, admitted: list[tuple[int, str, int, int]]
) -> None:
    def hold(tx: Tx) -> None:
        cast = found_commune(tx, BOOK)
        cells = (cast.hom, cast.lau, cast.school)
        for place, ethnicity, count, days in admitted:
            admit(tx, cells[place], [ethnicity] * count, date(2024, 1, 1) + timedelta(days))
        told: dict[tuple[int, Period], int] = {}
        some: dict[tuple[int, Period], int] = {}
        for unit in (cast.commune, *cells):
            for span in SPANS:
                query = Query(topic=Topic.TOTALS, period=span, parts=(MINORITY,))
                (row,) = figure(tx, query, unit, TODAY).parts
                some[unit.id, span] = row.value
                if not row.is_hidden:
                    told[unit.id, span] = row.value
        for unit in (cast.commune, *cells):
            spans = [span for span in SPANS if (unit.id, span) in told]
            assert not any(
                0 < told[unit.id, longer] - told[unit.id, span] < SMALLEST_SHOWN
                for longer, span in permutations(spans, 2)
                if longer.covers(span)
            )
        for span in SPANS:
            left = [cell for cell in cells if some[cell.id, span] and (cell.id, span) not in told]
            others = any((cell.id, span) in told and told[cell.id, span] for cell in cells)
            assert not ((cast.commune.id, span) in told and len(left) == 1 and others)

    async with store_of_its_own(empty_database) as store:
        await store.write(hold)
