"""What a unit consists of, in words."""

from collections.abc import Sequence

from domain.answers import OrganisationAnswer, UnitBelow
from domain.units import Unit, UnitKind
from rendering.wording.format import day, mid_sentence, number, unit_title

UNITS_SHOWN = 30


def organisation(given: OrganisationAnswer) -> str:
    """How many party cells there are, then the units right below by name, numbered on over the pages."""
    title = unit_title(given.unit)
    if given.unit.kind is UnitKind.PARTY_CELL:
        belongs = f", thuộc {mid_sentence(unit_title(given.above))}" if given.above else ""
        return f"{title} không có đơn vị trực thuộc{belongs}."
    if not given.value:
        return f"{title} không có chi bộ nào (đến {day(given.as_of)})."
    only_cells = all(one.unit.kind is UnitKind.PARTY_CELL for one in given.below)
    through = "" if only_cells else f", thuộc {number(given.value)} đơn vị trực thuộc"
    lines = [f"{title} có {number(given.cells)} chi bộ{through} (đến {day(given.as_of)}):"]
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(given.below, start=given.query.start + 1)]
    return "\n".join(lines)


def of_kind(unit: Unit, cells: Sequence[Unit]) -> str:
    """The cells of a kind of institution that a unit has."""
    if not cells:
        return f"Trong sổ {mid_sentence(unit_title(unit))} không có chi bộ nào thuộc loại được hỏi."
    named = ", ".join(mid_sentence(unit_title(cell)) for cell in cells)
    return f"{unit_title(unit)} có {number(len(cells))} chi bộ thuộc loại được hỏi: {named}."


def by_members(known: int, units: int) -> str:
    """What stands above units that were to be ranked by their members: `known` of them have a number."""
    if known == units:
        return "Xếp theo số đảng viên đã công bố, từ nhiều đến ít."
    having = f"mới có của {number(known)}/{number(units)} đơn vị" if known else "chưa có của từng đơn vị"
    return (
        f"Số đảng viên {having} nên tôi không xếp hạng được. "
        "Muốn xếp theo số kết nạp, gõ: chi bộ nào kết nạp nhiều nhất."
    )


def _line(one: UnitBelow) -> str:
    """ "Đảng bộ xã Chiềng Bôm: 24 chi bộ, 383 đảng viên (số liệu 30/09/2020)" """
    told = [] if one.unit.kind is UnitKind.PARTY_CELL else [f"{number(one.cells)} chi bộ"]
    if one.members:
        told.append(f"{number(one.members.value)} đảng viên (số liệu {day(one.members.as_of)})")
    return f"{unit_title(one.unit)}: {', '.join(told)}" if told else unit_title(one.unit)
