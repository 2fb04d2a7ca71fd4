"""A turn made by hand, for a use case that is called without a router."""

from datetime import datetime

from domain.localtime import VIET_NAM
from domain.messages import Address, ChannelName, IncomingMessage
from handlers.context import Context, Turn
from storage import users
from storage.database import Tx
from tests.handlers.chat import BOOK

NOW = datetime(2025, 10, 15, 9, tzinfo=VIET_NAM)


def turn(tx: Tx, account: str) -> Turn:
    """What an account says at NOW, with no open cards."""
    user = users.by_identity(tx, ChannelName.TERMINAL, account, NOW)
    assert user is not None
    message = IncomingMessage(
        address=Address(channel=ChannelName.TERMINAL, chat_id=account),
        sender_id=account,
        sender_name=account,
        message_id="1",
        sent_at=NOW,
    )
    return Turn(context=Context(now=NOW, book=BOOK), message=message, user=user, drafts=())
