"""What is said of files that somebody sends, and of pictures of a decision."""

from collections.abc import Sequence
from datetime import date

from domain.messages import FileTrouble
from domain.pipeline import Stage
from domain.units import Unit
from rendering.wording.format import day, mid_sentence, unit_title
from rendering.wording.steps import STEP

_TAKEN = (
    "Tôi nhận ảnh (JPG, PNG, WebP) hoặc PDF của quyết định, nghị quyết, và danh sách Excel (.xlsx) hay .csv. "
    "Danh sách .xls cũ, .ods hay có mật khẩu: mở bằng Excel, lưu lại dạng .xlsx không mật khẩu rồi gửi."
)
_NOT_AN_ID = (
    "Tôi không xem được trong ảnh có gì: xin đừng gửi ảnh căn cước công dân hay văn bản mật; "
    "lỡ gửi thì gõ “xóa ảnh”, rồi tự xóa ảnh ở khung chat."
)


def trouble(found: FileTrouble) -> str:
    """Why a file is not here."""
    return {
        FileTrouble.TOO_LARGE: "Tệp lớn quá 10 MB nên tôi không nhận. Xin lưu lại nhỏ hơn rồi gửi lại.",
        FileTrouble.NOT_FETCHED: "Tôi chưa tải được tệp này, chưa lưu gì. Xin gửi lại giúp tôi.",
    }[found]


def not_taken() -> str:
    """A file of a kind that nothing is done with."""
    return f"Tôi không nhận loại tệp này, chưa lưu gì. {_TAKEN}"


def what_report(names: Sequence[str], stage: Stage | None, on: date | None) -> str:
    """A report in a few words: "kết nạp Lò Thị Mai, ngày 05/10/2025"."""
    told = f"{STEP[stage]} {', '.join(names)}".strip() if stage else f"báo cáo về {', '.join(names)}"
    return f"{told}, ngày {day(on)}" if on else told


def offer(report: str, unit: Unit) -> str:
    """Whether a picture belongs to a report."""
    return (
        f"Gắn tệp này vào báo cáo {report} ({mid_sentence(unit_title(unit))})?\n"
        f"Tệp được mã hóa, chỉ đơn vị của bạn xem lại được. {_NOT_AN_ID}"
    )


def nothing_to_attach_to() -> str:
    """A picture before any report."""
    return (
        "Tôi giữ tạm tệp này 1 ngày. Bạn chưa có báo cáo nào gần đây để gắn vào: xin gửi báo cáo, "
        f"bấm Đúng rồi bấm Gắn ảnh.\n{_NOT_AN_ID}"
    )


def after_confirming() -> str:
    """A picture that came with a report, or while one is open."""
    return f"Ảnh được giữ tạm 1 ngày: bấm Đúng, rồi bấm Gắn ảnh. {_NOT_AN_ID}"


def attached(report: str, name: str | None) -> str:
    """The receipt for a picture."""
    again = f"xem ảnh quyết định {name}" if name else "xem ảnh quyết định"
    return f"✅ Đã gắn vào báo cáo {report}. Xem lại: gõ “{again}”."


def already_attached() -> str:
    """A second press."""
    return "Ảnh này đã gắn rồi. Xem lại: gõ “xem ảnh quyết định”."


def dropped() -> str:
    """A picture that is not kept."""
    return "Đã xóa tệp khỏi máy chủ. Ảnh trong khung chat do ứng dụng giữ, xin tự xóa ở đó."


def nothing_to_attach() -> str:
    """ "gắn ảnh" where nothing was sent."""
    return "Tôi chưa nhận được ảnh nào để gắn. Xin gửi ảnh quyết định hay nghị quyết, rồi bấm Gắn ảnh."


def nothing_to_drop() -> str:
    """No file waits to be attached."""
    return "Không có ảnh nào đang giữ tạm. Ảnh đã gắn thì gõ “xem ảnh quyết định” rồi bấm Bỏ ảnh."


def removed() -> str:
    """An attached picture that was taken away."""
    return "Đã bỏ và xóa ảnh này. Muốn gắn ảnh khác, xin gửi ảnh rồi bấm Gắn ảnh."


def shown(name: str, report: str, position: int, count: int) -> str:
    """The text beside a picture that is shown again."""
    which = f" ({position}/{count})" if count > 1 else ""
    return f"{name}: ảnh{which} của báo cáo {report}."


def none_attached(name: str | None) -> str:
    """No picture, or none that the asker may see: the two read the same."""
    whose = f" của {name}" if name else ""
    return f"Chưa có ảnh quyết định nào{whose} trong đơn vị của bạn. Gửi ảnh sau khi báo cáo để gắn vào."


def which_person(names: Sequence[str]) -> str:
    """Several people of that name."""
    return f"Có {len(names)} người: {'; '.join(names)}. Xin gõ cả họ và tên."


def download_name(position: int, ending: str) -> str:
    """What a picture is called when it is sent again: nobody's name."""
    return f"quyet-dinh-{position}.{ending}"


ATTACH = "Gắn ảnh"
DROP = "Không lưu"
REMOVE = "Bỏ ảnh"


def other_picture(position: int) -> str:
    """The button for another picture of the same person."""
    return f"Ảnh {position}"
