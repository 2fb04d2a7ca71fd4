"""A message to somebody who did not ask for it: within sending hours, where it reaches them."""

from domain.messages import Address, Reply
from domain.sending import sending_time
from domain.users import User
from handlers.context import Context
from storage import outbox, users
from storage.database import Tx


def tell(tx: Tx, context: Context, user_id: int, reply: Reply) -> bool:
    """Write to a user. False where nothing reaches them."""
    user, address = users.by_id(tx, user_id, context.now), users.address_of(tx, user_id, context.now)
    if user is None or address is None:
        return False
    _send(tx, context, address, reply, user)
    return True


def answer_later(tx: Tx, context: Context, address: Address, reply: Reply, user: User | None = None) -> None:
    """Write into a chat in which somebody waits for an answer."""
    _send(tx, context, address, reply, user)


def _send(tx: Tx, context: Context, address: Address, reply: Reply, user: User | None) -> None:
    message = outbox.add_reply(tx, address=address, reply=reply, user=user, inbox_id=None, now=context.now)
    outbox.hasten(tx, message, sending_time(context.now))
