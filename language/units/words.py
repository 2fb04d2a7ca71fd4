"""Which words of a sentence may belong to the name of a unit, and which end it."""

from language.units.closing import ACTS, closes_name, denies_nothing
from language.units.sure_ends import sure_end
from language.words import particles
from language.words.scanning import Hit, Scan

LONGEST_BARE_NAME = 3
_FAR = 6  # pieces between bên and the họ behind a unit
_DEEDS = ("done_lead", "admission", "official", "class", "dropped", "candidate")
_TARGETS = ("la", ":")
_RAISED = particles.words("opens_number")
_FOLLOWING = frozenset(("/", ".", "-", "%"))
SYLLABLES = ("given", "surname", "ethnicity", "place")
_NEVER_LAST = ("date_word", "auxiliary")
CLOSING = (
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
    "vocative",
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
    if scan.keys[place] in ("du", "db") and hit.end == place + 1:
        # đồn biên phòng Keng Đu: a name, where ĐU and đu would be đảng ủy
        named = scan.cased_word(place) and scan.words[place].istitle() and scan.cased_word(place - 1)
        return place if named or not hit.exact else hit.end
    return hit.end


def begins_person(scan: Scan, end: int, place: int) -> bool:
    """Whether a family name with văn or thị begins at the piece, behind the name of a unit."""
    middle = scan.at("middle", end + 1)
    if middle is None or not scan.is_word(end + 2) or (scan.cased_word(end) and not scan.cased_word(end + 1)):
        return False
    if scan.cased_word(end) and not scan.cased_word(end + 2):
        # ấp Cái Tràm A kính báo: no given name follows
        return False
    return end > place and scan.at("surname", end) is not None


def is_event(scan: Scan, place: int, *, capital: bool = False) -> bool:
    """Whether an event, a title or another unit begins at the piece; a capital one only spelled in full."""
    if organisation_end(scan, place) > place:
        return True
    return any(
        (hit := scan.at(tag, place)) is not None and (not capital or hit.exact or hit.end - place > 1)
        for tag in _STARTERS
    )


def words_end(scan: Scan, place: int, *, plain: bool) -> int:
    """A name typed in lower or in upper case throughout: words until one that belongs to the sentence."""
    if not scan.accented and scan.at("record_verb", place) and scan.any_at(place + 1, ("sent", "address")):
        return place  # "chua cam ve trung tam bao gui sau"
    headed = not (scan.cased or plain) and opens_place(scan, place)
    sure = sure_end(scan, place, plain=plain, headed=headed)
    if sure is not None:
        return sure
    end = place + 2 if headed else place
    while end < len(scan) and end - place < LONGEST_BARE_NAME:
        if scan.key(end) == "&" and end > place and scan.glued(end) and scan.glued(end + 1):
            end += 2  # nn&ptnt
            continue
        if not scan.is_word(end):
            return end + 1 if end > place and is_number_of(scan, end) else end
        if _is_surely_over(scan, place, end):
            break
        closes = end > place and (
            _ends_name(scan, end) or (end == place + 1 and _is_second_syllable(scan, end))
        )
        if not closes and _is_of_sentence(scan, place, end, plain=plain):
            break
        end += 1
    return end


def _is_surely_over(scan: Scan, place: int, end: int) -> bool:
    """Whether the name that begins at `place` is over before `end`, whatever else the word there may be."""
    if scan.used[end] or begins_person(scan, end, place) or _is_already(scan, end):
        return True
    if end > place and (_leads_on(scan, end) or is_they(scan, end)):
        return True
    # "thon hien phong chieu 17/5"
    return scan.at("day_part", end) is not None and scan.used[end + 1 : end + 2] == ["date"]


def _closes_message(scan: Scan, place: int) -> bool:
    """ "kn lo thi mai 5/11 cb ban hom", "…, cb ban co": behind chi bộ no hôm and no có ends a message."""
    if place + 1 < len(scan) or scan.accented or not scan.spellings[place].is_bare:
        return False
    kind = scan.ending("unit_kind", place)
    cell = kind is not None and scan.ending("organisation", kind.start) is not None
    return cell and scan.any_at(place, _NEVER_LAST)


def _is_already(scan: Scan, place: int) -> bool:
    """ "lay chong xa r": rồi in one letter, no commune."""
    return scan.keys[place] == "r" and not scan.accented and scan.words[place].islower()


def _is_of_sentence(scan: Scan, place: int, end: int, *, plain: bool) -> bool:
    """Whether the word at `end` belongs to the sentence, not to the name that begins at `place`."""
    is_first = end == place
    if is_first and _closes_message(scan, end):
        return scan.any_at(end, ("final", "those", "own"))
    titled = is_first and not plain and scan.at("honorific", end) is not None  # ấp Bà My
    if is_event(scan, end, capital=True) and not titled:
        return True
    if scan.covering[end] - end > 1 and not _is_plain_phrase(scan, end):
        return True
    if scan.any_long_at(end, ("up_to", "year_to_date")):
        return True  # "dang bo xa tinh den het quy 3"
    if _is_function(scan, end, first=is_first):
        return True
    if (plain or not is_first) and _is_sentence_word(scan, end, first=is_first):
        return True
    if is_first:
        return not plain and _reviews(scan, end)
    if scan.at("attending", end) or _is_taken_out(scan, end):
        return True
    return end - place == 2 and scan.covering[end] > 0 and not scan.at("surname", place)


def opens_place(scan: Scan, place: int) -> bool:
    """bãi bằng công nhận, "khe mo len 4": what opens the names of places is never all of one."""
    second = place + 1
    if scan.key(place) not in particles.words("place_head") or not scan.is_word(second):
        return False
    if scan.used[second] or scan.covering[second] > second + 1:
        return False
    if not scan.accented:
        return scan.words[second].lower() not in particles.words("begins_telling_bare")
    spelled = scan.words[place].lower() in particles.forms("place_head") or scan.spellings[place].is_bare
    return spelled and scan.words[second].lower() not in particles.forms("begins_telling")


def is_they(scan: Scan, place: int) -> bool:
    """họ, which without marks is Hồ, hộ or a part of a name, unless bên opens what it speaks of."""
    told = scan.at("by_others", place)
    if told is None or told.value != "they" or scan.cased_word(place):
        return False
    if scan.accented:
        return told.exact
    return any(scan.key(at) in particles.words("beside_me") for at in range(max(0, place - _FAR), place))


def is_friends(scan: Scan, place: int) -> bool:
    """thôn bạn, xã bạn, chi bộ bạn: another's. Without marks it may be bản, but before a deed."""
    told = scan.at("by_others", place)
    if told is None or told.value != "friend":
        return False
    if not scan.accented:  # "chi bo ban" is the own village's
        return scan.any_ending(place, ("unit_kind",)) and scan.any_at(place + 1, _DEEDS)
    friend = told.exact
    whose = scan.any_ending(place, ("unit_kind", "organisation")) or scan.used[place - 1 : place] == ["unit"]
    return friend and whose and not scan.cased_word(place)


def tells_of_others(scan: Scan, place: int) -> bool:
    """họ, bạn; "ban ben canh ket nap 2 em": whose the unit is stands where its name would."""
    told = scan.at("by_others", place)
    beside = told is not None and told.value == "beside" and scan.any_at(told.end, _DEEDS)
    return beside or is_they(scan, place) or is_friends(scan, place)


def _closes_at(scan: Scan, place: int) -> bool:
    """Whether the message ends before the piece, or goes on with a word that no name holds."""
    return place >= len(scan) or scan.any_at(place, ("from", "auxiliary"))


def _leads_on(scan: Scan, place: int) -> bool:
    """ấp tân lập báo: …, sửa chỉ tiêu của thôn đồng dọc thành 4: what leads to the rest of the message."""
    if scan.key(place + 1) == ":":
        return scan.any_at(place, ("address", "record_verb"))
    changes = scan.has("quota", "correct", "set_verb")
    return changes and scan.key(place) in particles.words("change") and scan.is_number(place + 1)


def _reviews(scan: Scan, place: int) -> bool:
    """CB quân sự xã xét: what a cell does, behind an office without a name."""
    review = scan.at("review", place)
    called = scan.at("given", place) and review is not None and review.end == place + 1
    return review is not None and (review.exact or not scan.accented) and not called


def _is_taken_out(scan: Scan, place: int) -> bool:
    """2 nguồn ở thôn đoài rút: what is done to people, and no name."""
    away = scan.at("cell_verb", place)
    sure = away is not None and away.exact and scan.accented and not scan.at("given", place)
    return sure and not scan.is_word(place + 1)


def _ends_name(scan: Scan, place: int) -> bool:
    """Whether a word that has other meanings can only close the name: Khe Giữa, Tả Van Giáy, Nậm Lúc."""
    if scan.covering[place] > place + 1:
        return _is_lettered(scan, place)
    kind = scan.at("unit_kind", place)
    if kind is not None and kind.value == "1" and _closes_at(scan, kind.end):
        return True  # ấp giồng chùa; phường ba đồn từ 30 xuống 24
    if scan.keys[place] in particles.words("closes_place") and not scan.is_word(place + 1):
        return not scan.is_number(place + 1)
    if scan.keys[place] in particles.words("lies_there") and (
        scan.key(place + 1) in ("da", "co") or scan.any_at(place + 1, ("admission", "official", "assign"))
    ):
        return True  # ấp sóc tro dưới đã kết nạp, thôn bản cái công nhận
    if denies_nothing(scan, place):
        return True
    title = scan.at("honorific", place)
    speaks = title is not None and not title.exact and scan.at("auxiliary", place) is None
    if speaks and scan.any_at(place + 1, ("admission", "official")):
        # "mam non hoa ban kn": nobody is called right before an event
        return True
    if scan.at("review", place) and scan.at("given", place) and place + 1 >= len(scan) and not scan.accented:
        return True  # "chi bo khoi tan hop", at the end of all
    if scan.any_at(place, CLOSING):
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
        return syllable and (closes_name(scan, place + 1) or scan.at("review", place + 1) is not None)
    ahead = place + 1
    if scan.used[ahead : ahead + 1] == ["period"]:
        return scan.at("given", place) is not None
    return ahead >= len(scan) or not scan.words[ahead][0].isalnum()


def _is_second_syllable(scan: Scan, place: int) -> bool:
    """thôn hang chú có, khe bố đã, thác bà: a title that calls nobody, for the name closes with it."""
    title = scan.at("honorific", place) or scan.at("relative", place)
    called = title is None or not (title.exact and scan.accented) or title.end > place + 1
    if called or scan.at("own", place) is not None:
        return False
    after = place + 1
    return scan.key(after) == ":" or scan.any_at(after, ("done_lead", "length_lead", "admission", "official"))


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


def _is_lettered(scan: Scan, place: int) -> bool:
    """KHÓM ĐÔNG THẠNH A KHÔNG KẾT NẠP: a letter of its own in a text with its marks is no "à không"."""
    letter = len(scan.words[place]) == 1 and scan.spellings[place].is_bare and scan.accented
    return letter and scan.at("not_yet", place + 1) is not None


def is_number_of(scan: Scan, place: int) -> bool:
    """Whether a number belongs to the name before it: Tân Lập 2. Among quotas it is the quota."""
    if scan.has("quota") and not precedes_target(scan, place):
        return False
    if not scan.is_number(place) or len(scan.words[place]) > 2 or scan.used[place]:
        return False
    return not (scan.any_at(place + 1, ("members", "short_title")) or goes_on(scan, place))


def precedes_target(scan: Scan, place: int) -> bool:
    """Tiểu học Sơn Kim 1 chỉ tiêu kết nạp 02 đảng viên · khu phố Bình An 1 lên 4: the target follows."""
    behind = scan.key(place + 1)
    if behind in _TARGETS or (behind in _RAISED and scan.is_number(place + 2)):
        return True
    if scan.at("quota", place + 1) is None:
        return False
    return any(scan.at("members", at + 1) is not None for at in scan.numbers if at > place)


def goes_on(scan: Scan, place: int) -> bool:
    """4/5, 2-3, 30 %: the number is a part of something else; in "Tân Lập 2 - kn" it is whole."""
    following = scan.key(place + 1)
    if opens_span(scan, place):
        return True
    if following == "." and not (scan.is_word(place + 2) or scan.is_number(place + 2)):
        return False  # … bí thư bản Mường Pồn 2.
    return following in _FOLLOWING and (following == "%" or scan.glued(place + 1))


def opens_span(scan: Scan, place: int) -> bool:
    """các trường học 6 tháng cuối năm, bản Lầu 3 năm gần đây: the number is of the months or years.

    Not thôn 5 năm qua: which of the two is meant cannot be said.
    """
    gone = scan.at("gone_by", place + 2) if scan.any_at(place + 1, ("year_word", "month_word")) else None
    is_gone = gone is not None and scan.key(gone.start) not in particles.words("last_or_gone")
    return is_gone or scan.any_at(place, ("half_year", "nine_months"))


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
