"""Who introduces somebody for the list of candidates: a mentor, and no candidate."""

from language.names.finding import Name
from language.words import particles
from language.words.scanning import Hit, Scan

_CALLED = ("all_of_them", "honorific", "members", "joins", "those", "candidate", "number")
_JOINS = particles.words("joins_names")
_TITLE = 5  # pieces of "2 quần chúng ưu tú"


def introduces_candidates(scan: Scan) -> bool:
    """Who is introduced is put on the list; of a referral to the Party the introducers are read apart."""
    if not (scan.has("introduce") and scan.has("candidate")):
        return False
    return all(scan.covers("candidate", hit) for hit in scan.all("admission"))


def introduces_too(scan: Scan, name: Name, other: Name, following: Name) -> bool:
    """anh A và chị B giới thiệu em C: A, who joins in it; one introducer is kept."""
    verb = scan.at("introduce", other.end)
    joined = other.begins == name.end + 1 and scan.key(name.end) in _JOINS
    return joined and verb is not None and introduces(scan, verb, following)


def introduces(scan: Scan, verb: Hit, name: Name) -> bool:
    """Đảng viên A giới thiệu (cháu, 1 quần chúng ưu tú) B làm nguồn: only what B is called stands between."""
    between = range(verb.end, name.begins)
    return len(between) <= _TITLE and all(
        scan.is_number(at)
        or scan.key(at) == ":"
        or scan.any_at(at, _CALLED)
        or scan.any_ending(at + 1, _CALLED)
        for at in between
    )
