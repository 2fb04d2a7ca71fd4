import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import logs
from bot.channels.zalo import TokenRefused, Zalo
from domain.channels import MaybeSent, RetryLater, SendFailed, Unreachable
from domain.messages import Address, Button, ChannelName, File, IncomingMessage, MessageKind, OutgoingMessage
from tests.bot.shelf import Shelf, polling
from tests.fakes.platform import serving
from tests.fakes.zalo_server import CERTAIN, DONE, TOKEN, Fault, ZaloServer

MOMENT = datetime(2025, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with serving(ZaloServer()) as running:
        yield running


@pytest.fixture
async def zalo(server: ZaloServer) -> AsyncIterator[Zalo]:
    channel = Zalo(TOKEN, server.url, first_pause=0.05)
    yield channel
    await channel.close()


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


def message(text: str = "Đã ghi.", *buttons: Button) -> OutgoingMessage:
    address = Address(channel=ChannelName.ZALO, chat_id="z5")
    return OutgoingMessage(address=address, text=text, buttons=buttons)


# --- fetching -------------------------------------------------------------------------------------


async def test_events_come_one_a_call_in_order(server: ZaloServer, zalo: Zalo) -> None:
    ids = [await server.write(f"z{n % 3}", f"{n}") for n in range(20)]
    shelf = Shelf(TOKEN)
    async with polling(zalo, shelf):
        await until(lambda: len(shelf.updates) == 20)
    assert shelf.ids == ids
    assert [update.chat_id for update in shelf.updates[:3]] == ["z0", "z1", "z2"]


async def test_an_empty_poll_is_no_failure(
    server: ZaloServer, zalo: Zalo, caplog: pytest.LogCaptureFixture
) -> None:
    server.poll_seconds = 0.01
    async with polling(zalo, Shelf(TOKEN)):
        await server.wait_until(lambda: server.calls.count("getUpdates") > 5)
    assert zalo.is_up
    assert caplog.text == ""


async def test_what_was_handed_over_is_kept_however_long_the_disk_needs(
    server: ZaloServer, zalo: Zalo
) -> None:
    shelf = Shelf(TOKEN)
    shelf.refuse = 2  # Zalo would not hand it over again
    first = await server.write("z5", "một")
    async with polling(zalo, shelf):
        await until(lambda: shelf.ids == [first])


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in DONE])
async def test_a_failed_call_loses_nothing(server: ZaloServer, zalo: Zalo, fault: Fault) -> None:
    server.faults["getUpdates"].append(fault)
    first = await server.write("z5", "một")
    shelf = Shelf(TOKEN)
    async with polling(zalo, shelf):
        await until(lambda: shelf.ids == [first])


async def test_a_token_that_zalo_does_not_know_ends_the_polling(server: ZaloServer) -> None:
    channel = Zalo("1:" + "x" * 30, server.url)
    with pytest.raises(TokenRefused):
        await channel.poll(Shelf(TOKEN).accept)
    await channel.close()


# --- reading --------------------------------------------------------------------------------------


async def read(server: ZaloServer, zalo: Zalo, event_name: str, content: Any) -> IncomingMessage | None:
    shelf = Shelf(TOKEN)
    async with polling(zalo, shelf):
        await server.happens(event_name, content)
        await until(lambda: shelf.updates)
    return zalo.parse(shelf.updates[0].raw, MOMENT)


async def test_a_text_is_read_with_its_own_time_and_sender(server: ZaloServer, zalo: Zalo) -> None:
    found = await read(server, zalo, "message.text.received", server.message("z5", text="chào"))
    assert found == IncomingMessage(
        address=Address(channel=ChannelName.ZALO, chat_id="z5"),
        sender_id="z5",
        sender_name="Người z5",
        message_id="m00000001",
        sent_at=datetime(2025, 11, 24, 2, 0, tzinfo=UTC),
        text="chào",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("message.image.received", {"caption": "x"}),
        ("message.sticker.received", {"sticker": "abc", "url": "https://zalo.example/s"}),
        ("message.voice.received", {"voice_url": "https://zalo.example/v.aac"}),
        ("message.unsupported.received", {}),
    ],
)
async def test_what_is_no_text_is_recognised(
    server: ZaloServer, zalo: Zalo, name: str, content: dict[str, Any]
) -> None:
    found = await read(server, zalo, name, server.message("z5", **content))
    assert found and found.kind is MessageKind.UNSUPPORTED and found.text == ""


@pytest.mark.parametrize("field", ["photo", "photo_url"])
async def test_a_picture_is_known_by_either_name(server: ZaloServer, zalo: Zalo, field: str) -> None:
    content = {field: "https://zalo.example/a.jpg", "caption": "x"}
    found = await read(server, zalo, "message.image.received", server.message("z5", **content))
    assert found and found.kind is MessageKind.FILE and found.text == "x"
    assert found.file and found.file.reference == "https://zalo.example/a.jpg"


async def test_an_event_of_a_later_day_needs_no_answer(server: ZaloServer, zalo: Zalo) -> None:
    assert await read(server, zalo, "message.poll.received", server.message("z5")) is None


async def test_a_group_is_told_apart(server: ZaloServer, zalo: Zalo) -> None:
    group = server.message("z5", text="x", chat={"id": "g1", "chat_type": "GROUP"})
    found = await read(server, zalo, "message.text.received", group)
    assert found and not found.is_private
    assert (found.address.chat_id, found.sender_id) == ("g1", "z5")


async def test_events_of_any_shape_are_kept(server: ZaloServer, zalo: Zalo) -> None:
    shelf = Shelf(TOKEN)
    async with polling(zalo, shelf):
        await server.happens("message.text.received", "not an object")
        await server.happens("message.text.received", {"message_id": 7, "chat": "none"})
        await until(lambda: len(shelf.updates) == 2)
    assert [update.chat_id for update in shelf.updates] == ["", ""]
    assert shelf.ids[1] == "7"
    for update in shelf.updates:
        with pytest.raises((KeyError, TypeError, AttributeError)):
            zalo.parse(update.raw, MOMENT)


# --- sending --------------------------------------------------------------------------------------


async def test_buttons_become_numbered_words(server: ZaloServer, zalo: Zalo) -> None:
    buttons = (Button(label="Đúng", token="m.0"), Button(label="Bỏ", token="m.1"))  # noqa: S106 - a menu's
    message_id = await zalo.send(message("Tôi hiểu là…", *buttons))
    (sent,) = server.to("z5")
    assert sent.text == "Tôi hiểu là…\n[1] Đúng  [2] Bỏ"
    assert message_id == sent.message_id


async def test_a_picture_goes_out_as_a_link_that_zalo_fetches(server: ZaloServer) -> None:
    channel = Zalo(TOKEN, server.url, lambda message: f"https://xa.example/chibo/shared/{message.row}")
    assert channel.has_files
    picture_file = File(name="hình.png", content=b"PNG", is_picture=True)
    await channel.send(replace(message(), file=picture_file, row=7))
    await channel.send(replace(message(), file=File(name="a.xlsx", content=b"PK"), row=8))
    await channel.close()
    picture, text, with_link = (sent.text for sent in server.to("z5"))
    assert picture == "[https://xa.example/chibo/shared/7]"
    assert text == "Đã ghi."
    assert "\nTệp a.xlsx, mở được trong 24 giờ: https://xa.example/chibo/shared/8" in with_link


def test_without_a_public_address_zalo_takes_no_files() -> None:
    assert not Zalo(TOKEN, "http://127.0.0.1:9").has_files


async def test_a_long_text_is_cut_at_the_ends_of_sentences(server: ZaloServer, zalo: Zalo) -> None:
    sentences = [f"Câu thứ {n} kể về chi bộ bản Hỏm, xã Chiềng Bôm." for n in range(60)]
    message_ids = await zalo.send(message(" ".join(sentences)))
    parts = server.to("z5")
    assert len(parts) == 2
    assert all(part.text.endswith(".") and len(part.text) <= 2000 for part in parts)
    assert " ".join(part.text for part in parts) == " ".join(sentences)
    assert message_ids.split(",") == [part.message_id for part in parts]


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_failed_send_says_whether_it_is_certain(server: ZaloServer, zalo: Zalo, fault: Fault) -> None:
    server.faults["sendMessage"].append(fault)
    with pytest.raises(SendFailed) as caught:
        await zalo.send(message())
    assert isinstance(caught.value, RetryLater if fault in CERTAIN else MaybeSent)
    assert len(server.sent) == (fault in DONE)


async def test_a_fault_after_the_first_part_is_never_certain(server: ZaloServer, zalo: Zalo) -> None:
    sending = asyncio.create_task(zalo.send(message("x " * 1500)))
    await server.wait_until(lambda: len(server.sent) == 1)
    server.faults["sendMessage"].append(Fault.TOO_MANY)
    with pytest.raises(MaybeSent):
        await sending


async def test_a_server_that_is_not_there_surely_took_nothing() -> None:
    channel = Zalo(TOKEN, "http://127.0.0.1:9")
    with pytest.raises(RetryLater):
        await channel.send(message())
    await channel.close()


async def test_somebody_who_blocked_us_is_unreachable(server: ZaloServer, zalo: Zalo) -> None:
    server.blocked.add("z5")
    with pytest.raises(Unreachable):
        await zalo.send(message())


async def test_the_token_is_never_logged_even_at_debug(
    server: ZaloServer, zalo: Zalo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(logs.Redaction())
    with caplog.at_level(logging.DEBUG):
        server.faults["sendMessage"].extend([Fault.RESET_AFTER, Fault.HTML_AFTER])
        for _ in range(3):
            try:
                await zalo.send(message())
            except MaybeSent:
                logging.getLogger("bot").exception("failed with %r", zalo)
    assert TOKEN.partition(":")[2] not in caplog.text
    assert TOKEN.partition(":")[2] not in repr(zalo)
