"""Choices for a channel without buttons: numbered words below the text, to be answered by their number."""

from domain.messages import OutgoingMessage


def as_numbered(message: OutgoingMessage) -> str:
    """The text and, below it, "[1] Đúng  [2] Sửa  [3] Bỏ"."""
    numbered = (f"[{number}] {button.label}" for number, button in enumerate(message.buttons, start=1))
    return "\n".join(part for part in (message.text, "  ".join(numbered)) if part)
