"""A conversation in the terminal: typed or piped lines in, replies of one's own address out."""

import asyncio
import re
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.assistant import Assistant
from bot.channels.terminal import BOT_ID, TerminalChannel, messages_in, typed
from bot.importing import alone, worker_of
from domain.files import MOST_BYTES, FileKind, kind_of
from domain.messages import ChannelName, FileTrouble, IncomingFile
from rendering.wording import files as words
from storage import files, imports, users
from storage.database import Tx
from storage.inbox import Update

_SWITCH = "/as "
_FILE = re.compile(r'/file\s+(?:"(?P<quoted>[^"]+)"|(?P<path>\S+))(?:\s+(?P<caption>.+))?', re.DOTALL)
_LOOK_AGAIN = 1.0  # seconds between looks for reminders that came up meanwhile


class Console:
    """One terminal, used by one account at a time."""

    def __init__(self, assistant: Assistant, account: str, show: Callable[[str], None]) -> None:
        self._assistant = assistant
        self._account = account
        self._show = show
        channel = TerminalChannel(show, assistant.settings.database_path.parent / "files")
        self._delivery = assistant.delivery(channel)
        self._receiving = assistant.receiving(channel, self._delivery)
        self._due = asyncio.Event()

    def wake(self) -> None:
        """There may be something to show."""
        self._due.set()

    async def say(self, text: str) -> None:
        """Send one message as the account and show what is answered."""
        if found := _FILE.fullmatch(text):
            await self.send_file(Path(found["quoted"] or found["path"]), found["caption"] or "")
        else:
            await self._take_in(typed(self._account, text, self._assistant.clock()))

    async def send_file(self, path: Path, caption: str = "") -> None:
        """Send a file as the account, as `/file PATH CAPTION` does, and show what is answered."""
        try:
            content = await asyncio.to_thread(_content, path)
        except OSError:
            self._show(f"Không đọc được tệp {path}.\n")
            return
        kind = kind_of(content)
        if kind is None or len(content) > MOST_BYTES:
            self._show(f"{words.not_taken() if kind is None else words.trouble(FileTrouble.TOO_LARGE)}\n")
            return
        kept = await self._assistant.store.write(self._keep, path.name, kind, content)
        if kept is None:
            self._show(f"Chưa có tài khoản {self._account} nên không gửi tệp được.\n")
            return
        file = IncomingFile(name=path.name, kept_as=kept)
        await self._take_in(typed(self._account, caption, self._assistant.clock(), file))

    def _keep(self, tx: Tx, name: str, kind: FileKind, content: bytes) -> int | None:
        now = self._assistant.clock()
        user = users.by_identity(tx, ChannelName.TERMINAL, self._account, now)
        return files.keep(tx, user.id, name=name, kind=kind, content=content, now=now) if user else None

    async def _take_in(self, update: Update) -> None:
        await self._receiving.accept(BOT_ID, [update])
        await self._receiving.work_off(self._account)
        await self._work_off_imports()
        await self._delivery.deliver_to(self._account)

    async def _work_off_imports(self) -> None:
        """What a message has started is done before the next one, unless a living service does it."""
        assistant = self._assistant
        if await assistant.store.read(imports.next_to_work) is None:
            return
        from handlers.importing.work import work_off  # as in bot.importing

        async with alone(assistant.store.path) as is_mine:
            if is_mine:
                await work_off(worker_of(assistant.store, assistant.book, assistant.clock))

    async def say_all(self, lines: Iterable[str]) -> None:
        """Piped text: each message in turn, after what was waiting for the account."""
        await self._delivery.deliver_to(self._account)
        for text in messages_in(lines):
            await self.say(text)

    async def converse(self) -> None:
        """A typed conversation until the input ends. `/as NAME` goes on as somebody else."""
        lines = _typed_lines()
        self._prompt()
        pending = asyncio.ensure_future(lines.get())
        try:
            while True:
                self._due.clear()
                due = asyncio.ensure_future(self._due.wait())
                await asyncio.wait({pending, due}, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
                due.cancel()
                if pending.done():
                    line = pending.result()
                    if line is None:
                        return await self._go_on_without_keyboard()
                    await self._typed(line.strip())
                    self._prompt()
                    pending = asyncio.ensure_future(lines.get())
                await self._delivery.deliver_to(self._account)
        finally:
            pending.cancel()

    async def _go_on_without_keyboard(self) -> None:
        """Ctrl-D ends a typed conversation; a service started without a keyboard goes on serving."""
        while not sys.stdin.isatty():
            await self._delivery.deliver_to(self._account)
            await asyncio.sleep(_LOOK_AGAIN)

    async def _typed(self, line: str) -> None:
        if line.startswith(_SWITCH):
            await self._switch(line.removeprefix(_SWITCH).strip())
        elif line:
            await self.say(line)

    async def _switch(self, account: str) -> None:
        known = dict(await self._assistant.store.read(users.accounts, self._assistant.clock()))
        if account in known:
            self._account = account
        else:
            self._show(f"Không có tài khoản “{account}”. Có: {', '.join(known)}.\n")

    def _prompt(self) -> None:
        if sys.stdin.isatty():
            print(f"{self._account}> ", end="", flush=True)  # noqa: T201 - a prompt is meant for the screen


def _content(path: Path) -> bytes:
    """No more of the file than shows that it is too large."""
    with path.expanduser().open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _typed_lines() -> "asyncio.Queue[str | None]":
    """Lines as they are typed, None at the end. A thread of its own waits for the keyboard: nothing
    can interrupt that wait, and the process must be able to end during it."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines
