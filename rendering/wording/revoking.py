"""Ending somebody's roles."""

from collections.abc import Sequence

from domain.users import Assignment
from rendering.wording.onboarding import role_in


def roles(assignments: Sequence[Assignment]) -> str:
    """What somebody is, where."""
    return ", ".join(role_in(one.role, one.unit) for one in assignments)


def who(name: str, assignments: Sequence[Assignment]) -> str:
    """A person with their roles: enough to tell namesakes apart."""
    return f"{name}, {roles(assignments)}"


def nobody_of_that_name(name: str) -> str:
    """Nobody within reach, or nobody at all: the two read the same."""
    return f"Không có ai tên {name} giữ vai trò trong phạm vi của bạn. Xin kiểm tra lại họ tên."


def which_person(count: int) -> str:
    """Several have that name."""
    return f"Có {count} người phù hợp. Bạn muốn thu quyền của ai?"


def sure(name: str, assignments: Sequence[Assignment]) -> str:
    """Before a role ends."""
    return (
        f"Thu quyền của {name}: {roles(assignments)}?\n"
        "Người ấy không vào được đơn vị này nữa ngay từ tin nhắn tiếp theo; số liệu đã báo vẫn giữ nguyên."
    )


def revoke_label() -> str:
    """The button that ends it."""
    return "Thu quyền"


def revoked(name: str, assignments: Sequence[Assignment]) -> str:
    """After a role has ended."""
    again = role_in(assignments[0].role, assignments[0].unit)
    return (
        f"✅ Đã thu quyền của {name}: {roles(assignments)}. Lời nhắc chưa gửi được chuyển cho người "
        f"phụ trách còn lại.\nMuốn mời người thay, gõ: mời {again}"
    )


def kept() -> str:
    """Nothing was ended."""
    return "Không thu quyền của ai. Bạn cần gì nữa, cứ gõ câu thường."


def your_role_ended(assignments: Sequence[Assignment]) -> str:
    """To whose role it was."""
    return (
        f"Vai trò {roles(assignments)} của bạn trên Trợ lý chi bộ đã kết thúc. Cảm ơn bạn đã dùng trợ lý.\n"
        "Nếu có nhầm lẫn, xin liên hệ cán bộ phụ trách của đảng ủy."
    )
