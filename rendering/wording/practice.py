"""Practice: what is said around a report that does not count."""

TRY = "Thử câu này"
EXAMPLE = "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày hôm nay"


def how_to() -> str:
    """To who wants to practise."""
    return (
        "Gõ “tập thử” rồi đến câu báo cáo: tôi cho xem đã hiểu thế nào, không ghi gì vào số liệu. Ví dụ:\n"
        f"tập thử {EXAMPLE}"
    )


def practised(shown: str, *, is_card: bool) -> str:
    """The answer that the report would have had."""
    if is_card:
        return f"Tập thử, không ghi gì.\n{shown}"
    return f"Tập thử, không ghi gì. Báo thật thì tôi sẽ hỏi:\n{shown}\nBạn thêm điều ấy vào câu rồi tập lại."


def done() -> str:
    """After "Đúng" under a practised card."""
    return (
        "✅ Bạn làm đúng rồi. Đây là tập thử nên chưa ghi gì; báo thật thì gửi lại câu ấy, bỏ chữ “tập thử”."
    )


def no_report(text: str) -> str:
    """What is practised is no report."""
    return f"“{text[:200]}” chưa phải một câu báo cáo, nên không có gì để tập. Ví dụ:\ntập thử {EXAMPLE}"
