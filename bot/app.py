"""The service: starts the configured channels and the clock, and stops them in order."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bot import demo
from bot.assistant import Assistant, opened, real_now
from bot.commands import Unusable
from bot.console import Console
from bot.importing import Importing
from bot.settings import Settings
from bot.sides import Side, all_sides
from bot.vitals import Vitals
from handlers.organising.changes_ahead import carry_out_due
from handlers.reminding.replanning import replan_if_changed
from rendering.wording.rules import dates_replanned
from scheduler import reminding
from scheduler.clock import Clock
from storage import (
    announcements,
    drafts,
    facts,
    files,
    groups,
    imports,
    inbox,
    join_requests,
    menus,
    outbox,
    sign_in,
)
from storage.sqlite import hold_run_lock

DEMO_ACCOUNT = "hom"
_SWEEP_EVERY = timedelta(minutes=5)
_FORGET_EVERY = timedelta(hours=6)
_PATIENCE = 4.0  # seconds for what is under way to end after Ctrl-C
_TURN = 0.0005  # seconds


async def serve(settings: Settings, say: Callable[[str], None], now: datetime | None = None) -> None:
    """`chibo run`: the configured channels until Ctrl-C, and then whatever is under way to its end.

    A demo may live at another time: its clock starts at `now` and goes on from there.
    """
    settings.database_path.parent.mkdir(parents=True, exist_ok=True)
    with hold_run_lock(settings.database_path), short_turns():
        async with opened(settings) as at_present:
            assistant = at_present if now is None else _moved(at_present, now)
            await _with_demo(assistant)
            await _follow_rules(assistant, say)
            await carry_out_due(assistant.store, assistant.context())
            if now is not None and await assistant.store.read(facts.get, facts.DEMO) is None:
                raise Unusable("--now khi chạy chỉ dùng được với tổ chức mẫu.")
            await _serve_channels(assistant, say)


@contextmanager
def short_turns() -> Iterator[None]:
    """Threads that compute pass Python's lock on after half a millisecond; by default they keep it for five.

    The loop, the writer and the readers share it, and whoever runs a statement gives it up. Beside a reader
    that works out a workbook, each of the twenty statements of a report waited five milliseconds to go on.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


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


async def _serve_channels(assistant: Assistant, say: Callable[[str], None]) -> None:
    """The web chat always, each configured messenger, and the terminal where there is none of those."""
    vitals = Vitals(assistant.store, assistant.clock, assistant.monthly_limits)
    async with all_sides(assistant, vitals, say) as sides:
        for messenger in sides[1:]:
            say(f"{messenger.title} đang chạy. Ctrl-C để dừng.")
        if len(sides) == 1:
            console = Console(assistant, DEMO_ACCOUNT, say)
            sides.append(Side(title="Cửa sổ lệnh", incoming=[console.converse], wake=console.wake))
        await _until_stopped(assistant, sides)


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
    incoming = [asyncio.create_task(work()) for side in sides for work in side.incoming]
    incoming.append(asyncio.create_task(Importing(assistant, lambda: _wake(sides)).run()))
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
    await carry_out_due(assistant.store, assistant.context())
    await reminding.sweep_all(assistant.store, assistant.book, assistant.clock(), assistant.monthly_limits)
    _wake(sides)


def _wake(sides: Sequence[Side]) -> None:
    for side in sides:
        side.wake()


async def _forget(assistant: Assistant) -> None:
    before = assistant.clock() - timedelta(days=assistant.settings.raw_days)
    for rows in (inbox, outbox, menus, drafts, join_requests, announcements, imports):
        await assistant.store.write(rows.forget, before)
    for kept in (sign_in, files, groups):
        await assistant.store.write(kept.forget, assistant.clock())
