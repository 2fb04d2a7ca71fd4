"""What a column without a telling header holds, by its values.

A guess is only made where the values leave no doubt. A column of dates that may be two things is named, so
that its owner can head it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from domain.sheets import Value
from domain.text import fold
from handlers.importing.cells import day_of
from handlers.importing.headers import Meaning
from language.cells import ethnicity_in, is_surname
from language.words.particles import either, words

_SAMPLE = 60
_FEWEST = 2
_MOST_SURE = 0.8
_ADULT = 18  # years
_LONGEST_ETHNICITY = 20  # letters
_LONGEST_MEMBER = 75  # nobody has been admitted for longer
_NAME = re.compile(r"^[^\W\d_]+(?:['’. -][^\W\d_]*){1,6}$")
_UNIT = re.compile(rf"^(?:{either('opens_unit_in_cell', folded=True)})\b")
_GENDER = words("male_cell") | words("female_cell")


def guessed(
    rows: Sequence[Sequence[Value]], known: Mapping[Meaning, int], foreign: Collection[int], today: date
) -> dict[Meaning, int]:
    """What the columns below the header hold that no header has explained; `foreign` ones are left alone."""
    width = max((len(row) for row in rows), default=0)
    taken = {*known.values(), *foreign}
    columns = {place: _column(rows, place) for place in range(width) if place not in taken}
    columns = {place: values for place, values in columns.items() if len(values) >= _FEWEST}
    found: dict[Meaning, int] = {}
    has_name = Meaning.NAME in known or Meaning.GIVEN in known
    for place, values in columns.items():
        meaning = _of_words(values, has_name=has_name or Meaning.NAME in found)
        if meaning is not None and meaning not in known:
            found.setdefault(meaning, place)
    free = {place: values for place, values in columns.items() if place not in found.values()}
    return {**found, **_dates(free, known, today)}


def doubtful(
    rows: Sequence[Sequence[Value]], known: Mapping[Meaning, int], foreign: Collection[int], today: date
) -> tuple[int, ...]:
    """Columns of dates that stay without a meaning."""
    width = max((len(row) for row in rows), default=0)
    places = [place for place in range(width) if place not in {*known.values(), *foreign}]
    return tuple(place for place in places if _days(_column(rows, place), today))


def _column(rows: Sequence[Sequence[Value]], place: int) -> list[Value]:
    return [row[place] for row in rows[:_SAMPLE] if place < len(row) and row[place] is not None]


def _of_words(values: Sequence[Value], *, has_name: bool) -> Meaning | None:
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) < _MOST_SURE * len(values):
        return None
    folded = [fold(text) for text in texts]
    if _share(folded, lambda text: text in _GENDER):
        return Meaning.GENDER
    if _share(folded, lambda text: bool(_UNIT.match(text))):
        return Meaning.UNIT
    if not has_name and _share(texts, lambda text: bool(_NAME.match(text.strip()))):
        named = [text for text in folded if is_surname(text.split()[0])]
        return Meaning.NAME if len(named) >= 0.6 * len(folded) else None
    if len(set(folded)) <= max(3, len(folded) // 3) and _share(texts, _is_ethnicity):
        return Meaning.ETHNICITY
    return None


def _is_ethnicity(text: str) -> bool:
    return len(text) <= _LONGEST_ETHNICITY and ethnicity_in(text) is not None


def _dates(
    columns: Mapping[int, Sequence[Value]], known: Mapping[Meaning, int], today: date
) -> dict[Meaning, int]:
    """Columns of dates by how they lie to each other: a life, an admission, official a year later."""
    middles: dict[int, date] = {}
    for place, values in columns.items():
        if days := _days(values, today):
            middles[place] = sorted(days)[len(days) // 2]
    order = sorted(middles, key=middles.__getitem__)
    found: dict[Meaning, int] = {}
    if Meaning.BORN not in known and order and _is_life(middles, order, today):
        found[Meaning.BORN] = order.pop(0)
    steps = {Meaning.ADMISSION, Meaning.OFFICIAL, Meaning.CANDIDATE, Meaning.CLASS} & known.keys()
    if steps:
        return found
    if len(order) == 2 and 300 <= (middles[order[1]] - middles[order[0]]).days <= 700:
        return {**found, Meaning.ADMISSION: order[0], Meaning.OFFICIAL: order[1]}
    has_born = Meaning.BORN in known or Meaning.BORN in found
    if len(order) == 1 and has_born:
        found[Meaning.ADMISSION] = order[0]
    return found


def _is_life(middles: Mapping[int, date], order: Sequence[int], today: date) -> bool:
    """Whether the earliest column can only be days of birth."""
    first = middles[order[0]]
    if today.year - first.year < _ADULT:
        return False
    others = [middles[place] for place in order[1:]]
    leads_others = bool(others) and all(later.year - first.year >= _ADULT for later in others)
    return leads_others or today.year - first.year > _LONGEST_MEMBER


def _days(values: Sequence[Value], today: date) -> list[date]:
    # A bare number may be anything: the day of a table's cell that is shown as a date comes as a date.
    told = [value for value in values if isinstance(value, date | str)]
    days = [on for value in told if (on := day_of(value, today))]
    return days if len(days) >= max(_FEWEST, _MOST_SURE * len(values)) else []


def _share(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, values)) >= max(_FEWEST, _MOST_SURE * len(values))
