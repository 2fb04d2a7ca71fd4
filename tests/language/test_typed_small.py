"""Names of places and people typed small, and without marks, though their words mean something else."""

from datetime import date

import pytest

from language.reading import Intent, full_names
from language.understanding import understand

_TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("xóm bãi bằng công nhận chính thức lò thị mai ngày 5/11", "xóm bãi bằng"),
        ("thôn làng mới họp xét kết nạp lò thị mai ngày 5/11", "thôn làng mới"),
        ("chi bộ bản nà bản kết nạp lò thị mai ngày 5/11", "bản nà bản"),
        ("trường thcs mường và kết nạp lò thị mai ngày 5/11", "trường thcs mường và"),
        ("ấp gò dưa đã kết nạp lò thị mai ngày 5/11", "ấp gò dưa"),
        ("cb thon lang ve: ket nap lo thi mai ngay 5/11", "thon lang ve"),
        ("CHI BO BAN KHE MO KET NAP LO THI MAI NGAY 5/11", "BAN KHE MO"),
        ("ket nap lo thi mai ngay 5/11 ban na ca", "ban na ca"),
        ("xa hua nhan ket nap lo thi mai ngay 5/11", "xa hua nhan"),
        ("ấp chợ đã kết nạp lò thị mai ngày 5/11", "ấp chợ"),
    ],
)
def test_what_opens_the_name_of_a_place_takes_the_next_word_with_it(text: str, unit: str) -> None:
    reading = understand(text, _TODAY)
    assert reading.unit is not None
    assert reading.unit.value.casefold().endswith(unit.casefold().removeprefix("trường ").removeprefix("xã "))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kết nạp cô mùng thị dôi ngày 5/11", "Mùng Thị Dôi"),
        ("kết nạp đ/c lâu thị dính ngày 5/11", "Lâu Thị Dính"),
        ("dc ho a chua ket nap ngay 5/11", "Ho A Chua"),
        ("kết nạp anh vàng a của ngày 5/11", "Vàng A Của"),
        ("ket nap xong anh lau a tua, ngay 5/11", "Lau A Tua"),
        ("da nhan ket qua tham tra ly lich dc nong van hiep tu cong an tinh hom 13/7", "Nong Van Hiep"),
        ("ngày 7/5, đồng chí trương tấn sang em (hoa) được kết nạp vào đảng", "Trương Tấn Sang Em"),
        ("ket nap ban Thao sn 2003, ngay 5/11", "Thao"),
        ("giới thiệu đoàn viên ưu tú trần khả hân vào đảng ngày 5/11", "Trần Khả Hân"),
        ("nham ten, la ca van tuan", "Ca Van Tuan"),
        ("kết nạp lò thị bua ngày 5/11", "Lò Thị Bua"),
        ("ket nap lo thi bua 5/11", "Lo Thi Bua"),
        ("kết nạp lò văn hôm ngày 5/11", "Lò Văn Hôm"),
        ("kn lo thi hom 5/11", "Lo Thi Hom"),
        ("ket nap lo thi mai hom 5/11", "Lo Thi Mai"),
        ("ket nap giang a chua", "Giang A Chua"),
        ("chinh thuc quang thi xuyen chua", "Quang Thi Xuyen"),
        ("d/c Giang Seo Chan, con ong Giang Seo Pao, duoc ket nap ngay 5/11", "Giang Seo Chan"),
    ],
)
def test_a_name_is_whole_and_stands_alone(text: str, name: str) -> None:
    people = understand(text, _TODAY).people
    assert full_names(people) == [name]


@pytest.mark.parametrize(
    "text",
    ["trong do may dong chi la nu?", "quy 1 ket nap bao nhieu dong chi, trong do may dong chi la nu?"],
)
def test_a_question_how_many_are_women_names_nobody(text: str) -> None:
    reading = understand(text, _TODAY)
    assert not reading.people
    assert not reading.intent.value.startswith("report")


def test_a_word_of_the_sentence_is_no_group_where_no_marks_are_typed() -> None:
    reading = understand("Chi bo ket nap d/c Lo Thi Mai ngay 5/11. Khoa moi, mong cac anh giup.", _TODAY)
    assert reading.intent is Intent.REPORT_ADMISSION
    assert [person.ethnicity for person in reading.people] == [None]


def test_a_whole_name_and_chua_at_the_end_of_all_ask() -> None:
    assert understand("chinh thuc quang thi xuyen chua", _TODAY).intent is Intent.QUERY_PERSON
    assert understand("QCUT: QUANG THI XUYEN CHUA", _TODAY).intent is Intent.REPORT_CANDIDATE


@pytest.mark.parametrize("text", ["quang thi xuyen da cong nhan", "quang thi xuyen cong nhan roi"])
def test_what_is_done_to_somebody_is_no_job(text: str) -> None:
    reading = understand(text, _TODAY)
    assert not reading.people[0].categories
    assert reading.alternatives[0] is Intent.REPORT_OFFICIAL


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("đ/c lê bảo trân nhận giấy chứng nhận lớp bdnt về đảng ngày 28/5", ["Lê Bảo Trân"]),
        ("kết nạp vũ quý sáu, vũ thị út", ["Vũ Quý Sáu", "Vũ Thị Út"]),
    ],
)
def test_with_its_marks_a_word_is_a_name_in_small_letters(text: str, names: list[str]) -> None:
    assert full_names(understand(text, date(2020, 11, 20)).people) == names
