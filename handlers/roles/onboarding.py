"""Joining by a one-time code, and what somebody reads who has not joined."""

from domain.errors import InvalidInvitation
from domain.messages import IncomingMessage, Reply
from domain.users import Permission, User
from handlers import choices
from handlers.context import Context, Turn
from handlers.roles import handover, joining
from rendering.wording import onboarding
from storage import audit, invitations, join_requests, sign_in, units, users
from storage.database import Tx


def stranger(tx: Tx, context: Context, message: IncomingMessage, code: str | None) -> Reply:
    """A sender who holds no role: joins with a code, else says who they are, else is told how."""
    if not code:
        return joining.introduce(tx, context, message)
    if (linked := sign_in.spend_code(tx, code, context.now)) is not None:
        return _link_here(tx, context, message, linked)
    invitation = invitations.peek(tx, code, context.now)
    if invitation is None:
        raise InvalidInvitation
    channel = message.address.channel
    join_requests.withdraw(tx, channel, message.sender_id, context.now)
    known = users.by_identity(tx, channel, message.sender_id, context.now)
    if known is not None:  # their roles have ended
        return _accept(tx, context, known.id, code)
    user_id = users.add_user(tx, invitation.name or message.sender_name or message.sender_id, context.now)
    users.add_identity(tx, user_id, channel, message.sender_id, message.address.chat_id, context.now)
    return _accept(tx, context, user_id, code)


def join(tx: Tx, turn: Turn, code: str | None) -> Reply:
    """A known user: another role by code, or a greeting."""
    if not code:
        return greet(turn)
    if invitations.peek(tx, code, turn.now) is None:
        raise InvalidInvitation
    return _accept(tx, turn.context, turn.user.id, code)


def link(tx: Tx, turn: Turn) -> Reply:
    """A code by which the same person comes in on the web or on another messenger."""
    code = sign_in.create_code(tx, turn.user.id, turn.now)
    audit.add(tx, "link_code", turn.now, user_id=turn.user.id)
    return Reply(text=onboarding.link_code(code, turn.context.web_address))


def _link_here(tx: Tx, context: Context, message: IncomingMessage, user_id: int) -> Reply:
    """The sender is the user of the code from now on, on this channel too."""
    address = message.address
    users.add_identity(tx, user_id, address.channel, message.sender_id, address.chat_id, context.now)
    audit.add(tx, "link", context.now, user_id=user_id, data={"channel": address.channel.value})
    user = users.by_id(tx, user_id, context.now)
    return Reply(text=onboarding.linked(_roles(user) if user else []), choices=(choices.guide(),))


def greet(turn: Turn) -> Reply:
    """Who you are here, and how to go on."""
    return Reply(text=onboarding.greeting(_roles(turn.user)), choices=(choices.guide(),))


def guide(turn: Turn) -> Reply:
    """What can be done here, as far as the reader's roles reach."""
    reports = bool(turn.user.units_for(Permission.REPORT))
    sets_quota = bool(turn.user.units_for(Permission.SET_QUOTA))
    return Reply(text=onboarding.help_text(reports=reports, sets_quota=sets_quota))


def _accept(tx: Tx, context: Context, user_id: int, code: str) -> Reply:
    invitation = invitations.use(tx, code, user_id, context.now)
    if invitation is None:
        raise InvalidInvitation
    if invitation.replaces is not None:
        return handover.take_over(tx, context, user_id, invitation)
    users.assign(tx, user_id, invitation.role, invitation.unit_id, context.now)
    audit.add(tx, "join", context.now, user_id=user_id, unit_id=invitation.unit_id)
    unit = units.get(tx, invitation.unit_id)
    return Reply(text=onboarding.welcome(invitation.role, unit), choices=(choices.guide(),))


def _roles(user: User) -> list[str]:
    return [onboarding.role_in(a.role, a.unit) for a in user.assignments]
