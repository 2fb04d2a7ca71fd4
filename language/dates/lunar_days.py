"""Days of the lunar calendar: mùng 3 Tết, rằm tháng 8, 15 tháng chạp."""

from datetime import date

from language.dates.day import Day
from language.dates.lunar import solar_day
from language.reading import Problem
from language.words import particles
from language.words.scanning import Scan

_MONTHS = particles.numbers("month_name")


def lunar_day(start: int, end: int, day: int, month: int | None, sent_on: date) -> Day:
    """A lunar day: never taken, but its latest solar day is proposed."""
    proposed = None
    for year in (sent_on.year, sent_on.year - 1):
        found = solar_day(day, month, year) if month else None
        if found is not None and found <= sent_on:
            proposed = found
            break
    return Day(
        start=start, end=end, on=None, problem=Problem.DATE_LUNAR, day=day, month=month, proposed=proposed
    )


def lunar_month(scan: Scan, place: int, day: int) -> int | None:
    """Tết and tháng giêng are the first month, 29 and 30 Tết and tháng chạp the twelfth."""
    keys = scan.keys[place : place + 2]
    if "chap" in keys or (keys[:1] == ["tet"] and day >= 29):
        return 12
    return 1 if "gieng" in keys or keys[:1] == ["tet"] else None


def full_moon(scan: Scan, place: int, sent_on: date) -> Day | None:
    """rằm tháng 8: the fifteenth of a lunar month."""
    if scan.key(place) != "ram" or scan.at("lunar", place) is None:
        return None
    month = None
    if scan.key(place + 1) == "thang":
        month = scan.number(place + 2) or _MONTHS.get(scan.key(place + 2))
    if month is not None and 1 <= month <= 12:
        return lunar_day(place, place + 3, 15, month, sent_on)
    named = lunar_month(scan, place + 1, 15)
    end = place + (3 if named else 1)
    return lunar_day(place, end, 15, named, sent_on)


def lunar_end(scan: Scan, end: int) -> int:
    """Behind the word that says a day before it is a lunar one; 0 where none does."""
    for place in (end, end + 1):
        hit = scan.at("lunar", place)
        if hit is not None and scan.keys[place] != "tet":
            return hit.end
    if scan.key(end) == "tet":
        return end + 1
    return 0
