"""Requests about roles: what is one, whom it names, and what is none however much it looks like one."""

import pytest

from domain.users import Role
from language.requests.roles import (
    HandoverRequest,
    Introduction,
    InviteMissingRequest,
    InviteRequest,
    RevokeRequest,
    UnreachedRequest,
    read_introduction,
    read_role_request,
)

SECRETARY, OFFICER = Role.SECRETARY, Role.OFFICER


@pytest.mark.parametrize(
    ("text", "role", "unit", "name"),
    [
        ("mời bí thư bản Hỏm", SECRETARY, "bản Hỏm", None),
        ("moi bi thu chi bo ban hom", SECRETARY, "chi bo ban hom", None),
        ("tạo mã mời bí thư chi bộ bản Hỏm", SECRETARY, "chi bộ bản Hỏm", None),
        ("gửi mã mời cho bí thư bản Lầu nhé", SECRETARY, "bản Lầu", None),
        ("mời đ/c Lò Văn Minh làm bí thư bản Hỏm", SECRETARY, "bản Hỏm", "Lò Văn Minh"),
        ("mời cán bộ xã Mường Lạn", OFFICER, "xã Mường Lạn", None),
        ("tạo mã mời quản trị", Role.ADMIN, None, None),
        ("tạo mã mời quản trị nhé.", Role.ADMIN, None, None),
        ("Cho em xin link mời phó bí thư bản Lầu", SECRETARY, "bản Lầu", None),
        ("in giấy mời bí thư của chi bộ bản Lầu", SECRETARY, "chi bộ bản Lầu", None),
    ],
)
def test_an_invitation_names_role_unit_and_perhaps_the_person(
    text: str, role: Role, unit: str | None, name: str | None
) -> None:
    found = read_role_request(text)
    assert isinstance(found, InviteRequest)
    assert (found.role, found.unit, found.name) == (role, unit, name)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tạo mã mời cho các chi bộ chưa có bí thư", None),
        ("tao ma moi cho chi bo chua co bi thu", None),
        ("mời bí thư các chi bộ còn thiếu", None),
        ("tạo mã mời cho các chi bộ thuộc xã Mường Lạn chưa có bí thư", "xã Mường Lạn"),
    ],
)
def test_every_cell_without_a_secretary_is_invited_at_once(text: str, unit: str | None) -> None:
    assert read_role_request(text) == InviteMissingRequest(unit=unit)


@pytest.mark.parametrize(
    ("text", "unit", "name"),
    [
        ("bàn giao chi bộ cho đ/c Lò Văn Minh", None, "Lò Văn Minh"),
        ("ban giao chi bo ban Hom cho dc Lo Van Minh", "chi bo ban Hom", "Lo Van Minh"),
        ("dạ em xin bàn giao lại nhiệm vụ bí thư cho đ/c Lò Thị Nhã ạ", None, "Lò Thị Nhã"),
        ("bàn giao cho đồng chí Quàng Thị Xôm", None, "Quàng Thị Xôm"),
        ("xin bàn giao lại nhiệm vụ bí thư bản Lầu cho anh Tòng Văn Ún.", "bản Lầu", "Tòng Văn Ún"),
    ],
)
def test_a_handover_names_the_successor(text: str, unit: str | None, name: str) -> None:
    assert read_role_request(text) == HandoverRequest(unit=unit, name=name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("thu quyền đ/c Lò Văn Minh", "Lò Văn Minh"),
        ("thu hoi quyen cua dong chi Lo Van Minh", "Lo Van Minh"),
        ("gỡ quyền truy cập của anh Minh", "Minh"),
    ],
)
def test_a_withdrawal_names_whose_role_ends(text: str, name: str) -> None:
    assert read_role_request(text) == RevokeRequest(name=name)


@pytest.mark.parametrize(
    "text",
    [
        "ai đang chặn",
        "ai dang chan bot",
        "ai không nhận được nhắc?",
        "những ai chưa nhận được tin",
        "bí thư nào không nhận được tin nhắc",
    ],
)
def test_who_is_not_reached_is_a_question_of_its_own(text: str) -> None:
    assert read_role_request(text) == UnreachedRequest(unit=None)


@pytest.mark.parametrize(
    "text",
    [
        "mới kết nạp đ/c Lò Thị Mai sn 1998 ngày 5/10",
        "moi ket nap dc Lo Thi Mai",
        "mỗi chi bộ 1-2 người",
        "mới bí thư họp xong, kết nạp 1 đ/c",
        "chi bộ nào chưa báo cáo",
        "chi bộ nào chưa có đảng viên",
        "ai sắp đến hạn",
        "kết nạp đ/c Quyền Thị Thu sn 1999",
        "thu quỹ tháng 10",
        "bàn giao hồ sơ",
        "tôi là bí thư",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert read_role_request(text) is None


@pytest.mark.parametrize(
    ("text", "name", "role", "unit"),
    [
        (
            "tôi là Lò Văn Minh, bí thư chi bộ bản Hỏm, xã Mường Lạn",
            "Lò Văn Minh",
            SECRETARY,
            "chi bộ bản Hỏm, xã Mường Lạn",
        ),
        ("em ten Minh bi thu ban hom", "Minh", SECRETARY, "ban hom"),
        ("Lò Văn Minh bí thư bản Hỏm", "Lò Văn Minh", SECRETARY, "bản Hỏm"),
        ("tôi là bí thư chi bộ bản Hỏm", None, SECRETARY, "chi bộ bản Hỏm"),
        ("chào bạn, mình là Hà Thị Lan, cán bộ xã Púng Bánh", "Hà Thị Lan", OFFICER, "xã Púng Bánh"),
        ("Tôi: H'Hen Niê, phó bí thư buôn Kli", "H'Hen Niê", SECRETARY, "buôn Kli"),
    ],
)
def test_a_stranger_says_who_they_are_in_one_sentence(
    text: str, name: str | None, role: Role, unit: str
) -> None:
    assert read_introduction(text) == Introduction(name=name, role=role, unit=unit)


@pytest.mark.parametrize(
    "text",
    [
        "chào em",
        "kết nạp đ/c Lò Thị Mai ngày 5/10",
        "tôi là Minh",
        "",
        "1",
        "mời bí thư bản Hỏm",
        "cho em hỏi bí thư bản Hỏm",
        "ai là bí thư bản Hỏm?",
        "xin số điện thoại bí thư chi bộ bản Hỏm",
    ],
)
def test_other_words_of_a_stranger_introduce_nobody(text: str) -> None:
    assert read_introduction(text) is None
