"""The annotated corpus, scored by its own rules."""

import pytest

from tests.language.corpus import BATCHES, messages, read
from tests.language.scoring import total


def test_the_annotated_messages_are_read_as_well_as_promised() -> None:
    score = total((m.name, m.gold, read(m.text, m.sent_on)) for m in messages("dev.jsonl"))
    report = "\n".join(score.errors)
    assert score.false_writes == [], report
    assert score.intent_accuracy >= 0.98, report
    assert score.slot_f1 >= 0.98, report
    assert score.exact_share >= 0.95, report
    assert score.ask_f1 >= 0.95, report


def test_messages_in_styles_of_their_own_are_read_as_well() -> None:
    score = total((m.name, m.gold, read(m.text, m.sent_on)) for m in messages("hand.jsonl"))
    report = "\n".join(score.errors)
    assert score.false_writes == [], report
    assert score.intent_accuracy >= 0.98, report
    assert score.slot_f1 >= 0.98, report
    assert score.exact_share >= 0.95, report


@pytest.mark.parametrize("batch", BATCHES)
def test_messages_written_before_looking_stay_read(batch: str) -> None:
    score = total((m.name, m.gold, read(m.text, m.sent_on)) for m in messages(batch))
    report = "\n".join(score.errors)
    assert score.false_writes == [], report
    assert score.intent_accuracy >= 0.98, report
    assert score.slot_f1 >= 0.97, report
    assert score.exact_share >= 0.90, report
