"""What stands before the name of a unit."""

from language.units.words import LONGEST_BARE_NAME
from language.words.scanning import Scan

_PLACES = frozenset((",", ":"))
_LINE_MARKS = frozenset((".", ")", "-", "/"))
_SAID_OF = ("category", "ethnicity", "gender", "education")


def opens_unit(scan: Scan, place: int) -> bool:
    """Whether a bare word, which may be a kind of unit, stands where the name of one begins."""
    if place == 0 or scan.used[place - 1] in ("period", "date") or scan.keys[place - 1] == "\n":
        return True
    if scan.any_ending(place, ("gone_by",)) and scan.any_ending(place - 1, ("span_before_now",)):
        return True  # "9 thang qua ban phieng lao"
    if _heads_list(scan, place + 1) or _is_given_target(scan, place):
        return True
    heads = scan.words[place].islower() or scan.key(place - 1) == "."
    if not scan.is_word(place - 1) and heads and scan.cased_word(place + 1):
        # ", ban Mo Phu Chai" behind a person who was named: bản; bạn would stand before a person.
        apart = scan.at("surname", place + 1) is None or scan.at("honorific", place) is None
        apart = apart and (scan.cased_word(place + 2) or not scan.has("admission"))  # : ban Vy, ban Khoa
        return apart or _names_somebody(scan, place)
    if not scan.cased and not scan.is_word(place - 1) and _names_somebody(scan, place):
        # ", ban na loc" closes a message about somebody
        return _run(scan, place + 1) <= LONGEST_BARE_NAME and scan.at("middle", place + 2) is None
    if not scan.cased and scan.any_ending(place, _SAID_OF) and _names_somebody(scan, place):
        # "thai dan quan ban na hay": behind what is said of somebody
        return True
    if scan.cased_word(place + 1) and scan.cased_word(place + 2) and scan.any_ending(place, ("category",)):
        return True  # dan quan ban Ta Mieu
    if scan.keys[place - 1] in _PLACES:
        return scan.has("quota", "how_many") or not scan.has("candidate", "admission")
    if scan.cased_word(place + 1) and scan.cased_word(place + 2) and not scan.at("surname", place + 1):
        return True
    if scan.cased_word(place + 1) and (scan.cased_word(place - 1) or scan.ending("mass_body", place)):
        return True
    if scan.key(place - 1) == "cho":
        return scan.has("quota", "how_many")
    if scan.at("unit_opener", place - 1) is not None or scan.any_ending(place, ("quota", "assign")):
        return True
    return scan.ending("admission", place) is not None and scan.has("how_many", "ask")


def _heads_list(scan: Scan, place: int) -> bool:
    """ "danh sach nguon ban Lau: 1. Lo Van Dong": a short name, a colon, and the first line of a list."""
    size = _run(scan, place)
    behind = place + size + 1
    if not 0 < size <= LONGEST_BARE_NAME or scan.key(behind - 1) != ":":
        return False
    behind += scan.key(behind) == "\n"
    return scan.keys[behind : behind + 1] == ["1"] and scan.key(behind + 1) in _LINE_MARKS


def _is_given_target(scan: Scan, place: int) -> bool:
    """ "giao ban na hin 1 ban pom ca 2": behind the number of another, with one of its own."""
    if not scan.is_number(place - 1) or scan.used[place - 1] or not scan.has("quota", "assign"):
        return False
    size = _run(scan, place + 1)
    return 0 < size <= LONGEST_BARE_NAME and scan.is_number(place + 1 + size)


def _run(scan: Scan, place: int) -> int:
    """How many words stand between the piece and the next mark."""
    end = place
    while scan.is_word(end):
        end += 1
    return end - place


def _names_somebody(scan: Scan, end: int) -> bool:
    """Whether a family name with văn or thị stands before the piece."""
    return any(scan.ending("surname", hit.start) for hit in scan.all("middle") if hit.start < end)


def before_form(scan: Scan, place: int) -> int:
    """học sinh 12B trường X: where the number and letter of a form in a school begin."""
    for at in (place - 1, place - 2):
        taught = scan.ending("category", at)
        if taught is not None and taught.value == "teacher" and scan.cased_word(at):
            # giáo viên Toán, giáo viên Ngữ văn
            return at
    if scan.is_number(place - 1) and scan.glued(place - 1) and len(scan.words[place - 2]) == 1:
        return place - 2  # lớp 12A3
    lettered = scan.is_word(place - 1) and len(scan.words[place - 1]) == 1 and scan.glued(place - 1)
    at = place - lettered
    return at - 1 if scan.is_number(at - 1) else place
