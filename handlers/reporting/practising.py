"""Practice: the card of a report as it would come, and nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.actions import Action
from domain.messages import Choice, Reply
from handlers.context import Turn
from handlers.reporting import report
from language.requests.everyday import PracticeRequest
from language.understanding import understand
from rendering.wording import labels
from rendering.wording import practice as wording
from storage.database import Tx


def practise(tx: Tx, turn: Turn, request: PracticeRequest) -> Reply:
    """ "tập thử kết nạp …": what the report would be answered; "tập thử" alone: how to."""
    if request.text is None:
        again = Choice(label=wording.TRY, action=Action.PRACTICE_TRY, arguments={"text": wording.EXAMPLE})
        return Reply(text=wording.how_to(), choices=(again,))
    return _practised(tx, turn, request.text)


def try_it(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Thử câu này]."""
    return _practised(tx, turn, arguments["text"])


def _practised(tx: Tx, turn: Turn, text: str) -> Reply:
    reading = understand(text, turn.sent_on)
    if not reading.intent.is_report:
        return Reply(text=wording.no_report(text))
    told = replace(turn, message=replace(turn.message, text=text))
    shown = tx.rehearse(report.start, told, reading)
    if not shown.choices:  # a refusal reads as it always does
        return shown
    is_card = any(choice.action is Action.CARD_CONFIRM for choice in shown.choices)
    done = Choice(label=labels.YES, action=Action.PRACTICE_DONE)
    return Reply(text=wording.practised(shown.text, is_card=is_card), choices=(done,) if is_card else ())
