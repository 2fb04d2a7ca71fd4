"""Answers as values: units side by side, suppositions, what is due, one person, a unit as a whole, lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.deadlines import Deadline
from domain.figures import Compared, FigureAnswer, PipelineAnswer, Published, Row
from domain.people import Person
from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Query
from domain.quotas import Progress
from domain.steps import Probation
from domain.units import Unit, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsAnswer:
    """Several units held against one another, most people first.

    `earlier`: their figures of another span, in the same order.
    """

    query: Query
    stage: Stage
    period: Period
    as_of: date
    rows: tuple[Row, ...]
    earlier: tuple[Compared, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedUnit:
    """What was supposed of one unit: how many more than the `figure` it has; None: not of one unit.

    `each`: so many in each party cell. `monthly`: so many in each month from this one to the day `until`.
    """

    added: int
    each: int = 0
    monthly: int = 0
    until: date | None = None
    figure: FigureAnswer | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedAnswer:
    """Giả sử: the `figure` as it is, and what it would be with so many `added` or with another `quota`.

    `dossiers`: how many of those added are open dossiers; `open_dossiers` is how many there are.
    """

    query: Query
    figure: FigureAnswer
    added: int
    changes: tuple[SupposedUnit, ...] = ()
    progress: Progress | None = None
    quota: int | None = None
    dossiers: int | None = None
    open_dossiers: int = 0

    @property
    def value(self) -> int:
        """What the figure would be."""
        return self.figure.value + self.added


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One deadline with the name of whom it is about (None: the unit's quota) and what its rule is called."""

    deadline: Deadline
    title: str
    unit: Unit
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesAnswer:
    """What is overdue or falls due, the most urgent first. The numbers count also those not listed."""

    query: Query
    unit: Unit
    as_of: date
    until: date
    value: int
    overdue: int  # of these
    ends: int  # of these: the end of somebody's 12 months
    items: tuple[DueItem, ...]
    coming: DueItem | None = None  # where there is nothing: what comes next, later than was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold:
    """A note about a person: what it is called, since when, and what was said beside it."""

    event_id: int
    title: str
    on: date
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFound:
    """One person, where they belong, what falls due for them, and the units their moves name, by id."""

    person: Person
    unit: Unit
    due: tuple[DueItem, ...] = ()
    places: Mapping[int, Unit] = field(default_factory=dict)
    notes: tuple[NoteTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAnswer:
    """The people whose names fit; more than one: ask which."""

    query: Query
    as_of: date
    found: tuple[PersonFound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusAnswer:
    """How a unit is doing: its year, its people on the way, what is due, and when it was last heard of."""

    query: Query
    year: FigureAnswer
    pipeline: PipelineAnswer
    overdue: int
    due_soon: int
    last_heard_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersAnswer:
    """How many members a unit has: the number published for it, else those on record here.

    `admitted_since`: admitted after the published number's date.
    """

    query: Query
    unit: Unit
    as_of: date
    on_probation: int
    official: int
    published: Published | None = None
    admitted_since: int = 0

    @property
    def value(self) -> int:
        """The published number where there is one, else all on record."""
        return self.published.value if self.published else self.on_probation + self.official


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """When a unit last reached a step, None for never; not `is_exact` where a number without names for a span
    that ends then is all there is."""

    unit: Unit
    on: date | None
    is_exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTimeAnswer:
    """When the step was last reached in the `whole` unit, by how many `people`, and in each below it."""

    query: Query
    unit: Unit
    stage: Stage
    as_of: date
    whole: LastTime
    people: int
    rows: tuple[LastTime, ...] = ()
    kinds_below: frozenset[UnitKind] = frozenset()


class HeldUp(StrEnum):
    """Why dossiers are not through: what is overdue, or that they came back."""

    VERIFICATION = "verification"
    DECISION = "decision"
    CEREMONY = "ceremony"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphAnswer:
    """What a paragraph for the office tells: the figure, the dossiers, and the units that stand out.

    `trained` finished the course in the period, in so many `courses` as there were days on which one
    closed; of `reviewed` the committee considered the dossier. `without`: those of the `units` that have
    nobody yet.
    `held_up`: how many dossiers wait for longer than they should, where the paragraph is of today.
    """

    query: Query
    figure: FigureAnswer
    pipeline: PipelineAnswer
    standouts: tuple[Row, ...]
    late: tuple[Row, ...]
    units: int
    without: tuple[Unit, ...]
    trained: int = 0
    courses: int = 0
    reviewed: int = 0
    held_up: tuple[tuple[HeldUp, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCell:
    """A party cell that was not heard of, and when it last was."""

    unit: Unit
    last_heard_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedAnswer:
    """Which party cells were not heard of in the period.

    `value` of the `cells` are missing; `missing` is one page of them, `heard` the first of the others, where
    these are told one by one; `by_unit` how many are missing of each unit between. `may_nudge`: the
    asker may ask them to report.
    """

    query: Query
    unit: Unit
    period: Period
    as_of: date
    cells: int
    value: int
    missing: tuple[MissingCell, ...]
    heard: tuple[Unit, ...]
    by_unit: tuple[Row, ...]
    may_nudge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBelow:
    """A unit right below the one asked about: its party cells, and its members as last published."""

    unit: Unit
    cells: int
    members: Published | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAnswer:
    """Các đơn vị trực thuộc on a day: how many party cells lie within the unit, how many units right below
    it, and one page of these. `above` is what a cell belongs to."""

    query: Query
    unit: Unit
    as_of: date
    cells: int
    value: int
    below: tuple[UnitBelow, ...]
    above: Unit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One person behind a figure: the step, its date, and the report that told it.

    `probation`: what has become of their twelve months, None before the admission.
    `returned_on`: when the dossier was sent back from above, as long as it is to be completed.
    """

    person: Person
    unit: Unit
    stage: Stage
    on: date
    recorded_on: date
    reported_by: str | None
    probation: Probation | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNumber:
    """One number without names behind a figure, and the report that told it."""

    unit: Unit
    span: Period
    count: int
    recorded_on: date
    reported_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnswer:
    """A page of the people behind a figure; `named` of the `value` are on record with their names.

    `tags`: only those who carry all of them. `unsorted`: groups asked for by name that it does not pick out.
    """

    query: Query
    unit: Unit
    as_of: date
    value: int
    named: int
    tags: tuple[str, ...] = ()
    unsorted: tuple[str, ...] = ()
    people: tuple[ListedPerson, ...]
    numbers: tuple[ListedNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichUnit:
    """Several units fit the question: which one? Each with the unit above it, to tell namesakes apart.

    `unclear` are words of the question that may name a unit and could not be found.
    """

    query: Query
    units: tuple[tuple[Unit, Unit | None], ...] = field(default=())
    unclear: str = ""


Answer = (
    FigureAnswer
    | UnitsAnswer
    | SupposedAnswer
    | PipelineAnswer
    | DeadlinesAnswer
    | PersonAnswer
    | StatusAnswer
    | MembersAnswer
    | ParagraphAnswer
    | UnreportedAnswer
    | OrganisationAnswer
    | LastTimeAnswer
    | WhichUnit
)
