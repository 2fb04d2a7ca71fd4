"""Several steps of the same people in one message, each with its day: gửi thẩm tra 3/11, có kết quả 6/11."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from domain.pipeline import Stage
from language.message import Seen, see
from language.reading import SURE, Field, Intent, Problem, Reading
from language.words import particles

_MARKS = frozenset((",", ".", ";", "\n"))
_JOINS = particles.words("clause_join")
_STEPS = (
    *("admission", "official", "ct", "class", "bare_course", "certificate", "candidate", "dropped"),
    *("referral", "dossier", "dossier_deed", "verification", "resolution", "committee", "decision", "paper"),
)
_ADMITTED = (Intent.REPORT_ADMISSION, "")
_BEFORE_ADMISSION = (Intent.REPORT_CANDIDATE, Intent.REPORT_CLASS, Intent.REPORT_STAGE)
_Run = tuple[int, int]


def steps_told(seen: Seen, whole: Reading, read: Callable[[Seen], Reading]) -> Reading | None:
    """Each step of the same people with its own day, first the one of `whole`; None where it is one."""
    if not whole.intent.is_report or len(seen.days) < 2 or whole.count:
        return None
    if bool(whole.people) != bool(seen.names):
        return None
    runs = _steps_apart(seen)
    parts = [part for each in runs if (part := see(seen.joined(each), seen.sent_on)) is not None]
    read_so = [(part, read(part)) for part in parts]
    told = [each for part, each in read_so if not _is_paper_beside(part, each)]
    if not told or any(not each.intent.is_report or each.event_date is None for each in told):
        return None
    if _are_papers_of_referral(whole, told):
        return _asked_which_day(whole)
    steps = {_step(each): each for each in told}
    if (decided := _only_decided(steps)) is not None:
        return replace(decided, people=whole.people, unit=decided.unit or whole.unit)
    admitted = steps.pop(_ADMITTED, None) if _step(whole) != _ADMITTED and len(steps) > 1 else None
    first = min(steps.values(), key=_day)
    if admitted is not None and whole.intent in _BEFORE_ADMISSION and _day(first) < _day(admitted):
        # kết nạp A 5/11, nghị quyết chi bộ 3/10; beside a recognition it is when they joined
        main, intent, stage = admitted, admitted.intent, None
    elif len(told) > 1 and (of_whole := steps.pop(_step(whole), None)) and (steps or admitted):
        main, intent, stage = of_whole, whole.intent, whole.stage
    else:
        return None
    rest = [replace(each, people=whole.people, unit=each.unit or whole.unit) for each in steps.values()]
    return replace(
        whole,
        intent=intent,
        stage=stage,
        event_date=main.event_date,
        missing=main.missing,
        problems=main.problems,
        others=tuple(rest),
    )


def _only_decided(steps: dict[tuple[Intent, str], Reading]) -> Reading | None:
    """Có quyết định 3/10, làm lễ 5/12, told on 20/11: the ceremony is no day of last year, but to come."""
    decided = steps.get((Intent.REPORT_STAGE, Stage.DECISION.value))
    held = steps.get(_ADMITTED)
    if decided is None or held is None or held.event_date is None or held.event_date.confidence >= SURE:
        return None
    return decided if _day(held) < _day(decided) else None


def _day(told: Reading) -> date:
    return told.event_date.value if told.event_date else date.max


def _is_paper_beside(part: Seen, told: Reading) -> bool:
    """Kết nạp A ngày 5/11, quyết định số 45 ngày 20/10: the paper of a ceremony is no step of its own."""
    return not told.intent.is_report and part.scan.has("paper", "decision", "decides")


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
    if len(days) < 2:
        return []
    cuts = [0, *_cuts(seen, days), len(seen.scan)]
    if len(cuts) < 3:
        return []
    if not seen.names:  # mở hồ sơ 3/11, gửi thẩm tra 6/11: of whom the talk was
        return [[run] for run in pairwise(cuts)]
    whom = (seen.names[0].start, seen.names[-1].end)
    if whom[1] > cuts[1] or any(whom[0] < day < whom[1] for day in days):
        return []
    behind = [(start - (seen.scan.keys[start - 1] == ","), end) for start, end in pairwise(cuts[1:])]
    return [[(cuts[0], cuts[1])], *([whom, run] for run in behind)]


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
