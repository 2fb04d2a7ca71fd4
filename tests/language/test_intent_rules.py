"""A rule for an intent is asked only where one of its words stands: elsewhere it would have said nothing."""

import pytest

from language.intents.deciding import RULES
from language.intents.signs import Signs
from language.message import see
from language.words.normalise import normalise
from tests.language.corpus import BATCHES, messages, part_of
from tests.language.noise import NOISES


@pytest.mark.soak  # more of it there; it also runs every time
@pytest.mark.parametrize("noise", ["none", "bare_lower", "upper"])
def test_a_rule_says_nothing_of_a_message_without_its_words(noise: str) -> None:
    lines = [one for file in ("dev.jsonl", "hand.jsonl", *BATCHES) for one in messages(file)]
    parts = {"none": (0, 1), "bare_lower": (0, 2), "upper": (1, 2)}[noise]
    for told in part_of(lines, *parts):
        seen = see(normalise(NOISES[noise](told.text)), told.sent_on)
        message = Signs(seen.scan, seen.names) if seen is not None else None
        if message is None or message.asks:
            continue
        left_out = [rule for rule, tags in RULES if tags and not message.scan.has(*tags)]
        assert [rule.__name__ for rule in left_out if rule(message) is not None] == [], told.name
