"""Set sentences, read from data files: "tắt nhắc [việc | nhở]" becomes a matcher of messages.

A file in `lexicon/phrases/`, or in `lexicon/lists/` for the tables that people send, holds entries `[[id]]`,
each with how it is said (`says`), its `source`, perhaps a `value` that tells entries of one id apart, and
sentences that it must read (`such_as`). In `says`:

    tắt nhắc           these words, with diacritics or without
    (tắt | ngừng)      one of them; (…)+ one or more of them
    [việc | nhở]       one of them or nothing; […]* any number of them
    <title>            what another entry of that id says
    {name}, {low:number}, {unit:words?}   a slot of a kind below, or of what another entry says;
                       with ? it may be empty
    {:word}            a slot that nobody asks for
    !(bộ), &(bản)      not followed by, followed by
    =mời               typed without diacritics, or with just these
    ^, $               the beginning and the end of the text

A comma or colon may stand behind any word. What filled a slot comes back as it was typed.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from language.words.spelling import Spelling, spell
from language.words.splitting import split
from language.words.vocabulary import number_words

SENTENCES = "phrases"  # the folder of what is said, beside that of the tables that people send

# What a slot may be. Every piece of a line has a space behind it.
_KINDS = {
    "words": r"(?:\S+ )+?",
    "name": r"(?:[^\W\d]\S* ){1,6}?",  # of a person
    "word": r"[^\W\d]\S* ",
    "aside": r"(?:[^\d\s]\S* ){0,6}?",  # some words without figures
    "few": r"(?:[^\W\d]\S* ){0,4}?",
    "clause": r"(?:[^\s;()]\S* )*",
    "paper": r"(?:[^\s,;:]\S* )+?\d+ (?:[/.-] \w\S* )*",  # a document by its kind and number
    "bracket": r"[()] ",
    "number": r"\d+ ",
    "decimal": r"\d+ (?:[.,] \d )?",
    "thousands": r"\d+ (?:\. \d{3} )*",
    "day": r"(?:0?[1-9]|[12]\d|3[01]) ",
    "month": r"(?:0?[1-9]|1[0-2]) ",
    "year": r"(?:\d{4}|\d\d) ",
    "behind_figure": r"(?<=\d )",
}
_PAUSE = "(?:[,:] )*"


class Needs(NamedTuple):
    """The words without which something cannot be said: all of some, and one of each of some sets."""

    required: frozenset[str] = frozenset()
    choices: tuple[frozenset[str], ...] = ()

    @classmethod
    def all_of(cls, needs: Sequence["Needs"]) -> "Needs":
        """What several things need that are said together."""
        required = frozenset[str]().union(*(one.required for one in needs))
        return cls(required, tuple(choice for one in needs for choice in one.choices))

    @classmethod
    def one_of(cls, needs: Sequence["Needs"]) -> "Needs":
        """What is needed whichever of several things is said."""
        if len(needs) == 1:
            return needs[0]
        told = [one.signs for one in needs]
        # Any set of each together with any set of the others is one of which a word must stand.
        return cls(choices=tuple(frozenset[str]().union(*sets) for sets in zip(*told, strict=False)))

    @property
    def signs(self) -> tuple[frozenset[str], ...]:
        """The sets of which a word of each must stand; the smallest first, of the longest words."""
        longest_first = sorted(self.required, key=lambda word: (-len(word), word))
        return *(frozenset((word,)) for word in longest_first), *sorted(self.choices, key=len)

    def are_met(self, words: frozenset[str]) -> bool:
        """Whether it can be said with these words."""
        return self.required <= words and not any(map(words.isdisjoint, self.choices))


class Said(NamedTuple):
    """One entry: its pattern, the words without which it cannot be said, its value and its examples."""

    place: str  # its file and line
    pattern: str
    needs: Needs
    value: str
    such_as: tuple[str, ...]

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """The pattern in its surroundings, made when it is first needed: a message needs few entries."""
        try:
            return re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{self.place}: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Every entry of every file, and their folded words."""

    said: dict[str, tuple[Said, ...]]
    words: frozenset[str]


@cache
def phrasebook(folder: str) -> Phrasebook:
    """The files of a folder of the lexicon, read once."""
    return load(files("language.lexicon") / folder)


def load(folder: Traversable) -> Phrasebook:
    """All files of a folder. Raises ValueError with the file, the line and what is wrong there."""
    entries: dict[str, list[_Entry]] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            for entry in _entries(file.name, file.read_text(encoding="utf-8")):
                entries.setdefault(entry.name, []).append(entry)
    reader = _Reader(entries)
    said = {name: tuple(map(reader.said, found)) for name, found in entries.items()}
    return Phrasebook(said=said, words=frozenset(reader.words))


class _Entry(NamedTuple):
    name: str
    place: str  # file and line
    told: dict[str, str]


_KEYS = frozenset(("says", "source", "value", "such_as"))


def _entries(file: str, text: str) -> Iterator[_Entry]:
    try:
        tables: dict[str, list[dict[str, str]]] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}") from error
    heads: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("[["):
            heads.setdefault(line.strip().strip("[]"), []).append(number)
    for name, entries in tables.items():
        for number, told in zip(heads.get(name, []), entries, strict=True):
            place = f"{file}:{number}"
            if not {"says", "source"} <= set(told) <= _KEYS or not all(map(str.strip, told.values())):
                raise ValueError(f"{place}: an entry has says and source, perhaps value and such_as")
            yield _Entry(name, place, told)


_NOTATION = re.compile(
    r"\s*(?:(?P<open>[!&]?\(|\[)|(?P<close>\)\+?|\]\*?)|(?P<plain>(?P<or>\|)|[$^])|<(?P<part>[a-z_]+)>"
    r"|\{(?P<slot>[a-z_]*)(?::(?P<kind>[a-z_]+))?(?P<empty>\??)\}|(?P<word>=?[^\s()\[\]{}<>|^$]+))\s*"
)
_GROUP = re.compile(r"\(\?P<(\w+)>")
_OPENS = {"(": "(?:", "[": "(?:", "!(": "(?!", "&(": "(?="}
_CLOSES = {")": ")", ")+": ")+", "]": ")?", "]*": ")*"}


class _Reader:
    """Reads entries, each of which may name others."""

    def __init__(self, entries: dict[str, list[_Entry]]) -> None:
        self._entries = entries
        self._kinds = _KINDS | {"count": rf"(?:\d+|(?:{'|'.join(number_words())})(?:~\S*)?) "}
        self._parts: dict[str, tuple[str, Needs]] = {}
        self._words: dict[str, tuple[str, Needs]] = {}
        self._open: list[str] = []
        self.words: set[str] = set()

    def said(self, entry: _Entry) -> Said:
        try:
            pattern, needs = self._read(entry.told["says"])
            if twice := [name for name, n in Counter(_GROUP.findall(pattern)).items() if n > 1]:
                raise ValueError(f"{twice[0]} fills two slots")
        except ValueError as error:
            raise ValueError(f"{entry.place}: {error}") from error
        such_as = tuple(one.strip() for one in entry.told.get("such_as", "").split("|") if one.strip())
        return Said(entry.place, pattern, needs, entry.told.get("value", entry.name), such_as)

    def _read(self, says: str) -> tuple[str, Needs]:
        """The pattern, and the words without which it cannot be said."""
        place, written = 0, list[str]()
        opened = [_Bracket("")]
        while place < len(says):
            found = _NOTATION.match(says, place)
            if found is None:
                raise ValueError(f"nothing can be made of “{says[place:]}”")
            place = found.end()
            if mark := found["open"]:
                opened.append(_Bracket(mark))
                written.append(_OPENS[mark])
            elif mark := found["close"]:
                closed = opened.pop()
                if closed.mark[-1:] != {")": "(", "]": "["}[mark[0]]:
                    raise ValueError(f"“{mark}” closes nothing")
                written.append(_CLOSES[mark])
                if closed.mark == "(":
                    opened[-1].said[-1].append(closed.needs())
            elif word := found["word"]:
                pattern, needs = self._word(word)
                written.append(pattern)
                opened[-1].said[-1].append(needs)
            elif found["plain"]:
                written.append(found["plain"])
                if found["or"]:
                    opened[-1].said.append([])
            else:
                pattern, needs = self._slot(found)
                written.append(pattern)
                opened[-1].said[-1].append(needs)
        if len(opened) > 1:
            raise ValueError(f"“{opened[-1].mark}” is never closed")
        return "".join(written), opened[0].needs()

    def _word(self, word: str) -> tuple[str, Needs]:
        if word not in self._words:
            is_exact, typed = _typed(word)
            folded = [one.folded for one in typed]
            self.words.update(folded)
            pattern = "".join(f"{re.escape(one.folded)}{_marks(one, is_exact=is_exact)} " for one in typed)
            pause = _PAUSE if folded[-1].isalpha() else ""
            self._words[word] = pattern + pause, Needs(frozenset(folded))
        return self._words[word]

    def _slot(self, found: re.Match[str]) -> tuple[str, Needs]:
        if part := found["part"]:
            pattern, needs = self._part(part)
            return f"(?:{pattern})", needs
        name, kind = found["slot"], found["kind"] or found["slot"]
        pattern, needs = (self._kinds[kind], Needs()) if kind in self._kinds else self._part(kind)
        pattern = _GROUP.sub("(?:", pattern)
        pattern = f"(?P<{name}>{pattern})" if name else f"(?:{pattern})"
        return (f"(?:{pattern})??", Needs()) if found["empty"] else (pattern, needs)

    def _part(self, name: str) -> tuple[str, Needs]:
        """What the entries of another id say, one of them."""
        if name not in self._entries:
            raise ValueError(f"nothing is called “{name}”")
        if name in self._open:
            raise ValueError(f"“{name}” is said by itself")
        if name not in self._parts:
            self._open.append(name)
            read = [self._read(entry.told["says"]) for entry in self._entries[name]]
            self._parts[name] = "|".join(one for one, _ in read), Needs.one_of([needs for _, needs in read])
            self._open.pop()
        return self._parts[name]


class _Bracket:
    """A bracket while it is read: what is said in it, between the bars."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.said: list[list[Needs]] = [[]]

    def needs(self) -> Needs:
        return Needs.one_of([Needs.all_of(together) for together in self.said])


def _typed(word: str) -> tuple[bool, list[Spelling]]:
    """Whether a word of an entry is marked as typed just so, and its pieces."""
    is_exact = word[0] == "=" and len(word) > 1
    return is_exact, [spell(piece) for piece in split(word[1:] if is_exact else word)]


def _marks(form: Spelling, *, is_exact: bool) -> str:
    """What may stand behind the folded letters of a word in a line."""
    if not form.folded.isalpha():
        return ""
    return f"(?:~(?:{form.quality}|{form.folded})~{form.tone}?)?" if is_exact else r"(?:~\S*)?"
