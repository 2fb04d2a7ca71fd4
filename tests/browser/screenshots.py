"""The README's pictures of the web chat, drawn anew by `python -m tests.browser.screenshots docs/images`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright, expect

from bot.assistant import Assistant, rule_book
from bot.settings import Settings
from domain.localtime import VIET_NAM
from scheduler import reminding
from storage.database import Store
from storage.keys import Keys
from tests.browser.conftest import CHROMIUM
from tests.cast import found_commune
from tests.clock import Clock
from tests.scenarios.test_dialogues import content_of
from tests.web_chat import WebChat, web_chat

_DESKTOP = ViewportSize(width=1000, height=720)
_PHONE = ViewportSize(width=390, height=760)

Play = Callable[[WebChat, Clock, Page], Awaitable[None]]


@asynccontextmanager
async def _assistant(folder: Path, clock: Clock) -> AsyncIterator[WebChat]:
    store = await Store.open(folder / "chibo.sqlite3", Keys({1: b"k" * 32}))
    assistant = Assistant(settings=Settings(), store=store, book=rule_book(), clock=clock)
    await store.write(found_commune, assistant.book)
    try:
        async with web_chat(assistant) as running:
            yield running
    finally:
        assistant.drawing.close()
        await store.close()


async def _say(page: Page, text: str) -> None:
    replies = page.locator("#log li.theirs")
    before = await replies.count()
    await page.get_by_label("Tin nhắn").fill(text)
    await page.keyboard.press("Enter")
    await expect(replies).to_have_count(before + 1, timeout=60_000)


async def _press(page: Page, label: str) -> None:
    replies = page.locator("#log li.theirs")
    before = await replies.count()
    await page.get_by_role("button", name=label).last.click()
    await expect(replies).to_have_count(before + 1, timeout=60_000)


async def _come_in(chat: WebChat, page: Page, account: str = "hom") -> None:
    await page.goto(f"{chat.address}/sign-in#{await chat.code_for(account)}")
    await page.wait_for_url(f"{chat.address}/")


async def _ask(chat: WebChat, clock: Clock, page: Page) -> None:
    """A year of admissions, a question, its chart, and a list that is sent."""
    await _come_in(chat, page)
    for month, name in enumerate(("Lò Văn Pánh", "Quàng Thị Dương", "Lường Văn Ính"), start=2):
        await _say(page, f"kết nạp {name} sn 2000 ngày 5/{3 * month - 4}/2025")
        await _press(page, "Đúng")
    await _say(page, "năm nay kết nạp được bao nhiêu?")
    await _press(page, "Biểu đồ")
    await page.locator("#log img").wait_for(timeout=60_000)
    await page.wait_for_function("document.querySelector('#log img').complete")
    await page.wait_for_timeout(500)


async def _send_picture(chat: WebChat, clock: Clock, page: Page) -> None:
    """A report, and the photo of its decision."""
    await _come_in(chat, page)
    await _say(page, "ket nap d/c Lò Thị Mai sn 12/3/98 nu dtoc Thai ngay 5/10")
    await _press(page, "Đúng")
    content = content_of("quyet-dinh.png")
    picture = FilePayload(name="quyết định.png", mimeType="image/png", buffer=content)
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Gửi tệp hoặc ảnh").click()
    await (await choosing.value).set_files([picture])
    await page.get_by_role("button", name="Gắn ảnh").click()
    await page.get_by_text("Đã gắn vào báo cáo").wait_for()
    await page.wait_for_timeout(500)


async def _talk(chat: WebChat, clock: Clock, page: Page) -> None:
    await _come_in(chat, page)
    await _say(page, "kết nạp Lò Văn Pánh sn 2001 ngày 5/12/2024")
    await _press(page, "Đúng")
    clock.now += timedelta(days=7)
    await reminding.sweep_all(chat.assistant.store, chat.assistant.book, clock.now)
    chat.channels.wake()
    await expect(page.get_by_text("⏰")).to_be_visible()
    await _say(page, "ket nap d/c Lò Thị Mai sn 12/3/98 nu dtoc Thai ngay 5/10")
    await _press(page, "Đúng")
    await _say(page, "năm nay kết nạp được bao nhiêu, còn thiếu mấy?")
    await page.wait_for_timeout(500)


async def _picture(
    browser: Browser, folder: Path, name: str, size: ViewportSize, scheme: str, play: Play | None = _talk
) -> None:
    clock = Clock(datetime(2025, 11, 21, 8, 0, tzinfo=VIET_NAM))
    with TemporaryDirectory() as place:
        async with _assistant(Path(place), clock) as chat:
            dark = scheme == "dark"
            context = await browser.new_context(viewport=size, color_scheme="dark" if dark else "light")
            page = await context.new_page()
            if play is None:
                await page.goto(f"{chat.address}/sign-in")
            else:
                await play(chat, clock, page)
            await page.mouse.move(0, 0)
            await page.screenshot(path=folder / f"{name}.png")
            await context.close()


async def draw(folder: Path) -> None:
    """Every picture, into a folder."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        await _picture(browser, folder, "web-chat", _DESKTOP, "light")
        await _picture(browser, folder, "web-chat-phone", _PHONE, "dark")
        await _picture(browser, folder, "web-chat-chart", _DESKTOP, "light", _ask)
        await _picture(browser, folder, "web-chat-picture", _PHONE, "light", _send_picture)
        await _picture(browser, folder, "sign-in", _PHONE, "light", None)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
