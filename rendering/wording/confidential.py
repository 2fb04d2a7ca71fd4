"""What is said to whoever sends what must not be sent."""

_GONE = "Chưa ghi gì, tin này tôi không giữ lại. Xin xóa tin ấy trong khung chat"
_COPIED = 1000


def identity_number(rest: str) -> str:
    """A number of an identity card; the rest of the message goes back to be sent again."""
    refused = f"⚠️ Tôi không nhận số căn cước, chứng minh nhân dân. {_GONE}"
    if not rest or len(rest) > _COPIED:
        return f"{refused}; họ tên và ngày sinh là đủ."
    return f"{refused}, rồi chép dòng dưới gửi lại:\n{rest}"


def secret() -> str:
    """A text marked as secret."""
    return (
        f"⚠️ Tôi không nhận nội dung có dấu Mật, Tối mật, Tuyệt mật. {_GONE} ngay.\n"
        "Ở đây chỉ cần báo việc đã xong, ví dụ: kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10"
    )
