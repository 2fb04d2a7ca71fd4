"""The periods that a question names: spans, so long until now, a lone year or day."""

from dataclasses import replace
from datetime import date, timedelta

from domain.calendar import add_months
from domain.periods import Period, PeriodKind, range_period, year_period
from language.dates.day import Day
from language.dates.years import goes_on
from language.message import Seen
from language.reading import Found
from language.words import particles
from language.words.scanning import Hit, Scan

_COUNTS = particles.numbers("month_name")
_LONGEST = {"month_word": 60, "year_word": 10, "week": 60, "date_word": 400}
_MONTHS_LONG, _DAYS_LONG = {"month_word": 1, "year_word": 12}, {"week": 7, "date_word": 1}
_TO = particles.words("year_to_year") | {"-"}
_ALREADY = particles.words("just_gone")
_BEFORE, _AFTER = particles.words("before_span"), particles.words("after_span")
_SPANNED = particles.words("ends_with_before")
_FROM = particles.words("from_span")
_FIRST_YEAR = 1930  # the Party was founded


def asked_periods(seen: Seen, *, ahead: bool = False) -> list[Found[Period]]:
    """The periods of a question; a lone year or day counts as one."""
    years = any(span.resolve(seen.sent_on) for span in seen.spans)
    if not ahead and not years and (gone := _gone_by(seen)) is not None:
        return [gone]
    resolved = [(span, span.resolve(seen.sent_on, ahead=ahead)) for span in seen.spans]
    periods = [seen.found(span.start, span.end, period) for span, period in resolved if period]
    if periods or seen.has_open_term():
        return periods
    year = _bare_year(seen)
    if year is not None and not (ahead and year.value.end <= seen.sent_on):
        return [year]
    if ahead and (coming := _day_to_come(seen)) is not None:
        return [coming]
    days = [d for d in seen.days if d.on is not None and not _is_by_now(seen, d)]
    return [seen.found(d.start, d.end, _span_to(seen, d, d.on, ahead=ahead)) for d in days[:1] if d.on]


def beyond(seen: Seen, told: Found[Period], *, ahead: bool) -> Found[Period]:
    """Trước năm 2018, trước 1/7, sau tháng 6: the time before or after what is named; of what is still to
    come the time until then. Not năm trước tháng 7."""
    scan, period = seen.scan, told.value
    place = scan.place_of(told.start) - 1
    if place < 0 or scan.key(place - 1) in _SPANNED or scan.used[place]:
        return told
    if scan.key(place) in _AFTER and not ahead:
        first, last = period.end, seen.sent_on
    elif scan.key(place) not in _BEFORE or (ahead and period.start <= seen.sent_on):
        return told
    else:
        year = _FIRST_YEAR if period.kind in (PeriodKind.YEAR, PeriodKind.TERM) else period.start.year
        first, last = seen.sent_on if ahead else date(year, 1, 1), period.start - timedelta(days=1)
    return replace(told, value=range_period(first, last)) if first <= last else told


def reached(scan: Scan, told: Found[Period]) -> Found[Period]:
    """Đến tháng 10: all of the year until its end."""
    place = scan.place_of(told.start)
    is_bound = scan.key(place - 1) in particles.words("until_span") and scan.key(place - 2) not in _FROM
    if not is_bound or told.value.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return told
    return replace(told, value=range_period(date(told.value.start.year, 1, 1), told.value.last_day))


def next_of_its_name(seen: Seen, told: Found[Period]) -> Found[Period] | None:
    """Giao chỉ tiêu quý 1 in November: the next one, for what is over is nobody's target any more.

    None where it is not over, where its year is told, and where it is called the one before ("quý trước").
    """
    if told.value.end > seen.sent_on:
        return None
    ahead = {one.start: one for one in asked_periods(seen, ahead=True)}
    later = ahead.get(told.start)
    return later if later and later.value != told.value else None


def _day_to_come(seen: Seen) -> Found[Period] | None:
    """Ngày mai có hạn gì: that one day."""
    for hit in seen.scan.all("due_day"):
        if not any(use == "name" for use in seen.scan.used[hit.start : hit.end]):
            on = seen.sent_on + timedelta(days=int(hit.value))
            return seen.found(hit.start, hit.end, range_period(on, on))
    return None


def _years_gone(seen: Seen) -> list[Hit]:
    """Hai ba năm rồi, 2 năm rồi: the word behind so many years; told of months it says how long ago.

    2 năm nay, ba tháng nay: so long until now.
    """
    scan = seen.scan
    behind = [hit.end for hit in scan.all("year_word") if scan.key(hit.end) in _ALREADY]
    behind += [hit.end for tag in _LONGEST for hit in scan.all(tag) if scan.key(hit.end) == "nay"]
    return [Hit(start=at, end=at + 1, value="", exact=True) for at in behind]


def _is_by_now(seen: Seen, day: Day) -> bool:
    """Nay kết nạp được mấy người rồi: by now, not on this very day."""
    return day.end - day.start == 1 and seen.scan.keys[day.start] in particles.words("until_now")


def _span_to(seen: Seen, day: Day, last: date, *, ahead: bool) -> Period:
    """The days of a question until the one it tells: one that is still to come, where that is asked for.

    đến 10/7/2018 is the year until that day; trước ngày 1/12 hồ sơ nào đến hạn is from now on.
    """
    scan = seen.scan
    until = scan.any_ending(day.start, ("until",))
    if not ahead:
        first = date(last.year, 1, 1) if until and day.first_on is None else day.first_on or last
        return range_period(first, last)
    if day.year is None and not day.is_relative and last < seen.sent_on:
        last = add_months(last, 12)
    until = until or scan.any_at(day.start - 1, ("until",))  # đến ngày, one form
    beside = [scan.at("beside_day", at) for at in (day.start - 1, day.start)]
    before = any(hit is not None and hit.value == "before" for hit in beside)
    if before and last > seen.sent_on:
        return range_period(seen.sent_on, last - timedelta(days=1))
    return range_period(min(seen.sent_on, last) if until else day.first_on or last, last)


def _gone_by(seen: Seen) -> Found[Period] | None:
    """15 tháng qua, ba năm gần đây, 30 ngày qua: so long until the day of the message."""
    scan = seen.scan
    for hit in (*scan.all("gone_by"), *_years_gone(seen)):
        unit = next((tag for tag in _LONGEST if scan.ending(tag, hit.start)), None)
        count = scan.number(hit.start - 2) or _COUNTS.get(scan.key(hit.start - 2), 0)
        if unit is None or not 1 < count <= _LONGEST[unit]:
            continue
        if unit in _MONTHS_LONG:
            before = add_months(seen.sent_on, -count * _MONTHS_LONG[unit])
        else:
            before = seen.sent_on - timedelta(days=count * _DAYS_LONG[unit])
        first = before + timedelta(days=1)
        return seen.found(hit.start - 2, hit.end, range_period(first, seen.sent_on))
    return None


def _bare_year(seen: Seen) -> Found[Period] | None:
    """KH kết nạp 2025: a year without the word for it."""
    scanned = seen.scan
    for place in scanned.numbers:
        year = scanned.number(place)
        if year is not None and 2000 <= year <= 2100 and scanned.used[place] in ("", "number"):
            last = scanned.number(place + 2) if scanned.key(place + 1) in _TO else None
            if last is not None and year < last <= 2100:  # giai đoạn 2018-2020
                scanned.take(place, place + 3, "period")
                return seen.found(place, place + 3, range_period(date(year, 1, 1), date(last, 12, 31)))
            if year <= seen.sent_on.year and (end := goes_on(scanned, place + 1)):  # 2016 đến nay
                scanned.take(place, end, "period")
                return seen.found(place, end, range_period(date(year, 1, 1), seen.sent_on))
            scanned.take(place, place + 1, "period")
            return seen.found(place, place + 1, year_period(year))
    return None
