"""Links for platforms that fetch files: signed, for a day, and good across a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.file_links import LIFETIME, FileLinks
from bot.web import application, serving
from domain.messages import Address, Attachment, AttachmentKind, ChannelName, File, OutgoingMessage, Reply
from storage import deliveries, outbox
from storage.database import Store, Tx
from storage.keys import Keys
from tests.clock import Clock

CHART = Attachment(kind=AttachmentKind.CHART, name="tiến độ.png", figures={"figures": "of the chart"})
ADDRESS = Address(channel=ChannelName.ZALO, chat_id="z5")


@pytest.fixture
async def message(store: Store, now: datetime) -> OutgoingMessage:
    """A message with a chart, as it leaves."""

    def add(tx: Tx) -> int:
        reply = Reply(text="Tiến độ", attachment=CHART)
        return outbox.add_reply(tx, address=ADDRESS, reply=reply, user=None, inbox_id=None, now=now)

    file = File(name=CHART.name, content=b"\x89PNG\r\n\x1a\nfirst", is_picture=True)
    return OutgoingMessage(address=ADDRESS, text="Tiến độ", row=await store.write(add), file=file)


async def drawn_again(attachment: Attachment) -> File:
    assert attachment == CHART
    return File(name=CHART.name, content=b"\x89PNG\r\n\x1a\nagain", is_picture=True)


async def deleted(attachment: Attachment) -> File:
    raise LookupError


@asynccontextmanager
async def served(links: FileLinks) -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        serving(application(links.routes()), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http,
    ):
        yield http


async def fetched(http: aiohttp.ClientSession, link: str) -> tuple[int, bytes]:
    async with http.get(URL(link, encoded=True)) as answer:
        return answer.status, await answer.read()


async def test_a_link_opens_its_file_for_a_day_and_after_a_restart(
    store: Store, clock: Clock, message: OutgoingMessage
) -> None:
    links = FileLinks(store, "", make=drawn_again, clock=clock)
    link = links.offer(message)
    async with served(links) as http:
        assert await fetched(http, link) == (200, b"\x89PNG\r\n\x1a\nfirst")
    async with served(FileLinks(store, "", make=drawn_again, clock=clock)) as http:
        clock.now += LIFETIME - timedelta(seconds=1)
        assert await fetched(http, link) == (200, b"\x89PNG\r\n\x1a\nagain")
        clock.now += timedelta(seconds=1)
        assert (await fetched(http, link))[0] == 404


async def test_what_we_did_not_sign_opens_nothing(
    store: Store, clock: Clock, message: OutgoingMessage
) -> None:
    links = FileLinks(store, "", make=drawn_again, clock=clock)
    _, shared, token, name = links.offer(message).split("/")
    row, ends_at, signature = token.split("-")
    async with served(links) as http:
        for forged in (
            f"{row}-{int(ends_at) + 86400}-{signature}",
            f"{int(row) + 1}-{ends_at}-{signature}",
            f"{row}-{ends_at}-{signature[:-1]}",
            f"{row}-{ends_at}-{'0' * 32}",
            f"{row}-{ends_at}-",
            f"{row}-{ends_at}-%C4%91",
            "guessed",
        ):
            assert (await fetched(http, f"/{shared}/{forged}/{name}"))[0] == 404
    other_key = Keys({1: b"o" * 32}).digest(f"file_link|{row}|{ends_at}").hex()
    assert other_key != signature


async def test_a_file_that_was_deleted_or_forgotten_is_gone(
    store: Store, clock: Clock, message: OutgoingMessage, now: datetime
) -> None:
    link = FileLinks(store, "", make=drawn_again, clock=clock).offer(message)
    async with served(FileLinks(store, "", make=deleted, clock=clock)) as http:
        assert (await fetched(http, link))[0] == 404

    def forget(tx: Tx) -> None:
        deliveries.settle(tx, message.row, outbox.OutboxState.SENT, at=now)
        outbox.forget(tx, now + timedelta(seconds=1))

    await store.write(forget)
    async with served(FileLinks(store, "", make=drawn_again, clock=clock)) as http:
        assert (await fetched(http, link))[0] == 404


@given(row=st.integers(1, 2**63 - 1), other=st.integers(1, 2**63 - 1), ends_at=st.integers(0, 10**11))
def test_each_message_and_end_has_a_signature_of_its_own(row: int, other: int, ends_at: int) -> None:
    keys = Keys({1: b"k" * 32})
    signed = keys.digest(f"file_link|{row}|{ends_at}")
    assert (signed == keys.digest(f"file_link|{other}|{ends_at}")) is (row == other)
    assert signed != keys.digest(f"file_link|{row}|{ends_at + 1}")
