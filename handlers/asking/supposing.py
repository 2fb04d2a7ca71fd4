"""What would be if: the figure with so many more, computed and never stored."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from domain.answers import SupposedAnswer, SupposedUnit, WhichUnit
from domain.errors import NotWithin
from domain.figures import FigureAnswer
from domain.messages import Reply
from domain.periods import party_term
from domain.pipeline import OPEN_DOSSIER
from domain.questions import Query, Topic
from domain.quotas import Progress, Quota, progress
from domain.units import Unit
from domain.users import Permission, User
from handlers.access import require
from handlers.asking.figures import figure
from handlers.asking.scoping import only_unit, unit_named
from handlers.context import Context, Turn
from language.requests.suppositions import SupposedAddition, Supposition
from rendering.records import answer_record
from rendering.wording.answers import answer as worded
from rendering.wording.format import mid_sentence, unit_title
from storage import stock, units
from storage.database import Tx


def answer(tx: Tx, turn: Turn, told: Supposition) -> Reply:
    """The reply in a chat."""
    return worded(suppose(tx, turn.context, turn.user, told))


def record(tx: Tx, context: Context, user: User, told: Supposition) -> dict[str, Any]:
    """The answer as plain values with its wording, for `chibo ask`."""
    given = suppose(tx, context, user, told)
    return answer_record(given, worded(given).text)


def suppose(tx: Tx, context: Context, user: User, told: Supposition) -> SupposedAnswer | WhichUnit:
    """The figure of the unit asked about as it would be. Raises NotAllowed, UnknownUnit, NotWithin."""
    today = context.today
    period = told.reading.period.value if told.reading.period else None
    if period is None and told.reading.term_without_years:
        period = party_term(today)
    query = Query(topic=Topic.TOTALS, period=period)
    unit = only_unit(tx, user, told.reading, query)
    if isinstance(unit, WhichUnit):
        return unit
    require(user, Permission.ASK, unit)
    now = figure(tx, query, unit, today)
    changes = _changes(tx, user, unit, query, told, today)
    waiting = sum(stock.standing(tx, (unit.left, unit.right), now.as_of, OPEN_DOSSIER).values())
    dossiers = (waiting if told.dossiers is None else told.dossiers) if told.has_dossiers else None
    added = sum(change.added for change in changes) + (dossiers or 0)
    return SupposedAnswer(
        query=now.query,
        figure=now,
        added=added,
        changes=changes,
        progress=_progress(now, added, told.quota),
        quota=told.quota,
        dossiers=dossiers,
        open_dossiers=waiting,
    )


def _changes(
    tx: Tx, user: User, unit: Unit, query: Query, told: Supposition, today: date
) -> tuple[SupposedUnit, ...]:
    added: dict[int, int] = defaultdict(int)
    whole = 0
    changes: list[SupposedUnit] = []
    places: dict[int, Unit] = {}
    end = query.period.end if query.period else date(today.year + 1, 1, 1)
    for addition in told.additions:
        if addition.is_each:
            on = max(today, query.period.start) if query.period else today
            cells = units.cells_count(tx, (unit.left, unit.right), on)
            changes.append(SupposedUnit(added=addition.count * cells, each=addition.count))
            continue
        place = _place(tx, user, addition, unit)
        count = addition.count * (_months_left(end, today) if addition.is_monthly else 1)
        if place.id != unit.id:
            places[place.id] = place
            added[place.id] += count
        elif addition.is_monthly:
            last = end - timedelta(days=1)
            changes.append(SupposedUnit(added=count, monthly=addition.count, until=last))
        else:
            whole += count
    if whole:
        changes.append(SupposedUnit(added=whole))
    for place_id, count in added.items():
        now = figure(tx, query, places[place_id], today)
        changes.append(SupposedUnit(added=count, figure=now, progress=_progress(now, count, None)))
    return tuple(changes)


def _months_left(end: date, today: date) -> int:
    """The months from this one, which counts whole, to the day before `end`."""
    return max(0, (end.year - today.year) * 12 + end.month - today.month)


def _place(tx: Tx, user: User, addition: SupposedAddition, whole: Unit) -> Unit:
    if addition.unit is None:
        return whole
    place = unit_named(tx, user, addition.unit)
    if not whole.contains(place):
        raise NotWithin(name=unit_title(place), whole=mid_sentence(unit_title(whole)))
    return place


def _progress(now: FigureAnswer, added: int, low: int | None) -> Progress | None:
    """How the figure would stand to its quota, or to the supposed one."""
    known = now.progress.quota if now.progress else None
    if low is not None:
        period = known.period if known else now.period
        known = Quota(unit_id=now.unit.id, period=period, low=low)
    return progress(now.value + added, known) if known else None
