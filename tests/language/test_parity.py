"""The same message means the same however it is typed."""

import pytest

from tests.language.corpus import Message, messages, read
from tests.language.noise import NOISES
from tests.language.scoring import slots

# What changes no word at all.
_HARMLESS = ("nfd", "telex", "zero_width", "markup", "emoji")
# What takes information away; a few messages then have another honest reading.
_LOSSY = {"no_diacritics": 0.98, "lower": 0.97, "upper": 0.97, "bare_lower": 0.90}


def _corpus() -> list[Message]:
    found = [m for file in ("dev.jsonl", "hand.jsonl") for m in messages(file)]
    return [m for m in found if len(m.text) < 4000]


def _same(message: Message, noise: str) -> bool:
    clean = read(message.text, message.sent_on)
    noisy = read(NOISES[noise](message.text), message.sent_on)
    same_intent = clean["intent"] == noisy["intent"]
    return (
        same_intent and slots(clean) == slots(noisy) and clean.get("missing", []) == noisy.get("missing", [])
    )


@pytest.mark.parametrize("noise", _HARMLESS)
def test_composition_telex_and_marks_change_nothing(noise: str) -> None:
    assert [m.name for m in _corpus() if not _same(m, noise)] == []


@pytest.mark.parametrize("noise", _LOSSY)
def test_lost_diacritics_and_case_change_next_to_nothing(noise: str) -> None:
    corpus = _corpus()
    different = [m.name for m in corpus if not _same(m, noise)]
    assert len(different) <= len(corpus) * (1 - _LOSSY[noise]), different


@pytest.mark.parametrize("noise", _LOSSY)
def test_lost_diacritics_and_case_never_cause_a_write(noise: str) -> None:
    silent = [m for m in _corpus() if m.gold["intent"] in ("none", "help", "greeting")]
    silent += [m for m in _corpus() if m.gold["intent"].startswith("query_")]
    written = [
        m.name
        for m in silent
        if read(NOISES[noise](m.text), m.sent_on)["intent"].startswith(("report_", "undo", "set_"))
    ]
    assert written == []
