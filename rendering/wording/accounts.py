"""Lines for the operator about who uses the assistant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.localtime import local_date
from domain.messages import ChannelName
from domain.users import Assignment, Role
from rendering.wording.format import day, unit_title
from rendering.wording.invitations import Given
from rendering.wording.revoking import roles

_ROLE = {Role.SECRETARY: "bí thư", Role.OFFICER: "cán bộ", Role.ADMIN: "quản trị"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One user: roles, channels with since when each is blocked, and when they were heard of last."""

    id: int
    name: str
    assignments: tuple[Assignment, ...]
    channels: tuple[tuple[ChannelName, datetime | None], ...]
    seen_at: datetime | None

    @property
    def is_blocked(self) -> bool:
        """Whether any channel of theirs takes no more messages."""
        return any(at is not None for _, at in self.channels)


def account(one: Account) -> str:
    """A line for one user; the number before the name tells namesakes apart."""
    known = ", ".join(_channel(name, blocked_at) for name, blocked_at in one.channels)
    channels = known or "chưa vào kênh nào"
    seen = f"nhắn lần cuối {day(local_date(one.seen_at))}" if one.seen_at else "gần đây chưa nhắn"
    return f"{one.id}  {one.name} · {roles(one.assignments) or 'không còn vai trò'} · {channels} · {seen}"


def asks(name: str, role: Role) -> str:
    """A line for somebody who waits to be let in."""
    return f"Đang chờ duyệt: {name}, xin vai trò {_ROLE[role]}."


def nobody() -> str:
    """No users yet."""
    return "Chưa có ai dùng trợ lý. Tạo mã mời bằng: chibo invite"


def nobody_blocked() -> str:
    """Every channel takes messages."""
    return "Không có ai chặn trợ lý."


def invited(given: Given) -> list[str]:
    """A code and how it is used."""
    lines = [
        f"Mã mời {_ROLE[given.role]} {unit_title(given.unit)} (dùng một lần, đến hết ngày "
        f"{day(given.expires_on)}): {given.code}",
        f"Người được mời gõ: /start {given.code}",
    ]
    return lines + [f"Đường dẫn: {link}" for link in (given.telegram_link, given.web_link) if link]


def nobody_missing() -> str:
    """Every cell has its secretary."""
    return "Mọi chi bộ đã có bí thư dùng trợ lý hoặc có mã mời còn hạn."


def told_apart(user_id: int, name: str, assignments: Sequence[Assignment]) -> str:
    """One of several namesakes."""
    return f"{user_id} {name}, {roles(assignments)}"


def revoked(name: str, assignments: Sequence[Assignment]) -> str:
    """After roles have ended."""
    return f"Đã thu quyền của {name}: {roles(assignments)}."


def _channel(name: ChannelName, blocked_at: datetime | None) -> str:
    return name.value if blocked_at is None else f"{name.value} (chặn từ {day(local_date(blocked_at))})"
