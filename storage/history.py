"""A web chat as it was held: what came in and what was delivered, in the order in which it happened.

Both sides are numbered from one ever-growing sequence (storage/ids.py): what came in by its inbox id, what
went out by the number that its sending was given, kept as the platform's message id in 19 digits.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.messages import Address, Attachment, Button, ChannelName
from domain.users import User
from storage import menus
from storage import outbox as outgoing
from storage.database import Tx
from storage.ids import new_id
from storage.keys import KeyProblem
from storage.schema import inbox, outbox

_START = "0" * 19
_END = str(2**63 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Numbers above `after` and below `before`."""

    after: str = _START
    before: str = _END


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of a chat. `raw` is what the channel stored for one that came in."""

    number: str
    at: datetime
    text: str = ""
    raw: Mapping[str, Any] | None = None
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None


_CAME_IN = (
    sa.select(inbox.c.id, inbox.c.raw_sealed, inbox.c.received_at)
    .where(
        inbox.c.channel == ChannelName.WEB.value,
        inbox.c.chat_id == sa.bindparam("in_chat"),
        inbox.c.raw_sealed.is_not(None),
        inbox.c.id > sa.bindparam("after"),
        inbox.c.id < sa.bindparam("before"),
    )
    .order_by(inbox.c.id.desc())
    .limit(sa.bindparam("most"))
)
_WENT_OUT = (
    sa.select(
        outbox.c.id,
        outbox.c.platform_message_id,
        outbox.c.body_sealed,
        outbox.c.attachment_sealed,
        outbox.c.menu_id,
        outbox.c.settled_at,
    )
    .where(
        outbox.c.channel == ChannelName.WEB.value,
        outbox.c.state == "sent",
        outbox.c.chat_id == sa.bindparam("in_chat"),
        outbox.c.platform_message_id > sa.bindparam("after"),
        outbox.c.platform_message_id < sa.bindparam("before"),
    )
    .order_by(outbox.c.platform_message_id.desc())
    .limit(sa.bindparam("most"))
)


_ONE = sa.select(outbox.c.id, outbox.c.attachment_sealed).where(
    outbox.c.channel == ChannelName.WEB.value,
    outbox.c.state == "sent",
    outbox.c.chat_id == sa.bindparam("in_chat"),
    outbox.c.platform_message_id == sa.bindparam("number"),
)


def next_number() -> str:
    """The number of a message that is delivered now."""
    return _padded(new_id())


def came_in(tx: Tx, chat_id: str, span: Span, most: int) -> list[Line]:
    """The newest messages of the chat's person within the span, newest first."""
    found = tx.execute(
        _CAME_IN,
        {"in_chat": chat_id, "after": int(span.after), "before": int(span.before), "most": most},
    )
    return [
        Line(number=_padded(row.id), at=row.received_at, raw=_raw(tx, row.id, row.raw_sealed))
        for row in found
    ]


def went_out(
    tx: Tx, chat_id: str, span: Span, most: int, *, reader: User | None, now: datetime
) -> list[Line]:
    """The newest delivered messages within the span, newest first; buttons only where they still work."""
    found = tx.execute(
        _WENT_OUT, {"in_chat": chat_id, "after": span.after, "before": span.before, "most": most}
    )
    address = Address(channel=ChannelName.WEB, chat_id=chat_id)
    return [
        Line(
            number=row.platform_message_id,
            at=row.settled_at,
            text=_text(tx, row.id, row.body_sealed),
            buttons=_working_buttons(tx, row.menu_id, address, reader, now),
            attachment=outgoing.opened_attachment(tx, row.id, row.attachment_sealed),
        )
        for row in found
    ]


def attachment_of(tx: Tx, chat_id: str, number: str) -> Attachment | None:
    """What is attached to one delivered message of the chat."""
    row = tx.execute(_ONE, {"in_chat": chat_id, "number": number}).first()
    return outgoing.opened_attachment(tx, row.id, row.attachment_sealed) if row else None


def label_of(tx: Tx, token: str) -> str:
    """What stood on the button of that token; "" when its menu is gone."""
    menu_id, _, number = token.rpartition(".")
    labels: Iterable[str] = (button.label for button in menus.buttons(tx, menu_id) if button.token == token)
    return next(iter(labels), "") if number else ""


def _working_buttons(
    tx: Tx, menu_id: str | None, address: Address, reader: User | None, now: datetime
) -> tuple[Button, ...]:
    menu = menus.by_id(tx, menu_id) if menu_id and reader else None
    if menu is None or reader is None or not menu.fits(reader, address, now):
        return ()
    return menus.buttons(tx, menu.id)


def _raw(tx: Tx, row_id: int, sealed: bytes) -> Mapping[str, Any]:
    try:
        raw: Mapping[str, Any] = json.loads(tx.keys.open("inbox", "raw", row_id, sealed))
    except (KeyProblem, ValueError):
        return {}
    return raw


def _text(tx: Tx, row_id: int, sealed: bytes | None) -> str:
    return tx.keys.open("outbox", "body", row_id, sealed) if sealed else ""


def _padded(number: int) -> str:
    return f"{number:019d}"
