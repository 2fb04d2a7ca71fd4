"""The papers of a dossier: which are on file, which are missing, and who helps a member on probation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.actions import Action
from domain.cards import ReportCard
from domain.errors import DateInFuture, Expired, UnknownPerson
from domain.messages import Choice, Reply
from domain.people import Person, PersonFacts
from domain.pipeline import OPEN_DOSSIER, RANK, Stage
from domain.rules import BoundName, Paper, Rules, Subject
from domain.steps import PROBATION_MONTHS, RECOGNITION_RESOLUTION, RESUBMITTED, check_recognition
from domain.text import fold_name, needs_spelling
from domain.users import Permission
from domain.validity import expired_papers
from handlers import choices
from handlers.access import require
from handlers.context import Turn
from handlers.recording import add_paper, describe, origin_of, settle_person
from handlers.reporting import cards, notes, returning
from language.replies.card_lines import line_called
from language.requests.everyday import MentorRequest, PapersRequest
from language.requests.papers_told import PaperTold
from rendering.wording import papers as words
from rendering.wording.notes import which_day
from rendering.wording.papers import Checklist
from storage import audit, deadlines, people
from storage.database import Tx
from storage.units import Interval

_MOST_BUTTONS = 6
_MOST_PEOPLE = 200
# Asked for twice on the way, under two names.
_OF_A_MEMBER = {"local_opinions": "residence_opinions"}
_WITH_DOSSIER = (Stage.CLASS, Stage.REFERRAL, *OPEN_DOSSIER, Stage.ADMISSION)


def missing(tx: Tx, turn: Turn, request: PapersRequest) -> Reply:
    """ "hồ sơ Lò Thị Mai còn thiếu gì?", or of everybody in the asker's own units. Raises UnknownPerson."""
    scopes = _scopes(turn, Permission.READ_PEOPLE)
    if request.about is None:
        ids = people.standing_at(tx, scopes, _WITH_DOSSIER, _MOST_PEOPLE)
        found = {id_: _checklist(tx, turn, person) for id_, person in people.load(tx, ids).items()}
        missed = {id_: one for id_, one in found.items() if one and one.missing}
        return Reply(text=words.checklists(list(missed.values())), tells_of=tuple(missed))
    named = people.find_by_name(tx, request.about, scopes)
    if len(named) != 1:
        return _which(request.about, named)
    (person,) = named
    list_of_one = _checklist(tx, turn, person)
    if list_of_one is None:
        return Reply(text=words.nothing_needed(person.name), tells_of=(person.id,))
    buttons = (
        Choice(
            label=words.have_label(paper),
            action=Action.PAPER_HAVE,
            arguments={"person": person.id, "paper": paper.id},
        )
        for paper in list_of_one.missing[:_MOST_BUTTONS]
    )
    return Reply(text=words.checklist(list_of_one), choices=tuple(buttons), tells_of=(person.id,))


def procedure(turn: Turn, stage: Stage) -> Reply:
    """ "Hồ sơ kết nạp gồm những gì": what the rules ask for before the step."""
    rules = turn.context.book.rules
    step = Stage.OFFICIAL if stage is Stage.OFFICIAL else Stage.CELL_RESOLUTION
    needed = [paper for paper in rules.papers.values() if paper.needed_for is step]
    if step is Stage.OFFICIAL:
        condition = words.probation_asked(PROBATION_MONTHS)
    else:
        ages = (rules.bounds[name].amount for name in (BoundName.LEAST_AGE, BoundName.MOST_AGE))
        condition = words.age_asked(*ages)
    return Reply(text=words.procedure(step, condition, needed))


def have(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã có …]: on file since the day of the press, or the one the button says."""
    person = people.load(tx, [arguments["person"]]).get(arguments["person"])
    paper = turn.context.book.rules.papers.get(arguments["paper"])
    if person is None or paper is None:
        raise Expired
    on = date.fromisoformat(arguments["on"]) if "on" in arguments else None
    return _keep(tx, turn, person, paper, on)


def tell(tx: Tx, turn: Turn, told: PaperTold) -> Reply:
    """ "Lò Văn Pánh có nghị quyết Đoàn ngày 5/1": on file since that day. Raises UnknownPerson."""
    if told.has_bad_day:
        return Reply(text=which_day())
    person = notes.named(tx, turn, told.name)
    is_member = person.path.stage is Stage.ADMISSION
    paper = turn.context.book.rules.papers.get(
        _OF_A_MEMBER.get(told.paper, told.paper) if is_member else told.paper
    )
    if paper is None:
        raise UnknownPerson(name=told.name)
    return _keep(tx, turn, person, paper, told.on)


def _keep(tx: Tx, turn: Turn, person: Person, paper: Paper, told_on: date | None) -> Reply:
    """Keep a paper; one that is there already only where it is of a later day, or no longer good."""
    book, on = turn.context.book, told_on or turn.sent_on
    unit = require(turn.user, Permission.REPORT, people.home(tx, person))
    dated = [one.on for one in person.path.papers if one.paper == paper.id]
    stale = {one.paper.id for one in expired_papers(person.path, on, book)}
    is_newer = told_on is not None and dated and told_on > max(dated)
    if dated and not is_newer and paper.id not in stale:
        return Reply(text=words.on_file(person.name, paper, max(dated)))
    if on > turn.today:
        raise DateInFuture(on=on)
    if paper.id == RECOGNITION_RESOLUTION:
        check_recognition(person, on, turn.today, book.rules.bounds)
    origin = origin_of(turn)
    event = add_paper(tx, origin, unit, person.id, paper.id, on)
    settle_person(tx, book, person.id, turn.now)
    audit.add(tx, "paper", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    validity = [
        deadline.due_on
        for deadline in deadlines.of_subject(tx, Subject.PERSON, person.id)
        if deadline.event_id == event.id and book.rules.by_id[deadline.rule].is_validity
    ]
    good_until = validity[0] if validity else None
    is_dated = told_on is not None
    return Reply(
        text=words.kept(person.name, paper, on, good_until, is_dated=is_dated),
        choices=(choices.undo(origin.report_id),),
    )


def have_awaited(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã có giấy] under a reminder: the paper that its rule waits for."""
    deadline = deadlines.by_ids(tx, [arguments["deadline_id"]]).get(arguments["deadline_id"])
    rule = turn.context.book.rules.by_id.get(deadline.rule) if deadline else None
    paper = turn.context.book.rules.papers.get(rule.settled_by_paper or "") if rule else None
    if deadline is None or paper is None:
        raise Expired
    if paper.id == RESUBMITTED:
        return returning.up_again(tx, turn, {"person": deadline.subject_id})
    if paper.needed_for is None:
        return notes.put(
            tx, turn, people.load(tx, [deadline.subject_id])[deadline.subject_id], paper, turn.sent_on
        )
    return have(tx, turn, {"person": deadline.subject_id, "paper": paper.id})


def set_mentor(tx: Tx, turn: Turn, request: MentorRequest) -> Reply:
    """ "người giúp đỡ Lò Văn Pánh là Hà Văn Bun", of one or several. Raises UnknownPerson."""
    asked = (request, *request.also)
    if on_card := _on_open_card(tx, turn, asked):
        return on_card
    found: list[Person] = []
    for one in asked:
        named = people.find_by_name(tx, one.about, _scopes(turn, Permission.REPORT))
        if len(named) != 1:
            return _which(one.about, named)
        found += named
    homes = [require(turn.user, Permission.REPORT, people.home(tx, person)) for person in found]
    origin = origin_of(turn)
    for one, person, unit in zip(asked, found, homes, strict=True):
        describe(tx, origin, unit, person.id, PersonFacts(mentor=one.mentor))
        settle_person(tx, turn.context.book, person.id, turn.now)
        audit.add(tx, "mentor", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    told = [(person.name, one.mentor) for one, person in zip(asked, found, strict=True)]
    return Reply(text=words.mentors_kept(told), choices=(choices.undo(origin.report_id),))


def _on_open_card(tx: Tx, turn: Turn, asked: Sequence[MentorRequest]) -> Reply | None:
    """The open card with their mentors, where it tells of all of them; a name typed with its marks stays."""
    draft = turn.drafts[-1] if turn.drafts else None
    if draft is None or not isinstance(draft.card, ReportCard):
        return None
    card = draft.card
    names = tuple(line.facts.full_name or "" for line in card.people)
    for one in asked:
        number = line_called(one.about, names)
        if number is None:
            return None
        line = card.people[number - 1]
        is_spelt = fold_name(one.about) == fold_name(names[number - 1]) and not needs_spelling(one.about)
        told = PersonFacts(mentor=one.mentor, full_name=one.about if is_spelt else None)
        card = card.with_line(number - 1, replace(line, facts=line.facts.updated(told)))
    return cards.present(tx, turn, card, draft)


def _scopes(turn: Turn, permission: Permission) -> list[Interval]:
    return [(unit.left, unit.right) for unit in turn.user.units_for(permission)]


def _which(name: str, named: Sequence[Person]) -> Reply:
    """The question which of several people; nobody at all is refused."""
    if not named:
        raise UnknownPerson(name=name)
    return Reply(text=words.which_person([person.name for person in named]))


def _checklist(tx: Tx, turn: Turn, person: Person) -> Checklist | None:
    needed_for = _next_need(person, turn.context.book.rules)
    if needed_for is None:
        return None
    told = {one.paper: one.on for one in person.path.papers}
    expired = {one.paper.id: one for one in expired_papers(person.path, turn.today, turn.context.book)}
    there, absent = [], []
    for paper in turn.context.book.rules.papers.values():
        if paper.needed_for is not needed_for:
            continue
        shown = person.path.reached(paper.shown_by) if paper.shown_by else None
        on = told.get(paper.id) or (shown.on if shown else None)
        if on and paper.id not in expired:
            there.append((paper, on))
        else:
            absent.append(paper)
    return Checklist(
        name=person.name,
        unit=people.home(tx, person),
        needed_for=needed_for,
        there=tuple(there),
        missing=tuple(absent),
        expired=tuple(expired.values()),
    )


def _next_need(person: Person, rules: Rules) -> Stage | None:
    """The next step ahead of the person that papers are needed for."""
    stage = person.path.stage
    if stage is None:
        return None
    needed = {paper.needed_for for paper in rules.papers.values() if paper.needed_for is not None}
    ahead = {step for step in needed if RANK[step] > RANK[stage]}
    return min(ahead, key=RANK.__getitem__, default=None)
