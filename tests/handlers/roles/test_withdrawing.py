"""A role that ends leaves nothing open, and ends within reach only."""

from datetime import datetime, timedelta

from domain.messages import ChannelName
from domain.users import Role
from storage import audit, gazetteer, sign_in, units, users
from storage.database import Store, Tx
from tests.cast import LONG_AGO, Cast
from tests.handlers.chat import Chat
from tests.handlers.roles.seen import NOT_JOINED, code_in, probation_ending, roles, user, waiting_for


async def test_a_role_that_ended_leaves_nothing_open(store: Store, cast: Cast, now: datetime) -> None:
    await probation_ending(store, cast, now)
    hom = Chat(store, "hom", now)
    card = await hom.show("kết nạp đ/c Lò Văn Pánh sn 2001 ngày 10/11/2025")
    person = await user(store, "hom", now)

    def come_in(tx: Tx) -> tuple[str, str]:
        account = sign_in.open_account(tx, sign_in.create_code(tx, person.id, now), now)
        assert account
        return sign_in.start_session(tx, account, now), sign_in.create_code(tx, person.id, now)

    session, code = await store.write(come_in)
    xa = Chat(store, "xa", now)
    assert "✅ Đã thu quyền của hom" in (await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))).text
    assert (await hom.press("Đúng", card)).text.startswith(NOT_JOINED)
    assert (await hom.say("ai sắp đến hạn")).text.startswith(NOT_JOINED)
    assert await store.read(sign_in.account_of, session, now) is None
    assert await store.write(sign_in.spend_code, code, now) is None
    waiting = await waiting_for(store)
    assert "hom" not in waiting
    assert waiting["xa"]
    since = now - timedelta(minutes=1)
    assert await store.read(audit.count_since, (await user(store, "xa", now)).id, "revoke", since) == 1


async def test_only_what_lies_within_reach_is_withdrawn(store: Store, cast: Cast, now: datetime) -> None:
    def elsewhere(tx: Tx) -> None:
        other = gazetteer.find(tx, "bản Phải", [units.EVERYTHING]).exact[0]
        found = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        assert found
        users.assign(tx, found.id, Role.SECRETARY, other.id, LONG_AGO)

    await store.write(elsewhere)
    xa = Chat(store, "xa", now)
    asked = await xa.show("thu quyền đ/c hom")
    assert "bản Phải" not in asked.text
    await xa.press("Thu quyền", asked)
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Phải")]


async def test_a_role_is_withdrawn_by_its_unit_too(store: Store, cast: Cast, now: datetime) -> None:
    xa = Chat(store, "xa", now)
    assert "Thu quyền của hom" in (await xa.say("thu quyền bí thư bản Hỏm")).text
    both = await xa.show("thu quyen bi thu ban Lau")
    assert [choice.label.split(",")[0] for choice in both.choices] == ["lau", "haibe"]
    assert "Thu quyền của haibe" in (await xa.press(both.choices[1].label, both)).text
    assert "Không có ai" in (await xa.say("thu quyền bí thư bản Phải")).text


async def test_who_was_withdrawn_may_be_invited_again(store: Store, cast: Cast, now: datetime) -> None:
    xa = Chat(store, "xa", now)
    await xa.press("Thu quyền", await xa.show("thu quyền đ/c hom"))
    code = code_in(await xa.say("mời bí thư bản Lầu"))
    hom = Chat(store, "hom", now)
    assert "bí thư chi bộ bản Lầu" in (await hom.say(f"/start {code}")).text
    assert roles(await user(store, "hom", now)) == [(Role.SECRETARY, "bản Lầu")]


async def test_an_officer_does_not_withdraw_an_administrator(store: Store, cast: Cast, now: datetime) -> None:
    def local_admin(tx: Tx) -> None:
        user_id = users.add_user(tx, "Tòng Văn Ún", LONG_AGO)
        users.assign(tx, user_id, Role.ADMIN, cast.commune.id, LONG_AGO)

    await store.write(local_admin)
    assert "Không có ai tên" in (await Chat(store, "xa", now).say("thu quyền đ/c Tòng Văn Ún")).text
    assert "Tòng Văn Ún" in (await Chat(store, "admin", now).say("thu quyền đ/c Tòng Văn Ún")).text
