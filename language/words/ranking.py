""" "Chi bộ nào nhiều đoàn viên nhất": a rank whose two words stand apart is the rank it is."""

from bisect import insort

from language.words import particles
from language.words.scanning import Hit, Scan

_APART = 6  # words between: nhiều [dự bị nữ dưới 30 tuổi] nhất
_DIVIDED = "breakdown"
_KINDS = tuple(tuple(form.split()) for form in particles.words("ranked_unit"))
_FEW = particles.numbers("month_name")
_MOST, _LEAST = particles.words("most_of"), particles.words("least_of")


def join_ranks(scan: Scan) -> None:
    """Adds a rank and its form where "nhiều … nhất", "ít … nhất" asks behind units or spans to be ranked."""
    for closing in scan.all("superlative"):
        place = closing.start
        if scan.ending("rank", closing.end) is not None:
            continue
        for head in range(place - 2, max(-1, place - 2 - _APART), -1):
            is_most = scan.keys[head] in _MOST
            if not (is_most or scan.keys[head] in _LEAST):
                continue
            if any(hit.end <= head for hit in scan.all(_DIVIDED)) or _behind_units(scan, head):
                order = "most" if is_most else "least"
                _add(scan, "rank", Hit(head, closing.end, "", closing.exact))
                _add(scan, "form", Hit(head, closing.end, order, closing.exact))
            break


def _behind_units(scan: Scan, place: int) -> bool:
    """3 chi bộ ít nữ nhất: a number of units stands before it."""
    kinds = (kind for kind in _KINDS if tuple(scan.keys[place - len(kind) : place]) == kind)
    counts = [place - len(kind) - 1 for kind in kinds]
    return any(scan.is_number(count) or scan.key(count) in _FEW for count in counts)


def _add(scan: Scan, tag: str, hit: Hit) -> None:
    insort(scan.hits.setdefault(tag, []), hit)
    scan.beginning[hit.start] = {**scan.beginning[hit.start], tag: hit}
    scan.finishing[hit.end] = {**scan.finishing[hit.end], tag: hit}
