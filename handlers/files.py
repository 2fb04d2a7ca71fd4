"""A file that somebody sent: a list goes to the import, a picture to its report, all else is refused."""

from dataclasses import replace

from domain.files import kind_of
from domain.messages import IncomingFile, Reply
from handlers.context import Turn
from handlers.importing import jobs
from handlers.reporting import pictures, report
from language.reading import Reading
from language.understanding import understand
from rendering.wording import files as words
from storage import files
from storage.database import Tx


def take_in(tx: Tx, turn: Turn, file: IncomingFile) -> Reply:
    """What is done with a file, by what stands in it. What is not kept leaves nothing behind."""
    if file.trouble:
        return Reply(text=words.trouble(file.trouble))
    kind = kind_of(file.content)
    if kind is None:
        _forget(tx, file)
        return Reply(text=words.not_taken())
    if kind.is_list:
        reply = jobs.preview_file(tx, turn, file.name, file.content)
        _forget(tx, file)  # the import keeps its own
        return reply
    told = turn.message.text.strip()
    reading = understand(told, turn.sent_on) if told else None
    if reading and reading.intent.is_report and _tells_when(reading):
        pictures.keep(tx, turn, file, kind)
        reply = report.start(tx, turn, reading)
        return replace(reply, text=f"{reply.text}\n{words.after_confirming()}")
    named = reading.people[0].full_name if reading and reading.people else None
    return pictures.offer(tx, turn, file, kind, about=named.value if named else None)


def _tells_when(reading: Reading) -> bool:
    """ "Quyết định kết nạp Lò Thị Mai" says what the picture shows; with a date it is a report of its own."""
    return bool(reading.event_date or any(person.event_date for person in reading.people))


def _forget(tx: Tx, file: IncomingFile) -> None:
    """Delete what was stored when it came."""
    if file.kept_as is not None:
        files.delete(tx, file.kept_as)
