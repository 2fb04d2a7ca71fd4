"""The only clock that starts something by itself: calls functions at their times, and keeps no state.

What is due stands in rows (scheduler/reminding.py). A call that comes late is therefore never skipped,
several missed ones are made up for by one, and one that is still running is not started twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # has no types

from domain.localtime import VIET_NAM

Work = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


class Clock:
    """Calls async functions every so often."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=VIET_NAM,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, interval: timedelta, work: Work) -> None:
        """Call it once at the start and then every `interval`."""
        seconds = interval.total_seconds()
        at_once = datetime.now(UTC)
        self._scheduler.add_job(_call, "interval", args=[work], seconds=seconds, next_run_time=at_once)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing more and cancel what is running: a transaction that has begun still ends whole."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _call(work: Work) -> None:
    try:
        await work()
    except asyncio.CancelledError:
        log.debug("a timed call was cancelled")  # by `stop`; nobody waits for this task
    except Exception:  # one failed call must not end the clock
        log.exception("a timed call failed; it is made again at its next time")
