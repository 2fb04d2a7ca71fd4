"""Units merged, split or renamed on a day: people, open deadlines, targets and secretaries go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.cards import ReorganisationCard
from domain.errors import CannotReorganise, UnitEnded
from domain.messages import Reply
from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from domain.rules import RuleBook, Subject
from domain.text import fold
from domain.units import Change, Unit, UnitKind
from domain.users import Role
from handlers.context import Context
from handlers.recording import (
    Origin,
    add_arrival,
    add_quota,
    add_reorganisation,
    settle_people,
    settle_unit,
)
from handlers.telling import tell_those_of
from rendering.wording import reorganising as words
from storage import audit, deadlines, people, quotas, units, users
from storage.database import Tx

_Key = tuple[str, date, date, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a card comes to: the units named, and those that go on by name (None: still to be founded)."""

    closing: tuple[Unit, ...]
    into: tuple[tuple[str, Unit | None], ...]


def plan_of(tx: Tx, card: ReorganisationCard) -> Plan:
    """Which units end and which go on, as the units are now. Raises UnitEnded or CannotReorganise."""
    named = list(units.by_ids(tx, card.unit_ids).values())
    for unit in named:
        if unit.valid_to is not None:
            raise UnitEnded(name=unit.name, ended_on=unit.valid_to, successor=units.present(tx, unit).name)
    parents = {unit.parent_id for unit in named}
    siblings = units.children(tx, named[0].parent_id) if named[0].parent_id else []
    current = {fold(unit.name): unit for unit in siblings if unit.valid_to is None}
    into = tuple((name, current.get(fold(name))) for name in card.into)
    problem = CannotReorganise(names=tuple(unit.name for unit in named) + card.into)
    if card.change is Change.RENAMED:
        if len(named) != 1 or len(into) != 1 or (into[0][1] and into[0][1].id != named[0].id):
            raise problem
        return Plan(closing=tuple(named), into=())
    is_fit = len(parents) == 1 and all(unit.kind is UnitKind.PARTY_CELL for unit in named)
    others = [unit for _, unit in into if unit and unit.id not in card.unit_ids]
    taking = [unit for _, unit in into if unit]
    if card.change is Change.MERGED:
        is_fit = is_fit and len(into) == 1 and len({u.id for u in (*named, *taking)}) > 1
        is_fit = is_fit and all(unit.kind is UnitKind.PARTY_CELL for unit in taking)
    else:
        is_fit = is_fit and len(named) == 1 and len({fold(name) for name in card.into}) > 1 and not others
    if not is_fit or any(u.valid_from and u.valid_from >= card.on for u in named):
        raise problem
    return Plan(closing=tuple(named), into=into)


def carry_out(tx: Tx, context: Context, card: ReorganisationCard, origin: Origin) -> str:
    """Do what the card says, whose day has come, and return the receipt. Raises as `plan_of` does."""
    plan = plan_of(tx, card)
    if card.change is Change.RENAMED:
        (unit,) = units.by_ids(tx, card.unit_ids).values()
        add_reorganisation(tx, origin, unit, card.on, card.change, {"was": unit.name, "name": card.into[0]})
        units.rename(tx, unit, card.into[0], card.on)
        _audit(tx, origin, unit, card)
        return words.done(card, [unit.name], quota=None)
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
    touched = everybody(tx, ending)
    alive = {unit.id: followed_by(tx, unit) for unit in ending}
    for unit in ending:
        units.close(tx, unit.id, card.on, first.id)
    joined = _assign(tx, ending or list(plan.closing), going_on, context)
    for unit in ending or plan.closing[:1]:
        told: dict[str, Any] = {"into": [u.id for u in going_on], "founded": founded, "joined": joined}
        add_reorganisation(tx, origin, unit, card.on, card.change, told)
        for person_id, latest in alive.get(unit.id, []):
            add_arrival(tx, origin, first, person_id, max(card.on, latest), left=unit)
        _audit(tx, origin, unit, card)
    settle(tx, context.book, touched, [*ending, first], origin)
    if ending:
        _hand_targets_on(tx, context.book, origin, first, targets)
    total = next((low for key, (low, _) in targets.items() if not key[3]), None) if ending else None
    return words.done(card, [unit.name for unit in plan.closing], quota=total)


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
    concerned = units.presents(tx, card.unit_ids).values()
    for unit in {unit.id: unit for unit in concerned}.values():
        tell_those_of(tx, context.now, unit, reply, but=but)


def everybody(tx: Tx, ending: Iterable[Unit]) -> list[int]:
    """Everybody of whom the units have told anything: their rows lie where the unit's records do."""
    return list(
        dict.fromkeys(i for unit in ending for i in people.told_of_by(tx, unit, units.present(tx, unit)))
    )


def _assign(
    tx: Tx, ending: Sequence[Unit], going_on: Sequence[Unit], context: Context
) -> list[tuple[int, int]]:
    """The secretaries of the units that end report for those that go on; (user, unit) of each new role."""
    given: list[tuple[int, int]] = []
    for unit in going_on:
        there = set(users.holders(tx, unit, Role.SECRETARY, context.now))
        for old in ending:
            for user_id in users.holders(tx, old, Role.SECRETARY, context.now):
                if user_id not in there:
                    users.assign(tx, user_id, Role.SECRETARY, unit.id, context.now)
                    there.add(user_id)
                    given.append((user_id, unit.id))
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
        add_quota(tx, book, origin, unit, period, low, high, per_cell=per_cell, tag=tag)


def settle(tx: Tx, book: RuleBook, touched: Sequence[int], homes: Iterable[Unit], origin: Origin) -> None:
    """Rows, numbers, targets and deadlines in line with what the units are now."""
    if touched:
        settle_people(tx, book, touched, origin.recorded_at)
    for home in units.by_ids(tx, {unit.id for unit in homes}).values():
        settle_unit(tx, book, home, origin.recorded_at)
        if home.valid_to is not None:
            ask_no_more(tx, book, home, origin)


def ask_no_more(tx: Tx, book: RuleBook, unit: Unit, origin: Origin) -> None:
    deadlines.replan(
        tx,
        subject_kind=Subject.UNIT.value,
        subject_id=unit.id,
        unit_id=unit.id,
        position=unit.left,
        planned=(),
        calendar=book.calendar,
        now=origin.recorded_at,
    )


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
