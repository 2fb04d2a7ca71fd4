import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.channels.splitting import split
from bot.channels.telegram import Telegram, TokenRefused
from domain.channels import ChatMoved, MaybeSent, RetryLater, SendFailed, Unreachable
from domain.files import MOST_BYTES
from domain.messages import Address, Button, ChannelName, File, IncomingMessage, MessageKind, OutgoingMessage
from storage import inbox
from storage.database import Store
from storage.inbox import Update
from tests.bot.shelf import Shelf, polling
from tests.fakes.platform import serving
from tests.fakes.telegram_server import CERTAIN, DONE, TOKEN, Fault, TelegramServer, membership

MOMENT = datetime(2025, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with serving(TelegramServer()) as running:
        yield running


@pytest.fixture
async def telegram(server: TelegramServer) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, server.url, first_pause=0.05)
    yield channel
    await channel.close()


def message(text: str = "Đã ghi.", chat: int = 5, *buttons: Button) -> OutgoingMessage:
    address = Address(channel=ChannelName.TELEGRAM, chat_id=str(chat))
    return OutgoingMessage(address=address, text=text, buttons=buttons)


# --- fetching -------------------------------------------------------------------------------------


async def test_the_platform_is_told_only_after_the_messages_are_kept(
    server: TelegramServer, telegram: Telegram
) -> None:
    shelf = Shelf(TOKEN)
    shelf.refuse = 1
    first = await server.write(5, "một")
    async with polling(telegram, shelf):
        await server.wait_until(lambda: server.confirmed == first + 1)
        assert shelf.numbers == [first]
        assert server.calls.count("getUpdates") == 3  # refused, kept, confirmed


async def test_hundreds_of_messages_come_in_order_and_each_once(
    server: TelegramServer, telegram: Telegram
) -> None:
    numbers = [await server.write(n % 9, f"{n}") for n in range(350)]
    shelf = Shelf(TOKEN)
    async with polling(telegram, shelf):
        await server.wait_until(lambda: server.confirmed == numbers[-1] + 1)
    assert shelf.numbers == numbers


async def test_numbers_that_start_anew_lower_lose_nothing(server: TelegramServer, telegram: Telegram) -> None:
    shelf = Shelf(TOKEN)
    async with polling(telegram, shelf):
        high = await server.write(5, "before a quiet week")
        await server.wait_until(lambda: server.confirmed == high + 1)
        await server.wait_until(lambda: server.calls.count("getUpdates") == 2)
        # The poll that confirmed is answered, empty; from then on no number is named.
        low = await server.update(update_id=7, message=server.message(5, text="after it"))
        await server.wait_until(lambda: server.confirmed == low + 1)
    assert shelf.numbers == [high, low]


@pytest.mark.parametrize("fault", [f for f in Fault if f is not Fault.HANG_AFTER])
async def test_a_fault_while_fetching_loses_nothing(
    server: TelegramServer, telegram: Telegram, fault: Fault, store: Store
) -> None:
    server.faults["getUpdates"].append(fault)
    number = await server.write(5, "một")

    async def accept(bot_id: str, updates: Sequence[Update]) -> None:
        await store.write(inbox.store_all, ChannelName.TELEGRAM, bot_id, updates, MOMENT)

    task = asyncio.create_task(telegram.poll(accept))
    await server.wait_until(lambda: server.confirmed == number + 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    rows = await store.read(inbox.waiting, ChannelName.TELEGRAM)
    assert [json.loads(row.raw)["update_id"] for row in rows] == [number]


async def test_a_second_program_on_the_same_bot_is_named_and_waited_out(
    server: TelegramServer, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    other = Telegram(TOKEN, server.url, first_pause=0.05)
    mine, theirs = Shelf(TOKEN), Shelf(TOKEN)
    async with polling(telegram, mine):
        await server.wait_until(lambda: "getUpdates" in server.calls)
        async with polling(other, theirs):
            await server.wait_until(lambda: server.calls.count("getUpdates") >= 3)
        number = await server.write(5, "một")
        await server.wait_until(lambda: server.confirmed == number + 1)
    await other.close()
    assert "another program" in caplog.text
    assert number in mine.numbers


@pytest.mark.parametrize("token", ["100200300:wrongwrongwrongwrongwrongwrongwrong", "1:x"])
async def test_a_token_that_telegram_does_not_know_ends_the_polling(
    server: TelegramServer, token: str
) -> None:
    channel = Telegram(token, server.url)
    with pytest.raises(TokenRefused):
        await channel.poll(Shelf(TOKEN).accept)
    await channel.close()


async def test_only_what_is_understood_is_asked_for(server: TelegramServer, telegram: Telegram) -> None:
    async with polling(telegram, Shelf(TOKEN)):
        await server.wait_until(lambda: "getUpdates" in server.calls)
    assert server.allowed_updates == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_a_pressed_button_stops_turning_once_the_press_is_kept(
    server: TelegramServer, telegram: Telegram
) -> None:
    shelf = Shelf(TOKEN)
    async with polling(telegram, shelf):
        number = await server.press(5, "menu.0")
        await server.wait_until(lambda: server.acknowledged == [f"q{number}"])
    assert shelf.numbers == [number]


# --- reading --------------------------------------------------------------------------------------


async def read(server: TelegramServer, telegram: Telegram, **content: Any) -> IncomingMessage | None:
    shelf = Shelf(TOKEN)
    async with polling(telegram, shelf):
        number = await server.update(**content)
        await server.wait_until(lambda: server.confirmed == number + 1)
    (update,) = shelf.updates
    return telegram.parse(update.raw, MOMENT)


async def test_a_text_is_read_with_its_own_time_and_sender(
    server: TelegramServer, telegram: Telegram
) -> None:
    found = await read(server, telegram, message=server.message(5, text="/start CODE-9"))
    assert found == IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id="5"),
        sender_id="5",
        sender_name="Người 5",
        message_id="1",
        sent_at=datetime(2025, 11, 24, 2, 0, tzinfo=UTC),
        text="/start CODE-9",
    )


async def test_a_press_is_read_with_its_token_and_the_time_it_came(
    server: TelegramServer, telegram: Telegram
) -> None:
    query = {
        "id": "q",
        "from": {"id": 5, "is_bot": False, "first_name": "Pánh"},
        "message": {"message_id": 3, "date": 0, "chat": {"id": 5, "type": "private"}},  # too old to see
        "chat_instance": "1",
        "data": "menu.2",
    }
    found = await read(server, telegram, callback_query=query)
    assert found and (found.kind, found.pressed, found.sent_at) == (MessageKind.PRESS, "menu.2", MOMENT)
    assert found.is_private and found.address.chat_id == "5"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], "caption": "x"},
            "file",
        ),
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}, "unsupported"),
        ({"new_chat_title": "Chi bộ"}, None),
        ({"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}}, None),
    ],
)
async def test_what_is_no_text_is_recognised(
    server: TelegramServer, telegram: Telegram, content: dict[str, Any], kind: str | None
) -> None:
    found = await read(server, telegram, message=server.message(5, **content))
    assert (found and found.kind) == kind


async def test_an_edited_message_is_told_apart(server: TelegramServer, telegram: Telegram) -> None:
    edited = server.message(5, text="sửa", edit_date=1_763_949_700)
    found = await read(server, telegram, edited_message=edited)
    assert found and found.kind is MessageKind.EDITED


@pytest.mark.parametrize(
    ("chat", "before", "after", "kind"),
    [
        ("private", "member", "kicked", MessageKind.BLOCKED),
        ("private", "kicked", "member", MessageKind.UNBLOCKED),
        ("group", "left", "member", MessageKind.ADDED),
        ("supergroup", "kicked", "administrator", MessageKind.ADDED),
        ("group", "member", "left", MessageKind.BLOCKED),
        ("group", "member", "administrator", None),
    ],
)
async def test_what_becomes_of_us_in_a_chat_is_noticed(
    server: TelegramServer, telegram: Telegram, chat: str, before: str, after: str, kind: MessageKind | None
) -> None:
    found = await read(server, telegram, my_chat_member=membership(5, chat, before, after))
    assert (found and found.kind) == kind
    assert found is None or found.is_private is (chat == "private")


async def test_a_group_is_marked_and_is_not_its_members_own_chat(
    server: TelegramServer, telegram: Telegram
) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Chi bộ"}
    found = await read(server, telegram, message={**server.message(5, text="x"), "chat": group})
    assert found and not found.is_private
    assert (found.address.chat_id, found.sender_id) == ("-100", "5")


@pytest.mark.parametrize(
    "passed_on",
    [
        {"forward_origin": {"type": "user", "date": 0, "sender_user": {"id": 9, "first_name": "Ai đó"}}},
        {"forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "Ai đó"}},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "Bot"}},
        {"sender_chat": {"id": 9, "type": "channel", "title": "Đảng ủy"}},
    ],
)
async def test_what_is_passed_on_has_the_authority_of_whoever_passes_it_on(
    server: TelegramServer, telegram: Telegram, passed_on: dict[str, Any]
) -> None:
    told = server.message(5, text="x")
    own = await read(server, telegram, message=told)
    assert own and own.sender_id == "5"
    assert await read(server, telegram, message={**told, **passed_on}) == own


async def test_a_photo_is_taken_in_the_largest_size_that_is_not_too_large(
    server: TelegramServer, telegram: Telegram
) -> None:
    sizes = [(90, 1_000), (800, 90_000), (4_000, MOST_BYTES + 1)]
    photo = [
        {"file_id": f"f{width}", "file_unique_id": "u", "width": width, "height": width, "file_size": size}
        for width, size in sizes
    ]
    raw = server.message(5, photo=photo, caption="nghị quyết", reply_to_message=server.message(5, text="x"))
    raw["from"] |= {"last_name": "Pánh"}
    found = await read(server, telegram, message=raw)
    assert found and found.file and (found.file.reference, found.file.size) == ("f800", 90_000)
    assert (found.text, found.reply_to, found.sender_name) == ("nghị quyết", "1", "Người Pánh")


@pytest.mark.parametrize("raw", ["", "[]", "{}", '{"update_id": 1, "message": "not an object"}'])
def test_nonsense_is_no_message(telegram: Telegram, raw: str) -> None:
    with pytest.raises((ValueError, AttributeError)):
        telegram.parse(raw, MOMENT)


async def test_updates_of_any_shape_are_kept_for_their_chat(
    server: TelegramServer, telegram: Telegram
) -> None:
    shelf = Shelf(TOKEN)
    async with polling(telegram, shelf):
        await server.update(message="not an object")
        await server.update(poll={"id": "1"})
        last = await server.update(callback_query={"id": "q", "data": "x"})
        await server.wait_until(lambda: server.confirmed == last + 1)
    assert [update.chat_id for update in shelf.updates] == ["", "", ""]


# --- sending --------------------------------------------------------------------------------------


async def test_a_reply_arrives_with_its_buttons(server: TelegramServer, telegram: Telegram) -> None:
    buttons = (Button(label="Đúng", token="m.0"), Button(label="Bỏ", token="m.1"))  # noqa: S106 - a menu's
    message_id = await telegram.send(message("Tôi hiểu là…", 5, *buttons))
    (sent,) = server.to(5)
    assert (sent.text, sent.buttons) == ("Tôi hiểu là…", (("Đúng", "m.0"), ("Bỏ", "m.1")))
    assert message_id == str(sent.message_id)


async def test_a_long_text_arrives_whole_with_the_buttons_at_its_end(
    server: TelegramServer, telegram: Telegram
) -> None:
    lines = [f"{n}. Lò Thị Mai 🎉" for n in range(300)]
    await telegram.send(message("\n".join(lines), 5, Button(label="Đúng", token="m.0")))  # noqa: S106 - a token of ours
    parts = server.to(5)
    assert "\n".join(sent.text for sent in parts) == "\n".join(lines)
    assert [bool(sent.buttons) for sent in parts] == [False] * (len(parts) - 1) + [True]


@pytest.mark.parametrize("fault", [f for f in Fault if f is not Fault.HANG_AFTER])
async def test_a_failed_send_says_whether_it_is_certain(
    server: TelegramServer, telegram: Telegram, fault: Fault
) -> None:
    server.faults["sendMessage"].append(fault)
    with pytest.raises(SendFailed) as caught:
        await telegram.send(message())
    assert isinstance(caught.value, RetryLater if fault in CERTAIN else MaybeSent)
    assert len(server.sent) == (fault in DONE)
    if fault is Fault.TOO_MANY:
        assert isinstance(caught.value, RetryLater) and caught.value.after == 1


@pytest.mark.parametrize(
    ("name", "is_picture", "method"),
    [("xa-chieng-bom.xlsx", False, "sendDocument"), ("xa-chieng-bom.png", True, "sendPhoto")],
)
async def test_a_file_arrives_whole_before_the_text_with_the_buttons(
    server: TelegramServer, telegram: Telegram, name: str, is_picture: bool, method: str
) -> None:
    content = bytes(range(256)) * 100
    file = File(name=name, content=content, is_picture=is_picture)
    await telegram.send(replace(message(), file=file))
    ((used, filename, _, received),) = server.files
    assert (used, filename, received) == (method, name, content)
    assert server.calls == [method, "sendMessage"]


async def test_a_text_that_fails_after_its_file_is_never_certain(
    server: TelegramServer, telegram: Telegram
) -> None:
    server.faults["sendMessage"].append(Fault.SERVER_ERROR)
    with pytest.raises(MaybeSent):
        await telegram.send(replace(message(), file=File(name="x.xlsx", content=b"x")))


async def test_a_fault_after_the_first_part_is_never_certain(
    server: TelegramServer, telegram: Telegram
) -> None:
    sending = asyncio.create_task(telegram.send(message("x " * 3000)))
    await server.wait_until(lambda: len(server.sent) == 1)
    server.faults["sendMessage"].append(Fault.TOO_MANY)
    with pytest.raises(MaybeSent):
        await sending


async def test_a_server_that_is_not_there_surely_took_nothing(server: TelegramServer) -> None:
    channel = Telegram(TOKEN, "http://127.0.0.1:9")
    with pytest.raises(RetryLater):
        await channel.send(message())
    await channel.close()


async def test_somebody_who_blocked_us_is_unreachable(server: TelegramServer, telegram: Telegram) -> None:
    server.blocked.add(5)
    with pytest.raises(Unreachable):
        await telegram.send(message())


async def test_a_chat_that_became_a_supergroup_is_named(server: TelegramServer, telegram: Telegram) -> None:
    server.migrated[5] = -100500
    with pytest.raises(ChatMoved) as caught:
        await telegram.send(message())
    assert caught.value.new_chat_id == "-100500"


# --- splitting and secrets ------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("ab đ🎉\n"), max_size=200), st.integers(min_value=2, max_value=30))
def test_parts_fit_and_together_say_everything(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert parts
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


async def test_the_token_is_never_logged_even_at_debug(
    server: TelegramServer, telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.Redaction([TOKEN]))
    with caplog.at_level(logging.DEBUG):
        server.faults["sendMessage"].extend([Fault.RESET_AFTER, Fault.HTML_AFTER])
        for _ in range(3):
            try:
                await telegram.send(message())
            except MaybeSent:
                logging.getLogger("bot").exception("failed with %r", telegram)
    assert TOKEN not in caplog.text and TOKEN.partition(":")[2] not in caplog.text
    assert TOKEN.partition(":")[2] not in repr(telegram)


def test_what_draws_in_a_terminal_is_not_loaded_with_the_platforms_library() -> None:
    code = "import sys; import bot.channels.telegram; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
