"""Reports that somebody or something beside them made another one, a question or nothing."""

from datetime import date

import pytest

from domain.pipeline import Stage
from domain.text import fold_name
from language.reading import Field, Intent, Reading, full_names
from language.understanding import understand

_TODAY = date(2026, 10, 20)


def _read(text: str) -> Reading:
    return understand(text, _TODAY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bản Hỏm kết nạp được 1 em là H'Lan Mlô, sn 2004, hôm 9/10", "H'Lan Mlô"),
        ("Chi bộ buôn Cư Knia có kết nạp 1 em là Y Thuyn Ayŭn ngày 9/10", "Y Thuyn Ayŭn"),
        ("chi bo ban Hom ket nap duoc 1 em la Lo Thi Mai ngay 9/10", "Lo Thi Mai"),
        ("Dạ anh Tư, hôm 9/10 chi bộ em kết nạp Lò Thị Mai", "Lò Thị Mai"),
        ("Dạ chị Hai, chi bộ ấp Rạch Dừa làm lễ kết nạp cho anh Danh Rạng hôm 9/10", "Danh Rạng"),
        ("Da co Bay, ben em ket nap Lo Thi Mai ngay 9/10", "Lo Thi Mai"),
    ],
)
def test_one_of_so_many_is_named_and_whoever_is_called_at_the_head_is_not(text: str, name: str) -> None:
    reading = _read(text)
    assert full_names(reading.people) == [name]
    assert reading.missing == ()


@pytest.mark.parametrize(
    "text", ["chị Mai, chi bộ bản Hỏm, được kết nạp 9/10", "chị Mai, hôm 9/10 được kết nạp ở bản Hỏm"]
)
def test_whoever_alone_is_named_at_the_head_is_told_of(text: str) -> None:
    assert full_names(_read(text).people) == ["Mai"]


@pytest.mark.parametrize(
    "text",
    [
        "Chi bộ em kết nạp Lò Thị Mai, em quên mất tiêu ngày làm lễ, sổ ở văn phòng mà hôm nay khóa cửa",
        "Chi bo em ket nap Lo Thi Mai, em quen mat tieu ngay lam le, so o van phong ma hom nay khoa cua",
        "Chi bộ em kết nạp Lò Thị Mai rồi, không nhớ rõ ngày, sổ để ở xã mà sáng nay mất điện",
        "Tháng 9 đồng chí Lò Thị Mai được chuyển chính thức, ngày nào thì em phải tra sổ mới nhớ",
        "Thang 9 dong chi Lo Thi Mai duoc chuyen chinh thuc, ngay nao thi em phai coi so moi nho",
    ],
)
def test_a_day_that_is_forgotten_is_asked_for(text: str) -> None:
    reading = _read(text)
    assert reading.intent.is_report
    assert reading.event_date is None
    assert Field.EVENT_DATE in reading.missing


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ của Lò Thị Mai đã được Đảng ủy thẩm định xong",
        "Hồ sơ của Lò Thị Mai đã được Ban Tổ chức Đảng ủy thẩm định xong, nghe nói không phải bổ sung gì",
        "ho so cua Lo Thi Mai da duoc Dang uy tham dinh xong",
    ],
)
def test_a_dossier_that_was_reviewed_is_told_and_not_asked_about(text: str) -> None:
    reading = _read(text)
    assert reading.stage is not None
    assert reading.stage.value is Stage.COMMITTEE_REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "May lau nay toi di vien mo mat. Toi muon hoi anh ho so cua Lo Thi Mai den buoc nao roi",
        "May nguoi duoc ket nap thang nay. Toi muon hoi anh ho so cua Lo Thi Mai den buoc nao roi, "
        "co vuong mac gi khong. Thoi tiet nay lanh qua.",
        "Tháng này kết nạp mấy người. Hồ sơ Lò Thị Mai đến đâu rồi?",
        "thang nay ket nap may nguoi, ho so Lo Thi Mai den dau roi",
        "Kết nạp mấy người rồi, Lò Thị Mai đã có quyết định chưa",
        "ket nap may nguoi roi, Lo Thi Mai da co quyet dinh chua",
        "Tháng này kết nạp được mấy người. Cho em hỏi quần chúng Lò Thị Mai hồ sơ đến đâu rồi ạ. Em cảm ơn.",
    ],
)
def test_questions_beside_one_another_report_nothing(text: str) -> None:
    assert not _read(text).intent.is_report


def test_a_religion_of_two_names_is_the_whole_one() -> None:
    (person,) = _read("Kết nạp 9/10 chị Huỳnh Thị Mộng Kiều, nông dân, đạo Phật giáo Hòa Hảo").people
    assert person.religion is not None
    assert person.religion.value == "Phật giáo Hòa Hảo"


def test_a_cell_that_has_held_no_ceremony_yet_is_the_cell_of_what_was_decided() -> None:
    reading = _read(
        "Quyết định kết nạp của đồng chí Danh Thị Sa Phol đã được Huyện ủy ký ngay 9/10, em mới nhận được. "
        "Chi bộ ấp Xẻo Gừa chưa tổ chức lễ, dự kiến làm đúng ngày 3/2 sang năm."
    )
    assert reading.unit is not None
    assert reading.unit.value == "ấp Xẻo Gừa"
    assert reading.others == ()


def test_what_the_cell_will_talk_of_next_week_leaves_what_was_told() -> None:
    reading = _read(
        "Em Lò Thị Mai ở chi bộ bản Hỏm đã học xong lớp bồi dưỡng nhận thức về Đảng rồi cô. Em nó sinh 2000. "
        "Tuần sau chi bộ tính họp bàn phân công người giúp đỡ cho em nó, xong em báo cô."
    )
    assert reading.intent is Intent.REPORT_CLASS
    assert full_names(reading.people) == ["Lò Thị Mai"]


def test_what_is_said_of_one_of_a_list_by_the_whole_name_is_of_that_one() -> None:
    reading = _read(
        "Kết nạp ngày 3/3: Lò Thị Mai, Cà Văn Ban, Quàng Thị Yên. Riêng đồng chí Cà Văn Ban là người Khơ Mú."
    )
    assert full_names(reading.people) == ["Lò Thị Mai", "Cà Văn Ban", "Quàng Thị Yên"]
    assert [p.ethnicity.value if p.ethnicity else "" for p in reading.people] == ["", "Khơ Mú", ""]


@pytest.mark.parametrize(
    "text",
    [
        "ket nap ngay 3/3 em Lo Thi Mai, dan toc Thai, doan vien va Ca Van Ban, cung dan toc Thai, lam ruong",
        "ket nap ngay 3/3 Vi Thi Hoa, sinh nam 1999, doan vien va Vi Van Son, cung sinh nam 1999, lam ruong",
        "kết nạp 3/3 em Lò Thị Mai, dân tộc Thái, đoàn viên và anh Cà Văn Ban, cũng dân tộc Thái, làm ruộng",
    ],
)
def test_what_is_also_so_of_the_second_leaves_each_the_own_work(text: str) -> None:
    people = _read(text).people
    assert [[c.value for c in p.categories] for p in people] == [["youth_union"], ["farmer"]]


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Thị Mai ngày 9/10, hồ sơ của Cà Văn Hùng chưa xong",
        "kết nạp Lò Thị Mai ngày 9/10. Còn đ/c Cà Văn Hùng thì hồ sơ lý lịch chưa xong",
        "kết nạp Lò Thị Mai ngày 9/10, lý lịch đ/c Cà Văn Hùng còn thiếu xác nhận",
        "ket nap Lo Thi Mai ngay 9/10, ho so cua Ca Van Hung chua xong",
        "Tân Đông mới kết nạp 1 cô giáo Lò Thị Mai, ngày 9/10",
        "Tân Đông đã kết nạp được 1 đồng chí: Lò Thị Mai ngày 9/10",
    ],
)
def test_whose_papers_are_wanting_or_which_place_takes_in_is_nobody_admitted(text: str) -> None:
    reading = _read(text)
    assert [fold_name(name) for name in full_names(reading.people)] == ["lo thi mai"]
    assert reading.intent is Intent.REPORT_ADMISSION


@pytest.mark.parametrize(
    "text",
    [
        "ngày 12/10 kết nạp Lò Thị Mai, ngày 18/10 ra nghị quyết đề nghị kết nạp Cà Văn Hùng",
        "ngày 12/10 kết nạp Lò Thị Mai. chi bộ cũng họp đề nghị kết nạp Cà Văn Hùng hôm 18/10",
    ],
)
def test_a_resolution_for_somebody_else_is_no_step_of_who_was_admitted(text: str) -> None:
    reading = _read(text)
    told = [(each.intent, each.stage, full_names(each.people)) for each in (reading, *reading.others)]
    assert [(intent, names) for intent, _, names in told] == [
        (Intent.REPORT_ADMISSION, ["Lò Thị Mai"]),
        (Intent.REPORT_STAGE, ["Cà Văn Hùng"]),
    ]
    days = [each.event_date.value.day for each in (reading, *reading.others) if each.event_date]
    assert days == [12, 18]


@pytest.mark.parametrize(
    "text",
    ["chết nhầm, ngày 16/10 mới đúng", "chết, ngày 16/10 mới đúng", "thôi chết em nhầm, 16/10 mới đúng"],
)
def test_an_exclamation_before_a_correction_is_nobodys_name(text: str) -> None:
    reading = understand(text, _TODAY, on_card=("Lò Thị Mai",))
    assert reading.intent is Intent.CORRECT_LAST
    assert (reading.people, reading.called) == ((), ())
