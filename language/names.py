"""People's names, cut from the text as typed: after đ/c, in lists, in tables, in any case."""

from dataclasses import dataclass

from language.scanning import Hit, Scan

_LONGEST = 6
_LONGEST_UNCASED = 5
_LIST_MARKS = frozenset(
    (",", ";", "&", "+", "/", "|", "\t", "va", "cung", "voi", "-", ".", ")", "*", "•", "●", "▪", "➔")
)
_HEADS = frozenset(("\n", "\t", "|", ";", "(", "-", ".", ")", ":", "*", "•", ",", "'", '"'))
_OPENERS = frozenset((":", "-", "*", "•", "|", "\t", "gom", "cua", "cho", "la", "ten"))
_LEADS = frozenset(
    ["cho", "cua", "gom", "la", "ten", "co", "them", "nhan", "voi", "va", "cung", "moi", "nhu", "duoc"]
)
_LEADING = (
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
_AFTER_NAME = (
    "birth_label",
    "ethnicity_label",
    "gender",
    "category",
    "date_word",
    "day",
    "ethnicity",
    "education",
)
_ORDERS = ("correct", "undo", "confirm", "contrast")
_PRELUDES = ("greeting", "address", "final", "honorific")
_HAPPENED = ("finished", "admission", "official", "class", "dropped", "dossier")
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
    """Every person named, left to right; where capitals mark names, lower case is the last resort."""
    names = _collect(scan, lower_too=not scan.cased)
    if scan.cased and not names:
        names = _collect(scan, lower_too=True)
    if not names and (opener := _lone_opener(scan)) is not None:
        names = [opener]
    if len(names) > 1 and _is_letterhead(scan, names[0]):
        scan.take(names[0].start, names[0].end, "addressee")
        del names[0]
    for name in [name for name in names if _is_addressed(scan, name)]:
        names.remove(name)
        scan.take(name.start, name.end, "addressee")
    if any(not name.is_partial for name in names):
        weak = [n for n in names if n.end - n.start == 1 and n.is_partial and not scan.cased_word(n.start)]
        weak = [n for n in weak if not _is_named_before(scan, n.start)]
        for name in weak:
            scan.used[name.start] = ""
        names = [name for name in names if name not in weak]
    return names


def _is_letterhead(scan: Scan, name: Name) -> bool:
    """A Lưới, ngày 6/8/2025: where and when a letter was written."""
    end = name.end + 1
    if name.start > 0 or scan.key(name.end) != "," or scan.used[end : end + 1] != ["date"]:
        return False
    while end < len(scan) and scan.used[end] == "date":
        end += 1
    return scan.key(end) in (":", ".", "\n")


def _is_addressed(scan: Scan, name: Name) -> bool:
    """chào anh Tâm, · anh Tâm ơi · tôi là Thắng, bí thư: who reads or writes, not whom it tells of."""
    before = scan.ending("self", name.begins)
    if before is not None and not scan.used[before.start]:
        opener = before.start - 1
        return opener < 0 or not scan.is_word(opener) or scan.any_ending(before.start, _PRELUDES)
    if scan.at("vocative", name.end) is not None:
        return True
    if name.begins == name.start:
        return False
    kin = scan.ending("relative", name.begins)
    if kin is not None and scan.used[kin.start - 1 : kin.start] == ["name"]:
        # "Ngoc Anh con ong Nguyen Van Hung"
        return True
    if kin is not None and kin.exact and scan.accented:
        return True
    if name.is_partial and scan.key(name.begins - 1) in ("gui", "goi"):
        return True
    if scan.ending("greeting", name.begins) is not None:
        return True
    closed = name.end >= len(scan) or scan.key(name.end) in (",", ".", "\n", "a", "!", ":")
    return closed and name.is_partial and scan.ending("address", name.begins) is not None


def _lone_opener(scan: Scan) -> Name | None:
    """Pánh học xong lớp…: one unknown capitalised word that opens the message before what happened."""
    follower = 2 if scan.at("auxiliary", 1) is not None else 1
    if not scan.cased_word(0) or scan.used[0] or scan.spoken[0]:
        return None
    if not scan.any_at(follower, _HAPPENED) or _is_abbreviation(scan, 0):
        return None
    scan.take(0, 1, "name")
    return Name(start=0, end=1, text=_spelled(scan.text(0, 1)), is_partial=True, confidence=0.5)


def _collect(scan: Scan, *, lower_too: bool) -> list[Name]:
    names: list[Name] = []
    place, size = 0, len(scan)
    while place < size:
        usable = (
            scan.is_word(place) and not scan.used[place] and (lower_too or scan.words[place][0].isupper())
        )
        name = _name_at(scan, place, names) if usable else None
        if name is None:
            place += 1
            continue
        scan.take(name.start, name.end, "name")
        names.append(name)
        place = name.end
    return names


def _name_at(scan: Scan, place: int, names: list[Name]) -> Name | None:
    surname = scan.at("surname", place)
    opens_name = surname is not None and scan.at("middle", place + 1) is not None
    behind_event = (
        not scan.accented and scan.ending("admission", place + 1) is not None
    )  # kết nạp Đàng Thị Hoa
    sure = opens_name and surname is not None and (scan.cased_word(place) or surname.exact or behind_event)
    if scan.within[place] and not sure:
        return None
    if not scan.cased and _opens_attribute(scan, place):
        return None
    group = scan.at("ethnicity", place)
    if group is not None:
        before = place - (scan.key(place - 1) in (":", "-", "=", "la"))
        told = scan.ending("ethnicity_label", before) or scan.ending("folk", before)
        apart = scan.key(place - 1) in ("(", ",", ";", "-", "|", "\t", "/") and not scan.cased_word(group.end)
        if told or (
            apart
            and names
            and (group.end - place > 1 or "'" in scan.words[place] or not scan.at("surname", place))
        ):
            return None
    if _opens_with_title(scan, place):
        return None
    honorific, begins = _honorific_before(scan, place)
    labelled = _is_labelled(scan, place)
    strong = honorific is not None or labelled
    led = strong or _is_led(scan, place, names)
    if not strong and (scan.at("place", place) or scan.ending("elsewhere", place)):
        return None
    if not strong and scan.cased_word(place) and _is_destination(scan, place):
        return None
    if scan.cased_word(place):
        end = _capitals(scan, place, led=led)
    else:
        end = _uncased(scan, place, led=led, strong=strong)
    if end <= place:
        return None
    return _made(scan, place, end, honorific, begins, strong=strong, led=led)


def _opens_attribute(scan: Scan, place: int) -> bool:
    """dao ba ni, que ha tinh: a religion of several words, a home, which may look like a name."""
    if scan.at("elsewhere", place) is not None and scan.at("place", place + 1) is not None:
        return True
    return any(
        (hit := scan.at(tag, place)) is not None and hit.end - place > 1
        for tag in ("religion", "education", "ethnicity_label")
    )


def _is_destination(scan: Scan, place: int) -> bool:
    """chuyển về Đà Lạt: where somebody went; a family name with văn or thị is a person all the same."""
    where = scan.ending("where", place)
    if where is None or scan.any_ending(place, _LEADING):
        return False
    return scan.at("surname", place) is None or not (
        scan.at("middle", place + 1) or scan.cased_word(place + 2)
    )


def _opens_with_title(scan: Scan, place: int) -> bool:
    """Ông Hoàng Seo Phừ at the head of a sentence: Ông is no family name before another one."""
    title = scan.at("honorific", place)
    if title is None or scan.key(place - 1) not in ("", ".", "\n"):
        return False
    if not title.exact and (not scan.spellings[place].is_bare or scan.at("middle", title.end) is not None):
        return False
    return scan.at("surname", title.end) is not None and scan.at("surname", place) is not None


def _made(
    scan: Scan, place: int, end: int, honorific: str | None, begins: int, *, strong: bool, led: bool
) -> Name | None:
    words = scan.words[place:end]
    size = sum(1 for word in words if word[0].isalpha())
    is_single = size == 1
    if is_single and _is_abbreviation(scan, place):
        return None
    if is_single and not strong:
        known = "'" in words[0] or _follows_event(scan, place)
        if not (led and known and (scan.cased_word(place) or "'" in words[0])):
            return None
    has_mark = any("'" in word for word in words)
    by_order = (
        size == 2
        and honorific not in (None, "comrade")
        and (order := scan.at("birth_order", place)) is not None
        and (order.exact or not scan.at("surname", place) or not scan.accented)
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


def _is_abbreviation(scan: Scan, place: int) -> bool:
    """QĐ, CB, gv: no syllable, so no name; H' and K' are names."""
    return not any(char in "aeiouy'" for char in scan.keys[place]) and len(scan.keys[place]) > 1


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
        hit = scan.ending("honorific", at) or _short_title(scan, at)
        if hit is None or scan.used[hit.start] or _is_own(scan, hit):
            return found, begins
        if _is_bare_have(scan, hit) and (
            begins < place or scan.at("own", hit.start - 1) or scan.used[hit.start - 1]
        ):
            return found, begins
        if found is None or found in ("comrade", "none"):
            found = hit.value if hit.value in ("male", "female") or found is None else found
        begins = hit.start


def _short_title(scan: Scan, place: int) -> Hit | None:
    """a Tuấn, c Hà, e Long: one small letter before a capital, where capitals mark names."""
    hit = scan.ending("short_title", place)
    if hit is None or not scan.cased_word(place) or not scan.words[hit.start].islower():
        return None
    inside_name = scan.cased_word(hit.start - 1) and hit.value == "male"  # Vừ a Páo
    return None if inside_name else hit


def _is_bare_have(scan: Scan, hit: Hit) -> bool:
    """co before another honorific is có, not cô: "co em Vu Tuan Kiet"."""
    return scan.keys[hit.start : hit.end] == ["co"] and scan.spellings[hit.start].is_bare


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
    return (scan.covering[place - 1] == place and _has_other_reading(scan, place - 1)) or _ends_a_hit(
        scan, place
    )


def _ends_a_hit(scan: Scan, place: int) -> bool:
    return scan.any_ending(place, _LABELS) or scan.any_ending(place, _LEADING)


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
        if not word[0].isalpha() or (end > place and _is_abbreviation(scan, end)):
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
    if place > start and scan.at("middle", place) and scan.cased_word(place + 1):
        return False
    if place > start and _only_looks_like_phrase(scan, place):
        return False
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


def _only_looks_like_phrase(scan: Scan, place: int) -> bool:
    """Đạt ra (đặt ra), Quang Nam (Quảng Nam): a capital, and diacritics that are not those of the phrase."""
    end = scan.covering[place]
    if end - place < 2:
        return False
    hits = [hit for hit in scan.beginning[place].values() if hit.end == end]
    if all(hit.exact for hit in hits):
        return False
    return scan.at("place", place) is not None or not scan.cased_word(place + 1)


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
    marked = "'" in scan.words[place]
    if surname is None and _is_unknown_family(scan, place, led=led):
        return _stepwise(scan, place, place + 1)
    if (surname is None and not strong and not marked) or scan.cased_word(place + 1):
        # With a capital behind, the name begins there: "la Tran Thi My", "hạ sĩ Đinh Quốc Bảo".
        return place
    if len(scan.keys[place]) == 1 and surname is None and not marked:
        return place
    if _defers(scan, place) or _is_title(scan, place):
        return place
    start = surname.end if surname else place + 1
    with_middle = surname is not None and scan.at("middle", start) is not None and scan.is_word(start + 1)
    if not with_middle:
        if not (led or _is_surely_family(scan, place, start)) or scan.covering[place] > start:
            return place
        if _is_by_order(scan, place):
            return place + 2
        if scan.at("bridge", place) and not _at_head(scan, place) and not _follows_event(scan, place):
            return place
        if scan.at("bridge", place) and scan.any_at(place + 1, ("how_many", "which")):
            # "ho so … la may bo"
            return place
        if place <= 2 and scan.at("greeting", place) and not scan.is_word(place + 3):
            # "e chao a"
            return place
        if scan.keys[place] == "va" and not scan.accented:
            return place
        if surname is None and not marked and _has_other_reading(scan, place):
            return place
        function = scan.at("function", place)
        if function is not None and scan.accented and function.exact and not _at_head(scan, place):
            return place
    if (surname or marked) and (end := _bounded(scan, place)) > place:
        if strong or with_middle or marked or end - place > 3 or _is_plausible(scan, place, end):
            return end
        return place
    if (
        not with_middle
        and _blocks(scan, place, first=True)
        and not (surname and (strong or _stands_free(scan, start)))
    ):
        return place
    end = _stepwise(scan, place, start)
    if end - place == 2 and scan.at("bridge", place) and not _at_head(scan, place) and not scan.accented:
        return place
    if end - place == 1 and not marked:
        one_word = strong and scan.at("given", place) and "name" not in scan.used
        one_word = (one_word and not scan.any_at(place, _ORDERS)) or (
            strong and _is_named_before(scan, place)
        )
        return end if one_word and not scan.at("function", place) else place
    if end - place == 2 and scan.keys[end - 1] in ("thi", "van", "seo"):
        return place
    plain = end - place == 2 and not strong and scan.accented and scan.at("common_noun", place) is not None
    if plain and not (scan.any_ending(place, _LABELS) or scan.key(end) in (",", "(", "-", ";")):
        return place
    if not strong and end - place < 4 and not with_middle and not _is_plausible(scan, place, end):
        return place
    if end - place == 2 and not strong and _are_common_words(scan, place):
        return place
    if end - place == 2 and not scan.accented and scan.at("auxiliary", place) and scan.at("stop", place + 1):
        # "anh dang viet bao cao"
        return place
    return end


def _is_named_before(scan: Scan, place: int) -> bool:
    """đ/c khìn, behind hoàng văn khìn: the given name of somebody told of before."""
    key = scan.keys[place]
    return any(
        scan.used[at] == "name" and scan.keys[at] == key and scan.used[at + 1] != "name"
        for at in range(1, place)
    )


def _are_common_words(scan: Scan, place: int) -> bool:
    """roi bao sau, mai em gui, qua day thi ghi: two words of the sentence that may look like a name."""
    if scan.accented or not scan.spoken[place]:
        return False
    if scan.at("honorific", place + 1) is not None and scan.is_word(place + 2):
        return True
    return scan.is_word(place - 1) and scan.any_at(place + 1, ("function", "stop", "final"))


def _is_plausible(scan: Scan, place: int, end: int) -> bool:
    """A short name without văn or thị, bare and in small letters, in a place where a person is named.

    Behind an event or a label, in a list, or before a year of birth; in mere prose it is two common words.
    """
    if scan.accented or any(scan.at("middle", at) for at in range(place + 1, end)):
        return True
    if not any(scan.covering[at] for at in range(place + 1, end)) and not scan.spoken[place]:
        return True
    before = place - 1
    if place == 0 or scan.any_ending(place, _LABELS) or scan.any_ending(place, _LEADING):
        return True
    if scan.key(before) in ("\n", "'", '"') and scan.key(end) in (",", ";", "\t", "|", "-", "(", "'", '"'):
        return True
    if scan.key(before) in _OPENERS or (scan.key(before) in (".", ")", "/") and scan.is_number(before - 1)):
        return True
    if scan.key(before) in (",", ";", "&", "va", "voi") and scan.used[before - 1 : before] == ["name"]:
        return True
    return scan.is_number(end) or scan.key(end) == "(" or scan.any_at(end, _AFTER_NAME)


def _is_surely_family(scan: Scan, place: int, start: int) -> bool:
    """rút chíu sì múi khỏi nguồn: a family name typed in full, then two words that mean nothing else."""
    surname = scan.at("surname", place)
    if surname is None or not surname.exact or scan.spellings[place].is_bare or scan.spoken[place]:
        return False
    if any(scan.covering[at] > place for at in range(max(0, place - 3), place)):
        # vi phạm pháp luật
        return False
    return all(scan.is_word(at) and not scan.spoken[at] and not scan.used[at] for at in (start, start + 1))


def _is_unknown_family(scan: Scan, place: int, *, led: bool) -> bool:
    """thùng văn pành, lừ thị hiên; of a name that is led, chẻo sài phẩu: families the lexicon lacks."""
    if scan.covering[place] or not scan.is_word(place + 2) or _is_abbreviation(scan, place):
        return False
    middle = scan.at("middle", place + 1)
    if (
        middle is not None
        and scan.keys[place + 1] in ("van", "thi")
        and scan.covering[place + 1] == place + 2
    ):
        return led or middle.exact
    free = not any(scan.covering[place + ahead] for ahead in (1, 2))
    return led and scan.accented and free and not scan.is_word(place + 3)


def _is_title(scan: Scan, place: int) -> bool:
    """Whether ông, bà, bác… is a title here and not a family name: a whole name follows."""
    title = scan.at("honorific", place)
    if title is None or title.end != place + 1 or not scan.is_word(place + 1):
        return False
    if "'" in scan.words[place + 1]:
        return True
    surname = scan.at("surname", place + 1)
    if surname is None or scan.at("function", place + 1) is not None:
        return False
    if title.exact and surname.exact and scan.accented and scan.is_word(surname.end + 1):
        return not _function(scan, surname.end)
    if scan.at("middle", surname.end) is not None:
        return True
    free = all(scan.is_word(at) and not scan.at("function", at) for at in (surname.end, surname.end + 1))
    return free or _bounded(scan, place + 1) - place > 3


def _is_by_order(scan: Scan, place: int) -> bool:
    """anh Ba Hùng, chị Tư Lan."""
    hit = scan.ending("honorific", place)
    order = scan.at("birth_order", place)
    if hit is None or hit.value == "comrade" or order is None or not scan.is_word(place + 1):
        return False
    if (
        (scan.accented and not order.exact)
        or (scan.at("function", place + 1) and not scan.at("given", place + 1))
        or scan.covering[place + 1] > place + 2
    ):
        return False
    return scan.at("function", place + 2) is not None or scan.covering[place + 2 : place + 3] != [0]


def _has_other_reading(scan: Scan, place: int) -> bool:
    """Whether the lexicon knows the word as anything but a part of a name."""
    return 0 <= place < len(scan) and scan.spoken[place]


def _stands_free(scan: Scan, place: int) -> bool:
    """Whether the word after a family name can only be a part of the name: "của Đoàn Minh Trí"."""
    return scan.is_word(place) and not scan.at("function", place) and not _has_other_reading(scan, place)


def _defers(scan: Scan, place: int) -> bool:
    """và, là, cử without diacritics look like family names; a real one right behind them is the name."""
    ahead = place + 1
    surname = scan.at("surname", place)
    title = scan.at("honorific", ahead) if surname is None or surname.end == ahead else None
    if title is not None and not _at_head(scan, place):
        if title.value == "comrade":
            return True
        beyond = scan.at("surname", title.end)
        if beyond is not None and scan.is_word(beyond.end) and not scan.at("function", beyond.end):
            return True
        if scan.is_word(title.end) and "'" in scan.words[title.end]:
            return True
    if scan.keys[place] != "va" and (not scan.spellings[place].is_bare or _at_head(scan, place)):
        return False
    if not scan.at("bridge", place):
        return False
    following = scan.at("surname", ahead)
    return following is not None and scan.is_word(following.end) and not scan.at("middle", ahead)


def _at_head(scan: Scan, place: int) -> bool:
    """Whether the word opens a list line, a cell or the text, or follows đ/c or a label."""
    before = scan.key(place - 1)
    if place == 0 or before in _HEADS:
        return True
    hit = scan.ending("honorific", place)
    if hit is None or _is_own(scan, hit):
        return False
    # "2 dong chi la Vu A Cang": a count, no title.
    return not (scan.is_number(hit.start - 1) and scan.at("bridge", place) is not None)


def _is_own(scan: Scan, hit: Hit) -> bool:
    """chi bộ em, bên em: the speaker, not a title."""
    return scan.ending("organisation", hit.start) is not None or scan.key(hit.start - 1) in ("ben", "nha")


def _bounded(scan: Scan, place: int) -> int:
    """The end of a run of words closed in by marks on both sides, as in lists and tables."""
    before = place - 1
    closed = _at_head(scan, place) or not scan.is_word(before) or scan.used[before] != ""
    if not (closed or _ends_a_hit(scan, place) or scan.at("bridge", before)):
        return place
    end = place
    while end < len(scan) and end - place <= _LONGEST_UNCASED:
        if scan.words[end] == "'" and end > place and len(scan.words[end - 1]) == 1:
            end += 1
            continue
        if not scan.is_word(end) or scan.used[end] or (end > place + 1 and _joins_another(scan, end)):
            break
        if end > place and _is_abbreviation(scan, end):
            if not scan.any_at(end, _AFTER_NAME):
                return place
            break
        if end > place and _breaks_name(scan, place, end):
            return place
        end += 1
    while end - place > 2 and (final := scan.at("final", end - 1)) is not None:
        doubtful = scan.at("surname", end - 1) is not None or scan.at("given", end - 1) is not None
        if (doubtful or scan.accented) and not (scan.accented and final.exact):
            break
        end -= 1
    while (
        end - place > 2
        and scan.used[end : end + 1] == ["date"]
        and scan.any_at(end - 1, ("from", "until", "bridge"))
    ):
        end -= 1
    if not 2 <= end - place <= _LONGEST_UNCASED and "'" not in scan.words[place]:
        return place
    if end - place == 2 and scan.at("bridge", place) and not closed:
        return place
    if scan.is_number(end) and (scan.glued(end) or _introduces_number(scan, end - 1)):
        return place
    while (attributes := _trailing_attributes(scan, place, end)) > 0:
        end -= attributes
    return end


def _introduces_number(scan: Scan, place: int) -> bool:
    """từ 5/4, sinh 15/8, là 12/10."""
    return any(
        scan.at(tag, place) for tag in ("function", "birth_label", "date_word", "month_word", "year_word")
    )


def _joins_another(scan: Scan, place: int) -> bool:
    """và between two names."""
    if scan.keys[place] not in ("va", "voi", "cung", "&"):
        return False
    return scan.at("surname", place + 1) is not None or scan.at("honorific", place + 1) is not None


def _breaks_name(scan: Scan, start: int, place: int) -> bool:
    """Whether the word inside a run surely belongs to the sentence."""
    if scan.ending("middle", place) is not None and scan.covering[place] <= place + 1:
        return False
    if _is_sure_middle(scan, place) and place == start + 1:
        return False
    if scan.covering[place] - place > 1:
        return not any(
            (hit := scan.at(tag, place)) is not None and hit.end == scan.covering[place]
            for tag in ("surname", "place", "ethnicity")
        )
    if (
        scan.at("honorific", place) is not None
        and not scan.at("given", place)
        and not scan.at("surname", place)
    ):
        return True
    if (scan.at("birth_label", place) and scan.is_number(place + 1)) or scan.at("vocative", place):
        return True
    is_last = place + 1 >= len(scan) or not scan.is_word(place + 1) or _joins_another(scan, place + 1)
    function = scan.at("function", place)
    if function is not None and not (is_last and place - start >= 2 and not scan.at("final", place)):
        given = scan.at("given", place)
        return function.exact and given is None if scan.accented else given is None
    labels = (
        "birth_label",
        "ethnicity_label",
        "date_word",
        "organisation",
        "mentor",
        "admission",
        "greeting",
    )
    return any(
        (hit := scan.at(tag, place)) is not None and (hit.exact or not scan.accented) for tag in labels
    )


def _is_sure_middle(scan: Scan, place: int) -> bool:
    """văn, thị behind a family name, though "van hoa" and "van phong" are words too."""
    if scan.at("middle", place) is None or scan.keys[place] not in ("van", "thi"):
        return False
    return scan.ending("surname", place) is not None and scan.is_word(place + 1)


def _trailing_attributes(scan: Scan, place: int, end: int) -> int:
    """How many words at the end of a bounded run are a gender or a group: "lò thị mai nữ"."""
    last = end - 1
    if end - place < 3 or scan.ending("middle", last) is not None:
        return 0
    gender = scan.at("gender", last)
    if gender is not None and (
        (scan.accented and gender.exact and gender.value == "female") or end - place >= 4
    ):
        return 1
    group = scan.ending("ethnicity", end)
    if group is not None and group.start == last and scan.at("given", last) and end - place <= 4:
        # đàng thị kim hoa
        return 0
    if group is not None and group.start - place >= 2 and (group.end - group.start > 1 or end - place >= 4):
        return group.end - group.start
    return 0


def _stepwise(scan: Scan, place: int, start: int) -> int:
    """The end of a name that runs on into the sentence, one word after the other."""
    end = max(start, place + 1)
    while end < len(scan) and end - place < _LONGEST_UNCASED:
        if scan.words[end] == "'" and scan.is_word(end + 1) and len(scan.words[end - 1]) == 1:
            end += 2
            continue
        if not scan.is_word(end) or scan.used[end] or not _continues(scan, place, end):
            break
        if _is_abbreviation(scan, end):
            break
        end += 1
    return end


def _continues(scan: Scan, start: int, place: int) -> bool:
    surname = scan.at("surname", start)
    length = place - start - ((surname.end - start - 1) if surname else 0)
    if length > 2 and scan.at("not_yet", place) is not None and not scan.accented:
        # "le duc van chua…": Vân and chưa, hardly Văn Chua.
        return False
    if length == 1 and _is_sure_middle(scan, place):
        return True
    if scan.ending("middle", place) is not None and scan.keys[place - 1] in ("van", "thi") and length == 2:
        return True
    if scan.ending("middle", place) is not None and (length >= 2 or not scan.at("surname", place - 1)):
        return scan.covering[place] - place <= 1 or not _hard(scan, place)
    if scan.at("day_part", place) and scan.used[place + 1 : place + 2] == ["date"]:
        return False
    if scan.covering[place] - place > 1 and (_hard(scan, place) or not scan.at("given", place)):
        return bool(scan.at("middle", place)) and not _hard(scan, place)
    if scan.at("middle", place) and length == 1:
        return True
    function, given = _function(scan, place), scan.at("given", place)
    following = place + 1
    if scan.at("birth_label", place) and (scan.is_number(following) or scan.at("date_word", following)):
        return False
    if function is not None and scan.at("name_opening", place) is not None and length > 2:
        # trang seo lu la dang vien
        return False
    if function is not None:
        if given is None or (scan.accented and not (length == 2 and given.exact)):
            return False
        if scan.at("date_word", following) or (scan.is_number(following) and not _is_year(scan, following)):
            return False
        return not scan.is_word(following) or scan.any_at(following, ("function", *_AFTER_NAME))
    if length < 3:
        labels = ("birth_label", "ethnicity_label", "organisation", "date_word", "gender_label")
        if any(scan.at(tag, place) for tag in labels):
            return False
        if length == 2 and _is_attribute(scan, place):
            return given is not None and (
                _name_may_end(scan, following) or bool(scan.at("function", following))
            )
        return True
    if not _blocks(scan, place):
        return not scan.at("ethnicity", place)
    if given is None or (scan.accented and not given.exact):
        return False
    return _name_may_end(scan, place + 1)


def _function(scan: Scan, place: int) -> Hit | None:
    """A word of the sentence; in a text with diacritics only as it is spelled: Sô is no số."""
    hit = scan.at("function", place)
    return None if hit is not None and scan.accented and not hit.exact else hit


def _is_year(scan: Scan, place: int) -> bool:
    """nguyen huu dat 2002: a year of birth."""
    return 1930 <= (scan.number(place) or 0) <= 2100 and len(scan.words[place]) == 4


def _is_attribute(scan: Scan, place: int) -> bool:
    return any(
        (hit := scan.at(tag, place)) is not None and (hit.exact or not scan.accented)
        for tag in ("gender", "category", "day", "admission", "official")
    )


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
    if scan.at("stop", place) is not None or scan.any_at(place, _LABELS):
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
    return scan.any_at(place, tags)


def _name_may_end(scan: Scan, place: int) -> bool:
    if place >= len(scan) or not scan.is_word(place):
        return True
    return scan.any_at(place, _AFTER_NAME)
