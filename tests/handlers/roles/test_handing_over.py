"""A successor takes over, and the former is out."""

from datetime import datetime

from domain.messages import ChannelName
from domain.users import Role
from storage import users
from storage.database import Store, Tx
from tests.cast import LONG_AGO, Cast
from tests.handlers.chat import Chat
from tests.handlers.roles.seen import (
    NOT_ALLOWED,
    NOT_JOINED,
    code_in,
    probation_ending,
    roles,
    user,
    waiting_for,
    written_to,
)


async def test_a_successor_takes_over_reminders_and_role_and_the_former_is_out(
    store: Store, cast: Cast, now: datetime
) -> None:
    await probation_ending(store, cast, now)
    assert (await waiting_for(store)).get("hom")
    hom = Chat(store, "hom", now)
    card = await hom.show("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    made = await hom.say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    assert "✅ Đã ghi nhận" in (await hom.press("Đúng", card)).text  # nothing changes before the code is used
    summary = await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert "nhận bàn giao từ hom" in summary.text
    assert "Quàng Văn Hặc: hết 12 tháng dự bị, hạn 01/12/2025, còn 7 ngày" in summary.text
    assert "1/4" in summary.text
    assert roles(await user(store, "minh", now)) == [(Role.SECRETARY, "bản Hỏm")]
    assert roles(await user(store, "hom", now)) == []
    waiting = await waiting_for(store)
    assert "hom" not in waiting
    assert waiting["Lò Văn Minh"]
    assert (await hom.say("năm nay kết nạp được bao nhiêu")).text.startswith(NOT_JOINED)
    assert any("Lò Văn Minh đã nhận bàn giao" in text for text in await written_to(store, "xa"))
    assert any("Đã bàn giao" in text for text in await written_to(store, "hom"))


async def test_drafts_stay_private_in_a_handover(store: Store, cast: Cast, now: datetime) -> None:
    hom = Chat(store, "hom", now)
    await hom.say("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    made = await hom.say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    minh = Chat(store, "minh", now)
    summary = await minh.say(f"/start {code_in(made)}")
    assert "Pánh" not in summary.text
    assert "Pánh" not in (await minh.say("đúng")).text


async def test_an_officer_undoes_a_handover_once(store: Store, cast: Cast, now: datetime) -> None:
    await probation_ending(store, cast, now)
    made = await Chat(store, "xa", now).say("bàn giao chi bộ bản Hỏm cho đ/c Lò Văn Minh")
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    xa = Chat(store, "xa", now)
    shown = await xa.last()
    assert "hom phụ trách lại" in (await xa.press("Hoàn tác bàn giao", shown)).text
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Hỏm")]
    assert roles(await user(store, "minh", now)) == []
    assert "minh" not in await waiting_for(store)
    assert (await waiting_for(store))["hom"]
    assert "đã được hoàn tác" in (await xa.press("Hoàn tác bàn giao", shown)).text


async def test_a_secretary_of_two_cells_hands_both_over(store: Store, cast: Cast, now: datetime) -> None:
    made = await Chat(store, "haibe", now).say("ban giao chi bo cho dc Lo Van Minh")
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert {name for _, name in roles(await user(store, "minh", now))} == {"bản Lầu", "trường THCS Mường Lạn"}
    assert roles(await user(store, "haibe", now)) == []


async def test_of_two_secretaries_the_officer_says_who_is_replaced(
    store: Store, cast: Cast, now: datetime
) -> None:
    xa = Chat(store, "xa", now)
    asked = await xa.show("bàn giao chi bộ bản Lầu cho đ/c Lò Văn Minh")
    assert [choice.label for choice in asked.choices] == ["Thay lau", "Thay haibe"]
    made = await xa.press("Thay lau", asked)
    await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert roles(await user(store, "lau", now)) == []
    assert len(roles(await user(store, "haibe", now))) == 2


async def test_what_the_successor_is_reminded_of_anyway_comes_once(
    store: Store, cast: Cast, now: datetime
) -> None:
    """A deputy who takes over holds the same reminders already."""

    def deputy(tx: Tx) -> None:
        user_id = users.add_user(tx, "pho", LONG_AGO)
        users.add_identity(tx, user_id, ChannelName.TERMINAL, "pho", "pho", LONG_AGO)
        users.assign(tx, user_id, Role.SECRETARY, cast.hom.id, LONG_AGO)

    await store.write(deputy)
    await probation_ending(store, cast, now)
    before = (await waiting_for(store))["pho"]
    made = await Chat(store, "hom", now).say("bàn giao chi bộ cho đ/c Phó")
    await Chat(store, "pho", now).say(f"/start {code_in(made)}")
    after = await waiting_for(store)
    assert (after["pho"], after.get("hom", 0)) == (before, 0)
    assert roles(await user(store, "pho", now)) == [(Role.SECRETARY, "bản Hỏm")]


async def test_nobody_hands_over_what_is_not_theirs(store: Store, cast: Cast, now: datetime) -> None:
    assert (await Chat(store, "hom", now).say("bàn giao chi bộ bản Lầu cho đ/c X")).text == NOT_ALLOWED


async def test_a_handover_made_by_somebody_who_lost_the_role_since_is_worth_nothing(
    store: Store, cast: Cast, now: datetime
) -> None:
    made = await Chat(store, "hom", now).say("bàn giao chi bộ cho đ/c Lò Văn Minh")
    xa = Chat(store, "xa", now)
    await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))
    refused = await Chat(store, "minh", now).say(f"/start {code_in(made)}")
    assert "Mã mời không đúng" in refused.text
    assert await store.read(users.by_identity, ChannelName.TERMINAL, "minh", now) is None
