"""Handing units over to a successor: a code, and when it is used everything changes hands at once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.errors import Expired, InvalidInvitation
from domain.messages import Choice, Reply
from domain.periods import range_period
from domain.questions import Query, Topic
from domain.units import Unit
from domain.users import Permission, Role, User
from handlers import choices, notices
from handlers.access import one_unit, require
from handlers.asking import questions
from handlers.context import Context, Turn
from handlers.roles import revoking
from handlers.roles.inviting import attachment, cancel_choice, issue
from language.requests.roles import HandoverRequest
from rendering.wording import handover as wording
from rendering.wording.answers import answer as worded
from storage import audit, invitations, reminders, units, users
from storage.database import Tx
from storage.invitations import Invitation
from storage.recipients import Recipients

_AHEAD = timedelta(days=60)


def start(tx: Tx, turn: Turn, request: HandoverRequest) -> Reply:
    """ "bàn giao chi bộ cho đ/c X": a code for the successor. Nothing else changes until it is used.

    Without a unit it is everything that the speaker holds of one role. Raises NotAllowed, UnknownUnit.
    """
    own = [a for a in turn.user.assignments if a.role is not Role.ADMIN]
    if request.unit is None:
        roles = {a.role for a in own}
        if len(roles) != 1:
            return Reply(text=wording.which_unit())
        return _code(tx, turn, roles.pop(), [a.unit for a in own], turn.user, request.name)
    unit = one_unit(tx, turn.user, Permission.HAND_OVER, request.unit)
    mine = next((a for a in own if a.unit == unit), None)
    if mine is not None:
        return _code(tx, turn, mine.role, [unit], turn.user, request.name)
    require(turn.user, Permission.INVITE, unit)
    holding = users.holders(tx, unit, Role.SECRETARY, turn.now)
    if len(holding) > 1:
        return _whom(tx, turn, unit, holding)
    former = users.by_id(tx, holding[0], turn.now) if holding else None
    return _code(tx, turn, Role.SECRETARY, [unit], former, request.name)


def replace_one(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The one to be replaced, of several who hold the role."""
    unit = require(turn.user, Permission.INVITE, units.get(tx, arguments["unit"]))
    former = users.by_id(tx, arguments["user"], turn.now)
    return _code(tx, turn, Role.SECRETARY, [unit], former, None)


def take_over(tx: Tx, context: Context, user_id: int, invitation: Invitation) -> Reply:
    """The successor comes in: units, unsent reminders and a summary; the former's role ends.

    Raises InvalidInvitation where the former no longer holds anything of it.
    """
    former = users.by_id(tx, invitation.replaces or 0, context.now)
    if former is None or former.id == user_id:
        raise InvalidInvitation
    ended = users.end_roles(tx, former.id, invitation.unit_ids, [invitation.role], context.now)
    if not ended:
        raise InvalidInvitation
    handed = list(units.by_ids(tx, [unit_id for _, unit_id in ended]).values())
    _move(tx, context, former.id, user_id, invitation.role, handed)
    successor = users.by_id(tx, user_id, context.now)
    if successor is None:
        raise InvalidInvitation
    audit.add(
        tx,
        "handover",
        context.now,
        user_id=user_id,
        unit_id=handed[0].id,
        subject_id=former.id,
        data={"units": [unit.id for unit in handed], "role": invitation.role.value},
    )
    notices.tell(tx, context, former.id, Reply(text=wording.you_handed_over(successor.display_name, handed)))
    _tell_superiors(tx, context, former, successor, handed, invitation)
    return Reply(
        text=wording.taken_over(
            invitation.role, handed, former.display_name, _summary(tx, context, successor, handed)
        ),
        choices=(choices.guide(),),
    )


def undo(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Hoàn tác bàn giao]: the former holds the role again, and is reminded again. Once only."""
    invitation = invitations.used(tx, arguments["invitation"])
    if invitation is None or invitation.replaces is None or invitation.used_by is None:
        raise Expired
    handed = [
        require(turn.user, Permission.INVITE, units.get(tx, unit_id)) for unit_id in invitation.unit_ids
    ]
    former = users.by_id(tx, invitation.replaces, turn.now)
    successor = users.by_id(tx, invitation.used_by, turn.now)
    ended = users.end_roles(tx, invitation.used_by, invitation.unit_ids, [invitation.role], turn.now)
    if former is None or successor is None or not ended:
        return Reply(text=wording.undone_already())
    back = [unit for unit in handed if unit.id in {unit_id for _, unit_id in ended}]
    _move(tx, turn.context, successor.id, former.id, invitation.role, back)
    audit.add(
        tx,
        "handover_undo",
        turn.now,
        user_id=turn.user.id,
        unit_id=back[0].id,
        subject_id=former.id,
        data={"units": [unit.id for unit in back], "role": invitation.role.value},
    )
    for user_id in (former.id, successor.id):
        told = wording.handover_undone(former.display_name, successor.display_name, back)
        notices.tell(tx, turn.context, user_id, Reply(text=told))
    return Reply(text=wording.handover_undone(former.display_name, successor.display_name, back))


def _move(tx: Tx, context: Context, source: int, to: int, role: Role, handed: Sequence[Unit]) -> None:
    """The role and what is still to be reminded of; the source's is ended already."""
    for unit in handed:
        if to not in users.holders(tx, unit, role, context.now):
            users.assign(tx, to, role, unit.id, context.now)
        reminders.hand_over(tx, source, to, (unit.left, unit.right), context.now)
    remaining = users.by_id(tx, source, context.now)
    if remaining is None or not remaining.assignments:
        revoking.shut_out(tx, context, source)


def _tell_superiors(
    tx: Tx, context: Context, former: User, successor: User, handed: Sequence[Unit], invitation: Invitation
) -> None:
    recipients = Recipients(tx, context.now)
    superiors = {user_id: None for unit in handed for user_id in recipients.above(unit.id, successor.id)}
    back = Choice(
        label=wording.undo_label(), action=Action.HANDOVER_UNDO, arguments={"invitation": invitation.id}
    )
    told = wording.handed_over_below(former.display_name, successor.display_name, handed)
    for user_id in superiors:
        notices.tell(tx, context, user_id, Reply(text=told, choices=(back,)))


def _code(
    tx: Tx, turn: Turn, role: Role, handed: Sequence[Unit], former: User | None, name: str | None
) -> Reply:
    """The code for the successor, and what its use will change."""
    for unit in handed:
        require(turn.user, Permission.HAND_OVER, unit)
    made = issue(
        tx,
        turn.context,
        role,
        handed[0],
        created_by=turn.user.id,
        name=name,
        replaces=former.id if former else None,
        more_units=[unit.id for unit in handed[1:]],
    )
    is_own = former is not None and former.id == turn.user.id
    return Reply(
        text=wording.successor_code(
            made, handed, name, former=former.display_name if former else None, is_own=is_own
        ),
        choices=(cancel_choice(tx, made.code),),
        attachment=attachment([made], turn.now),
    )


def _whom(tx: Tx, turn: Turn, unit: Unit, holding: Sequence[int]) -> Reply:
    found = [one for user_id in holding if (one := users.by_id(tx, user_id, turn.now))]
    return Reply(
        text=wording.whom(unit, len(found)),
        choices=tuple(
            Choice(
                label=wording.whom_label(one.display_name),
                action=Action.HANDOVER_OF,
                arguments={"unit": unit.id, "user": one.id},
            )
            for one in found
        ),
    )


def _summary(tx: Tx, context: Context, successor: User, handed: Sequence[Unit]) -> list[str]:
    """Of each unit: its members, how it stands, and what is overdue or falls due within 60 days."""
    span = range_period(context.today, context.today + _AHEAD)
    asked = [
        query
        for unit in handed
        for query in (
            Query(topic=Topic.MEMBERS, unit_id=unit.id),
            Query(topic=Topic.STATUS, unit_id=unit.id),
            Query(topic=Topic.DEADLINES, unit_id=unit.id, period=span),
        )
    ]
    return [worded(questions.answer_again(tx, context, successor, query.arguments())).text for query in asked]
