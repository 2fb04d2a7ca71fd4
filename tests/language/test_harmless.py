"""Nothing is written where nothing happened."""

import os

import pytest

from tests.language.corpus import read
from tests.language.harmless import harmless
from tests.language.noise import NOISES
from tests.language.scoring import writes

_NOISES = ("none", "no_diacritics", "bare_lower", "upper", "telex", "nfd")


def _written(count: int, noise: str, seed: int) -> list[str]:
    rows = [(text, NOISES[noise](text), sent_on) for _, text, sent_on in harmless(count, seed)]
    return [text for text, noisy, sent_on in rows if writes(read(noisy, sent_on)["intent"])]


@pytest.mark.parametrize("noise", _NOISES)
def test_chatter_plans_negations_and_attacks_write_nothing(noise: str) -> None:
    assert _written(300, noise, seed=7) == []


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
@pytest.mark.parametrize("noise", _NOISES)
def test_thousands_of_harmless_messages_write_nothing(noise: str) -> None:
    assert _written(5000, noise, seed=11) == []
