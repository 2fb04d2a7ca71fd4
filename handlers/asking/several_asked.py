"""Different questions in one message: "tháng này kết nạp mấy, hồ sơ đang làm bao nhiêu, ai quá hạn"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.figures import Topic
from domain.pipeline import Stage
from handlers.asking.queries import query_of
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

    def about(self, turn: Turn) -> tuple[Topic, Stage | None]:
        """What it is about. Two figures are read as one question, which tells both."""
        query = query_of(self.reading, turn.today)
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
        return ()
    joined: list[Asked] = []
    for _, same in groupby(asked, key=lambda one: one.about(turn)):
        told = ", ".join(one.text for one in same)
        reading = understand(told, turn.sent_on)
        # "năm nay được mấy" beside other questions is whole in itself
        leans = reading.leans_on_last and reading.period is None
        joined.append(Asked(text=told, reading=replace(reading, leans_on_last=leans)))
    kinds = {one.about(turn) for one in joined if one.reading.intent.is_question and not one.reading.people}
    return joined if len(kinds) == len(joined) else ()


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
            last = Asked(text=told, reading=understand(told, turn.sent_on))
        else:
            open_words = words
    if last:
        yield last


def _leans(reading: Reading, clause: str) -> bool:
    """ "chia theo chi bộ", "trong đó dự bị mấy": more of the question before; not "quý 1 được mấy"."""
    of_those = phrase("of_those").anywhere(clause) is not None
    return of_those or (reading.leans_on_last and phrase("got_how_many").anywhere(clause) is None)


def of_unit_before(asked: Sequence[Reading]) -> list[Reading]:
    """The questions, each that names no unit with the one named before it."""
    told: list[Reading] = []
    for one in asked:
        before = told[-1] if told else None
        leans = before is not None and before.unit and one.unit is None and not one.unread
        told.append(replace(one, unit=before.unit, units=before.units) if before and leans else one)
    return told
