"""What must not be sent to the assistant: numbers of identity cards, texts that are marked as secret."""

import re
from enum import StrEnum
from functools import lru_cache

from language.words.phrases import line_of, phrase
from language.words.spelling import spell

# Twelve figures as the card shows them, a province (001 to 096) first; older cards have nine.
_OF_A_CARD = re.compile(
    r"(?<![\d.,/-])0\d\d(?:\d{9}|(?P<by>[ .-])\d{3}(?P=by)(?:\d{6}|\d{3}(?P=by)\d{3}))(?![\d/])"
)
_FIGURES = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?:(?:[ .-]?\d){3})?(?![ .-]?\d)")
_LABEL_REACHES = 60  # characters from a label to its number: a name may stand between


class Confidential(StrEnum):
    """Why a message is not taken."""

    IDENTITY_NUMBER = "identity_number"
    CLASSIFIED = "classified"  # Mật, Tối mật or Tuyệt mật


@lru_cache(maxsize=64)
def confidential_in(text: str) -> Confidential | None:
    """What in the text must not be sent; None where nothing is."""
    if _is_marked_secret(text):
        return Confidential.CLASSIFIED
    return Confidential.IDENTITY_NUMBER if _numbers_in(line_of(text).text) else None


def without_numbers(text: str) -> str:
    """The text without its numbers of identity cards and what they are called."""
    text = line_of(text).text
    for start, end in reversed(_numbers_in(text)):
        label = _label_of(text, start)
        text = f"{text[: start if label is None else label].rstrip(' ,;:|-')}{text[end:]}"
    return text.strip(" ,;:-\n")


def _is_marked_secret(text: str) -> bool:
    """Typed without diacritics it is mostly what was lost: "ho so mat"."""
    if any(not spell(told[None].split()[-1]).is_bare for told in phrase("secret").each(text)):
        return True
    heading = phrase("secret_heading")
    if not heading.may_stand(text):
        return False
    heads = (line.partition(":")[0] for line in text.splitlines())
    return any(head.isupper() and heading.whole(head) for head in heads)


def _numbers_in(text: str) -> list[tuple[int, int]]:
    """Where in a text numbers of identity cards stand."""
    figures = [found.span() for found in _FIGURES.finditer(text)]
    if not figures:
        return []
    cards = {found.span() for found in _OF_A_CARD.finditer(text)}
    return sorted(cards | {place for place in figures if _label_of(text, place[0]) is not None})


def _label_of(text: str, start: int) -> int | None:
    """Where the words begin that call the number at a place one of an identity card, in the same line."""
    line = text.rfind("\n", 0, start) + 1
    first = max(line, start - _LABEL_REACHES)
    labels = [told.span()[0] for told in phrase("identity_number").each(text[first:start])]
    if not labels:
        return None
    place = first + max(labels)
    return place if not any(map(str.isdigit, text[place:start])) else None
