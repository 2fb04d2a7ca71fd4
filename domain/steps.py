"""Whether a step may be recorded for a person, and the rule when it may not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from domain.calendar import add_months
from domain.errors import (
    AgeOutOfRange,
    AlreadyAtStage,
    AlreadyLeft,
    AlreadyReported,
    AlreadyThere,
    BallotsUsedUp,
    BeforeBirth,
    DateInFuture,
    LaterEventDepends,
    MovedBeforeStep,
    MovedSince,
    NeedsConsent,
    NothingAbove,
    ReadmissionTooEarly,
    ReadmittedBefore,
    StepMissing,
    StillOnProbation,
    TogetherTooShort,
    TooFewVotes,
    TransferPending,
    UnknownPerson,
    WrongStep,
)
from domain.people import BirthDate, Person, PersonFacts
from domain.pipeline import RANK, Milestone, Move, Path, Stage
from domain.rules import Bound, BoundName
from domain.tags import age_on

MINIMUM_AGE = 18
MOST_AGE = 60
PROBATION_MONTHS = 12
MONTHS_OUT = 36
READMISSIONS = 1
MOST_BALLOTS = 3
MONTHS_TOGETHER = 12
TWO_THIRDS = 67  # percent in the rules file, where it stands for two thirds exactly
INTRODUCER = "introducer"  # the note who introduces the person, kept in words
CONSENT = "over_age_consent"  # the note that the committee above consents
# The notes that two thirds were not reached, of an admission and of a recognition.
FAILED_BALLOT, FAILED_RECOGNITION = "failed_ballot", "failed_recognition"
RECOGNITION_RESOLUTION = "recognition_resolution"  # the paper by which the cell asks for a recognition
SECOND_REFERRAL = "second_referral"  # the paper of the other member, or of the Youth Union
RETURNED = "dossier_returned"  # the note that the committee above sent the dossier back
RESUBMITTED = "dossier_resubmitted"  # the note that it went up again
_OF_AGE = (Stage.CELL_RESOLUTION, Stage.ADMISSION)
Bounds = Mapping[BoundName, Bound]
NO_BOUNDS: Bounds = MappingProxyType({})
_TOWARDS_ADMISSION = (Stage.CELL_RESOLUTION, Stage.DECISION, Stage.ADMISSION)

# Steps that only make sense for somebody whose earlier step is known; the rest may be the first
# thing we ever hear of a person, since a cell starts to use the assistant in the middle of its work.
NEEDS = {Stage.OFFICIAL: Stage.ADMISSION}


def check_step(
    person: Person | None,
    facts: PersonFacts,
    stage: Stage,
    on: date,
    today: date,
    *,
    replacing: int | None = None,
    pushes_back: int | None = None,
    bounds: Bounds = NO_BOUNDS,
) -> None:
    """Raise the refusal that forbids this step on this date; return when it may be recorded.

    `person` is who is on record (None: nobody yet), `facts` what is known of them including the
    report. `replacing` is the event that a correction stands in for, `pushes_back` that of a listing whose
    day gives way to this one; `bounds` are those of the rules file,
    which win over what is written here.

    - 18 years on the day of the cell's resolution and of the admission: Điều lệ Đảng (2011), Điều 1.
    - Above 60 years only with the consent of the committee above: Quy định thi hành Điều lệ Đảng.
    - Official after exactly 12 months from the ceremony: Điều lệ Đảng (2011), Điều 5.
    - Admitted again not before 36 months after leaving, and once: Quy định 294-QĐ/TW (26/5/2025).
    - No further resolution of the cell after three failed ballots: Quy định thi hành Điều lệ Đảng.
    - Steps follow in the order of the procedure: HD 06-HD/TW (9/6/2025).
    """
    name = facts.full_name or ""
    if on > today:
        raise DateInFuture(on=on)
    if facts.birth_date is not None and on < facts.birth_date.earliest():
        raise BeforeBirth(name=name, on=on, born=facts.birth_date)
    aside = (replacing, pushes_back)
    others = tuple(m for m in person.path.milestones if m.event.id not in aside) if person else ()
    path = Path(milestones=others, papers=person.path.papers if person else ())
    _check_known(name, stage, path)
    _check_repeat(name, stage, on, path)
    _check_order(name, stage, on, path)
    if stage is Stage.OFFICIAL:
        _check_probation(name, on, path)
    if stage in _TOWARDS_ADMISSION:
        _check_readmission(name, on, path, bounds)
    if stage is Stage.CELL_RESOLUTION:
        _check_ballots(name, stage, failed_ballots(path, FAILED_BALLOT, on), bounds)
    if stage in _OF_AGE and facts.birth_date is not None:
        papers = {paper.paper for paper in person.path.papers} if person else set()
        _check_age(name, facts.birth_date, on, bounds, has_consent=CONSENT in papers)


def probation_ends_on(admitted_on: date) -> date:
    """The last day of probation: 12 calendar months from the ceremony. Điều lệ Đảng (2011), Điều 5."""
    return add_months(admitted_on, PROBATION_MONTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """Whoever was admitted: the last of their twelve months, and since when they are no longer on probation,
    recognised or gone."""

    ends_on: date
    recognised_on: date | None = None
    left_on: date | None = None


def probation_on(path: Path, today: date) -> Probation | None:
    """What has become of the last admission by a day; None of whoever is not admitted by then."""
    told = [m for m in path.milestones if m.on <= today]
    since = {m.stage: m.on for m in told}
    if Stage.ADMISSION not in since:
        return None
    return Probation(
        ends_on=probation_ends_on(since[Stage.ADMISSION]),
        recognised_on=since.get(Stage.OFFICIAL),
        left_on=since.get(Stage.DROPPED),
    )


def official_from(path: Path) -> date | None:
    """From which day the person counts as an official member; None while they are not recognised.

    The exact end of the 12 months, however late the decision is: Điều lệ Đảng (2011), Điều 5. The decision
    keeps its own date, that of the step.
    """
    recognised = path.reached(Stage.OFFICIAL)
    admitted = [
        m for m in path.milestones if m.stage is Stage.ADMISSION and recognised and m.on <= recognised.on
    ]
    return probation_ends_on(admitted[-1].on) if admitted else None


def check_transfer(person: Person, joined: int, on: date, today: date) -> None:
    """Raise the refusal that forbids that the person moves to the unit on that day.

    The time of probation served counts on in the receiving unit, which takes the running deadlines over.
    """
    path = person.path
    if on > today:
        raise DateInFuture(on=on)
    if path.last is None:
        raise UnknownPerson(name=person.name)
    if path.stage is Stage.DROPPED:
        raise AlreadyLeft(name=person.name, left_on=path.last.on)
    if person.unit_id == joined:
        raise AlreadyThere(name=person.name)
    if path.last.on > on:
        raise MovedBeforeStep(name=person.name, on=on, stage=path.last.stage, stage_on=path.last.on)
    if path.moves and path.moves[-1].on > on:
        raise MovedSince(name=person.name, on=path.moves[-1].on)


def check_return(person: Person, on: date, today: date) -> None:
    """Raise the refusal that forbids that the person's dossier came back, or went up again, on that day."""
    if on > today:
        raise DateInFuture(on=on)
    if person.path.last is None:
        raise UnknownPerson(name=person.name)
    if person.path.stage is Stage.DROPPED:
        raise AlreadyLeft(name=person.name, left_on=person.path.last.on)
    if person.path.stage is Stage.OFFICIAL:
        raise NothingAbove(name=person.name)


def check_removal(person: Person, removed: set[int]) -> None:
    """Raise LaterEventDepends or MovedSince when something outside `removed` builds on what is inside it.

    Three sorts of dependence: on a step a later one or a move, on an arrival what was told since, and on a
    transfer the word of the other side that confirms it.
    """
    _check_transfers_taken_back(person, removed)
    _check_moves_taken_back(person, removed)
    _check_steps_taken_back(person, removed)


def _check_transfers_taken_back(person: Person, removed: set[int]) -> None:
    """The other side has confirmed it: that side takes its word back first."""
    for transfer in person.path.transfers:
        if transfer.event.id in removed and transfer.arrived and transfer.arrived.id not in removed:
            raise MovedSince(name=person.name, on=transfer.on)


def _check_moves_taken_back(person: Person, removed: set[int]) -> None:
    """Since an arrival the person may have been told of as leaving again, or as having gone a step on."""
    transfers = [t for t in person.path.transfers if t.event.id not in removed]
    steps = [m for m in person.path.milestones if m.event.id not in removed]
    for move in (m for m in person.path.moves if m.event.id in removed):
        if told := next((t for t in transfers if t.event.id > move.event.id), None):
            raise TransferPending(name=person.name, on=told.on)
        if later := next((m for m in steps if m.event.id > move.event.id), None):
            raise LaterEventDepends(name=person.name, stage=later.stage, on=later.on)


def _check_steps_taken_back(person: Person, removed: set[int]) -> None:
    """A later move, then a later step, that was told after it and dated no earlier, rests on a step."""
    gone = [m for m in person.path.milestones if m.event.id in removed]
    for move in (m for m in person.path.moves if m.event.id not in removed):
        if any(_rests_on(move, step) for step in gone):
            raise MovedSince(name=person.name, on=move.on)
    for step in gone:
        for later in (m for m in person.path.milestones if m.event.id not in removed):
            if _rests_on(later, step):
                raise LaterEventDepends(name=person.name, stage=later.stage, on=later.on)


def _rests_on(later: Milestone | Move, step: Milestone) -> bool:
    return later.event.id > step.event.id and later.on >= step.on


def _check_known(name: str, stage: Stage, path: Path) -> None:
    if stage is Stage.DROPPED and path.last is None:
        raise UnknownPerson(name=name, stage=stage)
    needed = NEEDS.get(stage)
    if needed and not path.reached(needed):
        raise StepMissing(name=name, stage=stage, needed=needed)


def _check_repeat(name: str, stage: Stage, on: date, path: Path) -> None:
    known = path.reached(stage)
    if known is None:
        return
    if known.on == on:  # also of whoever left on that very day: told again it is the same step
        raise AlreadyReported(
            name=name,
            stage=stage,
            on=on,
            recorded_at=known.event.recorded_at,
            reported_by=known.event.reported_by,
        )
    if _listed_again_after(known, path):
        return
    raise AlreadyAtStage(name=name, event_id=known.event.id, stage=stage, on=on, recorded_on=known.on)


def _check_order(name: str, stage: Stage, on: date, path: Path) -> None:
    left = path.reached(Stage.DROPPED)
    if left and on >= left.on and not _listed_again_after(left, path):
        if stage is Stage.CANDIDATE:
            return  # listed again: a new path begins
        raise AlreadyLeft(name=name, left_on=left.on)
    for other in _since_last_listing(path):
        early = RANK[stage] > RANK[other.stage] and on < other.on
        late = RANK[stage] < RANK[other.stage] and on > other.on
        if (early or late) and other.stage is not Stage.DROPPED:
            raise WrongStep(name=name, stage=stage, on=on, conflict=other)


def _check_probation(name: str, on: date, path: Path) -> None:
    admitted = path.reached(Stage.ADMISSION)
    if admitted is None:
        return
    ends_on = probation_ends_on(admitted.on)
    if on < ends_on:
        raise StillOnProbation(name=name, on=on, admitted_on=admitted.on, ends_on=ends_on)


def check_recognition(person: Person, on: date, today: date, bounds: Bounds) -> None:
    """Raise the refusal that forbids that the cell asks for the person's recognition on that day.

    After the exact end of the 12 months (Quy định 294-QĐ/TW, điểm 4.2), and not after three failed ballots.
    """
    check_step(person, person.facts, Stage.OFFICIAL, on, today, bounds=bounds)
    _check_ballots(person.name, Stage.OFFICIAL, failed_ballots(person.path, FAILED_RECOGNITION, on), bounds)


def failed_ballots(path: Path, note: str, on: date) -> list[date]:
    """The days until then on which too few voted for the person; a new listing counts anew."""
    left_on = max((m.on for m in path.milestones if m.stage is Stage.DROPPED and m.on <= on), default=None)
    return [
        paper.on
        for paper in path.papers
        if paper.paper == note and paper.on <= on and (left_on is None or paper.on > left_on)
    ]


def check_together(since: date, on: date, bounds: Bounds) -> None:
    """Raise TogetherTooShort under 12 months of work together with the introducing member.

    Điều lệ Đảng (2011), Điều 4.
    """
    months = _amount(bounds, BoundName.TOGETHER, MONTHS_TOGETHER)
    possible_on = add_months(since, months)
    if on < possible_on:
        raise TogetherTooShort(since=since, months=months, possible_on=possible_on)


def most_ballots(bounds: Bounds) -> int:
    """After how many ballots without two thirds the committee above decides."""
    return _amount(bounds, BoundName.BALLOTS, MOST_BALLOTS)


def check_votes(yes: int, members: int, bounds: Bounds) -> None:
    """Raise TooFewVotes below two thirds of the official members: Điều lệ Đảng (2011), Điều 5."""
    percent = _amount(bounds, BoundName.VOTES, TWO_THIRDS)
    needed = -(-2 * members // 3) if percent == TWO_THIRDS else -(-percent * members // 100)
    if yes < needed:
        raise TooFewVotes(yes=yes, members=members, needed=needed)


def months_out(bounds: Bounds) -> int:
    """How many months after leaving the Party somebody may be admitted again."""
    return _amount(bounds, BoundName.READMISSION, MONTHS_OUT)


def _amount(bounds: Bounds, name: BoundName, otherwise: int) -> int:
    return bounds[name].amount if name in bounds else otherwise


def _check_age(name: str, born: BirthDate, on: date, bounds: Bounds, *, has_consent: bool) -> None:
    least = _amount(bounds, BoundName.LEAST_AGE, MINIMUM_AGE)
    most = _amount(bounds, BoundName.MOST_AGE, MOST_AGE)
    if (age := age_on(born.earliest(), on)) < least:
        raise AgeOutOfRange(name=name, age=age, minimum=least)
    # "Up to 60" ends with the sixtieth birthday: a month later is beyond it.
    if not has_consent and on > add_months(born.latest(), most * 12):
        raise NeedsConsent(name=name, age=age_on(born.latest(), on), most=most)


def _check_ballots(name: str, stage: Stage, failed: Sequence[date], bounds: Bounds) -> None:
    if len(failed) >= most_ballots(bounds):
        raise BallotsUsedUp(name=name, stage=stage, count=len(failed), last_on=failed[-1])


def _check_readmission(name: str, on: date, path: Path, bounds: Bounds) -> None:
    """Whoever was a member and left may come back, after 36 months and once."""
    admissions = [m for m in path.milestones if m.stage is Stage.ADMISSION and m.on < on]
    exits = [m for m in path.milestones if m.stage is Stage.DROPPED and m.on <= on]
    if not admissions or not exits or exits[-1].on < admissions[-1].on:
        return
    if len(admissions) > _amount(bounds, BoundName.READMISSIONS, READMISSIONS):
        raise ReadmittedBefore(name=name, readmitted_on=admissions[-1].on)
    months = months_out(bounds)
    possible_on = add_months(exits[-1].on, months)
    if on < possible_on:
        raise ReadmissionTooEarly(name=name, months=months, left_on=exits[-1].on, possible_on=possible_on)


def _listed_again_after(known: Milestone, path: Path) -> bool:
    """Whether the person left after this step: a new listing starts the path anew."""
    return any(m.stage is Stage.DROPPED and m.on >= known.on and m is not known for m in path.milestones) or (
        known.stage is Stage.DROPPED
        and any(m.stage is Stage.CANDIDATE and m.on >= known.on for m in path.milestones)
    )


def _since_last_listing(path: Path) -> tuple[Milestone, ...]:
    last_exit = max(
        (
            i
            for i, m in enumerate(path.milestones)
            if m.stage is Stage.DROPPED and i < len(path.milestones) - 1
        ),
        default=-1,
    )
    return path.milestones[last_exit + 1 :]
