"""Which dates follow from what happened, and on which days to remind of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from domain.calendar import WorkCalendar
from domain.people import Person
from domain.pipeline import RANK, Milestone, PaperOnFile, Path, Stage, Transfer
from domain.quotas import Quota
from domain.rules import Fact, Rule, RuleBook, Schedule, Subject
from domain.steps import FAILED_RECOGNITION, RECOGNITION_RESOLUTION, failed_ballots, most_ballots
from domain.units import Unit

_DAY = timedelta(days=1)
_LONGEST_HOLIDAY = timedelta(days=30)  # no step comes earlier by more
_SPARE_STEPS = 2  # before the ones that matter
_NEVER = date(2999, 12, 31)  # the last day of what has no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Bước nhắc: one reminder of a deadline. `key` names it for good: "T-30", "T", "T+7", "2026-11-25".

    `on` is the day it says, or the working day before where that is a day off.
    """

    key: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDeadline:
    """Thời hạn as it follows from the events: triggered by one event, settled by another or still open."""

    rule: str
    edition: str
    event_id: int | None
    trigger_on: date
    due_on: date
    settled_by: int | None
    schedule: Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Thời hạn as it is stored. `remind_on` is its next step, or None when no more will come."""

    id: int
    subject_kind: Subject
    subject_id: int
    rule: str
    edition: str
    unit_id: int
    position: int
    event_id: int | None
    trigger_on: date
    due_on: date
    remind_on: date | None
    settled_by: int | None


class ReminderState(StrEnum):
    """What became of one reminder in the ledger."""

    PLANNED = "planned"  # to be sent with the next digest
    HELD = "held"  # its recipient cannot be reached now; sent when that changes
    SENDING = "sending"  # worded into a digest that is on its way
    SENT = "sent"
    SUPERSEDED = "superseded"  # missed or unsent when a newer step came
    CANCELLED = "cancelled"  # settled or moved before it was sent; planned again if its date returns
    NOT_NEEDED = "not_needed"  # nothing to remind of when it fell due
    GAVE_UP = "gave_up"  # the message could not be delivered


class Because(StrEnum):
    """Why a reminder is for this recipient."""

    RESPONSIBLE = "responsible"
    STANDS_IN = "stands_in"  # nobody below can be reached
    INFORMED = "informed"  # the rule tells the superiors too
    CLIMBED = "climbed"  # those below did not answer
    TOLD = "told"  # somebody below said why it cannot be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Lời nhắc: one row of the ledger, which holds each step of each deadline once for each recipient."""

    id: int
    deadline_id: int | None
    subject_kind: Subject
    subject_id: int
    rule: str
    due_on: date
    step: str
    recipient_id: int
    because: Because
    state: ReminderState
    reason: str | None
    planned_at: datetime
    settled_at: datetime | None
    outbox_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSend:
    """Lời nhắc dự kiến: one reminder that would be sent on a day, to whom, in which words and why."""

    on: date
    user_id: int
    recipient: str
    unit: Unit
    deadline: Deadline
    step: str
    is_late: bool
    line: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """An open deadline that moves, appears (`was` None) or goes (`becomes` None) under other rules."""

    rule: str
    was: date | None
    becomes: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """What a sweep does with a deadline: the newest step it has reached, older ones that it missed, and the
    next one."""

    newest: Step
    superseded: tuple[Step, ...]
    following: Step | None


def plan_for_path(
    path: Path, book: RuleBook, known: Collection[Fact] = frozenset()
) -> tuple[PlannedDeadline, ...]:
    """Every deadline that a person's steps and papers started, open or settled, in the order of the rules.

    A deadline is settled by the paper its rule waits for, by the first later step at or beyond the one
    it waits for, by leaving, or by the trigger's own step when it is taken again: that one starts the
    limit anew. `known`: the facts that are known of the person; what only asks for one of them is left out,
    and so is what rests as long as another limit is open.
    """
    planned: dict[tuple[str, date], PlannedDeadline] = {}
    papers = _papers_that_count(path, book)

    def plan(rule: Rule, event_id: int, trigger_on: date, settled_by: int | None) -> date:
        edition = rule.edition_on(trigger_on)
        due_on = book.due_on(edition, trigger_on)
        if rule.unless_known not in known and _concerns(rule, path):
            # Two triggers can end on one day (a weekend's both days do): the later one stands for both.
            planned[rule.id, due_on] = PlannedDeadline(
                rule=rule.id,
                edition=edition.key,
                event_id=event_id,
                trigger_on=trigger_on,
                due_on=due_on,
                settled_by=settled_by,
                schedule=rule.schedule,
            )
        return due_on

    for index, milestone in enumerate(path.milestones):
        ends: dict[str, date] = {}
        later = path.milestones[index + 1 :]
        for rule in book.rules.of(Subject.PERSON):
            trigger_on = _starts(rule, milestone, ends)
            if trigger_on is not None:
                renewed = next((p for p in papers if p.on > milestone.on and _renews(p, rule, book)), None)
                settled_by = _settling(rule, milestone, later, papers)
                settled_by = settled_by or (renewed.event.id if renewed else None)
                ends[rule.id] = plan(rule, milestone.event.id, trigger_on, settled_by)
    for paper in papers:
        later = tuple(m for m in path.milestones if m.on >= paper.on)
        for rule in book.rules.of(Subject.PERSON):
            if rule.trigger_paper == paper.paper or _renews(paper, rule, book):
                plan(rule, paper.event.id, paper.on, _settling(rule, paper, later, papers))
    for transfer in path.transfers:
        for rule in book.rules.of(Subject.PERSON):
            if rule.starts_with_transfer:
                plan(rule, transfer.event.id, transfer.on, _settling_transfer(transfer, path))
    for rule in book.rules.of(Subject.PERSON):
        _settle_what_it_follows(planned, rule)
    still_open = {deadline.rule for deadline in planned.values() if deadline.settled_by is None}
    return tuple(
        deadline
        for deadline in planned.values()
        if deadline.settled_by is not None or book.rules.by_id[deadline.rule].paused_by not in still_open
    )


def plan_for_person(person: Person, book: RuleBook) -> tuple[PlannedDeadline, ...]:
    """Every deadline of a person as they are known now."""
    known = {Fact.MENTOR} if person.facts.mentor else frozenset[Fact]()
    return plan_for_path(person.path, book, known)


def plan_for_unit(unit: Unit, book: RuleBook, today: date) -> tuple[PlannedDeadline, ...]:
    """What a unit is asked for again and again, from this month on, until it ends."""
    return tuple(
        PlannedDeadline(
            rule=rule.id,
            edition=rule.edition_on(today).key,
            event_id=None,
            trigger_on=today.replace(day=1),
            due_on=unit.valid_to - _DAY if unit.valid_to else _NEVER,
            settled_by=None,
            schedule=rule.schedule,
        )
        for rule in book.rules.of(Subject.UNIT)
    )


def plan_for_quota(quota: Quota, book: RuleBook) -> tuple[PlannedDeadline, ...]:
    """The deadlines of a quota: its pace is looked at until the last day of its period."""
    start = quota.period.start
    return tuple(
        PlannedDeadline(
            rule=rule.id,
            edition=rule.edition_on(start).key,
            event_id=quota.event_id,
            trigger_on=start,
            due_on=quota.period.last_day,
            settled_by=None,
            schedule=rule.schedule,
        )
        for rule in book.rules.of(Subject.QUOTA)
    )


def date_changes(stored: Iterable[Deadline], planned: Iterable[PlannedDeadline]) -> tuple[DateChange, ...]:
    """Where the open deadlines of a subject differ from those planned for it, rule by rule."""
    open_now, open_then = _open_days(stored), _open_days(planned)
    changes: list[DateChange] = []
    for rule in dict.fromkeys([*open_now, *open_then]):
        days = open_now.get(rule, set()), open_then.get(rule, set())
        gone, new = sorted(days[0] - days[1]), sorted(days[1] - days[0])
        changes += [
            DateChange(rule=rule, was=was, becomes=becomes) for was, becomes in zip_longest(gone, new)
        ]
    return tuple(changes)


def steps(
    schedule: Schedule,
    deadline: PlannedDeadline | Deadline,
    calendar: WorkCalendar,
    since: date | None = None,
) -> Iterator[Step]:
    """Every day on which to remind of the deadline, in order; without end while overdue.

    What falls on a day off comes on the working day before: earlier, so never past the deadline. Around
    a long holiday two steps may meet on one day. `since`: steps of an overdue deadline well before that
    day are left out, some before it are not.
    """
    for key, on in _named_days(schedule, deadline, since):
        yield Step(key=key, on=calendar.on_or_before(on))


def _named_days(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, since: date | None
) -> Iterator[tuple[str, date]]:
    due_on = deadline.due_on
    if schedule.monthly_on is not None:
        yield from _monthly(schedule.monthly_on, deadline.trigger_on, due_on)
        return
    days = 0
    for days in schedule.steps:
        yield _step(due_on, days)
    if schedule.overdue_every is not None:
        days = max(days, 0)
        if since is not None:
            passed = (since - due_on).days - days
            days += max(0, passed // schedule.overdue_every - _SPARE_STEPS) * schedule.overdue_every
        while True:
            days += schedule.overdue_every
            yield _step(due_on, days)


def next_step(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, after: date, calendar: WorkCalendar
) -> Step | None:
    """The first step later than the day `after`, or None when no more will come."""
    return next((step for step in steps(schedule, deadline, calendar) if step.on > after), None)


def first_step(
    schedule: Schedule, deadline: PlannedDeadline | Deadline, today: date, calendar: WorkCalendar
) -> Step | None:
    """Where reminding starts for a deadline that becomes known today: the newest step reached, else the next.

    Steps that had passed before anybody could know are not made up for one by one, and a monthly look
    at a pace not at all: the next month has its own.
    """
    if schedule.monthly_on is not None:
        return next_step(schedule, deadline, today - _DAY, calendar)
    reached = None
    for step in steps(schedule, deadline, calendar, today - _LONGEST_HOLIDAY):
        if step.on > today:
            return reached or step
        reached = step
    return reached


def due_step(schedule: Schedule, deadline: Deadline, today: date, calendar: WorkCalendar) -> DueStep | None:
    """What is to be reminded today: the newest step since `remind_on`, and the missed ones before it.

    A `remind_on` that is no step of the schedule was asked for ("nhắc lại sau 7 ngày") and is a step of
    its own. None when nothing is due yet.
    """
    since = deadline.remind_on
    if since is None or since > today:
        return None
    missed: list[Step] = []
    following = None
    for step in steps(schedule, deadline, calendar):
        if step.on > today:
            following = step
            break
        if step.on >= since:
            missed.append(step)
    if not missed or missed[0].on != since:
        missed.insert(0, Step(key=f"later {since}", on=since))
    return DueStep(newest=missed[-1], superseded=tuple(missed[:-1]), following=following)


def postponed(deadline: Deadline, until: date, today: date, calendar: WorkCalendar) -> date:
    """The day on which to remind again when somebody asks for `until`.

    Never past a due date still ahead, nor on a day off unless there is no other way.
    """
    next_on = deadline.remind_on
    latest = deadline.due_on if next_on and next_on <= deadline.due_on < until else until
    before = calendar.on_or_before(latest)
    if before > today:
        return before
    return latest if latest == deadline.due_on else calendar.on_or_after(latest)


def step_on(key: str, due_on: date, calendar: WorkCalendar) -> date:
    """The day for which the step of that key was planned. Raises ValueError for what is no key."""
    if key.startswith(("later ", "told ")):
        return date.fromisoformat(key.split(" ")[1])
    if key.startswith("T"):
        return calendar.on_or_before(due_on + timedelta(days=int(key[1:] or 0)))
    return calendar.on_or_before(date.fromisoformat(key))


def _open_days(deadlines: Iterable[Deadline | PlannedDeadline]) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for deadline in deadlines:
        if deadline.settled_by is None:
            days.setdefault(deadline.rule, set()).add(deadline.due_on)
    return days


def _papers_that_count(path: Path, book: RuleBook) -> tuple[PaperOnFile, ...]:
    """The papers on file, with the last ballot on a recognition that the cell may hold as its resolution.

    From then on the committee above decides, as after a resolution: the cell has nothing left to do.
    """
    most = most_ballots(book.rules.bounds)
    return tuple(
        replace(paper, paper=RECOGNITION_RESOLUTION)
        if paper.paper == FAILED_RECOGNITION
        and len(failed_ballots(path, FAILED_RECOGNITION, paper.on)) >= most
        else paper
        for paper in path.papers
    )


def _starts(rule: Rule, milestone: Milestone, ends: dict[str, date]) -> date | None:
    if rule.follows is not None:
        return ends.get(rule.follows)
    return milestone.on if milestone.stage is rule.trigger else None


def _settle_what_it_follows(planned: dict[tuple[str, date], PlannedDeadline], rule: Rule) -> None:
    """What ends a limit ends the one before it too: nobody awaits the end of a probation voted on."""
    ended = {d.event_id: d.settled_by for d in planned.values() if d.rule == rule.id and d.settled_by}
    for key, before in planned.items():
        if before.rule == rule.follows and before.settled_by is None and before.event_id in ended:
            planned[key] = replace(before, settled_by=ended[before.event_id])


def _settling(
    rule: Rule,
    trigger: Milestone | PaperOnFile,
    later: tuple[Milestone, ...],
    papers: tuple[PaperOnFile, ...],
) -> int | None:
    for paper in papers:
        if _answers(paper, trigger, rule):
            return paper.event.id
    for milestone in later:
        is_beyond = RANK[milestone.stage] >= RANK[rule.settled_by or Stage.DROPPED]
        if is_beyond or (isinstance(trigger, Milestone) and milestone.stage is trigger.stage):
            return milestone.event.id
    return None


def _answers(paper: PaperOnFile, trigger: Milestone | PaperOnFile, rule: Rule) -> bool:
    """Whether a paper ends what the trigger started: the one waited for, or the trigger's own told anew."""
    if isinstance(trigger, Milestone):
        return paper.paper == rule.settled_by_paper and paper.on >= trigger.on
    # Of two papers of one day the one told later answers the other.
    is_later = (paper.on, paper.event.id) > (trigger.on, trigger.event.id)
    return is_later and paper.paper in (rule.settled_by_paper, trigger.paper)


def _renews(paper: PaperOnFile, rule: Rule, book: RuleBook) -> bool:
    """Whether a paper that the rule's step had shown is there anew: then its limit begins anew."""
    known = book.rules.paper_of(rule) if rule.is_validity else None
    return known is not None and known.id == paper.paper


def _concerns(rule: Rule, path: Path) -> bool:
    """Whether the notes about the person leave the rule to them."""
    there = {paper.paper for paper in path.papers}
    return rule.unless_paper not in there and (rule.only_with is None or rule.only_with in there)


def _settling_transfer(transfer: Transfer, path: Path) -> int | None:
    if transfer.arrived:
        return transfer.arrived.id
    leaving = (m for m in path.milestones if m.stage is Stage.DROPPED and m.on >= transfer.on)
    return next((m.event.id for m in leaving), None)


def _step(due_on: date, days: int) -> tuple[str, date]:
    return f"T{days:+}" if days else "T", due_on + timedelta(days=days)


def _monthly(day: int, trigger_on: date, due_on: date) -> Iterator[tuple[str, date]]:
    month = trigger_on.replace(day=1)
    while month <= due_on:
        on = month.replace(day=day)
        if trigger_on <= on <= due_on:
            yield on.isoformat(), on
        month = (month.replace(day=28) + 4 * _DAY).replace(day=1)
