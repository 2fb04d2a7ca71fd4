"""The only authorisation: refuse or return."""

from domain.errors import NotAllowed
from domain.units import Unit
from domain.users import Permission, User


def require_somewhere(user: User, permission: Permission) -> None:
    """Return when the user has this permission in some unit. Raises NotAllowed."""
    if not user.units_for(permission):
        raise NotAllowed


def require(user: User, permission: Permission, unit: Unit | None) -> Unit:
    """The unit, when the user has this permission over it. Raises NotAllowed, also where there is none."""
    if unit is None or not user.may(permission, unit):
        raise NotAllowed
    return unit
