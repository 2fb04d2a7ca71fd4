"""A figure divided: by unit a line each, by tags one line."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.figures import Row, Table
from domain.questions import EXCLUSIVE, Ages, Dimension, Order, Query
from domain.quotas import Shares, percent_of
from domain.tags import MINORITY
from domain.units import Unit, UnitKind
from rendering.wording.ages import ages_told, whom_told
from rendering.wording.format import (
    decimal,
    mid_sentence,
    number,
    part_of_year,
    percent,
    quarter,
    quota_range,
    unit_title,
)
from rendering.wording.progress import of_whole_term
from rendering.wording.steps import capitalised
from rendering.wording.tags import row_label, tag_label

ROWS_SHOWN = 30
# Of how many months a list or a picture still has one line or column each, and then a quarter each.
MOST_MONTHS, MOST_QUARTERS = 13, 27
_EMPTY_NAMED = 3
_FEWEST_FOR_MEAN, _MOST_EDGES = 3, 3
_FEWEST_FOR_PART = 10
_UNIT_HEADING = {
    None: "Theo đơn vị:",
    Order.MOST: "Xếp từ nhiều đến ít:",
    Order.LEAST: "Xếp từ ít đến nhiều:",
    Order.SLOWEST: "Chậm nhất so với chỉ tiêu xếp trước:",
    Order.NOBODY: "",
    Order.HIGHEST: "Xếp theo tỷ lệ từ cao đến thấp:",
    Order.LOWEST: "Xếp theo tỷ lệ từ thấp đến cao:",
}
_FEWEST_FIRST = (Order.LEAST, Order.SLOWEST, Order.LOWEST)
_BY_SHARE = (Order.HIGHEST, Order.LOWEST)
_WITH_SHARE = (Order.SLOWEST, *_BY_SHARE)

DIMENSION = {
    Dimension.GENDER: "nam nữ",
    Dimension.ETHNICITY: "dân tộc",
    Dimension.CATEGORY: "thành phần",
    Dimension.UNIT: "đơn vị",
    Dimension.AGE: "độ tuổi",
    Dimension.RELIGION: "tôn giáo",
    Dimension.EDUCATION: "trình độ",
}


def table_lines(table: Table, query: Query, kinds_below: frozenset[UnitKind]) -> list[str]:
    """The table in lines. Of a small group that may give somebody away no number is told."""
    match table.dimension:
        case Dimension.UNIT:
            return _by_units(table, query, kinds_below)
        case Dimension.MONTH:
            return [*_of_group(table, _by_months(table)), *_mean(table, "tháng", query.order)]
        case Dimension.QUARTER | Dimension.YEAR:
            each = "quý" if table.dimension is Dimension.QUARTER else "năm"
            lines = [f"· {row_label(table.dimension, row)}: {_row_value(row)}" for row in table.rows]
            heading = f"{part_of_year(table.repeated)}, từng năm:" if table.repeated else f"Theo {each}:"
            return [*_of_group(table, [heading, *lines]), *_mean(table, each, query.order)]
    if table.is_withheld:
        return [f"Theo {DIMENSION[table.dimension]}: ít người nên không chia nhỏ."]
    shown = [row for row in table.rows if not row.is_hidden]
    whole = sum(row.value for row in table.rows) if table.dimension in EXCLUSIVE else 0
    told = [f"{row_label(table.dimension, row)} {with_part(row.value, whole)}" for row in shown]
    hidden = [row_label(table.dimension, row) for row in table.rows if row.is_hidden]
    if hidden:
        told.append(f"{', '.join(hidden)}: có nhóm nhỏ nên không nêu số")
    return [f"Theo {DIMENSION[table.dimension]}: {' · '.join(told) or 'chưa có thông tin'}."]


def _of_group(table: Table, lines: Sequence[str]) -> Sequence[str]:
    """ "Nữ theo quý:" where only one group is counted."""
    if not table.group:
        return lines
    return [f"{capitalised(whom_told(table.group))} {mid_sentence(lines[0])}", *lines[1:]]


def of_everybody(
    parts: Sequence[Row], tables: Sequence[Table], *, compares: bool, ages: Ages | None = None
) -> list[str]:
    """That what comes next counts everybody, where a group was asked for that is not divided itself."""
    own = {Dimension.ETHNICITY if row.key == MINORITY else row.key.partition(":")[0] for row in parts}
    if ages:
        own.add(Dimension.AGE)
    divided = any(table.dimension not in own and not (table.group or table.is_withheld) for table in tables)
    if not own or not (divided or compares):
        return []
    groups = ", ".join([*(tag_label(row.key) for row in parts), *([ages_told(ages)] if ages else [])])
    how = "chia nhỏ" if divided else "so sánh"
    return [f"Riêng {groups} tôi chưa {how} được; phần dưới là của tất cả:"]


def only_of_kind(kind: str) -> str:
    """Above units told one by one of which only those of a kind are."""
    return f"Dưới đây chỉ kể các chi bộ {kind}."


def with_part(value: int, whole: int) -> str:
    """ "4 (40%)": a group's number, and its part of the whole; of a few people a percent says nothing."""
    part = percent_of(value, whole) if value and whole >= _FEWEST_FOR_PART else None
    return f"{number(value)} ({percent(part)})" if part is not None else number(value)


def _by_months(table: Table) -> list[str]:
    """A line for each month; of a long span, as in its picture, for each quarter or year."""
    if len(table.rows) <= MOST_MONTHS:
        lines = [f"· {row_label(table.dimension, row)}: {_row_value(row)}" for row in table.rows]
        return ["Theo tháng:", *lines]
    by_quarter = len(table.rows) <= MOST_QUARTERS
    counted: dict[str, int] = {}
    for row in table.rows:
        year, _, month = row.key.partition("-")
        label = quarter(int(year), (int(month) + 2) // 3) if by_quarter and month else year
        label = label or row_label(table.dimension, row)
        counted[label] = counted.get(label, 0) + row.value
    lines = [f"· {label}: {number(value)}" for label, value in counted.items()]
    return ["Theo quý:" if by_quarter else "Theo năm:", *lines]


def _mean(table: Table, each: str, order: Order | None) -> list[str]:
    """ "Nhiều nhất 07/2020 (2); bình quân mỗi tháng 0,9." What is not known when counts in neither."""
    rows = [row for row in table.rows if row.key]
    if len(rows) < _FEWEST_FOR_MEAN or not any(row.value for row in rows):
        return []
    mean = Decimal(sum(row.value for row in rows)) / len(rows)
    told = f"bình quân mỗi {each} {decimal(mean)}"
    is_least = order is Order.LEAST
    edge = (min if is_least else max)(row.value for row in rows)
    there = [row_label(table.dimension, row) for row in rows if row.value == edge]
    if len(there) <= _MOST_EDGES:
        told = f"{'ít' if is_least else 'nhiều'} nhất {', '.join(there)} ({number(edge)}); {told}"
    return [f"{capitalised(told)}."]


def _by_units(table: Table, query: Query, kinds_below: frozenset[UnitKind]) -> list[str]:
    """Those with anything to tell a line each, from the page's first on; all others in one line, which counts
    in the places of a ranking that begins with the fewest."""
    if not table.rows and not kinds_below:
        return ["Trong sổ chưa có đơn vị nào bên dưới."]
    if table.is_withheld:
        return [
            f"Tôi không xếp hạng {_below(kinds_below)} theo nhóm này: ở từng nơi số nhỏ, dễ lộ từng người."
        ]
    table, left_out = _with_anybody(table, query)
    if query.order is Order.NOBODY and not table.rows:
        return [f"{capitalised(query.kind or 'đơn vị')} nào cũng đã có {_whom(table)}."]
    if table.group and query.shares:
        return _with_shares(table, query, query.shares, kinds_below)
    if query.most is not None:
        return _first_units(table, query, query.most, kinds_below)
    rows = list(table.rows) if query.order is Order.NOBODY else rows_told(table)
    shown = rows[query.start : query.start + ROWS_SHOWN]
    heading = _heading(table, query, rows)
    lines = [heading] if shown else []
    empty = [] if query.order is Order.NOBODY else [r.unit for r in table.rows if r.unit and not _is_told(r)]
    fewest_first = query.order in _FEWEST_FIRST
    before = query.start + (len(empty) if fewest_first else 0)
    mark = "{}." if query.order else "·"
    lines += [
        f"{mark.format(place)} {row_label(table.dimension, row)}{_after_label(row, query)}"
        for place, row in enumerate(shown, start=before + 1)
    ]
    lines += and_more(len(rows) - query.start - len(shown))
    if empty and not query.start:
        most_named = ROWS_SHOWN if fewest_first else _EMPTY_NAMED
        told = _empty(empty, kinds_below, _whom(table), most_named)
        if fewest_first and shown:
            lines.insert(1, f"{'1' if before == 1 else f'1–{number(before)}'}. {told}")
        else:
            lines.append(told)
    if left_out and not query.start:
        lines.append(f"Không xếp {number(left_out)} {_below(kinds_below)} chưa có ai.")
    return lines


def _with_anybody(table: Table, query: Query) -> tuple[Table, int]:
    """The table without the units that have nobody of whom a group could be few, and how many these are."""
    if not table.group or query.order not in (Order.LEAST, *_BY_SHARE):
        return table, 0
    rows = tuple(row for row in table.rows if row.out_of)
    return replace(table, rows=rows), len(table.rows) - len(rows)


def units_changed(before: Sequence[Row], tables: Sequence[Table]) -> list[str]:
    """ "Giảm 2 đơn vị: chi bộ bản Hỏm (0, trước 1), …" Which units have fewer than before, and which more."""
    by_unit = [row for table in tables if table.dimension is Dimension.UNIT for row in table.rows]
    now = {row.unit.id: row.value for row in by_unit if row.unit}
    held = [(row.unit, now[row.unit.id], row.value) for row in before if row.unit and row.unit.id in now]
    lines = []
    for told, changed in (
        ("Giảm", [one for one in held if one[1] < one[2]]),
        ("Tăng", [one for one in held if one[1] > one[2]]),
    ):
        named = ", ".join(
            f"{mid_sentence(unit_title(unit))} ({number(value)}, trước {number(earlier)})"
            for unit, value, earlier in changed[:ROWS_SHOWN]
        )
        more = len(changed) - ROWS_SHOWN
        rest = f" và {number(more)} đơn vị nữa" if more > 0 else ""
        lines.append(f"{told} {number(len(changed))} đơn vị{': ' if named else ''}{named}{rest}.")
    return lines if held else []


def _heading(table: Table, query: Query, rows: Sequence[Row]) -> str:
    order = query.order
    if order is Order.SLOWEST and not any(row.progress for row in rows):
        order = Order.LEAST  # no unit has a target that it could be behind
    if order is Order.NOBODY:
        units = f"chi bộ {query.kind}" if query.kind else "đơn vị"
        return f"{number(len(rows))} {units} chưa có {_whom(table)}:"
    heading = _UNIT_HEADING[order]
    if table.group:
        heading = f"{capitalised(whom_told(table.group))}{', ' if order else ' '}{mid_sentence(heading)}"
    return heading


def _whom(table: Table) -> str:
    if table.group is None:
        return "ai"
    group = table.group
    if len(group.tags) == 1:
        return f"ai là {whom_told(group)}" if group.ages else whom_told(group)
    return f"ai {whom_told(group)}"


def _with_shares(table: Table, query: Query, shares: Shares, kinds_below: frozenset[UnitKind]) -> list[str]:
    """ "Nữ trên 50%: 3 chi bộ" and a line each: the units where so much of the figure is of a group."""
    rows = [row for row in table.rows if row.unit is not None]
    shown = rows[query.start : query.start + ROWS_SHOWN]
    whom = capitalised(_whom(table))
    lines = [
        f"{whom} {shares_told(shares)}: {number(len(rows))} {_below(kinds_below)}{':' if shown else '.'}"
    ]
    for row in shown:
        part = percent_of(row.value, row.out_of or 0)
        lines.append(
            f"· {row_label(table.dimension, row)}: {_row_value(row)} ({percent(part or Decimal(0))})"
        )
    return lines + and_more(len(rows) - query.start - len(shown))


def shares_told(shares: Shares, of: str = "") -> str:
    """ "dưới 50% chỉ tiêu", "từ 80% chỉ tiêu trở lên" """
    least, most = f"{number(shares.least or 0)}%{of}", f"{number(shares.most or 0)}%{of}"
    if shares.most is None:
        return f"trên {least}" if shares.is_strict else f"từ {least} trở lên"
    if shares.least is None:
        return f"{'dưới' if shares.is_strict else 'không quá'} {most}"
    return f"từ {number(shares.least)}% đến {most}"


def _first_units(table: Table, query: Query, most: int, kinds_below: frozenset[UnitKind]) -> list[str]:
    """ "3/24 chi bộ, xếp từ ít đến nhiều:" Those asked for, and how many more are level with the last."""
    rows = units_ranked(table, query)
    shown, kind = rows[:most], _below(kinds_below)
    if not shown:
        return []
    lines = [f"{number(len(shown))}/{number(sum(row.unit is not None for row in table.rows))} {kind}, "]
    lines[0] += mid_sentence(_heading(table, query, shown))
    lines += [
        f"{place}. {row_label(table.dimension, row)}{_after_label(row, query)}"
        for place, row in enumerate(shown, start=1)
    ]
    if len(shown) < min(most, sum(row.unit is not None for row in table.rows)):
        lines.append(f"Các {kind} còn lại chưa có {_whom(table)}.")
    level = [row for row in rows[most:] if _standing(row, query) == _standing(shown[-1], query)]
    if level:
        value = _row_value(shown[-1], with_share=query.order in _WITH_SHARE).partition(",")[0]
        lines.append(f"Còn {number(len(level))} {kind} nữa cùng mức {value}.")
    return lines


def units_ranked(table: Table, query: Query) -> list[Row]:
    """The units of a ranking from its first on; from the other end than the fewest only those with people."""
    table, _ = _with_anybody(table, query)
    ends_low = query.order in (*_FEWEST_FIRST, Order.NOBODY)
    return [row for row in table.rows if row.unit is not None and (ends_low or row.value)]


def _standing(row: Row, query: Query) -> tuple[int, Decimal]:
    """By what units are level with each other."""
    share = row.progress.percent if row.progress else None
    if query.order in _BY_SHARE:
        return 0, percent_of(row.value, row.out_of or 0) or Decimal(0)
    return (0 if query.order is Order.SLOWEST and row.progress else row.value), share or Decimal(0)


def rows_told(table: Table) -> list[Row]:
    """The rows of units with people or a quota, and of what belongs to no unit."""
    return [row for row in table.rows if _is_told(row)]


def _is_told(row: Row) -> bool:
    return bool(row.value or row.progress) or row.unit is None


def _empty(empty: Sequence[Unit], kinds_below: frozenset[UnitKind], whom: str, most_named: int) -> str:
    kind = _below(kinds_below)
    if len(empty) <= most_named:
        count = f" ({number(len(empty))} {kind})" if len(empty) > _EMPTY_NAMED else ""
        return f"Chưa có {whom}{count}: {', '.join(mid_sentence(unit_title(unit)) for unit in empty)}."
    return f"Chưa có {whom}: {number(len(empty))} {kind}; muốn xem tên, gõ: {kind} nào chưa có {whom}."


def _below(kinds_below: frozenset[UnitKind]) -> str:
    return "chi bộ" if kinds_below == {UnitKind.PARTY_CELL} else "đơn vị"


def _after_label(row: Row, query: Query) -> str:
    if query.order is Order.NOBODY and row.progress is None:
        return ""
    term = of_whole_term(row.progress.quota, query.period) if row.progress else ""
    value, behind, late = _row_value(row, with_share=query.order in _WITH_SHARE).partition(", ")
    return f": {value}{term}{behind}{late}"


def _row_value(row: Row, *, with_share: bool = False) -> str:
    if row.progress is None:
        if row.out_of is None or (row.unit is None and not row.out_of):  # of nobody in a span
            return number(row.value)
        is_many = row.unit is None and row.out_of >= _FEWEST_FOR_PART  # of a span
        part = percent_of(row.value, row.out_of) if with_share or is_many else None
        told = f"{number(row.value)}/{number(row.out_of)} người"
        return f"{told} ({percent(part)})" if part is not None else told
    quota = row.progress.quota
    told = f"{number(row.value)}/{quota_range(quota.low, quota.high)}"
    if row.progress.achieved != row.value:  # the quota began before the period asked about
        told = f"{number(row.value)} ({number(row.progress.achieved)}/{quota_range(quota.low, quota.high)})"
    if with_share and row.progress.percent is not None:
        told += f" ({percent(row.progress.percent)})"
    return f"{told}, chậm tiến độ" if row.is_below_pace else told


def and_more(hidden: int) -> list[str]:
    """How many units are left out, in a line of its own; none for none."""
    return [f"… và {number(hidden)} đơn vị nữa"] if hidden > 0 else []
