"""The web chat as a person sees it, in Chromium."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, FilePayload, Locator, Page, Route, expect

from bot.importing import worker_of
from domain.messages import ChannelName
from handlers.importing.work import work_off
from scheduler import reminding
from storage import schema
from tests.bot.test_web_chat import LIST
from tests.clock import Clock
from tests.scenarios.test_dialogues import content_of
from tests.web_chat import WebChat

pytestmark = pytest.mark.asyncio(loop_scope="session")

PEOPLE = "Họ và tên;Năm sinh;Ngày kết nạp\nLò Thị Mai;1998;5/10/2025\n".encode()
PICTURE = content_of("quyet-dinh.png")
HAND_OVER = """([kind, bytes, name, type]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const box = document.getElementById("text");
    if (kind === "drop") {
        for (const step of ["dragover", "drop"]) {
            box.dispatchEvent(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
    } else {
        const paste = { clipboardData: data, bubbles: true, cancelable: true };
        box.dispatchEvent(new ClipboardEvent("paste", paste));
    }
}"""
REPORT = "ket nap d/c Lò Thị Mai sn 12/3/98 nu dtoc Thai ngay 5/10"


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Tin nhắn").fill(text)
    await page.keyboard.press("Enter")


def theirs(page: Page) -> Locator:
    return page.locator("#log li.theirs .bubble")


def mine(page: Page) -> Locator:
    return page.locator("#log li.mine .bubble")


async def remind(chat: WebChat, clock: Clock, days: int) -> None:
    """Days later the reminders are sent; whoever opens the chat then finds them there."""
    clock.now += timedelta(days=days)
    await reminding.sweep_all(chat.assistant.store, chat.assistant.book, clock.now)
    chat.channels.wake()
    out = schema.outbox.c
    under_way = sa.select(out.id).where(out.channel == ChannelName.WEB.value, out.state == "pending")
    while await chat.assistant.store.read(lambda tx: tx.execute(under_way).first()):  # noqa: ASYNC110 - untold
        await asyncio.sleep(0.01)


async def on_probation(page: Page) -> None:
    """Somebody whose probation ends in eleven days."""
    await say(page, "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/12/2024")
    await page.get_by_role("button", name="Đúng").click()
    await expect(theirs(page)).to_have_count(2)


async def test_a_report_is_confirmed_and_undone_by_its_buttons(page: Page) -> None:
    await say(page, REPORT)
    await expect(theirs(page).last).to_contain_text("Tôi hiểu là:")
    await page.get_by_role("button", name="Đúng").click()
    await expect(theirs(page).last).to_contain_text("Đã ghi nhận")
    await page.get_by_role("button", name="Hoàn tác").click()
    await expect(theirs(page).last).to_contain_text("Đã bỏ báo cáo")
    await expect(mine(page)).to_have_count(3)


async def test_it_shows_that_the_assistant_is_at_work_and_that_it_is_done(chat: WebChat, page: Page) -> None:
    await say(page, "chào")
    await expect(theirs(page)).to_have_count(1)
    await expect(page.locator("#typing")).to_be_hidden()
    await page.evaluate("showTyping(true)")
    await expect(page.get_by_role("status").filter(has_text="Trợ lý đang trả lời")).to_be_visible()


async def test_a_reminder_arrives_without_a_reload_and_counts_as_unread(
    chat: WebChat, page: Page, context: BrowserContext, clock: Clock
) -> None:
    await on_probation(page)
    await page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    await remind(chat, clock, 7)
    await expect(theirs(page).last).to_contain_text("⏰")
    await expect(page).to_have_title("(1) Trợ lý chi bộ")
    await expect(page.get_by_text("Tin mới")).to_be_visible()
    await page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page).to_have_title("Trợ lý chi bộ")
    await page.get_by_role("button", name="Vì sao tôi nhận tin này?").click()
    await expect(theirs(page)).to_have_count(4)


async def test_what_came_while_away_is_marked_as_new(
    chat: WebChat, page: Page, context: BrowserContext, clock: Clock
) -> None:
    await on_probation(page)
    await page.close()
    await remind(chat, clock, 7)
    back = await context.new_page()
    await back.goto(chat.address)
    await expect(theirs(back).last).to_contain_text("⏰")
    await expect(back.get_by_text("Tin mới")).to_be_visible()


async def test_a_reload_shows_the_same_conversation(page: Page) -> None:
    await say(page, REPORT)
    await expect(theirs(page)).to_have_count(1)
    before = await page.locator("#log").inner_text()
    await page.reload()
    await expect(theirs(page)).to_have_count(1)
    assert await page.locator("#log").inner_text() == before
    await page.get_by_role("button", name="Đúng").click()
    await expect(theirs(page).last).to_contain_text("Đã ghi nhận")


async def test_what_is_written_offline_goes_out_once_when_the_network_is_back(
    page: Page, context: BrowserContext
) -> None:
    await say(page, "chào")
    await expect(theirs(page)).to_have_count(1)
    await context.set_offline(True)
    await expect(page.get_by_role("status").first).to_contain_text("Mất kết nối")
    await say(page, REPORT)
    await expect(mine(page).last).to_contain_text("chưa gửi được, sẽ tự gửi lại")
    await context.set_offline(False)
    await expect(theirs(page).last).to_contain_text("Tôi hiểu là:", timeout=15_000)
    await expect(page.get_by_role("status").first).to_contain_text("Đang trực tuyến")
    await expect(mine(page)).to_have_count(2)
    await expect(theirs(page)).to_have_count(2)


async def test_what_is_written_before_the_history_has_come_is_shown_once(
    chat: WebChat, context: BrowserContext
) -> None:
    page = await context.new_page()
    ready = asyncio.Event()

    async def hold(route: Route) -> None:
        await ready.wait()
        await route.continue_()

    await page.route("**/history", hold)
    await page.goto(f"{chat.address}/sign-in#{await chat.code_for('hom')}")
    await page.wait_for_url(f"{chat.address}/")
    await say(page, "chào")
    await expect(mine(page)).to_contain_text("đã gửi")
    ready.set()
    await expect(theirs(page)).to_have_count(1)
    await expect(mine(page)).to_have_count(1)
    await expect(mine(page)).to_contain_text("08:00")


async def test_a_question_is_answered_with_a_chart_that_is_shown(page: Page) -> None:
    await on_probation(page)
    await say(page, "từ 2024 đến nay kết nạp được bao nhiêu?")
    await page.get_by_role("button", name="Biểu đồ").click()
    picture = page.get_by_role("img", name="Hình:")
    await expect(picture).to_be_visible(timeout=30_000)  # the first drawing starts a process
    await page.wait_for_function("document.querySelector('#log img').naturalWidth > 200")


async def work_off_imports(chat: WebChat) -> None:
    """What the service does in a process of its own."""
    own = chat.assistant
    await work_off(worker_of(own.store, own.book, own.clock))
    chat.channels.wake()


async def test_a_list_is_sent_by_the_button_and_imported(chat: WebChat, page: Page) -> None:
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Gửi tệp hoặc ảnh").click()
    chooser = await choosing.value
    assert chooser.is_multiple()
    await chooser.set_files([FilePayload(name="danh sách.csv", mimeType="text/csv", buffer=PEOPLE)])
    await expect(mine(page)).to_contain_text("danh sách.csv")
    await expect(theirs(page)).to_have_count(1)
    await work_off_imports(chat)
    await page.get_by_role("button", name="Nhập").click()
    await expect(theirs(page)).to_have_count(3)
    await work_off_imports(chat)
    await expect(theirs(page).last).to_contain_text("✅")
    await say(page, "danh sách kết nạp năm 2025")
    await expect(theirs(page).last).to_contain_text("Lò Thị Mai")


async def test_figures_are_taken_out_as_a_workbook(page: Page) -> None:
    await on_probation(page)
    await say(page, "từ 2024 đến nay kết nạp được bao nhiêu?")
    await page.get_by_role("button", name="Excel").click()
    link = page.get_by_role("link", name="Tải về:")
    async with page.expect_download(timeout=30_000) as saving:
        await link.click(timeout=30_000)
    saved = await saving.value
    assert saved.suggested_filename.endswith(".xlsx")


async def test_a_picture_is_sent_by_dropping_and_by_pasting_and_shown_after_a_reload(page: Page) -> None:
    await page.evaluate(HAND_OVER, ["drop", list(PICTURE), "quyết định.png", "image/png"])
    await expect(theirs(page)).to_have_count(1)
    await page.evaluate(HAND_OVER, ["paste", list(PICTURE), "image.png", "image/png"])
    await expect(theirs(page)).to_have_count(2)
    for _ in range(2):
        pictures = page.locator("#log li.mine img")
        await expect(pictures).to_have_count(2)
        await expect(pictures.first).to_have_attribute("alt", "Hình: quyết định.png. Bấm để tải về.")
        await page.wait_for_function("document.querySelector('#log img').naturalWidth === 160")
        await page.reload()
    await page.get_by_role("button", name="Không lưu").last.click()
    await expect(theirs(page).last).to_contain_text("Đã xóa")
    await page.reload()
    await expect(page.get_by_text("image.png (đã xóa)")).to_be_visible()


async def test_a_file_that_is_not_taken_says_why_beside_it(page: Page) -> None:
    await page.evaluate(HAND_OVER, ["drop", [77, 90, 144, 0], "virus.exe", "application/x-msdownload"])
    await expect(mine(page).last).to_contain_text("Không nhận loại tệp này")
    await expect(theirs(page)).to_have_count(0)


async def test_a_file_that_the_network_lost_is_sent_again_once(page: Page, context: BrowserContext) -> None:
    await expect(page.get_by_role("status").first).to_contain_text("Đang trực tuyến")
    await context.set_offline(True)
    await page.evaluate(HAND_OVER, ["drop", list(PICTURE), "quyết định.png", "image/png"])
    await expect(mine(page).last).to_contain_text("chưa gửi được")
    await context.set_offline(False)
    await page.get_by_role("button", name="Gửi lại").click()
    await expect(theirs(page)).to_have_count(1, timeout=15_000)
    await expect(mine(page)).to_have_count(1)


async def test_two_tabs_show_the_same(chat: WebChat, page: Page, context: BrowserContext) -> None:
    other = await context.new_page()
    await other.goto(chat.address)
    await say(page, REPORT)
    await expect(theirs(other).last).to_contain_text("Tôi hiểu là:")
    await other.get_by_role("button", name="Đúng").click()
    await expect(theirs(page).last).to_contain_text("Đã ghi nhận")
    assert await page.locator("#log").inner_text() == await other.locator("#log").inner_text()


async def test_it_fits_a_phone(chat: WebChat, page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await say(page, "kết nạp đ/c " + "Vì Thị Ngần " * 3 + "x" * 80)
    await say(page, REPORT)
    await expect(page.get_by_role("button", name="Đúng")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) <= 0
    for button in await page.get_by_role("button").all():
        box = await button.bounding_box()
        assert box is None or (box["height"] >= 44 and box["width"] >= 44), await button.inner_text()
    composer = await page.locator("#composer").bounding_box()
    assert composer and composer["y"] + composer["height"] <= 640


async def test_the_keyboard_is_enough(page: Page) -> None:
    box = page.get_by_label("Tin nhắn")
    await expect(box).to_be_focused()
    await page.keyboard.type("kết nạp đ/c Lò Thị Mai sn 1998 nữ")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("ngày 5/10")
    await expect(mine(page)).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(theirs(page)).to_have_count(1)
    for _ in range(4):  # the button for files stands between
        await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Đúng")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(theirs(page).last).to_contain_text("Đã ghi nhận")
    await expect(box).to_be_focused()


async def test_a_word_of_a_telex_keyboard_is_not_sent_by_its_enter(page: Page) -> None:
    box = page.get_by_label("Tin nhắn")
    await box.fill("chào")
    await box.dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    )
    await expect(mine(page)).to_have_count(0)


async def test_a_screen_reader_hears_who_speaks_and_what_can_be_pressed(page: Page) -> None:
    await say(page, REPORT)
    await expect(theirs(page)).to_have_count(1)
    await expect(page.get_by_role("log")).to_match_aria_snapshot(
        """
        - log:
          - listitem: 24/11/2025
          - listitem:
            - text: /Bạn. ket nap/
            - time: "08:00"
          - listitem:
            - text: /Trợ lý. Tôi hiểu là/
            - time: "08:00"
            - group "Chọn cách trả lời":
              - button "Đúng"
              - button "Sửa"
              - button "Bỏ"
        """
    )


async def test_a_file_is_saved_under_its_name(chat: WebChat, page: Page) -> None:
    await chat.send_file("hom", LIST)
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="Tải về: bản Hỏm.xlsx").click()
    saved = await saving.value
    assert saved.suggested_filename == "bản Hỏm.xlsx"


async def test_text_is_never_read_as_markup(page: Page) -> None:
    await say(page, "<img src=x onerror=document.title='!'> <b>đậm</b>")
    await expect(mine(page).last).to_contain_text("<b>đậm</b>")
    await expect(theirs(page).last).to_contain_text("<b>đậm</b>")
    assert await page.locator("#log img, #log b").count() == 0


async def test_signing_out_everywhere_leaves_no_tab_behind(
    chat: WebChat, page: Page, context: BrowserContext
) -> None:
    other = await context.new_page()
    await other.goto(chat.address)
    await expect(other.get_by_role("status").first).to_contain_text("Đang trực tuyến")
    await page.get_by_label("Tài khoản").click()
    await page.get_by_role("button", name="Đăng xuất mọi nơi").click()
    await page.wait_for_url("**/sign-in")
    await other.wait_for_url("**/sign-in")
    await page.get_by_label("Mã đăng nhập hoặc mã mời").fill("SAI")
    await page.get_by_role("button", name="Vào trò chuyện").click()
    await expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")


@asynccontextmanager
async def proxy_under_a_path(chat: WebChat) -> AsyncIterator[str]:
    """A reverse proxy that knows no sockets, and gives the chat a path of its own."""

    async def forward(request: web.Request) -> web.Response:
        url = f"{chat.address}/{request.match_info['rest']}"
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("connection", "upgrade")}
        async with session.request(
            request.method,
            url,
            params=request.query,
            headers=headers,
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in ("content-length", "date")}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False) as session:
        app = web.Application()
        app.router.add_route("*", "/noi-bo/chibo/{rest:.*}", forward)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/noi-bo/chibo/"
        await runner.cleanup()


async def test_behind_a_proxy_under_a_path_and_without_sockets_news_still_come(
    chat: WebChat, browser: Browser, clock: Clock
) -> None:
    async with proxy_under_a_path(chat) as address:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{address}sign-in#{await chat.code_for('hom')}")
        await page.wait_for_url(address)
        await on_probation(page)
        await remind(chat, clock, 7)
        await expect(theirs(page).last).to_contain_text("⏰", timeout=10_000)
        await page.evaluate(HAND_OVER, ["drop", list(PICTURE), "quyết định.png", "image/png"])
        await expect(page.get_by_role("img", name="Hình: quyết định.png")).to_be_visible(timeout=10_000)
        await page.wait_for_function("document.querySelector('#log img').naturalWidth === 160")
        await context.close()
