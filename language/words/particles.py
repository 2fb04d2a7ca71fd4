"""Words of grammar that rules ask for by their folded spelling, read from the lexicon's own file for them."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from language.words.spelling import spell

FILE = "particles.toml"


@cache
def _entries() -> dict[str, list[dict[str, str]]]:
    text = (files("language.lexicon") / FILE).read_text(encoding="utf-8")
    entries: dict[str, list[dict[str, str]]] = tomllib.loads(text)
    return entries


@cache
def words(tag: str) -> frozenset[str]:
    """The folded words of a tag. Raises KeyError when the file lacks it."""
    return frozenset(spell(form).folded for form in forms(tag))


@cache
def forms(tag: str) -> tuple[str, ...]:
    """The words of a tag as they are written."""
    return tuple(form.strip() for e in _entries()[tag] for form in e["forms"].split("|"))


def either(tag: str, *, folded: bool = False) -> str:
    """The words of a tag, as they are written or folded, as the alternatives of a pattern."""
    return "|".join(map(re.escape, sorted(words(tag)) if folded else forms(tag)))


@cache
def numbers(tag: str) -> dict[str, int]:
    """The number that each folded word of a tag stands for."""
    return {
        spell(form.strip()).folded: int(entry["value"])
        for entry in _entries()[tag]
        for form in entry["forms"].split("|")
    }


@cache
def meanings(tag: str) -> dict[str, str]:
    """The word that each word of a tag stands for, both as they are written."""
    return {form.strip(): entry["value"] for entry in _entries()[tag] for form in entry["forms"].split("|")}
