"""How the steps, facts and tags are called in Vietnamese."""

from domain.people import Category, Gender, PersonFacts
from domain.pipeline import LeavingReason, Stage
from rendering.wording.format import birth_date

STEP = {
    Stage.CANDIDATE: "đưa vào danh sách quần chúng ưu tú",
    Stage.CLASS: "hoàn thành lớp bồi dưỡng nhận thức về Đảng",
    Stage.REFERRAL: "được giới thiệu vào Đảng",
    Stage.DOSSIER_OPENED: "lập hồ sơ kết nạp",
    Stage.VERIFICATION_SENT: "gửi thẩm tra lý lịch",
    Stage.VERIFICATION_DONE: "thẩm tra lý lịch xong",
    Stage.CELL_RESOLUTION: "chi bộ ra nghị quyết đề nghị kết nạp",
    Stage.COMMITTEE_REVIEW: "đảng ủy xét hồ sơ",
    Stage.DECISION: "có quyết định kết nạp",
    Stage.ADMISSION: "kết nạp đảng viên",
    Stage.OFFICIAL: "công nhận đảng viên chính thức",
    Stage.DROPPED: "thôi theo dõi",
}

# What was done to how many people: "kết nạp 5 người".
DID = {
    **STEP,
    Stage.CANDIDATE: "đưa vào nguồn",
    Stage.CLASS: "học xong lớp bồi dưỡng nhận thức về Đảng",
    Stage.ADMISSION: "kết nạp",
    Stage.OFFICIAL: "công nhận chính thức",
    Stage.DROPPED: "thôi theo dõi",
}
# Where people stand: "3 người chờ thẩm tra lý lịch".
STANDING = {
    Stage.CANDIDATE: "quần chúng ưu tú trong nguồn",
    Stage.CLASS: "đã học lớp bồi dưỡng nhận thức",
    Stage.REFERRAL: "đã được giới thiệu",
    Stage.DOSSIER_OPENED: "đang lập hồ sơ",
    Stage.VERIFICATION_SENT: "chờ thẩm tra lý lịch",
    Stage.VERIFICATION_DONE: "đã thẩm tra xong",
    Stage.CELL_RESOLUTION: "có nghị quyết chi bộ, chờ đảng ủy",
    Stage.COMMITTEE_REVIEW: "đảng ủy đã xét, chờ quyết định",
    Stage.DECISION: "có quyết định, chờ lễ kết nạp",
    Stage.ADMISSION: "đảng viên dự bị",
    Stage.OFFICIAL: "đảng viên chính thức",
    Stage.DROPPED: "đã thôi theo dõi",
}

# Why somebody left the list or the Party.
LEAVING = {
    LeavingReason.MOVED_AWAY: "chuyển đi nơi khác",
    LeavingReason.REMOVED: "xóa tên",
    LeavingReason.EXPELLED: "khai trừ",
    LeavingReason.WITHDREW: "xin thôi",
    LeavingReason.REFUSED: "không được kết nạp",
    LeavingReason.DIED: "từ trần",
}

DATE_OF_STEP = {
    Stage.CANDIDATE: "ngày",
    Stage.CLASS: "bế giảng ngày",
    Stage.ADMISSION: "lễ ngày",
}

GENDER = {Gender.MALE: "nam", Gender.FEMALE: "nữ"}

CATEGORY = {
    Category.TEACHER: "giáo viên",
    Category.PUPIL: "học sinh",
    Category.STUDENT: "sinh viên",
    Category.WORKER: "công nhân",
    Category.FARMER: "nông dân",
    Category.BUSINESS_OWNER: "chủ doanh nghiệp",
    Category.DEMOBILISED_SOLDIER: "bộ đội xuất ngũ",
    Category.MILITIA: "dân quân",
    Category.YOUTH_UNION: "đoàn viên",
    Category.CIVIL_SERVANT: "công chức, viên chức",
    Category.HEALTH_WORKER: "cán bộ y tế",
    Category.POLICE: "công an",
    Category.MILITARY: "bộ đội",
    Category.RESIDENT: "dân cư nông thôn",
}


def capitalised(text: str) -> str:
    """The text with a capital first letter; the rest stays."""
    return text[:1].upper() + text[1:]


def date_label(stage: Stage) -> str:
    """What stands before the step's date: "lễ ngày", "ngày"."""
    return DATE_OF_STEP.get(stage, "ngày")


def facts_of(facts: PersonFacts) -> list[str]:
    """Everything told of a person but the name, in the order of a personal record."""
    said = [
        f"sinh {birth_date(facts.birth_date)}" if facts.birth_date else None,
        GENDER[facts.gender] if facts.gender else None,
        f"dân tộc {facts.ethnicity}" if facts.ethnicity else None,
        f"tôn giáo: {facts.religion}" if facts.religion else None,
        *(CATEGORY[category] for category in facts.categories),
        f"trình độ {facts.education}" if facts.education else None,
        f"người giúp đỡ: {facts.mentor}" if facts.mentor else None,
    ]
    return [text for text in said if text]
