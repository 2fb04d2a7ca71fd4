"""Words for a kind of unit that are part of a person's name, or of an office: Trương, Huyền, Sóc, Thôn.

Typed without marks or in one case, trường and Trương, huyện and Huyền, sóc and Sóc are one word.
"""

from language.words import particles
from language.words.scanning import Hit, Scan

_OF_SOMEBODY = particles.words("of_somebody")
_HEADS = frozenset(("\t", "|", ";", ".", ")", "-", "/"))


def is_part_of_name(scan: Scan, place: int) -> bool:
    """Sóc in "Kim Sóc Kha"; Truong in "Truong Thi My Duyen", "Trương Công Danh"."""
    if not scan.accented and _calls_somebody(scan, place):
        return True
    if scan.cased and scan.words[place].islower():
        return False
    if not scan.cased and scan.at("surname", place - 1) and scan.is_word(place + 1):
        free = not scan.at("function", place - 1) and scan.key(place - 1) != "tai"
        if free and (not scan.is_word(place - 2) or scan.ending("honorific", place - 1)):
            return True
        family, between = scan.at("surname", place - 1), scan.at("middle", place)
        if family and between and family.exact and between.exact and scan.accented:
            # BỎ THẠCH SÓC KHA RA KHỎI DANH SÁCH
            return True
    surname = scan.at("surname", place)
    if surname is not None and not scan.at("unit_kind", place + 1) and _heads_item(scan, place):
        return True
    is_marked = surname is not None and surname.exact and not scan.spellings[place].is_bare
    if is_marked and scan.cased_word(place) and scan.cased_word(place + 1):
        return True
    if scan.cased_word(place) and scan.cased_word(place - 1) and scan.at("surname", place - 1):
        return True
    if _is_third_of_name(scan, place) or _follows_middle(scan, place) or _is_family_of(scan, place):
        return True
    middle = scan.at("middle", place + 1)
    sure = middle is not None and (scan.cased or scan.keys[middle.start] in ("van", "thi", "a"))
    return surname is not None and sure


def _is_third_of_name(scan: Scan, place: int) -> bool:
    """To Ngoc Huyen Vy: capitals behind a family name and a given one, no huyện."""
    if not all(scan.cased_word(at) for at in (place - 2, place - 1, place)) or scan.accented:
        return False
    family = scan.at("surname", place - 2) is not None and scan.at("middle", place - 2) is None
    return family and scan.any_at(place - 1, ("given", "middle"))


def _is_family_of(scan: Scan, place: int) -> bool:
    """H'Nuê Buôn Krông, Y Nuê Buôn Yă: a family name that begins like a village."""
    surname = scan.at("surname", place)
    if surname is None or surname.end - place < 2:
        return False
    return "'" in scan.words[place - 1] or (place > 1 and scan.keys[place - 2] == "y")


def _follows_middle(scan: Scan, place: int) -> bool:
    """Đinh Thị Huyền Trang: behind a family name and văn or thị stands a given name."""
    middle = scan.ending("middle", place)
    if middle is None or scan.keys[middle.start] not in particles.words("sure_middle"):
        return False
    return scan.ending("surname", middle.start) is not None


def _heads_item(scan: Scan, place: int) -> bool:
    """Whether a person is expected here: in a list line, a cell, after đ/c or a label."""
    before = scan.key(place - 1)
    if scan.ending("honorific", place) or scan.ending("name_label", place) or scan.ending("mentor", place):
        return True
    listed = before == "," and scan.cased_word(place - 2)
    youth = scan.ending("category", place)
    listed = listed or (youth is not None and youth.value == "youth_union")
    if _is_described(scan, place) or _is_admitted(scan, place):
        return True
    if scan.cased_word(place + 2) and (
        listed or scan.any_ending(place, ("admission", "official", "joins", "probation"))
    ):
        # "ket nap Truong Quoc Cuong", ", Truong Tuyet Cuong": Trương, not trường
        return True
    if before == ":" and scan.any_ending(
        place - 1, ("name_label", "mentor", "admission", "candidate", "official")
    ):
        return True
    return before in _HEADS and scan.is_number(place - 2)


def _is_admitted(scan: Scan, place: int) -> bool:
    """Ket nap hoc sinh Truong Ngoc Bao Tran: whom, where Truong Nguyen Du would be the school."""
    job = scan.ending("category", place)
    if job is None or not scan.any_ending(job.start, ("admission", "official")):
        return False
    return scan.at("surname", place + 1) is None and _run_of_capitals(scan, place) in (3, 4)


def _run_of_capitals(scan: Scan, place: int) -> int:
    end = place + 1
    while scan.cased_word(end):
        end += 1
    return end - place


def _is_described(scan: Scan, place: int) -> bool:
    """Truong Cong Hau (95, …), Truong Van Ba sn 1990: a year of birth follows no school."""
    if (run := _run_of_capitals(scan, place)) not in (3, 4):
        return False
    end = place + run
    at = end + (scan.key(end) in ("(", ","))
    year = at > end and scan.is_number(at) and len(scan.words[at]) in (2, 4) and not scan.is_word(at + 1)
    bracketed = scan.key(end) == "(" and scan.at("gender", at) is not None  # Truong Gia Huy (nam)
    return year or bracketed or scan.at("birth_label", at) is not None


def runs_into_title(scan: Scan, kind: Hit) -> bool:
    """ "xin hoi dong chi A": đồng chí, where the bare words before may be hội đồng too."""
    return not (scan.accented or kind.exact) and scan.any_long_at(kind.end - 1, ("honorific",))


def is_level_of_job(scan: Scan, kind: Hit) -> bool:
    """Chủ tịch Hội phụ nữ xã Lò Thị Mai: the level of an office, and behind it who holds it."""
    if kind.value == "1" and scan.any_at(kind.start, ("category",)):
        return _is_job_of(scan, kind)
    family = scan.at("surname", kind.end) if kind.value != "1" else None
    between = scan.at("middle", family.end) if family is not None and family.exact else None
    if between is None or scan.keys[between.start] not in particles.words("sure_middle"):
        return False
    small = scan.words[kind.start].islower() and scan.cased_word(kind.end) and scan.cased_word(between.end)
    return small and _is_held_there(scan, kind.start)


def _is_job_of(scan: Scan, kind: Hit) -> bool:
    """anh công an xã Phạm Quốc Khánh: a job behind a title, and the whole name of who has it."""
    whole = all(scan.cased_word(kind.end + at) for at in range(3)) and scan.at("surname", kind.end)
    small = scan.words[kind.start].islower()
    return bool(whole) and small and scan.ending("honorific", kind.start) is not None


def _is_held_there(scan: Scan, place: int) -> bool:
    """Whether an office stands before the piece, and no chi bộ, tại or của."""
    if not scan.is_word(place - 1) or scan.at("unit_opener", place - 1) is not None:
        return False
    return scan.ending("organisation", place) is None


def _calls_somebody(scan: Scan, place: int) -> bool:
    """ "ho so cua ban Do Gia Huy", "e Truong Ngoc Diep", "roi nha may anh": bạn, Trương, nhà mấy anh."""
    named = scan.cased_word(place + 1) and scan.cased_word(place + 2)
    if named and scan.words[place].islower() and scan.at("honorific", place) is not None:
        family = scan.at("surname", place + 1)
        return family is not None and scan.cased_word(place + 3) and scan.key(place - 1) in _OF_SOMEBODY
    if named and scan.words[place].istitle() and scan.at("surname", place) is not None:
        titled = scan.any_ending(place, ("short_title", "honorific"))
        return titled and scan.words[place - 1].islower() and not scan.cased_word(place + 3)
    kind = scan.at("unit_kind", place)
    several = kind is not None and scan.key(place) == "nha" and scan.any_at(kind.end, ("honorific",))
    return several and kind is not None and not scan.is_word(kind.end + 1) and kind.end == place + 2
