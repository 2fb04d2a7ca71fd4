"""What the writer wants: ordered rules over the hits of a message. Guards come before reports."""

from collections.abc import Callable

from domain.pipeline import Stage
from language.intents.asking import deadline, person, totals, unreported
from language.intents.asking_help import asks_help, borrowed, how_to, procedure
from language.intents.asking_stock import pipeline
from language.intents.asking_targets import gap
from language.intents.decisions import AT_HEAD, NEAR, PHRASE, SENTENCE, SHORT, Decision, Event
from language.intents.dossier_steps import step_considered
from language.intents.events import event_of
from language.intents.figures import figure_behind
from language.intents.following_up import follow_up
from language.intents.guards import (
    fell_through,
    is_of_another_body,
    is_planned,
    is_why_not,
    negated_after,
    negated_before,
)
from language.intents.mentions import may_tell_several, mentions
from language.intents.orders import confirmed, continuation, correction, overrules, set_quota, undo
from language.intents.others import is_of_others
from language.intents.signs import Signs
from language.names.finding import Name
from language.reading import Intent, Problem
from language.words import particles
from language.words.scanning import Hit, Scan

_AFTER_NOBODY = ("final", "function", "admission", "official", "class", "finished", "candidate", "honorific")
_EVENTS = ("admission", "official", "ct", "class", "class_topic", "candidate", "stock", "dropped")
_CLAUSE_ENDS = frozenset((",", ".", ";", "\n"))
_COURSE = (Intent.REPORT_CANDIDATE, Intent.REPORT_CLASS)
_FILLERS = ("final", "function", "honorific", "address", "own", "at_present")
_CLOSING_NOBODY = (
    "nobody",
    "nothing",
    "members",
    "final",
    "own",
    "ours",
    "honorific",
    "address",
    "admission",
    "at_present",
)
_CLOSES_NOBODY = particles.words("closes_nobody")
_DOES_ELSE = particles.words("does_else")
_SPEAKERS = ("ours", "own", "honorific", "address")
_SUFFERS = particles.words("suffers")
_CLAUSE = 6  # "chưa thống nhất được việc kết nạp"


def decide(scan: Scan, names: list[Name], *, has_range: bool = False) -> Decision:
    """The intent of the message, by the first rule that holds.

    `has_range` says that its days are from one to another, which a question takes as a period.
    """
    command = scan.first("command")
    if command is not None and command.start <= 1:
        return Decision(intent=Intent(command.value))
    message = Signs(scan, names, has_range=has_range)
    there = scan.hits.keys()
    for rule, tags in RULES:
        may_hold = message.asks or not tags or not there.isdisjoint(tags)
        if may_hold and (found := rule(message)) is not None:
            return found
    return _report(message)


def decided_as(scan: Scan, names: list[Name], intent: Intent, step: Stage | None = None) -> Decision:
    """The intent that the writer chose, with the words of the message that tell it, if any do.

    `step` is the one of a dossier that is meant where no words tell one.
    """
    event = event_of(scan, names)
    if event is not None and event.intent is intent:
        return Decision(intent=intent, stage=event.stage, trigger=event.trigger)
    recommended = intent is Intent.REPORT_STAGE and scan.has("introduce")
    return Decision(intent=intent, stage=Stage.REFERRAL if recommended else step)


# Each with the tags of which one is there wherever it holds of what asks nothing; () where none need be.
RULES: tuple[tuple[Callable[[Signs], Decision | None], tuple[str, ...]], ...] = (
    (overrules, ("ignores",)),
    (undo, ("undo", "wrong_place")),
    (set_quota, ("quota", "assign")),
    (correction, ("correct", "forgot", "contrast", "line_word")),
    (unreported, ("unreported",)),
    (procedure, ("procedure", "needs_what")),
    (how_to, ("how_to_verb", "how_to_use")),
    (borrowed, ("template",)),
    (gap, ("quota", "quota_gap", "percent", "breakdown")),
    (deadline, ("deadline", "who", "schedule")),
    (person, ("person_cue", "state_of", "asks_about")),
    (pipeline, ("stock", "candidate", "probation", "breakdown", "list_word", "form", "who")),
    (totals, ()),
    (follow_up, ()),
    (asks_help, ("help",)),
    (confirmed, ("confirm",)),
    (continuation, ("more", "adds_fact")),
)


def _report(message: Signs) -> Decision:
    scan, event = message.scan, message.event
    if is_of_another_body(scan):
        return Decision(intent=Intent.NONE, problems=(Problem.OTHER_BODY,))
    nil = _nil(message)
    if nil is not None:
        return nil
    if event is not None and not message.names and message.opens(scan.first("congratulate"), 0):
        return Decision(intent=Intent.NONE)
    if event is None:
        for_other = scan.has("other_purpose") and scan.has("verification")
        if for_other or (scan.has("other_list") and scan.has("dropped", "remove_verb")):
            return Decision(intent=Intent.NONE, problems=(Problem.OTHER_BODY,))  # xóa tên A khỏi hộ nghèo
        greeting = scan.first("greeting")
        opens = greeting is not None and greeting.start <= AT_HEAD and message.size <= SENTENCE
        introduces = greeting is not None and scan.at("self", message.head) is not None
        greets = opens or (introduces and message.size <= 2 * SENTENCE)
        return Decision(intent=Intent.GREETING if greets else Intent.NONE)
    if message.names and message.counts and message.ends_as_question:
        # kết nạp mấy người rồi, A đã có quyết định chưa: asked twice, and nothing is told
        return Decision(intent=Intent.QUERY_PERSON)
    if event.intent is not Intent.REPORT_DROPPED:
        if is_of_others(scan, event.trigger):
            return Decision(intent=Intent.NONE, problems=(Problem.BY_OTHERS,))
        if is_planned(scan, event.trigger):
            return Decision(intent=Intent.NONE, problems=(Problem.PLANNED,))
        negated = negated_after(scan, event.trigger) and not _lacks_only_ceremony(scan, event)
        negated = negated or negated_before(scan, event.trigger.start, reach=_CLAUSE)
        negated = negated or fell_through(scan, event.trigger)
        if negated or _is_only_a_reason(scan, event) or is_why_not(scan, event.trigger):
            return Decision(intent=Intent.NONE, problems=(Problem.NEGATED,))
    return Decision(intent=event.intent, stage=event.stage, trigger=event.trigger)


def _lacks_only_ceremony(scan: Scan, event: Event) -> bool:
    """đã có quyết định kết nạp A ngày 17/12 nhưng chưa tổ chức lễ: decided, whatever is still to be held."""
    if event.stage is not Stage.DECISION or "date" not in scan.used:
        return False
    behind = [hit.end for hit in scan.all("not_yet") if hit.start >= event.trigger.end]
    return any(scan.at("bare_ceremony", end) is not None for end in behind)


def _is_only_a_reason(scan: Scan, event: Event) -> bool:
    """chưa được kết nạp vì đang chờ thẩm tra: a step that is awaited is why nothing happened."""
    if event.stage is not Stage.VERIFICATION_SENT or "date" in scan.used:
        return False
    waits = any(
        scan.any_at(place, ("pending",))
        for place in range(max(0, event.trigger.start - 2), event.trigger.start)
    )
    return waits and any(negated_before(scan, h.start, reach=NEAR) for h in scan.all("admission"))


def _nil(message: Signs) -> Decision | None:
    """tháng này chưa kết nạp được ai: a report that nothing happened."""
    scan, event = message.scan, message.event
    if (message.names and not _names_others(message)) or not _says_nothing(message) or _tells_another(scan):
        return None
    if event is None and scan.has("introduce") and scan.has("candidate"):
        return Decision(intent=Intent.REPORT_CANDIDATE, is_nil=True)  # không giới thiệu được quần chúng nào
    if event is None and (step := step_considered(scan)) is not None:
        return Decision(intent=Intent.REPORT_STAGE, stage=step, is_nil=True)
    if event is None or (event.intent is not Intent.REPORT_ADMISSION and _is_of_others(message, event)):
        return Decision(intent=Intent.REPORT_ADMISSION, is_nil=True)
    if event.intent is Intent.REPORT_CANDIDATE and scan.has("admission"):
        trigger = event.trigger
        return Decision(intent=Intent.REPORT_ADMISSION, trigger=trigger, is_nil=True)
    if scan.has("class") and not scan.has("attending"):
        # quý này chưa có ai học lớp nhận thức: none there has finished it
        return Decision(intent=Intent.REPORT_CLASS, trigger=event.trigger, is_nil=True)
    if scan.has("admission") and is_why_not(scan, event.trigger):
        # không kết nạp được đồng chí nào vì đang chờ xác minh
        return Decision(intent=Intent.REPORT_ADMISSION, is_nil=True)
    first = _first_of_nothing(scan)
    if first is not None and first is not event.intent:
        # không kết nạp được ai, cũng không có ai chuyển chính thức: what is told first
        return Decision(intent=first, is_nil=True)
    return Decision(intent=event.intent, stage=event.stage, trigger=event.trigger, is_nil=True)


def _first_of_nothing(scan: Scan) -> Intent | None:
    """The event that is told first, where several are told and none of them happened."""
    told = mentions(scan) if may_tell_several(scan) else []
    return told[0].intent if len(told) > 1 and not any(event.is_held for event in told) else None


def _is_of_others(message: Signs, event: Event) -> bool:
    """quý này chưa có em nào, hồ sơ A thẩm tra chưa xong: a step of whoever is named behind it."""
    first = min((name.begins for name in message.names), default=event.trigger.start)
    ends = [hit.end for hit in message.scan.all("nobody")]
    return bool(ends) and ends[0] <= first <= event.trigger.start and bool(message.names)


def _names_others(message: Signs) -> bool:
    """không kết nạp được đồng chí nào, nguồn còn A và B: those named stand in another clause."""
    scan = message.scan
    ends = [hit.end for hit in scan.all("nobody")]
    others = bool(ends) and all("," in scan.keys[ends[0] : max(ends[0], n.begins)] for n in message.names)
    return others and not any(_happens_between(scan, ends[0], name.begins) for name in message.names)


def _happens_between(scan: Scan, start: int, end: int) -> bool:
    """tháng 10 không có ai, tháng 11 ngày 6/11 kết nạp A: another time, with its day and its event."""

    def within(*tags: str) -> list[Hit]:
        return [hit for tag in tags for hit in scan.all(tag) if start <= hit.start < end]

    happens = any(not negated_before(scan, hit.start, reach=NEAR) for hit in within("admission", "official"))
    closes = next((at for at in range(end, len(scan)) if scan.keys[at] in (".", ";", "\n")), len(scan))
    return happens and not within("planned") and "date" in scan.used[start:closes]


def _tells_another(scan: Scan) -> bool:
    """tháng 11 không kết nạp ai, chuyển chính thức 1: another event did happen, to so many."""
    told = mentions(scan) if may_tell_several(scan) else []
    held = {event.intent for event in told if event.is_held}
    return bool(held) and bool(scan.free_numbers()) and any(event.intent not in held for event in told)


def _says_nothing(message: Signs) -> bool:
    scan, event = message.scan, message.event
    of_party = any(_is_the_party(scan, hit) for hit in scan.all("party_topic"))
    known = event is not None or (message.has_span and (of_party or message.size <= PHRASE))
    for hit in scan.all("nobody"):
        if (
            known
            and not (_says_who_did_not(scan, hit) or _is_beside_event(scan, event, hit))
            and not (event is None and _goes_on(scan, hit))
            and (negated_before(scan, hit.start, reach=SHORT + 1) or scan.at("not_yet", hit.start))
        ):
            return True
    if event is None:
        if any(_goes_on(scan, hit) for hit in (*scan.all("nothing"), *scan.all("nobody"))):
            return False
        return scan.has("nothing") and known and (_counts_members(scan) or _only_nothing(message))
    if any(_is_zero(scan, place, event) for place in scan.numbers):
        return True
    return message.has_span and ((scan.has("nothing") and not _counts_some(scan)) or _is_negated(scan, event))


def _counts_some(scan: Scan) -> bool:
    """Tháng 5 kết nạp 2 đ/c, họ tên em chưa có: to so many it happened; their names are what is lacking."""
    counted = (*scan.all("members"), *scan.all("honorific"))
    return any((scan.number(hit.start - 1) or 0) > 0 and not scan.used[hit.start - 1] for hit in counted)


def _counts_members(scan: Scan) -> bool:
    """tháng này không có em nào, đảng viên mới không có; but not "em ở trên nương không có sóng"."""
    ends = {hit.end for hit in scan.all("nothing")}
    return any(hit.start in ends or not scan.any_at(hit.start, _SPEAKERS) for hit in scan.all("members"))


def _is_the_party(scan: Scan, hit: Hit) -> bool:
    """Còn Đảng thì: spelled so, or with its capital; "dang thi" is mostly đang thì."""
    return (hit.exact and scan.accented) or any(scan.cased_word(p) for p in range(hit.start, hit.end))


def _says_who_did_not(scan: Scan, hit: Hit) -> bool:
    """27 người hoàn thành, không có ai bỏ giữa chừng: of those counted, nobody did something else."""
    if scan.key(hit.end) in _DOES_ELSE:
        return True  # đi học đều, không ai bỏ buổi nào
    does = _does_something(scan, hit) or scan.key(hit.end) in _SUFFERS  # không có ai bị kỷ luật
    return does and any(
        (scan.number(members.start - 1) or 0) > 0 and not scan.used[members.start - 1]
        for members in scan.all("members")
    )


def _does_something(scan: Scan, hit: Hit) -> bool:
    """Không có ai bỏ giữa chừng: what nobody did, and no step of the path."""
    return scan.is_word(hit.end) and not scan.any_at(hit.end, _AFTER_NOBODY)


def _goes_on(scan: Scan, hit: Hit) -> bool:
    """tháng này chưa có ai nộp đảng phí: no event, and more behind "chưa có ai" is other business."""
    place = hit.end
    while place < len(scan) and scan.key(place) not in _CLAUSE_ENDS:
        ends = [one.end for tag in _CLOSING_NOBODY if (one := scan.at(tag, place))]
        if not (ends or scan.used[place] or scan.key(place) in _CLOSES_NOBODY or not scan.is_word(place)):
            return True
        place = max(ends, default=place + 1)
    return False


def _is_beside_event(scan: Scan, event: Event | None, hit: Hit) -> bool:
    """mở lớp bồi dưỡng 5 ngày, không ai bỏ buổi nào: what nobody did there; not "không có ai cả đâu ạ"."""
    took_place = event is not None and (event.intent in _COURSE or "date" in scan.used)
    if not took_place or _tells_in_clause(scan, hit):
        return False
    place = hit.end
    while any(ends := [said.end for tag in _FILLERS if (said := scan.at(tag, place)) is not None]):
        place = max(ends)
    return scan.is_word(place) and not scan.used[place]


def _tells_in_clause(scan: Scan, hit: Hit) -> bool:
    """Whether the words stand in the clause of an event."""
    first, last = hit.start, hit.end
    while first > 0 and scan.keys[first - 1] not in _CLAUSE_ENDS:
        first -= 1
    while last < len(scan) and scan.keys[last] not in _CLAUSE_ENDS:
        last += 1
    return any(scan.any_at(place, _EVENTS) for place in range(first, last))


def _only_nothing(message: Signs) -> bool:
    """tháng này chi bộ em không có gì ạ, bản em không biến động: of a span, and no word of anything else."""
    told = ("nothing", "address", "honorific", "organisation", "unit_kind", "own", "final")
    return message.has_span and not message.asks and message.consists_of(*told)


def _is_negated(scan: Scan, event: Event) -> bool:
    return negated_before(scan, event.trigger.start, reach=NEAR)


def _is_zero(scan: Scan, place: int, event: Event) -> bool:
    if scan.words[place] not in ("0", "00"):
        return False
    if figure_behind(scan, event.trigger.end) == place:
        # số kết nạp mới: 0; but not "kn: 0, ct: 2"
        return not any((scan.number(other) or 0) > 0 for other in scan.free_numbers())
    counted = scan.at("members", place + 1) or scan.at("admission", place + 1)
    return counted is not None or scan.ending("admission", place) is not None
