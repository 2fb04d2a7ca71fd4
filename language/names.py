"""People's names, cut from the text as typed: after đ/c, in lists, in tables, in any case."""

from dataclasses import dataclass

from language.scanning import Scan

_LONGEST = 6
_LONGEST_UNCASED = 5
_LIST_MARKS = frozenset(
    (",", ";", "&", "+", "/", "|", "\t", "va", "cung", "voi", "-", ".", ")", "*", "•", "●", "▪", "➔")
)
_LEADS = frozenset(
    ["cho", "cua", "gom", "la", "ten", "co", "them", "nhan", "voi", "va", "cung", "moi", "nhu", "duoc"]
)
_LABELS = (
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
    "certificate",
    "decision",
    "referral",
    "date_word",
    "unit_label",
)


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
    confidence: float = 1.0


def find_names(scan: Scan) -> list[Name]:
    """Every person named, left to right."""
    names: list[Name] = []
    place, size = 0, len(scan)
    while place < size:
        if scan.used[place] or not scan.is_word(place):
            place += 1
            continue
        name = _name_at(scan, place, names)
        if name is None:
            place += 1
            continue
        scan.take(name.start, name.end, "name")
        names.append(name)
        place = name.end
    return names


def _name_at(scan: Scan, place: int, names: list[Name]) -> Name | None:
    if scan.within[place] and not (scan.at("surname", place) and scan.at("middle", place + 1)):
        return None
    if scan.at("ethnicity", place) and (scan.ending("ethnicity_label", place) or scan.ending("folk", place)):
        return None
    honorific, begins = _honorific_before(scan, place)
    labelled = _is_labelled(scan, place)
    strong = honorific is not None or labelled
    led = strong or _is_led(scan, place, names)
    if (
        scan.at("place", place)
        or (scan.ending("elsewhere", place) and not strong and scan.key(place - 1) not in ("co",))
    ) and not strong:
        return None
    if scan.cased_word(place):
        end = _capitals(scan, place, led=led)
    else:
        end = _uncased(scan, place, led=led, strong=strong)
    if end <= place:
        return None
    return _made(scan, place, end, honorific, begins, strong=strong, led=led)


def _made(
    scan: Scan, place: int, end: int, honorific: str | None, begins: int, *, strong: bool, led: bool
) -> Name | None:
    words = scan.words[place:end]
    size = sum(1 for word in words if word[0].isalpha())
    is_single = size == 1
    if is_single and not strong:
        known = "'" in words[0] or _follows_event(scan, place)
        if not (led and scan.cased_word(place) and known):
            return None
    has_mark = any("'" in word for word in words)
    by_order = (
        size == 2
        and honorific not in (None, "comrade")
        and scan.at("birth_order", place) is not None
        and not scan.at("surname", place)
    )
    return Name(
        start=place,
        end=end,
        text=_spelled(scan.text(place, end)),
        gender=honorific if honorific in ("male", "female") else None,
        honorific=honorific,
        is_partial=(is_single and not has_mark) or by_order,
        begins=begins,
        confidence=0.95 if scan.at("surname", place) else 0.7,
    )


def _spelled(text: str) -> str:
    """Single spaces, each word capitalised; after an apostrophe as typed."""
    words = []
    for word in text.replace("' ", "'").split():
        if word.isupper() or word.islower():
            words.append("'".join(part[:1].upper() + part[1:].lower() for part in word.split("'")))
        else:
            words.append(word[:1].upper() + word[1:])
    return " ".join(words)


def _honorific_before(scan: Scan, place: int) -> tuple[str | None, int]:
    found, begins = None, place
    while True:
        at = begins
        if scan.key(at - 1) in (":", ".") and scan.ending("honorific", at - 1) is not None:
            at -= 1
        hit = scan.ending("honorific", at)
        if hit is None or scan.used[hit.start]:
            return found, begins
        if found is None or found in ("comrade", "none"):
            found = hit.value if hit.value in ("male", "female") or found is None else found
        begins = hit.start


def _is_labelled(scan: Scan, place: int) -> bool:
    before = place - 1
    if scan.key(before) in (":", "-", "=", "\t", "|", "la"):
        if scan.ending("name_label", before):
            return True
        return scan.ending("mentor", before) is not None
    return scan.ending("name_label", place) is not None or scan.ending("mentor", place) is not None


def _follows_event(scan: Scan, place: int) -> bool:
    return any(
        scan.ending(tag, place) for tag in ("admission", "official", "candidate", "probation", "decision")
    )


def _is_led(scan: Scan, place: int, names: list[Name]) -> bool:
    """Whether a name may be expected here: after an event, a list mark, a name, or a word like "cho"."""
    before = scan.key(place - 1)
    if place == 0 or before in ("\n", "\t", "|", ":", "(", ";", "-", ",") or before in _LEADS:
        return True
    if before in _LIST_MARKS:
        return True
    return scan.covering[place - 1] > 0 or _ends_a_hit(scan, place)


def _ends_a_hit(scan: Scan, place: int) -> bool:
    return any((tag, place) in scan.finishing for tag in _LABELS) or any(
        (tag, place) in scan.finishing
        for tag in (
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
    )


def _capitals(scan: Scan, place: int, *, led: bool) -> int:
    """The end of a run of capitalised words; a lower-case thị or văn inside it belongs to it."""
    if _starts_phrase(scan, place, place):
        return place
    end, size = place, len(scan)
    while end < size and end - place < _LONGEST:
        word = scan.words[end]
        if scan.used[end]:
            break
        if word == "'" and end + 1 < size and scan.is_word(end + 1) and len(scan.words[end - 1]) == 1:
            end += 1
            continue
        if (
            word == "-"
            and scan.glued(end)
            and end + 1 < size
            and scan.glued(end + 1)
            and scan.cased_word(end + 1)
            and end > place
        ):
            end += 1
            continue
        if not word[0].isalpha():
            break
        if not word[0].isupper():
            middle = scan.at("middle", end) is not None and end > place and scan.cased_word(end + 1)
            if not middle:
                break
        elif end > place and _starts_phrase(scan, place, end):
            break
        end += 1
    end = _without_group(scan, place, end)
    surname = scan.at("surname", place)
    if surname is None and not led:
        return place
    if surname is None and end - place >= 2 and not led:
        return place
    if (
        surname is None
        and scan.at("stop", place)
        and not scan.ending("honorific", place)
        and not _is_labelled(scan, place)
    ):
        return place
    return end


def _starts_phrase(scan: Scan, start: int, place: int) -> bool:
    """Whether a capitalised word is a label or an event rather than a part of the name."""
    if scan.covering[place] - place > 1:
        if any(
            (hit := scan.at(tag, place)) and hit.end == scan.covering[place] for tag in ("surname", "middle")
        ):
            return False
        if place == start and scan.at("surname", place) and scan.at("middle", place + 1):
            return False
        return not (place > start and scan.at("middle", place - 1))
    if place == start:
        hit = scan.at("surname", place)
        if hit is not None and (scan.cased_word(place + 1) or hit.exact):
            return False
        return any(scan.at(tag, place) for tag in _LABELS if tag != "unit_kind") or bool(
            scan.at("honorific", place)
        )
    if scan.at("middle", place - 1):
        return False
    if scan.words[place].isupper() and len(scan.words[place]) >= 2 and not scan.words[start].isupper():
        return any(scan.at(tag, place) for tag in _LABELS)
    if (
        scan.words[start].isupper()
        and place - start >= 2
        and scan.spellings[place].folded in ("sn", "ns", "dt", "gv", "nu", "sv")
    ):
        return True
    if place - start >= 2:
        return any(
            scan.at(tag, place) and not scan.at("given", place)
            for tag in ("gender", "birth_label", "organisation")
        )
    return False


def _without_group(scan: Scan, place: int, end: int) -> int:
    """Without an ethnic group that follows the name at once: "Hà Thị Đoan Mường 1997"."""
    for start in range(end - 1, place + 1, -1):
        hit = scan.at("ethnicity", start)
        if hit is None or hit.end < end:
            continue
        if scan.ending("middle", start) is not None:
            continue
        if hit.end - hit.start > 1 or (start - place >= 3 and not scan.at("given", start)):
            return start
        if start - place >= 3 and (
            scan.is_number(end) or scan.at("gender", end) or scan.at("birth_label", end)
        ):
            return start
    return end


def _uncased(scan: Scan, place: int, *, led: bool, strong: bool) -> int:
    """The end of a name in lower case, or in upper case throughout."""
    surname = scan.at("surname", place)
    if surname is None and not strong:
        return place
    with_middle = (
        surname is not None and scan.at("middle", surname.end) is not None and scan.is_word(surname.end + 1)
    )
    if not with_middle:
        if not led or scan.covering[place] - place > (surname.end - surname.start if surname else 1):
            return place
        if _blocks(scan, place, first=True) and not (surname and strong):
            return place
        stop = scan.at("stop", place)
        if not strong and surname is not None and stop is not None and scan.accented and stop.exact:
            return place
    end = max(surname.end if surname else place + 1, place + 1)
    while end < len(scan) and end - place < _LONGEST_UNCASED:
        if scan.words[end] == "'" and scan.is_word(end + 1) and len(scan.words[end - 1]) == 1:
            end += 2
            continue
        if not scan.is_word(end) or scan.used[end]:
            break
        if not _continues(scan, place, end):
            break
        end += 1
    if end - place == 1 and not strong:
        return place
    if scan.at("middle", end - 1) and end - place == 2 and scan.keys[end - 1] in ("thi", "van", "seo"):
        return place
    return end


def _continues(scan: Scan, start: int, place: int) -> bool:
    length = place - start
    if (scan.at("middle", place - 1) and length >= 1 and not scan.at("surname", place - 1)) or (
        length == 2 and scan.at("middle", place - 1)
    ):
        return scan.covering[place] - place <= 1 or not _hard(scan, place)
    if scan.covering[place] - place > 1 and not (scan.at("surname", place) or scan.at("middle", place)):
        return False
    if scan.covering[place] - place > 1 and _hard(scan, place):
        return False
    if length == 1:
        return bool(scan.at("middle", place)) or not _blocks(scan, place)
    complete = length >= 3
    if not _blocks(scan, place):
        return not (complete and scan.at("ethnicity", place) and not scan.at("given", place))
    given = scan.at("given", place)
    if given is None:
        return False
    if (
        scan.accented
        and not given.exact
        and any((tag, place) in scan.beginning for tag in ("stop", "gender", "birth_label", "honorific"))
    ):
        return False
    if not complete:
        return True
    return _name_may_end(scan, place + 1)


def _hard(scan: Scan, place: int) -> bool:
    return any(
        (hit := scan.at(tag, place)) is not None and hit.end - place > 1
        for tag in (
            *_LABELS,
            "stop",
            "mass_body",
            "probation",
            "committee",
            "not_yet",
            "which",
            "how_many",
            "state_of",
            "deadline",
        )
    )


def _blocks(scan: Scan, place: int, *, first: bool = False) -> bool:
    """Whether the word, written without a capital, belongs to the sentence."""
    if scan.covering[place] == 0:
        return False
    if first and scan.at("surname", place) and not scan.accented:
        return False
    if any((tag, place) in scan.beginning for tag in ("stop", *_LABELS)):
        return True
    tags = (
        "not_yet",
        "particle",
        "which",
        "finished",
        "honorific",
        "sent",
        "planned",
        "how_many",
        "until",
        "from",
        "paper",
        "members",
        "contrast",
        "correct",
        "undo",
        "confirm",
        "vague",
        "by",
        "ct",
        "state_of",
        "deadline",
        "person_cue",
    )
    return any((tag, place) in scan.beginning for tag in tags)


def _name_may_end(scan: Scan, place: int) -> bool:
    if place >= len(scan) or not scan.is_word(place):
        return True
    return any(
        (tag, place) in scan.beginning
        for tag in (
            "birth_label",
            "ethnicity_label",
            "gender",
            "category",
            "date_word",
            "day",
            "ethnicity",
            "education",
        )
    )
