"""Erasing who somebody is."""

from collections.abc import Sequence

from domain.units import Unit
from rendering.wording.format import mid_sentence, number, unit_title


def nobody(name: str) -> str:
    """Nobody of that name within reach, or nobody at all: the two read the same."""
    return f"Không tìm thấy {name} trong phạm vi của bạn. Xin ghi đủ họ và tên."


def sure(name: str, places: Sequence[Unit], count: int) -> str:
    """Before it is done."""
    where = ", ".join(mid_sentence(unit_title(unit)) for unit in places)
    several = f"Có {number(count)} người tên {name}: {where}. Chọn đúng người.\n" if count > 1 else ""
    who = "người được chọn" if count > 1 else f"{name}, {where}"
    return (
        f"{several}⚠️ Xóa họ tên, ngày sinh, người giúp đỡ và ảnh văn bản của {who}?\n"
        "Số liệu thống kê và các mốc vẫn giữ, không còn gắn với tên. Không khôi phục được."
    )


def erase_label(unit: Unit | None) -> str:
    """The button that erases; with the cell where there are namesakes."""
    return f"Xóa người ở {unit.name}" if unit else "Xóa"


def erased(person_id: int, pictures: int) -> str:
    """After it was done."""
    with_pictures = f" và {number(pictures)} ảnh" if pictures else ""
    return (
        f"Đã xóa họ tên{with_pictures} của người số {person_id}. Tin nhắn cũ có tên người này tự xóa theo "
        "hạn lưu tin nhắn; bản sao lưu cũ còn giữ tên đến khi bạn xóa bản đó."
    )


def kept() -> str:
    """Nothing was erased."""
    return "Đã bỏ, không xóa gì."
