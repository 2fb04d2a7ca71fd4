"""Which party cells have not reported, and asking them to: one tap, at most one message a day for each."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.answers import MissingCell, UnreportedAnswer
from domain.figures import Query, Row
from domain.messages import Choice, Reply
from domain.periods import Period, month_period
from domain.sending import sending_time
from domain.units import Unit, UnitKind
from domain.users import Permission, Role
from handlers.access import require
from handlers.context import Turn
from handlers.reporting import report
from language.reading import Found, Intent, Reading
from rendering.wording import unreported as wording
from storage import audit, mutes, nudges, outbox, reporting, units, users
from storage.database import Tx

_MOST_AT_ONCE = 100  # a commune has 12 to 25 cells; a tap must not hold the writer for a province


@dataclass(slots=True)
class _Tally:
    """What became of one tap."""

    asked: int = 0
    asked_today: int = 0
    unreachable: int = 0


def unreported(tx: Tx, query: Query, unit: Unit, today: date, *, may_nudge: bool) -> UnreportedAnswer:
    """The party cells of the unit that were not heard of in the period, this month unless it says another."""
    period = query.period or month_period(today.year, today.month)
    cells = reporting.of_cells(tx, (unit.left, unit.right), period, min(today, period.last_day))
    missing = [cell for cell in cells if not cell.was_heard]
    shown = _units_of(tx, missing[query.start : query.start + wording.CELLS_SHOWN])
    heard = reporting.last_heard_on(tx, [cell.id for cell in shown], today)
    positions = [cell.position for cell in missing]
    below = [child for child in units.children(tx, unit.id) if child.kind is not UnitKind.PARTY_CELL]
    return UnreportedAnswer(
        query=query,
        unit=unit,
        period=period,
        as_of=today,
        cells=len(cells),
        value=len(missing),
        missing=tuple(MissingCell(unit=cell, last_heard_on=heard.get(cell.id)) for cell in shown),
        by_unit=tuple(
            Row(
                key=child.name,
                unit=child,
                value=bisect_left(positions, child.right) - bisect_left(positions, child.left),
            )
            for child in below
        ),
        may_nudge=may_nudge and period == month_period(today.year, today.month),
    )


def nudge(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Nhắc họ]: a message to each secretary of a cell that still has not reported."""
    unit = require(turn.user, Permission.NUDGE, units.get(tx, arguments["unit"]))
    period = month_period(turn.today.year, turn.today.month)
    cells = reporting.of_cells(tx, (unit.left, unit.right), period, turn.today)
    missing = [cell for cell in cells if not cell.was_heard]
    tally = _Tally()
    for cell in _units_of(tx, missing[:_MOST_AT_ONCE]):
        _ask(tx, turn, unit, cell, period, tally)
    audit.add(tx, "nudge", turn.now, user_id=turn.user.id, unit_id=unit.id, data={"asked": tally.asked})
    return Reply(
        text=wording.nudged(
            asked=tally.asked,
            asked_today=tally.asked_today,
            unreachable=tally.unreachable,
            left=max(0, len(missing) - _MOST_AT_ONCE),
            sent_at=sending_time(turn.now) if sending_time(turn.now) > turn.now else None,
        )
    )


def _units_of(tx: Tx, cells: Sequence[reporting.Heard]) -> list[Unit]:
    found = units.by_ids(tx, [cell.unit_id for cell in cells])
    return [found[cell.unit_id] for cell in cells]


def nothing_to_report(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Tháng này không có]: a report too, in one tap."""
    unit = require(turn.user, Permission.REPORT, units.get(tx, arguments["unit"]))
    month = month_period(arguments["year"], arguments["month"])
    told = Reading(
        intent=Intent.REPORT_ADMISSION,
        unit=Found(value=unit.name, start=0, end=0),
        period=Found(value=month, start=0, end=0),
        count=Found(value=0, start=0, end=0),
    )
    return report.start(tx, turn, told)


def _ask(tx: Tx, turn: Turn, asking: Unit, cell: Unit, period: Period, tally: _Tally) -> None:
    recipients = users.reachable(tx, users.holders(tx, cell, Role.SECRETARY, turn.now))
    awake = [user_id for user_id in recipients if mutes.current(tx, user_id, turn.today) is None]
    if not awake:
        tally.unreachable += 1
        return
    was_asked = False
    for user_id in awake:
        nudge_id = nudges.add(tx, cell.id, user_id, turn.today, turn.now)
        if nudge_id is None:
            continue
        was_asked = True
        month = {"unit": cell.id, "year": period.start.year, "month": period.start.month}
        nothing = Choice(label="Tháng này không có", action="report.nothing", arguments=month)
        message_id = outbox.add_reply(
            tx,
            address=recipients[user_id],
            reply=Reply(text=wording.please_report(asking, cell, period), choices=(nothing,)),
            user=users.by_id(tx, user_id, turn.now),
            inbox_id=None,
            now=turn.now,
        )
        outbox.hasten(tx, message_id, sending_time(turn.now))
        nudges.carried_by(tx, nudge_id, message_id)
    if was_asked:
        tally.asked += 1
    else:
        tally.asked_today += 1
