"""What must not be sent is not read, and nothing of it is kept."""

from domain.localtime import local_date
from domain.messages import IncomingMessage, MessageKind, Reply
from language.requests.confidential import Confidential, confidential_in, without_numbers
from language.understanding import understand
from rendering.wording import confidential as words
from storage import files, inbox
from storage.database import Tx

_SAY_SOMETHING = (MessageKind.TEXT, MessageKind.EDITED, MessageKind.FILE)


def found_in(message: IncomingMessage) -> Confidential | None:
    """What in the message, or beside its file, must not be sent; None where nothing is."""
    return confidential_in(message.text) if message.kind in _SAY_SOMETHING else None


def refuse(tx: Tx, message: IncomingMessage, inbox_id: int | None, found: Confidential) -> Reply | None:
    """Delete what came, and ask whoever sent it to do the same; in a group only who spoke to us is told."""
    if inbox_id is not None:
        inbox.blank(tx, inbox_id)
    if message.file and message.file.kept_as is not None:
        files.delete(tx, message.file.kept_as)
    if not message.is_private and not message.is_addressed:
        return None
    if found is Confidential.CLASSIFIED:
        return Reply(text=words.secret())
    return Reply(text=words.identity_number(_worth_sending(message)))


def _worth_sending(message: IncomingMessage) -> str:
    """What is left of a private message without the number, where that tells something; else ""."""
    if not message.is_private or message.file is not None:
        return ""
    rest = without_numbers(message.text)
    return rest if understand(rest, local_date(message.sent_at)).intent.is_report else ""
