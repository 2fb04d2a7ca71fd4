"""Invitations: the message with the code, the printed page, and what is said where one cannot be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.invitations import InvitationSheet
from domain.text import fold
from domain.units import Unit
from domain.users import Role
from rendering.wording.format import day, mid_sentence, unit_title
from rendering.wording.onboarding import role_in

SHEET_HEAD = "Trợ lý chi bộ"
_TITLE = {Role.SECRETARY: "Mời bí thư", Role.OFFICER: "Mời cán bộ", Role.ADMIN: "Mời quản trị"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One invitation as it is handed out. Each link is "" where that channel is not there."""

    role: Role
    unit: Unit
    above: Unit | None
    code: str
    expires_on: date
    telegram_link: str = ""
    web_link: str = ""


def invited(given: Given, holders: Sequence[str], name: str | None = None) -> str:
    """One code, and each way to use it."""
    who = f"đ/c {name} làm {role_in(given.role, given.unit)}" if name else role_in(given.role, given.unit)
    lines = [
        f"Mã mời {who}: {given.code}",
        f"Dùng một lần, đến hết ngày {day(given.expires_on)}.",
        *ways(given),
    ]
    if holders:
        lines.append(f"⚠️ Đang giữ vai trò này: {', '.join(holders)}. Mã này thêm một người nữa.")
    return "\n".join(
        [*lines, "Gửi riêng cho người được mời; tờ kèm theo in ra được, quét mã bằng điện thoại."]
    )


def code_line(code: str) -> str:
    """The code in large letters on its page."""
    return f"Mã: {code}"


def invited_many(given: Sequence[Given], left: int) -> str:
    """Codes for several cells, a page each in the file."""
    lines = [f"{len(given)} mã mời bí thư, mỗi mã dùng một lần, đến hết ngày {day(given[0].expires_on)}:"]
    lines += [f"• {unit_title(one.unit)}: {one.code}" for one in given]
    if left:
        lines.append(f"Còn {left} chi bộ nữa; gõ lại câu này để tạo tiếp.")
    return "\n".join([*lines, "Tệp kèm theo có mỗi chi bộ một trang để in. Người được mời gõ: /start MÃ"])


def nobody_missing() -> str:
    """Every cell has its secretary."""
    return "Chi bộ nào trong phạm vi của bạn cũng đã có bí thư dùng trợ lý hoặc đã có mã mời còn hạn."


def which_unit(names: Sequence[str]) -> str:
    """Several units have that name, or none was told."""
    if not names:
        return "Bạn muốn mời cho đơn vị nào? Ví dụ: mời bí thư bản Hỏm"
    return f"Có {len(names)} đơn vị trùng tên: {'; '.join(names)}. Bạn mời cho đơn vị nào?"


def sheet(given: Given) -> InvitationSheet:
    """The page for one invited person."""
    unit = unit_title(given.unit)
    return InvitationSheet(
        title=f"{_TITLE[given.role]}",
        unit=unit + (f", {given.above.name}" if given.above else ""),
        scanned=given.telegram_link or given.web_link or f"/start {given.code}",
        code=given.code,
        steps=(_first_step(given), _second_step(given), _last_step(given.role)),
        note=f"Mã chỉ dùng một lần, đến hết ngày {day(given.expires_on)}. Không đưa cho người khác.",
    )


def file_name(units: Sequence[Unit], today: date) -> str:
    """The name of the file: letters that every system takes."""
    if len(units) > 1:
        return f"ma-moi-{len(units)}-chi-bo-{today:%Y%m%d}.pdf"
    return f"ma-moi-{fold(units[0].name).replace(' ', '-').replace('/', '-')}-{today:%Y%m%d}.png"


def cancel_label() -> str:
    """The button that takes a code back."""
    return "Hủy mã mời"


def cancelled(unit: Unit) -> str:
    """After a code was taken back."""
    return f"Đã hủy mã mời của {mid_sentence(unit_title(unit))}. Muốn mời lại, gõ: mời bí thư {unit.name}"


def used_already() -> str:
    """The code had been used or was over."""
    return "Mã này đã được dùng hoặc đã hết hạn, không cần hủy."


def ways(given: Given) -> list[str]:
    """How the code is used on each channel."""
    ways = []
    if given.telegram_link:
        ways.append(f"• Telegram: {given.telegram_link}")
    if given.web_link:
        ways.append(f"• Web: {given.web_link}")
    return [*ways, f"• Zalo hoặc nơi khác: mở trợ lý, gõ /start {given.code}"]


def _first_step(given: Given) -> str:
    if given.telegram_link:
        return "Quét mã QR để mở trợ lý trên Telegram rồi bấm Bắt đầu."
    if given.web_link:
        return "Quét mã QR để mở trợ lý trên web rồi điền họ và tên."
    return "Mở trợ lý trên Zalo, Telegram hoặc web theo hướng dẫn của cán bộ phụ trách."


def _second_step(given: Given) -> str:
    if given.telegram_link or given.web_link:
        return f"Không quét được, hoặc dùng Zalo: mở trợ lý rồi gõ /start {given.code}"
    return f"Gõ: /start {given.code}"


def _last_step(role: Role) -> str:
    if role is Role.SECRETARY:
        return "Nhắn câu thường để báo cáo, ví dụ: kết nạp đ/c Lò Thị Mai ngày 5/10. Cần giúp, gõ: /help"
    return "Nhắn câu thường để hỏi, ví dụ: 9 tháng đầu năm kết nạp được bao nhiêu? Cần giúp, gõ: /help"
