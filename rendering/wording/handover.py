"""Handing units over: what the former, the successor and the superior read."""

from collections.abc import Sequence

from domain.units import Unit
from domain.users import Role
from rendering.wording.format import day, mid_sentence, unit_title
from rendering.wording.invitations import Given, ways
from rendering.wording.onboarding import role_in


def successor_code(
    given: Given, handed: Sequence[Unit], name: str | None, *, former: str | None, is_own: bool
) -> str:
    """The code for the successor, and what will change with it."""
    to = f" cho đ/c {name}" if name else ""
    lines = [
        f"Mã bàn giao {_units(handed)}{to}: {given.code}",
        f"Dùng một lần, đến hết ngày {day(given.expires_on)}.",
        *ways(given),
    ]
    if is_own:
        lines.append(
            "Khi người ấy vào bằng mã này, vai trò của bạn kết thúc ngay; đến lúc đó bạn vẫn dùng như cũ."
        )
    elif former:
        lines.append(f"Khi người ấy vào bằng mã này, vai trò của {former} kết thúc ngay.")
    else:
        lines.append("Đơn vị này chưa có ai phụ trách nên không có ai phải thôi.")
    return "\n".join([*lines, "Gửi riêng cho người nhận bàn giao; tờ kèm theo in ra được."])


def which_unit() -> str:
    """Several roles, or none of one's own: which unit is meant."""
    return "Bạn muốn bàn giao đơn vị nào? Ví dụ: bàn giao chi bộ bản Hỏm cho đ/c Lò Văn Minh"


def whom(unit: Unit, count: int) -> str:
    """Several hold the role."""
    return f"{unit_title(unit)} có {count} người giữ vai trò bí thư. Ai thôi?"


def whom_label(name: str) -> str:
    """The button of one of them."""
    return f"Thay {name}"


def taken_over(role: Role, handed: Sequence[Unit], former: str, summary: Sequence[str]) -> str:
    """To the successor: what they hold now, and how it stands."""
    where = ", ".join(role_in(role, unit) for unit in handed)
    return "\n\n".join(
        [
            f"✅ Bạn là {where}, nhận bàn giao từ {former}. Lời nhắc của đơn vị từ nay đến bạn.",
            *summary,
            "Bạn cần báo cáo hay hỏi gì, cứ gõ câu thường. Cần giúp, gõ: /help",
        ]
    )


def you_handed_over(successor: str, handed: Sequence[Unit]) -> str:
    """To the former."""
    return f"✅ Đã bàn giao {_units(handed)} cho {successor}. Cảm ơn bạn đã phụ trách."


def handed_over_below(former: str, successor: str, handed: Sequence[Unit]) -> str:
    """To the superior."""
    return (
        f"{successor} đã nhận bàn giao {_units(handed)} từ {former}. "
        "Nếu không đúng, bấm nút dưới đây để trả lại như trước."
    )


def undo_label() -> str:
    """The superior's button."""
    return "Hoàn tác bàn giao"


def handover_undone(former: str, successor: str, handed: Sequence[Unit]) -> str:
    """To all three."""
    return f"Đã hoàn tác bàn giao {_units(handed)}: {former} phụ trách lại, {successor} thôi."


def undone_already() -> str:
    """There is nothing left to undo."""
    return "Việc bàn giao này đã được hoàn tác hoặc người nhận không còn giữ vai trò này."


def _units(handed: Sequence[Unit]) -> str:
    return ", ".join(mid_sentence(unit_title(unit)) for unit in handed)
