"""Files that people send, over each channel: what is taken, what is refused, and what it costs nobody."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from domain.files import MOST_BYTES, FileKind, kind_of
from domain.messages import ChannelName
from storage import files, schema, users
from storage.database import Store, Tx
from tests.cast import also_on
from tests.channels import Channels
from tests.fakes.telegram_server import Fault, TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.scenarios.test_dialogues import FILES
from tests.web_chat import Browser, web_chat

PICTURE = (FILES / "quyet-dinh.png").read_bytes()
PHOTO = b"\xff\xd8\xff\xe0" + b"jpeg" * 200
LIST = "Họ và tên;Năm sinh;Ngày kết nạp\nLò Thị Mai;1998;5/10/2025\n".encode()
HOM = 501
REPORT = "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/10"


@pytest.fixture
async def running(
    assistant: Assistant, telegram: TelegramServer, zalo: ZaloServer
) -> AsyncIterator[Channels]:
    """Every channel at work, with both platforms on loopback, and bản Hỏm's secretary on each."""
    for channel in (ChannelName.TELEGRAM, ChannelName.ZALO):
        await assistant.store.write(also_on, "hom", channel, str(HOM))
    async with web_chat(assistant, **telegram.settings, **zalo.settings) as chat:
        yield chat.channels


@pytest.fixture
async def hom(running: Channels) -> AsyncIterator[Browser]:
    async with web_chat(running.assistant) as chat, chat.browser() as browser:
        assert await browser.sign_in(await chat.code_for("hom")) == 200
        yield browser


async def kept(store: Store) -> int:
    def count(tx: Tx) -> int:
        return int(tx.execute(sa.select(sa.func.count()).select_from(schema.received_file)).scalar_one())

    return await store.read(count)


async def heard(telegram: TelegramServer, count: int = 1) -> str:
    await telegram.wait_until(lambda: len(telegram.to(HOM)) >= count)
    return telegram.to(HOM)[count - 1].text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PICTURE, FileKind.PNG),
        (PHOTO, FileKind.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
        (b"%PDF-1.7\n", FileKind.PDF),
        (LIST, FileKind.CSV),
        ("Họ tên".encode("utf-16"), FileKind.CSV),
        (b"PK\x03\x04 ... xl/workbook.xml ...", FileKind.XLSX),
        (b"PK\x03\x04 ... word/document.xml ...", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", None),
        (b"  <html><script>x()</script>", None),
        (b"MZ\x90\x00\x03", None),
        (b"", None),
    ],
)
def test_a_file_is_what_stands_in_it(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(content) is kind


async def test_a_photo_of_the_decision_is_attached_and_seen_again_on_telegram(
    running: Channels, telegram: TelegramServer, store: Store
) -> None:
    await telegram.write(HOM, REPORT)
    await heard(telegram)
    await telegram.press(HOM, telegram.button(HOM, "Đúng"))
    await heard(telegram, 2)
    await telegram.send_file(HOM, "anh.jpg", PHOTO)
    assert "kết nạp đảng viên Lò Thị Mai, ngày 05/10/2025" in await heard(telegram, 3)
    await telegram.press(HOM, telegram.button(HOM, "Gắn ảnh"))
    assert (await heard(telegram, 4)).startswith("✅ Đã gắn")
    await telegram.write(HOM, "xem ảnh quyết định lo thi mai")
    await heard(telegram, 5)
    assert [(name, content) for _, name, _, content in telegram.files] == [("quyet-dinh-1.jpg", PHOTO)]
    assert telegram.calls.count("sendPhoto") == 1


async def test_a_photo_that_answers_an_older_receipt_belongs_to_that_report(
    running: Channels, telegram: TelegramServer
) -> None:
    await telegram.write(HOM, REPORT)
    await heard(telegram)
    await telegram.press(HOM, telegram.button(HOM, "Đúng"))
    await heard(telegram, 2)
    receipt = telegram.to(HOM)[1].message_id
    await telegram.write(HOM, "kết nạp đ/c Vì Thị Ánh sn 2000 ngày 12/10")
    await heard(telegram, 3)
    await telegram.press(HOM, telegram.button(HOM, "Đúng"))
    await heard(telegram, 4)
    answered = telegram.message(HOM, text="…") | {"message_id": receipt}
    await telegram.send_file(HOM, "anh.jpg", PHOTO, reply_to_message=answered)
    assert "Lò Thị Mai" in await heard(telegram, 5)


async def test_a_picture_is_sealed_at_rest(running: Channels, telegram: TelegramServer, store: Store) -> None:
    await telegram.send_file(HOM, "can-cuoc-Lò-Thị-Mai.png", PICTURE)
    await heard(telegram)
    assert await kept(store) == 1
    everything = b"".join(path.read_bytes() for path in store.path.parent.glob("chibo.sqlite3*"))
    assert PICTURE[:64] not in everything
    assert b"can-cuoc" not in everything


async def test_a_list_goes_to_the_import_from_every_channel_that_brings_one(
    running: Channels, telegram: TelegramServer, hom: Browser, store: Store
) -> None:
    await telegram.send_file(HOM, "danh sách.csv", LIST)
    assert "danh sách.csv" in await heard(telegram)
    assert await hom.upload("danh sách.csv", LIST) == 200
    (reading,) = await hom.answer()
    assert reading == telegram.to(HOM)[0].text
    assert await kept(store) == 0  # the import keeps its own


async def test_a_file_that_was_never_stored_in_time_is_deleted(assistant: Assistant, now: datetime) -> None:
    def keep(tx: Tx) -> tuple[int, int]:
        user = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        assert user
        ids = [
            files.keep(tx, user.id, name="a", kind=FileKind.PNG, content=PICTURE, now=now) for _ in range(2)
        ]
        assert files.attach(tx, ids[0], 7, now)
        return ids[0], ids[1]

    attached, loose = await assistant.store.write(keep)
    await assistant.store.write(files.forget, now + files.HELD)
    assert await assistant.store.read(files.head, loose)
    await assistant.store.write(files.forget, now + files.HELD + timedelta(seconds=1))
    assert await assistant.store.read(files.head, loose) is None
    assert await assistant.store.read(files.opened, attached)


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 21 * 1024 * 1024])
async def test_what_is_too_large_is_not_fetched_and_the_chat_goes_on(
    running: Channels, telegram: TelegramServer, store: Store, size: int
) -> None:
    await telegram.send_file(HOM, "to.pdf", b"%PDF-" + b"x" * size)
    await telegram.write(HOM, "chào")
    assert "10 MB" in await heard(telegram)
    assert (await heard(telegram, 2)).startswith("Chào bạn")
    assert "download" not in telegram.calls
    assert await kept(store) == 0


async def test_a_size_that_is_not_told_is_noticed_while_it_is_fetched(
    running: Channels, telegram: TelegramServer, store: Store
) -> None:
    telegram.stored["big"] = b"%PDF-" + b"x" * MOST_BYTES
    document = {"file_id": "big", "file_unique_id": "u", "file_name": "to.pdf"}
    await telegram.update(message=telegram.message(HOM, document=document))
    assert "10 MB" in await heard(telegram)
    assert await kept(store) == 0


async def test_a_network_that_fails_once_costs_nothing_and_one_that_fails_always_is_told(
    running: Channels, telegram: TelegramServer
) -> None:
    telegram.faults["download"].append(Fault.RESET_BEFORE)
    await telegram.send_file(HOM, "a.png", PICTURE)
    assert "Tôi giữ tạm tệp này" in await heard(telegram)
    telegram.faults["download"].extend([Fault.BAD_GATEWAY] * 3)
    await telegram.send_file(HOM, "a.png", PICTURE)
    assert "chưa tải được" in await heard(telegram, 2)


async def test_a_strangers_file_and_one_in_a_group_are_never_fetched(
    running: Channels, telegram: TelegramServer, zalo: ZaloServer, store: Store
) -> None:
    await telegram.send_file(999, "a.png", PICTURE)
    await telegram.wait_until(lambda: telegram.to(999))
    group = {"id": -100, "type": "group", "title": "Chi bộ"}
    await telegram.send_file(HOM, "a.png", PICTURE, chat=group)
    await zalo.send_picture("z9", PICTURE)
    await zalo.wait_until(lambda: zalo.to("z9"))
    await asyncio.sleep(0.1)
    assert "getFile" not in telegram.calls
    assert await kept(store) == 0


async def test_a_picture_on_zalo_is_offered_for_the_report_as_everywhere(
    running: Channels, zalo: ZaloServer, store: Store
) -> None:
    await zalo.send_picture(str(HOM), PHOTO)
    await zalo.wait_until(lambda: zalo.to(str(HOM)))
    assert "Tôi giữ tạm tệp này" in zalo.to(str(HOM))[0].text
    assert await kept(store) == 1
    message = zalo.message(str(HOM), photo_url="http://169.254.169.254/secret")
    await zalo.happens("message.image.received", message)
    await zalo.wait_until(lambda: len(zalo.to(str(HOM))) == 2)
    assert "chưa tải được" in zalo.to(str(HOM))[1].text


# --- from a browser -------------------------------------------------------------------------------


async def test_an_upload_is_shown_again_to_its_sender_alone(running: Channels, hom: Browser) -> None:
    assert await hom.upload("quyết định.png", PICTURE, "đây ạ") == 200
    (offered,) = await hom.answer()
    assert "Tôi giữ tạm tệp này" in offered
    mine = next(line for line in hom.lines if "mine" in line)
    assert mine["text"] == "đây ạ"
    assert mine["file"]["name"] == "quyết định.png" and mine["file"]["is_picture"]
    async with hom.http.get("/" + mine["file"]["address"]) as answer:
        assert answer.headers["Content-Type"] == "image/png"
        assert await answer.read() == PICTURE
    async with web_chat(running.assistant) as chat, chat.browser() as lau:
        async with lau.http.get("/" + mine["file"]["address"]) as answer:
            assert answer.status == 401
        await lau.sign_in(await chat.code_for("lau"))
        async with lau.http.get("/" + mine["file"]["address"]) as answer:
            assert answer.status == 404
    await hom.press("Không lưu")
    await hom.answer()
    async with hom.http.get("/history") as answer:
        page = await answer.json()
    assert next(line for line in page["lines"] if "file" in line)["file"]["address"] is None


async def test_an_upload_sent_twice_is_one(hom: Browser, store: Store) -> None:
    for _ in range(3):
        assert await hom.upload("a.png", PICTURE, id="the-same-id") == 200
    await hom.answer()
    await asyncio.sleep(0.1)
    assert await hom.look() == []
    assert await kept(store) == 1


async def _pieces(size: int) -> AsyncIterator[bytes]:
    yield b"%PDF-"
    for _ in range(size // 65536 + 1):
        yield b"x" * 65536


async def test_more_than_ten_megabytes_are_refused_whether_announced_or_not(
    hom: Browser, store: Store
) -> None:
    for content in (BytesIO(b"%PDF-" + b"x" * MOST_BYTES), _pieces(MOST_BYTES)):
        assert await hom.upload("to.pdf", content) == 413
    assert await kept(store) == 0
    assert await hom.upload("vua.pdf", BytesIO(b"%PDF-" + b"x" * (MOST_BYTES - 5))) == 200


@pytest.mark.parametrize(
    ("query", "headers", "content", "status"),
    [
        ({}, {}, b"MZ\x90\x00", 415),
        ({}, {}, b"<svg onload='x()'/>", 415),
        ({}, {}, b"", 415),
        ({}, {"Content-Type": "multipart/form-data; boundary=x"}, PICTURE, 415),
        ({}, {"Content-Type": "text/plain"}, PICTURE, 415),
        ({}, {"Sec-Fetch-Site": "cross-site"}, PICTURE, 403),
        ({}, {"Origin": "https://elsewhere.example"}, PICTURE, 403),
        ({"id": "short"}, {}, PICTURE, 400),
        ({"name": ""}, {}, PICTURE, 400),
        ({"path": "/etc/passwd"}, {}, PICTURE, 400),
    ],
)
async def test_a_bad_upload_is_refused_and_leaves_nothing(
    hom: Browser,
    store: Store,
    query: dict[str, str],
    headers: dict[str, str],
    content: bytes,
    status: int,
) -> None:
    params = {"id": "an-id-of-ours", "name": "a.png", **query}
    sent = {"Content-Type": "application/octet-stream", **headers}
    async with hom.http.post("/uploads", params=params, data=content, headers=sent) as answer:
        assert answer.status == status
    assert await kept(store) == 0


async def test_uploads_are_rationed(hom: Browser) -> None:
    statuses = [await hom.upload("a.png", PICTURE) for _ in range(21)]
    assert statuses == [200] * 20 + [429]


async def test_a_name_is_never_a_path(running: Channels, hom: Browser) -> None:
    assert await hom.upload("../../etc/passwd\r\nX: y.png", PICTURE) == 200
    await hom.answer()
    address = next(line for line in hom.lines if "mine" in line)["file"]["address"]
    async with hom.http.get("/" + address) as answer:
        assert answer.status == 200
        assert "\n" not in answer.headers["Content-Disposition"]
        assert "/" not in answer.headers["Content-Disposition"]
