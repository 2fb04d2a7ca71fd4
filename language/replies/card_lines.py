"""Which line of an open card is meant: by a name on it, by a number, or as the first or the last."""

from domain.text import fold
from language.words.phrases import Told, phrase, sentence
from language.words.vocabulary import number_words


def line_called(name: str, on_card: tuple[str, ...]) -> int | None:
    """The line of the one person on the card who is called so, by the whole name or its last words."""
    told = f" {fold(name)}"
    lines = [line for line, known in enumerate(on_card, start=1) if f" {fold(known)}".endswith(told)]
    return lines[0] if len(lines) == 1 and told.strip() else None


def numbered(text: str, on_card: tuple[str, ...] | None) -> str:
    """The text with "người đầu", "người thứ hai" told as their numbers; all else keeps its place."""
    if not on_card or len(on_card) < 2:
        return text
    lines = {"first": 1, "last": len(on_card)}
    if len(on_card) == 2:
        lines |= {"before": 1, "behind": 2}
    placed = list(phrase("placed_line").each(text))
    if any(map(_is_counted, placed)):  # "2 người đầu nữ, người cuối nam"
        return text
    found = {told.span(): told for told in placed}
    if found:  # "người thứ nhất …, thứ hai …": no Monday
        found |= {(told.span()[0] + 1, told.span()[1]): told for told in phrase("placed_also").each(text)}
    before: int | None = None
    for (start, end), told in sorted(found.items(), key=lambda item: item[0]):
        line = told.number("position") if "position" in told else lines.get(told.value)
        if told.value == "other" and len(on_card) == 2:
            line = 3 - before if before else None
        before = line or before
        if line is not None:
            number = f"{sentence('line_sign')} {line}".rjust(end - start)
            text = f"{text[:start]}{number}{text[end:]}"
    return text


def _is_counted(told: Told) -> bool:
    """Whether a number stands before: "2 người đầu" are two."""
    before = fold(told.before).split()
    return bool(before) and (before[-1].isdigit() or before[-1] in number_words())


def with_mentors_told(text: str, on_card: tuple[str, ...] | None) -> str:
    """The text with "giới thiệu là A" told as "giúp đỡ": who introduces those on the card guides them too.

    All else keeps its place.
    """
    said = phrase("introduced_on_card").whole(text) if on_card else None
    if said is None:
        return text
    start, end = said.span("verb")
    return f"{text[:start]}{sentence('guides').ljust(end - start)}{text[end:]}"
