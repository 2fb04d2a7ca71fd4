"""The lexicon files: complete, known to the code, and enough by themselves to add a word."""

import re
import tomllib
from pathlib import Path

import pytest

from language import vocabulary as lexicon

_FOLDER = Path(lexicon.__file__).parent / "lexicon"
_CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parent.glob("*.py"))


def _tags() -> set[str]:
    return {tag for file in _FOLDER.glob("*.toml") for tag in tomllib.loads(file.read_text(encoding="utf-8"))}


def test_every_file_is_read() -> None:
    assert {file.name for file in _FOLDER.glob("*.toml")} == set(lexicon.FILES)


def test_every_entry_has_its_forms_and_a_source() -> None:
    for file in _FOLDER.glob("*.toml"):
        for tag, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for entry in entries:
                assert set(entry) <= {"forms", "value", "source"}, (file.name, tag, entry)
                assert all(form.strip() for form in entry["forms"].split("|")), (file.name, tag, entry)
                assert entry["source"].strip(), (file.name, tag, entry)


def test_every_tag_of_the_files_is_used_by_the_code() -> None:
    quoted = set(re.findall(r'"([a-z_]+)"', _CODE))
    assert _tags() - quoted == set()


def test_an_entry_without_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[gender]]\nforms = "nam"\nvalue = "male"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="gender"):
        lexicon.load(tmp_path, ("bad.toml",))
