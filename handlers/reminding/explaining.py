"""Why somebody was reminded, or was not: read from the ledger, for a chat and for the command line."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.deadlines import Deadline
from domain.errors import NotAllowed, UnknownPerson, UnknownUnit
from domain.localtime import local_date
from domain.messages import Reply
from domain.people import Person
from domain.reminders import Reminder, step_on
from domain.responses import Response
from domain.rules import Rule, Subject
from domain.units import Unit
from domain.users import Permission
from handlers.context import Context, Turn
from language.requests.everyday import WhyRequest
from language.understanding import understand
from rendering.wording import explaining as words
from rendering.wording.explaining import AnswerLine, LedgerLine, Listener, Matter
from storage import deadlines, gazetteer, mutes, pending, people, quotas, reminders, responses, users
from storage.database import Tx
from storage.recipients import Recipients
from storage.units import Interval

_MOST_PEOPLE = 3


def explain(tx: Tx, turn: Turn, request: WhyRequest) -> Reply:
    """ "vì sao không nhắc Lò Thị Mai?", within the asker's own units."""
    own = turn.user.units_for(Permission.READ_PEOPLE)
    return explanation(tx, turn.context, request.about, [(unit.left, unit.right) for unit in own])


def explanation(tx: Tx, context: Context, about: str, scopes: Sequence[Interval]) -> Reply:
    """What the ledger says about a person or a unit within the scopes.

    Raises UnknownPerson, and of what is typed as a unit NotAllowed, or UnknownUnit with similar names.
    """
    reading = _Ledger(tx, context)
    found = people.find_by_name(tx, about, scopes)
    if found:
        told = found[:_MOST_PEOPLE]
        text = "\n\n".join(reading.about_person(person) for person in told)
        return Reply(text=text, tells_of=tuple(person.id for person in told))
    match = gazetteer.find(tx, about, scopes)
    if match.exact:
        return Reply(text="\n\n".join(reading.about_unit(unit) for unit in match.exact))
    if not _is_typed_as_unit(about, context.today):
        raise UnknownPerson(name=about)
    if match.near:
        raise UnknownUnit(name=about, near=tuple(unit.name for unit in match.near))
    raise NotAllowed


def _is_typed_as_unit(about: str, today: date) -> bool:
    """Whether a unit is meant, wherever it is: "chi bộ bản Hỏm", "tram y te", but not "Cà Văn Thưởng"."""
    read = understand(about, today)
    return read.unit is not None or (not read.people and gazetteer.begins_as_unit(about))


class _Ledger:
    """Reads the ledger about people and units, and remembers names for one answer."""

    def __init__(self, tx: Tx, context: Context) -> None:
        self._tx = tx
        self._context = context
        self._recipients = Recipients(tx, context.now)
        self._names: dict[int, str] = {}

    def about_person(self, person: Person) -> str:
        known = deadlines.of_subject(self._tx, Subject.PERSON, person.id)
        rows = reminders.of_subjects(self._tx, Subject.PERSON, [person.id])
        told = responses.of_subjects(self._tx, Subject.PERSON, [person.id])
        matters = [self._matter(one, person.name, rows, told) for one in sorted(known, key=_urgency)]
        return words.person(person.name, people.home(self._tx, person), person.path.stage, matters)

    def about_unit(self, unit: Unit) -> str:
        place = (self._tx, (unit.left, unit.right), self._context.today)
        voided = self._context.book.voided_by(self._context.today)
        soonest = pending.page(*place, most=words.MOST_MATTERS, voided=voided)
        names = people.names(self._tx, {one.subject_id for one in soonest})
        ids = list(names)
        rows = reminders.of_subjects(self._tx, Subject.PERSON, ids)
        told = responses.of_subjects(self._tx, Subject.PERSON, ids)
        matters = [self._matter(one, names[one.subject_id], rows, told) for one in soonest]
        rule = next(self._context.book.rules.of(Subject.PERSON), None)
        hidden = pending.count(*place, voided=voided).all - len(matters)
        return words.unit(unit, self._listeners(rule, unit.id), [*matters, *self._of_unit(unit)], hidden)

    def _of_unit(self, unit: Unit) -> list[Matter]:
        """What the unit itself is asked: the monthly report, and the pace of each of its targets."""
        matters: list[Matter] = []
        targets = [quota.event_id for quota in quotas.of_unit(self._tx, unit.id)]
        for kind, ids in ((Subject.UNIT, [unit.id]), (Subject.QUOTA, targets)):
            known = deadlines.of_subjects(self._tx, kind, ids)
            rows = reminders.of_subjects(self._tx, kind, ids)
            told = responses.of_subjects(self._tx, kind, ids)
            matters += [self._matter(one, "", rows, told) for one in known if one.settled_by is None]
        return matters

    def _matter(
        self, one: Deadline, heading: str, rows: Iterable[Reminder], told: Iterable[Response]
    ) -> Matter:
        rule = self._context.book.rules.by_id.get(one.rule)
        mine = sorted(
            (row for row in rows if (row.subject_id, row.rule, row.due_on) == _key(one)),
            key=lambda row: (self._day(row), row.id),
        )
        return Matter(
            heading=heading,
            title=rule.title if rule else one.rule,
            edition=rule.edition(one.edition) if rule else None,
            due_on=one.due_on,
            is_settled=one.settled_by is not None,
            next_on=one.remind_on,
            waits=one.remind_on is not None and one.remind_on <= self._context.today,
            rows=tuple(self._row(row) for row in mine),
            answers=tuple(self._answer(a) for a in told if (a.subject_id, a.rule, a.due_on) == _key(one)),
            listeners=self._listeners(rule, one.unit_id),
        )

    def _row(self, row: Reminder) -> LedgerLine:
        return LedgerLine(
            planned_on=self._day(row),
            recipient=self._name(row.recipient_id),
            because=row.because,
            state=row.state,
            reason=row.reason,
            settled_at=row.settled_at,
        )

    def _answer(self, answer: Response) -> AnswerLine:
        return AnswerLine(
            by=self._name(answer.user_id),
            kind=answer.kind,
            on=local_date(answer.at),
            until=answer.until,
            reason=answer.reason,
        )

    def _listeners(self, rule: Rule | None, unit_id: int) -> tuple[Listener, ...]:
        found = self._recipients.of(rule, unit_id) if rule else {}
        return tuple(self._listener(user_id) for user_id in found)

    def _listener(self, user_id: int) -> Listener:
        muted = mutes.current(self._tx, user_id, self._context.today)
        return Listener(
            name=self._name(user_id),
            is_reachable=users.address_of(self._tx, user_id) is not None,
            muted_until=muted.until if muted else None,
            mute_reason=muted.reason if muted else None,
        )

    def _name(self, user_id: int) -> str:
        if user_id not in self._names:
            user = users.by_id(self._tx, user_id, self._context.now)
            self._names[user_id] = user.display_name if user else ""
        return self._names[user_id]

    def _day(self, row: Reminder) -> date:
        return step_on(row.step, row.due_on, self._context.book.calendar)


def _key(one: Deadline) -> tuple[int, str, date]:
    return (one.subject_id, one.rule, one.due_on)


def _urgency(one: Deadline) -> tuple[bool, date]:
    """Open ones first, each by its date."""
    return (one.settled_by is not None, one.due_on)
