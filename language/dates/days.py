"""The day that a set sentence names: in figures, in words, or by its month."""

from datetime import date

from language.words.phrases import Told, phrase


def written_day(text: str, sent_on: date, *, ahead: int = 0) -> date | None:
    """The day written, else the first of a month named; None also for a day that no calendar has.

    Without a year the latest such day that is no more than `ahead` days to come.
    """
    told = phrase("day_told").anywhere(text) or phrase("month_told").anywhere(text)
    return day_of(told, sent_on, ahead=ahead) if told else None


def day_of(told: Told, sent_on: date, *, ahead: int = 0) -> date | None:
    """The day of a phrase with a month, perhaps a day and a year, as `written_day` has it."""
    day, month, year = told.number("day") or 1, told.number("month") or 0, told.number("year")
    if "next_year" in told:
        year = sent_on.year + 1
    if year is not None:
        return _day(year + 2000 if year < 100 else year, month, day)
    days = (_day(sent_on.year + years, month, day) for years in (1, 0, -1))
    return next((on for on in days if on and (on - sent_on).days <= ahead), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
