"""Questions: which of them a message asks, by ordered rules."""

from language.intents.asking_targets import is_other_business
from language.intents.decisions import NEAR, PHRASE, SENTENCE, Decision
from language.intents.divisions import EVENTS, GROUP_WORDS, GROUPS
from language.intents.following_up import lists_some
from language.intents.guards import is_of_the_party, is_put_off, negated_before
from language.intents.signs import Signs, latest_asked, most_ranked, places_of, steps_compared
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_OF_WHOM = particles.words("of_whom")
_WHAT = particles.words("what_or_which")
_WHICH_ONE = particles.words("which_one")
_NOT_YET = particles.words("still_not")
# What is kept of a person, and the words around a question about one.
_ON_RECORD = (
    *("admission", "official", "official_word", "ct", "probation", "party", "party_member", "member_kind"),
    *("class", "certificate", "candidate", "referral", "introduce", "dossier", "application", "paper"),
    *("verification", "resolution", "committee", "decision", "dropped", "stock", "help"),
    *("mentor", "mentored_by", "birth_label", "category", "job_label", "education", "education_label"),
    *("ethnicity", "ethnicity_label", "religion", "religion_label", "gender_label", "person_cue", "deadline"),
)
_HANDLED = ("review", "sent", "returned")
_ASKED_OF_SOMEBODY = (
    *("honorific", "which", "state_of", "ask", "question_end", "final", "at_present", "bot"),
    *("own", "list_word", "follow_up", "person_filler"),
)
# 9 tháng năm nay đã bằng cả năm ngoái chưa
_HELD_AGAINST = (
    "compare",
    "more",
    "span_filler",
    "question_end",
    "final",
    "honorific",
    "ask",
    "how_about",
    "own",
)
_BESIDE_SPANS = particles.words("passes_into") | particles.words("held_against")  # sang tháng, so quý 2
_OWN_UNIT = ("ours", "bare_level", "organisation")


def unreported(message: Signs) -> Decision | None:
    """Which units have not reported."""
    about_units = message.scan.has("which", "breakdown", "ask", "list_word", "who") or message.asks
    scan = message.scan
    hits = [h for h in scan.all("unreported") if not (_reports_nothing(message, h) or scan.covers("more", h))]
    if hits and not message.names and about_units:
        return Decision(intent=Intent.QUERY_TOTALS)
    return None


def _reports_nothing(message: Signs, hit: Hit) -> bool:
    """hôm nay em không báo cáo gì mới đâu: who writes says so, and asks nothing."""
    scan = message.scan
    denies = scan.at("not_yet", hit.start) is not None and scan.any_ending(hit.start, ("ours",))
    return denies and not message.ends_as_question


def deadline(message: Signs) -> Decision | None:
    """What falls due, is overdue or expires."""
    scan = message.scan
    hits = [hit for hit in message.free("deadline") if hit.value != "weak" or _is_late(message, hit)]
    hits = hits or _too_long(message) or _still_on_probation(message)
    if not message.asks:
        # em báo cáo trễ hạn, mong anh bỏ qua
        hits = [hit for hit in hits if not scan.any_ending(hit.start, ("record_verb", "sent"))]
    if hits and message.names and _is_whose(message) and scan.key(hits[0].end - 1) in _WHAT:
        return Decision(intent=Intent.QUERY_PERSON, trigger=hits[0])
    if not hits or (message.names and (not message.asks or _is_of_one(message))):
        return None
    listed = scan.has("person_cue", "list_word", "which", "next_one", "who") or message.opens(hits[0])
    listed = listed or (message.event is None and scan.has("schedule"))
    listed = listed or scan.key(hits[0].end - 1) == "gi"  # hôm nay em phải làm những việc gì
    if message.counts and _is_recognised(scan, hits[0]):
        return None
    if message.asks or listed:
        return Decision(intent=Intent.QUERY_DEADLINES, trigger=hits[0])
    return None


def _is_late(message: Signs, hit: Hit) -> bool:
    """A question of what is late: trễ; bare "tre" may be young, and then it is; or "hạn tuần này" alone.

    Not "hồ sơ nào để lâu nhất": who has stood longest is another question.
    """
    if message.scan.covers("form", hit):
        return False
    if message.opens(hit, 0) and message.consists_of("deadline", "next_one", "span_filler", "final"):
        return message.size > 1
    return message.asks and (hit.exact or message.scan.at("breakdown", hit.start) is None)


def _is_recognised(scan: Scan, hit: Hit) -> bool:
    """bao nhiêu đồng chí hết dự bị đã được công nhận chính thức: who was, not who is due."""
    return any(
        official.start >= hit.end
        and scan.any_ending(official.start, ("done_lead",))
        and not negated_before(scan, official.start, reach=NEAR)
        for official in scan.all("official")
    )


def _is_of_one(message: Signs) -> bool:
    """A hết dự bị ngày nào: one person's state; not "đ/c nào hết dự bị"."""
    scan = message.scan
    return not (
        any(hit.value == "nao" for hit in scan.all("which"))
        or any(scan.key(hit.end - 1) in _WHICH_ONE for hit in scan.all("nobody"))  # những đồng chí nào
    )


def _is_whose(message: Signs) -> bool:
    """còn việc nào của A: a name right behind "của"."""
    return any(message.scan.key(name.begins - 1) in _OF_WHOM for name in message.names if name.begins)


def _too_long(message: Signs) -> list[Hit]:
    """quyết định nào quá 30 ngày mà chưa làm lễ: longer than a term that is told in days or months."""
    scan = message.scan
    return [
        hit
        for hit in scan.all("longer_than")
        if message.asks and scan.is_number(hit.end) and scan.any_at(hit.end + 1, ("few", "week"))
        if not scan.has("compare")  # bên nào nhiều hơn 9 tháng qua
    ]


def _still_on_probation(message: Signs) -> list[Hit]:
    """còn ai chưa chuyển chính thức, ai chính thức gần nhất: who is due, though no term is spoken of."""
    scan = message.scan
    whom = message.free("who")
    planned = any(message.opens(hit, 0) for hit in scan.all("schedule"))  # lịch xét chính thức tháng 12
    if message.names or not (whom or planned or message.counts):
        return []
    return [
        h
        for h in message.free("official")
        if (whom and _NOT_YET & set(scan.keys[max(whom[0].end, h.start - NEAR) : h.start]))
        or is_put_off(scan, h)
        or planned
        or (whom and scan.has("soonest") and scan.key(h.start - 1) != "da")
        or (not scan.accented and any(scan.any_ending(at, ("planned",)) for at in (h.start - 1, h.start)))
    ]


def person(message: Signs) -> Decision | None:
    """One person's state."""
    scan = message.scan
    counts_alone = message.counts and not (message.states and message.ends_as_question)
    # "tháng này kết nạp mấy người, hồ sơ A đến đâu rồi" asks twice, and reports nothing
    if not message.names or counts_alone or scan.has("private") or _goes_on(message):
        return None
    if scan.has("other_purpose") and not message.asks:
        return None  # làm hồ sơ cho A đi xuất khẩu lao động
    cue = scan.first("person_cue")
    inquires = any(message.opens(hit) for hit in message.free("asks_about"))
    opens = inquires or message.opens(cue)
    # cho anh xem quá trình của A từ lúc vào nguồn
    asked = [scan.first("ask"), *message.free("who")[:1]]  # còn ai nhắc vụ chính thức của A
    if (looked := scan.ending("person_cue", message.names[0].begins)) and any(map(message.opens, asked)):
        step = message.event.trigger if message.event else None
        # có kết quả thẩm tra lý lịch của A: half of the step that is told
        is_half = step is not None and step.start < looked.end and looked.start < step.end
        is_half = is_half and not (step and scan.covers("person_cue", step))
        opens = opens or (looked.end - looked.start > 2 and not is_half)
        inquires = inquires or (opens and scan.has("who"))
    asks_who = any(hit.value == "who" and _asks_by_whom(message, hit) for hit in message.free("ask"))
    told = message.event is not None and not (message.ends_as_question or asks_who)
    if told and "date" in scan.used and not (message.asks or inquires):
        return None  # hồ sơ A đang ở công an chờ xác minh, gửi 30/10
    if (message.asks or message.states or inquires) and (not told or opens) and _is_about_the_party(message):
        return Decision(intent=Intent.QUERY_PERSON)
    listed = message.event is not None and message.event.trigger.value == "weak"
    if not message.asks and any(hit.start >= message.names[-1].end for hit in scan.all("not_yet")):
        # "hồ sơ của A chưa làm xong" tells, and asks nothing.
        return None
    if opens and (message.event is None or listed) and not scan.has("birth_label", "correct", "introduce"):
        return Decision(intent=Intent.QUERY_PERSON, trigger=cue)
    return None


def _goes_on(message: Signs) -> bool:
    """còn một trường hợp nữa: Cà Thị Ún: one more is told of, nobody is asked about."""
    scan = message.scan
    more = any(hit.end <= message.names[0].begins for hit in scan.all("more"))
    return more and scan.at("follow_up", 0) is not None and not message.asks


def _asks_by_whom(message: Signs, hit: Hit) -> bool:
    """ai giới thiệu A · A do ai giới thiệu."""
    return message.opens(hit, 0) or message.scan.any_ending(hit.start, ("mentored_by",))


def _is_about_the_party(message: Signs) -> bool:
    """Not "chị Hoa ăn cơm chưa": what is asked of somebody is on record, or no more than how it goes."""
    scan = message.scan
    divided = any(
        h.value != "unit" or scan.key(h.end - 1) in particles.words("which_one")
        for h in scan.all("breakdown")
    )
    # họp, gửi, về alone are what anybody does
    handled = any(scan.at("function", hit.start) is None for tag in _HANDLED for hit in scan.all(tag))
    if message.event is not None or divided or handled or scan.has(*_ON_RECORD):
        return True
    said = places_of(scan, _ASKED_OF_SOMEBODY)
    return all(p in said or scan.used[p] or not scan.is_word(p) for p in range(len(scan)))


def totals(message: Signs) -> Decision | None:
    """How many events; a bare period asks for its totals."""
    scan = message.scan
    if _is_bare_span(message) or (message.asks_span and not message.names and lists_some(message)):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    if (steps_compared(scan) or _asks_whether_official(message)) and not message.names:
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    if not message.names and latest_asked(scan) is not None:
        return Decision(intent=Intent.QUERY_TOTALS)
    divided = _divides(message)
    if not (message.asks or message.lists or divided):
        return None
    if message.names and not _counts_of_places(message):
        return None
    if (scan.has("other_body") and not is_of_the_party(scan)) or is_other_business(message):
        return None
    if scan.has("allowed") and not (message.counts or message.asks_span or message.has_unit):
        return Decision(intent=Intent.NONE)  # có được tiếp tục giúp đỡ người ta không
    if scan.has("ceremony_thing") and not (message.counts or message.asks_span):
        return Decision(intent=Intent.NONE)  # lễ kết nạp thì cờ treo bên nào
    shown = any(hit.value != "who" for hit in scan.all("ask"))
    shown = shown or message.requests
    wanted = message.counts or message.lists or divided or shown
    wanted = wanted or (message.ends_as_question and message.size <= SENTENCE)
    if not (wanted or scan.has("by", "breakdown", "which", "ask")):
        return None
    grouped = scan.has("gender", "category", "ethnicity", "religion", "education", "breakdown")
    grouped = grouped or message.asks_span or message.has_unit
    if message.counts and message.event is None and grouped and message.consists_of(*GROUP_WORDS):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    if scan.has("compare") and message.asks_span and message.consists_of(*_HELD_AGAINST, *GROUP_WORDS):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    of_own = scan.has("bare_level", "organisation") and scan.has("ours")  # xã mình năm nay được mấy
    if message.counts and message.asks_span and of_own and message.consists_of(*GROUP_WORDS, *_OWN_UNIT):
        return Decision(intent=Intent.QUERY_TOTALS)
    if scan.has("rank") and message.size <= PHRASE and (scan.has("breakdown") or most_ranked(scan)):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=message.event is None)
    if message.free("average"):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=message.event is None)
    members = scan.has("party_member") and not scan.has("thanks")
    spanned = message.asks_span and (shown or any(_is_asked_by(scan, h) for h in scan.all("breakdown")))
    attended = message.counts and message.has_span and scan.has("attending")
    if _asks_of_count(message) and not scan.has("quota", "dossier", "candidate", "probation", "party_member"):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=message.event is None)
    happened = message.event is not None or any(_may_happen(scan, h) for t in EVENTS for h in scan.all(t))
    if happened or members or spanned or attended:
        return Decision(intent=Intent.QUERY_TOTALS)
    return None


def _asks_of_count(message: Signs) -> bool:
    """chi bộ nào hơn 1 người, xã nào từ 5 người trở lên, bản nào có 2 người: which units have so many."""
    scan = message.scan
    which = any(h.value == "unit" and scan.key(h.end - 1) in _WHICH_ONE for h in scan.all("breakdown"))
    before, onward = particles.words("before_share"), particles.words("share_onward")
    if message.size <= PHRASE:
        before |= particles.words("before_count")
    return which and any(
        scan.any_at(place + 1, ("members", "folk"))
        and (scan.key(place - 1) in before or scan.key(place + 2) in onward)
        for place in scan.numbers
    )


def _asks_whether_official(message: Signs) -> bool:
    """đã chuyển chính thức hết chưa: and not a word more, of those asked about before."""
    scan = message.scan
    if not (scan.has("official") and message.ends_as_question) or message.asks_span or message.has_unit:
        return False
    around = ("question_end", "done_lead", "final", "honorific", "person_filler", "group_filler", "all_done")
    return message.consists_of("official", "follow_up", *around)


def _may_happen(scan: Scan, hit: Hit) -> bool:
    """Not "mat khau wifi": where mất is typed bare, who is gone or when follows or leads."""
    if hit.value != "dead" or hit.exact:
        return True
    return scan.any_ending(hit.start, ("members", "party_member", "done_lead")) or not scan.is_word(hit.end)


def _counts_of_places(message: Signs) -> bool:
    """Năm nay Pa Khoang với Mường Lói kết nạp bao nhiêu: a number is asked for at the end, and before it
    stand names with nothing said of them."""
    scan = message.scan
    if message.lists:
        return True
    last = next((hit for hit in reversed(message.free("how_many")) if hit.value != "weak"), None)
    if last is None or message.event is None or not message.counts or scan.has("birth_label", *GROUPS):
        return False
    event = message.event.trigger
    titled = any(scan.any_ending(name.begins, ("honorific",)) for name in message.names)
    closed = all(
        not scan.is_word(p) or scan.any_at(p, ("folk", "members", "final", "honorific", "at_present"))
        for p in range(last.end, len(scan))
    )
    return closed and not titled and all(name.end <= event.start < last.start for name in message.names)


def _is_asked_by(scan: Scan, hit: Hit) -> bool:
    """Not chi bộ in "chi bộ mình có họp không"."""
    alone = scan.at("needs_by", hit.start)
    if alone is None or alone.end != hit.end:
        return True
    return scan.any_ending(hit.start, ("by", "ask", "list_word"))


def _divides(message: Signs) -> bool:
    """năm nay kết nạp theo chi bộ · tổng đảng viên mới năm 2025: figures are wanted, for none is given."""
    scan = message.scan
    if message.names:
        return False
    if message.size <= PHRASE and _ranks(message):
        return True
    if not scan.has("breakdown", "how_many"):
        return False
    if scan.free_numbers():
        return False
    if message.free("average"):
        return True
    divided = any(scan.key(h.start) in particles.words("divides") for h in scan.all("breakdown"))
    divided = divided or any(scan.ending("by", h.start) for h in scan.all("breakdown"))
    summed = any(hit.value == "weak" and message.opens(hit, 0) for hit in scan.all("how_many"))
    return (divided or summed) and scan.has("admission", "official", "dropped", "party_member")


def _ranks(message: Signs) -> bool:
    """3 chi bộ kém nhất · top 5 xã kết nạp nhiều nhất: the number says how many units, not people."""
    scan = message.scan
    if most_ranked(scan) is not None:
        return True
    return scan.has("rank") and scan.has("breakdown") and message.event is None


def _is_bare_span(message: Signs) -> bool:
    scan = message.scan
    # 90 ngày qua; not hôm qua
    gone = [hit for hit in scan.all("gone_by") if _is_counted(scan, hit.start - 2)]
    if message.names or not (message.asks_span or gone):
        return False
    covered = places_of(scan, ("breakdown", "by", "span_filler", "compare"))
    covered |= {p for hit in gone for p in range(hit.start - 2, hit.end)}
    covered |= {p for p, key in enumerate(scan.keys) if key in _BESIDE_SPANS}
    return all(p in covered or scan.used[p] or not scan.is_word(p) for p in range(len(scan)))


def _is_counted(scan: Scan, place: int) -> bool:
    return scan.is_number(place) or scan.key(place) in particles.numbers("month_name")
