"""Papers of a dossier in a chat: who may see and change them, and what a second tap does."""

from datetime import datetime

import pytest

from domain.localtime import VIET_NAM
from domain.people import PersonFacts
from domain.pipeline import Stage
from handlers import recording
from handlers.recording import Origin
from storage import people
from storage.database import Store, Tx
from storage.ids import new_id
from tests.cast import Cast
from tests.handlers.chat import BOOK, Chat

NOW = datetime(2025, 10, 15, 9, 0, tzinfo=VIET_NAM)


@pytest.fixture
async def person(store: Store, cast: Cast) -> int:
    """Lò Văn Pánh of bản Hỏm, whose dossier is open."""

    def report(tx: Tx) -> int:
        origin = Origin(report_id=new_id(), recorded_at=NOW)
        who = recording.add_person(tx, origin, cast.hom, PersonFacts(full_name="Lò Văn Pánh"))
        recording.add_stage(tx, origin, cast.hom, who, Stage.DOSSIER_OPENED, NOW.date())
        recording.settle_person(tx, BOOK, who, NOW)
        return who

    return await store.write(report)


async def test_a_second_tap_on_a_paper_writes_nothing(store: Store, person: int) -> None:
    chat = Chat(store, "hom", NOW)
    shown = await chat.show("hồ sơ Lò Văn Pánh còn thiếu gì")
    first = await chat.press("Đã có: đơn xin vào Đảng", shown)
    second = await chat.press("Đã có: đơn xin vào Đảng", shown)
    assert first.text.startswith("✅ Đã ghi: Lò Văn Pánh có đơn xin vào Đảng")
    assert "đã được ghi" in second.text
    found = (await store.read(people.load, [person]))[person]
    assert [paper.paper for paper in found.path.papers] == ["application"]


async def test_somebody_elses_dossier_reads_as_not_there(store: Store, person: int) -> None:
    chat = Chat(store, "lau", NOW)
    asked = await chat.say("hồ sơ Lò Văn Pánh còn thiếu gì")
    told = await chat.say("người giúp đỡ Lò Văn Pánh là Hà Văn Bun")
    assert "Không tìm thấy Lò Văn Pánh" in asked.text
    assert "Không tìm thấy Lò Văn Pánh" in told.text
    assert (await store.read(people.load, [person]))[person].facts.mentor is None


async def test_the_officer_sees_whose_papers_are_missing(store: Store, person: int) -> None:
    reply = await Chat(store, "xa", NOW).say("hồ sơ còn thiếu gì")
    assert "1 hồ sơ còn thiếu giấy tờ" in reply.text
    assert "Lò Văn Pánh: còn thiếu 7 giấy tờ" in reply.text


async def test_an_administrator_reads_no_dossier(store: Store, person: int) -> None:
    reply = await Chat(store, "admin", NOW).say("hồ sơ Lò Văn Pánh còn thiếu gì")
    assert "Lò Văn Pánh" not in reply.text
    why = await Chat(store, "admin", NOW).say("vì sao không nhắc Lò Văn Pánh")
    assert "bản Hỏm" not in why.text
