"""What a message says beside its report: a wish to be reminded, a question of other business."""

from collections.abc import Iterator

from language.message import Seen, see
from language.words.scanning import Hit, Scan

_ENDS = frozenset((",", ".", ";", "\n"))
_EVENTS = (
    "admission",
    "official",
    "ct",
    "class",
    "candidate",
    "dropped",
    "referral",
    "dossier",
    "verification",
)
_DUE = ("official", "ct", "deadline", "probation", "probation_over")
_OF_PEOPLE = (*_EVENTS, *_DUE, "member_kind", "stock", "quota", "decision", "committee", "resolution")
_ASKS = ("ask", "no_day_yet", "how_many")


def without_besides(seen: Seen) -> Seen | None:
    """Kết nạp A ngày 5/11, nhắc em hạn chuyển chính thức · kết nạp A, B, khi nào họp: the report alone."""
    scan = seen.scan
    if not scan.has("wish") and not (seen.names and scan.has("cell_business")):
        return None
    for start, end in (*_wishes(seen), *_other_business(seen)):
        rest = [run for run in ((0, start), (end, len(scan))) if run[0] < run[1]]
        told = [hit.start for tag in _EVENTS for hit in scan.all(tag)]
        if any(first <= place < last for first, last in rest for place in told):
            return see(seen.joined(rest), seen.sent_on)
    return None


def _wishes(seen: Seen) -> Iterator[tuple[int, int]]:
    """The clauses that wish to be told what falls due, with no day and nobody of their own."""
    scan = seen.scan
    for hit in scan.all("wish"):
        start, end = _clause(scan, hit)
        if _tells(seen, start, end):
            start = hit.start
        due = any(scan.any_at(place, _DUE) for place in range(start, end))
        if start > 0 and due and not _tells(seen, start, end):
            yield start - (scan.keys[start - 1] in _ENDS), end


def _other_business(seen: Seen) -> Iterator[tuple[int, int]]:
    """The last clause where it asks of a meeting or a fee, and not a word of anybody's way into the Party."""
    scan = seen.scan
    for hit in scan.all("cell_business"):
        start, end = _clause(scan, hit)
        asks = any(scan.any_at(place, _ASKS) for place in range(start, end))
        last = not any(scan.is_word(place) for place in range(end, len(scan)))
        others = any(scan.any_at(place, _OF_PEOPLE) for place in range(start, end))
        if start > 0 and asks and last and not others and not _tells(seen, start, end):
            yield start - (scan.keys[start - 1] in _ENDS), end


def _clause(scan: Scan, hit: Hit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    while start > 0 and scan.keys[start - 1] not in _ENDS:
        start -= 1
    while end < len(scan) and scan.keys[end] not in _ENDS:
        end += 1
    return start, end


def _tells(seen: Seen, start: int, end: int) -> bool:
    """Whether the pieces name somebody or tell a day or a number."""
    named = any(start <= name.start < end for name in seen.names)
    return named or any(seen.scan.used[p] == "date" or seen.scan.is_number(p) for p in range(start, end))
