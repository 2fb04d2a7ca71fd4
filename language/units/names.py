"""Where the name of a unit ends, once its kind is read: in capitals, behind a trade, behind a number."""

from language.units.closing import ACTS
from language.units.words import (
    CLOSING,
    begins_person,
    goes_on,
    is_event,
    is_number_of,
    opens_span,
    precedes_target,
    words_end,
)
from language.words import particles
from language.words.scanning import Scan

_LONGEST_NAME = 4
_LONGEST_TRADE = 4  # words of xây dựng, thương mại dịch vụ…
_TRADES = particles.words("trade")
_ROMAN = particles.words("roman")
_VALUE_ENDS = frozenset((".", "\n", "\t", ";", "|"))
_NO_VALUE = ("admission", "official", "dropped", "candidate", "class", "honorific", "birth_label")
_LONGEST_TASK = 3  # words of phòng hộ, giáo dục nghề nghiệp
_TASK_STOPS = (
    *(*ACTS, "review", "final", "date_word", "members"),
    *("honorific", "here", "vocative", "birth_label"),
)
_DONE = tuple(tag for tag in ACTS if tag != "auxiliary")
_DEEDS = ("admission", "official", "dropped", "candidate", "class")


def name_end(scan: Scan, place: int, *, plain: bool) -> int:
    """Where the name that begins at the piece ends; `place` itself when there is none."""
    if scan.key(place) == "so" and scan.is_number(place + 1):
        return _after_number(scan, place)
    counted = scan.has("quota") and scan.used[place : place + 1] == [""]
    if scan.is_number(place) and not plain and not counted and scan.used[place] in ("", "unit number"):
        if scan.used[place] != "unit number" and (scan.at("members", place + 1) or opens_span(scan, place)):
            return place
        end = place + 1
        if scan.is_word(end) and scan.glued(end) and len(scan.words[end]) == 1:
            end += 1
        return end
    says_here = scan.at("here", place) is not None and not scan.is_word(place + 1)
    if not scan.is_word(place) or scan.used[place] or says_here or _asks_for_somebody(scan, place):
        return place
    if scan.key(place) in _ROMAN and scan.words[place].isupper() and not scan.cased_word(place + 1):
        return place + 1
    if scan.cased:
        end = _capitals_end(scan, _after_trade(scan, place))
        if end == place + 1 and scan.ending("office_kind", place) is not None:
            end = _task_end(scan, end)
        if end > place and scan.any_ending(place, ("business_kind", "office_kind")):
            # Nhà máy Xi măng Lam Thạch, Công ty Xây lắp 5
            return _further(scan, place, end)
        if end > place or scan.words[place][0].isupper():
            return end
    named = _after_known_trade(scan, place)
    end = words_end(scan, named, plain=plain)
    end = end if end > named or named == place else words_end(scan, place, plain=plain)
    return _further(scan, place, end) if scan.cased and end > place else end


def _after_known_trade(scan: Scan, place: int) -> int:
    """ "cong ty may hung phat": a trade before the name, where no capital tells which is which."""
    if scan.cased or scan.ending("business_kind", place) is None:
        return place
    trade = next((size for size in (2, 1) if " ".join(scan.keys[place : place + size]) in _TRADES), 0)
    return place + trade if scan.is_word(place + trade) and not scan.used[place + trade] else place


def _asks_for_somebody(scan: Scan, place: int) -> bool:
    """ "truong thcs co ai qua han": có ai, and no school's name."""
    bare = not scan.accented and not scan.cased_word(place)
    return bare and scan.key(place) in particles.words("there_is") and scan.at("who", place + 1) is not None


def whole_value(scan: Scan, place: int) -> int:
    """Chi bộ: bản Tả Ko Khừ. Behind a label a kind and a short name are all that stands up to the mark."""
    kind = scan.at("unit_kind", place)
    if kind is None or kind.value != "1" or scan.used[place]:
        return place
    end = kind.end
    while scan.is_word(end) and not scan.used[end] and not scan.any_at(end, _NO_VALUE):
        part = scan.at("unit_kind", end)
        if part is not None and part.value != "1":
            return place
        end += 1
    closed = end >= len(scan) or scan.key(end) in _VALUE_ENDS
    return end if closed and 2 <= end - kind.end <= _LONGEST_NAME else place


def _further(scan: Scan, place: int, end: int) -> int:
    """xe buýt Long Bình, hải quan cửa khẩu: what is done there in small letters, then a name or an event."""
    last = _own_name(scan, place, end)
    while last - place < _LONGEST_TRADE and _is_plain_word(scan, last):
        last += 1
    if last > end and scan.words[place][0].isupper() and is_number_of(scan, last):
        return last + 1
    family = scan.at("surname", last)
    if (last > end or scan.words[end - 1].islower()) and scan.cased_word(last):
        whole = _capitals_end(scan, last)
        announced = scan.key(whole) == ":" and not scan.accented  # Nha may Xi mang Lam Thach: le ket nap
        if family is None or announced or (scan.accented and not family.exact):
            return whole
    return last if scan.words[place].islower() and scan.any_at(last, ACTS) else end


def _own_name(scan: Scan, place: int, end: int) -> int:
    """Ban Quản lý rừng phòng hộ Sông Đằn: where capitals begin behind a task in small letters, else `end`."""
    lives = scan.words[place].islower() and scan.ending("numbered_kind", place) is not None
    if lives or not scan.words[end - 1].islower():
        return end
    at = end
    while at - end < _LONGEST_TASK:
        if (task := scan.at("task", at)) is not None:
            at = task.end
        elif _is_of_task(scan, at):
            at += 1
        else:
            break
    return at if scan.cased_word(at) else end


def _is_of_task(scan: Scan, place: int) -> bool:
    """Whether the word is in small letters and neither of the sentence nor what happened."""
    free = scan.is_word(place) and scan.words[place].islower() and not scan.used[place]
    return free and scan.at("function", place) is None and not scan.any_at(place, _TASK_STOPS)


def _is_plain_word(scan: Scan, place: int) -> bool:
    """Whether the word is in small letters and no word of the sentence."""
    free = scan.is_word(place) and scan.words[place].islower() and not scan.used[place]
    return free and not scan.at("function", place) and not scan.any_at(place, (*_TASK_STOPS, *CLOSING))


def _task_end(scan: Scan, place: int) -> int:
    """Phòng Kinh tế, Trạm Bảo vệ rừng: what an office is for goes on in small letters."""
    end = place
    while end - place < 2 and scan.is_word(end) and scan.words[end].islower() and not scan.used[end]:
        if scan.at("function", end) is not None or is_event(scan, end) or scan.any_at(end, _TASK_STOPS):
            break
        end += 1
    return end + is_number_of(scan, end)


def _after_trade(scan: Scan, place: int) -> int:
    """công ty TNHH may Tiên Sơn: the trade in small letters, then the name; else `place` itself."""
    if scan.ending("business_kind", place) is None:
        return place
    at = place
    while at - place < _LONGEST_TRADE and scan.is_word(at) and not scan.used[at] and not scan.cased_word(at):
        second = at > place and not scan.accented  # cong ty dien tu Sao Viet: no từ
        if is_event(scan, at) or scan.any_at(at, (*(_DONE if second else ACTS), "review")):
            return place
        at += 1
    return at if scan.cased_word(at) else place


def _after_number(scan: Scan, place: int) -> int:
    """Where "số 5" ends; a school goes on with its name: tiểu học số 2 Mường Than."""
    end = place + 2
    if scan.ending("school_kind", place) is None or not scan.is_word(end) or scan.used[end]:
        return end
    if scan.at("here", end) is not None and not scan.is_word(end + 1):
        # "truong mam non so 2 day."
        return end
    return _capitals_end(scan, end) if scan.cased else words_end(scan, end, plain=False)


def _capitals_end(scan: Scan, place: int) -> int:
    end = place
    while end < len(scan) and end - place < _LONGEST_NAME + 1:
        word = scan.words[end]
        alone = not scan.has("quota") or precedes_target(scan, end)
        numbered = scan.is_number(end) and len(word) <= 2 and not scan.used[end] and alone
        if numbered and end > place:
            if goes_on(scan, end) or scan.at("members", end + 1):
                break
            return end + 1
        joined = word in ("-", "&") and scan.glued(end) and end + 1 < len(scan) and scan.glued(end + 1)
        if joined and scan.words[end + 1][0].isupper():
            end += 1
            continue
        if (
            end > place
            and scan.covering[end - 1] == end + 1
            and len(scan.words[end - 1]) > 1  # Đông Thạnh A không kết nạp: no "à không"
            and word[0].islower()
            and not scan.any_at(end - 1, (*_DEEDS, "due_day"))
            and not is_event(scan, end)  # phường Hương Sơ kết nạp: no sơ kết
            and not scan.any_at(end, ("year_word", "month_word"))  # bản Pom Ca năm 2017: no cả năm
        ):
            # chợ Trung tâm
            end += 1
            continue
        if not word[0].isupper() or scan.used[end] or begins_person(scan, end, place):
            break
        if end > place and is_event(scan, end, capital=True) and not _closes_as_kind(scan, end):
            break
        end += 1
    return end


def _closes_as_kind(scan: Scan, place: int) -> bool:
    """xã Vụ Bản, thôn Hang Chú: a capital that is a kind or a title too, no name of its own behind it."""
    kind = scan.at("unit_kind", place) or scan.at("honorific", place)
    if kind is None or kind.end != place + 1:
        return False
    return not (scan.cased_word(kind.end) or scan.is_number(kind.end))
