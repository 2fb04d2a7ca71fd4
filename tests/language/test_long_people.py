"""Of whom a long message tells: who is only named beside them is not told of, and what describes them is."""

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


def test_who_signs_or_speaks_is_not_reported() -> None:
    signed = _read(f"{_REPORT}\nNgười báo cáo: Hoàng Thị Vẻ")
    assert full_names(signed.people) == ["Ly Xè Hừ"]
    spoken = _read(
        f"Em Hà bí thư chi bộ bản Tá Miếu đây ạ, cả tuần nay em bận nên giờ mới báo được. {_REPORT}"
    )
    assert full_names(spoken.people) == ["Ly Xè Hừ"]


def test_the_same_name_told_again_is_the_same_person() -> None:
    reading = _read(
        "Hôm qua chi bộ bỏ phiếu đề nghị kết nạp Lý Văn Sẹng, bà con ai cũng vui, văn nghệ đến tối. "
        "Lý Văn Sẹng là dân quân, dân tộc Nùng."
    )
    assert full_names(reading.people) == ["Lý Văn Sẹng"]
    assert reading.people[0].ethnicity and reading.people[0].ethnicity.value == "Nùng"


def test_one_mentor_of_both_is_the_mentor_of_each() -> None:
    reading = _read("Kết nạp 22/3: Lò Văn Lợi, Cà Thị Duyên. Cả hai do đ/c Hà Văn Bun, phó bí thư, giúp đỡ")
    assert [p.mentor.value for p in reading.people if p.mentor] == ["Hà Văn Bun", "Hà Văn Bun"]


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
        "Cô Trịnh Thu Hằng bên hội phụ nữ xã tặng mỗi đảng viên mới một cuốn Điều lệ Đảng.",
        "Cô giáo Cao Thị Tú ở trung tâm chính trị khen học khá.",
        "Danh sách do trưởng bản Hồ Văn Thìn chép lại giúp em.",
        "Dự lễ có thầy Đinh Văn Hoạch hiệu phó và bà Vì Thị Pọm bên hội phụ nữ xã.",
        "Giấy tờ thì để già Rơ Châm Pim kiểm tra lại rồi em gửi sau.",
        "Anh Tạ Văn Phi và chị Đỗ Thị Nết thì chưa đủ điều kiện nên để lại năm sau.",
    ):
        assert full_names(_read(f"{_REPORT} {aside} {_WEATHER}").people) == ["Ly Xè Hừ"], aside


def test_a_column_of_a_table_names_the_mentors() -> None:
    reading = _read(
        "Danh sách quần chúng ưu tú của chi bộ khu phố 2:\nHọ tên\tNăm sinh\tNgười giúp đỡ\n"
        "Lê Nguyễn Hà Giang\t2001\tPhạm Văn Đức\nVõ Minh Nhật\t1999\tLê Thị Hường"
    )
    assert full_names(reading.people) == ["Lê Nguyễn Hà Giang", "Võ Minh Nhật"]
    assert [p.mentor.value for p in reading.people if p.mentor] == ["Phạm Văn Đức", "Lê Thị Hường"]


def test_what_is_said_of_an_earlier_step_of_the_same_person_is_no_event_beside_the_later_one() -> None:
    reading = _read(
        f"{_WEATHER} {_REPORT} Đồng chí Hừ do anh Lỳ Gò Xá và chị Pờ Mì Lé giới thiệu vào Đảng từ năm ngoái."
    )
    assert reading.intent is Intent.REPORT_ADMISSION
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.others == ()


def test_names_in_small_letters_are_read_where_only_a_unit_has_capitals() -> None:
    reading = _read(
        "em chào chị. tuần trước con em cưới nên em nghỉ mấy hôm. chi bộ bản Tá Miếu hôm 20/3 kết nạp "
        "hai đồng chí là vàng a chớ sinh năm 2000 và giàng thị sua sinh năm 2002. "
        "lúa nương năm nay tốt, mời chị lên ăn cơm mới."
    )
    assert [name.lower() for name in full_names(reading.people)] == ["vàng a chớ", "giàng thị sua"]


def test_a_given_name_that_looks_like_a_title_is_the_one_told_of_before() -> None:
    reading = _read(
        "công nhận chính thức Quách Thị Mơ và Bùi Văn Đượm ngày 5/3. "
        "Đồng chí Mơ sinh năm 1995, đồng chí Đượm sinh năm 1989."
    )
    births = [str(person.birth_date.value) for person in reading.people if person.birth_date]
    assert full_names(reading.people) == ["Quách Thị Mơ", "Bùi Văn Đượm"]
    assert births == ["1995", "1989"]


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
        assert full_names(reading.people) == ["Cà Văn Inh"]


def test_the_work_of_parents_is_not_that_of_the_one_reported() -> None:
    reading = _read(
        f"{_WEATHER} {_REPORT} Bố đồng chí là ông Ly Gió Xá, mẹ là bà Pờ Mì Lé đều là công chức về hưu."
    )
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.people[0].categories == ()


def test_the_second_of_two_who_help_is_nobody_admitted() -> None:
    reading = _read(f"{_WEATHER} {_REPORT} Đảng viên giúp đỡ: Trương Hữu Nghĩa và Nguyễn Bá Lộc.")
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Trương Hữu Nghĩa"


def test_who_came_along_lends_no_office_to_those_reported() -> None:
    reading = _read(f"{_WEATHER} {_REPORT} Đồng chí Phan Văn Kỉnh bí thư đoàn đi cùng đưa đón cháu.")
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.people[0].categories == ()


def test_a_title_told_later_with_the_whole_name_tells_the_gender() -> None:
    reading = _read(
        "Đưa vào nguồn:\n1. Sùng A Tủa, 2003\n2. Cứ Thị Dua, 2004\nAnh Sùng A Tủa do đ/c Vàng A Chư kèm cặp."
    )
    assert [p.gender.value if p.gender else None for p in reading.people] == ["male", None]


def test_who_is_left_for_later_behind_a_comma_keeps_nothing_of_who_was_admitted() -> None:
    reading = _read(
        f"{_REPORT} Người giới thiệu là bác Triệu Đức Long, còn anh Lục Văn Bình thì để đến năm sau vì "
        f"đang chờ xác minh. {_WEATHER}"
    )
    assert full_names(reading.people) == ["Ly Xè Hừ"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Triệu Đức Long"


def test_small_letters_behind_an_office_are_no_unit_of_the_report() -> None:
    reading = _read(
        "Em chào anh, em là Hạng Thị Chở bản Sáng Nhè. Em Vàng A Tếnh (sinh 1999) tháng trước bị công an "
        "bắt, chi bộ đã họp ngày 2/3 thống nhất đưa ra khỏi danh sách nguồn. Mẫu của huyện bắt phải ghi."
    )
    assert reading.unit and reading.unit.value == "bản Sáng Nhè"


def test_whoever_only_a_describing_sentence_names_is_nobody_the_event_is_of() -> None:
    for aside in (
        "Bác Đỗ Minh Tiến cựu chiến binh là người hướng dẫn đồng chí Hừ.",
        "Người theo dõi chung: đ/c Quàng Văn Dưỡng.",
        "Còn Y Thim Êban với Lỳ Mé Xó thì sang quý sau mới làm được vì đang thiếu giấy khai sinh.",
    ):
        assert full_names(_read(f"{_WEATHER} {_REPORT} {aside}").people) == ["Ly Xè Hừ"], aside


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
        assert full_names(reading.people) == ["Cà Văn Inh"], head


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


def test_a_name_of_two_words_told_again_is_the_same_person() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 kết nạp đồng chí Kim Thị Sa Rone. Bạn Sa Rone sinh năm 1997, là giáo viên."
    )
    assert full_names(reading.people) == ["Kim Thị Sa Rone"]
    assert reading.people[0].birth_date and reading.people[0].birth_date.value.year == 1997


def test_whoever_helps_may_have_a_title_between_commas() -> None:
    reading = _read(
        f"{_WEATHER} Ngày 20/3 kết nạp kỹ sư Nguyễn Hoàng Minh Quân (sinh 1995), do đồng chí Đào Xuân Thành, "
        "Quản đốc phân xưởng, giúp đỡ."
    )
    assert full_names(reading.people) == ["Nguyễn Hoàng Minh Quân"]
    assert reading.people[0].mentor and reading.people[0].mentor.value == "Đào Xuân Thành"


def test_somebody_called_like_the_word_for_meaning_to_is_somebody() -> None:
    told = _read("Anh Nguyễn Văn Định 5/3 kết nạp rồi nhé.")
    assert told.intent is Intent.REPORT_ADMISSION
    assert told.event_date is not None and told.event_date.value == date(2026, 3, 5)


def test_what_is_said_of_some_of_a_list_is_said_of_no_others() -> None:
    listed = "Kết nạp ngày 20/3: Lò Thị Mai, Cà Văn Ban, Lò Văn Pâng."

    def told(said: str) -> list[tuple[str, list[str]]]:
        people = _read(f"{listed} {said}").people
        return [(p.ethnicity.value if p.ethnicity else "", [c.value for c in p.categories]) for p in people]

    thai, alone = ("Thái", ["teacher"]), ("Thái", ["youth_union"])
    assert told("Cả ba đều là người Thái, hai người đầu là giáo viên, còn Pâng là đoàn viên.") == [
        thai,
        thai,
        alone,
    ]
    assert told("Cả ba là người Thái, 2 bạn đầu là giáo viên, bạn cuối là đoàn viên.") == [thai, thai, alone]
    assert told("Hai người đầu đều là giáo viên.") == [("", ["teacher"]), ("", ["teacher"]), ("", [])]
    assert [group for group, _ in told("Đều là người Thái, riêng Pâng là người Khơ Mú.")] == [
        "Thái",
        "Thái",
        "Khơ Mú",
    ]


def test_names_that_are_not_at_hand_make_nobody_of_those_counted() -> None:
    reading = _read(
        "Em Hương chi bộ trường tiểu học Nghĩa Thành đây ạ. Trong quý I năm nay chi bộ nhà trường đã kết nạp "
        "được 2 đảng viên. Tên tuổi cụ thể em chưa có trong tay vì cô văn thư đi công tác tuần sau mới về."
    )
    assert reading.count is not None
    assert reading.count.value == 2
    assert reading.unit is not None
    assert reading.unit.value == "trường tiểu học Nghĩa Thành"


def test_a_unit_told_by_its_kind_alone_is_the_one_named_in_full_before() -> None:
    reading = _read(
        "Em là Hoa chi bộ công ty May Tiên Sơn đây ạ. Dạo này hàng nhiều, công nhân tăng ca liên tục. "
        "Chi bộ công ty kết nạp chị Hà Thị Mây ngày 3/3."
    )
    assert reading.unit is not None
    assert reading.unit.value == "công ty May Tiên Sơn"


def test_peoples_whose_given_name_comes_first_are_told_again_by_it() -> None:
    reading = _read(
        "Đồng chí H'Lan Mlô và đồng chí Y Thuyn Ayŭn được kết nạp ngày 3/3. H'Lan sinh năm 2000, đoàn viên; "
        "Y Thuyn sinh năm 1993, bộ đội xuất ngũ. Cả hai là người Ê Đê."
    )
    assert full_names(reading.people) == ["H'Lan Mlô", "Y Thuyn Ayŭn"]
    assert [str(p.birth_date.value) for p in reading.people if p.birth_date] == ["2000", "1993"]
