"""Dates as secretaries write them: 5/10, 12.9.25, ngày 5 tháng 10, hôm qua, thứ 7 tuần trước."""

from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import add_months
from domain.people import BirthDate
from language.dates.day import Day
from language.dates.lunar_days import lunar_day, lunar_end, lunar_month
from language.dates.other_numbers import set_numbers_aside
from language.dates.spoken_days import spoken_day
from language.reading import Problem
from language.words import particles
from language.words.scanning import Hit, Scan
from language.words.vocabulary import number_words

_YEAR_SHIFTS = particles.words("year_shift")
_SEPARATORS = ("/", "-", ".")
_LONGEST_AGO = 30  # days
_LONGEST_SAID = 3  # words of hai mươi mốt
_TEN = 10
_LONGEST_UNIT = 3  # words of a name before its number
_ADMISSIBLE_AGE = 15
# Right behind one of these 11.5 is a day.
_DATED_EVENTS = ("admission", "official", "finished", "day_part", "day", "weekday")


def find_days(scan: Scan, sent_on: date, *, loose: bool = False) -> list[Day]:
    """Every day told in the message, left to right. Numbers that are no dates are set aside first.

    With `loose` a day was just asked for: 5-10 and 5.10 are dates even without the word for it, and so
    are "15 tháng này" and a bare 15.
    """
    set_numbers_aside(scan)
    days: list[Day] = []
    reached = 0
    for place in scan.openings(("day", "weekday", "lunar", "month_word"), numbers=True):
        if place < reached or scan.used[place]:
            continue
        if scan.is_number(place):
            found = _written(scan, place, sent_on, loose=loose)
        else:
            found = spoken_day(scan, place, sent_on) or _said(scan, place, sent_on)
        if found is not None:
            found = _joined_range(days, found, scan)
            scan.take(found.start, found.end, "date")
            days.append(found)
            reached = found.end
    return days


def birth_of(day: Day, sent_on: date) -> BirthDate | None:
    """The same writing as a date of birth, two-digit years by the age they would give."""
    if day.year is None or day.is_relative:
        return None
    year = birth_year(day.year, sent_on)
    try:
        return BirthDate(year=year, month=day.month, day=day.day)
    except ValueError:
        return None


def birth_year(written: int, sent_on: date) -> int:
    """The year of birth that a written year means: 98 is 1998, 07 is 2007 once that makes 15 years."""
    if written >= 100:
        return written
    if written < 30 and sent_on.year - (2000 + written) >= _ADMISSIBLE_AGE:
        return 2000 + written
    return 1900 + written


def latest(day: int, month: int, sent_on: date) -> date | None:
    """The latest such day not after `sent_on`, or None when neither this year nor the last has it."""
    for year in (sent_on.year, sent_on.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= sent_on:
            return found
    return None


def _written(scan: Scan, place: int, sent_on: date, *, loose: bool) -> Day | None:
    first = scan.number(place)
    if first is None:
        return None
    start = _with_word(scan, place)
    separator = scan.key(place + 1)
    if separator in _SEPARATORS and scan.is_number(place + 2) and _tight(scan, place, separator):
        return _in_figures(scan, start, place, first, sent_on, loose=loose)
    month_word = place + 1
    named = lunar_month(scan, place + 2, first) if scan.key(month_word) == "thang" else None
    if named is not None and scan.at("lunar", month_word) is not None and 1 <= first <= 30:
        return lunar_day(start, place + 3, first, named, sent_on)  # 23 tháng chạp
    if scan.at("month_word", month_word) and 1 <= first <= 31:
        return _spelt(scan, start, place, first, sent_on, loose=loose)
    if (ago := _ago(scan, start, place, first, sent_on)) is not None:
        return ago
    is_day = start < place or (loose and _is_all_told(scan, place))
    is_day = is_day and not _counts_those_of(scan, start, place)
    if is_day and first <= 31 and not scan.at("month_word", month_word):
        return _day_of_month(scan, start, place, first, sent_on)
    return None


def _counts_those_of(scan: Scan, start: int, place: int) -> bool:
    """ "cb ban mong 2 e: …": two of a village, where mồng 2 would be a day."""
    bare = start + 1 == place and not scan.accented and scan.spellings[start].is_bare
    counted = scan.any_at(place + 1, ("members", "short_title"))
    return bare and counted and scan.any_ending(start, ("unit_kind",))


def _ago(scan: Scan, start: int, place: int, days: int, sent_on: date) -> Day | None:
    """cách đây 3 hôm, 3 ngày trước: so many days before the message; not "3 ngày trước lễ"."""
    led = scan.any_ending(start, ("ago",))
    end = place + 2
    closed = scan.key(end) in particles.words("before_that") and (
        not scan.is_word(end + 1) or scan.at("final", end + 1) is not None
    )
    counted = start == place and scan.at("date_word", place + 1) is not None and 0 < days <= _LONGEST_AGO
    if not counted or not (led or closed):
        return None
    return Day(start=start, end=end + (not led), on=sent_on - timedelta(days=days), is_relative=True)


def _in_figures(scan: Scan, start: int, place: int, first: int, sent_on: date, *, loose: bool) -> Day | None:
    """5/10/2025, 2025-10-05, 5/10, 5/10 năm ngoái, 5-7/10: `first` and a separator and a number behind it."""
    separator = scan.key(place + 1)
    second = scan.number(place + 2)
    if second is None:
        return None
    if scan.key(place + 3) == separator and scan.is_number(place + 4) and _tight(scan, place + 2, separator):
        third = scan.number(place + 4)
        if third is not None and first >= 1000:
            return _day(scan, start, place + 5, third, second, first, sent_on)
        if third is None or first > 31 or second > 31:
            return None
        return _day(scan, start, place + 5, first, second, third, sent_on)
    if second >= 1000:
        return None
    if separator == "-" and scan.key(place + 3) == "/" and scan.is_number(place + 4):
        return _short_range(scan, start, place, sent_on)
    marked = place - (scan.key(place - 1) in ("(", ":"))
    cued = start < place or scan.any_ending(marked, _DATED_EVENTS) or _is_date_alone(scan, place)
    if separator != "/" and not cued and not loose:
        return None
    if first > 31 or second > 31 or not first or not second:
        return None
    end = place + 3
    if (scan.at("next_one", end) or scan.at("this_one", end)) and not _opens_day(scan, end + 1):
        # 30/4 này, 2/9 tới: of this year; what is still to come is no day of last year.
        told = _day(scan, start, end + 1, first, second, sent_on.year, sent_on)
        return replace(told, is_relative=told.problem is Problem.DATE_IN_FUTURE)
    year, end = _year_behind(scan, end, sent_on)
    return _day(scan, start, end, first, second, year, sent_on)


def _year_behind(scan: Scan, end: int, sent_on: date) -> tuple[int | None, int]:
    """5/10 năm 2024, 5/10 năm nay: the year, if it is told, and where the day ends."""
    if scan.key(end) == "nam" and _is_year(scan, end + 1):
        return scan.number(end + 1), end + 2
    if scan.key(end) == "nam" and scan.key(end + 1) in _YEAR_SHIFTS:
        return sent_on.year - (scan.key(end + 1) != "nay"), end + 2
    return None, end


def _opens_day(scan: Scan, place: int) -> bool:
    """1/10 tới 30/10, 1/10 tới hôm nay: tới leads to the other end."""
    now = scan.key(place) in particles.words("until_now")
    return now or scan.is_number(place) or scan.any_at(place, ("date_word", "day"))


def _is_date_alone(scan: Scan, place: int) -> bool:
    """(26.09), - 05.10: two digits each with a zero before one, as no decimal is written, between marks.

    A day of two digits at the edge of a clause too: "ko vướng gì, 30.7", "30.7 kết nạp", "Lò Văn Mai 30.7".
    """
    day, month = scan.words[place], scan.words[place + 2]
    padded = len(day) == len(month) == 2 and "0" in (day[0], month[0])
    if padded and scan.key(place - 1) in ("(", "-", ",", ";") and not scan.is_word(place + 3):
        return True
    if scan.key(place + 1) != "." or len(day) != 2 or scan.key(place + 3) in ("%", "."):
        return False
    opens = place == 0 or scan.key(place - 1) in ("(", ",", ";", "\n")
    named = scan.cased_word(place - 1) and not scan.words[place - 1].isupper()
    closed = not scan.is_word(place + 3) and not scan.is_number(place + 3)
    return (closed and (opens or named)) or (opens and scan.any_at(place + 3, _DATED_EVENTS))


def _tight(scan: Scan, place: int, separator: str) -> bool:
    return separator == "/" or (scan.glued(place + 1) and scan.glued(place + 2))


def _is_year(scan: Scan, place: int) -> bool:
    number = scan.number(place)
    return number is not None and 1900 <= number <= 2100


def _with_word(scan: Scan, place: int) -> int:
    """Where the date begins, the word before it ("ngày", "hôm", "mùng") included."""
    before = place
    if scan.key(before - 1) in (":", "(") and scan.ending("date_word", before - 1):
        before -= 1
    while (hit := scan.ending("date_word", before)) is not None:
        if not hit.exact and scan.cased_word(before - 1) and scan.cased_word(before - 2):
            break  # kết nạp Lò Văn Hom 5/11
        if hit.start > 1 and _is_given_name(scan, hit):
            break
        before = hit.start
    return before


def _is_given_name(scan: Scan, hit: Hit) -> bool:
    """lò thị bua ngày 5/11, "lo thi hom 5/11": a middle name closes nobody's; "ly van" may be Lý Vân."""
    middle = scan.ending("middle", hit.start)
    if middle is None or scan.key(hit.start) == "ngay" or scan.ending("surname", middle.start) is None:
        return False
    return scan.key(middle.start) == "thi" or (middle.exact and scan.key(middle.start) == "van")


def _short_range(scan: Scan, start: int, place: int, sent_on: date) -> Day | None:
    first, last, month = scan.number(place), scan.number(place + 2), scan.number(place + 4)
    year, end = None, place + 5
    if scan.key(end) == "/" and scan.is_number(end + 1):
        year, end = scan.number(end + 1), end + 2
    if first is None or last is None or month is None:
        return None
    found = _day(scan, start, end, last, month, year, sent_on)
    opening = _day(scan, start, end, first, month, year, sent_on)
    return replace(found, first_on=opening.on) if found.on and opening.on else found


def _is_all_told(scan: Scan, place: int) -> bool:
    """15 · 15 nhé: a number and nothing else."""
    others = (p for p in range(len(scan)) if p != place and scan.words[p][0].isalnum())
    return all(scan.at("final", p) is not None for p in others)


def _spelt(scan: Scan, start: int, place: int, day: int, sent_on: date, *, loose: bool) -> Day | None:
    """ngày 5 tháng 10 [năm 2025]; "6 tháng" alone is a span, not a day."""
    end = place + 2
    month = scan.number(end)
    if month is None:
        hit = scan.at("number", end)
        relative = scan.at("last_one", end) or scan.at("this_one", end) or scan.at("next_one", end)
        if start == place and not loose:
            return None
        if relative is not None:
            there = add_months(sent_on.replace(day=1), int(relative.value))
            told = _day(scan, start, relative.end, day, there.month, there.year, sent_on)
            return replace(told, is_relative=relative.value == "1")
        if hit is None or scan.at("lunar", place + 1):
            return None
        month, end = int(hit.value), hit.end - 1
    if not 1 <= month <= 12:
        return None
    spans = scan.key(place - 1) in particles.words("part_of_span")
    if start == place and (spans or _numbers_unit(scan, place)):
        return None
    end += 1
    year = None
    if scan.key(end) in ("/", "-", ".") and _is_year(scan, end + 1):
        year, end = scan.number(end + 1), end + 2
    elif scan.key(end) in ("nam", ",") and (
        _is_year(scan, end + 1) or (scan.key(end + 1) == "nam" and _is_year(scan, end + 2))
    ):
        end += scan.key(end + 1) == "nam"
        year, end = scan.number(end + 1), end + 2
    elif _is_year(scan, end):
        year, end = scan.number(end), end + 1
    return _day(scan, start, end, day, month, year, sent_on)


def _said(scan: Scan, month: int, sent_on: date) -> Day | None:
    """ngày hai mươi mốt tháng mười một: the day in words between ngày and tháng."""
    if scan.key(month - 1) not in number_words() or scan.at("month_word", month) is None:
        return None
    first = month
    while first > month - _LONGEST_SAID and scan.key(first - 1) in number_words():
        first -= 1
    while first < month and scan.ending("date_word", first) is None:
        first += 1
    day = 0
    for key in scan.keys[first:month]:
        value = number_words()[key]
        day = max(day, 1) * _TEN if value == _TEN else day + value
    if not 1 <= day <= 31:
        return None
    return _spelt(scan, _with_word(scan, first), month - 1, day, sent_on, loose=False)


def _numbers_unit(scan: Scan, place: int) -> bool:
    """làng Kép 2 tháng 5: the number is the village's, behind its kind and its name in capitals."""
    at = place
    while scan.cased and scan.cased_word(at - 1) and place - at < _LONGEST_UNIT:
        at -= 1
    return at < place and scan.ending("unit_kind", at) is not None


def _day_of_month(scan: Scan, start: int, place: int, day: int, sent_on: date) -> Day | None:
    """ngày 5, a bare 5 where it is all: the latest fifth. A count ("2 ngày") never has the word before it."""
    named = start == place or scan.keys[start] in particles.words("names_a_day")
    if not named or scan.at("members", place + 1):
        return None
    if start < place and scan.has("quota") and scan.any_ending(start, ("weak_kind",)):
        return None  # "chi tieu ban hom 2": bản Hỏm and its target
    if scan.at("lunar", place + 1):
        hit = scan.at("lunar", place + 1)
        end = hit.end if hit else place + 2
        return lunar_day(start, end, day, lunar_month(scan, place + 1, day), sent_on)
    if scan.key(place + 1) in ("/", "-", ".") and scan.glued(place + 1) and scan.is_number(place + 2):
        return None
    if day < 1:
        return None
    for back in range(13):
        month = (sent_on.year * 12 + sent_on.month - 1) - back
        try:
            found = date(month // 12, month % 12 + 1, day)
        except ValueError:
            continue
        if found <= sent_on:
            return Day(start=start, end=place + 1, on=found, day=day, is_relative=True)
    return None


def _day(scan: Scan, start: int, end: int, day: int, month: int, year: int | None, sent_on: date) -> Day:
    lunar = lunar_end(scan, end)
    if lunar:
        return lunar_day(start, lunar, day, month, sent_on)
    on: date | None
    problem = None
    if year is None:
        on = latest(day, month, sent_on)
        problem = None if on else Problem.DATE_IMPOSSIBLE
    else:
        full = year if year >= 100 else 2000 + year
        try:
            on = date(full, month, day)
        except ValueError:
            on, problem = None, Problem.DATE_IMPOSSIBLE
        if on is not None and on > sent_on:
            on, problem = None, Problem.DATE_IN_FUTURE
    return Day(start=start, end=end, on=on, problem=problem, day=day, month=month, year=year)


def _joined_range(days: list[Day], found: Day, scan: Scan) -> Day:
    """từ 19/5 đến 23/5: one range that ends on the second day."""
    if not days or days[-1].first_on or days[-1].is_relative:
        return found
    before = days[-1]
    # "tu ngay 1/1 toi hom qua": tới, where tối would be a part of the day
    leads = scan.keys[found.start] in particles.words("until_or_evening") and before.end == found.start
    between = range(before.end, found.start + leads)
    if not 1 <= len(between) <= (1 if scan.keys[before.end] == "-" else 3):
        return found
    until = scan.at("until", before.end) or (
        scan.keys[before.end] == "-" and not scan.ending("birth_label", before.start)
    )
    opened = (
        scan.ending("from", before.start) or scan.key(before.start - 1) == "(" or scan.keys[before.end] == "-"
    )
    if not until or not opened or before.day is None or before.month is None:
        return found
    if found.is_relative and scan.keys[before.end] == "-" and not scan.ending("from", before.start):
        return found  # vào Đảng 22/12/2023 – sáng nay được công nhận
    first_on = before.on
    if before.year is None and found.on is not None:
        first_on = latest(before.day, before.month, found.on)
    if first_on is None:
        return found
    days.pop()
    opening = scan.ending("from", before.start)
    return replace(found, start=opening.start if opening else before.start, first_on=first_on)
