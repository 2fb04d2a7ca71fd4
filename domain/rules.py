"""Limits as data: which rule starts when, how long it runs, who answers for it, and where it is written.

`rules_file` reads them from the file that comes along and from an operator's own.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from domain.calendar import WorkCalendar, add_months
from domain.pipeline import Stage
from domain.users import Role

_FAR_BACK = timedelta(days=20 * 365)  # longer than any limit runs


class LimitUnit(StrEnum):
    """Đơn vị tính of a limit."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Subject(StrEnum):
    """What a deadline is about."""

    PERSON = "person"
    QUOTA = "quota"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Văn bản: one edition of a rule. It applies to whatever is triggered from `effective_from` on."""

    document: str
    clause: str
    dated: date | None
    effective_from: date | None
    amount: int | None
    unit: LimitUnit | None
    verified: bool

    @property
    def key(self) -> str:
        """How rows name it. The date belongs to it: three documents are called 01-HD/TW."""
        return f"{self.document} {self.dated}" if self.dated else self.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Lịch nhắc: on which days around a due date to remind.

    `steps` are days from the due date, ascending; `overdue_every` goes on after the due date, every
    so many days; `monthly_on` is a day of each month until the due date, and excludes the others.
    After each `climbs_after` steps that nobody answered the next level above is reminded as well.
    """

    steps: tuple[int, ...] = ()
    overdue_every: int | None = None
    monthly_on: int | None = None
    climbs_after: int | None = None


# What one side of a transfer tells starts a limit, and the other side's word ends it.
TRANSFER, ARRIVAL = "transfer", "arrival"


class Fact(StrEnum):
    """What may be known of a person so that a rule does not concern them."""

    MENTOR = "mentor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Giấy tờ: one line of the checklist. It is to be there before the step `needed_for`.

    `shown_by`: the step whose report shows that it is there, where there is one. Without `needed_for` it is
    no paper to bring but a note about the person (a foreign element), which starts or changes limits.
    """

    id: str
    title: str
    needed_for: Stage | None
    shown_by: Stage | None
    document: str
    verified: bool


class BoundName(StrEnum):
    """What a report is held against before it is stored."""

    LEAST_AGE = "least_age"  # years, on the day of the step
    MOST_AGE = "most_age"  # years; whoever is older needs the consent of the committee above
    READMISSION = "readmission"  # months out of the Party
    READMISSIONS = "readmissions"  # how often a former member may come back
    VOTES = "votes"  # percent of the official members
    TOGETHER = "together"  # months that an introducing member has worked together with the person
    BALLOTS = "ballots"  # so many without enough votes, and the committee above decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Giới hạn of what may be reported, and the document it stands in."""

    name: BoundName
    amount: int
    document: str
    clause: str
    dated: date | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Quy tắc: one limit with its trigger, its end, who answers for it and its editions, oldest first.

    A person's rule starts at the step `trigger`, where the rule `follows` ends, or with the paper
    `trigger_paper`, or with a transfer that is told. It is settled by the step `settled_by` or the paper
    `settled_by_paper` (`awaits_paper`: that is what it waits for); whoever's `unless_known` is known it does
    not concern. It rests while a limit of the rule `paused_by` is open for the same person, and is void once
    one of the rule `until`, which starts with the same step, has passed or is settled. What `can_wait` is
    told after everything else. `is_validity`: the limit is how long a paper is good.
    """

    id: str
    title: str
    subject: Subject
    trigger: Stage | None
    follows: str | None
    trigger_paper: str | None
    starts_with_transfer: bool
    settled_by: Stage | None
    settled_by_paper: str | None
    awaits_paper: bool
    unless_known: Fact | None
    unless_paper: str | None
    only_with: str | None
    paused_by: str | None
    until: str | None
    responsible: Role
    informs_above: bool
    can_wait: bool
    is_validity: bool
    schedule: Schedule
    editions: tuple[Edition, ...]

    @property
    def awaits_step(self) -> bool:
        """Whether it is a step that ends it, not a paper or a fact that becomes known, though one may too."""
        return self.settled_by is not None and not self.awaits_paper and self.unless_known is None

    def edition_on(self, day: date) -> Edition:
        """The edition in force on the trigger's date: an old case keeps its old rule.

        What lies before the first known edition falls under that one, so that nothing old is forgotten.
        """
        newest = self.editions[0]
        for edition in self.editions:
            if edition.effective_from is not None and edition.effective_from <= day:
                newest = edition
        return newest

    def edition(self, key: str) -> Edition | None:
        """The edition that rows name by this key."""
        return next((edition for edition in self.editions if edition.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredPaper:
    """Giấy tờ hết giá trị: a paper of a day, good until another, under that edition of its rule."""

    paper: Paper
    dated: date
    good_until: date
    edition: Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Bộ quy tắc: every rule by its id, each after the rules it follows, and the checklist of papers."""

    by_id: Mapping[str, Rule]
    papers: Mapping[str, Paper] = field(default_factory=dict)
    bounds: Mapping[BoundName, Bound] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.by_id.values())

    def of(self, subject: Subject) -> Iterator[Rule]:
        """The rules about this kind of subject."""
        return (rule for rule in self if rule.subject is subject)

    def paper_of(self, rule: Rule) -> Paper | None:
        """The paper whose day starts the rule: its trigger, else the one that its step shows."""
        if rule.trigger_paper is not None:
            return self.papers.get(rule.trigger_paper)
        shown = (paper for paper in self.papers.values() if rule.trigger and paper.shown_by is rule.trigger)
        return next(shown, None)

    @property
    def successions(self) -> tuple[tuple[str, str], ...]:
        """Each rule that opens on the end of another, as (that other, the rule)."""
        return tuple((rule.follows, rule.id) for rule in self if rule.follows)

    @property
    def voided(self) -> tuple[tuple[str, str], ...]:
        """Each rule that is void when another is settled, as (the rule, that other)."""
        return tuple((rule.id, rule.until) for rule in self if rule.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """What planning needs: the rules and the calendar in which their working days are counted."""

    rules: Rules
    calendar: WorkCalendar

    @property
    def fingerprint(self) -> str:
        """The same as long as neither a rule nor the calendar changes: what the stored dates follow from."""
        told = f"{list(self.rules)!r} {self.rules.papers!r} {self.calendar.fingerprint}"
        return hashlib.sha256(told.encode()).hexdigest()

    def void_on(self, rule_id: str, trigger_on: date) -> date | None:
        """The day from which nobody is asked any more for what the rule asks for; None while it is open."""
        rule = self.rules.by_id.get(rule_id)
        until = self.rules.by_id.get(rule.until) if rule and rule.until else None
        return self.due_on(until.edition_on(trigger_on), trigger_on) if until else None

    def voided_by(self, today: date) -> dict[str, date]:
        """For each rule that asks nobody any more once another limit has passed: limits of it that were due
        until this day are void by today."""
        days = range((today - _FAR_BACK).toordinal(), today.toordinal() + 1)
        found: dict[str, date] = {}
        for rule_id, _ in self.rules.voided:
            # How many of the days on which the rule may have started are so long ago.
            void = bisect_right(days, today, key=partial(self._void_from, rule_id))
            if void:
                last = date.fromordinal(days[void - 1])
                found[rule_id] = self.due_on(self.rules.by_id[rule_id].edition_on(last), last)
        return found

    def _void_from(self, rule_id: str, trigger_day: int) -> date:
        return self.void_on(rule_id, date.fromordinal(trigger_day)) or date.max

    def due_on(self, edition: Edition, trigger_on: date) -> date:
        """The last day of the edition's limit. Raises ValueError when it has none."""
        if edition.amount is None or edition.unit is None:
            raise ValueError(f"{edition.key} sets no limit")
        if edition.unit is LimitUnit.MONTHS:
            return add_months(trigger_on, edition.amount)
        return self.calendar.add_working_days(trigger_on, edition.amount)
