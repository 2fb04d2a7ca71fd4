"""By when a decision asks for its ceremony: "QĐ ký 3/11 thì còn bao nhiêu ngày để làm lễ". Nobody is named.

Read before the whole message is: the day of the decision would otherwise be one that is asked about.
"""

from dataclasses import dataclass
from datetime import date

from language.understanding import understand
from language.words.phrases import Told, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyLimitRequest:
    """Hạn làm lễ of a decision of that day."""

    decided_on: date


def read_ceremony_limit(text: str, sent_on: date) -> CeremonyLimitRequest | None:
    """The day of the decision of which the limit is asked; None where it asks of somebody by name, or
    anything else."""
    told = phrase("decided_on").anywhere(text)
    if told is None or not phrase("asks_limit").anywhere(text) or not phrase("of_ceremony").anywhere(text):
        return None
    decided_on = _day(told, sent_on)
    if decided_on is None or any(person.full_name for person in understand(text, sent_on).people):
        return None
    return CeremonyLimitRequest(decided_on=decided_on)


def _day(told: Told, sent_on: date) -> date | None:
    """The last such day until now where no year is told; None where there is no such day."""
    day, month, year = (told.number(slot) for slot in ("day", "month", "year"))
    try:
        if year is not None:
            return date(year if year > 99 else 2000 + year, month or 1, day or 1)
        this_year = date(sent_on.year, month or 1, day or 1)
        return this_year if this_year <= sent_on else this_year.replace(year=sent_on.year - 1)
    except ValueError:
        return None
