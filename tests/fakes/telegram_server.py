"""A Bot API on loopback with the real one's manners: offsets, limits, two pollers, and faults on demand."""

import asyncio
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from tests.fakes.platform import Platform, bad_gateway, cut, half_an_answer, hotel_page, is_done

TOKEN = "100200300:AAfakefakefakefakefakefakefakefakefake"  # noqa: S105 - opens nothing


class Fault(StrEnum):
    """What goes wrong with one call."""

    TOO_MANY = "429, retry after 1 s"
    SERVER_ERROR = "500 in Telegram's envelope"
    BAD_GATEWAY = "502 in HTML, nothing done"
    RESET_BEFORE = "connection cut, nothing done"
    RESET_AFTER = "done, then the connection is cut"
    HTML_AFTER = "done, then 200 with HTML"
    REFUSED_WITH_200 = "nothing done, ok:false with 200"
    TRUNCATED_AFTER = "done, then half an answer"
    WRONG_TYPE_AFTER = "done, then an answer of another type"
    HANG_AFTER = "done, then silence"
    FORBIDDEN_BY_PROXY = "403 in HTML, nothing done"


CERTAIN = {Fault.TOO_MANY, Fault.SERVER_ERROR}
DONE = set(filter(is_done, Fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message the server took, as the person sees it."""

    chat_id: int
    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...]  # label, token
    at: float


class TelegramServer(Platform[Fault]):
    """The platform and everybody on it."""

    name = "telegram"
    webhook_header = "X-Telegram-Bot-Api-Secret-Token"

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__(token)
        self.sent: list[Sent] = []
        self.files: list[tuple[str, str, str, bytes]] = []  # method, name, media type, content
        self.acknowledged: list[str] = []  # callback queries
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.stored: dict[str, bytes] = {}  # files of the people, by their id
        self.commands: dict[str, list[str]] = {}  # the menu of each scope
        self.confirmed = 0
        self.allowed_updates: list[str] = []
        self._updates: list[dict[str, Any]] = []
        self._last_update = 1000
        self._poller = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.*}", self._download),
        ]

    # --- the people ---------------------------------------------------------------------------------

    async def write(self, chat_id: int, text: str, **extra: Any) -> int:
        """Somebody writes in a private chat; returns the update id."""
        return await self.update(message=self.message(chat_id, text=text, **extra))

    async def send_file(
        self, chat_id: int, name: str, content: bytes, caption: str = "", **extra: Any
    ) -> int:
        """Somebody sends a file; a .jpg as a photo in two sizes, all else as a document."""
        file_id = f"F{len(self.stored):04}"
        self.stored[file_id] = content
        known = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}
        if name.endswith(".jpg"):
            small = {**known, "file_id": "small", "file_size": 90, "width": 90, "height": 60}
            told: dict[str, Any] = {"photo": [small, {**known, "width": 900, "height": 600}]}
        else:
            told = {"document": {**known, "file_name": name}}
        if caption:
            told["caption"] = caption
        return await self.update(message=self.message(chat_id, **told, **extra))

    async def press(self, chat_id: int, token: str) -> int:
        """Somebody presses a button."""
        query = {
            "id": f"q{self._last_update + 1}",
            "from": _person(chat_id),
            "message": self.message(chat_id, text="…"),
            "chat_instance": "1",
            "data": token,
        }
        return await self.update(callback_query=query)

    def message(self, chat_id: int, **content: Any) -> dict[str, Any]:
        self._last_message += 1
        return {
            "message_id": self._last_message,
            "date": int(self.now.timestamp()),
            "chat": {"id": chat_id, "type": "private", "first_name": "Người"},
            "from": _person(chat_id),
            **content,
        }

    async def update(self, *, update_id: int | None = None, **content: Any) -> int:
        """Any update; its number follows the last one unless it is given."""
        self._last_update = self._last_update + 1 if update_id is None else update_id
        update = {"update_id": self._last_update, **content}
        if self.webhook:
            assert await self.deliver(update) == 200
        else:
            self._updates.append(update)
        await self.tell()
        return self._last_update

    async def deliver(self, update: dict[str, Any]) -> int:
        """POST an update to the webhook; the status."""
        return await self.post(update)

    def to(self, chat_id: int) -> list[Sent]:
        return [sent for sent in self.sent if sent.chat_id == chat_id]

    def button(self, chat_id: int, label: str) -> str:
        """The token of the newest button of that label in a chat."""
        for sent in reversed(self.to(chat_id)):
            for text, token in sent.buttons:
                if text == label:
                    return token
        raise AssertionError(f"no button {label!r}")

    def forget(self) -> None:
        """Nothing waits to be fetched, and nothing was sent."""
        self._updates.clear()
        self.sent.clear()

    # --- the API --------------------------------------------------------------------------------------

    async def fields_of(self, request: web.Request) -> dict[str, Any]:
        return dict(await request.post())

    def unauthorised(self) -> web.Response:
        return _refusal(401, "Unauthorized")

    async def fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault:
            case Fault.TOO_MANY:
                return _refusal(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
            case Fault.SERVER_ERROR:
                return _refusal(500, "Internal Server Error")
            case Fault.BAD_GATEWAY:
                return bad_gateway()
            case Fault.FORBIDDEN_BY_PROXY:
                return web.Response(status=403, text="<html>Forbidden</html>", content_type="text/html")
            case Fault.REFUSED_WITH_200:
                return web.json_response({"ok": False, "description": "?"})
            case Fault.HTML_AFTER:
                return hotel_page()
            case Fault.TRUNCATED_AFTER:
                return half_an_answer()
            case Fault.WRONG_TYPE_AFTER:
                return _result("true")
            case Fault.HANG_AFTER:
                await asyncio.sleep(3600)
                return cut(request)
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                return cut(request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.Response(status=404)
        self.calls.append("download")
        if fault := self.next_fault("download"):
            return await self.fail(request, fault)
        return web.Response(body=self.stored[request.match_info["path"].rpartition("/")[2]])

    async def answer(self, method: str, fields: dict[str, Any]) -> web.Response:
        for field in fields.values():
            if isinstance(field, web.FileField):
                self.files.append((method, field.filename, field.content_type, field.file.read()))
        match method:
            case "getUpdates":
                return await self._get_updates(fields)
            case "sendMessage":
                return self._send_message(fields)
            case "sendDocument" | "sendPhoto":
                return _result(self.message(int(fields["chat_id"])))
            case "getFile":
                content = self.stored.get(fields["file_id"])
                if content is None or len(content) > 20 * 1024 * 1024:
                    return _refusal(400, "Bad Request: file is too big")
                return _result(
                    {
                        "file_id": fields["file_id"],
                        "file_unique_id": f"u{fields['file_id']}",
                        "file_size": len(content),
                        "file_path": f"documents/{fields['file_id']}",
                    }
                )
            case "setMyCommands":
                scope = json.loads(fields["scope"])["type"]
                self.commands[scope] = [each["command"] for each in json.loads(fields["commands"])]
                return _result(True)
            case "answerCallbackQuery":
                self.acknowledged.append(fields["callback_query_id"])
                return _result(True)
            case "setWebhook":
                self.webhook = {"url": fields["url"], "secret_token": fields["secret_token"]}
                self.allowed_updates = json.loads(fields["allowed_updates"])
                return _result(True)
            case "deleteWebhook":
                self.webhook = {}
                return _result(True)
            case "getMe":
                number = int(self.token.split(":")[0])
                named = {"first_name": "Trợ lý", "username": "chi_bo_bot"}
                return _result({"id": number, "is_bot": True, **named})
            case _:
                return _refusal(404, "Not Found")

    async def _get_updates(self, fields: dict[str, Any]) -> web.Response:
        if self.webhook:
            return _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poller += 1
        mine = self._poller
        if "allowed_updates" in fields:
            self.allowed_updates = json.loads(fields["allowed_updates"])
        if "offset" in fields:
            self.confirmed = int(fields["offset"])
            self._updates = [u for u in self._updates if u["update_id"] >= self.confirmed]
        async with self._changed:
            self._changed.notify_all()
            try:
                async with asyncio.timeout(float(fields.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self._updates or self._poller != mine)
            except TimeoutError:
                pass
        if self._poller != mine:
            return _refusal(409, "Conflict: terminated by other getUpdates request")
        return _result(self._updates[:100])

    def _send_message(self, fields: dict[str, Any]) -> web.Response:
        chat_id, text = int(fields["chat_id"]), fields["text"]
        keyboard = json.loads(fields.get("reply_markup", "{}")).get("inline_keyboard", [])
        buttons = tuple((b["text"], b["callback_data"]) for row in keyboard for b in row)
        if chat_id in self.blocked:
            return _refusal(403, "Forbidden: bot was blocked by the user")
        if chat_id in self.migrated:
            moved = {"migrate_to_chat_id": self.migrated[chat_id]}
            return _refusal(400, "Bad Request: group chat was upgraded", parameters=moved)
        if not text.strip():
            return _refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            return _refusal(400, "Bad Request: message is too long")
        if any(not 1 <= len(token.encode()) <= 64 for _, token in buttons):
            return _refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        message = self.message(chat_id, text=text)
        self.sent.append(
            Sent(
                chat_id=chat_id,
                message_id=message["message_id"],
                text=text,
                buttons=buttons,
                at=asyncio.get_running_loop().time(),
            )
        )
        return _result(message)


def membership(chat_id: int, chat: str, before: str, after: str) -> dict[str, Any]:
    """A change of what the bot is in a chat; ids of groups are negative."""
    bot = {"id": int(TOKEN.split(":")[0]), "is_bot": True, "first_name": "Trợ lý"}
    more = dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        False,
    )
    return {
        "chat": {"id": chat_id, "type": chat},
        "from": _person(abs(chat_id)),
        "date": 1_763_949_600,
        "old_chat_member": {"user": bot, "status": before, "until_date": 0, **more},
        "new_chat_member": {"user": bot, "status": after, "until_date": 0, **more},
    }


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Người", "last_name": str(chat_id)}


def _result(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(status: int, description: str, **more: Any) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description, **more}
    return web.json_response(body, status=status)
