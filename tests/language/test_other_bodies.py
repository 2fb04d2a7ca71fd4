"""What a mass body takes in is nobody's admission to the Party; what it does beside a cell may be."""

from datetime import date

import pytest

from tests.language.corpus import read

SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "Đoàn xã Mường Bú đã kết nạp 12 bạn",
        "doan xa muong bu da ket nap 12 ban",
        "Hội LHPN xã Chiềng Mung kết nạp 8 chị ngày 3/11",
        "Công đoàn trường THCS Lê Lợi kết nạp 5 cô giáo",
        "Tháng 10 Hội phụ nữ xã kết nạp 20 người",
        "Hội khuyến học xã vừa kết nạp 6 người",
        "Đoàn trường THPT Mường La kết nạp 150 em học sinh",
        "Đoàn phường Quyết Thắng tổ chức lễ kết nạp cho 22 bạn trẻ",
        "Hội Nông dân xã Bản Phùng tháng này kết nạp được 11 người",
        "Liên đoàn lao động huyện kết nạp 60 người",
    ],
)
def test_what_a_mass_body_takes_in_is_no_admission(text: str) -> None:
    assert read(text, SENT_ON)["intent"] == "none"


@pytest.mark.parametrize(
    "text",
    [
        "Chi bộ Đoàn trường kết nạp 2 đồng chí",
        "Công đoàn trường có cô Lò Thị Mai được kết nạp ngày 3/11",
        "Bí thư chi đoàn Lò Văn Pánh kết nạp ngày 3/11",
        "Đoàn Văn Minh kết nạp ngày 3/11",
        "Đoàn phường phối hợp chi bộ tổ 5 kết nạp Lò Thị Mai ngày 3/11",
        "Chi đoàn đã kết nạp 3 đảng viên mới trong tháng 10",
    ],
)
def test_a_cell_and_who_belongs_to_a_mass_body_are_still_told_of(text: str) -> None:
    assert read(text, SENT_ON)["intent"] == "report_admission"
