"""By when a ceremony has to be held, of a decision whose day the question tells."""

from domain.messages import Reply
from handlers.context import Turn
from language.requests.ceremony_limit import CeremonyLimitRequest
from rendering.wording.due import ceremony_limit
from storage.database import Tx

_RULE = "ceremony"


def answer(tx: Tx, turn: Turn, told: CeremonyLimitRequest) -> Reply:
    """The last day for the ceremony and how many days are left, by the rule in force on the day told."""
    book = turn.context.book
    edition = book.rules.by_id[_RULE].edition_on(told.decided_on)
    last = book.due_on(edition, told.decided_on)
    return Reply(text=ceremony_limit(edition, told.decided_on, last, turn.today))
