"""How a figure comes about: both sides in turn, several rounds, medians; never seconds alone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

from storage.database import Tx

T = TypeVar("T")

Side = Callable[[], Awaitable[float]]  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much a run does. `folder` keeps generated databases, on the disk that is measured."""

    people: int = 1_000_000
    rounds: int = 9
    warms_up: bool = True  # a round before the first, which does not count
    messages: int = 256  # in one round, of each side
    quiet: float = 5.0  # seconds of reports with nothing beside them
    folder: Path = Path(".cache/bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `ours` and `floor` are medians of one piece of work, in `unit`.

    `ratio` is the median over the rounds of ours divided by the floor of the same round, `low` and `high`
    its quartiles. Without a goal the row only informs.
    """

    name: str
    against: str
    ours: float
    floor: float
    ratio: float
    low: float
    high: float
    goal: float | None
    unit: str = "µs"

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if self.goal is None:
            return "–"
        return "ok" if self.ratio <= self.goal else "over"


async def interleaved(scale: Scale, *sides: Callable[[], Awaitable[T]]) -> list[list[T]]:
    """The cost of each side, one a round. Which side goes first changes from round to round."""
    samples: list[list[T]] = [[] for _ in sides]
    for turn in range(0 if scale.warms_up else 1, scale.rounds + 1):
        order = list(range(len(sides)))
        for place in order if turn % 2 else reversed(order):
            cost = await sides[place]()
            if turn:
                samples[place].append(cost)
    return samples


def compared(
    name: str,
    against: str,
    ours: Sequence[float],
    floor: Sequence[float],
    *,
    goal: float | None = None,
    unit: str = "µs",
) -> Row:
    """The row of two sides measured in the same rounds; figures in seconds, or in MB where `unit` says so."""
    ratios = [mine / theirs for mine, theirs in zip(ours, floor, strict=True)]
    low, _, high = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    factor = {"µs": 1e6, "ms": 1e3, "MB": 1.0}[unit]
    return Row(
        name=name,
        against=against,
        ours=median(ours) * factor,
        floor=median(floor) * factor,
        ratio=median(ratios),
        low=low,
        high=high,
        goal=goal,
        unit=unit,
    )


def clocked(tx: Tx, works: Sequence[Callable[[Tx], object]]) -> float:
    """Seconds one piece of work takes within a read transaction, on the thread of its connection."""
    started = perf_counter()
    for work in works:
        work(tx)
    return (perf_counter() - started) / len(works)


def as_ratio(value: float) -> str:
    """2.3 as "2.30", 0.026 as "1/38"."""
    return f"{value:.2f}" if value >= 0.5 else f"1/{1 / value:.0f}" if value < 0.1 else f"1/{1 / value:.1f}"


def as_line(row: Row) -> str:
    """The row as the table prints it."""
    figures = f"{row.ours:10,.1f} {row.floor:10,.1f} {row.unit}"
    spread = f"{as_ratio(row.low)}–{as_ratio(row.high)}"
    goal = "–" if row.goal is None else f"≤ {as_ratio(row.goal)}"
    return (
        f"{row.name:<58} {row.against:<34} {figures} {as_ratio(row.ratio):>7} {spread:>13} "
        f"{goal:>8}  {row.verdict}"
    )


HEADING = (
    f"{'row':<58} {'floor':<34} {'ours':>10} {'floor':>10}    {'ratio':>7} {'quartiles':>13} {'goal':>8}"
)
