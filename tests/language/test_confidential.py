"""Numbers of identity cards and texts marked as secret are known for what they are, and little else is."""

import pytest

from language.requests.confidential import Confidential, confidential_in, without_numbers


@pytest.mark.parametrize(
    "text",
    [
        "số căn cước của Lò Thị Mai là 014198001234",
        "cccd 014198001234",
        "kết nạp đ/c Lò Thị Mai sn 1998 nữ ngày 5/10, CCCD: 014198001234",
        "Lò Thị Mai\t12/3/1998\t014198001234",
        "014 198 001 234",
        "014.198.001234",
        "cmnd so 045 123 456 cap tai Son La",
        "can cuoc cong dan 014198001234",
        "Chứng minh nhân dân số 045123456",
    ],
)
def test_a_number_of_an_identity_card_is_found(text: str) -> None:
    assert confidential_in(text) is Confidential.IDENTITY_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "Văn bản TỐI MẬT: kết nạp Lò Văn A",
        "TUYỆT MẬT",
        "MẬT\nKết nạp Lò Văn Bi sn 1999 ngày 5/10",
        "Mật: ".upper() + "kết nạp Lò Văn Bi",
        "em gửi tài liệu mật số 12 của huyện",
        "công văn có độ mật",
    ],
)
def test_a_text_marked_secret_is_found(text: str) -> None:
    assert confidential_in(text) is Confidential.CLASSIFIED


@pytest.mark.parametrize(
    "text",
    [
        "kết nạp đ/c Lò Thị Mai sn 12/03/1998 ngày 05.10.2025, 12 đảng viên dự",
        "05-10-2025 2026",
        "sđt 0912 345 678, gọi em lúc 7h30",
        "điện thoại 0912345678",
        "nghị quyết số 12-NQ/CB ngày 05/10/2025",
        "1.669 đảng viên, 11.200 quần chúng, 204.000.000 đồng",
        "chưa có số cccd",
        "cccd em gửi sau, sn 12/3/1998, sđt 0912345678",
        "cccd em gửi sau, sđt 0912345678",
        "kết nạp Lò Thị Mật sn 1998",
        "LÒ THỊ MẬT",
        "ho so mat roi",
        "toi mat dien thoai",
        "bán mật ong, hồ sơ mất rồi",
        "giữ bí mật giúp em",
    ],
)
def test_what_only_looks_like_it_is_taken(text: str) -> None:
    assert confidential_in(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "kết nạp đ/c Lò Thị Mai sn 1998 nữ, CCCD: 014198001234, ngày 5/10",
            "kết nạp đ/c Lò Thị Mai sn 1998 nữ, ngày 5/10",
        ),
        ("Lò Thị Mai, 014198001234, sn 1998", "Lò Thị Mai, sn 1998"),
        ("cccd 014198001234", ""),
        ("A cccd 014198001234\nB cmnd 045123456", "A\nB"),
    ],
)
def test_the_rest_of_the_text_stays(text: str, rest: str) -> None:
    assert without_numbers(text) == rest
    assert confidential_in(rest) is None
