"""What can be refused, as exceptions with fields; the user's sentence is in rendering/wording/refusals.py.

Not frozen, unlike every other value here: Python itself sets an exception's traceback.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.people import BirthDate
from domain.pipeline import Milestone, Stage
from domain.rules import ExpiredPaper
from domain.units import Change, Unit
from domain.users import Permission


class DomainError(Exception):
    """A refusal that the user is told about. Only handlers/router.py catches it."""


@dataclass(kw_only=True, eq=False)
class NotAllowed(DomainError):
    """Outside the asker's rights, or not there at all: the two read the same."""


@dataclass(kw_only=True, eq=False)
class NotYourRole(NotAllowed):
    """What none of the asker's roles may do, in whatever unit: it tells nothing of the unit."""

    permission: Permission


@dataclass(kw_only=True, eq=False)
class UnknownUnit(DomainError):
    """No unit of the asker's tree has this name; `near` are the closest names."""

    name: str
    near: tuple[str, ...] = ()


@dataclass(kw_only=True, eq=False)
class UnknownPerson(DomainError):
    """Nobody of that name within the asker's reach stands where the step needs them."""

    name: str
    stage: Stage | None = None


@dataclass(kw_only=True, eq=False)
class WrongStep(DomainError):
    """The step would stand before or after another that it must follow or precede."""

    name: str
    stage: Stage
    on: date
    conflict: Milestone


@dataclass(kw_only=True, eq=False)
class StepMissing(DomainError):
    """The step needs an earlier one that was never reported."""

    name: str
    stage: Stage
    needed: Stage


@dataclass(kw_only=True, eq=False)
class StillOnProbation(DomainError):
    """Official before the 12 months are over. Điều lệ Đảng, Điều 5."""

    name: str
    on: date
    admitted_on: date
    ends_on: date


@dataclass(kw_only=True, eq=False)
class ReadmissionTooEarly(DomainError):
    """Less than so many months, 36, after leaving the Party. Quy định 294-QĐ/TW (26/5/2025)."""

    name: str
    months: int
    left_on: date
    possible_on: date


@dataclass(kw_only=True, eq=False)
class ReadmittedBefore(DomainError):
    """A person can be admitted again once only. Quy định 294-QĐ/TW (26/5/2025)."""

    name: str
    readmitted_on: date


@dataclass(kw_only=True, eq=False)
class AlreadyLeft(DomainError):
    """The person left the list or the Party; only a new listing can follow."""

    name: str
    left_on: date


@dataclass(kw_only=True, eq=False)
class AlreadyReported(DomainError):
    """The very same fact is on record: counted once. `by`: who told it, when that was somebody else."""

    name: str
    stage: Stage
    on: date
    recorded_at: datetime
    reported_by: int | None = None
    by: str | None = None


@dataclass(kw_only=True, eq=False)
class AlreadyAtStage(DomainError):
    """The step is on record with another date: a correction, not a second report."""

    name: str
    event_id: int
    stage: Stage
    on: date
    recorded_on: date


@dataclass(kw_only=True, eq=False)
class DateInFuture(DomainError):
    """An event later than today is a plan, not a report."""

    on: date


@dataclass(kw_only=True, eq=False)
class NoSuchPeriod(DomainError):
    """A month or a quarter that no year has."""


@dataclass(kw_only=True, eq=False)
class BeforeBirth(DomainError):
    """A step earlier than the person was born."""

    name: str
    on: date
    born: BirthDate


@dataclass(kw_only=True, eq=False)
class AgeOutOfRange(DomainError):
    """Under 18 at the step. Điều lệ Đảng, Điều 1."""

    name: str
    age: int
    minimum: int


@dataclass(kw_only=True, eq=False)
class NeedsConsent(DomainError):
    """Older than the age up to which a cell may propose by itself: the committee above has to consent."""

    name: str
    age: int
    most: int


@dataclass(kw_only=True, eq=False)
class TooFewVotes(DomainError):
    """A resolution without two thirds of the official members. Điều lệ Đảng, Điều 5."""

    yes: int
    members: int
    needed: int


@dataclass(kw_only=True, eq=False)
class BallotsUsedUp(DomainError):
    """As many failed ballots as a cell may hold, the last on `last_on`: the committee above decides."""

    name: str
    stage: Stage
    count: int
    last_on: date


@dataclass(kw_only=True, eq=False)
class TogetherTooShort(DomainError):
    """A member introduces somebody with whom they have not worked long enough. Điều lệ Đảng, Điều 4."""

    since: date
    months: int
    possible_on: date


@dataclass(kw_only=True, eq=False)
class PapersExpired(DomainError):
    """A step on a day on which papers that it needs were no longer good."""

    name: str
    stage: Stage
    on: date
    expired: tuple[ExpiredPaper, ...]


@dataclass(kw_only=True, eq=False)
class NothingAbove(DomainError):
    """The committee above has no dossier of somebody who is an official member."""

    name: str


@dataclass(kw_only=True, eq=False)
class NothingReturned(DomainError):
    """A dossier that went up again, but none of the person's is waiting to be completed."""

    name: str


@dataclass(kw_only=True, eq=False)
class OverlappingCount(DomainError):
    """A number without names for a span that already has one: does it take that one in?"""

    count: int
    recorded: int
    event_id: int | None = None  # of the earlier number, where it is the only one


@dataclass(kw_only=True, eq=False)
class PartTooLarge(DomainError):
    """More people of a tag were told than people altogether."""

    tag: str
    part: int
    count: int


@dataclass(kw_only=True, eq=False)
class SomethingHappened(DomainError):
    """ "Nothing this month", but there is something on record for it."""

    stage: Stage
    recorded: int


@dataclass(kw_only=True, eq=False)
class MonthLocked(DomainError):
    """An officer has locked the month, named by its first day, for the unit or for one above it."""

    month: date
    unit: Unit


@dataclass(kw_only=True, eq=False)
class LaterEventDepends(DomainError):
    """Undo would pull the ground from under a later report."""

    name: str
    stage: Stage
    on: date


@dataclass(kw_only=True, eq=False)
class MovedSince(DomainError):
    """The person has been taken over by another unit since: that one has to take its word back first."""

    name: str
    on: date


@dataclass(kw_only=True, eq=False)
class AlreadyThere(DomainError):
    """A transfer to the unit that the person belongs to."""

    name: str


@dataclass(kw_only=True, eq=False)
class TransferPending(DomainError):
    """The person is on the way to another unit already, which has not confirmed it."""

    name: str
    on: date


@dataclass(kw_only=True, eq=False)
class MovedBeforeStep(DomainError):
    """A transfer dated before a step that the unit left behind has told."""

    name: str
    on: date
    stage: Stage
    stage_on: date


@dataclass(kw_only=True, eq=False)
class QuotaOfClosedUnit(DomainError):
    """A target for a unit that no longer exists when its period begins."""

    name: str
    closed_on: date


@dataclass(kw_only=True, eq=False)
class MembersUnknown(DomainError):
    """A target told as a share of the members, of a unit whose members nobody has counted."""

    name: str


@dataclass(kw_only=True, eq=False)
class NoUnitOfKind(DomainError):
    """A target for each school, where there is none."""

    kind: str


@dataclass(kw_only=True, eq=False)
class TooManyQuotas(DomainError):
    """More targets in one sentence than can be confirmed together."""

    count: int
    most: int


@dataclass(kw_only=True, eq=False)
class NotWithin(DomainError):
    """Something is supposed of a unit outside the one asked about."""

    name: str
    whole: str


@dataclass(kw_only=True, eq=False)
class PartAboveWhole(DomainError):
    """A part of a target that is larger than the target."""

    part: int
    whole: int


@dataclass(kw_only=True, eq=False)
class UnitEnded(DomainError):
    """The unit had ended by that day; `successor` goes on in its place."""

    name: str
    ended_on: date
    successor: str


@dataclass(kw_only=True, eq=False)
class UnitInUse(DomainError):
    """A change of units on which later reports of the unit build."""

    name: str


@dataclass(kw_only=True, eq=False)
class CannotReorganise(DomainError):
    """Units that cannot be changed so: not several cells of one committee, or a name that is taken."""

    names: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ChangeAhead(DomainError):
    """Another change of these units is decided already, for a day to come."""

    names: tuple[str, ...]
    change: Change
    on: date


@dataclass(kw_only=True, eq=False)
class NothingToUndo(DomainError):
    """The user has reported nothing that still stands."""


@dataclass(kw_only=True, eq=False)
class NothingToCorrect(DomainError):
    """The user has reported nothing that a correction could be about."""


@dataclass(kw_only=True, eq=False)
class Expired(DomainError):
    """The card or button is no longer the current one."""


@dataclass(kw_only=True, eq=False)
class InvalidInvitation(DomainError):
    """The code is unknown, used or out of date."""


@dataclass(kw_only=True, eq=False)
class TooManyExports(DomainError):
    """More lists with names within a day than anybody needs."""

    most: int
