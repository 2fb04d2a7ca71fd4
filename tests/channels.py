"""The assistant with all its channels at work on loopback, as `chibo run` has them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.assistant import Assistant
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.sides import Side, all_sides
from bot.vitals import Vitals


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Every channel that is configured, and where the web chat is."""

    assistant: Assistant
    address: str
    sides: list[Side]
    vitals: Vitals

    def wake(self) -> None:
        for side in self.sides:
            side.wake()


@asynccontextmanager
async def channels(assistant: Assistant, **settings: Any) -> AsyncIterator[Channels]:
    """The channels that the settings configure, at work until left; the web chat on a port of its own."""
    configured = assistant.settings.model_copy(update={"web_port": 0, "web_host": "127.0.0.1", **settings})
    told: list[str] = []
    own = replace(assistant, settings=configured)
    vitals = Vitals(own.store, own.clock, own.monthly_limits)
    async with all_sides(own, vitals, told.append) as sides:
        port = told[0].rstrip(")").rpartition(":")[2]
        work = [work for side in sides for work in side.incoming]
        work += [side.delivery.run for side in sides if side.delivery]
        tasks = [asyncio.create_task(run()) for run in work]
        try:
            yield Channels(
                assistant=assistant, address=f"http://127.0.0.1:{port}", sides=sides, vitals=vitals
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def messenger(assistant: Assistant, channel: Telegram | Zalo) -> AsyncIterator[Callable[[], None]]:
    """One channel at work until left, as fast as it can: the platform's pace is measured elsewhere.

    What is given wakes its delivery.
    """
    delivery = assistant.delivery(channel)
    receiving = assistant.receiving(channel, delivery, channel.fetch)
    work = (channel.poll(receiving.accept), receiving.run(), delivery.run())
    tasks = [asyncio.create_task(run) for run in work]
    try:
        yield delivery.wake
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await channel.close()
