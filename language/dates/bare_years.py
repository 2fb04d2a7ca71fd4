"""Years in figures alone, where what stands around them says that they are years."""

from datetime import date

from domain.periods import PeriodKind, range_period
from language.dates.span import Span
from language.dates.years import LISTING, LONGEST_LINK, held_against, is_year, lists_compared
from language.words import particles
from language.words.scanning import Scan

_COUNTED = ("admission", "official")


def year_beside(scan: Scan, place: int, sent_on: date) -> Span | None:
    """năm 2018 và 2020: years that do not follow one another are each a span."""
    first = place
    while is_year(scan, first) and scan.key(first - 1) in LISTING and is_year(scan, first - 2):
        first -= 2
    opener = first - 1
    if first == place or not scan.at("year_word", opener) or scan.any_ending(opener, ("birth_label",)):
        return None
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))


def years_listed(scan: Scan, place: int, sent_on: date) -> Span | None:
    """2018 và 2019 kết nạp mấy: bare years one after the other, as one span where they follow one another."""
    if not is_year(scan, place):
        return None
    first = last = place
    while scan.key(first - 1) in LISTING and is_year(scan, first - 2):
        first -= 2
    while scan.key(last + 1) in LISTING and is_year(scan, last + 2):
        last += 2
    compared = lists_compared(scan, first)  # so sánh 2018, 2019
    opens = first == 0 or scan.any_ending(first, _COUNTED)
    counted = opens and scan.has("how_many", "who") and not scan.has("compare")
    if first == last or not (counted or compared):
        return None
    years = sorted(scan.number(at) or 0 for at in range(first, last + 1, 2))
    if place == first and years[-1] - years[0] < len(years):
        fixed = range_period(date(years[0], 1, 1), date(years[-1], 12, 31))
        return Span(start=first, end=last + 1, kind=PeriodKind.RANGE, fixed=fixed)
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))


def year_held(scan: Scan, place: int, sent_on: date) -> Span | None:
    """2018 so 2019, năm 2018 so với 2019: a bare year held against another one."""
    if not is_year(scan, place):
        return None
    near = range(max(0, place - LONGEST_LINK - 1), min(place + LONGEST_LINK + 2, len(scan)))
    years = [at for at in near if at != place and is_year(scan, at)]
    told = [(min(at, place), max(at, place)) for at in years]
    compared = scan.has("compare")  # so sánh 2018 với 2019
    if not any(
        held_against(scan, a + 1, b) or (compared and scan.keys[a + 1 : b] == ["voi"]) for a, b in told
    ):
        return None
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))


def year_compared(scan: Scan, place: int, sent_on: date) -> Span | None:
    """2019 tăng hay giảm so với 2018: a bare year that opens the message, and one behind "so với"."""
    if not is_year(scan, place) or not scan.has("compare"):
        return None
    held = scan.keys[max(0, place - 2) : place] == ["so", "voi"]
    if not (held or place == 0 or scan.any_ending(place, _COUNTED)):
        return None
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))


def year_counted(scan: Scan, place: int, sent_on: date) -> Span | None:
    """năm 2018 kết nạp mấy, 2019 mấy: a bare year of which it is asked behind another one."""
    if not is_year(scan, place) or scan.key(place - 1) not in LISTING:
        return None
    behind = place + 1 + (scan.key(place + 1) in particles.words("gains"))
    if scan.at("how_many", behind) is None or not any(is_year(scan, at) for at in range(place)):
        return None
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))


def year_of_list(scan: Scan, place: int, sent_on: date) -> Span | None:
    """nguồn KN 2027: the year for which a list of candidates is made, of this year or a later one."""
    year = scan.number(place) if is_year(scan, place) else None
    if year is None or year < sent_on.year:
        return None
    admission = scan.ending("admission", place)
    listed = scan.ending("candidate", admission.start if admission is not None else place)
    if listed is None or listed.value != "source":
        return None
    return Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=year)
