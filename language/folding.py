"""A message beside its folded line, for patterns in set words: what matched comes back as it was typed."""

from domain.text import fold


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
