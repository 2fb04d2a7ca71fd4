"""What the headers of real lists mean."""

import re
from enum import StrEnum
from functools import lru_cache

from domain.pipeline import Stage
from language.words.phrases import phrase


class Meaning(StrEnum):
    """What a column holds."""

    NAME = "name"
    FAMILY = "family"  # họ đệm, where the given name stands in a column of its own
    GIVEN = "given"
    BORN = "born"
    MALE = "male"  # one of two columns "Nam" and "Nữ": a mark, or the year of birth
    FEMALE = "female"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    CATEGORY = "category"
    UNIT = "unit"
    CANDIDATE = "candidate"
    CLASS = "class"
    DOSSIER = "dossier"
    RESOLUTION = "resolution"
    DECISION = "decision"
    ADMISSION = "admission"
    OFFICIAL = "official"
    BOTH = "both"  # the days of admission and of recognition in one cell


STEPS = {
    Meaning.CANDIDATE: Stage.CANDIDATE,
    Meaning.CLASS: Stage.CLASS,
    Meaning.DOSSIER: Stage.DOSSIER_OPENED,
    Meaning.RESOLUTION: Stage.CELL_RESOLUTION,
    Meaning.DECISION: Stage.DECISION,
    Meaning.ADMISSION: Stage.ADMISSION,
    Meaning.OFFICIAL: Stage.OFFICIAL,
}

_NO_WORD = re.compile(r"[\s_\-.,:;*()]+")
LONGEST = 60  # letters of a header of ours; what is longer is a text


def said_by(title: str, name: str) -> str | None:
    """The value of what a header says, of the entries of that id in the lexicon; None for nothing of them."""
    found = phrase(name, "lists").anywhere(_NO_WORD.sub(" ", title))
    return found.value if found else None


@lru_cache(maxsize=1024)
def is_foreign(title: str) -> bool:
    """Whether the header says that the column is none of ours, whatever stands in it."""
    return said_by(title, "foreign") is not None


def is_apart(sheet: str) -> bool:
    """Whether the name of a sheet says that its people are others than those of its like: "Chuyển đi"."""
    return said_by(sheet, "apart") is not None


def surely_of_cells(title: str) -> int:
    """How surely a column of units holds the cells of now: "Chi bộ sinh hoạt" 2, "Tại chi bộ" 1, others 0."""
    return int(said_by(title, "names_cells") or 0)


def is_numbering(title: str) -> bool:
    """Whether the column counts the rows: "STT"."""
    return said_by(title, "numbering") is not None


@lru_cache(maxsize=1024)
def meaning_of(title: str) -> Meaning | None:
    """What a column of that header holds; None for one that says nothing to us."""
    said = said_by(title, "column") if len(title) < LONGEST and not is_foreign(title) else None
    return Meaning(said) if said else None
