"""Transfers said in set words."""

from datetime import date

import pytest

from language.requests.transfers import TransferRequest, read_transfer

SENT_ON = date(2025, 10, 15)
MAI = ("Lò Thị Mai",)


def told(
    names: tuple[str, ...], other: str, on: date | None = None, *, came: bool = False
) -> TransferRequest:
    return TransferRequest(names=names, other=other, on=on, is_receiving=came)


@pytest.mark.parametrize(
    ("text", "request_meant"),
    [
        ("đ/c Lò Thị Mai chuyển sinh hoạt sang chi bộ bản Lầu", told(MAI, "chi bộ bản Lầu")),
        (
            "đ/c Lò Thị Mai chuyển sinh hoạt đảng về bản Lầu từ ngày 1/10",
            told(MAI, "bản Lầu", date(2025, 10, 1)),
        ),
        ("dc lo thi mai chuyen sh sang cb lau 1/12", told(("lo thi mai",), "cb lau", date(2024, 12, 1))),
        ("chuyển Lò Thị Mai, Lò Văn Pánh sang bản Lầu", told((*MAI, "Lò Văn Pánh"), "bản Lầu")),
        (
            "dạ em báo cáo đ/c Lò Thị Mai từ 1/10 chuyển sinh hoạt sang bản Lầu",
            told(MAI, "bản Lầu", date(2025, 10, 1)),
        ),
        ("Đ/c Lò Thị Mai chuyển sinh hoạt đảng đi Bình Dương", told(MAI, "Bình Dương")),
        ("Lò Thị Mai nhập ngũ rồi, chuyển sinh hoạt đi trung đoàn 82", told(MAI, "trung đoàn 82")),
        ("Lò Thị Mai mới lấy chồng, chuyển sinh hoạt sang bản Lầu", told(MAI, "bản Lầu")),
        ("Lo Thi Mai di lam xa chuyen sinh hoat ve Binh Duong", told(("Lo Thi Mai",), "Binh Duong")),
        (
            "đ/c Lò Thị Mai chuyển sinh hoạt từ bản Hỏm sang bản Lầu từ 1/10",
            told(MAI, "bản Lầu", date(2025, 10, 1)),
        ),
        ("Lò Thị Mai chuyển sinh hoạt từ Hỏm sang Lầu", told(MAI, "Lầu")),
        ("Lò Thị Mai chuyển từ bản Hỏm về sinh hoạt chi bộ bản Lầu", told(MAI, "chi bộ bản Lầu")),
        ("đồng thời đ/c Lò Thị Mai chuyển sinh hoạt sang bản Lầu", told(MAI, "bản Lầu")),
        (
            "đ/c Lò Thị Mai chuyển sinh hoạt đến từ chi bộ bản Hỏm ngày 1/10",
            told(MAI, "chi bộ bản Hỏm", date(2025, 10, 1), came=True),
        ),
        (
            "tiếp nhận đ/c Lò Thị Mai sn 1998 nữ từ chi bộ bản Hỏm chuyển về",
            told(MAI, "chi bộ bản Hỏm", came=True),
        ),
        (
            "tiếp nhận đ/c Lò Thị Mai sn 1998, nữ, Lò Văn Nam sn 1990 từ chi bộ bản Hỏm chuyển về",
            told((*MAI, "Lò Văn Nam"), "chi bộ bản Hỏm", came=True),
        ),
        (
            "tiếp nhận đ/c Lò Thị Mai từ chi bộ bản Hỏm chuyển đến ngày 1/10",
            told(MAI, "chi bộ bản Hỏm", date(2025, 10, 1), came=True),
        ),
        (
            "chi bộ em mới tiếp nhận 2 đ/c Lò Thị Mai và Lò Văn Pánh chuyển sinh hoạt từ bản Hỏm về",
            told((*MAI, "Lò Văn Pánh"), "bản Hỏm", came=True),
        ),
        (
            "Tiếp nhận đ/c Lò Thị Mai từ bản Lầu về chi bộ bản Hỏm ngày 1/10",
            told(MAI, "bản Lầu", date(2025, 10, 1), came=True),
        ),
        ("đ/c Lò Thị Mai chuyển sinh hoạt đến", told(MAI, "", came=True)),
        ("có đ/c Lò Thị Mai mới chuyển sinh hoạt về chi bộ", told(MAI, "", came=True)),
        ("tiếp nhận đảng viên Lò Thị Mai", told(MAI, "", came=True)),
        (
            "Lò Thị Mai mới chuyển về từ Thuận Châu hôm qua",
            told(MAI, "Thuận Châu", date(2025, 10, 14), came=True),
        ),
        ("Lò Thị Mai từ bản Hỏm chuyển sinh hoạt về chi bộ em", told(MAI, "bản Hỏm", came=True)),
        (
            "đ/c Lò Thị Mai chuyển sinh hoạt về chi bộ mình từ 1/10, trước ở bản Lầu",
            told(MAI, "bản Lầu", date(2025, 10, 1), came=True),
        ),
        ("đ/c Lò Thị Mai chuyển sinh hoạt về chi bộ mình", told(MAI, "", came=True)),
    ],
)
def test_a_transfer_is_read_with_who_where_and_when(text: str, request_meant: TransferRequest) -> None:
    assert read_transfer(text, SENT_ON) == request_meant


@pytest.mark.parametrize(
    "text",
    [
        "chuyển sinh hoạt đảng: đ/c Phạm Thu Trà chuyển đi nơi khác từ 17/11",
        "kết nạp đ/c Lò Văn A ngày 5/10 từ chi bộ bản Hỏm chuyển sang",
        "Ngan Van Tuyen chuyen cong tac ve xa Muong Min, chuyen sinh hoat tu 1/5",
        "có ai chuyển sinh hoạt sang bản Lầu không?",
        "sáp nhập bản Lầu vào bản Hỏm từ ngày 1/7",
        "chuyển",
        "",
    ],
)
def test_what_names_no_other_unit_is_no_transfer(text: str) -> None:
    assert read_transfer(text, SENT_ON) is None
