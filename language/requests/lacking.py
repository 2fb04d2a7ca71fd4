"""Whom a step of the way into the Party lacks: no course yet, a course and no admission, nobody to help them.

Read before the whole message is: what is not done yet would otherwise be counted as if it were.
"""

from dataclasses import dataclass
from datetime import date

from domain.calendar import add_months
from domain.questions import Among
from language.reading import Reading
from language.understanding import understand
from language.words.phrases import phrase

_MOST_MONTHS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class LackingRequest:
    """Ai chưa học lớp, ai học lớp mà chưa kết nạp. `reading` names the unit and perhaps the period.

    `until`: only those whose course was over by then ("học lớp quá 3 tháng chưa kết nạp").
    """

    among: Among
    reading: Reading
    until: date | None = None


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
    lasting = phrase("since_course").anywhere(told[None]) if "lasting" in told else None
    months = lasting.number("months") if lasting else None
    until = add_months(sent_on, -months) if months and months <= _MOST_MONTHS else None
    return LackingRequest(among=Among(told.value), reading=reading, until=until)
