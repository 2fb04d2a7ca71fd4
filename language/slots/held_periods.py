"""The period that a question holds another one against: "so với cùng kỳ", "2018 so 2019"."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from domain.calendar import add_months
from domain.periods import Period, PeriodKind, year_period
from language.dates.years import SHIFTS, held_against, lists_compared
from language.message import Seen
from language.reading import Found
from language.words import particles
from language.words.scanning import Scan

_MONTHS_LONG = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_PARTS_OF_A_YEAR = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS)
_COUNTED_ON = particles.words("counted_on")
_WITH, _COMPARES = particles.words("held_with"), particles.words("holds_against")
_OF = 5  # characters between "cùng kỳ" and its year: "cùng kỳ của năm 2019"


def compares_spans(seen: Seen) -> bool:
    """Whether a word says so, or "so" alone between two spans: "quý 1 so quý 2"."""
    beside = pairwise(seen.spans)
    return seen.scan.has("compare") or any(held_against(seen.scan, a.end, b.start) for a, b in beside)


def without_held(
    seen: Seen, periods: list[Found[Period]]
) -> tuple[list[Found[Period]], Found[Period] | None]:
    """The periods asked about, and the one that they are held against.

    That is the one in or right behind "cùng kỳ", or the only one, where it stands behind "so với".
    """
    scan = seen.scan
    places = [scan.span(hit.start, hit.end) for hit in scan.all("same_span")]
    held = next((p for p in periods if any(s <= p.start <= end + _OF for s, end in places)), None)
    if held is None and len(periods) == 1 and periods[0].value.kind is PeriodKind.YEAR:
        before = periods[0] if any(start == periods[0].end + 1 for start, _ in places) else None
        held = before if before and before.value.end <= seen.sent_on else None  # năm ngoái cùng kỳ được mấy
    if held is None and len(periods) == 1:
        place = scan.place_of(periods[0].start)
        place -= scan.key(place - 1) in particles.words("all_of_span")  # so với cả năm 2019
        word = place - 2 - scan.any_ending(place - 1, ("more",))  # so sánh thêm với năm 2018
        is_held = word >= 0 and scan.key(place - 1) in _WITH and scan.key(word) in _COMPARES
        held = periods[0] if is_held else None
    return [p for p in periods if p is not held], held


def years_apart(
    scan: Scan, periods: list[Found[Period]], *, compares: bool
) -> tuple[list[Found[Period]], bool, bool]:
    """So sánh 2018, 2019: two years listed are held against one another, three and more are each told. Beside
    the periods: whether two are still compared, and whether the one is to be divided by year."""
    first = next(iter(periods), None) if compares and not scan.has("same_span") else None
    if first is None or not lists_compared(scan, scan.place_of(first.start)):
        return periods, compares, False
    if len(periods) > 2 and all(told.value.kind is PeriodKind.YEAR for told in periods):
        return periods, False, False
    if len(periods) > 1 or not _is_of_years(first.value):
        return periods, compares, False
    years = list(range(first.value.start.year, first.value.end.year))
    if len(years) == 2:
        return [replace(first, value=year_period(year)) for year in years], True, False
    return periods, len(years) < 2, len(years) > 2


def _is_of_years(period: Period) -> bool:
    return (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 1, 1)


def compared_with(
    seen: Seen, periods: list[Found[Period]], held: Found[Period] | None
) -> Found[Period] | None:
    """The second period named, or for "cùng kỳ" the same span of the year before, or of the year told."""
    if len(periods) > 1:
        return _beside(seen, periods[0].value, periods[1]) or _whole(seen, periods[1])
    if not periods:
        held = _whole(seen, held) if held else None
        is_year_before = held is not None and held.value.start.year == seen.sent_on.year - 1
        return None if held is None or (is_year_before and held.value.kind is not PeriodKind.RANGE) else held
    if not seen.scan.has("same_span"):
        return None
    period = periods[0].value
    years = period.start.year - held.value.start.year if held else 1
    earlier = period
    for _ in range(max(years, 1)):
        earlier = Period(kind=period.kind, start=_year_before(earlier.start), end=_year_before(earlier.end))
    hit = seen.scan.all("same_span")[0]
    return seen.found(hit.start, hit.end, earlier)


def _beside(seen: Seen, asked: Period, held: Found[Period]) -> Found[Period] | None:
    """2018 so với năm trước, quý 3/2019 so với quý trước: counted from the span asked about, not from today;
    quý 3/2019 so với năm trước: the same part of that year."""
    scan, place = seen.scan, seen.scan.place_of(held.start)
    length, shift = _MONTHS_LONG.get(asked.kind), SHIFTS.get(scan.key(place + 1), 0)
    follows = is_counted_on(scan, held)
    if held.value.kind is asked.kind and length and follows:
        return replace(held, value=_moved(asked, shift * length))
    if held.value.kind is not PeriodKind.YEAR or asked.kind not in _PARTS_OF_A_YEAR:
        return None
    if not shift or scan.key(place - 1) in particles.words("all_of_span") or "so" not in scan.keys[:place]:
        return None
    years = shift if follows else held.value.start.year - asked.start.year
    return replace(held, value=_moved(asked, 12 * years)) if years else None


def is_counted_on(scan: Scan, told: Found[Period]) -> bool:
    """Năm trước, quý trước: the one before another, where a span is told before it."""
    return scan.key(scan.place_of(told.start) + 1) in _COUNTED_ON


def _moved(period: Period, months: int) -> Period:
    return replace(period, start=add_months(period.start, months), end=add_months(period.end, months))


def _whole(seen: Seen, held: Found[Period]) -> Found[Period]:
    """So với cả năm ngoái: all of it, where a year alone means its days so far."""
    before = seen.scan.key(seen.scan.place_of(held.start) - 1)
    if before not in particles.words("all_of_span") or held.value.kind is not PeriodKind.YEAR:
        return held
    return replace(held, value=replace(held.value, kind=PeriodKind.RANGE))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
