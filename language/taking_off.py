"""Somebody taken off a report of several: "bỏ người số 2", "bỏ Quàng Thị Mới ra, nhầm"."""

from domain.text import fold
from language.phrases import phrase
from language.reading import Intent, PersonReading, Reading


def read_taking_off(text: str, on_card: tuple[str, ...] | None) -> Reading | None:
    """The correction that takes one person off, or None where the message is something else.

    By a number it can be said of a stored report too; by a name only of the open card that has it: "xóa
    Lò Thị Mai" may also mean that she leaves. The only one on a card goes with the card.
    """
    told = phrase("take_off").whole(text)
    if told is None:
        return None
    position = 1 if told.value == "first" else told.number("position")
    if position is None:
        position = _line_of(told.person(), on_card or ())
    if position is None:
        return None
    if on_card and len(on_card) == position == 1:
        return Reading(intent=Intent.UNDO_LAST)
    taken = PersonReading(position=position, is_taken_off=True)
    return Reading(intent=Intent.CORRECT_LAST, people=(taken,))


def _line_of(name: str, on_card: tuple[str, ...]) -> int | None:
    """The line of the one person on the card who is called so, by the whole name or its last words."""
    told = f" {fold(name)}"
    lines = [line for line, known in enumerate(on_card, start=1) if f" {fold(known)}".endswith(told)]
    return lines[0] if len(lines) == 1 and told.strip() else None
