"""What one cell of a list says: a date, a name, a group."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from domain.people import BirthDate, Gender, PersonFacts
from domain.sheets import Value
from domain.text import fold
from handlers.importing.headers import Meaning
from language.cells import categories_in, ethnicity_in, religion_in
from language.words.particles import either, forms, words

_DATE = re.compile(
    rf"^(?:{either('day_in_cell')})?\s*(\d{{1,2}})\s*(?:[/.\- ]|{either('month_in_cell')})"
    rf"\s*(\d{{1,2}})\s*(?:[/.\- ]|{either('year_in_cell')})\s*(\d{{2,4}})$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"^(\d{1,2})[/.\-](\d{4})$")
_YEAR = re.compile(r"^(19|20)\d{2}$")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from
_LONGEST_NAME = 60
_BLANK = frozenset(("", *forms("blank_cell")))
_UNDER_LIST = re.compile(
    rf"^(?:{either('under_list', folded=True)})\b|^(?:{either('sum_of_list', folded=True)})(?: *:|[: ]*\d)"
)
_MALE = words("male_cell")
_FEMALE = words("female_cell") | words("tick_in_cell")
_TITLES = re.compile(rf"^(?:{either('title_in_list')})[\s:.]+", re.IGNORECASE)


def is_blank(value: Value) -> bool:
    """Whether a cell that should hold a date says that there is none."""
    return value is None or str(value).strip().lower() in _BLANK


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
    return bool(_UNDER_LIST.match(fold(str(cells.get(Meaning.NAME) or ""))))


def facts_of(cells: Mapping[Meaning, Value]) -> PersonFacts:
    """Gender and groups."""
    ethnicity, religion = cells.get(Meaning.ETHNICITY), cells.get(Meaning.RELIGION)
    category, gender = cells.get(Meaning.CATEGORY), cells.get(Meaning.GENDER)
    return PersonFacts(
        gender=_gender_of(cells, gender),
        ethnicity=ethnicity_in(str(ethnicity)) if ethnicity else None,
        religion=religion_in(str(religion)) if religion else None,
        categories=categories_in(str(category)) if category else (),
    )


def _gender_of(cells: Mapping[Meaning, Value], value: Value) -> Gender | None:
    if cells.get(Meaning.FEMALE) is not None:
        return Gender.FEMALE
    if cells.get(Meaning.MALE) is not None:
        return Gender.MALE
    folded = fold(str(value)) if value else ""
    if folded in _FEMALE:
        return Gender.FEMALE
    return Gender.MALE if folded in _MALE else None


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
