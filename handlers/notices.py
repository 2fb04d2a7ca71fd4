"""A message to somebody who did not ask for it: within sending hours, where it reaches them."""

from collections.abc import Iterable
from datetime import datetime

from domain.messages import Address, Reply
from domain.sending import sending_time
from domain.units import Unit
from domain.users import Role, User
from handlers.context import Context, Turn
from storage import outbox, units, users
from storage.database import Tx


def tell(tx: Tx, context: Context, user_id: int, reply: Reply) -> bool:
    """Write to a user. False where nothing reaches them."""
    user, address = users.by_id(tx, user_id, context.now), users.address_of(tx, user_id)
    if user is None or address is None:
        return False
    _send(tx, context.now, address, reply, user)
    return True


def answer_later(tx: Tx, context: Context, address: Address, reply: Reply, user: User | None = None) -> None:
    """Write into a chat in which somebody waits for an answer."""
    _send(tx, context.now, address, reply, user)


def tell_unit(tx: Tx, turn: Turn, unit: Unit, reply: Reply) -> bool:
    """Send it to the unit's secretaries, else to the nearest officers above; whether anybody was reached.

    It leaves within sending hours. Whoever writes now is not told what they say themselves.
    """
    return tell_those_of(tx, turn.now, unit, reply, but=turn.user.id)


def tell_those_of(tx: Tx, now: datetime, unit: Unit, reply: Reply, *, but: int | None) -> bool:
    """The same of what nobody writes now; `but`: who knows it already."""
    levels = [
        users.holders(tx, unit, Role.SECRETARY, now),
        *(users.holders(tx, above, Role.OFFICER, now) for above in (unit, *units.ancestors(tx, unit))),
    ]
    for level in levels:
        if _tell_each(tx, now, [user_id for user_id in level if user_id != but], reply):
            return True
    return False


def tell_secretaries(tx: Tx, now: datetime, cells: Iterable[Unit], reply: Reply) -> None:
    """Send it to the secretaries of these cells, once to each."""
    holders = (user_id for cell in cells for user_id in users.holders(tx, cell, Role.SECRETARY, now))
    _tell_each(tx, now, dict.fromkeys(holders), reply)


def _tell_each(tx: Tx, now: datetime, user_ids: Iterable[int], reply: Reply) -> bool:
    reached = users.reachable(tx, user_ids)
    for user_id, address in reached.items():
        _send(tx, now, address, reply, users.by_id(tx, user_id, now))
    return bool(reached)


def _send(tx: Tx, now: datetime, address: Address, reply: Reply, user: User | None) -> None:
    message = outbox.add_reply(tx, address=address, reply=reply, user=user, inbox_id=None, now=now)
    outbox.hasten(tx, message, sending_time(now))
