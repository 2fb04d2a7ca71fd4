"""Questions as values: what is asked, of which unit and span, divided and ordered by what."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from domain.quotas import Shares

_OLDEST = 200  # years


class Topic(StrEnum):
    """What a question is about; the first five are named as their intents."""

    TOTALS = "query_totals"
    QUOTA_GAP = "query_quota_gap"
    DEADLINES = "query_deadlines"
    PERSON = "query_person"
    PIPELINE = "query_pipeline"
    STATUS = "unit_status"  # chi bộ X thế nào
    MEMBERS = "members"  # có bao nhiêu đảng viên
    UNREPORTED = "unreported"  # ai chưa báo cáo
    UNITS = "units"  # có những chi bộ nào
    PARAGRAPH = "paragraph"  # viết đoạn báo cáo
    LAST_TIME = "last_time"  # lần cuối kết nạp là khi nào
    PEOPLE = "people"  # danh sách: who reached the step in the period, or who stands there without one


class Dimension(StrEnum):
    """By what a figure is divided."""

    GENDER = "gender"
    ETHNICITY = "ethnicity"
    CATEGORY = "category"
    UNIT = "unit"
    AGE = "age"
    RELIGION = "religion"
    EDUCATION = "education"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# Everybody has at most one of these: whoever is missing from the rows is not known.
EXCLUSIVE = (Dimension.GENDER, Dimension.ETHNICITY, Dimension.AGE, Dimension.EDUCATION)
# Divided by when it was, the figure is told with its highest month, quarter or year and the mean of them.
TEMPORAL = (Dimension.MONTH, Dimension.QUARTER, Dimension.YEAR)
# Of these a small group may give somebody away.
SENSITIVE = (Dimension.ETHNICITY, Dimension.RELIGION)


class Order(StrEnum):
    """From which end units are ranked, or people listed."""

    MOST = "most"
    LEAST = "least"
    SLOWEST = "slowest"  # the smallest share of its quota first
    NOBODY = "nobody"  # only those without anybody
    HIGHEST = "highest"  # where the asked group is the largest share first
    LOWEST = "lowest"  # where it is the smallest
    LONGEST = "longest"  # people: who has stood longest at their step first


class DueKind(StrEnum):
    """Which deadlines are asked for."""

    OVERDUE = "overdue"
    PROBATION = "probation"
    PROBATION_END = "probation_end"
    VERIFICATION = "verification"
    CEREMONY = "ceremony"
    COURSE = "course"
    CERTIFICATE = "certificate"  # of the course in awareness of the Party: how long it is good
    RETURNED = "returned"


class Among(StrEnum):
    """Those of whom a step is asked by what they lack."""

    UNTRAINED = "untrained"  # not admitted, and no course in awareness of the Party on record
    TRAINED = "trained"  # has that course and is not admitted
    NO_DOSSIER = "no_dossier"  # has that course and no dossier yet
    NO_MENTOR = "no_mentor"  # on probation, and nobody is known to help them
    UNRECOGNISED = "unrecognised"  # admitted, and still on probation
    NO_COURSE = "no_course"  # on probation, and no course for new members on record


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Whole years of age from `least` to `most`, both included; None where one end is open."""

    least: int | None = None
    most: int | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Both ends, with whatever age nobody reaches for an open one."""
        return self.least or 0, _OLDEST if self.most is None else self.most

    def __contains__(self, age: int) -> bool:
        least, most = self.bounds
        return least <= age <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Câu hỏi with everything decided that the asker left open; a button carries one whole.

    `stage`: what is counted, or at which step people stand; None is every open step. `compared`: beside
    another span, which is the same of the year before unless `compared_with` says which. `parts`: tags
    asked for by name ("bao nhiêu giáo viên"). `together`: those of them that are asked for as one group
    ("nữ dân tộc Thái"), none or several. `start`: how many lines earlier pages have shown. `units`:
    those that are held against one another. `as_it_was`: by the units of then, not by those that go on in
    their place. `due`: only such deadlines. `ages`: how many of such an age are asked for.
    `most`: only so many of the ranked units ("3 chi bộ ít nhất"). `among`: only those who lack a step.
    `recognised`: each of those listed with whether they are official by now.
    `shares`: only the units that are so far with their quota. `kind`: of the units told one by one only those
    whose name begins with that word ("trường").
    """

    topic: Topic
    unit_id: int | None = None
    stage: Stage | None = None
    period: Period | None = None
    by: tuple[Dimension, ...] = ()
    compared: bool = False
    compared_with: Period | None = None
    parts: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    order: Order | None = None
    start: int = 0
    units: tuple[int, ...] = ()
    due: tuple[DueKind, ...] = ()
    as_it_was: bool = False
    ages: Ages | None = None
    most: int | None = None
    among: Among | None = None
    recognised: bool = False
    shares: Shares | None = None
    kind: str | None = None

    def arguments(self) -> dict[str, Any]:
        """The query in plain values, for a button."""
        values: dict[str, Any] = {"topic": self.topic.value, "by": [d.value for d in self.by]}
        if self.unit_id is not None:
            values["unit"] = self.unit_id
        if self.stage is not None:
            values["stage"] = self.stage.value
        if self.period is not None:
            values["period"] = as_plain(self.period)
        if self.compared:
            values["compared"] = True
        if self.compared_with is not None:
            values["compared_with"] = as_plain(self.compared_with)
        if self.parts:
            values["parts"] = list(self.parts)
        if self.together:
            values["together"] = list(self.together)
        if self.order is not None:
            values["order"] = self.order.value
        if self.start:
            values["start"] = self.start
        if self.units:
            values["units"] = list(self.units)
        if self.due:
            values["due"] = [kind.value for kind in self.due]
        if self.as_it_was:
            values["as_it_was"] = True
        if self.ages is not None:
            values["ages"] = [self.ages.least, self.ages.most]
        if self.most is not None:
            values["most"] = self.most
        if self.among is not None:
            values["among"] = self.among.value
        if self.recognised:
            values["recognised"] = True
        if self.shares is not None:
            values["shares"] = asdict(self.shares)
        if self.kind is not None:
            values["kind"] = self.kind
        return values

    @classmethod
    def from_arguments(cls, values: Mapping[str, Any]) -> "Query":
        """The query that a button carried."""
        return cls(
            topic=Topic(values["topic"]),
            unit_id=values.get("unit"),
            stage=Stage(values["stage"]) if "stage" in values else None,
            period=_as_period(values.get("period")),
            by=tuple(Dimension(d) for d in values.get("by", ())),
            compared=values.get("compared", False),
            compared_with=_as_period(values.get("compared_with")),
            parts=tuple(values.get("parts", ())),
            together=tuple(values.get("together", ())),
            order=Order(values["order"]) if "order" in values else None,
            start=values.get("start", 0),
            units=tuple(values.get("units", ())),
            due=tuple(DueKind(kind) for kind in values.get("due", ())),
            as_it_was=values.get("as_it_was", False),
            ages=Ages(least=values["ages"][0], most=values["ages"][1]) if "ages" in values else None,
            most=values.get("most"),
            among=Among(values["among"]) if "among" in values else None,
            recognised=values.get("recognised", False),
            shares=Shares(**values["shares"]) if "shares" in values else None,
            kind=values.get("kind"),
        )

    def divided(self, *by: Dimension) -> "Query":
        """The same question, divided by these."""
        return replace(self, by=by, order=None, most=None, start=0)

    def onward(self, start: int) -> "Query":
        """The same question, its lines from that one on."""
        return replace(self, start=start)


def as_plain(period: Period) -> list[str]:
    """The period in the argument of a button."""
    return [period.kind.value, period.start.isoformat(), period.end.isoformat()]


def _as_period(plain: Sequence[str] | None) -> Period | None:
    if not plain:
        return None
    kind, start, end = plain
    return Period(kind=PeriodKind(kind), start=date.fromisoformat(start), end=date.fromisoformat(end))
