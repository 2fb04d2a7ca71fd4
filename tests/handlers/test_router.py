"""Messages and presses to use cases: what may be pressed, by whom, and how often."""

from datetime import datetime, timedelta
from typing import cast as cast_to

import pytest

from domain.actions import Action
from domain.messages import Address, ChannelName, Choice
from domain.users import Role
from handlers import routes
from storage import invitations, menus, rebuild, users
from storage.database import Store, Tx
from tests.cast import Cast
from tests.handlers.chat import BOOK, Chat

REPORT = "kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025"
TOTAL = "năm nay kết nạp được bao nhiêu"
GONE = "Nút này không còn dùng được. Bạn gửi lại nội dung là được."


async def test_a_second_press_of_confirm_changes_nothing(store: Store, cast: Cast, now: datetime) -> None:
    hom = Chat(store, "hom", now)
    card = await hom.show(REPORT)
    assert "Đã ghi nhận" in (await hom.press("Đúng", card)).text
    assert (await hom.press("Đúng", card)).text == GONE
    assert "kết nạp 1/4" in (await hom.say(TOTAL)).text


async def test_a_button_of_an_older_version_of_the_card_no_longer_fits(
    store: Store, cast: Cast, now: datetime
) -> None:
    hom = Chat(store, "hom", now)
    card = await hom.show(REPORT)
    changed = await hom.show("nhầm, ngày 11/11")
    assert (await hom.press("Đúng", card)).text == GONE
    assert "Đã ghi nhận" in (await hom.press("Đúng", changed)).text


async def test_nobody_presses_somebody_elses_button(store: Store, cast: Cast, now: datetime) -> None:
    card = await Chat(store, "hom", now).show(REPORT)
    assert (await Chat(store, "lau", now).press("Đúng", card)).text == GONE


async def test_a_button_dies_with_the_rights_it_was_shown_under(
    store: Store, cast: Cast, now: datetime
) -> None:
    hom = Chat(store, "hom", now)
    card = await hom.show(REPORT)
    user = await store.read(users.by_identity, ChannelName.TERMINAL, "hom", now)
    assert user is not None
    await store.write(users.assign, user.id, Role.SECRETARY, cast.lau.id, now)
    assert (await hom.press("Đúng", card)).text == GONE


@pytest.mark.parametrize("token", ["", ".", "x.0", "x.99", "..", "0", "đúng.1", "a" * 300])
async def test_a_token_from_nowhere_is_answered_and_does_nothing(
    store: Store, cast: Cast, now: datetime, token: str
) -> None:
    assert (await Chat(store, "hom", now).press_token(token)).text == GONE


async def test_a_card_older_than_its_lifetime_is_no_longer_open(
    store: Store, cast: Cast, now: datetime
) -> None:
    card = await Chat(store, "hom", now).show(REPORT)
    later = Chat(store, "hom", now + timedelta(days=3))
    assert (await later.press("Đúng", card)).text == GONE


async def test_nothing_personal_is_said_in_a_group(store: Store, cast: Cast, now: datetime) -> None:
    hom = Chat(store, "hom", now)
    await hom.press("Đúng", await hom.show(REPORT))
    assert "Pánh" in (await hom.say("Lò Văn Pánh đến đâu rồi")).text
    group = Chat(store, "hom", now, is_private=False)
    for text in (REPORT, TOTAL, "Lò Văn Pánh đến đâu rồi", "/start", "ai sắp đến hạn"):
        assert "Pánh" not in (await group.say(text)).text


async def test_a_stranger_is_told_how_to_join_and_joins_once(store: Store, cast: Cast, now: datetime) -> None:
    new = Chat(store, "moi", now)
    assert "mã mời" in (await new.say(REPORT)).text
    code = await store.write(invitations.create, Role.SECRETARY, cast.lau.id, None, now)
    assert "bí thư chi bộ bản Lầu" in (await new.say(f"/start {code}")).text
    assert "Chi bộ bản Lầu" in (await new.say(REPORT)).text
    assert "Mã mời không đúng" in (await Chat(store, "khac", now).say(f"/start {code}")).text


async def test_an_invitation_ends_after_two_weeks(store: Store, cast: Cast, now: datetime) -> None:
    code = await store.write(invitations.create, Role.OFFICER, cast.commune.id, None, now)
    late = Chat(store, "moi", now + timedelta(days=15))
    assert "Mã mời không đúng" in (await late.say(f"/start {code.lower()}")).text


def test_whatever_a_button_may_ask_for_has_a_use_case() -> None:
    assert set(routes.PRESSES) == set(Action)


async def test_a_button_of_an_earlier_version_that_no_use_case_knows_is_gone(
    store: Store, cast: Cast, now: datetime
) -> None:
    def shown(tx: Tx) -> str | None:
        former = Choice(label="Đúng", action=cast_to(Action, "card.of_old"))
        user = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        address = Address(channel=ChannelName.TERMINAL, chat_id="hom")
        return menus.open_menu(tx, user=user, address=address, choices=(former,), now=now)

    menu_id = await store.write(shown)
    assert (await Chat(store, "hom", now).press_token(f"{menu_id}.0")).text == GONE


async def test_what_is_stored_can_always_be_computed_again(store: Store, cast: Cast, now: datetime) -> None:
    hom = Chat(store, "hom", now)
    await hom.press("Đúng", await hom.show(REPORT))
    await hom.press("Đúng", await hom.show("nhầm, sinh năm 2002, ngày 9/11"))
    await hom.press("Đúng", await hom.show("thêm quần chúng ưu tú Cà Thị Ngoan, nữ, dân tộc Thái"))
    await hom.say("hoàn tác")
    assert await store.read(lambda tx: list(rebuild.differences(tx, BOOK))) == []
