"""The cell asks for somebody's recognition: its resolution is a paper that starts the committee's limit."""

from datetime import date

from domain.errors import TooFewVotes
from domain.messages import Reply
from domain.people import Person
from domain.pipeline import Stage
from domain.rules import Subject
from domain.steps import RECOGNITION_RESOLUTION, check_recognition, check_votes
from domain.users import Permission
from handlers import choices
from handlers.access import require
from handlers.context import Turn
from handlers.recording import Origin, add_paper, origin_of, settle_person
from handlers.reporting import notes
from language.requests.recognition import RecognitionTold
from rendering.wording import notes as words
from rendering.wording import refusals
from storage import audit, deadlines, people
from storage.database import Tx


def keep(tx: Tx, turn: Turn, told: RecognitionTold) -> Reply:
    """ "Nghị quyết đề nghị công nhận chính thức A, đồng ý 15/19": on file of everybody named, or of nobody.

    Too few votes are no resolution: the ballot can be kept as a failed one.
    """
    if told.has_bad_day:
        return Reply(text=words.which_day())
    on, bounds = told.on or turn.sent_on, turn.context.book.rules.bounds
    found = [notes.named(tx, turn, name) for name in told.names]
    for person in found:
        require(turn.user, Permission.REPORT, people.home(tx, person))
        check_recognition(person, on, turn.today, bounds)
    try:
        if told.votes:
            check_votes(*told.votes, bounds)
    except TooFewVotes as error:
        ballot = [notes.failed_ballot_choice(person.id, Stage.OFFICIAL, on) for person in found]
        return Reply(text=refusals.refusal(error, turn.now), choices=tuple(ballot) if len(found) == 1 else ())
    origin = origin_of(turn)
    texts = [_keep_one(tx, turn, origin, person, on, told.votes) for person in found]
    undo = choices.undo(origin.report_id)
    is_new = any(_known_on(person) is None for person in found)
    return Reply(text="\n".join(texts), choices=(undo,) if is_new else ())


def _keep_one(
    tx: Tx, turn: Turn, origin: Origin, person: Person, on: date, votes: tuple[int, int] | None
) -> str:
    if known_on := _known_on(person):
        return words.proposed_before(person.name, known_on)
    unit = people.home(tx, person)
    paper = add_paper(tx, origin, unit, person.id, RECOGNITION_RESOLUTION, on)
    settle_person(tx, turn.context.book, person.id, turn.now)
    audit.add(tx, "paper", turn.now, user_id=turn.user.id, unit_id=unit.id, subject_id=origin.report_id)
    known = deadlines.of_subject(tx, Subject.PERSON, person.id)
    due_on = next((d.due_on for d in known if d.event_id == paper.id and d.settled_by is None), None)
    return words.proposed(person.name, on, votes, due_on)


def _known_on(person: Person) -> date | None:
    return next((paper.on for paper in person.path.papers if paper.paper == RECOGNITION_RESOLUTION), None)
