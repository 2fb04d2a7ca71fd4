"""Setting targets: one sentence, one card, one confirmation; what a share leaves open."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.answers import WhichUnit
from domain.cards import Draft, QuotaCard, QuotaLine
from domain.errors import (
    Expired,
    MembersUnknown,
    NoSuchPeriod,
    NoUnitOfKind,
    PartAboveWhole,
    QuotaOfClosedUnit,
    TooManyQuotas,
    UnknownUnit,
)
from domain.messages import Reply
from domain.periods import Period, party_term, year_period
from domain.quotas import MemberShare, Quota
from domain.text import fold
from domain.units import Unit, UnitKind
from domain.users import Permission
from handlers import choices
from handlers.access import require, require_somewhere
from handlers.asking.figures import figure
from handlers.asking.queries import query_of
from handlers.asking.scoping import only_unit
from handlers.context import Turn
from handlers.recording import add_quota, origin_of
from handlers.reporting import report
from handlers.succession import require_current
from language.reading import Problem, QuotaReading, Reading
from language.replies.targets import TargetReply, read_target_replies, read_target_year
from language.requests.quota_orders import (
    EachTarget,
    PartTarget,
    QuotaOrder,
    ShareTold,
    items_left_out,
    order_of,
    read_target_list,
    unit_spellings,
)
from rendering.wording import quotas as wording
from rendering.wording import reports
from rendering.wording.answers import answer as worded
from rendering.wording.format import quota_range, unit_title
from storage import audit, drafts, gazetteer, quotas, units
from storage.database import Tx

_MOST_AT_ONCE = 300  # a card is stored whole, and its write must not hold up others
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A line of the card, and where in the message its target stands."""

    line: QuotaLine
    place: int


def start(tx: Tx, turn: Turn, reading: Reading, replacing: Draft | None = None) -> Reply:
    """What targets were understood, to be confirmed. Raises UnknownUnit, NotAllowed, QuotaOfClosedUnit."""
    return order(tx, turn, order_of(reading), replacing)


def order(tx: Tx, turn: Turn, told: QuotaOrder, replacing: Draft | None = None) -> Reply:
    """The same for targets of each kind of cell, as a share of the members, with parts and a document.

    Each further span is a card of its own, which waits behind the first.
    Raises also NoUnitOfKind, MembersUnknown, PartAboveWhole, TooManyQuotas and NoSuchPeriod.
    """
    if left := items_left_out(turn.message.text, told):
        return Reply(text=wording.targets_unread(left))
    if not told.further:
        return _order_alone(tx, turn, told, replacing)
    for further in reversed(told.further):
        _order_one(tx, turn, further, None)
    shown = _order_one(tx, turn, told, replacing)
    return report.first_of_several(shown, 1 + len(told.further))


def _order_one(tx: Tx, turn: Turn, told: QuotaOrder, replacing: Draft | None) -> Reply:
    if Problem.DATE_IMPOSSIBLE in told.reading.problems:
        raise NoSuchPeriod
    period = _period(turn, told.reading)
    lines = _lines(tx, turn, told, period)
    if not lines:
        return Reply(text=wording.which_quota())
    card = QuotaCard(period=period, lines=lines, document=told.document)
    return _shown(tx, turn, replacing, card) if replacing else opened(tx, turn, card)


def _order_alone(tx: Tx, turn: Turn, told: QuotaOrder, replacing: Draft | None) -> Reply:
    """Targets of one span: none where a unit that stands right before a number would have none.

    "giao chi tieu ban hom 2 ban lau 1"
    """
    text = fold(turn.message.text)
    read = tuple(fold(target.unit.value) for target in told.reading.quotas if target.unit)
    named = [] if told.each else [unit.name for unit in _mentioned(tx, turn)]
    numbered = [name for name in named if re.search(rf"\b{re.escape(fold(name))}:? \d", text)]
    left = [name for name in numbered if not fold(name).startswith(read)]
    if read and left and len(numbered) > len(read):
        return Reply(text=wording.targets_unread(left))
    return _order_one(tx, turn, told, replacing)


def opened(tx: Tx, turn: Turn, card: QuotaCard) -> Reply:
    """A new card of targets, to be confirmed."""
    draft = drafts.add(tx, turn.user.id, turn.address, card, turn.now)
    return Reply(text=_card_text(tx, turn, card), choices=(choices.confirm(draft), choices.discard(draft)))


def revise(tx: Tx, turn: Turn, draft: Draft, reading: Reading) -> Reply:
    """A reply in words to an open card: "nà la 5 chứ không phải 4", "bỏ Co Mị ra", "huổi men cũng thế"."""
    card = draft.card
    year = read_target_year(turn.message.text, turn.today.year)
    if isinstance(card, QuotaCard) and year:
        return _shown(tx, turn, draft, replace(card, period=year_period(year)))
    changed = card if isinstance(card, QuotaCard) else None
    if changed and (listed := with_list(tx, turn, changed)) is not None:
        return _shown(tx, turn, draft, listed)
    for told in read_target_replies(turn.message.text):
        changed = with_target(tx, turn, changed, told) if changed else None
    if changed is None or changed == card:
        return start(tx, turn, reading, replacing=draft)
    return _shown(tx, turn, draft, changed)


def with_list(tx: Tx, turn: Turn, card: QuotaCard) -> QuotaCard | None:
    """The card with a list that tells parts too: "bản Nà La 4, trong đó nữ 2, bản Huổi Men 3"; else None."""
    told = read_target_list(turn.message.text, turn.sent_on)
    if told is None or items_left_out(turn.message.text, told):
        return None
    lines = _lines(tx, turn, told, card.period)
    given = {line.unit_id for line in lines}
    return replace(card, lines=(*(one for one in card.lines if one.unit_id not in given), *lines))


def with_target(tx: Tx, turn: Turn, card: QuotaCard, told: TargetReply) -> QuotaCard | None:
    """The card with what is told of one unit; None where that is not one of the reader's, or not clear."""
    within = [(unit.left, unit.right) for unit in turn.user.units_for(Permission.SET_QUOTA)]
    spelt = (gazetteer.find(tx, unit, within).exact for unit in unit_spellings(told.unit))
    named = next((found for found in spelt if found), ())
    if len(named) != 1:
        return None
    unit = _allowed(tx, turn, named[0].name, card.period)
    kept = tuple(line for line in card.lines if line.unit_id != unit.id)
    low = card.lines[-1].low if told.is_same else told.count
    known = next((line for line in card.lines if line.unit_id == unit.id and not line.tag), None)
    if told.is_more and known:
        return None
    if low is not None:
        line = replace(known or QuotaLine(unit_id=unit.id, low=low), low=low, high=None, share=None)
        lines = tuple(line if one is known else one for one in card.lines)
        return replace(card, lines=lines if known else (*lines, line))
    return replace(card, lines=kept) if kept and known else None


def _shown(tx: Tx, turn: Turn, draft: Draft, changed: QuotaCard) -> Reply:
    again = drafts.change(tx, draft, changed)
    return Reply(text=_card_text(tx, turn, changed), choices=(choices.confirm(again), choices.discard(again)))


def confirm(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    """Store the targets, each in place of the one its unit had for the same period."""
    card = draft.card
    if not isinstance(card, QuotaCard):
        raise Expired
    found = units.by_ids(tx, [line.unit_id for line in card.lines])
    for line in card.lines:
        require(turn.user, Permission.SET_QUOTA, found.get(line.unit_id))
    if not drafts.take(tx, draft.id):
        raise Expired
    origin = origin_of(turn)
    for line in card.lines:
        unit = found[line.unit_id]
        target = Quota(
            unit_id=unit.id,
            period=card.period,
            low=line.low,
            high=line.high,
            per_cell=line.per_cell,
            tag=line.tag,
        )
        add_quota(tx, turn.context.book, origin, unit, target, share=line.share, document=card.document)
        audit.add(tx, "quota", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    saved = Reply(text=wording.quota_saved(card), choices=(choices.undo(origin.report_id),))
    return with_next(tx, turn, draft, saved)


def with_next(tx: Tx, turn: Turn, done: Draft, saved: Reply) -> Reply:
    """What became of a card, and the card of targets that waits behind it, if there is one."""
    waiting = [d for d in turn.drafts if d.id != done.id and isinstance(d.card, QuotaCard)]
    following = max(waiting, key=lambda d: d.id, default=None)
    if following is None or not isinstance(following.card, QuotaCard):
        return saved
    text = f"{saved.text}\n\n{reports.still_open(len(waiting))}\n{_card_text(tx, turn, following.card)}"
    shown = (choices.confirm(following), choices.discard(following))
    return Reply(text=text, choices=shown + saved.choices)


def _period(turn: Turn, reading: Reading) -> Period:
    if told := reading.next_period or reading.period:
        return told.value
    return party_term(turn.today) if reading.term_without_years else year_period(turn.today.year)


def _lines(tx: Tx, turn: Turn, order: QuotaOrder, period: Period) -> tuple[QuotaLine, ...]:
    mentioned = [] if order.reading.unit else _mentioned(tx, turn)
    named = mentioned[0].name if len(mentioned) == 1 else None
    named = order.reading.unit.value if order.reading.unit else named
    unnamed = named is None and not any(target.unit for target in order.reading.quotas)
    if unnamed and order.reading.unread:  # it was for somebody, who is not found
        raise _not_found(tx, turn, order.reading.unread[0].value)
    told = [_line(tx, turn, target, named, period) for target in order.reading.quotas]
    if any(target.unit for target in order.reading.quotas):
        named = None  # of the list: what is said of each cell is said of the asker's own unit
    if order.share:
        told.append(_share_line(tx, turn, order, named, period))
    given = {one.line.unit_id for one in told}
    for target in order.each:
        told += [_Told(line=x, place=0) for x in _each(tx, turn, target, named, period, given)]
        given |= {one.line.unit_id for one in told}
    if len(told) > _MOST_AT_ONCE:
        raise TooManyQuotas(count=len(told), most=_MOST_AT_ONCE)
    return _with_parts(told, order.parts)


def _not_found(tx: Tx, turn: Turn, name: str) -> UnknownUnit:
    within = [(unit.left, unit.right) for unit in turn.user.units_for(Permission.SET_QUOTA)]
    return UnknownUnit(name=name, near=tuple(unit.name for unit in gazetteer.nearest(tx, name, within)[:3]))


def _mentioned(tx: Tx, turn: Turn) -> Sequence[Unit]:
    """The units that the text mentions, though the grammar may see no whole name: "ban na la 4"."""
    within = [(unit.left, unit.right) for unit in turn.user.units_for(Permission.SET_QUOTA)]
    return gazetteer.mentioned(tx, turn.message.text, within)


def _line(tx: Tx, turn: Turn, told: QuotaReading, named: str | None, period: Period) -> _Told:
    unit = _allowed(tx, turn, told.unit.value if told.unit else named, period)
    line = QuotaLine(unit_id=unit.id, low=told.low.value, high=told.high.value if told.high else None)
    return _Told(line=line, place=told.low.start)


def _share_line(tx: Tx, turn: Turn, order: QuotaOrder, named: str | None, period: Period) -> _Told:
    """3% số đảng viên: of the members told, else of those last published for the unit."""
    unit = _allowed(tx, turn, named, period)
    told = order.share
    if told is None:
        raise Expired
    members = told.members
    if members is None:
        known = units.figure(tx, unit.id, "members", max(turn.today, period.start))
        if known is None:
            raise MembersUnknown(name=unit_title(unit))
        members = known.value
    share = MemberShare(low=told.low, high=told.high, members=members)
    low, high = share.counts()
    return _Told(line=QuotaLine(unit_id=unit.id, low=low, high=high, share=share), place=0)


def _each(
    tx: Tx, turn: Turn, told: EachTarget, named: str | None, period: Period, given: set[int]
) -> list[QuotaLine]:
    """A rate for each party cell, or a line for each unit of the kind that has none of its own."""
    scope = _allowed(tx, turn, named, period)
    if not told.kind:
        per_cell = scope.kind is not UnitKind.PARTY_CELL
        return [QuotaLine(unit_id=scope.id, low=told.low, high=told.high, per_cell=per_cell)]
    on = min(max(turn.today, period.start), period.last_day)
    fitting = [unit for unit in _of_kind(tx, scope, fold(told.kind)) if unit.exists_on(on)]
    if not fitting:
        raise NoUnitOfKind(kind=told.kind)
    return [
        QuotaLine(unit_id=unit.id, low=told.low, high=told.high, each=wording.for_each(told.kind))
        for unit in fitting
        if unit.id not in given
    ]


def _of_kind(tx: Tx, scope: Unit, kind: str) -> list[Unit]:
    if kind == "don vi":
        return units.children(tx, scope.id)
    below = units.within(tx, scope.left, scope.right)
    return [unit for unit in below if unit.id != scope.id and fold(unit.name).startswith(f"{kind} ")]


def _with_parts(told: Sequence[_Told], parts: Iterable[PartTarget]) -> tuple[QuotaLine, ...]:
    """The lines, each followed by the parts that were told after it."""
    by_place = sorted(told, key=lambda one: one.place)
    following: dict[int, list[QuotaLine]] = {}
    for part in parts:
        before = [one.line for one in by_place if one.place < part.after] or [one.line for one in by_place]
        if not before:
            continue
        whole = before[-1]
        count = -(-whole.low * part.count // _WHOLE) if part.is_percent else part.count
        if count > (whole.high or whole.low):
            raise PartAboveWhole(part=count, whole=whole.high or whole.low)
        following.setdefault(id(whole), []).append(QuotaLine(unit_id=whole.unit_id, low=count, tag=part.tag))
    return tuple(line for one in told for line in (one.line, *following.get(id(one.line), ())))


def _allowed(tx: Tx, turn: Turn, phrase: str | None, period: Period) -> Unit:
    unit = require(turn.user, Permission.SET_QUOTA, _unit(tx, turn, phrase))
    if unit.valid_to is not None and unit.valid_to <= period.start:
        raise QuotaOfClosedUnit(name=unit_title(unit), closed_on=unit.valid_to)
    return unit


def _unit(tx: Tx, turn: Turn, phrase: str | None) -> Unit | None:
    own = require_somewhere(turn.user, Permission.SET_QUOTA)
    if phrase is None:
        return own[0] if len(own) == 1 else None
    scopes = [(u.left, u.right) for u in own]
    matches = [gazetteer.find(tx, spelling, scopes) for spelling in unit_spellings(phrase)]
    match = next((one for one in matches if one.exact), matches[-1])
    if len(match.exact) == 1:
        return require_current(tx, match.exact[0], turn.today)
    longer = [unit for unit in _mentioned(tx, turn) if fold(unit.name).startswith(f"{fold(phrase)} ")]
    if not match.exact and len(longer) == 1:
        return _unit(tx, turn, longer[0].name)  # "ban pom ca 2", of which the grammar read "ban pom"
    raise UnknownUnit(name=phrase, near=tuple(u.name for u in match.exact or match.near))


# --- the card -----------------------------------------------------------------------------------------


def _card_text(tx: Tx, turn: Turn, card: QuotaCard) -> str:
    found = units.by_ids(tx, [line.unit_id for line in card.lines])
    known = {
        (unit_id, quota.tag): quota_range(quota.low, quota.high)
        for unit_id, of_unit in quotas.for_units(tx, list(found)).items()
        for quota in of_unit
        if _is_for(quota, card.period) and not quota.per_cell
    }
    rated = [found[line.unit_id] for line in card.lines if line.per_cell]
    on = max(turn.today, card.period.start)
    cells = {unit.id: units.cells_count(tx, (unit.left, unit.right), on) for unit in rated}
    return wording.quota_card(card, found, replaced=known, cells=cells, notes=_sum_notes(tx, card, found))


def _is_for(quota: Quota, period: Period) -> bool:
    return (quota.period.start, quota.period.end) == (period.start, period.end)


def _sum_notes(tx: Tx, card: QuotaCard, found: dict[int, Unit]) -> list[str]:
    """Children against parent, where both have a target for the period once the card is confirmed."""
    set_now = {line.unit_id: line for line in card.lines if not line.tag}
    above = dict.fromkeys(unit.parent_id for unit in found.values() if unit.parent_id)
    parents = dict.fromkeys([*above, *(unit.id for unit in found.values())])
    notes = []
    for parent in units.by_ids(tx, parents).values():
        whole = _target(set_now.get(parent.id) or quotas.same_period(tx, parent.id, card.period))
        below = units.children(tx, parent.id)
        known = quotas.for_units(tx, [child.id for child in below])
        told: dict[Unit, tuple[int, int]] = {}
        for child in below:
            on_record = next((one for one in known[child.id] if _is_for(one, card.period)), None)
            if target := _target(set_now.get(child.id) or on_record):
                told[child] = target
        if whole is None or not told:
            continue
        low, high = (sum(bounds) for bounds in zip(*told.values(), strict=True))
        if (low, high) != whole:
            total = quota_range(low, None if low == high else high)
            of_parent = quota_range(whole[0], None if whole[0] == whole[1] else whole[1])
            notes.append(wording.quota_sum_note(total, parent, of_parent, {child.kind for child in told}))
    return notes


def _target(told: QuotaLine | Quota | None) -> tuple[int, int] | None:
    """From how many to how many; None where there is no target, or one for each cell."""
    if told is None or told.per_cell:
        return None
    return told.low, told.low if told.high is None else told.high


# --- "vượt 142%" --------------------------------------------------------------------------------------


def ask_which_quota(tx: Tx, turn: Turn, told: ShareTold) -> Reply:
    """Vượt 142%: which quota is meant is asked, never derived; what else the message reports is not lost."""
    if told.report is not None:
        reported = report.start(tx, turn, told.report)
    query = query_of(told.reading, turn.today)
    unit = only_unit(tx, turn.user, told.reading, query)
    if isinstance(unit, WhichUnit):
        return worded(unit)
    require(turn.user, Permission.ASK, unit)
    asked = wording.exceeded_by(told.told, figure(tx, query, unit, turn.today))
    if told.report is None:
        return asked
    return Reply(text=f"{reported.text}\n\n{asked.text}", choices=reported.choices)
