"""What a unit consists of: its party cells, counted, and the units right below it by name."""

from dataclasses import replace
from datetime import date

from domain.answers import OrganisationAnswer, UnitBelow, WhichUnit
from domain.messages import Reply
from domain.questions import Query, Topic
from domain.units import Unit, UnitKind
from handlers.access import require_somewhere
from handlers.asking.on_record import published
from handlers.asking.scoping import NEEDS, cells_of_kind, only, outermost, unit_named
from handlers.context import Turn
from language.requests.organisation import UnitsRequest
from rendering.wording import answers as wording
from rendering.wording.organisation import UNITS_SHOWN, by_members, of_kind
from storage import units
from storage.database import Tx


def show(tx: Tx, turn: Turn, told: UnitsRequest) -> Reply:
    """ "Xã mình có những chi bộ nào", or "chi bộ nào đông đảng viên nhất": in that order where the number of
    each is published. Of a kind of institution just those cells. Raises NotAllowed, UnknownUnit."""
    query = Query(topic=Topic.UNITS)
    if told.unit is not None:
        unit: Unit | WhichUnit = unit_named(tx, turn.user, told.unit)
    else:
        unit = only(tx, query, outermost(require_somewhere(turn.user, NEEDS[query.topic])))
    if told.of_kind and not isinstance(unit, WhichUnit):
        found = cells_of_kind(tx, (unit,), told.of_kind)
        if told.only_kind:
            return Reply(text=of_kind(unit, found))
        reply = wording.answer(below(tx, query, units.present(tx, unit), turn.today))
        return replace(reply, text=f"{of_kind(unit, found)}\n{reply.text}")
    given = unit if isinstance(unit, WhichUnit) else below(tx, query, units.present(tx, unit), turn.today)
    if not told.by_members or isinstance(given, WhichUnit) or not given.below:
        return wording.answer(given)
    known = sum(one.members is not None for one in given.below)
    if known == len(given.below):
        given = replace(given, below=tuple(sorted(given.below, key=_members, reverse=True)))
    reply = wording.answer(given)
    return replace(reply, text=f"{by_members(known, len(given.below))}\n{reply.text}")


def _members(one: UnitBelow) -> int:
    return one.members.value if one.members else 0


def below(tx: Tx, query: Query, unit: Unit, today: date) -> OrganisationAnswer:
    """What exists today right below the unit, a page of it from `query.start` on."""
    there = [child for child in units.children(tx, unit.id) if child.exists_on(today)]
    return OrganisationAnswer(
        query=Query(topic=Topic.UNITS, unit_id=unit.id, start=query.start),
        unit=unit,
        as_of=today,
        cells=units.cells_count(tx, (unit.left, unit.right), today),
        value=len(there),
        below=tuple(_one(tx, child, today) for child in there[query.start : query.start + UNITS_SHOWN]),
        above=units.get(tx, unit.parent_id) if unit.parent_id and unit.kind is UnitKind.PARTY_CELL else None,
    )


def _one(tx: Tx, unit: Unit, today: date) -> UnitBelow:
    is_cell = unit.kind is UnitKind.PARTY_CELL
    cells = 1 if is_cell else units.cells_count(tx, (unit.left, unit.right), today)
    return UnitBelow(unit=unit, cells=cells, members=published(tx, unit, "members", today))
