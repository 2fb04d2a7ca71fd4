"""Which rows of a list are not taken, and why."""

import re
from collections.abc import Sequence

from domain.sheets import Column, ColumnKind, Sheet
from domain.text import fold
from rendering.wording.columns import COLUMN
from rendering.wording.format import number

_WANTED = {
    "born": "dạng 12/03/1998, hoặc chỉ năm 1998",
    "gender": "nam hoặc nữ, hoặc để trống",
    "ethnicity": "tên dân tộc, ví dụ Thái, hoặc để trống",
    "both": "dạng 15/04/2024, hoặc cả hai ngày 15/04/2024 và 15/04/2025",
}
_SHOWN = 20
_WITHOUT_DAY = re.compile(r"\s*(?:(?:0?[1-9]|1[0-2])\s*[/.-]\s*)?(?:19|20)\d\d\s*")  # 10/2019, 2019


def one(row: int | str, name: str, why: str) -> str:
    """A row that is not taken; a refusal by a rule names the person itself."""
    return f"Dòng {row}: {why}" if not name or name in why else f"Dòng {row}, {name}: {why}"


def several(first: int | str, last: int | str, count: int, why: str) -> str:
    """Several rows that are not taken for the same reason."""
    return f"{number(count)} dòng, từ dòng {first} đến dòng {last}: {why}"


def fault(kind: str, cell: str, told: str, near: Sequence[str] = ()) -> str:
    """Why a row is not taken, and what helps; `near` are units that may be meant."""
    match kind:
        case "unread" if cell == "name" and (" " in told or not told):
            return "không đọc được họ và tên; xin ghi cả họ và tên, chỉ bằng chữ."
        case "unread" if cell == "name":
            return "chưa đủ họ và tên; xin ghi đủ cả họ."
        case "unread":
            if not (cell in _WANTED or cell.startswith("unit_")) and _WITHOUT_DAY.fullmatch(told):
                return f"{COLUMN[cell]} “{told}” chưa có ngày; xin ghi đủ ngày, tháng, năm, dạng 15/04/2025."
            wanted = _WANTED.get(cell) or ("bằng số" if cell.startswith("unit_") else "dạng 15/04/2025")
            return f"{COLUMN[cell]} “{told}” không đọc được; xin ghi {wanted}."
        case "swapped":
            return (
                f"{COLUMN[cell]} có thể bị Excel kiểu Mỹ đổi ngày với tháng (trong cột, ngày lớn hơn 12 "
                "đều là chữ); xin sửa cả cột về một kiểu ngày/tháng/năm rồi gửi lại."
            )
        case "no_unit" if told and near:
            return f"không thấy “{told}” trong phạm vi của bạn; có phải {' hay '.join(near)}?"
        case "no_unit" if told:
            return f"không thấy “{told}” trong phạm vi của bạn; xin ghi đúng tên chi bộ."
        case "no_unit":
            return "không rõ chi bộ nào; xin thêm cột “Chi bộ”, hoặc ghi chi bộ ở tiêu đề hay tên trang."
        case "not_founded":
            return f"chưa có “{told}”; nếu là đơn vị mới, xin nhờ quản trị nhập danh sách này."
        case "many_units":
            return f"có nhiều chi bộ tên “{told}”; xin ghi rõ hơn, kèm tên xã."
        case "not_a_cell":
            return f"“{told}” không phải chi bộ; xin ghi chi bộ của người này."
        case "no_parent" if near:
            return f"không thấy đơn vị cấp trên “{told}”; có phải {' hay '.join(near)}?"
        case "no_parent":
            return f"không thấy đơn vị cấp trên “{told}”; xin để dòng của đơn vị ấy ở trên."
        case "no_step":
            return "chưa có ngày nào (ngày kết nạp, chính thức…) nên không có gì để ghi."
        case "namesakes":
            return "chi bộ đã có nhiều người cùng họ tên; xin ghi đủ ngày tháng năm sinh."
        case "like":
            return (
                f"rất giống {told}, đã có trong sổ. Nếu là một người, xin sửa tệp theo sổ, hoặc sửa sổ bằng "
                "tin nhắn; nếu là người khác, xin báo riêng người này bằng tin nhắn."
            )
        case "elsewhere":
            return (
                f"đã có ở chi bộ {told}. Nếu là người khác, xin ghi đủ ngày tháng năm sinh; "
                "nếu chuyển đến, xin báo chuyển sinh hoạt."
            )
    raise AssertionError(f"no sentence for {kind}")


def known(name: str, born: str, place: str) -> str:
    """Somebody on record: Lò Thị Mai (12/03/1998, bản Hỏm)."""
    return f"{name} ({', '.join(part for part in (born, place) if part)})"


def repeated(row: int | str) -> str:
    """Somebody who stands in an earlier row."""
    return f"trùng với dòng {row}, chỉ tính một lần."


def problems(count: int, lines: Sequence[str], most: int = _SHOWN) -> list[str]:
    """The rows that are not taken: how many, and as many lines about them as are shown."""
    if not lines:
        return []
    hidden = len(lines) - most
    more = [f"… và {number(hidden)} dòng nữa."] if hidden > 0 else []
    return [f"⚠️ {number(count)} dòng không ghi được:", *lines[:most], *more]


def as_sheet(rows: Sequence[tuple[int | str, str, str]]) -> Sheet:
    """Every row that is not taken, as a table to work from."""
    columns = (
        number_column(rows),
        Column(title="Họ và tên", width=28),
        Column(title="Vì sao chưa ghi được", width=90),
    )
    return Sheet(name="Dòng chưa ghi", columns=columns, rows=tuple(rows))


def number_column(rows: Sequence[tuple[object, ...]]) -> Column:
    """The column that says which row of the list is meant: a number, of several sheets also the sheet."""
    has_sheets = any(isinstance(row[0], str) for row in rows)
    return (
        Column(title="Dòng", width=26)
        if has_sheets
        else Column(title="Dòng", kind=ColumnKind.NUMBER, width=8)
    )


def file_name(name: str) -> str:
    """The name of that table's file."""
    return f"chua-ghi-{fold(name.rpartition('.')[0] or name).replace(' ', '-').replace('/', '-')}.xlsx"
