"""What is said in a group: nothing personal, and how to go on in private."""

from domain.units import Unit
from rendering.wording.format import mid_sentence, unit_title


def added(link: str) -> str:
    """When a group takes the assistant in."""
    return (
        "Chào cả nhà, tôi là Trợ lý chi bộ. Trong nhóm tôi không nói gì về cá nhân ai, không nhận báo cáo.\n"
        f"{_in_private(link)}\n"
        "Cán bộ phụ trách mở được tổng số cho nhóm: nhắn riêng cho tôi “mã nhóm”, rồi gõ ở đây /bind MÃ."
    )


def not_here(link: str) -> str:
    """To whatever is asked in a group that is not a total."""
    return f"Việc này có thể có thông tin cá nhân nên không làm trong nhóm. {_in_private(link)}"


def only_totals(unit: Unit, link: str) -> str:
    """To the same where the group may ask for totals."""
    return (
        f"Trong nhóm tôi chỉ trả lời tổng số của {mid_sentence(unit_title(unit))}, ví dụ: "
        f"9 tháng đầu năm kết nạp được bao nhiêu? {_in_private(link)}"
    )


def total(headline: str) -> str:
    """A total and nothing else."""
    return f"{headline}\nXem chi tiết: nhắn riêng cho tôi."


def bound(unit: Unit) -> str:
    """After the code."""
    return (
        f"✅ Nhóm này hỏi được tổng số của {mid_sentence(unit_title(unit))}. "
        "Ví dụ: 9 tháng đầu năm kết nạp được bao nhiêu? Gõ /tongso để xem năm nay."
    )


def wrong_code() -> str:
    """Unknown, used or out of date: the three read the same."""
    return (
        "Mã nhóm không đúng, đã dùng hoặc hết hạn. "
        "Cán bộ phụ trách lấy mã mới bằng cách nhắn riêng cho tôi “mã nhóm”."
    )


def code_for(unit: Unit, code: str) -> str:
    """To the officer, in private."""
    return (
        f"Mã để một nhóm hỏi được tổng số của {mid_sentence(unit_title(unit))} (không có tên ai), "
        f"dùng một lần trong 1 ngày: {code}\nThêm tôi vào nhóm rồi gõ trong nhóm: /bind {code}"
    )


def code_for_which() -> str:
    """Several units, none of them named."""
    return "Mã nhóm cho đơn vị nào? Ví dụ: mã nhóm bản Hỏm"


def _in_private(link: str) -> str:
    return f"Xin nhắn riêng cho tôi: {link}" if link else "Xin nhắn riêng cho tôi."
