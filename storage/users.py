"""Users, their identities on each channel, and what they are assigned to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from domain.messages import Address, ChannelName
from domain.units import Unit
from domain.users import Assignment, Role, User
from storage import units
from storage.database import Tx
from storage.ids import new_id
from storage.schema import assignment, identity, user
from storage.schema import unit as unit_table

_ADD = sa.insert(user)
_IDENTIFY = sqlite.insert(identity)
_IDENTIFY = _IDENTIFY.on_conflict_do_update(
    index_elements=["channel", "external_id"],
    set_={
        "user_id": _IDENTIFY.excluded.user_id,
        "chat_id": _IDENTIFY.excluded.chat_id,
        "linked_at": _IDENTIFY.excluded.linked_at,
        "blocked_at": None,
    },
)
_ASSIGN = sa.insert(assignment)
_BUMP_EPOCH = sa.update(user).where(user.c.id == sa.bindparam("user")).values(epoch=user.c.epoch + 1)
_HOLDS = sa.and_(
    assignment.c.valid_from <= sa.bindparam("now", type_=assignment.c.valid_from.type),
    sa.or_(
        assignment.c.valid_to.is_(None),
        assignment.c.valid_to > sa.bindparam("now", type_=assignment.c.valid_from.type),
    ),
)
# A row for each assignment that holds, or one without any: every message asks for its sender.
_USER = (
    sa.select(user.c.id, user.c.name_sealed, user.c.epoch, assignment.c.role, *units.COLUMNS)
    .outerjoin(assignment, sa.and_(assignment.c.user_id == user.c.id, _HOLDS))
    .outerjoin(unit_table, unit_table.c.id == assignment.c.unit_id)
    .order_by(assignment.c.id)
)
_BY_ID = _USER.where(user.c.id == sa.bindparam("user"))
_BY_IDENTITY = _USER.where(
    user.c.id
    == sa.select(identity.c.user_id)
    .where(identity.c.channel == sa.bindparam("channel"), identity.c.external_id == sa.bindparam("external"))
    .scalar_subquery()
)
_HOLDERS = (
    sa.select(assignment.c.unit_id, assignment.c.role, assignment.c.user_id)
    .where(assignment.c.unit_id.in_(sa.bindparam("units", expanding=True)), _HOLDS)
    .order_by(assignment.c.id)
)
# A messenger comes to the person; the web chat and the terminal wait until somebody looks.
_BEST_FIRST = (
    identity.c.channel == ChannelName.TERMINAL.value,
    identity.c.channel == ChannelName.WEB.value,
    identity.c.linked_at.desc(),
)
_ADDRESSES = (
    sa.select(identity.c.user_id, identity.c.channel, identity.c.chat_id)
    .where(
        identity.c.user_id.in_(sa.bindparam("users", expanding=True)),
        identity.c.blocked_at.is_(None),
        identity.c.channel.not_in(sa.bindparam("failed", expanding=True)),
    )
    .order_by(*_BEST_FIRST)
)
_END = (
    sa.update(assignment)
    .where(
        assignment.c.user_id == sa.bindparam("user"),
        assignment.c.unit_id.in_(sa.bindparam("units", expanding=True)),
        assignment.c.role.in_(sa.bindparam("roles", expanding=True)),
        _HOLDS,
    )
    .values(valid_to=sa.bindparam("now", type_=assignment.c.valid_to.type))
    .returning(assignment.c.role, assignment.c.unit_id)
)
_PLACED_IN = (
    sa.select(assignment.c.user_id)
    .join(unit_table, unit_table.c.id == assignment.c.unit_id)
    .where(
        unit_table.c.left >= sa.bindparam("left"),
        unit_table.c.left < sa.bindparam("right"),
        _HOLDS,
    )
    .group_by(assignment.c.user_id)
    .order_by(sa.func.min(unit_table.c.left), assignment.c.user_id)
)
_UNITS_WITH = (
    sa.select(assignment.c.unit_id).where(assignment.c.role == sa.bindparam("role"), _HOLDS).distinct()
)
_WITH_ROLE = (
    sa.select(assignment.c.user_id).where(assignment.c.role == sa.bindparam("role"), _HOLDS).distinct()
)
_EVERYBODY = sa.select(user.c.id).order_by(user.c.id)
_IDENTITIES = (
    sa.select(identity)
    .where(identity.c.user_id.in_(sa.bindparam("users", expanding=True)))
    .order_by(identity.c.linked_at)
)
_CAME_BACK = (
    sa.update(identity)
    .where(
        identity.c.channel == sa.bindparam("on_channel"),
        identity.c.external_id == sa.bindparam("external"),
        identity.c.blocked_at.is_not(None),
    )
    .values(blocked_at=None)
)
_SET_BLOCKED = (
    sa.update(identity)
    .where(identity.c.channel == sa.bindparam("on_channel"), identity.c.chat_id == sa.bindparam("in_chat"))
    .values(blocked_at=sa.bindparam("at", type_=identity.c.blocked_at.type))
)
_ACCOUNTS = (
    sa.select(identity.c.external_id, identity.c.user_id)
    .where(identity.c.channel == ChannelName.TERMINAL.value)
    .order_by(identity.c.user_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a user is on one channel, and since when that takes no more messages."""

    user_id: int
    address: Address
    external_id: str
    blocked_at: datetime | None


def add_user(tx: Tx, display_name: str, now: datetime) -> int:
    """A new user without any rights; returns the id."""
    user_id = new_id()
    sealed = tx.keys.seal("user", "name", user_id, display_name)
    tx.execute(_ADD, {"id": user_id, "name_sealed": sealed, "epoch": 0, "created_at": now})
    return user_id


def add_identity(
    tx: Tx, user_id: int, channel: ChannelName, external_id: str, chat_id: str, now: datetime
) -> None:
    """Bind who a channel says somebody is to a user, instead of whom they were bound to."""
    tx.execute(
        _IDENTIFY,
        {
            "channel": channel.value,
            "external_id": external_id,
            "user_id": user_id,
            "chat_id": chat_id,
            "linked_at": now,
        },
    )


def assign(tx: Tx, user_id: int, role: Role, unit_id: int, now: datetime) -> None:
    """Give a role in a unit from now on. Buttons shown before stop working."""
    tx.execute(
        _ASSIGN,
        {
            "id": new_id(),
            "user_id": user_id,
            "role": role.value,
            "unit_id": unit_id,
            "valid_from": now,
            "valid_to": None,
        },
    )
    tx.execute(_BUMP_EPOCH, {"user": user_id})


def end_roles(
    tx: Tx, user_id: int, unit_ids: Iterable[int], roles: Iterable[Role], now: datetime
) -> list[tuple[Role, int]]:
    """End what the user holds of these roles in these units, as (role, unit id): from the next message on,
    and for buttons shown before."""
    who = {"user": user_id, "units": list(unit_ids), "roles": [role.value for role in roles], "now": now}
    ended = [(Role(row.role), row.unit_id) for row in tx.execute(_END, who)]
    if ended:
        tx.execute(_BUMP_EPOCH, {"user": user_id})
    return ended


def by_identity(tx: Tx, channel: ChannelName, external_id: str, now: datetime) -> User | None:
    """The user behind a channel's sender, with the assignments that hold now."""
    who = {"channel": channel.value, "external": external_id, "now": now}
    return _user(tx, tx.execute(_BY_IDENTITY, who).all())


def by_id(tx: Tx, user_id: int, now: datetime) -> User | None:
    """The user with the assignments that hold now."""
    return _user(tx, tx.execute(_BY_ID, {"user": user_id, "now": now}).all())


def holders(tx: Tx, unit: Unit, role: Role, now: datetime) -> list[int]:
    """Ids of the users who hold the role exactly at this unit now."""
    return holders_of(tx, [unit.id], now).get((unit.id, role), [])


def holders_of(tx: Tx, unit_ids: Collection[int], now: datetime) -> dict[tuple[int, Role], list[int]]:
    """Ids of the users who hold a role exactly at one of these units now, by unit and role."""
    found: dict[tuple[int, Role], list[int]] = {}
    for row in tx.execute(_HOLDERS, {"units": list(unit_ids), "now": now}):
        holding = found.setdefault((row.unit_id, Role(row.role)), [])
        if row.user_id not in holding:
            holding.append(row.user_id)
    return found


def placed_in(tx: Tx, interval: tuple[int, int], now: datetime) -> list[int]:
    """Ids of the users who hold any role at a unit of the interval now, in the order of the units."""
    bounds = {"left": interval[0], "right": interval[1], "now": now}
    return [row.user_id for row in tx.execute(_PLACED_IN, bounds)]


def units_with(tx: Tx, role: Role, now: datetime) -> set[int]:
    """Ids of the units at which somebody holds the role now."""
    return {row.unit_id for row in tx.execute(_UNITS_WITH, {"role": role.value, "now": now})}


def with_role(tx: Tx, role: Role, now: datetime) -> list[int]:
    """Ids of the users who hold the role anywhere now."""
    return sorted(row.user_id for row in tx.execute(_WITH_ROLE, {"role": role.value, "now": now}))


def everybody(tx: Tx, now: datetime) -> list[User]:
    """Every user there ever was, with the assignments that hold now, in the order they joined."""
    found = (by_id(tx, row.id, now) for row in tx.execute(_EVERYBODY).all())
    return [one for one in found if one]


def identities(tx: Tx, user_ids: Iterable[int]) -> dict[int, list[Identity]]:
    """On which channels these users are known, in the order they were linked."""
    found: dict[int, list[Identity]] = {user_id: [] for user_id in user_ids}
    for row in tx.execute(_IDENTITIES, {"users": list(found)}):
        address = Address(channel=ChannelName(row.channel), chat_id=row.chat_id)
        found[row.user_id].append(
            Identity(
                user_id=row.user_id,
                address=address,
                external_id=row.external_id,
                blocked_at=row.blocked_at,
            )
        )
    return found


def came_back(tx: Tx, channel: ChannelName, external_id: str) -> bool:
    """Somebody who writes takes messages again. False where nothing was blocked."""
    who = {"on_channel": channel.value, "external": external_id}
    return bool(tx.execute(_CAME_BACK, who).rowcount)


def address_of(tx: Tx, user_id: int, *, failed: Collection[ChannelName] = ()) -> Address | None:
    """Where a message reaches the user, but for the channels that have `failed`: the messenger linked last,
    else the web chat, else the terminal."""
    return _addresses(tx, [user_id], failed).get(user_id)


def set_blocked(tx: Tx, address: Address, at: datetime | None) -> None:
    """Remember that a chat takes no more messages, or takes them again (None)."""
    tx.execute(_SET_BLOCKED, {"on_channel": address.channel.value, "in_chat": address.chat_id, "at": at})


def accounts(tx: Tx, now: datetime) -> list[tuple[str, User]]:
    """Every terminal account with its user, in the order they joined."""
    rows = tx.execute(_ACCOUNTS).all()
    found = ((row.external_id, by_id(tx, row.user_id, now)) for row in rows)
    return [(name, user) for name, user in found if user]


def _user(tx: Tx, rows: Sequence[Sequence[Any]]) -> User | None:
    if not rows:
        return None
    user_id, name_sealed, epoch, *_ = rows[0]
    return User(
        id=user_id,
        display_name=tx.keys.open("user", "name", user_id, name_sealed),
        epoch=epoch,
        assignments=tuple(
            Assignment(role=Role(role), unit=units.from_columns(unit_values))
            for _, _, _, role, *unit_values in rows
            if role is not None
        ),
    )


def reachable(tx: Tx, user_ids: Iterable[int]) -> dict[int, Address]:
    """The addresses of those users who have one, in the order of the users."""
    wanted = list(user_ids)
    found = _addresses(tx, wanted, ()) if wanted else {}
    return {user_id: found[user_id] for user_id in wanted if user_id in found}


def _addresses(tx: Tx, user_ids: list[int], failed: Collection[ChannelName]) -> dict[int, Address]:
    found: dict[int, Address] = {}
    bounds = {"users": user_ids, "failed": [channel.value for channel in failed]}
    for row in tx.execute(_ADDRESSES, bounds):
        if row.user_id not in found:
            found[row.user_id] = Address(channel=ChannelName(row.channel), chat_id=row.chat_id)
    return found
