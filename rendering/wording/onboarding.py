"""Greeting, joining, help, and what is said when a message was not understood."""

from collections.abc import Sequence

from domain.units import Unit
from domain.users import Role
from rendering.wording.format import unit_title

_ROLE = {Role.SECRETARY: "bí thư", Role.OFFICER: "cán bộ", Role.ADMIN: "quản trị"}


def role_in(role: Role, unit: Unit) -> str:
    """What somebody is, where."""
    title = unit_title(unit)
    return f"{_ROLE[role]} {title[:1].lower()}{title[1:]}"


def not_joined() -> str:
    """To a sender nobody knows."""
    return (
        "Chào bạn. Đây là Trợ lý chi bộ. Bạn chưa được phân công đơn vị nào.\n"
        "Nếu có mã mời, gõ: /start MÃ_MỜI\n"
        "Nếu chưa có, cho tôi biết bạn là ai trong một câu, tôi chuyển cán bộ phụ trách duyệt. Ví dụ:\n"
        "tôi là Lò Văn Minh, bí thư chi bộ bản Hỏm, xã Mường Lạn"
    )


def welcome(role: Role, unit: Unit) -> str:
    """After joining."""
    lines = [f"✅ Bạn là {role_in(role, unit)}."]
    if role is Role.SECRETARY:
        lines += [
            "Báo cáo bằng câu thường, có dấu hay không dấu đều được. Ví dụ:",
            "kết nạp đ/c Lò Thị Mai, sn 12/3/1998, nữ, dân tộc Thái, ngày 5/10",
            "Tôi hỏi lại phần còn thiếu, chỉ ghi khi bạn bấm Đúng, và nhắc trước các hạn.",
            "Muốn tập trước, không ghi gì: tập thử kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10",
        ]
    elif role is Role.OFFICER:
        lines += [
            "Bạn có thể hỏi, ví dụ: 9 tháng đầu năm kết nạp được bao nhiêu?",
            "Hoặc giao chỉ tiêu: giao chỉ tiêu năm 2026: bản Hỏm 2, bản Lầu 1",
        ]
    return "\n".join(lines)


def link_code(code: str, web_address: str) -> str:
    """A code to come in elsewhere as the same person; the link carries it where no log sees it."""
    where = (
        f"• Trên web: {web_address}/sign-in#{code}"
        if web_address
        else "• Trên web: điền mã vào trang đăng nhập"
    )
    return (
        f"Mã của riêng bạn, dùng một lần trong 1 ngày: {code}\n"
        f"{where}\n"
        f"• Trên Telegram hoặc Zalo: mở trợ lý ở đó, gõ /start {code}\n"
        "Đừng chuyển mã này cho ai: ai có mã sẽ vào được bằng tên bạn."
    )


def linked(roles: Sequence[str]) -> str:
    """After coming in on another channel."""
    who = f" Bạn là {', '.join(roles)}." if roles else ""
    return f"✅ Đã liên kết.{who} Từ nay bạn dùng trợ lý ở đây cũng được, lời nhắc sẽ đến đây."


def greeting(roles: Sequence[str]) -> str:
    """To a known user who says hello."""
    who = f" Bạn là {', '.join(roles)}." if roles else ""
    return f"Chào bạn.{who} Bạn cần báo cáo hay hỏi gì, cứ gõ câu thường."


def help_text(*, reports: bool, sets_quota: bool) -> str:
    """/help, as far as the reader's roles reach."""
    lines = ["Bạn cứ gõ câu thường, có dấu hay không dấu:"]
    if reports:
        lines += [
            "• Báo cáo: kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/10",
            "• Nguồn: thêm quần chúng ưu tú Lò Văn Pánh sn 2000",
            "• Chính thức: công nhận chính thức Lò Văn Pánh ngày 3/12",
            "• Không có gì: tháng này không kết nạp ai",
            "• Sửa: nhầm, ngày 6/10 · Bỏ: hoàn tác",
            "• Tập thử, không ghi gì: tập thử kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10",
            "• Danh sách có sẵn: gửi tệp Excel (Telegram, web); kèm chữ “đối chiếu” thì chỉ so, không ghi",
        ]
    lines += [
        "• Hỏi: 9 tháng đầu năm kết nạp được bao nhiêu? còn thiếu bao nhiêu?",
        "• Hạn: ai sắp đến hạn? · Một người: Lò Thị Mai đến đâu rồi?",
    ]
    if sets_quota:
        lines.append("• Giao chỉ tiêu: giao chỉ tiêu năm 2026: bản Hỏm 2, bản Lầu 1")
    return "\n".join(lines)


WHY = {
    "negated": "Có vẻ việc này chưa diễn ra.",
    "planned": "Có vẻ việc này mới dự định; khi diễn ra xong xin báo lại.",
    "other_body": "Tôi chỉ theo dõi đảng viên, không ghi đoàn viên, hội viên.",
    "by_others": "Có vẻ đây là việc của nơi khác hoặc chuyện đã lâu.",
    "too_long": "Tin dài quá 4.096 ký tự; xin chia thành nhiều tin.",
}


def unsupported() -> str:
    """A sticker, a voice, a video."""
    return (
        "Tôi chưa đọc được nhãn dán, tin thoại, video. "
        "Xin gõ bằng chữ; ảnh quyết định, nghị quyết thì tôi nhận được."
    )


def at_your_service() -> str:
    """To thanks and small talk that need no more."""
    return "Không có gì. Bạn cần báo cáo hay hỏi gì, cứ gõ câu thường."


def which_intent(text: str) -> str:
    """Two readings that fit equally."""
    return f"“{text[:200]}” có thể hiểu hai cách. Bạn muốn làm gì?"


# What each intent is called on a button, where two readings fit.
INTENT = {
    "report_candidate": "Báo quần chúng ưu tú",
    "report_class": "Báo học xong lớp",
    "report_stage": "Báo bước hồ sơ",
    "report_admission": "Báo kết nạp",
    "report_official": "Báo chính thức",
    "report_dropped": "Báo thôi theo dõi",
    "correct_last": "Sửa báo cáo trước",
    "undo_last": "Bỏ báo cáo trước",
    "query_totals": "Hỏi số liệu",
    "query_quota_gap": "Hỏi chỉ tiêu",
    "query_deadlines": "Hỏi hạn",
    "query_person": "Hỏi về một người",
    "query_pipeline": "Hỏi hồ sơ, nguồn",
    "set_quota": "Giao chỉ tiêu",
    "help": "Hướng dẫn",
    "greeting": "Chào",
    "none": "Không có gì",
}


# The menu beside the text box: of private chats, and of groups.
COMMAND_MENUS = {
    True: {
        "help": "Hướng dẫn và ví dụ",
        "hoantac": "Bỏ báo cáo vừa gửi",
        "web": "Mã để dùng trên web hay kênh khác",
        "manhom": "Mã cho nhóm hỏi tổng số (cán bộ)",
    },
    False: {
        "tongso": "Tổng số năm nay của đơn vị",
        "bind": "Nhập mã nhóm do cán bộ cấp",
    },
}
