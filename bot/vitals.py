"""Whether the process is well: /healthz for whoever restarts it, /metrics for Prometheus."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from aiohttp import web

from domain.localtime import month_start
from domain.messages import ChannelName
from scheduler.breaker import BreakerState
from scheduler.budgeting import NO_LIMITS, Limits
from storage import queues, spending
from storage.database import Store, Tx
from storage.queues import Queue
from storage.sqlite import DatabaseProblem

_PATIENCE = 3.0  # seconds the store may take to answer
_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


class Vitals:
    """What is known of the process: its store, its channels, how many messages went through."""

    def __init__(self, store: Store, clock: Callable[[], datetime], limits: Limits = NO_LIMITS) -> None:
        """`limits`: how many messages a month a channel's platform takes."""
        self._store = store
        self._clock = clock
        self._started = time.time()
        self._up: dict[ChannelName, Callable[[], bool]] = {}
        self._received: Counter[ChannelName] = Counter()
        self._sent: Counter[ChannelName] = Counter()
        self._sending: dict[ChannelName, Callable[[], BreakerState]] = {}
        self._limits = limits

    def watch(
        self, channel: ChannelName, is_up: Callable[[], bool], sending: Callable[[], BreakerState]
    ) -> None:
        """A configured channel; `is_up` says whether its platform answered when it was last asked for news,
        `sending` whether it takes messages."""
        self._up[channel] = is_up
        self._sending[channel] = sending

    def received(self, channel: ChannelName, count: int = 1) -> None:
        """So many updates were kept."""
        self._received[channel] += count

    def sent(self, channel: ChannelName) -> None:
        """A message was delivered."""
        self._sent[channel] += 1

    def routes(self) -> list[web.RouteDef]:
        """Where monitors ask."""
        return [web.get("/healthz", self._healthz), web.get("/metrics", self._metrics)]

    async def _healthz(self, _: web.Request) -> web.Response:
        """200 when the store writes and every configured channel is reached, else 503."""
        state = {"storage": await self._store_writes()}
        state |= {name.value: self._is_well(name) for name in self._up}
        ready = all(state.values())
        return web.json_response({"ready": ready, **state}, status=200 if ready else 503)

    def _is_well(self, channel: ChannelName) -> bool:
        return self._up[channel]() and self._sending[channel]() is not BreakerState.OPEN

    async def _store_writes(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._store.write(_nothing)
        except (DatabaseProblem, TimeoutError):
            return False
        return True

    async def _metrics(self, request: web.Request) -> web.Response:
        """Only for a monitor beside the process: through a reverse proxy it is not there."""
        if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
            raise web.HTTPNotFound
        waiting = await self._store.read(queues.lengths)
        spent = {channel: await self._spent(channel) for channel in self._limits}
        text = "\n".join([*self._lines(waiting), *self._budget_lines(spent), ""])
        return web.Response(body=text.encode(), headers={"Content-Type": _TEXT_FORMAT})

    async def _spent(self, channel: ChannelName) -> int:
        spent = await self._store.read(spending.spent_since, channel, month_start(self._clock()))
        return spent.total

    def _budget_lines(self, spent: Mapping[ChannelName, int]) -> Iterator[str]:
        if spent:
            yield from _head("chibo_messages_this_month", "gauge", "Messages of the month's budget spent.")
            for channel, count in spent.items():
                yield f'chibo_messages_this_month{{channel="{channel}"}} {count}'
            yield from _head("chibo_messages_monthly_limit", "gauge", "What the platform takes in a month.")
            for channel, limit in self._limits.items():
                yield f'chibo_messages_monthly_limit{{channel="{channel}"}} {limit}'

    def _lines(self, waiting: list[Queue]) -> Iterator[str]:
        yield from _head("chibo_start_time_seconds", "gauge", "When the process started, Unix time.")
        yield f"chibo_start_time_seconds {self._started:.0f}"
        yield from _head("chibo_channel_up", "gauge", "Whether the channel's platform answered last time.")
        for channel, is_up in self._up.items():
            yield f'chibo_channel_up{{channel="{channel}"}} {int(is_up())}'
        yield from _head("chibo_channel_sending", "gauge", "1 for the state that sending is in.")
        for channel, sending in self._sending.items():
            now = sending()
            for state in BreakerState:
                yield f'chibo_channel_sending{{channel="{channel}",state="{state}"}} {int(state is now)}'
        yield from _head("chibo_updates_received_total", "counter", "Updates kept since the start.")
        for channel, count in self._received.items():
            yield f'chibo_updates_received_total{{channel="{channel}"}} {count}'
        yield from _head("chibo_messages_sent_total", "counter", "Messages delivered since the start.")
        for channel, count in self._sent.items():
            yield f'chibo_messages_sent_total{{channel="{channel}"}} {count}'
        yield from _head("chibo_queue_length", "gauge", "Rows that wait or were set aside.")
        for queue in waiting:
            yield f"chibo_queue_length{_labels(queue)} {queue.length}"
        yield from _head("chibo_queue_oldest_seconds", "gauge", "Age of the oldest of them.")
        for queue in waiting:
            age = max(0.0, (self._clock() - queue.oldest_at).total_seconds())
            yield f"chibo_queue_oldest_seconds{_labels(queue)} {age:.0f}"


def _head(name: str, kind: str, meaning: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"


def _labels(queue: Queue) -> str:
    return f'{{queue="{queue.name}",channel="{queue.channel}",state="{queue.state}"}}'


def _nothing(tx: Tx) -> None:
    """An empty transaction: the writer answers and the disk lets it begin."""
