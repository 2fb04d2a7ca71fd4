"""`chibo check`: what is configured, what can be reached, what is left of the month; whether all is well."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.assistant import Assistant, opened
from bot.settings import Settings
from bot.web import address_of
from domain.budget import Rhythm, lasts_until
from domain.localtime import local_date, month_start
from domain.messages import ChannelName
from rendering.wording.budget import lasting
from rendering.wording.format import number
from scheduler.budgeting import rhythms_of
from storage import queues, rebuild, spending
from storage.database import Tx

_PATIENCE = 5.0  # seconds for an answer of a platform, or of the assistant that runs here
_RHYTHM = {
    Rhythm.DAILY: "mỗi ngày",
    Rhythm.WEEKLY: "gộp mỗi tuần",
    Rhythm.URGENT: "chỉ việc đến hạn trong ngày",
    Rhythm.NONE: "dừng đến đầu tháng sau",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A line for the operator, and whether all is well with what it tells."""

    line: str
    is_good: bool = True


async def check(settings: Settings, *, rebuild: bool) -> tuple[bool, list[str]]:
    """Whether all is well, and a line for each thing looked at. `rebuild`: compute every figure again."""
    found = [
        Finding(line=f"Cơ sở dữ liệu: {settings.database_path}"),
        Finding(line=f"Khóa: {settings.key_path}"),
    ]
    async with opened(settings) as assistant:
        telegram, zalo = settings.telegram_token.get_secret_value(), settings.zalo_token.get_secret_value()
        found += await asyncio.gather(
            _platform("Telegram", "TELEGRAM_TOKEN", telegram, settings.telegram_api_url),
            _platform("Zalo", "ZALO_TOKEN", zalo, settings.zalo_api_url),
            _running(settings),
        )
        found += await assistant.store.read(_budgets, assistant)
        found += await assistant.store.read(_queues)
        found += await assistant.store.read(_rebuilt, assistant) if rebuild else [_OPENED]
    return all(one.is_good for one in found), [one.line for one in found]


_OPENED = Finding(line="Mở được cơ sở dữ liệu bằng khóa này. ✅")


async def _platform(title: str, variable: str, token: str, api_url: str) -> Finding:
    """Whether the platform knows our token. Both have the same call and envelope for it."""
    if not token:
        return Finding(line=f"{title}: chưa cấu hình")
    match await _ask(f"{api_url}/bot{token}/getMe", "POST"):
        case {"ok": True, "result": {"username": name} | {"account_name": name}}:
            return Finding(line=f"{title}: kết nối được, bot {name} ✅")
        case {"ok": True}:
            return Finding(line=f"{title}: kết nối được ✅")
        case {"ok": False, "error_code": 401 | 403 | 404}:
            return Finding(line=f"⚠️ {title} không nhận {variable} này.", is_good=False)
        case _:
            return Finding(line=f"⚠️ {title} không trả lời ở {api_url}.", is_good=False)


async def _running(settings: Settings) -> Finding:
    """How a `chibo run` at the usual place of this configuration is; none is no fault."""
    if not settings.web_port:
        return Finding(line="Trợ lý: nghe ở cổng tự chọn (CHIBO_WEB_PORT=0) nên không hỏi được.")
    address = address_of(settings.web_host, settings.web_port)
    match await _ask(f"{address}/healthz", "GET"):
        case {"ready": True}:
            return Finding(line=f"Trợ lý: đang chạy ở {address}, sẵn sàng ✅")
        case {"ready": False, **state}:
            ill = ", ".join(str(name) for name, is_well in state.items() if not is_well)
            line = f"⚠️ Trợ lý: đang chạy ở {address}, chưa sẵn sàng ({ill})."
            return Finding(line=line, is_good=False)
        case _:
            return Finding(line=f"Trợ lý: không thấy chạy ở {address}.")


async def _ask(url: str, method: str) -> Any:
    """The JSON that comes back, None where none does. Nothing is raised: an address may hold the token."""
    try:
        limits = aiohttp.ClientTimeout(total=_PATIENCE)
        async with (
            aiohttp.ClientSession(trust_env=method == "POST", timeout=limits) as http,
            http.request(method, url, json={} if method == "POST" else None) as answer,
        ):
            return json.loads(await answer.read())
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None


def _budgets(tx: Tx, assistant: Assistant) -> list[Finding]:
    return [_budget(tx, assistant, channel, limit) for channel, limit in assistant.monthly_limits.items()]


def _budget(tx: Tx, assistant: Assistant, channel: ChannelName, limit: int) -> Finding:
    """How much of the month's messages is spent, how long they last, how often reminders may go."""
    now = assistant.clock()
    spent = spending.spent_since(tx, channel, month_start(now))
    until = lasts_until(limit, spent, local_date(now))
    rhythm = rhythms_of(tx, {channel: limit}, assistant.book.calendar, now)[channel]
    mark = "" if rhythm is Rhythm.DAILY else "⚠️ "
    return Finding(
        line=(
            f"{mark}{channel.capitalize()}: tháng này đã gửi {number(spent.total)}/{number(limit)} tin "
            f"({number(spent.digests)} tin nhắc việc), {lasting(until)}. "
            f"Tin nhắc việc: {_RHYTHM[rhythm]}."
        )
    )


def _queues(tx: Tx) -> list[Finding]:
    lengths: Counter[str] = Counter()
    for queue in queues.lengths(tx):
        lengths[queue.state] += queue.length
    parked = lengths["parked"]
    line = f"Hàng đợi: {lengths['waiting']} tin chờ trả lời, {lengths['pending']} tin chờ gửi"
    return [Finding(line=f"{line}, {parked} tin lỗi để riêng." if parked else f"{line}.")]


def _rebuilt(tx: Tx, assistant: Assistant) -> list[Finding]:
    differences = list(rebuild.differences(tx, assistant.book))
    if not differences:
        return [Finding(line="Mọi số liệu khớp với các sự kiện. ✅")]
    title = Finding(line=f"⚠️ {len(differences)} chỗ lệch với các sự kiện:", is_good=False)
    return [title, *(Finding(line=line, is_good=False) for line in differences)]
