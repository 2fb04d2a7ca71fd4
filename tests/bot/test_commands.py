"""The console script, as an operator uses it: a real database in a folder of its own."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests import command

ROOT = Path(__file__).parents[2]


class Host:
    """A machine with nothing on it but a folder; every command is a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def chibo(self, *arguments: str, typed: str = "") -> CompletedProcess[str]:
        return command.done(
            arguments,
            folder=self.folder,
            environment={
                "PYTHONPATH": str(ROOT),
                "CHIBO_DATABASE": str(self.folder / "c.sqlite3"),
                "PATH": "/usr/bin:/bin",
            },
            typed=typed,
        )

    def says(self, *arguments: str, typed: str = "") -> str:
        """What a command that must succeed prints."""
        done = self.chibo(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: str, typed: str = "") -> str:
        """The one line of a command that must refuse."""
        done = self.chibo(*arguments, typed=typed)
        assert done.returncode == 2, (done.stdout, done.stderr)
        *_, line = done.stderr.strip().splitlines()
        assert "Traceback" not in done.stderr
        return line


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo organisation, loaded once."""
    folder = tmp_path_factory.mktemp("demo")
    Host(folder).says("demo")
    return folder


@pytest.fixture
def demo(loaded: Path, tmp_path: Path) -> Host:
    """A demo database of the test's own, with its key."""
    for file in ("c.sqlite3", "c.key"):
        (tmp_path / file).write_bytes((loaded / file).read_bytes())
        (tmp_path / file).chmod(0o600)
    return Host(tmp_path)


def test_a_report_typed_through_a_pipe_is_stored_and_counted(demo: Host) -> None:
    typed = (
        "kết nạp đ/c Lò Thị Mai, sn 12/3/1998, nữ, dân tộc Thái, ngày 5/10\n1\nnăm nay kết nạp bao nhiêu\n"
    )
    shown = demo.says("chat", "--as", "hom", "--now", "2025-10-15T09:00", typed=typed)
    card, receipt, answer = shown.strip().split("\n\n")
    assert card.endswith("[1] Đúng  [2] Sửa  [3] Bỏ")
    assert "Đã ghi nhận" in receipt
    assert "kết nạp 1 người" in answer


def test_lines_between_dashes_are_one_message(demo: Host) -> None:
    typed = "---\nkết nạp ngày 5/10:\n1. Lò Thị Mai - 1998\n2. Quàng Văn Hặc - 2000\n---\n"
    shown = demo.says("chat", "--as", "hom", "--now", "2025-10-15T09:00", typed=typed)
    assert "1. Lò Thị Mai" in shown
    assert "2. Quàng Văn Hặc" in shown


def test_loading_the_demo_again_changes_nothing(demo: Host) -> None:
    asking = ("ask", "--as", "lethuy", "năm 2016 và quý I năm 2017")
    before = demo.says(*asking)
    demo.says("demo")
    assert demo.says(*asking) == before


def test_an_answer_as_a_record_has_every_field(demo: Host) -> None:
    asking = ("ask", "--as", "damha", "--now", "2022-09-30T15:00", "--json")
    record = json.loads(demo.says(*asking, "9 tháng đầu năm nay kết nạp được bao nhiêu?"))
    named = {name: record[name] for name in record if name not in ("text", "compared", "parts", "together")}
    assert named | {"breakdown": None} == {
        "intent": "query_totals",
        "scope": "Đảng bộ huyện Đầm Hà",
        "period": {"start": "2022-01-01", "end": "2022-09-30"},
        "metric": "admission",
        "value": 50,
        "quota": 92,
        "percent": 54.3,
        "gap": 42,
        "breakdown": None,
        "counted_by": "ceremony",
        "average_age": None,
        "people": None,
    }
    not_a_question = json.loads(demo.says(*asking, "trời mưa to quá"))
    assert set(not_a_question) == set(record)


def test_an_unknown_account_is_named_in_one_line(demo: Host) -> None:
    assert "aiday" in demo.refuses("ask", "--as", "aiday", "năm nay kết nạp bao nhiêu")


def test_a_line_that_is_no_json_is_refused_in_words(demo: Host) -> None:
    assert "sent_on" in demo.refuses("understand", typed="kết nạp\n")


def test_understanding_writes_one_record_a_line(demo: Host) -> None:
    line = {"id": "x1", "sent_on": "2025-10-15", "text": "kết nạp đ/c Lò Thị Mai ngày 5/10"}
    record = json.loads(demo.says("understand", typed=json.dumps(line) + "\n"))
    assert record["id"] == "x1"
    assert record["intent"] == "report_admission"
    assert record["people"] == [{"full_name": "Lò Thị Mai"}]
    assert record["event_date"] == "2025-10-05"


def test_an_invitation_lets_one_new_account_in(demo: Host) -> None:
    told = demo.says("invite", "--role", "secretary", "--unit", "bản Nà La")
    code = told.split("/start ")[1].split()[0]
    shown = demo.says("chat", "--as", "moi", typed=f"/start {code}\nchào\n")
    assert "bí thư chi bộ bản Nà La" in shown
    assert "Mã mời không đúng" in demo.says("chat", "--as", "khac", typed=f"/start {code}\n")


def test_an_invitation_to_nowhere_is_refused(demo: Host) -> None:
    assert "bản Không Có" in demo.refuses("invite", "--role", "secretary", "--unit", "bản Không Có")
    assert "--role" in demo.refuses("invite", "--role", "boss", "--unit", "bản Nà La")


def test_the_units_that_a_name_could_mean_are_told_apart_and_not_all_of_them(demo: Host) -> None:
    line = demo.refuses("invite", "--role", "secretary", "--unit", "bản")
    assert "bản Hỏm (xã Chiềng Bôm); bản Lầu (xã Chiềng Bôm)" in line
    assert line.endswith("đơn vị nữa?")


def test_a_comparison_says_how_to_have_the_whole_of_it(demo: Host) -> None:
    (demo.folder / "m.csv").write_text("Họ và tên;Ngày sinh\nCà Văn Lạ;1990\n", encoding="utf-8")
    compared = demo.says("reconcile", "--as", "hom", "m.csv")
    assert "trong tệp mà --out ghi ra" in compared
    assert "kèm theo" not in compared
    assert "Đã ghi bảng đối chiếu ra m.xlsx" in demo.says(
        "reconcile", "--as", "hom", "--out", "m.xlsx", "m.csv"
    )


def test_what_a_rehearsal_shows_is_neither_sent_nor_stored(demo: Host) -> None:
    before = (demo.folder / "c.sqlite3").read_bytes()
    span = ("remind", "--from", "2026-01-01", "--to", "2027-12-31", "--dry-run")
    lines = demo.says(*span).splitlines()
    assert any("bản Nà La" in line for line in lines)
    records = [json.loads(line) for line in demo.says(*span, "--json").splitlines()]
    assert len(records) == len(lines)
    assert (demo.folder / "c.sqlite3").read_bytes() == before


def test_an_operators_rules_are_checked_before_they_are_used(demo: Host) -> None:
    own = demo.folder / "rules.toml"
    own.write_text("[[day_off]]\non = 2026-13-01\n", encoding="utf-8")
    assert "dòng 2" in demo.refuses("rules", "check", str(own))
    own.write_text('without = ["probation_end", "recognition"]\n', encoding="utf-8")
    first, *changes = demo.says("rules", "check", str(own)).splitlines()
    assert "hạn đang mở sẽ đổi" in first
    assert changes
    assert all("bỏ hạn" in line for line in changes)
    assert "khong-co" in demo.refuses("rules", "check", "khong-co.toml")


def test_a_broken_rules_file_stops_the_start_with_its_line(demo: Host) -> None:
    own = demo.folder / "rules.toml"
    own.write_text("without = 3\n", encoding="utf-8")
    (demo.folder / ".env").write_text(f"CHIBO_RULES={own}\n", encoding="utf-8")
    assert "dòng 1, mục without" in demo.refuses("run")
    (demo.folder / ".env").write_text("CHIBO_RULES=/khong/co.toml\n", encoding="utf-8")
    assert "CHIBO_RULES" in demo.refuses("run")


def test_the_ledger_says_why_somebody_was_reminded(demo: Host) -> None:
    typed = "kết nạp đ/c Lò Thị Mai ngày 5/10/2025\n1\n"
    demo.says("chat", "--as", "hom", "--now", "2025-10-15T09:00", typed=typed)
    demo.says("remind", "--now", "2026-09-04T09:00")
    told = demo.says("remind", "--explain", "Lò Thị Mai", "--now", "2026-09-04T10:00")
    assert "Hết 12 tháng dự bị, hạn 05/10/2026" in told
    assert "(người phụ trách): chờ gửi" in told
    assert "Chi bộ bản Hỏm" in demo.says("remind", "--explain", "bản Hỏm")
    assert "Không Có" in demo.refuses("remind", "--explain", "Không Có Ai")
    assert "bản Không Có" in demo.refuses("remind", "--explain", "bản Không Có")


def test_a_sweep_ahead_of_time_is_only_for_a_demo(tmp_path: Path) -> None:
    assert "tổ chức mẫu" in Host(tmp_path).refuses("remind", "--now", "2099-01-01T09:00")


def test_a_backup_restores_to_the_same_answers(demo: Host, tmp_path: Path) -> None:
    asking = ("ask", "--as", "lethuy", "năm 2016 và quý I năm 2017")
    before = demo.says(*asking)
    demo.says("backup", str(tmp_path / "copy.sqlite3"))
    demo.says("chat", "--as", "hom", typed="kết nạp đ/c Lò Thị Mai ngày 5/10/2025\n1\n")
    demo.says("restore", str(tmp_path / "copy.sqlite3"))
    assert demo.says(*asking) == before
    assert "khớp" in demo.says("check", "--rebuild")


def test_a_missing_or_damaged_copy_is_not_restored(demo: Host, tmp_path: Path) -> None:
    assert "khong-co" in demo.refuses("restore", str(tmp_path / "khong-co"))
    (tmp_path / "hong").write_bytes(b"not a database")
    demo.refuses("restore", str(tmp_path / "hong"))
    assert "khớp" in demo.says("check", "--rebuild")


def test_the_whole_demo_can_be_computed_again_from_its_events(demo: Host) -> None:
    assert "khớp" in demo.says("check", "--rebuild")


def test_another_key_is_refused_before_anything_is_read(demo: Host) -> None:
    key = demo.folder / "c.key"
    key.unlink()
    assert "khóa" in demo.refuses("check")


def test_a_wrong_setting_stops_the_start_with_one_line(demo: Host) -> None:
    (demo.folder / ".env").write_text("TELEGRAM_TOKEN=sai\n")
    assert "TELEGRAM_TOKEN" in demo.refuses("run")


def test_a_lost_key_is_not_replaced_by_a_new_one(demo: Host) -> None:
    (demo.folder / "c.key").unlink()
    assert "không thấy khóa" in demo.refuses("check")
    assert not (demo.folder / "c.key").exists()


def test_a_folder_that_is_not_there_is_named_in_one_line(demo: Host) -> None:
    assert "/khong/co" in demo.refuses("backup", "/khong/co/copy.sqlite3")
