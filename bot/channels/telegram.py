"""Telegram: its updates into our messages, our replies into its calls. Nobody else knows its library."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import aiohttp
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

from bot.channels.downloads import download
from bot.channels.parts import after_a_part
from bot.channels.raw import as_kept
from bot.channels.splitting import split
from domain.errors import (
    ChatMoved,
    FileNotFetched,
    MaybeSent,
    PlatformDown,
    RetryLater,
    SendFailed,
    Unreachable,
)
from domain.files import MOST_BYTES
from domain.messages import (
    Address,
    Button,
    Capabilities,
    ChannelName,
    File,
    FileTrouble,
    IncomingFile,
    IncomingMessage,
    MessageKind,
    OutgoingMessage,
)
from scheduler.pacing import Pace, Pacing
from storage import inbox
from storage.sqlite import DatabaseProblem

log = logging.getLogger(__name__)

OFFICIAL_API = "https://api.telegram.org"
# Its limits: 30 a second, one a second to a chat, 20 a minute to a group. Numbers of groups are negative.
PACE = Pace(
    per_second=28, between=1.0, between_in_group=3.0, is_group=lambda chat_id: chat_id.startswith("-")
)

_TEXT_LIMIT = 4096
_POLL_SECONDS = 25
_UPLOAD_TIMEOUT = 60.0
_LONGEST_PAUSE = 30.0
_LOOK_AGAIN = 600.0  # seconds until a webhook is set once more, in case somebody took it away
_ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_BOT_MENTION = re.compile(r"@\w{2,29}bot\b", re.IGNORECASE)  # every bot's user name ends so
_GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deleted")

Accept = Callable[[str, Sequence[inbox.Update]], Awaitable[None]]


class TokenRefused(Exception):
    """Telegram knows no bot with this token: there is nothing to wait for."""


class Telegram:
    """The Telegram channel of one bot."""

    name = ChannelName.TELEGRAM
    capabilities = Capabilities(text_limit=_TEXT_LIMIT, has_buttons=True, has_deep_links=True, has_files=True)

    def __init__(self, token: str, api_url: str = OFFICIAL_API) -> None:
        self._bot_id = token.partition(":")[0]
        self._request = _AiohttpRequest()
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._acknowledging: set[asyncio.Task[None]] = set()
        self.pacing = Pacing(PACE)  # also of the parts of a message
        self.is_up = False  # whether Telegram answered when it was asked last

    def __repr__(self) -> str:
        return f"Telegram(bot={self._bot_id})"

    async def close(self) -> None:
        """Drop the connections."""
        for task in self._acknowledging:
            task.cancel()
        await self._request.shutdown()

    async def user_name(self) -> str | None:
        """What the bot is called in links; None while Telegram does not say so."""
        try:
            return (await self._bot.get_me()).username
        except (TelegramError, KeyError, TypeError, ValueError, AttributeError):
            return None

    async def show_commands(self, menus: Mapping[bool, Mapping[str, str]]) -> None:
        """Tell Telegram the menu of commands of private chats (True) and of groups (False)."""
        for is_private, menu in menus.items():
            scope = BotCommandScopeAllPrivateChats() if is_private else BotCommandScopeAllGroupChats()
            with suppress(TelegramError, KeyError, TypeError, ValueError):  # a menu is a convenience
                await self._bot.set_my_commands(
                    [BotCommand(name, told) for name, told in menu.items()], scope=scope
                )

    # --- in ---------------------------------------------------------------------------------------

    async def poll(self, accept: Accept) -> None:
        """Fetch updates until cancelled; the offset moves only when `accept` has stored a batch.

        Raises TokenRefused. Any other failure is waited out.
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await self._get_updates(offset)
                failures = 0
                self.is_up = True
            except InvalidToken as error:
                raise TokenRefused from error
            except TelegramError as error:
                failures += 1
                self.is_up = False
                await self._wait_out(error, failures)
                continue
            # A number is sent once, to confirm one batch. Telegram may start numbering anew after a quiet
            # week, and an old high number would then confirm messages that nobody has seen.
            try:
                offset = await self._keep(updates, accept)
            except DatabaseProblem:
                log.exception("telegram: messages cannot be stored, so they stay with Telegram")
                offset = None
                await asyncio.sleep(1.0)

    async def listen(self, url: str, secret: str) -> None:
        """Have updates posted to `url`, with the secret; sees to it that it stays so, until cancelled.

        Raises TokenRefused. Any other failure is waited out.
        """
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    url, secret_token=secret, allowed_updates=list(_ALLOWED_UPDATES), max_connections=40
                )
                failures, self.is_up = 0, True
                await asyncio.sleep(_LOOK_AGAIN)
            except InvalidToken as error:
                raise TokenRefused from error
            except TelegramError as error:
                failures, self.is_up = failures + 1, False
                await self._wait_out(error, failures)

    async def take_in(self, update: dict[str, Any], accept: Accept) -> bool:
        """Keep an update that was posted; False when it is none. Raises DatabaseProblem."""
        if not isinstance(update.get("update_id"), int):
            return False
        await self._keep([update], accept)
        return True

    async def _get_updates(self, offset: int | None) -> list[dict[str, Any]]:
        fields = {"timeout": str(_POLL_SECONDS), "allowed_updates": json.dumps(_ALLOWED_UPDATES)}
        if offset is not None:
            fields["offset"] = str(offset)
        url = f"{self._bot.base_url}/getUpdates"
        status, payload = await self._request.call(url, fields, seconds=_POLL_SECONDS + 10)
        answer = json.loads(payload)
        if status in (401, 404):
            raise InvalidToken
        if status == 409:
            raise Conflict(answer.get("description", ""))
        result = answer.get("result")
        if status != 200 or not isinstance(result, list):
            raise NetworkError(f"getUpdates answered {status}")
        return [u for u in result if isinstance(u, dict) and isinstance(u.get("update_id"), int)]

    async def _wait_out(self, error: TelegramError, failures: int) -> None:
        pause = min(2.0 ** (failures - 1), _LONGEST_PAUSE)
        match error:
            case _SlowDown():
                pause = max(pause, error.seconds)
            case Conflict() if "webhook" in error.message.lower():
                log.warning("telegram: a webhook is set; it is taken away, since messages are fetched")
                with suppress(TelegramError):
                    await self._bot.delete_webhook()
            case Conflict():
                log.warning("telegram: another program fetches this bot's messages")
            case _:
                log.warning("telegram: not reachable (%s), next try in %.0f s", type(error).__name__, pause)
        await asyncio.sleep(pause)

    async def _keep(self, updates: list[dict[str, Any]], accept: Accept) -> int | None:
        if not updates:
            return None
        await accept(self._bot_id, [_as_row(update) for update in updates])
        for update in updates:
            query = update.get("callback_query")
            if isinstance(query, dict):
                task = asyncio.create_task(self._stop_spinner(str(query.get("id"))))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)
        last: int = updates[-1]["update_id"]
        return last + 1

    async def _stop_spinner(self, query_id: str) -> None:
        """The button stops turning; the answer itself comes through the outbox."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query_id)

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None:
        """One stored update as a message; None when there is nothing to answer. Raises on nonsense."""
        update = Update.de_json(json.loads(raw), None)
        if update.callback_query:
            return _pressed(update.callback_query, received_at)
        if update.my_chat_member:
            return _membership(update.my_chat_member)
        if update.edited_message:
            return _written(update.edited_message, MessageKind.EDITED, self._bot_id)
        if update.message:
            return _written(update.message, MessageKind.TEXT, self._bot_id)
        return None

    async def fetch(self, file: IncomingFile) -> bytes:
        """The content of a file that was sent. Raises FileNotFetched."""
        try:
            found = await self._bot.get_file(file.reference)
        except BadRequest as error:
            is_large = "too big" in error.message.lower()
            raise FileNotFetched(
                trouble=FileTrouble.TOO_LARGE if is_large else FileTrouble.NOT_FETCHED
            ) from None
        except TelegramError:
            raise FileNotFetched(trouble=FileTrouble.NOT_FETCHED) from None
        return await download(self._request.session, found.file_path or "")

    # --- out --------------------------------------------------------------------------------------

    async def send(self, message: OutgoingMessage) -> str:
        """Send the file and the text, in as many messages as it needs, the buttons under the last.

        Raises SendFailed.
        """
        message_id = ""
        texts = split(message.text, _TEXT_LIMIT)
        parts: list[str | File] = [message.file, *texts] if message.file else [*texts]
        for number, part in enumerate(parts, start=1):
            buttons = message.buttons if number == len(parts) else ()
            if number > 1:
                await self.pacing.turn_of_part(message.address.chat_id)
            try:
                if isinstance(part, File):
                    message_id = await self._send_file(message.address.chat_id, part)
                else:
                    message_id = await self._send_part(message.address.chat_id, part, buttons)
            except TelegramError as error:
                failure = _failure(error)
                # What stands before this part has arrived: only a whole message can be certain.
                raise failure if number == 1 else after_a_part(failure) from error
        return message_id

    async def _send_file(self, chat_id: str, file: File) -> str:
        try:
            if file.is_picture:
                sent = await self._bot.send_photo(chat_id, file.content, filename=file.name)
            else:
                sent = await self._bot.send_document(chat_id, file.content, filename=file.name)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _AnswerLost("an answer of the wrong shape") from error
        return str(sent.message_id)

    async def _send_part(self, chat_id: str, text: str, buttons: tuple[Button, ...]) -> str:
        keyboard = [[InlineKeyboardButton(b.label, callback_data=b.token)] for b in buttons]
        try:
            sent = await self._bot.send_message(
                chat_id,
                text,
                reply_markup=InlineKeyboardMarkup(keyboard) if keyboard else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _AnswerLost("an answer of the wrong shape") from error
        return str(sent.message_id)


def _as_row(update: dict[str, Any]) -> inbox.Update:
    return inbox.Update(
        update_id=str(update["update_id"]),
        chat_id=_chat_of(update),
        raw=as_kept(update),
    )


def _chat_of(update: dict[str, Any]) -> str:
    """The chat whose order the update belongs to; "" where it has none. Raises nothing: this is unparsed."""
    for kind in _ALLOWED_UPDATES:
        content: Any = update.get(kind)
        if kind == "callback_query" and isinstance(content, dict):
            content = content.get("message")
        chat = content.get("chat") if isinstance(content, dict) else None
        if isinstance(chat, dict) and "id" in chat:
            return str(chat["id"])
    return ""


def _written(message: Message, kind: MessageKind, bot_id: str) -> IncomingMessage | None:
    if message.migrate_to_chat_id:
        return _moved(message, message.migrate_to_chat_id)
    sender = message.from_user
    if sender is None:
        return None
    file = _file_in(message)
    if message.text is None:
        if message.effective_attachment is None or kind is MessageKind.EDITED:
            return None  # somebody joined, a message was pinned…
        kind = MessageKind.FILE if file else MessageKind.UNSUPPORTED
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(message.chat_id)),
        sender_id=str(sender.id),
        sender_name=sender.full_name,
        message_id=str(message.message_id),
        sent_at=message.date,
        kind=kind,
        text=message.text or (message.caption if file else None) or "",
        file=file,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else None,
        is_private=message.chat.type == "private",
        is_addressed=message.chat.type == "private" or _is_addressed(message, bot_id),
        is_forwarded=message.forward_origin is not None or message.via_bot is not None,
    )


def _moved(message: Message, new_chat_id: int) -> IncomingMessage:
    """A group became a supergroup: what the old one may do, the new one may."""
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(message.chat_id)),
        sender_id="",
        sender_name="",
        message_id=str(message.message_id),
        sent_at=message.date,
        kind=MessageKind.MOVED,
        text=str(new_chat_id),
        is_private=False,
    )


def _is_addressed(message: Message, bot_id: str) -> bool:
    """Whether a message of a group is for us: a command, a mention of a bot, an answer to us."""
    answered = message.reply_to_message
    if answered and answered.from_user and str(answered.from_user.id) == bot_id:
        return True
    text = message.text or message.caption or ""
    return text.startswith("/") or _BOT_MENTION.search(text) is not None


def _file_in(message: Message) -> IncomingFile | None:
    """The document of a message, or its photo in the largest size that is taken."""
    if document := message.document:
        return IncomingFile(
            name=document.file_name or "tep", reference=document.file_id, size=document.file_size
        )
    fitting = [size for size in message.photo if (size.file_size or 0) <= MOST_BYTES]
    if not fitting:
        return None
    photo = max(fitting, key=lambda size: size.width * size.height)
    return IncomingFile(name=f"anh-{message.message_id}.jpg", reference=photo.file_id, size=photo.file_size)


def _pressed(query: CallbackQuery, received_at: datetime) -> IncomingMessage | None:
    """A press carries no time of its own; the message above it may be weeks old."""
    if query.message is None or query.data is None:
        return None
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(query.message.chat.id)),
        sender_id=str(query.from_user.id),
        sender_name=query.from_user.full_name,
        message_id=query.id,
        sent_at=received_at,
        kind=MessageKind.PRESS,
        pressed=query.data,
        is_private=query.message.chat.type == "private",
    )


def _membership(change: ChatMemberUpdated) -> IncomingMessage | None:
    kind = _change(change)
    if kind is None:
        return None
    return IncomingMessage(
        address=Address(channel=ChannelName.TELEGRAM, chat_id=str(change.chat.id)),
        sender_id=str(change.from_user.id),
        sender_name=change.from_user.full_name,
        message_id="",
        sent_at=change.date,
        kind=kind,
        is_private=change.chat.type == "private",
    )


def _change(change: ChatMemberUpdated) -> MessageKind | None:
    """What became of us in a chat; None for a change of rights."""
    gone = (ChatMember.BANNED, ChatMember.LEFT)
    was_there, is_there = (
        member.status not in gone for member in (change.old_chat_member, change.new_chat_member)
    )
    if not is_there:
        return MessageKind.BLOCKED
    if was_there:
        return None
    return MessageKind.UNBLOCKED if change.chat.type == "private" else MessageKind.ADDED


def _failure(error: TelegramError) -> SendFailed:
    """What Telegram's refusal means for the message."""
    match error:
        case _SlowDown():
            return RetryLater(after=error.seconds)
        case _AnswerLost():
            return MaybeSent()
        case Forbidden():
            return Unreachable(reason="blocked")
        case ChatMigrated():
            return ChatMoved(new_chat_id=str(error.new_chat_id))
        case BadRequest() if any(words in error.message.lower() for words in _GONE):
            return Unreachable(reason="chat_gone")
        case InvalidToken():
            return PlatformDown(after=60.0)
        case BadRequest():  # which the library counts among the errors of the network
            return RetryLater()
        case NetworkError():
            return PlatformDown()
        case _:
            return RetryLater()


# --- the request layer: httpx costs 14 times the floor with 64 calls in flight, aiohttp 2.6 ----------


class _NotSent(NetworkError):
    """No connection was made: surely nothing arrived."""


class _AnswerLost(NetworkError):
    """The call went out and no answer of Telegram's came back: it may have been carried out."""


class _SlowDown(TelegramError):
    """Too many calls; come back in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many calls")
        self.seconds = seconds


class _AiohttpRequest(BaseRequest):
    """The library's calls over one aiohttp session, made when it is first needed."""

    _TIMEOUT = 20.0

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)
        return self._session

    @property
    def read_timeout(self) -> float:
        return self._TIMEOUT

    async def initialize(self) -> None:
        """Nothing to do before the first call."""

    async def shutdown(self) -> None:
        """Close the session; a later call opens another."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """One call of the library: the status and the payload. Raises TelegramError."""
        if request_data is None:
            return await self.call(url, {}, seconds=self._TIMEOUT)
        if not request_data.contains_files:
            return await self.call(url, request_data.json_parameters, seconds=self._TIMEOUT)
        form = aiohttp.FormData(request_data.json_parameters)
        for name, (filename, content, media_type) in request_data.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=media_type)
        return await self.call(url, form, seconds=_UPLOAD_TIMEOUT)

    async def call(
        self, url: str, fields: dict[str, str] | aiohttp.FormData, *, seconds: float
    ) -> tuple[int, bytes]:
        """POST the fields; what comes back is surely an answer of Telegram's. Raises TelegramError."""
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=10)
        try:
            async with self.session.post(url, data=fields, timeout=limits) as response:
                return response.status, _checked(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _NotSent("no connection") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _AnswerLost("no answer") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library does it, but an unreadable payload is not logged: it may quote a message."""
        return json.loads(payload)


def _checked(status: int, payload: bytes) -> bytes:
    """The payload, if it is Telegram's envelope and agrees with the status: proxies answer too."""
    try:
        answer = json.loads(payload)
        ok = answer["ok"]
    except (ValueError, KeyError, TypeError) as error:
        raise _AnswerLost("not an answer of Telegram's") from error
    if (ok is True) != (status == 200):
        raise _AnswerLost("an answer that contradicts its status")
    if status == 429:
        parameters = answer.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise _SlowDown(float(seconds) if isinstance(seconds, int | float) else 1.0)
    return payload
