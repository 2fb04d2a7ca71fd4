"""Tables with a column for men and one for women: a tick or a year of birth there says who is which."""

from dataclasses import dataclass
from itertools import pairwise

from language.names.finding import Name
from language.words.scanning import Hit, Scan

EDGES = frozenset(("\t", "|", ";"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """The titles of the two columns, and for a row its title and the pieces [start, end) of its cell."""

    titles: tuple[Hit, Hit]
    rows: dict[int, tuple[Hit, int, int]]  # by the index of the name in the row


def ticked_genders(scan: Scan, names: list[Name]) -> Ticked | None:
    """What the columns "Nam" and "Nữ" of a pasted table say; None where it has no such two columns."""
    titles = _titles(scan, names)
    if titles is None:
        return None
    columns = {column_of(scan, hit.start): hit for hit in titles}
    rows = {}
    for index, name in enumerate(names):
        filled = [
            (columns[column], start, end)
            for column, start, end in _cells(scan, name.start)
            if column in columns and start < end
        ]
        if len(filled) == 1:
            rows[index] = filled[0]
    return Ticked(titles=titles, rows=rows)


def _titles(scan: Scan, names: list[Name]) -> tuple[Hit, Hit] | None:
    """The two titles of one line without a name, each ending its cell: "Nam", "Năm sinh (nam)"."""
    titles = [hit for hit in scan.all("gender") if _ends_cell(scan, hit)]
    for one, other in pairwise(titles):
        start, end = line_of(scan, one.start)
        if one.value != other.value and other.end <= end and not any(start <= n.start < end for n in names):
            return one, other
    return None


def _ends_cell(scan: Scan, hit: Hit) -> bool:
    bracketed = scan.key(hit.start - 1) == "(" and scan.key(hit.end) == ")"
    alone = scan.key(hit.start - 1) in EDGES
    return (bracketed or alone) and scan.key(hit.end + bracketed) in (*EDGES, "\n", "")


def line_of(scan: Scan, place: int) -> tuple[int, int]:
    """The pieces [start, end) of the line in which a piece stands."""
    start = end = place
    while start > 0 and scan.keys[start - 1] != "\n":
        start -= 1
    while end < len(scan) and scan.keys[end] != "\n":
        end += 1
    return start, end


def column_of(scan: Scan, place: int) -> int:
    """How many cells stand before the piece in its line."""
    return sum(key in EDGES for key in scan.keys[line_of(scan, place)[0] : place])


def is_under(scan: Scan, place: int, title: Hit) -> bool:
    """Whether a piece stands below a title that is told in the row of titles, in its column."""
    row = line_of(scan, title.start)
    above = row[1] <= line_of(scan, place)[0] and not EDGES.isdisjoint(scan.keys[row[0] : row[1]])
    return above and column_of(scan, place) == column_of(scan, title.start)


def fills_cell_under(scan: Scan, hit: Hit, title: Hit) -> bool:
    """Whether a value is all of its cell, in the column that the title heads."""
    alone = scan.key(hit.start - 1) in EDGES and scan.key(hit.end) in (*EDGES, "\n", "")
    above = title.end <= line_of(scan, hit.start)[0]
    return alone and above and column_of(scan, hit.start) == column_of(scan, title.start)


def _cells(scan: Scan, place: int) -> list[tuple[int, int, int]]:
    """The cells of the line of a piece, as (column, start, end)."""
    start, end = line_of(scan, place)
    edges = [start - 1, *(p for p in range(start, end) if scan.keys[p] in EDGES), end]
    return [(n, edge + 1, edges[n + 1]) for n, edge in enumerate(edges[:-1])]
