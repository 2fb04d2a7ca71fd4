"""Long messages: each sentence with what it does, and what follows from that for the message.

Only what tells of an event, or describes somebody told of, is read as text; of a sentence that does neither,
a cell or a day is lent at most. What greets, chats, plans or tells of another body is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from language.long_messages.cutting import cut
from language.long_messages.lending import corrected_one, is_cell, lent_day, lent_period, lent_unit
from language.long_messages.matter import Matter, Passage
from language.long_messages.sentence import Role, Sentence, lacks_names, says_nobody
from language.long_messages.sentences import Look, read_sentence
from language.long_messages.weighing import sentences_that_count
from language.message import Seen
from language.reading import Intent, Reading
from language.words.scanning import Scan

_LONG = 24  # words of a message that may hold asides
_MANY = 5  # sentences
_DOES = (Role.TELLS, Role.ASKS, Role.ORDERS, Role.REFUSES)
_WORTH = 4  # words of asides for which it is worth reading again


def matter_of(seen: Seen, read: Callable[[Seen], Reading], meant: Intent | None = None) -> Matter | None:
    """What of the message counts; None where all of it does.

    `read` says how a sentence reads alone, and `meant` what the message is known to be about. What is told
    counts before what is ordered, and that before what is asked; only a question that ends a message without
    names counts before what is told.
    """
    scan = seen.scan
    if len(scan) < _LONG or scan.words_within(0, len(scan)) < _LONG:
        return None
    cuts = cut(seen)
    if len(cuts) < 2:
        return None
    look = Look.of(seen)
    alone = [read_sentence(seen, start, end, read, look) for start, end in cuts]
    sentences = _with_described(_without_planned(_without_news(_of_what_is_meant(alone, meant))))
    kept = sentences_that_count(sentences)
    if not kept:
        return _of_nothing(seen) if len(cuts) >= _MANY and not _may_count(sentences) else None
    if all(s.role is Role.REFUSES for s in kept):
        # What is refused is never read again beside something else that may look like its event.
        kept = [s for s in kept if s.reading.intent is Intent.NONE][:1] or kept[:1]
    events = _events(kept)
    little_else = _words(scan, sentences) - _words(scan, kept) < _WORTH
    if len(events) == 1 and not look.mistakes(seen) and little_else and not _asks_twice(kept):
        return None
    unit = lent_unit(seen, sentences, kept)
    return Matter(
        passages=tuple(_passages(seen, sentences, events, look)),
        meant=_meant(sentences, kept),
        unit=unit,
        names_cell=unit is not None and is_cell(seen, unit),
        period=lent_period(sentences, kept),
        whom=corrected_one(sentences, kept),
        described=() if lacks_names(kept) else _raw_places(seen, kept, Role.DESCRIBES),
    )


def _of_what_is_meant(sentences: list[Sentence], meant: Intent | None) -> list[Sentence]:
    """What does anything else only describes, where there is any that does what is meant."""
    if meant is None or not any(s.role in _DOES and s.reading.intent is meant for s in sentences):
        return sentences

    def as_meant(sentence: Sentence) -> Sentence:
        if sentence.role not in _DOES or sentence.reading.intent is meant:
            return sentence
        describes = meant.is_report and bool(sentence.reading.people) and sentence.role is not Role.REFUSES
        return replace(sentence, role=Role.DESCRIBES if describes else Role.NOTHING)

    return [as_meant(sentence) for sentence in sentences]


def _may_count(sentences: list[Sentence]) -> bool:
    """Whether any sentence does more than chat, describe or set."""
    return any(s.role not in (Role.NOTHING, Role.SETS, Role.DESCRIBES) for s in sentences)


def _of_nothing(seen: Seen) -> Matter:
    """Many sentences, none of which tells, asks or orders: words of several of them make no event."""
    return Matter(passages=(Passage(text=seen, day=None, alone=lambda _: None),), meant=Intent.NONE)


def _passages(
    seen: Seen, sentences: list[Sentence], events: list[list[Sentence]], look: Look
) -> Iterator[Passage]:
    for event in events:
        text = _joined(seen, event, look)
        if text is not None:
            yield Passage(text=text, day=lent_day(sentences, event), alone=_told_alone(seen, event, look))


def _told_alone(seen: Seen, sentences: list[Sentence], look: Look) -> Callable[[Reading], Seen | None]:
    """For a reading of all the sentences, the text of those that tell, where they tell another event, or

    where "tên tuổi em chưa có trong tay", said beside it, makes nobody of those counted.
    """
    tell = [s for s in sentences if s.role is Role.TELLS]
    events = {s.event for s in tell}
    # Questions beside one another report nothing, whatever their words make together.
    asked = [] if any(s.role in (Role.TELLS, Role.ORDERS) for s in sentences) else _asking(sentences)

    def alone(reading: Reading) -> Seen | None:
        stage = reading.stage.value if reading.stage else None
        another = reading.intent.is_report and (reading.intent, stage) not in events
        if another and asked:
            return _joined(seen, asked[-1:], look)
        another = another or (says_nobody(reading) and not any(s.is_nil for s in tell))
        return _joined(seen, tell, look) if another and any(s.tells_whom for s in tell) else None

    return alone


def _asks_twice(kept: list[Sentence]) -> bool:
    """Tháng này kết nạp mấy người. Hồ sơ của A đến đâu rồi: two questions and nothing told."""
    return len({s.reading.intent for s in kept}) > 1 and len(_asking(kept)) == len(kept)


def _asking(sentences: list[Sentence]) -> list[Sentence]:
    return [s for s in sentences if s.role is Role.ASKS]


def _raw_places(seen: Seen, kept: list[Sentence], role: Role) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a role stand in the raw text."""
    spans = [seen.scan.span(s.start, s.end) for s in kept if s.role is role]
    return tuple(spans)


def _joined(seen: Seen, sentences: list[Sentence], look: Look) -> Seen | None:
    """The sentences as one text, every character still at its place in the raw text."""
    clean = seen.joined(run for s in sentences for run in _without_asides_days(seen, s))
    return look.at(clean, seen.sent_on)


def _without_asides_days(seen: Seen, sentence: Sentence) -> list[tuple[int, int]]:
    """Tên cụ thể cô văn thư giữ, đến thứ hai mới đi làm: what describes somebody tells no day by the way."""
    if sentence.role is not Role.DESCRIBES or sentence.only_when:
        return [(sentence.start, sentence.end)]
    runs, first = [], sentence.start
    for day in seen.days:
        if day.is_relative and first <= day.start and day.end <= sentence.end:
            runs.append((first, day.start))
            first = day.end
    return [(start, end) for start, end in (*runs, (first, sentence.end)) if start < end]


def _events(kept: list[Sentence]) -> list[list[Sentence]]:
    """The sentences of each event: another one begins where others are told of by name or number."""
    groups: list[list[Sentence]] = []
    told: Sentence | None = None
    for sentence in kept:
        if sentence.role is Role.DESCRIBES and (own := _group_of(sentence, groups)) is not None:
            own.append(sentence)
            continue
        if sentence.role is Role.TELLS and sentence.tells_whom:
            if told is not None and _is_another(told, sentence):
                groups.append([])
            told = sentence
        if not groups:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def _group_of(described: Sentence, groups: list[list[Sentence]]) -> list[Sentence] | None:
    """Người giúp đỡ Xế là …: the event, told before the last, of which the one described is told."""
    of_whom = described.given_names
    return next((g for g in groups[:-1] if of_whom & {name for s in g for name in s.given_names}), None)


def _without_news(sentences: list[Sentence]) -> list[Sentence]:
    """Đi dự lễ bên xã bạn. Đồng chí mới kết nạp là …: what follows such news, undated, is part of it."""
    pairs = zip([None, *sentences], sentences, strict=False)
    return [
        replace(here, role=Role.REFUSES)
        if before is not None
        and before.is_elsewhere
        and before.role is not Role.TELLS
        and here.role is Role.TELLS
        and here.day is None
        and not here.is_nil  # "nghe nói bên kia sắp có hai cô. Còn chi bộ em tháng này chưa có ai"
        else here
        for before, here in pairs
    ]


def _without_planned(sentences: list[Sentence]) -> list[Sentence]:
    """Dự kiến quý 2 kết nạp A. Hiện A đang học lớp: what is undated of those in a plan is part of it."""
    planned = {name for s in sentences if s.role is Role.REFUSES for name in s.given_names}
    return [
        replace(s, role=Role.REFUSES)
        if s.role is Role.TELLS
        and s.day is None
        and s.reading.event_date is None
        and s.reading.people
        and s.given_names <= planned
        else s
        for s in sentences
    ]


def _with_described(sentences: list[Sentence]) -> list[Sentence]:
    """Kết nạp A. A sinh 1994 chứ không phải 1993 như giấy mời: says more of A, and corrects no report."""
    told: set[str] = set()
    described = []
    for here in sentences:
        told |= here.given_names if here.role is Role.TELLS else set()
        corrects = here.role is Role.ORDERS and here.reading.intent is Intent.CORRECT_LAST
        of_them = bool(here.given_names) and here.given_names <= told
        adds = corrects and here.contrasts and here.has_attributes and of_them
        described.append(replace(here, role=Role.DESCRIBES) if adds else here)
    return described


def _is_another(told: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence tells another event than the one before, of other people."""
    return told.event != sentence.event and not told.given_names & sentence.given_names


def _meant(sentences: list[Sentence], kept: list[Sentence]) -> Intent | None:
    """What the sentences that count surely mean, whatever they look like read together."""
    if any(s.is_repair for s in sentences) and _corrects(kept):
        return Intent.CORRECT_LAST
    refused = all(s.role is Role.REFUSES and s.reading.intent is not Intent.NONE for s in kept)
    return Intent.NONE if refused else None


def _corrects(kept: list[Sentence]) -> bool:
    return any(s.role is Role.ORDERS or s.contrasts for s in kept)


def _words(scan: Scan, sentences: list[Sentence]) -> int:
    return sum(scan.words_within(s.start, s.end) for s in sentences)
