"""Names in a text where capitals mark them: a run of capitalised words."""

from language.names.places import LABELS, is_abbreviation, is_labelled
from language.words import particles
from language.words.scanning import Scan
from language.words.shadows import NAME_TAGS

_LONGEST = 6
_SURE_MIDDLES = particles.words("sure_middle")
_WHOLE = 3  # words of a name with all its parts
_AMID = frozenset((",", ";", "(", ":"))
_NUMBERS = frozenset((".", ")", "/"))  # behind the number of a line
_EDGES = frozenset(("\t", "|", "\n"))
# What a capital at the head of a name may be instead; Sóc and Trường are family names too.
_NEVER_GIVEN = (
    "place",
    "ethnicity",
    "mass_body",
    "review",
    "resolution",
    "planned",
    "at_present",
    "committee",
)
_GIVEN_TOO = ("place", "religion")
_SURE_LABELS = (*(label for label in LABELS if label != "unit_kind"), "honorific")


def opens_phrase(scan: Scan, place: int) -> bool:
    """Whether a capitalised word is no name, but a label, an event or a verb that opens the sentence."""
    return _starts_phrase(scan, place, place) or _is_verb_before_name(scan, place)


def capitals(scan: Scan, place: int, *, led: bool) -> int:
    """The end of a run of capitalised words; a lower-case thị or văn inside it belongs to it."""
    surname = scan.at("surname", place)
    family = place if surname is None else surname.end - 1
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
        if not word[0].isalpha() or (end > place and is_abbreviation(scan, end)):
            break
        if not word[0].isupper():
            middle = scan.at("middle", end) is not None and end > place and scan.cased_word(end + 1)
            if not middle:
                break
        elif end > family and _starts_phrase(scan, place, end):
            break
        end += 1
    end = _without_group(scan, place, end)
    if surname is None and _stands_before_middle(scan, place):
        return end
    if surname is None and not led:
        return place
    if surname is None and end - place >= 2 and not led:
        return place
    stop = scan.at("stop", place)
    if (
        surname is None
        and stop is not None
        and (stop.exact or not scan.accented)
        and not scan.ending("honorific", place)
        and not is_labelled(scan, place)
        and not _is_listed(scan, place, end)
    ):
        return place
    return end


def _stands_before_middle(scan: Scan, place: int) -> bool:
    """…, Thành Văn Nghiệp; và Đạt Thị Lợi: a capital amid the sentence, before văn or thị and another one."""
    if scan.key(place + 1) not in _SURE_MIDDLES or not (
        scan.cased_word(place + 1) and scan.cased_word(place + 2)
    ):
        return False
    amid = scan.key(place - 1) in _AMID or (scan.is_word(place - 1) and not scan.cased_word(place - 1))
    return amid and scan.words[place].istitle() and not scan.any_at(place, _SURE_LABELS)


def _is_listed(scan: Scan, place: int, end: int) -> bool:
    """qcut: Sai Pha San - …; 1. Sai Pha San, …: three capitals that a mark opens."""
    opened = scan.key(place - 1) in _AMID or (scan.key(place - 1) in _NUMBERS and scan.is_number(place - 2))
    whole = end - place == _WHOLE and all(scan.words[at].istitle() for at in range(place, end))
    whole = whole and not (scan.accented and scan.at("surname", place + 1))  # "Gồm Lò Mai"
    return opened and whole and scan.covering[place] == place + 1


def _is_verb_before_name(scan: Scan, place: int) -> bool:
    """Cử Giàng Thị Chấu đi học: a capital only for opening the sentence, before a whole name."""
    if place > 0 and scan.keys[place - 1] not in (".", "\n"):
        return False
    if scan.at("thereof", place) is not None and scan.cased_word(place + 1):
        # Riêng Châu là người Tày
        return True
    if scan.at("surname", place) is not None and (scan.accented or not scan.at("attending", place)):
        return False
    family = scan.at("surname", place + 1)
    middle = scan.at("middle", family.end) if family and (family.exact or not scan.accented) else None
    return middle is not None and scan.cased_word(place + 1) and scan.cased_word(middle.end)


def _starts_phrase(scan: Scan, start: int, place: int) -> bool:
    """Whether a capitalised word is a label or an event rather than a part of the name."""
    if place > start and scan.at("middle", place) and scan.cased_word(place + 1):
        return False
    if place > start and (_only_looks_like_phrase(scan, place) or _fills_cell(scan, start, place)):
        return False
    if scan.covering[place] - place > 1:
        if place > start and (_is_called_so(scan, place) or _is_called_by_two(scan, start, place)):
            return False
        if _follows_family(scan, start, place):
            return False
        if any(
            (hit := scan.at(tag, place)) and hit.end == scan.covering[place] for tag in ("surname", "middle")
        ):
            return False
        if place == start and scan.at("surname", place) and scan.at("middle", place + 1):
            return False
        if place == start and _is_called_like_phrase(scan, place):
            return False
        return not (place > start and scan.at("middle", place - 1))
    if place == start:
        if (
            scan.at("middle", place + 1)
            and scan.key(place + 1) in _SURE_MIDDLES
            and scan.cased_word(place + 2)
        ):
            return False  # cô Mùng Thị Dôi
        hit = scan.at("surname", place)
        if hit is not None and (scan.cased_word(place + 1) or hit.exact):
            return False
        titled = scan.ending("honorific", place) is not None
        if titled and scan.accented and not _is_exact(scan, place):
            # đồng chí Mơ: no mợ
            return False
        if titled and scan.at("honorific", place) and scan.at("given", place) and not scan.is_word(place + 1):
            return False  # "ban Anh, sn 2006"
        return scan.any_at(place, _SURE_LABELS)
    if scan.at("middle", place - 1):
        return False
    if scan.words[place].isupper() and len(scan.words[place]) >= 2 and not scan.words[start].isupper():
        return scan.any_at(place, LABELS)
    if (
        scan.words[start].isupper()
        and place - start >= 2
        and scan.any_at(place, ("birth_label", "ethnicity_label", "category", "gender"))
        and not scan.at("given", place)
    ):
        return True
    if place - start >= 2:
        return scan.any_at(place, ("gender", "birth_label", "organisation")) and not scan.at("given", place)
    return False


def _is_called_like_phrase(scan: Scan, place: int) -> bool:
    """Người giúp đỡ đ/c Dung là …: a given name behind a title or a label, and no "đúng là"."""
    titled = scan.ending("honorific", place) is not None or scan.ending("mentor", place) is not None
    if not titled or scan.at("given", place) is None or scan.cased_word(place + 1):
        return False
    end = scan.covering[place]
    return not any(hit.exact for hit in scan.beginning[place].values() if hit.end == end)


def _is_exact(scan: Scan, place: int) -> bool:
    """Whether any label that the word may be is spelled so."""
    return any((hit := scan.at(label, place)) is not None and hit.exact for label in _SURE_LABELS)


def _only_looks_like_phrase(scan: Scan, place: int) -> bool:
    """Đạt ra (đặt ra), Quang Nam (Quảng Nam): a capital, and diacritics that are not those of the phrase."""
    end = scan.covering[place]
    if end - place < 2:
        return False
    hits = [hit for hit in scan.beginning[place].values() if hit.end == end]
    if all(hit.exact for hit in hits):
        # Cù Huy Hoàng: two capitals, and no label nor event
        apart = scan.any_at(place, (*_SURE_LABELS, "place")) or not all(
            scan.words[at].istitle() for at in range(place, end)
        )
        return scan.accented and not apart and all(hit.end == end for hit in hits)
    named = scan.accented and scan.words[end - 1].istitle()  # Cù Huy Hoàng
    return named or scan.at("place", place) is not None or not scan.cased_word(place + 1)


def _is_called_so(scan: Scan, place: int) -> bool:
    """Le Dinh Chinh: two capitals behind a family name, where "dinh chinh" would be đính chính."""
    hit = scan.at("correct", place)
    whole = hit is not None and hit.end == scan.covering[place] == place + 2
    return whole and scan.cased_word(place + 1) and not scan.words[place].isupper()


def _is_called_by_two(scan: Scan, start: int, place: int) -> bool:
    """Dinh Bao Chau, without marks: two capitals behind a family name, where no label nor event stands."""
    end = scan.covering[place]
    if scan.accented or end != place + 2 or scan.at("surname", start) is None:
        return False
    return all(scan.words[at].istitle() for at in (start, place, end - 1)) and not any(
        hit.end == end and (tag in _SURE_LABELS or tag in _NEVER_GIVEN or hit.exact)
        for tag, hit in scan.beginning[place].items()
    )


def _follows_family(scan: Scan, start: int, place: int) -> bool:
    """Tống Khánh Hòa, Lê Cao Đài: behind a family name alone no province and no religion follows."""
    end, family = scan.covering[place], scan.at("surname", start)
    if family is None or family.end != place or end != place + 2 or not scan.any_at(place, _GIVEN_TOO):
        return False
    return all(scan.words[at].istitle() for at in range(start, end)) and not scan.cased_word(end)


def _fills_cell(scan: Scan, start: int, place: int) -> bool:
    """Lê Nguyễn Hà Giang, alone in a cell: the place at its end is a given name."""
    end = scan.covering[place]
    if scan.key(start - 1) not in _EDGES or scan.key(end) not in _EDGES:
        return False
    return all(tag in NAME_TAGS for tag, hit in scan.beginning[place].items() if hit.end == end)


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
