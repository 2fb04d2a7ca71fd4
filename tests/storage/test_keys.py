import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import KeyProblem, Keys, load_or_create

OLD, NEW = b"o" * 32, b"n" * 32
KEYS = Keys({1: OLD})


@given(st.text())
def test_what_is_sealed_opens_in_its_place(text: str) -> None:
    assert KEYS.open("person", "name", 7, KEYS.seal("person", "name", 7, text)) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert KEYS.seal("person", "name", 7, "Lò Thị Mai") != KEYS.seal("person", "name", 7, "Lò Thị Mai")


@pytest.mark.parametrize("place", [("unit", "name", 7), ("person", "mentor", 7), ("person", "name", 8)])
def test_a_sealed_value_moved_elsewhere_does_not_open(place: tuple[str, str, int]) -> None:
    with pytest.raises(KeyProblem):
        KEYS.open(*place, KEYS.seal("person", "name", 7, "Lò Thị Mai"))


@given(st.binary(max_size=60))
def test_rubbish_does_not_open(blob: bytes) -> None:
    with pytest.raises(KeyProblem):
        KEYS.open("person", "name", 7, blob)


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(KEYS.seal("person", "name", 7, "Lò Thị Mai"))
    sealed[-1] ^= 1
    with pytest.raises(KeyProblem):
        KEYS.open("person", "name", 7, bytes(sealed))


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    both = Keys({1: OLD, 2: NEW})
    assert both.open("person", "name", 7, KEYS.seal("person", "name", 7, "Mai")) == "Mai"
    assert Keys({2: NEW}).open("person", "name", 7, both.seal("person", "name", 7, "Mai")) == "Mai"
    assert both.digest("mai") == KEYS.digest("mai")


def test_a_digest_is_stable_and_belongs_to_the_key() -> None:
    assert KEYS.digest("lo thi mai") == Keys({1: OLD}).digest("lo thi mai")
    assert KEYS.digest("lo thi mai") != Keys({1: NEW}).digest("lo thi mai")
    assert len(KEYS.digest("lo thi mai")) == 16


def test_keys_never_show_themselves() -> None:
    assert "o" * 8 not in repr(KEYS)
    assert repr(OLD)[2:-1] not in repr(KEYS)


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "chibo.key"
    first = load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path).digest("x") == first.digest("x")


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chibo.key"
    load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(KeyProblem, match="open_to_others"):
        load_or_create(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"1:c2hvcnQ=", b"0:" + b"A" * 44, b"\xff\xfe", b"1:!!!"])
def test_a_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "chibo.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyProblem):
        load_or_create(path)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_a_key_problem(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem):
        load_or_create(tmp_path / "nowhere" / "chibo.key")
