"""Telegram: its updates into our messages, our replies into its calls. Nobody else knows its library."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, TelegramError

from bot.channels.downloads import download
from bot.channels.parts import after_a_part
from bot.channels.splitting import split
from bot.channels.telegram.calls import AiohttpRequest, AnswerLost, SlowDown, failure_of
from bot.channels.telegram.reading import ALLOWED_UPDATES, as_row, message_in
from domain.channels import FileNotFetched
from domain.messages import (
    Button,
    ChannelName,
    File,
    FileTrouble,
    IncomingFile,
    IncomingMessage,
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
_LONGEST_PAUSE = 30.0
_LOOK_AGAIN = 600.0  # seconds until a webhook is set once more, in case somebody took it away

Accept = Callable[[str, Sequence[inbox.Update]], Awaitable[None]]


class TokenRefused(Exception):
    """Telegram knows no bot with this token: there is nothing to wait for."""


class Telegram:
    """The Telegram channel of one bot."""

    name = ChannelName.TELEGRAM
    has_files = True

    def __init__(self, token: str, api_url: str = OFFICIAL_API, *, first_pause: float = 1.0) -> None:
        """`first_pause`: seconds that a failure while fetching is waited out; twice as many each time."""
        self._bot_id = token.partition(":")[0]
        self._request = AiohttpRequest()
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._first_pause = first_pause
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
                await asyncio.sleep(self._first_pause)

    async def listen(self, url: str, secret: str) -> None:
        """Have updates posted to `url`, with the secret; sees to it that it stays so, until cancelled.

        Raises TokenRefused. Any other failure is waited out.
        """
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES), max_connections=40
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
        fields = {"timeout": str(_POLL_SECONDS), "allowed_updates": json.dumps(ALLOWED_UPDATES)}
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
        pause = min(self._first_pause * 2.0 ** (failures - 1), _LONGEST_PAUSE)
        match error:
            case SlowDown():
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
        await accept(self._bot_id, [as_row(update) for update in updates])
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
        return message_in(raw, received_at, self._bot_id)

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
                failure = failure_of(error)
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
            raise AnswerLost("an answer of the wrong shape") from error
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
            raise AnswerLost("an answer of the wrong shape") from error
        return str(sent.message_id)
