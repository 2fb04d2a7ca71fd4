"""People who are called by their given name alone, in the records of whoever writes."""

from collections.abc import Sequence

from domain.actions import Action
from domain.errors import DomainError, UnknownPerson
from domain.messages import Choice, Reply
from domain.people import Person
from domain.pipeline import Stage
from domain.text import fold
from domain.users import Permission
from handlers.asking.scoping import scopes
from handlers.context import Turn
from handlers.reporting import last_report
from handlers.reporting.matching import tells_only_name
from language.reading import Found, Intent, Reading
from language.understanding import understand
from language.words.phrases import phrase, sentence
from rendering.wording import refusals
from rendering.wording.answers import PERSON
from storage import menus, people
from storage.database import Tx
from storage.menus import Menu

_INSTEAD_OF = "instead_of"  # an argument of a button: the name that was not found
_MOST_ALIKE = 3
_STEPS_AFTER = (Intent.REPORT_OFFICIAL, Intent.REPORT_STAGE, Intent.REPORT_CLASS)
_LONGEST_STEP = 12  # words of a step that is told of nobody
_OTHERWISE = frozenset((Intent.SET_QUOTA, Intent.GREETING))


def refused(tx: Tx, turn: Turn, error: DomainError) -> Reply:
    """A refusal; of a whole name that nobody has, with whoever of the reader's own has that given name.

    The buttons keep the name: until something else is asked the given name alone means nobody of these.
    """
    text = refusals.refusal(error, turn.now)
    if not isinstance(error, UnknownPerson) or " " not in error.name:
        return Reply(text=text)
    within = scopes(turn.user.units_for(Permission.READ_PEOPLE))
    given = error.name.split()[-1]
    alike = [
        person
        for person in (people.find_by_name(tx, given, within) if within else ())
        if fold(person.name.split()[-1]) == fold(given)
    ]
    buttons = (
        Choice(
            label=person.name,
            action=Action.ASK_PERSON,
            arguments={"person": person.id, _INSTEAD_OF: error.name},
        )
        for person in alike[:_MOST_ALIKE]
    )
    return Reply(text=text, choices=tuple(buttons))


def _not_found(tx: Tx, turn: Turn) -> str | None:
    """The whole name that the last message of the chat said is nobody's."""
    menu = menus.open_in(tx, turn.address)
    names = [choice.arguments.get(_INSTEAD_OF) for choice in menu.choices] if menu else []
    return names[0] if names and isinstance(names[0], str) else None


def with_people_spelt(tx: Tx, turn: Turn, reading: Reading, text: str) -> str | None:
    """The text with the whole name of whom it calls by the given name alone; None where it calls nobody.

    Of several, and of nobody, the given name stays as that of a person: what is told of them changes nobody
    else.
    """
    within = scopes(turn.user.units_for(Permission.READ_PEOPLE)) if reading.called else ()
    if not within or reading.intent in _OTHERWISE or reading.count:
        return None
    if reading.intent.is_report and any(person.full_name for person in reading.people):
        return None  # of a step told of a given name it is asked on the card who that is
    is_bare, told, spelt = fold(text) == text.casefold(), reading.called, text
    missing = _not_found(tx, turn)
    for called in reversed(told):
        if missing and fold(missing.split()[-1]) == fold(called.value):
            spelt = _with_name(spelt, called, missing)
            continue
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
    """ "Em ấy trình độ 12/12" right behind a receipt, "đồng chí đó bao giờ hết dự bị" behind an answer: the
    text with the name of whom it told of, where that is one person."""
    said = phrase("about_them").anywhere(turn.message.text)
    menu = menus.open_in(tx, turn.address) if said and not turn.drafts else None
    if said is None or said.value == "several" or menu is None:
        return None
    if any(choice.action is Action.UNDO for choice in menu.choices):
        found = last_report.numbered(tx, turn)
        told = found[1] if found else []
    elif menu.fits(turn.user, turn.address, turn.now):
        told = list(people.load(tx, _told_of(menu)).values())
    else:
        told = []
    if len(told) != 1:
        return None
    start, end = said.span()
    return f"{said.line.text[:start]}{sentence('title')} {told[0].name}{said.line.text[end:]}"


def shown_by_name(tx: Tx, turn: Turn) -> tuple[Choice, ...]:
    """The buttons of the people whom the last message of the chat listed."""
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return ()
    return tuple(choice for choice in menu.choices if choice.action is Action.ASK_PERSON)


def _told_of(menu: Menu) -> list[int]:
    """The people of whom the message with these buttons told."""
    return list(dict.fromkeys(one.arguments[PERSON] for one in menu.choices if PERSON in one.arguments))


def with_next_step_of_last(tx: Tx, turn: Turn, reading: Reading) -> str | None:
    """ "Đã công nhận chính thức hôm 16/11 rồi", "Thu dân tộc Thái" right behind a receipt: of whom it told.

    Only where the text with that name is a report, or tells something of whom it calls; a card names whom it
    took.
    """
    text = turn.message.text.strip()
    is_open = turn.drafts or reading.people or reading.problems or reading.confirms or "?" in text
    if is_open or reading.intent is not Intent.NONE or not 1 < len(text.split()) <= _LONGEST_STEP:
        return None
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.choices or menu.choices[0].action is not Action.UNDO:
        return None
    found = last_report.numbered(tx, turn)
    if found is None:
        return None
    if line := phrase("of_line").start(text):  # "số 1 sinh 2002"
        position = line.number("position") or 0
        return _of_line(found[1], position, line.rest, turn) if 1 <= position <= len(found[1]) else None
    first, rest = text.split(maxsplit=1)
    is_bare = fold(text) == text.casefold()
    called = [one for one in found[1] if _is_given_name(first, one.name, is_bare=is_bare)]
    if len(told := called or found[1]) != 1:
        return None
    last = last_report.step(tx, turn)
    if not called and last and last.stage is Stage.VERIFICATION_SENT:
        text = _with_result(text)
    whole = f"{sentence('title')} {told[0].name} {rest if called else text}"
    again = understand(whole, turn.sent_on)
    tells_value = again.intent is Intent.NONE and not all(map(tells_only_name, again.people))
    return whole if again.intent in _STEPS_AFTER or (called and tells_value) else None


def _with_result(text: str) -> str:
    """ "Có kết quả hôm qua rồi" behind a request that was sent: what came back is its result."""
    back = phrase("result_back").start(text)
    return f"{sentence('verified')} {back.rest}" if back else text


def _of_line(told: Sequence[Person], position: int, rest: str, turn: Turn) -> str | None:
    """What is told of one of them by the number, with that one's name; None where it tells no value."""
    whole = f"{sentence('title')} {told[position - 1].name} {rest}"
    again = understand(whole, turn.sent_on)
    return whole if again.intent is Intent.NONE and not all(map(tells_only_name, again.people)) else None


def _is_given_name(word: str, name: str, *, is_bare: bool) -> bool:
    """Where marks are typed at all they count: "dũng" is no Dung."""
    given = name.casefold().split()[-1]
    return fold(given) == fold(word) if is_bare else given == word.casefold()


def _with_name(text: str, called: Found[str], name: str) -> str:
    return f"{text[: called.start]}{sentence('title')} {name}{text[called.end :]}"
