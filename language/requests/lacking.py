"""Whom a step of the way into the Party lacks: no course yet, a course and no admission, nobody to help them.

Read before the whole message is: what is not done yet would otherwise be counted as if it were.
"""

from dataclasses import dataclass
from datetime import date

from domain.figures import Among
from language.reading import Reading
from language.understanding import understand
from language.words.phrases import phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingRequest:
    """Ai chưa học lớp, ai học lớp mà chưa kết nạp. `reading` names the unit and perhaps the period."""

    among: Among
    reading: Reading


def read_lacking(text: str, sent_on: date) -> LackingRequest | None:
    """Whom a question asks for by what they lack; None where it asks nothing of the kind, reports,
    or names somebody."""
    told = phrase("lacks_step").anywhere(text)
    if told is None:
        return None
    reading = understand(text, sent_on)
    happened = reading.intent.is_report and (reading.count is None or reading.count.value > 0)
    if happened or any(person.full_name for person in reading.people):
        return None
    return LackingRequest(among=Among(told.value), reading=reading)
