"""Cutting text into words, numbers, marks and line ends. The lexicon's forms are cut the same way."""

import re
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_PIECE = re.compile(r"([^\W\d_]+(?:'[^\W\d_]+)*|\d+|\n|\t|[^\s\w]|_)")


class Pieces(NamedTuple):
    """The pieces of a text, spaces left out, and where each begins and ends: three lists side by side."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def split(text: str) -> list[str]:
    """The pieces of an NFC text, in order, spaces left out."""
    return _PIECE.findall(text)


@lru_cache(maxsize=16)
def pieces(text: str) -> Pieces:
    """The pieces with their places; cut once for all who read the same message one after another.

    Shared, so never written to.
    """
    parts = _PIECE.split(text)  # what stands between pieces, and the pieces, in turn
    edges = [*accumulate(map(len, parts))]
    return Pieces(parts[1::2], edges[:-1:2], edges[1::2])
