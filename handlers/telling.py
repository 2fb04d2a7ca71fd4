"""A message to whoever answers for a unit, beside the reply to the person who writes."""

from datetime import datetime

from domain.messages import Reply
from domain.sending import sending_time
from domain.units import Unit
from domain.users import Role
from handlers.context import Turn
from storage import outbox, units, users
from storage.database import Tx


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
        reached = users.reachable(tx, [user_id for user_id in level if user_id != but], now)
        for user_id, address in reached.items():
            message_id = outbox.add_reply(
                tx,
                address=address,
                reply=reply,
                user=users.by_id(tx, user_id, now),
                inbox_id=None,
                now=now,
            )
            outbox.hasten(tx, message_id, sending_time(now))
        if reached:
            return True
    return False
