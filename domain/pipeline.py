"""The path from first listing to official membership, and which step may follow which."""

from collections.abc import Iterable
from dataclasses import dataclass
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
class Path:
    """Quá trình of one person: the steps that stand and the papers on file, in the order they happened."""

    milestones: tuple[Milestone, ...] = ()
    papers: tuple[PaperOnFile, ...] = ()

    @property
    def last(self) -> Milestone | None:
        """Where the person stands now."""
        return self.milestones[-1] if self.milestones else None

    @property
    def stage(self) -> Stage | None:
        """The step the person stands at, or None when nothing stands."""
        return self.last.stage if self.last else None

    def reached(self, stage: Stage) -> Milestone | None:
        """The latest time the person reached this step, if ever."""
        return next((m for m in reversed(self.milestones) if m.stage is stage), None)


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
    return Path(milestones=tuple(milestones), papers=tuple(papers))
