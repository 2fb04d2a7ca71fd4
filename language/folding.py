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
