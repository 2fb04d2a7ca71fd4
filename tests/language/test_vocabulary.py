"""The lexicon files: complete, known to the code, and enough by themselves to add a word."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.questions import Dimension
from domain.text import fold
from language.reading import Field, Intent, Metric, Problem
from language.words import particles, phrases
from language.words import vocabulary as lexicon
from language.words.phrasebook import SENTENCES, load, phrasebook

_ROOT = Path(__file__).parents[2]
_LANGUAGE = _ROOT / "language"
_FOLDER = _LANGUAGE / "lexicon"
_CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("language", "handlers")
    for path in sorted((_ROOT / folder).rglob("*.py"))
)


# Letters rather than words.
_SPELLING = ("spelling",)
_ENGLISH = {"yes", "start"}  # names of groups and keys that happen to be forms of the lexicon too
_PHRASES = (SENTENCES, "lists")  # the folders of set sentences
_ENUMS = (Intent, Metric, Dimension, Field, Problem)


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
    quoted = set(re.findall(r"""["']([a-z_]+)["']""", _CODE))
    assert _tags() - quoted - {"named"} == set()


def _literals(path: Path) -> Iterator[str]:
    """What is quoted in a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, documented) and n.body and isinstance(n.body[0], ast.Expr)
    }
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs)
    return (n.value for n in found if isinstance(n.value, str))


def _words_in(quoted: str) -> list[str]:
    """The words of a literal, also of a regular expression."""
    return re.findall(r"[^\W\d_]{2,}", re.sub(r"\\[A-Za-z]|\(\?P?<\w+>", " ", quoted))


def test_no_vietnamese_word_stands_in_the_code_but_the_named_words_of_grammar() -> None:
    known = lexicon.vocabulary().words
    names = _ENGLISH | _tags() | _values() | {member.value for kind in _ENUMS for member in kind}
    for path in sorted(_LANGUAGE.rglob("*.py")):
        if path.stem in _SPELLING:
            continue
        single = {w for w in _literals(path) if w.isalpha() and w.islower() and len(w) > 1}
        strange = {word for word in single if word in known} - names - particles.words("named")
        assert strange == set(), path.name


def test_no_vietnamese_stands_in_a_pattern_or_a_sentence_of_the_code() -> None:
    known = lexicon.vocabulary().words | phrasebook(SENTENCES).words
    values = _values()
    for path in sorted(_LANGUAGE.rglob("*.py")):
        if path.stem in _SPELLING:
            continue
        for quoted in _literals(path):
            words = [] if quoted in values or quoted.isidentifier() else _words_in(quoted)
            vietnamese = [word for word in words if not word.isascii() or word in known]
            assert all(word.isascii() for word in words), (path.name, quoted)
            assert len(vietnamese) < 2 or len(vietnamese) <= len(words) / 2, (path.name, quoted)


def test_use_cases_and_rows_hold_no_vietnamese_word() -> None:
    for folder in ("handlers", "scheduler", "storage"):
        for path in sorted((_ROOT / folder).rglob("*.py")):
            strange = [word for quoted in _literals(path) for word in _words_in(quoted) if not word.isascii()]
            assert strange == [], path.name


def test_every_phrase_is_asked_for_by_the_code_or_by_another_phrase() -> None:
    quoted = set(re.findall(r"""["']([a-z_]+)["']""", _CODE))
    for folder in _PHRASES:
        files = "".join(file.read_text(encoding="utf-8") for file in (_FOLDER / folder).glob("*.toml"))
        assert phrasebook(folder).said.keys() - quoted - set(re.findall(r"[<{:]([a-z_]+)", files)) == set()


@pytest.mark.parametrize(
    ("folder", "name", "sentence"),
    [
        (folder, name, sentence)
        for folder in _PHRASES
        for name, entries in phrasebook(folder).said.items()
        for said in entries
        for sentence in said.such_as
    ],
)
def test_every_phrase_reads_the_sentences_it_gives_as_examples(folder: str, name: str, sentence: str) -> None:
    for typed in (sentence, fold(sentence), sentence.upper(), unicodedata.normalize("NFD", sentence)):
        assert phrases.phrase(name, folder).anywhere(typed), typed


@pytest.mark.parametrize(
    ("says", "wrong"),
    [
        ("(tắt | ngừng nhắc", "bad.toml:4: “(” is never closed"),
        ("tắt] nhắc", "bad.toml:4: “]” closes nothing"),
        ("tắt <nhac>", "bad.toml:4: nothing is called “nhac”"),
        ("tắt {nhac}", "bad.toml:4: nothing is called “nhac”"),
        ("tắt <mute>", "bad.toml:4: “mute” is said by itself"),
        ("{name} tắt {name}", "bad.toml:4: name fills two slots"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, says: str, wrong: str) -> None:
    good = '[[unmute]]\nsays = "bật nhắc"\nsource = "lời dặn"\n'
    entry = f'[[mute]]\nsays = "{says}"\nsource = "lời dặn"\n'
    (tmp_path / "bad.toml").write_text(good + entry, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(wrong)):
        load(tmp_path)


@pytest.mark.parametrize(
    "entry", ['says = "bật"', 'source = "lời dặn"', 'says = " "\nsource = "a"', 'x = "a"']
)
def test_a_phrase_without_words_or_source_is_refused_with_its_line(tmp_path: Path, entry: str) -> None:
    (tmp_path / "bad.toml").write_text(f"[[mute]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad.toml:1: an entry has says and source"):
        load(tmp_path)


def test_the_notation_of_phrases(tmp_path: Path) -> None:
    """Words, choices, what may be left out, slots, what must not follow, and diacritics that count."""
    (tmp_path / "good.toml").write_text(
        '[[closing]]\nsays = "=nhé"\nsource = "a"\n'
        '[[title]]\nsays = "đ/c | chị !(bộ)"\nsource = "a"\n'
        '[[call]]\nsource = "a"\n'
        'says = "[xin]* =mời (họp | gặp)+ [<title>] {name:words} [lúc {hour:number}]"\n',
        encoding="utf-8",
    )
    call = phrases.Phrase.of(load(tmp_path), "call")
    told = call.whole("Xin xin moi hop gap, Đ/C  Lò Thị Nhẽ lúc 8 nhé.")
    assert told is not None
    assert (told["name"], told.number("hour"), "hour" in told) == ("Lò Thị Nhẽ", 8, True)
    told = call.whole("mời họp chi bộ bản Hỏm")
    assert told is not None
    assert (told["name"], told["hour"], told.number("hour")) == ("chi bộ bản Hỏm", "", None)
    assert call.whole("mới họp Lò Thị Mai") is None
    assert call.start("mời họp") is None


def test_an_entry_without_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('[[gender]]\nforms = "nam"\nvalue = "male"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="gender"):
        lexicon.load(tmp_path, ("bad.toml",))


def test_a_phrase_is_known_with_i_for_y_and_a_name_only_as_it_is_spelled() -> None:
    root = lexicon.vocabulary().root
    assert root.following["li"].following["lich"].senses
    assert not any(sense.tag == "surname" for sense in getattr(root.following.get("li"), "senses", []))
