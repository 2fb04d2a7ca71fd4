"""Several steps of the same people in one message, each with its day: gửi thẩm tra 3/11, có kết quả 6/11."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.pipeline import Stage
from language.message import Seen, see
from language.reading import Field, Intent, Problem, Reading
from language.words import particles

_MARKS = frozenset((",", ".", ";", "\n"))
_JOINS = particles.words("clause_join")
_STEPS = (
    *("admission", "official", "ct", "class", "certificate", "candidate", "dropped"),
    *("referral", "dossier", "dossier_deed", "verification", "resolution", "committee", "decision", "paper"),
)
_Run = tuple[int, int]


def steps_told(seen: Seen, whole: Reading, read: Callable[[Seen], Reading]) -> Reading | None:
    """Each step of the same people with its own day, first the one of `whole`; None where it is one."""
    runs = _steps_apart(seen) if whole.intent.is_report and len(seen.days) > 1 and whole.people else []
    parts = [see(seen.joined(each), seen.sent_on) for each in runs]
    told = [read(part) for part in parts if part is not None]
    if not told or any(not each.intent.is_report or each.event_date is None for each in told):
        return None
    if _are_papers_of_referral(whole, told):
        return _asked_which_day(whole)
    steps = {_step(each): each for each in told}
    main = steps.pop(_step(whole), None) if len(steps) > 1 else None
    if main is None:
        return None
    steps.pop((Intent.REPORT_ADMISSION, ""), None)  # when they joined, or are to join
    rest = [replace(each, people=whole.people, unit=each.unit or whole.unit) for each in steps.values()]
    told_on = replace(whole, event_date=main.event_date, missing=main.missing, problems=main.problems)
    return replace(told_on, others=tuple(rest))


def _step(told: Reading) -> tuple[Intent, str]:
    return told.intent, told.stage.value if told.stage else ""


def _are_papers_of_referral(whole: Reading, told: Sequence[Reading]) -> bool:
    """Whether the days are of two papers that somebody is referred with."""
    step = (Intent.REPORT_STAGE, Stage.REFERRAL.value)
    days = {each.event_date.value for each in told if each.event_date}
    return len(whole.people) == 1 and len(days) > 1 and {_step(each) for each in (whole, *told)} == {step}


def _asked_which_day(whole: Reading) -> Reading:
    """Nghị quyết đoàn 5/11 và giấy giới thiệu 6/11: one step, of which the day is asked."""
    missing = dict.fromkeys((*whole.missing, Field.EVENT_DATE))
    return replace(whole, event_date=None, missing=tuple(missing), problems=(Problem.DATE_VAGUE,))


def _steps_apart(seen: Seen) -> list[list[_Run]]:
    """For each step the pieces [start, end) that tell it, with those it is told of; empty where it is one."""
    days = [day.start for day in seen.days if day.on is not None]
    if len(days) < 2 or not seen.names:
        return []
    cuts = [0, *_cuts(seen, days), len(seen.scan)]
    whom = (seen.names[0].start, seen.names[-1].end)
    if len(cuts) < 3 or whom[1] > cuts[1] or any(whom[0] < day < whom[1] for day in days):
        return []
    return [[(cuts[0], cuts[1])], *([whom, run] for run in pairwise(cuts[1:]))]


def _cuts(seen: Seen, days: Sequence[int]) -> list[int]:
    """Where a clause with a step and a day of its own begins, behind another one."""
    scan = seen.scan
    edges = [p for p, key in enumerate(scan.keys) if (key in _MARKS or key in _JOINS) and not scan.used[p]]
    steps = scan.openings(_STEPS)
    cuts: list[int] = []
    for edge, close in pairwise((*edges, len(scan))):
        last = cuts[-1] if cuts else 0
        before = _within(steps, last, edge) and _within(days, last, edge)
        if before and _within(steps, edge, close) and _within(days, edge, close):
            cuts.append(edge + 1)
    return cuts


def _within(places: Sequence[int], start: int, end: int) -> bool:
    return any(start <= place < end for place in places)
