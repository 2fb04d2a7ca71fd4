"""The votes of a resolution, told by themselves: on its open card, or after it was stored."""

from dataclasses import replace
from datetime import timedelta

from domain.cards import ReportCard
from domain.errors import TooFewVotes
from domain.messages import Reply
from domain.pipeline import Stage
from domain.steps import check_votes
from handlers.context import Turn
from handlers.reporting import cards, last_report
from language.requests.notes import VotesTold
from rendering.wording import notes as words
from rendering.wording import refusals
from storage.database import Tx

_VOTED_ON = (Stage.CELL_RESOLUTION, Stage.OFFICIAL)
_LATELY = timedelta(days=3)  # a resolution told before is not what the votes are of


def tell(tx: Tx, turn: Turn, told: VotesTold) -> Reply:
    """ "15/16 phiếu": onto the card of its resolution; of a stored one only whether they are enough."""
    newest = turn.drafts[-1] if turn.drafts else None
    if newest is not None and isinstance(newest.card, ReportCard):
        card = newest.card
        if card.stage not in _VOTED_ON:
            shown = cards.show(tx, newest)
            return replace(shown, text=f"{words.votes_of_what()}\n{shown.text}")
        return cards.present(tx, turn, replace(card, votes=(told.yes, told.members)), newest)
    last = last_report.step(tx, turn)
    if last is None or last.stage not in _VOTED_ON or turn.now - last.event.recorded_at > _LATELY:
        return Reply(text=words.votes_of_what())
    try:
        check_votes(told.yes, told.members, turn.context.book.rules.bounds)
    except TooFewVotes as error:
        return Reply(text=f"{refusals.refusal(error, turn.now)}\n{words.take_resolution_back()}")
    return Reply(text=words.votes_suffice(told.yes, told.members))
