"""From a figure to the people and reports behind it."""

import re
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.assistant import rule_book
from domain.errors import NotAllowed
from domain.localtime import VIET_NAM
from domain.messages import Choice, Reply
from domain.people import PersonFacts
from domain.periods import year_period
from domain.pipeline import Stage
from domain.questions import Query, Topic
from domain.units import Unit
from handlers import recording
from handlers.asking import listing
from handlers.recording import Origin
from storage.database import Store, Tx
from storage.ids import new_id
from storage.schema import audit
from tests.cast import Cast, found_commune
from tests.handlers.chat import Chat
from tests.handlers.turns import NOW, turn

BOOK = rule_book()
FIRST = date(2025, 1, 6)


@pytest.fixture
async def cast(store: Store) -> Cast:
    """The commune with 23 admissions in bản Hỏm, a week apart, and 2 more told as a number."""
    cast = await store.write(found_commune, BOOK)

    def admit(tx: Tx) -> None:
        for week in range(23):
            on = FIRST + timedelta(weeks=week)
            at = datetime(on.year, on.month, on.day, 17, tzinfo=VIET_NAM)
            origin = Origin(report_id=new_id(), recorded_at=at)
            name = PersonFacts(full_name=f"Lò Thị Mai {week}", ethnicity="Thái")
            person = recording.add_person(tx, origin, cast.hom, name)
            recording.add_stage(tx, origin, cast.hom, person, Stage.ADMISSION, on)
            recording.settle_person(tx, BOOK, person, at)
        origin = Origin(report_id=new_id(), recorded_at=datetime(2025, 9, 30, 17, tzinfo=VIET_NAM))
        month = (date(2025, 9, 1), date(2025, 10, 1))
        recording.add_count(tx, origin, cast.lau, Stage.ADMISSION, *month, 2)

    await store.write(admit)
    return cast


def opened(tx: Tx, account: str, unit: Unit) -> Reply:
    query = Query(topic=Topic.PEOPLE, unit_id=unit.id, stage=Stage.ADMISSION, period=year_period(2025))
    return listing.open_list(tx, turn(tx, account), query.arguments())


def press(tx: Tx, choice: Choice) -> Reply:
    return listing.open_list(tx, turn(tx, "xa"), choice.arguments)


def names(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices if choice.label.startswith("Lò")]


async def test_the_pages_of_a_list_hold_everybody_once(store: Store, cast: Cast) -> None:
    page = await store.write(opened, "xa", cast.commune)
    seen = names(page)
    while onward := next((c for c in page.choices if c.label == "Trang sau"), None):
        page = await store.write(press, onward)
        seen += names(page)
    assert seen == [f"Lò Thị Mai {week}" for week in range(23)]


async def test_pages_are_turned_in_words_also_behind_a_look_at_somebody(store: Store, cast: Cast) -> None:
    chat = Chat(store, "xa", NOW)
    told = ("danh sách kết nạp năm 2025", "xem tiep", "3", "tiếp", "trang truoc", "trang trước")
    heads = [(await chat.say(text)).text.splitlines()[0] for text in told]
    pages = [re.search(r"từ (\d+) đến (\d+)\)", head) for head in heads]
    assert [page and page.groups() for page in pages] == [
        ("1", "10"),
        ("11", "20"),
        None,
        ("21", "23"),
        ("11", "20"),
        ("1", "10"),
    ]
    assert heads[2].startswith("Lò Thị Mai 12")  # the third of the page that begins with the eleventh


async def test_a_list_shows_the_reports_and_the_numbers_without_names(store: Store, cast: Cast) -> None:
    text = (await store.write(opened, "xa", cast.commune)).text
    assert text.startswith("Năm 2025, Đảng bộ xã Mường Lạn: kết nạp 25 người (từ 1 đến 10).\n1. Lò Thị Mai 0")
    assert "lễ ngày 06/01/2025; báo 06/01/2025" in text
    assert "· Chi bộ bản Lầu, tháng 9/2025: 2 người; báo 30/09/2025" in text
    assert "Thái" not in text


async def test_every_page_with_names_is_on_record(store: Store, cast: Cast) -> None:
    await store.write(opened, "xa", cast.commune)
    lists = sa.select(audit).where(audit.c.action == "list_people")
    (row,) = await store.read(lambda tx: tx.execute(lists).all())
    assert (row.unit_id, len(row.data["people"])) == (cast.commune.id, 10)
    assert "Mai" not in repr(row.data)


@pytest.mark.parametrize("account", ["lau", "admin"])
async def test_names_are_only_for_who_may_read_people_there(store: Store, cast: Cast, account: str) -> None:
    for unit in (cast.hom, cast.commune):
        with pytest.raises(NotAllowed):
            await store.write(opened, account, unit)
