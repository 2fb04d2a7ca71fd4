"""Charts on their way into a picture: plain values that can be kept with a message and drawn later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One unit's bar: its figure, its quota where it has one, and both as they are written beside it."""

    label: str
    value: int
    quota: int | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Progress against quota by unit; `done` says what the bars count."""

    title: str
    note: str
    bars: tuple[Bar, ...]
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthChart:
    """The months of a period, or of a long one its quarters or years, and an even pace to the quota."""

    title: str
    note: str
    months: tuple[str, ...]
    values: tuple[int, ...]
    needed: float | None = None
    needed_told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many people stand at each step, from the first to the last."""

    title: str
    note: str
    steps: tuple[tuple[str, int], ...]


Chart = BarChart | MonthChart | Funnel

_KINDS: dict[str, type[Chart]] = {"bars": BarChart, "months": MonthChart, "funnel": Funnel}


def as_plain(chart: Chart) -> dict[str, Any]:
    """The chart in values that JSON keeps."""
    kind = next(name for name, drawn in _KINDS.items() if isinstance(chart, drawn))
    return {"kind": kind, **asdict(chart)}


def chart_from_plain(plain: Mapping[str, Any]) -> Chart:
    """The chart that `as_plain` gave. Raises ValueError for another thing."""
    told = {name: value for name, value in plain.items() if name != "kind"}
    match plain.get("kind"):
        case "bars":
            return BarChart(**{**told, "bars": tuple(Bar(**bar) for bar in told["bars"])})
        case "months":
            months, values = tuple(told["months"]), tuple(told["values"])
            return MonthChart(**{**told, "months": months, "values": values})
        case "funnel":
            return Funnel(**{**told, "steps": tuple((label, value) for label, value in told["steps"])})
        case _:
            raise ValueError("figures of no chart")
