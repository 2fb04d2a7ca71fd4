"""What a message tells of others, of a time long past or of a day still to come is no report of today."""

from datetime import date

import pytest

from domain.people import BirthDate
from language.reading import SURE, Field, Intent, Problem
from language.understanding import understand

_TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "bác Lò Văn Páng ngày xưa được kết nạp ngày 3/2/1970",
        "bac lo van pang ngay xua duoc ket nap ngay 3/2/1970",
        "hồi xưa ông Lò Văn Páng vào Đảng năm 1968 ngoài mặt trận",
        "thời chống Mỹ bác được kết nạp ngay tại chiến trường, ngày 3/2/1970",
        "hoi tre bac lo van pang duoc ket nap 19/5/1975",
        "bên chi bộ trường mầm non họ kết nạp được 2 em",
        "ben chi bo truong mam non ho ket nap duoc 2 em",
        "bên ấp 5 họ vừa kết nạp 2 đồng chí ngày 3/11",
        "bản Lầu bên cạnh kết nạp Lò Văn Pha ngày 3/11",
        "Bản bên cạnh kết nạp 2 em",
        "thôn 3 kế bên đã kết nạp được 2 em",
        "bí thư trước đã kết nạp được 5 đồng chí",
        "ong bi thu cu ket nap duoc 4 nguoi hoi nam ngoai",
        "chi ủy khóa trước kết nạp được 6 đồng chí",
    ],
)
def test_what_others_did_or_what_was_long_ago_is_not_reported(text: str) -> None:
    reading = understand(text, _TODAY)
    assert (reading.intent, reading.problems) == (Intent.NONE, (Problem.BY_OTHERS,))


@pytest.mark.parametrize(
    "text",
    [
        "Ngày xưa bản mình khó lắm, nay chi bộ kết nạp được Lò Thị Mai ngày 5/11",
        "bí thư cũ nghỉ rồi, chi bộ em kết nạp Lò Thị Mai ngày 5/11",
        "Bên em kết nạp Lò Thị Mai ngày 5/11",
        "chi bộ kết nạp Lò Thị Mai ngày 5/11, họ hàng đến đông lắm",
    ],
)
def test_what_the_own_cell_did_stands_beside_what_others_did(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.event_date is not None
    assert reading.event_date.value == date(2026, 11, 5)


@pytest.mark.parametrize(
    "text",
    [
        "chi bộ em kết nạp Lò Thị Mai ngày 5/11. Bố em ấy là đảng viên kết nạp 1998",
        "kết nạp Lò Thị Mai ngày 5/11, chồng là đảng viên kết nạp 1998",
        "ket nap lo thi mai ngay 5/11. bo la dang vien ket nap 1998",
        "kết nạp Lò Thị Mai ngày 5/11, mẹ là đảng viên kết nạp ngày 3/2/1998",
    ],
)
def test_the_year_a_relative_joined_is_nobodys_birth(text: str) -> None:
    reading = understand(text, _TODAY)
    assert [person.birth_date for person in reading.people] == [None]
    assert reading.event_date is not None
    assert reading.event_date.value == date(2026, 11, 5)


@pytest.mark.parametrize("text", ["kết nạp lò văn mấng 99", "ket nap lo van mang 99", "lò văn mấng 99"])
def test_two_figures_that_close_what_is_said_of_somebody_are_the_year_of_birth(text: str) -> None:
    (person,) = understand(text, _TODAY).people
    assert person.birth_date is not None
    assert person.birth_date.value == BirthDate(year=1999)


@pytest.mark.parametrize("text", ["kết nạp Lò Thị Mai trước 30/11", "ket nap lo thi mai truoc 30/11"])
def test_a_day_before_which_it_shall_be_is_not_the_day(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.event_date is None
    assert Field.EVENT_DATE in reading.missing


@pytest.mark.parametrize(
    "text", ["kết nạp Lò Thị Mai ngày 30/11", "ket nap lo thi mai 5/12", "nhầm, ngày 30/11"]
)
def test_a_day_soon_to_come_is_last_years_only_with_a_doubt(text: str) -> None:
    day = understand(text, _TODAY).event_date
    assert day is not None
    assert day.value.year == 2025
    assert day.confidence < SURE


@pytest.mark.parametrize("text", ["kết nạp Lò Thị Mai ngày 5/11", "kết nạp Lò Thị Mai ngày 25/2"])
def test_a_day_that_is_over_leaves_no_doubt(text: str) -> None:
    day = understand(text, _TODAY).event_date
    assert day is not None
    assert day.confidence >= SURE


@pytest.mark.parametrize("text", ["ko có ai kết nạp a ạ", "ko co ai ket nap a a"])
def test_nobody_is_called_anh_a(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.count is not None
    assert reading.count.value == 0


@pytest.mark.parametrize(
    "text", ["bốn tháng qua kết nạp được mấy người", "bon thang qua ket nap duoc may nguoi"]
)
def test_four_months_gone_by_are_four_months(text: str) -> None:
    period = understand(text, _TODAY).period
    assert period is not None
    assert (period.value.start, period.value.end) == (date(2026, 7, 21), date(2026, 11, 21))


@pytest.mark.parametrize(
    "text",
    [
        "chi bộ em kết nạp Lò Thị Mai ngày 5/11, bản Lầu bên cạnh kết nạp 2 em",
        "bản em kết nạp Lò Thị Mai ngày 5/11, bên bản Lầu họ kết nạp 3 người",
        "chi bo em ket nap Lo Thi Mai ngay 5/11, ben ban Lau ho ket nap 3 nguoi",
    ],
)
def test_another_cells_admission_leaves_the_own_one_as_it_is(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert (len(reading.people), reading.count, reading.unit, reading.missing) == (1, None, None, ())


@pytest.mark.parametrize(
    "text",
    [
        "định cuối tháng này kết nạp 2 em",
        "dinh cuoi thang nay ket nap 2 em",
        "dinh thang 12 nay ket nap 2 em",
        "tính 20/12 kết nạp Lò Thị Mai",
        "tinh 20/12 ket nap lo thi mai",
        "chắc 20/12 kết nạp Lò Thị Mai",
        "em định 20/12 kết nạp Lò Thị Mai",
        "sang tháng 12 kết nạp Lò Thị Mai",
        "sang thang 12 ket nap lo thi mai",
    ],
)
def test_what_is_meant_for_a_time_is_a_plan(text: str) -> None:
    reading = understand(text, _TODAY)
    assert (reading.intent, reading.problems) == (Intent.NONE, (Problem.PLANNED,))


@pytest.mark.parametrize(
    "text",
    [
        "anh Tâm ạ, cụ Lò Văn Páng đảng viên mất hôm 5/11",
        "dạ anh Tâm ạ, cụ Lò Văn Páng mất hôm 5/11 rồi",
        "chị Hoa ơi, cụ Lò Văn Páng mất hôm 5/11",
    ],
)
def test_whoever_is_told_of_a_death_has_not_died(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.REPORT_DROPPED
    assert len(reading.people) == 1


@pytest.mark.parametrize(
    "text",
    [
        "mém kết nạp đc Lò Thị Mai rồi",
        "giá mà kết nạp được Lò Thị Mai hôm 5/11",
        "định đưa Lò Thị Mai vô nguồn mà thôi",
        "Lò Thị Mai rớt lớp cảm tình rồi",
        "Lò Thị Mai suýt bị xóa tên",
        "chồng Lò Thị Mai vừa được kết nạp hôm 5/11",
    ],
)
def test_what_nearly_happened_or_happened_to_kin_is_told_of_nobody(text: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.intent is Intent.NONE or not reading.people
