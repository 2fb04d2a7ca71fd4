"""How the web chat looks by day and at night, while it works, and while somebody reads further up."""

from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_web_chat import REPORT, mine, on_probation, remind, say, theirs
from tests.clock import Clock
from tests.web_chat import WebChat

pytestmark = pytest.mark.asyncio(loop_scope="session")

Scheme = Literal["light", "dark"]

# Each visible text with its contrast to what lies behind it (WCAG 2.2, 1.4.3), to each colour of a gradient.
CONTRASTS = r"""() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return pen.getImageData(0, 0, 1, 1).data;
    };
    const over = (top, below) => {
        const [alpha, result] = [top[3] / 255, []];
        for (let i = 0; i < 3; i++) result.push(top[i] * alpha + below[i] * (1 - alpha));
        return [...result, 255];
    };
    const light = (colour) => {
        const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = [...colour].slice(0, 3).map((part) => linear(part / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const backs = (node) => {
        if (!node) return [rgba("Canvas")];
        const style = getComputedStyle(node);
        const stops = style.backgroundImage.match(/(rgba?|color|oklab)\([^)]*\)/g);
        const own = (stops ?? [style.backgroundColor]).map(rgba);
        if (own.every((colour) => colour[3] === 255)) return own;
        return own.flatMap((colour) => backs(node.parentElement).map((below) => over(colour, below)));
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        const texts = [...node.childNodes].filter((child) => child.nodeType === 3);
        const own = texts.map((child) => child.data.trim()).join("");
        const said = own || node.placeholder || node.value || "";
        if (!said || !node.checkVisibility() || node.closest(".hidden, noscript")) continue;
        const style = getComputedStyle(node, own || node.value ? undefined : "::placeholder");
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        for (const back of backs(node)) {
            const [a, b] = [light(over(rgba(style.color), back)), light(back)].sort((x, y) => y - x);
            found.push({ said, ratio: (a + 0.05) / (b + 0.05), least: isLarge ? 3 : 4.5 });
        }
    }
    return found;
}"""
BRIGHTNESS = """() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
    return (r + g + b) / 3;
}"""


async def pale(page: Page) -> list[dict[str, Any]]:
    """What is hard to read on the page."""
    found = await page.evaluate(CONTRASTS)
    assert len(found) > 3
    return [text for text in found if text["ratio"] < text["least"]]


async def is_dark(page: Page) -> bool:
    return bool(await page.evaluate(BRIGHTNESS) < 64)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_conversation_is_legible_by_day_and_at_night(
    page: Page, chat: WebChat, clock: Clock, scheme: Scheme
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await on_probation(page)
    await remind(chat, clock, 7)
    await expect(theirs(page).last).to_contain_text("⏰")
    await page.get_by_label("Tài khoản").click()
    assert await is_dark(page) == (scheme == "dark")
    assert await pale(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_way_in_is_legible_by_day_and_at_night(page: Page, scheme: Scheme) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.get_by_label("Tài khoản").click()
    await page.get_by_role("button", name="Đăng xuất", exact=True).click()
    await page.get_by_label("Mã đăng nhập hoặc mã mời").fill("SAI")
    await page.get_by_role("button", name="Vào trò chuyện").click()
    await expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")
    assert await is_dark(page) == (scheme == "dark")
    assert await pale(page) == []


async def test_the_page_follows_the_evening_without_a_reload(page: Page) -> None:
    await page.emulate_media(color_scheme="light")
    await say(page, REPORT)
    await expect(theirs(page)).to_have_count(1)
    assert not await is_dark(page)
    await page.emulate_media(color_scheme="dark")
    assert await is_dark(page)
    await expect(mine(page)).to_have_count(1)


async def test_the_dots_move_until_the_chart_is_there(page: Page) -> None:
    await on_probation(page)
    await say(page, "từ 2024 đến nay kết nạp được bao nhiêu?")
    await page.get_by_role("button", name="Biểu đồ").click()
    await expect(page.get_by_role("status").filter(has_text="Trợ lý đang trả lời")).to_be_visible()
    await expect(page.get_by_role("img", name="Hình:")).to_be_visible(timeout=30_000)
    await expect(page.locator("#typing")).to_be_hidden()


async def test_news_below_is_counted_for_somebody_who_reads_further_up(
    chat: WebChat, page: Page, clock: Clock
) -> None:
    await page.set_viewport_size({"width": 360, "height": 480})
    await on_probation(page)
    await page.locator("#scroll").evaluate("scroll => scroll.scrollTo(0, 0)")
    await remind(chat, clock, 7)
    down = page.get_by_role("button", name="Xuống cuối, 1 tin mới")
    await expect(down).to_be_visible()
    await expect(page).to_have_title("(1) Trợ lý chi bộ")
    await down.click()
    await expect(down).to_be_hidden()
    await expect(page).to_have_title("Trợ lý chi bộ")
    await expect(page.get_by_role("button", name="Vì sao tôi nhận tin này?")).to_be_in_viewport()
    await expect(page.get_by_label("Tin nhắn")).to_be_focused()
