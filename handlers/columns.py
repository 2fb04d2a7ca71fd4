"""What the columns of somebody's own list are, by their headers, and what a row of it tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from domain.people import BirthDate, Gender, PersonFacts
from domain.pipeline import Stage
from domain.sheets import Value
from domain.text import fold
from language.understanding import understand


class Meaning(StrEnum):
    """What a column holds."""

    NAME = "name"
    FAMILY = "family"  # họ đệm, where the given name stands in a column of its own
    GIVEN = "given"
    BORN = "born"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    CATEGORY = "category"
    UNIT = "unit"
    CANDIDATE = "candidate"
    CLASS = "class"
    ADMISSION = "admission"
    OFFICIAL = "official"


STEPS = {
    Meaning.CANDIDATE: Stage.CANDIDATE,
    Meaning.CLASS: Stage.CLASS,
    Meaning.ADMISSION: Stage.ADMISSION,
    Meaning.OFFICIAL: Stage.OFFICIAL,
}

# In the order in which they are tried, on the folded header.
_HEADERS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    (Meaning.FAMILY, re.compile(r"^ho (?:va )?(?:ten )?(?:dem|lot)$|^ho$")),
    (Meaning.GIVEN, re.compile(r"^ten$")),
    (
        Meaning.NAME,
        re.compile(r"\bho (?:va )?ten\b|\bho ten\b|\bten (?:dang vien|quan chung)\b|^dang vien$|^d/c$"),
    ),
    (
        Meaning.OFFICIAL,
        re.compile(r"\bchinh thuc\b|\bngay ct\b|\bchuyen ct\b"),
    ),
    (
        Meaning.ADMISSION,
        re.compile(r"\bket nap\b|\bvao dang\b|\bngay kn\b|\bkn dang\b|\bdu bi\b"),
    ),
    (Meaning.CLASS, re.compile(r"\bnhan thuc\b|\bboi duong\b|\bhoc lop\b|\blop cam tinh\b|\bgcn\b")),
    (Meaning.CANDIDATE, re.compile(r"\bnguon\b|\bqcut\b|\bquan chung uu tu\b|\bcam tinh\b|\bdua vao\b")),
    (Meaning.UNIT, re.compile(r"\bchi bo\b|\bdon vi\b|\bsinh hoat\b|\bto chuc dang\b|^cb$|\bthon\b|\bban\b")),
    (Meaning.BORN, re.compile(r"\bsinh\b|^ns$|^sn$|\bnam sn\b|\bngay thang nam\b")),
    (Meaning.GENDER, re.compile(r"\bgioi tinh\b|^gioi$|^nam/? ?nu$|^phai$|^nu$")),
    (Meaning.ETHNICITY, re.compile(r"\bdan toc\b|^dt$|\bd\.? ?toc\b")),
    (Meaning.RELIGION, re.compile(r"\bton giao\b|^tg$")),
    (
        Meaning.CATEGORY,
        re.compile(r"\bnghe\b|\bthanh phan\b|\bcong viec\b|\bchuc vu\b|\bdoi tuong\b|\bnghiep\b"),
    ),
)
_HEADER_ROWS = 15  # titles of an office may stand above the header
_NO_WORD = re.compile(r"[\s_\-.,:;*()]+")
_DATE = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"^(\d{1,2})[/.\-](\d{4})$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from
_LONGEST_TITLE, _LONGEST_NAME = 60, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which row is the last of the header, and what each column holds."""

    header_row: int
    columns: Mapping[Meaning, int]
    titles: Mapping[Meaning, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """What one row tells; `unread` are the cells that could not be read, by what they should hold."""

    number: int
    facts: PersonFacts
    unit: str | None
    steps: Mapping[Stage, date]
    unread: Mapping[Meaning, str] = field(default_factory=dict)


def layout_of(rows: Sequence[Sequence[Value]]) -> Layout | None:
    """The header that explains most columns, of one row or two; None where no row names people.

    Of headers that explain as many, one row is better than two: what stands above it is a title.
    """
    best: Layout | None = None
    for height in (1, 2):
        for place in range(min(_HEADER_ROWS, len(rows))):
            found = _read_header(rows, place, height)
            names = Meaning.NAME in found or {Meaning.FAMILY, Meaning.GIVEN} <= found.keys()
            if names and (best is None or len(found) > len(best.columns)):
                titles = {m: _header(rows, place, height, column) for m, column in found.items()}
                best = Layout(header_row=place + height - 1, columns=found, titles=titles)
    return best


def read_row(layout: Layout, number: int, row: Sequence[Value], today: date) -> ToldRow | None:
    """What a row below the header tells; None for one without a name: a total, a signature, an empty line."""
    cells = {
        meaning: row[column] if column < len(row) else None for meaning, column in layout.columns.items()
    }
    name = _name(cells)
    if name is None:
        return None
    unread: dict[Meaning, str] = {}
    steps: dict[Stage, date] = {}
    for meaning, stage in STEPS.items():
        value = cells.get(meaning)
        if value is None or str(value).strip() in ("", "-", "x", "X"):
            continue
        on = _day(value, today)
        if on is None:
            unread[meaning] = str(value)
        else:
            steps[stage] = on
    born = _born(cells.get(Meaning.BORN), today)
    if born is None and cells.get(Meaning.BORN) is not None:
        unread[Meaning.BORN] = str(cells[Meaning.BORN])
    unit = cells.get(Meaning.UNIT)
    facts = PersonFacts(full_name=name, birth_date=born).updated(_told(cells))
    return ToldRow(number=number, facts=facts, unit=str(unit) if unit else None, steps=steps, unread=unread)


def _read_header(rows: Sequence[Sequence[Value]], place: int, height: int) -> dict[Meaning, int]:
    if place + height > len(rows):
        return {}
    found: dict[Meaning, int] = {}
    for column in range(max(len(row) for row in rows[place : place + height])):
        title = fold(_NO_WORD.sub(" ", _header(rows, place, height, column))).strip()
        meaning = next(
            (m for m, words in _HEADERS if title and len(title) < 60 and words.search(title)), None
        )
        if meaning is not None:
            found.setdefault(meaning, column)
    return found


def _header(rows: Sequence[Sequence[Value]], place: int, height: int, column: int) -> str:
    cells = [row[column] for row in rows[place : place + height] if column < len(row)]
    return " ".join(str(cell) for cell in cells if isinstance(cell, str))


def _name(cells: Mapping[Meaning, Value]) -> str | None:
    whole = cells.get(Meaning.NAME)
    if whole is None:
        parts = (cells.get(Meaning.FAMILY), cells.get(Meaning.GIVEN))
        whole = " ".join(str(part) for part in parts if part) or None
    if (
        not isinstance(whole, str)
        or len(whole.split()) < 2
        or any(c.isdigit() for c in whole)
        or len(whole) > 60
    ):
        return None
    return " ".join(word.capitalize() if word.isupper() or word.islower() else word for word in whole.split())


def _day(value: Value, today: date) -> date | None:
    """A date as lists hold it: a date, a serial number, or text in any common order."""
    match value:
        case date():
            return value
        case int() | float():
            return _EPOCH + timedelta(days=int(value)) if 10_000 < value < 80_000 else None
        case str():
            return _written(value.strip(), today)
        case None:
            return None


def _written(text: str, today: date) -> date | None:
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DATE.match(text):
            return date(_full_year(found[3], today), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return _day(int(text), today) if text.isdecimal() and len(text) == 5 else None


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def _born(value: Value, today: date) -> BirthDate | None:
    if isinstance(value, int | float) and 1900 <= value <= today.year:
        return BirthDate(year=int(value))
    if isinstance(value, str) and _YEAR.match(value.strip()):
        return BirthDate(year=int(value))
    if isinstance(value, str) and (found := _MONTH.match(value.strip())) and 1 <= int(found[1]) <= 12:
        return BirthDate(year=int(found[2]), month=int(found[1]))
    on = _day(value, today)
    return BirthDate(year=on.year, month=on.month, day=on.day) if on else None


def _told(cells: Mapping[Meaning, Value]) -> PersonFacts:
    ethnicity, religion = cells.get(Meaning.ETHNICITY), cells.get(Meaning.RELIGION)
    category, gender = cells.get(Meaning.CATEGORY), cells.get(Meaning.GENDER)
    told = [
        _facts_in(f"dân tộc {ethnicity}") if ethnicity else PersonFacts(),
        _facts_in(f"tôn giáo {religion}") if religion else PersonFacts(),
        PersonFacts(categories=_facts_in(str(category)).categories) if category else PersonFacts(),
        PersonFacts(gender=_gender(str(gender))) if gender else PersonFacts(),
    ]
    facts = PersonFacts()
    for one in told:
        facts = facts.updated(one)
    return facts


def _gender(text: str) -> Gender | None:
    folded = fold(text)
    if folded in ("nu", "x", "n", "female"):
        return Gender.FEMALE
    return Gender.MALE if folded in ("nam", "male") else None


@lru_cache(maxsize=1024)
def _facts_in(text: str) -> PersonFacts:
    """What the reader of messages makes of one cell: a list holds few different ones."""
    reading = understand(f"kết nạp đ/c Lò Thị Mai, {text}", date(2020, 1, 1))
    if not reading.people:
        return PersonFacts()
    person = reading.people[0]
    return PersonFacts(
        ethnicity=person.ethnicity.value if person.ethnicity else None,
        religion=person.religion.value if person.religion else None,
        categories=tuple(found.value for found in person.categories),
    )
