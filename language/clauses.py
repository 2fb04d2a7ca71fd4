"""Several events in one message: where one ends and the next begins."""

from dataclasses import dataclass

from language.events import mentions
from language.message import Seen
from language.reading import Intent

_MARKS = frozenset((",", ".", ";", "\n"))
_LINKS = frozenset((("dong", "thoi"), ("ngoai", "ra"), ("ben", "canh"), ("con",)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The pieces [start, end) that tell one event. `is_held` is False for a planned or negated one."""

    start: int
    end: int
    intent: Intent
    is_held: bool


def split_events(seen: Seen) -> list[Clause]:
    """The clauses of a message that tells more than one event of people of their own; else none."""
    told = mentions(seen.scan)
    if len(told) < 2:
        return []
    depth = _depths(seen.scan.keys)
    events = [event for event in told if depth[event.place] == 0]
    if len({(event.intent, event.is_held) for event in events}) < 2:
        return []
    clauses: list[Clause] = []
    for start, end in _cut(seen):
        inside = [event for event in events if start <= event.place < end]
        kinds = {(event.intent, event.is_held) for event in inside}
        if len(kinds) > 1:
            return []
        if not inside or (clauses and _same(clauses[-1], kinds)) or not _tells_whom(seen, start, end):
            clauses = _extended(clauses, end)
            continue
        begin = start if clauses else 0
        clauses.append(Clause(start=begin, end=end, intent=inside[0].intent, is_held=inside[0].is_held))
    return clauses if len(clauses) > 1 else []


def _cut(seen: Seen) -> list[tuple[int, int]]:
    """The pieces between commas, sentence ends and words like "còn"; brackets are never cut."""
    scan, start = seen.scan, 0
    depths, cuts = _depths(scan.keys), []
    for place, key in enumerate(scan.keys):
        opens = tuple(scan.keys[place : place + 2]) in _LINKS or (key,) in _LINKS
        cuttable = depths[place] == 0 and place > start
        if cuttable and (key in _MARKS or (opens and not scan.used[place])):
            cuts.append((start, place))
            start = place + (key in _MARKS)
    cuts.append((start, len(scan)))
    return cuts


def _depths(keys: list[str]) -> list[int]:
    """How many brackets are open at each piece."""
    depth, depths = 0, []
    for key in keys:
        depth = max(0, depth + (key == "(") - (key == ")"))
        depths.append(depth)
    return depths


def _same(last: Clause, kinds: set[tuple[Intent, bool]]) -> bool:
    return (last.intent, last.is_held) in kinds


def _extended(clauses: list[Clause], end: int) -> list[Clause]:
    if not clauses:
        return clauses
    last = clauses[-1]
    return [*clauses[:-1], Clause(start=last.start, end=end, intent=last.intent, is_held=last.is_held)]


def _tells_whom(seen: Seen, start: int, end: int) -> bool:
    """Whether the clause names somebody, or counts."""
    if any(start <= name.start < end for name in seen.names):
        return True
    scan = seen.scan
    return any(scan.is_number(p) and not scan.used[p] for p in range(start, end)) and not seen.names
