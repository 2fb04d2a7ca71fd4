"""Which meanings of a form the typed words can have: diacritics count where they were typed."""

from language.words.remembering import Remembered
from language.words.spelling import Spelling, fits
from language.words.vocabulary import FORGIVING, Node, Sense

_SHORTEST_MISSPELT = 6
# Values that are stored as they are matched: a half-typed word is another word.
_STRICT_TAGS = frozenset(["ethnicity", "religion"])


# One meaning that fits: its tag and value, and whether it is spelled with just these diacritics.
Match = tuple[str, str, bool]


def _matches(asked: tuple[Node, tuple[Spelling, ...], bool]) -> tuple[Match, ...]:
    """Where the message carries diacritics (`accented`) or these words do, an exact spelling excludes the
    others: năm is no nam.
    """
    node, typed, accented = asked
    found: dict[str, Match] = {}
    for sense in node.senses:
        exact = _is_exact(typed, sense)
        if exact or _is_acceptable(typed, sense):
            _, _, held_exactly = found.get(sense.tag, (None, None, False))
            if sense.tag not in found or (exact and not held_exactly):
                found[sense.tag] = (sense.tag, sense.value, exact)
    only_exact = any(exact for _, _, exact in found.values())
    only_exact = only_exact and (accented or any(not word.is_bare for word in typed))
    return tuple(match for match in found.values() if match[2] or not only_exact)


# The meanings of the forms that end at a node, one a tag: by the node, the words as typed, and whether the
# message carries diacritics.
matches = Remembered(_matches, most=16_384)


def _is_exact(typed: tuple[Spelling, ...], sense: Sense) -> bool:
    return all(
        have.quality == want.quality and have.tone == want.tone
        for have, want in zip(typed, sense.spelling, strict=True)
    )


def _is_each_bare_or_exact(typed: tuple[Spelling, ...], sense: Sense) -> bool:
    """ "Công giao" is Công giáo, "Mương" is not Mường."""
    return all(
        have.is_bare or (have.quality == want.quality and have.tone == want.tone)
        for have, want in zip(typed, sense.spelling, strict=True)
    )


def _is_acceptable(typed: tuple[Spelling, ...], sense: Sense) -> bool:
    """Whether the words can be the form with diacritics left out, or with one slip in a long phrase."""
    if sense.tag in _STRICT_TAGS and not _is_each_bare_or_exact(typed, sense):
        return False
    misfits = sum(
        1
        for have, want in zip(typed, sense.spelling, strict=True)
        if not have.is_bare and not fits(have, want)
    )
    if misfits == 0:
        return True
    return misfits == 1 and len(typed) > 1 and sense.size >= _SHORTEST_MISSPELT and sense.tag in FORGIVING
