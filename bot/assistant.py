"""The assistant on its database: what every command works with."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.receiving import Fetch, Outgoing, Parser, Receiving
from bot.settings import Settings
from domain.calendar import WorkCalendar
from domain.channels import Channel
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from domain.rules import RuleBook
from domain.rules_file import RULES_FILE, RuleFault, RuleProblem, load_book, load_rules
from handlers import router
from handlers.asking import exports
from handlers.context import Context
from scheduler import digest, reminding
from scheduler.budgeting import NO_LIMITS, Limits
from scheduler.delivery import Delivery, Digests
from scheduler.drawing import Drawing, Files
from scheduler.pacing import Pacing
from storage.database import Store
from storage.keys import load, load_or_create

log = logging.getLogger(__name__)


def real_now() -> datetime:
    """The moment, in local time."""
    return datetime.now(VIET_NAM)


def rule_book(own: Path | None = None) -> RuleBook:
    """The rules as shipped and the calendar of Viet Nam, with the operator's own file laid over them.

    Raises RuleProblem with the line, and OSError for a file that cannot be read.
    """
    shipped = load_rules(RULES_FILE.read_text(encoding="utf-8"))
    if own is None:
        return RuleBook(rules=shipped, calendar=WorkCalendar())
    try:
        text = own.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise RuleProblem(fault=RuleFault.NOT_TOML) from None
    return load_book(text, shipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """What every command works with. `clock` is fixed by `--now`; leases always run by the real clock."""

    settings: Settings
    store: Store
    book: RuleBook
    clock: Callable[[], datetime]
    drawing: Drawing = field(default_factory=Drawing)

    @property
    def monthly_limits(self) -> Limits:
        """How many messages a month the plans of the configured channels allow."""
        limit = self.settings.zalo_monthly_messages
        return {ChannelName.ZALO: limit} if self.settings.has_zalo and limit else NO_LIMITS

    def context(self) -> Context:
        """What the use cases receive now."""
        return self.context_at(self.clock())

    def context_at(self, now: datetime) -> Context:
        """What they receive at that moment."""
        return Context(now=now, book=self.book, web_address=self.settings.public_url)

    def receiving(self, channel: Parser, outgoing: Outgoing, fetch: Fetch | None = None) -> Receiving:
        """The inbox of a channel, and the outbox of the same channel for what is answered."""
        return Receiving(
            self.store,
            channel,
            router,
            outgoing,
            context=self.context,
            fetch=fetch,
            giving_way=self.drawing.giving_way,
        )

    def delivery(
        self, channel: Channel, pacing: Pacing | None = None, arrived: Callable[[str], None] | None = None
    ) -> Delivery:
        """The outbox of a channel."""
        return Delivery(
            self.store,
            channel,
            digests=Digests(
                compose=partial(digest.compose, book=self.book),
                settled=partial(reminding.settled, book=self.book),
            ),
            clock=self.clock,
            real_clock=real_now,
            pacing=pacing,
            arrived=arrived,
            drawing=self.files,
        )

    @property
    def files(self) -> Files:
        """What makes the files of messages."""
        return Files(self.store, self.drawing, exports.opened_list)


@asynccontextmanager
async def opened(settings: Settings, *, now: datetime | None = None) -> AsyncIterator[Assistant]:
    """The assistant on its database, made first when there is none. `now` fixes the clock.

    Raises DatabaseProblem, KeyProblem and, before anything is opened, RuleProblem.
    """
    book = rule_book(settings.rules_file)
    path = settings.database_path
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new_key = not path.exists() and not settings.key_path.exists()
    keys = load_or_create(settings.key_path) if is_new_key else load(settings.key_path)
    if is_new_key:
        log.warning(
            "Đã tạo khóa %s. Hãy chép một bản cất ở nơi khác: mất khóa này là mất tên người.",
            settings.key_path,
        )
    store = await Store.open(path, keys)
    drawing = Drawing()
    try:
        fixed = now
        yield Assistant(
            settings=settings,
            store=store,
            book=book,
            clock=(lambda: fixed) if fixed else real_now,
            drawing=drawing,
        )
    finally:
        drawing.close()
        await store.close()
