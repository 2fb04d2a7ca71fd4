"""What leads to which use case: all that a person can say, type or press has one row in an ordered table.

A row is `reads(use_case)` or `writes(use_case)`. With `needs` it is refused to whoever holds that
permission in no unit; over which unit they hold it, the use case asks by `access.require`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from domain.messages import Reply
from domain.users import Permission
from handlers import announcing, erasing, groups, locking, quotas, unclear
from handlers.asking import charting, exports, listing, questions, supposing
from handlers.context import Turn
from handlers.importing import jobs
from handlers.organising import changes_ahead, reorganising
from handlers.reminding import explaining, reminders, silence, unreported
from handlers.reporting import (
    answering,
    correct,
    notes,
    papers,
    pictures,
    recognition,
    report,
    returning,
    transfers,
    undoing,
)
from handlers.roles import handover, inviting, joining, onboarding, reaching, revoking
from language.announcements import AnnounceRequest, WhoReadRequest, read_announcement
from language.erasure import EraseRequest, read_erasure
from language.locks import LockRequest, read_lock
from language.notes import NoteRequest, read_note
from language.papers_told import PaperTold, read_paper
from language.quota_orders import QuotaHistoryRequest, QuotaOrder, ShareTold, read_quota_request
from language.reading import Form, Intent, Reading
from language.recognition import RecognitionTold, read_recognition
from language.reorganising import ChangesAheadRequest, ReorganiseRequest, read_reorganisation
from language.requests import (
    AttachRequest,
    DropRequest,
    GroupCodeRequest,
    MentorRequest,
    MuteRequest,
    PapersRequest,
    PictureRequest,
    UnmuteRequest,
    WhyRequest,
    read_request,
)
from language.returning import ReturnTold, read_return
from language.roles import (
    HandoverRequest,
    InviteMissingRequest,
    InviteRequest,
    RevokeRequest,
    UnreachedRequest,
    read_role_request,
)
from language.suppositions import Supposition, read_supposition
from language.transfers import TransferRequest, read_transfer
from language.understanding import understand
from rendering.wording import announcements, erasure
from rendering.wording import revoking as revoking_words
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
    reading = understand(arguments["text"], turn.sent_on, meant=Intent(arguments["intent"]))
    return INTENTS[reading.intent].run(tx, turn, reading)


def _say(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """A question that was offered, as if it had been typed."""
    reading = understand(unclear.chosen(arguments), turn.sent_on)
    return INTENTS[reading.intent].run(tx, turn, reading)


def _help(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    return papers.procedure(turn, reading.stage.value) if reading.stage else onboarding.guide(turn)


def _told_of_somebody(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """What was read as a name without an event may be that of a village: "ban na la thi sao"."""
    return questions.ask_about_units(tx, turn) or correct.describe_known(tx, turn, reading)


def _not_understood(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    found = questions.ask_about_units(tx, turn) or questions.refine(tx, turn)
    return found or unclear.not_understood(turn, reading)


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
    SetWords(read_supposition, {Supposition: reads(supposing.answer)}),
    SetWords(
        read_quota_request,
        {
            QuotaOrder: writes(quotas.order),
            QuotaHistoryRequest: reads(quotas.show_history),
            ShareTold: writes(quotas.ask_which_quota),
        },
    ),
    SetWords(read_return, {ReturnTold: writes(returning.keep, needs=Permission.REPORT)}),
    SetWords(read_recognition, {RecognitionTold: writes(recognition.keep, needs=Permission.REPORT)}),
    SetWords(read_paper, {PaperTold: writes(papers.tell, needs=Permission.REPORT)}),
    SetWords(read_note, {NoteRequest: writes(notes.keep)}),
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
    **{intent: reads(questions.ask) for intent in Intent if intent.is_question},
    Intent.CORRECT_LAST: writes(correct.start),
    Intent.UNDO_LAST: writes(_alone(undoing.undo)),
    Intent.SET_QUOTA: writes(quotas.start),
    Intent.HELP: reads(_help),
    Intent.GREETING: reads(_alone(lambda tx, turn: onboarding.greet(turn))),
    Intent.NONE: reads(_not_understood),
}

# Somebody is named, and no event is told.
SOMEBODY = writes(_told_of_somebody)

# The form in which an answer is wanted. A list has names and leaves an audit row.
FORMS: dict[Form, UseCase[Reading]] = {
    Form.LIST: writes(listing.ask),
    Form.WORKBOOK: reads(exports.ask),
    Form.CHART: reads(charting.ask),
}

# Of these a list can be made.
LISTED = frozenset((Intent.QUERY_TOTALS, Intent.QUERY_PIPELINE))


# --- what is pressed --------------------------------------------------------------------------------

# Buttons that were sent keep the name of their action: none is ever renamed.
PRESSES: dict[str, UseCase[Mapping[str, Any]]] = {
    "help": reads(_alone(lambda tx, turn: onboarding.guide(turn))),
    "say": reads(_say),
    "intent": writes(_answer_as),
    "card.confirm": writes(answering.confirm),
    "card.edit": writes(answering.edit),
    "card.discard": writes(answering.discard),
    "card.date": writes(answering.pick_date),
    "card.on": writes(answering.pick_proposed),
    "card.other_date": writes(answering.other_date),
    "card.unit": writes(answering.pick_unit),
    "card.same": writes(answering.same_person),
    "card.numbers": writes(answering.numbers_only),
    "card.fewer": writes(answering.fewer),
    "card.takes_in": writes(answering.takes_in),
    "card.adds": writes(answering.adds),
    "card.papers": writes(answering.papers_accepted),
    "card.together": writes(answering.together),
    "undo": writes(undoing.undo),
    "correct.date": writes(correct.redate),
    "correct.take_off": writes(undoing.take_off),
    "report.nothing": writes(unreported.nothing_to_report),
    "nudge": writes(unreported.nudge),
    "transfer.accept": writes(transfers.accept),
    "transfer.not_yet": writes(transfers.not_yet),
    "transfer.unit": writes(transfers.pick_unit),
    "ballot.failed": writes(notes.failed_ballot),
    "dossier.up_again": writes(returning.up_again),
    "ask.query": reads(questions.ask_again),
    "ask.person": reads(questions.ask_about_person),
    "list.open": writes(listing.open_list),
    "chart.open": reads(charting.open_chart),
    "export.totals": reads(exports.open_totals),
    "export.reason": reads(exports.ask_reason),
    "export.named": writes(exports.export_named),
    "import.confirm": writes(jobs.confirm),
    "import.discard": writes(jobs.discard),
    "import.column": writes(jobs.pick_column),
    "import.unit": writes(jobs.pick_unit),
    "import.compare": writes(jobs.compare),
    "import.undo": writes(jobs.undo),
    "reminder.done": writes(reminders.report_done),
    "reminder.later": reads(reminders.ask_when),
    "reminder.postpone": writes(reminders.postpone),
    "reminder.impossible": writes(reminders.ask_reason),
    "reminder.reason": writes(reminders.pick_reason),
    "reminder.paper": writes(papers.have_awaited),
    "reminder.unmute": writes(_alone(silence.unmute)),
    "reminder.why": reads(reminders.why),
    "paper.have": writes(papers.have),
    "picture.attach": writes(pictures.attach),
    "picture.drop": writes(pictures.drop),
    "picture.remove": writes(pictures.remove),
    "picture.show": writes(pictures.show_one),
    "join.approve": writes(joining.approve),
    "join.refuse": writes(joining.refuse),
    "invite.unit": writes(inviting.invite_here),
    "invite.cancel": writes(inviting.cancel),
    "invite.missing": writes(_alone(inviting.invite_all_missing), needs=Permission.INVITE),
    "handover.of": writes(handover.replace_one),
    "handover.undo": writes(handover.undo),
    "role.which": reads(revoking.ask),
    "role.revoke": writes(revoking.confirm),
    "role.keep": _says(revoking_words.kept),
    "announce.send": writes(announcing.send),
    "announce.drop": _says(announcements.dropped),
    "announce.read": writes(announcing.mark_read),
    "announce.who_read": reads(_alone(announcing.who_read), needs=Permission.ANNOUNCE),
    "month.reopen": writes(locking.reopen),
    "erase.confirm": writes(erasing.confirm),
    "erase.drop": _says(erasure.kept),
}

# What was asked for and shown first, and "is it this person?": "đúng" is its first button.
AGREED_TO = frozenset(
    {
        "announce.send",
        "card.on",
        "card.same",
        "correct.date",
        "correct.take_off",
        "erase.confirm",
        "import.confirm",
        "role.revoke",
    }
)
