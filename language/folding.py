"""A message beside its folded line, for patterns in set words: what matched comes back as it was typed."""

import re
from datetime import date

from domain.text import fold

_DAY = re.compile(r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2}))?\b")
_MONTH = re.compile(r"\bthang (?P<month>\d{1,2})(?:/(?P<year>\d{4}))?\b")


class Folded:
    """The words of a message, as typed and folded, joined by single spaces."""

    def __init__(self, text: str) -> None:
        self._words = text.split()
        self._folded = [fold(word) for word in self._words]
        self.folded = " ".join(self._folded)

    def between(self, start: int, end: int) -> str:
        """What was typed where the folded line has [start, end); whole words."""
        place, kept = 0, []
        for raw, folded in zip(self._words, self._folded, strict=True):
            if place < end and place + len(folded) > start:
                kept.append(raw)
            place += len(folded) + 1
        return " ".join(kept)


def folded_in_place(text: str) -> str:
    """The text folded letter by letter: every place in it is the same place in the text."""
    return "".join(folded if len(folded := fold(c)) == 1 else " " if c.isspace() else c for c in text)


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
