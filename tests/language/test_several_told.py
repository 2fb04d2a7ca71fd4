"""Several people or events in one message: whose day, whose column, which event."""

from datetime import date

import pytest

from domain.people import Gender
from language.reading import Intent, Reading, full_names
from language.understanding import understand

_SENT_ON = date(2026, 11, 24)


def _days(reading: Reading) -> dict[str, date | None]:
    """The day of each person told of, their own or the message's."""
    common = reading.event_date.value if reading.event_date else None
    return {
        person.full_name.value: person.event_date.value if person.event_date else common
        for person in reading.people
        if person.full_name
    }


def test_a_day_at_the_end_of_a_line_is_of_the_name_before_it() -> None:
    text = "Kết nạp ngày 10/11/2026\n1. Lò Văn Tướng · ngày 03/11/2026\n2. Quàng Thị Mới"
    told = _days(understand(text, _SENT_ON))
    assert told == {"Lò Văn Tướng": date(2026, 11, 3), "Quàng Thị Mới": date(2026, 11, 10)}


@pytest.mark.parametrize(
    "text",
    [
        "hôm 3/11 kết nạp đc Lò Văn Tướng còn hôm 10/11 kết nạp đc Quàng Thị Mới",
        "ngày 3/11 kết nạp Lò Văn Tướng, ngày 10/11 kết nạp Quàng Thị Mới",
        "NGÀY 3/11 KẾT NẠP LÒ VĂN TƯỚNG, NGÀY 10/11 KẾT NẠP QUÀNG THỊ MỚI",
        "kết nạp Lò Văn Tướng ngày 3/11, Quàng Thị Mới ngày 10/11",
        "Kết nạp:\n- Lò Văn Tướng, sinh 02/05/2001, 03/11/2026\n- Quàng Thị Mới, sinh 12/08/2000, 10/11/2026",
        "3/11 kết nạp đ/c Lò Văn Tướng và 10/11 kết nạp đ/c Quàng Thị Mới",
    ],
)
def test_each_person_has_the_day_told_beside_them(text: str) -> None:
    told = {name.title(): on for name, on in _days(understand(text, _SENT_ON)).items()}
    assert told == {"Lò Văn Tướng": date(2026, 11, 3), "Quàng Thị Mới": date(2026, 11, 10)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Ngày 3/11 chi bộ kết nạp đ/c Lò Văn Tướng (2001) và công nhận chính thức đ/c Quàng Thị Xuyến",
            {"Lò Văn Tướng": Intent.REPORT_ADMISSION, "Quàng Thị Xuyến": Intent.REPORT_OFFICIAL},
        ),
        (
            "bỏ Lò Văn Tướng, đưa Quàng Thị Xuyến vào nguồn",
            {"Lò Văn Tướng": Intent.REPORT_DROPPED, "Quàng Thị Xuyến": Intent.REPORT_CANDIDATE},
        ),
        (
            "xóa bạn Lò Văn Tướng, thêm bạn Quàng Thị Xuyến vào danh sách cảm tình",
            {"Lò Văn Tướng": Intent.REPORT_DROPPED, "Quàng Thị Xuyến": Intent.REPORT_CANDIDATE},
        ),
        (
            "ngay 3/11 cb ket nap dc lo van tuong va chuyen chinh thuc dc quang thi xuyen",
            {"Lo Van Tuong": Intent.REPORT_ADMISSION, "Quang Thi Xuyen": Intent.REPORT_OFFICIAL},
        ),
        (
            "chi bộ chuyển chính thức cho chị Quàng Thị Xuyến 9/9 với kết nạp thêm cháu Lò Văn Tướng 3/11",
            {"Quàng Thị Xuyến": Intent.REPORT_OFFICIAL, "Lò Văn Tướng": Intent.REPORT_ADMISSION},
        ),
        (
            "công nhận chính thức Lò Văn Ún với Hà Thị Xôm ngày 5/10",
            {"Lò Văn Ún": Intent.REPORT_OFFICIAL, "Hà Thị Xôm": Intent.REPORT_OFFICIAL},
        ),
    ],
)
def test_a_second_event_behind_va_is_of_its_own_people(text: str, told: dict[str, Intent]) -> None:
    reading = understand(text, _SENT_ON)
    found = {
        person.full_name.value: one.intent
        for one in (reading, *reading.others)
        for person in one.people
        if person.full_name
    }
    assert found == told


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp 10/11\nTT;Họ tên;Năm sinh;Nam;Nữ\n1;Lò Văn Tướng;2001;x;\n2;Quàng Thị Mới;2000;;x",
        "kết nạp 10/11\nSTT\tHọ tên\tNam\tNữ\n1\tLò Văn Tướng\t2001\t\n2\tQuàng Thị Mới\t\t2000",
        "kết nạp 10/11\nHọ tên | Sinh (nam) | Sinh (nữ)\nLò Văn Tướng | 2001 |\nQuàng Thị Mới | | 2000",
        "kết nạp 10/11\nHọ tên | Giới tính\nLò Văn Tướng | nam\nQuàng Thị Mới | nữ",
    ],
)
def test_a_table_with_a_column_for_men_and_one_for_women_says_who_is_which(text: str) -> None:
    genders = [person.gender.value for person in understand(text, _SENT_ON).people if person.gender]
    assert genders == [Gender.MALE, Gender.FEMALE]


@pytest.mark.parametrize(
    "text",
    [
        "ket nap lai lo van binh 1985 ngay 3/11, truoc day bi xoa ten nam 2018",
        "đc Lò Văn Bình trước bị xóa tên nay được kết nạp lại hôm 3/11",
        "kết nạp đảng lần 2 cho Lò Văn Bình ngày 3/11",
        "kết nạp lại đ/c Lò Văn Bình sn 1985 ngày 3/11",
    ],
)
def test_who_is_admitted_again_has_not_left(text: str) -> None:
    assert understand(text, _SENT_ON).intent is Intent.REPORT_ADMISSION


@pytest.mark.parametrize(
    "text",
    [
        "thu tuc ket nap dang vien can nhung giay to chi",
        "muốn kết nạp 1 đ/c thì phải làm răng",
        "dự bị mấy tháng thì được chuyển chính thức",
        "bao lâu thì được chuyển chính thức vậy em",
        "mấy tuổi mới được kết nạp",
        "QUY TRÌNH KẾT NẠP ĐẢNG RA SAO",
    ],
)
def test_how_it_is_done_is_asked_in_many_ways(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert (reading.intent, reading.asks_procedure) == (Intent.HELP, True)


def test_who_comes_in_as_an_official_member_is_not_recognised_here() -> None:
    reading = understand("chi bộ tiếp nhận Lò Văn Hùng đảng viên chính thức chuyển đến", _SENT_ON)
    assert reading.intent is not Intent.REPORT_OFFICIAL


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("hôm 23 tháng chạp vừa rồi kết nạp Lò Văn Tướng", date(2026, 2, 10)),
        ("ket nap lo van tuong 23 thang chap", date(2026, 2, 10)),
        ("kết nạp Lò Văn Tướng 8 tháng giêng", date(2026, 2, 24)),
        ("kết nạp Lò Văn Tướng mùng 6 Tết", date(2026, 2, 22)),
        ("KN LÒ VĂN TƯỚNG 10/3 AL", date(2026, 4, 26)),
        ("kết nạp Lò Văn Tướng hôm rằm tháng 9 âm lịch", date(2026, 10, 24)),
    ],
)
def test_a_lunar_day_is_asked_about_with_its_solar_day(text: str, proposed: date) -> None:
    reading = understand(text, _SENT_ON)
    assert reading.event_date is None
    assert reading.proposed_date is not None
    assert reading.proposed_date.value == proposed


@pytest.mark.parametrize(
    "text",
    [
        "năm nay tăng hay giảm so với năm 2025",
        "nam nay hon hay kem nam ngoai",
        "NĂM NAY SO VỚI NĂM NGOÁI",
    ],
)
def test_two_years_are_held_against_each_other(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert (reading.intent, reading.compares) == (Intent.QUERY_TOTALS, True)
    assert reading.period is not None
    assert reading.compared_with is not None
    years = (reading.period.value.start.year, reading.compared_with.value.start.year)
    assert years == (2026, 2025)


@pytest.mark.parametrize("text", ["đúng e", "dung r", "ok e", "chuẩn r nhé", "đúng rùi em"])
def test_a_yes_may_end_in_shorthand(text: str) -> None:
    assert understand(text, _SENT_ON, on_card=("Lò Văn Tướng",)).confirms


@pytest.mark.parametrize("text", ["tháng 10?", "thang 9", "còn tháng 9 nữa", "quý 3 sao", "rứa năm ngoái"])
def test_a_bare_period_leans_on_the_last_question(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert (reading.intent, reading.leans_on_last) == (Intent.QUERY_TOTALS, True)


@pytest.mark.parametrize(
    "text",
    ["tháng 11 không kết nạp ai, chuyển chính thức 1", "tháng 11 kết nạp 1, không chuyển chính thức ai"],
)
def test_a_month_with_one_of_two_events_is_no_month_with_nothing(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert reading.count is None or reading.count.value == 1


@pytest.mark.parametrize(
    "text", ["Chị Dung là giáo viên", "chi dung la giao vien", "sđt của Dung là 0912345678"]
)
def test_dung_behind_a_title_is_no_yes(text: str) -> None:
    reading = understand(text, _SENT_ON)
    assert not reading.confirms
    assert reading.intent is not Intent.CORRECT_LAST


@pytest.mark.parametrize("text", ["quên, còn Hà Văn Ún sinh 99 nữa", "à quên thêm Hà Văn Ún sn 1999 nữa"])
def test_somebody_forgotten_is_one_more(text: str) -> None:
    assert understand(text, _SENT_ON).continues


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp Lò Thị Hặc và Quàng Văn Piềng ngày 12/11, riêng Piềng ngày 14/11",
        "kết nạp Lò Thị Hặc và Quàng Văn Piềng ngày 12/11, riêng cháu Piềng thì làm lễ hôm 14",
        "KẾT NẠP LÒ THỊ HẶC VÀ QUÀNG VĂN PIỀNG NGÀY 12/11, CÒN PIỀNG LÀM LỄ NGÀY 14/11",
    ],
)
def test_whoever_is_singled_out_has_the_day_behind_it_and_the_others_theirs(text: str) -> None:
    assert list(_days(understand(text, _SENT_ON)).values()) == [date(2026, 11, 12), date(2026, 11, 14)]


def test_one_more_that_was_forgotten_is_told_and_not_asked_about() -> None:
    told = understand("còn một trường hợp nữa hôm đó quên chưa báo: Cà Thị Ún, 1999", _SENT_ON)
    assert told.continues
    assert full_names(told.people) == ["Cà Thị Ún"]


def test_a_day_at_the_head_of_a_clause_is_of_the_names_in_it() -> None:
    text = "sáng 15/11 kết nạp Lò Văn Inh và Quàng Thị Hiên; chiều 16/11 kết nạp thêm Tòng Văn Đôi sinh 1995"
    told = _days(understand(text, _SENT_ON))
    assert list(told.values()) == [date(2026, 11, 15), date(2026, 11, 15), date(2026, 11, 16)]


@pytest.mark.parametrize(
    "text",
    [
        "tháng 9 kết nạp 2 đồng chí trong đó có 1 nữ 2 dân tộc",
        "tháng 9 kết nạp 2 đồng chí trong đó nữ 1 dân tộc 2",
    ],
)
def test_numbers_stand_before_their_groups_or_behind_them(text: str) -> None:
    assert [part.count for part in understand(text, _SENT_ON).parts] == [1, 2]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "kết nạp Lò Thị Mai 5/11, nghị quyết chi bộ 3/10",
            {"report_admission": date(2026, 11, 5), "cell_resolution": date(2026, 10, 3)},
        ),
        (
            "lo thi mai gui tham tra 3/9, ket nap 5/11",
            {"report_admission": date(2026, 11, 5), "verification_sent": date(2026, 9, 3)},
        ),
        (
            "mở hồ sơ 3/11, gửi thẩm tra 6/11, chi bộ họp xét 10/11",
            {
                "dossier_opened": date(2026, 11, 3),
                "verification_sent": date(2026, 11, 6),
                "cell_resolution": date(2026, 11, 10),
            },
        ),
        (
            "có quyết định kết nạp Lò Thị Mai 3/10, lễ 5/11",
            {"report_admission": date(2026, 11, 5), "decision": date(2026, 10, 3)},
        ),
        (
            "LO THI MAI CO QD KET NAP 3/10, LE NGAY 5/11 A",
            {"report_admission": date(2026, 11, 5), "decision": date(2026, 10, 3)},
        ),
        (
            "có quyết định kết nạp Lò Thị Mai 3/10, làm lễ 5/12",
            {"decision": date(2026, 10, 3)},
        ),
        (
            "công nhận chính thức Lò Thị Mai 5/11/2026, kết nạp ngày 5/11/2025",
            {"report_official": date(2026, 11, 5)},
        ),
    ],
)
def test_no_step_with_a_day_of_its_own_is_lost(text: str, days: dict[str, date]) -> None:
    whole = understand(text, _SENT_ON)
    told = {
        (each.stage.value if each.stage else each.intent).value: each.event_date.value
        for each in (whole, *whole.others)
        if each.event_date
    }
    assert told == days


def test_a_target_of_the_whole_year_stands_beside_that_of_a_part() -> None:
    whole = understand("chỉ tiêu cả năm là 5, 6 tháng đầu năm 2", _SENT_ON)
    assert [each.quotas[0].low.value for each in (whole, *whole.others)] == [5, 2]
