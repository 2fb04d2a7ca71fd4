"""Names of units whose end is told by how they begin, or by what stands around them."""

from language.units.closing import ACTS, closes_name, denies_nothing
from language.words import particles
from language.words.scanning import Scan

_CELL_MARKS = frozenset(("-", "|", "\t", ";", "\n", "("))
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
_NO_HEADS = (*_NO_SYLLABLES, *(tag for tag in ACTS if tag != "auxiliary"), "own", "bare_level")


def sure_end(scan: Scan, place: int, *, plain: bool, headed: bool) -> int | None:
    """The end of a name that how it begins, or what stands around it, tells; None where words must."""
    surname = scan.at("surname", place)
    named = surname is not None and scan.at("middle", surname.end) and scan.is_word(surname.end + 1)
    if surname is not None and named and not _goes_on(scan, surname.end + 1):
        # A school named after a person: tiểu học Lê Văn Tám.
        return surname.end + 2
    if not (headed or scan.accented) and (not plain or scan.at("doubtful_group", place)):
        if _is_one_syllable(scan, place):
            return place + 1
        if _is_two_syllables(scan, place):
            return place + 2
    if not scan.cased and (end := _head_end(scan, place)):
        return end
    fills = not scan.accented and not plain and _fills_cell(scan, place)
    if not scan.cased and (_sounds_like_deed(scan, place) or fills):
        return place + 2
    if not plain and denies_nothing(scan, place):
        return place + 2
    if scan.key(place) in particles.words("joint_level") and scan.at("bare_level", place + 1) is not None:
        # Hạt Kiểm lâm liên xã
        return place + 2
    kind = None if headed else scan.at("unit_kind", place)
    if kind is not None and kind.value != "1":
        return place
    if kind is not None and not plain and closes_name(scan, kind.end):
        # phường trung tâm, xóm trại: a kind's word that is the name
        return kind.end
    return None


def _goes_on(scan: Scan, place: int) -> bool:
    """ "ban ta mi lam le ket nap": behind a name that looks like a family's the sentence goes on."""
    return scan.at("auxiliary", place) is not None or scan.any_long_at(place, ACTS)


def _head_end(scan: Scan, place: int) -> int:
    """ "cb ap binh hoa: kn …", "ban hom: …": a kind and its name head a message, up to a colon; else 0."""
    kind = scan.ending("unit_kind", place)
    end = next((at for at in (place + 1, place + 2) if scan.key(at) == ":"), 0)
    if kind is None or not end or not scan.ending("numbered_kind", place):
        return 0
    if kind.start > 0 and scan.ending("organisation", kind.start) is None:
        return 0
    free = all(scan.is_word(at) and not scan.used[at] for at in range(place, end))
    return end if free and not scan.any_at(place, _NO_HEADS) else 0


def _fills_cell(scan: Scan, place: int) -> bool:
    """- AP TRA CU: between marks a kind and two words are a unit, whatever the first means elsewhere."""
    kind = next(
        (hit for at in (1, 2, 3) if (hit := scan.at("unit_kind", place - at)) and hit.end == place), None
    )
    if kind is None or kind.start == 0 or scan.is_word(kind.start - 1) or scan.is_word(place + 2):
        return False
    if scan.keys[kind.start - 1] not in _CELL_MARKS or scan.at("auxiliary", place) is None:
        return False
    return scan.is_word(place + 1) and not scan.any_at(place + 1, (*ACTS, *_NO_SYLLABLES, "request"))


def _is_one_syllable(scan: Scan, place: int) -> bool:
    """chi bo ban hom moi ket nap: one bare word between a chi bộ's kind and what was just done."""
    if not any(scan.ending("organisation", at) for at in (place - 1, place - 2, place - 3)):
        return False
    spoken = (
        scan.spoken[place] and scan.covering[place] == place + 1 and not scan.any_at(place, _NO_SYLLABLES)
    )
    lives = scan.at("date_word", place) and scan.ending("numbered_kind", place)
    if spoken and lives and scan.any_at(place + 1, ("admission", "official")):
        return True  # "chi bo ban hom ket nap"
    return spoken and scan.any_at(place + 1, ("vague", "done_lead")) and scan.any_at(place + 2, ACTS)


def _is_two_syllables(scan: Scan, place: int) -> bool:
    """chi bo ban co ma ket nap: two bare words between a chi bộ's kind and an event are the name."""
    if scan.at("auxiliary", place) is None or not scan.is_word(place + 1) or scan.is_number(place + 1):
        return False
    if not any(scan.ending("organisation", at) for at in (place - 1, place - 2, place - 3)):
        return False
    if scan.any_at(place + 1, _NO_SYLLABLES) or scan.covering[place + 1] > place + 2:
        return False
    if scan.any_long_at(place, ("review",)):
        return False  # "chi bo cong an xa hop xet cong nhan …"
    if not scan.is_word(place + 2):
        return not (scan.is_number(place + 2) or scan.any_at(place, ("not_yet", "ongoing")))
    return scan.any_at(place + 2, (*ACTS, "review", "ceremony"))


def _sounds_like_deed(scan: Scan, place: int) -> bool:
    """ban tan thanh ngay 12/1, khu tân thành biểu quyết: Tân Thành, no tán thành or a slip of it."""
    hit = scan.at("resolution", place)
    if hit is None or hit.end != place + 2:
        return False
    if scan.accented and (hit.exact or scan.spellings[place].is_bare):
        return False
    if not (closes_name(scan, hit.end) or scan.any_at(hit.end, ("resolution", "review"))):
        return False
    return all(scan.at("given", at) is not None for at in (place, place + 1))
