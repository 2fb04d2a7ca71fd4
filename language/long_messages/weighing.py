"""Which sentences of a long message count, and which are only said beside them."""

from dataclasses import replace

from domain.pipeline import Stage
from language.long_messages.sentence import Role, Sentence, lacks_names
from language.reading import Intent, Reading

_SLIP = 14  # pieces of a sentence that repairs a slip of the message itself
_WHOLE = 3  # words of a name that is nothing else
_OF_SOMEBODY = frozenset((Intent.QUERY_PERSON, Intent.QUERY_DEADLINES))
_DONE = frozenset((Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.REPORT_CLASS))
_UNDATED = frozenset((Intent.REPORT_CANDIDATE, Intent.REPORT_DROPPED))
_STEPS = frozenset((Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE))


def sentences_that_count(sentences: list[Sentence]) -> list[Sentence]:
    """What is told before what is ordered, and that before what is asked; [] where all of them count."""
    by_role = {role: [s for s in sentences if s.role is role] for role in Role}
    told, asked, orders = by_role[Role.TELLS], by_role[Role.ASKS], by_role[Role.ORDERS]
    described, refused = by_role[Role.DESCRIBES], by_role[Role.REFUSES]
    added = [s for s in described if s.reading.people]
    nobody = not any(s.reading.people for s in (*told, *added))
    if repaired := _repaired(sentences, orders):
        return _ordered(repaired, described)
    outright = [s for s in asked if s.is_outright and _names_in_full(s)]
    if told and refused and not (outright or any(_says_enough(s.reading) for s in (*told, *added))):
        # "Hồ sơ thì thẩm tra xong rồi" beside "tuần sau mới kết nạp A" says why, and of whom it was not said.
        return refused
    if any(s.is_outright or s.reading.asks_procedure for s in asked):
        # "Hiệu trưởng cũ chuyển đi không bàn giao": why it is asked
        firm = [s for s in told if not _only_explains(s)]
        told = told if firm and any(_tells_anything(s) for s in (*firm, *added)) else []
    if _asks_last(told, asked) and asked[-1].is_outright and _leads_to(told, asked[-1]):
        return _in_order(told, asked, described)
    if orders:
        # "chi bộ chủ động tạo nguồn" beside a target tells of nothing
        told = [s for s in told if not s.is_spoken_of and _tells_anything(s)]
    nil = [] if any(_surely_happened(s) for s in told) else [s for s in told if s.is_nil]
    if told and (nil or not (nobody and _asks_last(told, asked))):
        if nil and (nobody or not any(s.reading.event_date or _needs_no_day(s) for s in told)):
            return nil
        kept = [*_own_events(_without_nil(told)), *_slips(told, orders)]
        return _in_order(kept, [] if kept == nil else _needed(told, described) or _naming(told, sentences))
    if any(len(s.reading.people) > 1 for s in added) and not any(s.is_outright for s in asked):
        # "Danh sách quần chúng ưu tú bản Hỏm" above or below its rows
        return _in_order(asked, described)
    if orders:
        return _ordered(orders, described)
    if asked:
        return _asked(asked, by_role[Role.DIVIDES], added)
    return [] if any(s.is_outright for s in refused) else refused


def _repaired(sentences: list[Sentence], orders: list[Sentence]) -> list[Sentence]:
    """Sửa hộ em mấy chỗ. Sinh 2000 chứ không phải 2002: what is to be corrected, and what is told wrong."""
    if not any(s.is_repair for s in sentences):
        return []
    refuted = [s for s in sentences if s.contrasts and s.role not in (Role.REFUSES, Role.ORDERS)]
    return _in_order(orders, refuted)


def _asks_last(told: list[Sentence], asked: list[Sentence]) -> bool:
    """Whether a question ends the message, behind what is told."""
    return bool(told and asked) and asked[-1].start > told[-1].start


def _asked(asked: list[Sentence], divides: list[Sentence], added: list[Sentence]) -> list[Sentence]:
    """Those about somebody named in full, else of procedure, else asked outright, with what divides them."""
    # somebody named with the cell: "A ở chi bộ B bao giờ được chuyển, còn thiếu giấy tờ chi"
    of_whom = [s for s in asked if s.reading.intent is Intent.QUERY_PERSON and s.reading.unit is not None]
    whole = [s for s in of_whom if _names_in_full(s)]
    asked = whole or [s for s in asked if s.reading.asks_procedure] or asked
    asked = [s for s in asked if s.is_outright or s.reading.asks_procedure] or asked
    of_one = any(s.reading.intent is Intent.QUERY_PERSON for s in asked)
    return _in_order(asked, divides, added if of_one else [])


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
        # "xem xét quần chúng A" beside "chi bộ ra nghị quyết đề nghị kết nạp": of A, what was resolved
        called = event.is_only_called_so and event.reading.intent is Intent.REPORT_CANDIDATE
        return not (called and part.reading.intent is not Intent.REPORT_CANDIDATE)
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
    return dated and bool(part.given_names & event.given_names)


def _is_referral(part: Sentence) -> bool:
    """Whether only a number of people is told to have been introduced."""
    return part.event == (Intent.REPORT_STAGE, Stage.REFERRAL) and not part.reading.people


def _is_named_in(counting: Sentence, naming: Sentence) -> bool:
    """Năm 2025 kết nạp 2. … 2 đ/c là A và B: whether everybody counted is named in the other sentence."""
    count, told = counting.reading.count, naming.reading
    if count is None or counting.event != naming.event:
        return False
    return told.count is None and 0 < count.value <= len(told.people)


def _without_nil(told: list[Sentence]) -> list[Sentence]:
    """Quý II không kết nạp được ai. Còn tháng 7 kết nạp A ngày 20/7: A is told of, not that nobody was."""
    events = {s.event for s in told if s.reading.people and s.reading.event_date}
    return [s for s in told if not (s.is_nil and s.event in events)]


def _needs_no_day(sentence: Sentence) -> bool:
    """A đưa ra khỏi nguồn: whoever is put on the list, or taken off it, is told of without a day."""
    return bool(sentence.reading.people) and sentence.reading.intent in _UNDATED


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
    lacking = lacks_names(told)
    ends = {s.end for s in told}
    partial = {name for s in told if all(p.is_partial for p in s.reading.people) for name in s.given_names}
    said = [s for s in described if lacking or not _tells_of_another(s, told)]
    return [
        s for s in said if not s.only_names or (lacking and s.start in ends) or _names_in_full(s) & partial
    ]


def _tells_of_another(described: Sentence, told: list[Sentence]) -> bool:
    """Chị Hoa có tặng hoa, cô giáo Cao Thị Tú khen: of nobody who is told of, and no mentor either."""
    of_whom, named = described.given_names, {name for s in told for name in s.given_names}
    named_here = [p for p in described.reading.people if p.full_name is not None]
    partial = all(p.is_partial for p in described.reading.people)
    whole = all(len(p.full_name.value.split()) >= _WHOLE for p in named_here if p.full_name)
    return bool(of_whom) and (partial or (whole and not described.guides)) and not of_whom & named


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


def _ordered(orders: list[Sentence], described: list[Sentence]) -> list[Sentence]:
    """What is to be corrected, with whom it concerns told apart; not when it was typed, beside a value."""
    undone = [s for s in orders if s.reading.intent is Intent.UNDO_LAST]
    if undone and (orders[0] is undone[0] or not any(s.tells_value for s in orders if s not in undone)):
        return undone[:1]
    valued = [s for s in orders if s.contrasts or (s.tells_value and not s.reading.intent.is_report)]
    corrects = any(s.is_repair or s.reading.intent is Intent.CORRECT_LAST for s in orders)
    return _in_order(valued or orders, [s for s in described if not s.only_names] if corrects else [])


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
