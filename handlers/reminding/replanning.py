"""Bringing every deadline in line with other rules or another calendar, page by page."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.deadlines import DateChange, PlannedDeadline, date_changes, plan_for_person, plan_for_quota
from domain.people import Person
from domain.rules import RuleBook, Subject
from domain.units import Unit
from storage import deadlines, facts, people, quotas, responses, units
from storage.database import Store, Tx

_A_PAGE = 100

# The fact that says under which rules the stored dates were planned.
_PLANNED_UNDER = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Dates of one subject that differ under the rules asked about; `person` is None for a quota's."""

    unit: Unit
    person: Person | None
    dates: tuple[DateChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    kind: Subject
    id: int
    unit: Unit
    person: Person | None
    planned: tuple[PlannedDeadline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page found. `after` is where the next one starts, None when this was the last."""

    changes: tuple[Change, ...]
    after: tuple[Subject, int] | None


FIRST_PAGE = (Subject.PERSON, 0)


def changes_under(tx: Tx, book: RuleBook, after: tuple[Subject, int] = FIRST_PAGE) -> Page:
    """One page of whose open dates would change under these rules. Writes nothing."""
    page, following = _page(tx, book, after)
    return Page(changes=_changes(tx, page), after=following)


def replan_page(tx: Tx, book: RuleBook, now: datetime, after: tuple[Subject, int] = FIRST_PAGE) -> Page:
    """Plan one page of subjects anew. What was sent stays sent; new dates start with their newest step."""
    page, following = _page(tx, book, after)
    changes = _changes(tx, page)
    plans = [
        deadlines.Plans.within(one.unit, one.kind, one.id, one.planned, _asked_for(tx, one)) for one in page
    ]
    deadlines.replan_all(tx, plans, calendar=book.calendar, now=now)
    return Page(changes=changes, after=following)


def _asked_for(tx: Tx, one: _Subject) -> set[date]:
    """The days for which somebody put a reminder of this subject off."""
    return {answer.until for answer in responses.of_subjects(tx, one.kind, [one.id]) if answer.until}


async def replan_if_changed(store: Store, book: RuleBook, now: datetime) -> int | None:
    """Plan everything anew when the rules or the calendar are not those of the stored dates.

    Returns how many open dates changed, None when nothing had to be looked at. Stopped in the middle
    it begins anew the next time.
    """
    if await store.read(facts.get, _PLANNED_UNDER) == book.fingerprint:
        return None
    page = await store.write(replan_page, book, now)
    count = _count(page)
    while page.after is not None:
        page = await store.write(replan_page, book, now, page.after)
        count += _count(page)
    await store.write(note_rules, book)
    return count


def note_rules(tx: Tx, book: RuleBook) -> None:
    """Every stored date is planned under these rules."""
    facts.put(tx, _PLANNED_UNDER, book.fingerprint)


def _count(page: Page) -> int:
    return sum(len(change.dates) for change in page.changes)


def _page(
    tx: Tx, book: RuleBook, after: tuple[Subject, int]
) -> tuple[list[_Subject], tuple[Subject, int] | None]:
    kind, last = after
    match kind:
        case Subject.PERSON:
            return _people(tx, book, last)
        case Subject.QUOTA:
            found = _quotas(tx, book, last)
            return found, (kind, found[-1].id) if len(found) == _A_PAGE else (Subject.UNIT, 0)
        case Subject.UNIT:
            found = _cells(tx, book, last)
            return found, (kind, found[-1].id) if len(found) == _A_PAGE else None


def _people(tx: Tx, book: RuleBook, last: int) -> tuple[list[_Subject], tuple[Subject, int] | None]:
    kind = Subject.PERSON
    ids = people.ids_after(tx, last, _A_PAGE)
    persons = people.load(tx, ids).values()
    homes = units.presents(tx, {person.unit_id for person in persons})
    subjects = [
        _Subject(
            kind=kind,
            id=person.id,
            unit=homes[person.unit_id],
            person=person,
            planned=plan_for_person(person, book),
        )
        for person in persons
    ]
    return subjects, (kind, ids[-1]) if len(ids) == _A_PAGE else (Subject.QUOTA, 0)


def _quotas(tx: Tx, book: RuleBook, last: int) -> list[_Subject]:
    page = quotas.page_after(tx, last, _A_PAGE)
    homes = units.by_ids(tx, {quota.unit_id for quota in page})
    return [
        _Subject(
            kind=Subject.QUOTA,
            id=quota.event_id,
            unit=homes[quota.unit_id],
            person=None,
            planned=plan_for_quota(quota, book),
        )
        for quota in page
    ]


def _cells(tx: Tx, book: RuleBook, last: int) -> list[_Subject]:
    """What cells are asked for again and again: only a rule that is gone changes anything."""
    ids = deadlines.subjects_after(tx, Subject.UNIT, last, _A_PAGE)
    homes = units.by_ids(tx, ids)
    asked = {rule.id for rule in book.rules.of(Subject.UNIT)}
    return [
        _Subject(
            kind=Subject.UNIT,
            id=unit_id,
            unit=homes[unit_id],
            person=None,
            planned=tuple(
                PlannedDeadline(
                    rule=one.rule,
                    edition=one.edition,
                    event_id=one.event_id,
                    trigger_on=one.trigger_on,
                    due_on=one.due_on,
                    settled_by=one.settled_by,
                    schedule=book.rules.by_id[one.rule].schedule,
                )
                for one in deadlines.of_subject(tx, Subject.UNIT, unit_id)
                if one.rule in asked
            ),
        )
        for unit_id in ids
    ]


def _changes(tx: Tx, page: list[_Subject]) -> tuple[Change, ...]:
    found = (
        (one, date_changes(deadlines.of_subject(tx, one.kind.value, one.id), one.planned)) for one in page
    )
    return tuple(Change(unit=one.unit, person=one.person, dates=dates) for one, dates in found if dates)
