"""What one cell of a list says: a date, a name, a group."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.people import BirthDate, Gender, PersonFacts
from domain.sheets import Value
from domain.text import fold
from handlers.importing.headers import Meaning
from language.cells import categories_in, ethnicity_in, religion_in
from language.words.particles import either, forms, words

_DATE = re.compile(
    rf"^(?:{either('day_in_cell')})?\s*(\d{{1,2}})\s*(?:[/.\- ]|{either('month_in_cell')})"
    rf"\s*(\d{{1,2}})\s*(?:[/.\- ]|{either('year_in_cell')})\s*(\d{{2,4}})(?:\s+\d{{1,2}}:\d\d(?::\d\d)?)?$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"^(\d{2})(\d{2})((?:19|20)\d{2})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})|^((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)$")
_MONTH = re.compile(
    rf"^(?:{either('month_in_cell')})?\s*(\d{{1,2}})\s*(?:[/.\- ]|{either('year_in_cell')})\s*(\d{{4}})$",
    re.I,
)
_YEAR = re.compile(rf"^(?:{either('year_in_cell')})?\s*((?:19|20)\d{{2}})$", re.IGNORECASE)
_DAYS = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}")
_PARTS = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$")
_LAST_MONTH = 12
_NAME = re.compile(r"^[^\W\d_](?:[^\W\d_]|[\s'’`.()-])*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from
_LONGEST_NAME = 60
_BLANK = frozenset(("", *forms("blank_cell")))
_TICK = words("tick_in_cell")
_UNTOLD = frozenset(("", *words("blank_cell")))
_FEWEST = 2
_MOSTLY = 0.6
_UNDER_LIST = re.compile(
    rf"^(?:{either('under_list', folded=True)})\b"
    rf"|^(?:{either('sum_of_list', folded=True)})"
    rf"(?: *$| *:|[: ]*\d| (?:{either('opens_unit_in_cell', folded=True)})\b)"
)
_MALE = words("male_cell")
_FEMALE = words("female_cell") | words("tick_in_cell")
_TITLES = re.compile(rf"^(?:\d{{1,4}}\s*[.)/-]\s*)?(?:(?:{either('title_in_list')})[\s:.]+)?", re.IGNORECASE)
# (bí thư đoàn), - nữ; "(A)" tells namesakes apart.
_REMARK = re.compile(r"\s*\([^()]{3,}\)|\s*[,;]\D*$|\s+[-–]\s\D*$")


def is_blank(value: Value) -> bool:
    """Whether a cell that should hold a date says that there is none."""
    return value is None or str(value).strip().lower() in _BLANK


def day_of(value: Value, today: date, *, month_first: bool = False) -> date | None:
    """A date as lists hold it: a date, a serial number, or text in any common order."""
    match value:
        case date():
            return value
        case int() | float():
            return _EPOCH + timedelta(days=int(value)) if 10_000 < value < 80_000 else None
        case str():
            return _written(value.strip(" .,;'\n\t\u00a0"), today, month_first=month_first)
        case None:
            return None


def days_of(value: Value, today: date, *, month_first: bool = False) -> tuple[date, ...] | None:
    """Each date of a cell that holds some: "05/05/2023, CT 05/05/2024". None where one cannot be read."""
    told = [text.replace(" ", "") for text in _DAYS.findall(value)] if isinstance(value, str) else []
    days = [day_of(one, today, month_first=month_first) for one in told or [value]]
    return tuple(on for on in days if on) if all(days) else None


def puts_month_first(values: Sequence[Value]) -> bool:
    """Whether a column of days is written as in the United States: some can only be, and none can not."""
    told = [found for value in values if isinstance(value, str) and (found := _PARTS.match(value.strip()))]
    only_so = sum(int(parts[2]) > _LAST_MONTH for parts in told)
    return only_so >= _FEWEST and not any(int(parts[1]) > _LAST_MONTH for parts in told)


def may_be_swapped(values: Sequence[Value]) -> bool:
    """Whether a program set for the United States may have read days of a column with the month first.

    It makes a date of 12/03/2020, the third of December, and leaves 15/03/2020 the text that it was: then all
    days that are dates are of the first to the twelfth, and all that are texts are not.
    """
    days = [value for value in values if isinstance(value, date) and is_doubted(value)]
    texts = [value.replace(" ", "") for value in values if isinstance(value, str)]
    told = [int(parts[1]) for text in texts if (parts := _PARTS.match(text)) and "." not in text]
    real = [text for text in texts if day_of(text, date.max) is not None]
    if min(len(days), len(told), len(real)) < _FEWEST:
        return False
    return all(on.day <= _LAST_MONTH for on in days) and all(first > _LAST_MONTH for first in told)


def is_doubted(value: Value) -> bool:
    """Whether it makes a difference that day and month may be swapped."""
    return isinstance(value, date) and value.day != value.month


def with_month_first(on: date) -> date:
    """The day that was meant where day and month were swapped."""
    return on.replace(day=on.month, month=on.day) if on.day <= _LAST_MONTH else on


def born_of(value: Value, today: date, *, month_first: bool = False) -> BirthDate | None:
    """A date of birth, as precisely as the cell tells it."""
    if isinstance(value, int | float) and 1900 <= value <= today.year:
        return BirthDate(year=int(value))
    if isinstance(value, str) and (found := _YEAR.match(value.strip())):
        return BirthDate(year=int(found[1]))
    if (
        isinstance(value, str)
        and (found := _MONTH.match(value.strip()))
        and 1 <= int(found[1]) <= _LAST_MONTH
    ):
        return BirthDate(year=int(found[2]), month=int(found[1]))
    on = day_of(value, today, month_first=month_first)
    return BirthDate(year=on.year, month=on.month, day=on.day) if on else None


def are_given_names(values: Sequence[Value]) -> bool:
    """Whether the cells beside those of a name hold its last word: short words, of which most differ."""
    told = [fold(value.strip()) for value in values if isinstance(value, str) and value.strip()]
    if len(told) < max(_FEWEST, _MOSTLY * len(values)) or {*told} <= _MALE | _FEMALE | _BLANK:
        return False
    are_words = all(text.replace(" ", "").isalpha() and text.count(" ") < _FEWEST for text in told)
    return are_words and sum(ethnicity_in(text) is not None for text in told) < _MOSTLY * len(told)


def name_of(cells: Mapping[Meaning, Value]) -> str | None:
    """The person's name; None for a total, a signature, an empty line."""
    whole = cells.get(Meaning.NAME)
    if whole is None:
        parts = (cells.get(Meaning.FAMILY), cells.get(Meaning.GIVEN))
        whole = " ".join(str(part) for part in parts if part) or None
    if not isinstance(whole, str):
        return None
    name = _REMARK.sub("", _TITLES.sub("", whole.strip()))
    words = name.split()
    if len(words) < 2 or len(name) > _LONGEST_NAME or not _NAME.match(name):
        return None
    if is_signature(cells):
        return None
    return " ".join(_capitalised(word) if word.isupper() or word.islower() else word for word in words)


def _capitalised(word: str) -> str:
    """H'HEN is H'Hen."""
    return _LETTERS.sub(lambda letters: letters[0].capitalize(), word)


def is_signature(cells: Mapping[Meaning, Value]) -> bool:
    """Whether the row is the sum below a list, or who signs it."""
    return sums_or_signs(cells.get(Meaning.NAME))


def sums_or_signs(value: Value) -> bool:
    """Whether a cell says "Tổng cộng: 3" or "Người lập"."""
    return bool(_UNDER_LIST.match(fold(str(value or ""))))


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


def is_unread(cells: Mapping[Meaning, Value], meaning: Meaning, read: object) -> bool:
    """Whether a cell says something, and it was not understood."""
    value = cells.get(meaning)
    return read is None and value is not None and fold(str(value)).strip() not in _UNTOLD


def _gender_of(cells: Mapping[Meaning, Value], value: Value) -> Gender | None:
    if _is_marked(cells.get(Meaning.FEMALE)):
        return Gender.FEMALE
    if _is_marked(cells.get(Meaning.MALE)):
        return Gender.MALE
    folded = fold(str(value)).strip(" .") if value else ""
    if folded in _FEMALE:
        return Gender.FEMALE
    return Gender.MALE if folded in _MALE else None


def _is_marked(value: Value) -> bool:
    """Whether one of the columns "Nam" and "Nữ" is ticked, or holds a year."""
    return value is not None and (fold(str(value)).strip() not in _BLANK or fold(str(value)).strip() in _TICK)


def _written(text: str, today: date, *, month_first: bool) -> date | None:
    try:
        if found := _DATE.match(text) or _TOGETHER.match(text):
            day, month = (found[2], found[1]) if month_first else (found[1], found[2])
            return date(_full_year(found[3], today), int(month), int(day))
        if found := _ISO.match(text):
            year, month, day = filter(None, found.groups())
            return date(int(year), int(month), int(day))
    except ValueError:
        return None
    return day_of(int(text), today) if text.isdecimal() and len(text) == 5 else None


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)
