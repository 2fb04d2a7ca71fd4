"""Long messages: asides, plans and other bodies' news beside a report or a question change neither."""

from datetime import date

from domain.pipeline import Stage
from language.reading import Intent, Reading
from language.understanding import understand

_SENT_ON = date(2026, 3, 23)
_REPORT = "Hôm 20/3 chi bộ bản Tá Miếu đã kết nạp đồng chí Ly Xè Hừ, sinh năm 1996, dân tộc Hà Nhì."
_WEATHER = (
    "Đợt này mưa nhiều quá, đường vào bản trơn trượt, bà con vừa gặt xong lúa nương nên em gửi hơi chậm."
)


def _read(text: str) -> Reading:
    return understand(text, _SENT_ON)


def _names(reading: Reading) -> list[str]:
    return [person.full_name.value for person in reading.people if person.full_name]


def test_talk_around_a_report_changes_nothing_of_it() -> None:
    alone, amid = (
        _read(_REPORT),
        _read(f"Em chào chị Hạnh ạ. {_WEATHER} {_REPORT} Chị xem giúp em đã đủ chưa ạ?"),
    )
    assert amid.intent is alone.intent is Intent.REPORT_ADMISSION
    assert _names(amid) == _names(alone) == ["Ly Xè Hừ"]
    assert amid.event_date and alone.event_date and amid.event_date.value == alone.event_date.value


def test_values_keep_their_place_in_the_raw_text_behind_an_aside() -> None:
    text = f"{_WEATHER} {_REPORT}"
    name = _read(text).people[0].full_name
    assert name is not None
    assert text[name.start : name.end] == "Ly Xè Hừ"


def test_a_plan_in_another_sentence_is_no_part_of_the_report() -> None:
    reading = _read(f"{_REPORT} Còn cô Trang thì xin lùi sang năm vì đang nghỉ thai sản, em báo để chị biết.")
    assert _names(reading) == ["Ly Xè Hừ"]


def test_a_step_told_of_nobody_beside_a_plan_is_not_written() -> None:
    reading = _read(
        "Theo lịch thì tối 25/3 chi bộ bản Chà Ngà sẽ họp xét kết nạp cho đồng chí Mùa A Vảng, mời anh về. "
        "Hồ sơ thì xã đã thẩm tra xong từ tháng trước rồi, anh yên tâm nhé."
    )
    assert reading.intent is Intent.NONE


def test_a_question_is_read_out_of_what_leads_to_it() -> None:
    reading = _read(
        "Anh ơi cho em hỏi tí ạ, hôm trước anh có nhắc vụ rà soát đảng viên dự bị mà em ghi không kịp. "
        "Năm ngoái em bị phê bình rồi. Trong tháng 4 này có đồng chí nào đến hạn chuyển chính thức không?"
    )
    assert reading.intent is Intent.QUERY_DEADLINES
    assert reading.period and reading.period.value.start == date(2026, 4, 1)


def test_why_something_did_not_happen_is_no_news_of_its_own() -> None:
    assert _read("chưa chuyển chính thức cho đ/c Lò Văn Ơn được vì đang bị kỷ luật").intent is Intent.NONE
    assert _read("đ/c Lò Văn Ơn bị kỷ luật, xóa tên ngày 20/3").intent is Intent.REPORT_DROPPED


def test_the_decision_by_which_somebody_was_admitted_is_no_event_beside_the_admission() -> None:
    told = "Căn cứ QĐ kết nạp số 210 ngày 15/3/2026, chi bộ đã kết nạp đ/c Nguyễn Hoàng Long hôm 20/3"
    assert _read(told).intent is Intent.REPORT_ADMISSION
    decision = _read("QĐ kết nạp số 210 ngày 15/3/2026 của đ/c Nguyễn Hoàng Long")
    assert decision.stage is not None
    assert decision.stage.value is Stage.DECISION


def test_who_signs_or_speaks_is_not_reported() -> None:
    signed = _read(f"{_REPORT}\nNgười báo cáo: Hoàng Thị Vẻ")
    assert _names(signed) == ["Ly Xè Hừ"]
    spoken = _read(
        f"Em Hà bí thư chi bộ bản Tá Miếu đây ạ, cả tuần nay em bận nên giờ mới báo được. {_REPORT}"
    )
    assert _names(spoken) == ["Ly Xè Hừ"]


def test_the_same_name_told_again_is_the_same_person() -> None:
    reading = _read(
        "Hôm qua chi bộ bỏ phiếu đề nghị kết nạp Lý Văn Sẹng, bà con ai cũng vui, văn nghệ đến tối. "
        "Lý Văn Sẹng là dân quân, dân tộc Nùng."
    )
    assert _names(reading) == ["Lý Văn Sẹng"]
    assert reading.people[0].ethnicity and reading.people[0].ethnicity.value == "Nùng"


def test_one_mentor_of_both_is_the_mentor_of_each() -> None:
    reading = _read("Kết nạp 22/3: Lò Văn Lợi, Cà Thị Duyên. Cả hai do đ/c Hà Văn Bun, phó bí thư, giúp đỡ")
    assert [p.mentor.value for p in reading.people if p.mentor] == ["Hà Văn Bun", "Hà Văn Bun"]


def test_when_somebody_ends_probation_is_asked_of_that_person() -> None:
    reading = _read("bao giờ thì đ/c Lường Thị Thiên hết dự bị nhỉ")
    assert reading.intent is Intent.QUERY_PERSON
    assert _names(reading) == ["Lường Thị Thiên"]


def test_items_of_a_list_that_begins_with_the_first_are_no_weekdays() -> None:
    reading = _read("Danh sách nguồn: thứ nhất Phạm Văn Khởi, sinh 1991, thứ hai Đào Thị Nga, sinh 1995")
    assert _names(reading) == ["Phạm Văn Khởi", "Đào Thị Nga"]
    assert reading.event_date is None


def test_a_day_on_which_something_was_said_is_no_correction_of_the_day_it_happened() -> None:
    reading = _read("tin hôm qua em nhắn bị sai, ngày kết nạp là 21/3 chứ không phải 20/3")
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.event_date and reading.event_date.value == date(2026, 3, 21)


def test_what_is_done_for_a_dossier_is_no_dossier() -> None:
    reading = _read("đ/c Mạc Văn Đức học xong lớp nhận thức hôm 14/3, báo chị để chi bộ làm hồ sơ")
    assert reading.intent is Intent.REPORT_CLASS


def test_each_is_what_is_said_right_behind_the_own_name() -> None:
    reading = _read(
        "Kết nạp Blúp Văn Ngưi và Zơ Râm Thị Tép ngày 16/3. Cả hai đều là người Cơ Tu, "
        "đồng chí Ngưi là dân quân, đồng chí Tép là giáo viên."
    )
    told = [
        (p.ethnicity.value if p.ethnicity else "", [c.value for c in p.categories]) for p in reading.people
    ]
    assert told == [("Cơ Tu", ["militia"]), ("Cơ Tu", ["teacher"])]


def test_who_came_spoke_is_ill_or_presides_is_not_reported() -> None:
    for aside in (
        "Buổi lễ có đồng chí Vũ Đình Khoa, phó bí thư Đảng ủy xã về dự và phát biểu.",
        "Hôm đó vắng hai người, ông Lưu nằm viện, bà Tứ đi thăm con.",
        "Đồng chí Lường Văn Inh, bí thư chi bộ, chủ trì buổi họp.",
        "Chi bộ cũng đi thăm bà Quàng Thị Ơn mới mổ.",
        "Anh Tạ Văn Phi và chị Đỗ Thị Nết thì chưa đủ điều kiện nên để lại năm sau.",
    ):
        assert _names(_read(f"{_REPORT} {aside} {_WEATHER}")) == ["Ly Xè Hừ"], aside


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
    assert _names(reading) == ["Ly Xè Hừ", "Lỳ Mé Xó"]
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
    assert _names(reading) == ["Ly Xè Hừ"]
    assert [(other.intent, _names(other)) for other in reading.others] == [
        (Intent.REPORT_OFFICIAL, ["Pờ Dần Sinh"])
    ]


def test_what_was_heard_at_another_place_is_no_report() -> None:
    reading = _read(
        "Hôm qua mình đi dự lễ kết nạp bên chi bộ bệnh viện, họ tổ chức trang trọng lắm, có cả hoa. "
        "Đồng chí mới kết nạp là bác sĩ Trịnh Thị Hạ My còn rất trẻ. Chúc cả nhà một tuần vui vẻ."
    )
    assert reading.intent is Intent.NONE


def test_a_correction_told_over_three_sentences_is_one() -> None:
    reading = _read(
        "Hôm thứ 6 em báo trường hợp kết nạp anh Bế Văn Hiệu mà em ghi lộn xộn quá, chị sửa hộ em mấy chỗ. "
        "Thứ nhất tên đệm là Viết chứ không phải Văn, tức là Bế Viết Hiệu. Thứ hai năm sinh là 1993."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert _names(reading) == ["Bế Viết Hiệu"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1993


def test_a_column_of_a_table_names_the_mentors() -> None:
    reading = _read(
        "Danh sách quần chúng ưu tú của chi bộ khu phố 2:\nHọ tên\tNăm sinh\tNgười giúp đỡ\n"
        "Lê Nguyễn Hà Giang\t2001\tPhạm Văn Đức\nVõ Minh Nhật\t1999\tLê Thị Hường"
    )
    assert _names(reading) == ["Lê Nguyễn Hà Giang", "Võ Minh Nhật"]
    assert [p.mentor.value for p in reading.people if p.mentor] == ["Phạm Văn Đức", "Lê Thị Hường"]


def test_nobody_this_month_is_told_though_others_are_named_beside_it() -> None:
    told = "Tháng này chi bộ không kết nạp được đồng chí nào"
    reading = _read(f"{told}, nguồn còn anh Phạm Văn Quy và chị Ngô Thị Lan")
    assert reading.count and reading.count.value == 0
    assert reading.people == ()


def test_what_is_said_of_an_earlier_step_of_the_same_person_is_no_event_beside_the_later_one() -> None:
    reading = _read(
        f"{_WEATHER} {_REPORT} Đồng chí Hừ do anh Lỳ Gò Xá và chị Pờ Mì Lé giới thiệu vào Đảng từ năm ngoái."
    )
    assert reading.intent is Intent.REPORT_ADMISSION
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.others == ()


def test_names_in_small_letters_are_read_where_only_a_unit_has_capitals() -> None:
    reading = _read(
        "em chào chị. tuần trước con em cưới nên em nghỉ mấy hôm. chi bộ bản Tá Miếu hôm 20/3 kết nạp "
        "hai đồng chí là vàng a chớ sinh năm 2000 và giàng thị sua sinh năm 2002. "
        "lúa nương năm nay tốt, mời chị lên ăn cơm mới."
    )
    assert [name.lower() for name in _names(reading)] == ["vàng a chớ", "giàng thị sua"]


def test_a_given_name_that_looks_like_a_title_is_the_one_told_of_before() -> None:
    reading = _read(
        "công nhận chính thức Quách Thị Mơ và Bùi Văn Đượm ngày 5/3. "
        "Đồng chí Mơ sinh năm 1995, đồng chí Đượm sinh năm 1989."
    )
    births = [str(person.birth_date.value) for person in reading.people if person.birth_date]
    assert _names(reading) == ["Quách Thị Mơ", "Bùi Văn Đượm"]
    assert births == ["1995", "1989"]


def test_what_was_fulfilled_sets_no_target() -> None:
    reading = _read("Năm qua toàn xã hoàn thành 17/19 chỉ tiêu nghị quyết, giao thông đạt 4,2 km")
    assert reading.intent is Intent.NONE


def test_a_late_report_asks_for_no_deadline() -> None:
    assert _read("dạo này bận quá nên em báo cáo trễ hạn, mong anh bỏ qua").intent is Intent.NONE
    assert _read("chi bộ nào báo cáo trễ hạn").intent is Intent.QUERY_DEADLINES


def test_who_was_sent_to_a_course_and_finished_it_finished_the_course() -> None:
    reading = _read(
        "chi bộ cử 3 quần chúng đi học, 2 người hoàn thành là Lò Thị Uyên và Hà Văn Hoàn ngày 5/3, "
        "còn Vì Quang Lịch mới học được 2 buổi"
    )
    assert reading.intent is Intent.REPORT_CLASS
    assert _names(reading) == ["Lò Thị Uyên", "Hà Văn Hoàn"]


def test_who_is_listed_and_who_finished_the_course_are_two_events() -> None:
    reading = _read(
        "12/3 kết nạp Quàng Văn Xôm; thêm qcưt Lò Thị Hím sn 2004; Hà Văn Lún học xong lớp cảm tình đảng 15/3"
    )
    told = [reading, *reading.others]
    assert [(one.intent, _names(one)) for one in told] == [
        (Intent.REPORT_ADMISSION, ["Quàng Văn Xôm"]),
        (Intent.REPORT_CANDIDATE, ["Lò Thị Hím"]),
        (Intent.REPORT_CLASS, ["Hà Văn Lún"]),
    ]
    assert told[1].event_date is None


def test_a_question_in_bare_letters_names_nobody() -> None:
    reading = _read("ket nap xong thi trong bao lau phai cu nguoi giup do")
    assert reading.intent is Intent.HELP
    assert reading.people == ()


def test_a_target_of_a_group_alone_is_no_target_of_the_unit() -> None:
    assert _read("giao chỉ tiêu nữ 2027: bản Nà La 2, bản Pá Công 1").intent is not Intent.SET_QUOTA


def test_who_speaks_for_which_cell_says_so_in_any_order() -> None:
    for head in (
        "Dạ thưa bác Tiến, cháu là Lò Thị Hoan ở bản Mường Pồn 2 ạ.",
        "Chị Hoa à, tôi Ksor Blâm bí thư bản Mường Pồn 2.",
        "Thưa chị, em là Y Ngọc Ayun, bí thư bản Mường Pồn 2.",
    ):
        reading = _read(
            f"{head} {_WEATHER} Ngày 20/3 chi bộ làm lễ kết nạp cho đồng chí Cà Văn Inh, sinh năm 1994."
        )
        assert reading.unit is not None
        assert reading.unit.value == "bản Mường Pồn 2"
        assert _names(reading) == ["Cà Văn Inh"]


def test_the_work_of_parents_is_not_that_of_the_one_reported() -> None:
    reading = _read(
        f"{_WEATHER} {_REPORT} Bố đồng chí là ông Ly Gió Xá, mẹ là bà Pờ Mì Lé đều là công chức về hưu."
    )
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.people[0].categories == ()


def test_a_loudspeaker_to_be_mended_corrects_nothing_beside_a_question() -> None:
    reading = _read(
        "Em có hai việc nhờ chị. Một là loa của buôn hư rồi, chị nói anh kỹ thuật xuống sửa giùm. "
        "Hai là chị xem giùm em hồ sơ của Y Khoa Mlô tới đâu rồi, mẹ em ấy hỏi hoài, bà trông lắm."
    )
    assert reading.intent is Intent.QUERY_PERSON
    assert _names(reading) == ["Y Khoa Mlô"]


def test_a_correction_is_of_whom_the_sentence_before_named() -> None:
    reading = _read(
        "Sáng qua em có báo kết nạp cháu Trần Quốc Bảo, em ghi nhầm năm sinh cháu nó, do tối mắt em kém. "
        "Chị sửa giúp em là cháu sinh năm 2003 chứ không phải 2008 nhé."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert _names(reading) == ["Trần Quốc Bảo"]


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
    assert not _names(reading)


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
    assert _names(reading) == ["Ly Xe Hu"]


def test_the_second_of_two_who_help_is_nobody_admitted() -> None:
    reading = _read(f"{_WEATHER} {_REPORT} Đảng viên giúp đỡ: Trương Hữu Nghĩa và Nguyễn Bá Lộc.")
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Trương Hữu Nghĩa"


def test_a_target_that_goes_down_is_what_it_goes_down_to() -> None:
    reading = _read(
        "Căn cứ kết luận ngày 20/3, Đảng ủy xã Mường Bú điều chỉnh chỉ tiêu kết nạp đảng viên năm 2026 của "
        "chi bộ bản Cứp từ 2 xuống còn 1 đồng chí. Các chi bộ khác giữ nguyên. Hội nghị dự kiến ngày 22/12."
    )
    assert reading.intent is Intent.SET_QUOTA
    assert [quota.low.value for quota in reading.quotas] == [1]


def test_a_resolution_that_proposes_recognition_makes_nobody_official() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 chi bộ đã họp và ban hành nghị quyết đề nghị công nhận chính thức cho "
        "đồng chí Ly Xè Hừ, sinh năm 1996. Em cảm ơn chị nhiều, chúc chị và gia đình luôn mạnh khỏe."
    )
    assert reading.intent is Intent.REPORT_STAGE
    assert reading.stage is not None
    assert reading.stage.value is Stage.CELL_RESOLUTION


def test_who_came_along_lends_no_office_to_those_reported() -> None:
    reading = _read(f"{_WEATHER} {_REPORT} Đồng chí Phan Văn Kỉnh bí thư đoàn đi cùng đưa đón cháu.")
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.people[0].categories == ()


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
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1997
    assert reading.event_date is None


def test_two_events_joined_by_and_with_a_day_between_are_two() -> None:
    reading = _read("Ngày 9/3 kết nạp Lò Thị Nhinh và ngày 16/3 công nhận chính thức đồng chí Quàng Văn Toàn")
    assert _names(reading) == ["Lò Thị Nhinh"]
    assert [_names(other) for other in reading.others] == [["Quàng Văn Toàn"]]


def test_a_title_told_later_with_the_whole_name_tells_the_gender() -> None:
    reading = _read(
        "Đưa vào nguồn:\n1. Sùng A Tủa, 2003\n2. Cứ Thị Dua, 2004\nAnh Sùng A Tủa do đ/c Vàng A Chư kèm cặp."
    )
    assert [p.gender.value if p.gender else None for p in reading.people] == ["male", None]


def test_a_quarter_without_anybody_does_not_hide_who_was_admitted_after_it() -> None:
    reading = _read(
        "Quý IV năm ngoái chi bộ em không kết nạp được đồng chí nào chị ạ, anh em trẻ đi làm xa hết. "
        "Còn tháng 3 này thì có chị Lâm Tuyết Mai, sinh năm 1990, được kết nạp ngày 16/3."
    )
    assert _names(reading) == ["Lâm Tuyết Mai"]
    assert reading.count is None
    assert reading.event_date and reading.event_date.value == date(2026, 3, 16)


def test_minutes_tell_the_day_of_what_was_resolved_in_them() -> None:
    reading = _read(
        "Biên bản họp chi bộ bản Nà Pheo (tháng 3)\nThời gian: 14h ngày 8/3/2026, địa điểm: nhà văn hóa bản\n"
        "Thành phần: 22/25 đảng viên\nI. Nhiệm vụ\n- Làm vệ sinh đường bản ngày 15/3\nII. Phát triển đảng\n"
        "Chi bộ nhất trí đưa quần chúng Lường Thị Yêu (sinh năm 2003) vào danh sách nguồn."
    )
    assert _names(reading) == ["Lường Thị Yêu"]
    assert reading.event_date and reading.event_date.value == date(2026, 3, 8)


def test_a_day_said_by_the_way_is_no_day_of_an_event() -> None:
    reading = _read(
        f"{_WEATHER}\n- Kết nạp mới trong năm: 02 đồng chí\n- Chuyển đi: 01\n- Khen thưởng: 02\n"
        "Tên cụ thể thì cô giáo văn thư đang giữ sổ, cô ấy nghỉ ốm đến thứ hai mới đi làm."
    )
    assert [told.event_date for told in (reading, *reading.others)] == [None, None]


def test_luck_and_those_who_must_wait_are_no_questions() -> None:
    for aside in (
        "Lũ về hôm 17 cuốn mất cái máy phát điện của thôn, may người không sao.",
        "Còn chuyện kết nạp mấy em thì chắc phải để qua mùa gặt mới tính được chị ơi.",
    ):
        reading = _read(
            f"{aside} Lễ kết nạp cháu Sùng Seo Pao ngày 20/3 thì chưa làm được đâu chị, {_WEATHER}"
        )
        assert reading.intent is Intent.NONE, aside


def test_who_is_left_for_later_behind_a_comma_keeps_nothing_of_who_was_admitted() -> None:
    reading = _read(
        f"{_REPORT} Người giới thiệu là bác Triệu Đức Long, còn anh Lục Văn Bình thì để đến năm sau vì "
        f"đang chờ xác minh. {_WEATHER}"
    )
    assert _names(reading) == ["Ly Xè Hừ"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Triệu Đức Long"


def test_small_letters_behind_an_office_are_no_unit_of_the_report() -> None:
    reading = _read(
        "Em chào anh, em là Hạng Thị Chở bản Sáng Nhè. Em Vàng A Tếnh (sinh 1999) tháng trước bị công an "
        "bắt, chi bộ đã họp ngày 2/3 thống nhất đưa ra khỏi danh sách nguồn. Mẫu của huyện bắt phải ghi."
    )
    assert reading.unit and reading.unit.value == "bản Sáng Nhè"


def test_a_part_of_a_target_is_not_the_target() -> None:
    reading = _read("Chỉ tiêu kết nạp năm 2027 giao chi bộ thôn Phú Mỹ là 4 đồng chí, trong đó ít nhất 2 nữ")
    assert [quota.low.value for quota in reading.quotas] == [4]


def test_whoever_only_a_describing_sentence_names_is_nobody_the_event_is_of() -> None:
    for aside in (
        "Bác Đỗ Minh Tiến cựu chiến binh là người hướng dẫn đồng chí Hừ.",
        "Người theo dõi chung: đ/c Quàng Văn Dưỡng.",
        "Còn Y Thim Êban với Lỳ Mé Xó thì sang quý sau mới làm được vì đang thiếu giấy khai sinh.",
    ):
        assert _names(_read(f"{_WEATHER} {_REPORT} {aside}")) == ["Ly Xè Hừ"], aside


def test_those_who_write_name_their_cell_in_many_ways() -> None:
    for head in (
        "Bác Nhâm ạ, cháu Tráng A Vảng bản Háng Lìa.",
        "Em Bùi Đức Anh, chi bộ bản Háng Lìa.",
        "Dạ con chào bác Năm. Con là Danh Thị Sà Phi, chi bộ bản Háng Lìa.",
    ):
        reading = _read(
            f"{head} {_WEATHER} Ngày 20/3 kết nạp đồng chí Cà Văn Inh, sinh năm 1994, dân tộc Thái."
        )
        assert reading.unit and reading.unit.value == "bản Háng Lìa", head
        assert _names(reading) == ["Cà Văn Inh"], head


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
    assert _names(reading) == ["Ngụy Thị Thu Thảo"]
    assert reading.event_date and reading.event_date.value == date(2026, 3, 19)


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
    assert _names(reading) == ["Bàn Thị Lai"]


def test_what_is_said_of_nobody_told_of_describes_nobody() -> None:
    for aside in (
        "Thầy giáo khen bản em học nghiêm túc.",
        "Chi bộ có 28 đảng viên (5 nữ).",
        "Nhà trường đang tuyển sinh khóa mới, mong anh tuyên truyền giúp.",
    ):
        (person,) = _read(f"{_WEATHER} {_REPORT} {aside}").people
        assert person.categories == (), aside
        assert person.gender is None, aside


def test_what_describes_changes_nothing_of_what_is_told() -> None:
    reading = _read(
        f"{_WEATHER} Chi bộ họp ngày 5/3/2026 đã biểu quyết đề nghị Đảng ủy xét kết nạp Lò Văn Thưởng, "
        "sinh 1999, dân tộc Khơ Mú. Chi đoàn bản giới thiệu từ tháng 12."
    )
    assert reading.stage and reading.stage.value is Stage.CELL_RESOLUTION


def test_an_admission_of_last_year_beside_a_question_is_no_news() -> None:
    reading = _read(
        f"{_WEATHER} Chị cho em hỏi đảng viên dự bị của em đi xa thì có được chuyển chính thức không ạ? "
        "Đồng chí ấy tên Lương Thế Vinh, kết nạp 15/5/2025. Em cảm ơn chị nhiều."
    )
    assert not reading.intent.is_report


def test_a_name_of_two_words_told_again_is_the_same_person() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 kết nạp đồng chí Kim Thị Sa Rone. Bạn Sa Rone sinh năm 1997, là giáo viên."
    )
    assert _names(reading) == ["Kim Thị Sa Rone"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1997


def test_whoever_helps_may_have_a_title_between_commas() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 kết nạp kỹ sư Nguyễn Hoàng Minh Quân (sinh 1995), do đồng chí Đào Xuân Thành, "
        "Quản đốc phân xưởng, giúp đỡ."
    )
    assert _names(reading) == ["Nguyễn Hoàng Minh Quân"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Đào Xuân Thành"


def test_how_many_are_left_are_no_candidates_beside_who_was_admitted() -> None:
    reading = _read(
        f"{_WEATHER} Quý I chi bộ em KN 2 (1 nữ), chuyển CT 1, hiện còn dự bị 3, nguồn 2. "
        "Không có trường hợp nào bị kỷ luật."
    )
    assert reading.count and reading.count.value == 2
    assert [other.intent for other in reading.others] == [Intent.REPORT_OFFICIAL]


def test_what_was_right_is_not_told_again_beside_what_was_wrong() -> None:
    reading = _read(
        "Hôm nay em nhắn anh việc cụ thể thế này: em ghi hôm trước đồng chí Vũ Thị Nguyệt là dân tộc Kinh, "
        "nhưng đồng chí ấy là người Sán Dìu cơ. Anh chỉnh lại giúp em. Còn ngày kết nạp 5/3 thì đúng rồi."
    )
    assert reading.intent is Intent.CORRECT_LAST
    assert reading.people[0].ethnicity and reading.people[0].ethnicity.value == "Sán Dìu"
    assert reading.event_date is None


def test_what_is_meant_for_a_day_has_not_been_done() -> None:
    for text in (
        "Định 5/4 họp chi bộ xét chuyển chính thức cho Tòng Văn Ún.",
        "Đồng chí Tòng Văn Ún sắp hết 12 tháng dự bị, em đã bảo đồng chí ấy viết bản tự kiểm điểm, "
        "định 5/4 họp chi bộ xét chuyển chính thức. Đồng chí giúp đỡ đang đi viện chưa về, em lo không kịp.",
    ):
        assert _read(text).intent is Intent.NONE


def test_somebody_called_like_the_word_for_meaning_to_is_somebody() -> None:
    told = _read("Anh Nguyễn Văn Định 5/3 kết nạp rồi nhé.")
    assert told.intent is Intent.REPORT_ADMISSION
    assert told.event_date is not None and told.event_date.value == date(2026, 3, 5)
