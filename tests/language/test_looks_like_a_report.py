"""What looks like a report and is none: something lost, another paper, a reminder, what nearly happened."""

from datetime import date

import pytest

from language.reading import Intent, full_names
from language.understanding import understand

_TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
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
