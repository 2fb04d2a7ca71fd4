"""Everything seen in one message before its intent is known, and the slots that every intent shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.periods import Period
from language.dates.day import Day
from language.dates.finding import find_days
from language.dates.periods import find_spans
from language.dates.span import Span
from language.dates.within_months import within_months
from language.names.finding import Name, find_names
from language.names.waiting import kept_for, waits_alone
from language.reading import Found
from language.units.finding import UnitName, find_units, most_specific
from language.words import particles
from language.words.alternatives import values_put_side_by_side
from language.words.lexing import scan
from language.words.normalise import Clean
from language.words.scanning import Hit, Scan
from language.words.shadows import lift, settle
from language.words.vocabulary import vocabulary

T = TypeVar("T")

_VALUE_ENDS = particles.words("value_end") | {",", ".", ";", "\n", "(", ")", "!"}
_CHANGE_MARKS = particles.words("change") | {"➔"}
_SENTENCE_ENDS = frozenset((",", ".", ";", "\n"))
_STOPS = frozenset((".", ";", "\n"))
_YEAR = 4  # digits
_VALUES = ("gender", "ethnicity", "category", "education", "religion")
_DESTINATIONS = particles.words("destination")
_GUESSED_DAY = 0.7
_TEN_MONTHS = 304  # days
_LONGEST_HEAD = 3
_LEFT_OUT = particles.words("left_out")
_LINKS = _SENTENCE_ENDS | particles.words("clause_link") | particles.words("clause_turn")
_COUNTED = ("admission", "official", "candidate", "dropped", "party_member")
_KEPT = ("stock", "candidate", "dossier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The pieces of a message with its days, periods, units and names, and what the writer calls wrong."""

    scan: Scan
    days: list[Day]
    spans: list[Span]
    units: list[UnitName]
    names: list[Name]
    refused: list[bool]
    sent_on: date

    def stands(self, start: int, end: int) -> bool:
        """Whether the writer does not call the pieces wrong."""
        return not any(self.refused[start:end])

    def unit(self, *, leaving: bool = False) -> Found[str] | None:
        """The unit that reports or is asked about. With `leaving`, not the one a person goes to."""
        units = [u for u in self.units if self.stands(u.start, u.end)]
        if leaving:
            gone = [u.start for u in units if self.scan.key(u.start - 1) in _DESTINATIONS]
            # "về chi bộ tổ 4 phường Sông Bằng": what follows at once is a part of the destination.
            gone += [u.start for u in units if any(o.end == u.start and o.start in gone for o in units)]
            units = [u for u in units if u.start not in gone]
        chosen = most_specific(units)
        return None if chosen is None else self.found_unit(chosen)

    def part(self, start: int, end: int) -> Clean:
        """The text of the pieces [start, end), its characters still at their places in the raw text."""
        first, last = self.scan.starts[start], self.scan.ends[end - 1]
        clean = self.scan.clean
        return Clean(text=clean.text[first:last], origin=clean.origin[first : last + 1])

    def joined(self, runs: Iterable[tuple[int, int]]) -> Clean:
        """The runs [start, end) of pieces as one text, its characters still at their raw places."""
        parts = [self.part(*run) for run in runs]
        return Clean(text=" ".join(p.text for p in parts), origin=tuple(at for p in parts for at in p.origin))

    def all_units(self) -> tuple[Found[str], ...]:
        """Every unit named."""
        return tuple(self.found_unit(u) for u in self.units if self.stands(u.start, u.end))

    def period(self) -> Found[Period] | None:
        """The first period told in a report."""
        for span in self.spans:
            period = span.resolve(self.sent_on)
            if period is not None:
                return self.found(span.start, span.end, period)
        return None

    def has_open_term(self) -> bool:
        """Whether a term without its years is meant."""
        return any(span.is_open for span in self.spans)

    def found(self, start: int, end: int, value: T, confidence: float = 1.0) -> Found[T]:
        """A value that stands on the pieces [start, end)."""
        raw_start, raw_end = self.scan.span(start, end)
        return Found(value=value, start=raw_start, end=raw_end, confidence=confidence)

    def found_day(self, day: Day | None) -> Found[date] | None:
        """A day as the date of an event."""
        if day is None or day.on is None:
            return None
        guessed = day.is_relative and day.day is not None
        # kết nạp A ngày 30/11, told on 20/11: last year's day, or one that is still to come
        guessed = guessed or (day.year is None and (self.sent_on - day.on).days > _TEN_MONTHS)
        return self.found(day.start, day.end, day.on, _GUESSED_DAY if guessed else 1.0)

    def found_name(self, name: Name) -> Found[str]:
        """A name with its place."""
        return self.found(name.start, name.end, name.text, name.confidence)

    def found_unit(self, unit: UnitName) -> Found[str]:
        """A unit's name with its place."""
        return self.found(unit.start, unit.end, unit.name, unit.confidence)


def see(
    clean: Clean,
    sent_on: date,
    *,
    loose_days: bool = False,
    capitals_only: bool = False,
    sure_only: bool = False,
) -> Seen | None:
    """What a normalised text holds; None when it holds nothing.

    With `capitals_only`, names in small letters are not looked for; with `sure_only`, doubtful ones are none.
    """
    scanned = scan(clean, vocabulary())
    if not len(scanned):
        return None
    days = find_days(scanned, sent_on, loose=loose_days)
    spans = _without_kept(scanned, find_spans(scanned, days, sent_on))
    days = within_months(scanned, days, spans, sent_on)
    units = find_units(scanned, capitals_only=capitals_only)
    names = find_names(scanned, capitals_only=capitals_only, sure_only=sure_only)
    if not units:
        units, names = _asked_unit(scanned, names)
    settle(scanned)
    if scanned.has("lone_ceremony"):
        _see_ceremonies(scanned, days)
    return Seen(
        scan=scanned,
        days=days,
        spans=spans,
        units=units,
        names=names,
        refused=_refused(scanned),
        sent_on=sent_on,
    )


def _see_ceremonies(scanned: Scan, days: list[Day]) -> None:
    """có quyết định kết nạp A 3/10, lễ 5/11: lễ alone, behind a mark or a name, and no more than its day."""
    closes = {day.start: not scanned.is_word(day.end) or scanned.any_at(day.end, ("final",)) for day in days}
    for hit in scanned.all("lone_ceremony"):
        marked = scanned.key(hit.start - 1) in (",", ";")
        apart = marked and scanned.has("decision", "paper")
        apart = apart or scanned.used[hit.start - 1 - marked : hit.start - marked] == ["name"]
        if apart and not scanned.used[hit.start] and closes.get(hit.end):
            lift(scanned, "admission", hit._replace(value="ceremony"))


def _without_kept(scanned: Scan, spans: list[Span]) -> list[Span]:
    """nguồn A, B để năm sau kết nạp: next year is when they may be admitted, not when they were listed."""
    if not scanned.has("put_off"):
        return spans
    kept = [told for hit in scanned.all("admission") if (told := kept_for(scanned, hit)) is not None]
    return [span for span in spans if not any(told.start <= span.start < told.end for told in kept)]


def _asked_unit(scanned: Scan, names: list[Name]) -> tuple[list[UnitName], list[Name]]:
    """Chiềng Bôm năm nay kết nạp bao nhiêu: a place that is asked about, without a word for its kind."""
    counted = any(_counts(scanned, hit) for hit in scanned.all("how_many")) or _asks_whom(scanned)
    if not counted:
        return [], names
    if len(names) > 1 or any(name.begins < name.start for name in names):
        return [], names
    if names and scanned.any_ending(names[0].start, ("honorific", "greeting")):
        return [], names  # chào chị Vân Anh, quý 3 kết nạp bao nhiêu
    start, end = (names[0].start, names[0].end) if names else _unknown_head(scanned)
    if end == start or scanned.at("middle", start + 1) is not None:
        return [], names
    if not scanned.cased and any(scanned.any_at(p, _KEPT) for p in range(start, end)):
        scanned.used[start:end] = [""] * (end - start)
        return [], []  # hien nguon con bao nhieu
    if not scanned.has(*_COUNTED) and (start > 0 or scanned.used[end : end + 1] != ["period"]):
        return [], names
    scanned.take(start, end, "unit")
    unit = UnitName(start=start, end=end, name=scanned.text(start, end), rank=1, confidence=_GUESSED_DAY)
    return [unit], []


def _counts(scanned: Scan, hit: Hit) -> bool:
    """Not mấy hôm, bao nhiêu tuổi; not a number told after "tổng số"."""
    if hit.value == "weak" or scanned.used[hit.start] or scanned.number(hit.end) is not None:
        return False
    return scanned.at("few", hit.end) is None and scanned.key(hit.end) not in ("tuoi", "lau")


def _asks_whom(scanned: Scan) -> bool:
    """Tìa Dình kết nạp được ai chưa: whom a place has admitted, so a name before it is the place's."""
    for hit in scanned.all("ask"):
        told = scanned.any_ending(hit.start, ("admission", "official", "count_filler"))
        if hit.value == "who" and told and scanned.any_ending(len(scanned), ("question_end", "final")):
            return True
    return False


def _unknown_head(scanned: Scan) -> tuple[int, int]:
    """Two or three words at the head that mean nothing else."""
    end = 0
    while scanned.is_word(end) and not scanned.used[end] and not scanned.spoken[end]:
        end += 1
    followed = end < len(scanned) and (scanned.used[end] == "period" or scanned.any_at(end, _COUNTED))
    return (0, end) if followed and 2 <= end <= _LONGEST_HEAD else (0, 0)


def _refused(scanned: Scan) -> list[bool]:
    """For each piece, whether the writer calls it wrong: "không phải Dao", "gõ nhầm 5/10"."""
    refused = [False] * len(scanned)
    reached = 0
    for hit in sorted(scanned.all("contrast") + scanned.all("typed_wrong")):
        place = max(hit.end, reached)
        # "không phải Hoàng: Quàng Văn Chựa": behind the mark stands what is right
        while place < len(scanned) and scanned.keys[place] not in _VALUE_ENDS:
            if scanned.keys[place] == ":" and place > hit.end:
                break
            refused[place] = True
            place += 1
        reached = place
    for hit in scanned.all("typed_wrong"):
        _refuse_time_of_typing(scanned, refused, hit.start)
    if scanned.has("correct"):
        _refuse_old_value(scanned, refused)
    for hit in called_wrong(scanned):
        _refuse_before(scanned, refused, hit)
    for hit in scanned.all("not_yet"):
        if scanned.key(hit.start - 1) in _LEFT_OUT and not scanned.used[hit.start - 1]:
            _refuse_left_out(scanned, refused, hit)
    _refuse_waiting(scanned, refused)
    for at in values_put_side_by_side(scanned):
        refused[at] = True
    for hit in scanned.all("slip"):
        _refuse_replaced(scanned, refused, hit)
        _refuse_day_of_telling(scanned, refused, hit)
    return refused


def _refuse_left_out(scanned: Scan, refused: list[bool], hit: Hit) -> None:
    """kết nạp A, còn B thì chưa: B, of whom the clause says nothing else."""
    end = hit.end + (scanned.at("count_filler", hit.end) is not None)
    first = hit.start - 1
    while first > 0 and not (scanned.keys[first - 1] in _LINKS and not scanned.used[first - 1]):
        first -= 1
        if scanned.any_at(first, _COUNTED) and not scanned.used[first]:
            return
    if first > 0 and (not scanned.is_word(end) or scanned.at("final", end)):
        refused[first : hit.end] = [True] * (hit.end - first)


def _refuse_waiting(scanned: Scan, refused: list[bool]) -> None:
    """kết nạp A, còn B để tháng sau: B; not "để tháng sau kết nạp"."""
    for hit in (*scanned.all("put_off"), *scanned.all("planned")):
        if hit.value in ("put_off", "postponed") and (apart := waits_alone(scanned, hit)) is not None:
            start, end = apart
            refused[start:end] = [True] * (end - start)


def _refuse_replaced(scanned: Scan, refused: list[bool], hit: Hit) -> None:
    """nữ à nhầm nam · chi bộ X... à không, chi bộ Y: of what is told on both sides, what stands before."""
    anew = {kind for place in range(hit.end, len(scanned)) for kind in _kinds(scanned, place)}
    at = hit.start - 1
    while at >= 0 and scanned.keys[at] in (",", "."):
        at -= 1
    while at >= 0 and scanned.keys[at] not in _SENTENCE_ENDS:
        refused[at] = refused[at] or not anew.isdisjoint(_kinds(scanned, at))
        at -= 1


def _refuse_day_of_telling(scanned: Scan, refused: list[bool], hit: Hit) -> None:
    """Đ/c A em báo hôm thứ sáu, em ghi sinh 1995 nhưng thực ra 1996: when it was told, not when it was."""
    told = [verb.end for verb in scanned.all("record_verb") if verb.end <= hit.start]
    for at in range(told[0] if told else hit.start, hit.start):
        refused[at] = refused[at] or scanned.used[at] == "date"


def _kinds(scanned: Scan, place: int) -> list[str]:
    """What sort of value the piece tells."""
    if scanned.used[place] in ("date", "unit"):
        return [scanned.used[place]]
    if scanned.is_number(place) and len(scanned.words[place]) == _YEAR:
        return ["year"]
    return [tag for tag in _VALUES if scanned.at(tag, place) is not None]


def _refuse_time_of_typing(scanned: Scan, refused: list[bool], place: int) -> None:
    """hôm qua em gõ nhầm: when it was typed, not when it happened."""
    at = place - 1
    while at >= 0 and (scanned.at("honorific", at) or scanned.at("ours", at)):
        at -= 1
    while at >= 0 and scanned.used[at] == "date" and not scanned.is_number(at):
        refused[at] = True
        at -= 1


def called_wrong(scanned: Scan) -> list[Hit]:
    """là nhầm, bị sai: what calls the words before it wrong."""
    return [
        hit
        for hit in scanned.all("correct")
        if hit.value == "sure" and scanned.key(hit.start - 1) in particles.words("calls_wrong")
    ]


def _refuse_before(scanned: Scan, refused: list[bool], hit: Hit) -> None:
    """3 người là nhầm, có 2 thôi: what is called wrong stands before, in the same clause.

    "em ghi dân tộc Tày, sinh năm 1994 là sai": of somebody, all that was written.
    """
    at = hit.start - 1
    written = _written_before(scanned, hit.start)
    while at >= 0 and (scanned.keys[at] not in _SENTENCE_ENDS or at > written):
        if scanned.at("record_verb", at):
            return  # "đ/c A em ghi sinh 1989 là sai": not of whom it was written
        refused[at] = True
        at -= 1
    anew = {kind for place in range(hit.end, len(scanned)) for kind in _kinds(scanned, place)}
    while anew and at >= 0 and scanned.keys[at] not in _STOPS and not scanned.at("record_verb", at):
        # "em ghi dân tộc Tày, sinh 1994 là sai, đúng là dân tộc Nùng, sinh 1996": of each that is told anew
        refused[at] = refused[at] or not anew.isdisjoint(_kinds(scanned, at))
        at -= 1


def _written_before(scanned: Scan, place: int) -> int:
    """Where in the same sentence "em ghi" stands, with nothing but values behind it; else the end."""
    for at in range(place - 1, -1, -1):
        if scanned.keys[at] in (".", "\n", ";") or scanned.used[at] == "name" or scanned.any_at(at, _COUNTED):
            return len(scanned)
        if scanned.at("record_verb", at):
            return at if scanned.any_ending(at, ("ours",)) else len(scanned)
    return len(scanned)


def _refuse_old_value(scanned: Scan, refused: list[bool]) -> None:
    """sửa ngày 5/10 thành 6/10: what stands before the change is the old value."""
    for place, key in enumerate(scanned.keys):
        if key in _CHANGE_MARKS and not scanned.used[place]:
            at = place - 1
            while at >= 0 and scanned.keys[at] not in _SENTENCE_ENDS:
                old = scanned.used[at] in ("date", "birth", "period") or scanned.is_number(at)
                refused[at] = refused[at] or old
                at -= 1
            return
