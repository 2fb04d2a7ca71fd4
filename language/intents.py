"""What the writer wants: ordered rules over the hits of a message. Guards come before intents."""

from dataclasses import dataclass

from domain.pipeline import Stage
from language.names import Name
from language.reading import Intent, Problem
from language.scanning import Hit, Scan

_SENTENCE_ENDS = frozenset((".", "\n", ";", "!", "?"))
_BARE_DOUBTFUL = frozenset(
    [
        "dinh",
        "cho",
        "doi",
        "hen",
        "lui",
        "mai",
        "neu",
        "tinh",
        "can",
        "phai",
        "muon",
        "sap",
        "cong",
        "ly",
        "mat",
        "bao",
        "nop",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a report tells: its intent, its stage for a dossier step, and the words that say so."""

    intent: Intent
    stage: Stage | None = None
    trigger: Hit | None = None


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
    command = scan.all("command")
    if command and command[0].start == 0:
        return Decision(intent=Intent(command[0].value))
    for rule in (
        _undo,
        _set_quota,
        _correction,
        _unreported,
        _procedure,
        _question,
        _follow_up,
        _help,
        _confirmed,
        _continuation,
    ):
        found = rule(scan, names)
        if found is not None:
            return found
    return _report(scan, names)


def _words_in(scan: Scan) -> int:
    return sum(1 for word in scan.words if word[0].isalnum())


def _undo(scan: Scan, names: list[Name]) -> Decision | None:
    undo = scan.all("undo") or scan.all("wrong_place")
    if not undo or _asks(scan):
        return None
    if scan.has("quota") or (scan.has("dropped") and names):
        return None
    if scan.has("admission", "official") and names and not scan.has("recent") and undo[0].start > 2:
        return None
    size = _words_in(scan)
    if scan.has("wrong_place") or scan.has("recent") or size <= 8 or undo[0].start <= 2:
        return Decision(intent=Intent.UNDO_LAST, trigger=undo[0])
    return None


def _set_quota(scan: Scan, names: list[Name]) -> Decision | None:
    quota = _quota_hits(scan)
    if not quota or _asks(scan):
        return None
    numbers = [
        i for i in range(len(scan)) if scan.is_number(i) and not scan.used[i] and len(scan.words[i]) <= 5
    ]
    numbers += [hit.start for hit in scan.all("number") if scan.at("members", hit.end)]
    gap = [h for h in scan.all("quota_gap") if not (scan.keys[h.start] == "dat" and not h.exact)]
    if not numbers or names or gap:
        return None
    if scan.has("set_verb") or any(n > quota[0].start for n in numbers):
        return Decision(intent=Intent.SET_QUOTA, trigger=quota[0])
    return None


def _quota_hits(scan: Scan) -> list[Hit]:
    """Quota words; KH and kế hoạch of a plan to hold a ceremony are none."""
    return [
        h
        for h in scan.all("quota")
        if h.end - h.start > 1 or h.exact or scan.keys[h.start] != "kh" or scan.words[h.start] == "KH"
    ]


def _correction(scan: Scan, names: list[Name]) -> Decision | None:
    marks = [h for h in scan.all("correct") if not _doubtful_correction(scan, h)] or [
        h for h in scan.all("contrast") if h.start <= 3
    ]
    if not marks or (scan.has("how_many", "ask") and _ends_as_question(scan)):
        return None
    first = marks[0]
    before = [n for n in names if n.end <= first.start]
    if first.start > 6 and _event(scan, names) is not None and before:
        return None
    if first.start > 6 and not _tells_a_value(scan, names):
        return None
    if not _tells_a_value(scan, names):
        return None
    return Decision(intent=Intent.CORRECT_LAST, trigger=first)


def _doubtful_correction(scan: Scan, hit: Hit) -> bool:
    weak = scan.keys[hit.start : hit.end] in (
        ["dung", "la"],
        ["phai", "la"],
        ["xin", "loi"],
        ["sr"],
        ["sorry"],
        ["loi"],
        ["chinh"],
        ["thuc", "ra"],
        ["lon"],
    )
    return weak and hit.start > 3


def _tells_a_value(scan: Scan, names: list[Name]) -> bool:
    return (
        bool(names)
        or any(use in ("date", "unit", "schooling") for use in scan.used)
        or scan.has(
            "gender",
            "ethnicity",
            "religion",
            "category",
            "education",
            "verification",
            "decision",
            "birth_label",
        )
        or any(scan.is_number(i) for i in range(len(scan)))
    )


def _asks(scan: Scan) -> bool:
    if any(not _is_how_many_noise(scan, hit) for hit in scan.all("how_many")):
        return True
    if any(_is_real_ask(scan, hit) for hit in scan.all("ask")):
        return True
    return _ends_as_question(scan)


def _is_how_many_noise(scan: Scan, hit: Hit) -> bool:
    """may of "công nhân may"; tổng of "tổng phụ trách"; mấy hôm."""
    key = scan.keys[hit.start]
    if hit.end - hit.start > 1:
        return False
    if scan.used[hit.start] == "name":
        return True
    if key == "may":
        return (
            scan.key(hit.end) in ("hom", "nam", "ngay", "bua", "thang")
            or scan.ending("category", hit.end) is not None
            or scan.key(hit.end) in ("mac", "gio")
        )
    return key in ("tong", "sl", "nhieu") and not scan.has("period_asked")


def _is_real_ask(scan: Scan, hit: Hit) -> bool:
    if any(scan.used[hit.start : hit.end]):
        return False
    words = " ".join(scan.keys[hit.start : hit.end])
    if words in ("ai",):
        return not scan.has("not_yet") or scan.key(len(scan) - 1) == "?" or hit.start == 0
    if words in (
        "in",
        "hay",
        "xem",
        "ket qua",
        "tra",
        "chi tiet",
        "tinh hinh",
        "kiem tra",
        "xuat",
        "ve",
        "dem",
        "loc",
    ):
        return hit.start <= 2 and words not in ("hay", "ve", "tra", "xuat", "dem")
    return words not in ("co cau",) or hit.start <= 2 or True


def _ends_as_question(scan: Scan) -> bool:
    last = len(scan) - 1
    while last >= 0 and not scan.words[last][0].isalnum() and scan.words[last] != "?":
        last -= 1
    if last < 0:
        return False
    if "?" in scan.words[max(0, last - 2) :]:
        return True
    if any(_stands_as_question(scan, hit) for hit in scan.all("which")):
        return True
    particle = scan.ending("particle", last + 1)
    return (
        particle is not None
        and scan.keys[particle.start] in ("khong", "ko", "k", "chua", "nhi", "hong", "hok", "kg", "hem")
        and (scan.keys[particle.start] != "chua" or particle.exact)
    )


def _stands_as_question(scan: Scan, hit: Hit) -> bool:
    if any(scan.used[hit.start : hit.end]):
        return False
    words = scan.keys[hit.start : hit.end]
    if words == ["nao"] and scan.key(hit.start - 1) in (
        "ai",
        "nguoi",
        "hop",
        "chi",
        "dc",
        "c",
        "vien",
        "chung",
        "qc",
        "dv",
    ):
        return not _negated_before(scan, hit.start, reach=8)
    if words in (["gi"],):
        return not _negated_before(scan, hit.start, reach=6) and scan.key(hit.start - 1) not in ("yeu",)
    return (
        words not in (["dau"], ["nao"])
        or (hit.exact and words != ["dau"])
        or (words == ["nao"] and not scan.accented)
    )


def _question(scan: Scan, names: list[Name]) -> Decision | None:
    asks = _asks(scan)
    if (gap := _gap(scan, names, asks)) is not None:
        return gap
    if (deadline := _deadline(scan, names, asks)) is not None:
        return deadline
    if names and (person := _person(scan, names, asks)) is not None:
        return person
    if (stock := _pipeline(scan, names, asks)) is not None:
        return stock
    return _totals(scan, names, asks)


def _gap(scan: Scan, names: list[Name], asks: bool) -> Decision | None:
    quota = _quota_hits(scan)
    gap = [
        h for h in scan.all("quota_gap") if scan.keys[h.start : h.end] not in (["thieu"], ["vuot"], ["hut"])
    ]
    if names and not quota:
        return None
    if (
        quota
        and (asks or scan.has("quota_gap", "by", "state_of") or _words_in(scan) <= 8)
        and not scan.has("planned_event")
    ):
        if scan.has("planned") and not asks and not gap:
            return None
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=quota[0])
    if (
        gap
        and (asks or any(scan.keys[h.start] in ("con", "tien", "ty", "ti") for h in gap))
        and not scan.has("dossier")
    ):
        words = [scan.keys[h.start : h.end] for h in gap]
        if all(w in (["da", "dat"], ["con", "thieu"]) for w in words) and not (
            scan.has("how_many") or _words_in(scan) <= 4
        ):
            return None
        return Decision(intent=Intent.QUERY_QUOTA_GAP, trigger=gap[0])
    return None


def _deadline(scan: Scan, names: list[Name], asks: bool) -> Decision | None:
    hits = [h for h in scan.all("deadline") if not any(scan.used[h.start : h.end])]
    hits = [
        h
        for h in hits
        if scan.keys[h.start : h.end] not in (["tre"], ["han"], ["qua", "thoi", "han"]) or asks
    ]
    if not hits or (names and len(names) == 1 and not asks):
        return None
    if names and scan.has("official") and not scan.has("which"):
        return None
    listed = (
        asks or scan.has("person_cue", "list_word", "which") or hits[0].start <= 2 or scan.has("next_one")
    )
    if listed and not (names and not asks):
        return Decision(intent=Intent.QUERY_DEADLINES, trigger=hits[0])
    return None


def _person(scan: Scan, names: list[Name], asks: bool) -> Decision | None:
    if scan.has("how_many") and any(not _is_how_many_noise(scan, h) for h in scan.all("how_many")):
        return None
    if asks or (
        scan.has("state_of")
        and any(scan.keys[h.start : h.end] != ["da", "duoc"] for h in scan.all("state_of"))
    ):
        strong_report = (
            _event(scan, names) is not None and not _ends_as_question(scan) and not scan.has("which")
        )
        if not strong_report or (scan.all("person_cue") and scan.all("person_cue")[0].start <= 2):
            return Decision(intent=Intent.QUERY_PERSON)
    first = scan.all("person_cue")
    if (
        first
        and first[0].start <= 2
        and _event(scan, names) is None
        and not scan.has("birth_label", "correct")
    ):
        return Decision(intent=Intent.QUERY_PERSON, trigger=first[0])
    return None


def _pipeline(scan: Scan, names: list[Name], asks: bool) -> Decision | None:
    if not asks or names:
        return None
    if not scan.has("stock", "candidate", "verification", "resolution", "committee", "decision"):
        return None
    stage = pending_stage(scan)
    has_dossiers = any(
        scan.keys[h.start] in ("ho", "hs", "khau", "buoc", "bo", "cac", "tung") for h in scan.all("stock")
    )
    at_present = any(not any(scan.used[h.start : h.end]) for h in scan.all("at_present"))
    candidates = any(h.value == "strong" for h in scan.all("candidate"))
    happened = (
        scan.has("class") or scan.has("official") or (scan.has("introduce", "list_word") and not at_present)
    )
    if happened and not has_dossiers:
        return None
    counted_admissions = scan.has("admission") and not has_dossiers and not candidates
    if counted_admissions or scan.has("dropped"):
        return None
    if (
        has_dossiers
        or (candidates and (at_present or not _has_span(scan)))
        or (stage is not None and at_present)
        or (stage is not None and not scan.has("admission"))
    ):
        return Decision(intent=Intent.QUERY_PIPELINE, stage=stage)
    return None


def _has_span(scan: Scan) -> bool:
    return "period" in scan.used


def pending_stage(scan: Scan) -> Stage | None:
    """In a question: the last step that was completed, so "chờ thẩm tra" is verification sent."""
    if scan.has("verification"):
        done = any(
            scan.keys[h.start] in ("xong", "co", "da", "ve", "du", "hoan", "nhan")
            for h in scan.all("returned")
        ) and not _negated_before(scan, scan.all("verification")[0].start, reach=4)
        return Stage.VERIFICATION_DONE if done else Stage.VERIFICATION_SENT
    if scan.has("decision"):
        negated = _negated_before(scan, scan.all("decision")[0].start, reach=3) or scan.key(
            scan.all("decision")[0].start - 1
        ) in ("cho", "doi")
        return Stage.COMMITTEE_REVIEW if negated else Stage.DECISION
    if scan.has("resolution") and any(
        scan.keys[h.start] in ("nghi", "nq", "ra", "xet", "hop") for h in scan.all("resolution")
    ):
        first = scan.all("resolution")[0]
        if _waits(scan, first.start):
            return Stage.VERIFICATION_DONE
        return Stage.CELL_RESOLUTION
    if scan.has("committee") and scan.has("review", "sent"):
        return (
            Stage.CELL_RESOLUTION if _waits(scan, scan.all("committee")[0].start) else Stage.COMMITTEE_REVIEW
        )
    if scan.has("dossier"):
        return Stage.DOSSIER_OPENED
    return None


def _waits(scan: Scan, place: int) -> bool:
    return any(scan.key(p) in ("cho", "doi", "chua", "dang") for p in range(max(0, place - 3), place))


def _totals(scan: Scan, names: list[Name], asks: bool) -> Decision | None:
    if not asks:
        if _is_bare_span(scan, names):
            return Decision(intent=Intent.QUERY_TOTALS)
        return None
    eventful = scan.has(
        "admission", "official", "class", "candidate", "dropped", "breakdown", "members"
    ) or _has_span(scan)
    counted = scan.has("how_many", "ask", "by") or scan.has("breakdown")
    if names or not eventful:
        return None
    party = scan.has(
        "admission", "official", "class", "candidate", "dropped", "members", "breakdown", "decision"
    )
    if not party and not any(scan.keys[h.start : h.end] != ["ai"] for h in scan.all("ask")):
        return None
    if not counted and not scan.has("which"):
        return None
    if (
        not scan.has("admission", "official", "class", "candidate", "dropped")
        and not (
            _has_span(scan)
            and (
                scan.has("breakdown")
                or any(scan.keys[h.start : h.end] != ["ai"] for h in scan.all("ask"))
                or _members_asked(scan)
            )
        )
        and not _members_asked(scan)
    ):
        return None
    if scan.has("other_body") and not party_named(scan):
        return None
    return Decision(intent=Intent.QUERY_TOTALS)


def _members_asked(scan: Scan) -> bool:
    return any(
        "dang" in scan.keys[h.start : h.end] or scan.keys[h.start] == "dv" for h in scan.all("members")
    ) and not scan.has("thanks")


def _is_bare_span(scan: Scan, names: list[Name]) -> bool:
    """Only a period, perhaps with a breakdown: a question for its totals."""
    if names or not (_has_span(scan) or (any(u == "date" for u in scan.used) and False)):
        return False
    rest = [
        i
        for i in range(len(scan))
        if scan.is_word(i)
        and not scan.used[i]
        and scan.keys[i]
        not in ("va", "con", "the", "thi", "di", "nhe", "a", "cua", "em", "voi", "so", "den", "nay", "tu")
    ]
    covered = {p for h in scan.all("breakdown") + scan.all("by") for p in range(h.start, h.end)}
    return all(i in covered for i in rest)


def _help(scan: Scan, names: list[Name]) -> Decision | None:
    asks_help = [
        h
        for h in scan.all("help")
        if not (h.end - h.start == 2 and scan.keys[h.start] in ("giup", "huong")) or h.start <= 3
    ]
    if (
        asks_help
        and not names
        and not scan.has("admission", "official", "class", "verification")
        and _words_in(scan) <= 14
    ):
        return Decision(intent=Intent.HELP, trigger=asks_help[0])
    return None


def _greets(scan: Scan) -> bool:
    hits = scan.all("greeting")
    return bool(hits) and hits[0].start <= 2 and _words_in(scan) <= 16


def _unreported(scan: Scan, names: list[Name]) -> Decision | None:
    if (
        scan.has("unreported")
        and not names
        and (scan.has("which", "breakdown", "ask", "list_word") or _asks(scan))
    ):
        return Decision(intent=Intent.QUERY_TOTALS)
    return None


def _procedure(scan: Scan, names: list[Name]) -> Decision | None:
    """A question about how things are done, not about figures."""
    if scan.has("procedure") and not names and not _has_span(scan) and "unit" not in scan.used:
        return Decision(intent=Intent.HELP)
    return None


def _follow_up(scan: Scan, names: list[Name]) -> Decision | None:
    """còn năm ngoái? · chia theo chi bộ đi · thế bản Lầu?: what is not said stays as it was."""
    if names or _words_in(scan) > _SHORT or _event(scan, names) is not None:
        return None
    opener = scan.at("follow_up", 0)
    told = _has_span(scan) or "unit" in scan.used or scan.has("breakdown", "compare", "ethnicity", "category")
    closes = any(
        scan.ending("how_about", end) is not None for end in range(max(1, len(scan) - 1), len(scan) + 1)
    )
    compares = scan.has("compare") and ("unit" in scan.used or _has_span(scan) or scan.has("same_span"))
    divides = scan.has("by") and scan.has("breakdown")
    two_units = sum(1 for a, b in zip(["", *scan.used], scan.used, strict=False) if b == "unit" != a) > 1
    if told and (
        (opener and (closes or _ends_as_question(scan) or opener.end < len(scan)))
        or compares
        or divides
        or two_units
    ):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    return None


def _confirmed(scan: Scan, names: list[Name]) -> Decision | None:
    """Lò Thị Mai, đúng: a value for the open card, and a yes to all of it."""
    hits = [h for h in scan.all("confirm") if not any(scan.used[h.start : h.end])]
    if not hits or _words_in(scan) > _SHORT + 6 or _event(scan, names) is not None or scan.has("thanks"):
        return None
    at_edge = hits[0].start == 0 or any(_is_tail(scan, h.end) for h in hits)
    told = (
        names
        or any(use in ("date", "unit") for use in scan.used)
        or scan.has("gender", "birth_label", "ethnicity_label")
    )
    if at_edge and told:
        return Decision(intent=Intent.CORRECT_LAST, confirms=True)
    return None


def _continuation(scan: Scan, names: list[Name]) -> Decision | None:
    """còn 1 đ/c nữa là Lò Thị Bun: one more for the last report."""
    opens = scan.at("follow_up", 0) or scan.at("more", 0) or scan.at("more", 1)
    if names and opens and scan.has("more") and _event(scan, names) is None and not _asks(scan):
        return Decision(intent=Intent.CORRECT_LAST)
    return None


def only_confirms(scan: Scan) -> bool:
    """Whether the message is a yes and nothing else: "đúng rồi lưu đi"."""
    if scan.has("thanks") or not scan.has("confirm"):
        return False
    covered = [False] * len(scan)
    for tag in ("confirm", "final", "honorific", "how_about", "address"):
        for hit in scan.all(tag):
            for place in range(hit.start, hit.end):
                covered[place] = True
    return all(covered[p] or not scan.words[p][0].isalnum() for p in range(len(scan)))


def _is_tail(scan: Scan, place: int) -> bool:
    return all(
        not scan.is_word(p) or scan.at("final", p) or scan.at("honorific", p) or scan.at("how_about", p)
        for p in range(place, len(scan))
    )


def events_in(scan: Scan) -> list[tuple[int, Intent, bool]]:
    """Every event told, with its place and whether it is told as having happened."""
    found: list[tuple[int, Intent, bool]] = []
    for tag, intent in _EVENT_TAGS:
        for hit in _free(scan, tag):
            if not _tells_event(scan, tag, hit):
                continue
            event = Event(intent=intent, trigger=hit)
            lost = (
                _is_planned(scan, event) or _negated_before(scan, hit.start, reach=4) or _awaited(scan, hit)
            )
            found.append((hit.start, intent, intent is Intent.REPORT_DROPPED or not lost))
    if any(intent is Intent.REPORT_DROPPED for _, intent, _ in found):
        found = [f for f in found if f[1] is not Intent.REPORT_CANDIDATE]
    return sorted(found)


def _tells_event(scan: Scan, tag: str, hit: Hit) -> bool:
    """Whether the words tell an event of their own, not what another one is for or when a person joined."""
    if tag == "admission":
        return not (_is_object(scan, hit) or _inside(scan, "joined", hit))
    if tag == "official":
        return not _qualifies_member(scan, hit)
    if tag == "ct":
        return scan.is_number(hit.end) and not scan.has("quota")
    return not (tag == "candidate" and hit.value == "weak")


def _inside(scan: Scan, tag: str, hit: Hit) -> bool:
    return any(other.start <= hit.start < other.end for other in scan.all(tag))


_EVENT_TAGS = (
    ("admission", Intent.REPORT_ADMISSION),
    ("official", Intent.REPORT_OFFICIAL),
    ("ct", Intent.REPORT_OFFICIAL),
    ("dropped", Intent.REPORT_DROPPED),
    ("candidate", Intent.REPORT_CANDIDATE),
    ("class", Intent.REPORT_CLASS),
    ("verification", Intent.REPORT_STAGE),
    ("decision", Intent.REPORT_STAGE),
    ("dossier", Intent.REPORT_STAGE),
)
_SHORT = 8


def _report(scan: Scan, names: list[Name]) -> Decision:
    problems: list[Problem] = []
    event = _event(scan, names)
    nil = _nil(scan, names, event)
    if scan.has("other_body") and not party_named(scan):
        return Decision(intent=Intent.NONE, problems=(Problem.OTHER_BODY,))
    if scan.has("someone_else"):
        return Decision(intent=Intent.NONE)
    if nil is not None:
        return nil
    if event is None:
        return Decision(intent=Intent.GREETING) if _greets(scan) else Decision(intent=Intent.NONE)
    if event.trigger is not None and event.intent is not Intent.REPORT_DROPPED:
        if _is_planned(scan, event):
            return Decision(intent=Intent.NONE, problems=(Problem.PLANNED,))
        if _negated_before(scan, event.trigger.start, reach=4) or _negated_after(scan, event.trigger):
            return Decision(intent=Intent.NONE, problems=(Problem.NEGATED,))
    return Decision(intent=event.intent, stage=event.stage, trigger=event.trigger, problems=tuple(problems))


def party_named(scan: Scan) -> bool:
    """Whether the event is one of the Party's own, said in so many words."""
    for place, key in enumerate(scan.keys):
        if key == "dang" and scan.key(place - 1) in ("vao", "vo", "nap", "gia", "nhap", "tinh", "cua", "ve"):
            return True
        if key == "dang" and scan.key(place + 1) == "vien":
            return True
    return scan.has("official", "class", "resolution_named")


def _negated_before(scan: Scan, place: int, *, reach: int) -> bool:
    for at in range(place - 1, max(-1, place - 1 - reach), -1):
        if scan.keys[at] in _SENTENCE_ENDS or scan.keys[at] == ",":
            return False
        hit = scan.at("not_yet", at)
        if hit is not None and not scan.used[at]:
            if scan.key(at + 1) in ("chi", "nhung", "phai"):
                continue
            return True
    return False


def _negated_after(scan: Scan, trigger: Hit) -> bool:
    """lễ kết nạp A chưa làm được: the event stands first, its negation behind it in the same sentence."""
    for hit in scan.all("not_yet"):
        if hit.start < trigger.end or any(scan.used[hit.start : hit.end]):
            continue
        if not _breaks(scan, trigger.end, hit.start) and scan.at("not_done", hit.end):
            return "," not in scan.keys[trigger.end : hit.start]
    return False


def _is_planned(scan: Scan, event: Event) -> bool:
    trigger = event.trigger
    if trigger is None:
        return False
    if any(not any(scan.used[h.start : h.end]) for h in scan.all("day_ahead")):
        return True
    for hit in scan.all("planned"):
        if any(scan.used[hit.start : hit.end]):
            continue
        keys = scan.keys[hit.start : hit.end]
        if len(keys) == 1 and keys[0] in _BARE_DOUBTFUL and not hit.exact:
            continue
        if keys[0] in ("hoan", "tam", "lui", "doi") and (hit.exact or len(keys) > 1):
            return True
        if hit.start <= trigger.start and not _breaks(scan, hit.start, trigger.start):
            return True
        if keys == ["cho", "to", "chuc"] or keys == ["cho", "lam", "le"]:
            continue
    return False


def _breaks(scan: Scan, start: int, end: int) -> bool:
    return any(key in _SENTENCE_ENDS for key in scan.keys[start:end])


def _nil(scan: Scan, names: list[Name], event: Event | None) -> Decision | None:
    if names or False:
        return None
    intent = event.intent if event is not None else Intent.REPORT_ADMISSION
    stage = event.stage if event is not None else None
    if intent is Intent.REPORT_CANDIDATE and scan.has("admission"):
        intent, stage = Intent.REPORT_ADMISSION, None
    for hit in scan.all("nobody"):
        negated = _negated_before(scan, hit.start, reach=9) or scan.at("not_yet", hit.start)
        if negated and (event is not None or (_has_span(scan) and _words_in(scan) <= 12)):
            return Decision(intent=intent, stage=stage, is_nil=True)
    if event is not None:
        for place in range(len(scan)):
            counted = scan.at("members", place + 1) or scan.at("admission", place + 1)
            if scan.words[place] in ("0", "00") and (counted or scan.ending("admission", place)):
                return Decision(intent=intent, stage=stage, is_nil=True)
        nothing = scan.has("nothing") or (
            event.trigger is not None and _negated_before(scan, event.trigger.start, reach=4)
        )
        if nothing and _has_span(scan) and not _tells_reason(scan):
            return Decision(intent=intent, stage=stage, is_nil=True)
    elif scan.has("nothing") and _has_span(scan) and _words_in(scan) <= 10 and scan.has("members"):
        return Decision(intent=intent, is_nil=True)
    return None


def _tells_reason(scan: Scan) -> bool:
    return any(key == "vi" for key in scan.keys) and False


def _event(scan: Scan, names: list[Name]) -> Event | None:
    """The event that a statement tells, the later step before the earlier."""
    for rule in (
        _dropped,
        _official,
        _ceremony,
        _verification,
        _referral,
        _committee,
        _decision,
        _resolution,
        _dossier,
        _finished_class,
        _admission,
        _candidate,
    ):
        found = rule(scan, names)
        if found is not None:
            return found
    return None


def _free(scan: Scan, tag: str) -> list[Hit]:
    return [
        h
        for h in scan.all(tag)
        if not any(
            use in ("name", "unit", "elsewhere", "date", "period") for use in scan.used[h.start : h.end]
        )
    ]


def _dropped(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "dropped")
    strong = []
    for hit in hits:
        keys = scan.keys[hit.start : hit.end]
        if keys == ["mat"]:
            told = not scan.is_word(hit.end) or scan.used[hit.end] or scan.at("function", hit.end)
            if told and (hit.exact or scan.at("date_word", hit.end) or scan.key(hit.end) == "vi"):
                strong.append(hit)
            continue
        if keys in (["mat"], ["ngung"], ["ngung", "lai"], ["dung", "lai"]) and not (
            hit.exact and not scan.spellings[hit.start].is_bare
        ):
            continue
        if keys in (["da", "chuyen"], ["chuyen", "cong", "tac"]) and scan.has("verification", "official"):
            continue
        if keys[0] == "chuyen" and scan.has("official") and keys[-1] not in ("hoat", "di"):
            continue
        if keys == ["chuyen", "di"] and scan.has("verification"):
            continue
        strong.append(hit)
    if not strong:
        return None
    if scan.has("verification") and all(scan.keys[h.start] in ("da", "chuyen") for h in strong):
        return None
    if _arrives(scan, strong[0]):
        return None
    return Event(intent=Intent.REPORT_DROPPED, trigger=strong[0])


def _arrives(scan: Scan, hit: Hit) -> bool:
    """chuyển về chi bộ em: someone comes in, nobody leaves."""
    return (
        scan.keys[hit.start] == "chuyen"
        and (scan.key(hit.end) in ("den", "ve") or scan.keys[hit.end - 1] in ("den", "ve"))
        and any(scan.at("own", p) for p in range(hit.end + 1, min(hit.end + 5, len(scan))))
    )


def _official(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "official")
    hits = [h for h in hits if not _qualifies_member(scan, h)]
    if hits:
        return Event(intent=Intent.REPORT_OFFICIAL, trigger=hits[0])
    for hit in _free(scan, "ct"):
        alone = scan.is_number(hit.end) and hit.start == 0
        if (
            alone
            or scan.has("probation", "recognise")
            or scan.key(hit.start - 1)
            in (
                "len",
                "chuyen",
                "duoc",
                "xet",
                ">",
                "➔",
            )
        ):
            return Event(intent=Intent.REPORT_OFFICIAL, trigger=hit)
    return None


def _qualifies_member(scan: Scan, hit: Hit) -> bool:
    """đảng viên chính thức as a kind of member, not as an event: "2 đảng viên chính thức giới thiệu"."""
    keys = scan.keys[hit.start : hit.end]
    if keys == ["het", "du", "bi"]:
        return not scan.has("recognise")
    alone = keys in (["dang", "vien", "chinh", "thuc"], ["dv", "ct"], ["dvct"])
    return alone and (
        scan.at("introduce", hit.end) is not None
        or scan.key(hit.end) in ("du", "tham", "tan", "co", "bieu")
        or (scan.has("resolution") and not scan.has("recognise"))
    )


def _is_object(scan: Scan, hit: Hit) -> bool:
    """Whether "kết nạp" only names what a dossier, a request or a decision is for."""
    if scan.ending("object_of", hit.start) is not None:
        return True
    for tag in (
        "class",
        "decision",
        "resolution",
        "dossier",
        "referral",
        "candidate",
        "quota",
        "verification",
    ):
        for other in scan.all(tag):
            if other.start <= hit.start and hit.end <= other.end:
                return True
            if other.start > hit.start:
                break
    return False


def _ceremony(scan: Scan, names: list[Name]) -> Event | None:
    hits = [h for h in _free(scan, "admission") if h.value == "ceremony" and not _awaited(scan, h)]
    hits = [h for h in hits if scan.keys[h.start] != "ngay" or names or len(hits) > 1]
    if hits and (scan.has("finished_class") is False):
        if (
            scan.has("class")
            and not any(h.value == "plain" for h in scan.all("admission"))
            and not any(
                "nap" in scan.keys[h.start : h.end] or "kn" in scan.keys[h.start : h.end] for h in hits
            )
        ):
            return None
        return Event(intent=Intent.REPORT_ADMISSION, trigger=hits[0])
    return None


def _awaited(scan: Scan, hit: Hit) -> bool:
    """chờ tổ chức lễ: typed without diacritics "cho" before "to chuc le" at the end of a message is chờ."""
    if scan.key(hit.start - 1) in ("cho", "doi", "chuan", "bi"):
        return True
    return scan.key(hit.start - 1) == "chua"


def _verification(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "verification")
    if not hits:
        return None
    first = hits[0]
    returned = _free(scan, "returned")
    keys = {scan.keys[h.start] for h in returned}
    done = bool(keys & {"xong", "tra", "hoan", "phuc", "du", "nhan", "day", "kq"}) or any(
        scan.keys[h.start : h.end]
        in (
            ["co", "ket", "qua"],
            ["ket", "qua"],
            ["ve", "du"],
            ["da", "ve"],
            ["ve", "roi"],
            ["da", "tham", "tra"],
            ["da", "xac", "minh"],
        )
        for h in returned
    )
    sent = any(scan.keys[h.start : h.end] != ["di"] or True for h in _free(scan, "sent"))
    asked = any(
        scan.keys[h.start] in ("gui", "chuyen", "de", "lam", "cu", "goi", "nop", "trinh", "dem", "mang")
        for h in _free(scan, "sent")
    )
    if done and not (asked and not keys & {"tra", "phuc", "kq", "nhan", "co", "ket"}):
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.VERIFICATION_DONE, trigger=first)
    if done and keys & {"tra", "phuc", "kq", "nhan", "co", "ket"}:
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.VERIFICATION_DONE, trigger=first)
    if sent or asked:
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.VERIFICATION_SENT, trigger=first)
    return Event(
        intent=Intent.REPORT_STAGE,
        stage=Stage.VERIFICATION_SENT if scan.key(first.start - 1) != "da" else Stage.VERIFICATION_DONE,
        trigger=first,
    )


def _referral(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "referral")
    for_source = any(
        h.value == "strong" and scan.keys[h.start] not in ("quan", "qcut", "qc")
        for h in scan.all("candidate")
    )
    if hits and not for_source:
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.REFERRAL, trigger=hits[0])
    introduces = _free(scan, "introduce")
    if introduces and scan.has("mass_body") and scan.has("admission") and not for_source:
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.REFERRAL, trigger=introduces[0])
    return None


def _committee(scan: Scan, names: list[Name]) -> Event | None:
    hits = [h for h in _free(scan, "committee") if scan.ending("address", h.start) is None]
    reviews = _free(scan, "review")
    reviews = [h for h in reviews if scan.keys[h.start : h.end] != ["td"] or scan.has("dossier")]
    if hits and reviews and scan.has("admission", "stock", "dossier", "resolution") and not scan.has("class"):
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.COMMITTEE_REVIEW, trigger=hits[0])
    return None


def _decision(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "decision")
    if hits:
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.DECISION, trigger=hits[0])
    return None


def _resolution(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "resolution")
    hits = [
        h
        for h in hits
        if scan.keys[h.start : h.end] not in (["nq"], ["nghi", "quyet"], ["hop", "xet"], ["thong", "qua"])
        or scan.has("admission", "stock")
    ]
    if hits and (scan.has("admission") or any(h.end - h.start > 2 for h in hits)) and not scan.has("class"):
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.CELL_RESOLUTION, trigger=hits[0])
    return None


def _dossier(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "dossier")
    if hits and not any(
        not _is_object(scan, h) and h.start < hits[0].start for h in _free(scan, "admission")
    ):
        return Event(intent=Intent.REPORT_STAGE, stage=Stage.DOSSIER_OPENED, trigger=hits[0])
    return None


def _finished_class(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "class") or _free(scan, "certificate")
    if not hits:
        return None
    if (
        not scan.has("class")
        and not any("hoc" in scan.keys[h.start : h.end] or "lop" in scan.keys for h in hits)
        and not scan.has("candidate")
    ):
        return None
    finished = list(_free(scan, "finished"))
    if finished or scan.has("certificate"):
        attending = [
            h for h in scan.all("attending") if scan.keys[h.start] in ("cu", "dang", "khai", "mo", "cho")
        ]
        only_weak = all(
            scan.keys[h.start : h.end] in (["cap"], ["dat"], ["xep", "loai"]) for h in finished
        ) and not scan.has("certificate")
        if attending and (only_weak or not finished) and scan.keys[attending[0].start] != "mo":
            return Event(intent=Intent.REPORT_CANDIDATE, trigger=hits[0])
        return Event(intent=Intent.REPORT_CLASS, trigger=hits[0])
    if scan.has("attending") or names:
        return Event(intent=Intent.REPORT_CANDIDATE, trigger=hits[0])
    return None


def _admission(scan: Scan, names: list[Name]) -> Event | None:
    hits = [h for h in _free(scan, "admission") if not _is_object(scan, h)]
    if hits:
        return Event(intent=Intent.REPORT_ADMISSION, trigger=hits[0])
    return None


def _candidate(scan: Scan, names: list[Name]) -> Event | None:
    hits = _free(scan, "candidate")
    strong = [h for h in hits if h.value == "strong"]
    if strong and (
        names or scan.has("members", "number", "plural") or any(scan.is_number(i) for i in range(len(scan)))
    ):
        return Event(intent=Intent.REPORT_CANDIDATE, trigger=strong[0])
    if hits and names:
        return Event(intent=Intent.REPORT_CANDIDATE, trigger=hits[0])
    return None


def stated_stage(scan: Scan, refused: list[bool]) -> tuple[Hit | None, Stage | None]:
    """The dossier step a correction states: "chưa có quyết định, mới thẩm tra xong thôi"."""
    for tag, stage in (
        ("verification", None),
        ("dossier", Stage.DOSSIER_OPENED),
        ("resolution", Stage.CELL_RESOLUTION),
        ("decision", Stage.DECISION),
    ):
        for hit in scan.all(tag):
            if any(refused[hit.start : hit.end]) or _negated_before(scan, hit.start, reach=4):
                continue
            if tag == "verification":
                event = _verification(scan, [])
                return hit, event.stage if event else None
            if (
                tag == "resolution"
                and scan.keys[hit.start : hit.end] in (["nq"], ["nghi", "quyet"])
                and not scan.has("admission")
            ):
                continue
            return hit, stage
    return None, None
