"""Every period of a message: single spans, and ranges of them: từ 1/7 đến 30/9, từ đầu năm."""

from dataclasses import replace
from datetime import date, timedelta

from domain.periods import Period, PeriodKind, all_time, month_period, range_period
from language.dates.day import Day
from language.dates.lunar import solar_day
from language.dates.span import Span
from language.dates.spans import read_span
from language.dates.years import LISTING, held_against, is_year, nearest_year, year_after
from language.reading import Problem
from language.words import particles
from language.words.scanning import Hit, Scan

_NOW = particles.words("until_now")
_COUNTED_FOURTH = particles.words("counted_fourth")
_RUNNING = "nay"  # tháng này, năm nay
_OPENING_TAGS = (
    "short_month",
    "half_year",
    "nine_months",
    "quarter_word",
    "term",
    "years_opener",
    "week",
    "month_word",
    "year_word",
    "year_to_date",
    "up_to",
    "until",
    "beside_day",
    "until_new_year",
    "all_time",
    "from",
)


def find_spans(scan: Scan, days: list[Day], sent_on: date) -> list[Span]:
    """Every period told in the message, left to right, neighbours that form one range joined."""
    spans: list[Span] = []
    by_start = {day.start: day for day in days}
    reached = 0
    for place in scan.openings(_OPENING_TAGS, numbers=True):
        if place < reached or (scan.used[place] and place not in by_start) or _ends_a_name(scan, place):
            continue
        found = _span(scan, place, by_start, sent_on)
        if found is not None:
            scan.take(found.start, found.end, "period")
            spans.append(found)
            reached = max(found.end, place + 1)
    return _joined(_cut_short(spans, scan), scan, sent_on)


def _ends_a_name(scan: Scan, place: int) -> bool:
    """Cao Văn Thắng, Lê Thị Quý, Trần Văn Tuần: behind a family name and văn or thị stands a given name."""
    if scan.cased_word(place) and scan.cased_word(place - 1) and scan.spellings[place].is_bare:
        # "anh Le Dinh Thang roi nhe"
        return not scan.is_number(place + 1)
    middle = scan.ending("middle", place)
    if (
        middle is None
        or (scan.cased and not scan.cased_word(place))  # "phat trien dang thi thang nay"
        or scan.key(middle.start) not in particles.words("sure_middle")
        or scan.number(place) is not None
    ):
        return False
    family = scan.ending("surname", middle.start)
    # "phat trien dang thi thang 9": half of another expression
    halved = family is not None and scan.within[family.start] and scan.is_number(place + 1)
    return family is not None and not halved


def _span(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    for reader in (_all_time, _to_date, _until_new_year, _up_to, _beside_day, _from_until):
        if (found := reader(scan, place, days, sent_on)) is not None:
            return found
    if scan.used[place]:
        return None
    return read_span(scan, place, sent_on)


def _asks(scan: Scan) -> bool:
    """bao nhiêu, ai, chi bộ nào: not each word that a figure could be divided by."""
    which = any(scan.key(h.end - 1) in particles.words("which_one") for h in scan.all("breakdown"))
    return which or scan.has("how_many", "who")


def _all_time(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    hit = scan.at("all_time", place)
    if hit is not None and not hit.exact and hit.end - place < 3:
        return None  # "dang vien moi nam nay": mới, not mọi
    return hit and Span(start=place, end=hit.end, kind=PeriodKind.ALL_TIME, fixed=all_time(sent_on))


def _to_date(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    hit = scan.at("year_to_date", place)
    if hit is None:
        return None
    year, end = sent_on.year, hit.end
    if scan.key(end - 1) == "nam" or scan.key(end) == "nam":
        told, after = year_after(scan, end - 1 if scan.key(end - 1) == "nam" else end, sent_on)
        if told is not None:
            year, end = told, max(after, end)
    until = scan.at("until", end)
    last = sent_on
    if until is not None:
        bound, after, has_year = _bound(scan, until.end, days, sent_on, last=True)
        if bound is not None:
            # từ đầu năm 2018 đến 10/7
            last, end = bound if has_year else min(bound, _in_year(bound, year)), after
        elif scan.key(until.end) in _NOW or until.end > end + 1:
            end = until.end + (scan.key(until.end) in _NOW)
    if scan.key(end) in _NOW:
        end += 1
    first = date(year, 1, 1)
    if last < first:
        return None
    return Span(start=place, end=end, kind=PeriodKind.RANGE, fixed=range_period(first, last))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _until_new_year(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    """từ giờ đến Tết ai hết dự bị: what falls due from now to the last day of the lunar year."""
    hit = scan.at("until_new_year", place)
    if hit is None or not scan.has("deadline"):
        return None
    starts = [solar_day(1, 1, year) for year in (sent_on.year, sent_on.year + 1)]
    coming = next((day for day in starts if day and day > sent_on), None)
    fixed = range_period(sent_on, coming - timedelta(days=1)) if coming else None
    return Span(start=place, end=hit.end, kind=PeriodKind.RANGE, fixed=fixed) if fixed else None


def _up_to(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    hit = scan.at("up_to", place) or _until_span(scan, place, days)
    if hit is None:
        return None
    if scan.key(hit.end) in ("nay", "gio", "hien"):
        end = hit.end + 1 + (scan.key(hit.end) == "hien")
        return Span(start=place, end=end, kind=PeriodKind.RANGE, fixed=_year_until(sent_on))
    last, end, _ = _bound(scan, hit.end, days, sent_on, last=True)
    if last is None:
        return None
    ahead, *_ = _bound(scan, hit.end, days, sent_on, last=True, ahead=True)
    return Span(
        start=place,
        end=end,
        kind=PeriodKind.RANGE,
        fixed=_year_until(last),
        fixed_ahead=_year_until(ahead or last),
    )


def _until_span(scan: Scan, place: int, days: dict[int, Day]) -> Hit | None:
    """đến tháng 10 kết nạp được mấy người: what is counted until the end of a whole span."""
    hit = scan.at("until", place)
    if hit is None or not scan.has("how_many") or scan.has("deadline"):
        return None
    of_a_year = hit.end in days and scan.has("year_word")  # năm 2024 kết nạp được mấy người đến 30/6
    return hit if of_a_year or scan.any_at(hit.end, ("month_word", "quarter_word")) else None


def _beside_day(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    """trước ngày 1/7, sau ngày 1/7 kết nạp được mấy người: up to that day or from it on, without it."""
    hit = scan.at("beside_day", place)
    if hit is None or not scan.has("how_many") or scan.has("deadline", "quota"):
        return None
    day, end, has_year = _bound(scan, hit.end, days, sent_on, last=False)
    if day is None:
        return None
    if hit.value == "after":
        first = day + timedelta(days=1)
        fixed = range_period(first, sent_on) if first <= sent_on else None
    else:
        last = day if has_year else _in_year(day, nearest_year(day.month, sent_on))
        fixed = _year_until(last - timedelta(days=1))
    return Span(start=place, end=end, kind=PeriodKind.RANGE, fixed=fixed) if fixed else None


def _year_until(last: date) -> Period:
    return range_period(date(last.year, 1, 1), last)


def _from_until(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> Span | None:
    """từ 1/7 đến 30/9, từ tháng 1 đến tháng 9, từ 1/7 đến nay."""
    day = days.get(place)
    if day is not None and day.first_on is not None:
        if day.on is not None and scan.ending("from", place) is None:
            return None
        if ahead := _written_ahead(day):
            opens = _in_year(day.first_on, ahead.year)
            opens = opens if opens <= ahead else _in_year(opens, ahead.year - 1)
            return Span(start=place, end=day.end, kind=PeriodKind.RANGE, fixed=range_period(opens, ahead))
    hit = scan.at("from", place)
    if hit is None:
        return None
    from_now = scan.key(hit.end) in _NOW
    first, end, has_year = _opening(scan, hit.end, days, sent_on)
    if first is None:
        return None
    if scan.has("quota") and _is_bare(scan, hit.end, days) and _is_bare(scan, end + 1, days):
        return None  # chỉ tiêu từ 10 đến 15
    last, after, is_of_year = _closing(scan, hit, first, end, days, sent_on)
    if last is None:
        return None
    if from_now and last < sent_on:  # từ nay đến 31/12
        last = _in_year(last, sent_on.year + (_in_year(last, sent_on.year) < sent_on))
    if is_of_year and not has_year:  # từ tháng 3 đến tháng 10 năm 2027
        first = _in_year(first, last.year)
    while first > last and first.year > 1930:
        first = _in_year(first, first.year - 1)
    return Span(start=place, end=after, kind=PeriodKind.RANGE, fixed=range_period(first, last))


def _opening(scan: Scan, place: int, days: dict[int, Day], sent_on: date) -> tuple[date | None, int, bool]:
    """The first day behind từ, where its words end, and whether its year was told."""
    since = scan.at("new_year", place)
    if scan.key(place) in _NOW:
        return sent_on, place + 1, False
    if since is not None and scan.has("how_many", "ask"):
        return _new_year(sent_on), since.end, True
    return _bound(scan, place, days, sent_on, last=False)


def _closing(
    scan: Scan, hit: Hit, first: date, end: int, days: dict[int, Day], sent_on: date
) -> tuple[date | None, int, bool]:
    """The last day of what begins on `first`, behind đến or a dash, or today; else as `_opening` has it."""
    from_now = scan.key(hit.end) in _NOW
    until = scan.at("until", end)
    if until is None and scan.key(end) == "-":
        return _bound(scan, end + 1, days, sent_on, last=True)
    if until is None:
        # từ năm 2025 kết nạp được bao nhiêu; not "từ 2 người trở lên", "thang tu nam 2025", "qc uu tu"
        is_told = scan.key(hit.start - 1) not in _COUNTED_FOURTH and not scan.covers("candidate", hit)
        is_told = is_told and (hit.end in days or is_year(scan, hit.end) or not scan.is_number(hit.end))
        is_open = is_told and not from_now and _asks(scan) and first <= sent_on
        whole = read_span(scan, hit.end, sent_on) if is_open else None
        if whole is not None and whole.kind is PeriodKind.RANGE and whole.fixed is not None:
            return whole.fixed.last_day, end, False  # từ 2016 đến 2019, read as one span
        return sent_on if is_open else None, end, False
    if scan.key(until.end - 1) in _NOW or scan.key(until.end) in _NOW:
        return sent_on, until.end + (scan.key(until.end) in _NOW), False
    return _bound(scan, until.end, days, sent_on, last=True, ahead=from_now)


def _new_year(sent_on: date) -> date | None:
    """The latest first day of the lunar year."""
    this_year = solar_day(1, 1, sent_on.year)
    return this_year if this_year and this_year <= sent_on else solar_day(1, 1, sent_on.year - 1)


def _is_bare(scan: Scan, place: int, days: dict[int, Day]) -> bool:
    return place not in days and scan.is_number(place) and scan.key(place + 1) != "/"


def _bound(
    scan: Scan, place: int, days: dict[int, Day], sent_on: date, *, last: bool, ahead: bool = False
) -> tuple[date | None, int, bool]:
    """One end of a range: a day, or the first or last day of a whole span; and whether its year was told."""
    day = days.get(place) or (days.get(place - 1) if scan.key(place - 1) == "ngay" else None)
    if day is not None:
        return day.on or _written_ahead(day), day.end, day.year is not None
    if (
        scan.is_number(place)
        and scan.key(place + 1) != "thang"
        and 1 <= (scan.number(place) or 0) <= 12
        and scan.key(place + 1) not in ("/",)
    ):
        found: Span | None = Span(
            start=place, end=place + 1, kind=PeriodKind.MONTH, number=scan.number(place) or 0
        )
        year, end = year_after(scan, place + 1, sent_on)
        found = replace(found, year=year, end=end) if found else None
    else:
        found = read_span(scan, place, sent_on)
    if found is None and is_year(scan, place):
        found = Span(start=place, end=place + 1, kind=PeriodKind.YEAR, year=scan.number(place))
    if found is None and (last or scan.key(place) in particles.words("opens_span")):
        found = _running(scan, place, sent_on)
    period = found.resolve(sent_on, ahead=ahead) if found is not None else None
    if found is None or period is None:
        return None, place, False
    return (period.last_day if last else period.start), found.end, found.year is not None


def _running(scan: Scan, place: int, sent_on: date) -> Span | None:
    """đến hết năm, tới cuối quý: the end of the one under way."""
    at = place + (scan.key(place) in particles.words("part_of_span"))
    if (told := read_span(scan, at, sent_on)) is not None:
        return told
    month, year = sent_on.month, sent_on.year
    for key, kind, number in (
        ("thang", PeriodKind.MONTH, month),
        ("quy", PeriodKind.QUARTER, (month + 2) // 3),
        ("nam", PeriodKind.YEAR, 0),
    ):
        if scan.key(at) == key:
            return Span(start=place, end=at + 1, kind=kind, number=number, year=year)
    return None


def _written_ahead(day: Day) -> date | None:
    """The day as it stands there: a span may reach into days to come, which an event cannot."""
    if day.problem is not Problem.DATE_IN_FUTURE or not (day.year and day.month and day.day):
        return None
    return date(day.year if day.year >= 100 else 2000 + day.year, day.month, day.day)


def _cut_short(spans: list[Span], scan: Scan) -> list[Span]:
    """năm ngoái kết nạp bao nhiêu tính đến hết tháng 10: of that year until then."""
    if len(spans) != 2 or not scan.has("how_many"):
        return spans
    whole, cut = spans
    upto = scan.any_at(cut.start, ("up_to", "until"))
    if scan.has("compare") or not upto or whole.kind is not PeriodKind.YEAR or whole.year is None:
        return spans
    if cut.fixed is None or cut.fixed.start != date(cut.fixed.start.year, 1, 1):
        return spans
    last = cut.fixed.last_day
    if any(is_year(scan, place) for place in range(cut.start, cut.end)):
        return [cut] if last.year == whole.year else spans
    is_month_end = (last + timedelta(days=1)).day == 1
    of_year = month_period(whole.year, last.month).last_day if is_month_end else _in_year(last, whole.year)
    return [replace(cut, fixed=_year_until(of_year), fixed_ahead=None)]


def _joined(spans: list[Span], scan: Scan, sent_on: date) -> list[Span]:
    """Two spans that touch, named one after the other, are one range: năm 2016 và quý I năm 2017."""
    joined: list[Span] = []
    for told in spans:
        span = _of_year_before(joined[-1], told, scan, sent_on) if joined else told
        if joined and (lent := _of_its_year(joined[-1], span, scan, sent_on)) is not None:
            joined[-1] = lent
        elif joined and _linked(joined[-1], span, scan):
            first, second = joined[-1].resolve(sent_on), span.resolve(sent_on)
            if first and second:
                early, late = sorted((first, second), key=lambda p: p.start)
                if early.end == late.start:
                    joined[-1] = Span(
                        start=joined[-1].start,
                        end=span.end,
                        kind=PeriodKind.RANGE,
                        fixed=Period(kind=PeriodKind.RANGE, start=early.start, end=late.end),
                        fixed_ahead=_both_ahead(joined[-1], span, sent_on),
                    )
                    continue
        joined.append(span)
    return joined


def _of_its_year(first: Span, second: Span, scan: Scan, sent_on: date) -> Span | None:
    """6 tháng đầu năm và 6 tháng cuối năm 2019, tháng 8 so tháng 9 năm 2019: the year told behind the second
    is that of the first too, where it comes earlier in it."""
    if first.year is not None or first.fixed is not None or first.is_open or second.year is None:
        return None
    if PeriodKind.YEAR in (first.kind, second.kind) or not is_year(scan, second.end - 1):
        return None
    between = scan.keys[first.end : second.start]
    if not between or not (held_against(scan, first.end, second.start) or LISTING.issuperset(between)):
        return None
    lent = replace(first, year=second.year)
    one, other = lent.resolve(sent_on), second.resolve(sent_on)
    return lent if one and other and one.start < other.start else None


def _of_year_before(first: Span, second: Span, scan: Scan, sent_on: date) -> Span:
    """6 tháng cuối năm 2018 so 6 tháng đầu năm: held against one of a year, it is of that one."""
    if first.year is None or second.year is not None or second.fixed is not None or second.is_open:
        return second
    if PeriodKind.YEAR in (first.kind, second.kind) or not held_against(scan, first.end, second.start):
        return second
    lent = replace(second, year=first.year)
    told = lent.resolve(sent_on)
    return lent if told and told.start <= sent_on else second


def _both_ahead(one: Span, other: Span, sent_on: date) -> Period | None:
    """Two spans that touch as one still to come; None where they do not touch then."""
    spans = (one.resolve(sent_on, ahead=True), other.resolve(sent_on, ahead=True))
    early, late = sorted((span for span in spans if span), key=lambda p: p.start)
    return Period(kind=PeriodKind.RANGE, start=early.start, end=late.end) if early.end == late.start else None


def _linked(first: Span, second: Span, scan: Scan) -> bool:
    between = scan.keys[first.end : second.start]
    if scan.has("compare"):
        return False  # so sánh năm 2024 với năm 2023
    asked = scan.has("how_many") or (first.start == 0 and second.end == len(scan))
    if asked and _RUNNING in (scan.key(first.end - 1), scan.key(second.end - 1)):
        return False  # quý này và quý trước được mấy: each of them
    if not between:
        return first.kind is second.kind is PeriodKind.MONTH  # tháng 9 tháng 10
    return len(between) == 1 and (between[0] in ("+", "&", ",") or between[0] in particles.words("span_link"))
