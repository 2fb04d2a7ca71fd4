"""Folding: the form in which words are compared, the same for names, units and keywords."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"), None
)
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case, without diacritics (đ becomes d), one kind of apostrophe, single spaces."""
    lowered = unicodedata.normalize("NFD", text.translate(_INVISIBLE).lower()).translate(_LETTERS)
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def fold_name(name: str) -> str:
    """A person's name as it is searched: folded, apostrophes dropped (H'Hen = H Hen = HHen)."""
    return fold(name).replace("'", "")
