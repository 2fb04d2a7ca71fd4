"""The path from first listing to official membership, and which step may follow which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.events import Event, EventKind, effective


class Stage(StrEnum):
    """Bước: a dated step that a person reached."""

    CANDIDATE = "candidate"  # vào danh sách nguồn, quần chúng ưu tú
    CLASS = "class"  # học xong lớp bồi dưỡng nhận thức về Đảng
    REFERRAL = "referral"  # được giới thiệu
    DOSSIER_OPENED = "dossier_opened"  # lập hồ sơ
    VERIFICATION_SENT = "verification_sent"  # gửi thẩm tra lý lịch
    VERIFICATION_DONE = "verification_done"  # thẩm tra xong
    CELL_RESOLUTION = "cell_resolution"  # nghị quyết chi bộ
    COMMITTEE_REVIEW = "committee_review"  # đảng ủy xét
    DECISION = "decision"  # quyết định kết nạp
    ADMISSION = "admission"  # lễ kết nạp, bắt đầu dự bị
    OFFICIAL = "official"  # đảng viên chính thức
    DROPPED = "dropped"  # thôi, xóa tên, chuyển đi, mất


class LeavingReason(StrEnum):
    """Lý do thôi theo dõi: why somebody left the list or the Party."""

    MOVED_AWAY = "moved_away"  # chuyển sinh hoạt đến nơi không theo dõi
    REMOVED = "removed"  # xóa tên
    EXPELLED = "expelled"  # khai trừ
    WITHDREW = "withdrew"  # xin thôi, xin ra khỏi Đảng
    REFUSED = "refused"  # không được kết nạp, không đủ điều kiện
    DIED = "died"


# Class, referral and the application have no fixed order among themselves in practice
# (HD 06-HD/TW, point 5 fixes only application before verification); the later steps do.
RANK: dict[Stage, int] = {
    Stage.CANDIDATE: 0,
    Stage.CLASS: 1,
    Stage.REFERRAL: 1,
    Stage.DOSSIER_OPENED: 1,
    Stage.VERIFICATION_SENT: 2,
    Stage.VERIFICATION_DONE: 3,
    Stage.CELL_RESOLUTION: 4,
    Stage.COMMITTEE_REVIEW: 5,
    Stage.DECISION: 6,
    Stage.ADMISSION: 7,
    Stage.OFFICIAL: 8,
    Stage.DROPPED: 9,
}

# Nguồn: who is on the list of candidates and has no dossier yet.
SOURCE = (Stage.CANDIDATE, Stage.CLASS, Stage.REFERRAL)
OPEN_DOSSIER = (
    Stage.DOSSIER_OPENED,
    Stage.VERIFICATION_SENT,
    Stage.VERIFICATION_DONE,
    Stage.CELL_RESOLUTION,
    Stage.COMMITTEE_REVIEW,
    Stage.DECISION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step that a person reached on a date, from the event that told it."""

    stage: Stage
    on: date
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOnFile:
    """Giấy tờ đã có of a person: which one of the checklist, since when, and the event that told it."""

    paper: str
    on: date
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Chuyển đến: since that day the person belongs to the unit of the event, which came from `left`."""

    on: date
    left: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Chuyển sinh hoạt đảng as one side told it; `arrived` is the other side's word, None while it waits."""

    on: date
    left: int
    joined: int
    event: Event
    arrived: Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Quá trình of one person: what stands of their steps, papers and moves, in the order it happened."""

    milestones: tuple[Milestone, ...] = ()
    papers: tuple[PaperOnFile, ...] = ()
    moves: tuple[Move, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    @property
    def last(self) -> Milestone | None:
        """Where the person stands now."""
        return self.milestones[-1] if self.milestones else None

    @property
    def stage(self) -> Stage | None:
        """The step the person stands at, or None when nothing stands."""
        return self.last.stage if self.last else None

    @property
    def unit_id(self) -> int | None:
        """The unit the person belongs to now: the one that told the last step, or the one moved to since.

        A step whose date was corrected stays with the unit where it happened and moves nobody.
        """
        if not self.moves:
            return self.last.event.unit_id if self.last else None
        told: list[Milestone | Move] = [m for m in self.milestones if m.event.corrects is None]
        told += self.moves
        return max(told, key=lambda one: (one.on, one.event.id)).event.unit_id

    @property
    def pending(self) -> Transfer | None:
        """The transfer that waits for the other side, if any."""
        return next((t for t in self.transfers if t.arrived is None), None)

    def as_of(self, day: date) -> "Path":
        """What of it had happened by the end of that day; a transfer waits until the other side's day."""
        return Path(
            milestones=tuple(m for m in self.milestones if m.on <= day),
            papers=tuple(p for p in self.papers if p.on <= day),
            moves=tuple(m for m in self.moves if m.on <= day),
            transfers=tuple(
                replace(t, arrived=t.arrived if _is_by(t.arrived, day) else None)
                for t in self.transfers
                if t.on <= day
            ),
        )

    def reached(self, stage: Stage) -> Milestone | None:
        """The latest time the person reached this step, if ever."""
        return next((m for m in reversed(self.milestones) if m.stage is stage), None)


def _is_by(event: Event | None, day: date) -> bool:
    return event is not None and (event.happened_on is None or event.happened_on <= day)


ASSUMED = "assumed"  # of an event's day: nobody told it, the day of the message was taken


def listing_pushed_back(path: Path, stage: Stage, on: date) -> Milestone | None:
    """The listing whose day nobody told, where a further step is told of a day before it.

    Whoever took that step was on the list by then.
    """
    listing = path.reached(Stage.CANDIDATE)
    if (
        listing is None
        or listing.event.data.get("day") != ASSUMED
        or stage in (Stage.CANDIDATE, Stage.DROPPED)
    ):
        return None
    return listing if on < listing.on else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long somebody stood at a step in the unit of the event: [since, until), or until now.

    `reached_on`: when the step was reached, of whoever came with it from another unit; else None.
    """

    stage: Stage
    since: date
    until: date | None
    reached_on: date | None
    event: Event


def stays(path: Path) -> Iterator[Stay]:
    """Where the person stood, from step to step and move to move; before the first step nowhere."""
    following: list[Milestone | None] = [*path.milestones[1:], None]
    for step, after in zip(path.milestones, following, strict=False):
        within = [m for m in path.moves if m.on >= step.on and (after is None or m.on < after.on)]
        ends = [*(m.on for m in within), after.on if after else None]
        yield Stay(stage=step.stage, since=step.on, until=ends[0], reached_on=None, event=step.event)
        for move, until in zip(within, ends[1:], strict=True):
            yield Stay(stage=step.stage, since=move.on, until=until, reached_on=step.on, event=move.event)


def path_of(events: Iterable[Event]) -> Path:
    """The path that a person's events tell, corrections and undos applied."""
    standing = effective(events)
    milestones = [
        Milestone(stage=Stage(event.data["stage"]), on=event.happened_on, event=event)
        for event in standing
        if event.kind is EventKind.STAGE and event.happened_on is not None
    ]
    milestones.sort(key=lambda m: (m.on, RANK[m.stage], m.event.id))
    papers = [
        PaperOnFile(paper=event.data["paper"], on=event.happened_on, event=event)
        for event in standing
        if event.kind is EventKind.PAPER and event.happened_on is not None
    ]
    papers.sort(key=lambda p: (p.on, p.event.id))
    moves = [
        Move(on=event.happened_on, left=event.data["from"], event=event)
        for event in standing
        if event.kind is EventKind.ARRIVED and event.happened_on is not None
    ]
    moves.sort(key=lambda m: (m.on, m.event.id))
    return Path(
        milestones=tuple(milestones),
        papers=tuple(papers),
        moves=tuple(moves),
        transfers=tuple(_transfers(standing, moves)),
    )


def _transfers(standing: Iterable[Event], moves: Iterable[Move]) -> Iterator[Transfer]:
    arrived = {move.event.data.get("transfer"): move.event for move in moves}
    for event in standing:
        if event.kind is EventKind.TRANSFER and event.happened_on is not None:
            yield Transfer(
                on=event.happened_on,
                left=event.data["from"],
                joined=event.data["to"],
                event=event,
                arrived=arrived.get(event.id),
            )
