"""Long messages that ask, correct or set a target: what is told beside it neither hides nor changes it."""

from datetime import date

from language.reading import Intent, Reading, full_names
from language.understanding import understand

_SENT_ON = date(2026, 3, 23)
_WEATHER = (
    "Đợt này mưa nhiều quá, đường vào bản trơn trượt, bà con vừa gặt xong lúa nương nên em gửi hơi chậm."
)


def _read(text: str) -> Reading:
    return understand(text, _SENT_ON)


def test_a_question_is_read_out_of_what_leads_to_it() -> None:
    reading = _read(
        "Anh ơi cho em hỏi tí ạ, hôm trước anh có nhắc vụ rà soát đảng viên dự bị mà em ghi không kịp. "
        "Năm ngoái em bị phê bình rồi. Trong tháng 4 này có đồng chí nào đến hạn chuyển chính thức không?"
    )
    assert reading.intent is Intent.QUERY_DEADLINES
    assert reading.period and reading.period.value.start == date(2026, 4, 1)


def test_when_somebody_ends_probation_is_asked_of_that_person() -> None:
    reading = _read("bao giờ thì đ/c Lường Thị Thiên hết dự bị nhỉ")
    assert reading.intent is Intent.QUERY_PERSON
    assert full_names(reading.people) == ["Lường Thị Thiên"]


def test_a_day_on_which_something_was_said_is_no_correction_of_the_day_it_happened() -> None:
    reading = _read("tin hôm qua em nhắn bị sai, ngày kết nạp là 21/3 chứ không phải 20/3")
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date and reading.event_date.value == date(2026, 3, 21)


def test_a_correction_told_over_three_sentences_is_one() -> None:
    reading = _read(
        "Hôm thứ 6 em báo trường hợp kết nạp anh Bế Văn Hiệu mà em ghi lộn xộn quá, chị sửa hộ em mấy chỗ. "
        "Thứ nhất tên đệm là Viết chứ không phải Văn, tức là Bế Viết Hiệu. Thứ hai năm sinh là 1993."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert full_names(reading.people) == ["Bế Viết Hiệu"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1993


def test_what_was_fulfilled_sets_no_target() -> None:
    reading = _read("Năm qua toàn xã hoàn thành 17/19 chỉ tiêu nghị quyết, giao thông đạt 4,2 km")
    assert reading.intent is Intent.NONE


def test_a_late_report_asks_for_no_deadline() -> None:
    assert _read("dạo này bận quá nên em báo cáo trễ hạn, mong anh bỏ qua").intent is Intent.NONE
    assert _read("chi bộ nào báo cáo trễ hạn").intent is Intent.QUERY_DEADLINES


def test_a_question_in_bare_letters_names_nobody() -> None:
    reading = _read("ket nap xong thi trong bao lau phai cu nguoi giup do")
    assert reading.intent is Intent.HELP
    assert reading.people == ()


def test_a_target_of_a_group_alone_is_no_target_of_the_unit() -> None:
    assert _read("giao chỉ tiêu nữ 2027: bản Nà La 2, bản Pá Công 1").intent is not Intent.SET_QUOTA


def test_a_loudspeaker_to_be_mended_corrects_nothing_beside_a_question() -> None:
    reading = _read(
        "Em có hai việc nhờ chị. Một là loa của buôn hư rồi, chị nói anh kỹ thuật xuống sửa giùm. "
        "Hai là chị xem giùm em hồ sơ của Y Khoa Mlô tới đâu rồi, mẹ em ấy hỏi hoài, bà trông lắm."
    )
    assert reading.intent is Intent.QUERY_PERSON
    assert full_names(reading.people) == ["Y Khoa Mlô"]


def test_a_correction_is_of_whom_the_sentence_before_named() -> None:
    reading = _read(
        "Sáng qua em có báo kết nạp cháu Trần Quốc Bảo, em ghi nhầm năm sinh cháu nó, do tối mắt em kém. "
        "Chị sửa giúp em là cháu sinh năm 2003 chứ không phải 2008 nhé."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert full_names(reading.people) == ["Trần Quốc Bảo"]


def test_an_earlier_message_that_is_taken_back_is_not_told_again() -> None:
    reading = _read(
        f"Chị ơi, hôm bữa em có nhắn chị là bỏ tên cháu Lò Văn Toán khỏi danh sách nguồn, nay gia đình lên "
        f"xin lại, thôi chị cứ coi như em chưa gửi tin đó nha chị. {_WEATHER} Cháu nó nói xong lại hối hận."
    )
    assert reading.intent is Intent.UNDO_LAST


def test_whoever_is_gone_beside_a_question_is_why_it_is_asked() -> None:
    reading = _read(
        "Em mới nhận bàn giao chi bộ trạm y tế xã Ia Rsai. Em muốn biết năm nay đã kết nạp được những ai? "
        "Chị Nay H'Bia bí thư cũ chuyển công tác không để lại gì hết. Em cảm ơn ạ."
    )
    assert reading.intent is Intent.QUERY_TOTALS
    assert not full_names(reading.people)


def test_a_target_that_goes_down_is_what_it_goes_down_to() -> None:
    reading = _read(
        "Căn cứ kết luận ngày 20/3, Đảng ủy xã Mường Bú điều chỉnh chỉ tiêu kết nạp đảng viên năm 2026 của "
        "chi bộ bản Cứp từ 2 xuống còn 1 đồng chí. Các chi bộ khác giữ nguyên. Hội nghị dự kiến ngày 22/12."
    )
    assert reading.intent is Intent.SET_QUOTA
    assert [quota.low.value for quota in reading.quotas] == [1]


def test_words_that_ask_for_nothing_are_no_question_beside_a_report() -> None:
    for aside in (
        "Làm xong giấy tờ em báo cáo chị sau ạ.",
        "Năm nay coi như em thiếu chỉ tiêu một người rồi.",
    ):
        reading = _read(f"{_WEATHER} Tháng 2 chi bộ em không kết nạp được ai chị ạ. {aside}")
        assert reading.intent is Intent.REPORT_ADMISSION, aside
        assert reading.count and reading.count.value == 0


def test_what_was_written_wrong_and_when_is_no_new_value() -> None:
    reading = _read(
        f"{_WEATHER} Đồng chí Ly Xè Hừ em báo kết nạp hôm thứ sáu ấy, em ghi sinh năm 1996 nhưng thực ra "
        "đồng chí ấy sinh năm 1997. Chị sửa giúp em với nhé, em cảm ơn chị."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1997
    assert reading.event_date is None


def test_luck_and_those_who_must_wait_are_no_questions() -> None:
    for aside in (
        "Lũ về hôm 17 cuốn mất cái máy phát điện của thôn, may người không sao.",
        "Còn chuyện kết nạp mấy em thì chắc phải để qua mùa gặt mới tính được chị ơi.",
    ):
        reading = _read(
            f"{aside} Lễ kết nạp cháu Sùng Seo Pao ngày 20/3 thì chưa làm được đâu chị, {_WEATHER}"
        )
        assert reading.intent is Intent.NONE, aside


def test_a_part_of_a_target_is_not_the_target() -> None:
    reading = _read("Chỉ tiêu kết nạp năm 2027 giao chi bộ thôn Phú Mỹ là 4 đồng chí, trong đó ít nhất 2 nữ")
    assert [quota.low.value for quota in reading.quotas] == [4]


def test_a_question_of_the_whole_commune_is_not_asked_of_the_writer_s_cell() -> None:
    reading = _read(
        "Dạ em chào anh Trường. Em Diệu bên chi bộ trạm khuyến nông, em phải làm slide cho kịp thứ bảy. "
        "Anh cho em hỏi năm 2025 xã mình kết nạp được bao nhiêu đảng viên ạ? Em cảm ơn anh nhiều."
    )
    assert reading.intent is Intent.QUERY_TOTALS
    assert reading.unit is None


def test_how_to_send_and_what_to_do_are_asked_for_in_long_messages_too() -> None:
    for asked in (
        "nhờ các đồng chí chỉ giùm cách gửi báo cáo kết nạp vào đây, gửi nhầm thì sửa ra sao?",
        "chi bộ em có trường hợp này em không biết xử lý thế nào ạ.",
    ):
        assert _read(f"Kính chào các đồng chí. {_WEATHER} Tuổi cao mắt kém, {asked}").intent is Intent.HELP


def test_the_sister_of_whom_a_correction_names_is_corrected_in_nothing() -> None:
    reading = _read(
        f"{_WEATHER} Hôm 12/3 bác bí thư thôn em báo kết nạp nhầm tên chị ạ. Đúng phải là Bàn Thị Lai chứ "
        "không phải Bàn Thị Lan, cháu Lan là em gái của Lai. Chị sửa tên lại giúp thôn em với."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert full_names(reading.people) == ["Bàn Thị Lai"]


def test_an_admission_of_last_year_beside_a_question_is_no_news() -> None:
    reading = _read(
        f"{_WEATHER} Chị cho em hỏi đảng viên dự bị của em đi xa thì có được chuyển chính thức không ạ? "
        "Đồng chí ấy tên Lương Thế Vinh, kết nạp 15/5/2025. Em cảm ơn chị nhiều."
    )
    assert not reading.intent.is_report


def test_what_was_right_is_not_told_again_beside_what_was_wrong() -> None:
    reading = _read(
        "Hôm nay em nhắn anh việc cụ thể thế này: em ghi hôm trước đồng chí Vũ Thị Nguyệt là dân tộc Kinh, "
        "nhưng đồng chí ấy là người Sán Dìu cơ. Anh chỉnh lại giúp em. Còn ngày kết nạp 5/3 thì đúng rồi."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.people[0].ethnicity and reading.people[0].ethnicity.value == "Sán Dìu"
    assert reading.event_date is None


def test_what_was_written_and_called_wrong_is_none_of_the_new_values() -> None:
    reading = _read(
        "Sáng nay em gửi anh tin về đồng chí Bế Thị Lụa mà lúc ấy em đang ở chợ nên ghi sai mất hai chỗ. "
        "Em ghi dân tộc Tày, sinh năm 1994 là sai ạ. Đúng ra dân tộc Sán Chay, sinh năm 1996."
    )
    (person,) = reading.people
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date is None
    assert person.ethnicity and person.ethnicity.value == "Sán Chay"
    assert person.birth_date and str(person.birth_date.value) == "1996"


def test_a_report_that_is_to_be_corrected_is_not_told_again() -> None:
    reading = _read(
        "Hôm qua em báo kết nạp anh Lò Văn Pâng, em ghi nhầm dân tộc Thái, đúng là Khơ Mú, chị sửa giúp em"
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date is None
    assert reading.people[0].ethnicity and reading.people[0].ethnicity.value == "Khơ Mú"


def test_how_a_hall_is_decorated_asks_for_no_figure() -> None:
    for text in (
        "Cờ Đảng với cờ Tổ quốc thì treo bên nào, ảnh Bác để trên hay dưới dòng chữ hả chị?",
        "Lễ kết nạp thì tượng Bác với bình hoa đặt thế nào hả anh?",
        "Em nhắn vội, chữ nghĩa lộn xộn, cần giấy tờ gì thì hú em một tiếng",
    ):
        assert _read(text).intent is Intent.NONE, text


def test_whoever_says_how_it_is_done_is_not_asked_about() -> None:
    reading = _read("Bác Khang bảo cứ nhắn vào đây, nhưng em chưa biết cách dùng, phải nhắn theo mẫu nào?")
    assert reading.intent is Intent.HELP
