"""The annotated corpus, scored by its own rules."""

import pytest

from language.reading import full_names
from tests.language.corpus import BATCHES, TAUGHT, messages, read, understood
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


@pytest.mark.parametrize("batch", (*BATCHES, TAUGHT))
def test_messages_written_before_looking_stay_read(batch: str) -> None:
    score = total((m.name, m.gold, read(m.text, m.sent_on)) for m in messages(batch))
    report = "\n".join(score.errors)
    assert score.false_writes == [], report
    assert score.intent_accuracy >= 0.98, report
    assert score.slot_f1 >= 0.97, report
    assert score.exact_share >= 0.90, report


def test_every_further_event_of_a_message_is_read_too() -> None:
    told = [m for batch in BATCHES for m in messages(batch) if "others" in m.gold]
    assert told
    for message in told:
        reading = understood(message.text, message.sent_on)
        read_as = [
            {
                "intent": other.intent.value,
                "people": full_names(other.people),
                "event_date": other.event_date.value.isoformat() if other.event_date else None,
            }
            for other in reading.others
        ]
        assert read_as == message.gold["others"], message.name
