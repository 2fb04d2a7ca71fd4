"""What must not be sent leaves nothing behind, whoever sends it and wherever."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from domain.files import FileKind
from domain.messages import Address, ChannelName, IncomingFile, IncomingMessage, MessageKind, Reply
from handlers import router
from handlers.context import Context
from storage import files, inbox, schema, users
from storage.database import Store, Tx
from storage.inbox import Update
from tests.cast import Cast
from tests.handlers.chat import BOOK

NUMBER = "kết nạp đ/c Lò Thị Mai sn 1998, CCCD 014198001234"
HERE = Address(channel=ChannelName.WEB, chat_id="hom")


async def send(store: Store, message: IncomingMessage, now: datetime) -> Reply | None:
    """Keep it as it comes in, and answer it."""

    def settle(tx: Tx) -> Reply | None:
        update = Update(update_id="1", chat_id=message.address.chat_id, raw=message.text)
        (row,) = inbox.store_all(tx, message.address.channel, "1", [update], now)
        inbox.done(tx, row.id)
        return router.act(tx, Context(now=now, book=BOOK), message, row.id)

    assert await store.read(router.answer, Context(now=now, book=BOOK), message, None) is None
    return await store.write(settle)


def message(now: datetime, text: str, sender: str = "hom", **more: Any) -> IncomingMessage:
    plain = IncomingMessage(
        address=HERE, sender_id=sender, sender_name=sender, message_id="1", sent_at=now, text=text
    )
    return replace(plain, **more)


def kept(tx: Tx) -> list[bytes | None]:
    return list(tx.execute(sa.select(schema.inbox.c.raw_sealed)).scalars())


@pytest.mark.parametrize("kind", [MessageKind.TEXT, MessageKind.EDITED])
@pytest.mark.parametrize("sender", ["hom", "nobody"])
async def test_a_message_with_the_number_of_an_identity_card_is_not_kept(
    store: Store, cast: Cast, now: datetime, sender: str, kind: MessageKind
) -> None:
    reply = await send(store, message(now, NUMBER, sender, kind=kind), now)
    assert reply is not None
    assert reply.text.startswith("⚠️ Tôi không nhận số căn cước")
    assert "014198" not in reply.text
    assert await store.read(kept) == [None]


async def test_a_file_beside_which_it_stands_is_deleted(store: Store, cast: Cast, now: datetime) -> None:
    def keep(tx: Tx) -> int:
        hom = users.by_identity(tx, ChannelName.TERMINAL, "hom", now)
        assert hom is not None
        return files.keep(tx, hom.id, name="a.png", kind=FileKind.PNG, content=b"picture", now=now)

    file_id = await store.write(keep)
    file = IncomingFile(name="a.png", kept_as=file_id)
    reply = await send(store, message(now, "TUYỆT MẬT", kind=MessageKind.FILE, file=file), now)
    assert reply is not None
    assert reply.text.startswith("⚠️ Tôi không nhận nội dung có dấu Mật")
    assert await store.read(files.head, file_id) is None


async def test_a_group_that_did_not_speak_to_us_is_told_nothing_and_nothing_is_kept(
    store: Store, cast: Cast, now: datetime
) -> None:
    assert await send(store, message(now, NUMBER, is_private=False, is_addressed=False), now) is None
    assert await store.read(kept) == [None]


async def test_in_a_group_no_name_is_said_again(store: Store, cast: Cast, now: datetime) -> None:
    reply = await send(store, message(now, NUMBER, is_private=False), now)
    assert reply is not None
    assert "Mai" not in reply.text
