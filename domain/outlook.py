"""Where the open dossiers lead by the end of a period: all of them at best, else those that are in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from domain.pipeline import OPEN_DOSSIER, RANK, Stage
from domain.rules import RuleBook

# Fewer cases say more of the people than of the unit.
FEWEST_CASES = 10

# The limits that stand between an open dossier and the ceremony; the others say how long a paper is good.
_LIMITS = ("verification_reply", "committee_decision", "ceremony")
_LONGEST = timedelta(days=400)  # whatever is older is late in every step that is left, and like this
_DAY = timedelta(days=1)


class OutlookMethod(StrEnum):
    """From what it is told which dossiers are in time."""

    OWN_PACE = "own_pace"  # the median time that the unit's own cases took
    LIMITS = "limits"  # the limits of the rules
    BOTH = "both"  # the one where there are cases enough, else the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Dự báo từ hồ sơ: of the open `dossiers` so many are `in_time`.

    `cases`: past admissions that the unit's own pace is taken from.
    """

    dossiers: int
    in_time: int
    method: OutlookMethod
    cases: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """The latest day on which a dossier may have come to each step and still be in time; none: too late."""

    latest: Mapping[Stage, date]
    method: OutlookMethod
    cases: int


def in_time(
    durations: Mapping[Stage, Sequence[int]], book: RuleBook, *, as_of: date, last_day: date
) -> InTime:
    """Which dossiers can come to the ceremony by the last day, told on `as_of`.

    `durations`: of each step, how many days past cases of the unit took from it to the ceremony. What is
    late already may still be done any day, so nothing is expected before the day after `as_of`.
    """
    own = {stage: int(median(days)) for stage, days in durations.items() if len(days) >= FEWEST_CASES}
    latest: dict[Stage, date] = {}
    by_limits: dict[tuple[str, ...], date | None] = {}
    for stage in OPEN_DOSSIER:
        if stage in own:
            if as_of < last_day:
                latest[stage] = min(last_day - timedelta(days=own[stage]), as_of)
            continue
        left = _limits_left(stage, book)
        if left not in by_limits:
            by_limits[left] = _latest_by_limits(left, book, as_of, last_day)
        if (found := by_limits[left]) is not None:
            latest[stage] = found
    method = OutlookMethod.BOTH if own else OutlookMethod.LIMITS
    if own and all(stage in own for stage in OPEN_DOSSIER):
        method = OutlookMethod.OWN_PACE
    return InTime(latest=latest, method=method, cases=max(map(len, durations.values()), default=0))


def _limits_left(stage: Stage, book: RuleBook) -> tuple[str, ...]:
    """The rules of the steps between this one and the ceremony."""
    known = [book.rules.by_id[name] for name in _LIMITS if name in book.rules.by_id]
    return tuple(
        rule.id for rule in known if rule.settled_by is not None and RANK[rule.settled_by] > RANK[stage]
    )


def _latest_by_limits(left: Sequence[str], book: RuleBook, as_of: date, last_day: date) -> date | None:
    """The later a step, the later the ceremony: the last day that fits is found by halving."""
    low, high = as_of - _LONGEST, as_of
    if _ceremony_by_limits(left, low, book, as_of) > last_day:
        return None
    while low < high:
        middle = low + ((high - low) // _DAY + 1) // 2 * _DAY
        if _ceremony_by_limits(left, middle, book, as_of) > last_day:
            high = middle - _DAY
        else:
            low = middle
    return low


def _ceremony_by_limits(left: Sequence[str], since: date, book: RuleBook, as_of: date) -> date:
    """The day of the ceremony when each step that is left takes all of its limit."""
    day = since
    for name in left:
        edition = book.rules.by_id[name].edition_on(day)
        if edition.amount is not None:
            day = max(book.due_on(edition, day), as_of)
    return max(day, as_of + _DAY)
