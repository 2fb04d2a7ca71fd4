"""A figure that a message gives behind what it counts: "số kết nạp mới: 3", "ct tháng 11: 0"."""

from language.words.scanning import Scan

_LEADS = frozenset((":", "=", "la"))
_CLAUSE_ENDS = frozenset((",", ".", ";", "\n", "?"))


def figure_behind(scan: Scan, start: int) -> int | None:
    """Where the number stands that closes the clause of the piece, led by a colon or là."""
    for place in range(start, len(scan)):
        if scan.keys[place] in _CLAUSE_ENDS:
            return None
        if scan.is_number(place) and not scan.used[place] and scan.keys[place - 1] in _LEADS:
            return place if _closes(scan, place + 1) else None
    return None


def _closes(scan: Scan, place: int) -> bool:
    counted = scan.at("members", place)
    end = place if counted is None else counted.end
    return not scan.is_word(end) or scan.at("final", end) is not None
