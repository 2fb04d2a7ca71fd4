"""The questions nearest to a text that was not understood, by the words they share."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from language.words.normalise import LONGEST, normalise
from language.words.spelling import spell, telex
from language.words.splitting import split
from language.words.vocabulary import vocabulary

_FILE = "examples.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question that can be answered, and the folded words that draw it near."""

    text: str
    words: tuple[tuple[str, ...], ...]


@cache
def examples() -> tuple[Example, ...]:
    """The example questions of the file, in its order."""
    told = tomllib.loads((files("language") / _FILE).read_text(encoding="utf-8"))
    return tuple(
        Example(text=one["text"], words=tuple(tuple(form.split()) for form in one["words"].split("|")))
        for one in told["example"]
    )


def nearest_questions(text: str, count: int = 3) -> tuple[str, ...]:
    """The questions that share most with the text, the nearest first; ties in the order of the file."""
    keys = _keys(text)
    runs = {tuple(keys[at : at + size]) for size in (1, 2, 3) for at in range(len(keys) - size + 1)}
    scored = [
        (-sum(len(words) ** 2 for words in example.words if words in runs), order, example.text)
        for order, example in enumerate(examples())
    ]
    return tuple(text for _, _, text in sorted(scored)[:count])


def _keys(text: str) -> list[str]:
    """The folded words, leftover Telex keys decoded where that makes a known word."""
    known, keys = vocabulary().words, []
    for word in split(normalise(text[:LONGEST]).text):
        key = spell(word).folded
        if key not in known and (decoded := telex(word)) is not None and spell(decoded).folded in known:
            key = spell(decoded).folded
        keys.append(key)
    return keys
