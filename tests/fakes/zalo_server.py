"""A Zalo Bot API on loopback with the real one's manners, and faults on demand.

200 with ok:false, 408 for an empty poll, one event a call and none a second time, 2,000 characters,
webhooks with a secret.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.fakes.platform import Platform, bad_gateway, cut, half_an_answer, hotel_page, is_done

TOKEN = "4455667788:zalofakezalofakezalofakezalofake"  # noqa: S105 - opens nothing


class Fault(StrEnum):
    """What goes wrong with one call."""

    TOO_MANY = "429 in the envelope"
    SERVER_ERROR = "500 in the envelope"
    REFUSED_WITHOUT_CODE = "ok:false and nothing else"
    BAD_GATEWAY = "502 in HTML, nothing done"
    RESET_BEFORE = "connection cut, nothing done"
    RESET_AFTER = "done, then the connection is cut"
    HTML_AFTER = "done, then 200 with HTML"
    TRUNCATED_AFTER = "done, then half an answer"
    NO_ENVELOPE_AFTER = "done, then JSON that is no envelope"


CERTAIN = {Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.REFUSED_WITHOUT_CODE}
DONE = set(filter(is_done, Fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message the server took, as the person sees it."""

    chat_id: str
    message_id: str
    text: str


class ZaloServer(Platform[Fault]):
    """The platform and everybody on it."""

    name = "zalo"
    webhook_header = "X-Bot-Api-Secret-Token"

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__(token)
        self.sent: list[Sent] = []
        self.blocked: set[str] = set()
        self.photos: list[bytes] = []  # of the people
        self.poll_seconds = 0.2  # the real one waits as long as it is asked to
        self._events: deque[dict[str, Any]] = deque()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/bot{token}/{method}", self.call),
            web.get("/photos/{number}", self._download),
        ]

    # --- the people ---------------------------------------------------------------------------------

    async def write(self, chat_id: str, text: str, **extra: Any) -> str:
        """Somebody writes in a private chat; returns the message id."""
        return await self.happens("message.text.received", self.message(chat_id, text=text, **extra))

    async def send_picture(self, chat_id: str, content: bytes, caption: str = "") -> str:
        """Somebody sends a picture, which stands at an address."""
        self.photos.append(content)
        told = {"photo": f"{self.url}/photos/{len(self.photos) - 1}", "caption": caption}
        return await self.happens("message.image.received", self.message(chat_id, **told))

    def message(self, chat_id: str, **content: Any) -> dict[str, Any]:
        self._last_message += 1
        return {
            "message_id": f"m{self._last_message:08}",
            "date": int(self.now.timestamp() * 1000),
            "from": {"id": chat_id, "display_name": f"Người {chat_id}", "is_bot": False},
            "chat": {"id": chat_id, "chat_type": "PRIVATE"},
            **content,
        }

    async def happens(self, event_name: str, message: Any) -> str:
        """Any event, by polling or by the webhook where one is set."""
        event = {"event_name": event_name, "message": message}
        if self.webhook:
            assert await self.deliver(event) == 200
        else:
            self._events.append(event)
            await self.tell()
        return str(message["message_id"]) if isinstance(message, dict) else ""

    async def deliver(self, event: dict[str, Any]) -> int:
        """POST an event to the webhook; the status."""
        return await self.post({"ok": True, "result": event})

    def to(self, chat_id: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.chat_id == chat_id]

    def forget(self) -> None:
        """Nothing waits to be fetched, and nothing was sent."""
        self._events.clear()
        self.sent.clear()

    # --- the API --------------------------------------------------------------------------------------

    async def fields_of(self, request: web.Request) -> dict[str, Any]:
        fields: dict[str, Any] = await request.json()
        return fields

    def unauthorised(self) -> web.Response:
        return _refusal(401, "Unauthorized")

    async def fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault:
            case Fault.TOO_MANY:
                return _refusal(429, "Too Many Requests")
            case Fault.SERVER_ERROR:
                return _refusal(500, "Internal Server Error", status=500)
            case Fault.REFUSED_WITHOUT_CODE:
                return web.json_response({"ok": False})
            case Fault.BAD_GATEWAY:
                return bad_gateway()
            case Fault.HTML_AFTER:
                return hotel_page()
            case Fault.TRUNCATED_AFTER:
                return half_an_answer()
            case Fault.NO_ENVELOPE_AFTER:
                return web.json_response(["ok"])
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                return cut(request)

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.photos[int(request.match_info["number"])])

    async def answer(self, method: str, fields: dict[str, Any]) -> web.Response:
        match method:
            case "getUpdates":
                return await self._get_updates()
            case "sendMessage":
                return self._send_message(fields)
            case "sendPhoto":
                return self._send_photo(fields)
            case "getMe":
                return _result({"id": self.token.partition(":")[0], "account_name": "bot.trolychibo"})
            case "setWebhook":
                if not (fields["url"].startswith("https://") and 8 <= len(fields["secret_token"]) <= 256):
                    return _refusal(400, "Bad Request")
                self.webhook = {"url": fields["url"], "secret_token": fields["secret_token"]}
                return _result({"url": fields["url"], "updated_at": 1})
            case "deleteWebhook":
                self.webhook = {}
                return _result({"url": "", "updated_at": 1})
            case "getWebhookInfo":
                return _result({"url": self.webhook.get("url", ""), "updated_at": 1})
            case _:
                return _refusal(404, "Not Found")

    async def _get_updates(self) -> web.Response:
        if self.webhook:
            return _refusal(400, "Bad Request: a webhook is set")
        try:
            async with asyncio.timeout(self.poll_seconds), self._changed:
                await self._changed.wait_for(lambda: self._events)
        except TimeoutError:
            return _refusal(408, "Request timeout", status=408)
        return _result(self._events.popleft())

    def _send_photo(self, fields: dict[str, Any]) -> web.Response:
        if not fields["photo"].startswith("https://"):
            return _refusal(400, "Bad Request")
        return self._send_message({"chat_id": fields["chat_id"], "text": f"[{fields['photo']}]"})

    def _send_message(self, fields: dict[str, Any]) -> web.Response:
        chat_id, text = fields["chat_id"], fields["text"]
        if chat_id in self.blocked:
            return _refusal(403, "Forbidden")
        if not (isinstance(chat_id, str) and isinstance(text, str) and 1 <= len(text) <= 2000):
            return _refusal(400, "Bad Request")
        self._last_message += 1
        sent = Sent(chat_id=chat_id, message_id=f"b{self._last_message:08}", text=text)
        self.sent.append(sent)
        return _result({"message_id": sent.message_id, "date": int(self.now.timestamp() * 1000)})


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(code: int, description: str, *, status: int = 200) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=status)
