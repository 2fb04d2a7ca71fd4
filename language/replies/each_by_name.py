"""Each of a card's people by the given name, with what is told of them: "nga 98 dinh 2001 mông"."""

from dataclasses import replace

from domain.people import BirthDate, Gender
from domain.text import fold
from language.dates.finding import birth_year
from language.intents.signs import places_of
from language.message import Seen, see
from language.people.gathering import Told, gather
from language.reading import Found, PersonReading
from language.replies.birthdays import birthday_in
from language.words import particles
from language.words.scanning import Scan

_VALUES = ("birth_label", "category", "gender", "ethnicity", "education", "religion", "no_religion")
_LABELS = ("ethnicity_label", "education_label", "gender_label", "religion_label", "date_word", "finished")
_BETWEEN = ("final", "honorific", "confirm", "all_before")
_BEFORE = ("correct", "slip", "final", "honorific", "confirm", "address", "forgot")
_OTHERWISE = (*_VALUES, "confirm", "correct", "more", "only", "all_of_them", "month_word", "year_word")
_MENTOR = ("mentor", "mentored_by", "helps", "mentor_link")
_USES = frozenset(("birth", "date", "schooling", "name"))
_LEADS = particles.words("leads_to_value")
_OPENS = particles.words("opens_item")
_JOINS = particles.words("joins_names")
_AS_NEXT = PersonReading()  # somebody named together with the next one
_BIRTHS = range(1930, 2030)
_SHORT = 2  # figures of a year: 98
_SURELY_YEAR = 50
_LAST_YEAR = 12  # of a schooling told as 9/12


def each_by_name(seen: Seen, on_card: tuple[str, ...]) -> Told | None:
    """What a reply tells of the people of a card, where it is nothing but given names and values.

    None where a word of it is neither: then it is read as a sentence.
    """
    heads = _heads(seen.scan, on_card)
    if not heads or not _is_led(seen.scan, _opening(seen.scan, heads[0][0])):
        return None
    told: list[PersonReading] = []
    ends = [_opening(seen.scan, place) for place, _ in heads[1:]]
    for (place, line), end in zip(heads, [*ends, len(seen.scan)], strict=True):
        person = _told_in(seen, place + 1, end) if _says_something(seen.scan, place + 1, end) else _AS_NEXT
        if person is None:
            return None
        named = replace(person, full_name=seen.found(place, place + 1, on_card[line]))
        told.append(_with_title(seen, named, place))
    if len(heads) == 1 and not _is_name_alone(seen.scan, heads[0][0]):
        return None
    for index in range(len(told) - 2, -1, -1):  # mai, dinh đều là đoàn viên
        if told[index].mentor is None and replace(told[index], full_name=None) == _AS_NEXT:
            told[index] = replace(told[index + 1], full_name=told[index].full_name)
    if replace(told[-1], full_name=None) == _AS_NEXT:
        return None
    told = _schooled(seen, told)
    return Told(people=tuple(told), births=frozenset(day.start for day in seen.days))


def _heads(scan: Scan, on_card: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where a given name that one person of the card has stands alone, and whose it is."""
    full = [fold(name).split() for name in on_card]
    given = [words[-1] if words else "" for words in full]
    lines = {name: line for line, name in enumerate(given) if name and given.count(name) == 1}
    heads = [(place, lines[key]) for place, key in enumerate(scan.keys) if key in lines]
    if any(not _is_spelt_so(scan, place, on_card[line]) for place, line in heads):
        return []
    told = [line for _, line in heads]
    return heads if len(set(told)) == len(told) else []


def _is_spelt_so(scan: Scan, place: int, name: str) -> bool:
    """Where marks are typed they count: "dũng" is no Dung; a name typed without any takes all."""
    given = name.casefold().split()[-1]
    return scan.spellings[place].is_bare or given == scan.words[place].casefold() or given == fold(given)


def _is_led(scan: Scan, place: int) -> bool:
    """Whether nothing stands before the first item but "nhầm" and the like."""
    led = places_of(scan, _BEFORE)
    return all(at in led or not _is_text(scan, at) for at in range(place))


def _is_name_alone(scan: Scan, place: int) -> bool:
    """Whether a single given name can be nothing else: "dung 98" may be đúng, "nam sn 98" a man."""
    is_led = scan.key(place + 1) in _LEADS
    return is_led or not (scan.used[place] == "date" or scan.any_at(place, _OTHERWISE))


def _opening(scan: Scan, place: int) -> int:
    """Where an item begins whose name stands there: "còn em Dinh"."""
    title = scan.ending("honorific", place)
    place = place if title is None else title.start
    while place > 0 and (
        scan.keys[place - 1] in _OPENS or not (scan.is_word(place - 1) or scan.is_number(place - 1))
    ):
        place -= 1
    return place


def _says_something(scan: Scan, start: int, end: int) -> bool:
    """Whether a word stands between a name and the next, or the names are only joined."""
    return any(_is_text(scan, place) and scan.keys[place] not in _JOINS for place in range(start, end))


def _with_title(seen: Seen, told: PersonReading, place: int) -> PersonReading:
    """Chị Nga, anh Dinh: the gender that goes with the name, where no other is told."""
    title = seen.scan.ending("honorific", place)
    if told.gender or title is None or title.value not in (Gender.FEMALE, Gender.MALE):
        return told
    return replace(told, gender=seen.found(title.start, title.end, Gender(title.value), 0.9))


def _told_in(seen: Seen, start: int, end: int) -> PersonReading | None:
    """The values of one item, or None where it holds none, or words that are no value."""
    while start < end and (seen.scan.keys[start] in _LEADS or seen.scan.keys[start] in (":", "-", "(")):
        start += 1
    part = see(seen.part(start, end), seen.sent_on) if start < end else None
    if part is None:
        return None
    values = gather(part.scan, part.names, part.days, part.refused, part.sent_on, nameless=True)
    if any(one.full_name for one in values.people):
        return None  # somebody who is no mentor
    person = values.people[0] if values.people else PersonReading()
    if person.birth_date is None and (born := _year_alone(part)) is not None:
        person = replace(person, birth_date=born)
    days = [day for day in part.days if day.start not in values.births]
    if (born_on := birthday_in(part)) is not None:
        person, days = replace(person, birthday=born_on), []
    if days and days[0].on is not None:
        person = replace(person, event_date=part.found_day(days[0]))
    return person if person != PersonReading() and _is_all_read(part.scan) else None


def _year_alone(part: Seen) -> Found[BirthDate] | None:
    """98, 2001, 03 at the head of an item: a year of birth."""
    written, year = part.scan.words[0], part.scan.number(0)
    if year is None or part.scan.used[0] or part.scan.key(1) in ("/", "-", "."):
        return None
    is_short = len(written) == _SHORT and (year >= _SURELY_YEAR or written[0] == "0")
    if not is_short and year not in _BIRTHS:
        return None
    born = part.found(0, 1, BirthDate(year=birth_year(year, part.sent_on)), 0.9)
    part.scan.take(0, 1, "birth")
    return born


def _is_all_read(scan: Scan) -> bool:
    """Whether every word of an item is a value, its label, or means nothing of its own."""
    read = {place for place in range(len(scan)) if scan.used[place] in _USES or not _is_text(scan, place)}
    for tag in (*_VALUES, *_LABELS, *_BETWEEN, *_MENTOR):
        for hit in scan.all(tag):
            read.update(range(hit.start, hit.end))
    return all(place in read or scan.keys[place] in _LEADS for place in range(len(scan)))


def _is_text(scan: Scan, place: int) -> bool:
    return scan.is_word(place) or scan.is_number(place)


def _schooled(seen: Seen, told: list[PersonReading]) -> list[PersonReading]:
    """ "nga 12/12 dinh 9/12": beside one schooling the other is none of a day in December."""
    if not any(one.education and one.education.value.endswith(f"/{_LAST_YEAR}") for one in told):
        return told
    return [_with_schooling(seen, one) for one in told]


def _with_schooling(seen: Seen, told: PersonReading) -> PersonReading:
    day = told.event_date
    if day is None or told.education or day.value.month != _LAST_YEAR or not 1 <= day.value.day <= _LAST_YEAR:
        return told
    level = Found(value=f"{day.value.day}/{_LAST_YEAR}", start=day.start, end=day.end)
    return replace(told, event_date=None, education=level)
