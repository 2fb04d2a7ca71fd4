"""Inviting people to a role: a code with its links and a page to print, for one unit or for many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.actions import Action
from domain.errors import NotAllowed, UnknownUnit
from domain.invitations import as_plain
from domain.localtime import local_date
from domain.messages import Attachment, AttachmentKind, Choice, Reply
from domain.units import Unit, UnitKind
from domain.users import Permission, Role, User
from handlers.access import one_unit, require, require_somewhere
from handlers.context import Context, Turn
from language.requests.roles import InviteMissingRequest, InviteRequest
from rendering.wording import invitations as wording
from rendering.wording.invitations import Given
from storage import audit, facts, gazetteer, invitations, units, users
from storage.database import Tx

_MOST_AT_ONCE = 40  # a commune has 12 to 25 cells


def invite(tx: Tx, turn: Turn, request: InviteRequest) -> Reply:
    """ "mời bí thư bản Hỏm": a code, its links and a page to print. Raises NotAllowed, UnknownUnit."""
    found = _units_meant(tx, turn.user, request)
    if len(found) != 1:
        return _which_unit(tx, found, request.role)
    return _invited(tx, turn, request.role, found[0], request.name)


def invite_here(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The unit meant, of several."""
    return _invited(tx, turn, Role(arguments["role"]), units.get(tx, arguments["unit"]), None)


def invite_missing(tx: Tx, turn: Turn, request: InviteMissingRequest) -> Reply:
    """ "tạo mã mời cho các chi bộ chưa có bí thư": a code for each cell that has nobody, a page each."""
    scopes = [one_unit(tx, turn.user, Permission.INVITE, request.unit)] if request.unit else None
    within = scopes or turn.user.units_for(Permission.INVITE)
    missing = cells_without_secretary(tx, within, turn.now)
    if not missing:
        return Reply(text=wording.nobody_missing())
    made = [
        issue(tx, turn.context, Role.SECRETARY, unit, created_by=turn.user.id)
        for unit in missing[:_MOST_AT_ONCE]
    ]
    return Reply(
        text=wording.invited_many(made, len(missing) - len(made)),
        attachment=attachment(made, turn.context.now),
    )


def cancel(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Hủy mã mời]: the code is worth nothing any more."""
    open_one = invitations.open_one(tx, arguments["invitation"], turn.now)
    if open_one is None:
        return Reply(text=wording.used_already())
    unit = units.get(tx, open_one.unit_id)
    if open_one.created_by != turn.user.id:
        require(turn.user, Permission.INVITE, unit)
    invitations.cancel(tx, open_one.id, turn.now)
    audit.add(tx, "invite_cancel", turn.now, user_id=turn.user.id, unit_id=unit.id)
    return Reply(text=wording.cancelled(unit))


def issue(
    tx: Tx,
    context: Context,
    role: Role,
    unit: Unit,
    *,
    created_by: int | None,
    name: str | None = None,
    replaces: int | None = None,
    more_units: Sequence[int] = (),
) -> Given:
    """A new code with every way to use it; who made it is on record."""
    code = invitations.create(
        tx, role, unit.id, created_by, context.now, name=name, replaces=replaces, more_units=more_units
    )
    audit.add(tx, "invite", context.now, user_id=created_by, unit_id=unit.id, data={"role": role.value})
    bot = facts.get(tx, facts.TELEGRAM_BOT)
    return Given(
        role=role,
        unit=unit,
        above=units.get(tx, unit.parent_id) if unit.parent_id else None,
        code=code,
        expires_on=local_date(context.now + invitations.LIFETIME),
        telegram_link=f"https://t.me/{bot}?start={code}" if bot else "",
        web_link=f"{context.web_address}/sign-in#{code}" if context.web_address else "",
    )


def attachment(made: Sequence[Given], now: datetime) -> Attachment:
    """The pages to print, as a recipe: they are drawn when the message leaves."""
    return Attachment(
        kind=AttachmentKind.INVITATION,
        name=wording.file_name([one.unit for one in made], local_date(now)),
        figures=as_plain([wording.sheet(one) for one in made]),
    )


def cancel_choice(tx: Tx, code: str) -> Choice:
    """The button that takes a code back."""
    return Choice(
        label=wording.cancel_label(),
        action=Action.INVITE_CANCEL,
        arguments={"invitation": invitations.id_of(tx, code)},
    )


def cells_without_secretary(tx: Tx, within: Iterable[Unit], now: datetime) -> list[Unit]:
    """The party cells that have neither a secretary who uses the assistant nor an open code for one."""
    cells = {
        unit.id: unit
        for scope in within
        for unit in units.within(tx, scope.left, scope.right)
        if unit.kind is UnitKind.PARTY_CELL and unit.exists_on(local_date(now))
    }
    taken = users.units_with(tx, Role.SECRETARY, now)
    taken |= invitations.invited_units(tx, list(cells), Role.SECRETARY, now)
    return [unit for unit_id, unit in cells.items() if unit_id not in taken]


def _units_meant(tx: Tx, user: User, request: InviteRequest) -> Sequence[Unit]:
    own = require_somewhere(user, Permission.INVITE)
    if request.unit is None:
        return own if request.role is not Role.SECRETARY else ()
    match = gazetteer.find(tx, request.unit, [(unit.left, unit.right) for unit in own])
    if not match.exact:
        raise UnknownUnit(name=request.unit, near=tuple(unit.name for unit in match.near))
    return match.exact


def _which_unit(tx: Tx, found: Sequence[Unit], role: Role) -> Reply:
    above = units.by_ids(tx, {unit.parent_id for unit in found if unit.parent_id})
    names = [
        ", ".join([unit.name, *([above[unit.parent_id].name] if unit.parent_id in above else [])])
        for unit in found
    ]
    return Reply(
        text=wording.which_unit(names),
        choices=tuple(
            Choice(label=name, action=Action.INVITE_UNIT, arguments={"unit": unit.id, "role": role.value})
            for name, unit in zip(names, found, strict=True)
        ),
    )


def _invited(tx: Tx, turn: Turn, role: Role, unit: Unit, name: str | None) -> Reply:
    require(turn.user, Permission.INVITE, unit)
    if role is Role.ADMIN and not is_admin_of(turn.user, unit):
        raise NotAllowed
    made = issue(tx, turn.context, role, unit, created_by=turn.user.id, name=name)
    holding = [users.by_id(tx, user_id, turn.now) for user_id in users.holders(tx, unit, role, turn.now)]
    return Reply(
        text=wording.invited(made, [one.display_name for one in holding if one], name),
        choices=(cancel_choice(tx, made.code),),
        attachment=attachment([made], turn.now),
    )


def is_admin_of(user: User, unit: Unit) -> bool:
    """Only an administrator makes administrators."""
    return any(a.role is Role.ADMIN and a.unit.contains(unit) for a in user.assignments)


def invite_all_missing(tx: Tx, turn: Turn) -> Reply:
    """[Tạo mã mời] under the question who is not reached."""
    return invite_missing(tx, turn, InviteMissingRequest(unit=None))
