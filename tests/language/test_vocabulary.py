"""The lexicon files: complete, known to the code, and enough by themselves to add a word."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from language import particles
from language import vocabulary as lexicon
from language.reading import Breakdown, Field, Intent, Metric, Problem

_FOLDER = Path(lexicon.__file__).parent / "lexicon"
_CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(lexicon.__file__).parent.glob("*.py"))


# Letters rather than words.
_SPELLING = ("spelling", "normalise")
_ENGLISH = {"yes", "start"}  # names of groups and keys that happen to be forms of the lexicon too
_ENUMS = (Intent, Metric, Breakdown, Field, Problem)


def _values() -> set[str]:
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in _FOLDER.glob("*.toml")]
    return {e["value"] for tags in files for entries in tags.values() for e in entries if "value" in e}


def _tags() -> set[str]:
    return {tag for file in _FOLDER.glob("*.toml") for tag in tomllib.loads(file.read_text(encoding="utf-8"))}


def test_every_file_is_read() -> None:
    assert {file.name for file in _FOLDER.glob("*.toml")} == {*lexicon.FILES, particles.FILE}


def test_every_entry_has_its_forms_and_a_source() -> None:
    for file in _FOLDER.glob("*.toml"):
        for tag, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for entry in entries:
                assert set(entry) <= {"forms", "value", "source"}, (file.name, tag, entry)
                assert all(form.strip() for form in entry["forms"].split("|")), (file.name, tag, entry)
                assert entry["source"].strip(), (file.name, tag, entry)


def test_every_tag_of_the_files_is_used_by_the_code() -> None:
    quoted = set(re.findall(r'"([a-z_]+)"', _CODE))
    assert _tags() - quoted - {"named"} == set()


def _literals(path: Path) -> set[str]:
    """The words quoted in a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, documented) and isinstance(n.body[0], ast.Expr)
    }
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs)
    return {
        n.value
        for n in found
        if isinstance(n.value, str) and n.value.isalpha() and n.value.islower() and len(n.value) > 1
    }


def test_no_vietnamese_word_stands_in_the_code_but_the_named_words_of_grammar() -> None:
    known = lexicon.vocabulary().words
    names = _ENGLISH | _tags() | _values() | {member.value for kind in _ENUMS for member in kind}
    for path in sorted(Path(lexicon.__file__).parent.glob("*.py")):
        if path.stem in _SPELLING:
            continue
        strange = {word for word in _literals(path) if word in known} - names - particles.words("named")
        assert strange == set(), path.name


def test_an_entry_without_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[gender]]\nforms = "nam"\nvalue = "male"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="gender"):
        lexicon.load(tmp_path, ("bad.toml",))
