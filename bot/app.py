"""The service: starts the configured channels and the clock, and stops them in order."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import demo
from bot.assistant import Assistant, opened, real_now
from bot.channels.web import WebChannel
from bot.chat_page import Accept, ChatPage
from bot.commands import Unusable
from bot.console import Console
from bot.receiving import Receiving
from bot.settings import Settings
from bot.vitals import Vitals
from bot.web import CannotListen, application, serving
from domain.messages import ChannelName
from handlers.replanning import replan_if_changed
from rendering.wording.rules import dates_replanned
from scheduler import reminding
from scheduler.clock import Clock
from scheduler.delivery import Delivery
from storage import drafts, facts, inbox, menus, outbox, sign_in
from storage.database import Tx
from storage.inbox import Update
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
            await _with_demo(assistant)
            await _follow_rules(assistant, say)
            if now is not None and await assistant.store.read(facts.get, facts.DEMO) is None:
                raise Unusable("--now khi chạy chỉ dùng được với tổ chức mẫu.")
            await _serve_channels(assistant, say)


def _moved(assistant: Assistant, now: datetime) -> Assistant:
    ahead = now - real_now()
    return replace(assistant, clock=lambda: real_now() + ahead)


async def _with_demo(assistant: Assistant) -> None:
    """Fill an empty database with the demo organisation."""
    await assistant.store.write(demo.load_if_empty, assistant.book, assistant.clock())


async def _follow_rules(assistant: Assistant, say: Callable[[str], None]) -> None:
    """Dates planned under other rules or another calendar are planned anew, once."""
    moved = await replan_if_changed(assistant.store, assistant.book, assistant.clock())
    if moved:
        say(dates_replanned(moved))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One channel at work: what brings messages in, and what takes replies out when woken."""

    incoming: Sequence[Coroutine[Any, Any, None]]
    wake: Callable[[], None]
    delivery: Delivery | None = None


async def _serve_channels(assistant: Assistant, say: Callable[[str], None]) -> None:
    """The web chat always, each configured messenger, and the terminal where there is none of those."""
    vitals = Vitals(assistant.store, assistant.clock)
    async with AsyncExitStack() as open_channels:
        sides = [await open_channels.enter_async_context(web_side(assistant, vitals, say))]
        if assistant.settings.has_telegram:
            sides.append(await open_channels.enter_async_context(telegram_side(assistant, vitals, say)))
        if len(sides) == 1:
            console = Console(assistant, DEMO_ACCOUNT, say)
            sides.append(Side(incoming=[console.converse()], wake=console.wake))
        await _until_stopped(assistant, sides)


@asynccontextmanager
async def web_side(assistant: Assistant, vitals: Vitals, say: Callable[[str], None]) -> AsyncIterator[Side]:
    """The web chat, listening from here on. Raises Unusable where it cannot."""
    settings = assistant.settings
    channel = WebChannel()

    def arrived(account: str) -> None:
        vitals.sent(channel.name)
        page.wake(account)

    delivery = assistant.delivery(channel, arrived=arrived)
    receiving = assistant.receiving(channel, delivery.wake)
    accept = _counted(receiving, channel.name, vitals)
    page = ChatPage(assistant.store, accept, assistant.clock, settings.public_url)
    app = application([*page.routes(), *vitals.routes()])
    app.on_shutdown.append(page.close)
    try:
        async with serving(app, settings.web_host, settings.web_port) as port:
            here = web_address(settings.web_host, port)
            address = settings.public_url or here
            say(f"Trò chuyện trong trình duyệt: {address}" + (f" (nghe ở {here})" if address != here else ""))
            for line in await assistant.store.write(_sign_in_lines, address, assistant.clock()):
                say(line)
            yield Side(incoming=[receiving.run()], wake=delivery.wake, delivery=delivery)
    except CannotListen:
        raise Unusable(
            f"Không mở được {settings.web_host}:{settings.web_port}, có thể chương trình khác đang dùng; "
            "hãy chọn cổng khác bằng CHIBO_WEB_PORT."
        ) from None


def web_address(host: str, port: int) -> str:
    """How a browser on this machine reaches the web chat."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - only named here
    return f"http://{name}:{port}"


def _sign_in_lines(tx: Tx, address: str, now: datetime) -> list[str]:
    """The demo's accounts, each with a link for one sign-in; none where it is no demo."""
    return [
        f"{line}\n  {address}/sign-in#{sign_in.create_code(tx, user.id, now)}"
        for user, line in demo.accounts(tx, now)
    ]


@asynccontextmanager
async def telegram_side(
    assistant: Assistant, vitals: Vitals, say: Callable[[str], None]
) -> AsyncIterator[Side]:
    """Telegram by polling. Its incoming side raises Unusable when the token is refused."""
    # Its library costs a third of the start-up time, and only this channel needs it.
    from bot.channels.telegram import PACE, Telegram, TokenRefused

    settings = assistant.settings
    channel = Telegram(settings.telegram_token.get_secret_value(), settings.telegram_api_url)
    delivery = assistant.delivery(channel, PACE, lambda _: vitals.sent(channel.name))
    receiving = assistant.receiving(channel, delivery.wake)
    vitals.watch(channel.name, lambda: channel.is_up)

    async def poll() -> None:
        try:
            await channel.poll(_counted(receiving, channel.name, vitals))
        except TokenRefused:
            raise Unusable(
                "Telegram không nhận TELEGRAM_TOKEN này; hãy lấy lại token từ BotFather."
            ) from None

    say("Telegram đang chạy. Ctrl-C để dừng.")
    try:
        yield Side(incoming=[poll(), receiving.run()], wake=delivery.wake, delivery=delivery)
    finally:
        await channel.close()


def _counted(receiving: Receiving, channel: ChannelName, vitals: Vitals) -> Accept:
    async def accept(bot_id: str, updates: Sequence[Update]) -> None:
        await receiving.accept(bot_id, updates)
        vitals.received(channel, len(updates))

    return accept


async def _until_stopped(assistant: Assistant, sides: Sequence[Side]) -> None:
    """Run until a signal or until an incoming side ends; stop what comes in first, what goes out last."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    clock = Clock()
    clock.every(_SWEEP_EVERY, lambda: _sweep(assistant, sides))
    clock.every(_FORGET_EVERY, lambda: _forget(assistant))
    deliveries = [side.delivery for side in sides if side.delivery]
    incoming = [asyncio.create_task(work) for side in sides for work in side.incoming]
    outgoing = [asyncio.create_task(delivery.run()) for delivery in deliveries]
    clock.start()
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([*incoming, *outgoing, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopped}:
            task.result()  # an ended side says why
    finally:
        clock.stop()
        stopped.cancel()
        for task in incoming:
            task.cancel()
        await asyncio.wait(incoming, timeout=_PATIENCE)
        for delivery in deliveries:
            delivery.stop()
        await asyncio.wait(outgoing, timeout=_PATIENCE)


async def _sweep(assistant: Assistant, sides: Sequence[Side]) -> None:
    await reminding.sweep_all(assistant.store, assistant.book, assistant.clock())
    for side in sides:
        side.wake()


async def _forget(assistant: Assistant) -> None:
    before = assistant.clock() - timedelta(days=assistant.settings.raw_days)
    for rows in (inbox, outbox, menus, drafts):
        await assistant.store.write(rows.forget, before)
    await assistant.store.write(sign_in.forget, assistant.clock())
