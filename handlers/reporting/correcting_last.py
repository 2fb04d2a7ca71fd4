"""A correction that names nobody: of the report told last, or of the one just taken back."""

from dataclasses import replace
from datetime import timedelta

from domain.actions import Action
from domain.cards import Likeness, ReportCard
from domain.events import EventKind
from domain.messages import Reply
from handlers import unclear
from handlers.context import Turn
from handlers.reporting import answering, correct, last_report
from handlers.reporting.matching import line_of
from language.reading import Reading, full_names
from language.understanding import understand
from rendering.wording import corrections
from storage import drafts, events, menus, people
from storage.database import Tx

_LONG_AGO = timedelta(days=30)  # what was told before is not what "nhầm ngày" means


def start(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A correction without an open card."""
    if full_names(reading.people):
        return correct.start(tx, turn, reading)
    if any(person.position for person in reading.people):
        return _of_long_ago(tx, turn) or correct.start(tx, turn, reading)
    if apart := of_half_told(tx, turn):
        return apart
    if card := _taken_back(tx, turn):
        draft = drafts.add(tx, turn.user.id, turn.address, card, turn.now, message_id=turn.message.message_id)
        return answering.by_text(tx, turn, draft, card, reading)
    return _of_long_ago(tx, turn) or correct.start(tx, turn, reading)


def of_half_told(tx: Tx, turn: Turn) -> Reply | None:
    """ "Ngày sinh: 2/9/1995" behind "Họ tên: Lò Văn Tuấn", of whom the event is still to be said: of him.

    None where nothing was half told, or the text says nothing more of those people.
    """
    menu = menus.open_in(tx, turn.address)
    if menu is None or not menu.fits(turn.user, turn.address, turn.now) or not menu.choices:
        return None
    asked = menu.choices[0]
    if asked.action is not Action.INTENT:
        return None
    before = understand(asked.arguments["text"], turn.sent_on)
    text = f"{asked.arguments['text']}, {turn.message.text}"
    reading = understand(text, turn.sent_on)
    says_more = list(map(line_of, reading.people)) != list(map(line_of, before.people))
    if not (says_more and reading.alternatives and full_names(reading.people) == full_names(before.people)):
        return None
    return unclear.not_understood(replace(turn, message=replace(turn.message, text=text)), reading)


def _of_long_ago(tx: Tx, turn: Turn) -> Reply | None:
    """Whom it is about is asked where the last report was told long ago."""
    standing = last_report.standing(tx, turn) or ()
    if not standing or turn.now - standing[0].recorded_at <= _LONG_AGO:
        return None
    ids = dict.fromkeys(e.person_id for e in standing if e.person_id is not None)
    names = [person.name for person in people.load(tx, ids).values()]
    return Reply(text=corrections.of_long_ago(names))


def _taken_back(tx: Tx, turn: Turn) -> ReportCard | None:
    """ "Ghi lại, ngày 11/11 mới đúng" behind "hoàn tác": the card of the report that was just taken back."""
    newest = events.recent_reports(tx, turn.user.id, limit=1)
    undoing = events.of_report(tx, newest[0]) if newest else []
    if not undoing or any(event.kind is not EventKind.UNDONE for event in undoing):
        return None
    undone = events.by_ids(tx, [event.corrects for event in undoing if event.corrects])
    card = drafts.stored_as(tx, turn.address, undone[0].report_id) if undone else None
    if not isinstance(card, ReportCard) or turn.now - undoing[0].recorded_at > _LONG_AGO:
        return None
    lines = [replace(line, person_id=None, likeness=Likeness.NEW) for line in card.people]
    return replace(card, people=tuple(lines), sent_on=turn.sent_on)
