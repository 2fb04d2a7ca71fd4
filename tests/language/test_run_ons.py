"""Text spoken into the telephone, without a stop: it is read as the sentences it consists of."""

from datetime import date

from language.reading import Intent, Reading, full_names
from language.understanding import understand

_SENT_ON = date(2026, 11, 9)
_SPOKEN = (
    "dạ em chào chị Lan em là Thúy bên chi bộ thôn Nậm Khắt đây ạ mấy hôm nay trời rét quá chị nhỉ "
    "em báo cáo chị là ngày 6/11 chi bộ em đã kết nạp được đồng chí Hảng A Dê sinh năm 2001 dân tộc Mông "
    "người giúp đỡ là đồng chí Giàng A Sùng {behind} em cảm ơn chị"
)


def _read(behind: str) -> Reading:
    return understand(_SPOKEN.format(behind=behind), _SENT_ON)


def test_a_report_spoken_without_a_stop_is_read_out_of_what_surrounds_it() -> None:
    reading = _read("còn hồ sơ mấy hôm nữa em mang xuống chị nhé tại xe em đang hỏng")
    assert reading.intent is Intent.REPORT_ADMISSION
    assert full_names(reading.people) == ["Hảng A Dê"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Giàng A Sùng"
    assert reading.event_date and reading.event_date.value == date(2026, 11, 6)
    assert reading.unit and reading.unit.value == "thôn Nậm Khắt"


def test_a_plan_spoken_in_the_same_breath_does_not_put_off_what_was_done() -> None:
    reading = _read("em hứa tháng sau sẽ báo cáo chị sớm hơn")
    assert reading.intent is Intent.REPORT_ADMISSION
    assert full_names(reading.people) == ["Hảng A Dê"]


def test_a_plan_that_is_all_there_is_stays_one() -> None:
    reading = understand(
        "chào chú cháu là Phượng chi bộ trạm y tế đây ạ mấy hôm nay rét đậm trâu bò chết nhiều "
        "theo kế hoạch thì ngày 6/11 chi bộ cháu làm lễ kết nạp cho đồng chí Mùa Thị Chía sinh năm 1998 "
        "chú cho cháu mượn bộ cờ một hôm nhé cháu cảm ơn chú",
        _SENT_ON,
    )
    assert reading.intent is Intent.NONE


def test_years_of_birth_without_commas_belong_to_the_names_before_them() -> None:
    reading = understand(
        "Chi bộ đưa vào danh sách nguồn Lầu A Vừ sinh năm 2002 Vàng Thị Ninh sinh năm 2000 "
        "và Lầu Thị Súng sinh năm 2004",
        _SENT_ON,
    )
    births = [str(person.birth_date.value) for person in reading.people if person.birth_date]
    assert births == ["2002", "2000", "2004"]
