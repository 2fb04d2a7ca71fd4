"""What closes the name of a unit."""

from language.words.scanning import Scan

ACTS = (
    "address",
    "record_verb",
    "who",
    "cause",
    "auxiliary",
    "admission",
    "official",
    "class",
    "dropped",
    "introduce",
    "not_yet",
)


def closes_name(scan: Scan, place: int) -> bool:
    """Whether a name is over before the piece: a mark, a day, an event or a word like đã."""
    if not scan.is_word(place):
        return not scan.is_number(place) or scan.used[place] not in ("", "unit number")
    if scan.used[place] or scan.any_at(place, ACTS):
        return True
    return scan.at("final", place) is not None and not scan.is_word(place + 1)


def denies_nothing(scan: Scan, place: int) -> bool:
    """TẢ KO KHỪ, buôn ko siêr: a short không denies something that is said, not what is no word."""
    short = scan.at("not_yet", place) is not None and scan.spellings[place].is_bare
    return short and scan.is_word(place + 1) and not scan.beginning[place + 1]
