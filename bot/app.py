"""The service: starts the configured channels and the clock, and stops them in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot import demo
from bot.assistant import Assistant, opened, real_now
from bot.commands import Unusable
from bot.console import Console
from bot.settings import Settings
from handlers.replanning import replan_if_changed
from rendering.wording.rules import dates_replanned
from scheduler import reminding
from scheduler.clock import Clock
from scheduler.delivery import Delivery
from storage import facts, inbox
from storage.sqlite import hold_run_lock

DEMO_ACCOUNT = "hom"
_SWEEP_EVERY = timedelta(minutes=5)
_FORGET_EVERY = timedelta(hours=6)
_PATIENCE = 4.0  # seconds for what is under way to end after Ctrl-C


async def serve(settings: Settings, say: Callable[[str], None], now: datetime | None = None) -> None:
    """`chibo run`: the configured channels until Ctrl-C, and then whatever is under way to its end.

    A demo may live at another time: its clock starts at `now` and goes on from there.
    """
    settings.database_path.parent.mkdir(parents=True, exist_ok=True)
    with hold_run_lock(settings.database_path):
        async with opened(settings) as at_present:
            assistant = at_present if now is None else _moved(at_present, now)
            await _with_demo(assistant, say)
            await _follow_rules(assistant, say)
            if now is not None and await assistant.store.read(facts.get, facts.DEMO) is None:
                raise Unusable("--now khi chạy chỉ dùng được với tổ chức mẫu.")
            if settings.has_telegram:
                await _serve_telegram(assistant, say)
            else:
                await _serve_console(assistant, say)


def _moved(assistant: Assistant, now: datetime) -> Assistant:
    ahead = now - real_now()
    return replace(assistant, clock=lambda: real_now() + ahead)


async def _with_demo(assistant: Assistant, say: Callable[[str], None]) -> None:
    """Fill an empty database with the demo organisation, and say who one can be in a demo."""
    await assistant.store.write(demo.load_if_empty, assistant.book, assistant.clock())
    for line in await assistant.store.read(demo.account_lines, assistant.clock()):
        say(line)


async def _follow_rules(assistant: Assistant, say: Callable[[str], None]) -> None:
    """Dates planned under other rules or another calendar are planned anew, once."""
    moved = await replan_if_changed(assistant.store, assistant.book, assistant.clock())
    if moved:
        say(dates_replanned(moved))


async def _serve_telegram(assistant: Assistant, say: Callable[[str], None]) -> None:
    # Its library costs a third of the start-up time, and only this channel needs it.
    from bot.channels.telegram import PACE, Telegram, TokenRefused

    settings = assistant.settings
    channel = Telegram(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
    delivery = assistant.delivery(channel, PACE)
    receiving = assistant.receiving(channel, delivery.wake)
    say("Telegram đang chạy. Ctrl-C để dừng.")
    try:
        await _until_stopped(assistant, delivery, incoming=[channel.poll(receiving.accept), receiving.run()])
    except TokenRefused:
        raise Unusable("Telegram không nhận TELEGRAM_TOKEN này; hãy lấy lại token từ BotFather.") from None
    finally:
        await channel.close()


async def _serve_console(assistant: Assistant, say: Callable[[str], None]) -> None:
    console = Console(assistant, DEMO_ACCOUNT, say)
    await _until_stopped(assistant, None, incoming=[console.converse()], reminded=console.wake)


async def _until_stopped(
    assistant: Assistant,
    delivery: Delivery | None,
    *,
    incoming: list[Coroutine[Any, Any, None]],
    reminded: Callable[[], None] | None = None,
) -> None:
    """Run until a signal or until an incoming side ends; stop what comes in first, what goes out last."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    wake = reminded or (delivery.wake if delivery else lambda: None)
    clock = Clock()
    clock.every(_SWEEP_EVERY, lambda: _sweep(assistant, wake))
    clock.every(_FORGET_EVERY, lambda: _forget(assistant))
    tasks = [asyncio.create_task(work) for work in incoming]
    sending = asyncio.create_task(delivery.run()) if delivery else None
    clock.start()
    stopped = asyncio.create_task(stop.wait())
    try:
        watched = [*tasks, stopped, *([sending] if sending else [])]
        done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopped}:
            task.result()  # an ended side says why
    finally:
        clock.stop()
        stopped.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_PATIENCE)
        if delivery and sending:
            delivery.stop()
            await asyncio.wait([sending], timeout=_PATIENCE)


async def _sweep(assistant: Assistant, wake: Callable[[], None]) -> None:
    await reminding.sweep_all(assistant.store, assistant.book, assistant.clock())
    wake()


async def _forget(assistant: Assistant) -> None:
    before = assistant.clock() - timedelta(days=assistant.settings.raw_days)
    await assistant.store.write(inbox.forget, before)
