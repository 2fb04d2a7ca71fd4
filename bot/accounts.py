"""Commands about who uses the assistant: invite, list, and end roles."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.assistant import opened
from bot.commands import Unusable
from bot.settings import Settings
from domain.messages import Attachment
from domain.units import WHOLE_TREE, Unit
from domain.users import Role, User
from handlers.context import Context
from handlers.roles import inviting, revoking
from rendering.files import drawn
from rendering.wording import accounts as wording
from rendering.wording.accounts import Account
from rendering.wording.invitations import Given
from storage import audit, gazetteer, inbox, join_requests, units, users
from storage.database import Tx

_SHOWN = 8  # units that a name could mean


async def invite(
    settings: Settings, role: str, unit_name: str, sheet: Path | None, *, missing: bool
) -> list[str]:
    """A one-time code for a role in a unit, or for each cell below it that has no secretary; to print too."""
    if role not in tuple(Role):
        raise Unusable("--role phải là secretary, officer hoặc admin.")
    if sheet and sheet.suffix.lower() not in (".png", ".pdf"):
        raise Unusable("Tên tệp của --sheet phải kết thúc bằng .png hoặc .pdf.")
    if missing and (role != Role.SECRETARY or (sheet and sheet.suffix.lower() != ".pdf")):
        raise Unusable("--missing đi với --role secretary, và --sheet của nó là tệp .pdf.")
    async with opened(settings) as assistant:
        context = assistant.context()
        made = await assistant.store.write(_invite, context, Role(role), unit_name, missing=missing)
    if not made:
        return [wording.nobody_missing()]
    lines = [line for one in made for line in wording.invited(one)]
    if sheet:
        recipe = inviting.attachment(made, context.now)
        recipe = Attachment(kind=recipe.kind, name=sheet.name, figures=recipe.figures)
        await asyncio.to_thread(_keep, sheet, recipe)
        lines.append(f"Tờ mời để in: {sheet}")
    return lines


def _invite(tx: Tx, context: Context, role: Role, unit_name: str, *, missing: bool) -> list[Given]:
    unit = _one_unit(tx, unit_name)
    wanted = inviting.cells_without_secretary(tx, [unit], context.now) if missing else [unit]
    return [inviting.issue(tx, context, role, one, created_by=None) for one in wanted]


async def listed(settings: Settings, *, only_blocked: bool) -> list[str]:
    """Everybody who uses the assistant, and who waits to be let in."""
    async with opened(settings) as assistant:
        await assistant.store.write(audit.add, "users_list", assistant.clock(), user_id=None)
        return await assistant.store.read(_listed, assistant.clock(), only_blocked=only_blocked)


def _listed(tx: Tx, now: datetime, *, only_blocked: bool) -> list[str]:
    everybody = users.everybody(tx, now)
    known = users.identities(tx, [one.id for one in everybody])
    seen = inbox.last_received(tx)
    accounts = [
        Account(
            id=one.id,
            name=one.display_name,
            assignments=one.assignments,
            channels=tuple((i.address.channel, i.blocked_at) for i in known[one.id]),
            seen_at=max(
                (at for i in known[one.id] if (at := seen.get((i.address.channel, i.address.chat_id)))),
                default=None,
            ),
        )
        for one in everybody
    ]
    if only_blocked:
        return [wording.account(one) for one in accounts if one.is_blocked] or [wording.nobody_blocked()]
    waiting = [wording.asks(request.name, request.role) for request in join_requests.waiting(tx, now)]
    return [*(wording.account(one) for one in accounts), *waiting] or [wording.nobody()]


async def revoke(settings: Settings, who: str, unit_name: str | None) -> str:
    """End the roles of one person, everywhere or below a unit; from their next message on."""
    async with opened(settings) as assistant:
        context = assistant.context()
        return await assistant.store.write(_revoke, context, who, unit_name)


def _revoke(tx: Tx, context: Context, who: str, unit_name: str | None) -> str:
    holding = [one for one in users.everybody(tx, context.now) if one.assignments]
    fitting = [one for one in holding if str(one.id) == who] or revoking.named(holding, who)
    if len(fitting) != 1:
        raise Unusable(_which(who, fitting))
    (person,) = fitting
    within = _one_unit(tx, unit_name) if unit_name else None
    ended = [one for one in person.assignments if within is None or within.contains(one.unit)]
    if not ended:
        raise Unusable(f"Người này không giữ vai trò nào ở “{unit_name}”.")
    revoking.end(tx, context, person, ended, by=None)
    return wording.revoked(person.display_name, ended)


def _which(who: str, fitting: Sequence[User]) -> str:
    if not fitting:
        return f"Không có ai tên “{who}” đang giữ vai trò."
    found = "; ".join(wording.told_apart(one.id, one.display_name, one.assignments) for one in fitting)
    return f"Có {len(fitting)} người tên “{who}”, xin gọi bằng số: {found}"


def _one_unit(tx: Tx, name: str) -> Unit:
    match = gazetteer.find(tx, name, [WHOLE_TREE])
    if len(match.exact) == 1:
        return match.exact[0]
    near = [_with_parent(tx, unit) for unit in match.exact or match.near]
    others = f" và {len(near) - _SHOWN} đơn vị nữa" if len(near) > _SHOWN else ""
    found = f" Có phải: {'; '.join(near[:_SHOWN])}{others}?" if near else ""
    raise Unusable(f"Không rõ đơn vị “{name}”.{found}")


def _with_parent(tx: Tx, unit: Unit) -> str:
    above = units.ancestors(tx, unit)
    return f"{unit.name} ({above[0].name})" if above else unit.name


def _keep(file: Path, recipe: Attachment) -> None:
    """Write a page that only its owner reads: it holds a code."""
    content = drawn(recipe).content
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError:
        raise Unusable(f"Không ghi được tệp {file}.") from None
