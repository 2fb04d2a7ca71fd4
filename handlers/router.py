"""Which use case answers a message, by the tables of routes.py; the only place that catches a refusal.

A message is answered in two steps. `answer` runs on a read snapshot and returns the reply of a
question, or None where the message has to write; `act` runs whole inside the write transaction that
also keeps the reply and marks the message done.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TypeVar

from domain.actions import Action
from domain.cards import CorrectionCard, Draft, QuotaCard, ReasonCard, ReportCard, TransferCard
from domain.errors import DomainError, Expired, UnknownPerson
from domain.localtime import local_date
from domain.messages import Choice, IncomingMessage, MessageKind, Reply
from domain.text import fold
from handlers import confidential, editing, files, groups, open_cards, quotas_behind, typed_choices, unclear
from handlers.access import require_somewhere
from handlers.asking import listing, logbook
from handlers.asking.called import (
    refused,
    shown_by_name,
    with_last_one_spelt,
    with_next_step_of_last,
    with_people_spelt,
)
from handlers.asking.scoping import with_places_spelt
from handlers.context import Context, Turn
from handlers.reporting import cards, likewise, matching, report, said_behind
from handlers.roles import onboarding
from handlers.routes import (
    COMMANDS,
    FORMS,
    IN_WORDS,
    INTENTS,
    LISTED,
    PRESSES,
    SET_WORDS,
    SOMEBODY,
    UseCase,
)
from handlers.typed_choices import letters
from language.reading import Field, Form, Intent, Problem, Reading
from language.replies.targets import read_target_reply, read_target_year
from language.requests.quota_orders import read_target_list
from language.understanding import understand
from language.words.phrases import phrase
from rendering.wording import onboarding as words
from rendering.wording import refusals, reports, responses
from storage import drafts, menus, users
from storage.database import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Route:
    """A use case bound to what it needs from the message, and whether it writes."""

    run: Callable[[Tx, Turn], Reply]
    writes: bool


_WITHOUT_ANSWER = (MessageKind.BLOCKED, MessageKind.UNBLOCKED)

_IN_FLIGHT = 512  # more than ever wait between `surely_writes` and `act`: in a crowd each is still read once
_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>\S+))?\s*", re.ASCII)


def surely_writes(message: IncomingMessage) -> bool:
    """Whether the text alone says that it tells something: then `answer` need not be tried before `act`."""
    if not message.is_private:
        return False
    if message.kind is not MessageKind.TEXT:
        return message.kind is MessageKind.FILE
    return _understood(message.text.strip(), local_date(message.sent_at)).intent.is_report


def answer(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
    """The reply to a message that only asks; None where `act` has to write."""
    if confidential.found_in(message):
        return None
    if not message.is_private:
        return groups.answer(tx, context, message)
    turn = _turn(tx, context, message, inbox_id)
    if turn is None:
        return None
    try:
        route = _route(tx, turn)
        return None if route.writes else route.run(tx, turn)
    except DomainError as error:
        return _refused(tx, turn, error)


def act(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
    """Do what a message asks for and return the reply. A refusal is raised before anything is written."""
    if found := confidential.found_in(message):
        return confidential.refuse(tx, message, inbox_id, found)
    if not message.is_private:
        return groups.act(tx, context, message)
    turn = _turn(tx, context, message, inbox_id)
    try:
        if turn is None:
            return _for_a_stranger(tx, context, message)
        return _route(tx, turn).run(tx, turn)
    except DomainError as error:
        return _refused(tx, turn, error) if turn else Reply(text=refusals.refusal(error, context.now))


def _refused(tx: Tx, turn: Turn, error: DomainError) -> Reply:
    """A refusal. Somebody who is not on record leaves an open card as it is, which is shown again."""
    reply = refused(tx, turn, error)
    card = open_cards.as_it_stands(tx, turn) if isinstance(error, UnknownPerson) else None
    return replace(card, text=f"{reply.text}\n{reports.card_still_open()}\n{card.text}") if card else reply


def _turn(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Turn | None:
    user = users.by_identity(tx, message.address.channel, message.sender_id, context.now)
    if user is None or not user.assignments or message.kind in _WITHOUT_ANSWER:
        return None
    open_drafts = drafts.open_in(tx, user.id, message.address, context.now)
    facing = _facing(open_drafts, message.text)
    return Turn(context=context, message=message, user=user, drafts=facing, source_id=inbox_id)


def _for_a_stranger(tx: Tx, context: Context, message: IncomingMessage) -> Reply | None:
    if message.kind is MessageKind.BLOCKED:
        users.set_blocked(tx, message.address, context.now)
    if message.kind in _WITHOUT_ANSWER:
        return None
    start = _START.fullmatch(message.text)
    return onboarding.stranger(tx, context, message, start["code"] if start else None)


def _route(tx: Tx, turn: Turn) -> Route:
    message = turn.message
    match message.kind:
        case MessageKind.PRESS:
            return _pressed(_choice_of_token(tx, turn))
        case MessageKind.EDITED:
            return Route(editing.reread, writes=True)
        case MessageKind.UNSUPPORTED:
            return Route(lambda tx, turn: Reply(text=words.unsupported()), writes=False)
        case MessageKind.FILE if file := message.file:
            return Route(lambda tx, turn: files.take_in(tx, turn, file), writes=True)
    if start := _START.fullmatch(message.text):
        return Route(lambda tx, turn: onboarding.join(tx, turn, start["code"]), writes=True)
    return _text_route(tx, turn, message.text.strip())


def _text_route(tx: Tx, turn: Turn, text: str) -> Route:
    folded = fold(text).rstrip(".!")
    if command := COMMANDS.get(folded):
        return _bound(command, None)
    match typed_choices.choices_typed(tx, turn, folded):
        # A typed "đúng" is not the button of one card: with several open it is asked which one is meant.
        case [choice] if not (choice.action is Action.CARD_CONFIRM and fold(choice.label) == folded):
            return _pressed(choice)
        case [_, _, *_] as choices:
            return Route(lambda tx, turn: Reply(text=responses.which_item(), choices=choices), writes=False)
        case () if others := typed_choices.none_of(tx, turn, folded):
            again = Reply(text=responses.no_such_number(len(others)), choices=others)
            return Route(lambda tx, turn: again, writes=False)
    if behind := listing.of_last(tx, turn):
        return _pressed(behind)
    if pressed := _pressed_in_words(turn, text):
        return pressed
    if more := report.told_of_more(tx, turn):
        return Route(more, writes=True)
    if asked := _said_in_set_words(turn, text):
        return asked
    if (person := logbook.asked_behind(tx, turn)) is not None:
        return Route(partial(logbook.show_of, person=person), writes=True)
    if whole := likewise.spelt_out(tx, turn):
        turn, text = replace(turn, message=replace(turn.message, text=whole)), whole
    reading = _reading(turn, text)
    if spelt := with_places_spelt(tx, turn.user, reading, text):
        placed = _reading(turn, spelt)
        reading = replace(placed, called=reading.called) if placed.intent.is_question else reading
    if reading.intent.is_question and phrase("discards_alone").whole(text):  # "thế để sang năm"
        reading = Reading(intent=Intent.NONE)
    if reading.confirms and reading.intent is Intent.NONE and (offered := typed_choices.agreed_to(tx, turn)):
        return _pressed(offered)
    if reading.intent is Intent.NONE and (given := typed_choices.reason_given(tx, turn, reading)):
        return _pressed(given)
    if changed := quotas_behind.told(tx, turn, reading):
        return Route(changed, writes=True)
    named, reading = _of_whom_it_calls(tx, turn, reading, text)
    reading = said_behind.correcting(tx, turn, reading) or reading
    told = _told(named, reading)
    return replace(told, run=lambda tx, turn: told.run(tx, replace(turn, message=named.message)))


def _of_whom_it_calls(tx: Tx, turn: Turn, reading: Reading, text: str) -> tuple[Turn, Reading]:
    """The message with the whole name of whom it calls by the given name alone: "ho so cua dung"."""
    spelt = with_people_spelt(tx, turn, reading, text)
    spelt = spelt or with_last_one_spelt(tx, turn) or with_next_step_of_last(tx, turn, reading)
    again = _reading(turn, spelt) if spelt else reading
    if spelt is None or (reading.intent is Intent.QUERY_TOTALS and again.intent is not Intent.QUERY_PERSON):
        return turn, reading
    named = [person for person in again.people if person.full_name]
    if again.intent is Intent.UNDO_LAST:  # "hoàn tác báo cáo của dung"
        return replace(turn, message=replace(turn.message, text=spelt)), again
    if not named or (again.intent is Intent.NONE and all(map(matching.tells_only_name, named))):
        return turn, reading
    return replace(turn, message=replace(turn.message, text=spelt)), again


def _facing(open_drafts: Sequence[Draft], text: str) -> tuple[Draft, ...]:
    """The open cards, last what a message answers: the one with a name it tells, else the newest."""
    if len(open_drafts) < 2:
        return tuple(open_drafts)
    told = f" {letters(fold(text))} "
    named = [draft for draft in open_drafts if any(f" {name} " in told for name in _names_on(draft))]
    named = named or _opened_by_given_name(open_drafts, told)
    if not named or named[-1] is open_drafts[-1]:
        return tuple(open_drafts)
    return (*(draft for draft in open_drafts if draft is not named[-1]), named[-1])


def _opened_by_given_name(open_drafts: Sequence[Draft], told: str) -> list[Draft]:
    """ "Long sn 2001": the one card of somebody whose given name the message begins with."""
    first = told.split()[:1]
    called = [d for d in open_drafts if any(name.split()[-1:] == first for name in _names_on(d))]
    return called if len(called) == 1 else []


def _names_on(draft: Draft) -> list[str]:
    """The whole names on an open report card, as they are compared."""
    people = draft.card.people if isinstance(draft.card, ReportCard) else ()
    names = (letters(fold(line.facts.full_name or "")) for line in people)
    return [name for name in names if " " in name]


def _pressed_in_words(turn: Turn, text: str) -> Route | None:
    """ "Thôi khỏi" with a card open is its [Bỏ], a bare "sai rồi" its [Sửa]."""
    if not turn.drafts:
        return None
    newest = turn.drafts[-1]
    arguments = {"draft": newest.id, "version": newest.version}
    if text.isascii() and phrase("yes_or_no").whole(text):
        return Route(_yes_or_no, writes=False)
    if told := phrase("confirms_all").whole(text):
        of_several = _confirms_several(turn, told.number("count"))
        if of_several is not None:
            return of_several
    if phrase("discards_alone").whole(text):
        return _bound(PRESSES[Action.CARD_DISCARD], arguments)
    if (leaving := report.with_reason(newest.card, text)) is not None:
        return Route(lambda tx, turn: cards.present(tx, turn, leaving, newest), writes=True)
    if isinstance(newest.card, ReportCard) and newest.card.count and phrase("numbers_for_now").whole(text):
        action = Action.CARD_CONFIRM if newest.card.numbers_only else Action.CARD_NUMBERS
        return _bound(PRESSES[action], arguments)
    if isinstance(newest.card, ReportCard) and (
        phrase("says_no").whole(text) or phrase("was_wrong").whole(text)
    ):
        return _bound(PRESSES[Action.CARD_EDIT], arguments)
    return None


def _confirms_several(turn: Turn, count: int | None) -> Route | None:
    """ "Lưu cả hai": both cards, or the one card of two people; None where the number is of others."""
    if len(turn.drafts) > 1 and count in (None, len(turn.drafts)):
        return Route(open_cards.confirm_all, writes=True)
    card = turn.drafts[0].card if len(turn.drafts) == 1 else None
    if isinstance(card, ReportCard) and count in (None, len(card.people)):
        return Route(open_cards.confirm_by_word, writes=True)
    return None


def _yes_or_no(tx: Tx, turn: Turn) -> Reply:
    shown = open_cards.as_it_stands(tx, turn) or Reply(text="")
    return replace(shown, text=f"{reports.yes_or_no()}\n{shown.text}".strip())


def _said_in_set_words(turn: Turn, text: str) -> Route | None:
    sent_on = turn.sent_on
    for words_of in SET_WORDS:
        if words_of.only_for and not turn.user.units_for(words_of.only_for):
            continue
        request = words_of.read(text, sent_on)
        if request is not None:
            return _bound(words_of.use_cases[type(request)], request)
    return None


def _told(turn: Turn, reading: Reading) -> Route:
    """The route of what was understood. A reply that fits the open card goes into it."""
    if turn.drafts and reading.confirms and reading.intent is Intent.NONE:
        return Route(open_cards.confirm_by_word, writes=True)
    if reading.continues and not _changes_targets(turn):
        return Route(lambda tx, turn: _go_on(tx, turn, reading), writes=True)
    if turn.drafts and report.tells_leaving_before(turn, reading):
        return Route(report.left_before_coming_back, writes=True)
    if turn.drafts and _answers_card(turn, reading):
        return Route(lambda tx, turn: open_cards.by_text(tx, turn, turn.drafts[-1], reading), writes=True)
    if not turn.drafts and not reading.people and unclear.asks_of_somebody(turn.message.text, reading):
        return Route(lambda tx, turn: unclear.of_whom(shown_by_name(tx, turn)), writes=False)
    if Problem.AMBIGUOUS_INTENT in reading.problems:
        return Route(lambda tx, turn: unclear.which_meaning(turn, reading), writes=False)
    intended = INTENTS[reading.intent]
    if intended.writes:
        return _bound(intended, reading)
    form = reading.form.value if reading.form else None
    if form in (Form.WORKBOOK, Form.CHART) and reading.intent is Intent.QUERY_DEADLINES:
        return _bound(IN_WORDS, reading)
    if form in FORMS and (form is not Form.LIST or reading.intent in LISTED):
        return _bound(FORMS[form], reading)
    if reading.intent is Intent.NONE and reading.people and not reading.problems:
        return _bound(SOMEBODY, reading)
    return _bound(intended, reading)


def _go_on(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """ "Còn 1 đ/c nữa là B" goes on with the last report; "A còn là dân quân nữa" says more of its people."""
    if not turn.drafts and report.says_more_of_known(tx, turn, reading):
        return INTENTS[Intent.CORRECT_LAST].run(tx, turn, reading)
    return report.go_on(tx, turn, reading)


def _answers_card(turn: Turn, reading: Reading) -> bool:
    card = turn.drafts[-1].card
    if reading.intent is Intent.CORRECT_LAST:
        return True
    if isinstance(card, QuotaCard):
        # "kết nạp 1 đồng chí A" is a report of its own
        return not (reading.intent.is_report and reading.people) and _changes_targets(turn)
    if reading.intent is Intent.NONE:
        return isinstance(card, ReasonCard) or (isinstance(card, ReportCard) and card.unit_id is None)
    return False


def _changes_targets(turn: Turn) -> bool:
    """Whether it changes the open card of targets: "thêm hua ty 2"."""
    if not turn.drafts or not isinstance(turn.drafts[-1].card, QuotaCard):
        return False
    text = turn.message.text
    told = read_target_reply(text) or read_target_year(text, turn.today.year)
    return told is not None or read_target_list(text, turn.sent_on) is not None


def _reading(turn: Turn, text: str) -> Reading:
    match turn.drafts[-1].card if turn.drafts else None:
        case ReportCard() as card:
            names = tuple(line.facts.full_name or "" for line in card.people)
            reading = _understood(text, turn.sent_on, cards.expected_of(card), names)
            if report.tells_the_same_step(card, reading):
                return understand(text, turn.sent_on, meant=Intent.CORRECT_LAST)
            is_of_others = reading.intent is Intent.NONE and bool(reading.people)
            return _understood(text, turn.sent_on) if is_of_others or _asks(card, reading) else reading
        case CorrectionCard() | TransferCard():
            return _understood(text, turn.sent_on, None, ())
        case _:
            return _understood(text, turn.sent_on)


def _asks(card: ReportCard, reading: Reading) -> bool:
    """Whether it cannot be the unit that a card waits for: an event of nobody, of which nothing is told, is
    what it is with no card open: "ty le nu trong so ket nap nam 2017"."""
    told = reading.people or reading.event_date or reading.count or reading.unit or reading.others
    return card.unit_id is None and reading.intent.is_report and not told


@lru_cache(maxsize=_IN_FLIGHT)
def _understood(
    text: str, sent_on: date, expecting: Field | None = None, on_card: tuple[str, ...] | None = None
) -> Reading:
    """Reading is pure; a message that goes on from `answer` to `act` is read once."""
    return understand(text, sent_on, expecting=expecting, on_card=on_card)


def _choice_of_token(tx: Tx, turn: Turn) -> Choice:
    """What a pressed button means. Raises Expired for one that is not this person's, here and now."""
    menu_id, _, number = (turn.message.pressed or "").rpartition(".")
    menu = menus.by_id(tx, menu_id)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now) or not number.isdecimal():
        raise Expired
    if int(number) >= len(menu.choices):
        raise Expired
    return menu.choices[int(number)]


def _pressed(choice: Choice) -> Route:
    return _bound(PRESSES[choice.action], choice.arguments)


def _bound(use_case: UseCase[T], told: T) -> Route:
    def run(tx: Tx, turn: Turn) -> Reply:
        if use_case.needs:
            require_somewhere(turn.user, use_case.needs)
        return use_case.run(tx, turn, told)

    return Route(run, writes=use_case.writes)
