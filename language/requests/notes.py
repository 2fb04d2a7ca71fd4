"""What a message tells beside its event, in set words: votes, notes about a person, why they left."""

from dataclasses import dataclass
from datetime import date

from domain.pipeline import LeavingReason
from language.dates.days import written_day
from language.requests.whose import may_ask
from language.words.phrases import phrase

_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRequest:
    """A note about a person, by its id in the rules file, the name as it was typed, and since when."""

    about: str
    note: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesTold:
    """Số phiếu: how many of the official members voted for a resolution."""

    yes: int
    members: int


def votes_in(text: str) -> tuple[int, int] | None:
    """The votes of a resolution: "đồng ý 12/19" is (12, 19)."""
    told = phrase("votes").anywhere(text)
    yes, members = (told.number("yes"), told.number("of")) if told else (None, None)
    return (yes, members) if yes is not None and members and yes <= members else None


def read_votes(text: str) -> VotesTold | None:
    """A message that is nothing but the votes of a resolution told before: "15/16 phiếu"."""
    votes = votes_in(text) if phrase("votes_alone").whole(text) else None
    return VotesTold(yes=votes[0], members=votes[1]) if votes else None


def notes_in(text: str) -> tuple[str, ...]:
    """The notes that a report tells beside its event."""
    if phrase("not_foreign").anywhere(text):
        return ()
    return tuple(dict.fromkeys(told.value for told in phrase("note_beside").each(text)))


def reason_in(text: str) -> LeavingReason | None:
    """Why somebody left, where the message says so."""
    told = phrase("left_because").anywhere(text)
    return LeavingReason(told.value) if told else None


def read_reason(text: str) -> LeavingReason | None:
    """A message that is nothing but why somebody leaves whose card is open: "do đi làm ăn xa"."""
    told = phrase("reason_alone").whole(text)
    return LeavingReason(told.value) if told else None


def tells_readmission(text: str) -> bool:
    """Whether somebody is told to be admitted again: "kết nạp lại"."""
    return phrase("admitted_again").anywhere(text) is not None


def left_before(text: str) -> date | None:
    """When somebody who comes back had left: the first day of the month told, or of the year alone.

    The earliest day it can have been, so that nobody is held to be too early who may not be.
    """
    told = phrase("left_before").anywhere(text)
    year = told.number("year") if told else None
    if told is None or year is None:
        return None
    return date(year + 2000 if year < 100 else year, told.number("month") or 1, 1)


def read_note(text: str, sent_on: date) -> NoteRequest | None:
    """A message that only tells a note about somebody: "đ/c A bỏ sinh hoạt từ tháng 3"; none that may ask."""
    told = phrase("note_told").whole(text)
    if told is None or may_ask(text) or phrase("not_foreign").anywhere(text):
        return None
    name = told.person("about")
    if not 1 < len(name.split()) <= _LONGEST_NAME or any(map(str.isdigit, told["about"])):
        return None
    return NoteRequest(about=name, note=told.value, on=written_day(text, sent_on))
