"""What one cell of a list says: a date, a name, a group."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from domain.people import BirthDate, Gender, PersonFacts
from domain.sheets import Value
from domain.text import fold
from handlers.importing.headers import Meaning
from language.understanding import understand

_DATE = re.compile(
    r"^(?:ngày\s*)?(\d{1,2})\s*(?:[/.\- ]|tháng)\s*(\d{1,2})\s*(?:[/.\- ]|năm)\s*(\d{2,4})$", re.IGNORECASE
)
_TOGETHER = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"^(\d{1,2})[/.\-](\d{4})$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from
_LONGEST_NAME = 60
_EMPTY = frozenset(("", "-", "x", "X", "0", "không", "chưa"))
_SIGNATURES = re.compile(
    r"^(?:pho )?bi thu\b|^(?:t/?m|thay mat)\b|^nguoi (?:lap|ky)\b|^ky ten\b"
    r"|^tong\b(?: cong\b|[: ]*\d)|^cong *:"
)
_TITLES = re.compile(r"^(?:đ/c|đc|đồng chí|ông|bà|anh|chị)[\s:.]+", re.IGNORECASE)


def is_blank(value: Value) -> bool:
    """Whether a cell that should hold a date says that there is none."""
    return value is None or str(value).strip().lower() in _EMPTY


def day_of(value: Value, today: date) -> date | None:
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


def born_of(value: Value, today: date) -> BirthDate | None:
    """A date of birth, as precisely as the cell tells it."""
    if isinstance(value, int | float) and 1900 <= value <= today.year:
        return BirthDate(year=int(value))
    if isinstance(value, str) and _YEAR.match(value.strip()):
        return BirthDate(year=int(value))
    if isinstance(value, str) and (found := _MONTH.match(value.strip())) and 1 <= int(found[1]) <= 12:
        return BirthDate(year=int(found[2]), month=int(found[1]))
    on = day_of(value, today)
    return BirthDate(year=on.year, month=on.month, day=on.day) if on else None


def name_of(cells: Mapping[Meaning, Value]) -> str | None:
    """The person's name; None for a total, a signature, an empty line."""
    whole = cells.get(Meaning.NAME)
    if whole is None:
        parts = (cells.get(Meaning.FAMILY), cells.get(Meaning.GIVEN))
        whole = " ".join(str(part) for part in parts if part) or None
    if not isinstance(whole, str):
        return None
    name = _TITLES.sub("", whole.strip())
    words = name.split()
    if len(words) < 2 or len(name) > _LONGEST_NAME or any(c.isdigit() for c in name):
        return None
    if is_signature(cells):
        return None
    return " ".join(word.capitalize() if word.isupper() or word.islower() else word for word in words)


def is_signature(cells: Mapping[Meaning, Value]) -> bool:
    """Whether the row is the sum below a list, or who signs it."""
    return bool(_SIGNATURES.match(fold(str(cells.get(Meaning.NAME) or ""))))


def facts_of(cells: Mapping[Meaning, Value]) -> PersonFacts:
    """Gender and groups."""
    ethnicity, religion = cells.get(Meaning.ETHNICITY), cells.get(Meaning.RELIGION)
    category, gender = cells.get(Meaning.CATEGORY), cells.get(Meaning.GENDER)
    told = [
        _facts_in(f"dân tộc {ethnicity}") if ethnicity else PersonFacts(),
        _facts_in(f"tôn giáo {religion}") if religion else PersonFacts(),
        PersonFacts(categories=_facts_in(str(category)).categories) if category else PersonFacts(),
        PersonFacts(gender=_gender_of(cells, gender)),
    ]
    facts = PersonFacts()
    for one in told:
        facts = facts.updated(one)
    return facts


def _gender_of(cells: Mapping[Meaning, Value], value: Value) -> Gender | None:
    if cells.get(Meaning.FEMALE) is not None:
        return Gender.FEMALE
    if cells.get(Meaning.MALE) is not None:
        return Gender.MALE
    folded = fold(str(value)) if value else ""
    if folded in ("nu", "x", "n", "female", "ba"):
        return Gender.FEMALE
    return Gender.MALE if folded in ("nam", "male", "ong") else None


def _written(text: str, today: date) -> date | None:
    try:
        if found := _ISO.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DATE.match(text) or _TOGETHER.match(text):
            return date(_full_year(found[3], today), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return day_of(int(text), today) if text.isdecimal() and len(text) == 5 else None


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


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
