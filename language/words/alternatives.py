"""Two answers put side by side: db hay ct, ngày 5 hay ngày 6. Whoever does so asks, and reports neither."""

from collections.abc import Iterator

from language.words import particles
from language.words.scanning import Scan

_ASKS = particles.words("asks_of_two")
EITHER = _ASKS | particles.words("either_of_two")
_STATES = (
    *("admission", "official", "official_word", "ct", "probation", "party", "party_member", "member_kind"),
    *("candidate", "stock", "class", "class_topic", "certificate", "referral", "dossier", "application"),
    *("verification", "resolution", "committee", "decision", "dropped"),
)
_FOLLOWS = (*_STATES, "finished", "attending", "sent", "returned")  # thẩm tra xong hay mới gửi đi
_NEAR = 5  # words of "hay đang bị kéo dài dự bị"
_STILL = particles.words("still_or_already")
_SPEAKERS = ("ours", "own", "honorific")
_TELLS = ("record_verb", "greeting")
_TITLES = ("honorific", "date_word", "person_filler", "few")
_VALUES = ("date", "name", "unit", "period")
_SAID_OF = ("gender", "ethnicity", "religion", "category", "education")
_SHORT = particles.words("not_yet_short")
_ENDS = frozenset((".", ",", ";", ":", "!", "?", "\n"))


def asks_which_of_two(scan: Scan) -> bool:
    """A db hay ct rồi · xong hay vẫn chờ · ngày 5 hay ngày 6; but not what nobody knows any more."""
    places = _either_places(scan)
    return any(_is_of_states(scan, p) or _is_of_values(scan, p) for p in places) and not _is_unknown(scan)


def _either_places(scan: Scan) -> list[int]:
    """Where "hay" may mean or: it is no part of a name, and nobody does something often (em hay quên)."""
    if EITHER.isdisjoint(scan.keys):
        return []
    places = [p for p, key in enumerate(scan.keys) if key in EITHER and not (scan.used[p] or scan.within[p])]
    return [p for p in places if (p and scan.used[p - 1]) or not scan.any_ending(p, _SPEAKERS)]


def values_put_side_by_side(scan: Scan) -> Iterator[int]:
    """ngày 5/10 hay 6/10: the pieces of the days and numbers between which the writer does not choose."""
    for place in _either_places(scan):
        behind = _value_behind(scan, place)
        if behind is None or scan.used[behind] in ("name", "unit"):
            continue
        use = scan.used[behind]
        first, last = place - 1, behind
        while use and first > 0 and scan.used[first - 1] == use:
            first -= 1
        while use and last + 1 < len(scan) and scan.used[last + 1] == use:
            last += 1
        yield from (*range(first, place), *range(behind, last + 1))


def _is_of_states(scan: Scan, place: int) -> bool:
    first = place - (scan.key(place - 1) == ",")
    start = first
    while start > 0 and scan.keys[start - 1] not in _ENDS:
        start -= 1
    before = [p for p in range(start, first) if scan.any_at(p, _STATES)]
    if scan.keys[place] not in _ASKS:
        return False
    if not before or any(scan.any_at(p, ("nobody",)) for p in range(start, first)):
        return False  # không có ai bị kỷ luật hay xin ra
    after = place + 1
    while after < min(len(scan), place + 1 + _NEAR) and scan.keys[after] not in _ENDS:
        if scan.any_at(after, _FOLLOWS):
            return True
        after += 1
    closes = scan.key(place + 1) in _SHORT and not scan.is_word(place + 2)  # kn r hay c
    return closes or scan.key(place + 1) in _STILL


def _is_of_values(scan: Scan, place: int) -> bool:
    """Of the same kind on both sides, where something is told of somebody; "hoặc" only between two people."""
    behind = _value_behind(scan, place) if scan.has("quota", *_STATES) else None
    return behind is not None and (scan.keys[place] in _ASKS or scan.used[behind] == "name")


def _value_behind(scan: Scan, place: int) -> int | None:
    """Where the second of two values of one kind stands."""
    at = place + 1
    if any(scan.ending(tag, place) and _is_said(scan, tag, at) for tag in _SAID_OF):
        return at  # nữ hay nam, người Thái hay người Mường
    while scan.any_at(at, _TITLES) and not scan.used[at] and not scan.is_number(at):
        at += 1
    if at < len(scan) and scan.is_number(place - 1) and scan.keys[at] == scan.key(place - 2):
        at += 1  # khóa 2 hay khóa 3
    if at >= len(scan) or place == 0:
        return None
    kind = scan.used[place - 1]
    if kind == "name" and any(scan.any_at(p, _TELLS) for p in range(place)):
        return None  # báo anh Nam hay A đã kết nạp
    both = kind in _VALUES and scan.used[at] == kind
    numbers = scan.is_number(place - 1) and scan.is_number(at) and kind != "period"
    return at if both or numbers else None


def _is_said(scan: Scan, tag: str, place: int) -> bool:
    """Whether a value of the tag begins there, perhaps behind "người"."""
    return scan.at(tag, place + (scan.at("folk", place) is not None)) is not None


def _is_unknown(scan: Scan) -> bool:
    """kết nạp ngày 5 hay ngày 6 em không nhớ: told, though it is not known when."""
    settled = any(scan.any_ending(hit.start, ("not_yet",)) for hit in scan.all("settled"))
    return (settled or scan.has("forgot")) and scan.keys[-1] != "?"
