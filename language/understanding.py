"""The whole message: normalise, scan, set numbers aside, units, names, intent, slots."""

from datetime import date

from domain.periods import Period, range_period, year_period
from domain.pipeline import Stage
from language.dates import Day, find_days
from language.intents import Decision, decide, stated_stage
from language.names import Name, find_names
from language.normalise import LONGEST, normalise
from language.people import Gathering, Told
from language.periods import Span, find_spans
from language.question import breakdowns, metric_of
from language.quotas import read_quotas
from language.reading import Field, Found, Intent, PersonReading, Problem, Reading
from language.scanning import Hit, Scan, scan, settle
from language.units import UnitName, find_units, most_specific
from language.vocabulary import vocabulary

_DATED = frozenset(
    (Intent.REPORT_CLASS, Intent.REPORT_STAGE, Intent.REPORT_ADMISSION, Intent.REPORT_OFFICIAL)
)


def understand(text: str, sent_on: date, *, expecting: Field | None = None) -> Reading:
    """What a message says. Never raises; a text it cannot read has intent NONE.

    `sent_on` is the local date the message was sent: relative dates resolve against it. `expecting`
    is the field the assistant has just asked for, so that a bare answer reads as CORRECT_LAST.
    """
    if len(text) > LONGEST:
        return Reading(intent=Intent.NONE, problems=(Problem.TOO_LONG,))
    scanned = scan(normalise(text), vocabulary())
    if not len(scanned):
        return Reading(intent=Intent.NONE)
    days = find_days(scanned, sent_on)
    spans = find_spans(scanned, days, sent_on)
    units = find_units(scanned)
    names = find_names(scanned)
    settle(scanned)
    decision = decide(scanned, names)
    return _Reader(scanned, days, spans, units, names, sent_on).read(decision, expecting)


class _Reader:
    """Fills the slots that the intent has."""

    def __init__(
        self,
        scanned: Scan,
        days: list[Day],
        spans: list[Span],
        units: list[UnitName],
        names: list[Name],
        sent_on: date,
    ) -> None:
        self._scan = scanned
        self._days = days
        self._spans = spans
        self._units = units
        self._names = names
        self._sent_on = sent_on
        self._refused = _refused(scanned)

    def read(self, decision: Decision, expecting: Field | None) -> Reading:
        intent = decision.intent
        if intent.is_report:
            return self._report(decision)
        if intent is Intent.CORRECT_LAST:
            return self._correction(decision)
        if intent.is_question:
            return self._question(decision)
        if intent is Intent.SET_QUOTA:
            return self._quota(decision)
        if intent is Intent.GREETING:
            return Reading(intent=intent, unit=self._unit())
        if expecting is not None and intent is Intent.NONE:
            return self._answer(expecting) or Reading(intent=intent, problems=decision.problems)
        return Reading(intent=intent, problems=decision.problems)

    # Reports

    def _report(self, decision: Decision) -> Reading:
        if decision.is_nil:
            return Reading(
                intent=decision.intent,
                stage=self._stage(decision),
                unit=self._unit(),
                period=self._period(),
                count=self._nil_count(decision),
            )
        names = self._standing_names()
        told = Gathering(self._scan, names, self._days, self._sent_on, self._refused).read()
        day, problems = self._event_day(decision, told)
        event_date = self._found_day(day)
        count = self._count(told.people)
        period = None if event_date or False else self._period()
        missing = self._missing(decision.intent, told.people, count, event_date)
        if period is not None and Field.EVENT_DATE in missing:
            problems = (*problems, Problem.PERIOD_ONLY)
        return Reading(
            intent=decision.intent,
            people=told.people,
            event_date=event_date,
            stage=self._stage(decision),
            unit=self._unit(leaving=decision.intent is Intent.REPORT_DROPPED),
            period=period,
            count=count,
            missing=missing,
            problems=problems,
        )

    def _standing_names(self) -> list[Name]:
        """The names without those the writer takes back: à nhầm chỉ có B thôi."""
        names = [n for n in self._names if not any(self._refused[n.start : n.end])]
        for hit in self._scan.all("correct"):
            before = [n for n in names if n.end <= hit.start]
            after = [n for n in names if n.start >= hit.end]
            if before and after:
                only = any(o.start in (hit.end, hit.end + 1) for o in self._scan.all("only"))
                dropped = before if only else before[-1:]
                return [n for n in names if n not in dropped]
        return names

    def _missing(
        self,
        intent: Intent,
        people: tuple[PersonReading, ...],
        count: Found[int] | None,
        event_date: Found[date] | None,
    ) -> tuple[Field, ...]:
        missing = []
        named = [p for p in people if p.full_name is not None]
        if not named or any(p.is_partial for p in named) or (count is not None and count.value > len(named)):
            missing.append(Field.FULL_NAME)
        if intent in _DATED and event_date is None:
            missing.append(Field.EVENT_DATE)
        return tuple(missing)

    def _stage(self, decision: Decision) -> Found[Stage] | None:
        if decision.stage is None:
            return None
        if decision.trigger is None:
            return Found(value=decision.stage, start=0, end=0)
        start, end = self._scan.span(decision.trigger.start, decision.trigger.end)
        return Found(value=decision.stage, start=start, end=end)

    def _nil_count(self, decision: Decision) -> Found[int]:
        hit = decision.trigger
        start, end = self._scan.span(hit.start, hit.end) if hit else self._scan.span(0, len(self._scan))
        return Found(value=0, start=start, end=end)

    def _event_day(self, decision: Decision, told: Told) -> tuple[Day | None, tuple[Problem, ...]]:
        """The day of the event: no birth, no old admission, a paper's only if the paper is the event."""
        days = [
            d for d in self._days if d.start not in told.births and not any(self._refused[d.start : d.end])
        ]
        if decision.intent is Intent.REPORT_OFFICIAL:
            days = [d for d in days if not self._is_joining_day(d)]
        if decision.intent is Intent.REPORT_ADMISSION:
            days = [d for d in days if not self._is_paper_day(d)]
        elif len(days) > 1 and decision.stage is not Stage.DECISION:
            days = [d for d in days if not self._is_paper_day(d)] or days
        days = [d for d in days if not self._is_occasion(d)]
        if not days:
            vague = self._scan.has("vague", "occasion")
            return None, ((Problem.DATE_VAGUE,) if vague else ())
        best = self._best_day(days, decision)
        return best, (best.problem,) if best.problem else ()

    def _best_day(self, days: list[Day], decision: Decision) -> Day:
        valid = [d for d in days if d.on is not None] or days
        if decision.intent is Intent.REPORT_CLASS:
            closing = [d for d in valid if self._near_before(d, ("finished", "certificate"))]
            return (closing or valid)[-1]
        if decision.stage is Stage.DECISION:
            papers = [d for d in valid if self._is_paper_day(d)]
            return (papers or valid)[0]
        told = [d for d in valid if not d.is_relative or len(valid) == 1] or valid
        return min(told, key=lambda d: self._distance(d, decision.trigger))

    def _distance(self, day: Day, trigger: Hit | None) -> tuple[int, int]:
        """How far a day stands from the words of the event: other sentences last, then what follows first."""
        if trigger is None:
            return 0, day.start
        first, last = sorted((day.start, trigger.start))
        breaks = sum(1 for p in range(first, last) if self._scan.keys[p] in (".", "\n", ";"))
        if day.start >= trigger.start:
            return breaks, day.start - trigger.start
        return breaks, (trigger.start - day.end) * 2

    def _near_before(self, day: Day, tags: tuple[str, ...]) -> bool:
        return any(
            hit.end <= day.start and day.start - hit.end <= 4 for tag in tags for hit in self._scan.all(tag)
        )

    def _is_occasion(self, day: Day) -> bool:
        """chào mừng 30/4: a holiday that is mentioned, unless it is said to be the day as well."""
        scan = self._scan
        return any(
            scan.ending("occasion", place) or scan.at("occasion", place - 1)
            for place in range(max(0, day.start - 3), day.start + 2)
        )

    def _is_joining_day(self, day: Day) -> bool:
        """A date right after kết nạp, inside a report of something later."""
        scan = self._scan
        at = day.start
        while scan.key(at - 1) in (":", "ngay", "tu", "hom"):
            at -= 1
        return (
            scan.ending("joined", at) is not None
            or scan.ending("joined", day.start) is not None
            or scan.ending("admission", at) is not None
        )

    def _is_paper_day(self, day: Day) -> bool:
        """A date that belongs to a numbered paper: QĐ số 118-QĐ/HU ngay 20/6."""
        scan = self._scan
        for hit in scan.all("paper"):
            if hit.end <= day.start <= hit.end + 9:
                between = scan.keys[hit.end : day.start]
                numbered = any(scan.is_number(p) for p in range(hit.start, day.start))
                if (
                    numbered
                    and not any(key in (",", "\n", ";") for key in between)
                    and not any(
                        scan.at("admission", p) and (scan.at("admission", p) or hit).value == "ceremony"
                        for p in range(hit.end, day.start)
                    )
                ):
                    return True
                if not between or between == ["ky"] or between == ["ngay"]:
                    return True
        return False

    def _count(self, people: tuple[PersonReading, ...]) -> Found[int] | None:
        """How many, when names are missing or fewer."""
        scan = self._scan
        named = sum(1 for p in people if p.full_name is not None)
        best: Found[int] | None = None
        for hit in scan.all("members"):
            value, start = self._number_before(hit.start)
            if value is None or any(self._refused[start : hit.end]):
                continue
            raw_start, raw_end = scan.span(start, hit.start)
            found = Found(value=value, start=raw_start, end=raw_end)
            if best is None:
                best = found
        if best is None or best.value <= named or best.value == 0:
            return None
        return best

    def _number_before(self, place: int) -> tuple[int | None, int]:
        scan = self._scan
        at = place - 1
        if scan.is_number(at) and not scan.used[at]:
            if at > 0 and (scan.keys[at - 1] in ("\n",) or scan.key(at - 1) in ("/", ".", "-", "lop", "so")):
                return None, place
            return scan.number(at), at
        hit = scan.ending("number", place)
        if hit is not None and not scan.used[hit.start] and (hit.exact or int(hit.value) not in (4, 5, 6, 7)):
            return int(hit.value), hit.start
        return None, place

    # Corrections and answers

    def _correction(self, decision: Decision) -> Reading:
        names = [n for n in self._names if not any(self._refused[n.start : n.end])]
        told = Gathering(self._scan, names, self._days, self._sent_on, self._refused).read(nameless=True)
        days = [
            d for d in self._days if d.start not in told.births and not any(self._refused[d.start : d.end])
        ]
        count = self._count(()) if not told.people or not names else None
        return Reading(
            intent=decision.intent,
            people=told.people,
            event_date=self._found_day(days[0]) if days else None,
            stage=self._corrected_stage(),
            unit=self._unit(),
            count=count,
            problems=tuple(d.problem for d in days[:1] if d.problem),
        )

    def _corrected_stage(self) -> Found[Stage] | None:
        hit, stage = stated_stage(self._scan, self._refused)
        if hit is None or stage is None:
            return None
        start, end = self._scan.span(hit.start, hit.end)
        return Found(value=stage, start=start, end=end)

    def _answer(self, expecting: Field) -> Reading | None:
        told = Gathering(self._scan, self._names, self._days, self._sent_on, self._refused).read(
            nameless=True
        )
        days = [d for d in self._days if d.start not in told.births]
        if not told.people and not days:
            return None
        return Reading(
            intent=Intent.CORRECT_LAST,
            people=told.people,
            event_date=self._found_day(days[0]) if days else None,
            problems=tuple(d.problem for d in days[:1] if d.problem),
        )

    # Questions and quotas

    def _question(self, decision: Decision) -> Reading:
        intent = decision.intent
        period, is_open = self._asked_period(ahead=intent is Intent.QUERY_DEADLINES)
        people: tuple[PersonReading, ...] = ()
        if intent is Intent.QUERY_PERSON:
            people = tuple(
                PersonReading(full_name=self._found_name(n), is_partial=n.is_partial) for n in self._names[:1]
            )
        stage = self._stage(decision) if intent is Intent.QUERY_PIPELINE else None
        return Reading(
            intent=intent,
            people=people,
            stage=stage,
            unit=self._unit(),
            period=period if intent is not Intent.QUERY_PERSON else None,
            term_without_years=is_open,
            metric=metric_of(self._scan) if intent is Intent.QUERY_TOTALS else None,
            breakdown=breakdowns(self._scan)
            if intent in (Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP, Intent.QUERY_PIPELINE)
            else (),
        )

    def _quota(self, decision: Decision) -> Reading:
        period, is_open = self._asked_period()
        quotas = read_quotas(self._scan, self._units)
        return Reading(
            intent=decision.intent,
            unit=self._unit() if len(self._units) == 1 else None,
            period=period,
            term_without_years=is_open,
            quotas=quotas,
        )

    # Common slots

    def _unit(self, *, leaving: bool = False) -> Found[str] | None:
        units = [u for u in self._units if not any(self._refused[u.start : u.end])]
        if leaving:
            units = [
                u for u in units if self._scan.key(u.start - 1) not in ("ve", "den", "sang", "toi", "ra")
            ]
        unit = most_specific(units)
        if unit is None:
            return None
        start, end = self._scan.span(unit.start, unit.end)
        return Found(value=unit.name, start=start, end=end, confidence=unit.confidence)

    def _period(self) -> Found[Period] | None:
        for span in self._spans:
            period = span.resolve(self._sent_on)
            if period is not None:
                start, end = self._scan.span(span.start, span.end)
                return Found(value=period, start=start, end=end)
        return None

    def _asked_period(self, *, ahead: bool = False) -> tuple[Found[Period] | None, bool]:
        is_open = False
        for span in self._spans:
            period = span.resolve(self._sent_on, ahead=ahead)
            if period is not None:
                start, end = self._scan.span(span.start, span.end)
                return Found(value=period, start=start, end=end), False
            is_open = is_open or span.is_open
        if not is_open and (bare := self._bare_year()) is not None:
            return bare, False
        if not is_open:
            for day in self._days:
                if day.on is not None and (True):
                    start, end = self._scan.span(day.start, day.end)
                    return Found(
                        value=range_period(day.first_on or day.on, day.on), start=start, end=end
                    ), False
        return None, is_open

    def _bare_year(self) -> Found[Period] | None:
        """KH kết nạp 2025: a year without the word for it."""
        scan = self._scan
        for place in range(len(scan)):
            year = scan.number(place)
            if year is not None and 2000 <= year <= 2100 and scan.used[place] in ("", "number"):
                scan.take(place, place + 1, "period")
                start, end = scan.span(place, place + 1)
                return Found(value=year_period(year), start=start, end=end)
        return None

    def _found_day(self, day: Day | None) -> Found[date] | None:
        if day is None or day.on is None:
            return None
        start, end = self._scan.span(day.start, day.end)
        return Found(
            value=day.on,
            start=start,
            end=end,
            confidence=0.7 if day.is_relative and day.day is not None else 1.0,
        )

    def _found_name(self, name: Name) -> Found[str]:
        start, end = self._scan.span(name.start, name.end)
        return Found(value=name.text, start=start, end=end, confidence=name.confidence)


def _refused(scan: Scan) -> list[bool]:
    """For each piece, whether the writer calls it wrong: "không phải Dao", "gõ nhầm 5/10"."""
    refused = [False] * len(scan)
    for tag in ("contrast", "typed_wrong"):
        for hit in scan.all(tag):
            place = hit.end
            while place < len(scan) and scan.keys[place] not in (
                ",",
                ".",
                ";",
                "\n",
                "(",
                ")",
                "ma",
                "phai",
                "!",
            ):
                refused[place] = True
                place += 1
    if scan.has("correct"):
        for place, key in enumerate(scan.keys):
            if key in ("thanh", "sang", "➔") and not scan.used[place]:
                at = place - 1
                while at >= 0 and scan.keys[at] not in (",", ".", ";", "\n"):
                    refused[at] = (
                        refused[at] or scan.used[at] in ("date", "birth", "period") or scan.is_number(at)
                    )
                    at -= 1
                break
    return refused
