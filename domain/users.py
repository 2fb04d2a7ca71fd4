"""Who may do what, and where."""

from dataclasses import dataclass
from enum import StrEnum

from domain.units import Unit


class Role(StrEnum):
    """Vai trò in one unit."""

    SECRETARY = "secretary"  # bí thư, phó bí thư, chi ủy viên
    OFFICER = "officer"  # cán bộ of the committee above
    ADMIN = "admin"  # quản trị: organisation, invitations, backups; reads no personal data


class Permission(StrEnum):
    """What a use case needs; handlers.access decides."""

    REPORT = "report"
    ASK = "ask"
    READ_PEOPLE = "read_people"
    SET_QUOTA = "set_quota"
    INVITE = "invite"
    REORGANISE = "reorganise"  # merge, split and rename units
    NUDGE = "nudge"  # ask those below for their report
    HAND_OVER = "hand_over"  # name a successor
    REVOKE = "revoke"  # end roles
    ANNOUNCE = "announce"  # write to everybody below
    LOCK = "lock"  # close the figures of a month
    ERASE = "erase"  # forget who somebody is


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SECRETARY: frozenset(
        {Permission.REPORT, Permission.ASK, Permission.READ_PEOPLE, Permission.HAND_OVER}
    ),
    Role.OFFICER: frozenset(
        {
            Permission.REPORT,
            Permission.ASK,
            Permission.READ_PEOPLE,
            Permission.SET_QUOTA,
            Permission.INVITE,
            Permission.REORGANISE,
            Permission.NUDGE,
            Permission.HAND_OVER,
            Permission.REVOKE,
            Permission.ANNOUNCE,
            Permission.LOCK,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.INVITE,
            Permission.HAND_OVER,
            Permission.REVOKE,
            Permission.REORGANISE,
            Permission.ANNOUNCE,
            Permission.ERASE,
        }
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Phân công: one role in one unit and, with it, in everything below that unit."""

    role: Role
    unit: Unit

    def allows(self, permission: Permission, unit: Unit) -> bool:
        """Whether this assignment grants the permission over the unit."""
        return permission in PERMISSIONS[self.role] and self.unit.contains(unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Người dùng with the assignments that hold now. `epoch` moves when they change: old buttons die."""

    id: int
    display_name: str
    epoch: int
    assignments: tuple[Assignment, ...]

    def may(self, permission: Permission, unit: Unit) -> bool:
        """Whether any assignment grants the permission over the unit."""
        return any(assignment.allows(permission, unit) for assignment in self.assignments)

    def belongs_to(self, unit: Unit) -> bool:
        """Whether the user holds a role in this very unit, not only above it."""
        return any(assignment.unit.id == unit.id for assignment in self.assignments)

    def units_for(self, permission: Permission) -> tuple[Unit, ...]:
        """The units whose subtrees the permission covers, in the order they were assigned."""
        units = {a.unit.id: a.unit for a in self.assignments if permission in PERMISSIONS[a.role]}
        return tuple(units.values())
