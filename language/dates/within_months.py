"""Days told by their number alone beside the month they lie in: "tháng 9 kết nạp A ngày 15"."""

from dataclasses import replace
from datetime import date

from domain.periods import PeriodKind
from language.dates.day import Day
from language.dates.finding import latest
from language.dates.span import Span
from language.reading import Problem
from language.words.scanning import Scan

_STOPS = frozenset((".", ";"))
_TOLD = (
    *("admission", "official", "class", "candidate", "dropped", "referral", "dossier", "verification"),
    *("resolution", "committee", "decision", "nobody", "nothing"),
)


def within_months(scan: Scan, days: list[Day], spans: list[Span], sent_on: date) -> list[Day]:
    """The days, each that was told by its number alone in the month told before it in the sentence.

    Behind a second event it may be of another month: "tháng 9 lập hồ sơ, ngày 15 kết nạp".
    """
    if not any(_is_bare(day) for day in days):
        return days
    months = [span for span in spans if span.kind is PeriodKind.MONTH and not span.last]
    return [_in_month(scan, day, months, sent_on) if _is_bare(day) else day for day in days]


def _is_bare(day: Day) -> bool:
    return day.day is not None and day.month is None and day.on is not None


def _in_month(scan: Scan, day: Day, months: list[Span], sent_on: date) -> Day:
    before = next((span for span in reversed(months) if span.end <= day.start), None)
    period = before.resolve(sent_on) if before else None
    if before is None or period is None or day.day is None or not _holds_for(scan, before, day):
        return day
    if before.year is None and before.fixed is None:
        on = latest(day.day, period.start.month, sent_on)
        problem = None if on else Problem.DATE_IMPOSSIBLE
    else:
        on, problem = _on(period.start, day.day), Problem.DATE_IMPOSSIBLE
        if on is not None:
            on, problem = (on, None) if on <= sent_on else (None, Problem.DATE_IN_FUTURE)
    return replace(day, on=on, problem=problem, month=period.start.month)


def _on(first: date, day: int) -> date | None:
    try:
        return first.replace(day=day)
    except ValueError:
        return None


def _holds_for(scan: Scan, span: Span, day: Day) -> bool:
    """Whether at most one event is told between the month and the day, and none in a sentence of its own."""
    between = range(span.end, day.start)
    told = {
        tag for tag in _TOLD for hit in scan.all(tag) if hit.start in between and not scan.within[hit.start]
    }
    return len(told) <= _STOPS.isdisjoint(scan.keys[span.end : day.start])
