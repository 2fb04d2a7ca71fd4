"""A real browser on the web chat. Without Chromium these tests are skipped, and the summary says so.

One browser is started for all of them, so they and what they build on run on one event loop. Where
CHIBO_BROWSER=required, as in .ci/run, a missing browser is a failure.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, async_playwright

from bot.assistant import Assistant
from domain.rules import RuleBook
from storage.database import Store
from tests.cast import Cast, found_commune
from tests.conftest import NO_BROWSER
from tests.stores import store_of_its_own
from tests.web_chat import WebChat, web_chat

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP = ViewportSize(width=1280, height=800)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if CHROMIUM is None and os.environ.get("CHIBO_BROWSER") != "required":
        pytest.skip(NO_BROWSER)


@pytest_asyncio.fixture(loop_scope="session")
async def store(empty_database: Path) -> AsyncIterator[Store]:
    async with store_of_its_own(empty_database) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def cast(store: Store, book: RuleBook) -> Cast:
    return await store.write(found_commune, book)


@pytest_asyncio.fixture(loop_scope="session")
async def chat(assistant: Assistant) -> AsyncIterator[WebChat]:
    async with web_chat(assistant) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM, "CHIBO_BROWSER=required, and no Chromium is installed"
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, chat: WebChat) -> AsyncIterator[BrowserContext]:
    """A browser's memory; whatever its pages complain of, but a failed call, fails the test."""
    opened = await browser.new_context(viewport=DESKTOP, locale="vi-VN")
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(
            ("Failed to load", "WebSocket connection")
        ):
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("weberror", lambda error: complaints.append(str(error.error)))
    yield opened
    await opened.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, chat: WebChat) -> Page:
    """The secretary of bản Hỏm, come in by a sign-in link."""
    page = await context.new_page()
    await page.goto(f"{chat.address}/sign-in#{await chat.code_for('hom')}")
    await page.wait_for_url(f"{chat.address}/")
    return page
