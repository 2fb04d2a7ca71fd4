"""Months whose figures are locked."""

from collections.abc import Sequence
from datetime import date

from domain.units import Unit
from rendering.wording.format import mid_sentence, unit_title


def locked(unit: Unit, month: date) -> str:
    """After a month was locked."""
    return (
        f"✅ Đã khóa số liệu {_of(unit, month)}. Báo cáo, sửa, bỏ của tháng này không ghi được nữa.\n"
        f"Muốn mở, gõ: mở lại tháng {month.month}/{month.year}"
    )


def locked_already(unit: Unit, month: date) -> str:
    """It was locked before."""
    return f"Số liệu {_of(unit, month)} đã khóa rồi. Muốn mở, gõ: mở lại tháng {month.month}/{month.year}"


def reopen_label() -> str:
    """The button that opens it again."""
    return "Mở lại"


def reopened(unit: Unit, month: date) -> str:
    """After it was opened again."""
    return (
        f"✅ Đã mở lại số liệu {_of(unit, month)}. Xong thì gõ: khóa số liệu tháng {month.month}/{month.year}"
    )


def not_locked(unit: Unit, month: date, above: Unit | None) -> str:
    """There is nothing to open here; it may be locked for a unit above."""
    if above is not None and above.id != unit.id:
        return f"Số liệu tháng {month.month}/{month.year} do {mid_sentence(unit_title(above))} khóa."
    return f"Số liệu {_of(unit, month)} không khóa."


def not_yet(month: date) -> str:
    """A month that has not begun."""
    return f"Tháng {month.month}/{month.year} chưa tới nên chưa khóa được."


def which_unit(names: Sequence[str]) -> str:
    """Several units of one's own."""
    return f"Của đơn vị nào: {', '.join(names)}? Ví dụ: khóa số liệu tháng 10 của {names[0]}"


def refusal(unit: Unit, month: date) -> str:
    """Something that would change a locked month."""
    return (
        f"Số liệu {_of(unit, month)} đã khóa nên chưa ghi gì. "
        "Cần ghi hay sửa, xin cán bộ phụ trách mở lại tháng này."
    )


def _of(unit: Unit, month: date) -> str:
    return f"tháng {month.month}/{month.year} của {mid_sentence(unit_title(unit))}"
