"""Words a digest when it leaves: only what is still due, the most urgent first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.actions import Action
from domain.deadlines import Deadline
from domain.localtime import local_date
from domain.messages import Choice, Reply
from domain.periods import month_period
from domain.pipeline import Stage
from domain.quotas import Quota, is_below_pace
from domain.reminders import Because, Reminder, ReminderState, step_on
from domain.responses import Response, ResponseKind, levels_climbed, silent_steps
from domain.rules import Rule, RuleBook, Subject
from domain.sending import sending_time
from domain.units import Unit
from rendering.wording import reminders as wording
from rendering.wording import responses as labels
from rendering.wording.delivery import by_another_way
from rendering.wording.reminders import (
    Item,
    LateUnitsItem,
    MonthItem,
    PaceItem,
    PersonItem,
    SilentUnitsItem,
    ToldReason,
    Window,
)
from storage import deadlines, digests, months, mutes, quotas, reminders, responses, statistics, units, users
from storage.database import Tx
from storage.digests import Carried

_ON_BOARD = (ReminderState.PLANNED, ReminderState.SENDING)
_ITEMS_WITH_BUTTONS = 3
_ANSWERING = (Because.RESPONSIBLE, Because.STANDS_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit stands to its quota now; the quota is the whole unit's."""

    quota: Quota
    achieved: int
    is_below_pace: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a digest and the reminders that it answers."""

    item: Item
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one person is told today. `home` is their unit when they have only one."""

    entries: tuple[Entry, ...]
    home: Unit | None

    @property
    def items(self) -> list[Item]:
        """What is said, in order."""
        return [entry.item for entry in self.entries]


def standings(tx: Tx, quoted: Iterable[tuple[Deadline, Unit]], today: date) -> dict[int, Standing]:
    """How far units have come with the quotas of these deadlines, by deadline id; none where one is gone."""
    pairs = list(quoted)
    known = {
        quota.event_id: quota
        for of_unit in quotas.for_units(tx, {unit.id for _, unit in pairs}).values()
        for quota in of_unit
    }
    found: dict[int, Standing] = {}
    by_period: dict[tuple[date, date], list[tuple[Deadline, Unit, Quota]]] = defaultdict(list)
    for deadline, unit in pairs:
        if quota := known.get(deadline.subject_id):
            by_period[quota.period.start, quota.period.end].append((deadline, unit, quota))
    for asked in by_period.values():
        achieved: dict[int, int] = {}
        for layer in _side_by_side({unit.id: unit for _, unit, _ in asked}.values()):
            totals = statistics.by_unit(tx, Stage.ADMISSION, layer, asked[0][2].period, today)
            achieved |= {unit_id: total.value for unit_id, total in totals.items()}
        for deadline, unit, quota in asked:
            found[deadline.id] = _standing(tx, quota, unit, achieved[unit.id], today)
    return found


def told_months(tx: Tx, asked: Iterable[tuple[Deadline, date]]) -> set[int]:
    """Which of these deadlines ask for a month, that of the day beside them, that the cell has told of."""
    by_month: dict[date, list[Deadline]] = defaultdict(list)
    for deadline, on in asked:
        by_month[on.replace(day=1)].append(deadline)
    found: set[int] = set()
    for start, of_month in by_month.items():
        ids = {deadline.unit_id for deadline in of_month}
        told = months.told_by(tx, ids, Stage.ADMISSION, start, month_period(start.year, start.month).end)
        found |= {deadline.id for deadline in of_month if deadline.unit_id in told}
    return found


def needless(
    deadline: Deadline, book: RuleBook, standing: Standing | None, today: date, *, is_told: bool = False
) -> str | None:
    """Why there is nothing to remind of today, as the ledger says it; None when there is.

    `is_told`: the month that it asks for has been reported.
    """
    if deadline.settled_by is not None:
        return "settled"
    if is_told:
        return "reported"
    void_on = book.void_on(deadline.rule, deadline.trigger_on)
    if void_on is not None and void_on <= today:
        return "void"
    if deadline.subject_kind is not Subject.QUOTA:
        return None
    if today > deadline.due_on:
        return "period_over"
    if standing is None:
        return "moved"
    return None if standing.is_below_pace else "on_pace"


def compose(tx: Tx, outbox_id: int, now: datetime, *, book: RuleBook) -> Reply | None:
    """Word a digest that is about to leave, or None when nothing of it is left to say.

    Outside sending hours, after a delay, or for somebody who asked for silence it is taken apart: the next
    sweep bundles it for the morning, or holds it back.
    One that may already have arrived goes on, marked as a repeat.
    """
    row = reminders.digest_row(tx, outbox_id)
    if row is None:
        return None
    is_unwelcome = sending_time(now) != now or mutes.current(tx, row.user_id, local_date(now)) is not None
    if is_unwelcome and not row.maybe_sent:
        reminders.let_go(tx, outbox_id)
        return None
    digest = gather(tx, book, outbox_id, row.user_id, now)
    if not digest.entries:
        return None
    reminders.mark_sending(tx, [c.reminder.id for entry in digest.entries for c in entry.carried])
    text = wording.digest(digest.items, digest.home, local_date(now))
    unbuttoned = [item for _, item in _answerable(digest.items)][_ITEMS_WITH_BUTTONS:]
    if hint := wording.how_to_answer(unbuttoned):
        text = f"{text}\n{hint}"
    return Reply(
        text=by_another_way(text, row.failed_on) if row.failed_on else text,
        choices=(*_choices(digest.items), *_month_choices(digest.items), _why(outbox_id)),
    )


def gather(tx: Tx, book: RuleBook, outbox_id: int, user_id: int, now: datetime) -> Digest:
    """What a digest has to say now; reminders that are no longer needed are settled in the ledger."""
    today = local_date(now)
    on_board = {row.id for row in reminders.of_outbox(tx, outbox_id) if row.state in _ON_BOARD}
    unsent = [one for one in digests.carried(tx, outbox_id) if one.reminder.id in on_board]
    gone = on_board - {one.reminder.id for one in unsent}
    reminders.settle(tx, gone, ReminderState.CANCELLED, now, "moved")
    quoted = [(c.deadline, c.unit) for c in unsent if c.deadline.subject_kind is Subject.QUOTA]
    standing = standings(tx, quoted, today)
    monthly = [c for c in unsent if c.deadline.subject_kind is Subject.UNIT]
    told = told_months(tx, [(c.deadline, _day_of(book, c)) for c in monthly])
    kept: list[Carried] = []
    for one in unsent:
        is_told = one.deadline.id in told
        if reason := needless(one.deadline, book, standing.get(one.deadline.id), today, is_told=is_told):
            reminders.settle(tx, [one.reminder.id], ReminderState.NOT_NEEDED, now, reason)
        else:
            kept.append(one)
    user = users.by_id(tx, user_id, now)
    own = {a.unit.id: a.unit for a in user.assignments} if user else {}
    entries = [
        *_people(tx, book, [c for c in kept if c.deadline.subject_kind is Subject.PERSON], now),
        *_paces(book, [c for c in kept if c.deadline.subject_kind is Subject.QUOTA], own, standing),
        *_months(book, [c for c in kept if c.deadline.subject_kind is Subject.UNIT], own),
    ]
    entries.sort(key=lambda entry: (_can_wait(book, entry.item), entry.item.due_on))
    return Digest(entries=tuple(entries), home=next(iter(own.values())) if len(own) == 1 else None)


def last_answers(tx: Tx, about: Iterable[Deadline]) -> dict[responses.DeadlineKey, datetime]:
    """When somebody last answered the reminders of these deadlines; none where nobody did."""
    return {responses.key_of(answer): answer.at for answer in _answers(tx, about)}


def _answers(tx: Tx, about: Iterable[Deadline]) -> list[Response]:
    subjects: dict[Subject, set[int]] = defaultdict(set)
    for deadline in about:
        subjects[deadline.subject_kind].add(deadline.subject_id)
    return [answer for kind, ids in subjects.items() for answer in responses.of_subjects(tx, kind, ids)]


class _Past:
    """What was sent and answered before about the deadlines of a digest."""

    def __init__(self, tx: Tx, carried: Sequence[Carried]) -> None:
        self._tx = tx
        people = [c.deadline.subject_id for c in carried]
        self._sent: dict[responses.DeadlineKey, list[Reminder]] = defaultdict(list)
        for row in reminders.of_subjects(tx, Subject.PERSON, people):
            self._sent[row.subject_kind, row.subject_id, row.rule, row.due_on].append(row)
        self._answers: dict[responses.DeadlineKey, list[Response]] = defaultdict(list)
        for answer in _answers(tx, [c.deadline for c in carried]):
            self._answers[responses.key_of(answer)].append(answer)

    def silence(self, one: Carried, rule: Rule) -> int:
        """After how many unanswered reminders the level above is reminded too; 0 where it is not."""
        key = responses.key_of(one.deadline)
        answers = self._answers.get(key, [])
        rows = self._sent.get(key, [])
        before = [row for row in rows if row.step != one.reminder.step]
        silent = silent_steps(before, answers[-1].at if answers else None)
        has_climbed = any(row.because is Because.CLIMBED for row in rows)  # there may be nobody above
        return silent if has_climbed and levels_climbed(rule.schedule, silent) else 0

    def reason(self, one: Carried, now: datetime) -> ToldReason | None:
        """Why somebody else says that it cannot be done."""
        answers = self._answers.get(responses.key_of(one.deadline), [])
        said = next((a for a in reversed(answers) if a.kind is ResponseKind.IMPOSSIBLE and a.reason), None)
        if said is None or said.reason is None or said.user_id == one.reminder.recipient_id:
            return None
        user = users.by_id(self._tx, said.user_id, now)
        return ToldReason(by=user.display_name if user else "", on=local_date(said.at), reason=said.reason)


def _can_wait(book: RuleBook, item: Item) -> bool:
    rule = book.rules.by_id.get(item.rule) if isinstance(item, PersonItem) else None
    return rule is not None and rule.can_wait


def _people(tx: Tx, book: RuleBook, carried: Sequence[Carried], now: datetime) -> Iterable[Entry]:
    """One entry for each deadline, save that one which has opened the window of another is told with it."""
    told = {(c.deadline.subject_id, c.deadline.event_id, c.deadline.rule): c for c in carried}
    followers = {rule.follows: rule.id for rule in book.rules if rule.follows}
    past = _Past(tx, carried)
    merged: dict[int, list[Carried]] = defaultdict(list)
    for one in carried:
        of = one.deadline
        follower = told.get((of.subject_id, of.event_id, followers.get(of.rule, "")))
        merged[(follower or one).deadline.id].append(one)
    for one in told.values():
        if one.deadline.id in merged:
            item = _person_item(tx, book, one, followers)
            if rule := book.rules.by_id.get(one.deadline.rule):
                item = replace(item, silent=past.silence(one, rule), told=past.reason(one, now))
            yield Entry(item=item, carried=tuple(merged[one.deadline.id]))


def _person_item(tx: Tx, book: RuleBook, one: Carried, followers: dict[str, str]) -> PersonItem:
    deadline = one.deadline
    rule = book.rules.by_id.get(deadline.rule)
    return PersonItem(
        deadline_id=deadline.id,
        unit=one.unit,
        name=one.name,
        rule=deadline.rule,
        title=rule.title if rule else deadline.rule,
        trigger_on=deadline.trigger_on,
        due_on=deadline.due_on,
        planned_on=one.missed_on(book.calendar),
        edition=rule.edition(deadline.edition) if rule else None,
        window=_window(tx, book, deadline, followers.get(deadline.rule)),
        awaits=rule.settled_by if rule and rule.awaits_step else None,
        paper=book.rules.papers.get(rule.settled_by_paper or "") if rule else None,
        remark=one.remark,
        because=one.reminder.because,
    )


def _window(tx: Tx, book: RuleBook, deadline: Deadline, follower: str | None) -> Window | None:
    if follower is None:
        return None
    rule = book.rules.by_id[follower]
    for other in deadlines.of_subject(tx, deadline.subject_kind, deadline.subject_id):
        if other.rule == follower and other.event_id == deadline.event_id:
            return Window(edition=rule.edition(other.edition), due_on=other.due_on)
    return None


def _paces(
    book: RuleBook, carried: Sequence[Carried], own: Collection[int], standing: Mapping[int, Standing]
) -> Iterable[Entry]:
    """The reader's own units one by one; units below them together, one entry for each period."""
    below: dict[tuple[date, date], list[tuple[PaceItem, Carried]]] = defaultdict(list)
    for one in carried:
        now = standing[one.deadline.id]
        item = PaceItem(
            unit=one.unit,
            quota=now.quota,
            achieved=now.achieved,
            due_on=one.deadline.due_on,
            planned_on=one.missed_on(book.calendar),
        )
        if one.unit.id in own:
            yield Entry(item=item, carried=(one,))
        else:
            below[now.quota.period.start, now.quota.period.end].append((item, one))
    for late in below.values():
        late.sort(key=lambda pair: (pair[0].achieved - pair[0].quota.low, pair[0].unit.left))
        yield Entry(
            item=LateUnitsItem(units=tuple(item for item, _ in late)),
            carried=tuple(one for _, one in late),
        )


def _months(book: RuleBook, carried: Sequence[Carried], own: Collection[int]) -> Iterable[Entry]:
    """The reader's own cells one by one; cells below them together, one entry for each month."""
    below: dict[date, list[Carried]] = defaultdict(list)
    for one in carried:
        on = _day_of(book, one)
        month = month_period(on.year, on.month)
        if one.unit.id in own:
            yield Entry(item=MonthItem(unit=one.unit, month=month), carried=(one,))
        else:
            below[month.start].append(one)
    for start, silent in below.items():
        silent.sort(key=lambda one: one.unit.left)
        month = month_period(start.year, start.month)
        item = SilentUnitsItem(units=tuple(one.unit for one in silent), month=month)
        yield Entry(item=item, carried=tuple(silent))


def _day_of(book: RuleBook, one: Carried) -> date:
    return step_on(one.reminder.step, one.deadline.due_on, book.calendar)


def _standing(tx: Tx, quota: Quota, unit: Unit, achieved: int, today: date) -> Standing:
    if quota.per_cell:
        quota = quota.for_cells(units.cells_count(tx, (unit.left, unit.right), today))
    is_below = is_below_pace(achieved, quota.low, quota.period, today)
    return Standing(quota=quota, achieved=achieved, is_below_pace=is_below)


def _side_by_side(among: Iterable[Unit]) -> list[list[Unit]]:
    """The units in lists of which none encloses another: they are counted together."""
    layers: list[list[Unit]] = []
    for unit in sorted(among, key=lambda u: (u.left, -u.right)):
        for layer in layers:
            if layer[-1].right <= unit.left:
                layer.append(unit)
                break
        else:
            layers.append([unit])
    return layers


def _choices(items: Sequence[Item]) -> Iterable[Choice]:
    """What the responsible may answer; whoever is only told of a matter has no say in its dates."""
    asked = _answerable(items)[:_ITEMS_WITH_BUTTONS]
    for number, item in asked:
        which = number if len(asked) > 1 else None
        about = {"deadline_id": item.deadline_id}
        yield from _done_choices(item, which)
        yield Choice(label=labels.later_label(which), action=Action.REMINDER_LATER, arguments=about)
        yield Choice(label=labels.impossible_label(which), action=Action.REMINDER_IMPOSSIBLE, arguments=about)


def _answerable(items: Sequence[Item]) -> list[tuple[int, PersonItem]]:
    """The items that wait for the reader's answer, with their numbers."""
    return [
        (number, item)
        for number, item in enumerate(items, 1)
        if isinstance(item, PersonItem) and item.because in _ANSWERING
    ]


def _done_choices(item: PersonItem, which: int | None) -> Iterable[Choice]:
    """The step and the paper that end the matter; where that is a note, it is what mostly happens."""
    about = {"deadline_id": item.deadline_id}
    step = item.awaits and Choice(
        label=labels.done_label(item.awaits, which), action=Action.REMINDER_DONE, arguments=about
    )
    paper = item.paper and Choice(
        label=labels.paper_label(item.paper, which, is_awaited=item.awaits is None),
        action=Action.REMINDER_PAPER,
        arguments=about,
    )
    is_note = item.paper is not None and item.paper.needed_for is None
    return (choice for choice in ((paper, step) if is_note else (step, paper)) if choice)


def _month_choices(items: Sequence[Item]) -> Iterable[Choice]:
    asked = [(number, item) for number, item in enumerate(items, 1) if isinstance(item, MonthItem)]
    for number, item in asked[:_ITEMS_WITH_BUTTONS]:
        month = {"unit": item.unit.id, "year": item.month.start.year, "month": item.month.start.month}
        label = labels.nothing_label(number if len(asked) > 1 else None)
        yield Choice(label=label, action=Action.REPORT_NOTHING, arguments=month)


def _why(outbox_id: int) -> Choice:
    return Choice(label=labels.why_label(), action=Action.REMINDER_WHY, arguments={"outbox_id": outbox_id})
