"""What is said of a message that its writer has edited."""


def read_again() -> str:
    """Before the card that an edited message told anew."""
    return "Đã đọc lại tin bạn vừa sửa; phiếu này thay phiếu cũ."


def stored_already() -> str:
    """Before the correction that an edit of a stored report asks for."""
    return "Tin này đã được ghi, nên việc sửa tin chưa thay đổi gì. Bạn có muốn sửa điều đã ghi không?"


def no_difference() -> str:
    """An edit of a stored report that says the same."""
    return "Tin này đã được ghi; phần bạn vừa sửa không khác điều đã ghi. Muốn bỏ báo cáo, gõ: hoàn tác"


def taken_back() -> str:
    """An edit of a report that was undone."""
    return "Báo cáo của tin này đã được bỏ. Muốn báo lại, xin gửi thành tin mới."


def not_read_again() -> str:
    """An edit that tells neither a report nor a question."""
    return "Tôi không làm theo tin đã sửa này. Xin gửi phần cần sửa thành tin mới, ví dụ: sửa ngày 6/10."
