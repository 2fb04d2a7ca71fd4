"""The steps of docs/operations.md, run as they stand: backup, drill, upgrade, the service's unit."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_pages import read

PAGE = read("docs/operations.md")


def block(after: str, language: str = "sh") -> str:
    """The first block of that language below a heading."""
    _, _, below = PAGE.partition(f"\n## {after}\n")
    found = re.search(rf"^```{language}\n(.*?)^```$", below, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """A machine with the demo organisation, a folder for backups and another place for the key."""
    for name in ("bin", "backup", "elsewhere", "data"):
        (tmp_path / name).mkdir()
    chibo = tmp_path / "bin/chibo"
    chibo.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n', encoding="utf-8")
    chibo.chmod(0o700)
    run(tmp_path, "chibo demo")
    shutil.copy2(tmp_path / "data/chibo.key", tmp_path / "elsewhere/chibo.key")
    return tmp_path


def run(host: Path, script: str) -> str:
    """What the lines print; each must succeed. Places that only an operator has are put into the folder."""
    for place, own in (("/backup/", f"{host}/backup/"), ("/the/other/place/", f"{host}/elsewhere/")):
        script = script.replace(place, own)
    done = subprocess.run(  # noqa: S603 - lines of our own page
        ["/bin/bash", "-euc", script],
        cwd=host,
        env={"PATH": f"{host}/bin:/usr/bin:/bin", "PYTHONPATH": str(Path.cwd()), "HOME": str(host)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_and_the_drill_work_as_written(host: Path) -> None:
    assert "Đã sao lưu ra" in run(host, block("Backup, and the drill"))
    (made,) = (host / "backup").iterdir()
    _, _, rest = PAGE.partition("A backup that was never restored is a hope.")
    drill = re.search(r"^```sh\n(.*?)^```$", rest, re.DOTALL | re.MULTILINE)
    assert drill
    told = run(host, re.sub(r"chibo-\d{4}-\d\d-\d\d", made.stem, drill[1]))
    assert "Đã khôi phục từ" in told and "Mọi số liệu khớp với các sự kiện. ✅" in told
    assert not (host / "drill").exists() and (host / "data/chibo.sqlite3").exists()


def test_the_steps_of_an_upgrade_work_as_written(host: Path) -> None:
    steps = block("Upgrading").replace("git pull && make .venv/run.ready", "true")  # there is nothing to pull
    told = run(host, steps)
    assert "Cơ sở dữ liệu đã ở phiên bản" in told and "Mọi số liệu khớp" in told
    assert (host / "backup/before-upgrade.sqlite3").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_unit_of_the_service_is_one(host: Path) -> None:
    unit = block("As a systemd service", "ini")
    assert "ExecStart=/opt/chibo/.venv/bin/chibo run" in unit
    (host / "chibo.service").write_text(
        unit.replace("/opt/chibo/.venv/bin/chibo", str(host / "bin/chibo")).replace(
            "User=chibo\n", f"User={os.environ.get('USER', 'root')}\n"
        ),
        encoding="utf-8",
    )
    checked = subprocess.run(  # noqa: S603 - a fixed command
        ["/usr/bin/systemd-analyze", "verify", "--man=no", str(host / "chibo.service")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "chibo.service" not in checked.stderr, checked.stderr
