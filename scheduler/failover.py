"""A reminder that a channel does not deliver goes out by another channel of the same person, once.

The first digest is settled in the transaction that makes the second, so that only one of them can leave.
"""

from datetime import datetime, timedelta

from domain.messages import ChannelName
from domain.reminders import ReminderState
from domain.sending import sending_time
from storage import deliveries, failover, outbox, reminders, users
from storage.database import Tx
from storage.outbox import OutboxState

DEAD_AFTER = timedelta(hours=1)
_A_PAGE = 20
_ON_BOARD = (ReminderState.PLANNED, ReminderState.SENDING)


def otherwise(tx: Tx, digest_id: int, now: datetime) -> bool:
    """Send what a failed digest carries by another channel. False where the person has none left."""
    failed = failover.undelivered(tx, digest_id)
    carried = [row.id for row in reminders.of_outbox(tx, digest_id) if row.state in _ON_BOARD]
    if failed is None or not carried:
        return False
    address = users.address_of(tx, failed.user_id, failed=failed.failed)
    if address is None:
        return False
    another = outbox.add_digest(
        tx,
        address=address,
        user_id=failed.user_id,
        now=sending_time(now),
        instead_of=digest_id,
        maybe_sent=failed.maybe_sent,
    )
    reminders.bundle(tx, carried, another)
    return True


def divert(tx: Tx, now: datetime) -> int:
    """Take digests from channels that have been dead for an hour to other channels; how many, at most a page.

    One that may have been delivered stays, and so does one whose reader has no other channel.
    """
    diverted = 0
    since = now - DEAD_AFTER
    for channel in ChannelName:
        if not failover.is_dead(tx, channel, since):
            continue
        for digest_id in failover.stuck(tx, channel, since, _A_PAGE):
            otherwise(tx, digest_id, now)
            deliveries.settle(tx, digest_id, OutboxState.CANCELLED, at=now, code="diverted")
            diverted += 1
    return diverted
