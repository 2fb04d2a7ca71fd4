"""What speaks for one intent or another: words, what the lexicon knows of them, and what follows them."""

from itertools import chain, pairwise

from language.words.scanning import NUMBER, Scan

_STANDS_FOR = {"name": "<name>", "date": "<date>", "birth": "<birth>"}
_SAYS_LITTLE = frozenset(("final", "function"))
_SHOWN_AS = {"\n": "¶", "\t": "⇥"}
_ENDS = "^", "$"


def clues_of(scan: Scan) -> set[str]:
    """Single words and tags, and each with the one behind it.

    Names, days and numbers stand for all of their kind: who it was and when says nothing of what is wanted.
    """
    opens, closes = _ENDS
    words, tags = _words(scan), _tags(scan)
    beside = [f"{one} {other}" for one, other in pairwise(chain(opens, words, closes))]
    behind = [f"{one}|{other}" for one, other in pairwise(chain(opens, tags, closes))]
    return {*words, *tags, *beside, *behind}


def _words(scan: Scan) -> list[str]:
    """The folded words; a name or a day of several pieces is one."""
    said: list[str] = []
    last = ""
    for key, kind, use in zip(scan.keys, scan.kinds, scan.used, strict=True):
        if use not in _STANDS_FOR:
            last = "#" if kind == NUMBER else _SHOWN_AS.get(key, key)
            said.append(last)
        elif last != (last := _STANDS_FOR[use]):
            said.append(last)
    return said


def _tags(scan: Scan) -> list[str]:
    """From left to right the tag of the longest form at each place that has one."""
    said: list[str] = []
    last = ""
    place, size = 0, len(scan)
    while place < size:
        use, end, tag = scan.used[place], place + 1, None
        if use in _STANDS_FOR:
            tag = _STANDS_FOR[use]
        elif hits := scan.beginning[place]:
            longest, known = max([(hit.end, tag) for tag, hit in hits.items()])
            if known not in _SAYS_LITTLE:
                tag, end = "@" + known, longest
        if tag is not None and tag != last:
            said.append(tag)
            last = tag
        place = end
    return said
