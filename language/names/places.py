"""What stands around a name: titles, labels, list marks, and words that are no part of one."""

from domain.people import Category
from language.words import particles
from language.words.scanning import Hit, Scan

_LIST_MARKS = particles.words("joins_names") | {
    *(",", ";", "&", "+", "/", "|", "\t", "-", ".", ")", "*", "•", "●", "▪", "➔")
}
_SYLLABIC = frozenset("aeiouy'")
_HEADS = frozenset(("\n", "\t", "|", ";", "(", "-", ".", ")", ":", "*", "•", ",", "'", '"'))
_TRADES = particles.words("trade")
_LEADS = particles.words("leads_to_name")
EVENTS = ("admission", "official", "candidate", "probation", "decision")
LEADING = (
    "members",
    "plural",
    "plural_teacher",
    "probation",
    "recognise",
    "person_cue",
    "introduce",
    "state_of",
    "finished",
    "ask",
)
AFTER_NAME = (
    "birth_label",
    "ethnicity_label",
    "gender",
    "category",
    "date_word",
    "day",
    "ethnicity",
    "education",
)
LABELS = (
    "birth_label",
    "ethnicity_label",
    "gender",
    "category",
    "education",
    "education_label",
    "religion_label",
    "religion",
    "mentor",
    "admission",
    "official",
    "class",
    "candidate",
    "dropped",
    "dossier",
    "verification",
    "resolution",
    "organisation",
    "unit_kind",
    "day",
    "no_category",
    "name_label",
    "gender_label",
    "job_label",
    "certificate",
    "decision",
    "referral",
    "date_word",
    "unit_label",
)


def is_abbreviation(scan: Scan, place: int) -> bool:
    """QĐ, CB, gv: no syllable, so no name; H' and K' are names."""
    return len(scan.keys[place]) > 1 and _SYLLABIC.isdisjoint(scan.keys[place])


def honorific_before(scan: Scan, place: int) -> tuple[str | None, int]:
    """The gender or kind that the titles before a name tell, and where the titles begin."""
    found, begins = None, place
    while True:
        at = begins
        if scan.key(at - 1) in (":", ".") and scan.ending("honorific", at - 1) is not None:
            at -= 1
        hit = scan.ending("honorific", at) or _short_title(scan, at)
        if hit is None or scan.used[hit.start] or _is_own(scan, hit):
            return found, begins
        if _is_bare_have(scan, hit) and (
            begins < place or scan.ending("own", hit.start) or (hit.start and scan.used[hit.start - 1])
        ):
            return found, begins
        if found == "comrade" and scan.any_ending(hit.start, ("record_verb",)):
            return found, begins  # em báo chị đồng chí A: chị is who reads it
        if found is None or found in ("comrade", "none"):
            found = hit.value if hit.value in ("male", "female") or found is None else found
        begins = hit.start


def _short_title(scan: Scan, place: int) -> Hit | None:
    """a Tuấn, c Hà, e Long: one small letter before a capital, where capitals mark names.

    In small letters throughout, before a family name typed in full: e hoàng kim yến.
    """
    hit = scan.ending("short_title", place)
    family = None if scan.cased or not scan.accented else scan.at("surname", place)
    if hit is not None and family is not None and family.exact and not scan.spoken[place]:
        return hit if scan.is_word(place + 2) else None
    if hit is None or not scan.cased_word(place) or not scan.words[hit.start].islower():
        return None
    inside_name = scan.cased_word(hit.start - 1) and hit.value == "male"  # Vừ a Páo
    stands_for_at = not scan.accented and scan.at("where", hit.start) is not None  # o Ban Nga
    return None if inside_name or stands_for_at else hit


def _is_bare_have(scan: Scan, hit: Hit) -> bool:
    """co, thay before another honorific are có, thấy, not cô, thầy: "co em Vu Tuan Kiet"."""
    bare = scan.spellings[hit.start].is_bare and hit.end == hit.start + 1
    return bare and scan.keys[hit.start] in particles.words("title_or_verb")


def is_labelled(scan: Scan, place: int) -> bool:
    """Whether a label for a name or a mentor stands right before the piece."""
    linked = scan.key(place - 1) in (":", "-", "=", "\t", "|", "la")
    return scan.any_ending(place - linked, ("name_label", "mentor"))


def follows_event(scan: Scan, place: int) -> bool:
    """Whether the words of an event end right before the piece."""
    return scan.any_ending(place, EVENTS)


def is_led(scan: Scan, place: int) -> bool:
    """Whether a name may be expected here: after an event, a list mark, a name, or a word like "cho"."""
    before = scan.key(place - 1)
    if place == 0 or before in ("\n", "\t", "|", ":", "(", ";", "-", ",") or before in _LEADS:
        return True
    if before in _LIST_MARKS or _is_list_number(scan, place - 1) or _follows_own_day(scan, place):
        return True
    return (scan.covering[place - 1] == place and has_other_reading(scan, place - 1)) or ends_a_hit(
        scan, place
    )


def _follows_own_day(scan: Scan, place: int) -> bool:
    """31/3 kết nạp đỗ hải yến, 31/3 trương gia huy: an item of a list that begins with its day."""
    at, family = place, scan.at("surname", place)
    if family is None or not family.exact:
        return False
    while at > 0 and scan.used[at - 1] == "date":
        at -= 1
    return at < place and scan.key(at - 1) in (",", ";")


def _is_list_number(scan: Scan, place: int) -> bool:
    """ "nguồn: 1 nguyễn đức thắng; 2 lê thị nhung": numbers that count lines without a mark."""
    if not scan.is_number(place) or len(scan.words[place]) > 2 or scan.used[place]:
        return False
    return scan.key(place - 1) in _HEADS or place == 0


def ends_a_hit(scan: Scan, place: int) -> bool:
    """Whether a label, or a word that leads to a name, ends right before the piece."""
    return scan.any_ending(place, LABELS) or scan.any_ending(place, LEADING)


def is_named_before(scan: Scan, place: int) -> bool:
    """đ/c khìn, behind hoàng văn khìn: the given name of somebody told of before."""
    key = scan.keys[place]
    return any(
        scan.used[at] == "name" and scan.keys[at] == key and scan.used[at + 1] != "name"
        for at in range(1, place)
    )


def has_other_reading(scan: Scan, place: int) -> bool:
    """Whether the lexicon knows the word as anything but a part of a name."""
    return 0 <= place < len(scan) and scan.spoken[place]


def at_head(scan: Scan, place: int) -> bool:
    """Whether the word opens a list line, a cell or the text, or follows đ/c or a label."""
    before = scan.key(place - 1)
    if place == 0 or before in _HEADS or (scan.key(place - 2) == "\n" and _is_list_number(scan, place - 1)):
        return True
    hit = scan.ending("honorific", place)
    if hit is None or _is_own(scan, hit):
        return False
    # "2 dong chi la Vu A Cang": a count, no title.
    return not (scan.is_number(hit.start - 1) and scan.at("bridge", place) is not None)


def _is_own(scan: Scan, hit: Hit) -> bool:
    """chi bộ em, bên em: the speaker, not a title."""
    return scan.ending("organisation", hit.start) is not None or scan.key(hit.start - 1) in particles.words(
        "beside_me"
    )


def is_sure_middle(scan: Scan, place: int) -> bool:
    """văn, thị behind a family name, though "van hoa" and "van phong" are words too."""
    if scan.at("middle", place) is None or scan.keys[place] not in particles.words("sure_middle"):
        return False
    return scan.ending("surname", place) is not None and scan.is_word(place + 1)


def sentence_word(scan: Scan, place: int) -> Hit | None:
    """A word of the sentence; in a text with diacritics only as it is spelled: Sô is no số."""
    hit = scan.at("function", place)
    return None if hit is not None and scan.accented and not hit.exact else hit


def is_year(scan: Scan, place: int) -> bool:
    """nguyen huu dat 2002: a year of birth."""
    return 1930 <= (scan.number(place) or 0) <= 2100 and len(scan.words[place]) == 4


def name_may_end(scan: Scan, place: int) -> bool:
    """Whether the piece may follow a whole name: a mark, the end, an attribute."""
    if place >= len(scan) or not scan.is_word(place):
        return True
    return scan.any_at(place, AFTER_NAME) or scan.at("auxiliary", place) is not None


def is_let(scan: Scan, place: int) -> bool:
    """chị cứ đặt chỉ tiêu, anh cứ nhắn em: what one may well do, and no family Cứ before a middle word."""
    may = scan.keys[place] in particles.words("may_do") and scan.accented and not scan.cased_word(place)
    return may and scan.at("middle", place + 1) is None


def is_brother(scan: Scan, place: int) -> bool:
    """ "dc a kim van hoa": anh in one letter, before a family name and its văn."""
    family = scan.at("surname", place + 1) if scan.keys[place] == "a" and not scan.accented else None
    return family is not None and is_sure_middle(scan, family.end) and scan.is_word(family.end + 1)


def is_committee(scan: Scan, place: int) -> bool:
    """ "du xa hop xet …": ĐU, at the head of all and before its level and what it does."""
    level = scan.at("bare_level", 1) if place == 0 and not scan.accented else None
    return level is not None and scan.at("committee", 0) is not None and scan.any_at(level.end, ("review",))


def is_called_by_family(scan: Scan, title: Hit | None, place: int) -> bool:
    """ket nap em sung 5/11: a family name as a given one, right between an event's title and its day."""
    told = title is not None and scan.any_ending(title.start, ("admission", "official"))
    closed = not scan.is_word(place + 1) or scan.used[place + 1] == "date" or scan.at("date_word", place + 1)
    family = scan.at("surname", place) is not None and scan.at("those", place) is None
    return told and family and bool(closed)


def is_business(scan: Scan, place: int) -> bool:
    """chủ doanh nghiệp tư nhân Phước Lộc, chu dn van tai: what somebody owns; no family is called so."""
    first = place
    while scan.ending("category", first) is None and scan.cased_word(first - 1):
        first -= 1
    owned = scan.ending("category", first)
    if owned is None or owned.value != Category.BUSINESS_OWNER:
        return False
    return " ".join(scan.keys[first : first + 2]) in _TRADES or not scan.at("surname", first)
