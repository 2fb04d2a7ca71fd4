"""Small groups of ethnicity cannot be had from several answers about one figure, nor from a workbook."""

from datetime import date, datetime

import pytest

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.pipeline import Stage
from domain.units import Unit
from handlers import recording
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat

BOOK = rule_book()
NOW = datetime(2025, 10, 16, 9, tzinfo=VIET_NAM)


def admit(tx: Tx, cell: Unit, ethnicities: list[str]) -> None:
    for place, ethnicity in enumerate(ethnicities):
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        facts = PersonFacts(full_name=f"Lò Thị {ethnicity} {'A' * place}", ethnicity=ethnicity)
        person = recording.add_person(tx, origin, cell, facts)
        recording.add_stage(tx, origin, cell, person, Stage.ADMISSION, date(2025, 3, 8))
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
    assert "Trong đó Thái không nêu số." in named.text


async def test_the_own_cell_sees_all_of_it(store: Store, cast: Cast) -> None:
    reply = await Chat(store, "hom", NOW).say("năm nay kết nạp theo dân tộc")
    assert "Theo dân tộc: Thái 8 · Kinh 1 · Mông 1." in reply.text


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
