"""Which targets a unit was ever given, by whom, and what became of each."""

from collections.abc import Iterable
from datetime import date

from domain.answers import WhichUnit
from domain.events import Event, EventKind, effective
from domain.localtime import local_date
from domain.messages import Reply
from domain.periods import Period, PeriodKind
from domain.questions import Query, Topic
from domain.quotas import MemberShare
from domain.users import Permission
from handlers.access import require
from handlers.asking.scoping import only_unit, scopes
from handlers.context import Turn
from language.requests.quota_orders import QuotaHistoryRequest
from rendering.wording import quotas as wording
from rendering.wording.answers import answer as worded
from storage import events, gazetteer, users
from storage.database import Tx


def show(tx: Tx, turn: Turn, request: QuotaHistoryRequest) -> Reply:
    """Lịch sử chỉ tiêu: every target the unit ever had."""
    query = Query(topic=Topic.QUOTA_GAP)
    own = scopes(turn.user.units_for(Permission.ASK))
    named = gazetteer.mentioned(tx, turn.message.text, own)
    unit = named[0] if len(named) == 1 else only_unit(tx, turn.user, request.reading, query)
    if isinstance(unit, WhichUnit):
        return worded(unit)
    require(turn.user, Permission.ASK, unit)
    told = events.of_unit(tx, unit.id)
    standing = {event.id for event in effective(told)}
    undone = {event.corrects for event in told if event.kind is EventKind.UNDONE}
    asked = request.reading.period.value if request.reading.period else None
    set_by = _setters(tx, turn, told)
    return wording.history(
        unit,
        [
            _set(
                event, set_by, "" if event.id in standing else "undone" if event.id in undone else "replaced"
            )
            for event in told
            if event.kind is EventKind.QUOTA and (asked is None or period_of(event).start in asked)
        ],
        may_set=turn.user.may(Permission.SET_QUOTA, unit),
    )


def _setters(tx: Tx, turn: Turn, told: Iterable[Event]) -> dict[int, str]:
    ids = dict.fromkeys(event.reported_by for event in told if event.reported_by)
    found = {user_id: users.by_id(tx, user_id, turn.now) for user_id in ids}
    return {user_id: user.display_name for user_id, user in found.items() if user}


def _set(event: Event, set_by: dict[int, str], ended: str) -> wording.QuotaSet:
    data = event.data
    return wording.QuotaSet(
        set_on=local_date(event.recorded_at),
        set_by=set_by.get(event.reported_by or 0),
        period=period_of(event),
        low=data["low"],
        high=data.get("high"),
        per_cell=data.get("per_cell", False),
        tag=data.get("tag", ""),
        share=MemberShare(**data["share"]) if "share" in data else None,
        document=data.get("document", ""),
        ended=ended,
    )


def period_of(event: Event) -> Period:
    """The span that a target was set for."""
    data = event.data
    start, end = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    return Period(kind=PeriodKind(data["kind"]), start=start, end=end)
