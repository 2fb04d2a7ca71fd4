"""Units of a list told by their kind alone, of which the asker has one: "bản Hỏm, trạm y tế, công an"."""

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import NotAllowed
from domain.figures import Row
from domain.questions import Query
from domain.text import fold
from domain.units import Unit, UnitKind
from language.reading import Found, Reading
from language.words.phrases import phrase
from storage import gazetteer
from storage.database import Tx


def of_kind(query: Query, rows: Sequence[Row]) -> tuple[Query, Sequence[Row]]:
    """Only the cells of the kind asked for; all of them, and a question without that kind, where larger units
    are told. Raises NotAllowed where none is of the kind."""
    units = [row.unit for row in rows if row.unit is not None]
    if query.kind is None or not units:
        return query, rows
    if any(unit.kind is not UnitKind.PARTY_CELL for unit in units):
        return replace(query, kind=None), rows
    chosen = [row for row in rows if row.unit is not None and gazetteer.is_of_kind(row.unit, query.kind)]
    if not chosen:
        raise NotAllowed
    return replace(query, kind=gazetteer.as_it_calls(query.kind, chosen[0].key)), chosen


def with_kinds(
    tx: Tx, reading: Reading, text: str, within: Sequence[tuple[int, int]], found: Sequence[Unit]
) -> Reading | None:
    """The reading with these units and those that the list tells by kind; None where it tells none so.

    "Công an" in such a list is the unit, and not the group of that name; beside another group it is one.
    """
    kind_told = phrase("kind_in_list")
    if reading.people or not kind_told.may_stand(text):
        return None
    pieces = list(phrase("and").split(text))
    listed: dict[str, Unit] = {}
    for piece in pieces if len(pieces) > 1 else ():
        told = kind_told.start(piece)
        units = gazetteer.of_kind(tx, told["kind"], within) if told else ()
        if told and len(units) == 1 and units[0] not in found:
            listed[fold(told["kind"])] = units[0]
    groups = [part for part in reading.parts if fold(text[part.start : part.end]) not in listed]
    is_of_groups = bool(groups) and any(phrase("one_of_kind").whole(kind) is None for kind in listed)
    if not listed or len(found) + len(listed) < 2 or is_of_groups:
        return None
    names = [unit.name for unit in (*found, *listed.values())]
    units_told = tuple(Found(value=name, start=0, end=len(text)) for name in names)
    by = tuple(one for one in reading.breakdown if fold(text[one.start : one.end]) not in listed)
    return replace(
        reading, units=units_told, unit=units_told[0], parts=tuple(groups), breakdown=by, unread=()
    )
