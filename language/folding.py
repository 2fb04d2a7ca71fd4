"""A message beside its folded line, for patterns in set words: what matched comes back as it was typed."""

import re
from datetime import date
from functools import lru_cache

from domain.text import fold

_DAY = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2}))?\b")
_MONTH = re.compile(r"\bthang (?P<month>\d{1,2})(?:/(?P<year>\d{4}))?\b")


class Folded:
    """The words of a message, as typed and folded, joined by single spaces."""

    def __init__(self, text: str) -> None:
        self._words = text.split()
        self._folded = [_folded_word(word) for word in self._words]
        self.folded = " ".join(self._folded)

    def between(self, start: int, end: int) -> str:
        """What was typed where the folded line has [start, end); whole words."""
        place, kept = 0, []
        for raw, folded in zip(self._words, self._folded, strict=True):
            if place < end and place + len(folded) > start:
                kept.append(raw)
            place += len(folded) + 1
        return " ".join(kept)


@lru_cache(maxsize=8192)
def _folded_word(word: str) -> str:
    """Ten readers of set sentences fold the same words, one after the other."""
    return fold(word)


class _InPlace(dict[int, str]):
    """What stands in the place of each letter, found when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        kept = folded if len(folded) == 1 else " " if letter.isspace() else letter
        if code < _FIRST_OF_MANY:
            self[code] = kept
        return kept


_FIRST_OF_MANY = (
    0x2100  # behind the letters and marks of Latin: scripts and pictures that nobody here writes in
)
_IN_PLACE = _InPlace()


def folded_in_place(text: str) -> str:
    """The text folded letter by letter: every place in it is the same place in the text."""
    return text.translate(_IN_PLACE)


def written_day(folded: str, sent_on: date) -> date | None:
    """The day written in figures, else the first of a month named; without a year the last such day."""
    found = _DAY.search(folded) or _MONTH.search(folded)
    if found is None:
        return None
    day, year = int(found.groupdict().get("day") or 1), found["year"]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(found["month"]), day)
        this_year = date(sent_on.year, int(found["month"]), day)
        return this_year if this_year <= sent_on else this_year.replace(year=sent_on.year - 1)
    except ValueError:
        return None
