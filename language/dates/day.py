"""A day as it was written, and what it means as the day of an event."""

from dataclasses import dataclass
from datetime import date

from language.reading import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as written on the pieces [start, end), and what it means as the day of an event.

    `on` is None when there is no such day, or none yet; `problem` says which. `first_on` opens a range.
    """

    start: int
    end: int
    on: date | None
    problem: Problem | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    first_on: date | None = None
    is_relative: bool = False
    proposed: date | None = None  # the solar day of a lunar one
