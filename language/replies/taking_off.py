"""Somebody taken off a report of several: "bỏ người số 2", "bỏ Quàng Thị Mới ra, nhầm"."""

from language.names.finding import spelled
from language.reading import Found, Intent, PersonReading, Reading
from language.replies.card_lines import line_called
from language.words.phrases import phrase


def read_taking_off(
    text: str, on_card: tuple[str, ...] | None, meant: Intent | None = None
) -> Reading | None:
    """The correction that takes one person off, or None where the message is something else.

    By a number it can be said of a stored report too, by a name where it says that it speaks of the
    report; else only of the open card that has it: "xóa Lò Thị Mai" may also mean that she leaves, until
    `meant` says what was chosen. The only one on a card goes with the card.
    """
    told = phrase("take_off").whole(text)
    if told is None:
        return None
    is_of_report = meant is Intent.UNDO_LAST or told.value == "of_report"
    is_of_report = is_of_report or (meant is None and phrase("off_the_report").anywhere(text) is not None)
    if not on_card and is_of_report and (name := spelled(told.person())):
        start, end = told.span("name")
        called = Found(value=name, start=start, end=end)
        off = PersonReading(full_name=called, is_partial=" " not in name, is_taken_off=True)
        return Reading(intent=Intent.CORRECT_LAST, people=(off,))
    position = 1 if told.value == "first" else told.number("position")
    if position is None:
        position = line_called(told.person(), on_card or ())
    if position is None:
        return None
    if on_card and len(on_card) == position == 1:
        return Reading(intent=Intent.UNDO_LAST)
    taken = PersonReading(position=position, is_taken_off=True)
    return Reading(intent=Intent.CORRECT_LAST, people=(taken,))
