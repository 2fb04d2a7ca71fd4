from datetime import date

import pytest

from language.requests.everyday import (
    MentorRequest,
    MuteRequest,
    PapersRequest,
    UnmuteRequest,
    WhyRequest,
    read_request,
)
from language.requests.notes import read_note
from language.requests.papers_told import read_paper
from language.requests.recognition import read_recognition
from language.requests.returning import read_return

SENT_ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("tắt nhắc đến 1/12 vì đi học", date(2026, 12, 1), "đi học"),
        ("tat nhac den 1/12 vi di hoc", date(2026, 12, 1), "di hoc"),
        ("Tạm ngừng nhắc tới ngày 5 tháng 1, lý do: nghỉ ốm.", date(2027, 1, 5), "nghỉ ốm"),
        ("tắt nhắc 2 tuần vì đi công tác", date(2026, 12, 4), "đi công tác"),
        ("xin tắt nhắc 10 ngày do nhà có việc", date(2026, 11, 30), "nhà có việc"),
        ("tắt nhắc 1 tháng vì sinh con", date(2026, 12, 20), "sinh con"),
        ("tắt nhắc đến tuần sau vì đi học", date(2026, 11, 27), "đi học"),
        ("tắt nhắc đến 15/02/2027 vì đi học", date(2027, 2, 15), "đi học"),
        ("tắt nhắc đến 30/2 vì đi học", None, "đi học"),
        ("tắt nhắc vì đi học", None, "đi học"),
        ("tắt nhắc đến 1/12", date(2026, 12, 1), None),
        ("tắt nhắc việc", None, None),
        ("Dạ anh cho em tawts nhawcs đến 1/12", date(2026, 12, 1), None),
    ],
)
def test_a_request_for_silence_has_an_end_and_a_reason(
    text: str, until: date | None, reason: str | None
) -> None:
    assert read_request(text, SENT_ON) == MuteRequest(until=until, reason=reason)


@pytest.mark.parametrize("text", ["bật nhắc", "Bật lại nhắc", "mo lai nhac viec", "bật nhắc lại."])
def test_reminders_are_switched_on_again(text: str) -> None:
    assert read_request(text, SENT_ON) == UnmuteRequest()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("vì sao không nhắc Lò Thị Mai?", "Lò Thị Mai"),
        ("vi sao khong nhac lo thi mai", "lo thi mai"),
        ("Tại sao chưa nhắc đ/c Lò Thị Mai", "Lò Thị Mai"),
        ("sao không được nhắc về chi bộ bản Hỏm", "chi bộ bản Hỏm"),
        ("vì sao nhắc Chị Lò Thị Mai", "Lò Thị Mai"),
        ("nhắc nhở của chi bộ bản Hỏm", "chi bộ bản Hỏm"),
        ("nhac nho ban hom", "ban hom"),
        ("lịch sử nhắc chi bộ bản Hỏm", "chi bộ bản Hỏm"),
        ("xem sổ nhắc việc của đ/c Lò Thị Mai", "Lò Thị Mai"),
        ("các lời nhắc về Lò Thị Mai", "Lò Thị Mai"),
    ],
)
def test_why_nothing_came_names_whom_it_is_about(text: str, about: str) -> None:
    assert read_request(text, SENT_ON) == WhyRequest(about=about)


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp đ/c Lò Thị Mai ngày 5/10",
        "vì sao không kết nạp được ai",
        "nhắc tôi sau",
        "nhắc nhở tôi ngày mai",
        "vì sao không nhắc?",
        "",
        "tắt",
    ],
)
def test_what_is_no_such_request_is_left_to_the_reader(text: str) -> None:
    assert read_request(text, SENT_ON) is None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("hồ sơ Lò Thị Mai còn thiếu gì?", "Lò Thị Mai"),
        ("ho so cua d/c lo thi mai con thieu giay to gi", "lo thi mai"),
        ("dạ cho em hỏi hồ sơ Lò Thị Mai còn thiếu gì ạ", "Lò Thị Mai"),
        ("Hồ sơ còn thiếu gì", None),
        ("hồ sơ còn thiếu giấy tờ gì nữa không?", None),
    ],
)
def test_what_is_missing_is_asked_of_one_or_of_all(text: str, about: str | None) -> None:
    assert read_request(text, SENT_ON) == PapersRequest(about=about)


@pytest.mark.parametrize(
    "text",
    [
        "người giúp đỡ Lò Văn Pánh là đ/c Hà Văn Bun",
        "Người hướng dẫn cho Lò Văn Pánh là Hà Văn Bun.",
        "đảng viên được phân công giúp đỡ đ/c Lò Văn Pánh là Hà Văn Bun",
    ],
)
def test_a_mentor_is_told_in_one_sentence(text: str) -> None:
    assert read_request(text, SENT_ON) == MentorRequest(about="Lò Văn Pánh", mentor="Hà Văn Bun")


def test_the_mentors_of_several_are_told_in_one_sentence() -> None:
    told = read_request(
        "người giúp đỡ Tòng Thị Dung là Quàng Văn Xôm, của đ/c Piêng là đ/c Cà Văn Hợp", date(2026, 11, 20)
    )
    assert told == MentorRequest(
        about="Tòng Thị Dung",
        mentor="Quàng Văn Xôm",
        also=(MentorRequest(about="Piêng", mentor="Cà Văn Hợp"),),
    )


def test_mentors_told_in_small_letters_one_after_another_are_each_kept() -> None:
    told = read_request("nguoi giup do bien la Lo Van Inh, nguoi giup do huong la Ca Thi Xom", SENT_ON)
    assert told == MentorRequest(
        about="bien", mentor="Lo Van Inh", also=(MentorRequest(about="huong", mentor="Ca Thi Xom"),)
    )


def test_a_mentor_told_in_small_letters_is_kept_with_capitals() -> None:
    told = read_request("nguoi giup do lo thi mai la ha van bun", SENT_ON)
    assert isinstance(told, MentorRequest) and told.mentor == "Ha Van Bun"


@pytest.mark.parametrize(
    ("text", "about", "mentor"),
    [
        ("người giúp đỡ Lò Văn Pánh là đồng chí Hà Văn Bun đấy nhé", "Lò Văn Pánh", "Hà Văn Bun"),
        ("người giúp đỡ Lò Văn Pánh là Vàng A Sếnh rồi ạ", "Lò Văn Pánh", "Vàng A Sếnh"),
        ("nguoi huong dan Tong Thi La doi thanh Lo Van Binh", "Tong Thi La", "Lo Van Binh"),
        ("nguoi giup do lo van panh la ha van bun day nhe", "lo van panh", "Ha Van Bun"),
        ("đổi người giúp đỡ Lò Văn Biên thành Lò Văn Súng nhé", "Lò Văn Biên", "Lò Văn Súng"),
    ],
)
def test_a_mentors_name_ends_where_the_sentence_closes(text: str, about: str, mentor: str) -> None:
    assert read_request(text, SENT_ON) == MentorRequest(about=about, mentor=mentor)


@pytest.mark.parametrize(
    "text",
    [
        "người giúp đỡ Lò Văn Pánh là đ/c Hà Văn Bun, ngày mai họp thì báo sau",
        "người giúp đỡ Lò Văn Pánh là Hà Văn Bun từ hôm 5/11 ạ",
        "người giúp đỡ Lò Văn Pánh là Hà Văn Bun à",
        "người giúp đỡ Lò Văn Pánh là Hà Văn Bun phải không",
        "người giúp đỡ Lò Văn Pánh là Hà Văn Bun bận quá",
        "người giúp đỡ Lò Văn Pánh là bí thư chi bộ",
        "nguoi giup do lo van panh la ha van bun da mat",
    ],
)
def test_what_says_more_than_a_name_is_nobodys_mentor(text: str) -> None:
    assert read_request(text, SENT_ON) is None


@pytest.mark.parametrize(
    "text",
    [
        "Cà Văn Xôm bỏ sinh hoạt thì làm sao",
        "Cà Văn Xôm bỏ sinh hoạt hôm nay vì ốm",
        "Cà Văn Xôm bỏ sinh hoạt từ tháng 3 à",
        "Cà Văn Xôm bỏ sinh hoạt tháng này do đi viện",
        "Cà Văn Xôm nghỉ họp chi bộ",
        "Ca Van Xom bo sinh hoat 3 thang co sao ko",
        "Cà Văn Xôm bỏ sinh hoạt bao lâu rồi",
        "Cà Văn Xôm sinh hoạt lại chưa",
        "Lò Thị Mai có yếu tố nước ngoài thì thẩm tra thế nào",
        "Lò Thị Mai có yếu tố nước ngoài không",
        "Lò Văn Pánh có nghị quyết Đoàn ngày 5/1 chưa",
        "Lò Văn Pánh có nghị quyết Đoàn rồi thì làm gì tiếp",
        "đề nghị công nhận chính thức Lò Văn Pánh thì cần gì",
        "đảng ủy trả hồ sơ Lò Văn Pánh thì sao",
    ],
)
def test_what_may_be_a_question_or_of_one_day_is_put_on_no_record(text: str) -> None:
    on = date(2020, 11, 20)
    assert read_note(text, on) is None
    assert read_paper(text, on) is None
    assert read_recognition(text, on) is None
    assert read_return(text, on) is None


@pytest.mark.parametrize(
    "text",
    [
        "đ/c Cà Văn Xôm bỏ sinh hoạt từ tháng 3",
        "Ca Van Xom nghi sinh hoat tu dau nam den nay khong co ly do",
        "Cà Văn Xôm không đóng đảng phí 3 tháng nay",
        "Cà Văn Xôm bỏ sinh hoạt",
    ],
)
def test_an_absence_is_told_of_somebody_by_name(text: str) -> None:
    told = read_note(text, date(2020, 11, 20))
    assert told is not None
    assert told.note == "absence"


@pytest.mark.parametrize(
    "text",
    [
        "tắt nhắc là sao",
        "tắt nhắc thì có bị mất gì không",
        "tat nhac co anh huong gi ko",
        "tắt nhắc kiểu gì",
        "ngừng nhắc à",
    ],
)
def test_a_question_about_silence_silences_nothing(text: str) -> None:
    assert read_request(text, SENT_ON) is None
