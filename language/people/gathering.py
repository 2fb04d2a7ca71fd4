"""Who the message is about: names with the attributes said of each, of all, or of the last two."""

from dataclasses import dataclass, field
from datetime import date

from domain.people import BirthDate, Category, Gender
from language.dates.births import find_births
from language.dates.day import Day
from language.names.finding import Name
from language.people.attributes import (
    is_apart,
    is_bare_group,
    is_called_group,
    is_category,
    is_reached,
    is_reason,
    is_religion,
    is_year_word,
)
from language.people.belonging import Belonging
from language.people.mentors import is_job_of_mentor, mentors_and_people, without_jobs_of
from language.people.namesakes import named_again
from language.people.ticked_columns import fills_cell_under, ticked_genders
from language.reading import Found, PersonReading
from language.words.scanning import Hit, Scan

_TAKEN = frozenset(("age", "name", "unit", "elsewhere", "date", "period", "schooling", "birth"))
_LEVELS = ("12/12", "THPT", "trung cấp", "cao đẳng", "đại học", "thạc sĩ", "tiến sĩ")
_SURE, _LIKELY, _GUESSED = 1.0, 0.9, 0.8


@dataclass(slots=True)
class _Person:
    """One person while the attributes are being gathered; the first value told of each stands.

    What is said of the person alone stands against what is said of all: `of_all` holds the latter's fields.
    """

    birth_date: Found[BirthDate] | None = None
    gender: Found[Gender] | None = None
    ethnicity: Found[str] | None = None
    religion: Found[str] | None = None
    education: Found[str] | None = None
    mentor: Found[str] | None = None
    level: int = -1
    categories: dict[str, Found[Category]] = field(default_factory=dict)
    of_all: set[str] = field(default_factory=set)

    @property
    def says_something(self) -> bool:
        """Whether any attribute was told."""
        return self != _Person()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The people read, and the pieces on which their dates of birth begin."""

    people: tuple[PersonReading, ...]
    births: frozenset[int]


def gather(
    scan: Scan,
    names: list[Name],
    days: list[Day],
    refused: list[bool],
    sent_on: date,
    *,
    nameless: bool = False,
) -> Told:
    """Hands every attribute of the message to the person it is said of.

    With `nameless`, attributes without any name make one person without a name.
    """
    mentors, named = mentors_and_people(scan, names)
    if not named and not nameless:
        return Told(people=(), births=frozenset())
    people = [_Person() for _ in named] or [_Person()]
    refused = without_jobs_of(scan, mentors, refused)
    again = named_again(scan, named)
    for index, first in again.items():
        people[index] = people[first]
    gathering = _Gathering(scan, named, people, refused)
    gathering.read_later_titles(again)
    births = gathering.gather(days, sent_on, mentors)
    made = tuple(
        gathering.made(index)
        for index in range(len(people))
        if index not in again and (named or people[0].says_something)
    )
    return Told(people=made, births=births)


class _Gathering:
    """The pieces of one message and the people its attributes go to."""

    def __init__(self, scan: Scan, names: list[Name], people: list[_Person], refused: list[bool]) -> None:
        self._scan = scan
        self._names = names
        self._people = people
        self._refused = refused
        self._found_at = scan.span
        self._belonging = Belonging(scan, names)
        self._excepted = _excepted(scan, names) if len(names) > 1 and scan.has("leaves_out") else []
        # For each name the nearest one before it that came with a title of a man or a woman.
        self._heads: list[Name | None] = [None]
        for name in names[:-1]:
            self._heads.append(name if name.gender is not None else self._heads[-1])

    def gather(self, days: list[Day], sent_on: date, mentors: list[tuple[Name, int]]) -> frozenset[int]:
        """Everything that is told, and where dates of birth begin."""
        births = set()
        for birth in find_births(self._scan, days, self._refused, sent_on):
            births.add(birth.start)
            found = self._found_at(birth.start, birth.end)
            for person in self._owners(birth.start, birth.end):
                person.birth_date = person.birth_date or Found(
                    value=birth.value, start=found[0], end=found[1], confidence=birth.confidence
                )
        for name, owner in mentors:
            start, end = self._found_at(name.start, name.end)
            person = self._people[min(owner, len(self._people) - 1)]
            person.mentor = person.mentor or Found(
                value=name.text, start=start, end=end, confidence=name.confidence
            )
        for read, tags in (
            (self._genders, ("gender",)),
            (self._plural_titles, ("plural_title",)),
            (self._ethnicities, ("ethnicity",)),
            (self._religions, ("religion", "religion_label", "no_religion")),
            (self._categories, ("category", "plural_teacher")),
        ):
            if self._scan.has(*tags):
                read()
        self._education()
        return frozenset(births)

    def made(self, index: int) -> PersonReading:
        """The person with everything gathered."""
        told, scan = self._people[index], self._scan
        name = self._names[index] if self._names else None
        full_name, gender = None, told.gender
        if name is not None:
            start, end = self._found_at(name.start, name.end)
            full_name = Found(value=name.text, start=start, end=end, confidence=name.confidence)
            titled = name if name.gender is not None else self._titled_with(index)
            if gender is None and titled is not None and titled.begins < titled.start:
                start, end = scan.span(titled.begins, titled.start)
                gender = Found(value=Gender(titled.gender or ""), start=start, end=end, confidence=_LIKELY)
        return PersonReading(
            full_name=full_name,
            birth_date=told.birth_date,
            gender=gender,
            ethnicity=told.ethnicity,
            religion=told.religion,
            categories=tuple(told.categories.values()),
            education=told.education,
            mentor=told.mentor,
            is_partial=name.is_partial if name else False,
        )

    def read_later_titles(self, again: dict[int, int]) -> None:
        """1. Sùng A Tủa, 2003 … Anh Sùng A Tủa thì …: with a title somebody is named in full again."""
        for index, first in again.items():
            later, person = self._names[index], self._people[first]
            if later.gender is None or later.is_partial or self._names[first].gender is not None:
                continue
            start, end = self._found_at(later.begins, later.start)
            person.gender = Found(value=Gender(later.gender), start=start, end=end, confidence=_LIKELY)

    def _titled_with(self, index: int) -> Name | None:
        """3 cô giáo: A, B, C. Whose title is said of all of a list, this one included."""
        name, head = self._names[index], self._heads[index]
        if name.honorific is not None or head is None:
            return None
        counted = self._scan.ending("number", head.begins)
        many = counted.value != "1" if counted else (self._scan.number(head.begins - 1) or 0) > 1
        return head if many and self._belonging.in_one_sentence(head.start, name.start) else None

    def _plural_titles(self) -> None:
        """các thầy A, B: the title of all who are listed right behind it, up to one with his own."""
        scan = self._scan
        for hit in scan.all("plural_title"):
            opening = hit.end + (scan.key(hit.end) == ":")
            listed = [index for index, name in enumerate(self._names) if name.start >= opening]
            if not listed or self._names[listed[0]].start != opening:
                continue
            start, end = self._found_at(hit.start, hit.end)
            for index in listed:
                name = self._names[index]
                if name.honorific is not None or not self._belonging.in_one_sentence(opening, name.start):
                    break
                person = self._people[index]
                person.gender = person.gender or Found(
                    value=Gender(hit.value), start=start, end=end, confidence=_LIKELY
                )

    def _owners(self, start: int, end: int) -> list[_Person]:
        if not self._names:
            return self._people
        owners = self._belonging.owners(start, end)
        if self._excepted and len(owners) > 1:  # đều nữ, trừ Bình
            left_out = {
                i for at, i in self._excepted if self._belonging.in_one_sentence(*sorted((at, start)))
            }
            owners = [index for index in owners if index not in left_out] or owners
        return [self._people[index] for index in owners]

    def _usable(self, tag: str) -> list[Hit]:
        used, refused = self._scan.used, self._refused
        return [
            hit
            for hit in self._scan.all(tag)
            if not any(refused[hit.start : hit.end]) and _TAKEN.isdisjoint(used[hit.start : hit.end])
        ]

    # The attributes

    def _genders(self) -> None:
        ticked = ticked_genders(self._scan, self._names)
        for index, (title, first, last) in ticked.rows.items() if ticked else ():
            start, end = self._found_at(first, last)
            self._people[index].gender = Found(value=Gender(title.value), start=start, end=end)
        for hit in self._usable("gender"):
            lone = hit.end - hit.start == 1
            if ticked and hit in ticked.titles:
                continue
            if lone and (not is_apart(self._scan, hit) or is_year_word(self._scan, hit)):
                continue
            start, end = self._found_at(hit.start, hit.end)
            for person in self._owners(hit.start, hit.end):
                person.gender = person.gender or Found(value=Gender(hit.value), start=start, end=end)

    def _ethnicities(self) -> None:
        """The labelled ones first: they hold against a bare word anywhere in the message."""
        hits = self._usable("ethnicity")
        labelled = [h for h in hits if is_called_group(self._scan, h)]
        named_from = self._names[0].begins if self._names else 0
        bare = [h for h in hits if h not in labelled and is_bare_group(self._scan, h, named_from)]
        for confidence, told in ((_SURE, labelled), (_LIKELY, bare)):
            for hit in told:
                start, end = self._found_at(hit.start, hit.end)
                found = Found(value=hit.value, start=start, end=end, confidence=confidence)
                self._put("ethnicity", found, self._owners(hit.start, hit.end))

    def _religions(self) -> None:
        told: list[tuple[int, int, str, float]] = []
        scan = self._scan
        told += [(h.start, h.end, h.value, _SURE) for h in self._usable("religion") if is_religion(scan, h)]
        for hit in self._usable("religion_label"):
            none = scan.at("no_religion", hit.end + (scan.key(hit.end) in (":", "-")))
            if none is not None and hit.value == "label":
                told.append((hit.start, none.end, "Không", _SURE))
            elif (
                hit.value != "label"
                and not scan.at("religion", hit.end)
                and not scan.at("not_yet", hit.start - 1)
            ):
                told.append((hit.start, hit.end, hit.value, _GUESSED))
        told += [
            (h.start, h.end, "Không", _SURE)
            for h in self._usable("no_religion")
            if h.end - h.start > 2
            or h.value == "said"
            or any(fills_cell_under(scan, h, title) for title in scan.all("religion_label"))
        ]
        for first, last, value, confidence in told:
            start, end = self._found_at(first, last)
            found = Found(value=value, start=start, end=end, confidence=confidence)
            self._put("religion", found, self._owners(first, last))

    def _put(self, attribute: str, found: Found[str], people: list[_Person]) -> None:
        """cả ba là người Thái, riêng A là người Mường: what one alone is stands against what all are."""
        for person in people:
            told = getattr(person, attribute)
            if told is None or (attribute in person.of_all and len(people) == 1):
                setattr(person, attribute, found)
                if len(people) > 1:
                    person.of_all.add(attribute)
                else:
                    person.of_all.discard(attribute)

    def _categories(self) -> None:
        scan = self._scan
        for hit in self._usable("category"):
            if is_category(scan, hit) and not (is_reason(scan, hit) or is_job_of_mentor(scan, hit)):
                self._put_category(hit, hit.value, self._owners(hit.start, hit.end))
        for hit in scan.all("plural_teacher"):
            named = [self._people[index] for index, name in enumerate(self._names) if name.start > hit.start]
            self._put_category(hit, Category.TEACHER, named)

    def _put_category(self, hit: Hit, value: str, people: list[_Person]) -> None:
        start, end = self._found_at(hit.start, hit.end)
        confidence = _LIKELY if hit.end - hit.start == 1 else _SURE
        for person in people:
            person.categories.setdefault(
                value, Found(value=Category(value), start=start, end=end, confidence=confidence)
            )

    def _education(self) -> None:
        """The highest level reached; N/12 is schooling below any diploma."""
        scan = self._scan
        for place in scan.numbers if "schooling" in scan.used else ():
            stands = not any(self._refused[place : place + 3])  # ghi nhầm thành 12/12
            if stands and scan.used[place : place + 3] == ["schooling"] * 3:
                self._put_level(0, scan.text(place, place + 3).replace(" ", ""), place, place + 3)
        for hit in self._usable("education"):
            if is_reached(self._scan, hit):
                self._put_level(_LEVELS.index(hit.value) + 1, hit.value, hit.start, hit.end)

    def _put_level(self, level: int, value: str, first: int, last: int) -> None:
        start, end = self._found_at(first, last)
        for person in self._owners(first, last):
            if person.level < level:
                person.level, person.education = level, Found(value=value, start=start, end=end)


def _excepted(scan: Scan, names: list[Name]) -> list[tuple[int, int]]:
    """Whom "trừ" leaves out of what is said of all: where it stands, and which of the names is meant."""
    found = []
    for hit in scan.all("leaves_out"):
        given = [scan.keys[name.end - 1] if name.end <= hit.start else "" for name in names]
        at = next((name.end - 1 for name in names if name.start == hit.end), hit.end)
        while scan.key(at) not in given and (title := scan.at("honorific", at)) is not None:
            at = title.end
        if given.count(scan.key(at)) == 1:
            found.append((hit.start, given.index(scan.key(at))))
    return found
