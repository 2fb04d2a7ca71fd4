"""A list of units against what is on record: which are new, where they belong, which figures change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.errors import NotAllowed
from domain.periods import year_period
from domain.quotas import Quota
from domain.rules import RuleBook
from domain.text import fold
from domain.units import WHOLE_TREE, Unit, UnitKind
from domain.users import Permission, Role, User
from handlers.importing.problems import RowFault, RowProblem
from handlers.importing.unit_lists import RANK, ToldUnit, bare_name
from handlers.recording import Origin, add_quota
from storage import founding, gazetteer, quotas, units
from storage.database import Tx

_MEMBERS = "members"
_MOST_COMPARED = 50  # names of one list


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A unit on record, or one to come; `parent` is None at the top. `told` is the row that names it."""

    name: str
    kind: UnitKind
    parent: "Place | None"
    unit: Unit | None = None
    told: ToldUnit | None = None


@dataclass(slots=True, kw_only=True)
class UnitPlan:
    """What a list of units would change, in the order in which it can be done."""

    year: int
    places: list[Place] = field(default_factory=list)
    fresh: int = 0
    known: int = 0
    members: int = 0
    quotas: int = 0
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many members a list told of a unit on a day, in place of what was told of that day before."""

    unit_id: int
    as_of: date
    told: int
    before: int | None


@dataclass(slots=True, kw_only=True)
class Made:
    """What a list has brought: units by their places, and sizes."""

    units: dict[Place, Unit] = field(default_factory=dict)
    sizes: list[Size] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What somebody may change by a list: the tree within `scopes`, and targets."""

    scopes: tuple[tuple[int, int], ...]
    may_found: bool
    may_set_quotas: bool


def reach_of(user: User | None) -> Reach:
    """The operator of the host (None) may do all of it, an administrator found units, an officer set targets.

    Raises NotAllowed for anybody else.
    """
    if user is None:
        return Reach(scopes=(WHOLE_TREE,), may_found=True, may_set_quotas=True)
    founds = [a.unit for a in user.assignments if a.role is Role.ADMIN]
    sets = user.units_for(Permission.SET_QUOTA)
    if not founds and not sets:
        raise NotAllowed
    return Reach(
        scopes=tuple((unit.left, unit.right) for unit in dict.fromkeys([*founds, *sets])),
        may_found=bool(founds),
        may_set_quotas=bool(sets),
    )


def plan_units(
    tx: Tx, reach: Reach, told: Sequence[ToldUnit], year: int, today: date, meant: Mapping[str, int | None]
) -> UnitPlan:
    """What these rows would change; targets are of that year. `meant`: which unit folded words of the list
    mean, as its sender has said."""
    found = UnitPlan(year=year)
    known = _Known(tx, reach, meant)
    above: list[Place] = []
    for row in told:
        place = _place_of(known, reach, row, above)
        if isinstance(place, RowProblem):
            found.problems.append(place)
            continue
        _count(tx, reach, place, row, today, found)
        while above and RANK[above[-1].kind] >= RANK[row.kind]:
            above.pop()
        above.append(place)
    return found


def _place_of(known: "_Known", reach: Reach, row: ToldUnit, above: Sequence[Place]) -> Place | RowProblem:
    """The unit of a row, on record or to come, or why there is none."""
    for cell, text in row.unread.items():
        return RowProblem(number=row.number, name=row.name, fault=RowFault.UNREAD, cell=cell, told=text)
    parent = known.parent_of(row, above)
    if isinstance(parent, RowProblem):
        return parent
    place = known.child(row, parent)
    if place is None and not reach.may_found:
        found = known.so_called(row, row.name, within=parent)
        if isinstance(found, RowProblem):
            is_new = found.fault is RowFault.NO_UNIT and not found.near
            return replace(found, fault=RowFault.NOT_FOUNDED) if is_new else found
        place = found
    if place is None:
        place = known.add(Place(name=row.name, kind=row.kind, parent=parent))
    if place.told is not None:
        earlier = str(place.told.number)
        return RowProblem(number=row.number, name=row.name, fault=RowFault.REPEATED, told=earlier)
    place.told = row
    return place


def carry_out(tx: Tx, book: RuleBook, origin: Origin, reach: Reach, plan: UnitPlan, today: date) -> Made:
    """Do what the plan says; what has to be known of it to take it back, but for the targets."""
    made = Made()
    for place in plan.places:
        told = place.told
        if told is None:
            continue
        unit = place.unit
        if unit is None:
            parent = (place.parent.unit or made.units[place.parent]) if place.parent else None
            unit = made.units[place] = units.add(tx, parent=parent, kind=place.kind, name=place.name)
        if told.members is not None and _members_differ(tx, place, told, today):
            before = founding.figure_of_day(tx, unit.id, _MEMBERS, today)
            founding.put_figure(tx, unit.id, _MEMBERS, today, told.members)
            made.sizes.append(Size(unit_id=unit.id, as_of=today, told=told.members, before=before))
        if told.quota and reach.may_set_quotas and _quota_differs(tx, place, told, plan.year):
            low, high = told.quota
            target = Quota(unit_id=unit.id, period=year_period(plan.year), low=low, high=high)
            add_quota(tx, book, origin, unit, target)
    return made


def put_back(tx: Tx, sizes: Sequence[Size]) -> int:
    """Put back what was told before, where nothing else was told of that day since; of how many units."""
    standing = [
        one for one in sizes if founding.figure_of_day(tx, one.unit_id, _MEMBERS, one.as_of) == one.told
    ]
    for one in standing:
        if one.before is None:
            founding.drop_figure(tx, one.unit_id, _MEMBERS, one.as_of)
        else:
            founding.put_figure(tx, one.unit_id, _MEMBERS, one.as_of, one.before)
    return len(standing)


class _Known:
    """The units within reach and those that earlier rows have told of, by name."""

    def __init__(self, tx: Tx, reach: Reach, meant: Mapping[str, int | None]) -> None:
        self._tx = tx
        self._scopes = reach.scopes
        self._meant = meant
        self._compared = 0
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        self._children: dict[tuple[Place | None, str], Place] = {}
        self._by_id: dict[int, Place] = {}
        for left, right in reach.scopes:
            for unit in units.within(tx, left, right):
                if unit.id not in self._by_id:
                    parent = self._by_id.get(unit.parent_id) if unit.parent_id else None
                    place = Place(name=unit.name, kind=unit.kind, parent=parent, unit=unit)
                    self._by_id[unit.id] = self.add(place)

    def add(self, place: Place) -> Place:
        """Remember it by its name and where it belongs."""
        name = fold(place.name)
        self._by_name[name].append(place)
        self._children[place.parent, name] = place
        return place

    def child(self, row: ToldUnit, parent: Place | None) -> Place | None:
        """The unit of that name below the parent; where no parent is told, the only one of name and kind."""
        name = fold(row.name)
        if found := self._children.get((parent, name)):
            return found
        same = [place for place in self._by_name[name] if place.kind is row.kind]
        return same[0] if parent is None and len(same) == 1 else None

    def so_called(self, row: ToldUnit, words: str, *, within: Place | None = None) -> Place | RowProblem:
        """The unit on record that the words of a row mean: as was answered, else however its kind is written.

        A row whose words mean none, or several, comes back with those they may mean.
        """
        above = within.unit if within else None
        scopes = [(above.left, above.right)] if above else self._scopes
        answered = self._by_id.get(self._meant.get(fold(words)) or 0)
        if answered and answered.unit and (above is None or above.contains(answered.unit)):
            return answered
        exact = [unit for unit in gazetteer.find(self._tx, words, scopes).exact if unit.id in self._by_id]
        if len(exact) == 1:
            return self._by_id[exact[0].id]
        fault = RowFault.MANY_UNITS if exact else RowFault.NO_UNIT
        near = tuple(exact) or self._like(words, scopes)
        return RowProblem(number=row.number, name=row.name, fault=fault, told=words, near=near)

    def _like(self, words: str, scopes: Sequence[tuple[int, int]]) -> tuple[Unit, ...]:
        """Units of a like name, for the first words that mean none: each look goes through all units.

        None where its sender has said that it is none of them.
        """
        if fold(words) in self._meant:
            return ()
        self._compared += 1
        return gazetteer.nearest(self._tx, words, scopes) if self._compared <= _MOST_COMPARED else ()

    def parent_of(self, row: ToldUnit, above: Sequence[Place]) -> Place | RowProblem | None:
        """What the row says it belongs to, else the last row above it of a higher level."""
        if row.parent is None:
            return next((place for place in reversed(above) if RANK[place.kind] < RANK[row.kind]), None)
        named = [
            place for place in self._by_name[fold(bare_name(row.parent))] if RANK[place.kind] < RANK[row.kind]
        ]
        if len(named) > 1:
            named = [place for place in named if place in above] or named
        if len(named) == 1:
            return named[0]
        found = self.so_called(row, bare_name(row.parent))
        if isinstance(found, RowProblem):
            is_unknown = found.fault is RowFault.NO_UNIT
            return replace(found, fault=RowFault.NO_PARENT) if is_unknown else found
        if RANK[found.kind] < RANK[row.kind]:
            return found
        return RowProblem(number=row.number, name=row.name, fault=RowFault.NO_PARENT, told=row.parent)


def _count(tx: Tx, reach: Reach, place: Place, told: ToldUnit, today: date, found: UnitPlan) -> None:
    is_fresh = place.unit is None
    has_members = told.members is not None and _members_differ(tx, place, told, today)
    has_quota = bool(told.quota) and reach.may_set_quotas and _quota_differs(tx, place, told, found.year)
    found.fresh += is_fresh
    found.members += has_members
    found.quotas += has_quota
    if is_fresh or has_members or has_quota:
        found.places.append(place)
    else:
        found.known += 1


def _members_differ(tx: Tx, place: Place, told: ToldUnit, today: date) -> bool:
    known = units.figure(tx, place.unit.id, _MEMBERS, today) if place.unit else None
    return known is None or known.value != told.members


def _quota_differs(tx: Tx, place: Place, told: ToldUnit, year: int) -> bool:
    known = quotas.same_period(tx, place.unit.id, year_period(year)) if place.unit else None
    return known is None or (known.low, known.high) != told.quota
