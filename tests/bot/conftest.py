"""Both platforms on loopback and the web chat, for whoever asks."""

from collections.abc import AsyncIterator

import pytest

from bot.assistant import Assistant
from tests.fakes.platform import serving
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.web_chat import Browser, WebChat, web_chat


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with serving(TelegramServer()) as running:
        yield running


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloServer]:
    async with serving(ZaloServer()) as running:
        yield running


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
