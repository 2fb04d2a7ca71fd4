"""What the rows of a header say together above each column."""

from collections.abc import Sequence

from domain.sheets import Value

HEADER_ROWS = 15  # titles of an office may stand above the header
TALLEST = 3  # rows of a header


def cell_at(row: Sequence[Value], column: int) -> Value:
    """The cell, None where the row ends before it."""
    return row[column] if column < len(row) else None


def titles_of(block: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    """What the rows say above each column; a title over several columns goes on to the right, where the rows
    below it say more."""
    width = max(map(len, block), default=0)
    told: list[list[str]] = [[] for _ in range(width)]
    for place, row in enumerate(block):
        carried = ""
        for column in range(width):
            own = " ".join(str(cell_at(row, column) or "").split())
            says_more = any(cell_at(lower, column) is not None for lower in block[place + 1 :])
            carried = own or (carried if says_more else "")
            told[column].append(carried)
    return tuple(" ".join(filter(None, parts)) for parts in told)
