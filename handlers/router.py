"""Which use case answers a message: visible, ordered tables, and the only place that catches a refusal.

A message is answered in two steps. `answer` runs on a read snapshot and returns the reply of a
question, or None where the message has to write; `act` runs whole inside the write transaction that
also keeps the reply and marks the message done.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from domain.cards import CorrectionCard, ReasonCard, ReportCard
from domain.errors import DomainError, Expired
from domain.localtime import local_date
from domain.messages import Choice, IncomingMessage, MessageKind, Reply
from domain.text import fold
from domain.users import Permission
from handlers import (
    announcing,
    answering,
    charting,
    correct,
    editing,
    erasing,
    explaining,
    exports,
    files,
    groups,
    handover,
    import_replies,
    importing,
    inviting,
    joining,
    listing,
    locking,
    notes,
    onboarding,
    papers,
    pictures,
    questions,
    quotas,
    reaching,
    reminders,
    reorganising,
    report,
    revoking,
    silence,
    supposing,
    transfers,
    unclear,
    unreported,
)
from handlers.context import Context, Turn
from language.announcements import AnnouncementRequest, AnnounceRequest, WhoReadRequest, read_announcement
from language.erasure import read_erasure
from language.locks import read_lock
from language.notes import read_note
from language.quota_orders import (
    QuotaHistoryRequest,
    QuotaOrder,
    QuotaRequest,
    ShareTold,
    read_quota_request,
)
from language.reading import Field, Form, Intent, Problem, Reading
from language.reorganising import read_reorganisation
from language.requests import (
    AttachRequest,
    DropRequest,
    GroupCodeRequest,
    MentorRequest,
    MuteRequest,
    PapersRequest,
    PictureRequest,
    Request,
    UnmuteRequest,
    WhyRequest,
    read_request,
)
from language.roles import (
    HandoverRequest,
    InviteMissingRequest,
    InviteRequest,
    RevokeRequest,
    RoleRequest,
    UnreachedRequest,
    read_role_request,
)
from language.suppositions import read_supposition
from language.transfers import read_transfer
from language.understanding import understand
from rendering.wording import onboarding as words
from rendering.wording import refusals
from storage import drafts, menus, users
from storage.database import Tx
from storage.menus import Menu

Pressed = Callable[[Tx, Turn, Mapping[str, Any]], Reply]
Told = Callable[[Tx, Turn, Reading], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """A use case bound to what it needs from the message, and whether it writes."""

    run: Callable[[Tx, Turn], Reply]
    writes: bool


def _answer_as(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The message once more, as what its writer chose of two readings."""
    intent = Intent(arguments["intent"])
    reading = understand(arguments["text"], turn.sent_on, meant=intent)
    run = WRITING_INTENTS.get(reading.intent) or READING_INTENTS[reading.intent]
    return run(tx, turn, reading)


def _say(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """A question that was offered, as if it had been typed."""
    reading = understand(unclear.chosen(arguments), turn.sent_on)
    return READING_INTENTS[reading.intent](tx, turn, reading)


# --- the tables -----------------------------------------------------------------------------------

WRITING_PRESSES: dict[str, Pressed] = {
    "card.confirm": answering.confirm,
    "card.edit": answering.edit,
    "card.discard": answering.discard,
    "card.date": answering.pick_date,
    "card.on": answering.pick_proposed,
    "card.other_date": answering.other_date,
    "card.unit": answering.pick_unit,
    "card.same": answering.same_person,
    "card.numbers": answering.numbers_only,
    "card.fewer": answering.fewer,
    "card.takes_in": answering.takes_in,
    "card.adds": answering.adds,
    "undo": correct.undo,
    "correct.date": correct.redate,
    "intent": _answer_as,
    **unreported.PRESSES,
    **transfers.PRESSES,
    **notes.PRESSES,
    **listing.PRESSES,
    **exports.WRITING_PRESSES,
    **importing.WRITING_PRESSES,
    "reminder.done": reminders.report_done,
    "reminder.postpone": reminders.postpone,
    "reminder.impossible": reminders.ask_reason,
    "reminder.reason": reminders.pick_reason,
    "reminder.unmute": silence.unmute,
    "reminder.paper": papers.have_awaited,
    "paper.have": papers.have,
    **inviting.PRESSES,
    **joining.PRESSES,
    **announcing.WRITING_PRESSES,
    **locking.PRESSES,
    **erasing.WRITING_PRESSES,
    **handover.PRESSES,
    **revoking.PRESSES,
    "picture.attach": pictures.attach,
    "picture.drop": pictures.drop,
    "picture.remove": pictures.remove,
    "picture.show": pictures.show_one,
}

# What was asked for and shown first, and "is it this person?": "đúng" is its first button.
AGREED_TO = frozenset({"announce.send", "card.same", "erase.confirm", "role.revoke", import_replies.CONFIRM})

READING_PRESSES: dict[str, Pressed] = {
    "help": lambda tx, turn, arguments: onboarding.guide(turn),
    "say": _say,
    "reminder.later": reminders.ask_when,
    "reminder.why": reminders.why,
    **questions.PRESSES,
    **exports.READING_PRESSES,
    **charting.PRESSES,
    **revoking.READING_PRESSES,
    **announcing.READING_PRESSES,
    **erasing.READING_PRESSES,
}

WRITING_INTENTS: dict[Intent, Told] = {
    **{intent: report.start for intent in Intent if intent.is_report},
    Intent.CORRECT_LAST: correct.start,
    Intent.UNDO_LAST: lambda tx, turn, reading: correct.undo(tx, turn),
    Intent.SET_QUOTA: quotas.start,
}

# Forms of an answer that leave an audit row, and what they can be of.
WRITING_FORMS: dict[Form, Told] = {Form.LIST: listing.ask}
LISTED = (Intent.QUERY_TOTALS, Intent.QUERY_PIPELINE)

# Those that only read, and end in a file.
READING_FORMS: dict[Form, Told] = {Form.WORKBOOK: exports.ask, Form.CHART: charting.ask}

READING_INTENTS: dict[Intent, Told] = {
    **{intent: questions.ask for intent in Intent if intent.is_question},
    Intent.HELP: lambda tx, turn, reading: (
        papers.procedure(turn, reading.stage.value) if reading.stage else onboarding.guide(turn)
    ),
    Intent.GREETING: lambda tx, turn, reading: onboarding.greet(turn),
    Intent.NONE: lambda tx, turn, reading: (
        questions.ask_about_units(tx, turn) or unclear.not_understood(turn, reading)
    ),
}

COMMANDS: dict[str, Intent] = {
    "/help": Intent.HELP,
    "/trogiup": Intent.HELP,
    "/hoantac": Intent.UNDO_LAST,
    "/undo": Intent.UNDO_LAST,
}

# Asks for a code by which the same person comes in on another channel.
LINKING = frozenset(("/web", "/lienket"))

_WITHOUT_ANSWER = (MessageKind.BLOCKED, MessageKind.UNBLOCKED)

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<code>\S+))?\s*", re.ASCII)
_NUMBER = re.compile(r"(?:chon\s+|so\s+)?\[?(?P<number>\d{1,2})\]?\.?")


def surely_writes(message: IncomingMessage) -> bool:
    """Whether the text alone says that it tells something: then `answer` need not be tried before `act`."""
    if not message.is_private:
        return False
    if message.kind is not MessageKind.TEXT:
        return message.kind is MessageKind.FILE
    return _understood(message.text.strip(), local_date(message.sent_at)).intent.is_report


def answer(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
    """The reply to a message that only asks; None where `act` has to write."""
    if not message.is_private:
        return groups.answer(tx, context, message)
    turn = _turn(tx, context, message, inbox_id)
    if turn is None:
        return None
    try:
        route = _route(tx, turn)
        return None if route.writes else route.run(tx, turn)
    except DomainError as error:
        return Reply(text=refusals.refusal(error, context.now))


def act(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Reply | None:
    """Do what a message asks for and return the reply. A refusal is raised before anything is written."""
    if not message.is_private:
        return groups.act(tx, context, message)
    try:
        turn = _turn(tx, context, message, inbox_id)
        if turn is None:
            return _for_a_stranger(tx, context, message)
        return _route(tx, turn).run(tx, turn)
    except DomainError as error:
        return Reply(text=refusals.refusal(error, context.now))


def _turn(tx: Tx, context: Context, message: IncomingMessage, inbox_id: int | None) -> Turn | None:
    user = users.by_identity(tx, message.address.channel, message.sender_id, context.now)
    if user is None or not user.assignments or message.kind in _WITHOUT_ANSWER:
        return None
    open_drafts = drafts.open_in(tx, user.id, message.address, context.now)
    return Turn(context=context, message=message, user=user, drafts=tuple(open_drafts), source_id=inbox_id)


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
            return _pressed(turn, _choice_of_token(tx, turn))
        case MessageKind.EDITED:
            return Route(editing.reread, writes=True)
        case MessageKind.UNSUPPORTED:
            return _saying(words.unsupported())
        case MessageKind.FILE if file := message.file:
            return Route(lambda tx, turn: files.take_in(tx, turn, file), writes=True)
    if start := _START.fullmatch(message.text):
        return Route(lambda tx, turn: onboarding.join(tx, turn, start["code"]), writes=True)
    return _text_route(tx, turn, message.text.strip())


def _text_route(tx: Tx, turn: Turn, text: str) -> Route:
    folded = fold(text).rstrip(".!")
    if folded in LINKING:
        return Route(onboarding.link, writes=True)
    if command := COMMANDS.get(folded):
        return _told(turn, Reading(intent=command))
    choice = _choice_typed(tx, turn, folded)
    # A typed "đúng" is not the button of one card: with several open it is asked which one is meant.
    if choice and not (choice.action == "card.confirm" and fold(choice.label) == folded):
        return _pressed(turn, choice)
    if request := read_request(text, turn.sent_on):
        return _requested(request)
    if about_roles := read_role_request(text):
        return _about_roles(about_roles)
    if lock := read_lock(text, turn.sent_on):
        return Route(lambda tx, turn: locking.start(tx, turn, lock), writes=True)
    if erasure := read_erasure(text):
        return Route(lambda tx, turn: erasing.start(tx, turn, erasure), writes=False)
    # "Thông báo: vừa kết nạp …" is a report of whoever may not announce.
    if turn.user.units_for(Permission.ANNOUNCE) and (announced := read_announcement(text)):
        return _about_announcements(announced)
    if supposition := read_supposition(text, turn.sent_on):
        return Route(lambda tx, turn: supposing.answer(tx, turn, supposition), writes=False)
    if about_quotas := read_quota_request(text, turn.sent_on):
        return _about_quotas(about_quotas)
    if note := read_note(text, turn.sent_on):
        return Route(lambda tx, turn: notes.keep(tx, turn, note), writes=True)
    if change := read_reorganisation(text, turn.sent_on):
        return Route(lambda tx, turn: reorganising.start(tx, turn, change), writes=True)
    if transfer := read_transfer(text, turn.sent_on):
        return Route(lambda tx, turn: transfers.start(tx, turn, transfer), writes=True)
    reading = _reading(turn, text)
    if reading.confirms and reading.intent is Intent.NONE and (offered := _offered(tx, turn)):
        return _pressed(turn, offered)
    return _told(turn, reading)


def _requested(request: Request) -> Route:
    """The route of a request that is said in set words."""
    match request:
        case MuteRequest():
            return Route(lambda tx, turn: silence.mute(tx, turn, request), writes=True)
        case UnmuteRequest():
            return Route(silence.unmute, writes=True)
        case PapersRequest():
            return Route(lambda tx, turn: papers.missing(tx, turn, request), writes=False)
        case MentorRequest():
            return Route(lambda tx, turn: papers.set_mentor(tx, turn, request), writes=True)
        case PictureRequest():
            return Route(lambda tx, turn: pictures.show(tx, turn, request), writes=True)
        case AttachRequest():
            return Route(pictures.attach_last, writes=True)
        case GroupCodeRequest():
            return Route(lambda tx, turn: groups.create_code(tx, turn, request), writes=True)
        case DropRequest():
            return Route(pictures.drop_last, writes=True)
        case WhyRequest():
            return Route(lambda tx, turn: explaining.explain(tx, turn, request.about), writes=False)


def _about_quotas(request: QuotaRequest) -> Route:
    """The route of what is said of targets beyond a number for each unit."""
    match request:
        case QuotaOrder():
            return Route(lambda tx, turn: quotas.order(tx, turn, request), writes=True)
        case QuotaHistoryRequest():
            return Route(lambda tx, turn: quotas.show_history(tx, turn, request), writes=False)
        case ShareTold():
            writes = request.report is not None
            return Route(lambda tx, turn: quotas.ask_which_quota(tx, turn, request), writes=writes)


def _about_announcements(request: AnnouncementRequest) -> Route:
    """The route of an announcement, and of the question who has read it."""
    match request:
        case AnnounceRequest():
            return Route(lambda tx, turn: announcing.start(tx, turn, request), writes=True)
        case WhoReadRequest():
            return Route(announcing.who_read, writes=False)


def _about_roles(request: RoleRequest) -> Route:
    """The route of a request about who holds which role."""
    match request:
        case InviteRequest():
            return Route(lambda tx, turn: inviting.invite(tx, turn, request), writes=True)
        case InviteMissingRequest():
            return Route(lambda tx, turn: inviting.invite_missing(tx, turn, request), writes=True)
        case HandoverRequest():
            return Route(lambda tx, turn: handover.start(tx, turn, request), writes=True)
        case RevokeRequest():
            return Route(lambda tx, turn: revoking.start(tx, turn, request), writes=False)
        case UnreachedRequest():
            return Route(lambda tx, turn: reaching.unreached(tx, turn, request), writes=False)


def _told(turn: Turn, reading: Reading) -> Route:
    """The route of what was understood. A reply that fits the open card goes into it."""
    if turn.drafts and reading.confirms and reading.intent is Intent.NONE:
        return Route(answering.confirm_by_word, writes=True)
    if reading.continues:
        return Route(lambda tx, turn: report.go_on(tx, turn, reading), writes=True)
    if turn.drafts and _answers_card(turn, reading):
        return Route(lambda tx, turn: answering.by_text(tx, turn, turn.drafts[-1], reading), writes=True)
    if Problem.AMBIGUOUS_INTENT in reading.problems:
        return Route(lambda tx, turn: unclear.which_meaning(turn, reading), writes=False)
    if run := WRITING_INTENTS.get(reading.intent):
        return Route(lambda tx, turn: run(tx, turn, reading), writes=True)
    form = reading.form.value if reading.form else None
    if form in WRITING_FORMS and reading.intent in LISTED:
        wanted = WRITING_FORMS[form]
        return Route(lambda tx, turn: wanted(tx, turn, reading), writes=True)
    if form in READING_FORMS:
        drawn = READING_FORMS[form]
        return Route(lambda tx, turn: drawn(tx, turn, reading), writes=False)
    if reading.intent is Intent.NONE and reading.people and not reading.problems:
        return Route(lambda tx, turn: correct.describe_known(tx, turn, reading), writes=True)
    asked = READING_INTENTS[reading.intent]
    return Route(lambda tx, turn: asked(tx, turn, reading), writes=False)


def _answers_card(turn: Turn, reading: Reading) -> bool:
    card = turn.drafts[-1].card
    if reading.intent is Intent.CORRECT_LAST:
        return True
    if reading.intent is Intent.NONE:
        return isinstance(card, ReasonCard) or (isinstance(card, ReportCard) and card.unit_id is None)
    return False


def _reading(turn: Turn, text: str) -> Reading:
    match turn.drafts[-1].card if turn.drafts else None:
        case ReportCard() as card:
            names = tuple(line.facts.full_name or "" for line in card.people)
            return _understood(text, turn.sent_on, report.expected_of(card), names)
        case CorrectionCard():
            return _understood(text, turn.sent_on, None, ())
        case _:
            return _understood(text, turn.sent_on)


@lru_cache(maxsize=64)
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


def _choice_typed(tx: Tx, turn: Turn, folded: str) -> Choice | None:
    """The button that a number or label stands for, in the last menu of the chat."""
    number = _NUMBER.fullmatch(folded)
    if not number and len(folded) > 40:
        return None
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now):
        return None
    return _choice_in(menu, folded, number)


def _offered(tx: Tx, turn: Turn) -> Choice | None:
    """What a typed "đúng" agrees to: the first button under our last question, if that can be agreed to."""
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.choices or not menu.fits(turn.user, turn.address, turn.now):
        return None
    return menu.choices[0] if menu.choices[0].action in AGREED_TO else None


def _choice_in(menu: Menu, folded: str, number: re.Match[str] | None) -> Choice | None:
    if number:
        index = int(number["number"]) - 1
        return menu.choices[index] if 0 <= index < len(menu.choices) else None
    return next((choice for choice in menu.choices if fold(choice.label) == folded), None)


def _pressed(turn: Turn, choice: Choice) -> Route:
    if run := WRITING_PRESSES.get(choice.action):
        return Route(lambda tx, turn: run(tx, turn, choice.arguments), writes=True)
    asked = READING_PRESSES[choice.action]
    return Route(lambda tx, turn: asked(tx, turn, choice.arguments), writes=False)


def _saying(text: str, choices: tuple[Choice, ...] = ()) -> Route:
    return Route(lambda tx, turn: Reply(text=text, choices=choices), writes=False)
