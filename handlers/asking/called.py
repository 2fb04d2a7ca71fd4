"""People who are called by their given name alone, in the records of whoever writes."""

from domain.actions import Action
from domain.text import fold
from domain.users import Permission, User
from handlers.asking.scoping import scopes
from handlers.context import Turn
from handlers.reporting import last_report
from language.reading import Found, Intent, Reading
from language.words.phrases import phrase, sentence
from storage import menus, people
from storage.database import Tx

_OTHERWISE = frozenset((Intent.SET_QUOTA, Intent.GREETING))


def with_people_spelt(tx: Tx, user: User, reading: Reading, text: str) -> str | None:
    """The text with the whole name of whom it calls by the given name alone; None where it calls nobody.

    Of several, and of nobody, the given name stays as that of a person: what is told of them changes nobody
    else.
    """
    within = scopes(user.units_for(Permission.READ_PEOPLE)) if reading.called else ()
    if not within or reading.intent in _OTHERWISE or reading.count:
        return None
    if reading.intent.is_report and any(person.full_name for person in reading.people):
        return None  # of a step told of a given name it is asked on the card who that is
    is_bare, told, spelt = fold(text) == text.casefold(), reading.called, text
    for called in reversed(told):
        names = [
            person.name
            for person in people.find_by_name(tx, called.value, within)
            if _is_given_name(called.value, person.name, is_bare=is_bare)
        ]
        if names:
            name = names[0] if len(names) == 1 else called.value.capitalize()
            spelt = _with_name(spelt, called, fold(name).title() if is_bare else name)
    if spelt != text:
        return spelt
    if told and told[0].start == 0 and reading.intent is Intent.CORRECT_LAST and not reading.confirms:
        return _with_name(text, told[0], told[0].value.capitalize())  # "dũng là giáo viên": nobody on record
    return None


def with_last_one_spelt(tx: Tx, turn: Turn) -> str | None:
    """ "Em ấy trình độ 12/12" right behind a receipt: the text with whom it told of, where that is one."""
    said = phrase("about_them").anywhere(turn.message.text)
    menu = menus.open_in(tx, turn.address) if said and not turn.drafts else None
    if said is None or menu is None or all(choice.action is not Action.UNDO for choice in menu.choices):
        return None
    found = last_report.numbered(tx, turn)
    if found is None or len(found[1]) != 1:
        return None
    start, end = said.span()
    return f"{said.line.text[:start]}đ/c {found[1][0].name}{said.line.text[end:]}"


def _is_given_name(word: str, name: str, *, is_bare: bool) -> bool:
    """Where marks are typed at all they count: "dũng" is no Dung."""
    given = name.casefold().split()[-1]
    return fold(given) == fold(word) if is_bare else given == word.casefold()


def _with_name(text: str, called: Found[str], name: str) -> str:
    return f"{text[: called.start]}{sentence('title')} {name}{text[called.end :]}"
