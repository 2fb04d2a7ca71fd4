"""The only authorisation: refuse or return."""

from domain.errors import NotAllowed, NotYourRole
from domain.units import Unit
from domain.users import Permission, User


def require_somewhere(user: User, permission: Permission) -> tuple[Unit, ...]:
    """The units whose subtrees the user's permission covers. Raises NotYourRole where there are none."""
    own = user.units_for(permission)
    if not own:
        raise NotYourRole(permission=permission)
    return own


def require(user: User, permission: Permission, unit: Unit | None) -> Unit:
    """The unit, when the user has this permission over it.

    Raises NotAllowed, also where there is no unit, and NotYourRole for who has the permission nowhere.
    """
    require_somewhere(user, permission)
    if unit is None or not user.may(permission, unit):
        raise NotAllowed
    return unit
