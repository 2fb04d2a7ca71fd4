"""What the buttons of a message mean. The platform sees an opaque token; the meaning is our own row."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.actions import Action
from domain.messages import Address, Button, ChannelName, Choice
from domain.users import User
from storage.database import Tx
from storage.prepared import steady
from storage.schema import menu, outbox

LIFETIME = timedelta(days=14)
_KNOWN = frozenset(Action)

_FORGET = sa.delete(menu).where(menu.c.expires_at < sa.bindparam("before", type_=menu.c.expires_at.type))
_ADD = sa.insert(menu)
_BY_ID = sa.select(menu).where(menu.c.id == sa.bindparam("menu"))
# A digest gets its row when it is planned and its menu when it leaves: until then nobody has seen it, and
# rows younger than it may have been sent before it. A night's worth of rows is looked at.
_LAST_ROWS = (
    sa.select(outbox.c.menu_id, outbox.c.id, outbox.c.send_after)
    .where(
        outbox.c.channel == steady("channel"),
        outbox.c.chat_id == sa.bindparam("chat_id"),
        sa.or_(outbox.c.kind == "reply", outbox.c.menu_id.is_not(None)),
        # Nobody has seen a message that waits for the morning.
        sa.or_(outbox.c.state == "sent", outbox.c.send_after <= outbox.c.created_at),
    )
    .order_by(outbox.c.id.desc())
    .limit(20)
)
_LAST_DIGEST = (
    sa.select(outbox.c.menu_id)
    .where(
        outbox.c.user_id == sa.bindparam("user"),
        outbox.c.channel == steady("channel"),
        outbox.c.chat_id == sa.bindparam("chat_id"),
        outbox.c.kind == "digest",
        outbox.c.state == "sent",
        outbox.c.menu_id.is_not(None),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The choices of one message, bound to the person they were shown to."""

    id: str
    user_id: int
    address: Address
    epoch: int
    expires_at: datetime
    choices: tuple[Choice, ...]

    def fits(self, user: User, address: Address, now: datetime) -> bool:
        """Whether this person may press here now: same chat, same rights as then, and not too old."""
        return (
            self.user_id == user.id
            and self.address == address
            and self.epoch == user.epoch
            and now < self.expires_at
        )


def forget(tx: Tx, before: datetime) -> int:
    """Delete the menus that ended before a moment; how many."""
    return tx.execute(_FORGET, {"before": before}).rowcount


def open_menu(
    tx: Tx, *, user: User | None, address: Address, choices: tuple[Choice, ...], now: datetime
) -> str | None:
    """Keep what the buttons mean; returns the menu id. None without buttons, and for somebody unknown, who
    may press none."""
    if user is None or not choices:
        return None
    menu_id = secrets.token_urlsafe(9)
    body = json.dumps([[c.label, c.action, dict(c.arguments)] for c in choices], ensure_ascii=False)
    tx.execute(
        _ADD,
        {
            "id": menu_id,
            "user_id": user.id,
            "channel": address.channel.value,
            "chat_id": address.chat_id,
            "epoch": user.epoch,
            "choices_sealed": tx.keys.seal("menu", "choices", menu_id, body),
            "created_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    return menu_id


def buttons(tx: Tx, menu_id: str) -> tuple[Button, ...]:
    """The menu as a channel shows it."""
    found = by_id(tx, menu_id)
    if found is None:
        return ()
    return tuple(Button(label=c.label, token=f"{menu_id}.{n}") for n, c in enumerate(found.choices))


def by_id(tx: Tx, menu_id: str) -> Menu | None:
    """The menu of that id. One that asks for what no version does any more is gone as well."""
    row = tx.execute(_BY_ID, {"menu": menu_id}).first()
    return _menu(tx, row) if row else None


def open_in(tx: Tx, address: Address) -> Menu | None:
    """The menu of the chat's last message, if it had one: what a typed number or label refers to."""
    last = next(_menu_ids(tx, address), None)
    return by_id(tx, last) if last else None


def recent_in(tx: Tx, address: Address) -> Iterator[Menu]:
    """The menus of the chat's last messages, newest first; messages without one are left out."""
    found = (by_id(tx, menu_id) for menu_id in _menu_ids(tx, address) if menu_id)
    return (menu for menu in found if menu is not None)


def _menu_ids(tx: Tx, address: Address) -> Iterator[str | None]:
    """Of the chat's last messages, newest first."""
    shown = {"channel": address.channel.value, "chat_id": address.chat_id}
    rows = tx.execute(_LAST_ROWS, shown).all()
    return (row.menu_id for row in sorted(rows, key=lambda row: (row.send_after, row.id), reverse=True))


def of_last_digest(tx: Tx, user_id: int, address: Address) -> Menu | None:
    """The menu of the last digest that the person was sent in the chat, however much was said since."""
    shown = {"user": user_id, "channel": address.channel.value, "chat_id": address.chat_id}
    menu_id = tx.execute(_LAST_DIGEST, shown).scalar()
    return by_id(tx, menu_id) if menu_id else None


def _menu(tx: Tx, row: "sa.Row[tuple[object, ...]]") -> Menu | None:
    values = row._mapping
    body = json.loads(tx.keys.open("menu", "choices", values["id"], values["choices_sealed"]))
    if any(action not in _KNOWN for _, action, _ in body):
        return None
    return Menu(
        id=values["id"],
        user_id=values["user_id"],
        address=Address(channel=ChannelName(values["channel"]), chat_id=values["chat_id"]),
        epoch=values["epoch"],
        expires_at=values["expires_at"],
        choices=tuple(Choice(label=a, action=Action(b), arguments=c) for a, b, c in body),
    )
