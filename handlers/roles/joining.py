"""Letting in somebody nobody knows: they say who they are, and whoever is above that unit decides."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from domain.actions import Action
from domain.errors import NotAllowed
from domain.messages import Choice, IncomingMessage, Reply
from domain.text import fold
from domain.units import WHOLE_TREE, Unit
from domain.users import Permission, Role
from handlers import choices, notices
from handlers.access import require, require_somewhere
from handlers.context import Context, Turn
from language.requests.roles import Introduction, read_introduction
from rendering.wording import joining as wording
from rendering.wording import onboarding
from storage import audit, gazetteer, join_requests, units, users
from storage.database import Tx
from storage.join_requests import JoinRequest, RequestState

_ASKED_A_DAY = 3  # by one sender
_ASKED_AN_HOUR = 60  # by everybody: officers are not to be flooded
_UNITS_OFFERED = 5
_LONGEST_NAME = 60
_ABOVE = re.compile(r"[,;]| (?=(?:xa|phuong|thi tran|dac khu|huyen|tinh|thanh pho|dang bo xa|dang uy xa) )")


def introduce(tx: Tx, context: Context, message: IncomingMessage) -> Reply:
    """What somebody unknown reads: how to come in, or that their request is on its way.

    It reads the same whether or not there is such a unit, and whoever decides about it.
    """
    channel, now = message.address.channel, context.now
    waiting = join_requests.open_of(tx, channel, message.sender_id, now)
    told = read_introduction(message.text)
    if told is None:
        return Reply(text=wording.still_waiting(waiting.created_at) if waiting else onboarding.not_joined())
    fitting = _units_named(tx, told.unit)
    unit = fitting[0] if len(fitting) == 1 else None
    name = (told.name or (waiting.name if waiting else message.sender_name)).strip()[:_LONGEST_NAME]
    if waiting and (waiting.role, waiting.unit_id, waiting.name) == (told.role, unit and unit.id, name):
        return Reply(text=wording.still_waiting(waiting.created_at))
    if join_requests.count_of(tx, channel, message.sender_id, now - timedelta(days=1)) >= _ASKED_A_DAY:
        return Reply(text=wording.asked_too_often())
    if join_requests.count(tx, now - timedelta(hours=1)) >= _ASKED_AN_HOUR:
        return Reply(text=wording.too_many_ask())
    request = join_requests.add(
        tx, message.address, message.sender_id, name, told.role, unit.id if unit else None, now
    )
    audit.add(tx, "join_request", now, user_id=None, unit_id=unit.id if unit else None, subject_id=request)
    _ask_superiors(tx, context, request, name, told, fitting)
    return Reply(text=wording.passed_on(name, told.role, told.unit))


def approve(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Duyệt]: the sender holds the role from now on, and is told."""
    unit = require(turn.user, Permission.INVITE, units.get(tx, arguments["unit"]))
    request = join_requests.by_id(tx, arguments["request"], turn.now)
    if request is None or not join_requests.decide(
        tx, request.id, RequestState.APPROVED, turn.user.id, turn.now
    ):
        return Reply(text=wording.decided_already())
    user_id = _user_of(tx, turn, request)
    users.assign(tx, user_id, request.role, unit.id, turn.now)
    audit.add(tx, "approve", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=user_id)
    notices.answer_later(
        tx,
        turn.context,
        request.address,
        Reply(
            text=wording.approved(request.role, unit),
            choices=(choices.guide(),),
        ),
        users.by_id(tx, user_id, turn.now),
    )
    return Reply(
        text=wording.let_in(request.name, request.role, unit),
        choices=(
            Choice(label=wording.withdraw_label(), action=Action.ROLE_WHICH, arguments={"user": user_id}),
        ),
    )


def refuse(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Từ chối]: the sender is told, without a reason."""
    require_somewhere(turn.user, Permission.INVITE)
    request = join_requests.by_id(tx, arguments["request"], turn.now)
    if request is not None:
        _require_decider(tx, turn, request)
    if request is None or not join_requests.decide(
        tx, request.id, RequestState.REFUSED, turn.user.id, turn.now
    ):
        return Reply(text=wording.decided_already())
    audit.add(tx, "refuse", turn.now, user_id=turn.user.id, unit_id=request.unit_id, subject_id=request.id)
    notices.answer_later(tx, turn.context, request.address, Reply(text=wording.refused()))
    return Reply(text=wording.not_let_in(request.name))


def _require_decider(tx: Tx, turn: Turn, request: JoinRequest) -> None:
    """Whoever may invite to the unit asked for; where that is not known, an administrator."""
    if request.unit_id is not None:
        require(turn.user, Permission.INVITE, units.get(tx, request.unit_id))
    elif not any(one.role is Role.ADMIN for one in turn.user.assignments):
        raise NotAllowed


def _user_of(tx: Tx, turn: Turn, request: JoinRequest) -> int:
    """The user behind the sender: one whose roles have ended, or a new one."""
    channel = request.address.channel
    known = users.by_identity(tx, channel, request.external_id, turn.now)
    if known is not None:
        return known.id
    user_id = users.add_user(tx, request.name, turn.now)
    users.add_identity(tx, user_id, channel, request.external_id, request.address.chat_id, turn.now)
    return user_id


def _units_named(tx: Tx, phrase: str) -> Sequence[Unit]:
    """The units of the whole organisation that a stranger may mean: "bản Hỏm, xã Mường Lạn"."""
    first, *above = _parts(phrase)
    found = gazetteer.find(tx, first, [WHOLE_TREE]).exact
    for part in above:
        wanted = gazetteer.find(tx, part, [WHOLE_TREE]).exact
        found = tuple(unit for unit in found if any(one.contains(unit) and one != unit for one in wanted))
    if not found and above:  # "thị trấn xã X": what looks like a unit above may be part of the name
        found = gazetteer.find(tx, phrase.replace(",", " "), [WHOLE_TREE]).exact
    return found


def _parts(phrase: str) -> list[str]:
    words = phrase.split()
    folded = " ".join(fold(word) or "-" for word in words)
    parts: list[str] = []
    for part in _ABOVE.split(folded):
        count = len(part.split())
        parts.append(" ".join(words[:count]).strip(" ,;"))
        words = words[count:]
    return [part for part in parts if part] or [phrase]


def _ask_superiors(
    tx: Tx,
    context: Context,
    request: int,
    name: str,
    told: Introduction,
    fitting: Sequence[Unit],
) -> None:
    unit = fitting[0] if len(fitting) == 1 else None
    offered = fitting if len(fitting) <= _UNITS_OFFERED else ()
    holding = users.holders(tx, unit, told.role, context.now) if unit else []
    present = [one.display_name for user_id in holding if (one := users.by_id(tx, user_id, context.now))]
    above = units.by_ids(tx, {one.parent_id for one in offered if one.parent_id})
    approvals = tuple(
        Choice(
            label=wording.approve_label(told.role, one, above.get(one.parent_id or 0)),
            action=Action.JOIN_APPROVE,
            arguments={"request": request, "unit": one.id},
        )
        for one in offered
    )
    refusal = Choice(label=wording.refuse_label(), action=Action.JOIN_REFUSE, arguments={"request": request})
    asked = wording.asks_to_join(name, told.role, told.unit, unit, present, is_offered=bool(offered))
    for user_id in _superiors(tx, context, unit):
        notices.tell(tx, context, user_id, Reply(text=asked, choices=(*approvals, refusal)))


def _superiors(tx: Tx, context: Context, unit: Unit | None) -> list[int]:
    """Who decides: the nearest officers above the unit that can be reached, else the administrators."""
    chain = units.ancestors(tx, unit) if unit else []
    for above in chain:
        holding = users.holders(tx, above, Role.OFFICER, context.now)
        if reached := users.reachable(tx, holding):
            return list(reached)
    if unit is None:
        looking_after = users.with_role(tx, Role.ADMIN, context.now)
    else:
        looking_after = [
            user_id for one in (unit, *chain) for user_id in users.holders(tx, one, Role.ADMIN, context.now)
        ]
    return list(users.reachable(tx, looking_after))
