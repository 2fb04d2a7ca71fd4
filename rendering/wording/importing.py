"""What an operator reads of an import: before it, after it, and of a file that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.pipeline import Stage
from rendering.opening import MOST_ROWS, FileFault
from rendering.wording.format import number
from rendering.wording.sheets import stage_label


def reading(name: str) -> str:
    """A file has arrived; what it holds is said as soon as it has been read."""
    return f"Đã nhận tệp {name}, đang đọc. Xem xong tôi báo lại, chưa ghi gì."


def refused(fault: FileFault) -> str:
    """Why a file was not read."""
    return {
        FileFault.NOT_A_TABLE: (
            "Không đọc được tệp này: cần tệp Excel .xlsx không mật khẩu, hoặc .csv. "
            "Tệp .xls cũ, .ods hay Word: mở ra, lưu lại dạng .xlsx rồi gửi."
        ),
        FileFault.BROKEN: "Tệp hỏng hoặc tải về chưa đủ. Xin mở lại bằng Excel, lưu lại dạng .xlsx rồi gửi.",
        FileFault.OLD_FONT: (
            "Tệp dùng phông chữ cũ (.VnTime, VNI-Times): đọc ra sẽ sai họ tên nên không nhận. "
            "Xin chuyển sang Unicode (UniKey: chọn hết bảng, chép, bấm Ctrl+Shift+F6, dán lại), lưu rồi gửi."
        ),
        FileFault.LOST_LETTERS: (
            "Tệp đã mất chữ có dấu (thành dấu hỏi: H? và tên) nên không nhận. "
            "Xin mở tệp gốc, lưu dạng .xlsx hoặc “CSV UTF-8” rồi gửi."
        ),
        FileFault.HIDDEN_ROWS: (
            "Danh sách đơn vị có dòng đang ẩn (do lọc hoặc thu gọn) nên chưa đọc. "
            "Xin bỏ lọc, bỏ ẩn, lưu rồi gửi lại."
        ),
        FileFault.UNCALCULATED: (
            "Tệp có ô là công thức chưa tính ra kết quả. Xin mở bằng Excel, bấm Lưu rồi gửi lại tệp đã lưu."
        ),
        FileFault.TOO_LARGE: f"Tệp quá lớn: mỗi lần nhận tối đa {number(MOST_ROWS)} dòng.",
        FileFault.HAS_MACROS: "Tệp có macro nên không nhận. Xin lưu lại dạng .xlsx không macro.",
        FileFault.EMPTY: "Tệp không có dòng nào.",
        FileFault.SCATTERED: (
            "Tệp có hơn 1.000 dòng trống ở giữa, bên dưới lại có danh sách khác. "
            "Xin xóa các dòng trống, hoặc gửi mỗi danh sách một tệp."
        ),
    }[fault]


def no_header() -> str:
    """No row of the file names people."""
    return (
        "Chưa nhận ra cột nào là họ và tên. Xin để một dòng tiêu đề có “Họ và tên” và ít nhất một cột ngày, "
        "ví dụ “Ngày kết nạp”; danh sách đơn vị thì cần “Tên đơn vị” và “Trực thuộc”. Rồi gửi lại tệp."
    )


def preview(*, name: str, fresh: int, more: int, known: int, steps: Mapping[Stage, int]) -> list[str]:
    """What would be stored, and of which file."""
    by_step = ", ".join(f"{stage_label(stage).lower()} {number(count)}" for stage, count in steps.items())
    parts = [f"{number(fresh)} người mới"] if fresh else []
    parts += [f"{number(more)} người đã có thêm bước"] if more else []
    lines = [f"Sẽ ghi {' và '.join(parts)} từ tệp {name}: {by_step}."] if parts else [f"Tệp {name}:"]
    if known:
        lines.append(f"{number(known)} dòng đã có đủ, không ghi lại.")
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Of how many units a list brings the unit itself, its size, its target of the year (0: of any)."""

    units: int
    sizes: int
    targets: int
    year: int = 0

    def __str__(self) -> str:
        of_year = f" năm {self.year}" if self.year else ""
        parts = [f"{number(self.units)} đơn vị mới"] if self.units else []
        parts += [f"số đảng viên của {number(self.sizes)} đơn vị"] if self.sizes else []
        parts += [f"chỉ tiêu{of_year} của {number(self.targets)} đơn vị"] if self.targets else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Brought):
    """What goes again with a list, and what stays."""

    units_kept: int
    sizes_kept: int


def unit_preview(name: str, brought: Brought, known: int) -> list[str]:
    """What a list of units would change."""
    parts = str(brought)
    lines = [f"Sẽ ghi từ tệp {name}: {parts}."] if parts else [f"Tệp {name}:"]
    if known:
        lines.append(f"{number(known)} đơn vị đã có đủ, không ghi lại.")
    return lines


def stored_units(name: str, brought: Brought) -> str:
    """What was written of a list of units; it can be taken back whole."""
    return f"✅ Đã ghi từ tệp {name}: {brought}. Nếu gửi nhầm, hoàn tác sẽ bỏ cả lần nhập này."


def needs_account() -> str:
    """People are entered in somebody's name."""
    return "Danh sách này có họ tên người; xin chạy lại với --as TÀI_KHOẢN của đơn vị."


def not_stored_yet() -> str:
    """The last line of a preview in the chat."""
    return "Chưa ghi gì. Bấm Nhập để ghi, hoặc sửa tệp rồi gửi lại."


def which_unit(name: str, words: str, rows: int, *, are_namesakes: bool) -> str:
    """Which unit these rows mean."""
    if are_namesakes:
        return f"Tệp {name}: có nhiều chi bộ tên “{words}”. {number(rows)} dòng này thuộc chi bộ nào?"
    return f"Tệp {name}: {number(rows)} dòng ghi “{words}”, không thấy trong phạm vi của bạn. Có phải là:"


def no_such_unit() -> str:
    """The button that leaves the rows of a unit out."""
    return "Bỏ qua các dòng này"


def store_label() -> str:
    """The button that stores a list."""
    return "Nhập"


def compare_label() -> str:
    """The button that only compares a list with the record."""
    return "Đối chiếu"


def drop_file() -> str:
    """The button that leaves the whole list."""
    return "Bỏ tệp"


def answered(name: str) -> str:
    """An answer was understood; the list is looked at again."""
    return f"Đã rõ, đang xem lại tệp {name}."


def read_so_far(done: int, of: int) -> str:
    """How far reading is."""
    return f"Đang xem: {number(done)}/{number(of)} dòng."


def made_ready(done: int, of: int) -> str:
    """How much of a list is ready to be stored; nothing of it is yet."""
    return f"Đang chuẩn bị ghi: {_share(done, of)}. Chưa ghi gì; xong sẽ ghi cả danh sách một lượt."


def made_ready_to_undo(done: int, of: int) -> str:
    """How much of a list is ready to be taken back; all of it still stands."""
    return f"Đang chuẩn bị bỏ: {_share(done, of)}. Chưa bỏ gì; xong sẽ bỏ cả danh sách một lượt."


def _share(done: int, of: int) -> str:
    return f"{100 * done // of}%"


def not_yet() -> str:
    """Nothing was written; how to go on."""
    return "Chưa ghi gì. Để ghi, chạy lại với --yes."


def nothing_new() -> str:
    """Every row that can be taken is on record already."""
    return "Không có gì mới để ghi."


def only_a_header() -> str:
    """Nobody stands below the header."""
    return "Tệp chỉ có dòng tiêu đề, chưa có người nào bên dưới. Xin điền rồi gửi lại."


def storing(name: str) -> str:
    """It was decided."""
    return f"Đang ghi danh sách {name}. Xong tôi báo lại."


def discarded(name: str) -> str:
    """Nothing was stored."""
    return f"Đã bỏ tệp {name}, không ghi gì."


def stored(name: str, people: int) -> str:
    """What was written; it can be taken back whole."""
    return f"✅ Đã ghi {number(people)} người từ tệp {name}. Nếu gửi nhầm, hoàn tác sẽ bỏ cả lần nhập này."


def how_to_undo(report_id: int, account: str | None) -> str:
    """The command that takes it back."""
    return f"Để bỏ cả lần nhập: chibo import --undo {report_id}" + (f" --as {account}" if account else "")


def undoing(name: str) -> str:
    """It is being taken back."""
    return f"Đang bỏ cả lần nhập từ tệp {name}. Xong tôi báo lại."


def units_undone(back: TakenBack) -> str:
    """A list of units was taken back, and what of it stays."""
    parts = str(back)
    lines = [f"Đã bỏ cả lần nhập: {parts}." if parts else "Không bỏ gì."]
    if back.units_kept:
        lines.append(
            f"Giữ lại {number(back.units_kept)} đơn vị đã có chỉ tiêu, người dùng, "
            "báo cáo hay đơn vị trực thuộc."
        )
    if back.sizes_kept:
        lines.append(f"Giữ số đảng viên của {number(back.sizes_kept)} đơn vị đã ghi lại sau đó.")
    return " ".join(lines)


def undone(count: int) -> str:
    """The whole import was taken back."""
    return f"Đã bỏ cả lần nhập, {number(count)} người. Số liệu và lời nhắc trở lại như trước."
