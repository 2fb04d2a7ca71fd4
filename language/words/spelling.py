"""A word in its forms: folded, and decoded from leftover Telex keys; and whether a typed word fits a form."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VOWELS = frozenset("aeiouyăâêôơư")
_DOUBLED = {"aa": "â", "ee": "ê", "oo": "ô"}
_HOOKED = {"a": "ă", "o": "ơ", "u": "ư"}


class Spelling(NamedTuple):
    """A word seen as base letters with quality marks (ă, â, ơ, đ…), and one tone, wherever put."""

    folded: str
    quality: str
    tone: str
    is_bare: bool  # no diacritic at all


@lru_cache(maxsize=8192)
def spell(word: str) -> Spelling:
    """The spelling of one NFC word in any case; hoà and hòa have the same."""
    lowered = word.lower()
    if lowered.isascii():
        return Spelling(lowered, lowered, "", True)
    tone = ""
    quality: list[str] = []
    folded: list[str] = []
    for char in unicodedata.normalize("NFD", lowered):
        if char in _TONES:
            tone = tone or _TONES[char]
        elif unicodedata.combining(char):
            if quality:
                quality[-1] = unicodedata.normalize("NFC", quality[-1] + char)
        else:
            quality.append(char)
            folded.append("d" if char in "đð" else char)
    marked, bare = "".join(quality), "".join(folded)
    return Spelling(bare, marked, tone, not tone and bare == marked)


def fits(typed: Spelling, form: Spelling) -> bool:
    """Whether the typed word can be the form with some diacritics left out; a different mark does not fit."""
    if typed.tone and typed.tone != form.tone:
        return False
    if typed.quality == form.quality:
        return True
    return len(typed.quality) == len(form.quality) and all(
        have in (want, plain)
        for have, want, plain in zip(typed.quality, form.quality, form.folded, strict=True)
    )


@lru_cache(maxsize=4096)
def telex(word: str) -> str | None:
    """What leftover Telex keys stand for ("keets" is "kết"), or None when there are none."""
    lowered = word.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered)
    first = next((i for i, c in enumerate(lowered) if c in _VOWELS or c == "w"), len(lowered))
    onset, rhyme = lowered[:first], lowered[first:]
    if onset.startswith("dd"):
        onset = "đ" + onset[2:]
    elif onset.startswith("d") and rhyme.endswith("d"):
        onset, rhyme = "đ" + onset[1:], rhyme[:-1]
    letters: list[str] = []
    tone = ""
    for char in rhyme:
        if char in _TELEX_TONES and letters:
            tone = _TELEX_TONES[char]
        elif char == "w":
            _hook(letters)
        elif letters and letters[-1] + char in _DOUBLED:
            letters[-1] = _DOUBLED[letters[-1] + char]
        elif char in "aeo" and letters and char in letters and letters[-1] not in _VOWELS:
            # The mark is often typed at the end: "nama" is "nâm".
            letters[letters.index(char)] = _DOUBLED[char + char]
        else:
            letters.append(char)
    decoded = onset + _with_tone("".join(letters), tone)
    return decoded if decoded != lowered else None


def _hook(letters: list[str]) -> None:
    places = [i for i, c in enumerate(letters) if c in _HOOKED]
    if not places:
        letters.append("ư")
        return
    last = places[-1]
    if len(places) > 1 and letters[places[-2]] == "u" and letters[last] == "o":
        letters[places[-2]] = "ư"
    letters[last] = _HOOKED[letters[last]]


def _with_tone(rhyme: str, tone: str) -> str:
    if not tone:
        return rhyme
    place = next((i for i, c in enumerate(rhyme) if c in _VOWELS), None)
    if place is None:
        return rhyme
    return unicodedata.normalize("NFC", rhyme[: place + 1] + tone + rhyme[place + 1 :])
