"""Questions to the loaded demo."""

from datetime import datetime
from typing import Any

from bot.assistant import rule_book
from domain.localtime import VIET_NAM
from domain.messages import ChannelName
from handlers.asking import questions
from handlers.context import Context
from language.understanding import understand
from storage import users
from storage.database import Store, Tx

BOOK = rule_book()
LOADED_AT = datetime(2025, 11, 24, 8, 0, tzinfo=VIET_NAM)


async def ask(store: Store, account: str, question: str, now: str | None = None) -> dict[str, Any]:
    """What `chibo ask --json` prints."""
    at = datetime.fromisoformat(now).replace(tzinfo=VIET_NAM) if now else LOADED_AT
    context = Context(now=at, book=BOOK)

    def run(tx: Tx) -> dict[str, Any]:
        user = users.by_identity(tx, ChannelName.TERMINAL, account, at)
        assert user is not None
        return questions.record(tx, context, user, understand(question, context.today))

    return await store.read(run)


async def answer(store: Store, account: str, question: str) -> Any:
    """The answer as a value, on the day of loading."""
    context = Context(now=LOADED_AT, book=BOOK)

    def run(tx: Tx) -> Any:
        user = users.by_identity(tx, ChannelName.TERMINAL, account, LOADED_AT)
        assert user is not None
        return questions.answer(tx, context, user, understand(question, context.today))

    return await store.read(run)
