"""What of a long text that was not understood is given back: the sentence that looks like a report."""

from datetime import date

from language.intents.mentions import mentions
from language.long_messages.cutting import cut
from language.message import Seen, see
from language.words.normalise import LONGEST, normalise

_ELSEWHERE = "…"


def telling_part(text: str, sent_on: date, longest: int) -> str:
    """The text itself up to `longest` characters, else the sentence of it that names an event or people.

    Where no sentence does, or the text is too long to be read, it begins as the text does.
    """
    if len(text) <= longest or len(text) > LONGEST or (seen := see(normalise(text), sent_on)) is None:
        return text
    sentences = [seen.part(start, end) for start, end in cut(seen)]
    best = max(sentences, key=lambda part: _tells(see(part, sent_on)), default=None)
    if best is None or not best.origin or not _tells(see(best, sent_on)):
        return text
    start, end = best.origin[0], best.origin[-1] + 1
    before = f"{_ELSEWHERE} " if text[:start].strip() else ""
    behind = f" {_ELSEWHERE}" if text[end:].strip() else ""
    return f"{before}{text[start:end].strip()}{behind}"


def _tells(seen: Seen | None) -> int:
    """How much a sentence has of what a report has; the event counts most."""
    return 0 if seen is None else 2 * bool(mentions(seen.scan)) + bool(seen.names)
