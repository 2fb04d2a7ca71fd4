"""Sentences of the sign-in page."""


def wrong_code() -> str:
    """The code is unknown, used or out of date."""
    return "Mã không đúng, đã dùng hoặc hết hạn. Xin xem lại mã, hoặc xin mã mới từ cán bộ phụ trách."


def too_many_tries() -> str:
    """Wrong codes again and again from one place."""
    return "Đã thử quá nhiều lần. Xin chờ 5 phút rồi thử lại."


def name_needed() -> str:
    """An invitation is for somebody who is not known yet."""
    return "Đây là mã mời. Xin điền họ và tên rồi bấm Vào trò chuyện."
