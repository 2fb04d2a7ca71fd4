"""The organisation tree: each unit has an interval of positions that encloses its descendants' intervals."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """Cấp tổ chức. Huyện stays for data from before July 2025."""

    PROVINCE = "province"  # tỉnh, thành phố
    DISTRICT = "district"  # huyện, until 30/6/2025
    COMMUNE = "commune"  # xã, phường, đặc khu: đảng bộ cơ sở
    BRANCH_COMMITTEE = "branch_committee"  # đảng bộ bộ phận
    PARTY_CELL = "party_cell"  # chi bộ


# The highest first: a unit lies below one of an earlier kind.
LEVELS = tuple(UnitKind)


class Change(StrEnum):
    """Thay đổi tổ chức: what becomes of units on a day."""

    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"
    MOVED = "moved"  # below another committee


# A unit's interval is cut into this many slots, one per child, so that adding a unit never moves
# another. Six levels below the top: 2**60 positions, inside SQLite's 63 bits.
SLOTS = 1024
WHOLE_TREE = (0, SLOTS**6)
# A block is the place of a unit at the second level, as of a commune in a province. Figures of larger units
# are added up from those of blocks.
BLOCK = SLOTS**4
# The place of a unit that has none above it.
TOP = SLOTS**5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Đơn vị: a party organisation with its place in the tree.

    `name` carries the place's own kind word, without the organisation's: "bản Hỏm", "xã Chiềng Bôm".
    Positions [left, right) enclose those of everything below. It exists during [valid_from, valid_to);
    of one that ended, `successor_id` is the unit that goes on in its place.
    """

    id: int
    parent_id: int | None
    kind: UnitKind
    name: str
    left: int
    right: int
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = None

    def contains(self, other: "Unit") -> bool:
        """Whether the other is this unit or lies below it."""
        return self.left <= other.left and other.right <= self.right

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on that date."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class SideBySide:
    """Some units, at least one, none of which encloses another, in the order of their places."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = sorted(units, key=lambda unit: unit.left)
        self.around = (self.units[0].left, self.units[-1].right)
        self._lefts = [unit.left for unit in self.units]

    def home_of(self, position: int) -> Unit | None:
        """The unit in whose interval the position lies; None where it is in none of theirs."""
        after = bisect_right(self._lefts, position)
        home = self.units[after - 1] if after else None
        return home if home and position < home.right else None


def child_interval(parent: tuple[int, int], slot: int) -> tuple[int, int]:
    """The interval of the parent's child number `slot` (from 0). Raises ValueError when the tree is full."""
    left, right = parent
    size = (right - left) // SLOTS
    if size == 0 or not 0 <= slot < SLOTS - 1:
        raise ValueError("no room for another unit here")
    # The first slot stays the parent's own, so that a unit's own records have a position too.
    start = left + size * (slot + 1)
    return start, start + size


def blocks_of(interval: tuple[int, int]) -> tuple[int, int] | None:
    """The numbers [first, end) of the blocks that make up the interval; None where it cuts one."""
    left, right = interval
    return None if left % BLOCK or right % BLOCK else (left // BLOCK, right // BLOCK)


def top_of(interval: tuple[int, int]) -> int | None:
    """The number of the top unit's place that the interval is; None where it is less, or several."""
    left, right = interval
    return None if left % TOP or right - left != TOP else left // TOP
