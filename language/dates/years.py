"""The year that a span is told with: /2025, năm 2025, năm nay, tháng 12 này."""

from datetime import date

from language.words import particles
from language.words.scanning import Scan

LISTING = {",", "&", "+"} | particles.words("span_link")
LONGEST_LINK = 4  # so sánh với cả năm: words between two spans
SHIFTS = particles.numbers("shift")  # nay, ngoái, sau: how many spans from the present one


def year_after(scan: Scan, place: int, sent_on: date) -> tuple[int | None, int]:
    """The year told right after a span, and where it ends: /2025, năm 2025, năm nay, 2025."""
    if scan.key(place) in ("/", "-", ".", ",") and is_year(scan, place + 1):
        return scan.number(place + 1), place + 2
    if (
        scan.key(place) in ("/", "-", ".")
        and scan.glued(place)
        and scan.is_number(place + 1)
        and len(scan.words[place + 1]) == 2
    ):
        return 2000 + (scan.number(place + 1) or 0), place + 2
    if is_year(scan, place):
        return scan.number(place), place + 1
    at = place + (scan.key(place) == "," or scan.key(place) in particles.words("of_year"))
    if scan.key(at) == "nam" or (scan.key(at) == "dau" and scan.key(at + 1) == "nam"):
        at += scan.key(at) == "dau"
        if is_year(scan, at + 1):
            return scan.number(at + 1), at + 2
        shift = SHIFTS.get(scan.key(at + 1))
        if shift is not None and not (scan.key(at + 1) == "sau" and scan.key(at + 2) == "thang"):
            return sent_on.year + shift, at + 2
    return None, place


def is_year(scan: Scan, place: int) -> bool:
    """Whether the piece is a year in four figures."""
    number = scan.number(place)
    return number is not None and 1930 <= number <= 2100 and len(scan.words[place]) == 4


def held_against(scan: Scan, start: int, end: int) -> bool:
    """2018 so 2019, quý 1 so với cả quý 2: whether just this stands between two spans."""
    keys = scan.keys[start:end]
    held = particles.words("held_against").intersection(keys)
    return bool(held) and len(keys) <= LONGEST_LINK and not set(keys) - held - particles.words("beside_held")


def lists_compared(scan: Scan, place: int) -> bool:
    """So sánh [kết nạp] 2018, 2019: whether the spans from there are to be held against one another; behind
    "so với" they are what another one is held against."""
    leads = [hit for hit in scan.all("compare") if hit.end <= place]
    return bool(leads) and scan.key(leads[-1].end - 1) not in particles.words("held_with")


def nearest_year(month: int, sent_on: date) -> int:
    """The year of the month that is nearest to the day: "tháng 12 này" in November, or in January."""
    return sent_on.year + (month - sent_on.month < -6) - (month - sent_on.month > 6)


def is_month_at_hand(scan: Scan, place: int, sent_on: date) -> bool:
    """t6, told in June or July: the month that is, or was, rather than a Friday."""
    if scan.key(place) != "t" or not scan.glued(place + 1):
        return False
    return scan.number(place + 1) in (sent_on.month, (sent_on.month - 2) % 12 + 1)


def goes_on(scan: Scan, place: int) -> int:
    """Where the words end that say until the day of the message, "đến nay", "tới giờ"; 0 where they are
    others."""
    until = scan.at("until", place)
    if until is None:
        return 0
    now = particles.words("until_now")
    if scan.key(until.end) in now:
        return until.end + 1
    return until.end if scan.key(until.end - 1) in now else 0
