"""Questions that lean on the last: another span, unit, group or step, and what was asked stays as it was."""

from language.intents.decisions import SHORT, Decision
from language.intents.divisions import EVENTS, GROUP_WORDS, GROUPS, is_parted
from language.intents.signs import Signs, places_of
from language.reading import Intent
from language.words import particles
from language.words.scanning import Hit

_WHICH = particles.words("which_one")


def follow_up(message: Signs) -> Decision | None:
    """còn năm ngoái? · chia theo chi bộ đi · thế bản Lầu?: what is not said stays as it was."""
    scan = message.scan
    if message.names or message.size > SHORT:
        return None
    if scan.has("thereof") and scan.free_numbers():
        return None  # trong đó 1 nữ: told, and not asked
    if _asks_another_step(message):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    if message.event is not None or scan.has("schedule"):  # vậy tuần sau nhắc lại
        return None
    named = message.asks_span or message.has_unit
    opener = scan.at("follow_up", 0) or _asks_of_span(message)
    if opener is not None and (named or scan.has("breakdown", "compare", "ethnicity", "category")):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    compares = scan.has("compare") and (named or scan.has("same_span"))
    divides = scan.has("breakdown") and (
        scan.has("by") or (is_parted(scan) and message.consists_of(*GROUP_WORDS))
    )
    divides = divides or _names_division(message)
    units = sum(1 for p, use in enumerate(scan.used) if use == "unit" and (p == 0 or scan.used[p - 1] != use))
    if compares or divides or units > 1 or lists_some(message):
        return Decision(intent=Intent.QUERY_TOTALS, leans_on_last=True)
    return None


def _names_division(message: Signs) -> bool:
    """độ tuổi thì sao · các bản thì sao · tỷ lệ nữ · tháng nào trống: by what to divide, no more."""
    scan = message.scan
    divisions = scan.all("breakdown")
    plain = [hit for hit in divisions if not scan.any_at(hit.start, ("needs_by", "needs_number", *GROUPS))]
    around: tuple[str, ...] = ("breakdown", "by", "how_about", "final", "follow_up", "honorific")
    if any(scan.key(hit.end - 1) in _WHICH for hit in divisions):
        around = (*around, "nobody_yet")
    return bool(plain or (divisions and scan.has("how_about"))) and message.consists_of(*around)


def lists_some(message: Signs) -> bool:
    """ai trong số đó là nữ · danh sách năm ngoái · trong tháng 12 thì có những ai: who it was, by name."""
    scan = message.scan
    listed = scan.has("list_word")
    none = any(hit.end - hit.start > 1 for hit in scan.all("nobody"))  # tháng 9 không có ai: a report
    listed = listed or (scan.at("names_them", 0) is not None and scan.has(*GROUPS) and not scan.has("by"))
    whom = message.free("who") and not none
    to_a_span = (listed or whom) and message.asks_span
    to_a_group = (listed or scan.has("form") or message.free("who")) and scan.has("breakdown", *GROUPS)
    around = (
        "who",
        "list_word",
        "names_them",
        "form",
        "how_about",
        "follow_up",
        "final",
        "honorific",
        "ask",
        "span_filler",
    )
    return bool(to_a_span or to_a_group) and message.consists_of(*around, *GROUP_WORDS)


def _asks_another_step(message: Signs) -> bool:
    """còn CT thì sao · thế chính thức? · chỉ tính nữ thôi: another step, or a group, and not a word more."""
    scan = message.scan
    if _asks_of_group(message):
        return True
    step = scan.has("ct", *EVENTS) and not scan.numbers
    around = ("follow_up", "how_about", "final", "honorific", "span_filler", "ct", *EVENTS)
    return scan.at("follow_up", 0) is not None and step and message.consists_of(*around)


def _asks_of_group(message: Signs) -> bool:
    """chỉ tính nữ thôi · nữ thì sao · còn giáo viên · nữ dtts: a group, and that it is asked of."""
    scan = message.scan
    minorities = any(hit.value == "ethnicity" for hit in scan.all("breakdown"))
    asks = scan.at("only_group", 0) or scan.at("follow_up", 0) or scan.has("how_about", "thereof", "or_above")
    paired = sum((minorities, scan.has("gender"), scan.has("category"))) > 1  # nữ dtts, nữ giáo viên
    asks = asks or (paired and not scan.has("ethnicity"))
    named = minorities or scan.has(*GROUPS)
    around = ("only_group", "only", "final", "follow_up", "how_about", "thereof", *GROUP_WORDS)
    return bool(asks) and named and message.consists_of(*around)


def _asks_of_span(message: Signs) -> Hit | None:
    """quý 3 thì sao: nothing else but a period and these words."""
    scan = message.scan
    closer = next((hit for hit in scan.all("how_about") if hit.value == "asks"), None)
    head = range(closer.start) if closer and message.asks_span else ()
    filled = places_of(scan, ("span_filler", "where"))
    return closer if head and all(scan.used[p] or p in filled or not scan.is_word(p) for p in head) else None
