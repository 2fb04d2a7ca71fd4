"""What a writer reads who was not understood: the own text, repaired, and one example of what is missing."""

from collections.abc import Sequence

from domain.pipeline import Stage
from domain.units import Unit
from rendering.wording.format import mid_sentence, number, shortened, unit_title
from rendering.wording.steps import DID

SHOWN = 300  # characters of the own text that are shown again
_COPIED = 1000

_IN_THE_HOLE = {
    "event": "kết nạp đ/c",
    "name": "đ/c Lò Thị Mai",
    "date": "ngày 5/10",
    "unit": "chi bộ bản Hỏm",
}


def not_understood(text: str, why: str | None, *, reports: bool, suggests: bool) -> str:
    """A message that says nothing to store or answer; below it, where `suggests`, buttons with questions."""
    reason = f" {why}" if why else ""
    lines = [f"Tôi chưa hiểu: “{shortened(text, SHOWN)}”.{reason} Chưa ghi gì."]
    if reports:
        lines.append("Ví dụ báo cáo: kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10")
    if suggests:
        lines.append("Có phải bạn muốn hỏi:")
    return "\n".join(lines)


def card_unchanged(text: str, why: str | None) -> str:
    """Said above an open card that a message was meant to change, perhaps."""
    reason = f" {why}" if why else ""
    return f"Tôi chưa hiểu: “{shortened(text, SHOWN)}”.{reason} Phiếu đang chờ vẫn như cũ."


def no_further_page() -> str:
    """Asked for another page where the last answer has none."""
    return "Câu trả lời vừa rồi không còn trang nào nữa. Bạn cần hỏi gì thêm, cứ gõ câu thường."


def nothing_open() -> str:
    """A "đúng" or "bỏ" where no card waits for one."""
    return "Không có phiếu nào đang chờ xác nhận. Bạn cần báo cáo hay hỏi gì, cứ gõ câu thường."


def what_is_wrong() -> str:
    """Something told before is wrong, and nothing says what."""
    return (
        "Bạn gõ luôn phần đúng, ví dụ: nhầm, ngày 6/10 · sửa Lò Thị Mai sinh năm 1999\n"
        "Muốn bỏ cả báo cáo vừa ghi, gõ: hoàn tác"
    )


def half_told(repaired: str) -> str:
    """Somebody is named, but nothing that happened: one question, a button for each thing it can be."""
    return (
        f"Tôi chưa rõ đây là việc gì: “{shortened(repaired, SHOWN)}”. Chưa ghi gì.\n"
        "Bạn chọn một việc, hoặc viết thêm vào chỗ “…”, ví dụ: kết nạp đ/c …"
    )


def with_own_text(refusal: str, repaired: str, lacks: str | None) -> str:
    """A refusal, and below it the writer's own text to be copied, the hole to be filled in."""
    lines = [refusal, "Bạn chép dòng dưới, sửa rồi gửi lại:", shortened(repaired, _COPIED)]
    if lacks is not None:
        lines.insert(2, f"(chỗ “…” xin ghi thêm, ví dụ: {_IN_THE_HOLE[lacks]})")
    return "\n".join(lines)


def of_whom() -> str:
    """A question about "anh ấy", "em ấy"."""
    return "Bạn hỏi về ai? Xin gõ cả họ tên, ví dụ: Lò Thị Mai đến đâu rồi?"


def not_of_those(counted: Stage, asked: Stage) -> str:
    """Of the people of one step nobody is counted by another one."""
    return (
        f"Tôi chưa tính được trong số người {DID[counted]} ấy có bao nhiêu người {DID[asked]}. "
        "Bạn hỏi riêng từng số, hoặc gõ: ai đã học lớp mà chưa kết nạp."
    )


def new_member_class() -> str:
    """Who went to the course for new members is counted in no span."""
    return (
        "Tôi chưa đếm được số người đã học lớp đảng viên mới theo kỳ. "
        "Xem ai còn thiếu lớp này, gõ: ai chưa học lớp đảng viên mới."
    )


def told_of_none(asked: str) -> str:
    """What is near a figure and none of those that are counted."""
    return _TOLD_OF_NONE[asked]


_TOLD_OF_NONE = {
    "came": "Tôi chưa đếm được số đảng viên chuyển sinh hoạt đến; số kết nạp không gồm những người này.",
    "readmitted": "Tôi chưa đếm riêng người được kết nạp lại; họ nằm trong số kết nạp.",
    "votes": (
        "Đảng viên dự bị có các quyền như đảng viên chính thức, trừ quyền biểu quyết, ứng cử và bầu cử "
        "cơ quan lãnh đạo của Đảng (Điều lệ Đảng, Điều 3)."
    ),
}


def no_party_age() -> str:
    """Members are not ranked by how long they have been in the Party."""
    return (
        "Tôi chưa xếp được đảng viên theo tuổi Đảng. "
        "Bạn hỏi từng người, ví dụ: đ/c Lò Thị Mai vào Đảng năm nào."
    )


def no_ages_ranked() -> str:
    """Nobody is ranked by age; the groups of ages are told below."""
    return (
        "Tôi chưa xếp được từng người theo tuổi nên chưa biết ai trẻ nhất, ai lớn tuổi nhất. Theo nhóm tuổi:"
    )


def since_which_day() -> str:
    """A span that begins with something of which no day is known."""
    return "Tính từ ngày nào? Bạn gõ lại với ngày ấy, ví dụ: từ 1/7 đến nay kết nạp được bao nhiêu."


def only_as_it_is_now() -> str:
    """The stock of an earlier day was asked for too."""
    return "Tôi chỉ tính được số hiện có, chưa tính được số của lúc trước."


def not_of_group_and_age() -> str:
    """Who is both of a group and of an age was asked for."""
    return "Tôi chưa đếm được người vừa thuộc nhóm ấy vừa ở tuổi ấy; dưới đây là số của từng bên, đếm riêng."


def only_members_on_record() -> str:
    """A group of all members was asked for."""
    return "Tôi chỉ đếm được trong những đảng viên đang theo dõi ở đây, chưa phải toàn bộ đảng viên."


def only_unreported() -> str:
    """Whom a reminder can be sent to from the chat."""
    return (
        "Tôi chỉ gửi lời nhắc giúp được tới những chi bộ chưa báo cáo tháng này. "
        "Muốn nhắn đơn vị khác, gõ, ví dụ: “thông báo cho bản Hỏm: đề nghị rà soát nguồn”."
    )


def without_units(step: Stage, whole: int, left_out: Sequence[tuple[Unit, int]]) -> str:
    """What remains of a figure without some units; below it follows the whole one."""
    named = ", ".join(f"{mid_sentence(unit_title(unit))} ({number(value)})" for unit, value in left_out)
    rest = whole - sum(value for _, value in left_out)
    return f"Không tính {named}: {DID[step]} {number(rest)} người. Tính cả:"


def cannot_leave_out() -> str:
    """Nobody is left out of a figure."""
    return "Tôi chưa trừ riêng được đơn vị hay nhóm nào; đây là toàn bộ, theo từng đơn vị."


def which_unit_told() -> str:
    """A unit is spoken of as "that one" where several were told."""
    return "Bạn hỏi đơn vị nào trong số vừa kể? Bấm một nút, hoặc gõ tên đơn vị."


def cannot_rank_due() -> str:
    """Units are not ranked by what is due in them."""
    return "Tôi chưa xếp được đơn vị theo số việc đến hạn; đây là các việc ấy."
