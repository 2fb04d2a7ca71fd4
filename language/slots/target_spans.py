"""Targets told for several spans in one message, each with a number of its own: "2026 là 4, 2027 là 5"."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from domain.periods import PeriodKind
from language.message import Seen, see
from language.reading import Intent, Reading

_YEARS = range(2000, 2101)
_Run = tuple[int, int]


def target_of_each_span(seen: Seen, read: Callable[[Seen], Reading]) -> Reading | None:
    """Chỉ tiêu 2026 là 4, 2027 là 5: a target for each span, where every one of them is one."""
    parts = [
        part for runs in runs_of_spans(seen) if (part := see(seen.joined(runs), seen.sent_on)) is not None
    ]
    parts = [*parts[:1], *(part for part in parts[1:] if not _is_reached(part))]
    told = [read(part) for part in parts]
    if not told or any(each.intent is not Intent.SET_QUOTA for each in told):
        return None
    first = told[0].next_period or told[0].period
    rest = [replace(each, unit=each.unit or told[0].unit) for each in told[1:]]
    if first is not None:
        year = first.value.start.year
        rest = [_in_year(part, each, year) for part, each in zip(parts[1:], rest, strict=True)]
    return replace(told[0], others=tuple(rest))


def _is_reached(seen: Seen) -> bool:
    """… 6 tháng đầu năm đã kết nạp 2: what has been reached by then, and no target."""
    return any(seen.scan.any_ending(hit.start, ("done_lead",)) for hit in seen.scan.all("admission"))


def _in_year(seen: Seen, order: Reading, year: int) -> Reading:
    """… 6 tháng đầu năm 2027 là 2, 6 tháng cuối năm là 3: of the year that was told before."""
    span = seen.spans[-1] if seen.spans else None
    if span is None or span.year or span.fixed or span.kind in (PeriodKind.YEAR, PeriodKind.TERM):
        return order
    period = replace(span, year=year).resolve(seen.sent_on)
    return (
        replace(order, period=seen.found(span.start, span.end, period), next_period=None) if period else order
    )


def runs_of_spans(seen: Seen) -> list[list[_Run]]:
    """For each span with a target of its own, the pieces [start, end) that tell it; empty where it is not so.

    What stands before the first of them is said of all.
    """
    if not seen.scan.has("quota", "assign") or "?" in seen.scan.keys:
        return []
    spans = _spans(seen)
    years = {start for start, _ in spans}
    numbers = [place for place in seen.scan.free_numbers() if place not in years]
    if len(spans) < 2 or not numbers:
        return []
    edges = [start for start, _ in spans] + [len(seen.scan)]
    if _each_has_one(numbers, edges):
        between = (spans[0][1], numbers[0])
        own = any(edges[1] <= unit.start for unit in seen.units)
        head = [(0, edges[0])] if own else [(0, edges[0]), between]
        return [[(0, edges[1])], *(_filled(head, piece) for piece in pairwise(edges[1:]))]
    ends = [numbers[0], *(end for _, end in spans)]
    if _each_has_one(numbers, ends) and ends[-1] > numbers[-1]:
        return [[(0, ends[1])], *(_filled([(0, numbers[0])], piece) for piece in pairwise(ends[1:]))]
    return []


def _filled(head: list[_Run], piece: _Run) -> list[_Run]:
    return [run for run in (*head, piece) if run[0] < run[1]]


def _spans(seen: Seen) -> list[_Run]:
    """The spans told, years without the word for it and "cả năm" among them."""
    scan = seen.scan
    spans = [(span.start, span.end) for span in seen.spans if span.resolve(seen.sent_on)]
    spans += [(place, place + 1) for place in scan.free_numbers() if scan.number(place) in _YEARS]
    told = {start for start, _ in spans}
    whole = (hit for hit in scan.all("whole_year") if told.isdisjoint(range(hit.start, hit.end + 1)))
    spans += [(hit.start, hit.end) for hit in whole]
    return sorted(spans)


def _each_has_one(numbers: list[int], edges: list[int]) -> bool:
    """Whether a number stands between each edge and the next, and none before the first."""
    return numbers[0] >= edges[0] and all(
        any(first <= number < second for number in numbers) for first, second in pairwise(edges)
    )
