"""An invitation as it travels: asked for on Telegram, picture and link come back, and the link lets in."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable

import pytest

from bot.assistant import Assistant, rule_book
from bot.settings import Settings
from domain.messages import ChannelName
from storage.database import Store
from tests.cast import also_on, found_commune
from tests.channels import Channels, channels
from tests.fakes.telegram_server import TelegramServer

OFFICER, NEWCOMER = 504, 900


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def at_work(store: Store, telegram: TelegramServer) -> AsyncIterator[Channels]:
    assistant = Assistant(settings=Settings(), store=store, book=rule_book(), clock=lambda: telegram.now)
    await store.write(found_commune, assistant.book)
    await store.write(also_on, "xa", ChannelName.TELEGRAM, str(OFFICER))
    async with channels(assistant, **telegram.settings) as running:
        yield running
    assistant.drawing.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that has no event of its own; the first picture takes some seconds."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


async def test_the_link_of_an_invitation_lets_in_whoever_opens_it(
    at_work: Channels, telegram: TelegramServer
) -> None:
    await telegram.write(OFFICER, "mời bí thư bản Lầu")
    await until(lambda: bool(telegram.to(OFFICER)))
    text = "\n".join(message.text for message in telegram.to(OFFICER))
    found = re.search(r"https://t\.me/(\w+)\?start=([A-Z2-9]{10})", text)
    assert found, text
    pictures = [content for method, *_, content in telegram.files if method == "sendPhoto"]
    assert pictures[0].startswith(b"\x89PNG")
    await telegram.write(NEWCOMER, f"/start {found[2]}")  # what Telegram sends for a link that is opened
    await until(lambda: bool(telegram.to(NEWCOMER)))
    assert "bí thư chi bộ bản Lầu" in telegram.to(NEWCOMER)[0].text
