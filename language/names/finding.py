"""People's names, cut from the text as typed: after đ/c, in lists, in tables, in any case."""

from dataclasses import dataclass, replace
from itertools import zip_longest

from language.names.bystanders import is_bystander
from language.names.capitals import capitals, opens_phrase
from language.names.places import (
    AFTER_NAME,
    LEADING,
    follows_event,
    honorific_before,
    is_abbreviation,
    is_business,
    is_labelled,
    is_led,
    is_named_before,
)
from language.names.small_letters import is_listed, uncased
from language.words import particles
from language.words.scanning import WORD, Hit, Scan

# What somebody's name may follow at once, though it be of common words.
_LEADS = (
    *LEADING,
    "admission",
    "official",
    "candidate",
    "dropped",
    "dossier",
    "verification",
    "resolution",
    "decision",
    "referral",
    "name_label",
    "mentor",
)
_SAID_OF = ("tells_of", "mentored_by")
_HAPPENED = ("finished", "admission", "official", "class", "dropped", "dossier")
_WHOLE = 3  # words of a name that is more than a given name
_EDGES = frozenset(("|", "\t"))  # of a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person's name on the pieces [start, end), and how it was introduced."""

    start: int
    end: int
    text: str
    gender: str | None = None  # male or female, of a gendered honorific
    honorific: str | None = None
    is_partial: bool = False
    begins: int = 0  # where its honorifics begin
    has_middle: bool = False  # văn, thị or the like stands inside it
    confidence: float = 1.0


def find_names(scan: Scan, *, capitals_only: bool = False, sure_only: bool = False) -> list[Name]:
    """Every person named, left to right; where capitals mark names, lower case is the last resort.

    With `sure_only`, bare common words that may look like a name name nobody.
    """
    names = _collect(scan, lower_too=not (scan.cased or capitals_only))
    if scan.cased and not (names or capitals_only):
        names = _collect(scan, lower_too=True)
    for name in [name for name in names if sure_only and is_doubtful(scan, name)]:
        names.remove(name)
        scan.take(name.start, name.end, "")
    names = [_without_gender(scan, name) for name in names]
    if not names and (opener := _lone_opener(scan)) is not None:
        names = [opener]
    if len(names) > 1 and _is_letterhead(scan, names[0]):
        scan.take(names[0].start, names[0].end, "addressee")
        del names[0]
    apart = [name for name, after in zip_longest(names, names[1:]) if is_bystander(scan, name, after)]
    for name in apart:
        names.remove(name)
        scan.take(name.start, name.end, "addressee")
    if any(not name.is_partial for name in names):
        weak = [n for n in names if n.end - n.start == 1 and n.is_partial and not scan.cased_word(n.start)]
        weak = [n for n in weak if not is_named_before(scan, n.start)]
        for name in weak:
            scan.used[name.start] = ""
        names = [name for name in names if name not in weak]
    return names


def _without_gender(scan: Scan, name: Name) -> Name:
    """ "mai nữ sn 99": Mai, who is a woman; "trần thị nữ" has a middle word, and Nữ its capital."""
    last = name.end - 1
    said = scan.at("gender", last)
    if last - name.start != 1 or said is None or not said.exact or not scan.accented or scan.cased_word(last):
        return name
    scan.take(last, name.end, "")
    text = name.text.rpartition(" ")[0]
    return replace(name, end=last, text=text, is_partial=True)


def is_doubtful(scan: Scan, name: Name) -> bool:
    """tranh thu, khong thao, rung thi chua: bare common words, with nothing around that names somebody."""
    if scan.accented or scan.cased or not all(s.is_bare for s in scan.spellings[name.start : name.end]):
        return False
    family = scan.at("surname", name.start)
    between = name.has_middle
    if any(scan.at("honorific", p) and not scan.at("given", p) for p in range(name.start + 1, name.end)):
        # "ban em ba con"
        return True
    if name.honorific is None and scan.any_at(name.start, ("record_verb", "address")):
        # "e bao a la chi bo …"
        return True
    if scan.at("cause", name.start) is not None and not (between or is_listed(scan, name.start)):
        # "xin loi chi vi lam phien"
        return True
    if family is not None and between:
        return False
    if family is None and between and scan.spoken[name.end - 1] and name.honorific is None:
        return True
    titled = name.honorific is not None and name.honorific != "none"
    if titled or "'" in scan.text(name.start, name.end):
        return False
    joined = scan.key(name.end) in particles.words("joins_names")
    before = name.begins - 1
    listed = not scan.is_word(before) and (joined or not scan.is_word(name.end))
    listed = listed and (scan.key(before) != "," or scan.used[before - 1] in ("name", "birth", "date"))
    led = scan.any_ending(name.begins, _LEADS) and scan.used[before] not in ("date", "period")
    led = led or scan.key(before) in particles.words("leads_to_name")
    told = scan.any_at(name.end, AFTER_NAME) and scan.at("stop", name.end) is None
    return not (listed or led or told or scan.is_number(name.end))


def _is_letterhead(scan: Scan, name: Name) -> bool:
    """A Lưới, ngày 6/8/2025: where and when a letter was written."""
    end = name.end + 1
    if name.start > 0 or scan.key(name.end) != "," or scan.used[end : end + 1] != ["date"]:
        return False
    while end < len(scan) and scan.used[end] == "date":
        end += 1
    return scan.key(end) in (":", ".", "\n")


def _lone_opener(scan: Scan) -> Name | None:
    """Pánh học xong lớp…, Bún đến đâu rồi: one capitalised word that opens the message, and what of it."""
    if not scan.cased_word(0) or scan.used[0] or is_abbreviation(scan, 0):
        return None
    told = not scan.spoken[0] and _is_told_of(scan)
    if not told and not _is_asked_about(scan):
        return None
    scan.take(0, 1, "name")
    return Name(start=0, end=1, text=spelled(scan.text(0, 1)), is_partial=True, confidence=0.5)


def _is_told_of(scan: Scan) -> bool:
    """đã học xong lớp, vừa được kết nạp: what happened, behind the opening word and small words."""
    for place in range(1, 4):
        if scan.any_at(place, _HAPPENED):
            return True
        if scan.at("function", place) is None and scan.at("auxiliary", place) is None:
            break
    return False


def _is_asked_about(scan: Scan) -> bool:
    """Mai thế nào rồi: a name, or a word of nothing else, and all the rest asks how it stands with it."""
    asked = scan.at("state_of", 1)
    if asked is None or (scan.spoken[0] and scan.at("given", 0) is None):
        return False
    return all(scan.at("final", p) or not scan.words[p][0].isalnum() for p in range(asked.end, len(scan)))


def _collect(scan: Scan, *, lower_too: bool) -> list[Name]:
    names: list[Name] = []
    for place, kind in enumerate(scan.kinds):
        if kind != WORD or scan.used[place] or not (lower_too or scan.words[place][0].isupper()):
            continue
        again = None if scan.cased else _named_again(scan, place)
        if (name := again or _name_at(scan, place, names)) is not None:
            scan.take(name.start, name.end, "name")
            names.append(name)
    return names


def _named_again(scan: Scan, place: int) -> Name | None:
    """chị mai thị hà …, chị hà sn 1990: the given name of somebody named before, in small letters."""
    title = None if scan.cased else scan.ending("short_title", place) or scan.ending("honorific", place)
    if title is None and scan.key(place - 1) == "," and scan.at("bridge", place + 1) is not None:
        title = Hit(place, place, "none", exact=True)  # …, lan la giao vien
    if title is None or (title.start < place and scan.used[title.start]):
        return None
    said_of = scan.any_at(place + 1, (*AFTER_NAME, "tells_of", "mentored_by"))
    if not (said_of and is_named_before(scan, place)):
        return None
    return Name(
        start=place,
        end=place + 1,
        text=spelled(scan.text(place, place + 1)),
        gender=title.value if title.value in ("male", "female") else None,
        honorific=title.value,
        is_partial=True,
        begins=title.start,
    )


def _name_at(scan: Scan, place: int, names: list[Name]) -> Name | None:
    cased = scan.cased_word(place)
    if cased and (opens_phrase(scan, place) or _is_short_title(scan, place)):
        return None
    surname = scan.at("surname", place)
    if scan.within[place] and not (_opens_name(scan, place) or _is_whole_name(scan, place)):
        return None
    if names and scan.at("short_title", place) and _named_again(scan, place + 1):
        return None
    if scan.at("all_of_them", place) and not cased:
        return None
    if not scan.cased and (_opens_attribute(scan, place) or _is_own_school(scan, place)):
        return None
    if (group := scan.at("ethnicity", place)) is not None:
        before = place - (scan.key(place - 1) in (":", "-", "=", "la"))
        told = scan.ending("ethnicity_label", before) or scan.ending("folk", before)
        apart = scan.key(place - 1) in ("(", ",", ";", "-", "|", "\t", "/") and not scan.cased_word(group.end)
        if told or (
            apart
            and (names or _EDGES.issuperset((scan.key(place - 1), scan.key(group.end))))
            and (group.end - place > 1 or "'" in scan.words[place] or not scan.at("surname", place))
        ):
            return None
    if _opens_with_title(scan, place) or _is_spoken_to(scan, place):
        return None
    if not scan.cased and scan.used[place - 1 : place] == ["name"]:
        return None  # "hoang van su bo lam an": what somebody does
    honorific, begins = honorific_before(scan, place)
    if honorific is None and (job := scan.ending("job", place)) is not None:
        # anh kỹ thuật viên Đặng Quốc Trung
        honorific, begins = honorific_before(scan, job.start)
    labelled = is_labelled(scan, place)
    strong = honorific is not None or labelled or _joins_given_name(scan, place, names)
    if not strong and surname is None and _is_plain_word(scan, place):
        return None
    led = strong or is_led(scan, place)
    away = scan.ending("elsewhere", place)
    if not strong and (scan.at("place", place) or (away and _is_away(scan, away, place))):
        return None
    if not strong and (is_business(scan, place) or (cased and _is_destination(scan, place))):
        return None
    end = capitals(scan, place, led=led) if cased else uncased(scan, place, led=led, strong=strong)
    if end <= place:
        return None
    return _made(scan, place, end, honorific, begins, strong=strong, led=led)


def _is_short_title(scan: Scan, place: int) -> bool:
    """ĐD Lương Văn Khánh, KS Lò Thị Mai: an abbreviation before a family name."""
    return is_abbreviation(scan, place) and scan.cased and scan.at("surname", place + 1) is not None


def _joins_given_name(scan: Scan, place: int, names: list[Name]) -> bool:
    """2 bạn Kiên và Hạnh: one more given name behind one that has a title."""
    if not names or names[-1].end != place - 1 or not (names[-1].is_partial and names[-1].honorific):
        return False
    joined = scan.key(place - 1) in particles.words("joins_names") or scan.key(place - 1) in (",", "&")
    known = scan.at("given", place) is not None or not scan.spoken[place]
    if not scan.cased:
        told = scan.any_at(place + 1, ("auxiliary", "finished", "done_lead"))
        return joined and known and scan.accented and told and scan.at("function", place) is None
    return joined and known and scan.cased_word(place) and not scan.cased_word(place + 1)


def _opens_name(scan: Scan, place: int) -> bool:
    """kết nạp Đàng Thị Hoa: a family name before thị or văn, with its capital or behind an event."""
    if scan.at("surname", place) is None or scan.at("middle", place + 1) is None:
        return False
    return scan.cased_word(place) or scan.ending("admission", place + 1) is not None


def _is_whole_name(scan: Scan, place: int) -> bool:
    """ "ket nap Doan Ngoc Truc", "ket nap dang thuy trang": Đoàn, Đặng, not the Union nor the Party."""
    surname = scan.at("surname", place)
    if surname is None or scan.covering[place] > place + 1 or scan.at("surname", place + 1) is not None:
        return False
    run = range(place, place + _WHOLE)
    if scan.cased:
        return all(scan.cased_word(at) and not scan.words[at].isupper() for at in run)
    end = place + 1
    while scan.is_word(end) and not scan.used[end] and (scan.at("given", end) or not scan.spoken[end]):
        end += 1
    return not scan.accented and end - place in (_WHOLE, _WHOLE + 1) and not scan.is_word(end)


def _is_plain_word(scan: Scan, place: int) -> bool:
    """A word of the lexicon in small letters: no name begins with it unless a family is called so."""
    return scan.covering[place] > 0 and not scan.cased_word(place) and "'" not in scan.words[place]


def _opens_attribute(scan: Scan, place: int) -> bool:
    """dao ba ni, que ha tinh: a religion of several words, a home, which may look like a name."""
    if scan.at("elsewhere", place) is not None and scan.at("place", place + 1) is not None:
        return True
    return scan.any_long_at(place, ("religion", "education", "ethnicity_label"))


def _is_own_school(scan: Scan, place: int) -> bool:
    """ "cb truong em": trường, no family Trương behind chi bộ and before whose it is."""
    school = scan.at("unit_kind", place)
    return (
        school is not None
        and scan.ending("organisation", place) is not None
        and bool(scan.at("own", place + 1))
    )


def _is_destination(scan: Scan, place: int) -> bool:
    """chuyển về Đà Lạt: where somebody went; a family name with văn or thị is a person all the same."""
    if scan.ending("taught_at", place) is not None and scan.ending("category", place) is not None:
        # gv mầm non Hoa Sen
        return True
    where = scan.ending("where", place)
    if where is None or scan.any_ending(place, LEADING):
        return False
    return scan.at("surname", place) is None or not (
        scan.at("middle", place + 1) or scan.cased_word(place + 2)
    )


def _is_away(scan: Scan, away: Hit, place: int) -> bool:
    """chuyển về Mường La; not "đổi người giúp đỡ sang Lò Văn Inh": of a mentor a whole name is told."""
    whole = scan.at("surname", place) is not None and scan.at("middle", place + 1) is not None
    return (away.exact or not scan.accented) and not (whole and scan.has("mentor"))


def _opens_with_title(scan: Scan, place: int) -> bool:
    """Ông Hoàng Seo Phừ at the head of a sentence: Ông is no family name before another one."""
    title = scan.at("honorific", place)
    if title is None or scan.key(place - 1) not in ("", ".", "\n"):
        return False
    if not title.exact and (not scan.spellings[place].is_bare or scan.at("middle", title.end) is not None):
        return False
    return scan.at("surname", title.end) is not None and scan.at("surname", place) is not None


def _is_spoken_to(scan: Scan, place: int) -> bool:
    """a sửa hộ e, … ai a nhé: anh in one letter, of whom something is asked or who is told; no A Sửa."""
    if scan.cased_word(place) or scan.at("short_title", place) is None:
        return False
    closes = scan.at("final", place + 1) is not None and not scan.is_word(place + 2)
    return closes or scan.any_at(place + 1, ("correct", "asks_to_correct", "undo"))


def _made(
    scan: Scan, place: int, end: int, honorific: str | None, begins: int, *, strong: bool, led: bool
) -> Name | None:
    text = scan.text(place, end)
    size, has_mark = scan.words_within(place, end), "'" in text
    is_single = size == 1
    if is_single and is_abbreviation(scan, place):
        return None
    if is_single and not strong:
        is_marked = "'" in scan.words[place]
        known = is_marked or follows_event(scan, place)
        if scan.cased_word(place) and scan.any_at(end, _SAID_OF) and is_named_before(scan, place):
            known = led = True
        if not (led and known and (scan.cased_word(place) or is_marked)):
            return None
    by_order = (
        (size == 2 or (size == 3 and not scan.at("surname", place) and not scan.at("middle", place + 1)))
        and honorific not in (None, "comrade")
        and (order := scan.at("birth_order", place + _is_little(scan, place))) is not None
        and (order.exact or not scan.at("surname", place) or not scan.accented)
    )
    return Name(
        start=place,
        end=end,
        text=spelled(text),
        gender=honorific if honorific in ("male", "female") else None,
        honorific=honorific,
        is_partial=(is_single and not has_mark) or by_order,
        begins=begins,
        has_middle=any(scan.at("middle", between) for between in range(place + 1, end - 1)),
        confidence=0.95 if scan.at("surname", place) else 0.7,
    )


def _is_little(scan: Scan, place: int) -> bool:
    """chị Bé Sáu: bé before the order of birth."""
    return scan.keys[place] in particles.words("little")


def spelled(text: str) -> str:
    """Single spaces, each word capitalised; after an apostrophe as typed."""
    words = []
    for word in text.replace("' ", "'").split():
        if word.isupper() or word.islower():
            words.append("'".join(part[:1].upper() + part[1:].lower() for part in word.split("'")))
        else:
            words.append(word[:1].upper() + word[1:])
    return " ".join(words)
