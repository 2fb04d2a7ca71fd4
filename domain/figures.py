"""Figures as values: what is known of a question, and as of when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.outlook import Outlook
from domain.periods import Period
from domain.pipeline import Stage
from domain.questions import Ages, Dimension, Query
from domain.quotas import Forecast, Progress, Quota
from domain.units import Unit, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a breakdown. `key` is the tag's value, a unit's name, "2025-09", or "" for the rest.

    `is_hidden`: of a group so small that its number is not shown. `is_below_pace`: a unit behind an even
    pace to its quota. `out_of`: where a group is counted, how many the unit has in all.
    """

    key: str
    value: int
    is_hidden: bool = False
    unit: Unit | None = None
    progress: Progress | None = None
    is_below_pace: bool = False
    out_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """So many of the `named` people belong to all of these groups at once; of others it is not known.

    `is_hidden`: a group so small would give somebody away.
    """

    tags: tuple[str, ...]
    value: int
    named: int
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Those of a group: who carries all of the tags, and is of the ages."""

    tags: tuple[str, ...] = ()
    ages: Ages | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A figure divided by one dimension. Rows of tags overlap and need not add up.

    `is_withheld`: so few people that no row could be shown. `group`: those whom its rows count.
    `repeated`: the part of each year that its rows count ("tháng 2 các năm").
    """

    dimension: Dimension
    rows: tuple[Row, ...]
    is_withheld: bool = False
    group: Whom | None = None
    repeated: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How far a quota is reached from its own first day, when only a part of its period was asked about."""

    period: Period
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Lagging:
    """A unit that has not reached its quota, and what it needs until the quota's end."""

    unit: Unit
    progress: Progress
    forecast: Forecast | None
    is_below_pace: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A number known about the unit as of a date, beside what is counted."""

    value: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AverageAge:
    """Tuổi bình quân: years between birth and the step, over the people whose year of birth is known."""

    years: Decimal
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """So many of the `people` whose year of birth is known were of these ages in the year of the step, or of
    those who stand there `in_year`, in which they are counted.

    `carrying` of them belong to all of the groups `tags` as well.
    """

    ages: Ages
    value: int
    people: int
    in_year: int | None = None
    tags: tuple[str, ...] = ()
    carrying: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The figure of another span, counted until its own day that answers to the first one's.

    Where it begins before `first_year`, the first one on record, they cannot be held against one another.
    `group`: those who are counted, where it is not everybody.
    """

    period: Period
    as_of: date
    value: int
    first_year: int | None = None
    group: Whom | None = None

    @property
    def is_on_record(self) -> bool:
        """Whether the span lies in years of which there are records.

        Of the first of them only where somebody is counted, for they may begin later in it.
        """
        first, year = self.first_year, self.period.start.year
        return first is None or first < year or (first == year and self.value > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A unit that ended within what was asked about, and the one that goes on in its place."""

    unit: Unit
    ended_on: date
    successor: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureAnswer:
    """How many people reached a step in a period within a unit, and how that stands to the quota.

    `unnamed` of the `value` were told as numbers only. `progress` is None without a quota, and where
    the period asked about does not begin with the quota's: then `running` has the whole.
    `pace_then` has what was needed on a day long past, where the gap of that day is asked for.
    `quota_as_set` may be a rate for each party cell. `quota_parts` are what of the quota is for people of
    a tag. `average_age` is told beside the age bands, `aged` where an age is asked for.
    `units_quota`: what the quotas of the units below add up to, from and to, where that is not the whole's
    own. `units_before` are the units below in the span that it is compared with. `first_year` is the first
    one on record, asked for where the figure is 0.
    """

    query: Query
    unit: Unit
    stage: Stage
    period: Period
    as_of: date
    value: int
    unnamed: int
    progress: Progress | None = None
    running: Running | None = None
    forecast: Forecast | None = None
    pace_then: Forecast | None = None
    quota_as_set: Quota | None = None
    quota_parts: tuple[Row, ...] = ()
    units_quota: tuple[int, int] | None = None
    open_dossiers: int = 0
    outlook: Outlook | None = None
    highlights: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()
    lagging: tuple[Lagging, ...] = ()
    reached: tuple[Row, ...] = ()
    units_with_quota: int = 0
    members: Published | None = None
    average_age: AverageAge | None = None
    aged: Aged | None = None
    compared: Compared | None = None
    units_before: tuple[Row, ...] = ()
    first_year: int | None = None
    parts: tuple[Row, ...] = ()
    together: Together | None = None
    kinds_below: frozenset[UnitKind] = frozenset()
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineAnswer:
    """How many people stand at each step at the end of a day.

    `reached`: how many reached the one step asked about within the period asked about. `parts`: of those
    standing, the groups asked for by name; `aged`, of the ages.
    """

    query: Query
    unit: Unit
    as_of: date
    standing: int
    by_stage: tuple[tuple[Stage, int], ...]
    reached: int | None = None
    tables: tuple[Table, ...] = ()
    parts: tuple[Row, ...] = ()
    together: Together | None = None
    aged: Aged | None = None
    foreign_element: Published | None = None
    kinds_below: frozenset[UnitKind] = frozenset()

    @property
    def value(self) -> int:
        """The figure asked for: who reached the step in a period, else who stands there."""
        return self.standing if self.reached is None else self.reached
