"""One span as people name it: tháng 9, quý III/2025, 9 tháng, năm ngoái, nhiệm kỳ 2020-2025."""

from datetime import date, timedelta

from domain.calendar import add_months
from domain.periods import PeriodKind, range_period
from language.dates.bare_years import (
    year_beside,
    year_compared,
    year_counted,
    year_held,
    year_of_list,
    years_listed,
)
from language.dates.births import is_man_born
from language.dates.first_months import edge_month, first_months, half_or_nine, last_months, short_months
from language.dates.span import Span
from language.dates.terms import term, years
from language.dates.years import (
    LISTING,
    SHIFTS,
    goes_on,
    is_month_at_hand,
    is_year,
    lists_compared,
    nearest_year,
    year_after,
)
from language.words import particles
from language.words.scanning import Scan

_UNMARKED = particles.words("unmarked_shift")
_QUARTERS = particles.numbers("quarter_number")
_MONTH_WORDS = particles.numbers("month_name")
_ELEVEN_OR_TWELVE = {word for word, month in _MONTH_WORDS.items() if month <= 2}
_JUST_GONE = particles.words("just_gone")
_FOLLOWING = particles.words("following")
_MONTHS = 12
_DAYS = {"ngay": 1, "hom": 1, "tuan": 7}
_MONTHS_LONG = {"thang": 1, "nam": 12}
_LONGEST_AGO = 20  # years
_NUMBERED = (
    "date_word",
    "month_word",
    "quarter_word",
)  # what may have a number of its own before "năm trước"
_LEAST_YEAR = 100  # a larger number behind "tháng" is a year
_SPAN_WORDS = {
    "month_word": PeriodKind.MONTH,
    "quarter_word": PeriodKind.QUARTER,
    "year_word": PeriodKind.YEAR,
}
# What may follow "trong tháng" where the running one is meant.
_COUNTED = ("admission", "official", "organisation", "how_many", "ours", "everything")


def read_span(scan: Scan, place: int, sent_on: date) -> Span | None:
    """The span that begins at the piece."""
    for reader in _READERS:
        if (found := reader(scan, place, sent_on)) is not None:
            return found
    return None


def _opened_anew(scan: Scan, place: int) -> bool:
    """sang tháng, sang năm: the one to come, where no number or other word says which."""
    following = scan.key(place + 1)
    return (
        scan.key(place - 1) in particles.words("passes_into")
        and not scan.is_number(place + 1)
        and following not in SHIFTS
        and following not in _FOLLOWING
        and scan.at("school_year", place) is None
    )


def _moved(scan: Scan, place: int) -> tuple[int | None, int]:
    """This, the last or the next one, and where its words end: nay, trước, vừa rồi, sắp tới, kế tiếp."""
    if _opened_anew(scan, place - 1):
        return 1, place
    key, following = scan.key(place), scan.key(place + 1)
    if key == "vua" and following in _JUST_GONE:
        return -1, place + 2
    if key == "sap" and following == "toi":
        return 1, place + 2
    if key in _FOLLOWING and scan.at("quota", place) is None:  # not "năm kế hoạch"
        return 1, place + 1 + (following in _FOLLOWING)
    if key in _UNMARKED and scan.accented and not scan.spellings[place].is_bare:
        return None, place + 1  # vũ quý sáu: no quý sau
    return SHIFTS.get(key), place + 1


def has_impossible(scan: Scan) -> bool:
    """Whether a month or quarter is told that no year has: tháng 13, quý 5, not "trong tháng 15 người"."""
    for word, most in (("month_word", _MONTHS), ("quarter_word", _MONTHS // 3)):
        for hit in scan.all(word):
            number = scan.number(hit.end)
            is_span = scan.key(hit.start) in ("thang", "quy") and not scan.is_number(hit.start - 1)
            if number is None or not is_span or scan.at("members", hit.end + 1):
                continue
            if number == 0 or most < number < _LEAST_YEAR:
                return True
    return False


def _quarter(scan: Scan, place: int, sent_on: date) -> Span | None:
    if not scan.at("quarter_word", place) or _is_middle_name(scan, place):
        return None
    shift, end = _moved(scan, place + 1)
    if shift is not None and scan.key(place) != "q" and not _is_of_several(scan, place):
        index = sent_on.year * 4 + (sent_on.month - 1) // 3 + shift
        return Span(start=place, end=end, kind=PeriodKind.QUARTER, number=index % 4 + 1, year=index // 4)
    number = scan.number(place + 1) or _QUARTERS.get(scan.key(place + 1), 0)
    if not 1 <= number <= 4 or (scan.key(place) == "q" and scan.key(place + 2) == "."):
        return None
    last, end = _following(scan, place + 2, number, _MONTHS // 3)
    year, end = year_after(scan, end, sent_on)
    return Span(start=place, end=end, kind=PeriodKind.QUARTER, number=number, last=last, year=year)


def _is_middle_name(scan: Scan, place: int) -> bool:
    """Trần Quý Tư, Vũ Quý Sáu: with a capital behind the capital of a surname it is somebody's."""
    named = scan.cased_word(place) and place > 0 and scan.cased_word(place - 1)
    return named and scan.at("surname", place - 1) is not None


def _week(scan: Scan, place: int, sent_on: date) -> Span | None:
    if not scan.at("week", place):
        return None
    shift, end = _moved(scan, place + 1)
    if shift is None or _is_of_several(scan, place):
        return None
    monday = sent_on - timedelta(days=sent_on.weekday()) + timedelta(weeks=shift)
    return Span(
        start=place, end=end, kind=PeriodKind.RANGE, fixed=range_period(monday, monday + timedelta(days=6))
    )


def _days_ahead(scan: Scan, place: int, sent_on: date) -> Span | None:
    """10 ngày tới, 2 tuần nữa, 3 tháng tới; of hai tháng tới the number stands before the opening word."""
    counted = scan.ending("number", place)
    start, unit = (counted.start, place) if counted is not None else (place, place + 1)
    count = int(counted.value) if counted is not None else scan.number(place)
    if count is None or not 0 < count <= 366 or scan.any_ending(start, ("date_word", "month_word")):
        return None  # ngày 2 tháng tới, tháng hai năm tới
    if scan.at("days_ahead", unit) is None and (
        scan.key(unit) not in _DAYS | _MONTHS_LONG or scan.key(unit + 1) not in particles.words("ahead")
    ):
        return None
    months = _MONTHS_LONG.get(scan.key(unit), 0) * count
    last = (
        add_months(sent_on, months) if months else sent_on + timedelta(_DAYS.get(scan.key(unit), 1) * count)
    )
    return Span(start=start, end=unit + 2, kind=PeriodKind.RANGE, fixed=range_period(sent_on, last))


def _years_ago(scan: Scan, place: int, sent_on: date) -> Span | None:
    """2 năm trước, cách đây ba năm: that one year; not of "tháng 2 năm trước", "3/2 năm trước"."""
    counted = scan.ending("number", place)
    start, word = (counted.start, place) if counted is not None else (place, place + 1)
    count = int(counted.value) if counted is not None else scan.number(place)
    if count is None or not 1 < count <= _LONGEST_AGO or not scan.at("year_word", word):
        return None
    behind = scan.key(word + 1) in particles.words("before_now")
    numbered = scan.any_ending(start, _NUMBERED) or scan.key(start - 1) in ("/", "-", ".")
    if numbered or not (behind or scan.any_ending(start, ("so_long_ago",))):
        return None
    return Span(start=start, end=word + 1 + behind, kind=PeriodKind.YEAR, year=sent_on.year - count)


def _month(scan: Scan, place: int, sent_on: date) -> Span | None:
    word = scan.at("month_word", place)
    if word is None:
        return _bare_month(scan, place, sent_on)
    shift, end = _moved(scan, place + 1)
    if scan.keys[place - 1 : place + 2] == ["dau", "thang", "roi"] and _closes(scan, place + 2):
        return None  # học xong hồi đầu tháng rồi ạ: rồi may be already
    if shift is not None and not (_is_of_several(scan, place) or _spelt_month(scan, place)):
        index = sent_on.year * 12 + sent_on.month - 1 + shift
        return Span(
            start=place,
            end=end,
            kind=PeriodKind.MONTH,
            number=index % 12 + 1,
            year=index // 12,
        )
    number, end = scan.number(place + 1) or 0, place + 2
    if not number and not scan.is_number(place - 1):
        number, end = _named_month(scan, place + 1)
    if not 1 <= number <= 12 or scan.at("birth_label", place - 1) or scan.key(place - 1) == "gieng":
        return None
    last, end = _following(scan, end, number, _MONTHS)
    year, end = year_after(scan, end, sent_on)
    if (
        year is None
        and scan.key(place - 1) in particles.words("passes_into")
        and scan.spellings[place - 1].is_bare
    ):
        year = nearest_year(number, sent_on)  # sang tháng 12, said in November
    if year is None and scan.key(end) in particles.words("this_term"):
        year, end = nearest_year(number, sent_on), end + 1  # tháng 12 này
    return Span(start=place, end=end, kind=PeriodKind.MONTH, number=number, last=last, year=year)


def _following(scan: Scan, place: int, number: int, most: int) -> tuple[int, int]:
    """tháng 9, 10 và 11; quý I, II: the last of numbers that follow one another (0: one), and their end."""
    last = 0
    # "tháng 9 tháng 10": the second word is part of 9 tháng, and so no month of its own
    listing = (*LISTING, "thang") if most == _MONTHS else LISTING
    while (linked := scan.key(place) in listing) or scan.number(place) == number + 1:
        at = place + linked  # "tháng 6 7 8" in a hurry
        value = scan.number(at) or _QUARTERS.get(scan.key(at), 0)
        counted = not scan.at("year_word", at + 1) and scan.any_at(
            at + 1, ("members", "party_member", "gender", "ethnicity", "category")
        )
        length = scan.key(at + 1) == "thang" and scan.number(at + 2) != value + 1
        if value != number + 1 or value > most or counted or length or scan.key(at + 1) in ("/", "%"):
            break
        number = last = value
        place = at + 1
    return last, place


def _is_of_several(scan: Scan, place: int) -> bool:
    """2 tháng qua, mấy tháng nay: a length, not the last or the present one."""
    before = scan.key(place - 1)
    if scan.key(place + 1) in particles.words("just_gone") and before in particles.numbers("month_name"):
        return not scan.any_at(place - 2, ("month_word", "date_word"))  # bốn tháng qua
    return scan.is_number(place - 1) or before in particles.words("some_of_them")


def _spelt_month(scan: Scan, place: int) -> bool:
    """tháng sáu (not tháng sau): only where the tone was typed."""
    behind = scan.spellings[place + 1 : place + 2]  # "sang tháng" ends there
    return any(word.quality == "sau" and word.tone == "s" for word in behind)


def _named_month(scan: Scan, place: int) -> tuple[int, int]:
    first = _MONTH_WORDS.get(scan.key(place), 0)
    if (
        not first
        or scan.key(place) in ("gieng",)
        or scan.at("year_to_date", place) is not None
        or (first == 5 and (is_year(scan, place + 1) or scan.key(place + 1) in SHIFTS))
    ):
        return 0, place
    if first == 10 and scan.key(place + 1) in _ELEVEN_OR_TWELVE:
        return 10 + _MONTH_WORDS[scan.key(place + 1)], place + 2
    return first, place + 1


def _bare_month(scan: Scan, place: int, sent_on: date) -> Span | None:
    """T9, T9/2025, 9/2025."""
    if scan.key(place) == "t" and scan.is_number(place + 1) and scan.glued(place + 1):
        number = scan.number(place + 1) or 0
        year, end = year_after(scan, place + 2, sent_on)
        sure = year is not None or scan.words[place] == "T" or not 2 <= number <= 7
        sure = sure or is_month_at_hand(scan, place, sent_on)
        if 1 <= number <= 12 and sure:
            return Span(start=place, end=end, kind=PeriodKind.MONTH, number=number, year=year)
        return None
    number = scan.number(place) or 0
    if (
        1 <= number <= 12
        and scan.key(place + 1) in ("/", "-", ".")
        and scan.glued(place + 1)
        and is_year(scan, place + 2)
    ):
        if scan.key(place - 1) in ("/", "-", "."):
            return None
        if scan.ending("birth_label", place) or scan.ending("birth_label", place - 1):
            return None
        return Span(
            start=place, end=place + 3, kind=PeriodKind.MONTH, number=number, year=scan.number(place + 2)
        )
    return None


def _year(scan: Scan, place: int, sent_on: date) -> Span | None:
    if not scan.at("year_word", place) or scan.ending("birth_label", place):
        return None
    if scan.at("birth_label", place - 1):
        return None
    if is_year(scan, place + 1):
        joined = scan.key(place + 2) == "-" or scan.key(place + 2) in particles.words("year_to_year")
        if joined and is_year(scan, place + 3):
            first, last = scan.number(place + 1) or 0, scan.number(place + 3) or 0
            if first < last:
                fixed = range_period(date(first, 1, 1), date(last, 12, 31))
                return Span(start=place, end=place + 4, kind=PeriodKind.RANGE, fixed=fixed)
        years, end = [scan.number(place + 1) or 0], place + 2
        while (linked := _links_years(scan, end)) or scan.number(end) == years[-1] + 1:
            # năm 2023, 2024 và 2025; "năm 2017 2018" in a hurry
            if not is_year(scan, end + linked):
                break
            years, end = [*years, scan.number(end + linked) or 0], end + linked + 1
        if len(years) > 1 and max(years) - min(years) < len(years):
            fixed = range_period(date(min(years), 1, 1), date(max(years), 12, 31))
            return Span(start=place, end=end, kind=PeriodKind.RANGE, fixed=fixed)
        if is_man_born(scan, place, sent_on):
            return None
        if (until := goes_on(scan, place + 2)) and (scan.number(place + 1) or 0) <= sent_on.year:
            fixed = range_period(date(scan.number(place + 1) or 0, 1, 1), sent_on)  # năm 2016 đến nay
            return Span(start=place, end=until, kind=PeriodKind.RANGE, fixed=fixed)
        return Span(start=place, end=place + 2, kind=PeriodKind.YEAR, year=scan.number(place + 1))
    shift, end = _moved(scan, place + 1)
    if (
        shift is None
        or scan.key(place - 1) in ("dau", "may")
        or scan.ending("half_of", place)
        or (scan.spellings[place].is_bare and scan.accented)
    ):
        return None
    of_length = end > place + 2 or scan.key(place + 1) in particles.words("ago_or_ahead")
    if of_length and scan.is_number(place - 1):
        return None
    if scan.key(place + 1) in particles.words("just_gone") and _MONTH_WORDS.get(scan.key(place - 1), 0) > 1:
        return None  # hai ba năm rồi
    counted = scan.number(place - 1) or _MONTH_WORDS.get(scan.key(place - 1), 0)
    is_length = scan.key(place + 1) == "nay" and counted > 1
    told = () if scan.has("nobody_yet") else ("admission", "official")
    if is_length and not scan.any_ending(place - 1, (*_NUMBERED, *told)):
        return None  # 2 năm nay: so long; but "tháng 9 năm nay", "kết nạp 2 năm nay"
    if scan.key(place + 1) == "roi" and (
        scan.at("until", place - 1) is not None
        or (scan.ending("quota", place + 1) and _closes(scan, place + 2))
    ):
        # "được bao nhiêu phần trăm kế hoạch năm rồi", "sắp hết năm rồi": rồi is already
        return None
    return Span(start=place, end=end, kind=PeriodKind.YEAR, year=sent_on.year + shift)


def _links_years(scan: Scan, place: int) -> bool:
    return scan.key(place) in (",", "&", "+") or (
        scan.key(place) in particles.words("span_link")
        and (not scan.has("compare") or lists_compared(scan, place))
    )


def _present(scan: Scan, place: int, sent_on: date) -> Span | None:
    """trong tháng kết nạp 2 người, trong quý, trong năm: the one that runs, where nothing says which."""
    kind = next((kind for tag, kind in _SPAN_WORDS.items() if scan.at(tag, place) is not None), None)
    if (
        kind is None
        or scan.key(place - 1) not in particles.words("within")
        or scan.covering[place] > place + 1
    ):
        return None
    # "Trong nam chi bo em": năm, for nobody opens with where else somebody is
    surely = scan.at("month_word", place) is not None or not scan.spellings[place].is_bare or place == 1
    opens = place == 1 or scan.has("how_many", "ask")  # behind another span told it is that one
    if not (surely and opens and scan.any_at(place + 1, (*_COUNTED, "organisation"))):
        return None
    number = {PeriodKind.MONTH: sent_on.month, PeriodKind.QUARTER: (sent_on.month + 2) // 3}.get(kind, 0)
    return Span(start=place, end=place + 1, kind=kind, number=number, year=sent_on.year)


def _closes(scan: Scan, place: int) -> bool:
    """Whether only particles and marks follow."""
    return all(
        not scan.words[at][0].isalnum() or scan.any_at(at, ("final", "honorific"))
        for at in range(place, len(scan))
    )


_READERS = (
    half_or_nine,
    last_months,
    edge_month,
    first_months,
    short_months,
    _quarter,
    term,
    years,
    _days_ahead,
    _years_ago,
    _week,
    _month,
    _year,
    year_beside,
    years_listed,
    year_held,
    year_compared,
    year_counted,
    year_of_list,
    _present,
)
