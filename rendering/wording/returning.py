"""What is said about a dossier that the committee above sent back, and one that went up again."""

from collections.abc import Sequence
from datetime import date

from domain.units import Unit
from rendering.wording.format import day, mid_sentence, unit_title


def returned(on: date, reason: str | None) -> str:
    """What happened, in the middle of a sentence: "hồ sơ bị trả lại ngày 10/10/2026: thiếu lý lịch"."""
    return f"hồ sơ bị trả lại ngày {day(on)}" + (f": {reason}" if reason else "")


def kept_above(
    name: str, home: Unit, on: date, reason: str | None, due_on: date | None, *, is_told: bool, rests: bool
) -> str:
    """The receipt of the officer who sends a dossier back. `rests`: the committee's limit waits."""
    where = mid_sentence(unit_title(home))
    told = (
        f"Đã báo {where}."
        if is_told
        else f"Chưa có ai ở {where} nhận được tin; xin báo chi bộ bằng cách khác."
    )
    until = f" Chi bộ bổ sung, nộp lại chậm nhất {day(due_on)}." if due_on else ""
    paused = " Đến lúc đó trợ lý không nhắc hạn của cấp ủy." if rests else ""
    lines = [
        f"✅ Đã ghi: {name}, {where}, {returned(on, reason)}.",
        told + until + paused,
        *([] if reason else [_without_reason(name)]),
    ]
    return "\n".join(lines)


def kept_by_cell(name: str, on: date, reason: str | None, due_on: date | None) -> str:
    """The receipt of the secretary who tells that a dossier came back."""
    lines = [f"✅ Đã ghi: {name}, {returned(on, reason)}."]
    if due_on:
        lines.append(f"Việc tiếp theo: bổ sung, nộp lại chậm nhất {day(due_on)}; sẽ nhắc bạn trước hạn.")
    lines.append(f"Xong thì gửi: nộp lại hồ sơ {name}" if reason else _without_reason(name))
    return "\n".join(lines)


def known_already(name: str, on: date, reason: str | None, due_on: date) -> str:
    """The same return told again: counted once."""
    return (
        f"Đã có: {name}, {returned(on, reason)}; không ghi lại. Bổ sung, nộp lại chậm nhất {day(due_on)}. "
        f"Xong thì gửi: nộp lại hồ sơ {name}"
    )


def sent_back(name: str, home: Unit, on: date, reason: str | None, due_on: date | None) -> str:
    """To the cell: its dossier came back, and why."""
    why = reason or "chưa ghi lý do, xin hỏi cán bộ cấp trên"
    lines = [f"⚠️ {unit_title(home)}: cấp trên trả lại hồ sơ của {name} ngày {day(on)}.", f"Lý do: {why}."]
    until = f"Bổ sung, nộp lại chậm nhất {day(due_on)}. " if due_on else ""
    lines.append(f"{until}Nộp lại rồi thì bấm nút, hoặc gửi: nộp lại hồ sơ {name}")
    return "\n".join(lines)


def up_again_label() -> str:
    """The button under the message to the cell."""
    return "Đã nộp lại"


def kept_again(name: str, on: date, committee_due_on: date | None, *, is_told: bool) -> str:
    """The receipt for a dossier that went up again, with the committee's limit where one runs on."""
    told = " Đã báo cán bộ đã trả hồ sơ." if is_told else ""
    until = f" Hạn của cấp ủy: {day(committee_due_on)}." if committee_due_on else ""
    return f"✅ Đã ghi: {name}, nộp lại hồ sơ ngày {day(on)}.{told}{until}"


def up_again(name: str, home: Unit, on: date) -> str:
    """To whoever sent it back."""
    return f"✅ {unit_title(home)} đã bổ sung, nộp lại hồ sơ của {name} ngày {day(on)}. Mời xem xét tiếp."


def return_taken_back(name: str) -> str:
    """To the cell that was told of a return."""
    return f"Cấp trên đã bỏ việc trả hồ sơ của {name}: không phải bổ sung, nộp lại nữa."


def undone(names: Sequence[str], *, is_return: bool, is_addition: bool) -> str:
    """After an undo; `is_addition`: only the reason, told after the return itself, is gone."""
    who = ", ".join(names)
    if is_addition:
        return f"Đã bỏ lý do vừa thêm; việc trả hồ sơ của {who} vẫn còn."
    if is_return:
        return f"Đã bỏ việc trả hồ sơ của {who}; các hạn trở lại như trước."
    return f"Đã bỏ việc nộp lại hồ sơ của {who}; hồ sơ lại chờ bổ sung."


def _without_reason(name: str) -> str:
    return f"Chưa có lý do. Gửi thêm, ví dụ: trả hồ sơ của {name} vì thiếu lý lịch"
