"""Erasing who somebody is: the name is gone everywhere it can be read, the figures stay what they were."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from storage import rebuild, schema
from storage.database import Store, Tx
from tests.cast import Cast
from tests.handlers.chat import BOOK, Chat

REPORT = "kết nạp đ/c Lò Văn Pánh sn 12/3/2001 ngày 10/11/2025, người giúp đỡ là đ/c Hà Văn Bun"
ERASE = "xóa dữ liệu của đ/c Lò Văn Pánh"


@pytest.fixture
async def hom(store: Store, cast: Cast, now: datetime) -> Chat:
    chat = Chat(store, "hom", now)
    await chat.press("Đúng", await chat.show(REPORT))
    return chat


async def test_a_name_is_erased_for_good_and_the_figures_stay(
    store: Store, cast: Cast, now: datetime, hom: Chat
) -> None:
    admin = Chat(store, "admin", now)
    before = (await hom.say("năm nay kết nạp được bao nhiêu")).text
    card = await admin.show(ERASE)
    assert "Không khôi phục được" in card.text
    assert "2001" not in card.text
    assert "Đã xóa họ tên" in (await admin.press("Xóa", card)).text
    assert (await hom.say("năm nay kết nạp được bao nhiêu")).text == before
    assert "Không tìm thấy" in (await hom.say("Lò Văn Pánh đến đâu rồi?")).text
    assert "đã xóa tên" in (await hom.say("danh sách kết nạp năm nay")).text
    assert "Không tìm thấy" in (await admin.say(ERASE)).text
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []

    def left(tx: Tx) -> int:
        count: int = tx.execute(sa.select(sa.func.count()).select_from(schema.person_identity)).scalar_one()
        return count

    assert await store.read(left) == 0


async def test_what_was_said_of_the_person_is_erased_with_the_name(
    store: Store, cast: Cast, now: datetime, hom: Chat
) -> None:
    await hom.say("đảng ủy trả hồ sơ của Lò Văn Pánh vì vợ chưa khai lý lịch")
    assert "vợ chưa khai lý lịch" in (await hom.say("Lò Văn Pánh đến đâu rồi?")).text
    admin = Chat(store, "admin", now)
    await admin.press("Xóa", await admin.show(ERASE))

    def left(tx: Tx) -> int:
        count: int = tx.execute(sa.select(sa.func.count()).select_from(schema.person_identity)).scalar_one()
        return count

    assert await store.read(left) == 0


async def test_a_second_press_changes_nothing(store: Store, cast: Cast, now: datetime, hom: Chat) -> None:
    admin = Chat(store, "admin", now)
    card = await admin.show(ERASE)
    await admin.press("Xóa", card)
    assert "Đã xóa họ tên" in (await admin.press("Xóa", card)).text
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []


@pytest.mark.parametrize("account", ["hom", "xa"])
async def test_only_an_administrator_erases(
    store: Store, cast: Cast, now: datetime, hom: Chat, account: str
) -> None:
    assert (await Chat(store, account, now).say(ERASE)).text.startswith(
        "Xóa dữ liệu của một người là việc của quản trị"
    )


async def test_of_namesakes_one_is_chosen(store: Store, cast: Cast, now: datetime, hom: Chat) -> None:
    lau = Chat(store, "lau", now)
    card = await lau.show("kết nạp đ/c Lò Văn Pánh sn 1990 ngày 9/11/2025")
    await lau.press("Đúng", card)
    admin = Chat(store, "admin", now)
    asked = await admin.show(ERASE)
    assert [choice.label for choice in asked.choices] == ["Xóa người ở bản Hỏm", "Xóa người ở bản Lầu", "Bỏ"]
    await admin.press("Xóa người ở bản Lầu", asked)
    assert "1/4" in (await hom.say("năm nay kết nạp được bao nhiêu")).text
    assert "Lò Văn Pánh" in (await hom.say("danh sách kết nạp năm nay")).text
