"""What leads to which use case: all that a person can say, type or press has one row in an ordered table.

A row is `reads(use_case)` or `writes(use_case)`. With `needs` it is refused to whoever holds that
permission in no unit; over which unit they hold it, the use case asks by `access.require`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from domain.actions import Action
from domain.messages import Reply
from domain.users import Permission
from handlers import announcing, erasing, groups, locking, open_cards, quotas, unclear
from handlers.asking import (
    ceremony_limit,
    charting,
    exports,
    follow_ups,
    had_then_not,
    kinds,
    listing,
    logbook,
    named_units,
    one_person,
    organisation,
    questions,
    quota_history,
    supposing,
)
from handlers.asking.last_question import which_of_them
from handlers.asking.unheeded import saying_what_is_unheeded, with_unheeded
from handlers.context import Turn
from handlers.importing import jobs
from handlers.organising import changes_ahead, reorganising
from handlers.reminding import explaining, reminders, silence, unreported
from handlers.reporting import (
    answering,
    correct,
    correcting_last,
    notes,
    papers,
    pictures,
    practising,
    recognition,
    report,
    returning,
    transfers,
    undoing,
    votes,
)
from handlers.roles import handover, inviting, joining, onboarding, reaching, revoking
from language.reading import Form, Intent, Reading
from language.requests.announcements import AnnounceRequest, WhoReadRequest, read_announcement
from language.requests.ceremony_limit import CeremonyLimitRequest, read_ceremony_limit
from language.requests.erasure import EraseRequest, read_erasure
from language.requests.everyday import (
    AttachRequest,
    DropRequest,
    GroupCodeRequest,
    LogRequest,
    MentorRequest,
    MuteRequest,
    NudgeRequest,
    PapersRequest,
    PictureRequest,
    PracticeRequest,
    UnmuteRequest,
    WhyRequest,
    read_nudge,
    read_request,
)
from language.requests.lacking import LackingRequest, read_lacking
from language.requests.locks import LockRequest, read_lock
from language.requests.notes import NoteRequest, VotesTold, read_note, read_votes
from language.requests.organisation import UnitsRequest, read_units_request
from language.requests.papers_told import PaperTold, read_paper
from language.requests.quota_orders import QuotaHistoryRequest, QuotaOrder, ShareTold, read_quota_request
from language.requests.recognition import RecognitionTold, read_recognition
from language.requests.reorganising import ChangesAheadRequest, ReorganiseRequest, read_reorganisation
from language.requests.returning import ReturnTold, read_return
from language.requests.roles import (
    HandoverRequest,
    InviteMissingRequest,
    InviteRequest,
    RevokeRequest,
    UnreachedRequest,
    read_role_request,
)
from language.requests.suppositions import Supposition, read_supposition
from language.requests.transfers import TransferRequest, read_transfer
from language.understanding import understand
from rendering.wording import announcements, erasure, practice
from rendering.wording import revoking as revoking_words
from rendering.wording.several_answers import only_in_words
from storage.database import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UseCase(Generic[T]):
    """A use case, run with what was told: a request, a reading or a button's arguments."""

    run: Callable[[Tx, Turn, T], Reply]
    writes: bool
    needs: Permission | None


def reads(run: Callable[[Tx, Turn, T], Reply], needs: Permission | None = None) -> UseCase[T]:
    """A use case that runs on a read snapshot."""
    return UseCase(run, writes=False, needs=needs)


def writes(run: Callable[[Tx, Turn, T], Reply], needs: Permission | None = None) -> UseCase[T]:
    """A use case that runs inside the write transaction."""
    return UseCase(run, writes=True, needs=needs)


def _alone(run: Callable[[Tx, Turn], Reply]) -> Callable[[Tx, Turn, Any], Reply]:
    """A use case to which nothing is told beyond that it is wanted."""
    return lambda tx, turn, told: run(tx, turn)


def _says(sentence: Callable[[], str]) -> UseCase[Any]:
    """Nothing is done: a sentence is the whole answer."""
    return reads(lambda tx, turn, told: Reply(text=sentence()))


def _answer_as(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The message once more, as what its writer chose of two readings."""
    said = replace(turn, message=replace(turn.message, text=arguments["text"]))
    reading = understand(arguments["text"], turn.sent_on, meant=Intent(arguments["intent"]))
    return INTENTS[reading.intent].run(tx, said, reading)


def _say(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """A question that was offered, as if it had been typed."""
    reading = understand(unclear.chosen(arguments), turn.sent_on)
    return INTENTS[reading.intent].run(tx, turn, reading)


def _help(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    return papers.procedure(turn, reading.stage.value) if reading.stage else onboarding.guide(turn)


def _told_of_somebody(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """What was read as a name without an event may be that of a village: "ban na la thi sao"."""
    if card := open_cards.naming(tx, turn, reading):
        return unclear.not_understood(turn, reading, card)
    asked = named_units.ask(tx, turn, reading) or one_person.ask_about_somebody(tx, turn, reading)
    return asked or correct.describe_known(tx, turn, reading)


@saying_what_is_unheeded
def _ask(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    found = which_of_them(tx, turn, reading) or one_person.ask_about_same(tx, turn, reading)
    found = found or follow_ups.beside_last(tx, turn) or follow_ups.of_kind(tx, turn)
    found = found or kinds.ask(tx, turn, reading)
    found = found or had_then_not.ask(tx, turn, reading) or follow_ups.pace_needed(tx, turn, reading)
    return found or questions.ask(tx, turn, reading)


def _in_words(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """What falls due is told in words, and that there is no picture or file of it."""
    reply = _ask(tx, turn, replace(reading, form=None))
    return replace(reply, text=f"{reply.text}\n{only_in_words()}")


def _not_understood(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    if half := correcting_last.of_half_told(tx, turn):
        return half
    found = follow_ups.beside_last(tx, turn) or follow_ups.without_some(tx, turn)
    found = found or follow_ups.of_kind(tx, turn) or named_units.ask(tx, turn, reading)
    found = found or kinds.ask(tx, turn, reading)
    found = found or follow_ups.refine(tx, turn) or had_then_not.ask(tx, turn, reading)
    if found:
        return with_unheeded(tx, turn, reading, found)
    found = one_person.ask_about_somebody(tx, turn, reading)
    return found or unclear.not_understood(turn, reading, open_cards.as_it_stands(tx, turn))


# --- what is typed ----------------------------------------------------------------------------------


COMMANDS: dict[str, UseCase[None]] = {
    "/help": reads(_alone(lambda tx, turn: onboarding.guide(turn))),
    "/trogiup": reads(_alone(lambda tx, turn: onboarding.guide(turn))),
    "/hoantac": writes(_alone(undoing.undo)),
    "/undo": writes(_alone(undoing.undo)),
    "/web": writes(_alone(onboarding.link)),
    "/lienket": writes(_alone(onboarding.link)),
}


@dataclass(frozen=True, slots=True)
class SetWords(Generic[T]):
    """A reader of what is said in set words, with the use case of each request that it finds.

    With `only_for` it reads nobody who lacks that permission: from them the same words mean something else.
    """

    read: Callable[[str, date], T | None]
    use_cases: Mapping[type[T], UseCase[Any]]
    only_for: Permission | None = None


# Asked in this order, before the message is understood as a whole; the first that finds something decides.
SET_WORDS: tuple[SetWords[Any], ...] = (
    SetWords(
        read_request,
        {
            MuteRequest: writes(silence.mute),
            UnmuteRequest: writes(_alone(silence.unmute)),
            WhyRequest: reads(explaining.explain),
            LogRequest: writes(logbook.show, needs=Permission.READ_PEOPLE),
            PracticeRequest: writes(practising.practise, needs=Permission.REPORT),
            PapersRequest: reads(papers.missing, needs=Permission.READ_PEOPLE),
            MentorRequest: writes(papers.set_mentor, needs=Permission.REPORT),
            PictureRequest: writes(pictures.show),
            AttachRequest: writes(_alone(pictures.attach_last)),
            DropRequest: writes(_alone(pictures.drop_last)),
            GroupCodeRequest: writes(groups.create_code, needs=Permission.NUDGE),
        },
    ),
    SetWords(
        lambda text, sent_on: read_role_request(text),
        {
            InviteRequest: writes(inviting.invite, needs=Permission.INVITE),
            InviteMissingRequest: writes(inviting.invite_missing, needs=Permission.INVITE),
            HandoverRequest: writes(handover.start),
            RevokeRequest: reads(revoking.start, needs=Permission.REVOKE),
            UnreachedRequest: reads(reaching.unreached, needs=Permission.INVITE),
        },
    ),
    SetWords(read_lock, {LockRequest: writes(locking.start, needs=Permission.LOCK)}),
    SetWords(
        lambda text, sent_on: read_erasure(text),
        {EraseRequest: reads(erasing.start, needs=Permission.ERASE)},
    ),
    SetWords(
        lambda text, sent_on: read_announcement(text),
        {
            AnnounceRequest: writes(announcing.start),
            WhoReadRequest: reads(_alone(announcing.who_read)),
        },
        only_for=Permission.ANNOUNCE,  # "Thông báo: vừa kết nạp …" is a report of whoever may not announce
    ),
    SetWords(
        lambda text, sent_on: read_nudge(text),
        {NudgeRequest: writes(unreported.nudge_named, needs=Permission.NUDGE)},
    ),
    SetWords(
        lambda text, sent_on: read_units_request(text),
        {UnitsRequest: reads(organisation.show, needs=Permission.ASK)},
    ),
    SetWords(read_lacking, {LackingRequest: writes(listing.ask_lacking, needs=Permission.READ_PEOPLE)}),
    SetWords(read_ceremony_limit, {CeremonyLimitRequest: reads(ceremony_limit.answer)}),
    SetWords(read_supposition, {Supposition: reads(supposing.answer)}),
    SetWords(
        read_quota_request,
        {
            QuotaOrder: writes(quotas.order),
            QuotaHistoryRequest: reads(quota_history.show),
            ShareTold: writes(quotas.ask_which_quota),
        },
    ),
    SetWords(read_return, {ReturnTold: writes(returning.keep, needs=Permission.REPORT)}),
    SetWords(read_recognition, {RecognitionTold: writes(recognition.keep, needs=Permission.REPORT)}),
    SetWords(read_paper, {PaperTold: writes(papers.tell, needs=Permission.REPORT)}),
    SetWords(read_note, {NoteRequest: writes(notes.keep)}),
    SetWords(
        lambda text, sent_on: read_votes(text), {VotesTold: writes(votes.tell, needs=Permission.REPORT)}
    ),
    SetWords(
        read_reorganisation,
        {
            ReorganiseRequest: writes(reorganising.start, needs=Permission.REORGANISE),
            ChangesAheadRequest: reads(_alone(changes_ahead.show)),
        },
    ),
    SetWords(read_transfer, {TransferRequest: writes(transfers.start)}),
)

# What the message as a whole was understood to want.
INTENTS: dict[Intent, UseCase[Reading]] = {
    **{intent: writes(report.start) for intent in Intent if intent.is_report},
    **{intent: reads(_ask) for intent in Intent if intent.is_question},
    Intent.CORRECT_LAST: writes(correcting_last.start),
    Intent.UNDO_LAST: writes(_alone(undoing.undo_told)),
    Intent.SET_QUOTA: writes(quotas.start),
    Intent.HELP: reads(_help),
    Intent.GREETING: reads(_alone(lambda tx, turn: onboarding.greet(turn))),
    Intent.NONE: reads(_not_understood),
}

# Somebody is named, and no event is told.
SOMEBODY = writes(_told_of_somebody)

# The form in which an answer is wanted. A list has names and leaves an audit row.
FORMS: dict[Form, UseCase[Reading]] = {
    Form.LIST: writes(saying_what_is_unheeded(listing.ask)),
    Form.LONGEST: writes(saying_what_is_unheeded(listing.ask)),
    Form.WORKBOOK: reads(saying_what_is_unheeded(exports.ask)),
    Form.CHART: reads(saying_what_is_unheeded(charting.ask)),
}

# What falls due is no figure: no picture or workbook is made of it.
IN_WORDS = reads(_in_words)

# Of these a list can be made.
LISTED = frozenset((Intent.QUERY_TOTALS, Intent.QUERY_PIPELINE))


# --- what is pressed --------------------------------------------------------------------------------

# Buttons that were sent keep the name of their action: none is ever renamed.
PRESSES: dict[Action, UseCase[Mapping[str, Any]]] = {
    Action.HELP: reads(_alone(lambda tx, turn: onboarding.guide(turn))),
    Action.SAY: reads(_say),
    Action.INTENT: writes(_answer_as),
    Action.CARD_CONFIRM: writes(open_cards.confirm),
    Action.CARD_CONFIRM_ALL: writes(open_cards.confirm_several),
    Action.CARD_EDIT: writes(answering.edit),
    Action.CARD_DISCARD: writes(open_cards.discard),
    Action.CARD_DATE: writes(answering.pick_date),
    Action.CARD_ON: writes(answering.pick_proposed),
    Action.CARD_OTHER_DATE: writes(answering.other_date),
    Action.CARD_UNIT: writes(answering.pick_unit),
    Action.CARD_SAME: writes(answering.same_person),
    Action.CARD_WHOSE: writes(answering.whose),
    Action.CARD_NUMBERS: writes(answering.numbers_only),
    Action.CARD_FEWER: writes(answering.fewer),
    Action.CARD_TAKES_IN: writes(answering.takes_in),
    Action.CARD_ADDS: writes(answering.adds),
    Action.CARD_PAPERS: writes(answering.papers_accepted),
    Action.CARD_TOGETHER: writes(answering.together),
    Action.UNDO: writes(undoing.undo),
    Action.CORRECT_DATE: writes(correct.redate),
    Action.CORRECT_TAKE_OFF: writes(undoing.take_off),
    Action.REPORT_NOTHING: writes(unreported.nothing_to_report),
    Action.NUDGE: writes(unreported.nudge),
    Action.TRANSFER_ACCEPT: writes(transfers.accept),
    Action.TRANSFER_NOT_YET: writes(transfers.not_yet),
    Action.TRANSFER_UNIT: writes(transfers.pick_unit),
    Action.BALLOT_FAILED: writes(notes.failed_ballot),
    Action.DOSSIER_UP_AGAIN: writes(returning.up_again),
    Action.ASK_QUERY: reads(questions.ask_again),
    Action.ASK_PERSON: reads(one_person.ask_about_person),
    Action.LIST_OPEN: writes(listing.open_list),
    Action.CHART_OPEN: reads(charting.open_chart),
    Action.EXPORT_TOTALS: reads(exports.open_totals),
    Action.EXPORT_REASON: reads(exports.ask_reason),
    Action.EXPORT_NAMED: writes(exports.export_named),
    Action.IMPORT_CONFIRM: writes(jobs.confirm),
    Action.IMPORT_DISCARD: writes(jobs.discard),
    Action.IMPORT_COLUMN: writes(jobs.pick_column),
    Action.IMPORT_UNIT: writes(jobs.pick_unit),
    Action.IMPORT_COMPARE: writes(jobs.compare),
    Action.IMPORT_UNDO: writes(jobs.undo),
    Action.REMINDER_DONE: writes(reminders.report_done),
    Action.REMINDER_LATER: reads(reminders.ask_when),
    Action.REMINDER_POSTPONE: writes(reminders.postpone),
    Action.REMINDER_IMPOSSIBLE: writes(reminders.ask_reason),
    Action.REMINDER_REASON: writes(reminders.pick_reason),
    Action.REMINDER_PAPER: writes(papers.have_awaited),
    Action.REMINDER_UNMUTE: writes(_alone(silence.unmute)),
    Action.REMINDER_WHY: reads(reminders.why),
    Action.PAPER_HAVE: writes(papers.have),
    Action.PICTURE_ATTACH: writes(pictures.attach),
    Action.PICTURE_DROP: writes(pictures.drop),
    Action.PICTURE_REMOVE: writes(pictures.remove),
    Action.PICTURE_SHOW: writes(pictures.show_one),
    Action.JOIN_APPROVE: writes(joining.approve),
    Action.JOIN_REFUSE: writes(joining.refuse),
    Action.INVITE_UNIT: writes(inviting.invite_here),
    Action.INVITE_CANCEL: writes(inviting.cancel),
    Action.INVITE_MISSING: writes(_alone(inviting.invite_all_missing), needs=Permission.INVITE),
    Action.HANDOVER_OF: writes(handover.replace_one),
    Action.HANDOVER_UNDO: writes(handover.undo),
    Action.ROLE_WHICH: reads(revoking.ask),
    Action.ROLE_REVOKE: writes(revoking.confirm),
    Action.ROLE_KEEP: _says(revoking_words.kept),
    Action.ANNOUNCE_SEND: writes(announcing.send),
    Action.ANNOUNCE_DROP: _says(announcements.dropped),
    Action.ANNOUNCE_READ: writes(announcing.mark_read),
    Action.ANNOUNCE_WHO_READ: reads(_alone(announcing.who_read), needs=Permission.ANNOUNCE),
    Action.MONTH_REOPEN: writes(locking.reopen),
    Action.PRACTICE_TRY: writes(practising.try_it, needs=Permission.REPORT),
    Action.PRACTICE_DONE: _says(practice.done),
    Action.ERASE_CONFIRM: writes(erasing.confirm),
    Action.ERASE_DROP: _says(erasure.kept),
}

# What was asked for and shown first, and "is it this person?": "đúng" is its first button.
AGREED_TO = frozenset(
    {
        Action.ANNOUNCE_SEND,
        Action.CARD_ON,
        Action.CARD_SAME,
        Action.CORRECT_DATE,
        Action.CORRECT_TAKE_OFF,
        Action.ERASE_CONFIRM,
        Action.IMPORT_CONFIRM,
        Action.PRACTICE_DONE,
        Action.ROLE_REVOKE,
    }
)
