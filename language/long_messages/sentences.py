"""The sentences of a long message: how each reads alone, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from language.intents.signs import Signs
from language.long_messages.sentence import Role, Sentence
from language.message import Seen, see
from language.names.finding import is_doubtful
from language.people.belonging import is_shared
from language.reading import Intent, Problem, Reading
from language.slots.counting import count_told
from language.units.finding import UnitName
from language.words import particles
from language.words.normalise import Clean
from language.words.scanning import Scan

_DOUBTED = 0.7  # how sure a name is whose family name the lexicon lacks
_WHOEVER = 3  # pieces before ai, nào that opens a condition
_HEAD = 8  # pieces within which who speaks says so
_UNDER_WAY = particles.words("under_way")
_NEWS = 270  # days within which an event is reported
_SHORT = 10  # words of a sentence that adds to another one by a day, a period or an attribute alone
_NOT_OURS = frozenset((Problem.PLANNED, Problem.NEGATED, Problem.OTHER_BODY, Problem.BY_OTHERS))
_DECIDED = frozenset((Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL))
_ORDERS = frozenset((Intent.CORRECT_LAST, Intent.UNDO_LAST, Intent.SET_QUOTA))
# What describes people of another sentence wherever it stands, and what only in a short one.
_ADDS = ("name_label", "birth_label", "mentor", "last_of_them")
_MAY_ADD = ("category", "ethnicity", "gender", "education", "religion", "folk")
_LOOK_LIKE_WORDS = ("gender", "ethnicity")  # "nam", "kinh": nắm and kính, once the marks are lost
_CEREMONY = particles.words("ceremony")
_WAS_HELD = particles.words("was_held")
_CEREMONY_DAY = 5  # pieces before its day
_LABEL = 3  # words of "Ngày lễ: 10/10"
_AHEAD = ("sure", "postponed")
_SAYS_WHO = (
    "honorific",
    "ours",
    "final",
    "here",
    "vocative",
    "office",
    "party_office",
    "greeting",
    "self",
    "at_unit",
)
_TWO = 2  # who reads and who writes
_EVERYDAY = frozenset(("stop", "surname", "middle", "given", "common_noun", "counted_thing", "few"))
_FIELDS = ("birth_label", "gender_label", "ethnicity_label", "education_label", "religion_label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How names are looked for in a part of the message, by what the whole of it has."""

    capitals_only: bool

    @classmethod
    def of(cls, seen: Seen) -> "Look":
        """Where capitals name somebody small letters do not; doubtful words name nobody among so many."""
        scan = seen.scan
        return cls(
            capitals_only=any(n.end - n.start > 1 and scan.cased_word(n.start) for n in seen.names)
            or (
                any(scan.cased_word(p) and scan.is_word(p - 1) for p in range(1, len(scan)))
                and not any(name.has_middle for name in seen.names)
            ),
        )

    def mistakes(self, seen: Seen) -> bool:
        """Whether the whole message names somebody who is none by what it has elsewhere."""
        scan = seen.scan
        return any(
            is_doubtful(scan, name) or (self.capitals_only and not scan.cased_word(name.start))
            for name in seen.names
        )

    def at(self, clean: Clean, sent_on: date) -> Seen | None:
        """What a part holds."""
        return see(clean, sent_on, capitals_only=self.capitals_only, sure_only=True)


def read_sentence(seen: Seen, start: int, end: int, read: Callable[[Seen], Reading], look: Look) -> Sentence:
    part = look.at(seen.part(start, end), seen.sent_on)
    if part is None:
        return Sentence(start=start, end=end, role=Role.NOTHING, reading=Reading(intent=Intent.NONE))
    reading = read(part)
    signs = Signs(part.scan, part.names)
    outright = signs.counts or signs.ends_as_question
    role = _role(part, reading, asks=signs.asks, outright=outright)
    if role is Role.SETS and reading.unit is None:
        reading = replace(reading, unit=part.unit())
    days = [day for day in part.days if day.on is not None]
    has_attributes, only_when = _tells_attributes(part), _says_only_when(part)
    return Sentence(
        start=start,
        end=end,
        role=role,
        reading=reading,
        is_outright=outright,
        is_same_occasion=part.scan.has("same_occasion"),
        announces=part.scan.has("record_verb"),
        introduces=_introduces(part),
        is_meeting=part.scan.has("review"),
        dates_minutes=(held := part.scan.at("held_at", 0)) is not None and part.scan.key(held.end) == ":",
        dates_ceremony=_dates_ceremony(part),
        is_course=part.scan.has("class"),
        is_elsewhere=part.scan.has("someone_else"),
        is_repair=part.scan.has("asks_to_correct") and not part.scan.has("if_wrong"),
        is_long_ago=reading.event_date is not None and (part.sent_on - reading.event_date.value).days > _NEWS,
        is_only_called_so=all(hit.value == "weak" for hit in part.scan.all("candidate")),
        is_spoken_of=part.scan.has("spoken_of"),
        is_under_way=any(
            part.scan.key(hit.start) in _UNDER_WAY and hit.exact for hit in part.scan.all("ongoing")
        ),
        contrasts=part.scan.has("slip") or (part.scan.has("contrast") and reading.intent is not Intent.NONE),
        has_attributes=has_attributes,
        guides=any(
            (hit.exact and part.scan.accented) or hit.end - hit.start > 1
            for tag in ("mentor", "introduce", "helps")
            for hit in part.scan.all(tag)
        ),
        only_names=role is Role.DESCRIBES and not (has_attributes or only_when),
        only_when=only_when,
        day=reading.event_date or (part.found_day(days[-1]) if len({day.on for day in days}) == 1 else None),
        days_told=bool(days),
        period=part.period(),
    )


def _role(part: Seen, reading: Reading, *, asks: bool, outright: bool) -> Role:
    intent = reading.intent
    if part.scan.at("signed", 0) is not None or part.scan.has("told_already"):
        return Role.NOTHING
    if part.scan.has("still_right") and not reading.people:
        return Role.NOTHING
    if intent.is_question and part.scan.key(len(part.scan) - 1) == "thi":
        # "chị hỏi thăm trường hợp A thì | em xin trả lời": what was asked before
        return Role.NOTHING
    if _is_field(part.scan):
        return Role.DESCRIBES
    if intent in _DECIDED and part.scan.has("not_decided") and not (reading.people and part.scan.has("slip")):
        return Role.REFUSES
    if intent.is_report and part.scan.has("typed_wrong") and all(p.is_partial for p in reading.people):
        # "thôn Đông báo kết nạp anh Tuấn nhưng ghi nhầm ngày": an earlier report is spoken of
        return Role.NOTHING
    if intent is Intent.REPORT_ADMISSION and part.scan.has("full_term"):
        # "đảng viên dự bị A, kết nạp ngày 5/11/2024, đến nay đã đủ 12 tháng": leads to something else
        return Role.SETS
    if intent.is_report and part.scan.has("asks_to_correct") and not part.scan.has("if_wrong"):
        # "em báo kết nạp anh A mà em ghi lộn xộn, chị sửa hộ em": what follows is to be corrected
        return Role.ORDERS
    if intent is Intent.GREETING:
        return Role.SETS if part.units else Role.NOTHING
    if intent.is_report:
        return Role.SETS if _only_names_work(part, reading) else Role.TELLS
    if intent.is_question and _states_a_figure(part.scan):
        return Role.NOTHING
    if intent.is_question and not outright and _hands_in(part.scan):
        return Role.SETS
    # "làm xong cháu báo cáo chú sau" asks for nothing here, as it would alone; a list has its heading
    if intent is Intent.HELP and part.scan.has("how_to_use"):
        return Role.ASKS
    if reading.asks_procedure or (intent.is_question and (asks or intent is Intent.QUERY_PIPELINE)):
        if _says_whoever(part.scan):
            return Role.NOTHING
        news = part.scan.has("someone_else") and "?" not in part.scan.keys
        return Role.REFUSES if news else Role.ASKS
    if intent is Intent.QUERY_PERSON and part.scan.has("asks_about") and _names_whole(reading):
        return Role.ASKS  # "anh ơi em hỏi tí, hồ sơ của Sùng A Phềnh bản em gửi lên …"
    if intent is Intent.CORRECT_LAST and (_only_names_place(part, reading) or _only_looks_like_change(part)):
        return Role.NOTHING
    if part.units and part.scan.has("here") and _closes(part.scan, part.units) and not part.days:
        return Role.SETS  # "em huy chi bo khu pho 3 day": Huy, who takes nothing back
    if intent is Intent.UNDO_LAST and not part.scan.has("undo") and (part.spans or part.days):
        return Role.NOTHING  # "em xin lỗi vì tuần trước em gửi nhầm file": long over
    if intent in _ORDERS and not outright:
        return Role.ORDERS
    if reading.problems == (Problem.OTHER_BODY,) and part.units and part.scan.has("self"):
        return Role.SETS  # "em la Huyen ben chi bo truong tieu hoc Ea Mnang": bên is the writer's own
    if not _NOT_OURS.isdisjoint(reading.problems):
        return Role.REFUSES
    if part.units and not outright and _introduces(part):
        return Role.SETS
    if _is_of_kin(part.scan):
        return Role.NOTHING
    if any(hit.value in _AHEAD for hit in part.scan.all("planned")) or _is_all_to_come(part):
        return Role.SETS if _sets(part) else Role.NOTHING
    if not outright and _describes(part):
        return Role.DESCRIBES
    if any(part.scan.ending("by", hit.start) for hit in part.scan.all("breakdown")):
        return Role.DIVIDES
    return Role.SETS if _sets(part) else Role.NOTHING


def _is_all_to_come(part: Seen) -> bool:
    """Tuần sau chi bộ tính họp phân công người giúp đỡ em nó: of a span ahead, of no day and nobody."""
    when = part.period() if part.spans and not (part.names or part.days) else None
    return when is not None and when.value.start > part.sent_on


def _dates_ceremony(part: Seen) -> bool:
    """Lễ làm ngày 14/2 · Lễ tổ chức hôm 14/2: the ceremony and its day open the sentence."""
    scan, days = part.scan, part.days
    opens = scan.key(0) in _CEREMONY and scan.key(1) in _WAS_HELD
    spelled = not scan.accented or not scan.spellings[0].is_bare
    return opens and spelled and bool(days) and days[0].start <= _CEREMONY_DAY


def _names_whole(reading: Reading) -> bool:
    """Whether one is named, and with the whole name."""
    return len(reading.people) == 1 and not reading.people[0].is_partial


def _introduces(part: Seen) -> bool:
    """Em là A, bí thư buôn X · em C thôn Z đây · chị ơi em D chi bộ bản Y: who speaks for a cell."""
    scan = part.scan
    if scan.has("self"):
        return True
    opens = range(min(_HEAD, len(scan)))
    speaks = any(scan.any_at(place, ("ours", "honorific")) for place in opens)
    if speaks and scan.has("office", "here"):
        return True
    sent_to = any(scan.key(place) in particles.words("sends_to") for place in (0, 1))
    called = scan.has("vocative") or any(scan.any_at(place, ("greeting", "address")) for place in opens)
    called = called and not sent_to
    if speaks and _is_name_and_unit(part):
        return True
    return speaks and called and len(part.names) < 2 and _closes(scan, part.units)


def _is_name_and_unit(part: Seen) -> bool:
    """Bác Nhâm ạ, cháu Tráng A Vảng bản Háng Lìa · em C, chi bộ Y: a title, a name and a unit alone."""
    scan = part.scan
    if not part.names or not part.units or part.names[-1].begins == part.names[-1].start:
        return False
    said = {p for tag in _SAYS_WHO for hit in scan.all(tag) for p in range(hit.start, hit.end)}
    said.update(p for name in part.names for p in range(name.begins, name.end))
    said.update(p for unit in part.units for p in range(unit.start, unit.end))
    others = [p for p in range(len(scan)) if scan.is_word(p) and p not in said]
    return len(part.names) <= _TWO and not others


def _closes(scan: Scan, units: list[UnitName]) -> bool:
    """Whether a unit stands at the end, and nothing behind it but ạ, nè, đây."""
    end = max((unit.end for unit in units), default=len(scan))
    rest = range(end, len(scan))
    return end < len(scan) and all(
        scan.any_at(p, ("final", "honorific")) or not scan.is_word(p) for p in rest
    )


def _is_of_kin(scan: Scan) -> bool:
    """Bố cháu là ông A, mẹ là bà B, đều là công chức."""
    kin = scan.at("relative", 0)
    return kin is not None and kin.exact and scan.accented


def _only_names_place(part: Seen, reading: Reading) -> bool:
    """Loa của buôn hư rồi, nói anh kỹ thuật xuống sửa giùm: no value of a report but a place."""
    told = reading.people or reading.event_date or reading.count or reading.stage or reading.period
    labelled = part.scan.has("unit_label") or any(unit.is_named_as_cell for unit in part.units)
    return bool(part.units) and not told and not labelled


def _only_looks_like_change(part: Seen) -> bool:
    """ "Doi em moi thua ba van trang": đội, not đổi, where no value of a report is told."""
    scan = part.scan
    doubted = not scan.accented and all(hit.value == "doubtful" for hit in scan.all("correct"))
    told = scan.has("contrast", "slip", "typed_wrong", "name_label", *_ADDS, *_MAY_ADD)
    return doubted and scan.has("correct") and not (told or part.days or part.units or part.spans)


def _is_field(scan: Scan) -> bool:
    """Năm sinh: 1997. What stands behind a label of a form, whatever else its words may mean."""
    ends = (hit.end for tag in _FIELDS if (hit := scan.at(tag, 0)) is not None)
    return any(scan.key(end) == ":" for end in ends)


def _states_a_figure(scan: Scan) -> bool:
    """Số đảng viên hiện có là 29: a figure at the end, and no question mark."""
    last = max((p for p in range(len(scan)) if scan.is_word(p) or scan.is_number(p)), default=0)
    return scan.is_number(last) and scan.key(last - 1) in ("la", ":") and "?" not in scan.keys


def _says_whoever(scan: Scan) -> bool:
    """Ai chưa nộp báo cáo thì nộp sau cũng được · có ảnh của chi bộ nào thì gửi cho em: nothing is asked."""
    then = particles.words("left_out")
    if "?" in scan.keys or then.isdisjoint(scan.keys):
        return False
    whom = [hit.end for tag in ("who", "which") for hit in scan.all(tag) if hit.start < _WHOEVER]
    if whom and any(key in then for key in scan.keys[whom[0] :]):
        return True
    wanted = [hit.end for tag in ("which", "breakdown", "nobody") for hit in scan.all(tag)]
    return any(
        key in then and scan.any_at(at + 1, ("request", "address")) and any(end <= at for end in wanted)
        for at, key in enumerate(scan.keys)
    )


def _hands_in(scan: Scan) -> bool:
    """Tôi xin báo cáo nhanh kết quả tháng 1: whoever writes hands it in; "cho em xin báo cáo" wants it."""
    for told in scan.all("record_verb"):
        asks = scan.ending("asks_of", told.start)
        who = scan.ending("ours", asks.start if asks else told.start)
        if who is not None and scan.ending("request", who.start) is None and "?" not in scan.keys:
            return True
    return scan.has("hands_in")


def _only_names_work(part: Seen, reading: Reading) -> bool:
    """báo cáo chị việc phát triển đảng: what will be told of, of nobody yet."""
    growth = part.scan.all("party_growth")
    if not growth or reading.people or reading.count is not None:
        return False
    return reading.intent is Intent.REPORT_ADMISSION and all(
        part.scan.covers("party_growth", hit) for hit in part.scan.all("admission")
    )


def _sets(part: Seen) -> bool:
    """Whether a cell is named, or in a few words any unit."""
    scan = part.scan
    words = scan.words_within(0, len(scan))
    sent_to = any(scan.key(place) in particles.words("sends_to") for place in (0, 1))
    if sent_to and words <= _SHORT and not part.names:
        # "Kính gửi Văn phòng Đảng ủy."
        return False
    # "anh Sơn ơi, em Nhàn trường mầm non Hoa Mai đây": who speaks says for which cell
    brief = words <= _SHORT or scan.has("vocative")
    named = any(unit.is_named_as_cell or brief for unit in part.units)
    return named or bool(part.days) or bool(part.spans)


def _describes(part: Seen) -> bool:
    """Whether the sentence says more of those another one tells of: who, what of them, or when."""
    scan = part.scan
    if "addressee" in scan.used and not part.names and not _adds(scan):
        # "bác Tư được tặng huy hiệu 50 năm tuổi Đảng" describes whoever is not told of
        return False
    if _tells_attributes(part) or _says_only_when(part):
        return True
    titled = any(name.honorific is not None and name.confidence > _DOUBTED for name in part.names)
    words = scan.words_within(0, len(scan))
    return titled or sum(name.end - name.start for name in part.names) * 2 > words


def _adds(scan: Scan) -> bool:
    """Whether something is said of people told of elsewhere; "đi cùng" says nothing of all of them."""
    return scan.has(*_ADDS) or any(is_shared(scan, hit) for hit in scan.all("all_of_them"))


def _speaks_of_them(scan: Scan) -> bool:
    """Là giáo viên · nữ, dân tộc Thái · bạn ấy là dân quân; but not "28 đảng viên (5 nữ)"."""
    head = next((p for p in range(len(scan)) if scan.is_word(p) or scan.is_number(p)), 0)
    who = scan.at("honorific", head) or scan.at("members", head)
    if who is not None:
        return scan.any_at(who.end, ("those", "tells_of", "all_of_them", *_MAY_ADD))
    job = scan.at("category", head)
    if job is not None and scan.is_word(job.end) and not (scan.covering[job.end] or scan.used[job.end]):
        return False  # "hoc sinh tiec thay lam": what others do
    return scan.any_at(head, ("tells_of", "all_of_them", "job_label", *_FIELDS, *_MAY_ADD))


def _tells_attributes(part: Seen) -> bool:
    scan = part.scan
    if _adds(scan):
        return True
    if any(
        scan.any_at(hit.end, ("ethnicity",)) or scan.key(hit.end) == ":"
        for hit in scan.all("ethnicity_label")
    ):
        # "mặc trang phục dân tộc" describes nobody
        return True
    sure = scan.accented or bool(part.names)
    told = [tag for tag in _MAY_ADD if scan.has(tag) and (sure or tag not in _LOOK_LIKE_WORDS)]
    if told and (part.names or (scan.words_within(0, len(scan)) <= _SHORT and _speaks_of_them(scan))):
        return True
    if "schooling" in scan.used or any(
        scan.labelled("education_label", h.start) for h in scan.all("education")
    ):
        return True
    # "cả xã được 27 người hoàn thành", "giấy chứng nhận cấp ngày 5/3"
    return scan.has("finished") and (
        count_told(part) is not None or (scan.has("certificate") and bool(part.days))
    )


def _says_only_when(part: Seen) -> bool:
    """Báo cáo tháng 10: a day or a period, and no word beside it that the lexicon does not know."""
    scan = part.scan
    planned = any(hit.exact and scan.accented for hit in scan.all("planned"))
    words = scan.words_within(0, len(scan))
    if planned or not (part.days or part.spans) or words > _SHORT:
        return False
    # "Làm vệ sinh đường bản ngày 15/10": everyday words tell of something else
    known = {
        place
        for hits in scan.beginning
        for tag, hit in hits.items()
        if tag not in _EVERYDAY or words <= _LABEL
        for place in range(hit.start, hit.end)
    }
    return all(scan.used[p] or p in known or not scan.is_word(p) for p in range(len(scan)))
