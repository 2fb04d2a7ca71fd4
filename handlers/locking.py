"""Months that an officer locks: nothing that counts in them changes until they are opened again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domain.actions import Action
from domain.errors import MonthLocked
from domain.messages import Choice, Reply
from domain.units import Unit
from domain.users import Permission
from handlers.access import one_unit, require
from handlers.context import Turn
from language.requests.locks import LockRequest
from rendering.wording import locks as wording
from storage import audit, locks, units
from storage.database import Tx


def start(tx: Tx, turn: Turn, request: LockRequest) -> Reply:
    """ "khóa số liệu tháng 10", "mở lại tháng 10": at once, each undoes the other. Raises UnknownUnit."""
    own = turn.user.units_for(Permission.LOCK)
    if request.unit is None and len(own) > 1:
        return Reply(text=wording.which_unit([unit.name for unit in own]))
    unit = one_unit(tx, turn.user, Permission.LOCK, request.unit) if request.unit else own[0]
    if request.reopens:
        return _reopen(tx, turn, unit, request.month)
    return _lock(tx, turn, unit, request.month)


def problem(tx: Tx, unit: Unit, days: Iterable[date]) -> MonthLocked | None:
    """That one of the days lies in a month that is locked for the unit."""
    for month, locked_for in locks.closed(tx, unit, days).items():
        return MonthLocked(month=month, unit=units.get(tx, locked_for))
    return None


def require_open(tx: Tx, unit: Unit, days: Iterable[date]) -> None:
    """Refuse what would change a locked month. Raises MonthLocked."""
    if (locked := problem(tx, unit, days)) is not None:
        raise locked


def require_all_open(tx: Tx, told: Sequence[tuple[Unit, date]]) -> None:
    """`require_open` of many days, each of its unit. Raises MonthLocked."""
    closed = locks.closed_for(tx, (unit for unit, _ in told), (day for _, day in told))
    for unit, day in told if closed else ():
        if locked_for := closed.get((unit.id, day.replace(day=1))):
            raise MonthLocked(month=day.replace(day=1), unit=units.get(tx, locked_for))


def _lock(tx: Tx, turn: Turn, unit: Unit, month: date) -> Reply:
    if month > turn.today:
        return Reply(text=wording.not_yet(month))
    if not locks.lock(tx, unit.id, month, turn.user.id, turn.now):
        return Reply(text=wording.locked_already(unit, month))
    _audit(tx, turn, "month_lock", unit, month)
    about = {"unit": unit.id, "month": month.isoformat()}
    again = Choice(label=wording.reopen_label(), action=Action.MONTH_REOPEN, arguments=about)
    return Reply(text=wording.locked(unit, month), choices=(again,))


def _reopen(tx: Tx, turn: Turn, unit: Unit, month: date) -> Reply:
    if locks.reopen(tx, unit.id, month, turn.user.id, turn.now):
        _audit(tx, turn, "month_reopen", unit, month)
        return Reply(text=wording.reopened(unit, month))
    above = locks.closed(tx, unit, [month]).get(month)
    return Reply(text=wording.not_locked(unit, month, units.get(tx, above) if above else None))


def reopen(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Mở lại]: the month takes reports again. Raises NotAllowed."""
    unit = require(turn.user, Permission.LOCK, units.get(tx, arguments["unit"]))
    return _reopen(tx, turn, unit, date.fromisoformat(arguments["month"]))


def _audit(tx: Tx, turn: Turn, action: str, unit: Unit, month: date) -> None:
    data = {"month": month.isoformat()}
    audit.add(tx, action, turn.now, user_id=turn.user.id, unit_id=unit.id, data=data)
