"""Somebody named of whom it is only said that they wait: "kết nạp A và B, còn C hoãn lại"."""

from language.words import particles
from language.words.scanning import Hit, Scan

_LEFT_OUT = particles.words("left_out")
_SETS_APART = particles.words("sets_apart")
_JOINS = particles.words("joins_names")
_CLAUSE_ENDS = frozenset((",", ".", ";", "\n"))
_STOPS = _CLAUSE_ENDS - {","}
_UNTIL_WHEN = ("cause", "where", "until", "from", "final", "date_word")


def waits_alone(scan: Scan, hit: Hit) -> tuple[int, int] | None:
    """Where those stand who wait while others do not, with what says so; None where it may be everybody.

    "còn B và C để tháng sau" is of both; of "A, B và C hoãn lại" nobody knows.
    """
    end, last = _end(scan, hit.end), hit.start - 1
    while last > 0 and scan.keys[last] in _LEFT_OUT:
        last -= 1
    if end is None or last <= 0 or scan.used[hit.start] or scan.used[last] != "name":
        return None
    first = group = _begins(scan, last)
    while group > 0 and scan.keys[group - 1] not in _SETS_APART:
        joined = scan.keys[group - 1] == "," or scan.keys[group - 1] in _JOINS
        if not joined or scan.used[group - 2] != "name":
            return (first, end) if scan.key(first - 1) == "," and _is_closed(scan, first - 1) else None
        group = _begins(scan, group - 2)
    return (group, end) if group > 0 else None


def kept_for(scan: Scan, hit: Hit) -> Hit | None:
    """nguồn A, B để năm sau kết nạp: what those on the list are kept for, with the words for when."""
    kept = scan.ending("put_off", hit.start)
    closes = not scan.is_word(hit.end) or scan.at("final", hit.end) is not None
    if kept is None or not closes:
        return None
    listed = (told for told in scan.all("candidate") if told.end <= kept.start)
    return kept if any(_STOPS.isdisjoint(scan.keys[told.end : kept.start]) for told in listed) else None


def _begins(scan: Scan, last: int) -> int:
    """Where the name that ends on the piece begins, its titles included."""
    at = last
    while at > 0 and scan.used[at - 1] == "name":
        at -= 1
    while (title := scan.ending("honorific", at)) is not None and not scan.used[title.start]:
        at = title.start
    return at


def _is_closed(scan: Scan, comma: int) -> bool:
    """kết nạp A và B, · kết nạp A ngày 3/11, : who is listed before the comma is told of already."""
    before = comma - 1
    return scan.used[before] != "name" or scan.key(_begins(scan, before) - 1) in _JOINS


def _end(scan: Scan, place: int) -> int | None:
    """Where the clause ends that says no more than why or until when; None where it says something else."""
    at = place
    if (event := scan.at("admission", at)) is not None:
        at = event.end  # còn B để năm sau kết nạp
    if scan.is_word(at) and not scan.used[at] and not scan.any_at(at, _UNTIL_WHEN):
        return None
    while at < len(scan) and scan.keys[at] not in _CLAUSE_ENDS:
        at += 1
    return at
