"""Which party cells have not reported, and asking them to: one tap, at most one message a day for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.actions import Action
from domain.answers import MissingCell, UnreportedAnswer
from domain.errors import NotAllowed
from domain.figures import Row
from domain.messages import Choice, Reply
from domain.periods import Period, month_period
from domain.questions import Query
from domain.sending import sending_time
from domain.units import Unit, UnitKind
from domain.users import Permission, Role
from handlers.access import one_unit, require
from handlers.context import Turn
from handlers.reporting import report
from language.reading import Found, Intent, Reading
from language.requests.everyday import NudgeRequest
from rendering.wording import unreported as wording
from storage import audit, gazetteer, mutes, nudges, outbox, reporting, units, users
from storage.database import Tx

_MOST_OF_KIND = 500  # cells of a commune among which those of a kind are looked for
_MOST_AT_ONCE = 100  # a commune has 12 to 25 cells; a tap must not hold the writer for a province


@dataclass(slots=True)
class _Tally:
    """What became of one tap."""

    asked: int = 0
    asked_today: int = 0
    unreachable: int = 0


def unreported(tx: Tx, query: Query, unit: Unit, today: date, *, may_nudge: bool) -> UnreportedAnswer:
    """The party cells of the unit that were not heard of in the period, this month unless it says another.

    Where units lie between, the first answer counts them by unit and names none.
    """
    period = query.period or month_period(today.year, today.month)
    interval, on = (unit.left, unit.right), min(today, period.last_day)
    below = units.children(tx, unit.id)
    if query.kind and all(child.kind is UnitKind.PARTY_CELL for child in below):
        return _of_kind(tx, query, query.kind, unit, period, today)
    query = replace(query, kind=None)
    silent = reporting.count_below(tx, unit.id, period, on)
    known = list(silent.values()) if below else [reporting.count(tx, interval, period, on)]
    by_unit = tuple(
        Row(key=child.name, unit=child, value=silent[child.id].missing if child.id in silent else 0)
        for child in below
        if child.kind is not UnitKind.PARTY_CELL
    )
    shown: list[Unit] = []
    if query.start or not any(row.value for row in by_unit):
        shown = reporting.missing(tx, interval, period, on, most=wording.CELLS_SHOWN, skipped=query.start)
    last_on = reporting.last_heard_on(tx, [cell.id for cell in shown], today) if shown else {}
    heard: list[Unit] = []
    if shown and not query.start:
        heard = reporting.heard(tx, interval, period, on, most=wording.CELLS_SHOWN)
    return UnreportedAnswer(
        query=query,
        unit=unit,
        period=period,
        as_of=today,
        cells=sum(one.cells for one in known),
        value=sum(one.missing for one in known),
        missing=tuple(MissingCell(unit=cell, last_heard_on=last_on.get(cell.id)) for cell in shown),
        heard=tuple(heard),
        by_unit=by_unit,
        may_nudge=may_nudge and period == month_period(today.year, today.month),
    )


def _of_kind(tx: Tx, query: Query, kind: str, unit: Unit, period: Period, today: date) -> UnreportedAnswer:
    """ "Trường nào chưa báo cáo": of the cells of that kind only. A tap would ask all others too, so there is
    none. Raises NotAllowed where there is none of the kind."""
    interval, on = (unit.left, unit.right), min(today, period.last_day)
    silent, heard = (
        [cell for cell in known if gazetteer.is_of_kind(cell, kind)]
        for known in (
            reporting.missing(tx, interval, period, on, most=_MOST_OF_KIND),
            reporting.heard(tx, interval, period, on, most=_MOST_OF_KIND),
        )
    )
    if not silent and not heard:
        raise NotAllowed
    shown = silent[query.start : query.start + wording.CELLS_SHOWN]
    last_on = reporting.last_heard_on(tx, [cell.id for cell in shown], today) if shown else {}
    return UnreportedAnswer(
        query=replace(query, kind=gazetteer.as_it_calls(kind, (silent or heard)[0].name)),
        unit=unit,
        period=period,
        as_of=today,
        cells=len(silent) + len(heard),
        value=len(silent),
        missing=tuple(MissingCell(unit=cell, last_heard_on=last_on.get(cell.id)) for cell in shown),
        heard=() if query.start else tuple(heard[: wording.CELLS_SHOWN]),
        by_unit=(),
        may_nudge=False,
    )


def nudge(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Nhắc họ]: a message to each secretary of a cell that still has not reported."""
    return _nudge(tx, turn, require(turn.user, Permission.NUDGE, units.get(tx, arguments["unit"])))


def nudge_named(tx: Tx, turn: Turn, told: NudgeRequest) -> Reply:
    """ "Nhắc bản Lầu báo cáo": the same for one unit. Raises NotYourRole, UnknownUnit."""
    return _nudge(tx, turn, one_unit(tx, turn.user, Permission.NUDGE, told.unit))


def _nudge(tx: Tx, turn: Turn, unit: Unit) -> Reply:
    period = month_period(turn.today.year, turn.today.month)
    interval = (unit.left, unit.right)
    known = reporting.count(tx, interval, period, turn.today)
    tally = _Tally()
    for cell in reporting.missing(tx, interval, period, turn.today, most=_MOST_AT_ONCE):
        _ask(tx, turn, unit, cell, period, tally)
    audit.add(tx, "nudge", turn.now, user_id=turn.user.id, unit_id=unit.id, data={"asked": tally.asked})
    return Reply(
        text=wording.nudged(
            asked=tally.asked,
            asked_today=tally.asked_today,
            unreachable=tally.unreachable,
            left=max(0, known.missing - _MOST_AT_ONCE),
            sent_at=sending_time(turn.now) if sending_time(turn.now) > turn.now else None,
        )
    )


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
        nothing = Choice(label=wording.nothing_label(), action=Action.REPORT_NOTHING, arguments=month)
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
