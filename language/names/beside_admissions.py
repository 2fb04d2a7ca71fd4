"""Names beside an admission that are of nobody admitted: whose papers are wanting, which place takes in."""

from language.words.scanning import Scan

_CLAUSE_ENDS = frozenset((".", "\n", ";", "!", "?", ")", ",", "("))
_EVENTS = ("admission", "official")


def takes_in(scan: Scan, end: int, begins: int) -> bool:
    """Tân Đông mới kết nạp 1 thầy giáo A: who takes in so many, at the head, is a place and nobody new."""
    if not scan.has("admission") or any(map(scan.is_word, range(begins))):
        return False
    while scan.any_at(end, ("auxiliary", "recent")) and scan.at("admission", end) is None:
        end += 1
    taken = scan.at("admission", end)
    if taken is None:
        return False
    counted = taken.end + scan.any_at(taken.end, ("count_filler",))
    return scan.is_number(counted) and not scan.used[counted]


def has_papers_wanting(scan: Scan, opens: int, closes: int) -> bool:
    """kết nạp A, hồ sơ của B chưa xong: whose papers are not ready, behind an event of somebody."""
    if not scan.has("papers_wanting") or not scan.has(*_EVENTS):
        return False
    while opens > 0 and scan.keys[opens - 1] not in _CLAUSE_ENDS:
        opens -= 1
    while closes < len(scan) and scan.keys[closes] not in _CLAUSE_ENDS:
        closes += 1
    clause = range(opens, closes)
    papers = any(scan.any_at(place, ("dossier_paper",)) for place in clause)
    wanting = any(scan.any_at(place, ("papers_wanting",)) for place in clause)
    told_here = any(scan.any_at(place, _EVENTS) for place in clause)
    told_before = any(hit.start < opens for tag in _EVENTS for hit in scan.all(tag))
    return papers and wanting and not told_here and told_before and "name" in scan.used[:opens]
