"""What the writer wants: ordered rules over the hits of a message. Guards come before reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.pipeline import Stage
from language.events import Event, event_of
from language.guards import is_of_another_body, is_of_the_party, is_planned, negated_after, negated_before
from language.names import Name
from language.reading import Intent, Problem
from language.scanning import Hit, Scan

_AT_HEAD = 2  # pieces before a word that still opens the message
_SHORT = 8  # words of a message that is one phrase
_PHRASE = 12
_SENTENCE = 16
_FIRST_WORDS = 6
_NEAR = 4
_CLAUSE = 6  # "chưa thống nhất được việc kết nạp"
_PARTING = ("theo", "chia", "tung", "moi")
_PREFACES = ("greeting", "address", "honorific", "final")
_NOT_YET = frozenset(("chua",))
_CLOSERS = ("honorific", "vocative", "bot")
_EVENTS = ("admission", "official", "class", "candidate", "dropped")
_GROUP_WORDS = (
    "how_many",
    "breakdown",
    "gender",
    "category",
    "ethnicity",
    "ethnicity_label",
    "religion",
    "by",
    "group_filler",
    "members",
    "part_link",
)
_VALUES = (
    "gender",
    "ethnicity",
    "religion",
    "category",
    "education",
    "verification",
    "decision",
    "birth_label",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The intent chosen, others that came close, and what stood in the way of an event."""

    intent: Intent
    stage: Stage | None = None
    trigger: Hit | None = None
    alternatives: tuple[Intent, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_nil: bool = False
    confirms: bool = False
    leans_on_last: bool = False


def decide(scan: Scan, names: list[Name]) -> Decision:
    """The intent of the message, by the first rule that holds."""
    command = scan.first("command")
    if command is not None and command.start <= 1:
        return Decision(intent=Intent(command.value))
    message = _Message(scan, names)
    for rule in _RULES:
        found = rule(message)
        if found is not None:
            return found
    return _report(message)


def decided_as(scan: Scan, names: list[Name], intent: Intent) -> Decision:
    """The intent that the writer chose, with the words of the message that tell it, if any do."""
    event = event_of(scan, names)
    if event is not None and event.intent is intent:
        return Decision(intent=intent, stage=event.stage, trigger=event.trigger)
    recommended = intent is Intent.REPORT_STAGE and scan.has("introduce")
    return Decision(intent=intent, stage=Stage.REFERRAL if recommended else None)


class _Message:
    """The hits of a message with the questions that several rules ask, each answered once."""

    def __init__(self, scan: Scan, names: list[Name]) -> None:
        self.scan = scan
        self.names = names
        self.event = event_of(scan, names)
        self.head = _head(scan)
        self.size = sum(1 for word in scan.words if word[0].isalnum())
        self.has_span = "period" in scan.used
        self.has_unit = "unit" in scan.used
        self.lists = self._lists()
        self.counts = any(self._really_counts(hit) for hit in scan.all("how_many"))
        self.ends_as_question = self._ends_as_question()
        asked = any(map(self._really_asks, scan.all("ask"))) or self._asks_which()
        self.states = bool(self._states())
        self.asks = self.counts or self.ends_as_question or asked

    def opens(self, hit: Hit | None, reach: int = _AT_HEAD) -> bool:
        """Whether the words stand at the head of the message, greetings left out."""
        return hit is not None and hit.start <= self.head + reach

    def consists_of(self, *tags: str) -> bool:
        """Whether every word belongs to one of the tags, or was read as a period or a unit."""
        covered = _covered(self.scan, tags)
        used = self.scan.used
        return all(
            p in covered or used[p] in ("period", "unit") or not self.scan.words[p][0].isalnum()
            for p in range(len(self.scan))
        )

    def _lists(self) -> bool:
        """danh sách nguồn hiện nay: a list that is wanted, for none is given."""
        scan = self.scan
        if self.names or ":" in scan.keys or not self.opens(scan.first("list_word"), 0):
            return False
        return not any(scan.is_number(p) and not scan.used[p] for p in range(len(scan)))

    def free(self, tag: str) -> list[Hit]:
        """The hits of a tag that were not read as something else."""
        return [hit for hit in self.scan.all(tag) if not any(self.scan.used[hit.start : hit.end])]

    def _really_counts(self, hit: Hit) -> bool:
        """Not may of "công nhân may", not mấy hôm, not tổng alone."""
        scan = self.scan
        if hit.value == "may":
            tailor = scan.ending("category", hit.end) is not None
            return scan.used[hit.start] != "name" and not scan.at("few", hit.end) and not tailor
        if scan.any_ending(hit.start, ("date_word", "month_word", "year_word")):
            # ngày bao nhiêu: asks for a day, counts nobody
            return False
        if scan.keys[hit.start] == "so" and scan.key(hit.start - 1) == "ho":
            # hồ sơ quần chúng, not số quần chúng
            return False
        return hit.value != "weak"

    def _really_asks(self, hit: Hit) -> bool:
        scan = self.scan
        if any(scan.used[hit.start : hit.end]):
            return False
        if hit.value == "who":
            return not scan.has("not_yet") or hit.start == 0 or scan.keys[-1] == "?"
        return hit.value != "first" or self.opens(hit)

    def _asks_which(self) -> bool:
        """chi bộ nào, những đ/c nào; but not "không có chi bộ nào"."""
        hits = self.scan.all("breakdown") + self.scan.all("nobody")
        which = [hit for hit in hits if self.scan.key(hit.end - 1) == "nao"]
        return any(not negated_before(self.scan, hit.start, reach=_PHRASE) for hit in which)

    def _ends_as_question(self) -> bool:
        scan, last = self.scan, len(self.scan) - 1
        while last >= 0 and not scan.words[last][0].isalnum():
            if scan.words[last] == "?":
                return True
            last -= 1
        if any(self._is_question_word(hit) for hit in self.free("which")):
            return True
        if any(scan.key(hit.end - 1) == "nao" for hit in self._states()):
            return True
        while last > 0 and self._is_closer(last):
            last -= 1
        particle = scan.ending("question_end", last + 1)
        return particle is not None and (
            particle.exact or not scan.accented or scan.keys[particle.start] != "chua"
        )

    def _is_closer(self, place: int) -> bool:
        """Whom a question is put to, behind its particle: "kết nạp chưa em"."""
        scan = self.scan
        if scan.ending("question_end", place + 1) is not None:
            return False
        asked = scan.ending("particle", place + 1)
        return scan.any_ending(place + 1, _CLOSERS) or (asked is not None and asked.end - asked.start > 1)

    def _states(self) -> list[Hit]:
        return [hit for hit in self.free("state_of") if not self._is_whenever(hit)]

    def _is_whenever(self, hit: Hit) -> bool:
        """Khi nào có trả lời tôi báo: a later sentence that opens with it, and asks nothing."""
        scan = self.scan
        if hit.start == 0 or scan.is_word(hit.start - 1) or scan.at("awaited_answer", hit.start) is None:
            return False
        rest = range(hit.end, len(scan))
        ends = next((p for p in rest if scan.keys[p] in (".", "\n", "!", "?")), len(scan))
        return scan.key(ends) != "?" and any(
            scan.any_at(p, ("honorific", "ours", "whenever")) for p in range(hit.end, ends)
        )

    def _is_question_word(self, hit: Hit) -> bool:
        """nào, gì and đâu also belong to "không … nào", "không có gì", "không … đâu"."""
        if self._is_whenever(hit):
            return False
        if hit.value == "gi" and self.scan.key(hit.start - 1) == "co" and self.scan.keys[-1] != "?":
            # "có gì chị nhắn em nhé" closes a report.
            return False
        if hit.value in ("nao", "gi"):
            return not negated_before(self.scan, hit.start, reach=_SHORT)
        return hit.value != "dau"


def _head(scan: Scan) -> int:
    """Where the message itself begins, after chào anh, dạ, kính gửi."""
    place = 0
    while place < len(scan):
        hits = [hit for tag in _PREFACES if (hit := scan.at(tag, place)) is not None]
        if hits:
            place = max(hit.end for hit in hits)
        elif scan.is_word(place) or scan.is_number(place):
            return place
        else:
            place += 1
    return 0


# Orders


def _undo(message: _Message) -> Decision | None:
    scan = message.scan
    hit = scan.first("undo") or scan.first("wrong_place")
    if hit is None or message.asks or scan.has("quota") or (scan.has("dropped") and message.names):
        return None
    recent = scan.has("recent", "wrong_place")
    opens = message.opens(hit)
    if message.names and scan.has("admission", "official") and not recent and not opens:
        return None
    if recent or opens or message.size <= _SHORT:
        return Decision(intent=Intent.UNDO_LAST, trigger=hit)
    return None


def _set_quota(message: _Message) -> Decision | None:
    scan = message.scan
    quota = scan.first("quota") or _assigned(message)
    if quota is None or message.asks or message.names:
        return None
    numbers = [p for p in range(len(scan)) if scan.is_number(p) and not scan.used[p]]
    numbers += [hit.start for hit in scan.all("number") if scan.at("members", hit.end)]
    # Without diacritics "dat chi tieu" is đạt or đặt: with a number it is an order.
    gap = [hit for hit in scan.all("quota_gap") if hit.exact or scan.keys[hit.start] != "dat"]
    if not numbers or gap:
        return None
    if scan.has("set_verb") or max(numbers) > quota.start:
        return Decision(intent=Intent.SET_QUOTA, trigger=quota)
    return None


def _assigned(message: _Message) -> Hit | None:
    """giao xã Y kết nạp 18 đảng viên: a quota that is not called one."""
    scan = message.scan
    for hit in scan.all("assign"):
        if hit.exact and scan.used[hit.end : hit.end + 1] == ["unit"] and scan.has("admission"):
            return hit
    return None


def _correction(message: _Message) -> Decision | None:
    scan = message.scan
    marks = [h for h in scan.all("correct") if h.value == "sure" or message.opens(h, _AT_HEAD + 1)]
    marks = [h for h in marks if not negated_before(scan, h.start, reach=_NEAR)]
    if message.event is None and not message.names:
        marks = marks or [h for h in scan.all("forgot") if message.opens(h, 0)]
    marks = marks or [h for h in scan.all("contrast") if message.opens(h, _AT_HEAD + 1)]
    asks = message.counts or (message.asks and message.ends_as_question)
    if not marks or asks or not _tells_a_value(message):
        return None
    late = not message.opens(marks[0], _FIRST_WORDS)
    if late and message.event is not None and any(n.end <= marks[0].start for n in message.names):
        # A slip repaired within a report: "A và… à nhầm chỉ có B".
        return None
    return Decision(intent=Intent.CORRECT_LAST, trigger=marks[0])


def _tells_a_value(message: _Message) -> bool:
    scan = message.scan
    if message.names or not {"date", "unit", "schooling"}.isdisjoint(scan.used) or scan.has(*_VALUES):
        return True
    return any(scan.is_number(place) for place in range(len(scan)))


def _confirmed(message: _Message) -> Decision | None:
    """Lò Thị Mai, đúng: a value for the open card, and a yes to all of it."""
    scan, hits = message.scan, message.free("confirm")
    if not hits or message.size > _PHRASE or message.event is not None or scan.has("thanks"):
        return None
    at_edge = hits[0].start == 0 or any(_is_tail(scan, hit.end) for hit in hits)
    told = message.names or not {"date", "unit"}.isdisjoint(scan.used)
    if at_edge and (told or scan.has("gender", "birth_label", "ethnicity_label")):
        return Decision(intent=Intent.CORRECT_LAST, confirms=True)
    return None


def _is_tail(scan: Scan, place: int) -> bool:
    return all(
        not scan.is_word(p) or any(scan.at(tag, p) for tag in ("final", "honorific", "how_about"))
        for p in range(place, len(scan))
    )


def only_confirms(scan: Scan) -> bool:
    """Whether the message is a yes and nothing else: "đúng rồi lưu đi"."""
    if scan.has("thanks") or not scan.has("confirm"):
        return False
    covered = _covered(scan, ("confirm", "final", "honorific", "how_about", "address"))
    return all(place in covered or not scan.words[place][0].isalnum() for place in range(len(scan)))


def _covered(scan: Scan, tags: Iterable[str]) -> set[int]:
    return {p for tag in tags for hit in scan.all(tag) for p in range(hit.start, hit.end)}


def _continuation(message: _Message) -> Decision | None:
    """còn 1 đ/c nữa là Lò Thị Bun: one more for the last report."""
    scan = message.scan
    opens = scan.at("follow_up", 0) or scan.at("more", 0) or scan.at("more", 1)
    if message.names and opens and scan.has("more") and message.event is None and not message.asks:
        return Decision(intent=Intent.CORRECT_LAST)
    return None


# Questions


def _unreported(message: _Message) -> Decision | None:
    about_units = message.scan.has("which", "breakdown", "ask", "list_word") or message.asks
    if message.scan.has("unreported") and not message.names and about_units:
        return Decision(intent=Intent.QUERY_TOTALS)
    return None


def _procedure(message: _Message) -> Decision | None:
    """A question about how things are done, not about figures."""
    if message.scan.has("procedure") and not (message.names or message.has_span or message.has_unit):
        return Decision(intent=Intent.HELP)
    return None


def _gap(message: _Message) -> Decision | None:
    """Anything compared with a quota."""
    scan, quota = message.scan, message.scan.first("quota")
    gaps = [hit for hit in scan.all("quota_gap") if hit.value != "weak"]
    if quota is not None:
        compared = message.asks or scan.has("quota_gap", "by", "state_of") or message.size <= _SHORT
        planned = scan.has("planned") and not message.asks and not gaps
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=quota) if compared and not planned else None
    if not gaps or message.names or scan.has("dossier"):
        return None
    sure = any(hit.value == "sure" for hit in gaps)
    if message.counts or (sure and message.asks) or message.size <= _NEAR or (sure and not message.event):
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=gaps[0])
    return None


def _deadline(message: _Message) -> Decision | None:
    scan = message.scan
    hits = [hit for hit in message.free("deadline") if message.asks or hit.value != "weak"]
    hits = hits or _still_on_probation(message)
    if not hits or (message.names and not message.asks):
        return None
    if message.names and scan.has("official") and not scan.has("which"):
        return None
    listed = scan.has("person_cue", "list_word", "which", "next_one", "who") or message.opens(hits[0])
    if message.asks or listed:
        return Decision(intent=Intent.QUERY_DEADLINES, trigger=hits[0])
    return None


def _still_on_probation(message: _Message) -> list[Hit]:
    """còn ai chưa chuyển chính thức: who is due, though no word of a term is said."""
    scan = message.scan
    whom = message.free("who")
    if message.names or not whom:
        return []
    return [
        h
        for h in message.free("official")
        if _NOT_YET & set(scan.keys[max(whom[0].end, h.start - 2) : h.start])
    ]


def _person(message: _Message) -> Decision | None:
    """One person's state."""
    scan = message.scan
    if not message.names or message.counts:
        return None
    cue = scan.first("person_cue")
    opens = message.opens(cue)
    told = message.event is not None and not message.ends_as_question
    if (message.asks or message.states) and (not told or opens):
        return Decision(intent=Intent.QUERY_PERSON)
    listed = message.event is not None and message.event.trigger.value == "weak"
    if not message.asks and any(hit.start >= message.names[-1].end for hit in scan.all("not_yet")):
        # "hồ sơ của A chưa làm xong" tells, and asks nothing.
        return None
    if opens and (message.event is None or listed) and not scan.has("birth_label", "correct", "introduce"):
        return Decision(intent=Intent.QUERY_PERSON, trigger=cue)
    return None


def _pipeline(message: _Message) -> Decision | None:
    """The present stock: nguồn, hồ sơ, a stage."""
    scan = message.scan
    if not (message.asks or message.lists) or message.names or scan.has("dropped"):
        return None
    kinds = {hit.value for hit in scan.all("stock")}
    dossiers = "dossier" in kinds
    at_present = bool(message.free("at_present")) or "now" in kinds
    sources = "source" in kinds or any(hit.value != "weak" for hit in scan.all("candidate"))
    happened = scan.has("class", "official") or (scan.has("introduce", "list_word") and not at_present)
    if happened and not dossiers:
        return None
    stage = pending_stage(scan)
    if scan.has("admission") and not dossiers and not sources:
        return None
    listed = sources and (at_present or not message.has_span)
    if dossiers or listed or stage is not None:
        return Decision(intent=Intent.QUERY_PIPELINE, stage=stage)
    return None


def pending_stage(scan: Scan) -> Stage | None:
    """In a question: the last step that was completed, so "chờ thẩm tra" is verification sent."""
    verification, decision = scan.first("verification"), scan.first("decision")
    if verification is not None:
        returned = any(not negated_before(scan, h.start, reach=_NEAR) for h in scan.all("returned"))
        answered = returned and not negated_before(scan, verification.start, reach=_NEAR)
        return Stage.VERIFICATION_DONE if answered else Stage.VERIFICATION_SENT
    if decision is not None:
        return Stage.COMMITTEE_REVIEW if _is_pending(scan, decision) else Stage.DECISION
    if any(_is_pending(scan, paper) for paper in scan.all("paper") if paper.value == "decision"):
        return Stage.COMMITTEE_REVIEW
    resolution, committee = scan.first("resolution"), scan.first("committee")
    if resolution is not None and not (committee is not None and committee.start < resolution.start):
        return Stage.VERIFICATION_DONE if _is_pending(scan, resolution) else Stage.CELL_RESOLUTION
    if committee is not None and scan.has("review", "sent"):
        return Stage.CELL_RESOLUTION if _is_pending(scan, committee) else Stage.COMMITTEE_REVIEW
    return Stage.DOSSIER_OPENED if scan.has("dossier") else None


def _is_pending(scan: Scan, hit: Hit) -> bool:
    return any(scan.at("pending", place) for place in range(max(0, hit.start - 3), hit.start))


def _totals(message: _Message) -> Decision | None:
    """How many events; a bare period asks for its totals."""
    scan = message.scan
    divided = _divides(message)
    if not (message.asks or message.lists or divided):
        return Decision(intent=Intent.QUERY_TOTALS) if _is_bare_span(message) else None
    if message.names or (scan.has("other_body") and not is_of_the_party(scan)):
        return None
    shown = any(hit.value != "who" for hit in scan.all("ask"))
    wanted = message.counts or message.lists or divided or shown
    if not (wanted or scan.has("by", "breakdown", "which", "ask")):
        return None
    grouped = scan.has("gender", "category", "ethnicity", "religion", "breakdown") or message.has_span
    if message.counts and message.event is None and grouped and message.consists_of(*_GROUP_WORDS):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    if scan.has("rank") and scan.has("breakdown") and message.size <= _PHRASE:
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=message.event is None)
    members = scan.has("party_member") and not scan.has("thanks")
    spanned = message.has_span and (shown or any(_is_asked_by(scan, h) for h in scan.all("breakdown")))
    if scan.has(*_EVENTS) or members or spanned:
        return Decision(intent=Intent.QUERY_TOTALS)
    return None


def _is_asked_by(scan: Scan, hit: Hit) -> bool:
    """Not chi bộ in "chi bộ mình có họp không"."""
    alone = scan.at("needs_by", hit.start)
    if alone is None or alone.end != hit.end:
        return True
    return scan.any_ending(hit.start, ("by", "ask", "list_word"))


def _divides(message: _Message) -> bool:
    """năm nay kết nạp theo chi bộ · tổng đảng viên mới năm 2025: figures are wanted, for none is given."""
    scan = message.scan
    if message.names or any(scan.is_number(p) and not scan.used[p] for p in range(len(scan))):
        return False
    divided = any(scan.key(h.start) in ("theo", "chia") for h in scan.all("breakdown"))
    divided = divided or any(scan.ending("by", h.start) for h in scan.all("breakdown"))
    summed = any(hit.value == "weak" and message.opens(hit, 0) for hit in scan.all("how_many"))
    return (divided or summed) and scan.has("admission", "official", "dropped", "party_member")


def _is_bare_span(message: _Message) -> bool:
    scan = message.scan
    if message.names or not message.has_span:
        return False
    covered = _covered(scan, ("breakdown", "by", "span_filler"))
    return all(p in covered or scan.used[p] or not scan.is_word(p) for p in range(len(scan)))


def _follow_up(message: _Message) -> Decision | None:
    """còn năm ngoái? · chia theo chi bộ đi · thế bản Lầu?: what is not said stays as it was."""
    scan = message.scan
    if message.names or message.size > _SHORT or message.event is not None:
        return None
    named = message.has_span or message.has_unit
    opener = scan.at("follow_up", 0)
    if opener is not None and (named or scan.has("breakdown", "compare", "ethnicity", "category")):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    compares = scan.has("compare") and (named or scan.has("same_span"))
    parted = any(scan.key(hit.start) in _PARTING for hit in scan.all("breakdown"))
    divides = scan.has("breakdown") and (scan.has("by") or (parted and message.consists_of(*_GROUP_WORDS)))
    units = sum(1 for p, use in enumerate(scan.used) if use == "unit" and (p == 0 or scan.used[p - 1] != use))
    if compares or divides or units > 1:
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    return None


def _how_to(message: _Message) -> Decision | None:
    """nhập báo cáo kết nạp kiểu gì · cách xem số liệu theo quý: how the assistant is used."""
    scan = message.scan
    if message.names or message.has_span or message.has_unit or message.size > _PHRASE:
        return None
    verbs, ways = message.free("how_to_verb"), message.free("way")
    if any(scan.number(p) is not None for p in range(len(scan))) or not verbs:
        return None
    if any(scan.ending("ask", verb.start) for verb in verbs) or message.opens(scan.first("ask"), 0):
        head = verbs[0].start
    else:
        head = message.head
    asks_way = any(message.opens(way, 0) and scan.at("how_to_verb", way.end) for way in ways)
    manner = any(
        _is_tail(scan, hit.end) and scan.key(hit.end) != "roi" and verbs[0].end <= hit.start
        for hit in message.free("how_to")
    )
    if asks_way or (manner and verbs[0].start <= head + _AT_HEAD):
        return Decision(intent=Intent.HELP, trigger=verbs[0])
    return None


def _help(message: _Message) -> Decision | None:
    scan = message.scan
    hits = [h for h in scan.all("help") if h.value == "sure" or message.opens(h, _AT_HEAD + 1)]
    about = scan.has("admission", "official", "class", "verification")
    if hits and not message.names and not about and message.size <= _SENTENCE:
        return Decision(intent=Intent.HELP, trigger=hits[0])
    return None


_RULES = (
    _undo,
    _set_quota,
    _correction,
    _unreported,
    _procedure,
    _how_to,
    _gap,
    _deadline,
    _person,
    _pipeline,
    _totals,
    _follow_up,
    _help,
    _confirmed,
    _continuation,
)


# Reports


def _report(message: _Message) -> Decision:
    scan, event = message.scan, message.event
    if is_of_another_body(scan):
        return Decision(intent=Intent.NONE, problems=(Problem.OTHER_BODY,))
    nil = _nil(message)
    if nil is not None:
        return nil
    if event is not None and not message.names and message.opens(scan.first("congratulate"), 0):
        return Decision(intent=Intent.NONE)
    if event is None:
        greeting = scan.first("greeting")
        greets = greeting is not None and greeting.start <= _AT_HEAD and message.size <= _SENTENCE
        return Decision(intent=Intent.GREETING if greets else Intent.NONE)
    if event.intent is not Intent.REPORT_DROPPED:
        if is_planned(scan, event.trigger):
            return Decision(intent=Intent.NONE, problems=(Problem.PLANNED,))
        negated = negated_before(scan, event.trigger.start, reach=_CLAUSE) or negated_after(
            scan, event.trigger
        )
        if negated or _is_only_a_reason(scan, event):
            return Decision(intent=Intent.NONE, problems=(Problem.NEGATED,))
    return Decision(intent=event.intent, stage=event.stage, trigger=event.trigger)


def _is_only_a_reason(scan: Scan, event: Event) -> bool:
    """chưa được kết nạp vì đang chờ thẩm tra: a step that is awaited is why nothing happened."""
    if event.stage is not Stage.VERIFICATION_SENT or "date" in scan.used:
        return False
    waits = any(
        scan.any_at(place, ("pending",))
        for place in range(max(0, event.trigger.start - 2), event.trigger.start)
    )
    return waits and any(negated_before(scan, h.start, reach=_NEAR) for h in scan.all("admission"))


def _nil(message: _Message) -> Decision | None:
    """tháng này chưa kết nạp được ai: a report that nothing happened."""
    scan, event = message.scan, message.event
    if message.names or not _says_nothing(message):
        return None
    if event is None or (event.intent is Intent.REPORT_CANDIDATE and scan.has("admission")):
        trigger = event.trigger if event else None
        return Decision(intent=Intent.REPORT_ADMISSION, trigger=trigger, is_nil=True)
    return Decision(intent=event.intent, stage=event.stage, trigger=event.trigger, is_nil=True)


def _says_nothing(message: _Message) -> bool:
    scan, event = message.scan, message.event
    known = event is not None or (message.has_span and message.size <= _PHRASE)
    for hit in scan.all("nobody"):
        if known and (negated_before(scan, hit.start, reach=_SHORT + 1) or scan.at("not_yet", hit.start)):
            return True
    if event is None:
        return scan.has("nothing") and scan.has("members") and known
    if any(_is_zero(scan, place) for place in range(len(scan))):
        return True
    return message.has_span and (scan.has("nothing") or _is_negated(scan, event))


def _is_negated(scan: Scan, event: Event) -> bool:
    return negated_before(scan, event.trigger.start, reach=_NEAR)


def _is_zero(scan: Scan, place: int) -> bool:
    if scan.words[place] not in ("0", "00"):
        return False
    counted = scan.at("members", place + 1) or scan.at("admission", place + 1)
    return counted is not None or scan.ending("admission", place) is not None
