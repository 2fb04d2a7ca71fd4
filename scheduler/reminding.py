"""Finds what is due, writes it into the ledger and bundles it into one message a person.

A sweep may run at any time, twice, late or after a stop: the ledger holds each step of each deadline
once for each recipient. Everything here is synchronous and works in pages, so that no write is long.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from domain.deadlines import Deadline, plan_for_unit
from domain.localtime import local_date
from domain.reminders import Because, DueStep, PlannedSend, Reminder, ReminderState, Step, due_step, step_on
from domain.responses import levels_climbed, silent_steps
from domain.rules import Rule, RuleBook, Subject
from domain.sending import opening_of
from domain.units import Unit
from rendering.wording import reminders as wording
from rendering.wording.reminders import Item, LateUnitsItem, MonthItem, PersonItem, SilentUnitsItem
from scheduler import failover
from scheduler.budgeting import NO_LIMITS, Limits, tell_of_shortage
from scheduler.bundling import bundle
from scheduler.digest import Entry, gather, last_answers, needless, standings, told_months
from storage import deadlines, deliveries, months, reminders, responses, users
from storage.database import Store, Tx
from storage.digests import Carried
from storage.outbox import OutboxState
from storage.recipients import Recipients
from storage.reminders import NewReminder

# Pages of about ten milliseconds each.
_DEADLINES_A_PAGE = 100
_UNITS_A_PAGE = 20
_EVERY_UNIT = 1_000_000  # in a rehearsal, whose one long transaction delays nobody

LedgerKey = tuple[str, int, str, date, int]  # subject kind and id, rule, due date, recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepResult:
    """What one page of a sweep did. `after` is where the next page starts, None when this was the last.

    `unassigned` deadlines have nobody to remind; they stay due until somebody takes the unit over.
    `messages` is known once a whole sweep has bundled what it planned.
    """

    planned: int = 0
    superseded: int = 0
    not_needed: int = 0
    unassigned: int = 0
    messages: int = 0
    after: deadlines.Cursor | None = None


def sweep(
    tx: Tx,
    book: RuleBook,
    now: datetime,
    after: deadlines.Cursor | None = None,
    limit: int = _DEADLINES_A_PAGE,
) -> SweepResult:
    """Write one page of what is due today or before into the ledger.

    Of each deadline only the newest step reached is planned; older ones that were missed, or planned
    but not sent yet, are superseded. Running it again changes nothing.
    """
    today = local_date(now)
    page = deadlines.due(tx, today, limit, after)
    writing = _Page(tx, book, now, page)
    for deadline in page:
        writing.remind(deadline)
    writing.write()
    last = page[-1] if len(page) == limit else None
    return replace(writing.result, after=(last.remind_on, last.id) if last and last.remind_on else None)


async def sweep_all(store: Store, book: RuleBook, now: datetime, limits: Limits = NO_LIMITS) -> SweepResult:
    """One whole sweep: every page a write of its own, then the messages. Returns the sums.

    `limits`: how many messages a month a channel takes.
    """
    await _watch_units(store, book, now)
    while await store.write(failover.divert, now):
        pass  # page by page
    total, page = SweepResult(), await store.write(sweep, book, now)
    while page.after is not None:
        total = _added(total, page)
        page = await store.write(sweep, book, now, page.after)
    total = _added(total, page)
    bundles = await store.write(bundle, book, now, limits=limits)
    messages = bundles.messages
    while bundles.after is not None:
        bundles = await store.write(bundle, book, now, bundles.after, limits=limits)
        messages += bundles.messages
    if limits:
        await store.write(tell_of_shortage, limits, book.calendar, now)
    return replace(total, messages=messages)


async def _watch_units(store: Store, book: RuleBook, now: datetime) -> None:
    """Plan what is asked of party cells that are new since the last time."""
    for rule in book.rules.of(Subject.UNIT):
        while await store.read(months.cells_without, rule.id, local_date(now), 1):
            await store.write(watch_units, book, rule, now)


def watch_units(tx: Tx, book: RuleBook, rule: Rule, now: datetime, limit: int = _UNITS_A_PAGE) -> None:
    """Plan what one page of party cells is asked for under the rule."""
    today = local_date(now)
    plans = [
        deadlines.Plans.within(unit, Subject.UNIT, unit.id, plan_for_unit(unit, book, today))
        for unit in months.cells_without(tx, rule.id, today, limit)
    ]
    deadlines.replan_all(tx, plans, calendar=book.calendar, now=now)


def settled(tx: Tx, outbox_id: int, state: OutboxState, now: datetime, *, book: RuleBook) -> None:
    """Take into the ledger what became of a digest."""
    if state is OutboxState.SENT:
        delivered(tx, outbox_id, now)
    elif state is OutboxState.GAVE_UP:
        gave_up(tx, outbox_id, now, "undeliverable", book=book)


def delivered(tx: Tx, outbox_id: int, now: datetime) -> None:
    """The digest reached its chat."""
    ids = [row.id for row in _on_their_way(tx, outbox_id)]
    reminders.settle(tx, ids, ReminderState.SENT, now)


def gave_up(tx: Tx, outbox_id: int, now: datetime, reason: str, *, book: RuleBook) -> None:
    """The digest will never arrive: it goes by another channel of the same person, and where there is none
    the next level above is reminded instead, with the next sweep."""
    if failover.otherwise(tx, outbox_id, now):
        return
    rows = _on_their_way(tx, outbox_id)
    reminders.settle(tx, [row.id for row in rows], ReminderState.GAVE_UP, now, reason)
    found = deadlines.by_ids(tx, {row.deadline_id for row in rows if row.deadline_id is not None})
    recipients = Recipients(tx, now)
    wanted = [
        NewReminder(
            deadline=deadline,
            step=Step(key=row.step, on=step_on(row.step, row.due_on, book.calendar)),
            recipient_id=user_id,
            because=Because.STANDS_IN,
        )
        for row in rows
        if (deadline := found.get(row.deadline_id or 0)) and (rule := book.rules.by_id.get(row.rule))
        for user_id in recipients.next_after(rule, deadline.unit_id, row.recipient_id)
    ]
    known = {(*_key(row, row.recipient_id), row.step) for row in _ledger(tx, found.values())}
    new = {(*_key(row.deadline, row.recipient_id), row.step.key): row for row in wanted}
    reminders.add(tx, [row for key, row in new.items() if key not in known], now)


def preview(
    tx: Tx,
    book: RuleBook,
    first: date,
    last: date,
    *,
    today: date | None = None,
    each_morning: Callable[[Tx, datetime], object] | None = None,
) -> list[PlannedSend]:
    """What would be sent from `first` to `last` if nothing further happened but `each_morning`, day by day.

    Sweeps, bundles and "delivers" each day from `today` on (or `first`, if earlier): it is to run on a
    copy of the database that is thrown away.
    """
    day, planned = min(first, today or first), []
    while day <= last:
        now = opening_of(day)
        if each_morning:
            each_morning(tx, now)
        _sweep_at_once(tx, book, now)
        for outbox_id in reminders.pending_digests(tx, now):
            row = reminders.digest_row(tx, outbox_id)
            entries = gather(tx, book, outbox_id, row.user_id, now).entries if row else ()
            reminders.mark_sending(tx, [c.reminder.id for entry in entries for c in entry.carried])
            if day >= first:
                planned += [send for entry in entries for send in _sends(tx, book, entry, now)]
            delivered(tx, outbox_id, now)
            deliveries.settle(tx, outbox_id, OutboxState.SENT, at=now)
        day += timedelta(days=1)
    return planned


@dataclass(slots=True)
class _Changes:
    """What a page is about to write."""

    new: list[NewReminder] = field(default_factory=list)
    again: list[tuple[int, int]] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    next_days: list[tuple[int, date | None]] = field(default_factory=list)


class _Page:
    """One page of a sweep: reads the ledger once, decides on each deadline, writes at the end."""

    def __init__(self, tx: Tx, book: RuleBook, now: datetime, page: list[Deadline]) -> None:
        self._tx = tx
        self._book = book
        self._now = now
        self._today = local_date(now)
        self._recipients = Recipients(tx, now, (deadline.unit_id for deadline in page))
        self._known: dict[LedgerKey, dict[str, Reminder]] = {}
        self._of_deadline: dict[responses.DeadlineKey, list[Reminder]] = {}
        for row in _ledger(tx, page):
            self._known.setdefault(_key(row, row.recipient_id), {})[row.step] = row
            key = (row.subject_kind, row.subject_id, row.rule, row.due_on)
            self._of_deadline.setdefault(key, []).append(row)
        self._answered_at = last_answers(tx, page)
        quoted = [
            (deadline, unit)
            for deadline in page
            if deadline.subject_kind is Subject.QUOTA and self._today <= deadline.due_on
            if (unit := self._recipients.unit(deadline.unit_id))
        ]
        self._standings = standings(tx, quoted, self._today)
        asking = [d for d in page if d.subject_kind is Subject.UNIT and d.remind_on]
        self._told = told_months(tx, [(d, d.remind_on) for d in asking if d.remind_on])
        self._changes = _Changes()
        self.result = SweepResult()

    def remind(self, deadline: Deadline) -> None:
        """Decide what becomes of one deadline that is due."""
        rule = self._book.rules.by_id.get(deadline.rule)
        due = due_step(rule.schedule, deadline, self._today, self._book.calendar) if rule else None
        if rule is None or due is None:  # the operator's file no longer has this rule
            self._changes.next_days.append((deadline.id, None))
            return
        is_told = deadline.id in self._told
        standing = self._standings.get(deadline.id)
        reason = needless(deadline, self._book, standing, self._today, is_told=is_told)
        recipients = self._recipients.of(rule, deadline.unit_id, self._climbed(rule, deadline))
        if not recipients and reason is None:
            self.result = replace(self.result, unassigned=self.result.unassigned + 1)
            return
        for user_id, because in recipients.items():
            self._enter(deadline, due, user_id, because, reason)
        self._changes.next_days.append((deadline.id, due.following.on if due.following else None))

    def _climbed(self, rule: Rule, deadline: Deadline) -> int:
        key = responses.key_of(deadline)
        silent = silent_steps(self._of_deadline.get(key, ()), self._answered_at.get(key))
        return levels_climbed(rule.schedule, silent)

    def _enter(
        self, deadline: Deadline, due: DueStep, user_id: int, because: Because, reason: str | None
    ) -> None:
        known = self._known.get(_key(deadline, user_id), {})
        unsent = (ReminderState.PLANNED, ReminderState.HELD)
        self._changes.superseded += [
            row.id
            for row in known.values()
            if row.state in unsent and row.step != due.newest.key and row.because is not Because.TOLD
        ]
        self._changes.new += [
            NewReminder(
                deadline=deadline,
                step=step,
                recipient_id=user_id,
                because=because,
                state=ReminderState.SUPERSEDED,
                reason="newer_step",
            )
            for step in due.superseded
            if step.key not in known
        ]
        before = known.get(due.newest.key)
        if before is None:
            state = ReminderState.NOT_NEEDED if reason else ReminderState.PLANNED
            self._changes.new.append(
                NewReminder(
                    deadline=deadline,
                    step=due.newest,
                    recipient_id=user_id,
                    because=because,
                    state=state,
                    reason=reason,
                )
            )
        elif before.state is ReminderState.CANCELLED and reason is None:
            self._changes.again.append((before.id, deadline.id))

    def write(self) -> None:
        """Write everything that was decided."""
        changes, states = self._changes, [row.state for row in self._changes.new]
        reminders.add(self._tx, changes.new, self._now)
        reminders.plan_again(self._tx, changes.again, self._now)
        reminders.settle(self._tx, changes.superseded, ReminderState.SUPERSEDED, self._now, "newer_step")
        deadlines.remind_next(self._tx, changes.next_days)
        self.result = replace(
            self.result,
            planned=states.count(ReminderState.PLANNED) + len(changes.again),
            superseded=states.count(ReminderState.SUPERSEDED) + len(changes.superseded),
            not_needed=states.count(ReminderState.NOT_NEEDED),
        )


def _sweep_at_once(tx: Tx, book: RuleBook, now: datetime) -> None:
    for rule in book.rules.of(Subject.UNIT):
        watch_units(tx, book, rule, now, limit=_EVERY_UNIT)
    page = sweep(tx, book, now)
    while page.after is not None:
        page = sweep(tx, book, now, page.after)
    bundles = bundle(tx, book, now)
    while bundles.after is not None:
        bundles = bundle(tx, book, now, bundles.after)


def _on_their_way(tx: Tx, outbox_id: int) -> list[Reminder]:
    return [row for row in reminders.of_outbox(tx, outbox_id) if row.state is ReminderState.SENDING]


def _ledger(tx: Tx, of: Iterable[Deadline]) -> Iterator[Reminder]:
    subjects: dict[Subject, set[int]] = {}
    for deadline in of:
        subjects.setdefault(deadline.subject_kind, set()).add(deadline.subject_id)
    for kind, ids in subjects.items():
        yield from reminders.of_subjects(tx, kind, ids)


def _key(row: Deadline | Reminder, user_id: int) -> LedgerKey:
    return (row.subject_kind.value, row.subject_id, row.rule, row.due_on, user_id)


def _sends(tx: Tx, book: RuleBook, entry: Entry, now: datetime) -> Iterator[PlannedSend]:
    """The lines of an entry: one for each unit that it speaks of, one in all where it is about a person."""
    on = local_date(now)
    for one in _spoken_of(entry):
        deadline = one.deadline
        recipient = users.by_id(tx, one.reminder.recipient_id, now)
        yield PlannedSend(
            on=on,
            user_id=one.reminder.recipient_id,
            recipient=recipient.display_name if recipient else "",
            unit=one.unit,
            deadline=deadline,
            step=one.reminder.step,
            is_late=(one.missed_on(book.calendar) or on) < on,
            line=wording.item_line(_about(entry.item, one.unit), on),
            basis="; ".join(_citations(book, entry, one)),
        )


def _spoken_of(entry: Entry) -> Iterator[Carried]:
    """What is carried, save a date that is told together with the limit that opens on it."""
    item = entry.item
    return (
        one
        for one in entry.carried
        if not isinstance(item, PersonItem) or one.deadline.id == item.deadline_id
    )


def _citations(book: RuleBook, entry: Entry, one: Carried) -> dict[str, None]:
    """The documents behind a line, each once: of all its dates where it is about a person."""
    told = entry.carried if isinstance(entry.item, PersonItem) else (one,)
    editions = (
        rule.edition(row.deadline.edition)
        for row in told
        if (rule := book.rules.by_id.get(row.deadline.rule))
    )
    return dict.fromkeys(wording.citation(edition) for edition in editions if edition)


def _about(item: Item, unit: Unit) -> Item:
    """The part of an item that speaks of this unit."""
    match item:
        case LateUnitsItem():
            return next(late for late in item.units if late.unit.id == unit.id)
        case SilentUnitsItem():
            return MonthItem(unit=unit, month=item.month)
    return item


def _added(total: SweepResult, page: SweepResult) -> SweepResult:
    return SweepResult(
        planned=total.planned + page.planned,
        superseded=total.superseded + page.superseded,
        not_needed=total.not_needed + page.not_needed,
        unassigned=total.unassigned + page.unassigned,
    )
