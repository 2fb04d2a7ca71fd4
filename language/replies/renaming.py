"""How somebody told of is called instead: "k phải Mới, là Quàng Thị Mơ", "nhầm tên người 2, phải là …"."""

from domain.text import fold
from language.names.finding import spelled
from language.reading import Found, Intent, PersonReading, Reading
from language.replies.card_lines import line_called
from language.words.phrases import Told, phrase


def read_renaming(text: str, on_card: tuple[str, ...] | None) -> Reading | None:
    """The correction that gives one person another name, or None where the message is something else.

    Of a stored report it is read only where the message says that it speaks of a name; of an open card
    also where the old name is on it: "không phải nữ, là nam" is about nobody's name.
    """
    if on_card and (surname := _read_surname(text, on_card)):
        return surname
    told = phrase("renamed").whole(text)
    if told is None:
        return None
    new = _name(told, "new")
    position = told.number("position") if "position" in told else None
    if position is None and on_card:
        position = line_called(told.person("old"), on_card)
        if position is None:
            return None
    if position is not None:
        known = on_card[position - 1] if on_card and position <= len(on_card) else None
        name = called_instead(known, new.value) if known else new.value
        told_of = PersonReading(position=position, full_name=_with(new, name), is_partial=" " not in name)
    elif told.value == "named":
        old = _name(told, "old")
        told_of = PersonReading(full_name=old, is_partial=" " not in old.value, new_name=new)
    else:
        return None
    return Reading(intent=Intent.CORRECT_LAST, people=(told_of,))


def _read_surname(text: str, on_card: tuple[str, ...]) -> Reading | None:
    """ "Số 2 họ Hà chứ không phải Cà": the name of that line with another family's; where it says which
    one is wrong, only of whoever has it."""
    told = phrase("new_surname").whole(text)
    position = (told.number("position") or line_called(told.person(), on_card)) if told else None
    if told is None or position is None or not 1 <= position <= len(on_card):
        return None
    family, *given = on_card[position - 1].split()
    if not given or ("old" in told and fold(told["old"]) != fold(family)):
        return None
    new = Found(
        value=" ".join((spelled(told["new"]), *given)), start=told.span("new")[0], end=told.span("new")[1]
    )
    return Reading(intent=Intent.CORRECT_LAST, people=(PersonReading(position=position, full_name=new),))


def called_instead(known: str, told: str) -> str:
    """The whole new name: a single word is the given name, in the place of the old one."""
    return told if " " in told else " ".join((*known.split()[:-1], told))


def _name(told: Told, slot: str) -> Found[str]:
    start, end = told.span(slot)
    return Found(value=spelled(told.person(slot)), start=start, end=end)


def _with(found: Found[str], name: str) -> Found[str]:
    return Found(value=name, start=found.start, end=found.end)
