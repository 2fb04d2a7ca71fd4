"""How much waits to be answered and to be sent, for whoever watches over the process."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Tx
from storage.schema import inbox, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One channel's queue in one state, and the time of its oldest row."""

    name: str  # "inbox" or "outbox"
    channel: str
    state: str
    length: int
    oldest_at: datetime


_INBOX = (
    sa.select(
        inbox.c.channel,
        inbox.c.state,
        sa.func.count().label("length"),
        sa.func.min(inbox.c.received_at).label("oldest_at"),
    )
    .where(inbox.c.state.in_(["waiting", "parked"]))
    .group_by(inbox.c.channel, inbox.c.state)
)
_OUTBOX = (
    sa.select(
        outbox.c.channel,
        outbox.c.state,
        sa.func.count().label("length"),
        sa.func.min(outbox.c.send_after).label("oldest_at"),
    )
    .where(outbox.c.state == "pending")
    .group_by(outbox.c.channel, outbox.c.state)
)


def lengths(tx: Tx) -> list[Queue]:
    """The queues that are not empty: what waits, what was set aside, what is to be sent."""
    return [
        Queue(name=name, channel=row.channel, state=row.state, length=row.length, oldest_at=row.oldest_at)
        for name, statement in (("inbox", _INBOX), ("outbox", _OUTBOX))
        for row in tx.execute(statement)
    ]
