"""One message of several units: a table with a column "Chi bộ", a clause with people of its own for each."""

from language.message import Seen
from language.people.ticked_columns import EDGES
from language.reading import Found
from language.words.normalise import Clean

_BREAKS = frozenset((",", ";", ":", ".", "\n"))
_BULLETS = frozenset(("-", "+", "*"))
_TITLES = ("organisation", "unit_label")
_EVENTS = ("admission", "official", "candidate", "class", "dropped")
_OPENERS = ("organisation", "unit_opener", "follow_up")
_Cell = tuple[int, int]  # the pieces [start, end)


def parts_by_unit(seen: Seen) -> list[tuple[Found[str] | None, Clean]]:
    """What the message tells of each unit: the unit, None where a row names none, and the text without its
    column; empty where the whole message is of one unit."""
    if not seen.names:
        return []
    if "\n" in seen.scan.keys and not EDGES.isdisjoint(seen.scan.keys):
        return _rows_by_unit(seen)
    return _clauses_by_unit(seen) if len(seen.units) > 1 and len(seen.names) > 1 else []


def _rows_by_unit(seen: Seen) -> list[tuple[Found[str] | None, Clean]]:
    """The rows of each unit below the title "Chi bộ", with the lines that are of all of them."""
    lines = _lines(seen)
    title = next(((n, at) for n, cells in enumerate(lines) if (at := _title(seen, cells)) is not None), None)
    if title is None:
        return []
    heading, column = title
    shared = [n for n, cells in enumerate(lines) if n <= heading or len(cells) == 1]
    rows: dict[str, list[int]] = {}
    units: dict[str, Found[str] | None] = {}
    for n, cells in enumerate(lines):
        if n in shared:
            continue
        cell = cells[column] if column < len(cells) else (0, 0)
        told = seen.scan.text(*cell).strip() if cell[0] < cell[1] else ""
        rows.setdefault(told.casefold(), []).append(n)
        units[told.casefold()] = _unit_in(seen, cell) if told else None
    if not any(units.values()):
        return []
    return [(units[told], _without_column(seen, lines, {*shared, *own}, title)) for told, own in rows.items()]


def _lines(seen: Seen) -> list[list[_Cell]]:
    """The cells of each line that holds anything."""
    lines: list[list[_Cell]] = []
    cells, start = [], 0
    for place, key in enumerate([*seen.scan.keys, "\n"]):
        if key == "\n" or key in EDGES:
            cells.append((start, place))
            start = place + 1
        if key == "\n":
            if cells != [(place, place)]:
                lines.append(cells)
            cells = []
    return lines


def _title(seen: Seen, cells: list[_Cell]) -> int | None:
    """In which cell of a line of titles "Chi bộ" stands; none where somebody is named in the line."""
    first, last = cells[0][0], cells[-1][1]
    if len(cells) < 2 or any(first <= name.start < last for name in seen.names):
        return None
    return next((n for n, (start, end) in enumerate(cells) if _is_unit_title(seen, start, end)), None)


def _is_unit_title(seen: Seen, start: int, end: int) -> bool:
    return any((hit := seen.scan.at(tag, start)) and hit.end == end for tag in _TITLES)


def _unit_in(seen: Seen, cell: _Cell) -> Found[str]:
    """The unit of a cell, with its kind or without: "bản Hỏm", "Hỏm"."""
    start, end = cell
    named = next((unit for unit in seen.units if start <= unit.start < end), None)
    return seen.found_unit(named) if named else seen.found(start, end, seen.scan.text(start, end))


def _without_column(seen: Seen, lines: list[list[_Cell]], kept: set[int], title: tuple[int, int]) -> Clean:
    heading, column = title
    parts: list[Clean] = []
    breaks: list[str] = []
    for n in sorted(kept):
        cells = lines[n]
        first, last = cells[0][0], cells[-1][1]
        has_column = n >= heading and column < len(cells)
        left_out = cells[column] if has_column else (last, last)
        runs = [(s, e) for s, e in ((first, left_out[0]), (left_out[1], last)) if s < e]
        parts += [seen.part(s, e) for s, e in runs]
        breaks += [*(" " for _ in runs[1:]), "\n"]
    text = "".join(part.text + mark for part, mark in zip(parts, breaks, strict=True))
    # Each part has one place more than letters: that of the mark behind it.
    return Clean(text=text[:-1], origin=tuple(at for part in parts for at in part.origin))


def _clauses_by_unit(seen: Seen) -> list[tuple[Found[str] | None, Clean]]:
    """bản Hỏm kết nạp A ngày 5/10, bản Lầu kết nạp B: each clause opens with its unit and tells its own
    event, or that of a heading: "Kết nạp ngày 5/10:" above "- bản Hỏm: A"."""
    opening = [unit for unit in seen.units if _opens_clause(seen, unit.start)]
    if len({unit.name.casefold() for unit in opening}) < 2 or len(opening) < len(seen.units):
        return []
    events = [hit.start for tag in _EVENTS for hit in seen.scan.all(tag)]
    edges = [*(_clause_start(seen, unit.start) for unit in opening), len(seen.scan)]
    heads = any(place < edges[0] for place in events) and seen.names[0].begins > edges[0]
    heading = [(0, edges[0])] if heads else []
    parts: list[tuple[Found[str] | None, Clean]] = []
    for unit, start, end in zip(opening, edges[:-1], edges[1:], strict=True):
        named = next((name.begins for name in seen.names if start <= name.start < end), None)
        if named is None or (heads and unit.start > edges[0] and seen.scan.key(start - 1) == ","):
            return []
        if heads == any(unit.end <= place < named for place in events):
            return []
        parts.append((seen.found_unit(unit), seen.joined([*heading, (start, end)])))
    return parts


def _opens_clause(seen: Seen, place: int) -> bool:
    start = _clause_start(seen, place)
    start -= seen.scan.key(start - 1) in _BULLETS
    return start == 0 or seen.scan.keys[start - 1] in _BREAKS


def _clause_start(seen: Seen, place: int) -> int:
    """Where a clause that a unit opens begins: at "chi bộ", "còn" before its name."""
    while (hit := next((h for tag in _OPENERS if (h := seen.scan.ending(tag, place))), None)) is not None:
        place = hit.start
    return place
