"""Long messages: asides, plans and other bodies' news beside a report or a question change neither."""

from datetime import date

from domain.pipeline import Stage
from language.reading import Intent, Reading, full_names
from language.understanding import understand

_SENT_ON = date(2026, 3, 23)
_REPORT = "Hôm 20/3 chi bộ bản Tá Miếu đã kết nạp đồng chí Ly Xè Hừ, sinh năm 1996, dân tộc Hà Nhì."
_WEATHER = (
    "Đợt này mưa nhiều quá, đường vào bản trơn trượt, bà con vừa gặt xong lúa nương nên em gửi hơi chậm."
)


def _read(text: str) -> Reading:
    return understand(text, _SENT_ON)


def test_talk_around_a_report_changes_nothing_of_it() -> None:
    alone, amid = (
        _read(_REPORT),
        _read(f"Em chào chị Hạnh ạ. {_WEATHER} {_REPORT} Chị xem giúp em đã đủ chưa ạ?"),
    )
    assert amid.intent is alone.intent is Intent.REPORT_ADMISSION
    assert full_names(amid.people) == full_names(alone.people) == ["Ly Xè Hừ"]
    assert amid.event_date and alone.event_date and amid.event_date.value == alone.event_date.value


def test_values_keep_their_place_in_the_raw_text_behind_an_aside() -> None:
    text = f"{_WEATHER} {_REPORT}"
    name = _read(text).people[0].full_name
    assert name is not None
    assert text[name.start : name.end] == "Ly Xè Hừ"


def test_a_plan_in_another_sentence_is_no_part_of_the_report() -> None:
    reading = _read(f"{_REPORT} Còn cô Trang thì xin lùi sang năm vì đang nghỉ thai sản, em báo để chị biết.")
    assert full_names(reading.people) == ["Ly Xè Hừ"]


def test_a_step_told_of_nobody_beside_a_plan_is_not_written() -> None:
    reading = _read(
        "Theo lịch thì tối 25/3 chi bộ bản Chà Ngà sẽ họp xét kết nạp cho đồng chí Mùa A Vảng, mời anh về. "
        "Hồ sơ thì xã đã thẩm tra xong từ tháng trước rồi, anh yên tâm nhé."
    )
    assert reading.intent is Intent.NONE


def test_why_something_did_not_happen_is_no_news_of_its_own() -> None:
    assert _read("chưa chuyển chính thức cho đ/c Lò Văn Ơn được vì đang bị kỷ luật").intent is Intent.NONE
    assert _read("đ/c Lò Văn Ơn bị kỷ luật, xóa tên ngày 20/3").intent is Intent.REPORT_DROPPED


def test_the_decision_by_which_somebody_was_admitted_is_no_event_beside_the_admission() -> None:
    told = "Căn cứ QĐ kết nạp số 210 ngày 15/3/2026, chi bộ đã kết nạp đ/c Nguyễn Hoàng Long hôm 20/3"
    assert _read(told).intent is Intent.REPORT_ADMISSION
    decision = _read("QĐ kết nạp số 210 ngày 15/3/2026 của đ/c Nguyễn Hoàng Long")
    assert decision.stage is not None
    assert decision.stage.value is Stage.DECISION


def test_items_of_a_list_that_begins_with_the_first_are_no_weekdays() -> None:
    reading = _read("Danh sách nguồn: thứ nhất Phạm Văn Khởi, sinh 1991, thứ hai Đào Thị Nga, sinh 1995")
    assert full_names(reading.people) == ["Phạm Văn Khởi", "Đào Thị Nga"]
    assert reading.event_date is None


def test_what_is_done_for_a_dossier_is_no_dossier() -> None:
    reading = _read("đ/c Mạc Văn Đức học xong lớp nhận thức hôm 14/3, báo chị để chi bộ làm hồ sơ")
    assert reading.intent is Intent.REPORT_CLASS


def test_those_who_met_or_are_left_are_no_number_of_those_reported() -> None:
    reading = _read(
        f"{_REPORT} Buổi lễ có 28 đảng viên dự, vắng 3 đồng chí, còn lại 23 đảng viên. {_WEATHER}"
    )
    assert reading.count is None
    assert reading.missing == ()


def test_lines_of_a_report_are_sentences_but_rows_of_its_list_are_not() -> None:
    reading = _read(
        "BÁO CÁO THÁNG 3\n1. Tư tưởng: ổn định, bà con phấn khởi.\n"
        "2. Sinh hoạt: họp ngày 5/3, có 24/25 đồng chí.\n"
        "3. Phát triển đảng: ngày 20/3 kết nạp:\n- Ly Xè Hừ, sinh 1996\n- Lỳ Mé Xó, sinh 1999\n"
        "4. Đảng phí: thu đủ.\nBí thư chi bộ bản Tá Miếu: Phùng Lò Pà"
    )
    assert full_names(reading.people) == ["Ly Xè Hừ", "Lỳ Mé Xó"]
    assert reading.event_date and reading.event_date.value == date(2026, 3, 20)
    assert reading.unit and reading.unit.value == "bản Tá Miếu"


def test_a_meeting_s_day_is_that_of_what_followed_on_the_same_occasion() -> None:
    reading = _read(
        "Tối 8/3 chi bộ sinh hoạt thường kỳ, bàn việc thu đảng phí quý 1 và làm đường vào bản. "
        "Sau phần sinh hoạt, chi bộ đã làm lễ kết nạp cho đồng chí Ly Xè Hừ, sinh năm 1996."
    )
    assert reading.event_date and reading.event_date.value == date(2026, 3, 8)


def test_events_told_in_sentences_of_their_own_are_read_apart() -> None:
    reading = _read(
        f"{_WEATHER} {_REPORT} {_WEATHER} "
        "Đến ngày 22/3 chi bộ công nhận đảng viên chính thức cho đồng chí Pờ Dần Sinh, sinh 1990."
    )
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert [(other.intent, full_names(other.people)) for other in reading.others] == [
        (Intent.REPORT_OFFICIAL, ["Pờ Dần Sinh"])
    ]


def test_what_was_heard_at_another_place_is_no_report() -> None:
    reading = _read(
        "Hôm qua mình đi dự lễ kết nạp bên chi bộ bệnh viện, họ tổ chức trang trọng lắm, có cả hoa. "
        "Đồng chí mới kết nạp là bác sĩ Trịnh Thị Hạ My còn rất trẻ. Chúc cả nhà một tuần vui vẻ."
    )
    assert reading.intent is Intent.NONE


def test_nobody_this_month_is_told_though_others_are_named_beside_it() -> None:
    told = "Tháng này chi bộ không kết nạp được đồng chí nào"
    reading = _read(f"{told}, nguồn còn anh Phạm Văn Quy và chị Ngô Thị Lan")
    assert reading.count and reading.count.value == 0
    assert reading.people == ()


def test_who_was_sent_to_a_course_and_finished_it_finished_the_course() -> None:
    reading = _read(
        "chi bộ cử 3 quần chúng đi học, 2 người hoàn thành là Lò Thị Uyên và Hà Văn Hoàn ngày 5/3, "
        "còn Vì Quang Lịch mới học được 2 buổi"
    )
    assert reading.intent is Intent.REPORT_CLASS
    assert full_names(reading.people) == ["Lò Thị Uyên", "Hà Văn Hoàn"]


def test_who_is_listed_and_who_finished_the_course_are_two_events() -> None:
    reading = _read(
        "12/3 kết nạp Quàng Văn Xôm; thêm qcưt Lò Thị Hím sn 2004; Hà Văn Lún học xong lớp cảm tình đảng 15/3"
    )
    told = [reading, *reading.others]
    assert [(one.intent, full_names(one.people)) for one in told] == [
        (Intent.REPORT_ADMISSION, ["Quàng Văn Xôm"]),
        (Intent.REPORT_CANDIDATE, ["Lò Thị Hím"]),
        (Intent.REPORT_CLASS, ["Hà Văn Lún"]),
    ]
    assert told[1].event_date is None


def test_each_event_has_the_day_of_its_own_occasion() -> None:
    reading = _read(
        f"{_REPORT} {_WEATHER} Ngày 21/3 chi bộ đi thăm gia đình chính sách. Cùng ngày đồng chí Pờ Gò Xá "
        "được trao quyết định công nhận chính thức."
    )
    (other,) = reading.others
    assert reading.event_date and reading.event_date.value == date(2026, 3, 20)
    assert other.event_date and other.event_date.value == date(2026, 3, 21)


def test_one_matter_in_bare_letters_is_nothing_of_the_day_after_tomorrow() -> None:
    reading = _read(
        "Em bao anh mot viec: hom 20/3 chi bo ban Ta Mieu ket nap dong chi Ly Xe Hu, sinh nam 1996. "
        "Ba con vua gat xong lua nuong nen em gui hoi cham, anh thong cam giup em nhe."
    )
    assert reading.intent is Intent.REPORT_ADMISSION
    assert full_names(reading.people) == ["Ly Xe Hu"]


def test_a_long_message_in_markup_that_ends_a_line_is_read() -> None:
    reading = _read(f"<div><p>{_WEATHER} Ngày 9/3 chi bộ kết nạp đồng chí Lò Thị Nhinh</p></div>")
    assert full_names(reading.people) == ["Lò Thị Nhinh"]


def test_a_resolution_that_proposes_recognition_makes_nobody_official() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 chi bộ đã họp và ban hành nghị quyết đề nghị công nhận chính thức cho "
        "đồng chí Ly Xè Hừ, sinh năm 1996. Em cảm ơn chị nhiều, chúc chị và gia đình luôn mạnh khỏe."
    )
    assert reading.intent is Intent.REPORT_STAGE
    assert reading.stage is not None
    assert reading.stage.value is Stage.CELL_RESOLUTION


def test_two_events_joined_by_and_with_a_day_between_are_two() -> None:
    reading = _read("Ngày 9/3 kết nạp Lò Thị Nhinh và ngày 16/3 công nhận chính thức đồng chí Quàng Văn Toàn")
    assert full_names(reading.people) == ["Lò Thị Nhinh"]
    assert [full_names(other.people) for other in reading.others] == [["Quàng Văn Toàn"]]


def test_a_quarter_without_anybody_does_not_hide_who_was_admitted_after_it() -> None:
    reading = _read(
        "Quý IV năm ngoái chi bộ em không kết nạp được đồng chí nào chị ạ, anh em trẻ đi làm xa hết. "
        "Còn tháng 3 này thì có chị Lâm Tuyết Mai, sinh năm 1990, được kết nạp ngày 16/3."
    )
    assert full_names(reading.people) == ["Lâm Tuyết Mai"]
    assert reading.count is None
    assert reading.event_date and reading.event_date.value == date(2026, 3, 16)


def test_minutes_tell_the_day_of_what_was_resolved_in_them() -> None:
    reading = _read(
        "Biên bản họp chi bộ bản Nà Pheo (tháng 3)\nThời gian: 14h ngày 8/3/2026, địa điểm: nhà văn hóa bản\n"
        "Thành phần: 22/25 đảng viên\nI. Nhiệm vụ\n- Làm vệ sinh đường bản ngày 15/3\nII. Phát triển đảng\n"
        "Chi bộ nhất trí đưa quần chúng Lường Thị Yêu (sinh năm 2003) vào danh sách nguồn."
    )
    assert full_names(reading.people) == ["Lường Thị Yêu"]
    assert reading.event_date and reading.event_date.value == date(2026, 3, 8)


def test_a_day_said_by_the_way_is_no_day_of_an_event() -> None:
    reading = _read(
        f"{_WEATHER}\n- Kết nạp mới trong năm: 02 đồng chí\n- Chuyển đi: 01\n- Khen thưởng: 02\n"
        "Tên cụ thể thì cô giáo văn thư đang giữ sổ, cô ấy nghỉ ốm đến thứ hai mới đi làm."
    )
    assert [told.event_date for told in (reading, *reading.others)] == [None, None]


def test_a_decision_taken_stays_one_though_the_ceremony_waits() -> None:
    reading = _read(
        f"{_WEATHER} Cháu Giàng Thị Sênh (sinh 2002) hồ sơ xong cả rồi, đảng ủy cũng đã có quyết định kết "
        "nạp ngày 6/3, cả bản mong lắm mà lễ thì chưa làm vì chờ cờ."
    )
    assert reading.stage and reading.stage.value is Stage.DECISION
    assert reading.event_date and reading.event_date.value == date(2026, 3, 6)


def test_nobody_this_quarter_though_a_dossier_is_under_way() -> None:
    reading = _read(
        "Anh Vinh ơi, đoàn trường em kết nạp được hơn 60 đoàn viên mới, tổ chức 3 buổi hiến máu, vui lắm ạ. "
        "Nhưng công tác phát triển Đảng thì quý này vẫn chưa có em nào, hồ sơ em Vi Thị Hà My thẩm tra "
        "chưa xong."
    )
    assert reading.intent is Intent.REPORT_ADMISSION
    assert reading.count and reading.count.value == 0
    assert reading.people == ()


def test_nobody_punished_leaves_those_who_were_recognised() -> None:
    reading = _read(
        "Quý I chi bộ em kết nạp được 2 đồng chí, công nhận chính thức 1 đồng chí, không có ai bị kỷ luật, "
        "không có ai chuyển đi."
    )
    assert [(o.intent, o.count.value if o.count else None) for o in reading.others] == [
        (Intent.REPORT_OFFICIAL, 1)
    ]


def test_a_form_behind_a_greeting_is_read_as_a_form() -> None:
    reading = _read(
        "Kính gửi chị Tâm! Em Phan Thị Mến trường Tiểu học Quang Trung xin gửi chị hồ sơ tóm tắt:\n"
        "Họ và tên: Ngụy Thị Thu Thảo\nNgày sinh: 17/10/1996\nDân tộc: Hoa\nNghề nghiệp: Giáo viên\n"
        "Ngày kết nạp: 19/3/2026\nTrường em vừa tổng kết, các cô mệt nhoài vì làm học bạ."
    )
    assert full_names(reading.people) == ["Ngụy Thị Thu Thảo"]
    assert reading.event_date and reading.event_date.value == date(2026, 3, 19)


def test_how_many_are_left_are_no_candidates_beside_who_was_admitted() -> None:
    reading = _read(
        f"{_WEATHER} Quý I chi bộ em KN 2 (1 nữ), chuyển CT 1, hiện còn dự bị 3, nguồn 2. "
        "Không có trường hợp nào bị kỷ luật."
    )
    assert reading.count and reading.count.value == 2
    assert [other.intent for other in reading.others] == [Intent.REPORT_OFFICIAL]


def test_what_is_meant_for_a_day_has_not_been_done() -> None:
    for text in (
        "Định 5/4 họp chi bộ xét chuyển chính thức cho Tòng Văn Ún.",
        "Đồng chí Tòng Văn Ún sắp hết 12 tháng dự bị, em đã bảo đồng chí ấy viết bản tự kiểm điểm, "
        "định 5/4 họp chi bộ xét chuyển chính thức. Đồng chí giúp đỡ đang đi viện chưa về, em lo không kịp.",
    ):
        assert _read(text).intent is Intent.NONE
