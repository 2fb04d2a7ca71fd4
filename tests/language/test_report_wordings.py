"""Reports as secretaries of all regions word them: who is left out, which day, which cell, how many."""

from datetime import date

import pytest

from domain.pipeline import Stage
from language.reading import Field, Intent, Reading, full_names
from language.understanding import understand

_TODAY = date(2026, 10, 20)


def _read(text: str) -> Reading:
    return understand(text, _TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "Kết nạp Lò Thị Mai ngày 9/10 nhưng Lò Văn Pánh thì chưa",
        "Kết nạp Lò Thị Mai ngày 9/10. Lò Văn Pánh thì chưa ạ",
        "Kết nạp được Lò Thị Mai ngày 9/10 còn Lò Văn Pánh thì chưa được",
        "ket nap dc lo thi mai 9/10 con lo van panh thi chua",
    ],
)
def test_whoever_is_said_not_to_be_yet_is_left_out(text: str) -> None:
    reading = _read(text)
    assert [name.lower() for name in full_names(reading.people)] in (["lò thị mai"], ["lo thi mai"])
    assert reading.event_date is not None
    assert reading.event_date.value == date(2026, 10, 9)


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Thị Mai thì chưa",
        "ket nap lo thi mai thi chua",
        "Lễ kết nạp Lò Thị Mai đã chuẩn bị nhưng chưa tổ chức được",
        "kết nạp Lò Thị Mai, nhưng chưa tổ chức được",
    ],
)
def test_an_event_that_is_said_not_to_be_yet_is_none(text: str) -> None:
    assert _read(text).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Có quyết định kết nạp của 2 đ/c Chướng A Sình, Lò Thị Mai ký 9/10 nhưng chưa làm lễ",
        "ĐU ra QĐ kết nạp Chướng A Sình, Lò Thị Mai hôm 9/10 mà chưa tổ chức lễ được",
    ],
)
def test_a_ceremony_that_is_still_to_come_takes_nobody_from_the_decision(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.REPORT_STAGE
    assert full_names(reading.people) == ["Chướng A Sình", "Lò Thị Mai"]


@pytest.mark.parametrize(
    ("told", "on"),
    [
        ("sáng ni", date(2026, 10, 20)),
        ("hồi sáng", date(2026, 10, 20)),
        ("hồi hôm", date(2026, 10, 19)),
        ("bữa tê", date(2026, 10, 18)),
    ],
)
def test_days_are_told_in_the_words_of_the_centre_and_the_south(told: str, on: date) -> None:
    event_date = _read(f"{told} kết nạp chị Hồ Thị Lưng").event_date
    assert event_date is not None
    assert event_date.value == on


@pytest.mark.parametrize(
    ("sent_on", "on"), [(date(2026, 11, 25), None), (date(2026, 11, 20), date(2026, 11, 20))]
)
def test_a_holiday_that_is_celebrated_is_the_day_only_on_that_very_day(
    sent_on: date, on: date | None
) -> None:
    event_date = understand("nhân 20/11 chi bộ kết nạp cô Lò Thị Mai", sent_on).event_date
    assert (event_date.value if event_date else None) == on


def test_a_course_that_goes_on_is_not_finished_by_what_is_promised() -> None:
    assert _read("em Lý Thị Cói đang học lớp cảm tình, xong rồi em báo").intent is Intent.REPORT_CANDIDATE
    assert _read("Ka Hém học lớp cảm tình đợt vừa rồi xong rồi đó em").intent is Intent.REPORT_CLASS
    assert _read("cho lo thi phuong di hoc lop cam tinh ve roi").intent is Intent.REPORT_CLASS


def test_so_many_of_a_job_who_were_put_on_the_list_are_a_report() -> None:
    reading = _read("chi bộ trường THPT Bát Xát có 6 học sinh được đưa vào diện đối tượng đảng")
    assert (reading.intent, reading.count and reading.count.value) == (Intent.REPORT_CANDIDATE, 6)


def test_nobody_of_the_masses_is_no_question_of_how_long() -> None:
    reading = _read("Thang 9 chi bo ban Lau chua co quan chung nao duoc ket nap")
    assert (reading.intent, reading.count and reading.count.value) == (Intent.REPORT_ADMISSION, 0)


def test_a_leap_day_that_neither_this_year_nor_the_last_had_is_asked_about() -> None:
    assert _read("kết nạp Lò Thị Mai ngày 29/2").event_date is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Chi bộ Hội Nông dân xã kết nạp Lò Văn Pánh ngày 5/10", "Hội Nông dân xã"),
        ("chi bo ban hom moi ket nap lo thi mai", "ban hom"),
        ("ket nap: lo thi mai - 1997 - thon cho ra - 31/1", "thon cho ra"),
        ("chi bộ thôn vĩnh quý rà soát có 5 quần chúng đưa vào nguồn", "thôn vĩnh quý"),
        ("Chi bộ mô thì kệ, Hồ Văn Lưng kết nạp ngày 5/10 tại thôn Phú Diên", "thôn Phú Diên"),
    ],
)
def test_a_cell_is_found_among_words_that_mean_other_things(text: str, unit: str) -> None:
    found = _read(text).unit
    assert found is not None
    assert found.value == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("chi bộ Ban CHQS phường kết nạp đ/c Mai Văn Thọ ngày 5/10", "Ban CHQS phường"),
        ("chi bo Ban CHQS phuong ket nap d/c Mai Van Tho ngay 5/10", "Ban CHQS phuong"),
        ("chi bộ Đồn biên phòng kết nạp đ/c Mai Văn Thọ ngày 5/10", "Đồn biên phòng"),
        ("chi bộ Trung tâm dịch vụ nông nghiệp kết nạp Mai Văn Thọ 5/10", "Trung tâm dịch vụ nông nghiệp"),
        ("chi bộ khu phố kết nạp đ/c Mai Văn Thọ ngày 5/10", None),
    ],
)
def test_an_office_behind_chi_bo_needs_no_name_of_its_own(text: str, unit: str | None) -> None:
    found = _read(text).unit
    assert (found.value if found else None) == unit


def test_an_answer_that_a_province_has_not_given_is_no_report() -> None:
    assert _read("cong an tinh chua tra loi tham tra cua Sam Thi Hue").intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch Hội phụ nữ xã Lò Thị Mai được kết nạp ngày 5/10",
        "kế toán xã Lò Thị Mai được kết nạp ngày 5/10",
    ],
)
def test_who_holds_an_office_of_a_commune_is_no_commune(text: str) -> None:
    reading = _read(text)
    assert (full_names(reading.people), reading.unit) == (["Lò Thị Mai"], None)


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp đ/c Lò Thị Mai cùng 3 đồng chí khác ngày 5/10",
        "kết nạp đ/c Lò Thị Mai với 3 đồng chí nữa ngày 5/10",
    ],
)
def test_others_beside_who_is_named_are_counted_with_them(text: str) -> None:
    count = _read(text).count
    assert count is not None
    assert count.value == 4


def test_whoever_answers_a_request_is_not_whom_it_asks_about() -> None:
    reading = _read("xa chau khe tra loi tham tra cua lo van panh ngay 5/10")
    assert full_names(reading.people) == ["Lo Van Panh"]


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Văn Ba trước ngày 1/7",
        "chi bộ đã kết nạp đ/c Lò Văn Ba sau ngày 1/7",
        "ket nap dc Lo Van Ba truoc ngay 1/7",
    ],
)
def test_a_day_that_only_bounds_the_event_is_not_its_day(text: str) -> None:
    reading = _read(text)
    assert reading.event_date is None
    assert reading.missing == (Field.EVENT_DATE,)


@pytest.mark.parametrize(
    "text",
    [
        "Chi bộ dân quân xã Trung Lý kết nạp Giàng A Chu ngày 9/10",
        "chi bo dan quan xa Trung Ly ket nap Giang A Chu ngay 9/10",
    ],
)
def test_the_commune_of_a_militia_cell_is_nobody(text: str) -> None:
    reading = _read(text)
    assert [name.lower() for name in full_names(reading.people)] in (["giàng a chu"], ["giang a chu"])
    assert reading.unit is not None


@pytest.mark.parametrize(
    "text",
    [
        "Chi ủy cử 2 đồng chí đi thẩm tra lý lịch em Lò Thị Mai từ 9/10",
        "Lò Thị Mai vào Đảng hôm 9/10, 2 người giới thiệu là Lò Văn Pánh và chi đoàn",
    ],
)
def test_who_verifies_or_introduces_is_not_counted(text: str) -> None:
    assert _read(text).count is None


@pytest.mark.parametrize(
    "text", ["em Lò Thị Mai học lớp cảm tình đảng chưa vậy", "em Lo Thi Mai hoc lop cam tinh dang chua vay"]
)
def test_a_question_that_ends_in_vay_tells_nothing(text: str) -> None:
    assert _read(text).intent is Intent.QUERY_PERSON


@pytest.mark.parametrize(
    "text",
    [
        "Tòng Thị Hiêng khai lí lịch xong rồi, xong từ 9/10",
        "tong thi hieng khai li lich xong roi, xong tu 9/10",
    ],
)
def test_a_phrase_written_with_i_for_y_is_the_same_step(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.REPORT_STAGE
    assert reading.event_date is not None


@pytest.mark.parametrize(
    "text",
    [
        "rút tên Lò Thị Mai khỏi danh sách nguồn, cháu đi bộ đội rồi",
        "rut ten Lo Thi Mai khoi danh sach nguon, chau vao cong an roi",
        "quần chúng Lò Thị Mai đã vào Bình Dương làm công nhân, chi bộ đưa ra khỏi danh sách nguồn",
        "Đưa chị Lò Thị Mai ra khỏi nguồn: chị theo chồng xuống Thái Bình làm giáo viên",
    ],
)
def test_what_somebody_leaves_for_is_no_job_of_the_list(text: str) -> None:
    (person,) = _read(text).people
    assert person.categories == ()


@pytest.mark.parametrize(
    "text",
    [
        "mở lớp bồi dưỡng nhận thức về Đảng 5 ngày, không ai bỏ buổi nào",
        "Lớp nhận thức về Đảng khai giảng 3/10, không ai đi muộn",
        "Lễ kết nạp tổ chức hôm qua, không ai vắng mặt",
        "Tuần trước anh gọi mà em đang trên nương không có sóng",
        "Tháng này chị không có xe nên em không họp được",
    ],
)
def test_what_nobody_did_there_is_no_report_of_nobody(text: str) -> None:
    assert not _read(text).intent.is_report


@pytest.mark.parametrize(
    "text",
    [
        "tháng 9 chưa kết nạp được đảng viên nào, tại mấy đứa thanh niên đi Bình Dương làm hết trơn",
        "thang 9 chi bo chua ket nap duoc ai, tai may dua thanh nien di lam xa het",
        "Về kết nạp, tháng 9 chưa ai đủ điều kiện",
    ],
)
def test_why_nobody_was_admitted_asks_nothing(text: str) -> None:
    reading = _read(text)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.count is not None
    assert reading.count.value == 0


@pytest.mark.parametrize(
    "text",
    [
        "Lễ kết nạp thì chi bộ em dự kiến tổ chức vào 22/12 cho gần ngày thành lập quân đội",
        "Lễ kết nạp đồng chí Lò Thị Mai dự kiến tổ chức vào 22/12",
        "le ket nap thi chi bo em du kien to chuc vao 22/12",
        "Kết nạp Lò Thị Mai thì chi bộ dự kiến 22/12 làm",
        "Công nhận chính thức cho Lò Thị Mai thì dự kiến 3/12 họp",
    ],
)
def test_an_event_whose_day_is_only_planned_has_not_happened(text: str) -> None:
    assert _read(text).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Thị Mai hôm 9/10 theo đúng dự kiến",
        "Chi bộ kết nạp Lò Thị Mai sớm hơn dự kiến, ngày 9/10",
        "Đã kết nạp Lò Thị Mai ngày 9/10 dự kiến tháng 12 kết nạp thêm Cà Văn Ban",
        "kết nạp Lò Thị Mai ngày 9/10 và sẽ kết nạp Cà Văn Ban vào tháng 12",
        "kết nạp Lò Thị Mai với Cà Văn Ban ngày 9/10... à em nhầm, Ban chưa có quyết định, chỉ có mình Mai",
        "kết nạp 9/10: Lò Thị Mai và Cà Văn Ban, à không, Ban thì chưa, chỉ Mai thôi",
        "kết nạp Lò Thị Mai ngày 9/10, danh sách do trưởng thôn Hồ Văn Thìn chép lại giúp em",
        "Anh Tư nhờ em báo là kết nạp Lò Thị Mai ngày 9/10",
        "Chị Loan dặn báo là chi bộ kết nạp Lò Thị Mai ngày 9/10",
    ],
)
def test_whoever_is_planned_taken_back_or_wrote_it_down_is_left_out(text: str) -> None:
    reading = _read(text)
    assert full_names(reading.people) == ["Lò Thị Mai"]
    assert reading.event_date is not None
    assert reading.event_date.value == date(2026, 10, 9)


def test_somebody_called_like_the_word_for_taking_back_is_that_person() -> None:
    reading = _read("kết nạp Lê Quốc Huy và Phan Thị Diệu ngày 5/10, à em nhầm, hôm đó chỉ có mình Huy")
    assert full_names(reading.people) == ["Lê Quốc Huy"]


def test_the_beginning_of_the_month_already_gone_by_is_no_month_before() -> None:
    reading = _read("chị Lò Thị Mai đã học xong lớp bồi dưỡng nhận thức về Đảng hồi đầu tháng rồi ạ")
    assert reading.period is None
    assert Field.EVENT_DATE in reading.missing


def test_who_writes_answers_and_no_commune_has() -> None:
    reading = _read(
        "Anh hỏi việc cháu Sùng Thị Dợ thì em trả lời thế này: hồ sơ của cháu đã gửi đi thẩm tra hôm 9/10"
    )
    assert reading.stage is not None
    assert reading.stage.value is Stage.VERIFICATION_SENT
