"""Long messages: each sentence with what it does, and what follows from that for the message.

Only what tells of an event, or describes somebody told of, is read as text; of a sentence that does neither,
a cell or a day is lent at most. What greets, chats, plans or tells of another body is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.periods import Period
from domain.pipeline import Stage
from language.long_messages.cutting import cut
from language.long_messages.lending import corrected_one, is_cell, lent_day, lent_period, lent_unit
from language.long_messages.sentences import Look, Role, Sentence, read_sentence
from language.message import Seen
from language.reading import Field, Found, Intent, PersonReading, Reading
from language.words.normalise import Clean
from language.words.scanning import Scan

_LONG = 24  # words of a message that may hold asides
_SLIP = 14  # pieces of a sentence that repairs a slip of the message itself
_WORTH = 4  # words of asides for which it is worth reading again
_OF_SOMEBODY = frozenset((Intent.QUERY_PERSON, Intent.QUERY_DEADLINES))
_DONE = frozenset((Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.REPORT_CLASS))
_STEPS = frozenset((Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What of a long message counts: each event's sentences as one text, and what is lent to all of them."""

    texts: tuple[Seen, ...]
    meant: Intent | None = None  # what the texts are surely meant as, whatever else they name
    unit: Found[str] | None = None
    names_cell: bool = False  # the lent unit is named as a cell: it counts before one that is not
    days: tuple[Found[date] | None, ...] = ()  # of each text, the day that another sentence tells
    period: Found[Period] | None = None
    whom: PersonReading | None = None  # who is corrected, where the correction does not say it
    described: tuple[tuple[int, int], ...] = ()  # raw places where nobody else can be told of
    alone: tuple[Callable[[Reading], Seen | None], ...] = ()  # of each text, what to read instead of it

    def lent(self, reading: Reading, text: Seen) -> Reading:
        """The reading of a text with the cell, and that of a report with the day or period, that it lacks."""
        if reading.intent in (Intent.HELP, Intent.UNDO_LAST):
            return reading
        own = reading.unit
        if own is None and reading.intent.is_question and text.scan.has("everything"):
            return reading  # "toàn xã mình kết nạp được bao nhiêu": asked of more than the writer's cell
        unit = self.unit if own is None or (self.names_cell and not is_cell(text, own)) else own
        if unit is not own:
            reading = replace(reading, unit=unit)
        if reading.intent is Intent.CORRECT_LAST and self.whom and len(reading.people) < 2:
            told = reading.people[0] if reading.people else PersonReading()
            if told.full_name is None and told.position is None:
                told = replace(told, full_name=self.whom.full_name)
            return replace(reading, people=(told,))
        if not reading.intent.is_report:
            return reading
        reading = self._without_described(reading)
        if not reading.people and reading.event_date is None:
            return replace(reading, period=self.period) if reading.period is None else reading
        day = next((day for own, day in zip(self.texts, self.days, strict=False) if own is text), None)
        if day is None or reading.event_date is not None:
            return reading
        missing = tuple(field for field in reading.missing if field is not Field.EVENT_DATE)
        return replace(reading, event_date=day, period=None, missing=missing)

    def instead(self, reading: Reading, text: Seen) -> Seen | None:
        """What tells the event alone, where what describes somebody made another event of it; else None."""
        pairs = zip(self.texts, self.alone, strict=False)
        return next((alone(reading) for own, alone in pairs if own is text), None)

    def _without_described(self, reading: Reading) -> Reading:
        """Người theo dõi chung: đ/c C: whoever only a describing sentence names is nobody the event is of."""
        people = tuple(p for p in reading.people if not self._is_described(p))
        if not people or len(people) == len(reading.people):
            return reading
        whole = reading.count is None and not any(p.is_partial for p in people)
        missing = tuple(f for f in reading.missing if not (whole and f is Field.FULL_NAME))
        return replace(reading, people=people, missing=missing)

    def _is_described(self, person: PersonReading) -> bool:
        name = person.full_name
        return name is not None and any(first <= name.start < last for first, last in self.described)


def matter_of(seen: Seen, read: Callable[[Seen], Reading]) -> Matter | None:
    """What of the message counts; None where all of it does.

    `read` says how a sentence reads alone. What is told counts before what is ordered, and that before
    what is asked; only a question that ends a message without names counts before what is told.
    """
    scan = seen.scan
    if len(scan) < _LONG or scan.words_within(0, len(scan)) < _LONG:
        return None
    cuts = cut(seen)
    if len(cuts) < 2:
        return None
    look = Look.of(seen)
    sentences = _without_planned(
        _without_news([read_sentence(seen, start, end, read, look) for start, end in cuts])
    )
    kept = _matter(sentences)
    if not kept:
        return None
    if all(s.role is Role.REFUSES for s in kept):
        # What is refused is never read again beside something else that may look like its event.
        kept = [s for s in kept if s.reading.intent is Intent.NONE][:1] or kept[:1]
    events = _events(kept)
    if len(events) == 1 and not look.mistakes(seen) and _words(scan, sentences) - _words(scan, kept) < _WORTH:
        return None
    joined = [
        (_joined(seen, event, look), lent_day(sentences, event), _told_alone(seen, event, look))
        for event in events
    ]
    texts = tuple(text for text, *_ in joined if text is not None)
    unit = lent_unit(seen, sentences, kept)
    return Matter(
        texts=texts,
        meant=_meant(sentences, kept),
        unit=unit,
        names_cell=unit is not None and is_cell(seen, unit),
        days=tuple(day for text, day, _ in joined if text is not None),
        period=lent_period(sentences, kept),
        whom=corrected_one(sentences, kept),
        described=() if _lacks_names(kept) else _raw_places(seen, kept, Role.DESCRIBES),
        alone=tuple(alone for text, _, alone in joined if text is not None),
    )


def _told_alone(seen: Seen, sentences: list[Sentence], look: Look) -> Callable[[Reading], Seen | None]:
    """For a reading of all the sentences, the text of those that tell, where they tell another event."""
    tell = [s for s in sentences if s.role is Role.TELLS]
    events = {s.event for s in tell}

    def alone(reading: Reading) -> Seen | None:
        stage = reading.stage.value if reading.stage else None
        another = reading.intent.is_report and (reading.intent, stage) not in events
        return _joined(seen, tell, look) if another and any(s.tells_whom for s in tell) else None

    return alone


def _raw_places(seen: Seen, kept: list[Sentence], role: Role) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a role stand in the raw text."""
    spans = [seen.scan.span(s.start, s.end) for s in kept if s.role is role]
    return tuple(spans)


def _lacks_names(sentences: list[Sentence]) -> bool:
    """Whether those who are told of are not all named where they are told of."""
    told = [s for s in sentences if s.role is Role.TELLS]
    people = sum(len(s.reading.people) for s in told)
    counted = max((s.reading.count.value for s in told if s.reading.count is not None), default=0)
    return people == 0 or counted > people


def _joined(seen: Seen, sentences: list[Sentence], look: Look) -> Seen | None:
    """The sentences as one text, every character still at its place in the raw text."""
    parts = [seen.part(*run) for s in sentences for run in _without_asides_days(seen, s)]
    origin: list[int] = []
    for part in parts:
        origin += part.origin
    clean = Clean(text=" ".join(part.text for part in parts), origin=tuple(origin))
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
    of_whom = _names(described)
    return next((g for g in groups[:-1] if of_whom & {name for s in g for name in _names(s)}), None)


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
        else here
        for before, here in pairs
    ]


def _without_planned(sentences: list[Sentence]) -> list[Sentence]:
    """Dự kiến quý 2 kết nạp A. Hiện A đang học lớp: what is undated of those in a plan is part of it."""
    planned = {name for s in sentences if s.role is Role.REFUSES for name in _names(s)}
    return [
        replace(s, role=Role.REFUSES)
        if s.role is Role.TELLS
        and s.day is None
        and s.reading.event_date is None
        and s.reading.people
        and _names(s) <= planned
        else s
        for s in sentences
    ]


def _own_events(told: list[Sentence]) -> list[Sentence]:
    """Without what only says how or why another event came about, of its people or of nobody, and of no day.

    Of such a sentence what it says of somebody counts. A mere number is left out where those it counts are
    named elsewhere.
    """
    named = [s for s in told if s.reading.people]
    own = []
    for each in told:
        if any(_leads_up_to(each, other) for other in told):
            if each.has_attributes:
                own.append(replace(each, role=Role.DESCRIBES))
        elif each.reading.people or not any(_is_named_in(each, other) for other in named):
            own.append(each)
    return own


def _leads_up_to(part: Sentence, event: Sentence) -> bool:
    """Whether an undated sentence tells a part or another step of the event of those who are named there."""
    if part is event or part.reading.event_date is not None or not event.tells_whom:
        return False
    if not part.tells_whom:
        return True
    if part.is_only_called_so and part.reading.intent is Intent.REPORT_CANDIDATE and not part.has_attributes:
        return event.reading.event_date is not None and part.reading.count is None
    decided = event.reading.intent not in _STEPS
    if part.is_under_way and part.reading.intent in _STEPS and decided:
        return part.reading.count is None  # "cô C cũng đang hoàn thiện hồ sơ" beside who was admitted
    only_partly = all(p.is_partial for p in part.reading.people) and part.reading.count is None
    if only_partly and any(not p.is_partial for p in event.reading.people):
        # "Hôm kết nạp bác Tuyến trưởng thôn xúc động lắm"
        return True
    if _is_referral(part) and event.reading.people and event.reading.event_date and part.start < event.start:
        return True  # đoàn giới thiệu 5 đoàn viên. Ngày 15/4 đưa vào danh sách 3 người: A, B, C
    dated = event.reading.event_date is not None and part.event != event.event
    return dated and bool(_names(part) & _names(event))


def _is_referral(part: Sentence) -> bool:
    """Whether only a number of people is told to have been introduced."""
    return part.event == (Intent.REPORT_STAGE, Stage.REFERRAL) and not part.reading.people


def _is_named_in(counting: Sentence, naming: Sentence) -> bool:
    """Năm 2025 kết nạp 2. … 2 đ/c là A và B: whether everybody counted is named in the other sentence."""
    count, told = counting.reading.count, naming.reading
    if count is None or counting.event != naming.event:
        return False
    return told.count is None and 0 < count.value <= len(told.people)


def _is_another(told: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence tells another event than the one before, of other people."""
    return told.event != sentence.event and not _names(told) & _names(sentence)


def _names(sentence: Sentence) -> set[str]:
    return {p.full_name.value.split()[-1].lower() for p in sentence.reading.people if p.full_name}


def _matter(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences that count."""
    by_role = {role: [s for s in sentences if s.role is role] for role in Role}
    told, asked, refused = by_role[Role.TELLS], by_role[Role.ASKS], by_role[Role.REFUSES]
    described = by_role[Role.DESCRIBES]
    added = [s for s in described if s.reading.people]
    nobody = not any(s.reading.people for s in (*told, *added))
    if any(s.is_repair for s in sentences):
        told_wrong = [s for s in sentences if s.contrasts and s.role is not Role.REFUSES]
        repaired = _in_order(by_role[Role.ORDERS], [s for s in told_wrong if s.role is not Role.ORDERS])
        if repaired:
            return _ordered(repaired, described)
    if told and refused and not any(_says_enough(s.reading) for s in (*told, *added)):
        # "Hồ sơ thì thẩm tra xong rồi" beside "tuần sau mới kết nạp A" says why, and of whom it was not said.
        return refused
    if any(s.is_outright for s in asked):
        # "Hiệu trưởng cũ chuyển đi không bàn giao": why it is asked
        firm = [s for s in told if not _only_explains(s)]
        told = told if firm and any(_tells_anything(s) for s in (*firm, *added)) else []
    last_asked = asked[-1].start if asked else -1
    if (
        told
        and asked
        and asked[-1].is_outright
        and last_asked > told[-1].start
        and _leads_to(told, asked[-1])
    ):
        return _in_order(told, asked, described)
    if by_role[Role.ORDERS]:
        # "chi bộ chủ động tạo nguồn" beside a target tells of nothing
        told = [s for s in told if not s.is_spoken_of and _tells_anything(s)]
    nil = [s for s in told if s.is_nil]
    if any(_surely_happened(s) for s in told):
        nil = []
    if told and (nil or not (nobody and last_asked > told[-1].start)):
        kept = (
            nil
            if nil and (nobody or not any(s.reading.event_date for s in told))
            else [*_own_events(_without_nil(told)), *_slips(told, by_role[Role.ORDERS])]
        )
        added_to = [] if kept == nil else _needed(told, described) or _naming(told, sentences)
        return _in_order(kept, added_to)
    if any(len(s.reading.people) > 1 for s in added) and not any(s.is_outright for s in asked):
        # "Danh sách quần chúng ưu tú bản Hỏm" above or below its rows
        return _in_order(asked, described)
    if by_role[Role.ORDERS]:
        return _ordered(by_role[Role.ORDERS], described)
    asked = [s for s in asked if s.reading.asks_procedure] or [s for s in asked if s.is_outright] or asked
    if asked:
        of_one = any(s.reading.intent is Intent.QUERY_PERSON for s in asked)
        return _in_order(asked, by_role[Role.DIVIDES], added if of_one else [])
    return [] if any(s.is_outright for s in refused) else refused


def _without_nil(told: list[Sentence]) -> list[Sentence]:
    """Quý II không kết nạp được ai. Còn tháng 7 kết nạp A ngày 20/7: A is told of, not that nobody was."""
    events = {s.event for s in told if s.reading.people and s.reading.event_date}
    return [s for s in told if not (s.is_nil and s.event in events)]


def _surely_happened(sentence: Sentence) -> bool:
    """Kết nạp 2, chuyển chính thức 1: so many members of the Party, besides whatever nobody did."""
    count, told = sentence.reading.count, sentence.reading
    return count is not None and count.value > 0 and told.intent in _DONE


def _only_explains(sentence: Sentence) -> bool:
    """Chị A bí thư cũ chuyển công tác không bàn giao: who is gone, no day, and not a word of who it is."""
    told = sentence.reading
    if sentence.is_long_ago:
        return True
    if told.event_date is not None or told.count is not None or sentence.has_attributes:
        return False
    return told.intent is Intent.REPORT_DROPPED or all(p.is_partial for p in told.people)


def _tells_anything(sentence: Sentence) -> bool:
    """Whether of an event more is told than that there was one: who, how many, or when."""
    return sentence.tells_whom or sentence.reading.event_date is not None


def _needed(told: list[Sentence], described: list[Sentence]) -> list[Sentence]:
    """What describes somebody; mere names only where those who are told of are not all named."""
    lacking = _lacks_names(told)
    ends = {s.end for s in told}
    partial = {name for s in told if all(p.is_partial for p in s.reading.people) for name in _names(s)}
    said = [s for s in described if lacking or not _tells_of_another(s, told)]
    return [
        s for s in said if not s.only_names or (lacking and s.start in ends) or _names_in_full(s) & partial
    ]


def _tells_of_another(described: Sentence, told: list[Sentence]) -> bool:
    """Chị Hoa có tặng hoa: only a given name, and of nobody who is told of."""
    of_whom, named = _names(described), {name for s in told for name in _names(s)}
    return bool(of_whom) and all(p.is_partial for p in described.reading.people) and not of_whom & named


def _names_in_full(sentence: Sentence) -> set[str]:
    """The given names of those whom the sentence names with all of their name."""
    whole = [p.full_name.value for p in sentence.reading.people if p.full_name and not p.is_partial]
    return {name.split()[-1].lower() for name in whole}


def _naming(told: list[Sentence], sentences: list[Sentence]) -> list[Sentence]:
    """… có việc của đ/c A. Đ/c này …: who was named last before, where an event is told of nobody."""
    if any(s.tells_whom for s in told):
        return []
    before = [s for s in sentences if s.end <= told[0].start and s.role is Role.SETS]
    return [s for s in before if any(not p.is_partial for p in s.reading.people)][-1:]


def _slips(told: list[Sentence], orders: list[Sentence]) -> list[Sentence]:
    """À nhầm, chỉ có B thôi: a few words that repair what was told just before."""
    return [s for s in orders if s.start > told[0].start and s.tells_value and s.end - s.start <= _SLIP]


def _meant(sentences: list[Sentence], kept: list[Sentence]) -> Intent | None:
    """What the sentences that count surely mean, whatever they look like read together."""
    if any(s.is_repair for s in sentences) and _corrects(kept):
        return Intent.CORRECT_LAST
    refused = all(s.role is Role.REFUSES and s.reading.intent is not Intent.NONE for s in kept)
    return Intent.NONE if refused else None


def _corrects(kept: list[Sentence]) -> bool:
    return any(s.role is Role.ORDERS or s.contrasts for s in kept)


def _ordered(orders: list[Sentence], described: list[Sentence]) -> list[Sentence]:
    """What is to be corrected, with whom it concerns told apart; not when it was typed, beside a value."""
    undone = [s for s in orders if s.reading.intent is Intent.UNDO_LAST]
    if undone and (orders[0] is undone[0] or not any(s.tells_value for s in orders if s not in undone)):
        return undone[:1]
    valued = [s for s in orders if s.contrasts or (s.tells_value and not s.reading.intent.is_report)]
    corrects = any(s.is_repair or s.reading.intent is Intent.CORRECT_LAST for s in orders)
    return _in_order(valued or orders, [s for s in described if not s.only_names] if corrects else [])


def _words(scan: Scan, sentences: list[Sentence]) -> int:
    return sum(scan.words_within(s.start, s.end) for s in sentences)


def _leads_to(told: list[Sentence], asked: Sentence) -> bool:
    """Whether what is told of somebody, without its day, only leads to a question about the same person."""
    undated = not any(s.reading.event_date for s in told) and any(s.reading.people for s in told)
    return undated and asked.reading.intent in _OF_SOMEBODY


def _says_enough(reading: Reading) -> bool:
    """Whether somebody is named in full, or a day is told; of members, also a number or a period."""
    if any(p.full_name and not p.is_partial for p in reading.people):
        return True
    of_members = reading.intent not in _STEPS and (reading.count is not None or reading.period is not None)
    return of_members or reading.event_date is not None


def _in_order(*parts: list[Sentence]) -> list[Sentence]:
    return sorted((s for part in parts for s in part), key=lambda s: s.start)
