"""Zalo Bot Platform: its events into our messages, our replies into its calls, by a thin client of our own.

An answer is judged by its `ok`, never by the HTTP status: a wrong token answers 200, an empty poll 408.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.channels.downloads import download
from bot.channels.numbered import as_numbered
from bot.channels.parts import after_a_part
from bot.channels.raw import as_kept
from bot.channels.splitting import split
from domain.channels import (
    FileNotFetched,
    MaybeSent,
    PlatformDown,
    RetryLater,
    SendFailed,
    Unreachable,
)
from domain.messages import (
    Address,
    ChannelName,
    FileTrouble,
    IncomingFile,
    IncomingMessage,
    MessageKind,
    OutgoingMessage,
)
from rendering.wording.delivery import with_link
from scheduler.pacing import Pace, Pacing
from storage import inbox
from storage.sqlite import DatabaseProblem

log = logging.getLogger(__name__)

PACE = Pace(per_second=20, between=1.0)

_TEXT_LIMIT = 2000
_POLL_SECONDS = 30
_CALL_SECONDS = 20.0
_LONGEST_PAUSE = 30.0
_LOOK_AGAIN = 600.0  # seconds until a webhook is set once more, in case somebody took it away
_KINDS = {
    "message.text.received": MessageKind.TEXT,
    "message.image.received": MessageKind.FILE,
    "message.sticker.received": MessageKind.UNSUPPORTED,
    "message.voice.received": MessageKind.UNSUPPORTED,
    "message.unsupported.received": MessageKind.UNSUPPORTED,
}

Accept = Callable[[str, Sequence[inbox.Update]], Awaitable[None]]


class TokenRefused(Exception):
    """Zalo knows no bot with this token: there is nothing to wait for."""


class ZaloError(Exception):
    """A call that brought no result."""


class NotSent(ZaloError):
    """No connection was made: surely nothing arrived."""


class AnswerLost(ZaloError):
    """The call went out and no answer of Zalo's came back: it may have been carried out."""


class Refused(ZaloError):
    """Zalo answered ok:false with this code: surely nothing was done."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class Zalo:
    """The Zalo channel of one bot."""

    name = ChannelName.ZALO

    def __init__(
        self,
        token: str,
        api_url: str,
        link_to: Callable[[OutgoingMessage], str] | None = None,
        *,
        first_pause: float = 1.0,
    ) -> None:
        """`link_to` gives a message's file a public address; without it no files can be sent.

        `first_pause` is how many seconds a failure while fetching is waited out; twice as many each time.
        """
        self.has_files = link_to is not None
        self._link_to = link_to
        self._bot_id = token.partition(":")[0] if ":" in token else _fingerprint(token)
        self._api_url = api_url.rstrip("/")
        self._base_url = f"{self._api_url}/bot{token}"
        self._first_pause = first_pause
        self._session: aiohttp.ClientSession | None = None
        self.pacing = Pacing(PACE)  # also of the parts of a message
        self.is_up = False  # whether Zalo answered when it was asked last

    def __repr__(self) -> str:
        return f"Zalo(bot={self._bot_id})"

    async def close(self) -> None:
        """Drop the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # --- in ---------------------------------------------------------------------------------------

    async def poll(self, accept: Accept) -> None:
        """Fetch one event after another until cancelled. Raises TokenRefused; other failures are waited out.

        Zalo keeps nothing that it has handed over: an event is stored before the next call, however long
        the disk needs.
        """
        failures = 0
        is_free = False  # of a webhook that was set before; while there is one, nothing can be fetched
        while True:
            try:
                if not is_free and await self._has_webhook():
                    await self._ask("deleteWebhook", {})
                is_free = True
                event = await self._next_event()
                failures, self.is_up = 0, True
            except ZaloError as error:
                failures, self.is_up = failures + 1, False
                await self._wait_out(error, failures)
                continue
            if event is not None:
                await self._keep(event, accept)

    async def listen(self, url: str, secret: str) -> None:
        """Have events posted to `url`, with the secret; sees to it that it stays so, until cancelled.

        Raises TokenRefused; other failures are waited out.
        """
        failures = 0
        while True:
            try:
                await self._ask("setWebhook", {"url": url, "secret_token": secret})
                failures, self.is_up = 0, True
                await asyncio.sleep(_LOOK_AGAIN)
            except ZaloError as error:
                failures, self.is_up = failures + 1, False
                await self._wait_out(error, failures)

    async def _has_webhook(self) -> bool:
        try:
            info = await self._ask("getWebhookInfo", {})
        except Refused:
            return False
        return isinstance(info, dict) and bool(info.get("url"))

    async def take_in(self, event: Mapping[str, Any], accept: Accept) -> bool:
        """Keep an event that was posted; False when it is none. Raises DatabaseProblem."""
        if not isinstance(_bare(event).get("event_name"), str):
            return False
        await accept(self._bot_id, [as_row(event)])
        return True

    async def _ask(self, method: str, parameters: Mapping[str, Any], seconds: float = _CALL_SECONDS) -> Any:
        try:
            return await self._call(method, parameters, seconds=seconds)
        except Refused as refused:
            if refused.code in (401, 404):
                raise TokenRefused from refused
            raise

    async def _next_event(self) -> Mapping[str, Any] | None:
        try:
            result = await self._ask("getUpdates", {"timeout": _POLL_SECONDS}, _POLL_SECONDS + 10.0)
        except Refused as refused:
            if refused.code == 408:  # nothing came meanwhile
                return None
            raise
        return result if isinstance(result, dict) and result else None

    async def _wait_out(self, error: ZaloError, failures: int) -> None:
        pause = min(self._first_pause * 2.0 ** (failures - 1), _LONGEST_PAUSE)
        code = f" {error.code}" if isinstance(error, Refused) else ""
        log.warning("zalo: not reachable (%s%s), next try in %.0f s", type(error).__name__, code, pause)
        await asyncio.sleep(pause)

    async def _keep(self, event: Mapping[str, Any], accept: Accept) -> None:
        while True:
            try:
                return await accept(self._bot_id, [as_row(event)])
            except DatabaseProblem:
                log.exception("zalo: a message cannot be stored yet")
                await asyncio.sleep(self._first_pause)

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None:
        """One stored event as a message; None when there is nothing to answer. Raises on nonsense."""
        event = _bare(json.loads(raw))
        kind = _KINDS.get(event["event_name"])
        if kind is None:
            return None
        message = event["message"]
        sender, chat = message["from"], message["chat"]
        file = _picture_in(message) if kind is MessageKind.FILE else None
        if kind is MessageKind.FILE and file is None:
            kind = MessageKind.UNSUPPORTED
        return IncomingMessage(
            address=Address(channel=self.name, chat_id=str(chat["id"])),
            sender_id=str(sender["id"]),
            sender_name=str(sender.get("display_name") or sender.get("name") or ""),
            message_id=str(message["message_id"]),
            sent_at=datetime.fromtimestamp(message["date"] / 1000, UTC),
            kind=kind,
            text=_text_of(message, kind),
            file=file,
            is_private=chat.get("chat_type") == "PRIVATE",
        )

    async def fetch(self, file: IncomingFile) -> bytes:
        """A picture that was sent. Raises FileNotFetched, also for an address that Zalo would not give."""
        if not file.reference.startswith(("https://", f"{self._api_url}/")):
            raise FileNotFetched(trouble=FileTrouble.NOT_FETCHED)
        return await download(self._open_session(), file.reference)

    # --- out --------------------------------------------------------------------------------------

    async def send(self, message: OutgoingMessage) -> str:
        """Send a text in as many messages as it needs; their ids, with commas between. Raises SendFailed."""
        sent: list[str] = []
        for method, content in self._parts(message):
            if sent:
                await self.pacing.turn_of_part(message.address.chat_id)
            try:
                sent.append(await self._send_part(method, message.address.chat_id, content))
            except ZaloError as error:
                failure = _failure(error)
                # What stands before this part has arrived: only a whole message can be certain.
                raise after_a_part(failure) if sent else failure from error
        return ",".join(sent)

    def _parts(self, message: OutgoingMessage) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The calls that bring the message: its picture first, a link to any other file with the text."""
        link = self._link_to(message) if message.file and self._link_to else ""
        if message.file and link and message.file.is_picture:
            yield "sendPhoto", {"photo": link}
        elif message.file and link:
            message = replace(message, text=with_link(message.text, message.file.name, link))
        for text in split(as_numbered(message), _TEXT_LIMIT):
            yield "sendMessage", {"text": text}

    async def _send_part(self, method: str, chat_id: str, content: Mapping[str, str]) -> str:
        result = await self._call(method, {"chat_id": chat_id, **content}, seconds=_CALL_SECONDS)
        if not isinstance(result, dict) or "message_id" not in result:
            raise AnswerLost
        return str(result["message_id"])

    # --- the client -------------------------------------------------------------------------------

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)
        return self._session

    async def _call(self, method: str, parameters: Mapping[str, Any], *, seconds: float) -> Any:
        """The result of a call. Raises ZaloError."""
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=10)
        url = f"{self._base_url}/{method}"
        try:
            async with self._open_session().post(url, json=dict(parameters), timeout=limits) as response:
                return _result(await response.read())
        # `from None`: what aiohttp raises may quote the address, and the token stands in it.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotSent from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise AnswerLost from None


def _picture_in(message: Mapping[str, Any]) -> IncomingFile | None:
    """The picture of an event, which both names have been seen to hold."""
    address = message.get("photo_url") or message.get("photo")
    if not isinstance(address, str) or not address:
        return None
    return IncomingFile(name=f"anh-{message['message_id']}.jpg", reference=address)


def _text_of(message: Mapping[str, Any], kind: MessageKind) -> str:
    name = {MessageKind.TEXT: "text", MessageKind.FILE: "caption"}.get(kind)
    return str(message.get(name) or "") if name else ""


def as_row(event: Mapping[str, Any]) -> inbox.Update:
    """An event as an update for the inbox, known again by its message's id. Raises nothing: it is unread."""
    raw = as_kept(event)
    message = _bare(event).get("message")
    found: Mapping[str, Any] = message if isinstance(message, dict) else {}
    chat = found.get("chat")
    return inbox.Update(
        update_id=str(found.get("message_id") or _fingerprint(raw)),
        chat_id=str(chat.get("id", "")) if isinstance(chat, dict) else "",
        raw=raw,
    )


def _bare(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event itself: a webhook may wrap it in the envelope of an answer."""
    result = event.get("result")
    return result if "event_name" not in event and isinstance(result, dict) else event


def _result(payload: bytes) -> Any:
    try:
        answer = json.loads(payload)
    except ValueError:
        raise AnswerLost from None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise AnswerLost  # a proxy's page, not Zalo's envelope
    if not answer["ok"]:
        code = answer.get("error_code")
        raise Refused(code if isinstance(code, int) else 0)
    return answer.get("result")


def _failure(error: ZaloError) -> SendFailed:
    """What a failed call means for the message."""
    match error:
        case NotSent():
            return PlatformDown()
        case Refused(code=403):
            return Unreachable(reason="blocked")
        case Refused(code=401 | 404):
            return PlatformDown(after=60.0)
        case Refused(code=429):
            return RetryLater(after=60.0)
        case Refused(code=int() as code) if code >= 500:
            return PlatformDown()
        case Refused(code=408):
            return MaybeSent()
        case Refused():
            return RetryLater()
        case _:
            return MaybeSent()


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
