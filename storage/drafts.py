"""Open cards, sealed: they hold names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import ConfigDict, TypeAdapter

from domain.cards import Card, Draft
from domain.messages import Address
from storage.database import Tx
from storage.ids import new_id
from storage.schema import draft

LIFETIME = timedelta(days=2)

# Plain dataclasses in, JSON out and back, checked on the way. Built with the first card.
_JSON: TypeAdapter[Card] = TypeAdapter(Card, config=ConfigDict(defer_build=True))

_FORGET = sa.delete(draft).where(draft.c.expires_at < sa.bindparam("before", type_=draft.c.expires_at.type))
_ADD = sa.insert(draft)
_CHANGE = (
    sa.update(draft)
    .where(draft.c.id == sa.bindparam("draft_id"))
    .values(version=sa.bindparam("to_version"), body_sealed=sa.bindparam("body"))
)
_CLOSE = (
    sa.update(draft)
    .where(draft.c.id == sa.bindparam("draft_id"), draft.c.state == "open")
    .values(state=sa.bindparam("to_state"), report_id=sa.bindparam("report"))
)
_OF_MESSAGE = (
    sa.select(draft.c.id, draft.c.state, draft.c.report_id)
    .where(
        draft.c.chat_id == sa.bindparam("chat_id"),
        draft.c.message_id == sa.bindparam("message"),
        draft.c.channel == sa.bindparam("channel"),
        draft.c.user_id == sa.bindparam("user_id"),
    )
    .order_by(draft.c.id)
)
_STORED_AS = sa.select(draft.c.id, draft.c.body_sealed).where(
    draft.c.chat_id == sa.bindparam("chat_id"),
    draft.c.channel == sa.bindparam("channel"),
    draft.c.report_id == sa.bindparam("report"),
)
_OPEN_IN_CHAT = (
    sa.select(draft.c.id, draft.c.version, draft.c.body_sealed, draft.c.message_id)
    .where(
        draft.c.state == "open",
        draft.c.channel == sa.bindparam("channel"),
        draft.c.chat_id == sa.bindparam("chat_id"),
        draft.c.user_id == sa.bindparam("user_id"),
        draft.c.expires_at > sa.bindparam("now", type_=draft.c.expires_at.type),
    )
    .order_by(draft.c.id)
)


def forget(tx: Tx, before: datetime) -> int:
    """Delete the cards that ended before a moment; how many. What they led to stands in the events."""
    return tx.execute(_FORGET, {"before": before}).rowcount


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A card that a message told, and the report that it became."""

    id: int
    is_open: bool
    report_id: int | None


def add(
    tx: Tx, user_id: int, address: Address, card: Card, now: datetime, *, message_id: str | None = None
) -> Draft:
    """Open a card in a chat; `message_id` is the platform's, of the message that told it."""
    draft_id = new_id()
    tx.execute(
        _ADD,
        {
            "id": draft_id,
            "user_id": user_id,
            "channel": address.channel.value,
            "chat_id": address.chat_id,
            "version": 1,
            "body_sealed": _sealed(tx, draft_id, card),
            "state": "open",
            "message_id": message_id,
            "created_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    return Draft(id=draft_id, version=1, card=card, message_id=message_id)


def change(tx: Tx, old: Draft, card: Card) -> Draft:
    """The card after an answer or a correction; buttons of the older version stop fitting."""
    tx.execute(
        _CHANGE, {"draft_id": old.id, "to_version": old.version + 1, "body": _sealed(tx, old.id, card)}
    )
    return Draft(id=old.id, version=old.version + 1, card=card, message_id=old.message_id)


def take(tx: Tx, draft_id: int, report_id: int | None = None) -> bool:
    """Close a card because it is being saved. False when it was no longer open: a second press."""
    values = {"draft_id": draft_id, "to_state": "taken", "report": report_id}
    return bool(tx.execute(_CLOSE, values).rowcount)


def discard(tx: Tx, draft_id: int) -> bool:
    """Close a card without saving it."""
    values = {"draft_id": draft_id, "to_state": "discarded", "report": None}
    return bool(tx.execute(_CLOSE, values).rowcount)


def told_by(tx: Tx, user_id: int, address: Address, message_id: str) -> list[Told]:
    """The cards that one message told, as long as they are kept."""
    values = {
        "user_id": user_id,
        "channel": address.channel.value,
        "chat_id": address.chat_id,
        "message": message_id,
    }
    return [
        Told(id=row.id, is_open=row.state == "open", report_id=row.report_id)
        for row in tx.execute(_OF_MESSAGE, values)
    ]


def open_in(tx: Tx, user_id: int, address: Address, now: datetime) -> list[Draft]:
    """The cards that wait for an answer in this chat, oldest first."""
    rows = tx.execute(
        _OPEN_IN_CHAT,
        {"channel": address.channel.value, "chat_id": address.chat_id, "user_id": user_id, "now": now},
    )
    return [
        Draft(
            id=row.id,
            version=row.version,
            card=_JSON.validate_json(tx.keys.open("draft", "body", row.id, row.body_sealed)),
            message_id=row.message_id,
        )
        for row in rows
    ]


def stored_as(tx: Tx, address: Address, report_id: int) -> Card | None:
    """The card of the chat that became this report, as long as it is kept."""
    values = {"chat_id": address.chat_id, "channel": address.channel.value, "report": report_id}
    row = tx.execute(_STORED_AS, values).first()
    return _JSON.validate_json(tx.keys.open("draft", "body", row.id, row.body_sealed)) if row else None


def _sealed(tx: Tx, draft_id: int, card: Card) -> bytes:
    return tx.keys.seal("draft", "body", draft_id, _JSON.dump_json(card).decode())
