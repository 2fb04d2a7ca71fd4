"""Cutting text into words, numbers, marks and line ends. The lexicon's forms are cut the same way."""

import re

_PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\n|\t|[^\s\w]|_")


def split(text: str) -> list[str]:
    """The pieces of an NFC text, in order, spaces left out."""
    return _PIECE.findall(text)


def pieces(text: str) -> "list[re.Match[str]]":
    """The pieces with their places."""
    return list(_PIECE.finditer(text))
