"""Numbers that are no dates: of papers, votes, hours, phones, percentages, forms, units and schooling."""

from language.words import particles
from language.words.scanning import Scan

_THIS_YEAR = particles.words("this_year")
_YEARS_OLD = particles.words("years_old")
_SO_OLD = particles.words("so_old")


def set_numbers_aside(scan: Scan) -> None:
    """Papers, votes, hours, phones, percentages, forms and schooling are no dates."""
    for hit in scan.all("unit_kind"):
        place = hit.end + (scan.key(hit.end) == "so")
        if scan.at("never_alone", hit.start) and not hit.exact:
            continue
        if scan.has("quota") and scan.key(hit.end) != "so" and not scan.ending("numbered_kind", hit.end):
            continue
        if scan.is_number(place) and hit.value == "1" and scan.key(place + 1) not in ("/", ".", "-", "%"):
            scan.used[place] = "unit number"
    for place in scan.numbers:
        if scan.used[place]:
            continue
        text, following = scan.words[place], scan.key(place + 1)
        if len(text) >= 8 or (len(text) > 4 and not text.startswith("0000")):
            scan.used[place] = "number"
        elif (following in ("h", "g") and scan.glued(place + 1)) or following == "gio":
            end = place + 2
            if scan.is_number(end) and (scan.glued(end) or following == "gio"):
                end += 1
            scan.take(place, end, "number")
        elif following == "%" or (following == "phan" and scan.key(place + 2) == "tram"):
            scan.used[place] = "percent"
        elif following == "/" and scan.is_number(place + 2):
            _set_fraction_aside(scan, place)
        elif following in _YEARS_OLD:
            _set_time_of_age_aside(scan, place)
        elif _is_paper_number(scan, place):
            scan.used[place] = "number"


def _set_time_of_age_aside(scan: Scan, place: int) -> None:
    """ông A, năm nay đã 61 tuổi: since when somebody is so old is no period."""
    first = place
    while scan.key(first - 1) in _SO_OLD or scan.any_ending(first, ("honorific",)):
        first -= 1
    if scan.key(first - 1) in _THIS_YEAR and scan.key(first - 2) in _THIS_YEAR:
        scan.take(first - 2, first, "age")


def _set_fraction_aside(scan: Scan, place: int) -> None:
    have, whole = scan.number(place) or 0, scan.number(place + 2) or 0
    if scan.key(place + 3) == "/":
        return
    dated = (
        scan.at("date_word", place - 1)
        or scan.ending("date_word", place)
        or scan.ending("birth_label", place)
        or scan.any_ending(place, ("from",))
        or _ends_span(scan, place)
    )
    labelled = (
        scan.ending("education_label", place)
        or (scan.key(place - 1) in (":", "-") and scan.ending("education_label", place - 1))
        or scan.key(place - 1) == "lop"
    )
    # họp biểu quyết 12/12
    ballots = scan.at("vote", place + 3)
    voted = (ballots is not None and not _opens_name(scan, ballots.end)) or (
        scan.any_ending(place, ("review",)) and scan.any_ending(place, ("member_acts",))
    )
    # bỏ phiếu kín, 9/9 đồng ý; but not "họp 10/10 nhất trí"
    agreed = have == whole and scan.any_at(place + 3, ("review_verb",))
    voted = voted or (agreed and not scan.any_ending(place, ("review_verb",)))
    alike = have == whole == 12 or _stands_among_attributes(scan, place)
    if whole in (10, 12) and have <= whole and (labelled or (alike and not (dated or voted))):
        scan.take(place, place + 3, "schooling")
    elif (not dated and voted and (have >= whole or whole > 12 or _is_vote(scan, place + 3))) or (
        whole > 12 and whole < 1000
    ):
        scan.take(place, place + 3, "number")


def _ends_span(scan: Scan, place: int) -> bool:
    """từ 8/12 đến 12/12: the day on which it ended, and no schooling."""
    return scan.any_ending(place, ("until",)) and scan.is_number(place - 2)


def _opens_name(scan: Scan, place: int) -> bool:
    """17/11 đ/c Lê Thị Vân được kết nạp: behind đ/c a whole name, of whom the day is told."""
    family = scan.at("surname", place)
    middle = family is not None and scan.at("middle", family.end) is not None
    return middle or (scan.cased_word(place) and scan.cased_word(place + 1))


def _stands_among_attributes(scan: Scan, place: int) -> bool:
    """QCƯT: A - La Chí - 9/12: behind what is said of somebody who is only put on the list."""
    told = scan.any_ending(place - 1, ("ethnicity", "gender", "category", "religion", "mass_body"))
    told = told or (scan.is_number(place - 2) and len(scan.words[place - 2]) == 4)
    marked = scan.key(place - 1) in ("-", ",", ";", "/", "|", "\t")
    return told and marked and scan.has("candidate") and not scan.has("admission", "official", "class")


def _is_vote(scan: Scan, place: int) -> bool:
    """11/12 phiếu, 11/12 đảng viên dự: how many of them took part."""
    if scan.at("ballot", place) is not None:
        return True
    hit = scan.at("vote", place)
    return hit is not None and any(
        scan.at("member_acts", at) is not None for at in (hit.end, hit.end + 1, hit.end + 2)
    )


def _is_paper_number(scan: Scan, place: int) -> bool:
    following = scan.key(place + 1)
    if following == "-" and scan.is_word(place + 2) and scan.glued(place + 1) and scan.glued(place + 2):
        # 45-QĐ/ĐU; but in "lo van tu-1999-thai" dashes part what is said of somebody.
        return not scan.any_at(place + 2, ("ethnicity", "gender", "category", "education"))
    if following == "/" and scan.is_word(place + 2) and scan.glued(place + 1):
        # 45/QĐ-ĐU; but in "Lò Thị Mai/1998/Thái" marks part what is said of somebody.
        return not (scan.key(place - 1) == "/" and scan.is_word(place - 2))
    if scan.ending("paper", place) and scan.key(place + 1) not in ("/", ".", "thang"):
        return True
    return scan.key(place - 1) == "mau" or (
        scan.is_word(place + 1)
        and scan.glued(place + 1)
        and len(scan.key(place + 1)) <= 2
        and scan.key(place - 1) == "lop"
    )
