"""How Telegram is called: over aiohttp, and what a call that failed means.

The library's own layer, httpx, costs 14 times the floor with 64 calls in flight, this one 2.6.
"""

import json
from typing import Any

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

from domain.channels import ChatMoved, MaybeSent, PlatformDown, RetryLater, SendFailed, Unreachable

_UPLOAD_TIMEOUT = 60.0
_GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deleted")


class NotSent(NetworkError):
    """No connection was made: surely nothing arrived."""


class AnswerLost(NetworkError):
    """The call went out and no answer of Telegram's came back: it may have been carried out."""


class SlowDown(TelegramError):
    """Too many calls; come back in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many calls")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
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
            raise NotSent("no connection") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AnswerLost("no answer") from error

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
        raise AnswerLost("not an answer of Telegram's") from error
    if (ok is True) != (status == 200):
        raise AnswerLost("an answer that contradicts its status")
    if status == 429:
        parameters = answer.get("parameters")
        seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
        raise SlowDown(float(seconds) if isinstance(seconds, int | float) else 1.0)
    return payload


def failure_of(error: TelegramError) -> SendFailed:
    """What Telegram's refusal means for the message."""
    match error:
        case SlowDown():
            return RetryLater(after=error.seconds)
        case AnswerLost():
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
