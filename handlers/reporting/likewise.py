"""A month with nothing like the one that was just told of: "tháng trước cũng không"."""

from domain.actions import Action
from domain.events import EventKind
from handlers.context import Turn
from handlers.reporting import last_report
from language.words.phrases import phrase, sentence
from storage import menus
from storage.database import Tx


def spelt_out(tx: Tx, turn: Turn) -> str | None:
    """The report that these words stand for right behind the receipt of a month with nothing; else None."""
    told = None if turn.drafts else phrase("likewise").whole(turn.message.text)
    menu = menus.open_in(tx, turn.address) if told else None
    if told is None or menu is None or all(choice.action is not Action.UNDO for choice in menu.choices):
        return None
    events = last_report.standing(tx, turn) or []
    is_nothing = [event.data.get("count") for event in events if event.kind is EventKind.COUNT] == [0]
    return f"{told['span']} {sentence('nobody_admitted')}" if is_nothing else None
