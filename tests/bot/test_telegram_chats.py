"""What happens around messages on Telegram: edits, blocks, groups, and groups that move."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant
from bot.channels.telegram import Telegram
from domain.messages import Address, ChannelName, Reply
from domain.users import Role
from storage import chats, facts, groups, outbox, schema, users
from storage.database import Store, Tx
from tests.cast import Cast, also_on
from tests.channels import channels, messenger
from tests.fakes.telegram_server import TOKEN, TelegramServer, membership

HOM, OFFICER, GROUP, SUPERGROUP = 501, 504, -100, -1002003004005
REPORT = "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/10"
IN_GROUP = {"id": GROUP, "type": "group", "title": "Cấp ủy xã"}


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    running = TelegramServer()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def wake(assistant: Assistant, telegram: TelegramServer) -> AsyncIterator[Callable[[], None]]:
    """The secretary of bản Hỏm and the commune's officer are on Telegram, and it is at work."""
    await assistant.store.write(also_on, "hom", ChannelName.TELEGRAM, str(HOM))
    await assistant.store.write(also_on, "xa", ChannelName.TELEGRAM, str(OFFICER))
    await assistant.store.write(facts.put, facts.TELEGRAM_BOT, "chi_bo_bot")
    async with messenger(assistant, Telegram(TOKEN, telegram.url)) as wake:
        yield wake


@pytest.fixture
def said(wake: Callable[[], None], telegram: TelegramServer) -> "Said":
    return Said(telegram)


class Said:
    """A conversation on Telegram, in turns."""

    def __init__(self, telegram: TelegramServer) -> None:
        self._telegram = telegram
        self._heard: dict[int, int] = {}

    async def next(self, chat: int = HOM) -> str:
        seen = self._heard.get(chat, 0)
        await self._telegram.wait_until(lambda: len(self._telegram.to(chat)) > seen)
        self._heard[chat] = seen + 1
        return self._telegram.to(chat)[seen].text

    async def after(self, text: str, chat: int = HOM) -> str:
        await self._telegram.write(chat, text)
        return await self.next(chat)

    async def edited(self, message_id: int, text: str) -> str:
        edited = self._telegram.message(HOM, text=text) | {"message_id": message_id, "edit_date": 1}
        await self._telegram.update(edited_message=edited)
        return await self.next()

    async def pressed(self, label: str) -> str:
        await self._telegram.press(HOM, self._telegram.button(HOM, label))
        return await self.next()

    async def in_group(self, text: str, sender: int = HOM, **more: Any) -> str:
        await self.into_group(text, sender, **more)
        return await self.next(GROUP)

    async def into_group(self, text: str, sender: int = HOM, **more: Any) -> None:
        message = self._telegram.message(sender, text=text, **more) | {"chat": IN_GROUP}
        await self._telegram.update(message=message)

    async def report(self) -> int:
        """Say the report; the id of its message."""
        message = self._telegram.message(HOM, text=REPORT)
        await self._telegram.update(message=message)
        await self.next()
        number: int = message["message_id"]
        return number


async def stages(store: Store) -> int:
    def count(tx: Tx) -> int:
        of_stages = sa.select(sa.func.count()).where(schema.event.c.kind == "stage")
        return int(tx.execute(of_stages).scalar_one())

    return await store.read(count)


# --- edits ----------------------------------------------------------------------------------------


async def test_an_edited_report_gets_a_new_card_in_place_of_the_old_one(said: Said, store: Store) -> None:
    message = await said.report()
    card = await said.edited(message, REPORT.replace("5/10", "6/10"))
    assert card.startswith("Đã đọc lại tin bạn vừa sửa")
    assert "06/10/2025" in card
    assert "Đã ghi nhận" in await said.pressed("Đúng")
    assert await stages(store) == 1
    assert "Không có phiếu nào" in await said.after("đúng")  # the old card is gone
    assert await stages(store) == 1


async def test_an_edit_of_a_stored_report_is_offered_as_a_correction_and_never_silent(
    said: Said, store: Store
) -> None:
    message = await said.report()
    await said.pressed("Đúng")
    offer = await said.edited(message, "kết nạp đ/c Lò Thị Mai sn 1999 nữ ngày 6/10")
    assert offer.startswith("Tin này đã được ghi")
    assert "05/10/2025 → 06/10/2025" in offer
    assert await stages(store) == 1
    assert await said.pressed("Đúng") == "✅ Đã sửa."
    assert await stages(store) == 2
    again = await said.edited(message, "kết nạp đ/c Lò Thị Mai sn 1999 nữ ngày 6/10")
    assert "không khác điều đã ghi" in again


async def test_a_name_that_was_edited_is_the_same_person(said: Said) -> None:
    message = await said.report()
    await said.pressed("Đúng")
    offer = await said.edited(message, REPORT.replace("Lò Thị Mai", "Lò Thị Mây"))
    assert "Lò Thị Mây" in offer
    await said.pressed("Đúng")
    assert "Lò Thị Mây" in await said.after("Lò Thị Mây đến đâu rồi?")


async def test_an_edit_of_a_report_that_was_taken_back_starts_nothing(said: Said, store: Store) -> None:
    message = await said.report()
    await said.pressed("Đúng")
    await said.pressed("Hoàn tác")
    assert "đã được bỏ" in await said.edited(message, REPORT.replace("5/10", "6/10"))
    assert await stages(store) == 1


async def test_an_edit_presses_no_button_and_undoes_nothing(said: Said, store: Store) -> None:
    await said.report()
    await said.pressed("Đúng")
    for text in ("1", "hoàn tác", "đúng", "giao chỉ tiêu năm 2025: bản Hỏm 9"):
        assert "Tôi không làm theo tin đã sửa" in await said.edited(9000, text)
    assert await stages(store) == 1
    assert "kết nạp 1/4" in await said.edited(9001, "năm nay kết nạp được bao nhiêu?")


# --- blocks ---------------------------------------------------------------------------------------


async def test_who_blocks_gets_nothing_and_who_comes_back_gets_it_again(
    said: Said, store: Store, telegram: TelegramServer, now: datetime
) -> None:
    async def reached() -> bool:
        def address(tx: Tx) -> bool:
            user = users.by_identity(tx, ChannelName.TELEGRAM, str(HOM), now)
            found = users.address_of(tx, user.id) if user else None
            return found is not None and found.channel is ChannelName.TELEGRAM

        return await store.read(address)

    await said.after("chào")
    assert await reached()
    await telegram.update(my_chat_member=membership(HOM, "private", "member", "kicked"))
    await telegram.update(my_chat_member=membership(HOM + 1, "private", "member", "kicked"))
    await said.after("chào", OFFICER)
    assert not await reached()
    await telegram.update(my_chat_member=membership(HOM, "private", "kicked", "member"))
    await said.after("chào", OFFICER)
    assert await reached()
    assert len(telegram.to(HOM)) == 1  # neither change is answered


# --- groups ---------------------------------------------------------------------------------------


async def test_a_group_is_greeted_and_led_to_a_private_chat(said: Said, telegram: TelegramServer) -> None:
    await telegram.update(my_chat_member=membership(GROUP, "group", "left", "member"))
    greeting = await said.next(GROUP)
    assert "không nói gì về cá nhân ai" in greeting
    assert "https://t.me/chi_bo_bot" in greeting


async def test_in_a_group_nothing_personal_is_said_or_stored(
    said: Said, store: Store, telegram: TelegramServer
) -> None:
    await said.report()
    await said.pressed("Đúng")
    for text in (
        "@chi_bo_bot Lò Thị Mai đến đâu rồi?",
        "/help",
        f"@chi_bo_bot {REPORT}",
        "/start@chi_bo_bot",
    ):
        answer = await said.in_group(text)
        assert "nhắn riêng cho tôi: https://t.me/chi_bo_bot" in answer
        assert "Mai" not in answer
    assert await stages(store) == 1
    assert all(not sent.buttons for sent in telegram.to(GROUP))


async def test_a_group_that_talks_to_itself_is_left_alone(said: Said, telegram: TelegramServer) -> None:
    await said.into_group(REPORT)
    await said.into_group("năm nay kết nạp được bao nhiêu?", sender=999)
    await said.into_group("đ/c @lan ơi, họp lúc 8h")
    mine = telegram.message(HOM, text="…") | {"from": {"id": 100200300, "is_bot": True, "first_name": "T"}}
    assert "nhắn riêng" in await said.in_group("thế à?", reply_to_message=mine)
    assert len(telegram.to(GROUP)) == 1


async def code_from(said: Said, text: str = "mã nhóm") -> str:
    told = await said.after(text, OFFICER)
    return told.rpartition(" ")[2]


async def test_a_group_bound_by_an_officers_code_hears_the_totals_of_that_unit_only(
    said: Said, telegram: TelegramServer
) -> None:
    await said.report()
    await said.pressed("Đúng")
    code = await code_from(said)
    assert "Mã nhóm không đúng" in await said.in_group("/bind SAI22222")
    assert (await said.in_group(f"/bind@chi_bo_bot {code.lower()}")).startswith(
        "✅ Nhóm này hỏi được tổng số"
    )
    assert "Mã nhóm không đúng" in await said.in_group(f"/bind {code}")
    total = await said.in_group("/tongso", sender=999)
    assert "Đảng bộ xã Mường Lạn: kết nạp 1/15" in total
    asked = await said.in_group("@chi_bo_bot quý 4 kết nạp được bao nhiêu nữ, dân tộc Thái?", sender=999)
    assert "kết nạp 1" in asked and "ữ" not in asked.splitlines()[0]
    for another in ("xã Púng Bánh", "bản Hỏm", "banhom", "muonglai"):
        other = await said.in_group(f"@chi_bo_bot {another} năm nay kết nạp bao nhiêu?")
        assert "chỉ trả lời tổng số của đảng bộ xã Mường Lạn" in other and "Púng Bánh" not in other
    assert "kết nạp 1/15" in await said.in_group("@chi_bo_bot xã Mường Lạn năm nay kết nạp bao nhiêu?")
    for text in (
        "@chi_bo_bot danh sách kết nạp năm nay",
        "@chi_bo_bot Lò Thị Mai đến đâu rồi?",
        f"/x {REPORT}",
    ):
        answer = await said.in_group(text)
        assert "Mai" not in answer and "1998" not in answer
    assert all(not sent.buttons for sent in telegram.to(GROUP))


async def test_a_typed_code_binds_too_and_another_unit_may_be_named(said: Said) -> None:
    code = await code_from(said, "cho mình mã nhóm bản Hỏm")
    assert "chi bộ bản Hỏm" in await said.in_group(f"@chi_bo_bot {code}")
    assert "Chi bộ bản Hỏm: kết nạp 0/4" in await said.in_group("/tongso")


async def test_a_secretary_makes_no_code(said: Said) -> None:
    assert "mã" not in (await said.after("mã nhóm")).lower()


async def test_a_binding_ends_with_the_right_of_who_made_it_and_when_the_group_puts_us_out(
    said: Said, store: Store, telegram: TelegramServer, now: datetime
) -> None:
    await said.in_group(f"/bind {await code_from(said)}")

    def revoke(tx: Tx) -> None:
        tx.execute(
            sa.update(schema.assignment)
            .where(schema.assignment.c.role == Role.OFFICER.value)
            .values(valid_to=now)
        )

    await telegram.update(my_chat_member=membership(GROUP, "group", "member", "left"))
    assert "Xin nhắn riêng" in await said.in_group("/tongso")
    await said.in_group(f"/bind {await code_from(said)}")
    assert "kết nạp 0/15" in await said.in_group("/tongso")
    await store.write(revoke)
    assert "Xin nhắn riêng" in await said.in_group("/tongso")


# --- groups that move -----------------------------------------------------------------------------


async def bound_chats(store: Store) -> list[str]:
    return await store.read(lambda tx: [row.chat_id for row in tx.execute(sa.select(schema.group_chat))])


async def test_a_group_that_becomes_a_supergroup_keeps_its_totals_told_by_an_update(
    said: Said, store: Store, telegram: TelegramServer
) -> None:
    await said.in_group(f"/bind {await code_from(said)}")
    moved = telegram.message(HOM, migrate_to_chat_id=SUPERGROUP) | {"chat": IN_GROUP}
    arrived = telegram.message(HOM, migrate_from_chat_id=GROUP)
    arrived |= {"chat": {"id": SUPERGROUP, "type": "supergroup", "title": "Cấp ủy xã"}}
    for _ in range(2):  # Telegram may repeat what it is not sure of
        await telegram.update(message=moved)
        await telegram.update(message=arrived)
    async with asyncio.timeout(10):
        while await bound_chats(store) != [str(SUPERGROUP)]:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
    asked = telegram.message(HOM, text="/tongso")
    await telegram.update(message=asked | {"chat": {"id": SUPERGROUP, "type": "supergroup", "title": "x"}})
    assert "kết nạp 0/15" in await said.next(SUPERGROUP)


async def test_a_group_that_becomes_a_supergroup_keeps_its_totals_told_by_an_error(
    wake: Callable[[], None], said: Said, store: Store, telegram: TelegramServer, now: datetime
) -> None:
    await said.in_group(f"/bind {await code_from(said)}")
    telegram.migrated[GROUP] = SUPERGROUP

    def answer(tx: Tx) -> None:
        address = Address(channel=ChannelName.TELEGRAM, chat_id=str(GROUP))
        outbox.add_reply(tx, address=address, reply=Reply(text="x"), user=None, inbox_id=None, now=now)

    await store.write(answer)
    wake()
    assert await said.next(SUPERGROUP) == "x"
    assert await bound_chats(store) == [str(SUPERGROUP)]


async def test_a_group_bound_anew_before_the_news_of_its_move_is_no_obstacle(
    store: Store, cast: Cast, now: datetime
) -> None:
    def move(tx: Tx) -> None:
        user = users.by_identity(tx, ChannelName.TERMINAL, "xa", now)
        assert user
        binding = groups.Binding(unit_id=cast.commune.id, bound_by=user.id)
        old, new = (Address(channel=ChannelName.TELEGRAM, chat_id=str(chat)) for chat in (GROUP, SUPERGROUP))
        groups.bind(tx, old, binding, now)
        groups.bind(tx, new, binding, now)
        chats.move(tx, old, str(SUPERGROUP))

    await store.write(move)
    assert await bound_chats(store) == [str(SUPERGROUP)]


async def test_the_menu_of_commands_is_shown_by_kind_of_chat(
    assistant: Assistant, telegram: TelegramServer
) -> None:
    async with channels(assistant, **telegram.settings):
        await telegram.wait_until(lambda: len(telegram.commands) == 2)
    assert "help" in telegram.commands["all_private_chats"]
    assert telegram.commands["all_group_chats"] == ["tongso", "bind"]
