"""Set sentences in a message: whether a phrase of the phrasebook stands in a text, where, and with what."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import Self

from language.words.normalise import normalise
from language.words.phrasebook import SENTENCES, Needs, Phrasebook, Said, phrasebook
from language.words.remembering import Remembered
from language.words.spelling import Spelling, spell, telex
from language.words.splitting import pieces
from language.words.vocabulary import number_words

_END = r"(?:[.!?,;:] )*"
_MOST_PIECES = 150  # a set sentence is no essay
_EDGES = " ,.;:?!\n\t"


class Line:
    """A message as its pieces, each with a space behind it: folded, and behind "~" the marks that were typed.

    Every place in it is a place in the text.
    """

    def __init__(self, text: str) -> None:
        self.text = normalise(text).text
        self._found = pieces(self.text)
        self.words = frozenset(map(_FOLDED.__getitem__, self._found.words))
        self.is_short = len(self._found.words) <= _MOST_PIECES  # all of it may be one set sentence

    @cached_property
    def folded(self) -> str:
        """The line itself, made where a phrase may stand in it."""
        return "".join(map(_SHOWN.__getitem__, self._found.words))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text the pieces stand that fill [start, end) of the folded line."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        return self._found.starts[first], self._found.ends[last]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece begins in the folded line."""
        return list(accumulate([len(_SHOWN[piece]) for piece in self._found.words], initial=0))


@lru_cache(maxsize=64)
def line_of(text: str) -> Line:
    """The line of a text, as several readers ask for it."""
    return Line(text)


def _folded(piece: str) -> str:
    """A piece folded, as the words of phrases are."""
    return _meant(piece).folded if _is_word(piece) else _mark(piece)


def _shown(piece: str) -> str:
    """A piece as it stands in a line: folded, with the marks it was typed with, and a space."""
    if not _is_word(piece):
        return f"{_mark(piece)} "
    told = _meant(piece)
    return f"{told.folded} " if told.is_bare else f"{told.folded}~{told.quality}~{told.tone} "


def _is_word(piece: str) -> bool:
    return piece.isalpha() or "'" in piece


def _mark(piece: str) -> str:
    return ";" if piece.isspace() or piece == BLANK else piece


def _meant(piece: str) -> Spelling:
    """A word as typed; one that no phrase has is tried as leftover Telex keys."""
    told, known = spell(piece), phrasebook(SENTENCES).words
    if told.folded not in known and (decoded := telex(piece)) and (meant := spell(decoded)).folded in known:
        return meant
    return told


_FOLDED = Remembered(_folded, most=8192)
_SHOWN = Remembered(_shown, most=8192)

# Stands for what was read and taken out of a text, as long as that was.
BLANK = "\x00"


@dataclass(frozen=True, slots=True)
class Told:
    """A phrase as it stands in a line, and the value of its entry."""

    line: Line
    found: re.Match[str]
    value: str

    def __contains__(self, slot: str) -> bool:
        return bool(self.found.groupdict().get(slot))

    def __getitem__(self, slot: str | None) -> str:
        """What fills a slot, as typed, "" where nothing does; the whole phrase for None."""
        start, end = self.span(slot)
        return self.line.text[start:end]

    def span(self, slot: str | None = None) -> tuple[int, int]:
        """The place in the text of the whole phrase, or of a slot without the marks around it.

        (0, 0) for what is empty.
        """
        if slot is None:
            return self.line.span(*self.found.span())
        if slot not in self:
            return 0, 0
        start, end = self.line.span(*self.found.span(slot))
        told = self.line.text[start:end]
        return end - len(told.lstrip(_EDGES)), start + len(told.rstrip(_EDGES))

    @property
    def before(self) -> str:
        """What was typed before it."""
        return self.line.text[: self.span()[0]].strip(_EDGES)

    @property
    def rest(self) -> str:
        """What was typed behind it."""
        return self.line.text[self.span()[1] :].strip(_EDGES)

    def number(self, slot: str) -> int | None:
        """The whole number that fills a slot, in figures or as a word."""
        if slot not in self:
            return None
        told = self[slot]
        return number_words().get(spell(told).folded) or int(told.replace(".", ""))

    def unit(self, slot: str = "unit") -> str | None:
        """The unit, without the words that lead to it; None where none or the speaker's own is told."""
        told = without_lead("unit_leads", self[slot])
        return None if not told or phrase("own_unit").whole(told) else told

    def person(self, slot: str = "name") -> str:
        """Whom it is about, without the address before the name: "đ/c Lò Thị Mai" is Lò Thị Mai."""
        return without_lead("titles", self[slot])


def without_lead(lead: str, told: str) -> str:
    """What was told, without the words of a phrase before it; all of it where it is nothing else."""
    found = phrase(lead).start(told)
    return (found.rest or told) if found else told


def without(text: str, told: Iterable[Told], by: str = " ") -> str:
    """The text without some phrases; as much else stands for them, so that all keeps its place."""
    for start, end in (one.span() for one in told):
        text = text[:start] + by * (end - start) + text[end:]
    return text


class _Form:
    """One entry as patterns of a folded line, and the words without which it cannot be said."""

    def __init__(self, said: Said, closing: str) -> None:
        self._said = said
        self._closing = closing
        self.needs = said.needs
        self.value = said.value

    @cached_property
    def inner(self) -> re.Pattern[str]:
        """Within a line."""
        return self._said.compiled(rf"(?<!\S)(?:{self._said.pattern})")

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """As all of a line."""
        return self._said.compiled(f"(?:{self._said.pattern})(?:{self._closing})*{_END}")


class Phrase:
    """All entries of one id, in the order of their file."""

    def __init__(self, forms: tuple[_Form, ...]) -> None:
        self._forms = forms
        self._signs = Needs.one_of([form.needs for form in forms]).signs

    @classmethod
    def of(cls, book: "Phrasebook", name: str) -> Self:
        """The phrase of that id in a book. Raises KeyError where it has none."""
        closing = "|".join(said.pattern for said in book.said.get("closing", ()))
        return cls(tuple(_Form(said, closing) for said in book.said[name]))

    def may_stand(self, text: str) -> bool:
        """Whether the text has the words without which the phrase cannot be said."""
        return bool(self._sayable(line_of(text)))

    def values_of(self, text: str) -> Iterator[str]:
        """The values of its entries that may stand in the text."""
        return (form.value for form in self._sayable(line_of(text)))

    def whole(self, text: str) -> Told | None:
        """The phrase, where the text is nothing else but perhaps "nhé" or "ạ" behind it."""
        line = line_of(text)
        forms = self._sayable(line) if line.is_short else ()
        return _first(line, forms, lambda form: form.whole.fullmatch(line.folded)) if forms else None

    def start(self, text: str) -> Told | None:
        """The phrase, where the text begins with it."""
        line = line_of(text)
        forms = self._sayable(line)
        return _first(line, forms, lambda form: form.inner.match(line.folded)) if forms else None

    def anywhere(self, text: str) -> Told | None:
        """The phrase where it stands first, of the first entry that stands at all."""
        line = line_of(text)
        forms = self._sayable(line)
        return _first(line, forms, lambda form: form.inner.search(line.folded)) if forms else None

    def _sayable(self, line: Line) -> Sequence[_Form]:
        """The entries whose words all stand in the line; mostly none, which is seen in one look."""
        words = line.words
        if any(map(words.isdisjoint, self._signs)):
            return ()
        return [form for form in self._forms if form.needs.are_met(words)]

    def each(self, text: str) -> Iterator[Told]:
        """The phrase wherever it stands, entry by entry."""
        line = line_of(text)
        for form in self._sayable(line):
            places = form.inner.finditer(line.folded)
            yield from (Told(line, found, form.value) for found in places if found[0])

    def split(self, text: str) -> Iterator[str]:
        """What stands between the places where the phrase stands, without what separates it."""
        line, place = line_of(text), 0
        for start, end in sorted(told.span() for told in self.each(text)):
            yield line.text[place:start].strip(_EDGES)
            place = end
        yield line.text[place:].strip(_EDGES)


def _first(line: Line, forms: Iterable[_Form], look: Callable[[_Form], re.Match[str] | None]) -> Told | None:
    """The first of the entries that is found in the line."""
    for form in forms:
        if (found := look(form)) and found[0]:
            return Told(line, found, form.value)
    return None


@cache
def phrase(name: str, folder: str = SENTENCES) -> Phrase:
    """The phrase of that id in a folder of the lexicon. Raises KeyError where no file has it."""
    return Phrase.of(phrasebook(folder), name)


def sentence(name: str, folder: str = SENTENCES) -> str:
    """The sentence that an entry gives as its example, to be said by the reader itself."""
    return phrasebook(folder).said[name][0].such_as[0]
