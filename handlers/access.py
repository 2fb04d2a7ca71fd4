"""The only authorisation: refuse or return."""

from domain.errors import NotAllowed, NotYourRole, UnknownUnit
from domain.units import Unit
from domain.users import Permission, User
from storage import gazetteer
from storage.database import Tx


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


def one_unit(tx: Tx, user: User, permission: Permission, phrase: str) -> Unit:
    """The one unit of the user's own tree that a phrase names. Raises UnknownUnit, NotYourRole."""
    own = require_somewhere(user, permission)
    match = gazetteer.find(tx, phrase, [(unit.left, unit.right) for unit in own])
    if len(match.exact) != 1:
        raise UnknownUnit(name=phrase, near=tuple(unit.name for unit in match.exact or match.near))
    return match.exact[0]
