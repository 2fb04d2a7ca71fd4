"""Units merged, split or renamed on a day: people, open deadlines, targets and secretaries go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cards import ReorganisationCard
from domain.errors import CannotReorganise, UnitEnded
from domain.events import Event
from domain.messages import Reply
from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from domain.quotas import Quota
from domain.rules import RuleBook, Subject
from domain.text import fold
from domain.units import LEVELS, Change, Unit
from domain.users import Role
from handlers.context import Context
from handlers.notices import tell_secretaries, tell_those_of
from handlers.recording import (
    Origin,
    add_arrival,
    add_quota,
    add_reorganisation,
    settle_people,
    settle_unit,
)
from rendering.wording import reorganising as words
from storage import audit, deadlines, moving, people, quotas, units, users
from storage.database import Tx

_Key = tuple[str, date, date, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a card comes to: the units named, and those that go on by name (None: still to be founded)."""

    closing: tuple[Unit, ...]
    into: tuple[tuple[str, Unit | None], ...]

    @property
    def taking(self) -> tuple[Unit, ...]:
        """Those that go on and are there already."""
        return tuple(unit for _, unit in self.into if unit)


def plan_of(tx: Tx, card: ReorganisationCard) -> Plan:
    """Which units end and which go on, as the units are now. Raises UnitEnded or CannotReorganise."""
    named = tuple(units.by_ids(tx, card.unit_ids).values())
    to = units.get(tx, card.under) if card.under is not None else None
    for unit in (*named, to) if to else named:
        if unit.valid_to is not None:
            raise UnitEnded(name=unit.name, ended_on=unit.valid_to, successor=units.present(tx, unit).name)
    into: list[tuple[str, Unit | None]]
    if to:
        into = [(to.name, to)]
    else:
        siblings = units.children(tx, named[0].parent_id) if named[0].parent_id else []
        current = {fold(unit.name): unit for unit in siblings if unit.valid_to is None}
        into = [(name, current.get(fold(name))) for name in card.into]
    plan = Plan(closing=named, into=tuple(into))
    is_new = any(unit.valid_from and unit.valid_from >= card.on for unit in named)
    if not _FITS[card.change](plan) or (is_new and card.change is not Change.RENAMED):
        raise CannotReorganise(names=tuple(unit.name for unit in named) + card.into)
    return plan


def _is_renaming(plan: Plan) -> bool:
    ids = {unit.id for _, unit in plan.into if unit} | {unit.id for unit in plan.closing}
    return len(plan.into) == len(plan.closing) == len(ids) == 1


def _are_alike(plan: Plan) -> bool:
    """Units of one kind and one committee; of provinces nobody decides here."""
    alike = {(unit.parent_id, unit.kind) for unit in (*plan.closing, *plan.taking)}
    return len(alike) == 1 and plan.closing[0].parent_id is not None


def _is_merging(plan: Plan) -> bool:
    ids = {unit.id for unit in (*plan.closing, *plan.taking)}
    return _are_alike(plan) and len(plan.into) == 1 and len(ids) > 1


def _is_splitting(plan: Plan) -> bool:
    names = {fold(name) for name, _ in plan.into}
    others = [unit for unit in plan.taking if unit.id != plan.closing[0].id]
    return _are_alike(plan) and len(plan.closing) == 1 and len(names) > 1 and not others


def _is_moving(plan: Plan) -> bool:
    """Into a committee that is higher than each of them, and is not theirs already."""
    to = plan.taking[0]
    return all(
        LEVELS.index(to.kind) < LEVELS.index(unit.kind) and unit.parent_id not in (to.id, None)
        for unit in plan.closing
    )


_FITS = {
    Change.RENAMED: _is_renaming,
    Change.MERGED: _is_merging,
    Change.SPLIT: _is_splitting,
    Change.MOVED: _is_moving,
}


def carry_out(tx: Tx, context: Context, card: ReorganisationCard, origin: Origin) -> str:
    """Do what the card says, whose day has come, and return the receipt. Raises as `plan_of` does."""
    plan = plan_of(tx, card)
    names = [unit.name for unit in plan.closing]
    match card.change:
        case Change.RENAMED:
            (unit,) = plan.closing
            told = {"was": unit.name, "name": card.into[0]}
            add_reorganisation(tx, origin, unit, card.on, card.change, told)
            units.rename(tx, unit, card.into[0], card.on)
            _audit(tx, origin, unit, card)
        case Change.MOVED:
            for unit in plan.closing:
                moved, renamed = _move(tx, [unit], plan.taking[0], card.on)
                place: dict[str, Any] = {"into": [card.under], "moved": moved, "renamed": renamed}
                add_reorganisation(tx, origin, unit, card.on, card.change, place)
                _audit(tx, origin, unit, card)
        case Change.MERGED | Change.SPLIT:
            return words.done(card, names, quota=_replace(tx, context, card, plan, origin))
    return words.done(card, names, quota=None)


def _replace(tx: Tx, context: Context, card: ReorganisationCard, plan: Plan, origin: Origin) -> int | None:
    """Units end and others go on in their place. Returns the target that went over to the first of these."""
    founded: list[int] = []
    going_on: list[Unit] = []
    like = plan.closing[0]
    parent = units.get(tx, like.parent_id) if like.parent_id else None
    for name, known in plan.into:
        unit = known or units.add(tx, parent=parent, kind=like.kind, name=name, valid_from=card.on)
        going_on.append(unit)
        if known is None:
            founded.append(unit.id)
    ending = [unit for unit in plan.closing if unit.id not in {u.id for u in going_on}]
    first = going_on[0]
    targets = targets_of(tx, [*ending, *(u for u in going_on if u.id not in founded)], card.on)
    touched = everybody(tx, with_predecessors(tx, ending))
    alive = {unit.id: followed_by(tx, unit) for unit in ending}
    for unit in ending:
        units.close(tx, unit.id, card.on, first.id)
    joined = _assign(tx, ending or list(plan.closing), going_on, context)
    for unit in ending or plan.closing[:1]:
        below = units.children(tx, unit.id) if unit in ending else []
        moved, renamed = _move(tx, below, first, card.on)
        told: dict[str, Any] = {"into": [u.id for u in going_on], "founded": founded, "joined": joined}
        told |= {"moved": moved, "renamed": renamed}
        add_reorganisation(tx, origin, unit, card.on, card.change, told)
        for person_id, latest in alive.get(unit.id, []):
            add_arrival(tx, origin, first, person_id, max(card.on, latest), left=unit)
        _audit(tx, origin, unit, card)
    settle(tx, context.book, touched, [*ending, first], origin)
    if not ending:
        return None
    _hand_targets_on(tx, context.book, origin, first, targets)
    return next((low for key, (low, _) in targets.items() if not key[3]), None)


def _move(
    tx: Tx, below: Sequence[Unit], to: Unit, on: date
) -> tuple[list[tuple[int, int | None, int, int]], list[tuple[int, str]]]:
    """The units lie below another committee from that day; a name that one there bears already is told apart
    by the committee it comes from. Returns where each was, and what each renamed one was called."""
    there = {fold(unit.name) for unit in units.children(tx, to.id) if unit.valid_to is None}
    moved, renamed = [], []
    for unit in below:
        moved.append((unit.id, unit.parent_id, unit.left, unit.right))
        if unit.valid_to is None and fold(unit.name) in there and unit.parent_id:
            renamed.append((unit.id, unit.name))
            units.rename(tx, unit, f"{unit.name} ({units.get(tx, unit.parent_id).name})", on)
        moving.move(tx, unit, to, on)
        there.add(fold(unit.name))
    return moved, renamed


def put_back(tx: Tx, told: Event) -> None:
    """The places and names that units had before the change that was told."""
    on = told.happened_on
    assert on is not None  # noqa: S101 - every change of units has its day
    for unit_id, name in told.data.get("renamed", ()):
        units.rename_back(tx, unit_id, name, on)
    for unit_id, parent_id, left, right in told.data.get("moved", ()):
        moving.move_back(tx, units.get(tx, unit_id), parent_id, (left, right), on)


def followed_by(tx: Tx, unit: Unit) -> list[tuple[int, date]]:
    """Who belongs to the unit and has not left, with the day of the last thing told of them."""
    known = people.load(tx, people.belonging_to(tx, unit)).values()
    return [
        (p.id, max([p.path.last.on, *(m.on for m in p.path.moves)]))
        for p in known
        if p.path.last and p.path.stage is not Stage.DROPPED
    ]


def names_of(tx: Tx, card: ReorganisationCard) -> list[str]:
    """What the units of the card are called now."""
    return [unit.name for unit in units.by_ids(tx, card.unit_ids).values()]


def tell_concerned(
    tx: Tx, context: Context, card: ReorganisationCard, reply: Reply, *, but: int | None
) -> None:
    """Write to those who answer for the units of the card, each once; `but` knows it already."""
    concerned = {unit.id: unit for unit in units.presents(tx, card.unit_ids).values()}
    for unit in concerned.values():
        tell_those_of(tx, context.now, unit, reply, but=but)


def tell_cells_below(tx: Tx, context: Context, card: ReorganisationCard, names: Sequence[str]) -> None:
    """Write to the secretaries of the cells whose committee is another one now."""
    if card.change is Change.MOVED:
        return
    homes = {unit.id: unit for unit in units.presents(tx, card.unit_ids).values()}
    for home in homes.values():
        cells = [child for child in units.children(tx, home.id) if child.valid_to is None]
        told = Reply(text=words.announced_below(card, names, home))
        tell_secretaries(tx, context.now, cells, told)


def with_predecessors(tx: Tx, homes: Iterable[Unit]) -> list[Unit]:
    """The units, and all in whose place they go on."""
    return [one for unit in homes for one in (unit, *units.predecessors(tx, unit))]


def everybody(tx: Tx, ending: Iterable[Unit]) -> list[int]:
    """Everybody of whom the units have told anything: their rows lie where the unit's records do."""
    return list(
        dict.fromkeys(i for unit in ending for i in people.told_of_by(tx, unit, units.present(tx, unit)))
    )


def _assign(
    tx: Tx, ending: Sequence[Unit], going_on: Sequence[Unit], context: Context
) -> list[tuple[int, int, str]]:
    """Whoever answers for the units that end does for those that go on; (user, unit, role) of what is new."""
    given: list[tuple[int, int, str]] = []
    for unit in going_on:
        for role in Role:
            there = set(users.holders(tx, unit, role, context.now))
            for old in ending:
                for user_id in users.holders(tx, old, role, context.now):
                    if user_id not in there:
                        users.assign(tx, user_id, role, unit.id, context.now)
                        there.add(user_id)
                        given.append((user_id, unit.id, role.value))
    return given


def targets_of(tx: Tx, of: Sequence[Unit], on: date) -> dict[_Key, tuple[int, int | None]]:
    """The sum of the targets whose period goes on beyond the day; a rate for each cell is not summed."""
    sums: dict[_Key, tuple[int, int | None]] = {}
    for unit in of:
        for one in (*quotas.of_unit(tx, unit.id), *quotas.parts_of_unit(tx, unit.id)):
            if one.period.end <= on:
                continue
            key = (one.period.kind.value, one.period.start, one.period.end, one.tag, one.per_cell)
            low, high = sums.get(key, (0, None))
            if one.per_cell:
                sums[key] = max(low, one.low), one.high
            elif one.high is None and high is None:
                sums[key] = low + one.low, None
            else:
                sums[key] = low + one.low, (high or low) + (one.high or one.low)
    return sums


def _hand_targets_on(
    tx: Tx, book: RuleBook, origin: Origin, unit: Unit, targets: dict[_Key, tuple[int, int | None]]
) -> None:
    for (kind, start, end, tag, per_cell), (low, high) in targets.items():
        period = Period(kind=PeriodKind(kind), start=start, end=end)
        target = Quota(unit_id=unit.id, period=period, low=low, high=high, per_cell=per_cell, tag=tag)
        add_quota(tx, book, origin, unit, target)


def settle(tx: Tx, book: RuleBook, touched: Sequence[int], homes: Iterable[Unit], origin: Origin) -> None:
    """Rows, numbers, targets and deadlines in line with what the units are now.

    What a unit that ended earlier has told lies with whichever goes on in its place: it goes along.
    """
    if touched:
        settle_people(tx, book, touched, origin.recorded_at)
    for home in units.by_ids(tx, {unit.id for unit in with_predecessors(tx, homes)}).values():
        settle_unit(tx, book, home, origin.recorded_at)
        if home.valid_to is not None:
            ask_no_more(tx, book, home, origin)


def ask_no_more(tx: Tx, book: RuleBook, unit: Unit, origin: Origin) -> None:
    """Of a unit that has ended no month and no target is asked any more."""
    nothing = deadlines.Plans.within(unit, Subject.UNIT, unit.id, ())
    deadlines.replan_all(tx, [nothing], calendar=book.calendar, now=origin.recorded_at)


def _audit(tx: Tx, origin: Origin, unit: Unit, card: ReorganisationCard) -> None:
    audit.add(
        tx,
        "reorganise",
        origin.recorded_at,
        user_id=origin.reported_by,
        unit_id=unit.id,
        subject_id=origin.report_id,
        data={"change": card.change.value},
    )
