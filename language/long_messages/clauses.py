"""Several events in one message: where one ends and the next begins."""

from dataclasses import dataclass, replace

from language.intents.mentions import Mention, may_tell_several, mentions
from language.message import Seen
from language.reading import Intent
from language.words import particles
from language.words.scanning import Scan

_MARKS = frozenset((",", ".", ";", "\n"))
_LINKS = particles.words("clause_link")
_JOINS = particles.words("clause_join")
_TURNS = particles.words("clause_turn")
_PLAN_REACH = 10  # pieces: dự kiến trong tháng 12 này kết nạp
_BEFORE_EVENT = 3  # pieces: và đã tổ chức kết nạp


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The pieces [start, end) that tell one event. `is_held` is False for a planned or negated one."""

    start: int
    end: int
    intent: Intent
    is_held: bool
    step: str
    is_foreign: bool = False  # another body's, another cell's


def split_events(seen: Seen) -> list[Clause]:
    """The clauses of a message that tells more than one event of people of their own; else none."""
    if not may_tell_several(seen.scan) or len(told := mentions(seen.scan)) < 2:
        return []
    if _are_to_reach(seen.scan, told[0].place):
        return []
    depth = _depths(seen.scan.keys)
    events = [event for event in told if depth[event.place] == 0]
    if len({(event.intent, event.is_held, event.step) for event in events}) < 2:
        return []
    clauses: list[Clause] = []
    for start, end in _cut(seen, frozenset(event.place for event in events)):
        inside = _without_headings(seen, [event for event in events if start <= event.place < end])
        kinds = {(event.intent, event.is_held) for event in inside}
        if len(kinds) > 1:
            # What did not happen is why the rest of the clause is told.
            inside = [event for event in inside if not event.is_held]
        if len({event.intent for event in inside if event.is_held}) > 1:
            return []
        continues = bool(clauses) and bool(inside) and _continues(seen, clauses[-1], inside[0], start, end)
        apart = bool(inside) and (inside[0].is_foreign or _tells_whom(seen, start, end) or _is_nil(inside[0]))
        if not inside or continues or not apart:
            clauses = _extended(clauses, end)
            continue
        told_here = inside[0]
        clauses.append(
            Clause(
                start=start if clauses else 0,
                end=end,
                intent=told_here.intent,
                is_held=told_here.is_held,
                step=told_here.step,
                is_foreign=told_here.is_foreign,
            )
        )
    return clauses if len(clauses) > 1 else []


def _are_to_reach(scan: Scan, first: int) -> bool:
    """Chỉ tiêu 2027: kết nạp 12, chính thức 3 · chỉ tiêu 4, kết nạp 3: figures of a target, nothing apart."""
    quota = scan.first("quota")
    return quota is not None and quota.end <= first and not any(p < quota.start for p in scan.free_numbers())


def _is_nil(event: Mention) -> bool:
    """Công nhận chính thức 1 đồng chí, không có ai chuyển đi: that nobody left is no part of it."""
    return event.intent is Intent.REPORT_DROPPED and not event.is_held


def _cut(seen: Seen, events: frozenset[int]) -> list[tuple[int, int]]:
    """The pieces between commas, sentence ends and words like "còn"; brackets are never cut."""
    scan, start = seen.scan, 0
    depths, cuts = _depths(scan.keys), []
    for place, key in enumerate(scan.keys):
        opens = " ".join(scan.keys[place : place + 2]) in _LINKS or key in _LINKS
        opens = opens or ((key in _TURNS or key == "-") and scan.at("not_yet", place + 1) is not None)
        cuttable = depths[place] == 0 and place > start
        opens = opens and not (
            scan.at("by_others", place) and scan.used[place - 1] == "unit"
        )  # bản Lầu bên cạnh
        opens = (opens and not scan.used[place]) or _counts_anew(scan, place)
        opens = opens or _joins_another(seen, place, start, events)
        opens = opens or _plans_another(seen, place, start, events)
        if cuttable and (key in _MARKS or opens):
            cuts.append((start, place))
            start = place + (key in _MARKS)
    cuts.append((start, len(scan)))
    return cuts


def _joins_another(seen: Seen, place: int, start: int, events: frozenset[int]) -> bool:
    """kết nạp A và công nhận chính thức B: "và" between an event of somebody and another event."""
    if seen.scan.key(place) not in _JOINS or seen.scan.used[place]:
        return False
    # kết nạp A và ngày 16/8 công nhận chính thức B
    begins = next((day.end for day in seen.days if day.start == place + 1), place + 1)
    follows = events.intersection(range(begins, begins + _BEFORE_EVENT))
    told = any(start <= event < place for event in events)
    return bool(follows) and told and any(start <= name.start < place for name in seen.names)


def _plans_another(seen: Seen, place: int, start: int, events: frozenset[int]) -> bool:
    """kết nạp A ngày 5/11 dự kiến tháng 12 kết nạp B: a plan behind what was done, and its own event."""
    plan = seen.scan.at("planned", place)
    if (
        plan is None
        or plan.value != "sure"
        or seen.scan.used[place]
        or not any(start <= e < place for e in events)
    ):
        return False
    planned = min((event for event in events if event >= plan.end), default=len(seen.scan))
    named = any(plan.end <= name.start < planned for name in seen.names)
    return planned - place <= _PLAN_REACH and not named and any(start <= n.start < place for n in seen.names)


def _without_headings(seen: Seen, inside: list[Mention]) -> list[Mention]:
    """phát triển đảng: 12/10 công nhận chính thức A: with nobody named before it, the later step tells."""
    later = next((event for event in inside if event.intent is Intent.REPORT_OFFICIAL), None)
    if later is None or any(inside[0].place <= name.start < later.place for name in seen.names):
        return inside
    return [e for e in inside if e.intent is not Intent.REPORT_ADMISSION or e.place > later.place]


def _counts_anew(scan: Scan, place: int) -> bool:
    """kn 5 ct 3 nguồn 1: a number ends what is told before, and another follows the next event."""
    if not scan.is_number(place - 1):
        return False
    event = scan.at("official", place) or scan.at("ct", place) or scan.at("candidate", place)
    return event is not None and scan.is_number(event.end + (scan.key(event.end) == ":"))


def _depths(keys: list[str]) -> list[int]:
    """How many brackets are open at each piece."""
    depth, depths = 0, []
    for key in keys:
        depth = max(0, depth + (key == "(") - (key == ")"))
        depths.append(depth)
    return depths


def _continues(seen: Seen, last: Clause, event: Mention, start: int, end: int) -> bool:
    """Whether a clause goes on with the event before it; a step with its own day is another one."""
    if (last.intent, last.is_held) != (event.intent, event.is_held):
        return False
    if event.intent is not Intent.REPORT_STAGE or event.step == last.step:
        return True
    days = [day.start for day in seen.days]
    both = any(start <= day < end for day in days) and any(last.start <= day < last.end for day in days)
    return not both


def _extended(clauses: list[Clause], end: int) -> list[Clause]:
    return [*clauses[:-1], replace(clauses[-1], end=end)] if clauses else clauses


def _tells_whom(seen: Seen, start: int, end: int) -> bool:
    """Whether the clause names somebody, or counts."""
    if any(start <= name.start < end for name in seen.names):
        return True
    scan = seen.scan
    return any(scan.is_number(p) and not scan.used[p] for p in range(start, end)) and not seen.names
