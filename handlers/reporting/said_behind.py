"""What is said right behind a receipt, of what was just stored: "bỏ Thư ra", "à không ngày 7/11"."""

from domain.actions import Action
from handlers.context import Turn
from handlers.reporting import last_report
from language.reading import Intent, Reading
from language.understanding import understand
from language.words.phrases import phrase
from storage import menus
from storage.database import Tx

_LONGEST = 12  # words


def correcting(tx: Tx, turn: Turn, reading: Reading) -> Reading | None:
    """The message as a correction of the report that the receipt is of; None where it may be anything else.

    Read as it would be on that report's card. Of whom a value is must be told by number, and a day alone
    must be said to stand instead.
    """
    text = turn.message.text
    if turn.drafts or reading.intent is not Intent.NONE or reading.problems or "?" in text:
        return None
    if len(text.split()) > _LONGEST or not _is_behind_receipt(tx, turn):
        return None
    found = last_report.numbered(tx, turn)
    if found is None:
        return None
    again = understand(text, turn.sent_on, on_card=tuple(person.name for person in found[1]))
    if again.intent is not Intent.CORRECT_LAST or again.confirms or again.problems or len(again.people) > 1:
        return None
    if again.people:
        told = again.people[0]
        by_number = told.position is not None and not reading.people
        return again if told.is_taken_off or by_number else None
    return again if again.event_date and phrase("day_instead").whole(text) else None


def _is_behind_receipt(tx: Tx, turn: Turn) -> bool:
    menu = menus.open_in(tx, turn.address)
    return menu is not None and bool(menu.choices) and menu.choices[0].action is Action.UNDO
