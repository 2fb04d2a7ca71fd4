"""What falls due in a unit, or for one person, soonest first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.answers import DeadlinesAnswer, DueItem
from domain.deadlines import Deadline
from domain.questions import DueKind, Query
from domain.rules import Subject
from domain.units import Unit
from handlers.context import Context
from rendering.wording import answers as wording
from storage import pending, people, units
from storage.database import Tx

AHEAD = timedelta(days=30)
_ENDS = ("probation_end",)
_CONSIDERED = ("recognition", "recognition_decision")
_RULES = {
    DueKind.PROBATION: (*_ENDS, *_CONSIDERED),
    DueKind.PROBATION_END: _ENDS,
    DueKind.VERIFICATION: ("verification_reply", "verification_paper"),
    DueKind.CEREMONY: ("ceremony",),
    DueKind.RETURNED: ("returned_dossier",),
    DueKind.COURSE: ("new_member_course", "course_certificate"),
    DueKind.CERTIFICATE: ("course_certificate",),
}


def deadlines(tx: Tx, context: Context, query: Query, unit: Unit) -> DeadlinesAnswer:
    """What is overdue or falls due within 30 days, or within the period asked about."""
    today = context.today
    last = query.period.last_day if query.period else today + AHEAD
    # What is overdue belongs to every answer about now, not to one about some other month.
    first = query.period.start if query.period and today not in query.period else date.min
    if DueKind.OVERDUE in query.due:
        last = min(last, today - timedelta(days=1))
    interval = (unit.left, unit.right)
    rules = {rule for kind in query.due for rule in _RULES.get(kind, ())}
    if DueKind.PROBATION_END in query.due and first == date.min:
        rules.update(_CONSIDERED)  # whose 12 months are over is still to be considered
    voided = context.book.voided_by(today)
    known = pending.count(tx, interval, today, first=first, last=last, rules=rules, voided=voided)
    ends = 0
    if rules > set(_ENDS):
        ends = pending.count(tx, interval, today, first=first, last=last, rules=_ENDS).all
    soonest = pending.page(
        tx,
        interval,
        today,
        most=wording.DUE_SHOWN,
        skipped=query.start,
        first=first,
        last=last,
        rules=rules,
        voided=voided,
    )
    later: Sequence[Deadline] = ()
    if not known.all and first == date.min and DueKind.OVERDUE not in query.due:
        day_after = last + timedelta(days=1)
        later = pending.page(tx, interval, today, most=1, first=day_after, rules=rules, voided=voided)
    return DeadlinesAnswer(
        query=replace(query, unit_id=unit.id),
        unit=unit,
        as_of=today,
        until=last,
        value=known.all,
        overdue=known.overdue,
        ends=ends,
        items=due_items(tx, context, soonest),
        coming=next(iter(due_items(tx, context, later)), None),
    )


def due_items(tx: Tx, context: Context, found: Sequence[Deadline]) -> tuple[DueItem, ...]:
    homes = units.by_ids(tx, {deadline.unit_id for deadline in found})
    names = people.names(tx, {d.subject_id for d in found if d.subject_kind is Subject.PERSON})
    rules = context.book.rules.by_id
    return tuple(
        DueItem(
            deadline=deadline,
            title=rules[deadline.rule].title if deadline.rule in rules else deadline.rule,
            unit=homes[deadline.unit_id],
            name=names.get(deadline.subject_id),
        )
        for deadline in found
    )
