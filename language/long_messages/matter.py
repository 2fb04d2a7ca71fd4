"""What of a long message counts, as it is read: the texts of its events, and what is lent to each reading."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.periods import Period
from domain.text import fold
from language.long_messages.lending import is_cell
from language.message import Seen
from language.reading import Field, Found, Intent, PersonReading, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The sentences of one event as one text.

    `alone`: of a reading of it, the text of what tells the event, where what describes somebody made
    another event of it; else None.
    """

    text: Seen
    day: Found[date] | None  # that another sentence tells
    alone: Callable[[Reading], Seen | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What of a long message counts: a passage for each event, and what is lent to all of them."""

    passages: tuple[Passage, ...]
    meant: Intent | None = None  # what they are surely meant as, whatever else they name
    unit: Found[str] | None = None
    names_cell: bool = False  # the lent unit is named as a cell: it counts before one that is not
    period: Found[Period] | None = None
    whom: PersonReading | None = None  # who is corrected, where the correction does not say it
    described: tuple[tuple[int, int], ...] = ()  # raw places where nobody else can be told of

    def lent(self, reading: Reading, passage: Passage) -> Reading:
        """The reading of a passage with the cell that it lacks, that of a report with its day or period."""
        if reading.intent in (Intent.HELP, Intent.UNDO_LAST):
            return reading
        own = reading.unit
        if own is None and reading.intent.is_question and passage.text.scan.has("everything"):
            return reading  # "toàn xã mình kết nạp được bao nhiêu": asked of more than the writer's cell
        unit = own
        if own is None or self._says_in_full(own) or (self.names_cell and not is_cell(passage.text, own)):
            unit = self.unit
        if unit is not own:
            reading = replace(reading, unit=unit)
        if reading.intent is Intent.CORRECT_LAST and self.whom and len(reading.people) < 2:
            told = reading.people[0] if reading.people else PersonReading()
            if told.full_name is None and told.position is None:
                told = replace(told, full_name=self.whom.full_name)
            return replace(reading, people=(told,))
        if not reading.intent.is_report:
            return reading
        reading = self._without_described(reading)
        if not reading.people and reading.event_date is None:
            return replace(reading, period=self.period) if reading.period is None else reading
        if passage.day is None or reading.event_date is not None:
            return reading
        missing = tuple(field for field in reading.missing if field is not Field.EVENT_DATE)
        return replace(reading, event_date=passage.day, period=None, missing=missing)

    def _says_in_full(self, own: Found[str]) -> bool:
        """Em ở chi bộ công ty May Sơn Hà. … Chi bộ công ty kết nạp A: the same unit by its kind alone."""
        return self.unit is not None and fold(self.unit.value).startswith(fold(own.value) + " ")

    def _without_described(self, reading: Reading) -> Reading:
        """Người theo dõi chung: đ/c C: whoever only a describing sentence names is nobody the event is of."""
        people = tuple(p for p in reading.people if not self._is_described(p))
        if not people or len(people) == len(reading.people):
            return reading
        whole = reading.count is None and not any(p.is_partial for p in people)
        missing = tuple(f for f in reading.missing if not (whole and f is Field.FULL_NAME))
        return replace(reading, people=people, missing=missing)

    def _is_described(self, person: PersonReading) -> bool:
        name = person.full_name
        return name is not None and any(first <= name.start < last for first, last in self.described)
