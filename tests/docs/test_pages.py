"""The pages say what the code does: settings, dependencies, links, and the script in them."""

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from bot.__main__ import app

ROOT = Path(__file__).parents[2]
LAYERS = ("bot", "handlers", "scheduler", "storage", "language", "rendering", "domain")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_settings_are_explained_with_the_defaults_of_the_example() -> None:
    explained = re.findall(
        r"^\| `([A-Z_]+)` \| (?:`(.*?)`|empty) \|", read("docs/operations.md"), re.MULTILINE
    )
    example = re.findall(r"^([A-Z_]+)=(.*)$", read(".env.example"), re.MULTILINE)
    assert explained == example


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [re.split(r"[<>=]", line)[0] for line in project["dependencies"]]
    reasons = re.findall(r"^\| ([a-z-]+) \|", read("docs/adr/0002-dependencies.md"), re.MULTILINE)
    assert reasons[1:] == wanted  # without the head of the table


def test_every_command_is_explained() -> None:
    commands = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    groups = {str(group.name) for group in app.registered_groups}
    table = read("README.md").split("## Commands")[1].split("## ")[0]
    heads = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    assert {name for head in heads for name in re.findall(r"`(\w+)", head)} == commands | groups


def test_what_the_architecture_names_is_there() -> None:
    page = read("docs/architecture.md")
    code: dict[str, str] = defaultdict(str)
    for path in (path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")):
        code[path.stem] += path.read_text(encoding="utf-8")
    for module, name in re.findall(r"`([a-z]+)\.([a-z_]+)[`(]", page):
        where = "database" if module == "store" else module  # `store` is no module but an object
        assert re.search(rf"def {name}\b", code[where]), f"{module}.{name}"
    for path in re.findall(r"`([\w./]+/[\w./]*)`", page):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    for target in targets:
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_each_decision_has_a_number_of_its_own_and_is_quoted_by_it() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
    for path, number in zip(decisions, numbers, strict=True):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), path.name
    for page in PAGES:
        for quoted, number in re.findall(
            r"\[(?:ADR )?(\d+)\]\((?:adr/)?(\d{4})-", page.read_text(encoding="utf-8")
        ):
            assert int(quoted) == int(number), page.name


def test_the_table_that_enters_an_organisation_works(tmp_path: Path) -> None:
    page = read("docs/operations.md")
    head, _, *rows = re.findall(r"^\|(.*)\|$", page[page.index("| Tên đơn vị |") :], re.MULTILINE)[:5]
    lines = [";".join(cell.strip() for cell in row.split("|")) for row in (head, *rows)]
    (tmp_path / "don-vi.csv").write_text("\n".join(lines), encoding="utf-8")

    def run(*command: str) -> str:
        environment = {"CHIBO_DATABASE": str(tmp_path / "chibo.sqlite3")}
        done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)  # noqa: S603 - our own pages
        return done.stdout.decode()

    chibo = str(Path(sys.executable).with_name("chibo"))
    assert "Đã ghi từ tệp don-vi.csv: 3 đơn vị mới" in run(chibo, "import", "--yes", "don-vi.csv")
    assert "/start " in run(chibo, "invite", "--role", "officer", "--unit", "chiềng bôm")
