"""The buttons that are typed: a number, a label, or other words for one, in the last menu of the chat."""

import re
from dataclasses import replace

from domain.actions import Action
from domain.messages import Choice
from domain.text import fold
from handlers.context import Turn
from handlers.routes import AGREED_TO
from language.reading import Reading
from language.requests.everyday import until_told
from language.words.phrases import phrase
from rendering.wording.listing import NEXT_PAGE, PAGE_BEFORE, PEOPLE_SHOWN
from storage import gazetteer, menus
from storage.database import Tx
from storage.menus import Menu

_COUNT = re.compile(r" \([\d.]+\)$")
_LETTERS = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:(?:chon|xem|mo|bam|an|nut|so)\s+){0,3}\[?(?P<number>\d{1,2})\]?\.?")
_LONGEST_REASON = 200  # letters


def choices_typed(tx: Tx, turn: Turn, folded: str) -> tuple[Choice, ...]:
    """The buttons that a number or label stands for: in the last menu of the chat, else in its last digest.

    A digest is answered hours later, with other messages in between; what is said of "việc 1" and
    "việc 2" alike stands for both.
    """
    number = _NUMBER.fullmatch(folded)
    if not number and len(folded) > 40:
        return ()
    last = _fitting(menus.open_in(tx, turn.address), turn)
    if last and (choice := _choice_in(last, folded, number) or _put_off(last, turn) or _meant(last, turn)):
        return (choice,)
    if not number and (choice := _page_meant(tx, turn)):
        return (choice,)
    if number or turn.drafts:  # words that answer an open card are no button of the morning
        return ()
    digest = _fitting(menus.of_last_digest(tx, turn.user.id, turn.address), turn)
    if digest is None:
        return ()
    if choice := _choice_in(digest, folded, None) or _meant(digest, turn):
        return (choice,)
    typed = f"{letters(folded)} "
    is_phrase = len(typed.split()) > 1
    return tuple(c for c in digest.choices if is_phrase and letters(fold(c.label)).startswith(typed))


def none_of(tx: Tx, turn: Turn, folded: str) -> tuple[Choice, ...]:
    """The buttons among which a number was typed that none of them has."""
    if turn.drafts or not _NUMBER.fullmatch(folded):
        return ()
    last = _fitting(menus.open_in(tx, turn.address), turn)
    return tuple(last.choices) if last else ()


def _page_meant(tx: Tx, turn: Turn) -> Choice | None:
    """The next page of a list, or the one before, where somebody on it was looked at in between."""
    said = phrase("button").whole(turn.message.text)
    label = said.value.split(" | ")[0] if said else None
    if label not in (NEXT_PAGE, PAGE_BEFORE):
        return None
    for menu in menus.recent_in(tx, turn.address):
        if not menu.fits(turn.user, turn.address, turn.now):
            return None
        if found := next((choice for choice in menu.choices if choice.label == label), None):
            return found
        is_of_one = len(menu.choices) == 1 and menu.choices[0].action is Action.ASK_QUERY
        if not is_of_one and any(choice.action is not Action.SAY for choice in menu.choices):
            return None
    return None


def _fitting(menu: Menu | None, turn: Turn) -> Menu | None:
    return menu if menu and menu.fits(turn.user, turn.address, turn.now) else None


def _put_off(menu: Menu, turn: Turn) -> Choice | None:
    """Until when a reminder rests, told in words: "1 tuần nữa", "5/12"."""
    choice = menu.choices[0] if menu.choices else None
    if choice is None or choice.action is not Action.REMINDER_POSTPONE:
        return None
    until = until_told(turn.message.text, turn.today)
    if until is None or until <= turn.today:
        return None
    return replace(choice, arguments={**choice.arguments, "days": (until - turn.today).days})


def _meant(menu: Menu, turn: Turn) -> Choice | None:
    """The button that other words than its label ask for: "nhắc giúp tôi", "chi tiết đi"."""
    said = phrase("button").whole(turn.message.text)
    labels = said.value.split(" | ") if said else ()
    if paper := phrase("has_paper").whole(turn.message.text):
        there = [one for one in menu.choices if one.action is Action.PAPER_HAVE]
        meant = [one for one in there if f" {fold(paper['paper'])} " in f" {letters(fold(one.label))} "]
        return meant[0] if len(meant) == 1 else None
    if matter := phrase("matter").whole(turn.message.text):
        of_it = [one for one in menu.choices if fold(one.label).endswith(f" {matter['number']})")]
        return of_it[0] if len(of_it) == 1 else None
    if told := phrase("nth_person").whole(turn.message.text):
        return _nth_person(menu, told.number("position") or 0)
    return next((choice for label in labels for choice in menu.choices if choice.label == label), None)


def _nth_person(menu: Menu, position: int) -> Choice | None:
    """ "Người thứ 2" behind a list: as the lines of that page are numbered."""
    people = [choice for choice in menu.choices if choice.action is Action.ASK_PERSON]
    before = [choice for choice in menu.choices if choice.label == PAGE_BEFORE]
    above = before[0].arguments.get("start", 0) + PEOPLE_SHOWN if before else 0
    return people[position - above - 1] if 0 < position - above <= len(people) else None


def agreed_to(tx: Tx, turn: Turn) -> Choice | None:
    """What a typed "đúng" agrees to: the first button under our last question, if that can be agreed to."""
    menu = _fitting(menus.open_in(tx, turn.address), turn)
    if menu is None or not menu.choices:
        return None
    return menu.choices[0] if menu.choices[0].action in AGREED_TO else None


def reason_given(tx: Tx, turn: Turn, reading: Reading) -> Choice | None:
    """What a list of names is for, in own words, where that was asked: "phục vụ đại hội"."""
    text = turn.message.text.strip()
    says_else = reading.people or reading.confirms or phrase("discards_alone").whole(text)
    if says_else or len(text) > _LONGEST_REASON or not any(map(str.isalpha, text)):
        return None
    menu = _fitting(menus.open_in(tx, turn.address), turn)
    if menu is None or not menu.choices or menu.choices[0].action is not Action.EXPORT_NAMED:
        return None
    return replace(menu.choices[0], arguments={**menu.choices[0].arguments, "reason": text})


def _choice_in(menu: Menu, folded: str, number: re.Match[str] | None) -> Choice | None:
    if number:
        index = int(number["number"]) - 1
        return menu.choices[index] if 0 <= index < len(menu.choices) else None
    typed = letters(folded)
    for label in (letters, _without_count):  # "chờ thẩm tra" is the button "Chờ thẩm tra (3)" too
        if found := next((choice for choice in menu.choices if label(fold(choice.label)) == typed), None):
            return found
    return _unit_called(menu, typed)


def _unit_called(menu: Menu, typed: str) -> Choice | None:
    """The one unit of the menu that goes by this name without the word of its kind: "tan dong"."""
    labels = ((choice, fold(choice.label)) for choice in menu.choices if choice.action is Action.ASK_QUERY)
    called = [
        choice
        for choice, label in labels
        if typed and letters(label).endswith(f" {typed}") and gazetteer.begins_as_unit(label)
    ]
    return called[0] if len(called) == 1 else None


def _without_count(folded: str) -> str:
    return letters(_COUNT.sub("", folded))


def letters(folded: str) -> str:
    """A label as people type it: without brackets and question marks."""
    return " ".join(_LETTERS.findall(folded))
