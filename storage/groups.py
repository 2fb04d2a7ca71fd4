"""Groups in which one unit's totals may be asked for, and the codes that bind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.messages import Address
from storage.codes import as_typed, new_code
from storage.database import Tx
from storage.schema import group_chat, group_code
from storage.types import Instant

CODE_LIFETIME = timedelta(days=1)
CODE_LENGTH = 8

_ADD_CODE = sa.insert(group_code)
_SPEND = (
    sa.delete(group_code)
    .where(
        group_code.c.code_hash == sa.bindparam("hash"),
        group_code.c.expires_at > sa.bindparam("now", type_=Instant),
    )
    .returning(group_code.c.unit_id, group_code.c.created_by)
)
_BIND = sqlite.insert(group_chat)
_BIND = _BIND.on_conflict_do_update(
    index_elements=["channel", "chat_id"],
    set_={name: _BIND.excluded[name] for name in ("unit_id", "bound_by", "bound_at")},
)
_OF_CHAT = sa.and_(
    group_chat.c.channel == sa.bindparam("on_channel"), group_chat.c.chat_id == sa.bindparam("in_chat")
)
_BINDING = sa.select(group_chat.c.unit_id, group_chat.c.bound_by).where(_OF_CHAT)
_UNBIND = sa.delete(group_chat).where(_OF_CHAT)
_FORGET = sa.delete(group_code).where(group_code.c.expires_at <= sa.bindparam("now", type_=Instant))


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which unit's totals a group may ask for, and who allowed it: it holds while they hold the right."""

    unit_id: int
    bound_by: int


def create_code(tx: Tx, unit_id: int, created_by: int, now: datetime) -> str:
    """A new code for one group; it is shown once and never stored."""
    code = new_code(CODE_LENGTH)
    values = {"code_hash": _digest(tx, code), "unit_id": unit_id, "created_by": created_by}
    tx.execute(_ADD_CODE, {**values, "expires_at": now + CODE_LIFETIME})
    return code


def spend_code(tx: Tx, code: str, now: datetime) -> Binding | None:
    """What the code allows; at most one group ever gets it."""
    row = tx.execute(_SPEND, {"hash": _digest(tx, code), "now": now}).first()
    return Binding(unit_id=row.unit_id, bound_by=row.created_by) if row else None


def bind(tx: Tx, address: Address, binding: Binding, now: datetime) -> None:
    """Let the group ask for the unit's totals, and no longer for another's."""
    values = {"channel": address.channel.value, "chat_id": address.chat_id}
    rest = {"unit_id": binding.unit_id, "bound_by": binding.bound_by, "bound_at": now}
    tx.execute(_BIND, {**values, **rest})


def binding_of(tx: Tx, address: Address) -> Binding | None:
    """What the group may ask for."""
    row = tx.execute(_BINDING, _chat(address)).first()
    return Binding(unit_id=row.unit_id, bound_by=row.bound_by) if row else None


def unbind(tx: Tx, address: Address) -> None:
    """The group may ask for nothing more."""
    tx.execute(_UNBIND, _chat(address))


def forget(tx: Tx, now: datetime) -> None:
    """Delete the codes that have expired."""
    tx.execute(_FORGET, {"now": now})


def _chat(address: Address) -> dict[str, str]:
    return {"on_channel": address.channel.value, "in_chat": address.chat_id}


def _digest(tx: Tx, code: str) -> bytes:
    return tx.keys.digest("group_code|" + as_typed(code))
