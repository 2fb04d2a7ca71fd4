"""An event of which nobody is named or counted: a report only where it is told as done, else a question."""

from language.intents.asking_stock import pending_stage
from language.intents.decisions import Decision
from language.intents.signs import Signs
from language.message import Seen
from language.reading import Intent, Reading
from language.slots.question import breakdowns
from language.words.scanning import Hit, Scan

_HELD = (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL)
_COUNTED = (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.REPORT_CLASS, Intent.REPORT_DROPPED)
_OF_MEMBERS = ("members", "party_member", "party", "probation", "candidate", "honorific", "plural")
_BEFORE = 3  # pieces between đã or vừa and the event: "đã tổ chức lễ kết nạp"


def asks_instead(seen: Seen, reading: Reading) -> Decision | None:
    """What a statement of an event asks, or that it says nothing, where it reports of nobody.

    Whoever reports names somebody, says how many, or that there was nobody. Where all three are left out,
    only a ceremony told as done of members of the Party is a report, its names still to come: "hôm qua chi
    bộ em đã kết nạp đảng viên mới". Else what is left out is what is asked for: "kết nạp 4 tháng đầu năm".
    """
    if not reading.intent.is_report or reading.people or reading.count is not None:
        return None
    if reading.others:
        return None  # mở hồ sơ 3/11, gửi thẩm tra 6/11: steps told, each with its day
    scan, message = seen.scan, Signs(seen.scan, seen.names)
    if any(scan.is_number(group.start - 1) for group in scan.all("category")):
        return Decision(intent=Intent.NONE)  # có 14 giáo viên dự lễ kết nạp
    trigger = message.event.trigger if message.event is not None else None
    bare = scan.at("bare_ceremony", trigger.start) if trigger else None
    if bare and trigger and bare.end == trigger.end and not scan.has("organisation", "party"):
        return Decision(intent=Intent.NONE)  # hôm nay trường bản làm lễ
    done = reading.event_date is not None or (
        message.event is not None and _is_done(scan, message.event.trigger)
    )
    if done and reading.intent in _HELD and not message.asks and scan.has(*_OF_MEMBERS):
        return None
    if scan.has("deadline"):
        return Decision(intent=Intent.QUERY_DEADLINES)
    if reading.period is None and reading.unit is None and not breakdowns(scan):
        return Decision(intent=Intent.NONE)
    listed_then = reading.intent is Intent.REPORT_CANDIDATE and reading.period is not None
    if reading.intent in _COUNTED or listed_then:
        return Decision(intent=Intent.QUERY_TOTALS)
    return Decision(intent=Intent.QUERY_PIPELINE, stage=pending_stage(scan))


def _is_done(scan: Scan, trigger: Hit) -> bool:
    """đã, vừa, mới or được close before the event, or rồi and xong behind it."""
    before = range(max(0, trigger.start - _BEFORE), trigger.start)
    return any(scan.any_at(place, ("done_lead",)) for place in before) or any(
        scan.any_at(place, ("done_tail",)) for place in range(trigger.end, len(scan))
    )
