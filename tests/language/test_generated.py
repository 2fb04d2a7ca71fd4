"""Thousands of composed messages, in clean form and under each kind of noise."""

import os

import pytest

from tests.language.corpus import read
from tests.language.generator import Composer
from tests.language.noise import NOISES
from tests.language.scoring import Score

_SEED = 2025
_USUAL = 250
_LONG = 3000


def _score(noise: str, count: int, seed: int) -> Score:
    composer, score = Composer(seed), Score()
    for number in range(count):
        case = composer.case()
        score.add(f"{number} {case.kind}", case.gold, read(NOISES[noise](case.text), case.sent_on))
    return score


def _check(score: Score) -> None:
    report = "\n".join(score.errors[:20])
    assert score.slot_f1 >= 0.97, report
    assert score.intent_accuracy >= 0.98, report


@pytest.mark.parametrize("noise", NOISES)
def test_composed_messages_are_read_under_every_noise(noise: str) -> None:
    _check(_score(noise, _USUAL, _SEED))


@pytest.mark.soak
@pytest.mark.skipif("CHIBO_SOAK" not in os.environ, reason="long figures: make soak")
@pytest.mark.parametrize("noise", NOISES)
def test_thousands_of_composed_messages_are_read_under_every_noise(noise: str) -> None:
    _check(_score(noise, _LONG, _SEED + 1))
