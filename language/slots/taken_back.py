"""Whom a message leaves of those it names, where the writer takes somebody back in the same message."""

from collections.abc import Sequence

from language.message import Seen
from language.names.finding import Name
from language.words import particles
from language.words.scanning import Scan

_JOINS = particles.words("joins_names") | {",", "&"}
_MISTAKEN = particles.words("mistaken")
_LEFT_OUT = particles.words("left_out")


def standing_names(seen: Seen) -> list[Name]:
    """The names without those the writer takes back: à nhầm chỉ có B thôi; not whoever is named again."""
    names = [n for n in seen.names if seen.stands(n.start, n.end)]
    if seen.scan.has("slip") and (kept := _after_slip(seen, names)) is not None:
        return kept
    names = [name for name in names if not _is_replaced(seen.scan, name, names)]
    for hit in seen.scan.all("correct"):
        before = [n for n in names if n.end <= hit.start]
        after = [n for n in names if n.start >= hit.end]
        called = {seen.scan.key(n.end - 1) for n in before}
        if before and any(not n.is_partial or seen.scan.key(n.end - 1) not in called for n in after):
            only = any(seen.scan.at("only", hit.end + ahead) for ahead in (0, 1))
            return after if only else [*before[:-1], *after]
    return names


def _is_replaced(scan: Scan, name: Name, names: list[Name]) -> bool:
    """bạn A, í nhầm, bạn B học xong lớp: A, where nothing stands between the two but the slip."""
    slip = scan.at("slip", name.end + (scan.key(name.end) == ","))
    if slip is None or _MISTAKEN.isdisjoint(scan.keys[slip.start : slip.end]):
        return False
    return any(other.begins == slip.end + (scan.key(slip.end) in (",", ":")) for other in names)


def _after_slip(seen: Seen, names: list[Name]) -> list[Name] | None:
    """A và B, à em nhầm, B thì chưa, chỉ có A thôi: whom the words behind a slip leave; None: all of them."""
    scan, slip = seen.scan, seen.scan.all("slip")[0]
    before = [n for n in names if n.end <= slip.start]
    called = {scan.key(n.end - 1) for n in before}
    denied = called & {scan.keys[p] for p in range(slip.end, len(scan)) if _is_denied(scan, p)}
    alone = _only_one(seen, before, slip.end)
    if not before or not (denied or alone is not None):
        return None
    after = [n for n in names if n.start >= slip.end]
    if alone is not None:
        left = {scan.key(at) for at in (alone, *_joined(scan, called, alone))}
        before = [n for n in before if scan.key(n.end - 1) in left]
        after = [n for n in after if n.end > alone]
    told = {n.text for n in before}
    standing = [*before, *(n for n in after if n.text not in told)]
    return [n for n in standing if scan.key(n.end - 1) not in denied]


def _joined(scan: Scan, called: set[str], place: int) -> list[int]:
    """Chỉ có Tú với Hiền thôi: where others whom the message has named stand, joined to the first one."""
    joined, at = [], place + 1
    while scan.key(at) in _JOINS:
        at += 1
        at += scan.at("honorific", at) is not None and scan.key(at) not in called
        if scan.key(at) in called:
            joined.append(at)
        at += 1
    return joined


def _only_one(seen: Seen, before: Sequence[Name], place: int) -> int | None:
    """Chỉ có mình Huy thôi: where the given name right behind "only" stands, from the piece on; a name, or
    what one told before is called."""
    ends = [hit.end for hit in seen.scan.all("only") if hit.start >= place]
    named = (n for n in seen.names for end in ends if n.begins <= end + 1 <= n.start + 1)
    if (name := next(named, None)) is not None:
        return name.end - 1
    called = {seen.scan.words[n.end - 1] for n in before}
    behind = (
        at for end in ends for at in (end, end + 1, *_behind_count(seen.scan, end)) if at < len(seen.scan)
    )
    return next((at for at in behind if seen.scan.words[at] in called), None)


def _behind_count(scan: Scan, place: int) -> tuple[int, ...]:
    """Chỉ có hai người Tú với Hiền thôi: behind how many they are."""
    counts = scan.is_number(place) or scan.at("number", place) is not None
    return (place + 2,) if counts and scan.at("members", place + 1) is not None else ()


def _is_denied(scan: Scan, place: int) -> bool:
    """B thì chưa, B chưa có quyết định: right behind what somebody is called, that it did not happen."""
    denial = scan.at("not_yet", place + 1 + (scan.key(place + 1) in _LEFT_OUT))
    return denial is not None and (denial.exact or not scan.accented)
