"""The first or last months of a year: 6 tháng đầu năm, 9 tháng, 10 tháng năm 2025, 9T, 2 tháng cuối năm."""

from datetime import date

from domain.periods import PeriodKind
from language.dates.span import Span
from language.dates.years import year_after
from language.words import particles
from language.words.scanning import Scan

_MONTHS, _QUARTER = 12, 3
_EDGES = (("ends_year", 12), ("begins_year", 1))
# What the first three, six and nine months are called; the others are a range.
_PARAGRAPH = "paragraph"
_FIRST_MONTHS = {3: (PeriodKind.QUARTER, 1), 6: (PeriodKind.HALF, 1), 9: (PeriodKind.NINE_MONTHS, 0)}


def half_or_nine(scan: Scan, place: int, sent_on: date) -> Span | None:
    half, nine = scan.at("half_year", place), scan.at("nine_months", place)
    hit = half or nine
    if hit is None or scan.any_ending(place, ("longer_than",)):
        return None  # để quá 6 tháng
    if scan.key(hit.end) in particles.words("no_half_year") or _is_after(scan, place, hit.end):
        return None
    if scan.key(hit.end) in particles.words("no_span"):
        return None
    if scan.key(hit.end - 1) == "thang" and scan.at("gone_by", hit.end) is not None:
        return None
    kind = PeriodKind.HALF if half else PeriodKind.NINE_MONTHS
    end = hit.end
    # "6 tháng đầu năm" ends in the word that "năm 2025" begins with.
    year, after = year_after(scan, end - 1, sent_on) if scan.key(end - 1) == "nam" else (None, end)
    if year is None:
        year, after = year_after(scan, end, sent_on)
        after = max(after, end)
    return Span(start=place, end=after, kind=kind, number=int(half.value) if half else 0, year=year)


def _is_after(scan: Scan, place: int, end: int) -> bool:
    """sau tháng 6: behind it, no sáu tháng."""
    return scan.key(place) in particles.words("after_span") and scan.is_number(end)


def first_months(scan: Scan, place: int, sent_on: date) -> Span | None:
    """3 tháng đầu năm, 10 tháng đầu năm 2025; "10 tháng năm 2025"."""
    number = scan.number(place)
    if number is None or not 1 <= number <= 12 or scan.key(place + 1) != "thang":
        return None
    end = place + 2
    if scan.key(end) == "dau":
        end += 1 + (scan.key(end + 1) == "nam")
        at = end - 1 if scan.key(end - 1) == "nam" else end
    elif scan.key(end) == "/" or scan.key(end) == "nam" or _is_asked_of(scan, place, sent_on):
        at = end
    else:
        return None
    year, after = year_after(scan, at, sent_on)
    if year is None and scan.key(place + 2) != "dau" and not _is_asked_of(scan, place, sent_on):
        return None
    kind, told = _FIRST_MONTHS.get(number, (PeriodKind.RANGE, number))
    return Span(start=place, end=max(after, end), kind=kind, number=told, year=year)


def last_months(scan: Scan, place: int, sent_on: date) -> Span | None:
    """2 tháng cuối năm ngoái, hai tháng cuối năm, 3 tháng cuối năm 2019; quý cuối năm."""
    is_quarter = scan.at("quarter_word", place) is not None
    in_words = scan.at("month_word", place) is not None  # hai | tháng cuối năm
    at = place + 1 if is_quarter or in_words else place + 2
    ends_year = scan.key(at) in particles.words("ends_year") and scan.key(at + 1) == "nam"
    if not ends_year or not (is_quarter or scan.key(at - 1) == "thang"):
        return None
    said = particles.numbers("month_name").get(scan.key(place - 1)) if in_words else scan.number(place)
    number = _QUARTER if is_quarter else said
    if number is None or not 1 <= number < _MONTHS:
        return None
    year, end = year_after(scan, at + 1, sent_on)
    end = max(end, at + 2)
    start = place - in_words
    if number == _QUARTER:
        return Span(start=start, end=end, kind=PeriodKind.QUARTER, number=4, year=year)
    first = _MONTHS + 1 - number
    return Span(start=start, end=end, kind=PeriodKind.MONTH, number=first, last=_MONTHS, year=year)


def edge_month(scan: Scan, place: int, sent_on: date) -> Span | None:
    """tháng cuối năm 2019, tháng cuối cùng của năm: December; tháng đầu năm: January."""
    if scan.key(place) != "thang" or scan.key(place - 1) in particles.words("several_months"):
        return None
    if scan.is_number(place - 1) or scan.key(place - 1) in particles.numbers("month_name"):
        return None
    number = next((n for tag, n in _EDGES if scan.key(place + 1) in particles.words(tag)), None)
    at = place + 2
    while scan.key(at) in particles.words("edge_filler"):
        at += 1
    if number is None or scan.key(at) != "nam":
        return None
    year, end = year_after(scan, at, sent_on)
    return Span(start=place, end=max(end, at + 1), kind=PeriodKind.MONTH, number=number, year=year)


def short_months(scan: Scan, place: int, sent_on: date) -> Span | None:
    """6T, 9T/2025: the first months of a year, where the capital stands right behind the figure."""
    number = scan.number(place) or 0
    if not 1 < number <= _MONTHS or scan.key(place + 1) != "t" or not scan.glued(place + 1):
        return None
    if scan.words[place + 1] != "T" and (scan.cased or not scan.has("how_many", "ask", "requested")):
        return None  # con mới 9t
    kind, told = _FIRST_MONTHS.get(number, (PeriodKind.RANGE, number))
    year, end = year_after(scan, place + 2, sent_on)
    return Span(start=place, end=max(end, place + 2), kind=kind, number=told, year=year)


def _is_asked_of(scan: Scan, place: int, sent_on: date) -> bool:
    """7 tháng kết nạp được mấy người: from January on; not quá 3 tháng, 2 tháng nay, 5 tháng nữa."""
    asks = scan.has("how_many", "quota_gap", "ask", "compare") or (
        scan.has("request") and scan.has("requested")
    )
    asks = asks or any(hit.value == _PARAGRAPH for hit in scan.all("form"))  # viết đoạn văn 10 tháng
    lead, gone = scan.ending("length_lead", place), sent_on.month - (scan.number(place) or 0)
    within = lead is not None and scan.key(lead.start) in particles.words("within") and gone in (0, 1)
    if not asks or (lead is not None and not within):
        return False  # but in November "trong 10 tháng" is from January on
    after = scan.key(place + 2)
    if scan.is_number(place + 2):
        # mấy việc của làng Kép 2 tháng 5
        return False
    return scan.at("gone_by", place + 2) is None and not any(
        after in particles.words(name) for name in ("no_half_year", "no_span", "shift")
    )
