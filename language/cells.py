"""What a bare value says: the cell of a list, whose header told what it holds."""

from datetime import date
from functools import lru_cache

from domain.people import Category
from language.reading import PersonReading
from language.understanding import understand
from language.words.phrases import sentence
from language.words.vocabulary import vocabulary

_ANY_DAY = date(2020, 1, 1)  # nothing that is asked for here depends on it


def ethnicity_in(cell: str) -> str | None:
    """The ethnic group that a cell names."""
    told = _person(f"{sentence('of_ethnicity', 'lists')} {cell}")
    return told.ethnicity.value if told and told.ethnicity else None


def religion_in(cell: str) -> str | None:
    """The religion that a cell names."""
    told = _person(f"{sentence('of_religion', 'lists')} {cell}")
    return told.religion.value if told and told.religion else None


def categories_in(cell: str) -> tuple[Category, ...]:
    """The groups to which somebody of that occupation belongs."""
    told = _person(cell)
    return tuple(found.value for found in told.categories) if told else ()


def is_surname(word: str) -> bool:
    """Whether a folded word is a family name."""
    node = vocabulary().root.following.get(word)
    return node is not None and any(sense.tag == "surname" for sense in node.senses)


@lru_cache(maxsize=1024)
def _person(said: str) -> PersonReading | None:
    """Somebody of whom that is reported: a list holds few different values."""
    people = understand(f"{sentence('somebody', 'lists')}, {said}", _ANY_DAY).people
    return people[0] if people else None
