"""Whom a text names, and which day, for the readers of set sentences."""

from dataclasses import dataclass
from datetime import date

from language.message import see
from language.reading import full_names
from language.slots.report import people_told
from language.words.normalise import normalise
from language.words.phrases import Told, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The people that a text names, and its day; `has_bad_day`: one that there is not, or not yet."""

    names: tuple[str, ...]
    on: date | None
    has_bad_day: bool


def whose(text: str, sent_on: date) -> Whose | None:
    """Whom a text is about, and when; None where it names nobody."""
    seen = see(normalise(text), sent_on)
    names = tuple(full_names(people_told(seen))) if seen else ()
    if seen is None or not names:
        return None
    on = next((day.on for day in seen.days if day.on), None)
    return Whose(names=names, on=on, has_bad_day=bool(seen.days) and on is None)


def may_ask(text: str) -> bool:
    """Whether a text may be a question: what is stored without a card is never read from one."""
    return "?" in text or any(not _is_called_so(told) for told in phrase("may_ask").each(text))


def _is_called_so(told: Told) -> bool:
    """Lò Văn Sao, Lò Thị Thế: with a capital within the text it is part of a name."""
    words = told[None]
    return told.span()[0] > 0 and words.istitle() and not words.isupper()


def happened(name: str, text: str) -> Told | None:
    """The phrase of that id in a text, unless the words before it say that it has not happened."""
    told = phrase(name).anywhere(text)
    if told is None or not phrase("not_yet_done").anywhere(told.before):
        return told
    *before, last = told.before.split()
    return told if before and last.istitle() else None  # Lò Thị Mai đã có …: nobody says mai so
