"""The web chat over real HTTP: signing in, talking, and everything a browser must not get away with."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.commands import Unusable
from domain.messages import Attachment, AttachmentKind, ChannelName
from domain.sheets import Column, Sheet
from scheduler import reminding
from scheduler.breaker import BreakerState
from storage import inbox, schema, users
from storage.database import Store, Tx
from tests.clock import Clock
from tests.web_chat import Browser, WebChat, rows, web_chat

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
    assert await rows(store, schema.inbox) == 1


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


async def test_a_taken_port_is_one_clear_line(assistant: Assistant, chat: WebChat) -> None:
    port = int(chat.address.rpartition(":")[2])
    with pytest.raises(Unusable, match=f"{port}.*CHIBO_WEB_PORT"):
        async with web_chat(assistant, web_port=port):
            pass


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
