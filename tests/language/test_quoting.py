"""Of a long text that was not understood, the sentence that looks like a report is given back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from language.long_messages.quoting import telling_part

SENT_ON = date(2026, 6, 1)
CHAT = "Hôm nay trời rét quá bà con nhớ giữ ấm cho trâu bò nhé."
PLAN = "Sang tuần chi bộ dự kiến kết nạp em Lò Thị Mơ."


def test_a_short_text_is_given_back_whole() -> None:
    assert telling_part(f"{CHAT} {PLAN}", SENT_ON, 300) == f"{CHAT} {PLAN}"


def test_of_a_long_text_the_sentence_that_tells_an_event_is_given_back() -> None:
    assert telling_part(f"{CHAT} {PLAN} {CHAT}", SENT_ON, 60) == f"… {PLAN} …"
    assert telling_part(f"{CHAT} {PLAN}", SENT_ON, 60) == f"… {PLAN}"


def test_a_long_text_that_tells_nothing_begins_as_it_was_typed() -> None:
    assert telling_part(f"{CHAT} {CHAT}", SENT_ON, 60) == f"{CHAT} {CHAT}"


@given(st.text(max_size=400))
def test_what_is_given_back_was_typed(text: str) -> None:
    assert telling_part(text, SENT_ON, 20).removeprefix("… ").removesuffix(" …") in text
