"""A message to whoever answers for a unit, beside the reply to the person who writes."""

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
    levels = [
        users.holders(tx, unit, Role.SECRETARY, turn.now),
        *(users.holders(tx, above, Role.OFFICER, turn.now) for above in (unit, *units.ancestors(tx, unit))),
    ]
    for level in levels:
        reached = users.reachable(tx, [user_id for user_id in level if user_id != turn.user.id], turn.now)
        for user_id, address in reached.items():
            message_id = outbox.add_reply(
                tx,
                address=address,
                reply=reply,
                user=users.by_id(tx, user_id, turn.now),
                inbox_id=None,
                now=turn.now,
            )
            outbox.hasten(tx, message_id, sending_time(turn.now))
        if reached:
            return True
    return False
