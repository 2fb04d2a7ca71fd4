"""What is said above an open card: what of a reply it does not hold, and what a rule asks."""

from collections.abc import Sequence
from datetime import date

from domain.pipeline import Stage
from rendering.wording.format import day
from rendering.wording.steps import STEP, capitalised


def not_read_of(names: Sequence[str]) -> str:
    """Said above a card: of these something was told beside others, and not understood."""
    return f"Chưa hiểu phần nói về {', '.join(names)}; phần ấy chưa ghi."


def on_another_card(names: Sequence[str]) -> str:
    """Said above a card: these stand on another open one, which the same reply did not change."""
    who = ", ".join(names)
    return f"Phần nói về {who} chưa ghi: {who} ở phiếu khác. Xong phiếu này, xin gõ lại phần ấy."


def one_mentor(second: str) -> str:
    """Said above a card: of two who guide somebody the second is not kept."""
    return f"Sổ chỉ giữ một người giúp đỡ; {second} chưa ghi."


def other_unit(name: str) -> str:
    """Said above a card: a place was told that is none of the reader's units: a home perhaps."""
    return f"“{name}” không thuộc đơn vị của bạn nên chưa ghi; nơi ở, quê quán không cần ghi."


def readmission_asks(months: int) -> str:
    """Said above the card of somebody who is admitted again, and of whose leaving nothing is on record."""
    return (
        f"Kết nạp lại: phải đủ {months} tháng kể từ khi ra khỏi Đảng "
        "(Quy định 294-QĐ/TW, chưa đối chiếu toàn văn); xin tự đối chiếu, ngày ra khỏi Đảng không ghi ở đây."
    )


def readmission_late_enough(name: str, months: int) -> str:
    """By the leaving that was told, which is not kept, they may be admitted again."""
    return f"{name} ra khỏi Đảng đã đủ {months} tháng; ngày ra khỏi Đảng không ghi ở đây."


def readmission_too_early(name: str, months: int, possible_on: date) -> str:
    """By the leaving that was told they cannot be admitted again before that day."""
    return (
        f"Chưa thể ghi kết nạp lại {name}: sớm nhất {day(possible_on)} mới đủ {months} tháng kể từ khi "
        "ra khỏi Đảng (Quy định 294-QĐ/TW, chưa đối chiếu toàn văn). "
        "Nếu ghi nhầm ngày, xin gửi lại cả báo cáo."
    )


def official_from(on: date) -> str:
    """Below the line of somebody who is recognised late: from when it counts."""
    return f"Chính thức tính từ {day(on)} (đủ 12 tháng dự bị, Điều lệ Đảng, Điều 5)."


def listing_pushed_back(listed_on: date, on: date) -> str:
    """Below the line of somebody whose day of listing nobody told, and who took a step before it."""
    return f"Ngày vào danh sách chưa báo, đang tạm lấy {day(listed_on)}: sẽ lùi về {day(on)}."


def steps_of_whom(steps: int) -> str:
    """Several steps were told, each with its day, and nobody is known of whom they could be."""
    return (
        f"Tin này có {steps} việc nhưng chưa nói của ai nên chưa ghi gì. "
        "Xin gửi lại, có họ tên ở đầu, ví dụ: Lò Thị Mai mở hồ sơ 3/11, gửi thẩm tra 6/11"
    )


def not_on_card(names: Sequence[str]) -> str:
    """Said above a card that was left as it is: a reply names others beside those on it."""
    who = ", ".join(names)
    return f"Trên phiếu không có {who} nên chưa sửa gì. Muốn thêm người, xin gõ: thêm {names[0]}"


def taken_for_one(names: Sequence[str]) -> str:
    """Said above a card: names that differ in their marks only stand on it as one person."""
    told = " và ".join(names)
    return f"{told}: tôi ghi là một người. Nếu là hai người, xin báo riêng từng người kèm năm sinh."


def which_day(said: str) -> str:
    """A bare day to a card that has its day, of people whose day of birth is not known."""
    return f"{said} là ngày nào? Phiếu vẫn như cũ."


def day_of_step_label(stage: Stage, on: date) -> str:
    """The button for the day of what the card tells."""
    return f"{capitalised(_day_of(stage))} {day(on)}"


def birthday_label(name: str, said: str) -> str:
    """The button for somebody's birthday."""
    return f"{name} {birthday_told(said)}"


def birthday_told(said: str) -> str:
    """A birthday as somebody would type it, which the button stands for."""
    return f"sinh ngày {said}"


def day_moved(stage: Stage, old: date, new: date) -> str:
    """Said above a card or its question: the day was another one before."""
    return f"Đã đổi {_day_of(stage)} trên phiếu: {day(old)} → {day(new)}."


def birthday_without_year(said: str) -> str:
    """Said above a card: a birthday was told of somebody whose year of birth is not known."""
    return f"Ngày sinh {said} chưa ghi vì chưa biết năm; xin gõ cả năm, ví dụ: sinh {said}/1998"


def _day_of(stage: Stage) -> str:
    return "ngày lễ kết nạp" if stage is Stage.ADMISSION else f"ngày {STEP[stage]}"
