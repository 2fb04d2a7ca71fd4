"""Settings: complete in .env.example, and a wrong one is one clear line."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsProblem, read_settings

ROOT = Path(__file__).parents[2]


def test_the_example_names_every_setting_and_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert named == {field.validation_alias for field in Settings.model_fields.values()}


def test_the_example_as_it_stands_is_a_usable_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = read_settings()
    assert not settings.has_telegram
    assert settings.key_path == Path("data/chibo.key")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_TOKEN", "abc", "BotFather"),
        ("TELEGRAM_API_URL", "localhost:8081", "http://"),
        ("CHIBO_DATABASE", "postgresql://db/chibo", "postgresql"),
        ("CHIBO_DATABASE", "sqlite://", "sqlite:///"),
        ("CHIBO_RAW_DAYS", "0", "CHIBO_RAW_DAYS"),
        ("CHIBO_RAW_DAYS", "nhiều", "CHIBO_RAW_DAYS"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem) as refused:
        read_settings()
    assert name in str(refused.value)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_token_is_not_repeated_in_the_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_TOKEN", "canary-secret")
    with pytest.raises(SettingsProblem) as refused:
        read_settings()
    assert "canary-secret" not in str(refused.value)


def test_a_database_may_be_given_as_a_path_or_as_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIBO_DATABASE", "sqlite:////var/lib/chibo/chibo.sqlite3")
    assert read_settings().database_path == Path("/var/lib/chibo/chibo.sqlite3")
