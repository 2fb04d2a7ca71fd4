"""The lexicon files as one search tree over folded words. Adding a word to a file needs no code."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from language.words.spelling import Spelling, spell
from language.words.splitting import split

FILES = (
    "people.toml",
    "ethnic_groups.toml",
    "names.toml",
    "units.toml",
    "time.toml",
    "events.toml",
    "guards.toml",
    "questions.toml",
    "forms.toml",
    "doubts.toml",
    "words.toml",
)

# In a phrase of these a wrong mark or letter is a slip of the finger.
FORGIVING = frozenset(
    [
        "admission",
        "official",
        "candidate",
        "class",
        "dossier",
        "verification",
        "resolution",
        "decision",
        "dropped",
        "quota",
        "how_many",
        "finished",
        "referral",
        "mentor",
    ]
)

_NAMES = ("names.toml", "ethnic_groups.toml")
_WITH_Y = re.compile(r"(?<!\w)([hklmst]|qu)y([\u0300-\u036f]?)(?!\w)")  # the mark of its tone apart


# Two words written as one ("ketnap") are known when together they are at least this long.
_SHORTEST_GLUED = 6


class Sense(NamedTuple):
    """One meaning of one form: the table it stands in, its value there, and how it is spelled."""

    tag: str
    value: str
    spelling: tuple[Spelling, ...]
    size: int  # letters, to tell a long phrase from an abbreviation


class Node:
    """A step of the tree: what may follow, and what ends here."""

    __slots__ = ("following", "senses")

    def __init__(self) -> None:
        self.following: dict[str, Node] = {}
        self.senses: list[Sense] = []


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # one is itself only: what it knows is kept by it
class Vocabulary:
    """All forms of all files, the set of their words, and those that nothing but names has without a mark."""

    root: Node
    words: frozenset[str]
    marked: frozenset[str]
    glued: dict[str, tuple[Sense, ...]]
    phrases: dict[str, tuple[Spelling, ...]]  # of two words, by their letters: those a slip is looked up in
    jobs: dict[str, tuple[Spelling, ...]]  # the same, where capitals tell names from words


@cache
def vocabulary() -> Vocabulary:
    """The lexicon, read once."""
    return load(files("language.lexicon"), FILES)


@cache
def number_words() -> dict[str, int]:
    """The number that each folded word says which says one: "hai" is 2."""
    return {
        word: int(sense.value)
        for word, node in vocabulary().root.following.items()
        for sense in node.senses
        if sense.tag == "number"
    }


def load(folder: Traversable, names: Iterable[str]) -> Vocabulary:
    """The named files of a folder as one vocabulary. Raises ValueError, naming the entry that is wrong."""
    root = Node()
    words: set[str] = set()
    bare: set[str] = set()
    glued: dict[str, list[Sense]] = {}
    for name in names:
        text = (folder / name).read_text(encoding="utf-8")
        for tag, entries in tomllib.loads(text).items():
            for entry in entries:
                if "forms" not in entry or "source" not in entry:
                    raise ValueError(f"{name}: an entry of [{tag}] lacks forms or source")
                for form in _forms(entry["forms"], name):
                    spelling = tuple(map(spell, split(form)))
                    _add(root, words, glued, tag, entry.get("value", tag), spelling)
                    if name not in _NAMES and tag != "common_noun":
                        bare.update(word.folded for word in spelling if word.is_bare)
    return Vocabulary(
        root=root,
        words=frozenset(words),
        marked=frozenset(words - bare),
        glued={joined: tuple(senses) for joined, senses in glued.items()},
        phrases={j: s.spelling for j, senses in glued.items() for s in senses if s.tag in FORGIVING},
        jobs={j: s.spelling for j, senses in glued.items() for s in senses if _is_only_job(s, senses)},
    )


def _forms(told: str, file: str) -> Iterator[str]:
    """The forms of an entry; lí lịch beside lý lịch: a phrase is written with i or with y, a name is not."""
    has_both = file not in _NAMES and _WITH_Y.search(unicodedata.normalize("NFD", told))
    for form in map(str.strip, told.split("|")):
        yield form
        if has_both and " " in form:
            with_i = _WITH_Y.sub(r"\1i\2", unicodedata.normalize("NFD", form))
            if (spelt := unicodedata.normalize("NFC", with_i)) != form:
                yield spelt


def _add(
    root: Node,
    words: set[str],
    glued: dict[str, list[Sense]],
    tag: str,
    value: str,
    spelling: tuple[Spelling, ...],
) -> None:
    node, joined = root, ""
    for word in spelling:
        key = word.folded
        if (following := node.following.get(key)) is None:
            following = node.following[key] = Node()
            words.add(key)
        node, joined = following, joined + key
    sense = Sense(tag, value, spelling, len(joined))
    for known in node.senses:
        if known.tag == tag and known.spelling == spelling:
            break
    else:
        node.senses.append(sense)
    if len(spelling) == 2 and len(joined) >= _SHORTEST_GLUED and joined.isalpha():
        glued.setdefault(joined, []).append(sense)


def _is_only_job(sense: Sense, senses: Sequence[Sense]) -> bool:
    """Whether the form is a job and nothing else: "công nhạn" may be công nhân or công nhận."""
    return sense.tag == "category" and all(other.spelling == sense.spelling for other in senses)
