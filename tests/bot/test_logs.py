"""What a day of work leaves in the logs: ids and places in the code, never a name, a text or a secret."""

import asyncio
import io
import json
import logging

import aiohttp
import pytest

from bot import logs
from bot.assistant import Assistant
from domain.messages import ChannelName
from tests.cast import also_on
from tests.channels import channels
from tests.fakes import telegram_server, zalo_server
from tests.fakes.telegram_server import Fault, TelegramServer
from tests.fakes.zalo_server import ZaloServer

TOKENS = (telegram_server.TOKEN, zalo_server.TOKEN)
SAID = ("Quàng Thị Canari", "Canari", "1998", "dân tộc Thái", "hom", "Người", "xin chào")


@pytest.fixture
async def reached(assistant: Assistant) -> Assistant:
    """The secretary of bản Hỏm is on Telegram, the one of bản Lầu on Zalo."""
    await assistant.store.write(also_on, "hom", ChannelName.TELEGRAM, "5")
    await assistant.store.write(also_on, "lau", ChannelName.ZALO, "z5")
    return assistant


@pytest.mark.parametrize("as_json", [False, True])
async def test_no_log_of_a_day_of_work_and_faults_holds_a_name_a_text_or_a_secret(
    reached: Assistant, telegram: TelegramServer, zalo: ZaloServer, as_json: bool
) -> None:
    written = io.StringIO()
    before = logging.getLogger().handlers[:], logging.getLogger().level
    logs.set_up(TOKENS, level=logging.DEBUG, stream=written, as_json=as_json)
    try:
        await _a_day(reached, telegram, zalo)
    finally:
        logging.getLogger().handlers[:], _ = before
        logging.getLogger().setLevel(before[1])
        for name in ("bot", "handlers", "scheduler", "storage"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    text = written.getvalue()
    assert "failed, code" in text and "not reachable" in text and "sending is" in text
    secrets = [*TOKENS, *(token.partition(":")[2] for token in TOKENS)]
    assert [canary for canary in (*SAID, *secrets) if canary in text] == []
    if as_json:
        assert {"at", "level", "logger", "message"} <= set(json.loads(text.splitlines()[0]))


async def _a_day(assistant: Assistant, telegram: TelegramServer, zalo: ZaloServer) -> None:
    telegram.faults["getUpdates"].extend([Fault.BAD_GATEWAY, Fault.RESET_BEFORE])
    zalo.faults["getUpdates"].append(zalo_server.Fault.HTML_AFTER)
    report = "Kết nạp đ/c Quàng Thị Canari sn 12/3/1998 nữ dân tộc Thái ngày 5/10"
    async with channels(assistant, **telegram.settings, **zalo.settings) as running:
        await telegram.write(5, report)
        await telegram.wait_until(lambda: telegram.to(5))
        await zalo.write("z5", report)
        await zalo.wait_until(lambda: zalo.to("z5"))
        await telegram.update(message={"text": report})  # nothing that could be read: set aside at last
        await telegram.update(message={**telegram.message(5, text=report), "date": "Canari"})
        telegram.faults["sendMessage"].extend([Fault.SERVER_ERROR] * 6)
        for chat in range(600, 606):
            await telegram.write(chat, "xin chào")
        async with aiohttp.ClientSession(running.address) as http:
            await http.post("/webhook/telegram", data=report.encode())
            await http.get(f"/shared/{TOKENS[0]}")
        await telegram.wait_until(lambda: telegram.calls.count("sendMessage") >= 7)
        await asyncio.sleep(3.5)  # three tries of what cannot be read
