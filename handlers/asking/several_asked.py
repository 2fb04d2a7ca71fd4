"""Different questions in one message: "tháng này kết nạp mấy, hồ sơ đang làm bao nhiêu, ai quá hạn"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.pipeline import Stage
from domain.questions import Query, Topic
from handlers.asking.queries import narrowed, query_of
from handlers.context import Turn
from language.reading import Reading
from language.requests.narrowing import narrowing_of
from language.understanding import understand
from language.words import particles
from language.words.phrases import phrase

_JOINS = f"{particles.either('joins_questions')}|{particles.either('joins_questions', folded=True)}"
_BETWEEN = re.compile(rf"[,;?\n]+|\.(?=\s)|\b(?:{_JOINS})\b", re.IGNORECASE)
_OF_FIGURES = (Topic.TOTALS, Topic.QUOTA_GAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One of the questions, with the words that ask it."""

    text: str
    reading: Reading

    def query(self, turn: Turn) -> Query:
        """What it asks, as its own words narrow it."""
        return narrowed(query_of(self.reading, turn.today), self.text)

    def about(self, turn: Turn) -> tuple[Topic, Stage | None]:
        """What it is about. Two figures are read as one question, which tells both."""
        query = self.query(turn)
        if query.topic in _OF_FIGURES:
            return Topic.TOTALS, None
        return query.topic, query.stage if query.topic is Topic.PIPELINE else None


def several_asked(turn: Turn, whole: Reading) -> Sequence[Asked]:
    """The questions of a message that asks about different things one after another; none where it asks one.

    A unit that one of them names is that of those behind it too.
    """
    text = turn.message.text
    if whole.people or whole.called or whole.leaves_out or _BETWEEN.search(text.strip(" ,;?.\n")) is None:
        return ()
    if narrowing_of(text).standing_at is Stage.OFFICIAL:
        return ()  # mấy dự bị, mấy chính thức: the members on record, which one answer tells
    asked = list(_questions(text, turn))
    if len({one.about(turn) for one in asked}) < 2:
        # "nhiệm kỳ trước kết nạp bao nhiêu, nhiệm kỳ này bao nhiêu"
        spans = {one.query(turn).period for one in asked}
        apart = len(asked) > 1 and None not in spans and len(spans) == len(asked)
        apart = apart and all(phrase("counts_of_span").anywhere(one.text) for one in asked)
        return [_whole(one) for one in asked] if apart and not whole.others else ()
    joined: list[Asked] = []
    for _, same in groupby(asked, key=lambda one: one.about(turn)):
        told = ", ".join(one.text for one in same)
        joined.append(_whole(Asked(text=told, reading=understand(told, turn.sent_on))))
    kinds = {one.about(turn) for one in joined if one.reading.intent.is_question and not one.reading.people}
    return joined if len(kinds) == len(joined) else ()


def _whole(one: Asked) -> Asked:
    """ "Năm nay được mấy" beside other questions leans on none before."""
    has_span = one.reading.period is not None or one.reading.term_without_years
    leans = one.reading.leans_on_last and not has_span
    return replace(one, reading=replace(one.reading, leans_on_last=leans))


def _questions(text: str, turn: Turn) -> Iterator[Asked]:
    """Each question with the words around it that ask nothing of their own: "xã mình, hồ sơ còn mấy"."""
    open_words = ""
    last: Asked | None = None
    for clause in filter(None, map(str.strip, _BETWEEN.split(text))):
        words = f"{open_words}, {clause}" if open_words else clause
        reading = understand(words, turn.sent_on)
        if reading.intent.is_question and not (last and _leans(reading, clause)):
            if last:
                yield last
            last, open_words = Asked(text=words, reading=reading), ""
        elif last:
            told = f"{last.text}, {clause}"
            again = understand(told, turn.sent_on)
            # What is no question any more with these words stays the one it was without them.
            last = Asked(text=told, reading=again) if again.intent.is_question else last
        else:
            open_words = words
    if last:
        yield last


def _leans(reading: Reading, clause: str) -> bool:
    """ "chia theo chi bộ", "trong đó dự bị mấy": more of the question before; not "quý 1 được mấy"."""
    if phrase("of_those").anywhere(clause) is not None:
        return True
    has_span = reading.period is not None or reading.term_without_years
    counts = phrase("counts_of_span" if has_span else "got_how_many").anywhere(clause) is not None
    return reading.leans_on_last and not counts


def of_unit_before(asked: Sequence[Reading]) -> list[Reading]:
    """The questions, each that names no unit with the one named before it."""
    told: list[Reading] = []
    for one in asked:
        before = told[-1] if told else None
        leans = before is not None and before.unit and one.unit is None and not one.unread
        told.append(replace(one, unit=before.unit, units=before.units) if before and leans else one)
    return told
