"""What the columns and sheets of a list were taken for, and which were left."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from domain.sheets import Value
from rendering.wording.format import day, number
from rendering.wording.steps import capitalised

COLUMN = {
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
_UNUSED_SHOWN = 6


def meanings(titles: Mapping[str, str], guesses: Collection[str]) -> str:
    """What each column was taken for; of a guess the letter of the column stands in its title's place."""
    told = (
        f"cột {title} là {COLUMN[meaning]} (đoán theo nội dung)"
        if meaning in guesses
        else f"“{title}” là {COLUMN[meaning]}"
        for meaning, title in titles.items()
    )
    return "Cột: " + "; ".join(told) + "."


def doubtful(letters: Sequence[str], *, are_dates: bool) -> str:
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


def left_out(titles: Sequence[str]) -> str:
    """Targets of a group, which a list cannot set, and how they are set."""
    told = ", ".join(f"“{title}”" for title in titles)
    example = "giao chỉ tiêu bản Hỏm 3, trong đó nữ 1"
    return f"Không đọc cột {told}; chỉ tiêu riêng từng nhóm xin giao bằng câu: {example}."


def unused(titles: Sequence[str]) -> str:
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
    return f"⚠️ Tệp còn danh sách chưa đọc ở trang {told}; cần thì gửi mỗi danh sách một tệp."


def nobody_named(title: str, sample: str) -> str:
    """The column of names holds no name that can be read."""
    return (
        f"Không đọc được họ tên nào ở cột “{title}”, ví dụ “{sample}”. "
        "Xin để họ và tên riêng một cột, mỗi người một dòng, rồi gửi lại."
    )


def which(name: str, letter: str, title: str, samples: Sequence[Value], *, are_dates: bool) -> str:
    """Which date or number a column holds that says it nowhere."""
    headed = f" “{title}”" if title else ""
    shown = "; ".join(day(value) if isinstance(value, date) else str(value) for value in samples)
    return f"Tệp {name}, cột {letter}{headed} ({shown}) là {'ngày' if are_dates else 'số'} gì?"


def named(meaning: str) -> str:
    """What may stand in such a column, on its button."""
    return capitalised(COLUMN[meaning])


def none_of_them() -> str:
    """The button that leaves a column out."""
    return "Bỏ qua cột này"


def turned(titles: Sequence[str]) -> str:
    """Columns of days of which somebody said that day and month were swapped."""
    told = ", ".join(f"“{title}”" for title in titles)
    return f"Cột {told}: đã đổi lại ngày với tháng ở các ô kiểu ngày."


def were_swapped(name: str, letter: str, title: str) -> str:
    """Whether a program made other days of those that were typed."""
    return (
        f"Tệp {name}, cột {letter} “{title}”: ngày lớn hơn 12 đều là chữ, các ô kiểu ngày thì đều từ 12 "
        "trở xuống; có lẽ Excel kiểu Mỹ đã đổi ngày với tháng. Ô kiểu ngày đầu tiên đúng ra là ngày nào?"
    )


def first_of_swapped(on: date) -> str:
    """A button: what the first such day was meant to be."""
    return f"{day(on)}, cả cột theo như vậy"


def pages(names: Sequence[str]) -> str:
    """Sheets that are read together, each by its own header."""
    told = ", ".join(f"“{name}”" for name in names[:_UNUSED_SHOWN])
    more = f" và {number(len(names) - _UNUSED_SHOWN)} trang nữa" if len(names) > _UNUSED_SHOWN else ""
    return f"Đọc gộp {number(len(names))} trang, mỗi trang theo tiêu đề của nó: {told}{more}."


def hidden_rows(count: int) -> str:
    """Rows that nobody sees in the table are no part of the list."""
    return (
        f"⚠️ Không đọc {number(count)} dòng đang ẩn (do lọc hoặc thu gọn); "
        "cần cả những dòng ấy thì bỏ lọc, bỏ ẩn, lưu rồi gửi lại."
    )


def hidden(titles: Sequence[str]) -> str:
    """Columns of the rows that are shown, hidden perhaps for printing, are read."""
    told = ", ".join(f"“{title}”" for title in titles)
    return f"Cột đang ẩn vẫn đọc: {told}."
