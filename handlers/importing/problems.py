"""Why a row of a list is not taken."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import DomainError
from domain.units import Unit
from handlers.importing.headers import Meaning
from handlers.importing.rows import ToldRow


class RowFault(StrEnum):
    """Why a row is not taken, where no rule of the procedure says so."""

    UNREAD = "unread"  # a cell that cannot be read: `cell`, `told`
    SWAPPED = "swapped"  # a day, `told`, of which day and month may be swapped: `cell`
    NO_UNIT = "no_unit"  # `told` names no unit within reach
    MANY_UNITS = "many_units"  # or several
    NOT_A_CELL = "not_a_cell"  # or one above the cells
    NO_PARENT = "no_parent"  # a unit's superior, `told`, is nowhere
    NOT_FOUNDED = "not_founded"  # a unit, `told`, that only an administrator can enter
    NO_STEP = "no_step"  # no date at all
    REPEATED = "repeated"  # the person or unit of an earlier row, `told`
    NAMESAKES = "namesakes"  # several on record may be meant
    LIKE = "like"  # so like somebody of the cell, `told`, that it may be the same person
    ELSEWHERE = "elsewhere"  # perhaps somebody of another cell, `told`


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row that is not taken: `number` is the one that the table shows on its left."""

    number: int
    name: str
    fault: RowFault | None = None
    cell: StrEnum | None = None  # what the column holds
    told: str = ""
    near: tuple[Unit, ...] = ()  # which `told` may mean
    refusal: DomainError | None = None


def problem_of(told: ToldRow, fault: RowFault, text: str = "", cell: Meaning | None = None) -> RowProblem:
    """Why the row is not taken."""
    return RowProblem(number=told.number, name=told.facts.full_name or "", fault=fault, cell=cell, told=text)
