"""Who introduces whom to the Party in the report of a referral, and since when they have worked together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import add_months
from domain.text import fold
from language.dates.days import written_day
from language.reading import PersonReading, full_names
from language.words.phrases import phrase

_MONTHS = 12
_TWO_FIGURES, _CENTURY = 99, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """The members who introduce, the people introduced, and since when at the latest they work together."""

    introducers: tuple[str, ...]
    introduced: tuple[PersonReading, ...]
    since: date | None


def read_introduction(text: str, people: Sequence[PersonReading], sent_on: date) -> Introduction:
    """Tells apart the people of a referral: "đ/c B giới thiệu A", "A được B giới thiệu".

    "Cùng công tác 2 năm" counts back from the day of the message.
    """
    introducers: list[PersonReading] = []
    if verb := phrase("introduces").anywhere(text):
        before = _named(verb.before, people)
        if len(before) < len(people):
            introducers = before
        elif by := phrase("introduced_by").anywhere(verb.before):
            introducers = _named(by.rest, people)
    introduced = tuple(person for person in people if person not in introducers)
    if not introduced:
        return Introduction(introducers=(), introduced=tuple(people), since=None)
    names = tuple(full_names(introducers))
    return Introduction(introducers=names, introduced=introduced, since=_since(text, sent_on))


def _since(text: str, sent_on: date) -> date | None:
    told = phrase("together").anywhere(text)
    if told is None:
        return None
    if (span := phrase("so_long").start(told.rest)) and (number := span.number("number")):
        return add_months(sent_on, -number * (1 if span.value == "months" else _MONTHS))
    since = phrase("since_month").start(told.rest)
    if since and (month := since.number("month")) and (year := since.number("year")):
        return date(year if year > _TWO_FIGURES else _CENTURY + year, month, 1)
    return written_day(told.rest, sent_on)


def _named(part: str, people: Sequence[PersonReading]) -> list[PersonReading]:
    """Those whose names stand in a part of the text."""
    folded = f" {fold(part)} "
    return [p for p in people if p.full_name and f" {fold(p.full_name.value)} " in folded.replace(",", " ")]
