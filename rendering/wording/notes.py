"""What is said about notes and ballots."""

from collections.abc import Sequence
from datetime import date

from domain.pipeline import Stage
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, unit_title


def kept(name: str, title: str, on: date, due: Sequence[tuple[str, date]]) -> str:
    """A note is on record, with what follows from it."""
    lines = [f"✅ Đã ghi: {name}, {mid_sentence(title)}, từ {day(on)}."]
    lines += [
        f"Việc tiếp theo: {mid_sentence(what)}, hạn {day(until)}; sẽ nhắc trước hạn." for what, until in due
    ]
    return "\n".join(lines)


def failed_label() -> str:
    """The button that keeps a ballot without enough votes."""
    return "Ghi lần biểu quyết không đạt"


def ballots(name: str, about: Stage, count: int, most: int) -> str:
    """How many ballots on an admission, or a recognition, have failed, and what comes next."""
    what = "biểu quyết công nhận chính thức" if about is Stage.OFFICIAL else "biểu quyết"
    if count < most:
        return f"Đã ghi: {name}, {what} lần {count} không đủ phiếu. Chi bộ có thể xét lại."
    return (
        f"⚠️ Đã ghi: {name}, {what} lần {count} không đủ phiếu. "
        f"Đủ {most} lần thì cấp ủy cấp trên xem xét, quyết định (chưa đối chiếu toàn văn); "
        "đã báo cán bộ cấp trên."
    )


def above_decides(name: str, about: Stage, unit: Unit, most: int) -> str:
    """Told to the officers above after the last ballot."""
    whom = f"công nhận chính thức {name}" if about is Stage.OFFICIAL else f"về {name}"
    return (
        f"{unit_title(unit)} đã biểu quyết {most} lần {whom} mà không đủ hai phần ba. "
        "Theo quy định cấp ủy cấp trên xem xét, quyết định (chưa đối chiếu toàn văn)."
    )


def votes_suffice(yes: int, members: int) -> str:
    """Votes told beside a resolution, by themselves."""
    return f"Biểu quyết {yes}/{members}: đủ số phiếu, không phải ghi thêm gì."


def votes_of_what() -> str:
    """Votes told where no resolution is open or was told lately."""
    return (
        "Số phiếu này của nghị quyết nào? Xin gõ cả câu, ví dụ: "
        "chi bộ họp xét kết nạp Lò Thị Mai ngày 5/10, đồng ý 12/19. Số phiếu chưa ghi."
    )


def take_resolution_back() -> str:
    """The resolution was stored before its votes were told, and they are too few."""
    return "Nghị quyết vừa ghi vì thế không đúng; muốn bỏ, gõ: hoàn tác"


def proposed(name: str, on: date, votes: tuple[int, int] | None, due_on: date | None) -> str:
    """The receipt for the cell's resolution on recognition."""
    voted = f", đồng ý {votes[0]}/{votes[1]}" if votes else ""
    until = f"\nViệc tiếp theo: cấp ủy quyết định công nhận, hạn {day(due_on)}." if due_on else ""
    return (
        f"✅ Đã ghi: {name}, nghị quyết chi bộ đề nghị công nhận chính thức, ngày {day(on)}{voted}.{until}\n"
        f"Có quyết định rồi thì báo: công nhận chính thức {name} ngày …"
    )


def proposed_before(name: str, on: date) -> str:
    """The resolution was told before."""
    return (
        f"Nghị quyết đề nghị công nhận chính thức {name} đã được ghi ngày {day(on)}; không ghi lại. "
        f"Có quyết định rồi thì báo: công nhận chính thức {name} ngày …"
    )


def which_day() -> str:
    """A day that there is not, or not yet."""
    return (
        "Ngày ghi trong tin chưa tới hoặc không có; chưa ghi gì. Xin gửi lại kèm ngày đúng, ví dụ: ngày 5/10"
    )
