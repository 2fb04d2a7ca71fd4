"""Replies that tell something of everybody on a card, and something else of some: "cả hai đều …, Thư …"."""

from collections.abc import Callable
from dataclasses import replace

from domain.text import fold
from language.message import Seen, see
from language.names.finding import Name
from language.people.belonging import is_shared
from language.people.gathering import Told, gather
from language.reading import PersonReading
from language.replies.by_line import is_of_all

_FIELDS = ("birth_date", "gender", "ethnicity", "religion", "education", "mentor")
_Read = Callable[[Seen], Told]


def with_the_rest(seen: Seen, names: list[Name], on_card: tuple[str, ...], read: _Read) -> Told | None:
    """ "nụ là nữ, còn lại nam": what is told of those who are named, and of all others on the card."""
    rest = next((hit for hit in seen.scan.all("the_rest") if hit.start >= names[0].end), None)
    others = see(seen.part(rest.end, len(seen.scan)), seen.sent_on) if rest else None
    first = see(seen.part(0, rest.start), seen.sent_on) if rest else None
    if rest is None or others is None or first is None or others.names:
        return None
    told = read(first)
    values = _of_nobody(others)
    named = {fold(person.full_name.value) for person in told.people if person.full_name}
    lines = [line for line, name in enumerate(on_card, start=1) if fold(name) not in named]
    if not values or len(lines) == len(on_card):
        return None
    added = tuple(replace(values[0], position=line) for line in lines)
    return _told(seen, (*told.people, *added))


def with_everybody(seen: Seen, names: list[Name], on_card: tuple[str, ...], read: _Read) -> Told | None:
    """ "cả hai đều dân tộc Thái, Thư là dân quân": what is told of all on the card, then of some of them."""
    known, own = [fold(name) for name in on_card], names[0].begins
    shared = next((hit for hit in seen.scan.all("all_of_them") if is_shared(seen.scan, hit)), None)
    if shared is None or shared.start > own or len(known) < 2 or not is_of_all(seen.scan, len(known)):
        return None
    common, rest = see(seen.part(0, own), seen.sent_on), see(seen.part(own, len(seen.scan)), seen.sent_on)
    if common is None or rest is None or common.names or rest.scan.has("all_of_them"):
        return None
    values, told = _of_nobody(common), read(rest)
    of = {fold(person.full_name.value): person for person in told.people if person.full_name}
    named = {fold(name.text) for name in names}
    if len(values) != 1 or len(of) != len(told.people) or not named.issubset(known):
        return None
    if common.days or any(day.start not in told.births for day in rest.days):
        return None  # cả hai ngày 14/11: the card's own day
    if seen.scan.any_ending(own, ("leaves_out",)):  # …, trừ Thư
        lines = (line for line, name in enumerate(known, start=1) if name not in named)
        others = tuple(replace(values[0], position=line) for line in lines)
        return _told(seen, others) if others else None
    if not named.issubset(of):
        return None
    each = (of.get(name, PersonReading(position=line)) for line, name in enumerate(known, start=1))
    return _told(seen, tuple(_beside(values[0], person) for person in each))


def _of_nobody(part: Seen) -> tuple[PersonReading, ...]:
    """The values of a part that names nobody."""
    return gather(part.scan, [], part.days, part.refused, part.sent_on, nameless=True).people


def _beside(common: PersonReading, own: PersonReading) -> PersonReading:
    """What is told of one person, with what is told of all where nothing else is."""
    added = {name: getattr(common, name) for name in _FIELDS if getattr(own, name) is None}
    return replace(own, categories=(*common.categories, *own.categories), **added)


def _told(seen: Seen, people: tuple[PersonReading, ...]) -> Told:
    """The days of such a reply are births, none is the card's."""
    return Told(people=people, births=frozenset(day.start for day in seen.days))
