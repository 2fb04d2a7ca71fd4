"""Who the message is about: names with the attributes said of each, of all, or of the last two."""

from dataclasses import dataclass, field
from datetime import date

from domain.people import BirthDate, Category, Gender
from language.dates import Day, birth_of, birth_year
from language.names import Name
from language.reading import Found, PersonReading
from language.scanning import Hit, Scan

_OLDEST = 1930
_BOUNDARIES = frozenset(
    (",", ".", ";", "(", ")", "-", "/", "|", "\t", "\n", ":", "[", "]", "+", "va", "la", "nguoi", "*", "•")
)

# Groups whose name, without diacritics, is a common word.
_DOUBTFUL_GROUPS = frozenset(
    ["co", "lu", "tho", "ma", "hoa", "cong", "khang", "mang", "lao", "chu", "cham", "ngai", "giay"]
)


_ATTRIBUTES = (
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


@dataclass(slots=True)
class _Person:
    """One person while the attributes are being gathered."""

    name: Name | None
    facts: dict[str, Found[object]] = field(default_factory=dict)
    categories: dict[str, Found[Category]] = field(default_factory=dict)
    event: Day | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The people read, the pieces of their birth dates, and the days that belong to one person each."""

    people: tuple[PersonReading, ...]
    births: frozenset[int]


class Gathering:
    """Hands every attribute of the message to the person it is said of."""

    def __init__(
        self, scan: Scan, names: list[Name], days: list[Day], sent_on: date, refused: list[bool]
    ) -> None:
        self._scan = scan
        self._days = days
        self._sent_on = sent_on
        self._refused = refused  # pieces that hold a value the writer calls wrong
        self._lines = _lines(scan)
        self._mentors, people = _mentors(scan, names)
        self._people = [_Person(name) for name in people]
        self._births: set[int] = set()

    def read(self, *, nameless: bool = False) -> Told:
        """The people. With `nameless`, attributes without any name make one person without a name."""
        if not self._people and nameless:
            self._people = [_Person(None)]
        if self._people:
            self._gather()
        people = tuple(self._made(person) for person in self._people)
        return Told(people=tuple(p for p in people if _says_something(p)), births=frozenset(self._births))

    def _gather(self) -> None:
        for name, owner in self._mentors:
            start, end = self._scan.span(name.start, name.end)
            person = self._person_of_mentor(name, owner)
            person.facts.setdefault(
                "mentor", Found(value=name.text, start=start, end=end, confidence=name.confidence)
            )
        self._births_told()
        self._attributes("gender", self._gender)
        self._attributes("ethnicity", self._labelled_ethnicity)
        self._attributes("ethnicity", self._ethnicity)
        self._religion()
        self._categories()
        self._education()

    def _person_of_mentor(self, name: Name, owner: int | None) -> _Person:
        if owner is not None:
            return self._people[min(owner, len(self._people) - 1)]
        return self._people[0]

    def _found(self, start: int, end: int, value: object, confidence: float = 1.0) -> Found[object]:
        raw_start, raw_end = self._scan.span(start, end)
        return Found(value=value, start=raw_start, end=raw_end, confidence=confidence)

    # Whose it is

    def _owners(self, start: int, end: int) -> list[_Person]:
        """The people an attribute on the pieces [start, end) is said of."""
        people = self._people
        if len(people) == 1:
            return people
        group = self._group(start)
        if group is not None:
            return group
        line = self._lines[start]
        before = [p for p in people if p.name and p.name.start < start and self._lines[p.name.start] == line]
        after = [p for p in people if p.name and p.name.start >= end and self._lines[p.name.start] == line]
        if before:
            if after and after[0].name and self._leads_to(end, after[0].name):
                return [after[0]]
            return [before[-1]]
        if after:
            if self._heads_list(start, end, after):
                return after
            return [after[0]]
        earlier = [p for p in people if p.name and p.name.start < start]
        if earlier:
            return [earlier[-1]]
        return people

    def _leads_to(self, end: int, name: Name) -> bool:
        return end in (name.begins, name.start) or (end == name.begins - 1 and self._scan.keys[end] == ":")

    def _heads_list(self, start: int, end: int, after: list[_Person]) -> bool:
        """2 đ/c dân tộc Mông: A, B."""
        first = after[0].name
        if len(after) < 2 or first is None or self._leads_to(end, first):
            return self._scan.ending("plural_teacher", end) is not None
        between = self._scan.keys[end : first.begins]
        return ":" in between or "gom" in between or "la" in between

    def _group(self, start: int) -> list[_Person] | None:
        """cả hai đều là người Tày; hai người sau là …"""
        scan = self._scan
        opening = start
        while opening > 0 and scan.keys[opening - 1] not in (".", ";", "\n"):
            opening -= 1
        for hit in scan.all("all_of_them"):
            if opening <= hit.start < start and len(self._people) > 1 and self._is_shared(hit):
                earlier = [p for p in self._people if p.name and p.name.start < hit.start]
                return earlier if len(earlier) > 1 else self._people
        for hit in scan.all("last_of_them"):
            if opening <= hit.start < start:
                return {
                    "last_two": self._people[-2:],
                    "first_two": self._people[:2],
                    "last_one": self._people[-1:],
                    "first_one": self._people[:1],
                }[hit.value]
        return None

    def _is_shared(self, hit: Hit) -> bool:
        return self._scan.keys[hit.start] not in ("cung",) or self._scan.key(hit.end) in (
            "la",
            "dan",
            "sinh",
            "nguoi",
            "sn",
        )

    def _usable(self, hit: Hit) -> bool:
        return not any(self._refused[hit.start : hit.end]) and not any(
            use in ("name", "unit", "elsewhere", "date", "period", "schooling")
            for use in self._scan.used[hit.start : hit.end]
        )

    # The attributes

    def _attributes(self, tag: str, reader: object) -> None:
        for hit in self._scan.all(tag):
            if self._usable(hit) and callable(reader):
                reader(hit)

    def _give(self, key: str, found: Found[object], start: int, end: int) -> None:
        for person in self._owners(start, end):
            person.facts.setdefault(key, found)

    def _gender(self, hit: Hit) -> None:
        scan = self._scan
        if hit.end - hit.start == 1 and not self._is_apart(hit):
            return
        if scan.keys[hit.start : hit.end] == ["nam"] and _is_year_word(scan, hit):
            return
        self._give("gender", self._found(hit.start, hit.end, Gender(hit.value)), hit.start, hit.end)

    def _is_apart(self, hit: Hit) -> bool:
        """Whether the word stands as an item of its own and is no part of a longer expression."""
        scan = self._scan
        before, after = scan.key(hit.start - 1), scan.key(hit.end)
        if hit.start == 0 or before in _BOUNDARIES or not scan.is_word(hit.start - 1):
            return True
        if any(
            (tag, hit.start) in scan.finishing
            for tag in (
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
        ):
            return True
        if scan.used[hit.start - 1] in ("name", "date", "unit", "birth"):
            return True
        return hit.end == len(scan) or (after in _BOUNDARIES and before in ("do",))

    def _labelled_ethnicity(self, hit: Hit) -> None:
        if self._label_before("ethnicity_label", hit.start) or self._scan.ending("folk", hit.start):
            self._give("ethnicity", self._found(hit.start, hit.end, hit.value), hit.start, hit.end)

    def _ethnicity(self, hit: Hit) -> None:
        scan = self._scan
        if scan.keys[hit.start] == "la" and not hit.exact:
            return
        first = next((p.name for p in self._people if p.name), None)
        if first is not None and hit.end <= first.begins:
            # Without a label, a group is only read behind a name.
            return
        if (
            scan.keys[hit.start] in _DOUBTFUL_GROUPS
            and hit.end - hit.start == 1
            and not self._is_enclosed(hit)
        ) and (not scan.accented or not scan.words[hit.start][0].isupper()):
            return
        if not self._is_apart(hit) or not self._stops(hit.end):
            return
        if (
            hit.end - hit.start == 1
            and scan.cased
            and scan.words[hit.start][0].islower()
            and not hit.exact
            and scan.accented
        ):
            return
        if scan.keys[hit.start] == "dao" and scan.at("religion", hit.end):
            return
        self._give("ethnicity", self._found(hit.start, hit.end, hit.value, 0.9), hit.start, hit.end)

    def _is_enclosed(self, hit: Hit) -> bool:
        scan = self._scan
        return not scan.is_word(hit.start - 1) and not scan.is_word(hit.end) and hit.start > 0

    def _stops(self, place: int) -> bool:
        scan = self._scan
        if place >= len(scan) or not scan.is_word(place) or scan.used[place]:
            return True
        return scan.covering[place] > 0

    def _label_before(self, tag: str, start: int) -> bool:
        scan = self._scan
        at = start
        while scan.key(at - 1) in (":", "-", "=", "la") and at > 0:
            at -= 1
        return scan.ending(tag, at) is not None

    def _religion(self) -> None:
        scan = self._scan
        for hit in scan.all("religion"):
            if self._usable(hit):
                self._give("religion", self._found(hit.start, hit.end, hit.value), hit.start, hit.end)
        for hit in scan.all("religion_label"):
            if not self._usable(hit):
                continue
            at = hit.end + (scan.key(hit.end) in (":", "-"))
            none = scan.at("no_religion", at)
            keys = scan.keys[hit.start : hit.end]
            if none is not None and keys == ["ton", "giao"]:
                self._give("religion", self._found(hit.start, none.end, "Không"), hit.start, none.end)
            elif (
                (
                    keys[:2] == ["co", "dao"]
                    or keys[-2:] in (["co", "dao"], ["theo", "dao"])
                    or keys == ["giao", "dan"]
                )
                and not scan.at("religion", hit.end)
                and not scan.at("not_yet", hit.start - 1)
            ):
                value = "Công giáo" if keys == ["giao", "dan"] else "Có đạo"
                self._give("religion", self._found(hit.start, hit.end, value, 0.8), hit.start, hit.end)
        for hit in scan.all("no_religion"):
            if hit.end - hit.start > 2 and self._usable(hit):
                self._give("religion", self._found(hit.start, hit.end, "Không"), hit.start, hit.end)

    def _categories(self) -> None:
        scan = self._scan
        hits = [h for h in scan.all("category") if self._usable(h) and not self._is_false_category(h)]
        for hit in hits:
            found = self._found(
                hit.start, hit.end, Category(hit.value), 0.9 if hit.end - hit.start == 1 else 1.0
            )
            for person in self._owners(hit.start, hit.end):
                person.categories.setdefault(
                    hit.value,
                    Found(
                        value=Category(hit.value),
                        start=found.start,
                        end=found.end,
                        confidence=found.confidence,
                    ),
                )
        for hit in scan.all("plural_teacher"):
            found = self._found(hit.start, hit.end, Category.TEACHER)
            for person in self._people:
                if person.name and person.name.start > hit.start:
                    person.categories.setdefault(
                        "teacher", Found(value=Category.TEACHER, start=found.start, end=found.end)
                    )

    def _is_false_category(self, hit: Hit) -> bool:
        scan = self._scan
        keys = scan.keys[hit.start : hit.end]
        if keys[-1] == "lop":
            return not scan.is_number(hit.end)
        if keys == ["cn"]:
            return not (self._is_apart(hit) and self._stops(hit.end)) or scan.at("week", hit.end) is not None
        if keys == ["cong", "nhan"] and not (hit.exact and scan.accented):
            return self._is_recognition(hit) or not self._is_apart(hit)
        if keys == ["co", "do"] and not hit.exact and not self._is_enclosed(hit):
            return True
        if keys in (["doan", "vien"], ["linh"], ["nong"], ["dq"], ["bs"], ["ys"], ["tu", "ve"]):
            if keys == ["doan", "vien"] and scan.key(hit.end) in ("uu",):
                return False
            if len(keys) == 1 and not self._is_apart(hit):
                return True
        if keys[0] == "cong" and keys[:2] == ["cong", "an"]:
            return self._is_police_office(hit)
        if keys in (["nguoi", "dan"], ["dan", "cu"], ["cu", "dan"]):
            return True
        if (
            hit.value in ("teacher", "student", "pupil", "military")
            and scan.key(hit.start - 1) in ("chuyen", "hoc", "vo", "chong")
            and hit.value != "pupil"
        ):
            return scan.key(hit.start - 1) in ("vo", "chong")
        return False

    def _is_recognition(self, hit: Hit) -> bool:
        """cong nhan without diacritics: công nhận where something official follows, else công nhân."""
        scan = self._scan
        ahead = scan.keys[hit.end : hit.end + 4]
        return any(key in ("chinh", "ct", "dvct", "dang", "la", "cho", "dv") for key in ahead[:2])

    def _is_police_office(self, hit: Hit) -> bool:
        """The police as an office that answers or is asked, not a person's job."""
        scan = self._scan
        if scan.has("verification") or scan.key(hit.end) in ("tra", "huyen", "tinh", "xac"):
            return True
        return not (self._is_apart(hit) or scan.ending("honorific", hit.start) is not None)

    def _education(self) -> None:
        scan = self._scan
        best: dict[int, tuple[int, Found[object]]] = {}
        place = 0
        while place < len(scan):
            if scan.used[place] == "schooling" and scan.is_number(place):
                found = self._found(place, place + 3, scan.text(place, place + 3).replace(" ", ""))
                self._keep_highest(best, 0, found, place, place + 3)
                place += 3
                continue
            place += 1
        for hit in scan.all("education"):
            if not self._usable(hit) or self._is_studied(hit):
                continue
            rank = ("THPT", "trung cấp", "cao đẳng", "đại học", "thạc sĩ", "tiến sĩ").index(hit.value) + 1
            self._keep_highest(best, rank, self._found(hit.start, hit.end, hit.value), hit.start, hit.end)
        for index, (_, found) in best.items():
            self._people[index].facts.setdefault("education", found)

    def _keep_highest(
        self,
        best: dict[int, tuple[int, Found[object]]],
        rank: int,
        found: Found[object],
        start: int,
        end: int,
    ) -> None:
        for owner in self._owners(start, end):
            index = next(i for i, person in enumerate(self._people) if person is owner)
            if index not in best or best[index][0] < rank:
                best[index] = (rank, found)

    def _is_studied(self, hit: Hit) -> bool:
        """đang học đại học is not reached; trường cao đẳng is a place; tc, cđ, đh have other readings."""
        scan = self._scan
        if scan.key(hit.start - 1) in ("truong", "hoc", "lop", "vien") and scan.key(hit.start - 2) != "da":
            return True
        if scan.key(hit.start - 1) in ("de", "xet", "tiec") or (
            scan.at("unit_kind", hit.start) is not None and scan.cased_word(hit.end)
        ):
            return True
        short = hit.end - hit.start == 1 and len(scan.keys[hit.start]) <= 2
        if short and not (self._label_before("education_label", hit.start) or self._is_enclosed(hit)):
            return True
        window = range(max(0, hit.start - 4), hit.start)
        return any(
            scan.at("studying", p) is not None and (scan.at("studying", p) or hit).end >= hit.start - 2
            for p in window
        )

    def _births_told(self) -> None:
        scan, sent_on = self._scan, self._sent_on
        for day in self._days:
            if any(self._refused[day.start : day.end]):
                continue
            if self._is_birth(day) and (birth := birth_of(day, sent_on)) is not None:
                self._births.add(day.start)
                for place in range(day.start, day.end):
                    scan.used[place] = "birth"
                self._give("birth_date", self._found(day.start, day.end, birth), day.start, day.end)
        for place in range(len(scan)):
            if scan.is_number(place) and not scan.used[place] and not self._refused[place]:
                self._birth_year(place)
            elif (
                scan.used[place] == "period"
                and self._label_before("birth_label", place)
                and scan.used[place - 1] != "period"
            ):
                self._birth_month(place)

    def _birth_month(self, place: int) -> None:
        scan = self._scan
        at = place + (scan.keys[place] == "thang")
        month, year = scan.number(at), scan.number(at + 2)
        if month and year and 1 <= month <= 12 and _OLDEST <= year < self._sent_on.year:
            self._give(
                "birth_date", self._found(at, at + 3, BirthDate(year=year, month=month)), place, at + 3
            )

    def _is_birth(self, day: Day) -> bool:
        if self._scan.ending("joined", day.start) is not None:
            return False
        if (
            self._label_before("birth_label", day.start)
            or self._scan.at("birth_label", day.start) is not None
        ):
            return True
        year = day.year
        if year is None or day.is_relative:
            return False
        if year < 100:
            return year >= 30 and day.on is None
        return self._sent_on.year - year >= 15

    def _birth_year(self, place: int) -> None:
        scan, sent_on = self._scan, self._sent_on
        labelled = self._label_before("birth_label", place) or (
            scan.key(place - 1) == "nam" and self._label_before("birth_label", place - 1)
        )
        if not labelled and scan.glued(place) and scan.key(place - 1) in ("sn", "ns"):
            labelled = True
        written = scan.words[place]
        if (
            len(written) == 1
            and scan.key(place + 1) in ("k", "kn")
            and scan.glued(place + 1)
            and scan.is_number(place + 2)
        ):
            # 2k1 is 2001.
            year, end = 1000 * int(written) + int(scan.words[place + 2]), place + 3
        elif len(written) == 4 or (len(written) == 2 and labelled):
            if scan.key(place + 1) in ("/", "-") and scan.glued(place + 1) and len(written) == 2:
                return self._month_of_birth(place)
            year, end = birth_year(int(written), sent_on), place + 1
        elif labelled and len(written) == 1:
            return self._month_of_birth(place)
        else:
            return None
        if (scan.is_word(end) and scan.glued(end)) or (
            scan.glued(place) and scan.is_word(place - 1) and not labelled
        ):
            return None
        if not _OLDEST <= year <= sent_on.year - 10 and not labelled:
            return None
        if not 1900 <= year < sent_on.year:
            return None
        if (not labelled and (scan.key(place - 1) == "nam" and not self._in_parentheses(place))) or scan.key(
            place - 1
        ) in ("so", "tu", "den"):
            return None
        scan.take(place, end, "birth")
        self._births.add(place)
        self._give(
            "birth_date", self._found(place, end, BirthDate(year=year), 1.0 if labelled else 0.9), place, end
        )
        return None

    def _month_of_birth(self, place: int) -> None:
        scan = self._scan
        month, year = scan.number(place), scan.number(place + 2)
        if scan.key(place + 1) in ("/", "-", ".") and month and year and 1 <= month <= 12:
            year = birth_year(year, self._sent_on)
            if _OLDEST <= year < self._sent_on.year:
                scan.take(place, place + 3, "birth")
                self._births.add(place)
                self._give(
                    "birth_date",
                    self._found(place, place + 3, BirthDate(year=year, month=month)),
                    place,
                    place + 3,
                )

    def _in_parentheses(self, place: int) -> bool:
        return "(" in self._scan.keys[max(0, place - 6) : place]

    def _made(self, person: _Person) -> PersonReading:
        name, facts = person.name, person.facts
        full_name = None
        if name is not None:
            start, end = self._scan.span(name.start, name.end)
            full_name = Found(value=name.text, start=start, end=end, confidence=name.confidence)
            if name.gender is not None and "gender" not in facts:
                h_start, h_end = (
                    self._scan.span(name.begins, name.start) if name.begins < name.start else (start, end)
                )
                facts["gender"] = Found(value=Gender(name.gender), start=h_start, end=h_end, confidence=0.95)
        return PersonReading(
            full_name=full_name,
            birth_date=facts.get("birth_date"),  # type: ignore[arg-type]  # one dict holds facts of several types
            gender=facts.get("gender"),  # type: ignore[arg-type]  # same
            ethnicity=facts.get("ethnicity"),  # type: ignore[arg-type]  # same
            religion=facts.get("religion"),  # type: ignore[arg-type]  # same
            categories=tuple(person.categories.values()),
            education=facts.get("education"),  # type: ignore[arg-type]  # same
            mentor=facts.get("mentor"),  # type: ignore[arg-type]  # same
            position=person.position,
            is_partial=name.is_partial if name else False,
        )


def _says_something(person: PersonReading) -> bool:
    return bool(
        person.full_name
        or person.birth_date
        or person.gender
        or person.ethnicity
        or person.religion
        or person.categories
        or person.education
        or person.mentor
    )


def _is_year_word(scan: Scan, hit: Hit) -> bool:
    """nam without diacritics: năm before a year or after sinh, else the gender."""
    if not scan.spellings[hit.start].is_bare or scan.accented:
        return False
    if scan.ending("birth_label", hit.start) and scan.is_number(hit.end):
        return True
    return scan.is_word(hit.end) and not any(scan.at(tag, hit.end) for tag in _ATTRIBUTES)


def _lines(scan: Scan) -> list[int]:
    """The number of the line or list item that each piece stands in."""
    lines, line = [], 0
    for place in range(len(scan)):
        if scan.words[place] == "\n":
            line += 1
        lines.append(line)
    return lines


def _mentors(scan: Scan, names: list[Name]) -> tuple[list[tuple[Name, int | None]], list[Name]]:
    """Who guides whom, and the people the message is about."""
    mentors: list[tuple[Name, int | None]] = []
    people: list[Name] = []
    for name in names:
        if _is_mentor(scan, name):
            mentors.append((name, len(people) - 1 if people else None))
        else:
            people.append(name)
    return mentors, people


def _is_mentor(scan: Scan, name: Name) -> bool:
    at = name.begins
    hit = scan.ending("mentor", at)
    while hit is None and at > 0 and scan.key(at - 1) in (":", "-", "=", "la", "\t", "do", "boi", "gom", ","):
        at -= 1
        hit = scan.ending("mentor", at)
    if hit is not None and not scan.used[hit.start]:
        return True
    following = scan.at("mentor", name.end)
    return following is not None and scan.key(name.begins - 1) in ("do", "duoc", "cong", "nho", "boi")
