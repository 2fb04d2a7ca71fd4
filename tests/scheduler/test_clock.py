import asyncio
import logging
from datetime import timedelta

import pytest

from scheduler.clock import Clock

MOMENT = timedelta(milliseconds=20)


async def test_a_timed_call_begins_at_once_and_comes_again() -> None:
    called = asyncio.Event()
    calls = 0

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            called.set()

    clock = Clock()
    clock.every(MOMENT, work)
    clock.start()
    async with asyncio.timeout(5):
        await called.wait()
    clock.stop()


async def test_a_call_that_is_still_running_is_not_made_twice() -> None:
    running = most = 0

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1

    clock = Clock()
    clock.every(MOMENT, work)
    clock.start()
    await asyncio.sleep(0.3)
    clock.stop()
    assert most == 1


async def test_a_call_that_fails_is_made_again(caplog: pytest.LogCaptureFixture) -> None:
    again = asyncio.Event()
    calls = 0

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            again.set()
        raise RuntimeError("the disk is full")

    clock = Clock()
    clock.every(MOMENT, work)
    with caplog.at_level(logging.ERROR, logger="scheduler.clock"):
        clock.start()
        async with asyncio.timeout(5):
            await again.wait()
        clock.stop()
    assert "a timed call failed" in caplog.text


async def test_stopping_cancels_what_is_running_and_calls_nothing_more() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    clock = Clock()
    clock.every(MOMENT, work)
    clock.start()
    async with asyncio.timeout(5):
        await started.wait()
        clock.stop()
        await ended.wait()
    started.clear()
    await asyncio.sleep(0.1)
    assert not started.is_set()


async def test_a_clock_that_never_started_can_be_stopped() -> None:
    Clock().stop()
