"""`chibo check` against platforms that answer, refuse and are not there."""

from pathlib import Path

import pytest

from bot.assistant import opened
from bot.checking import check
from bot.settings import Settings
from bot.vitals import Vitals
from bot.web import application, serving
from domain.messages import ChannelName
from scheduler.breaker import BreakerState
from tests.fakes import telegram_server, zalo_server
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.storage.test_spending import digest_sent, sent

NOBODY = "http://127.0.0.1:9"


def settings(folder: Path, **others: object) -> Settings:
    told = {"CHIBO_DATABASE": str(folder / "c.sqlite3"), "CHIBO_WEB_PORT": 9, **others}
    return Settings.model_validate(told)


def with_telegram(url: str, token: str = telegram_server.TOKEN) -> dict[str, object]:
    return {"TELEGRAM_TOKEN": token, "TELEGRAM_API_URL": url}


def with_zalo(url: str, token: str = zalo_server.TOKEN) -> dict[str, object]:
    return {"ZALO_TOKEN": token, "ZALO_API_URL": url}


async def test_nothing_configured_is_well_and_said(tmp_path: Path) -> None:
    is_good, lines = await check(settings(tmp_path), rebuild=False)
    assert is_good
    assert "Telegram: chưa cấu hình" in lines and "Zalo: chưa cấu hình" in lines
    assert "Trợ lý: không thấy chạy ở http://127.0.0.1:9." in lines
    assert "Hàng đợi: 0 tin chờ trả lời, 0 tin chờ gửi." in lines


async def test_both_platforms_are_asked_who_we_are(
    tmp_path: Path, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    is_good, lines = await check(
        settings(tmp_path, **with_telegram(telegram.url), **with_zalo(zalo.url)), rebuild=False
    )
    assert is_good
    assert any(line.startswith("Telegram: kết nối được") for line in lines)
    assert "Zalo: kết nối được, bot bot.trolychibo ✅" in lines
    assert telegram.calls == ["getMe"] and zalo.calls == ["getMe"]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (with_telegram(NOBODY), f"⚠️ Telegram không trả lời ở {NOBODY}."),
        (with_zalo(NOBODY), f"⚠️ Zalo không trả lời ở {NOBODY}."),
    ],
)
async def test_a_platform_that_is_not_there_is_a_fault(
    tmp_path: Path, others: dict[str, object], expected: str
) -> None:
    is_good, lines = await check(settings(tmp_path, **others), rebuild=False)
    assert not is_good and expected in lines


async def test_a_token_that_a_platform_does_not_know_is_a_fault(
    tmp_path: Path, telegram: TelegramServer, zalo: ZaloServer
) -> None:
    wrong = {
        **with_telegram(telegram.url, "5:" + "x" * 35),
        **with_zalo(zalo.url, "5:" + "x" * 35),
    }
    is_good, lines = await check(settings(tmp_path, **wrong), rebuild=False)
    assert not is_good
    assert "⚠️ Telegram không nhận TELEGRAM_TOKEN này." in lines
    assert "⚠️ Zalo không nhận ZALO_TOKEN này." in lines
    assert "x" * 35 not in "\n".join(lines)


async def test_the_months_messages_are_told_with_the_day_they_last_to(
    tmp_path: Path, zalo: ZaloServer
) -> None:
    told = settings(tmp_path, **with_zalo(zalo.url))
    async with opened(told) as assistant:
        for _ in range(20):
            await assistant.store.write(lambda tx: sent(tx, assistant.clock(), ",".join("x" * 50)))
        await assistant.store.write(lambda tx: digest_sent(tx, assistant.clock()))
    _, lines = await check(told, rebuild=False)
    (line,) = [line for line in lines if "tháng này đã gửi" in line]
    assert "tháng này đã gửi 1.001/3.000 tin (1 tin nhắc việc), với mức này đủ đến " in line


@pytest.mark.parametrize("state", list(BreakerState))
async def test_an_assistant_that_runs_is_asked_how_it_is(tmp_path: Path, state: BreakerState) -> None:
    async with opened(settings(tmp_path)) as assistant:
        vitals = Vitals(assistant.store, assistant.clock)
        vitals.watch(ChannelName.TELEGRAM, lambda: True, lambda: state)
        async with serving(application(vitals.routes()), "127.0.0.1", 0) as port:
            is_good, lines = await check(settings(tmp_path, CHIBO_WEB_PORT=port), rebuild=False)
    here = f"http://127.0.0.1:{port}"
    if state is BreakerState.OPEN:
        assert not is_good and f"⚠️ Trợ lý: đang chạy ở {here}, chưa sẵn sàng (telegram)." in lines
    else:
        assert is_good and f"Trợ lý: đang chạy ở {here}, sẵn sàng ✅" in lines


async def test_where_an_assistant_would_listen_is_named_only_where_it_is_known(tmp_path: Path) -> None:
    _, lines = await check(settings(tmp_path, CHIBO_WEB_HOST="::1"), rebuild=False)
    assert "Trợ lý: không thấy chạy ở http://[::1]:9." in lines
    is_good, lines = await check(settings(tmp_path, CHIBO_WEB_PORT=0), rebuild=False)
    assert is_good and not any(":0" in line for line in lines)
    assert "Trợ lý: nghe ở cổng tự chọn (CHIBO_WEB_PORT=0) nên không hỏi được." in lines
