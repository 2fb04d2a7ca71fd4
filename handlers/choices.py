"""The buttons that many use cases offer: on an open card, under a receipt, beside a welcome."""

from typing import Any

from domain.actions import Action
from domain.cards import Draft
from domain.messages import Choice
from rendering.wording import labels


def of_card(label: str, action: Action, draft: Draft, **more: Any) -> Choice:
    """A button of an open card. It names the card's version: a card that was changed since is not meant."""
    return Choice(label=label, action=action, arguments={"draft": draft.id, "version": draft.version, **more})


def confirm(draft: Draft) -> Choice:
    """[Đúng]."""
    return of_card(labels.YES, Action.CARD_CONFIRM, draft)


def discard(draft: Draft) -> Choice:
    """[Bỏ]."""
    return of_card(labels.DROP, Action.CARD_DISCARD, draft)


def undo(report_id: int, label: str = labels.UNDO) -> Choice:
    """[Hoàn tác]: takes the report back whole."""
    return Choice(label=label, action=Action.UNDO, arguments={"report": report_id})


def guide() -> Choice:
    """[Hướng dẫn]: what can be said, with examples."""
    return Choice(label=labels.GUIDE, action=Action.HELP)
