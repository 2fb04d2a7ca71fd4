"""Dates of birth: after sinh, in a column, as a bare year behind a name, as 2k1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.people import BirthDate
from language.dates.day import Day
from language.dates.finding import birth_of, birth_year
from language.words import particles
from language.words.scanning import NUMBER, Scan

_ITEM_ENDS = frozenset((",", ";", "\n", ".", ""))
_SHORT = 2  # figures of a year: 98
_SURELY_YEAR = 50
_OLDEST = 1930
_ADULT = 10  # a bare year less than this ago is no year of birth
_PLAUSIBLE = 15  # a full date this many years ago is no event
_BESIDE = ("ethnicity", "gender", "category")  # what is said of somebody beside the year
_NOT_BORN = particles.words("no_birth_year")
_SURE, _LIKELY, _DOUBTFUL = 1.0, 0.9, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """A date of birth on the pieces [start, end)."""

    start: int
    end: int
    value: BirthDate
    confidence: float = _SURE


def find_births(scan: Scan, days: list[Day], refused: list[bool], sent_on: date) -> Iterator[Birth]:
    """Every date of birth told, the full dates first. Marks its pieces as read."""
    is_labelled = scan.has("birth_label")
    for day in days:
        if any(refused[day.start : day.end]) or not _is_birth(scan, day, sent_on):
            continue
        if is_labelled and scan.at("date_word", day.start) and not _has_label(scan, day):
            continue  # "sn 1999 … ngày 5/10/1998": whoever labels a birth calls another day no birth
        value = birth_of(day, sent_on)
        if value is not None:
            yield _taken(scan, Birth(start=day.start, end=day.end, value=value))
        elif day.year is not None and not day.is_relative:
            # "sinh ngày 31/2/1999": no calendar has the day, the year may still be right.
            year = BirthDate(year=birth_year(day.year, sent_on))
            yield _taken(scan, Birth(start=day.start, end=day.end, value=year, confidence=_DOUBTFUL))
    for place in range(len(scan)) if "period" in scan.used else scan.numbers:
        birth, use = None, scan.used[place]
        if not use:
            if scan.kinds[place] == NUMBER and not refused[place]:
                birth = _year(scan, place, sent_on)
        elif use == "period" and scan.used[place - 1] != "period":
            birth = _labelled_month(scan, place, sent_on)
        if birth is not None:
            yield _taken(scan, birth)


def _taken(scan: Scan, birth: Birth) -> Birth:
    scan.take(birth.start, birth.end, "birth")
    return birth


def _is_birth(scan: Scan, day: Day, sent_on: date) -> bool:
    if scan.ending("joined", day.start) is not None or _is_of_admission(scan, day):
        return False
    if _has_label(scan, day):
        return True
    if day.year is None or day.is_relative:
        return False
    if day.year < 100:
        return day.on is None and day.year >= 30
    return sent_on.year - day.year >= _PLAUSIBLE


def is_birthday(scan: Scan, day: Day) -> bool:
    """sn 5/10, without its year: no day of what happened, and not enough for a date of birth."""
    return day.year is None and not day.is_relative and _has_label(scan, day)


def _is_of_admission(scan: Scan, day: Day) -> bool:
    """được kết nạp ngày 3/2/1970: the day of an old member, who was not born then."""
    if scan.key(day.start - 1) in (":", "la") and any(
        scan.keys[hit.start] == "ngay" and hit.end <= day.start for hit in scan.all("admission")
    ):
        return True  # ngày vào Đảng của bác A là 3/2/1985
    at = day.start
    while at > 0 and scan.any_at(at - 1, ("date_word", "from")):
        at -= 1
    led = at < day.start or scan.at("date_word", at) is not None
    return led and (day.year or 0) >= 100 and scan.any_ending(at, ("admission",))


def _has_label(scan: Scan, day: Day) -> bool:
    """Whether the day's own words are behind a label, or end one: sn 5/10/98, sinh ngày 5/10/98."""
    if not scan.has("birth_label"):
        return False
    labelled = any(scan.labelled("birth_label", place) for place in range(day.start, day.end))
    return labelled or scan.at("birth_label", day.start) is not None


def _year(scan: Scan, place: int, sent_on: date) -> Birth | None:
    written = scan.words[place]
    labelled = _is_labelled(scan, place)
    if scan.key(place + 1) in ("k", "kn") and scan.glued(place + 1) and scan.is_number(place + 2):
        # 2k1 is 2001.
        year, end = 1000 * int(written[:1]) + int(scan.words[place + 2][:3]), place + 3
    elif written == "2" and scan.key(place + 1) == "k" and scan.glued(place + 1):
        year, end = 2000, place + 2
    elif len(written) == 4 or (len(written) == 2 and (labelled or _stands_alone(scan, place, sent_on))):
        if len(written) == 2 and scan.key(place + 1) in ("/", "-") and scan.glued(place + 1):
            return _month(scan, place, sent_on)
        year, end = birth_year(int(written), sent_on), place + 1
    elif labelled and len(written) == 1:
        return _month(scan, place, sent_on)
    else:
        return None
    if not _is_possible(scan, place, end, year, sent_on, labelled=labelled):
        return None
    return Birth(start=place, end=end, value=BirthDate(year=year), confidence=_SURE if labelled else _LIKELY)


def _is_labelled(scan: Scan, place: int) -> bool:
    if scan.labelled("birth_label", place):
        return True
    if scan.key(place - 1) == "nam" and scan.labelled("birth_label", place - 1):
        return True
    return scan.glued(place) and scan.key(place - 1) in ("sn", "ns")


def _stands_alone(scan: Scan, place: int, sent_on: date) -> bool:
    """(Tày, 98): two digits alone between marks inside brackets, from 1950 on, or 01 at their head.

    Or between a name and what is said of it.
    """
    if scan.used[place - 1 : place] == ["name"] and may_be_year(scan, place):
        return True
    if scan.has("correct") and scan.any_at(place + 1, ("correct",)) and scan.has("birth_label"):
        return (scan.number(place) or 0) >= _SURELY_YEAR  # năm sinh lộn, 97 mới đúng
    if (scan.number(place) or 0) < 50:
        # (01, nữ, Khmer): a zero before one figure opens the brackets
        return scan.words[place][0] == "0" and scan.key(place - 1) == "(" and scan.is_word(place + 2)
    if _in_brackets(scan, place):
        return scan.key(place - 1) in (",", "(") and scan.key(place + 1) in (",", ")")
    if is_man_born(scan, place - 1, sent_on) and scan.used[place - 2] == "name":
        return True
    if scan.used[place - 1 : place] == ["name"]:
        closes = place + 1 >= len(scan) or scan.key(place + 1) in (",", "\n", ";")
        return (
            closes or scan.any_at(place + 1, _BESIDE) or _is_one_of_several(scan)
        )  # "tran thi thuy 97 cn may", "lò văn mấng 99"
    told = scan.any_ending(place - 1, _BESIDE) or scan.used[place - 2 : place - 1] == ["name"]
    return (
        bool(told) and scan.key(place - 1) in (",", "-") and scan.key(place + 1) in (",", "-", "", ".", "\n")
    )


def _is_one_of_several(scan: Scan) -> bool:
    """Hải 90 CN, Thúy 95 kế toán: two figures from 50 on behind more than one name."""
    behind = (p for p in scan.numbers if p and scan.used[p - 1] == "name" and len(scan.words[p]) == _SHORT)
    return sum((scan.number(p) or 0) >= _SURELY_YEAR for p in behind) > 1


def may_be_year(scan: Scan, place: int) -> bool:
    """chu 98, hien 99, tuan 01: two figures that close each item of a list, 13 to 29 left out; chu 99 nam."""

    def closes(at: int) -> bool:
        year = len(scan.words[at]) == _SHORT and (scan.words[at][0] == "0" or (scan.number(at) or 0) >= 30)
        return year and scan.is_word(at - 1) and scan.key(at + 1) in _ITEM_ENDS

    if not scan.is_number(place):
        return False
    described = scan.any_at(place + 1, _BESIDE) and (scan.number(place) or 0) >= _SURELY_YEAR
    return (described and len(scan.words[place]) == _SHORT) or (
        closes(place) and sum(map(closes, scan.numbers)) > 1
    )


def _is_possible(scan: Scan, place: int, end: int, year: int, sent_on: date, *, labelled: bool) -> bool:
    if not 1900 <= year < sent_on.year or (scan.is_word(end) and scan.glued(end)):
        return False
    if labelled or scan.used[place - 1 : place] == ["name"]:
        return labelled or year <= sent_on.year - _ADULT  # Hà Văn Tú 1999, "vo hoang nam 2k4": no từ, no năm
    if scan.key(place - 1) in _NOT_BORN or scan.any_ending(place, ("admission",)):
        return False  # chồng là đảng viên kết nạp 1998
    if scan.glued(place) and scan.is_word(place - 1):
        return False
    after_year_word = scan.key(place - 1) == "nam" and not (
        _in_brackets(scan, place) or is_man_born(scan, place - 1, sent_on)
    )
    return _OLDEST <= year <= sent_on.year - _ADULT and not after_year_word


def is_man_born(scan: Scan, place: int, sent_on: date) -> bool:
    """Lo Van Ba nam 2002, lò văn ba nam 99: a man born then, where nobody was admitted so long ago."""
    year = birth_year(scan.number(place + 1) or 0, sent_on)
    bare = scan.spellings[place].is_bare and scan.words[place].islower()
    told = bare and (scan.cased_word(place - 1) or (scan.accented and not scan.cased))
    reports = scan.has("admission", "candidate", "official") and not scan.has("how_many", "ask", "quota")
    return told and reports and _OLDEST <= year <= sent_on.year - _PLAUSIBLE


def _month(scan: Scan, place: int, sent_on: date) -> Birth | None:
    """2/1990, 02-90: a month of birth."""
    month, written = scan.number(place), scan.number(place + 2)
    if scan.key(place + 1) not in ("/", "-", ".") or not month or written is None or month > 12:
        return None
    year = birth_year(written, sent_on)
    if not _OLDEST <= year < sent_on.year:
        return None
    return Birth(start=place, end=place + 3, value=BirthDate(year=year, month=month))


def _labelled_month(scan: Scan, place: int, sent_on: date) -> Birth | None:
    """sinh tháng 2/1990, read as a period before its label was seen."""
    if not scan.labelled("birth_label", place):
        return None
    at = place + (scan.keys[place] == "thang")
    month, year = scan.number(at), scan.number(at + 2)
    if not month or not year or month > 12 or not _OLDEST <= year < sent_on.year:
        return None
    return Birth(start=at, end=at + 3, value=BirthDate(year=year, month=month))


def _in_brackets(scan: Scan, place: int) -> bool:
    return "(" in scan.keys[max(0, place - 6) : place]
