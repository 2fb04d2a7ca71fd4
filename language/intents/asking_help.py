"""Questions about the assistant itself, and about how things are done."""

from language.intents.decisions import AT_HEAD, PHRASE, SENTENCE, Decision
from language.intents.signs import Signs, is_tail
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit, Scan

_STEPS = ("dossier", "class", "admission", "official")


def procedure(message: Signs) -> Decision | None:
    """A question about how things are done, not about figures."""
    scan = message.scan
    # "ai chưa làm thủ tục chính thức" asks for people; "ai ký giấy giới thiệu" does not
    whom = any(message.opens(hit, 0) and not scan.covers("procedure", hit) for hit in message.free("who"))
    whom = whom or (scan.has("deadline") and bool(message.free("who")))  # ai quá hạn mà chưa làm thủ tục
    spanned = message.asks_span and not any(hit.value == "of_time" for hit in scan.all("procedure"))
    if asks_procedure(scan) and not (whom or message.names or spanned or message.has_unit):
        return Decision(intent=Intent.HELP)
    return None


def asks_procedure(scan: Scan) -> bool:
    """hồ sơ gồm những gì · kết nạp thì cần gì: by its words, or at the end and behind a step."""
    told = [hit for hit in scan.all("procedure") if not _is_offered(scan, hit)]
    if told or not scan.has("needs_what"):
        return bool(told)
    if scan.numbers or scan.has("how_to_verb"):  # báo kết nạp cần gì: of the assistant
        return False
    last = scan.all("needs_what")[-1]
    return is_tail(scan, last.end) and any(h.end <= last.start for tag in _STEPS for h in scan.all(tag))


def _is_offered(scan: Scan, hit: Hit) -> bool:
    """cần giấy tờ gì thì báo em một tiếng: whatever it is, and nothing is asked."""
    behind = scan.key(hit.end) in particles.words("left_out") and "?" not in scan.keys
    return behind and scan.any_at(hit.end + 2, ("ours", "honorific"))


def how_to(message: Signs) -> Decision | None:
    """nhập báo cáo kết nạp kiểu gì · cách xem số liệu theo quý: how the assistant is used."""
    scan = message.scan
    if scan.has("how_to_use") and not (message.asks_span or message.has_unit):
        return Decision(intent=Intent.HELP, trigger=scan.first("how_to_use"))
    if message.names or message.asks_span or message.has_unit or message.size > PHRASE:
        return None
    verbs = [v for v in message.free("how_to_verb") if not scan.covers("quota_gap", v)]  # dự báo cả năm
    ways = message.free("way")
    if not verbs or any(scan.number(p) is not None for p in scan.numbers):
        return None
    if any(scan.ending("ask", verb.start) for verb in verbs) or message.opens(scan.first("ask"), 0):
        head = verbs[0].start
    else:
        head = message.head
    opened = AT_HEAD + 1 if message.opens(scan.first("help"), 0) else 0
    asks_way = any(message.opens(way, opened) and scan.at("how_to_verb", way.end) for way in ways)
    manner = any(_closes_question(scan, hit) and verbs[0].end <= hit.start for hit in message.free("how_to"))
    if asks_way or (manner and verbs[0].start <= head + AT_HEAD):
        return Decision(intent=Intent.HELP, trigger=verbs[0])
    return None


def _closes_question(scan: Scan, hit: Hit) -> bool:
    """nhắn kiểu gì ạ, nhắn kiểu gì để báo kết nạp: no more than what for; not "báo sao rồi"."""
    for_what = scan.at("cause", hit.end)
    if for_what is not None and for_what.value == "purpose":
        return True
    return is_tail(scan, hit.end) and scan.key(hit.end) != "roi"


def borrowed(message: Signs) -> Decision | None:
    """ai có mẫu đơn cho em xin: a form that is asked of colleagues, and no figure."""
    scan = message.scan
    wanted = scan.has("template") and scan.has("request", "who", "asks_of")
    return Decision(intent=Intent.NONE) if wanted and not (message.names or message.counts) else None


def asks_help(message: Signs) -> Decision | None:
    """How the assistant is used."""
    scan = message.scan
    hits = [h for h in scan.all("help") if h.value == "sure" or message.opens(h, AT_HEAD + 1)]
    about = scan.has("admission", "official", "class", "verification")
    if hits and not message.names and not about and message.size <= SENTENCE:
        return Decision(intent=Intent.HELP, trigger=hits[0])
    return None
