"""What looks like a report and is none: something lost, another paper, a reminder, what nearly happened."""

from datetime import date

import pytest

from domain.pipeline import Stage
from language.reading import Intent, full_names
from language.understanding import understand

_TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        # what nobody did is other business
        "thang nay chua co ai nop dang phi",
        "tháng này chưa có ai hỏi gì cả",
        "tháng này không có ai đi tập huấn",
        "tháng 11 chưa ai nộp báo cáo",
        "tháng này bản em chưa có đồng chí nào nộp đảng phí",
        "tháng này không có đảng viên nào vi phạm",
        "quý này đảng viên không có ai vắng họp",
        "tháng 10 chưa có ai trả lời",
        # what is denied, made up, another cell's, or taken off another list
        "có kết nạp Lò Văn Bình đâu mà ghi",
        "kết nạp Lò Văn Bình đâu mà kết nạp",
        "bịa cho tôi 5 đảng viên mới",
        "chi bộ bản khác kết nạp Lò Văn Bình rồi",
        "xóa tên Lò Văn Bình khỏi danh sách hộ nghèo",
        "xóa tên Lò Văn Bình khỏi hộ khẩu ngày 5/11",
        "thẩm tra lý lịch nghĩa vụ quân sự cho Lò Văn Bình",
        "thẩm tra lý lịch Lò Văn Bình đi nghĩa vụ",
        "xác minh lý lịch xin việc cho Lò Văn Bình ngày 5/11",
        # what somebody lost
        "Lò Thị Mai mất hôm qua cái xe",
        "đ/c Lò Thị Mai mất hôm qua cái ví",
        "lo thi mai mat hom qua cai xe may",
        "anh Lò Văn Páo mất ngày 5/11 hai con trâu",
        "Lò Văn Páo bị mất tối qua chiếc điện thoại",
        # who died is somebody's relative
        "me d/c Lo Thi Mai mat hom qua",
        "bo chong Lo Thi Mai mat ngay 5/11",
        "ong noi d/c Lo Van Pao mat sang nay",
        "bố vợ anh Lò Văn Páo mất hôm qua",
        "vo anh Lo Van Pao moi mat hom 5/11",
        "mẹ đẻ đ/c Lò Thị Mai qua đời hôm qua",
        # a dossier for something else
        "làm hồ sơ cho Lò Thị Mai đi xuất khẩu lao động",
        "lam ho so cho Lo Thi Mai di xuat khau lao dong",
        "làm hồ sơ cho Lò Thị Mai xin việc",
        "lập hồ sơ cho Lò Văn Páo vay vốn ngân hàng",
        "làm hồ sơ cho Lò Thị Mai hưởng chế độ thai sản",
        "ho so lam cho Lo Van Pao di Nhat",
        "viết đơn cho Lò Văn Páo xin nghỉ học",
        # what nearly happened, or is wished for
        "Lo Van Pao mem duoc ket nap hom qua",
        "hom qua mem ket nap Lo Van Pao",
        "hôm qua mém kết nạp được Lò Văn Páo",
        "gia ma ket nap duoc Lo Thi Mai thi tot",
        "gia nhu hom qua ket nap duoc Lo Thi Mai",
        # a reminder of a day to come
        "nhắc: 25/11 lễ kết nạp Lò Thị Mai",
        "nhắc em: 25/11 lễ kết nạp Lò Thị Mai",
        "nhac em 25/11 le ket nap Lo Thi Mai",
        "nhắc lịch 25/11 kết nạp Lò Thị Mai",
        "25/11 kết nạp Lò Thị Mai, nhắc em với",
        "ngay 2/12 chuyen chinh thuc Lo Thi Mai nho nhac e nhe",
        "lịch kết nạp 25/11: Lò Thị Mai",
        "tháng 12 kết nạp Lò Thị Mai, nhắc em nhé",
        "sang mai la 15/12 gui ho so len dang uy nhe, nhac e",
        "mai gui ho so len dang uy nhe",
    ],
)
def test_it_is_no_report(text: str) -> None:
    assert understand(text, _TODAY).intent is Intent.NONE


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("đ/c Lò Thị Mai mất hôm qua", Intent.REPORT_DROPPED),
        ("đ/c Lò Thị Mai mất hôm 5/11 vì tai nạn", Intent.REPORT_DROPPED),
        ("lo thi mai mat hom qua", Intent.REPORT_DROPPED),
        ("ong Lo Van Pao mat ngay 5/11", Intent.REPORT_DROPPED),
        ("bác Lò Văn Páo mất hôm qua, cả bản thương tiếc", Intent.REPORT_DROPPED),
        ("làm hồ sơ cho Lò Thị Mai vào Đảng", Intent.REPORT_STAGE),
        ("làm hồ sơ cho em Lò Thị Mai hôm 5/11", Intent.REPORT_STAGE),
        ("em lap ho so cho Lo Van Pao roi, di xe may het 2 tieng", Intent.REPORT_STAGE),
        ("Lò Văn Páo viết đơn xin vào Đảng hôm 5/11", Intent.REPORT_STAGE),
        ("em nhắc lại: ngày 5/11 kết nạp Lò Thị Mai", Intent.REPORT_ADMISSION),
        ("ket nap em Mem ngay 5/11", Intent.REPORT_ADMISSION),
        ("kết nạp Lò Thị Mai ngày 5/11 dịp nghe đài nhạc cách mạng", Intent.REPORT_ADMISSION),
        ("ket nap con trai ong Lo Van Pao la Lo Van Pan ngay 5/11", Intent.REPORT_ADMISSION),
    ],
)
def test_it_is_one(text: str, intent: Intent) -> None:
    assert understand(text, _TODAY).intent is intent


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ket nap em hoa 5/11", ["Hoa"]),
        ("ket nap em sung 5/11", ["Sung"]),
        ("cong nhan chinh thuc em thai 5/11", ["Thai"]),
        ("kết nạp em dao ngày 5/11", ["Dao"]),
    ],
)
def test_a_given_name_that_is_a_word_is_kept_behind_its_title(text: str, names: list[str]) -> None:
    assert full_names(understand(text, _TODAY).people) == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kn 0 nguồn 1", [(Intent.REPORT_CANDIDATE, 1)]),
        ("tháng 11: KN: 0, nguồn: 2", [(Intent.REPORT_CANDIDATE, 2)]),
        ("kn 0 ct 2 nguon 3", [(Intent.REPORT_OFFICIAL, 2), (Intent.REPORT_CANDIDATE, 3)]),
        ("kết nạp 2 nguồn 3", [(Intent.REPORT_ADMISSION, 2), (Intent.REPORT_CANDIDATE, 3)]),
    ],
)
def test_each_figure_of_a_row_belongs_to_the_word_before_it(
    text: str, told: list[tuple[Intent, int]]
) -> None:
    reading = understand(text, _TODAY)
    assert [(each.intent, each.count and each.count.value) for each in (reading, *reading.others)] == told


def test_no_religion_is_told_by_its_column() -> None:
    table = "kết nạp 5/11\nHọ tên;Dân tộc;Tôn giáo\nDanh Thị Sa;Khmer;Phật giáo\nTrần Hữu Nghĩa;Kinh;Không"
    told = [person.religion and person.religion.value for person in understand(table, _TODAY).people]
    assert told == ["Phật giáo", "Không"]


@pytest.mark.parametrize(
    "text",
    [
        "kn lo van tu-1999-thai, ha thi mai-2001-kinh 5/11",
        "kn lo van tu-sn 1999-thai, ha thi mai-sn 2001-kinh 5/11",
    ],
)
def test_dashes_part_what_is_said_of_somebody(text: str) -> None:
    births = [p.birth_date and p.birth_date.value.year for p in understand(text, _TODAY).people]
    assert births == [1999, 2001]


@pytest.mark.parametrize(
    "text", ["sang năm giao chi bộ bản Hỏm 3 đảng viên", "năm 2027 giao cb bản Hỏm 3 đv"]
)
def test_members_given_to_a_cell_for_a_year_are_its_target(text: str) -> None:
    reading = understand(text, _TODAY)
    assert (reading.intent, [quota.low.value for quota in reading.quotas]) == (Intent.SET_QUOTA, [3])


@pytest.mark.parametrize(
    "text",
    [
        "17/11 đ/c Lê Thị Vân được kết nạp",
        "17/11 dc le thi van duoc ket nap",
        "từ 17/11 đảng viên Lê Thị Vân chuyển sinh hoạt đi nơi khác",
    ],
)
def test_a_day_before_a_member_is_no_vote(text: str) -> None:
    day = understand(text, _TODAY).event_date
    assert day is not None
    assert day.value == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("text", "day", "month"),
    [
        ("t11 kn Lo Thi Mai", None, 11),
        ("t6 kn lo thi mai", 13, None),  # a Friday: June is long over
        ("sang t6 kn lo thi mai", 13, None),
    ],
)
def test_a_t_and_a_figure_are_a_month_or_a_day_of_the_week(
    text: str, day: int | None, month: int | None
) -> None:
    reading = understand(text, date(2026, 11, 18))
    assert (reading.event_date and reading.event_date.value.day) == day
    assert (reading.period and reading.period.value.start.month) == month


@pytest.mark.parametrize(("told_in", "is_month"), [(6, True), (7, True), (9, False)])
def test_t6_is_june_while_june_is_at_hand(told_in: int, is_month: bool) -> None:
    reading = understand("t6 kn Lo Thi Mai", date(2025, told_in, 18))
    assert (reading.period is not None, reading.event_date is None) == (is_month, is_month)


@pytest.mark.parametrize(
    "text",
    [
        "ten la Ca Thi Hoan nhe, k phai Ca Thi Hoa",
        "tên là Cà Thị Hoan nhé, không phải Cà Thị Hoa",
        "cb bản Lầu nhé, không phải bản Hỏm",
    ],
)
def test_what_it_is_and_what_it_is_not_corrects(text: str) -> None:
    assert understand(text, _TODAY).intent is Intent.CORRECT_LAST


@pytest.mark.parametrize(
    ("text", "mentor"),
    [
        ("Đảng viên Tô Văn Hùng giới thiệu cháu Tô Thị Diễm (sv, 2004) làm quần chúng ưu tú", "Tô Văn Hùng"),
        ("Đ/c Tô Văn Hùng giới thiệu Tô Thị Diễm vào nguồn", "Tô Văn Hùng"),
        ("to van hung gioi thieu to thi diem vao nguon", "To Van Hung"),
        ("anh Lò Văn Páo và anh Tô Văn Hùng giới thiệu em Tô Thị Diễm làm quần chúng ưu tú", "Tô Văn Hùng"),
    ],
)
def test_who_introduces_somebody_is_no_candidate(text: str, mentor: str) -> None:
    (person,) = understand(text, _TODAY).people
    assert person.full_name is not None
    assert person.full_name.value.endswith(("Diễm", "Diem"))
    assert person.mentor is not None
    assert person.mentor.value == mentor


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (
            "Đảng ủy chưa xét, cb mới có nghị quyết đề nghị kết nạp Bá Thị Lệ hôm 5/11",
            Stage.CELL_RESOLUTION,
        ),
        ("chi bộ có nghị quyết đề nghị kết nạp Bá Thị Lệ hôm 5/11, đảng ủy chưa họp", Stage.CELL_RESOLUTION),
        ("du xa hop xet hs kn cua Lo Thi Pieng 5/11 xong r a", Stage.COMMITTEE_REVIEW),
        ("đã có QĐ kn cho Đinh Thị Yến ngày 5/11, chưa kịp làm lễ", Stage.DECISION),
        ("cong an tra loi xm ll cua be van tung r, ngay 5/11", Stage.VERIFICATION_DONE),
    ],
)
def test_the_step_is_the_last_that_was_taken(text: str, stage: Stage) -> None:
    reading = understand(text, _TODAY)
    assert reading.stage is not None
    assert reading.stage.value is stage
    assert reading.event_date is not None
    assert reading.event_date.value == date(2026, 11, 5)


@pytest.mark.parametrize(
    "text",
    [
        "ngay kn cua bac nong van tich la 3/2/1985, huy hieu 40 nam",
        "ngày vào Đảng của bác Nông Văn Tích: 3/2/1985",
    ],
)
def test_when_an_old_member_joined_is_no_report(text: str) -> None:
    assert understand(text, _TODAY).intent is Intent.NONE
