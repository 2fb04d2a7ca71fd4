"""A day of birth told without its year, of somebody whose year is known: "Thu sinh ngày 13/3"."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from domain.text import fold
from language.dates.births import is_birthday
from language.dates.day import Day
from language.message import Seen
from language.names.finding import Name
from language.people.belonging import Belonging
from language.people.ticked_columns import EDGES, is_under, line_of
from language.reading import Found, PersonReading
from language.words import particles
from language.words.scanning import Hit, Scan

_ANNIVERSARY = particles.words("anniversary")


def is_birthday_alone(seen: Seen, day: Day) -> bool:
    """sai ngày sinh, mùng 4 tháng 3 cơ: of a birth, and without its year; no day of what happened."""
    if day.year is not None:
        return False
    scan = seen.scan
    if " ".join(scan.keys[max(0, day.start - 2) : day.start]) in _ANNIVERSARY:
        return True  # sinh nhật 13/3
    labels = scan.all("birth_label")
    if not labels or scan.any_ending(day.start, ("admission",)):
        return False
    closes = scan.key(day.end) == "la" and scan.at("birth_label", day.end + 1) is not None
    return closes or is_birthday(scan, day) or any(_is_behind(seen, hit, day) for hit in labels)


def _is_behind(seen: Seen, label: Hit, day: Day) -> bool:
    """Whether a label is of that day: behind "sinh 1999, lễ 13/11" its year is told already, and the title
    of a column is of no other column."""
    if label.end > day.start or "birth" in seen.scan.used[label.end : day.start]:
        return False
    row = line_of(seen.scan, label.start)
    is_title = row[1] <= day.start and not EDGES.isdisjoint(seen.scan.keys[slice(*row)])
    return is_under(seen.scan, day.start, label) if is_title else True


def birthday_in(seen: Seen) -> Found[tuple[int, int]] | None:
    """The only birthday that a part of a reply tells, as day and month."""
    told = _told(seen)
    return told[0][1] if len(told) == 1 else None


def with_birthdays(
    seen: Seen, people: tuple[PersonReading, ...], names: Sequence[Name], read: Collection[int]
) -> tuple[PersonReading, ...]:
    """The people of a reply, each with the birthday that is told of them.

    Where nobody is named it is of the one person told of, or of somebody without a name. `read`: where days
    begin that were read with the item they stand in.
    """
    told = [(day, birthday) for day, birthday in _told(seen) if day.start not in read]
    if not told:
        return people
    if names:
        belonging = Belonging(seen.scan, [*names])
        of_name = {
            fold(names[number].text): birthday
            for day, birthday in told
            for number in belonging.owners(day.start, day.end)
        }
        return tuple(_born(one, of_name) for one in people)
    if _is_of_a_stranger(seen.scan):
        return people
    only = people[0] if len(people) == 1 else PersonReading()
    return (replace(only, birthday=told[-1][1]), *people[1:])


def _born(one: PersonReading, of_name: Mapping[str, Found[tuple[int, int]]]) -> PersonReading:
    birthday = of_name.get(fold(one.full_name.value)) if one.full_name else None
    return replace(one, birthday=birthday) if birthday else one


def _is_of_a_stranger(scan: Scan) -> bool:
    """đ/c Thu sinh 13/3, Bun sinh 13/3 where nobody of that name is known: a name before the birth."""
    places = [hit.start - 1 for hit in scan.all("birth_label") if scan.is_word(hit.start - 1)]
    return any(not scan.spoken[place] or scan.ending("honorific", place) for place in places)


def _told(seen: Seen) -> list[tuple[Day, Found[tuple[int, int]]]]:
    return [
        (day, seen.found(day.start, day.end, (day.day, day.month)))
        for day in seen.days
        if day.day and day.month and seen.stands(day.start, day.end) and is_birthday_alone(seen, day)
    ]
