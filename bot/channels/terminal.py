"""The terminal as a messenger: one line is one message, a numbered line is a button."""

import asyncio
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.numbered import as_numbered
from domain.messages import (
    Address,
    ChannelName,
    File,
    IncomingFile,
    IncomingMessage,
    MessageKind,
    OutgoingMessage,
)
from storage.inbox import Update

BOT_ID = "terminal"
_BLOCK = "---"


class TerminalChannel:
    """Delivers to one account's own terminal; `show` prints a text, files go into the folder."""

    name = ChannelName.TERMINAL
    has_files = True

    def __init__(self, show: Callable[[str], None], folder: Path = Path("files")) -> None:
        self._show = show
        self._folder = folder

    def parse(self, raw: str, received_at: datetime) -> IncomingMessage | None:
        """The message of a stored line."""
        told = json.loads(raw)
        return IncomingMessage(
            address=Address(channel=self.name, chat_id=told["account"]),
            sender_id=told["account"],
            sender_name=told["account"],
            message_id=told["id"],
            sent_at=datetime.fromisoformat(told["sent_at"]),
            kind=MessageKind.FILE if "file" in told else MessageKind.TEXT,
            text=told["text"],
            file=IncomingFile(**told["file"]) if "file" in told else None,
        )

    async def send(self, message: OutgoingMessage) -> str:
        """Print a reply, its buttons as numbered words, and one blank line."""
        if message.file:
            self._show(f"Tệp: {await asyncio.to_thread(self._keep, message.file)}")
        self._show(as_numbered(message) + "\n")
        return secrets.token_hex(8)

    def _keep(self, file: File) -> Path:
        """Write the file for its owner only, under a name that no earlier one has."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / file.name
        number = 1
        while path.exists():
            number += 1
            path = self._folder / f"{Path(file.name).stem}-{number}{Path(file.name).suffix}"
        path.touch(mode=0o600)
        path.write_bytes(file.content)
        return path


def typed(account: str, text: str, sent_at: datetime, file: IncomingFile | None = None) -> Update:
    """A line of an account as an update for the inbox; a file of it is stored already."""
    update_id = secrets.token_hex(16)
    body: dict[str, Any] = {
        "id": update_id,
        "account": account,
        "text": text,
        "sent_at": sent_at.isoformat(),
    }
    if file:
        body["file"] = {"name": file.name, "kept_as": file.kept_as}
    return Update(update_id=update_id, chat_id=account, raw=json.dumps(body, ensure_ascii=False))


def messages_in(lines: Iterable[str]) -> Iterator[str]:
    """The messages of piped text: each line one, a block between two lines `---` one of several lines."""
    block: list[str] | None = None
    for line in lines:
        text = line.rstrip("\r\n")
        if text.strip() == _BLOCK:
            if block is not None:
                yield "\n".join(block)
            block = [] if block is None else None
        elif block is not None:
            block.append(text)
        elif text.strip():
            yield text
    if block:
        yield "\n".join(block)
