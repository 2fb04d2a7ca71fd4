"""Long messages: the sentences that tell or ask something, without greetings, talk and plans beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from language import particles
from language.message import Seen, see
from language.normalise import Clean
from language.reading import Intent, Problem, Reading
from language.report import count_told
from language.scanning import Scan
from language.signs import Signs
from language.units import UnitName

_LONG = 24  # words of a message that may hold asides
_WORTH = 4  # words of asides for which it is worth reading again
_DOUBTED = 0.7  # how sure a name is whose family name the lexicon lacks
_SHORT = 10  # words of a sentence that adds to another one by a day, a period or an attribute alone
_ENDS = frozenset(("!", "?"))
_NOT_OURS = frozenset((Problem.PLANNED, Problem.NEGATED, Problem.OTHER_BODY))
_OF_SOMEBODY = frozenset((Intent.QUERY_PERSON, Intent.QUERY_DEADLINES))
_STEPS = frozenset((Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE))
_ORDERS = frozenset((Intent.CORRECT_LAST, Intent.UNDO_LAST, Intent.SET_QUOTA))
# What adds to the people of another sentence wherever it stands, and what only in a short one.
_ADDS = ("name_label", "birth_label", "ethnicity_label", "mentor", "all_of_them", "last_of_them")
_MAY_ADD = ("category", "ethnicity", "gender", "education", "religion", "folk", "certificate")
_AHEAD = ("sure", "postponed")


class _Role(Enum):
    """What a sentence does in its message."""

    TELLS = auto()
    ASKS = auto()
    ORDERS = auto()
    ADDS = auto()
    DIVIDES = auto()  # says how the figures that are asked for are to be divided
    REFUSES = auto()  # tells of what is planned, did not happen, or is another body's
    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """The pieces [start, end), what they do, and how they read alone."""

    start: int
    end: int
    role: _Role
    reading: Reading
    is_outright: bool  # asks with a question's own words, not only "cho em hỏi"


def without_asides(seen: Seen, read: Callable[[Seen], Reading]) -> Seen | None:
    """The message without the sentences that say nothing of its matter; None where none is to be left out.

    `read` says how a sentence reads alone. What is told counts before what is ordered, and that before
    what is asked; only a question that ends a message without names counts before what is told.
    """
    scan = seen.scan
    if scan.words_within(0, len(scan)) < _LONG:
        return None
    cuts = _cut(scan)
    if len(cuts) < 2:
        return None
    named = _names_in_capitals(scan)
    sentences = [_sentence(seen, start, end, read, named=named) for start, end in cuts]
    kept = _matter(sentences)
    mistaken = named and any(not scan.cased_word(name.start) for name in seen.names)
    if not kept or (_words(scan, sentences) - _words(scan, kept) < _WORTH and not mistaken):
        return None
    parts = [seen.part(s.start, s.end) for s in kept]
    if (cell := _planning_cell(seen, sentences, kept)) is not None:
        parts.append(seen.part(cell.start, cell.end))
    text = " ".join(part.text for part in parts)
    origin: list[int] = []
    for part in parts:
        origin += part.origin
    return see(Clean(text=text, origin=tuple(origin)), seen.sent_on, capitals_only=named)


def _matter(sentences: list[_Sentence]) -> list[_Sentence]:
    """The sentences that count."""
    by_role = {role: [s for s in sentences if s.role is role] for role in _Role}
    told, asked, refused = by_role[_Role.TELLS], by_role[_Role.ASKS], by_role[_Role.REFUSES]
    added = [s for s in by_role[_Role.ADDS] if s.reading.people]
    nobody = not any(s.reading.people for s in (*told, *added))
    if told and refused and not any(_says_enough(s.reading) for s in (*told, *added)):
        # "Hồ sơ thì thẩm tra xong rồi" beside "tuần sau mới kết nạp A" says why, and of whom it was not said.
        return refused
    last_asked = asked[-1].start if asked else -1
    if (
        told
        and asked
        and asked[-1].is_outright
        and last_asked > told[-1].start
        and _leads_to(told, asked[-1])
    ):
        return _in_order(told, asked, by_role[_Role.ADDS])
    if told and not (nobody and last_asked > told[-1].start):
        nil = [s for s in told if s.reading.count is not None and s.reading.count.value == 0]
        kept = nil if nil and nobody else [*told, *by_role[_Role.ORDERS]]
        named = any(s.reading.unit for s in (*told, *by_role[_Role.ADDS]))
        # "tình hình chi bộ bản X tháng này như sau": what leads in to the report asks nothing.
        opening = [s for s in asked if s.reading.unit and s.end <= told[0].start and not named]
        return _in_order(kept, by_role[_Role.ADDS], opening)
    if by_role[_Role.ORDERS]:
        return by_role[_Role.ORDERS]
    asked = [s for s in asked if s.is_outright] or asked
    asked = [s for s in asked if s.reading.asks_procedure] or asked
    if asked:
        of_one = any(s.reading.intent is Intent.QUERY_PERSON for s in asked)
        return _in_order(asked, by_role[_Role.DIVIDES], added if of_one else [])
    return [] if any(s.is_outright for s in refused) else refused


def _planning_cell(seen: Seen, sentences: list[_Sentence], kept: list[_Sentence]) -> UnitName | None:
    """Thứ 6 này chi bộ bản X làm lễ: the one cell named, though the sentence that names it tells a plan."""
    tells = any(s.role is _Role.TELLS for s in kept)
    if not tells or any(s.reading.unit for s in kept):
        return None
    plans = [s for s in sentences if s.role is _Role.REFUSES and Problem.PLANNED in s.reading.problems]
    cells = [u for u in seen.units if u.is_named_as_cell and any(s.start <= u.start < s.end for s in plans)]
    return cells[0] if len(cells) == 1 else None


def _words(scan: Scan, sentences: list[_Sentence]) -> int:
    return sum(scan.words_within(s.start, s.end) for s in sentences)


def _leads_to(told: list[_Sentence], asked: _Sentence) -> bool:
    """Whether what is told of somebody, without its day, only leads to a question about the same person."""
    undated = not any(s.reading.event_date for s in told) and any(s.reading.people for s in told)
    return undated and asked.reading.intent in _OF_SOMEBODY


def _says_enough(reading: Reading) -> bool:
    """Whether somebody is named in full, or a day is told; of members, also a number or a period."""
    if any(p.full_name and not p.is_partial for p in reading.people):
        return True
    of_members = reading.intent not in _STEPS and (reading.count is not None or reading.period is not None)
    return of_members or reading.event_date is not None


def _in_order(*parts: list[_Sentence]) -> list[_Sentence]:
    return sorted((s for part in parts for s in part), key=lambda s: s.start)


def _cut(scan: Scan) -> list[tuple[int, int]]:
    """The pieces of each sentence."""
    cuts, start = [], 0
    for place in range(len(scan)):
        if not _is_end(scan, place) or not scan.words_within(start, place):
            continue
        cuts.append((start, place + 1))
        start = place + 1
    if scan.words_within(start, len(scan)):
        cuts.append((start, len(scan)))
    return cuts


def _is_end(scan: Scan, place: int) -> bool:
    """Whether a sentence ends at the piece: no dot of a number, a date or a hesitation, no line of a list."""
    key, ahead = scan.keys[place], scan.key(place + 1)
    if key == "\n":
        return ahead == "\n"
    if key == ".":
        hesitates = "." in (ahead, scan.key(place - 1))
        dated = scan.used[place - 1] in ("date", "period")
        counts_lines = scan.is_number(place - 1) and not scan.is_word(place - 2) and not dated
        inside = hesitates or counts_lines or bool(ahead and scan.glued(place + 1))
        return not scan.used[place] and not inside
    return key in _ENDS


def _names_in_capitals(scan: Scan) -> bool:
    """Whether capitals stand elsewhere than at the head of a sentence, where a phone puts them by itself."""
    return any(scan.cased_word(place) and scan.is_word(place - 1) for place in range(1, len(scan)))


def _sentence(seen: Seen, start: int, end: int, read: Callable[[Seen], Reading], *, named: bool) -> _Sentence:
    part = see(seen.part(start, end), seen.sent_on, capitals_only=named)
    if part is None:
        nothing = Reading(intent=Intent.NONE)
        return _Sentence(start=start, end=end, role=_Role.NOTHING, reading=nothing, is_outright=False)
    reading = read(part)
    signs = Signs(part.scan, part.names)
    outright = signs.counts or signs.ends_as_question
    return _Sentence(
        start=start,
        end=end,
        role=_role(part, reading, outright=outright),
        reading=reading,
        is_outright=outright,
    )


def _role(part: Seen, reading: Reading, *, outright: bool) -> _Role:
    intent = reading.intent
    if intent is Intent.GREETING:
        return _Role.ADDS if part.units else _Role.NOTHING
    if intent.is_report:
        return _Role.TELLS
    if intent.is_question or reading.asks_procedure:
        return _Role.ASKS
    if intent in _ORDERS and not outright:
        return _Role.ORDERS
    if not _NOT_OURS.isdisjoint(reading.problems):
        return _Role.REFUSES
    if any(hit.value in _AHEAD for hit in part.scan.all("planned")):
        return _Role.NOTHING
    if _adds(part):
        return _Role.ADDS
    divides = any(part.scan.ending("by", hit.start) for hit in part.scan.all("breakdown"))
    return _Role.DIVIDES if divides else _Role.NOTHING


def _adds(part: Seen) -> bool:
    """Whether the sentence says more of what another one tells: who, what of them, where, or when."""
    scan = part.scan
    words = scan.words_within(0, len(scan))
    sent_to = any(scan.key(place) in particles.words("sends_to") for place in (0, 1))
    if sent_to and words <= _SHORT and not part.names:
        # "Kính gửi Văn phòng Đảng ủy."
        return False
    if scan.has(*_ADDS) or any(unit.is_named_as_cell or words <= _SHORT for unit in part.units):
        return True
    if words <= _SHORT and (part.days or part.spans or scan.has(*_MAY_ADD)):
        return True
    if "schooling" in scan.used or any(
        scan.labelled("education_label", h.start) for h in scan.all("education")
    ):
        return True
    if scan.has("finished") and count_told(part) is not None:
        # "cả xã được 27 người hoàn thành"
        return True
    titled = any(name.honorific is not None and name.confidence > _DOUBTED for name in part.names)
    return titled or sum(name.end - name.start for name in part.names) * 2 > words
