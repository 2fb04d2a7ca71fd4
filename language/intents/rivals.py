"""What else a message may want, where another reading is about as likely: then it is asked, never picked."""

from language.intents.decisions import Decision
from language.message import Seen
from language.names.finding import is_doubtful
from language.reading import Intent
from language.words.scanning import Hit, Scan

CLOSE = 0.5  # the confidence of an intent that has a rival

_DOUBTFUL = (Intent.NONE, Intent.UNDO_LAST, Intent.REPORT_OFFICIAL)
_LONGEST = 20  # words of a message that may be nothing but a person
_DESCRIBING = (
    "honorific",
    "function",
    "final",
    "gender",
    "gender_label",
    "birth_label",
    "ethnicity",
    "ethnicity_label",
    "category",
    "religion",
    "religion_label",
    "education",
    "education_label",
    "number",
    "members",
    "line_word",
    "name_label",
)
_COLUMNS = ("gender", "ethnicity")  # nam/nữ, dân tộc: over the columns of a table


def rivals(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """The other intents that the words can mean, the likeliest first; all of them where none is decided."""
    if not seen.names or decision.problems or decision.intent not in _DOUBTFUL:
        return ()
    for rule in (_taken_away, _admitted_officially, _recommended, _past_probation, _recognised, _moved):
        if found := rule(seen, decision):
            return found
    return ()


def _taken_away(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """bỏ Lò Thị Mai: the report, or the person from the list?"""
    scan, trigger = seen.scan, decision.trigger
    if decision.intent is Intent.UNDO_LAST and trigger is not None and not scan.has("recent", "wrong_place"):
        names_report = {"tin", "bao", "cao", "bc"} & set(scan.keys)
        return () if names_report else (Intent.REPORT_DROPPED,)
    beside = any(name.begins == hit.end for hit in scan.all("take_away") for name in seen.names)
    if decision.intent is Intent.NONE and beside:
        return (Intent.UNDO_LAST, Intent.REPORT_DROPPED)
    return ()


def _admitted_officially(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """kết nạp chính thức: an admission, or the recognition a year later?"""
    scan = seen.scan
    if decision.intent is not Intent.REPORT_OFFICIAL or scan.has("probation", "recognise", "joined"):
        return ()
    beside = any(_touch(one, other) for one in scan.all("admission") for other in scan.all("official"))
    return (Intent.REPORT_ADMISSION,) if beside else ()


def _touch(one: Hit, other: Hit) -> bool:
    return one.end == other.start or other.end == one.start


def _recommended(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """giới thiệu Lò Thị Mai: as a candidate, or the resolution that sends the candidate to the Party?"""
    if decision.intent is Intent.NONE and seen.scan.has("introduce"):
        return (Intent.REPORT_CANDIDATE, Intent.REPORT_STAGE)
    return ()


def _past_probation(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """Lò Thị Mai hết dự bị: recognised, or asked about?"""
    if decision.intent is Intent.NONE and seen.scan.has("probation_over"):
        return (Intent.REPORT_OFFICIAL, Intent.QUERY_PERSON)
    return ()


def _recognised(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """công nhận Lò Thị Mai: as an official member, or what else? Without diacritics a worker, too."""
    scan = seen.scan
    beside = any(name.begins == hit.end for hit in scan.all("recognise") for name in seen.names)
    if decision.intent is Intent.NONE and beside and _is_all_about_people(scan, "recognise"):
        return (Intent.REPORT_OFFICIAL, Intent.QUERY_PERSON)
    return ()


def _moved(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """chuyển đảng Lò Thị Mai: made official, or moved to another cell?"""
    scan = seen.scan
    beside = any(name.begins == hit.end for hit in scan.all("moves_on") for name in seen.names)
    if decision.intent is Intent.NONE and beside:
        return (Intent.REPORT_OFFICIAL, Intent.REPORT_DROPPED)
    return ()


def events_untold(seen: Seen, decision: Decision) -> tuple[Intent, ...]:
    """Lò Văn Tuấn sn 1999: a person and nothing that happened to them. What may be meant."""
    if not seen.names or decision.problems or decision.intent is not Intent.NONE:
        return ()
    if not _is_all_about_people(seen.scan, names=len(seen.names)) or all(
        name.is_partial or (not name.has_middle and is_doubtful(seen.scan, name)) for name in seen.names
    ):
        return ()  # "hom nay mua to qua"
    if any(day.on is not None and "birth" not in seen.scan.used[day.start : day.end] for day in seen.days):
        return (Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL, Intent.REPORT_CANDIDATE)
    if _may_be_recognised(seen):
        return (Intent.REPORT_OFFICIAL, Intent.REPORT_CANDIDATE, Intent.REPORT_ADMISSION, Intent.QUERY_PERSON)
    return (Intent.REPORT_CANDIDATE, Intent.REPORT_ADMISSION, Intent.QUERY_PERSON)


def _may_be_recognised(seen: Seen) -> bool:
    """cong nhan lo thi mai, lo thi mai da cong nhan: a worker, or công nhận, where nothing more is typed."""
    scan, beside = seen.scan, {place for name in seen.names for place in (name.begins, name.start)}
    return not scan.accented and any(
        hit.end in beside or scan.any_ending(hit.start, ("done_lead",)) or scan.at("done_tail", hit.end)
        for hit in scan.all("official_word")
    )


def _is_all_about_people(scan: Scan, *also: str, names: int = 1) -> bool:
    words = [place for place in range(len(scan)) if scan.is_word(place)]
    if len(words) > _LONGEST * names:
        return False
    covered = {p for tag in (*_DESCRIBING, *also) for hit in scan.all(tag) for p in range(hit.start, hit.end)}
    columns = [hit for hit in scan.all("breakdown") if hit.value in _COLUMNS]
    covered |= {p for hit in columns for p in range(hit.start, hit.end)}
    return all(scan.used[place] or place in covered for place in words)
