"""Several events of one message: each read on its own, with what was told once for all."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.periods import Period
from language.long_messages.clauses import Clause
from language.message import Seen, see
from language.reading import Field, Found, Intent, Reading


def each_event(
    seen: Seen, clauses: Sequence[Clause], read_clause: Callable[[Seen, Clause], Reading]
) -> Reading | None:
    """The events of the clauses, with what was told once for all; None where none of them tells one."""
    readings = []
    for clause in clauses:
        part = see(seen.part(clause.start, clause.end), seen.sent_on) if clause.is_held else None
        if part is not None:
            readings.append(read_clause(part, clause))
    readings = [r for r in readings if r.intent.is_report]
    # "hiện còn 5 quần chúng đang học lớp" beside who was admitted tells of nobody
    readings = [r for r in readings if r.people or r.count is not None] or readings[:1]
    if not readings:
        return None
    first = readings[0]
    if first.event_date is None and first.period is None and not clauses[0].is_held:
        # tháng 11: kn 0, nguồn 1
        first = replace(first, period=_span_at_head(seen))
    leading = first.event_date is not None and _leads(first)
    apart = [clause for clause in clauses if clause.is_foreign]
    own = [u for u in seen.units if not any(c.start <= u.start < c.end for c in apart)]
    unit = replace(seen, units=own).unit()
    told = [_completed(r, first, unit, leading=leading) for r in [first, *readings[1:]]]
    return replace(told[0], others=tuple(told[1:]))


def _span_at_head(seen: Seen) -> Found[Period] | None:
    """The period that opens a message, as a heading of all its figures."""
    told = seen.period()
    behind = seen.scan.place_of(told.end) if told else 0
    opens = bool(seen.spans) and seen.spans[0].start == 0
    heads = seen.scan.key(behind) == ":" or seen.scan.any_at(behind, ("admission", "official", "candidate"))
    return told if opens and heads else None


def _completed(reading: Reading, first: Reading, unit: Found[str] | None, *, leading: bool) -> Reading:
    """A later event with the unit, and the date or period, that were told once at the head."""
    whole = replace(reading, unit=reading.unit or first.unit or unit)
    if whole.event_date is not None or whole.period is not None:
        return whole
    if leading and whole.intent is not Intent.REPORT_CANDIDATE:
        missing = tuple(f for f in whole.missing if f is not Field.EVENT_DATE)
        return replace(whole, event_date=first.event_date, missing=missing)
    return replace(whole, period=first.period)


def _leads(reading: Reading) -> bool:
    """Whether the date was told at the head, before the first event."""
    if reading.event_date is None:
        return False
    people = [p.full_name.start for p in reading.people if p.full_name]
    return all(reading.event_date.start < start for start in people)
