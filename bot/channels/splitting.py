"""Long texts in parts that a channel takes."""

import re

# The best places first: between lines, after a sentence, between words.
_PLACES = (re.compile(r"\n"), re.compile(r"(?<=[.!?…;:])\s"), re.compile(r"\s"))


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut after a line, else after a sentence or a word.

    A better place counts only in the second half of what fits: parts are not to become crumbs.
    """
    parts: list[str] = []
    while _units(text) > limit:
        end = _fitting(text, limit)
        cut = _cut(text, end)
        head, text = (text[:cut], text[cut + 1 :]) if cut else (text[:end], text[end:])
        if head.strip():
            parts.append(head)
    if text.strip() or not parts:
        parts.append(text)
    return parts


def _cut(text: str, end: int) -> int:
    """Where the white space stands that ends the part; 0 where there is none."""
    found = [
        max((match.start() for match in place.finditer(text, 0, end + 1)), default=0) for place in _PLACES
    ]
    return next((cut for cut in found if cut > end // 2), max(found))


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _fitting(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` UTF-16 units."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)
