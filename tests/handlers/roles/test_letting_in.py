"""Who asks to be let in, and who decides."""

from datetime import datetime

from domain.messages import ChannelName
from domain.units import UnitKind
from domain.users import Role
from storage import gazetteer, join_requests, units, users
from storage.database import Store, Tx
from tests.cast import LONG_AGO, Cast
from tests.handlers.chat import Chat
from tests.handlers.roles.seen import roles, user, written_to

INTRODUCTION = "tôi là Lò Văn Minh, bí thư chi bộ bản Hỏm"


async def test_two_officers_tap_and_one_of_them_decides(store: Store, cast: Cast, now: datetime) -> None:
    def second_officer(tx: Tx) -> None:
        user_id = users.add_user(tx, "xa2", LONG_AGO)
        users.add_identity(tx, user_id, ChannelName.TERMINAL, "xa2", "xa2", LONG_AGO)
        users.assign(tx, user_id, Role.OFFICER, cast.commune.id, LONG_AGO)

    await store.write(second_officer)
    await Chat(store, "moi", now).say(INTRODUCTION)
    first, second = [await Chat(store, each, now).last() for each in ("xa", "xa2")]
    assert "✅" in (await Chat(store, "xa", now).press("Duyệt: bí thư bản Hỏm, xã Mường Lạn", first)).text
    assert "đã được xử lý" in (await Chat(store, "xa2", now).press("Từ chối", second)).text
    assert roles(await user(store, "moi", now)) == [(Role.SECRETARY, "bản Hỏm")]


async def test_a_request_that_ran_out_lets_nobody_in(store: Store, cast: Cast, now: datetime) -> None:
    await Chat(store, "moi", now).say(INTRODUCTION)
    shown = await Chat(store, "xa", now).last()
    late = Chat(store, "xa", now + join_requests.LIFETIME)
    assert "đã hết hạn" in (await late.press("Duyệt: bí thư bản Hỏm, xã Mường Lạn", shown)).text
    assert await store.read(users.by_identity, ChannelName.TERMINAL, "moi", now) is None


async def test_repeated_requests_are_one_and_another_takes_its_place(
    store: Store, cast: Cast, now: datetime
) -> None:
    stranger = Chat(store, "moi", now)
    for _ in range(5):
        await stranger.say(INTRODUCTION)
    assert len(await written_to(store, "xa")) == 1
    await stranger.say("tôi là Lò Văn Minh, bí thư bản Lầu")
    (waiting,) = await store.read(join_requests.waiting, now)
    assert waiting.unit_id == cast.lau.id


async def test_a_flood_of_strangers_stops_before_the_officer(store: Store, cast: Cast, now: datetime) -> None:
    for number in range(70):
        await Chat(store, f"x{number}", now).say(INTRODUCTION)
    assert len(await written_to(store, "xa")) == 60


async def test_without_an_officer_the_administrator_is_asked(store: Store, cast: Cast, now: datetime) -> None:
    await Chat(store, "admin", now).press("Thu quyền", await Chat(store, "admin", now).show("thu quyền xa"))
    await Chat(store, "moi", now).say(INTRODUCTION)
    assert "xin dùng trợ lý" in (await written_to(store, "admin"))[-1]


async def test_a_unit_of_that_name_in_two_places_is_chosen_by_who_decides(
    store: Store, cast: Cast, now: datetime
) -> None:
    def second(tx: Tx) -> None:
        other = gazetteer.find(tx, "xã Púng Bánh", [units.EVERYTHING]).exact[0]
        units.add(tx, parent=other, kind=UnitKind.PARTY_CELL, name="bản Hỏm")

    await store.write(second)
    await Chat(store, "moi", now).say(INTRODUCTION)
    shown = await Chat(store, "admin", now).last()
    assert [choice.label for choice in shown.choices] == [
        "Duyệt: bí thư bản Hỏm, xã Mường Lạn",
        "Duyệt: bí thư bản Hỏm, xã Púng Bánh",
        "Từ chối",
    ]
    await Chat(store, "khac", now).say("tôi là Cà Văn Ún, bí thư bản Hỏm xã Púng Bánh")
    assert "chi bộ bản Hỏm" in (await written_to(store, "admin"))[-1]  # that commune has no officer
