"""Who of those below is not reached by reminders, and why."""

from datetime import datetime

from domain.actions import Action
from domain.messages import Choice, Reply
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import one_unit
from handlers.context import Turn
from handlers.roles.inviting import cells_without_secretary
from language.requests.roles import UnreachedRequest
from rendering.wording import reaching as wording
from rendering.wording.reaching import Unreached
from storage import mutes, users
from storage.database import Tx
from storage.users import Identity


def unreached(tx: Tx, turn: Turn, request: UnreachedRequest) -> Reply:
    """ "ai đang chặn", "ai không nhận được nhắc": within the asker's tree. Raises UnknownUnit."""
    own = turn.user.units_for(Permission.INVITE)
    scopes = (one_unit(tx, turn.user, Permission.INVITE, request.unit),) if request.unit else own
    found = [
        told
        for user in _placed_in(tx, scopes, turn.now)
        if (told := _told(tx, turn, user, users.identities(tx, [user.id])[user.id]))
    ]
    empty = cells_without_secretary(tx, scopes, turn.now)
    invite = Choice(label=wording.invite_label(), action=Action.INVITE_MISSING)
    return Reply(text=wording.unreached(found, len(empty)), choices=(invite,) if empty else ())


def _placed_in(tx: Tx, scopes: tuple[Unit, ...], now: datetime) -> list[User]:
    ids = {user_id: None for unit in scopes for user_id in users.placed_in(tx, (unit.left, unit.right), now)}
    return [one for user_id in ids if (one := users.by_id(tx, user_id, now))]


def _told(tx: Tx, turn: Turn, user: User, known: list[Identity]) -> Unreached | None:
    """Why somebody is not reached, or not on every channel; None where nothing stands in the way."""
    mute = mutes.current(tx, user.id, turn.today)
    blocked = [one for one in known if one.blocked_at is not None]
    if known and not blocked and mute is None:
        return None
    return Unreached(
        name=user.display_name,
        assignments=user.assignments,
        blocked=tuple((one.address.channel, one.blocked_at) for one in blocked if one.blocked_at),
        still=tuple(one.address.channel for one in known if one.blocked_at is None),
        muted_until=mute.until if mute else None,
    )
