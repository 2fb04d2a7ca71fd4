"""Both platforms on loopback, for whoever asks."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.platform import serving
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with serving(TelegramServer()) as running:
        yield running


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloServer]:
    async with serving(ZaloServer()) as running:
        yield running
