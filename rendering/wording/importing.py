"""What an operator reads of an import: before it, after it, and of a file that is refused."""

from collections.abc import Mapping, Sequence

from domain.pipeline import Stage
from rendering.opening import MOST_ROWS, FileFault
from rendering.wording.format import number
from rendering.wording.sheets import stage_label

_COLUMN = {
    "name": "họ và tên",
    "family": "họ đệm",
    "given": "tên",
    "born": "ngày sinh",
    "gender": "giới tính",
    "ethnicity": "dân tộc",
    "religion": "tôn giáo",
    "category": "thành phần",
    "unit": "đơn vị",
    "candidate": "ngày vào nguồn",
    "class": "ngày học xong lớp",
    "admission": "ngày kết nạp",
    "official": "ngày chính thức",
}
_SHOWN = 20


def reading(name: str) -> str:
    """A file has arrived; what it holds is said as soon as it has been read."""
    return f"Đã nhận tệp {name}, đang đọc. Xem xong tôi báo lại, chưa ghi gì."


def refused(fault: FileFault) -> str:
    """Why a file was not read."""
    return {
        FileFault.NOT_A_TABLE: "Không đọc được tệp này: cần tệp Excel .xlsx hoặc .csv.",
        FileFault.TOO_LARGE: f"Tệp quá lớn: mỗi lần nhận tối đa {number(MOST_ROWS)} dòng.",
        FileFault.HAS_MACROS: "Tệp có macro nên không nhận. Xin lưu lại dạng .xlsx không macro.",
        FileFault.EMPTY: "Tệp không có dòng nào.",
    }[fault]


def no_header() -> str:
    """No row of the file names people."""
    return "Không thấy cột họ và tên. Dòng tiêu đề cần có “Họ và tên” và “Ngày kết nạp” hoặc ngày khác."


def columns(titles: Mapping[str, str]) -> str:
    """What each column was taken for."""
    told = (f"“{title}” là {_COLUMN[meaning]}" for meaning, title in titles.items())
    return "Cột: " + "; ".join(told) + "."


def preview(
    *, fresh: int, more: int, known: int, repeated: Sequence[int], steps: Mapping[Stage, int]
) -> list[str]:
    """What would be stored."""
    by_step = ", ".join(f"{stage_label(stage).lower()} {number(count)}" for stage, count in steps.items())
    lines = [
        f"Sẽ ghi: {number(fresh)} người mới, {number(more)} người đã có thêm bước ({by_step or 'không có'})."
    ]
    if known:
        lines.append(f"{number(known)} dòng đã có đủ, không ghi lại.")
    if repeated:
        rows = ", ".join(map(str, repeated[:_SHOWN]))
        lines.append(f"{number(len(repeated))} dòng trùng người ở dòng trước, bỏ qua: {rows}.")
    return lines


def unread_cell(row: int, name: str, meaning: str, told: str) -> str:
    """A row that is not taken because of one cell."""
    what = f"“{told}”" if told else "để trống"
    return f"Dòng {row}, {name}: {_COLUMN[meaning]} {what}, không rõ."


def refused_row(row: int, why: str) -> str:
    """A row that is not taken because of a rule."""
    return f"Dòng {row}: {why}"


def problems(lines: Sequence[str]) -> list[str]:
    """The rows that are not taken, as many as a screen holds."""
    if not lines:
        return []
    hidden = len(lines) - _SHOWN
    more = [f"… và {number(hidden)} dòng nữa."] if hidden > 0 else []
    return [f"⚠️ {number(len(lines))} dòng không ghi được:", *lines[:_SHOWN], *more]


def not_yet() -> str:
    """Nothing was written; how to go on."""
    return "Chưa ghi gì. Để ghi, chạy lại với --yes."


def nothing_new() -> str:
    """Every row that can be taken is on record already."""
    return "Không có gì mới để ghi."


def stored(rows: int, report_id: int, account: str) -> str:
    """What was written, and how to take it back."""
    return (
        f"✅ Đã ghi {number(rows)} dòng trong một lần. "
        f"Bỏ cả lần này: chibo import --undo {report_id} --as {account}"
    )


def undone(count: int) -> str:
    """The whole import was taken back."""
    return f"Đã bỏ cả lần nhập, {number(count)} người."
