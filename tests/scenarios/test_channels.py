"""The same dialogues over every channel: what is said, pressed and answered is the same to the letter.

The dialogue files are written for the terminal. Elsewhere somebody else types and reads: a browser, a
person on the fake Telegram or the fake Zalo. Where a line is the label of a button that a channel shows,
the button is pressed; where it shows none, the words are typed.
"""

import asyncio
import os
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from bot.assistant import Assistant, rule_book
from bot.channels.telegram import Telegram
from bot.channels.zalo import Zalo
from bot.importing import worker_of
from bot.settings import Settings
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from handlers.importing.work import work_off
from handlers.organising.changes_ahead import carry_out_due
from scheduler import reminding
from storage import imports, schema
from storage.database import Store, Tx
from storage.keys import Keys
from storage.sign_in import SESSION_LIFETIME
from tests.cast import also_on, found_commune
from tests.channels import messenger
from tests.clock import Clock
from tests.fakes import telegram_server, zalo_server
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.zalo_server import ZaloServer
from tests.scenarios.test_dialogues import DIALOGUES, content_of, dialogue_in, differences
from tests.web_chat import Browser, WebChat, web_chat

# A browser shows its chat to nobody before they come in, and to nobody whose role has ended.
NOT_IN_A_BROWSER = ("strangers", "revocation")
CHANNELS = (ChannelName.WEB, ChannelName.TELEGRAM, ChannelName.ZALO)


def channels_of(number: int, path: Path) -> tuple[ChannelName, ...]:
    """Files and reminders travel otherwise on each channel, words alike: those go over one in turn.

    `make soak` plays everything over every channel.
    """
    of_all = "CHIBO_SOAK" in os.environ or re.search(
        r"^[\^~]", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    fit = tuple(one for one in CHANNELS if one is not ChannelName.WEB or path.stem not in NOT_IN_A_BROWSER)
    return fit if of_all else (fit[number % len(fit)],)


PLAYED = [(path, channel) for number, path in enumerate(DIALOGUES) for channel in channels_of(number, path)]
ACCOUNTS = {"hom": 501, "lau": 502, "haibe": 503, "xa": 504, "admin": 505, "moi": 506, "khach": 507}
# Nobody knows them yet: in a browser they come in by a code only.
STRANGERS = ("moi", "khach")
T = TypeVar("T")


class ToldOfWrites(Store):
    """A store that says when something was written: all that a dialogue waits for is."""

    def __init__(self, *opened: Any) -> None:
        super().__init__(*opened)
        self.written = asyncio.Event()

    async def write(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        value = await super().write(fn, *args, **kwargs)
        self.written.set()
        return value

    async def write_ahead(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        value = await super().write_ahead(fn, *args, **kwargs)
        self.written.set()
        return value


class Person(ABC):
    """Whoever sits at the other end of a channel, as one account at a time."""

    def __init__(self, channel: ChannelName) -> None:
        self.channel = channel

    @abstractmethod
    async def become(self, account: str, now: datetime) -> None: ...

    @abstractmethod
    async def say(self, text: str) -> None: ...

    @abstractmethod
    async def send_file(self, name: str, content: bytes, caption: str) -> None: ...

    @abstractmethod
    def read(self) -> list[str]:
        """What came since the last look, as a terminal prints it."""

    @abstractmethod
    def wake(self) -> None: ...


class OnTelegram(Person):
    def __init__(self, server: TelegramServer, wake: Any) -> None:
        super().__init__(ChannelName.TELEGRAM)
        self._server, self._wake = server, wake
        self._chat = 0
        self._seen: dict[int, int] = {}

    async def become(self, account: str, now: datetime) -> None:
        self._chat, self._server.now = ACCOUNTS[account], now

    async def say(self, text: str) -> None:
        sent = self._server.to(self._chat)
        tokens = dict(sent[-1].buttons) if sent else {}
        if text in tokens:
            await self._server.press(self._chat, tokens[text])
        else:
            await self._server.write(self._chat, text)

    async def send_file(self, name: str, content: bytes, caption: str) -> None:
        await self._server.send_file(self._chat, name, content, caption)

    def read(self) -> list[str]:
        sent = self._server.to(self._chat)
        fresh, self._seen[self._chat] = sent[self._seen.get(self._chat, 0) :], len(sent)
        return [printed(message.text, [label for label, _ in message.buttons]) for message in fresh]

    def wake(self) -> None:
        self._wake()


class OnZalo(Person):
    """A file comes under a name that Zalo gives it: what is read of it here has the writer's own again."""

    def __init__(self, server: ZaloServer, wake: Any) -> None:
        super().__init__(ChannelName.ZALO)
        self._server, self._wake = server, wake
        self._chat = ""
        self._seen: dict[str, int] = {}
        self._names: dict[str, str] = {}

    async def become(self, account: str, now: datetime) -> None:
        self._chat, self._server.now = str(ACCOUNTS[account]), now

    async def say(self, text: str) -> None:
        await self._server.write(self._chat, text)

    async def send_file(self, name: str, content: bytes, caption: str) -> None:
        self._names[f"anh-{await self._server.send_picture(self._chat, content, caption)}.jpg"] = name

    def read(self) -> list[str]:
        sent = self._server.to(self._chat)
        fresh, self._seen[self._chat] = sent[self._seen.get(self._chat, 0) :], len(sent)
        return [self._with_own_names(message.text) for message in fresh]

    def _with_own_names(self, text: str) -> str:
        for given, own in self._names.items():
            text = text.replace(given, own)
        return text

    def wake(self) -> None:
        self._wake()


class InABrowser(Person):
    """Everybody has the page open, so that what comes is seen when it comes."""

    def __init__(self, chat: WebChat, browsers: dict[str, Browser]) -> None:
        super().__init__(ChannelName.WEB)
        self._chat, self._browsers = chat, browsers
        self._account = ""
        self._signed_in: dict[str, datetime] = {}
        self._fresh: dict[str, list[dict[str, Any]]] = {account: [] for account in browsers}

    async def become(self, account: str, now: datetime) -> None:
        self._account = account
        for each, browser in self._browsers.items():
            # Sessions end, and dialogues last for years.
            if each not in self._signed_in or now - self._signed_in[each] >= SESSION_LIFETIME:
                assert await browser.sign_in(await self._chat.code_for(each)) == 200
                self._signed_in[each] = now

    async def say(self, text: str) -> None:
        browser = self._browsers[self._account]
        shown = [line for line in browser.lines if "mine" not in line]
        labels = [button["label"] for button in shown[-1]["buttons"]] if shown else []
        send = browser.press if text in labels else browser.say
        status = await send(text)
        while status == 429:  # a dialogue is typed faster than anybody may: its writer waits
            await asyncio.sleep(0.5)
            status = await send(text)
        assert status == 200

    async def send_file(self, name: str, content: bytes, caption: str) -> None:
        assert await self._browsers[self._account].upload(name, content, caption) == 200

    async def look(self) -> None:
        for account, browser in self._browsers.items():
            self._fresh[account] += [line for line in await browser.look() if "mine" not in line]

    def read(self) -> list[str]:
        fresh, self._fresh[self._account] = self._fresh[self._account], []
        return [printed(line["text"], [button["label"] for button in line["buttons"]]) for line in fresh]

    def wake(self) -> None:
        self._chat.channels.wake()


def printed(text: str, labels: Iterable[str]) -> str:
    numbered = (f"[{number}] {label}" for number, label in enumerate(labels, start=1))
    return "\n".join(part for part in (text, "  ".join(numbered)) if part)


class Stage:
    """A dialogue on its way over one channel."""

    def __init__(self, assistant: Assistant, store: ToldOfWrites, clock: Clock, person: Person) -> None:
        self._assistant, self._store, self._clock, self._person = assistant, store, clock, person
        self._said = 0

    async def play(self, said: list[str]) -> str:
        mark, rest = said[0][0], said[0][1:].strip()
        if mark == "@":
            day, hour, account = rest.split()
            self._clock.now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=VIET_NAM)
            await self._person.become(account, self._clock.now)
        elif mark == ">":
            self._said += 1
            await self._person.say("\n".join(line[1:].removeprefix(" ") for line in said))
        elif mark == "^":
            self._said += 1
            name, _, caption = rest.partition(" ")
            await self._person.send_file(name, content_of(name), caption)
        elif mark == "~":
            await carry_out_due(self._assistant.store, self._assistant.context_at(self._clock.now))
            await reminding.sweep_all(self._assistant.store, self._assistant.book, self._clock.now)
        else:
            return ""
        self._person.wake()
        async with asyncio.timeout(20):
            await self._until_quiet()
        if isinstance(self._person, InABrowser):
            await self._person.look()
        return "\n".join(self._person.read())

    async def _until_quiet(self) -> None:
        self._store.written.clear()
        while not await self._store.read(self._is_quiet):
            if await self._store.read(imports.next_to_work):
                await work_off(worker_of(self._store, self._assistant.book, self._clock))
            self._person.wake()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._store.written.wait(), 0.5)
            self._store.written.clear()

    def _is_quiet(self, tx: Tx) -> bool:
        """Everything that was said is answered, and every answer that is due has left."""
        came, went = schema.inbox.c, schema.outbox.c
        of_channel = (came.channel == self._person.channel.value, went.channel == self._person.channel.value)
        said = tx.execute(sa.select(sa.func.count()).where(of_channel[0], came.state == "done")).scalar_one()
        due = sa.select(sa.func.count()).where(
            of_channel[1], went.state == "pending", went.send_after <= self._clock.now
        )
        is_answered = said == self._said and tx.execute(due).scalar_one() == 0
        return bool(is_answered and imports.next_to_work(tx) is None)


@asynccontextmanager
async def person_on(
    channel: ChannelName, assistant: Assistant, accounts: Iterable[str]
) -> AsyncIterator[Person]:
    async with AsyncExitStack() as opened:
        if channel is ChannelName.WEB:
            chat = await opened.enter_async_context(web_chat(assistant))
            browsers = {each: await opened.enter_async_context(chat.browser()) for each in accounts}
            yield InABrowser(chat, browsers)
        elif channel is ChannelName.TELEGRAM:
            telegram = TelegramServer()
            await telegram.start()
            opened.push_async_callback(telegram.stop)
            on_telegram = Telegram(telegram_server.TOKEN, telegram.url)
            yield OnTelegram(telegram, await opened.enter_async_context(messenger(assistant, on_telegram)))
        else:
            zalo = ZaloServer()
            await zalo.start()
            opened.push_async_callback(zalo.stop)
            on_zalo = Zalo(zalo_server.TOKEN, zalo.url)
            yield OnZalo(zalo, await opened.enter_async_context(messenger(assistant, on_zalo)))


def link_everybody(tx: Tx, channel: ChannelName) -> None:
    """Each account's user is known on the channel too."""
    for account, number in ACCOUNTS.items():
        if account not in STRANGERS:
            also_on(tx, account, channel, str(number))


async def play_over(channel: ChannelName, path: Path, database: Path, keys: Keys) -> list[str]:
    """Where the dialogue went otherwise than it is written."""
    store = await ToldOfWrites.open(database, keys)
    assert isinstance(store, ToldOfWrites)
    clock = Clock(datetime(2025, 1, 1, tzinfo=VIET_NAM))
    assistant = Assistant(settings=Settings(), store=store, book=rule_book(), clock=clock)
    await store.write(found_commune, assistant.book)
    await store.write(link_everybody, channel)
    exchanges = dialogue_in(path)
    accounts = {each.said[0].split()[-1] for each in exchanges if each.said[0].startswith("@")}
    try:
        async with person_on(channel, assistant, accounts) as person:
            stage = Stage(assistant, store, clock, person)
            return [differences(each, await stage.play(each.said)) for each in exchanges]
    finally:
        await store.close()


@pytest.mark.soak  # more of it there; it also runs every time
@pytest.mark.parametrize(("path", "channel"), PLAYED, ids=lambda value: getattr(value, "stem", value))
async def test_a_dialogue_is_the_same_over_every_channel(
    path: Path,
    channel: ChannelName,
    database: Path,
    keys: Keys,
) -> None:
    found = await play_over(channel, path, database, keys)
    assert not any(found), "\n".join(found)
