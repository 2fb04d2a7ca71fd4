"""One pass over a message: its pieces, and every form of the lexicon found in them, by tag."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from language.words.normalise import Clean
from language.words.spelling import Spelling

WORD, NUMBER, MARK = range(3)


class Hit(NamedTuple):
    """A form of the lexicon on the pieces [start, end). `exact`: spelled with just these diacritics."""

    start: int
    end: int
    value: str
    exact: bool


@dataclass(slots=True)
class Scan:
    """The pieces of a message as parallel lists, and the hits of each tag from left to right."""

    clean: Clean
    size: int  # how many pieces there are
    words: list[str]
    spellings: list[Spelling]
    keys: list[str]
    kinds: list[int]  # word, number or mark
    numbers: list[int]  # the pieces that are numbers
    starts: list[int]
    ends: list[int]
    accented: bool
    cased: bool
    hits: dict[str, list[Hit]]
    covering: list[int]  # for each piece, the end of the longest hit that begins there (0: none)
    used: list[str]  # what a piece was already read as: "date", "name", "unit"… or ""
    spoken: list[bool]  # whether a form that is no part of a name begins at the piece
    within: list[bool]  # whether a longer form covers the piece and the one before
    beginning: list[dict[str, Hit]]  # by piece, then by tag
    finishing: list[dict[str, Hit]]

    def __len__(self) -> int:
        return self.size

    def all(self, tag: str) -> list[Hit]:
        """The hits of a tag."""
        return self.hits.get(tag, NO_HITS)

    def has(self, *tags: str) -> bool:
        """Whether any of the tags occurs."""
        return not self.hits.keys().isdisjoint(tags)

    def openings(self, tags: Iterable[str], *, numbers: bool = False) -> Sequence[int]:
        """The pieces on which a hit of one of the tags begins, or a number stands, from left to right."""
        hits = self.hits
        if hits.keys().isdisjoint(tags):
            return self.numbers if numbers else ()
        places = {hit.start for tag in tags if tag in hits for hit in hits[tag]}
        if numbers:
            places.update(self.numbers)
        return sorted(places)

    def total(self, tags: Iterable[str]) -> int:
        """How many hits the tags have together."""
        hits = self.hits
        return sum([len(hits[tag]) for tag in tags if tag in hits])

    def first(self, tag: str) -> Hit | None:
        """The leftmost hit of a tag."""
        hits = self.hits.get(tag)
        return hits[0] if hits else None

    def covers(self, tag: str, hit: Hit) -> bool:
        """Whether a hit of the tag encloses this one."""
        hits = self.hits.get(tag)
        if not hits:
            return False
        index = bisect_right(hits, hit.start, key=_start) - 1
        return index >= 0 and hit.end <= hits[index].end and hits[index].start <= hit.start

    def any_at(self, place: int, tags: Iterable[str]) -> bool:
        """Whether a hit of any of the tags begins at the piece."""
        return 0 <= place < self.size and not self.beginning[place].keys().isdisjoint(tags)

    def any_ending(self, place: int, tags: Iterable[str]) -> bool:
        """Whether a hit of any of the tags ends just before the piece."""
        return 0 < place <= self.size and not self.finishing[place].keys().isdisjoint(tags)

    def any_long_at(self, place: int, tags: Iterable[str]) -> bool:
        """Whether a hit of two pieces or more of any of the tags begins at the piece."""
        if self.covering[place] - place < 2:
            return False
        hits = self.beginning[place]
        return any(hits[tag].end - place > 1 for tag in tags if tag in hits)

    def at(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that begins at the piece."""
        if tag not in self.hits:  # as it mostly is
            return None
        return self.beginning[place].get(tag) if 0 <= place < self.size else None

    def ending(self, tag: str, place: int) -> Hit | None:
        """The hit of the tag that ends just before the piece."""
        if tag not in self.hits:
            return None
        return self.finishing[place].get(tag) if 0 < place <= self.size else None

    def take(self, start: int, end: int, use: str) -> None:
        """Marks the pieces [start, end) as read."""
        for place in range(start, end):
            self.used[place] = use

    def labelled(self, tag: str, place: int) -> bool:
        """Whether a label of the tag stands before the piece, perhaps with a colon between."""
        while place > 0 and self.keys[place - 1] in (":", "-", "=", "la"):
            place -= 1
        return self.ending(tag, place) is not None

    def is_word(self, place: int) -> bool:
        """Whether the piece is a word."""
        return 0 <= place < self.size and self.kinds[place] == WORD

    def words_within(self, start: int, end: int) -> int:
        """How many of the pieces [start, end) are words."""
        return self.kinds[start:end].count(WORD)

    def is_number(self, place: int) -> bool:
        """Whether the piece is a number."""
        return 0 <= place < self.size and self.kinds[place] == NUMBER

    def free_numbers(self) -> list[int]:
        """The pieces that are numbers and were not read as something else."""
        return [place for place in self.numbers if not self.used[place]]

    def cased_word(self, place: int) -> bool:
        """Whether the piece is a word with a capital in a message that uses them for names."""
        return self.cased and self.is_word(place) and self.words[place][0].isupper()

    def number(self, place: int) -> int | None:
        """The number at the piece, if it is one a date or a count can hold."""
        return int(self.words[place]) if self.is_number(place) and len(self.words[place]) <= 6 else None

    def key(self, place: int) -> str:
        """The folded word at the piece; empty outside the text."""
        return self.keys[place] if 0 <= place < self.size else ""

    def glued(self, place: int) -> bool:
        """Whether no space stands between this piece and the one before."""
        return place > 0 and self.starts[place] == self.ends[place - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw place of the pieces [start, end)."""
        return self.clean.raw_span(self.starts[start], self.ends[end - 1])

    def place_of(self, raw: int) -> int:
        """The piece that begins at or after a place in the raw text."""
        return bisect_left(self.starts, bisect_left(self.clean.origin, raw))

    def text(self, start: int, end: int) -> str:
        """The clean text of the pieces [start, end)."""
        return self.clean.text[self.starts[start] : self.ends[end - 1]]


NO_HITS: list[Hit] = []
NOTHING: dict[str, Hit] = {}  # shared by all pieces without hits; never written to


def _start(hit: Hit) -> int:
    return hit.start
