"""Commands about who uses the assistant, as an operator types them on a demo database."""

from pathlib import Path

import pytest

from tests.bot.test_commands import Host, demo, loaded

__all__ = ["demo", "loaded"]  # fixtures


def test_a_sheet_is_written_for_its_owner_only(demo: Host) -> None:
    told = demo.says("invite", "--role", "secretary", "--unit", "bản Nà La", "--sheet", "moi.png")
    sheet = demo.folder / "moi.png"
    assert "Tờ mời để in: moi.png" in told
    assert sheet.read_bytes().startswith(b"\x89PNG")
    assert sheet.stat().st_mode & 0o777 == 0o600


def test_every_cell_without_a_secretary_is_invited_by_one_command(demo: Host) -> None:
    told = demo.says(
        "invite", "--role", "secretary", "--unit", "xã Chiềng Bôm", "--missing", "--sheet", "a.pdf"
    )
    assert told.count("/start ") > 1
    assert (demo.folder / "a.pdf").read_bytes().startswith(b"%PDF")
    again = demo.says("invite", "--role", "secretary", "--unit", "xã Chiềng Bôm", "--missing")
    assert "Mọi chi bộ đã có bí thư" in again


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "officer", "--missing"),
        ("--role", "secretary", "--missing", "--sheet", "a.png"),
        ("--role", "secretary", "--sheet", "a.docx"),
    ],
)
def test_options_that_do_not_fit_are_refused(demo: Host, options: tuple[str, ...]) -> None:
    assert "--" in demo.refuses("invite", "--unit", "xã Chiềng Bôm", *options)


def test_a_role_that_ended_on_the_host_ends_in_the_chat_and_in_the_list(demo: Host) -> None:
    listed = demo.says("users")
    line = next(line for line in listed.splitlines() if "bí thư chi bộ bản Hỏm" in line)
    number = line.split()[0]
    assert "terminal" in line
    assert "Đã thu quyền" in demo.says("revoke", number)
    assert "Bạn chưa được phân công đơn vị nào" in demo.says(
        "chat", "--as", "hom", typed="còn thiếu bao nhiêu\n"
    )
    after = next(line for line in demo.says("users").splitlines() if line.startswith(number))
    assert "không còn vai trò" in after
    assert "đang giữ vai trò" in demo.refuses("revoke", number)


def test_nobody_has_blocked_the_demo(demo: Host) -> None:
    assert demo.says("users", "--blocked").strip() == "Không có ai chặn trợ lý."


def test_who_waits_to_be_let_in_is_listed(demo: Host) -> None:
    demo.says("chat", "--as", "moi", typed="tôi là Cà Văn Ún, bí thư chi bộ bản Không Có\n")
    assert "Đang chờ duyệt: Cà Văn Ún, xin vai trò bí thư." in demo.says("users")


def test_no_name_of_a_user_is_logged(demo: Host, tmp_path: Path) -> None:
    done = demo.chibo("users")
    assert done.stderr == ""
