"""Who comes into the web chat, how long they stay, and how they leave."""

import sqlalchemy as sa

from domain.users import Role
from storage import invitations, schema, sign_in
from storage.database import Tx
from tests.clock import Clock
from tests.fakes.zalo_server import ZaloServer
from tests.web_chat import START, Browser, WebChat, rows, web_chat


async def test_without_signing_in_there_is_only_the_way_in(chat: WebChat) -> None:
    async with chat.browser() as stranger:
        async with stranger.http.get("/", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "sign-in")
        for path in (
            "/history",
            f"/news?mine={START}&theirs={START}",
            f"/socket?mine={START}&theirs={START}",
        ):
            async with stranger.http.get(path) as answer:
                assert answer.status == 401
        assert await stranger.say("chào") == 401


async def test_a_code_opens_once(chat: WebChat) -> None:
    code = await chat.code_for("hom")
    async with chat.browser() as first, chat.browser() as second:
        assert await first.sign_in(code) == 200
        assert await second.sign_in(code) == 403


async def test_a_code_is_good_for_a_day(chat: WebChat, clock: Clock) -> None:
    code = await chat.code_for("hom")
    clock.now += sign_in.CODE_LIFETIME
    async with chat.browser() as browser:
        assert await browser.sign_in(code) == 403
    await chat.assistant.store.write(sign_in.forget, clock.now)
    assert await rows(chat.assistant.store, schema.web_code) == 0


async def test_a_session_ends_after_its_time(hom: Browser, clock: Clock) -> None:
    clock.now += sign_in.SESSION_LIFETIME
    assert await hom.say("chào") == 401


async def test_neither_codes_nor_sessions_can_be_read_from_the_database(chat: WebChat, hom: Browser) -> None:
    code = await chat.code_for("lau")
    (cookie,) = hom.http.cookie_jar
    everything = b"".join(
        file.read_bytes() for file in chat.assistant.store.path.parent.glob("chibo.sqlite3*")
    )
    assert code.encode() not in everything
    assert cookie.value.encode() not in everything


async def test_guessing_is_stopped_and_others_are_not(chat: WebChat) -> None:
    async with chat.browser() as guesser:
        statuses = [await guesser.sign_in(f"guess-{n}") for n in range(12)]
        assert statuses == [403] * 10 + [429] * 2
        assert await guesser.sign_in(await chat.code_for("hom")) == 429
        # Behind a proxy on the same machine everybody has an address of their own.
        code = await chat.code_for("hom")
        elsewhere = {"X-Forwarded-For": "203.0.113.7"}
        async with guesser.http.post("/sign-in", data={"code": code}, headers=elsewhere) as answer:
            assert answer.status == 200


async def test_an_invitation_lets_a_new_person_in_under_their_name(chat: WebChat, clock: Clock) -> None:
    def invite(tx: Tx) -> str:
        unit_id = tx.execute(sa.select(schema.unit.c.id).where(schema.unit.c.name == "bản Phải")).scalar_one()
        return invitations.create(tx, Role.SECRETARY, unit_id, None, clock.now)

    code = await chat.assistant.store.write(invite)
    async with chat.browser() as browser:
        assert await browser.sign_in(code) == 422  # who is it?
        assert await browser.sign_in(code.lower(), "Vàng A Súa") == 200
        (welcome,) = await browser.answer()
        assert "bí thư chi bộ bản Phải" in welcome
    async with chat.browser() as late:
        assert await late.sign_in(code, "Ai đó") == 403


async def test_a_known_person_brings_themselves_to_another_channel_by_code(
    chat: WebChat, hom: Browser, clock: Clock
) -> None:
    await hom.say("/web")
    (told,) = await hom.answer()
    code = told.splitlines()[0].rpartition(" ")[2]
    async with chat.browser() as phone:
        assert await phone.sign_in(code.lower()) == 200
        assert [line["text"] for line in await phone.look()] == ["/web", told]
    await hom.say("/lienket")
    (told,) = await hom.answer()
    code = told.splitlines()[0].rpartition(" ")[2]
    zalo = ZaloServer()
    await zalo.start()
    async with web_chat(chat.assistant, **zalo.settings):
        await zalo.write("z9", f"/start {code}")
        await zalo.wait_until(lambda: len(zalo.to("z9")) == 1)
        await zalo.write("z8", f"/start {code}")
        await zalo.wait_until(lambda: len(zalo.to("z8")) == 1)
    await zalo.stop()
    assert "Đã liên kết. Bạn là bí thư chi bộ bản Hỏm" in zalo.to("z9")[0].text
    assert "Mã mời không đúng" in zalo.to("z8")[0].text


async def test_signing_out_everywhere_ends_every_session_and_socket(chat: WebChat, hom: Browser) -> None:
    async with chat.browser() as phone:
        await phone.sign_in(await chat.code_for("hom"))
        async with phone.http.ws_connect(f"/socket?mine={START}&theirs={START}") as socket:
            async with hom.http.post("/sign-out-everywhere", allow_redirects=False) as answer:
                assert answer.headers["Location"] == "sign-in"
            assert (await socket.receive(timeout=5)).data == 4401
        assert await phone.say("chào") == 401
        assert await hom.say("chào") == 401


async def test_signing_out_here_leaves_the_others(chat: WebChat, hom: Browser) -> None:
    async with chat.browser() as phone:
        await phone.sign_in(await chat.code_for("hom"))
        await hom.http.post("/sign-out")
        assert await hom.say("chào") == 401
        assert await phone.say("chào") == 200
