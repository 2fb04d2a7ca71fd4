"""Announcements to a branch: the card, what the readers get, and who has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.localtime import local_date
from domain.units import Unit
from domain.users import Assignment
from rendering.wording.format import day, mid_sentence, number, unit_title
from rendering.wording.revoking import who

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of one reader's copy."""

    name: str
    assignments: tuple[Assignment, ...]
    is_delivered: bool
    is_lost: bool
    is_read: bool


def card(unit: Unit, readers: int, text: str) -> str:
    """Before it is sent."""
    return f"Gửi thông báo đến {number(readers)} người ở {mid_sentence(unit_title(unit))}:\n\n{text}"


def which_unit(names: Sequence[str]) -> str:
    """Several units of one's own."""
    return f"Bạn gửi cho đơn vị nào: {', '.join(names)}? Ví dụ: thông báo cho {names[0]}: nội dung"


def nobody_below(unit: Unit) -> str:
    """Nobody uses the assistant there."""
    return f"{unit_title(unit)} chưa có ai dùng trợ lý. Muốn mời, gõ: mời bí thư {unit.name}"


def too_many(unit: Unit, readers: int, most: int) -> str:
    """More readers than one tap may write to."""
    return (
        f"{unit_title(unit)} có {number(readers)} người, mỗi lần gửi được {most}. "
        "Xin gửi cho từng đơn vị, ví dụ: thông báo cho xã Chiềng Bôm: nội dung"
    )


def send_label() -> str:
    """The button that sends it."""
    return "Gửi"


def read_label() -> str:
    """The reader's button."""
    return "Đã đọc"


def who_read_label() -> str:
    """The button under a sent announcement."""
    return "Ai đã đọc"


def sent(reached: int, lost: int) -> str:
    """After it was sent."""
    missing = f" {number(lost)} người chưa liên lạc được." if lost else ""
    return (
        f"✅ Đã gửi thông báo đến {number(reached)} người.{missing} Xem ai đã đọc, gõ: ai đã đọc thông báo?"
    )


def dropped() -> str:
    """It was not sent."""
    return "Đã bỏ, không gửi gì."


def announcement(sender: str, assignments: Sequence[Assignment], text: str) -> str:
    """What a reader gets; the sender with the role by which they write."""
    return f"Thông báo của {who(sender, assignments)}:\n\n{text}"


def thanks() -> str:
    """After [Đã đọc]."""
    return "Cảm ơn bạn, đã báo lại là bạn đã đọc."


def none_sent() -> str:
    """Nothing was announced."""
    return "Bạn chưa gửi thông báo nào. Ví dụ: thông báo cho các chi bộ: họp giao ban 8 giờ sáng thứ Hai"


def who_read(unit: Unit, sent_at: datetime, found: Sequence[Read]) -> str:
    """How many have read it, and who has not."""
    read, delivered = sum(one.is_read for one in found), sum(one.is_delivered for one in found)
    lines = [
        f"{number(read)}/{number(len(found))} người đã đọc, {number(delivered)} người đã nhận thông báo ngày "
        f"{day(local_date(sent_at))} của {mid_sentence(unit_title(unit))}."
    ]
    missing = [one for one in found if not one.is_read]
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(missing[:_SHOWN], start=1)]
    if len(missing) > _SHOWN:
        lines.append(f"… và {number(len(missing) - _SHOWN)} người nữa chưa đọc")
    return "\n".join(lines)


def _line(one: Read) -> str:
    why = "chưa đọc" if one.is_delivered else "không gửi được" if one.is_lost else "chưa nhận"
    return f"{who(one.name, one.assignments)}: {why}"
