"""What is said about notes and ballots."""

from collections.abc import Sequence
from datetime import date

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


def ballots(name: str, count: int, most: int) -> str:
    """How many ballots have failed, and what comes next."""
    if count < most:
        return f"Đã ghi: {name}, biểu quyết lần {count} không đủ phiếu. Chi bộ có thể xét lại."
    return (
        f"⚠️ Đã ghi: {name}, biểu quyết lần {count} không đủ phiếu. "
        f"Đủ {most} lần thì cấp ủy cấp trên xem xét, quyết định (chưa đối chiếu toàn văn); "
        "đã báo cán bộ cấp trên."
    )


def above_decides(name: str, unit: Unit, most: int) -> str:
    """Told to the officers above after the last ballot."""
    return (
        f"{unit_title(unit)} đã biểu quyết {most} lần về {name} mà không đủ hai phần ba. "
        "Theo quy định cấp ủy cấp trên xem xét, quyết định (chưa đối chiếu toàn văn)."
    )
