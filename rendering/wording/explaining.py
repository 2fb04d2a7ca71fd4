"""Why somebody was reminded, or was not: each deadline with its line of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.localtime import VIET_NAM
from domain.pipeline import Stage
from domain.reminders import Because, ReminderState
from domain.responses import ResponseKind
from domain.rules import Edition
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, number, unit_title
from rendering.wording.reminders import citation
from rendering.wording.steps import STEP

_MOST_ROWS = 8
MOST_MATTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One row of the ledger: for which day, to whom, and what became of it."""

    planned_on: date
    recipient: str
    because: Because
    state: ReminderState
    reason: str | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What somebody answered."""

    by: str
    kind: ResponseKind
    on: date
    until: date | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Somebody who would be reminded, and what keeps it from them now."""

    name: str
    is_reachable: bool
    muted_until: date | None
    mute_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One deadline: `next_on` is the day of its next reminder, which `waits` when that has come already;
    `heading` is whose it is.

    What the unit itself is asked month after month has no heading, and its last day is of no interest.
    """

    heading: str
    title: str
    edition: Edition | None
    due_on: date
    is_settled: bool
    next_on: date | None
    waits: bool
    rows: tuple[LedgerLine, ...]
    answers: tuple[AnswerLine, ...]
    listeners: tuple[Listener, ...]


_STATE = {
    ReminderState.PLANNED: "chờ gửi",
    ReminderState.HELD: "giữ lại",
    ReminderState.SENDING: "đang gửi",
    ReminderState.SENT: "đã gửi",
    ReminderState.SUPERSEDED: "bỏ qua",
    ReminderState.CANCELLED: "đã hủy",
    ReminderState.NOT_NEEDED: "không cần",
    ReminderState.GAVE_UP: "không gửi được",
}
REASON = {
    "newer_step": "đã có lần nhắc mới hơn",
    "unreachable": "chưa có cách liên lạc với người nhận",
    "muted": "người nhận đang tắt nhắc",
    "budget": "kênh của người nhận gần hết tin của tháng",
    "settled": "việc đã xong trước khi gửi",
    "void": "việc này không còn cần nữa",
    "moved": "hạn đã đổi ngày hoặc không còn áp dụng",
    "handed_over": "việc đã chuyển đơn vị khác",
    "on_pace": "đang đúng tiến độ",
    "period_over": "kỳ đã hết",
    "reported": "tháng này đã báo cáo",
    "undeliverable": "tin không đến được, cấp trên được báo thay",
}
_BECAUSE = {
    Because.RESPONSIBLE: "người phụ trách",
    Because.STANDS_IN: "thay người phụ trách chưa liên lạc được",
    Because.INFORMED: "cấp trên cùng theo dõi",
    Because.CLIMBED: "cấp trên, vì đã nhắc mà chưa có trả lời",
    Because.TOLD: "cấp trên, để biết lý do chưa làm được",
}
_ANSWER = {
    ResponseKind.DONE: "bấm đã xong",
    ResponseKind.LATER: "xin nhắc lại",
    ResponseKind.IMPOSSIBLE: "báo chưa làm được",
}


def person(name: str, unit: Unit, stage: Stage | None, matters: Sequence[Matter]) -> str:
    """Everything about the reminders of one person."""
    opening = f"{name}, {mid_sentence(unit_title(unit))}:"
    if not matters:
        at = f" Bước gần nhất: {STEP[stage]}; bước này không mở hạn nào." if stage else ""
        return f"{opening} không có hạn nào đang theo dõi.{at}"
    return "\n\n".join([opening, *(_matter(matter) for matter in matters[:MOST_MATTERS])])


def unit(about: Unit, listeners: Sequence[Listener], matters: Sequence[Matter], hidden: int) -> str:
    """Who is reminded of a unit's deadlines, and what is open there; `hidden`: how many more there are."""
    lines = [f"{unit_title(about)}:", f"Người nhận nhắc: {_listeners(listeners)}."]
    if not matters:
        return "\n".join([*lines, "Không có hạn nào đang mở."])
    for matter in matters:
        last = _row(matter.rows[-1]) if matter.rows else "chưa nhắc lần nào"
        title = matter.title
        if matter.heading:
            title = f"{matter.heading}: {mid_sentence(matter.title)}, hạn {day(matter.due_on)}"
        lines.append(f"• {title}. {_next(matter)} Gần nhất: {last}")
    if hidden:
        lines.append(f"… và {number(hidden)} hạn khác.")
    return "\n".join(lines)


def _matter(matter: Matter) -> str:
    basis = f" ({citation(matter.edition)})" if matter.edition else ""
    lines = [f"{matter.title}, hạn {day(matter.due_on)}{basis}."]
    lines += [f"• {_row(row)}" for row in matter.rows[-_MOST_ROWS:]]
    lines += [f"• {_answer(answer)}" for answer in matter.answers]
    if not matter.rows:
        lines.append("Chưa nhắc lần nào.")
    lines.append(_next(matter))
    if not matter.is_settled:
        lines.append(f"Người nhận nhắc: {_listeners(matter.listeners)}.")
    return "\n".join(lines)


def _row(row: LedgerLine) -> str:
    state = _STATE[row.state]
    if row.settled_at and row.state is ReminderState.SENT:
        state += f" lúc {row.settled_at.astimezone(VIET_NAM):%H:%M %d/%m/%Y}"
    why = f", {REASON.get(row.reason, row.reason)}" if row.reason else ""
    return f"Lần nhắc {day(row.planned_on)} cho {row.recipient} ({_BECAUSE[row.because]}): {state}{why}."


def _answer(answer: AnswerLine) -> str:
    until = f" vào {day(answer.until)}" if answer.until else ""
    reason = f": {answer.reason}" if answer.reason else ""
    return f"{answer.by} {_ANSWER[answer.kind]}{until} ngày {day(answer.on)}{reason}."


def _next(matter: Matter) -> str:
    if matter.is_settled:
        return "Việc đã xong nên không nhắc nữa."
    if matter.next_on is None:
        return "Không còn lần nhắc nào."
    if matter.waits:
        return f"Đến ngày nhắc từ {day(matter.next_on)}, sẽ gửi trong tin nhắc việc gần nhất."
    return f"Lần nhắc tới: {day(matter.next_on)}."


def _listeners(listeners: Sequence[Listener]) -> str:
    if not listeners:
        return "chưa có ai phụ trách, nên chưa nhắc được"
    return "; ".join(_listener(listener) for listener in listeners)


def _listener(listener: Listener) -> str:
    if listener.muted_until:
        return f"{listener.name} (tắt nhắc đến {day(listener.muted_until)}: {listener.mute_reason})"
    return listener.name if listener.is_reachable else f"{listener.name} (chưa liên lạc được)"
