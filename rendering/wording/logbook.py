"""Who told, changed or took back what, and when: the log as it is read in a chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.events import Event, EventKind
from domain.localtime import VIET_NAM
from domain.pipeline import Stage
from domain.rules import Paper
from rendering.wording.format import day, mid_sentence, number
from rendering.wording.steps import STEP

MOST_ENTRIES = 12
_MOST_VIEWERS = 8
_WHOLE = "Xem của cả đơn vị: nhật ký"
_KIND = {
    EventKind.DESCRIBED: "lý lịch",
    EventKind.QUOTA: "chỉ tiêu",
    EventKind.TRANSFER: "chuyển sinh hoạt",
    EventKind.ARRIVED: "tiếp nhận sinh hoạt",
    EventKind.REORGANISED: "thay đổi tổ chức",
    EventKind.TO_REORGANISE: "quyết định tổ chức sắp tới",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event with the one that it changes or takes back, of whom it is and the paper it tells of."""

    event: Event
    before: Event | None
    of: str | None
    paper: Paper | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Nhật ký: what somebody told in one go."""

    at: datetime
    by: str | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How often somebody was told what is on record of a person, or took it away as a file, and when last."""

    by: str | None
    times: int
    last_at: datetime
    is_export: bool


def of_person(title: str, entries: Sequence[Entry], seen: Sequence[Seen]) -> str:
    """Everything that was told of somebody, and who looked at it, the newest first."""
    head = f"Nhật ký của {title}: {number(len(entries))} lần ghi."
    looked = _looks("Đã xem", [one for one in seen if not one.is_export])
    taken = _looks("Đã xuất tệp có họ tên của đơn vị", [one for one in seen if one.is_export])
    return "\n".join([head, *_lines(entries), *looked, *taken, _WHOLE])


def _looks(did: str, seen: Sequence[Seen]) -> list[str]:
    if not seen:
        return []
    told = [
        f"{one.by or 'không rõ ai'} {number(one.times)} lần, gần nhất {_moment(one.last_at)}"
        for one in seen[:_MOST_VIEWERS]
    ]
    left = len(seen) - _MOST_VIEWERS
    return [f"{did}: {'; '.join([*told, f'và {number(left)} người nữa'] if left > 0 else told)}."]


def of_unit(title: str, entries: Sequence[Entry], days: int) -> str:
    """What was told for a unit and those below it in the last days, the newest first."""
    if not entries:
        return f"{title}: {days} ngày qua chưa ai ghi gì."
    head = f"{title}: {number(len(entries))} lần ghi trong {days} ngày qua."
    return "\n".join([head, *_lines(entries), "Xem của một người: nhật ký Lò Thị Mai"])


def _lines(entries: Sequence[Entry]) -> list[str]:
    lines = [
        f"· {_moment(entry.at)}, {entry.by or 'không rõ ai'}: {_what(entry.told)}"
        for entry in entries[:MOST_ENTRIES]
    ]
    left = len(entries) - MOST_ENTRIES
    return [*lines, f"… và {number(left)} lần ghi trước đó."] if left > 0 else lines


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIET_NAM):%H:%M %d/%m/%Y}"


def _what(told: Sequence[Told]) -> str:
    """What the events of one report say; facts beside a step are part of it."""
    steps = [one for one in told if one.event.kind is not EventKind.DESCRIBED]
    return "; ".join(dict.fromkeys(_one(one) for one in steps or told))


def _one(told: Told) -> str:
    event, before = told.event, told.before
    of = f" {told.of}" if told.of else ""
    if event.kind is EventKind.UNDONE:
        part = "phần sửa " if before and before.corrects else ""
        return f"bỏ {part}{_subject(before or event, told.paper)}{of}"
    if before is not None and before.happened_on != event.happened_on and before.happened_on:
        moved = f", {day(before.happened_on)} → {day(event.happened_on)}" if event.happened_on else ""
        return f"sửa {_subject(event, told.paper)}{of}{moved}"
    on = f", ngày {day(event.happened_on)}" if event.happened_on else ""
    return f"{'sửa' if before else 'ghi'} {_subject(event, told.paper)}{of}{on}"


def _subject(event: Event, paper: Paper | None) -> str:
    if event.kind is EventKind.STAGE:
        return STEP[Stage(event.data["stage"])]
    if event.kind is EventKind.PAPER:
        return mid_sentence(paper.title) if paper else "giấy tờ"
    if event.kind is EventKind.COUNT:
        said = f"{number(event.data['count'])} người" if event.data["count"] else "không có ai"
        since = day(date.fromisoformat(event.data["start"]))
        return f"{STEP[Stage(event.data['stage'])]}: {said}, từ {since}"
    return _KIND.get(event.kind, "báo cáo")
