"""Which dates follow from what happened. On which days to remind of them is domain/reminders.py."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from domain.events import Event
from domain.people import Person
from domain.pipeline import RANK, Milestone, PaperOnFile, Path, Stage, Transfer
from domain.quotas import Quota
from domain.rules import Fact, Rule, RuleBook, Schedule, Subject
from domain.steps import FAILED_RECOGNITION, RECOGNITION_RESOLUTION, failed_ballots, most_ballots
from domain.units import Unit

_DAY = timedelta(days=1)
_NEVER = date(2999, 12, 31)  # the last day of what has no end


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDeadline:
    """Thời hạn as it follows from the events: triggered by one event, settled by another or still open.

    `followed_on`: while it is open, when the earliest open limit falls due that its own end opens.
    """

    rule: str
    edition: str
    event_id: int | None
    trigger_on: date
    due_on: date
    settled_by: int | None
    schedule: Schedule
    followed_on: date | None = None


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
    followed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """An open deadline that moves, appears (`was` None) or goes (`becomes` None) under other rules."""

    rule: str
    was: date | None
    becomes: date | None


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
    for deadline in _started(path, book):
        rule = book.rules.by_id[deadline.rule]
        if rule.unless_known not in known and _concerns(rule, path):
            # Two triggers can end on one day (a weekend's both days do): the later one stands for both.
            planned[deadline.rule, deadline.due_on] = deadline
    for before, after in (*book.rules.successions, *book.rules.voided):
        _settle_with(planned, before, after)
    still_open = {deadline.rule for deadline in planned.values() if deadline.settled_by is None}
    running = [
        deadline
        for deadline in planned.values()
        if deadline.settled_by is not None or book.rules.by_id[deadline.rule].paused_by not in still_open
    ]
    return followed(running, book.rules.successions)


def followed(
    planned: Sequence[PlannedDeadline], successions: Sequence[tuple[str, str]]
) -> tuple[PlannedDeadline, ...]:
    """All deadlines of a person, the open ones with when the open limit after them falls due.

    `successions`: pairs of a rule and one that opens on its end.
    """
    open_days = _open_days(planned)
    after: dict[str, date] = {}
    for before, rule in successions:
        if days := open_days.get(rule):
            after[before] = min(after.get(before, date.max), *days)
    return tuple(
        replace(deadline, followed_on=after[deadline.rule])
        if deadline.settled_by is None and deadline.rule in after
        else deadline
        for deadline in planned
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


def _open_days(deadlines: Iterable[Deadline | PlannedDeadline]) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for deadline in deadlines:
        if deadline.settled_by is None:
            days.setdefault(deadline.rule, set()).add(deadline.due_on)
    return days


def _started(path: Path, book: RuleBook) -> Iterator[PlannedDeadline]:
    """What the steps, the papers and the transfers of a path start, whomever it concerns."""
    papers = _papers_that_count(path, book)
    for index, milestone in enumerate(path.milestones):
        yield from _started_by_step(milestone, path.milestones[index + 1 :], papers, book)
    for paper in papers:
        later = tuple(m for m in path.milestones if m.on >= paper.on)
        for rule in book.rules.of(Subject.PERSON):
            if rule.trigger_paper == paper.paper or _renews(paper, rule, book):
                yield _planned(rule, book, paper.event, paper.on, _settling(rule, paper, later, papers))
    for transfer in path.transfers:
        for rule in book.rules.of(Subject.PERSON):
            if rule.starts_with_transfer:
                yield _planned(rule, book, transfer.event, transfer.on, _settling_transfer(transfer, path))


def _started_by_step(
    milestone: Milestone, later: tuple[Milestone, ...], papers: tuple[PaperOnFile, ...], book: RuleBook
) -> Iterator[PlannedDeadline]:
    """The limits that begin with the step, and those that begin where one of these ends."""
    ends: dict[str, date] = {}
    for rule in book.rules.of(Subject.PERSON):
        trigger_on = _starts(rule, milestone, ends)
        if trigger_on is not None:
            renewed = next((p for p in papers if p.on > milestone.on and _renews(p, rule, book)), None)
            settled_by = _settling(rule, milestone, later, papers)
            settled_by = settled_by or (renewed.event.id if renewed else None)
            deadline = _planned(rule, book, milestone.event, trigger_on, settled_by)
            ends[rule.id] = deadline.due_on
            yield deadline


def _planned(
    rule: Rule, book: RuleBook, trigger: Event, trigger_on: date, settled_by: int | None
) -> PlannedDeadline:
    edition = rule.edition_on(trigger_on)
    return PlannedDeadline(
        rule=rule.id,
        edition=edition.key,
        event_id=trigger.id,
        trigger_on=trigger_on,
        due_on=book.due_on(edition, trigger_on),
        settled_by=settled_by,
        schedule=rule.schedule,
    )


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


def _settle_with(planned: dict[tuple[str, date], PlannedDeadline], before: str, after: str) -> None:
    """What ends a limit ends the one before it too: nobody awaits the end of a probation voted on."""
    ended = {d.event_id: d.settled_by for d in planned.values() if d.rule == after and d.settled_by}
    for key, deadline in planned.items():
        if deadline.rule == before and deadline.settled_by is None and deadline.event_id in ended:
            planned[key] = replace(deadline, settled_by=ended[deadline.event_id])


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
