"""Who the message is about: names with the attributes said of each, of all, or of the last two."""

from dataclasses import dataclass, field
from datetime import date

from domain.people import BirthDate, Category, Gender
from language import particles
from language.belonging import Belonging
from language.births import find_births
from language.day import Day
from language.mentors import is_job_of_mentor, mentors_and_people, named_again, without_jobs_of
from language.names import Name
from language.reading import Found, PersonReading
from language.scanning import Hit, Scan
from language.ticked_columns import ticked_genders

_TAKEN = frozenset(("name", "unit", "elsewhere", "date", "period", "schooling", "birth"))
_BESIDE = frozenset(("name", "date", "unit", "birth"))
_LEVELS = ("THPT", "trung cấp", "cao đẳng", "đại học", "thạc sĩ", "tiến sĩ")
# What may stand right before an attribute of one word: "nữ" in "dân tộc Thái nữ", not in "áo nữ".
_NEIGHBOURS = (
    "job_label",
    "gender_label",
    "ethnicity_label",
    "category",
    "ethnicity",
    "honorific",
    "members",
    "religion",
    "day",
    "education",
    "folk",
    "candidate",
    "gender",
)
_FOLLOWERS = (
    "ethnicity",
    "ethnicity_label",
    "category",
    "education",
    "birth_label",
    "folk",
    "religion",
    "day",
    "date_word",
)
_SURE, _LIKELY, _GUESSED = 1.0, 0.9, 0.8


@dataclass(slots=True)
class _Person:
    """One person while the attributes are being gathered; the first value told of each stands."""

    birth_date: Found[BirthDate] | None = None
    gender: Found[Gender] | None = None
    ethnicity: Found[str] | None = None
    religion: Found[str] | None = None
    education: Found[str] | None = None
    mentor: Found[str] | None = None
    level: int = -1
    categories: dict[str, Found[Category]] = field(default_factory=dict)

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
        return [self._people[index] for index in self._belonging.owners(start, end)]

    def _usable(self, tag: str) -> list[Hit]:
        used, refused = self._scan.used, self._refused
        return [
            hit
            for hit in self._scan.all(tag)
            if not any(refused[hit.start : hit.end]) and _TAKEN.isdisjoint(used[hit.start : hit.end])
        ]

    # Where an attribute may stand

    def _is_apart(self, hit: Hit) -> bool:
        """Whether the words stand as an item of their own and are no part of a longer expression."""
        scan, before = self._scan, hit.start - 1
        if hit.start == 0 or not scan.is_word(before) or hit.end == len(scan):
            return True
        if scan.used[before] in _BESIDE or scan.at("attribute_link", before) is not None:
            return True
        if scan.at("contrast", hit.end) is not None:
            return True  # người đó Mường chứ không phải Thái
        if scan.keys[before] in particles.words("change") and scan.has("correct"):
            return True  # sửa dân tộc thành Khơ Mú nhé
        return scan.any_ending(hit.start, (*_NEIGHBOURS, "all_of_them"))

    def _is_enclosed(self, hit: Hit) -> bool:
        """Whether marks or numbers stand on both sides."""
        scan = self._scan
        return hit.start > 0 and not scan.is_word(hit.start - 1) and not scan.is_word(hit.end)

    def _stops(self, place: int) -> bool:
        """Whether no unknown word follows that the attribute may be a part of."""
        scan = self._scan
        return not scan.is_word(place) or scan.used[place] != "" or scan.covering[place] > 0

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
            if lone and (not self._is_apart(hit) or self._is_year_word(hit)):
                continue
            start, end = self._found_at(hit.start, hit.end)
            for person in self._owners(hit.start, hit.end):
                person.gender = person.gender or Found(value=Gender(hit.value), start=start, end=end)

    def _is_year_word(self, hit: Hit) -> bool:
        """nam without diacritics: năm before a number or a word that no attribute begins with."""
        scan = self._scan
        if scan.keys[hit.start] != "nam" or not scan.spellings[hit.start].is_bare or scan.accented:
            return False
        if scan.at("contrast", hit.end) is not None:
            return False
        if scan.used[hit.start - 1 : hit.start] == ["name"] and scan.used[hit.end : hit.end + 1] == ["birth"]:
            # Lo Van Ba nam 2002: the year was read as that of birth
            return False
        if scan.is_number(hit.end) and len(scan.words[hit.end]) == 1:
            # sinh vien nam 3
            return True
        if scan.ending("birth_label", hit.start) and scan.is_number(hit.end):
            return True
        return scan.is_word(hit.end) and not scan.any_at(hit.end, _FOLLOWERS)

    def _ethnicities(self) -> None:
        """The labelled ones first: they hold against a bare word anywhere in the message."""
        hits = self._usable("ethnicity")
        labelled = [h for h in hits if self._is_called_group(h)]
        bare = [h for h in hits if h not in labelled and self._is_bare_group(h)]
        for confidence, told in ((_SURE, labelled), (_LIKELY, bare)):
            for hit in told:
                start, end = self._found_at(hit.start, hit.end)
                found = Found(value=hit.value, start=start, end=end, confidence=confidence)
                for person in self._owners(hit.start, hit.end):
                    person.ethnicity = person.ethnicity or found

    def _is_called_group(self, hit: Hit) -> bool:
        scan = self._scan
        # "dân tộc La Hủ" begins like "dân tộc là".
        if scan.at("either", hit.end) is not None or scan.ending("either", hit.start) is not None:
            # dân tộc La Hủ hoặc Hà Nhì
            return False
        label = scan.ending("ethnicity_label", hit.start + 1)
        if label is not None and label.start < hit.start:
            return True
        return scan.labelled("ethnicity_label", hit.start) or scan.ending("folk", hit.start) is not None

    def _is_bare_group(self, hit: Hit) -> bool:
        """Whether a group's name alone is one: behind a name, apart, and not half of another word."""
        scan = self._scan
        if self._names and hit.end <= self._names[0].begins:
            return False
        if scan.key(hit.end) == ":":
            return False  # "DAO: CONG GIAO" is a label
        is_opening = scan.at("name_opening", hit.start) is not None and scan.words[hit.start].islower()
        if is_opening and not self._is_enclosed(hit):
            return False
        if scan.at("doubtful_group", hit.start) is not None and scan.is_number(hit.end):
            # "co 2 thoi"
            return False
        if scan.ending("education", hit.start) is not None:
            # đại học Tây Bắc
            return False
        if not scan.accented and scan.is_number(hit.start - 1) and hit.end == len(scan):
            # "sinh 1997 co": cơ, which closes what is said
            return scan.at("bridge", hit.start) is None
        lone = hit.end - hit.start == 1
        lower = scan.words[hit.start][0].islower()
        doubtful = lone and scan.at("doubtful_group", hit.start) and not self._is_enclosed(hit)
        if doubtful and (lower or not scan.accented):
            return False
        if lone and lower and scan.cased and scan.accented and not hit.exact:
            return False
        return self._is_apart(hit) and self._stops(hit.end)

    def _religions(self) -> None:
        told: list[tuple[int, int, str, float]] = []
        scan = self._scan
        # "vi uong ruou bi phat" is no Phật
        sure = [
            h
            for h in self._usable("religion")
            if h.exact
            or h.end - h.start > 1
            or self._is_enclosed(h)
            or scan.any_ending(h.start, (*_NEIGHBOURS, "religion_label"))
        ]
        told += [(h.start, h.end, h.value, _SURE) for h in sure]
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
            if h.end - h.start > 2 or h.value == "said"
        ]
        for first, last, value, confidence in told:
            start, end = self._found_at(first, last)
            for person in self._owners(first, last):
                person.religion = person.religion or Found(
                    value=value, start=start, end=end, confidence=confidence
                )

    def _categories(self) -> None:
        for hit in self._usable("category"):
            if self._is_category(hit) and not (self._is_reason(hit) or is_job_of_mentor(self._scan, hit)):
                self._put_category(hit, hit.value, self._owners(hit.start, hit.end))
        for hit in self._scan.all("plural_teacher"):
            named = [self._people[index] for index, name in enumerate(self._names) if name.start > hit.start]
            self._put_category(hit, Category.TEACHER, named)

    def _is_reason(self, hit: Hit) -> bool:
        """rút tên do đi làm công nhân, đi bộ đội rồi: why somebody leaves, not what the person is."""
        scan = self._scan
        if not scan.has("dropped"):
            return False
        # "Đê" of Ê Đê is no "để".
        if scan.any_ending(hit.start, ("leaves_for",)):
            return True
        causes = [h for h in scan.all("cause") if h.end <= hit.start and not scan.covers("ethnicity", h)]
        if not causes:
            return False
        return not any(key in (".", "\n", ";") for key in scan.keys[causes[-1].end : hit.start])

    def _put_category(self, hit: Hit, value: str, people: list[_Person]) -> None:
        start, end = self._found_at(hit.start, hit.end)
        confidence = _LIKELY if hit.end - hit.start == 1 else _SURE
        for person in people:
            person.categories.setdefault(
                value, Found(value=Category(value), start=start, end=end, confidence=confidence)
            )

    def _is_category(self, hit: Hit) -> bool:
        scan = self._scan
        if scan.at("pupil_of", hit.start) is not None:
            # "học lớp 12" is a pupil, "học lớp cảm tình đảng" is not.
            return scan.is_number(hit.end)
        if scan.ending("education", hit.start) is not None:
            # kỹ sư nông nghiệp
            return False
        if scan.at("relative", hit.start - 1) is not None:
            # vợ giáo viên
            return False
        recognised = scan.at("official_word", hit.start)
        # "cong nhan cao su" can only be a worker
        alone = recognised is not None and recognised.end == hit.end
        if alone and not (hit.exact and scan.accented):
            # cong nhan without diacritics is công nhận unless it stands like an attribute.
            dated = scan.used[hit.end : hit.end + 1] == ["date"]
            return self._is_apart(hit) and scan.at("recognised_as", hit.end) is None and not dated
        if scan.at("police_office", hit.start) is not None:
            return self._is_policeman(hit)
        doubtful = scan.at("doubtful_job", hit.start)
        if doubtful is not None and doubtful.end == hit.end:
            return (
                self._is_apart(hit)
                and (hit.exact or self._is_enclosed(hit) or scan.is_number(hit.end - 1))
                and self._stops(hit.end)
            )
        return hit.value != Category.RESIDENT

    def _is_policeman(self, hit: Hit) -> bool:
        """Not the police as an office that answers or is asked."""
        scan = self._scan
        if scan.at("unit_kind", hit.end) is not None:
            return False
        if scan.has("verification"):
            return self._is_enclosed(hit)
        return self._is_apart(hit) or scan.ending("honorific", hit.start) is not None

    def _education(self) -> None:
        """The highest level reached; N/12 is schooling below any diploma."""
        scan = self._scan
        for place in scan.numbers if "schooling" in scan.used else ():
            if scan.used[place : place + 3] == ["schooling"] * 3:
                self._put_level(0, scan.text(place, place + 3).replace(" ", ""), place, place + 3)
        for hit in self._usable("education"):
            if self._is_reached(hit):
                self._put_level(_LEVELS.index(hit.value) + 1, hit.value, hit.start, hit.end)

    def _put_level(self, level: int, value: str, first: int, last: int) -> None:
        start, end = self._found_at(first, last)
        for person in self._owners(first, last):
            if person.level < level:
                person.level, person.education = level, Found(value=value, start=start, end=end)

    def _is_reached(self, hit: Hit) -> bool:
        """đang học đại học is not reached; trường cao đẳng is a place; tc, cđ, đh have other readings."""
        scan = self._scan
        if scan.ending("studied_at", hit.start) is not None:
            return False
        if scan.at("unit_kind", hit.start) is not None and scan.cased_word(hit.end):
            return False
        if scan.labelled("education_label", hit.start):
            return True
        short = hit.end - hit.start == 1 and len(scan.keys[hit.start]) <= 2
        if short and not self._is_enclosed(hit):
            return False
        return not any(
            (studying := scan.at("studying", place)) is not None and studying.end >= hit.start - 2
            for place in range(max(0, hit.start - 4), hit.start)
        )
