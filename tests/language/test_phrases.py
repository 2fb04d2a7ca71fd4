"""Set sentences on any text: whatever is typed, what is found stands in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.words.normalise import normalise
from language.words.phrasebook import SENTENCES, phrasebook
from language.words.phrases import line_of, phrase
from tests.language.corpus import messages

_SAID = phrasebook(SENTENCES).said
_NAMES = sorted(_SAID)
_LINES = [
    line_of(text)
    for text in (
        *(example for entries in _SAID.values() for e in entries for example in e.such_as),
        *(message.text for message in messages("dev.jsonl")),
    )
]
_TYPED = st.lists(
    st.one_of(
        st.text(max_size=8), st.sampled_from(["đ/c", "từ 1/7", "2 người", "bản Hỏm", "\n", ",", "3%", "của"])
    ),
    max_size=12,
).map(" ".join)


@settings(deadline=None)  # the first look at a phrase compiles it
@given(_TYPED, st.sampled_from(_NAMES))
def test_what_is_found_stands_in_the_text(text: str, name: str) -> None:
    clean = normalise(text).text
    for told in phrase(name).each(text):
        start, end = told.span()
        assert 0 <= start < end <= len(clean)
        for slot in told.found.groupdict():
            assert told[slot] == "" or told[slot] in clean


@pytest.mark.parametrize("name", _NAMES)
def test_no_sentence_is_passed_over_for_a_word_it_does_not_need(name: str) -> None:
    entries = _SAID[name]
    patterns = [(re.compile(rf"(?<!\S)(?:{entry.pattern})"), entry.needs) for entry in entries]
    for line in _LINES:
        for pattern, needs in patterns:
            assert needs.are_met(line.words) or not any(found[0] for found in pattern.finditer(line.folded))


@settings(deadline=None)
@given(_TYPED)
def test_every_piece_of_a_line_has_its_place(text: str) -> None:
    line = line_of(text)
    if line.words:
        start, end = line.span(0, len(line.folded))
        assert line.text[:start].strip() == "" and line.text[end:].strip() == ""
