"""Why something was not done, in words, with the rule and what to do next."""

from datetime import datetime
from functools import singledispatch

from domain import errors
from domain.pipeline import Stage
from domain.users import PERMISSIONS, Permission, Role
from rendering.wording import locks
from rendering.wording.format import birth_date, day, mid_sentence, when
from rendering.wording.reminders import citation
from rendering.wording.reorganising import CHANGE
from rendering.wording.steps import STEP, capitalised
from rendering.wording.tags import tag_label


def refusal(error: errors.DomainError, now: datetime) -> str:
    """The sentence for a refusal. Every DomainError has one; a test walks them all."""
    if isinstance(error, errors.AlreadyReported):
        return _already_reported(error, now)
    return _sentence(error)


@singledispatch
def _sentence(error: errors.DomainError) -> str:
    raise AssertionError(f"no sentence for {type(error).__name__}")


def _already_reported(error: errors.AlreadyReported, now: datetime) -> str:
    if error.by:
        told = f"Đã có, do đ/c {error.by} báo lúc {when(error.recorded_at, now)}; không tính lại."
        if not error.name:
            return f"{told} Nếu số khác, xin báo lại số đúng."
        return f"{told} Nếu có gì khác, gõ ví dụ: sửa {error.name} sinh năm 1999."
    return f"Báo cáo này đã được ghi lúc {when(error.recorded_at, now)}, không tính lại."


_WHO = {Role.SECRETARY: "bí thư", Role.OFFICER: "cán bộ cấp trên", Role.ADMIN: "quản trị"}
# What a permission is for, as its refusal names it.
MATTER = {
    Permission.REPORT: "Báo cáo",
    Permission.ASK: "Xem số liệu",
    Permission.READ_PEOPLE: "Xem họ tên từng người",
    Permission.SET_QUOTA: "Giao chỉ tiêu",
    Permission.INVITE: "Mời, duyệt người dùng",
    Permission.REORGANISE: "Thay đổi tổ chức",
    Permission.NUDGE: "Nhắc các chi bộ và mở tổng số cho nhóm",
    Permission.HAND_OVER: "Bàn giao",
    Permission.REVOKE: "Thu quyền",
    Permission.ANNOUNCE: "Gửi thông báo",
    Permission.LOCK: "Khóa, mở số liệu tháng",
    Permission.ERASE: "Xóa dữ liệu của một người",
}


@_sentence.register
def _not_your_role(error: errors.NotYourRole) -> str:
    allowed = [role for role in Role if error.permission in PERMISSIONS[role]]
    named = " và ".join(_WHO[role] for role in allowed)
    return (
        f"{MATTER[error.permission]} là việc của {named}, vai trò của bạn không làm được. "
        "Cần thì bạn nhắn người ấy."
    )


@_sentence.register
def _not_allowed(error: errors.NotAllowed) -> str:
    return "Bạn chưa được phân công đơn vị này."


@_sentence.register
def _unknown_unit(error: errors.UnknownUnit) -> str:
    near = f" Trong phạm vi của bạn có: {', '.join(error.near)}." if error.near else ""
    return f"Bạn chưa được phân công đơn vị này.{near}"


@_sentence.register
def _unknown_person(error: errors.UnknownPerson) -> str:
    if error.stage is Stage.DROPPED:
        return (
            f"Chưa có {error.name} trong danh sách đang theo dõi nên chưa ghi được. Xin kiểm tra lại họ tên."
        )
    return f"Không tìm thấy {error.name} trong phạm vi của bạn. Xin kiểm tra lại họ tên."


@_sentence.register
def _still_on_probation(error: errors.StillOnProbation) -> str:
    return (
        f"Chưa thể ghi công nhận chính thức cho {error.name}: "
        f"đến {day(error.ends_on)} mới đủ 12 tháng dự bị, "
        f"tính từ lễ kết nạp {day(error.admitted_on)} (Điều lệ Đảng, Điều 5)."
    )


@_sentence.register
def _step_missing(error: errors.StepMissing) -> str:
    return (
        f"Chưa thể ghi {STEP[error.stage]} cho {error.name}: chưa có báo cáo {STEP[error.needed]}. "
        f"Xin báo trước: kết nạp {error.name} ngày … (ngày làm lễ)."
    )


@_sentence.register
def _already_left(error: errors.AlreadyLeft) -> str:
    return (
        f"{error.name} đã thôi theo dõi từ {day(error.left_on)}. "
        "Muốn theo dõi lại, báo đưa vào danh sách quần chúng ưu tú."
    )


@_sentence.register
def _wrong_step(error: errors.WrongStep) -> str:
    order = "trước" if error.on < error.conflict.on else "sau"
    return (
        f"Sai thứ tự: {STEP[error.stage]} ngày {day(error.on)} không thể {order} "
        f"{STEP[error.conflict.stage]} ngày {day(error.conflict.on)} của {error.name} "
        "(HD 06-HD/TW 9/6/2025). Xin kiểm tra lại ngày."
    )


@_sentence.register
def _readmission_too_early(error: errors.ReadmissionTooEarly) -> str:
    return (
        f"Chưa thể ghi kết nạp lại {error.name}: ra khỏi Đảng ngày {day(error.left_on)}, "
        f"đến {day(error.possible_on)} mới đủ {error.months} tháng "
        "(Quy định 294-QĐ/TW, chưa đối chiếu toàn văn). "
        "Xin kiểm tra lại ngày."
    )


@_sentence.register
def _readmitted_before(error: errors.ReadmittedBefore) -> str:
    return (
        f"Chưa thể ghi: {error.name} đã được kết nạp lại ngày {day(error.readmitted_on)}; "
        "chỉ kết nạp lại một lần (Quy định 294-QĐ/TW, chưa đối chiếu toàn văn)."
    )


@_sentence.register
def _already_at_stage(error: errors.AlreadyAtStage) -> str:
    recorded = f"{error.name} đã được ghi {STEP[error.stage]} ngày {day(error.recorded_on)}."
    return f"{recorded} Có phải cần sửa thành ngày {day(error.on)}?"


@_sentence.register
def _date_in_future(error: errors.DateInFuture) -> str:
    return f"Ngày {day(error.on)} chưa tới. Việc đã diễn ra mới ghi được; xin gõ lại ngày."


@_sentence.register
def _no_such_period(error: errors.NoSuchPeriod) -> str:
    return "Kỳ bạn ghi không có trong lịch: năm có tháng 1 đến 12, quý I đến IV. Xin gõ lại kỳ."


@_sentence.register
def _before_birth(error: errors.BeforeBirth) -> str:
    return (
        f"Chưa thể ghi: ngày {day(error.on)} sớm hơn ngày sinh của {error.name} "
        f"({birth_date(error.born)}). Xin kiểm tra lại hai ngày ấy."
    )


@_sentence.register
def _age_out_of_range(error: errors.AgeOutOfRange) -> str:
    return (
        f"Chưa thể ghi: {error.name} mới {error.age} tuổi, kết nạp phải đủ {error.minimum} tuổi "
        "(Điều lệ Đảng, Điều 1). Xin kiểm tra lại ngày sinh."
    )


@_sentence.register
def _needs_consent(error: errors.NeedsConsent) -> str:
    return (
        f"{error.name} đã {error.age} tuổi: trên {error.most} tuổi phải được cấp ủy cấp trên đồng ý "
        "(chưa đối chiếu toàn văn). "
        f"Có văn bản rồi, gửi: cấp trên đồng ý kết nạp {error.name}; sau đó báo lại."
    )


@_sentence.register
def _too_few_votes(error: errors.TooFewVotes) -> str:
    return (
        f"Biểu quyết {error.yes}/{error.members} chưa đủ hai phần ba đảng viên chính thức "
        f"(cần {error.needed}), nên chưa thành nghị quyết (Điều lệ Đảng, Điều 5)."
    )


@_sentence.register
def _ballots_used_up(error: errors.BallotsUsedUp) -> str:
    decided = "công nhận chính thức" if error.stage is Stage.OFFICIAL else "quyết định kết nạp"
    return (
        f"Chưa thể ghi: {error.name} đã {error.count} lần biểu quyết không đủ phiếu, lần cuối "
        f"{day(error.last_on)}; nay do cấp ủy cấp trên xem xét, quyết định "
        "(chưa đối chiếu toàn văn). "
        f"Có quyết định rồi, gửi ví dụ: {decided} {error.name} ngày 5/10."
    )


@_sentence.register
def _together_too_short(error: errors.TogetherTooShort) -> str:
    return (
        f"Chưa thể ghi giới thiệu: cùng công tác từ {day(error.since)}, "
        f"đến {day(error.possible_on)} mới đủ {error.months} tháng (Điều lệ Đảng, Điều 4). "
        "Xin kiểm tra lại ngày, hoặc gửi lại với người giới thiệu khác."
    )


@_sentence.register
def _papers_expired(error: errors.PapersExpired) -> str:
    lines = [f"Chưa thể ghi {STEP[error.stage]} ngày {day(error.on)} cho {error.name}: có giấy hết giá trị."]
    lines += [
        f"· {one.paper.title}, ngày {day(one.dated)}: chỉ có giá trị đến {day(one.good_until)}. "
        f"Căn cứ: {citation(one.edition)}."
        for one in error.expired
    ]
    example = f"{error.name} có {mid_sentence(error.expired[0].paper.title)} mới ngày 5/10"
    return "\n".join([*lines, f"Có giấy mới thì gửi trước, ví dụ: {example}"])


@_sentence.register
def _nothing_above(error: errors.NothingAbove) -> str:
    return (
        f"{error.name} đã là đảng viên chính thức, không còn hồ sơ nào đang trình cấp trên. "
        "Xin kiểm tra lại họ tên."
    )


@_sentence.register
def _nothing_returned(error: errors.NothingReturned) -> str:
    return (
        f"Chưa có lần trả hồ sơ nào của {error.name} đang chờ bổ sung. Nếu cấp trên vừa trả, "
        f"gửi kèm lý do, ví dụ: đảng ủy trả hồ sơ của {error.name} vì thiếu lý lịch"
    )


@_sentence.register
def _overlapping_count(error: errors.OverlappingCount) -> str:
    return (
        f"Khoảng thời gian này đã có số liệu {error.recorded} người. "
        f"Nếu {error.count} là số đúng, gõ hoàn tác để bỏ số cũ rồi báo lại."
    )


@_sentence.register
def _part_too_large(error: errors.PartTooLarge) -> str:
    return (
        f"Số {tag_label(error.tag)} {error.part} nhiều hơn tổng số {error.count}. "
        f"Xin gõ lại số đúng, ví dụ: {tag_label(error.tag)} {error.count}."
    )


@_sentence.register
def _something_happened(error: errors.SomethingHappened) -> str:
    return (
        f"Khoảng thời gian này đã ghi {error.recorded} người {STEP[error.stage]}, "
        "nên không ghi là không có. "
        "Nếu ghi nhầm, gõ hoàn tác để bỏ báo cáo đó."
    )


@_sentence.register
def _quota_of_closed_unit(error: errors.QuotaOfClosedUnit) -> str:
    return (
        f"Chưa giao được: {error.name} đã thôi hoạt động từ {day(error.closed_on)}, trước kỳ của "
        "chỉ tiêu. Xin giao cho đơn vị đang hoạt động."
    )


@_sentence.register
def _members_unknown(error: errors.MembersUnknown) -> str:
    return (
        f"Chưa có số đảng viên của {error.name} để tính phần trăm. "
        "Xin ghi cả số đảng viên, ví dụ: chỉ tiêu năm 2026 là 3% của 132 đảng viên."
    )


@_sentence.register
def _no_unit_of_kind(error: errors.NoUnitOfKind) -> str:
    return f"Chưa có đơn vị nào là “{error.kind}” trong phạm vi của bạn. Xin ghi tên từng đơn vị."


@_sentence.register
def _too_many_quotas(error: errors.TooManyQuotas) -> str:
    return (
        f"Một tin giao được nhiều nhất {error.most} đơn vị, câu này gồm {error.count}. "
        "Xin giao theo từng xã, phường."
    )


@_sentence.register
def _not_within(error: errors.NotWithin) -> str:
    return f"{error.name} không thuộc {error.whole}. Xin hỏi lại với đơn vị trực thuộc."


@_sentence.register
def _part_above_whole(error: errors.PartAboveWhole) -> str:
    return (
        f"Chưa giao được: phần riêng {error.part} lớn hơn chỉ tiêu chung {error.whole}. Xin kiểm tra lại số."
    )


@_sentence.register
def _month_locked(error: errors.MonthLocked) -> str:
    return locks.refusal(error.unit, error.month)


@_sentence.register
def _later_event_depends(error: errors.LaterEventDepends) -> str:
    return (
        f"Chưa bỏ được: {error.name} đã {STEP[error.stage]} ngày {day(error.on)} sau báo cáo này. "
        "Xin bỏ báo cáo sau trước."
    )


@_sentence.register
def _moved_since(error: errors.MovedSince) -> str:
    return (
        f"Chưa làm được: {error.name} đã chuyển sinh hoạt đảng sang đơn vị khác từ {day(error.on)} "
        "và bên đó đã xác nhận. Xin đơn vị đó bỏ xác nhận trước."
    )


@_sentence.register
def _already_there(error: errors.AlreadyThere) -> str:
    return f"{error.name} đang sinh hoạt ở đơn vị này rồi, không cần ghi chuyển."


@_sentence.register
def _transfer_pending(error: errors.TransferPending) -> str:
    return (
        f"{error.name} đã được báo chuyển sinh hoạt đảng từ {day(error.on)}, "
        "đang chờ bên kia xác nhận. Muốn báo lại, xin hoàn tác báo cáo đó trước."
    )


@_sentence.register
def _moved_before_step(error: errors.MovedBeforeStep) -> str:
    return (
        f"Sai thứ tự: chuyển sinh hoạt đảng ngày {day(error.on)} không thể trước {STEP[error.stage]} "
        f"ngày {day(error.stage_on)} của {error.name}. Xin kiểm tra lại ngày."
    )


@_sentence.register
def _unit_ended(error: errors.UnitEnded) -> str:
    return (
        f"{capitalised(error.name)} đã thôi hoạt động từ {day(error.ended_on)}, "
        f"nay là {error.successor}. Xin báo cho {error.successor}."
    )


@_sentence.register
def _unit_in_use(error: errors.UnitInUse) -> str:
    return f"Chưa bỏ được: {error.name} đã có báo cáo sau khi thay đổi. Xin bỏ các báo cáo đó trước."


@_sentence.register
def _cannot_reorganise(error: errors.CannotReorganise) -> str:
    return (
        f"Chưa thể thay đổi tổ chức với {', '.join(error.names)}: "
        "chỉ sáp nhập, chia tách các đơn vị cùng cấp đang hoạt động của cùng một cấp ủy, "
        "chuyển đơn vị về cấp ủy cao hơn, và tên mới không trùng đơn vị khác. Xin kiểm tra lại tên."
    )


@_sentence.register
def _change_ahead(error: errors.ChangeAhead) -> str:
    return (
        f"Đã có quyết định {CHANGE[error.change]} {', '.join(error.names)} từ {day(error.on)}. "
        "Muốn đổi, xin bỏ quyết định đó trước: gõ “quyết định tổ chức sắp tới”."
    )


@_sentence.register
def _nothing_to_undo(error: errors.NothingToUndo) -> str:
    return "Không có báo cáo nào của bạn để bỏ."


@_sentence.register
def _nothing_to_correct(error: errors.NothingToCorrect) -> str:
    return "Chưa có báo cáo nào của bạn để sửa. Xin gửi báo cáo đầy đủ."


@_sentence.register
def _expired(error: errors.Expired) -> str:
    return "Nút này không còn dùng được. Bạn gửi lại nội dung là được."


@_sentence.register
def _too_many_exports(error: errors.TooManyExports) -> str:
    return f"Mỗi ngày chỉ xuất được {error.most} danh sách có họ tên. Xin thử lại ngày mai."


@_sentence.register
def _invalid_invitation(error: errors.InvalidInvitation) -> str:
    return "Mã mời không đúng, đã dùng hoặc đã hết hạn. Xin hỏi lại người gửi mã."
