"""The open card of a chat: what was understood, waiting for "Đúng". It is the dialogue's whole state."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain.people import PersonFacts
from domain.periods import Period
from domain.pipeline import LeavingReason, Stage
from domain.quotas import MemberShare
from domain.text import fold_name, needs_spelling
from domain.units import Change

_NEVER_LAST = "Thị"


class Likeness(StrEnum):
    """What is known of a person on a card being somebody already on record."""

    NEW = "new"  # nobody of that name
    OTHER = "other"  # the reporter said it is somebody else
    SAME = "same"  # certainly the person in `person_id`
    PERHAPS = "perhaps"  # likely the person in `person_id`: ask


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPerson:
    """One line of a card."""

    facts: PersonFacts
    person_id: int | None = None
    likeness: Likeness = Likeness.NEW
    on: date | None = None  # where it differs from the card's date
    is_partial: bool = False  # only a given name was told
    unsure: tuple[str, ...] = ()  # names of facts that were read with doubt
    is_counted: bool = False  # the very same fact is on record already

    @property
    def lacks_name(self) -> bool:
        """Whether the whole name is still to be told: Lò Thị is none, a middle name closes nobody's."""
        name = self.facts.full_name or ""
        return self.is_partial or not name.strip() or name.split()[-1] == _NEVER_LAST

    @property
    def asks_spelling(self) -> bool:
        """Whether the card asks how the name is written: nobody on record has it yet."""
        is_new = self.likeness in (Likeness.NEW, Likeness.OTHER)
        return is_new and needs_spelling(self.facts.full_name or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPart:
    """Trong đó: so many of a number without names carry the tag. Parts overlap and need not add up."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """Phiếu báo cáo: one step, for one or several people of one unit."""

    stage: Stage
    sent_on: date
    unit_id: int | None = None
    unit_choices: tuple[int, ...] = ()  # the units it could be, while that is open
    people: tuple[CardPerson, ...] = ()
    on: date | None = None
    period: Period | None = None
    count: int | None = None
    parts: tuple[CountPart, ...] = ()  # "nữ 3, DTTS 4" of the count
    votes: tuple[int, int] | None = None  # for, of so many official members: told of a cell's resolution
    introducers: tuple[str, ...] = ()  # the members who introduce the people of a referral
    together_since: date | None = None  # since when at the latest they work together
    is_together: bool = False  # the reporter says: as long as they must
    notes: tuple[str, ...] = ()  # told beside a step of the verification, by their ids in the rules file
    reason: LeavingReason | None = None  # of a leaving
    numbers_only: bool = False  # the reporter chose to give names later
    replaces: int | None = None  # the event of an earlier number that this one takes in
    is_extra: bool = False  # what overlaps was told of other people
    accepts_papers: bool = False  # the reporter says that papers past their time are still good
    unsure: tuple[str, ...] = ()  # what was read with doubt: "on", "unit", "count"
    proposed_on: date | None = None  # the solar day of a lunar date: asked about, never taken

    def question(self) -> "Question":
        """The one thing to ask next; CONFIRM when nothing is missing."""
        if self.unit_id is None:
            return Question.UNIT
        if self.numbers_only:
            return Question.CONFIRM if self.on or self.period else Question.DATE
        if not self.people or any(p.lacks_name and p.likeness is not Likeness.PERHAPS for p in self.people):
            return Question.NAME
        if self.count is not None and self.count > len(self.people):
            return Question.MORE_NAMES
        is_dated = self.stage in DATED or "on" in self.unsure  # a day was told, but there is none such
        if self.on is None and is_dated and any(p.on is None for p in self.people):
            return Question.DATE
        if any(p.likeness is Likeness.PERHAPS for p in self.people):
            return Question.SAME_PERSON
        return Question.CONFIRM

    def date_of(self, line: CardPerson) -> date:
        """When the step happened for this person; undated steps count from the day they were told."""
        return line.on or self.on or self._undated()

    def with_line(self, index: int, line: CardPerson) -> "ReportCard":
        """The card with one of its lines replaced."""
        people = (*self.people[:index], line, *self.people[index + 1 :])
        return replace(self, people=people)

    def differs_in_marks_only(self, other: "ReportCard") -> bool:
        """Whether the two say the same but for the diacritics of names."""

        def folded(line: CardPerson) -> CardPerson:
            return replace(line, facts=replace(line.facts, full_name=fold_name(line.facts.full_name or "")))

        unmarked = [replace(card, people=tuple(map(folded, card.people))) for card in (self, other)]
        return unmarked[0] == unmarked[1]

    def _undated(self) -> date:
        return min(self.period.last_day, self.sent_on) if self.period else self.sent_on


class Question(StrEnum):
    """What a card still needs."""

    UNIT = "unit"
    NAME = "name"
    MORE_NAMES = "more_names"
    DATE = "date"
    SAME_PERSON = "same_person"
    CONFIRM = "confirm"


# Steps whose own date must be told; a listing or a departure may be dated by the report.
DATED = frozenset(Stage) - {Stage.CANDIDATE, Stage.DROPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionCard:
    """Phiếu sửa: changes to one person of a saved report."""

    report_id: int
    person_id: int
    event_id: int | None = None  # the step whose date changes
    on: date | None = None
    facts: PersonFacts = field(default_factory=PersonFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """One target of a quota card.

    `per_cell`: for each party cell of the unit. `tag`: a part of the unit's target. `share`: how the number
    follows from the members. `each`: what kind of cell it is one of, as it was told ("mỗi bản 2").
    """

    unit_id: int
    low: int
    high: int | None = None
    per_cell: bool = False
    tag: str = ""
    share: MemberShare | None = None
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaCard:
    """Phiếu giao chỉ tiêu for one or several units and one period. `document`: what decided it."""

    period: Period
    lines: tuple[QuotaLine, ...]
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCard:
    """Phiếu chuyển sinh hoạt of people from one unit to another, as one side tells it.

    `joined` is None where `place`, as it was typed, is no unit that the assistant knows. `person_ids` are
    empty where the receiving side names somebody who is not on record where it says.
    """

    left: int
    joined: int | None
    place: str
    on: date
    names: tuple[str, ...]
    person_ids: tuple[int, ...]
    is_receiving: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorganisationCard:
    """Phiếu thay đổi tổ chức: units that end or are renamed, and the names of those that go on.

    A name of `into` that one of the units bears means that very unit, which goes on. Of units that move,
    `into` is the committee that takes them, which is `under`.
    """

    change: Change
    unit_ids: tuple[int, ...]
    into: tuple[str, ...]
    on: date
    under: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCard:
    """Phiếu lý do: waits for why what a deadline asks for cannot be done yet."""

    deadline_id: int
    about: str  # whom or what, as the question named it


Card = ReportCard | CorrectionCard | QuotaCard | ReasonCard | TransferCard | ReorganisationCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A stored card. `version` moves with every change: a button of an older version no longer fits.

    `message_id` is the platform's, of the message that told it; None where no message did.
    """

    id: int
    version: int
    card: Card
    message_id: str | None = None
