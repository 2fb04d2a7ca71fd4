"""What the platforms that count messages were given in a month."""

from datetime import datetime

import sqlalchemy as sa

from domain.budget import Spending
from domain.messages import ChannelName
from storage.database import Tx
from storage.prepared import steady
from storage.schema import identity, outbox
from storage.types import Instant

# A message in parts keeps the id of each part, with commas between. One whose answer was once lost may have
# been taken twice: it counts twice.
_IDS = sa.func.coalesce(outbox.c.platform_message_id, "")
_PARTS = (1 + sa.func.length(_IDS) - sa.func.length(sa.func.replace(_IDS, ",", ""))) * (
    1 + sa.cast(outbox.c.maybe_sent, sa.Integer)
)
_SENT = (
    sa.select(outbox.c.kind, sa.func.sum(_PARTS).label("parts"))
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == "sent",
        outbox.c.settled_at >= sa.bindparam("since", type_=Instant),
    )
    .group_by(outbox.c.kind)
)
_REACHED = sa.select(sa.func.count(sa.distinct(identity.c.user_id))).where(
    identity.c.channel == sa.bindparam("on_channel"), identity.c.blocked_at.is_(None)
)


def spent_since(tx: Tx, channel: ChannelName, since: datetime) -> Spending:
    """How many messages the platform was given since a moment of this month."""
    found = {row.kind: row.parts for row in tx.execute(_SENT, {"on_channel": channel.value, "since": since})}
    return Spending(replies=found.get("reply", 0), digests=found.get("digest", 0))


def people_on(tx: Tx, channel: ChannelName) -> int:
    """How many people the channel reaches."""
    return int(tx.execute(_REACHED, {"on_channel": channel.value}).scalar_one())
