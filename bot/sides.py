"""The channels put together: each with its inbox and its outbox, ready to be run."""

import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from bot import demo
from bot.assistant import Assistant
from bot.channels.web import WebChannel
from bot.chat_page import ChatPage
from bot.commands import Unusable
from bot.file_links import FileLinks
from bot.receiving import Parser, Receiving
from bot.settings import Settings
from bot.vitals import Vitals
from bot.web import Accept, CannotListen, address_of, application, serving
from bot.webhooks import telegram_webhook, zalo_webhook
from domain.channels import Channel
from domain.messages import ChannelName, IncomingFile
from rendering.wording.onboarding import COMMAND_MENUS
from scheduler.delivery import Delivery
from scheduler.pacing import Pacing
from storage import facts, sign_in
from storage.database import Tx
from storage.inbox import Update

Work = Callable[[], Coroutine[Any, Any, None]]

_ANY = 0  # the system chooses a free port


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One channel at work: what brings messages in, and what takes replies out when woken."""

    title: str
    incoming: Sequence[Work]
    wake: Callable[[], None]
    delivery: Delivery | None = None
    routes: Sequence[web.RouteDef] = ()


class _Messenger(Channel, Parser, Protocol):
    """What the channels of messengers share."""

    pacing: Pacing
    is_up: bool

    async def fetch(self, file: IncomingFile) -> bytes: ...

    async def listen(self, url: str, secret: str) -> None: ...

    async def poll(self, accept: Accept) -> None: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    """A messenger as it is configured: `what_to_do` is said where its channel raises `refused`.

    `first` is done before anything is taken in; `routes` are served beside the webhook.
    """

    title: str
    channel: _Messenger
    token: str
    webhook: Callable[[Accept, str], web.RouteDef]
    refused: type[Exception]  # the token
    what_to_do: str
    first: Work | None = None
    routes: Sequence[web.RouteDef] = ()


@asynccontextmanager
async def all_sides(
    assistant: Assistant, vitals: Vitals, say: Callable[[str], None]
) -> AsyncIterator[list[Side]]:
    """The web chat, and after it each configured messenger. Raises Unusable."""
    async with AsyncExitStack() as opened:
        messengers = [
            await opened.enter_async_context(_at_work(assistant, vitals, platform))
            for platform in _platforms(assistant)
        ]
        routes = [route for side in messengers for route in side.routes]
        chat = await opened.enter_async_context(web_side(assistant, vitals, say, routes))
        yield [chat, *messengers]


@asynccontextmanager
async def web_side(
    assistant: Assistant,
    vitals: Vitals,
    say: Callable[[str], None],
    routes: Sequence[web.RouteDef] = (),
) -> AsyncIterator[Side]:
    """The web chat, listening from here on, for the platforms too. Raises Unusable where it cannot."""
    settings = assistant.settings
    channel = WebChannel()

    def arrived(account: str) -> None:
        vitals.sent(channel.name)
        page.wake(account)

    delivery = assistant.delivery(channel, arrived=arrived)
    receiving = assistant.receiving(channel, delivery)
    accept = _counted(receiving, channel.name, vitals)
    page = ChatPage(
        assistant.store,
        channel,
        accept,
        draw=assistant.files.file_of,
        clock=assistant.clock,
        public_url=settings.public_url,
    )
    app = application([*page.routes(), *vitals.routes(), *routes])
    app.on_shutdown.append(page.close)
    try:
        async with serving(app, settings.web_host, port_for(settings)) as port:
            here = address_of(settings.web_host, port)
            address = settings.public_url or here
            say(f"Trò chuyện trong trình duyệt: {address}" + (f" (nghe ở {here})" if address != here else ""))
            for line in await assistant.store.write(_sign_in_lines, address, assistant.clock()):
                say(line)
            yield Side(title="Web", incoming=[receiving.run], wake=delivery.wake, delivery=delivery)
    except CannotListen:
        raise Unusable(
            f"Không mở được {settings.web_host}:{settings.web_port}, có thể chương trình khác đang dùng; "
            "hãy chọn cổng khác bằng CHIBO_WEB_PORT."
        ) from None


def port_for(settings: Settings) -> int:
    """Where to listen: as set, else at the usual port, or at any free one where another program has that."""
    if "web_port" in settings.model_fields_set:
        return settings.web_port
    with socket.socket(socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
        except OSError:
            return _ANY
    return settings.web_port


def _sign_in_lines(tx: Tx, address: str, now: datetime) -> list[str]:
    """The demo's accounts, each with a link for one sign-in; none where it is no demo."""
    return [
        f"{line}\n  {address}/sign-in#{sign_in.create_code(tx, user.id, now)}"
        for user, line in demo.accounts(tx, now)
    ]


@asynccontextmanager
async def _at_work(assistant: Assistant, vitals: Vitals, platform: _Platform) -> AsyncIterator[Side]:
    """A messenger, by webhook where the outside reaches us, else by polling.

    Its incoming side raises Unusable when the token is refused.
    """
    channel = platform.channel
    delivery = assistant.delivery(channel, channel.pacing, lambda _: vitals.sent(channel.name))
    receiving = assistant.receiving(channel, delivery, channel.fetch)
    accept = _counted(receiving, channel.name, vitals)
    secret = assistant.store.keys.digest(f"webhook|{platform.token}").hex()
    public_url = assistant.settings.public_url
    route = platform.webhook(accept, secret)
    vitals.watch(channel.name, lambda: channel.is_up, lambda: delivery.breaker.state)

    async def take_in() -> None:
        if platform.first:
            await platform.first()
        try:
            if public_url:
                await channel.listen(f"{public_url}{route.path}", secret)
            else:
                await channel.poll(accept)
        except platform.refused:
            raise Unusable(platform.what_to_do) from None

    try:
        yield Side(
            title=platform.title,
            incoming=[take_in, receiving.run],
            wake=delivery.wake,
            delivery=delivery,
            routes=[route, *platform.routes] if public_url else (),
        )
    finally:
        await channel.close()


def _platforms(assistant: Assistant) -> Iterator[_Platform]:
    if assistant.settings.has_telegram:
        yield _telegram(assistant)
    if assistant.settings.has_zalo:
        yield _zalo(assistant)


def _telegram(assistant: Assistant) -> _Platform:
    # Its library costs a third of the start-up time, and only this channel needs it.
    from bot.channels.telegram import Telegram, TokenRefused

    token = assistant.settings.telegram_token.get_secret_value()
    channel = Telegram(token, assistant.settings.telegram_api_url)

    async def introduce() -> None:
        if name := await channel.user_name():  # invitations link to it
            await assistant.store.write(facts.put, facts.TELEGRAM_BOT, name)
        await channel.show_commands(COMMAND_MENUS)

    return _Platform(
        title="Telegram",
        channel=channel,
        token=token,
        webhook=partial(telegram_webhook, channel),
        refused=TokenRefused,
        what_to_do="Telegram không nhận TELEGRAM_TOKEN này; hãy lấy lại token từ BotFather.",
        first=introduce,
    )


def _zalo(assistant: Assistant) -> _Platform:
    """With links to files where the outside reaches us."""
    from bot.channels.zalo import TokenRefused, Zalo

    settings = assistant.settings
    token = settings.zalo_token.get_secret_value()
    links = FileLinks(
        assistant.store, settings.public_url, make=assistant.files.file_of, clock=assistant.clock
    )
    channel = Zalo(token, settings.zalo_api_url, links.offer if settings.public_url else None)
    return _Platform(
        title="Zalo",
        channel=channel,
        token=token,
        webhook=partial(zalo_webhook, channel),
        refused=TokenRefused,
        what_to_do="Zalo không nhận ZALO_TOKEN này; hãy lấy lại mã từ Zalo Bot Creator.",
        routes=links.routes(),
    )


def _counted(receiving: Receiving, channel: ChannelName, vitals: Vitals) -> Accept:
    async def accept(bot_id: str, updates: Sequence[Update]) -> None:
        await receiving.accept(bot_id, updates)
        vitals.received(channel, len(updates))

    return accept
