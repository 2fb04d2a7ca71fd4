"""Who is not reached by reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.localtime import local_date
from domain.messages import ChannelName
from domain.users import Assignment
from rendering.wording.delivery import CHANNEL
from rendering.wording.format import day, number
from rendering.wording.revoking import who

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """One person: the channels blocked and since when, those that still take messages, silence asked for."""

    name: str
    assignments: tuple[Assignment, ...]
    blocked: tuple[tuple[ChannelName, datetime], ...]
    still: tuple[ChannelName, ...]
    muted_until: date | None

    @property
    def is_lost(self) -> bool:
        """Whether nothing reaches them at all."""
        return not self.still


def unreached(found: Sequence[Unreached], without_secretary: int) -> str:
    """Those whom nothing reaches first, with what to do."""
    told = sorted(found, key=lambda one: not one.is_lost)
    lost = sum(one.is_lost for one in told)
    lines = [f"⚠️ {number(lost)} người không nhận được tin nhắc nào."] if lost else []
    lines += [f"{place}. {_line(one)}" for place, one in enumerate(told[:_SHOWN], start=1)]
    if len(told) > _SHOWN:
        lines.append(f"… và {number(len(told) - _SHOWN)} người nữa")
    if without_secretary:
        lines.append(f"{number(without_secretary)} chi bộ chưa có bí thư dùng trợ lý.")
    if lost:
        lines.append(
            "Việc của họ được nhắc cho người phụ trách cấp trên. "
            "Xin gọi để họ bỏ chặn hoặc nhắn lại cho trợ lý."
        )
    else:
        lines.insert(0, "Mọi người giữ vai trò trong phạm vi của bạn đều đang nhận được tin nhắc.")
    return "\n".join(lines)


def invite_label() -> str:
    """The button under cells without a secretary."""
    return "Tạo mã mời bí thư"


def _line(one: Unreached) -> str:
    why = [f"chặn {CHANNEL[channel]} từ {day(local_date(at))}" for channel, at in one.blocked]
    if one.is_lost and not why:
        why.append("chưa vào kênh nào")
    if one.still and one.blocked:
        why.append(f"vẫn nhận qua {', '.join(CHANNEL[channel] for channel in one.still)}")
    if one.muted_until:
        why.append(f"tắt nhắc đến {day(one.muted_until)}")
    return f"{who(one.name, one.assignments)}: {'; '.join(why)}"
