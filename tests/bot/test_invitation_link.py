"""An invitation as it travels: asked for on Telegram, picture and link come back, and the link lets in."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr

from bot.assistant import Assistant, rule_book
from bot.settings import Settings
from domain.messages import ChannelName
from storage import users
from storage.database import Store, Tx
from tests.cast import LONG_AGO, found_commune
from tests.channels import Channels, channels
from tests.fakes import telegram_server
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

    def link(tx: Tx) -> None:
        found_commune(tx, assistant.book)
        officer = users.by_identity(tx, ChannelName.TERMINAL, "xa", telegram.now)
        assert officer
        users.add_identity(tx, officer.id, ChannelName.TELEGRAM, str(OFFICER), str(OFFICER), LONG_AGO)

    await store.write(link)
    token = SecretStr(telegram_server.TOKEN)
    async with channels(assistant, telegram_token=token, telegram_api_url=telegram.url) as running:
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
