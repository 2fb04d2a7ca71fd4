"""Somebody unknown asks to come in: what they read, and what those who decide read."""

from collections.abc import Sequence
from datetime import datetime

from domain.localtime import local_date
from domain.units import Unit
from domain.users import Role
from rendering.wording.format import day
from rendering.wording.onboarding import role_in, welcome

_ROLE = {Role.SECRETARY: "bí thư", Role.OFFICER: "cán bộ", Role.ADMIN: "quản trị"}


def passed_on(name: str, role: Role, unit: str) -> str:
    """The request is on its way; the unit is quoted as it was typed, whether or not there is one."""
    return (
        f"Đã chuyển yêu cầu của {name} ({_ROLE[role]} {unit}) đến cán bộ phụ trách.\n"
        "Khi có kết quả tôi báo ngay ở đây. Yêu cầu được giữ 7 ngày; cần sửa thì gửi lại một câu như trên."
    )


def still_waiting(asked_at: datetime) -> str:
    """Asked already."""
    return (
        f"Yêu cầu của bạn gửi ngày {day(local_date(asked_at))} đang chờ cán bộ phụ trách duyệt, "
        "không cần gửi lại.\nNếu có mã mời, gõ: /start MÃ_MỜI"
    )


def asked_too_often() -> str:
    """More requests a day than anybody needs."""
    return "Hôm nay bạn đã gửi đủ 3 yêu cầu. Xin chờ trả lời, hoặc xin mã mời từ cán bộ phụ trách."


def too_many_ask() -> str:
    """Too many strangers at once."""
    return "Hiện có quá nhiều yêu cầu nên chưa nhận thêm được. Xin gửi lại sau một giờ."


def asks_to_join(
    name: str,
    role: Role,
    unit_told: str,
    unit: Unit | None,
    present: Sequence[str],
    *,
    is_offered: bool,
) -> str:
    """To whoever decides."""
    what = role_in(role, unit) if unit else f"{_ROLE[role]} “{unit_told}”"
    lines = [f"{name} xin dùng trợ lý với vai trò {what}."]
    if present:
        lines.append(f"Đang giữ vai trò này: {', '.join(present)}.")
    if unit is None and not is_offered:
        lines.append("Không có đơn vị nào đúng tên này. Nếu biết người ấy, hãy gửi mã mời.")
    lines.append("Chỉ duyệt khi bạn biết chắc là người ấy.")
    return "\n".join(lines)


def approve_label(role: Role, unit: Unit, above: Unit | None) -> str:
    """The button that lets somebody in."""
    where = f"{unit.name}, {above.name}" if above else unit.name
    return f"Duyệt: {_ROLE[role]} {where}"


def refuse_label() -> str:
    """The button that does not."""
    return "Từ chối"


def withdraw_label() -> str:
    """The button that takes a role away again."""
    return "Thu quyền"


def decided_already() -> str:
    """Somebody decided before, or it ran out."""
    return "Yêu cầu này đã được xử lý hoặc đã hết hạn, không cần làm gì thêm."


def approved(role: Role, unit: Unit) -> str:
    """To who was let in."""
    return "Yêu cầu của bạn đã được duyệt.\n" + welcome(role, unit)


def let_in(name: str, role: Role, unit: Unit) -> str:
    """To who decided."""
    return f"✅ {name} là {role_in(role, unit)} từ bây giờ. Đã báo cho người ấy."


def refused() -> str:
    """To who was not let in."""
    return (
        "Yêu cầu của bạn chưa được duyệt. Nếu có nhầm lẫn, xin liên hệ cán bộ phụ trách của đảng ủy "
        "để nhận mã mời."
    )


def not_let_in(name: str) -> str:
    """To who decided."""
    return f"Đã từ chối yêu cầu của {name}. Đã báo cho người ấy."
