"""Where the name of a unit ends, once its kind is read."""

from language import particles
from language.scanning import Hit, Scan

_LONGEST_NAME = 4
LONGEST_BARE_NAME = 3
_LONGEST_TRADE = 4  # words of xây dựng, thương mại dịch vụ…
_ROMAN = particles.words("roman")
_VALUE_ENDS = frozenset((".", "\n", "\t", ";", "|"))
_NO_VALUE = ("admission", "official", "dropped", "candidate", "class", "honorific", "birth_label")
_FOLLOWING = frozenset(("/", ".", "-", "%"))
# What ends a name written in capitals, and one typed without them.
ACTS = (
    "address",
    "record_verb",
    "who",
    "cause",
    "auxiliary",
    "admission",
    "official",
    "class",
    "dropped",
    "introduce",
    "not_yet",
)
SYLLABLES = ("given", "surname", "ethnicity", "place")
_CLOSING = (
    "review",
    "finished",
    "at_present",
    "final",
    "gender",
    "how_many",
    "particle",
    "honorific",
    "category",
    "own",
    "unit_kind",
    "ethnicity_label",
    "date_word",
    "birth_label",
    "not_yet",
    "from",
    "until",
    "members",
    "admission",
    "official",
    "quota",
    "ct",
    "probation",
)
_PLAIN = frozenset(("stop", "place", "surname", "given", "middle"))
_STARTERS = (
    "admission",
    "official",
    "candidate",
    "class",
    "dropped",
    "honorific",
    "unit_kind",
    "quota",
    "decision",
)
_SENTENCE = ("honorific", "how_many", "month_word", "date_word", "admission", "unit_kind", "stop", "final")
_OPENING = ("review", "own", "which", "attending", "sent", "introduce", "planned", "set_verb")


def organisation_end(scan: Scan, place: int) -> int:
    """Where the words chi bộ, đảng ủy that begin at the piece end; the piece itself when there are none."""
    hit = scan.at("organisation", place)
    if hit is None:
        return place
    if scan.keys[place] in ("du", "db") and hit.end == place + 1 and not hit.exact:
        return place
    return hit.end


def name_end(scan: Scan, place: int, *, plain: bool) -> int:
    """Where the name that begins at the piece ends; `place` itself when there is none."""
    if scan.key(place) == "so" and scan.is_number(place + 1):
        return _after_number(scan, place)
    counted = scan.has("quota") and scan.used[place : place + 1] == [""]
    if scan.is_number(place) and not plain and not counted and scan.used[place] in ("", "unit number"):
        if scan.used[place] != "unit number" and scan.at("members", place + 1):
            return place
        end = place + 1
        if scan.is_word(end) and scan.glued(end) and len(scan.words[end]) == 1:
            end += 1
        return end
    if not scan.is_word(place) or scan.used[place]:
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
    end = _words_end(scan, place, plain=plain)
    return _further(scan, place, end) if scan.cased and end > place else end


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
    last = end
    while last - place < _LONGEST_TRADE and _is_plain_word(scan, last):
        last += 1
    if last > end and scan.words[place][0].isupper() and _is_number_of(scan, last):
        return last + 1
    family = scan.at("surname", last)
    if last > end and scan.cased_word(last):
        whole = _capitals_end(scan, last)
        announced = scan.key(whole) == ":" and not scan.accented  # Nha may Xi mang Lam Thach: le ket nap
        if family is None or announced or (scan.accented and not family.exact):
            return whole
    return last if scan.words[place].islower() and scan.any_at(last, ACTS) else end


def _is_plain_word(scan: Scan, place: int) -> bool:
    """Whether the word is in small letters and no word of the sentence."""
    free = scan.is_word(place) and scan.words[place].islower() and not scan.used[place]
    return free and not scan.at("function", place) and not scan.any_at(place, (*_TASK_STOPS, *_CLOSING))


def _task_end(scan: Scan, place: int) -> int:
    """Phòng Kinh tế, Trạm Bảo vệ rừng: what an office is for goes on in small letters."""
    end = place
    while end - place < 2 and scan.is_word(end) and scan.words[end].islower() and not scan.used[end]:
        if scan.at("function", end) is not None or _is_event(scan, end) or scan.any_at(end, _TASK_STOPS):
            break
        end += 1
    return end + _is_number_of(scan, end)


def _after_trade(scan: Scan, place: int) -> int:
    """công ty TNHH may Tiên Sơn: the trade in small letters, then the name; else `place` itself."""
    if scan.ending("business_kind", place) is None:
        return place
    at = place
    while at - place < _LONGEST_TRADE and scan.is_word(at) and not scan.used[at] and not scan.cased_word(at):
        if _is_event(scan, at):
            return place
        at += 1
    return at if scan.cased_word(at) else place


def _after_number(scan: Scan, place: int) -> int:
    """Where "số 5" ends; a school goes on with its name: tiểu học số 2 Mường Than."""
    end = place + 2
    if scan.ending("school_kind", place) is None or not scan.is_word(end) or scan.used[end]:
        return end
    return _capitals_end(scan, end) if scan.cased else _words_end(scan, end, plain=False)


def _capitals_end(scan: Scan, place: int) -> int:
    end = place
    while end < len(scan) and end - place < _LONGEST_NAME + 1:
        word = scan.words[end]
        alone = not scan.has("quota") or scan.key(end + 1) in ("la", ":")
        numbered = scan.is_number(end) and len(word) <= 2 and not scan.used[end] and alone
        if numbered and end > place:
            if _goes_on(scan, end) or scan.at("members", end + 1):
                break
            return end + 1
        joined = word == "-" and scan.glued(end) and end + 1 < len(scan) and scan.glued(end + 1)
        if joined and scan.words[end + 1][0].isupper():
            end += 1
            continue
        if (
            end > place
            and scan.covering[end - 1] == end + 1
            and word[0].islower()
            and not scan.any_at(end - 1, _DEEDS)
        ):
            # chợ Trung tâm
            end += 1
            continue
        if not word[0].isupper() or scan.used[end] or _begins_person(scan, end, place):
            break
        if end > place and _is_event(scan, end, capital=True) and not _closes_as_kind(scan, end):
            break
        end += 1
    return end


def _closes_as_kind(scan: Scan, place: int) -> bool:
    """xã Vụ Bản: a capital that is a kind's word too, with no name or number of its own behind it."""
    kind = scan.at("unit_kind", place)
    if kind is None or kind.end != place + 1:
        return False
    return not (scan.cased_word(kind.end) or scan.is_number(kind.end))


def _begins_person(scan: Scan, end: int, place: int) -> bool:
    middle = scan.at("middle", end + 1)
    if middle is None or not scan.is_word(end + 2) or (scan.cased_word(end) and not scan.cased_word(end + 1)):
        return False
    return end > place and scan.at("surname", end) is not None


def _is_event(scan: Scan, place: int, *, capital: bool = False) -> bool:
    if organisation_end(scan, place) > place:
        return True
    return any(
        (hit := scan.at(tag, place)) is not None and (not capital or hit.exact or hit.end - place > 1)
        for tag in _STARTERS
    )


def _words_end(scan: Scan, place: int, *, plain: bool) -> int:
    """A name typed in lower or in upper case throughout: words until one that belongs to the sentence."""
    end = place
    surname = scan.at("surname", place)
    if surname is not None and scan.at("middle", surname.end) and scan.is_word(surname.end + 1):
        # A school named after a person: tiểu học Lê Văn Tám.
        return surname.end + 2
    if (
        not scan.accented
        and (not plain or scan.at("doubtful_group", place))
        and _is_two_syllables(scan, place)
    ):
        return place + 2
    if not (scan.accented or scan.cased) and _sounds_like_deed(scan, place):
        return place + 2
    if scan.key(place) in particles.words("joint_level") and scan.at("bare_level", place + 1) is not None:
        # Hạt Kiểm lâm liên xã
        return place + 2
    kind = scan.at("unit_kind", place)
    if kind is not None and kind.value != "1":
        return place
    if kind is not None and not plain and _closes_name(scan, kind.end):
        # phường trung tâm, xóm trại: a kind's word that is the name
        return kind.end
    while end < len(scan) and end - place < LONGEST_BARE_NAME:
        if not scan.is_word(end):
            return end + 1 if end > place and _is_number_of(scan, end) else end
        titled = end == place and not plain and scan.at("honorific", end) is not None  # ấp Bà My
        if scan.used[end] or _begins_person(scan, end, place):
            break
        if scan.at("day_part", end) and scan.used[end + 1 : end + 2] == ["date"]:
            # "thon hien phong chieu 17/5"
            break
        if end > place and _ends_name(scan, end):
            end += 1
            continue
        if _is_event(scan, end, capital=True) and not titled:
            break
        if scan.covering[end] - end > 1 and not _is_plain_phrase(scan, end):
            break
        if _is_function(scan, end, first=end == place):
            break
        if (end > place or plain) and _is_sentence_word(scan, end, first=end == place):
            break
        if end > place and scan.at("attending", end):
            break
        if end - place == 2 and scan.covering[end] and not scan.at("surname", place):
            break
        end += 1
    return end


_TASK_STOPS = (*ACTS, "review", "final", "date_word", "members", "honorific")
_DEEDS = ("admission", "official", "dropped", "candidate", "class")
_NO_SYLLABLES = (
    "members",
    "who",
    "admission",
    "official",
    "number",
    "not_yet",
    "honorific",
    "count_filler",
    "pending",
    "review",
    "finished",
)


def _is_two_syllables(scan: Scan, place: int) -> bool:
    """chi bo ban co ma ket nap: two bare words between a chi bộ's kind and an event are the name."""
    if scan.at("auxiliary", place) is None or not scan.is_word(place + 1) or scan.is_number(place + 1):
        return False
    if not any(scan.ending("organisation", at) for at in (place - 1, place - 2, place - 3)):
        return False
    if scan.any_at(place + 1, _NO_SYLLABLES) or scan.covering[place + 1] > place + 2:
        return False
    return scan.any_at(place + 2, (*ACTS, "review", "ceremony"))


def _sounds_like_deed(scan: Scan, place: int) -> bool:
    """ban tan thanh ngay 12/1: Tân Thành, where the bare words may be tán thành too."""
    hit = scan.at("resolution", place)
    if hit is None or hit.end != place + 2 or not _closes_name(scan, hit.end):
        return False
    return all(scan.at("given", at) is not None for at in (place, place + 1))


def _ends_name(scan: Scan, place: int) -> bool:
    """Whether a word that has other meanings can only close the name: Khe Giữa, Tả Van Giáy, Nậm Lúc."""
    if scan.covering[place] > place + 1:
        return False
    if scan.keys[place] in particles.words("closes_place") and not scan.is_word(place + 1):
        return not scan.is_number(place + 1)
    if scan.at("not_yet", place) and scan.spellings[place].is_bare and scan.is_word(place + 1):
        # TẢ KO KHỪ: a short không denies something that is said, not what is no word.
        return not scan.beginning[place + 1]
    title = scan.at("honorific", place)
    speaks = title is not None and not title.exact and scan.at("auxiliary", place) is None
    if speaks and scan.any_at(place + 1, ("admission", "official")):
        # "mam non hoa ban kn": nobody is called right before an event
        return True
    if scan.any_at(place, _CLOSING):
        return False
    function = scan.at("function", place)
    if function is not None and not scan.accented and place + 1 >= len(scan):
        # "ban hang cho" at the end of all
        return scan.at("final", place) is None
    if function is not None and not scan.accented and scan.at("auxiliary", place) is None:
        # "thon na ma co 2 nguoi": ma is no mà before có
        return scan.any_at(place + 1, ACTS) or not scan.is_word(place + 1)
    if function is None or (scan.accented and not function.exact):
        syllable = scan.any_at(place, SYLLABLES) or (scan.accented and scan.at("number", place) is not None)
        return syllable and (_closes_name(scan, place + 1) or scan.at("review", place + 1) is not None)
    ahead = place + 1
    if scan.used[ahead : ahead + 1] == ["period"]:
        return scan.at("given", place) is not None
    return ahead >= len(scan) or not scan.words[ahead][0].isalnum()


def _closes_name(scan: Scan, place: int) -> bool:
    """Whether a name is over before the piece: a mark, a day, an event or a word like đã."""
    if not scan.is_word(place):
        return not scan.is_number(place) or scan.used[place] not in ("", "unit number")
    if scan.used[place] or scan.any_at(place, ACTS):
        return True
    return scan.at("final", place) is not None and not scan.is_word(place + 1)


def _is_plain_phrase(scan: Scan, place: int) -> bool:
    """A known phrase that may as well be a name: HTX Thành Công, phường Hòa Bình."""
    end = scan.covering[place]
    tags = {tag for tag, hit in scan.beginning[place].items() if hit.end == end}
    return bool(tags) and tags <= _PLAIN


def _is_function(scan: Scan, place: int, *, first: bool) -> bool:
    """Whether the word belongs to the sentence; a bare name may look like one: Pi Nao, Nguyen Du."""
    function = scan.at("function", place)
    if function is None or (scan.accented and not function.exact):
        return False
    if scan.accented:
        return True
    ahead = place + 1
    if first and scan.is_word(ahead) and scan.covering[ahead] == 0:
        return False
    if first or scan.at("auxiliary", place):
        return scan.at("auxiliary", place) is not None
    return scan.is_word(ahead) and scan.covering[ahead] == 0


def _is_number_of(scan: Scan, place: int) -> bool:
    """Whether a number belongs to the name before it: Tân Lập 2. Among quotas it is the quota."""
    if scan.has("quota") and scan.key(place + 1) not in ("la", ":"):
        return False
    if not scan.is_number(place) or len(scan.words[place]) > 2 or scan.used[place]:
        return False
    return not (scan.at("members", place + 1) or _goes_on(scan, place))


def _goes_on(scan: Scan, place: int) -> bool:
    """4/5, 2-3, 30 %: the number is a part of something else; in "Tân Lập 2 - kn" it is whole."""
    following = scan.key(place + 1)
    return following in _FOLLOWING and (following == "%" or scan.glued(place + 1))


def _is_sentence_word(scan: Scan, place: int, *, first: bool) -> bool:
    """Whether the word belongs to the sentence rather than to the name."""
    year = scan.at("year_word", place)
    if year is not None and (scan.is_number(place + 1) or scan.at("last_one", place + 1)):
        return True
    tags = (*_SENTENCE, *_OPENING) if first else _SENTENCE
    return any(
        (hit := scan.at(tag, place)) is not None
        and (hit.exact or not scan.accented)
        and not _may_be_name(scan, tag, hit, first=first)
        for tag in tags
    )


def _may_be_name(scan: Scan, tag: str, hit: Hit, *, first: bool) -> bool:
    """A later word of a name may look like one of the sentence: Mường Tổng, Nguyễn Trãi, Hoa Ban."""
    if first:
        free = scan.at("given", hit.start) is not None and scan.at("function", hit.start) is None
        return tag == "stop" and free and not scan.accented and scan.is_word(hit.end)
    if tag == "how_many":
        return hit.value == "weak"
    if tag in ("stop", "honorific", "unit_kind") and scan.at("given", hit.start):
        return True
    if scan.accented:
        return False
    if tag == "final":
        # "chi bo khoi doan the day."
        return scan.is_word(hit.end)
    return tag == "stop" or (tag == "unit_kind" and hit.value == "1")
