"""A burst of reports: how long an answer takes beside it, and a report beside files being drawn.

Everything goes the whole way of `chibo run`, from the update to the call that sends the answer: inbox,
understanding, figures, outbox, delivery. Reports come 100 a second, a third of what one core handles;
each finds no card open, as after a confirmed one.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from statistics import quantiles
from time import perf_counter, time_ns

from bench.country import KEYS, Country, generated
from bench.echoing import running
from bench.measuring import Row, Scale, compared, interleaved
from bench.messages import TOKEN, report_of, update_of
from bench.questions import NOW, PROVINCE, QUESTIONS
from bot.app import short_turns
from bot.assistant import Assistant, rule_book
from bot.channels.telegram import Telegram
from bot.receiving import Receiving
from bot.settings import Settings
from domain.messages import ChannelName, OutgoingMessage
from domain.units import UnitKind
from domain.users import Role
from storage import drafts, gazetteer, units, users
from storage.database import Store, Tx

_REPORTS = 500
_REPORTS_A_SECOND = 100
_QUESTIONS_A_SECOND = 10
_ASKING = 7_000_000_001  # chats: the officer who asks, the one who wants files, then the secretaries
_DRAWING = 7_000_000_002
_FIRST_SECRETARY = 7_000_001_000
_FILES = ("xuất excel năm nay", "vẽ biểu đồ năm nay theo tháng")


async def beside(scale: Scale) -> list[Row]:
    """p95 of an answer, idle and in the burst; p99 of a report, with and without files being drawn."""
    country = generated(scale)
    reports = min(_REPORTS, scale.messages * 2)
    async with _serving(country) as service:
        secretaries = await service.store.write(_appoint, reports)

        async def idle() -> _Times:
            return await service.run([], seconds=reports / _REPORTS_A_SECOND)

        async def burst() -> _Times:
            await service.store.write(drafts.forget, NOW + 2 * drafts.LIFETIME)
            return await service.run(secretaries, seconds=reports / _REPORTS_A_SECOND)

        async def burst_and_files() -> _Times:
            await service.store.write(drafts.forget, NOW + 2 * drafts.LIFETIME)
            return await service.run(secretaries, seconds=reports / _REPORTS_A_SECOND, wants_files=True)

        quiet, busy, drawing = await interleaved(scale, idle, burst, burst_and_files)
    return [
        compared(
            "an answer during a burst of reports, p95",
            "the same, idle",
            [_percentile(times.answers, 95) for times in busy],
            [_percentile(times.answers, 95) for times in quiet],
            goal=2,
            unit="ms",
        ),
        compared(
            "a report's commit beside charts and workbooks, p99",
            "its commit without them",
            [_percentile(times.commits, 99) for times in drawing],
            [_percentile(times.commits, 99) for times in busy],
            goal=1.5,
            unit="ms",
        ),
        compared(
            "a report's card beside charts and workbooks, p99",
            "its card without them",
            [_percentile(times.reports, 99) for times in drawing],
            [_percentile(times.reports, 99) for times in busy],
            goal=1.5,
            unit="ms",
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Times:
    """Seconds from an update's arrival: to the call that sends its answer, and to its being on the disk."""

    answers: list[float] = field(default_factory=list)
    reports: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)


class _Service:
    """The assistant on its inbox and outbox, with a channel that notes when each chat was answered."""

    name = ChannelName.TELEGRAM
    has_files = True

    def __init__(self, store: Store) -> None:
        self.store = store
        self.receiving: Receiving
        self._bot_id = f"bench-{time_ns()}"  # the database is kept, and updates are not taken twice
        self._answered: dict[str, asyncio.Future[float]] = {}

    async def send(self, message: OutgoingMessage) -> str:
        """A platform that takes everything at once."""
        waiting = self._answered.pop(message.address.chat_id, None)
        if waiting and not waiting.done():
            waiting.set_result(perf_counter())
        return "1"

    async def run(self, secretaries: Sequence[int], *, seconds: float, wants_files: bool = False) -> _Times:
        """One round: reports evenly over the time, questions beside them, files one after another."""
        times = _Times()
        chosen = random.Random(1)
        done = asyncio.Event()
        files = asyncio.create_task(self._ask_for_files(done)) if wants_files else None
        async with asyncio.TaskGroup() as tasks:
            for place, chat in enumerate(secretaries):
                after = place / _REPORTS_A_SECOND
                tasks.create_task(self._report(after, chat, times))
            tasks.create_task(self._ask(chosen, seconds, times.answers))
        done.set()
        if files:
            await files
        return times

    async def _report(self, after: float, chat: int, times: _Times) -> None:
        await asyncio.sleep(after)
        committed, answered = await self._exchange(chat, report_of(chat))
        times.commits.append(committed)
        times.reports.append(answered)

    async def _ask(self, chosen: random.Random, seconds: float, noted: list[float]) -> None:
        for _ in range(max(2, int(seconds * _QUESTIONS_A_SECOND))):
            _, answered = await self._exchange(_ASKING, chosen.choice(_QUICK))
            noted.append(answered)
            await asyncio.sleep(1 / _QUESTIONS_A_SECOND)

    async def _ask_for_files(self, done: asyncio.Event) -> None:
        for text in cycle(_FILES):
            if done.is_set():
                return
            await self._exchange(_DRAWING, text)

    async def _exchange(self, chat: int, text: str) -> tuple[float, float]:
        """Seconds until the message is committed, and until it is answered."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._answered[str(chat)] = answered
        started = perf_counter()
        await self.receiving.accept(self._bot_id, [update_of(chat, text)])
        committed = perf_counter()
        return committed - started, await answered - started


# Every cell of the province asked one by one is another matter: see `bench.questions`.
_QUICK = tuple(question for question in QUESTIONS if "chưa báo cáo" not in question)


@asynccontextmanager
async def _serving(country: Country) -> AsyncIterator[_Service]:
    store = await Store.open(country.path, KEYS)
    service = _Service(store)
    assistant = Assistant(settings=Settings(), store=store, book=rule_book(), clock=lambda: NOW)
    delivery = assistant.delivery(service)
    service.receiving = assistant.receiving(Telegram(TOKEN), delivery)
    try:
        with short_turns():
            async with running(service.receiving, delivery):
                yield service
    finally:
        assistant.drawing.close()
        await store.close()


def _appoint(tx: Tx, count: int) -> list[int]:
    """Two officers of the province and a secretary for each of so many of its cells."""
    (province,) = gazetteer.find(tx, PROVINCE, [units.EVERYTHING]).exact
    for chat in (_ASKING, _DRAWING):
        _give(tx, chat, Role.OFFICER, province.id)
    cells = [
        unit for unit in units.within(tx, province.left, province.right) if unit.kind is UnitKind.PARTY_CELL
    ]
    chats = [_FIRST_SECRETARY + place for place in range(min(count, len(cells)))]
    for chat, cell in zip(chats, cells, strict=False):
        _give(tx, chat, Role.SECRETARY, cell.id)
    return chats


def _give(tx: Tx, chat: int, role: Role, unit_id: int) -> None:
    if users.by_identity(tx, ChannelName.TELEGRAM, str(chat), NOW):
        return
    user_id = users.add_user(tx, "Lò Văn Inh", NOW)
    users.add_identity(tx, user_id, ChannelName.TELEGRAM, str(chat), str(chat), NOW)
    users.assign(tx, user_id, role, unit_id, NOW - timedelta(days=1))


def _percentile(seconds: Sequence[float], percent: int) -> float:
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]
