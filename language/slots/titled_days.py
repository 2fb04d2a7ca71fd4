"""Tables with a column "Ngày kết nạp": the day of each row."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from language.dates.day import Day
from language.message import Seen
from language.people.ticked_columns import EDGES
from language.reading import Intent, PersonReading
from language.words.scanning import Scan

_TITLES = {Intent.REPORT_ADMISSION: ("admission",), Intent.REPORT_OFFICIAL: ("official", "ct")}


def titled_days(seen: Seen, intent: Intent, days: Sequence[Day]) -> list[Day]:
    """The days below the title of what is reported, row by row; none where no column is titled so."""
    tags, scan = _TITLES.get(intent, ()), seen.scan
    if not scan.has(*tags) or "\n" not in scan.keys or EDGES.isdisjoint(scan.keys):
        return []
    lines, columns = _lines(scan), _columns(scan)
    told = {lines[day.start] for day in days}  # 1 | A | ngày KN: 5/10 is a row of its own
    rows = {line for line, column in zip(lines, columns, strict=True) if column}
    highest: dict[int, int] = {}
    for title in (title for tag in tags for title in scan.all(tag)):
        line, column = lines[title.start], columns[title.start]
        if line not in told and highest.get(column, line) >= line and line in rows:
            highest[column] = line
    return [day for day in days if highest.get(columns[day.start], lines[day.start]) < lines[day.start]]


def with_days_of_rows(
    seen: Seen, people: tuple[PersonReading, ...], days: Sequence[Day]
) -> tuple[PersonReading, ...] | None:
    """The people of a table in which some rows tell different days and others none, each with the day of the
    row; None where the first day may hold for all that tell none."""
    if len({day.on for day in days}) < 2:
        return None
    lines = _lines(seen.scan)
    told = {lines[day.start]: day for day in days}
    rows = [lines[seen.scan.place_of(p.full_name.start)] if p.full_name else -1 for p in people]
    if all(row in told for row in rows):
        return None
    return tuple(
        replace(person, event_date=seen.found_day(told[row])) if row in told else person
        for person, row in zip(people, rows, strict=True)
    )


def _lines(scan: Scan) -> list[int]:
    """The number of the line on which each piece stands."""
    return list(accumulate((key == "\n" for key in scan.keys), initial=0))


def _columns(scan: Scan) -> list[int]:
    """How many cells stand before each piece on its line."""
    columns, column = [], 0
    for key in scan.keys:
        columns.append(column)
        column = 0 if key == "\n" else column + (key in EDGES)
    return [*columns, column]
