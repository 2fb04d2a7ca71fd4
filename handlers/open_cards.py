"""The open card of a chat, of whatever it is: a reply to it, "Đúng", "Bỏ", and which of several is meant."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.cards import (
    CorrectionCard,
    Draft,
    Question,
    QuotaCard,
    ReasonCard,
    ReorganisationCard,
    ReportCard,
    TransferCard,
)
from domain.errors import DomainError, Expired
from domain.messages import Choice, Reply
from domain.text import fold_name
from handlers import quotas, unclear
from handlers.context import Turn
from handlers.organising import reorganising
from handlers.reminding import reminders
from handlers.reporting import answering, cards, correct, storing, transfers
from language.reading import Reading
from rendering.wording import refusals, reports
from storage import drafts, menus, people
from storage.database import Tx


def by_text(tx: Tx, turn: Turn, draft: Draft, reading: Reading) -> Reply:
    """A reply in words to an open card: what it says goes into the card, which is shown again."""
    match draft.card:
        case ReportCard() as card:
            return answering.by_text(tx, turn, draft, card, reading)
        case CorrectionCard():
            return correct.revise(tx, turn, draft, reading)
        case QuotaCard():
            return quotas.revise(tx, turn, draft, reading)
        case ReasonCard():
            return reminders.keep_reason(tx, turn, draft, turn.message.text.strip())
        case TransferCard():
            changed = transfers.revise(tx, turn, draft, reading)
            return changed or unclear.not_understood(turn, reading, as_it_stands(tx, turn))
        case ReorganisationCard():
            return reorganising.show(tx, turn, draft)


def as_it_stands(tx: Tx, turn: Turn) -> Reply | None:
    """The newest open card of people once more; None where there is none."""
    newest = turn.drafts[-1] if turn.drafts else None
    match newest.card if newest else None:
        case ReportCard():
            return cards.show(tx, turn.drafts[-1])
        case TransferCard():
            return transfers.show(tx, turn, turn.drafts[-1])
        case CorrectionCard():
            return correct.show(tx, turn.drafts[-1])
    return None


def naming(tx: Tx, turn: Turn, reading: Reading) -> Reply | None:
    """The open report card as it stands, where what was said names somebody on it; else None."""
    draft = turn.drafts[-1] if turn.drafts else None
    if draft is None or not isinstance(draft.card, ReportCard):
        return None
    known = {fold_name(line.facts.full_name or "") for line in draft.card.people}
    told = {fold_name(person.full_name.value) for person in reading.people if person.full_name}
    return cards.show(tx, draft) if known & told else None


def confirm(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đúng]: store what the card says, once."""
    draft = turn.pressed(arguments)
    if not isinstance(draft.card, ReportCard):
        return _stored(tx, turn, draft)
    if draft.card.question() is not Question.CONFIRM:
        return cards.show(tx, draft)
    left_behind = cards.with_successor(tx, turn, draft)
    return left_behind or _with_next(tx, turn, _stored(tx, turn, draft))


def _stored(tx: Tx, turn: Turn, draft: Draft) -> Reply:
    match draft.card:
        case ReportCard():
            return storing.confirm(tx, turn, draft)
        case CorrectionCard():
            return correct.confirm(tx, turn, draft)
        case QuotaCard():
            return quotas.confirm(tx, turn, draft)
        case ReasonCard():
            return reminders.ask_again(draft)
        case TransferCard():
            return transfers.confirm(tx, turn, draft)
        case ReorganisationCard():
            return reorganising.confirm(tx, turn, draft)


def confirm_several(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Ghi cả 2 phiếu]: each of these cards. What cannot be stored is told beside what was; a card that lacks
    something stays open, and so does one of a unit that has ended meanwhile."""
    told: list[str] = []
    undone: tuple[Choice, ...] = ()
    for draft_id, version in arguments["drafts"]:
        try:
            draft = turn.pressed({"draft": draft_id, "version": version})
            if isinstance(draft.card, ReportCard) and cards.is_complete(tx, draft):
                done = storing.confirm(tx, turn, draft)
                told, undone = [*told, done.text], done.choices[:1]
        except DomainError as error:
            told.append(refusals.refusal(error, turn.now))
    if not told:
        raise Expired
    return _with_next(tx, turn, Reply(text="\n\n".join(told), choices=undone))


def confirm_all(tx: Tx, turn: Turn) -> Reply:
    """ "Đúng hết", "lưu cả 2 phiếu": every card that was shown, in the order they were told."""
    reports_shown = [d for d in turn.drafts if isinstance(d.card, ReportCard) and _was_shown(turn, d)]
    shown = sorted(reports_shown, key=lambda draft: draft.id)
    return confirm_several(tx, turn, {"drafts": [(draft.id, draft.version) for draft in shown]})


def _was_shown(turn: Turn, draft: Draft) -> bool:
    """Whether the chat has seen the card: of several from one message the others wait behind the newest."""
    of_same = [d.id for d in turn.drafts if d.message_id and d.message_id == draft.message_id]
    return draft.version > 1 or not of_same or draft.id == max(of_same)


def discard(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Bỏ]: forget the card."""
    draft = turn.pressed(arguments)
    if not drafts.discard(tx, draft.id):
        raise Expired
    done = Reply(text=reports.discarded())
    is_quota = isinstance(draft.card, QuotaCard)
    return quotas.with_next(tx, turn, draft, done) if is_quota else _with_next(tx, turn, done)


def confirm_by_word(tx: Tx, turn: Turn) -> Reply:
    """A typed "đúng": the only open card, the one shown last if it was answered or came behind another, or
    the question which one."""
    if not turn.drafts:
        raise Expired
    meant = turn.drafts[0] if len(turn.drafts) == 1 else _just_answered(tx, turn)
    if meant is not None:
        return confirm(tx, turn, {"draft": meant.id, "version": meant.version})
    corrected = [draft.card.person_id for draft in turn.drafts if isinstance(draft.card, CorrectionCard)]
    names = people.names(tx, corrected)
    labels = [reports.draft_label(draft.card, names) for draft in turn.drafts]
    each = tuple(
        Choice(label=label, action=Action.CARD_CONFIRM, arguments={"draft": d.id, "version": d.version})
        for label, d in zip(labels, turn.drafts, strict=True)
    )
    return Reply(text=reports.which_draft(labels), choices=(*each, *_all_at_once(tx, turn)))


def _all_at_once(tx: Tx, turn: Turn) -> tuple[Choice, ...]:
    """A button for all of them, where each is a report that was shown and lacks nothing."""
    meant = [(draft.id, draft.version) for draft in sorted(turn.drafts, key=lambda draft: draft.id)]
    for draft in turn.drafts:
        is_ready = isinstance(draft.card, ReportCard) and cards.is_complete(tx, draft)
        if not is_ready or not _was_shown(turn, draft):
            return ()
    label = reports.all_drafts_label(len(meant))
    return (Choice(label=label, action=Action.CARD_CONFIRM_ALL, arguments={"drafts": meant}),)


def _just_answered(tx: Tx, turn: Turn) -> Draft | None:
    """The card that the chat ends with, where its writer has changed it or the assistant showed it as the
    next one, or as the first of one message. A new card beside another is none of these: two reports that
    were sent at once are asked about."""
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now) or not menu.choices:
        return None
    shown = menu.choices[0]
    draft = turn.draft(shown.arguments["draft"]) if shown.action is Action.CARD_CONFIRM else None
    if draft is None or draft.version != shown.arguments["version"]:
        return None
    is_next = any(choice.action is Action.UNDO for choice in menu.choices)
    return draft if draft.version > 1 or is_next or "of" in shown.arguments else None


def _with_next(tx: Tx, turn: Turn, done: Reply) -> Reply:
    """What was done, and the report that still waits for its confirmation, if there is one."""
    waiting = [
        d for d in drafts.open_in(tx, turn.user.id, turn.address, turn.now) if isinstance(d.card, ReportCard)
    ]
    if not waiting:
        return done
    following = cards.show(tx, waiting[-1])
    return Reply(
        text=f"{done.text}\n\n{reports.still_open(len(waiting))}\n{following.text}",
        choices=following.choices + done.choices,
    )
