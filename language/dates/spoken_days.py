"""Days told by a word: hôm qua, nay, thứ bảy tuần trước."""

from datetime import date, timedelta

from language.dates.day import Day
from language.dates.lunar_days import full_moon
from language.dates.years import is_month_at_hand
from language.reading import Problem
from language.words import particles
from language.words.scanning import Scan

_POINTED_AT = particles.words("pointed_at")
_ANNOUNCED = 4  # pieces of "thông tin với anh:"


def spoken_day(scan: Scan, place: int, sent_on: date) -> Day | None:
    """The day whose first word stands at the place."""
    if (fifteenth := full_moon(scan, place, sent_on)) is not None:
        return fifteenth
    hit = scan.at("day", place)
    if hit is not None and scan.at("vague", place + 1) and not hit.exact:
        return None  # "viec chi hoi hom truoc": hỏi, not hồi hôm
    if hit is not None and hit.end == place + 1 and _is_nay_family(scan, place):
        return None
    if hit is not None and _closes_name(scan, place, hit.end):
        if hit.end == place + 2:
            return None
        on = sent_on + timedelta(days=int(hit.value))
        return Day(start=place + 1, end=hit.end, on=on, is_relative=True)
    if hit is not None and not (
        scan.keys[place] == "nay"
        and (
            scan.ending("span_before_now", place - scan.is_number(place - 1))  # tháng 12 nay
            or scan.at("after_now", place + 1)
            or _is_when_told(scan, hit.end)
            or (not scan.accented and scan.key(place - 1) in _POINTED_AT)  # "nguoi nay": này
            or (scan.is_number(place - 1) and scan.at("month_word", place - 2))  # tháng 12 nay
        )
    ):
        return Day(start=place, end=hit.end, on=sent_on + timedelta(days=int(hit.value)), is_relative=True)
    hit = scan.at("weekday", place)
    if (
        hit is None
        or scan.key(hit.end) == "/"  # "chau thi hong thu 5/11"
        or _is_ordinal(scan, place, hit.end)
        or _counts_on(scan, place, hit.end)
        or (scan.key(hit.end) == "/" and scan.is_number(hit.end + 1))  # ket nap Lo Van Thu 5/11
        or (not hit.exact and scan.cased_word(place) and scan.cased_word(place + 1))
    ):
        return None
    return _weekday(scan, place, hit.end, int(hit.value), sent_on)


def _closes_name(scan: Scan, place: int, end: int) -> bool:
    """ "Phan Thi Hoi sang nay", "Ly Van Hoi hom 1/11": with the capital of a name, and not hồi sáng nay."""
    named = scan.cased_word(place) and place > 0 and scan.cased_word(place - 1)
    return named and end > place + 1 and not scan.cased_word(place + 1)


def _is_when_told(scan: Scan, place: int) -> bool:
    """Nay chú báo luôn, nay em xin báo cáo: now, of the message itself."""
    while scan.any_at(place, ("honorific", "own", "asks_of")):
        place += 1
    announces = ":" in scan.keys[place : place + _ANNOUNCED] and scan.is_word(place)
    return announces or scan.at("record_verb", place) is not None  # nay tôi thông tin: …


def _is_ordinal(scan: Scan, place: int, end: int) -> bool:
    """lần thứ 2, đ/c thứ hai; but "kết nạp 2 đ/c thứ bảy tuần trước" counts whom, then says when."""
    numbered = scan.ending("ordinal_of", place)
    if numbered is None:
        return False
    counted = scan.is_number(numbered.start - 1) or scan.ending("number", numbered.start) is not None
    return not (counted or scan.any_at(end, ("week", "last_one")))


def _counts_on(scan: Scan, place: int, end: int) -> bool:
    """Thứ nhất là …, thứ hai là …: an item of a list that began with the first."""
    first = scan.first("first_item")
    return first is not None and first.start < place and scan.at("week", end) is None


def _is_nay_family(scan: Scan, place: int) -> bool:
    """Nay is a family name too: at the head of a list line, or with a capital before another."""
    if scan.cased_word(place) and scan.cased_word(place + 1):
        return True
    at_head = (
        scan.key(place - 1) in (":", ",", "\t", "|", ";", "-", ".", "\n", ")")
        or scan.ending("honorific", place) is not None
    )
    led = at_head or scan.key(place - 1) in particles.words("sure_lead")
    return led and place > 0 and scan.is_word(place + 1)


def _weekday(scan: Scan, place: int, end: int, weekday: int, sent_on: date) -> Day | None:
    monday = sent_on - timedelta(days=sent_on.weekday())
    if scan.at("week", end):
        for tag in ("last_one", "this_one", "next_one"):
            hit = scan.at(tag, end + 1)
            if hit is not None:
                on = monday + timedelta(days=weekday, weeks=int(hit.value))
                if scan.key(end + 1) == "truoc" and scan.key(end + 2) == "nua":
                    on -= timedelta(weeks=1)
                return _told(place, hit.end, on, sent_on)
    back = (sent_on.weekday() - weekday) % 7
    hit = scan.at("last_one", end)
    if hit is not None:
        return _told(place, hit.end, sent_on - timedelta(days=back or 7), sent_on)
    if scan.at("next_one", end) or scan.at("this_one", end):
        on = monday + timedelta(days=weekday, weeks=int(bool(scan.at("next_one", end))))
        return _told(place, end + 1, on, sent_on)
    if end - place == 1 and not (scan.ending("date_word", place) or scan.key(end) in ("ngay", "(")):
        # CN and t7 alone mean too many other things.
        return None
    if is_month_at_hand(scan, place, sent_on) and not scan.any_ending(place, ("day_part", "date_word")):
        return None
    return _told(place, end, sent_on - timedelta(days=back), sent_on)


def _told(start: int, end: int, on: date, sent_on: date) -> Day:
    if on > sent_on:
        return Day(start=start, end=end, on=None, problem=Problem.DATE_IN_FUTURE, is_relative=True)
    return Day(start=start, end=end, on=on, is_relative=True)
