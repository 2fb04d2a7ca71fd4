"""The dialogue about units that are merged, split, renamed or moved: what would change, "Đúng", undo."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from domain.cards import Draft, ReorganisationCard
from domain.errors import Expired, UnitInUse, UnknownUnit
from domain.events import Event, EventKind, effective
from domain.messages import Reply
from domain.periods import Period, PeriodKind
from domain.units import Change, Unit, UnitKind
from domain.users import Permission, Role, User
from handlers import choices
from handlers.access import require, require_somewhere
from handlers.context import Context, Turn
from handlers.organising import changes_ahead, unit_changes
from handlers.recording import Origin, origin_of, take_back
from language.requests.reorganising import ReorganiseRequest
from rendering.wording import reorganising as words
from storage import audit, drafts, events, gazetteer, units, users
from storage.database import Tx


def start(tx: Tx, turn: Turn, request: ReorganiseRequest) -> Reply:
    """ "Từ 1/7 sáp nhập bản A và bản B thành bản AB": what would change, to be confirmed."""
    card = card_of(tx, turn.user, request, turn.today)
    draft = drafts.add(tx, turn.user.id, turn.address, card, turn.now)
    return _show(tx, draft, card, turn.today)


def show(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """The open card again."""
    return _show(tx, draft, _card(draft), turn.today)


def card_of(tx: Tx, user: User, request: ReorganiseRequest, today: date) -> ReorganisationCard:
    """The order with its units found.

    Raises UnknownUnit, NotAllowed, UnitEnded, CannotReorganise or ChangeAhead.
    """
    own = require_somewhere(user, Permission.REORGANISE)
    named = [_one(tx, user, own, phrase) for phrase in request.units]
    to = _one(tx, user, own, request.into[0]) if request.change is Change.MOVED else None
    into = tuple(gazetteer.proper_name(name, like=named[0].name) for name in request.into)
    card = ReorganisationCard(
        change=request.change,
        unit_ids=tuple(unit.id for unit in named),
        into=(to.name,) if to else into,
        on=request.on or today,
        under=to.id if to else None,
    )
    changes_ahead.require_free(tx, card)
    unit_changes.plan_of(tx, card)
    return card


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """[Đúng]: everything is checked again, then done in this one transaction, or kept for its day."""
    card = _card(draft)
    concerned = (*card.unit_ids, card.under) if card.under else card.unit_ids
    for unit in units.by_ids(tx, concerned).values():
        require(turn.user, Permission.REORGANISE, unit)
    changes_ahead.require_free(tx, card)
    unit_changes.plan_of(tx, card)
    if not drafts.take(tx, draft.id):
        raise Expired
    origin = origin_of(turn)
    receipt = decide(tx, turn.context, card, origin)
    return Reply(text=receipt, choices=(choices.undo(origin.report_id),))


def decide(tx: Tx, context: Context, card: ReorganisationCard, origin: Origin) -> str:
    """Do what the card says, or keep it until its day, tell those concerned, and return the receipt.

    Raises ChangeAhead, UnitEnded or CannotReorganise.
    """
    changes_ahead.require_free(tx, card)
    if card.on > context.today:
        return changes_ahead.keep(tx, context, card, origin)
    were_called = unit_changes.names_of(tx, card)
    receipt = unit_changes.carry_out(tx, context, card, origin)
    told = Reply(text=words.announced(card, were_called))
    unit_changes.tell_concerned(tx, context, card, told, but=origin.reported_by)
    unit_changes.tell_cells_below(tx, context, card, were_called)
    return receipt


def describe(tx: Tx, card: ReorganisationCard, today: date) -> str:
    """What the card would change, in words."""
    plan = unit_changes.plan_of(tx, card)
    sizes = {unit.id: _size(tx, unit, today) for unit in plan.closing}
    summed = {unit.id: unit for unit in (*plan.closing, *plan.taking)}
    sums = unit_changes.targets_of(tx, list(summed.values()), card.on).items()
    targets = [
        (Period(kind=PeriodKind(kind), start=start, end=end), low)
        for (kind, start, end, tag, _), (low, _) in sums
        if not tag
    ]
    return words.card(card, plan.closing, sizes, targets, today)


def taken_back(tx: Tx, turn: Turn, report: Sequence[Event]) -> Reply:
    """The undo of a change of units, or of the decision where its day has not come.

    Raises UnitInUse when later reports build on it.
    """
    told = [event for event in report if event.kind is EventKind.REORGANISED]
    if not told:
        return changes_ahead.call_off(tx, turn, report)
    for event in told:
        require(turn.user, Permission.REORGANISE, units.get(tx, event.unit_id))
    founded = {unit_id for event in told for unit_id in event.data.get("founded", ())}
    _require_unused(tx, told, founded)
    ended = [units.get(tx, event.unit_id) for event in told if _has_ended_by(event)]
    touched = unit_changes.everybody(tx, unit_changes.with_predecessors(tx, ended))
    _restore(tx, told, ended)
    _end_roles_given(tx, told, turn.now)
    origin, book = origin_of(turn), turn.context.book
    take_back(tx, book, origin, list(report))
    for unit in units.by_ids(tx, founded).values():
        units.close(tx, unit.id, unit.valid_from, None)
    going_on = {unit_id for event in told for unit_id in event.data.get("into", ())}
    again = units.by_ids(tx, {unit.id for unit in ended} | (going_on - founded))
    unit_changes.settle(tx, book, touched, list(again.values()), origin)
    for unit_id in founded:
        unit_changes.ask_no_more(tx, book, units.get(tx, unit_id), origin)
    report_id = report[0].report_id
    audit.add(tx, "undo", turn.now, user_id=turn.user.id, unit_id=told[0].unit_id, subject_id=report_id)
    return Reply(text=words.taken_back())


def _require_unused(tx: Tx, told: Sequence[Event], founded: Collection[int]) -> None:
    """Raise UnitInUse where a founded unit has told something itself, has got units below it or goes on for
    others since, or where a unit that was moved has moved on."""
    gave_way = {event.unit_id for event in told if _has_ended_by(event)}
    moved = {unit_id: e.data["into"][0] for e in told for unit_id, *_ in e.data.get("moved", ())}
    for unit in units.by_ids(tx, founded).values():
        own = effective(events.all_of_unit(tx, unit.id))
        is_told_of = any(event.report_id != told[0].report_id for event in own)
        has_more = any(child.id not in moved for child in units.children(tx, unit.id))
        has_joined = {one.id for one in units.predecessors(tx, unit) if one.successor_id == unit.id}
        if is_told_of or has_more or not has_joined <= gave_way:
            raise UnitInUse(name=unit.name)
    for unit in units.by_ids(tx, moved).values():
        if unit.parent_id != moved[unit.id]:
            raise UnitInUse(name=unit.name)


def _has_ended_by(change: Event) -> bool:
    """Whether the unit gave way to others. One that only gave a part up went on; it may have ended since."""
    is_replaced = change.data["change"] in (Change.MERGED, Change.SPLIT)
    return is_replaced and change.unit_id not in change.data["into"]


def _restore(tx: Tx, told: Sequence[Event], ended: Sequence[Unit]) -> None:
    """Units are called what they were, lie where they lay, and have not ended."""
    for event in told:
        if event.data["change"] == Change.RENAMED and event.happened_on:
            units.rename_back(tx, event.unit_id, event.data["was"], event.happened_on)
        unit_changes.put_back(tx, event)
    for unit in ended:
        units.close(tx, unit.id, None, None)


def _end_roles_given(tx: Tx, told: Sequence[Event], now: datetime) -> None:
    """Whoever came to answer for a unit by the change does no more. An older event names no role."""
    given = {tuple(one) for event in told for one in event.data.get("joined", ())}
    for user_id, unit_id, *role in given:
        users.end_roles(tx, user_id, [unit_id], [Role(*role) if role else Role.SECRETARY], now)


def _size(tx: Tx, unit: Unit, today: date) -> int:
    """How many people a cell follows, and how many cells a committee has."""
    if unit.kind is UnitKind.PARTY_CELL:
        return len(unit_changes.followed_by(tx, unit))
    return units.cells_count(tx, (unit.left, unit.right), today)


def _one(tx: Tx, user: User, own: Sequence[Unit], phrase: str) -> Unit:
    match = gazetteer.find(tx, phrase, [(unit.left, unit.right) for unit in own])
    if len(match.exact) != 1:
        raise UnknownUnit(name=phrase, near=tuple(unit.name for unit in match.exact or match.near))
    return require(user, Permission.REORGANISE, match.exact[0])


def _show(tx: Tx, draft: Draft, card: ReorganisationCard, today: date) -> Reply:
    return Reply(text=describe(tx, card, today), choices=(choices.confirm(draft), choices.discard(draft)))


def _card(draft: Draft) -> ReorganisationCard:
    if not isinstance(draft.card, ReorganisationCard):
        raise Expired
    return draft.card
