"""Terms, and years from one to another: nhiệm kỳ 2020-2025, nhiệm kỳ 15-20, giai đoạn 2016-2018."""

from datetime import date

from domain.periods import Period, PeriodKind, range_period
from language.dates.span import Span
from language.dates.years import is_year
from language.words import particles
from language.words.scanning import Scan

_TERM = 5  # years


def term(scan: Scan, place: int, sent_on: date) -> Span | None:
    """nhiệm kỳ 2020-2025, nhiệm kỳ này."""
    hit = scan.at("term", place)
    if hit is None:
        return None
    at = hit.end + (scan.key(hit.end) in (":", "("))
    if is_year(scan, at) and scan.key(at + 1) in ("-", "den", "toi", "/") and scan.is_number(at + 2):
        first, last = scan.number(at) or 0, scan.number(at + 2) or 0
        last = last if last >= 100 else first // 100 * 100 + last
        if first < last <= first + 10:
            fixed = Period(kind=PeriodKind.TERM, start=date(first, 1, 1), end=date(last + 1, 1, 1))
            return Span(start=place, end=at + 3, kind=PeriodKind.TERM, fixed=fixed)
    if short := _term_in_short(scan, place, at):
        return short
    end = hit.end + (scan.key(hit.end) in particles.words("this_term"))
    return Span(start=place, end=end, kind=PeriodKind.TERM, is_open=True)


def _term_in_short(scan: Scan, place: int, at: int) -> Span | None:
    """nhiệm kỳ 15-20, nk 20-25: five years by their last two figures."""
    first, last = scan.number(at) or 0, scan.number(at + 2) or 0
    if scan.key(at + 1) not in ("-", "den", "/") or not (0 < first < 100 and last == first + _TERM):
        return None
    fixed = Period(kind=PeriodKind.TERM, start=date(2000 + first, 1, 1), end=date(2001 + last, 1, 1))
    return Span(start=place, end=at + 3, kind=PeriodKind.TERM, fixed=fixed)


def years(scan: Scan, place: int, sent_on: date) -> Span | None:
    """giai đoạn 2016-2018, or nothing but such years: each of them whole."""
    hit = scan.at("years_opener", place)
    at = hit.end if hit else place
    joined = scan.key(at + 1) == "-" or scan.key(at + 1) in particles.words("year_to_year")
    if not (is_year(scan, at) and joined and is_year(scan, at + 2)) or not (hit or len(scan) == at + 3):
        return None
    first, last = scan.number(at) or 0, scan.number(at + 2) or 0
    fixed = range_period(date(first, 1, 1), date(last, 12, 31)) if first < last else None
    return Span(start=place, end=at + 3, kind=PeriodKind.RANGE, fixed=fixed) if fixed else None
