"""Chats whose platform gives them another id, as Telegram does to a group that grows."""

import sqlalchemy as sa

from domain.messages import Address
from storage.database import Tx
from storage.outbox import OutboxState
from storage.prepared import steady
from storage.schema import group_chat, identity, outbox

_MOVE_PENDING = (
    sa.update(outbox)
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.chat_id == sa.bindparam("in_chat"),
        outbox.c.state == OutboxState.PENDING.value,
    )
    .values(chat_id=sa.bindparam("to_chat"))
)
_MOVE_IDENTITY = (
    sa.update(identity)
    .where(identity.c.channel == sa.bindparam("on_channel"), identity.c.chat_id == sa.bindparam("in_chat"))
    .values(chat_id=sa.bindparam("to_chat"))
)
_MOVE_GROUP = (
    sa.update(group_chat)
    .prefix_with("OR REPLACE")  # it may have been bound anew under its new id
    .where(
        group_chat.c.channel == sa.bindparam("on_channel"), group_chat.c.chat_id == sa.bindparam("in_chat")
    )
    .values(chat_id=sa.bindparam("to_chat"))
)


def move(tx: Tx, address: Address, new_chat_id: str) -> None:
    """A chat has a new id: what waits for it, its person, and what it may ask for, move there."""
    values = {"on_channel": address.channel.value, "in_chat": address.chat_id, "to_chat": new_chat_id}
    tx.execute(_MOVE_PENDING, values)
    tx.execute(_MOVE_IDENTITY, values)
    tx.execute(_MOVE_GROUP, values)
