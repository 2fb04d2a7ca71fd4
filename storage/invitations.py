"""One-time codes that bind a new user to a role in a unit. Only a digest of the code is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.users import Role
from storage.codes import as_typed, new_code
from storage.database import Tx
from storage.schema import invitation

LIFETIME = timedelta(days=14)

_LENGTH = 10

_ADD = sa.insert(invitation)
_IS_OPEN = sa.and_(
    invitation.c.used_at.is_(None),
    invitation.c.expires_at > sa.bindparam("now", type_=invitation.c.expires_at.type),
)
_WHAT = (
    invitation.c.code_hash,
    invitation.c.role,
    invitation.c.unit_id,
    invitation.c.more_units,
    invitation.c.replaces,
    invitation.c.name_sealed,
    invitation.c.created_by,
)
_USE = (
    sa.update(invitation)
    .where(invitation.c.code_hash == sa.bindparam("hash"), _IS_OPEN)
    .values(
        used_by=sa.bindparam("user"),
        used_at=sa.bindparam("now", type_=invitation.c.used_at.type),
    )
    .returning(*_WHAT)
)
_OPEN = sa.select(*_WHAT).where(invitation.c.code_hash == sa.bindparam("hash"), _IS_OPEN)
_USED = sa.select(*_WHAT, invitation.c.used_by).where(
    invitation.c.code_hash == sa.bindparam("hash"), invitation.c.used_by.is_not(None)
)
_CANCEL = (
    sa.update(invitation)
    .where(invitation.c.code_hash == sa.bindparam("hash"), _IS_OPEN)
    .values(expires_at=sa.bindparam("now", type_=invitation.c.expires_at.type))
)
_CANCEL_ALL = (
    sa.update(invitation)
    .where(_IS_OPEN, invitation.c.created_by == sa.bindparam("user"))
    .values(expires_at=sa.bindparam("now", type_=invitation.c.expires_at.type))
)
_INVITED = sa.select(invitation.c.unit_id).where(
    _IS_OPEN,
    invitation.c.role == sa.bindparam("role"),
    invitation.c.unit_id.in_(sa.bindparam("units", expanding=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Lời mời: what the holder of a code becomes. `id` tells invitations apart, and is not the code.

    `replaces` is the user whose role in these units ends when it is used; `name` is whom it was made for.
    """

    id: str
    role: Role
    unit_id: int
    more_units: tuple[int, ...] = ()
    replaces: int | None = None
    name: str | None = None
    created_by: int | None = None
    used_by: int | None = None

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Every unit it covers."""
        return (self.unit_id, *self.more_units)


def create(
    tx: Tx,
    role: Role,
    unit_id: int,
    created_by: int | None,
    now: datetime,
    *,
    name: str | None = None,
    replaces: int | None = None,
    more_units: Sequence[int] = (),
) -> str:
    """A new code; it is shown once and never stored."""
    code = new_code(_LENGTH)
    digest = _digest(tx, code)
    tx.execute(
        _ADD,
        {
            "code_hash": digest,
            "role": role.value,
            "unit_id": unit_id,
            "created_by": created_by,
            "created_at": now,
            "expires_at": now + LIFETIME,
            "name_sealed": tx.keys.seal("invitation", "name", digest.hex(), name) if name else None,
            "replaces": replaces,
            "more_units": list(more_units),
        },
    )
    return code


def id_of(tx: Tx, code: str) -> str:
    """How a button names the invitation of a code."""
    return _digest(tx, code).hex()


def peek(tx: Tx, code: str, now: datetime) -> Invitation | None:
    """What an open code invites to."""
    row = tx.execute(_OPEN, {"hash": _digest(tx, code), "now": now}).first()
    return _invitation(tx, row._mapping) if row else None


def use(tx: Tx, code: str, user_id: int, now: datetime) -> Invitation | None:
    """Spend the code: at most one caller ever gets it."""
    row = tx.execute(_USE, {"hash": _digest(tx, code), "user": user_id, "now": now}).first()
    return _invitation(tx, row._mapping) if row else None


def open_one(tx: Tx, invitation_id: str, now: datetime) -> Invitation | None:
    """The invitation of that id while it can still be used."""
    row = tx.execute(_OPEN, {"hash": bytes.fromhex(invitation_id), "now": now}).first()
    return _invitation(tx, row._mapping) if row else None


def used(tx: Tx, invitation_id: str) -> Invitation | None:
    """An invitation that somebody has used, with who that was."""
    row = tx.execute(_USED, {"hash": bytes.fromhex(invitation_id)}).first()
    return _invitation(tx, row._mapping) if row else None


def cancel(tx: Tx, invitation_id: str, now: datetime) -> bool:
    """Take an unused code back. False when there was nothing to take back."""
    return bool(tx.execute(_CANCEL, {"hash": bytes.fromhex(invitation_id), "now": now}).rowcount)


def cancel_all_of(tx: Tx, user_id: int, now: datetime) -> int:
    """Take back every unused code that this user has given out; how many."""
    return tx.execute(_CANCEL_ALL, {"user": user_id, "now": now}).rowcount


def invited_units(tx: Tx, unit_ids: Collection[int], role: Role, now: datetime) -> set[int]:
    """Which of these units have an open invitation to the role."""
    rows = tx.execute(_INVITED, {"units": list(unit_ids), "role": role.value, "now": now})
    return {row.unit_id for row in rows}


def _invitation(tx: Tx, values: Any) -> Invitation:
    invitation_id = values["code_hash"].hex()
    sealed = values["name_sealed"]
    return Invitation(
        id=invitation_id,
        role=Role(values["role"]),
        unit_id=values["unit_id"],
        more_units=tuple(values["more_units"]),
        replaces=values["replaces"],
        name=tx.keys.open("invitation", "name", invitation_id, sealed) if sealed else None,
        created_by=values["created_by"],
        used_by=values.get("used_by"),
    )


def _digest(tx: Tx, code: str) -> bytes:
    return tx.keys.digest("invitation|" + as_typed(code))
