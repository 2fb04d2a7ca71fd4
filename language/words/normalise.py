"""The text as it is compared, with the way back to the place of every character in the raw text."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from language.words import particles

# Telegram's limit for one message; anything longer was not typed by a secretary.
LONGEST = 4096

_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0f\ufe0e"
)
_REPLACED = {
    "Ð": "Đ",
    "ð": "đ",
    "Ɖ": "Đ",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "ʼ": "'",
    "′": "'",
    "\u00a0": " ",
    "\u202f": " ",
    "\u3000": " ",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "：": ":",
    "，": ",",
    "；": ";",
    "（": "(",
    "）": ")",
    "→": "➔",
}
_NEEDS_CHANGE = re.compile(
    "[" + re.escape("".join(_INVISIBLE)) + re.escape("".join(_REPLACED)) + "<>*_~❓\u0300-\u036f]"
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,200}>[^<]*(?:</\1[^<>]{0,20}>)?", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BLOCK = re.compile(r"</(?:p|div)>(?=\s*<)|<br\b", re.IGNORECASE)  # a line ends there
# What somebody tries on a database, behind a message or instead of one.
_STATEMENT = re.compile(
    r";\s*(?:(?:drop|alter|truncate|create)\s+table|delete\s+from|insert\s+into|select|update\s+\w+\s+set)"
    r"\b[^;\n]*",
    re.IGNORECASE,
)
_PLUS = re.compile(r"^\+(?= +[^\W\d])", re.MULTILINE)  # + Lò Thị Mai - Thái - 2001: a line of a list
_MARKDOWN = re.compile(r"\*+|__+|~~+|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
# What a card asks beside a value, where its text comes back.
_ASIDE = re.compile(rf"❓ (?:{particles.either('card_aside')})[^·\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """The normalised text; `origin[i]` is where its character i begins in the raw text.

    `origin` has one entry more than the text: the end of the raw text that was kept.
    """

    text: str
    origin: tuple[int, ...] | range

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw place [start, end) of the clean characters [start, end)."""
        if start >= end:
            return self.origin[start], self.origin[start]
        # A composed letter stands for a base letter and its marks, which follow it directly.
        return self.origin[start], max(self.origin[end - 1] + 1, self.origin[end])


@lru_cache(maxsize=16)  # for all who read the same message one after another
def normalise(raw: str) -> Clean:
    """NFC, one apostrophe, one dash, plain spaces, no invisible marks, no HTML or markdown marks, no SQL."""
    clean = _plain(raw)
    if "+ " in clean.text:
        clean = replace(clean, text=_PLUS.sub("-", clean.text))
    if ";" not in clean.text:
        return clean
    return replace(clean, text=_STATEMENT.sub(lambda found: " " * len(found[0]), clean.text))


def _plain(raw: str) -> Clean:
    if not _NEEDS_CHANGE.search(raw) and unicodedata.is_normalized("NFC", raw):
        return Clean(text=raw, origin=range(len(raw) + 1))
    dropped = _markup_places(raw)
    letters: list[str] = []
    origin: list[int] = []
    index, size = 0, len(raw)
    while index < size:
        char = raw[index]
        if char in _INVISIBLE or index in dropped:
            if char == "<" and letters and letters[-1].isalnum() and _BLOCK.match(raw, index):
                letters.append("\n")
                origin.append(index)
            index += 1
            continue
        following = index + 1
        while following < size and (unicodedata.combining(raw[following]) or raw[following] in _INVISIBLE):
            following += 1
        group = raw[index:following]
        if len(group) > 1:
            group = "".join(c for c in group if c not in _INVISIBLE)
        for composed in unicodedata.normalize("NFC", group):
            letters.append(_REPLACED.get(composed, composed))
            origin.append(index)
        index = following
    origin.append(size)
    return Clean(text="".join(letters), origin=tuple(origin))


def _markup_places(raw: str) -> frozenset[int]:
    places: set[int] = set()
    if "<" in raw:
        for pattern in (_SCRIPT, _TAG):
            for match in pattern.finditer(raw):
                places.update(range(match.start(), match.end()))
    if "*" in raw or "_" in raw or "~" in raw:
        for match in _MARKDOWN.finditer(raw):
            places.update(range(match.start(), match.end()))
    if "❓" in raw:
        for match in _ASIDE.finditer(raw):
            places.update(range(match.start(), match.end()))
    return frozenset(places)
