"""What an operator reads of an import: before it, after it, and of a file that is refused."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.pipeline import Stage
from domain.sheets import Column, ColumnKind, Sheet, Value
from domain.text import fold
from rendering.opening import MOST_ROWS, FileFault
from rendering.wording.format import day, number
from rendering.wording.sheets import stage_label
from rendering.wording.steps import capitalised

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
    "male": "cột của nam",
    "female": "cột của nữ",
    "candidate": "ngày vào nguồn",
    "class": "ngày học xong lớp",
    "dossier": "ngày lập hồ sơ",
    "resolution": "ngày nghị quyết chi bộ",
    "decision": "ngày quyết định kết nạp",
    "admission": "ngày kết nạp",
    "official": "ngày chính thức",
    "both": "ngày kết nạp và ngày chính thức",
    "unit_name": "tên đơn vị",
    "unit_kind": "cấp",
    "unit_parent": "đơn vị cấp trên",
    "unit_members": "số đảng viên",
    "unit_quota": "chỉ tiêu",
}
_WANTED = {
    "born": "dạng 12/03/1998, hoặc chỉ năm 1998",
    "gender": "nam hoặc nữ, hoặc để trống",
    "ethnicity": "tên dân tộc, ví dụ Thái, hoặc để trống",
    "both": "dạng 15/04/2024, hoặc cả hai ngày 15/04/2024 và 15/04/2025",
}
_SHOWN = 20
_UNUSED_SHOWN = 6


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


def columns(titles: Mapping[str, str], guesses: Collection[str]) -> str:
    """What each column was taken for; of a guess the letter of the column stands in its title's place."""
    told = (
        f"cột {title} là {_COLUMN[meaning]} (đoán theo nội dung)"
        if meaning in guesses
        else f"“{title}” là {_COLUMN[meaning]}"
        for meaning, title in titles.items()
    )
    return "Cột: " + "; ".join(told) + "."


def doubtful_columns(letters: Sequence[str], *, are_dates: bool) -> str:
    """Columns of dates or numbers that were left out, and what helps."""
    if not are_dates:
        return (
            f"Cột {', '.join(letters)} có số nhưng không rõ là số gì nên bỏ qua; "
            "nếu cần xin đặt tiêu đề, ví dụ “Số đảng viên”, “Chỉ tiêu”, rồi gửi lại."
        )
    return (
        f"Cột {', '.join(letters)} có ngày nhưng không rõ là ngày gì nên bỏ qua; "
        "nếu cần xin đặt tiêu đề, ví dụ “Ngày kết nạp”, rồi gửi lại."
    )


def left_out_columns(titles: Sequence[str]) -> str:
    """Targets of a group, which a list cannot set, and how they are set."""
    told = ", ".join(f"“{title}”" for title in titles)
    example = "giao chỉ tiêu bản Hỏm 3, trong đó nữ 1"
    return f"Không đọc cột {told}; chỉ tiêu riêng từng nhóm xin giao bằng câu: {example}."


def unused_columns(titles: Sequence[str]) -> str:
    """Columns of which nothing is taken."""
    told = ", ".join(f"“{title}”" for title in titles[:_UNUSED_SHOWN])
    more = f" và {number(len(titles) - _UNUSED_SHOWN)} cột nữa" if len(titles) > _UNUSED_SHOWN else ""
    return f"Không dùng cột: {told}{more}."


def month_first(titles: Sequence[str]) -> str:
    """Columns of days that are written as in the United States."""
    told = ", ".join(f"“{title}”" for title in titles)
    return (
        f"Cột {told} ghi tháng trước ngày (tháng/ngày/năm) nên đọc theo như vậy; sai thì xin sửa rồi gửi lại."
    )


def other_sheets(names: Sequence[str]) -> str:
    """Sheets of the same file that hold lists and were not read."""
    told = ", ".join(f"“{name}”" for name in names)
    return f"⚠️ Chỉ đọc một trang của tệp, chưa đọc trang {told}; xin gửi mỗi trang một tệp."


def nobody_named(title: str, sample: str) -> str:
    """The column of names holds no name that can be read."""
    return (
        f"Không đọc được họ tên nào ở cột “{title}”, ví dụ “{sample}”. "
        "Xin để họ và tên riêng một cột, mỗi người một dòng, rồi gửi lại."
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


def row_problem(row: int, name: str, why: str) -> str:
    """A row that is not taken; a refusal by a rule names the person itself."""
    return f"Dòng {row}: {why}" if not name or name in why else f"Dòng {row}, {name}: {why}"


def rows_problem(first: int, last: int, count: int, why: str) -> str:
    """Several rows that are not taken for the same reason."""
    return f"{number(count)} dòng, từ dòng {first} đến dòng {last}: {why}"


def which_column(name: str, letter: str, title: str, samples: Sequence[Value], *, are_dates: bool) -> str:
    """Which date or number a column holds that says it nowhere."""
    headed = f" “{title}”" if title else ""
    shown = "; ".join(day(value) if isinstance(value, date) else str(value) for value in samples)
    return f"Tệp {name}, cột {letter}{headed} ({shown}) là {'ngày' if are_dates else 'số'} gì?"


def column_name(meaning: str) -> str:
    """What may stand in such a column, on its button."""
    return capitalised(_COLUMN[meaning])


def no_such_column() -> str:
    """The button that leaves a column out."""
    return "Bỏ qua cột này"


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


def row_fault(fault: str, cell: str, told: str, near: Sequence[str] = ()) -> str:
    """Why a row is not taken, and what helps; `near` are units that may be meant."""
    match fault:
        case "unread" if cell == "name" and (" " in told or not told):
            return "không đọc được họ và tên; xin ghi cả họ và tên, chỉ bằng chữ."
        case "unread" if cell == "name":
            return "chưa đủ họ và tên; xin ghi đủ cả họ."
        case "unread":
            wanted = _WANTED.get(cell) or ("bằng số" if cell.startswith("unit_") else "dạng 15/04/2025")
            return f"{_COLUMN[cell]} “{told}” không đọc được; xin ghi {wanted}."
        case "no_unit" if told and near:
            return f"không thấy “{told}” trong phạm vi của bạn; có phải {' hay '.join(near)}?"
        case "no_unit" if told:
            return f"không thấy “{told}” trong phạm vi của bạn; xin ghi đúng tên chi bộ."
        case "no_unit":
            return "không rõ chi bộ nào; xin thêm cột “Chi bộ”."
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
        case "repeated":
            return f"trùng với dòng {told}, chỉ tính một lần."
        case "namesakes":
            return "chi bộ đã có nhiều người cùng họ tên; xin ghi đủ ngày tháng năm sinh."
        case "elsewhere":
            return (
                f"đã có ở chi bộ {told}. Nếu là người khác, xin ghi đủ ngày tháng năm sinh; "
                "nếu chuyển đến, xin báo chuyển sinh hoạt."
            )
    raise AssertionError(f"no sentence for {fault}")


def problems(count: int, lines: Sequence[str], most: int = _SHOWN) -> list[str]:
    """The rows that are not taken: how many, and as many lines about them as are shown."""
    if not lines:
        return []
    hidden = len(lines) - most
    more = [f"… và {number(hidden)} dòng nữa."] if hidden > 0 else []
    return [f"⚠️ {number(count)} dòng không ghi được:", *lines[:most], *more]


def problems_sheet(rows: Sequence[tuple[int, str, str]]) -> Sheet:
    """Every row that is not taken, as a table to work from."""
    columns = (
        Column(title="Dòng", kind=ColumnKind.NUMBER, width=8),
        Column(title="Họ và tên", width=28),
        Column(title="Vì sao chưa ghi được", width=90),
    )
    return Sheet(name="Dòng chưa ghi", columns=columns, rows=tuple(rows))


def problems_file(name: str) -> str:
    """The name of that table's file."""
    return f"chua-ghi-{fold(name.rpartition('.')[0] or name).replace(' ', '-').replace('/', '-')}.xlsx"


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
