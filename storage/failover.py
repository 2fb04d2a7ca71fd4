"""Digests that a channel does not deliver, on their way to another channel of the same person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.messages import ChannelName
from storage.database import Tx
from storage.outbox import OutboxKind, OutboxState
from storage.prepared import steady
from storage.schema import identity, outbox
from storage.types import Instant

_TRIED = 3

_IS_PENDING = outbox.c.state == OutboxState.PENDING.value
_DIGEST = sa.select(
    outbox.c.id, outbox.c.user_id, outbox.c.channel, outbox.c.maybe_sent, outbox.c.instead_of
).where(outbox.c.id == sa.bindparam("digest"))
_SENT_SINCE = (
    sa.select(sa.literal(1))
    .where(
        outbox.c.channel == steady("on_channel"),
        outbox.c.state == OutboxState.SENT.value,
        outbox.c.settled_at >= sa.bindparam("since", type_=Instant),
    )
    .limit(1)
)
_TRIED_IN_VAIN = (
    sa.select(sa.literal(1))
    .where(
        outbox.c.channel == steady("on_channel"),
        _IS_PENDING,
        outbox.c.attempts >= _TRIED,
        outbox.c.created_at < sa.bindparam("since", type_=Instant),
    )
    .limit(1)
)
# One that is being sent, or may have been, stays where it is; so does one that came from another channel.
_STUCK = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.channel == steady("on_channel"),
        _IS_PENDING,
        outbox.c.kind == OutboxKind.DIGEST.value,
        outbox.c.created_at < sa.bindparam("since", type_=Instant),
        outbox.c.lease_until.is_(None),
        outbox.c.instead_of.is_(None),
        sa.not_(outbox.c.maybe_sent),
        sa.exists().where(
            identity.c.user_id == outbox.c.user_id,
            identity.c.channel != outbox.c.channel,
            identity.c.blocked_at.is_(None),
        ),
    )
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A digest with the channels that have failed it, its own first."""

    user_id: int
    failed: tuple[ChannelName, ...]
    maybe_sent: bool


def undelivered(tx: Tx, digest_id: int) -> Undelivered | None:
    """Whose digest it is, and every channel that it was tried on."""
    row = tx.execute(_DIGEST, {"digest": digest_id}).first()
    if row is None:
        return None
    user_id, maybe_sent, failed = row.user_id, row.maybe_sent, [ChannelName(row.channel)]
    while row is not None and row.instead_of is not None:
        row = tx.execute(_DIGEST, {"digest": row.instead_of}).first()
        failed += [ChannelName(row.channel)] if row is not None else []
    return Undelivered(user_id=user_id, failed=tuple(failed), maybe_sent=maybe_sent)


def is_dead(tx: Tx, channel: ChannelName, since: datetime) -> bool:
    """Whether a channel has taken nothing since that moment, though something was tried again and again."""
    bounds = {"on_channel": channel.value, "since": since}
    if tx.execute(_TRIED_IN_VAIN, bounds).first() is None:
        return False
    return tx.execute(_SENT_SINCE, bounds).first() is None


def stuck(tx: Tx, channel: ChannelName, since: datetime, most: int) -> Sequence[int]:
    """The digests that have waited on a channel since before that moment, surely were not delivered, and
    whose reader has another channel."""
    bounds = {"on_channel": channel.value, "since": since, "most": most}
    return [row.id for row in tx.execute(_STUCK, bounds)]
