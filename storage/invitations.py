"""One-time codes that bind a new user to a role in a unit. Only a digest of the code is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.users import Role
from storage.codes import as_typed, new_code
from storage.database import Tx
from storage.schema import invitation

LIFETIME = timedelta(days=14)

_LENGTH = 10

_ADD = sa.insert(invitation)
_USE = (
    sa.update(invitation)
    .where(
        invitation.c.code_hash == sa.bindparam("hash"),
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > sa.bindparam("now", type_=invitation.c.expires_at.type),
    )
    .values(
        used_by=sa.bindparam("user"),
        used_at=sa.bindparam("now", type_=invitation.c.used_at.type),
    )
    .returning(invitation.c.role, invitation.c.unit_id)
)
_OPEN = sa.select(invitation.c.role, invitation.c.unit_id).where(
    invitation.c.code_hash == sa.bindparam("hash"),
    invitation.c.used_at.is_(None),
    invitation.c.expires_at > sa.bindparam("now", type_=invitation.c.expires_at.type),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Lời mời: what the holder of a code becomes."""

    role: Role
    unit_id: int


def create(tx: Tx, role: Role, unit_id: int, created_by: int | None, now: datetime) -> str:
    """A new code; it is shown once and never stored."""
    code = new_code(_LENGTH)
    tx.execute(
        _ADD,
        {
            "code_hash": _digest(tx, code),
            "role": role.value,
            "unit_id": unit_id,
            "created_by": created_by,
            "created_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    return code


def peek(tx: Tx, code: str, now: datetime) -> Invitation | None:
    """What an open code invites to."""
    row = tx.execute(_OPEN, {"hash": _digest(tx, code), "now": now}).first()
    return Invitation(role=Role(row.role), unit_id=row.unit_id) if row else None


def use(tx: Tx, code: str, user_id: int, now: datetime) -> Invitation | None:
    """Spend the code: at most one caller ever gets it."""
    row = tx.execute(_USE, {"hash": _digest(tx, code), "user": user_id, "now": now}).first()
    return Invitation(role=Role(row.role), unit_id=row.unit_id) if row else None


def _digest(tx: Tx, code: str) -> bytes:
    return tx.keys.digest("invitation|" + as_typed(code))
