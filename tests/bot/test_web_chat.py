"""The web chat over real HTTP: signing in, talking, and everything a browser must not get away with."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.commands import Unusable
from domain.messages import Attachment, AttachmentKind, ChannelName
from domain.sheets import Column, Sheet
from domain.users import Role
from scheduler import reminding
from scheduler.breaker import BreakerState
from storage import inbox, invitations, schema, sign_in, users
from storage.database import Store, Tx
from tests.clock import Clock
from tests.fakes.zalo_server import ZaloServer
from tests.web_chat import START, Browser, WebChat, web_chat

LIST = Attachment(
    kind=AttachmentKind.WORKBOOK,
    name="bản Hỏm.xlsx",
    figures={
        "sheets": [
            Sheet(name="Danh sách", columns=(Column(title="Họ và tên"),), rows=(("Lò Thị Mai",),)).as_plain()
        ]
    },
)
REPORT = "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/10"


@pytest.fixture
async def chat(assistant: Assistant) -> AsyncIterator[WebChat]:
    async with web_chat(assistant) as running:
        yield running


@pytest.fixture
async def hom(chat: WebChat) -> AsyncIterator[Browser]:
    """The secretary of bản Hỏm, signed in."""
    async with chat.browser() as browser:
        assert await browser.sign_in(await chat.code_for("hom")) == 200
        yield browser


async def _rows(store: Store, table: sa.Table) -> int:
    def count(tx: Tx) -> int:
        return int(tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    return await store.read(count)


# --- talking --------------------------------------------------------------------------------------


async def test_a_report_is_confirmed_by_a_button_and_undone_by_another(hom: Browser) -> None:
    await hom.say(REPORT)
    (card,) = await hom.answer()
    assert card.startswith("Tôi hiểu là:")
    await hom.press("Đúng")
    (receipt,) = await hom.answer()
    assert "Đã ghi nhận" in receipt
    await hom.press("Hoàn tác")
    (undone,) = await hom.answer()
    assert "Đã bỏ báo cáo" in undone
    assert [line["text"] for line in hom.lines if "mine" in line] == [REPORT, "Đúng", "Hoàn tác"]


async def test_the_conversation_is_there_again_after_a_reload(chat: WebChat, hom: Browser) -> None:
    await hom.say(REPORT)
    await hom.answer()
    async with hom.http.get("/history") as answer:
        page = await answer.json()
    assert [line["text"][:7] for line in page["lines"]] == ["kết nạp", "Tôi hiể"]
    assert [button["label"] for button in page["lines"][1]["buttons"]] == ["Đúng", "Sửa", "Bỏ"]
    assert not page["more"]


async def test_a_long_history_comes_in_pages_without_a_gap(hom: Browser) -> None:
    for number in range(28):
        await hom.say(f"chào {number}")
    await hom.answer(28)
    found: list[dict[str, Any]] = []
    query: dict[str, str] = {}
    for _ in range(5):
        async with hom.http.get("/history", params=query) as answer:
            page = await answer.json()
        found = page["lines"] + found
        if not page["more"]:
            break
        query = {"before": found[0]["number"]}
    assert len(found) == 56
    assert [line["number"] for line in found] == sorted({line["number"] for line in hom.lines})


async def test_a_message_sent_twice_is_one(store: Store, hom: Browser) -> None:
    assert [await hom.say("chào", id="the-same-id") for _ in range(3)] == [200, 200, 200]
    await hom.answer()
    await asyncio.sleep(0.1)
    assert await hom.look() == []
    assert await _rows(store, schema.inbox) == 1


async def test_a_message_that_waited_offline_keeps_the_day_it_was_written(hom: Browser) -> None:
    await hom.say("hôm qua kết nạp đ/c Lò Thị Mai sn 1998 nữ", age=2 * 86_400.0)
    (card,) = await hom.answer()
    assert "21/11/2025" in card  # two days on the way, and the day before


async def test_another_tab_and_a_reminder_are_pushed_without_asking(
    chat: WebChat, hom: Browser, clock: Clock
) -> None:
    await hom.say("kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/12/2024")
    await hom.answer()
    await hom.press("Đúng")
    await hom.answer()
    async with hom.http.ws_connect(
        f"/socket?mine={hom.lines[-2]['number']}&theirs={hom.lines[-1]['number']}"
    ) as tab:
        await hom.say("chào")
        pushed: list[dict[str, Any]] = []
        while len(pushed) < 2:
            pushed += (await tab.receive_json(timeout=5))["lines"]
        assert [line.get("mine") is not None for line in pushed] == [True, False]
        clock.now += timedelta(days=7)
        await reminding.sweep_all(chat.assistant.store, chat.assistant.book, clock.now)
        chat.channels.wake()
        (reminder,) = (await tab.receive_json(timeout=5))["lines"]
        assert reminder["text"].startswith("⏰")
        assert reminder["buttons"]


async def test_somebody_elses_chat_is_never_shown(chat: WebChat, hom: Browser) -> None:
    await hom.say(REPORT)
    await hom.answer()
    async with chat.browser() as lau:
        await lau.sign_in(await chat.code_for("lau"))
        assert await lau.look() == []
        token = hom.lines[-1]["buttons"][0]["token"]
        await lau.post(press=token)
        (refusal,) = await lau.answer()
        assert "Mai" not in refusal


async def test_a_file_is_fetched_by_its_reader_alone_and_again_after_a_restart(
    chat: WebChat, hom: Browser
) -> None:
    await chat.send_file("hom", LIST)
    await hom.answer()
    line = hom.lines[-1]
    address = f"files/{line['number']}"
    assert line["file"] == {"name": "bản Hỏm.xlsx", "is_picture": False, "address": address}
    path = f"/files/{line['number']}"
    async with hom.http.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''b%E1%BA%A3n")
        assert (await answer.read()).startswith(b"PK")
    async with chat.browser() as lau:
        async with lau.http.get(path) as answer:
            assert answer.status == 401
        await lau.sign_in(await chat.code_for("lau"))
        async with lau.http.get(path) as answer:
            assert answer.status == 404
    async with web_chat(chat.assistant) as restarted, restarted.browser() as back:
        await back.sign_in(await restarted.code_for("hom"))
        async with back.http.get(path) as answer:
            assert (await answer.read()).startswith(b"PK")


# --- signing in and out ---------------------------------------------------------------------------


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
    assert await _rows(chat.assistant.store, schema.web_code) == 0


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


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    assistant: Assistant, chat: WebChat
) -> None:
    async def cookie_of(running: WebChat) -> str:
        async with running.browser() as browser:
            form = {"code": await running.code_for("hom")}
            async with browser.http.post("/sign-in", data=form, allow_redirects=False) as answer:
                return answer.headers["Set-Cookie"]

    plain = await cookie_of(chat)
    assert "HttpOnly" in plain and "SameSite=Lax" in plain and "Path=/;" in plain and "Secure" not in plain
    async with web_chat(assistant, public_url="https://xa.example/chibo") as public:
        proxied = await cookie_of(public)
    assert "Secure" in proxied and "Path=/chibo/" in proxied


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_another_sites_page_can_neither_write_nor_listen(
    store: Store, hom: Browser, headers: dict[str, str]
) -> None:
    body = {"id": "12345678", "text": "chào"}
    async with hom.http.post("/messages", json=body, headers=headers) as answer:
        assert answer.status == 403
    async with hom.http.get(f"/socket?mine={START}&theirs={START}", headers=headers) as answer:
        assert answer.status == 403
    async with hom.http.post("/sign-out-everywhere", headers=headers) as answer:
        assert answer.status == 403
    assert await _rows(store, schema.inbox) == 0


async def test_every_answer_forbids_foreign_scripts_and_frames(hom: Browser) -> None:
    for path in ("/", "/sign-in", "/history", "/static/chat.js", "/nowhere", "/healthz"):
        async with hom.http.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Server"] == "chibo"


async def test_the_page_names_nothing_outside_itself(hom: Browser) -> None:
    for path in ("/", "/sign-in"):
        async with hom.http.get(path) as answer:
            text = await answer.text()
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "style=" not in text and "onclick" not in text
    for name in ("chat.js", "sign-in.js", "chat.css", "icon.svg", "chat.webmanifest"):
        async with hom.http.get(f"/static/{name}") as answer:
            assert answer.status == 200
            tag = answer.headers["ETag"]
        async with hom.http.get(f"/static/{name}", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"id": "12345678"}',
        b'{"id": "12345678", "text": "  "}',
        b'{"id": "short", "text": "x"}',
        b'{"id": "12345678", "text": 5}',
        b'{"id": "12345678", "text": "x", "press": "y"}',
        b'{"id": "12345678", "text": "x", "account": "other"}',
        b'{"id": "12345678", "text": "x", "age": -1}',
        b'{"id": "12345678", "text": "x", "age": 1e9}',
        b'{"id": "12345678", "text": "x", "age": NaN}',
        b'{"id": "12345678", "text": "\\ud800"}',
        b'{"id": "12345678", "text": "\xff"}',
        b'{"id": "1234567\\n8", "text": "x"}',
        json.dumps({"id": "12345678", "text": "x" * 20_001}).encode(),
    ],
)
async def test_what_is_no_message_is_refused_and_not_stored(store: Store, hom: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with hom.http.post("/messages", data=body, headers=headers) as answer:
        assert answer.status == 400
    assert await _rows(store, schema.inbox) == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_another_content_type_is_refused(store: Store, hom: Browser, kind: str) -> None:
    body = b'{"id": "12345678", "text": "x"}'
    async with hom.http.post("/messages", data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == 415
    assert await _rows(store, schema.inbox) == 0


async def _in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b"x" * 65_536


@pytest.mark.parametrize("path", ["/messages", "/sign-in"])
@pytest.mark.parametrize("announced", [True, False])
async def test_ten_megabytes_are_refused_and_nobody_waits(
    store: Store, hom: Browser, path: str, announced: bool
) -> None:
    data: Any = io.BytesIO(b"x" * 10_485_760) if announced else _in_pieces(10_485_760)
    kind = "application/json" if path == "/messages" else "application/x-www-form-urlencoded"
    try:
        async with hom.http.post(path, data=data, headers={"Content-Type": kind}) as answer:
            assert answer.status == 413
    except aiohttp.ClientConnectionError:
        pass  # the server closed while we were still writing
    assert await _rows(store, schema.inbox) == 0
    assert await hom.say("chào") == 200
    await hom.answer()


@pytest.mark.parametrize(
    "query", ["", "?mine=1&theirs=2", f"?mine={START}&theirs={'x' * 19}", "?mine=../../"]
)
async def test_a_place_that_is_none_is_refused(hom: Browser, query: str) -> None:
    async with hom.http.get(f"/news{query}") as answer:
        assert answer.status == 400
    async with hom.http.get("/history?before=-1") as answer:
        assert answer.status == 400


async def test_nobody_floods_the_inbox(hom: Browser) -> None:
    statuses = [await hom.say(f"chào {n}") for n in range(35)]
    assert statuses[:30] == [200] * 30
    assert statuses[30:] == [429] * 5


async def test_a_path_or_method_that_is_not_there_is_refused(hom: Browser) -> None:
    for path in ("/static/../web.py", "/static/chat.html", "/static/%2e%2e%2fweb.py", "/messages/1"):
        async with hom.http.get(path) as answer:
            assert answer.status == 404
    async with hom.http.put("/messages") as answer:
        assert answer.status == 405


async def test_a_taken_port_is_one_clear_line(assistant: Assistant, chat: WebChat) -> None:
    port = int(chat.address.rpartition(":")[2])
    with pytest.raises(Unusable, match=f"{port}.*CHIBO_WEB_PORT"):
        async with web_chat(assistant, web_port=port):
            pass


# --- operated -------------------------------------------------------------------------------------


async def test_health_follows_the_store_and_every_configured_channel(chat: WebChat, hom: Browser) -> None:
    async def health() -> tuple[int, dict[str, bool]]:
        async with hom.http.get("/healthz") as answer:
            return answer.status, await answer.json()

    assert await health() == (200, {"ready": True, "storage": True})
    is_up = False
    chat.channels.vitals.watch(ChannelName.TELEGRAM, lambda: is_up, lambda: BreakerState.CLOSED)
    assert await health() == (503, {"ready": False, "storage": True, "telegram": False})
    is_up = True
    assert (await health())[0] == 200
    await chat.assistant.store.close()
    assert await health() == (503, {"ready": False, "storage": False, "telegram": True})


async def test_metrics_count_and_never_name(chat: WebChat, hom: Browser) -> None:
    await hom.say(REPORT)
    await hom.answer()
    await chat.assistant.store.write(
        inbox.store, ChannelName.TELEGRAM, "1", "1", "5", "{}", chat.assistant.clock()
    )
    async with hom.http.get("/metrics") as answer:
        text = await answer.text()
        assert answer.content_type == "text/plain"
    assert 'chibo_updates_received_total{channel="web"} 1' in text
    assert 'chibo_messages_sent_total{channel="web"} 1' in text
    assert 'chibo_queue_length{queue="inbox",channel="telegram",state="waiting"} 1' in text
    assert "Mai" not in text
    async with hom.http.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}) as answer:
        assert answer.status == 404


async def test_reminders_prefer_a_messenger_to_the_web_chat(
    chat: WebChat, hom: Browser, clock: Clock
) -> None:
    def where(tx: Tx) -> ChannelName:
        user = users.by_identity(tx, ChannelName.TERMINAL, "hom", clock.now)
        assert user
        address = users.address_of(tx, user.id)
        assert address
        return address.channel

    def link(tx: Tx) -> None:
        user = users.by_identity(tx, ChannelName.TERMINAL, "hom", clock.now)
        assert user
        users.add_identity(tx, user.id, ChannelName.TELEGRAM, "5", "5", clock.now - timedelta(days=9))

    assert await chat.assistant.store.read(where) is ChannelName.WEB
    await chat.assistant.store.write(link)
    assert await chat.assistant.store.read(where) is ChannelName.TELEGRAM
