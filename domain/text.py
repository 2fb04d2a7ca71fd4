"""Folding: the form in which words are compared, the same for names, units and keywords."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"), None
)
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})


def _bare(text: str) -> str:
    lowered = unicodedata.normalize("NFD", text.translate(_INVISIBLE).lower()).translate(_LETTERS)
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


# Latin letters and their marks fold one by one, so a table does it; other scripts may join letters.
_LATIN = {
    code: _bare(chr(code)) for code in (*range(0x370), *range(0x1EA0, 0x1F00), *_INVISIBLE, 0x2018, 0x2019)
}
_OTHER = re.compile(f"[^{''.join(map(re.escape, map(chr, _LATIN)))}]")


def fold(text: str) -> str:
    """Lower case, without diacritics (đ becomes d), one kind of apostrophe, single spaces."""
    if text.isascii():
        bare = text.lower().replace("`", "'")
    else:
        bare = _bare(text) if _OTHER.search(text) else text.translate(_LATIN)
    return " ".join(bare.split())


def fold_name(name: str) -> str:
    """A person's name as it is searched: folded, apostrophes dropped (H'Hen = H Hen = HHen)."""
    return fold(name).replace("'", "")


def needs_spelling(name: str) -> bool:
    """Whether a full name came without any diacritic: how it is written is asked once, never guessed."""
    return len(name.split()) > 1 and name.isascii() and "'" not in name and fold(name) == name.lower()


def may_be_written(name: str, other: str) -> bool:
    """Whether two writings may be of one name: where both have marks they are the same ones in each word.

    On which letter of a word the tone stands is a matter of habit: Hòa, Hoà.
    """
    if fold_name(name) != fold_name(other):
        return False
    return needs_spelling(name) or needs_spelling(other) or _marks(name) == _marks(other)


def _marks(name: str) -> list[list[str]]:
    return [sorted(unicodedata.normalize("NFD", word)) for word in name.lower().split()]
