"""The whole message: normalise, scan, see what is in it, decide the intent, read its slots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from domain.periods import Period, PeriodKind
from domain.pipeline import Stage
from language.dates.spans import has_impossible
from language.intents.asking_help import asks_procedure
from language.intents.deciding import decide, decided_as
from language.intents.decisions import Decision
from language.intents.guards import is_at_course
from language.intents.orders import only_confirms
from language.intents.rivals import CLOSE, events_untold, rivals
from language.long_messages.asides import matter_of
from language.long_messages.besides import without_besides
from language.long_messages.by_unit import parts_by_unit
from language.long_messages.clauses import Clause, split_events
from language.long_messages.each_event import each_event
from language.long_messages.matter import Matter, Passage
from language.long_messages.steps import steps_told
from language.long_messages.surest import surest_sentence
from language.message import Seen, see
from language.reading import Field, Found, Intent, Metric, Problem, Reading
from language.replies.answers import Awaited, read_answer, read_correction, with_card_names
from language.replies.birthdays import with_birthdays
from language.replies.card_lines import numbered, with_mentors_told
from language.replies.reached import read_reached
from language.replies.renaming import read_renaming
from language.replies.taking_off import read_taking_off
from language.second_opinion.opinion import Opinion, opinion_of
from language.slots.called import titles_called, words_called
from language.slots.former_units import without_which_units
from language.slots.forms import form_of
from language.slots.listed import spans_listed
from language.slots.nameless import asks_instead
from language.slots.question import metrics_asked, metrics_compared, read_question, read_quota_order
from language.slots.quotas import without_comparison
from language.slots.report import people_told, read_report
from language.slots.soon import comes_soon
from language.slots.target_spans import target_of_each_span
from language.slots.unread import unread
from language.words.alternatives import asks_which_of_two
from language.words.normalise import LONGEST, normalise


def understand(
    text: str,
    sent_on: date,
    *,
    expecting: Field | None = None,
    on_card: tuple[str, ...] | None = None,
    meant: Intent | None = None,
) -> Reading:
    """What a message says. Never raises; a text it cannot read has intent NONE.

    `sent_on` is the local date the message was sent: relative dates resolve against it. `expecting`
    is the field the assistant has just asked for, and `on_card` the names on the open card in order
    (None where no card is open): then a bare answer reads as CORRECT_LAST. `meant` is what the writer
    chose where the message could be read in two ways.
    """
    if len(text) > LONGEST:
        return Reading(intent=Intent.NONE, problems=(Problem.TOO_LONG,))
    line = with_mentors_told(numbered(text, on_card), on_card)
    if (reached := read_reached(line, on_card)) is not None:
        return reached
    if (one_line := read_renaming(line, on_card) or read_taking_off(line, on_card, meant)) is not None:
        seen = see(normalise(text), sent_on)
        return one_line if seen is None else _calling(one_line, seen, words_called(seen))
    line, as_it_was = without_which_units(line)
    if as_it_was:
        told = understand(line, sent_on, expecting=expecting, on_card=on_card, meant=meant)
        return replace(told, as_it_was=told.intent.is_question)
    seen = see(normalise(line), sent_on, loose_days=expecting is Field.EVENT_DATE)
    if seen is None:
        return Reading(intent=Intent.NONE)
    called = words_called(seen)  # before any reader takes its words
    waits = expecting is not None or on_card is not None
    awaited = Awaited(field=expecting, on_card=on_card) if waits else _NOTHING_AWAITED
    opinion = None if waits or meant is not None else opinion_of(seen.scan)
    reading = _whole(seen, awaited, meant)
    if opinion is not None and not _asks_of_two(seen, reading):
        reading = _judged(line, seen, reading, opinion)
    return _calling(reading, seen, called)


def _judged(line: str, seen: Seen, reading: Reading, opinion: Opinion) -> Reading:
    """The reading, unless what was learned of messages, or of the sentence that counts, is against it."""
    against = opinion.is_against(reading)
    if not against and not (opinion.is_longer and _may_be_missed(reading, opinion)):
        return reading
    afresh = see(normalise(line), seen.sent_on) or seen  # what was read is marked in the first
    if against:
        return reconsidered(afresh, reading, opinion)
    if (surest := surest_sentence(afresh, reading)) is None:
        return reading
    part, told = surest
    alone = _told_or_asked(part, _NOTHING_AWAITED)
    if alone.intent is not told.intent or alone.problems:
        return reading
    return reconsidered(see(normalise(line), seen.sent_on) or seen, reading, told)


def _may_be_missed(reading: Reading, opinion: Opinion) -> bool:
    """Whether the matter of a message may stand in a sentence of it that was not what was read."""
    if reading.form is not None or reading.alternatives or reading.leans_on_last or reading.continues:
        return False
    return reading.intent is Intent.NONE or opinion.likely[reading.intent] < _SUPPORTED


def _asks_of_two(seen: Seen, reading: Reading) -> bool:
    """A xin ra hay bị xóa tên: neither is told, however much it looks like it."""
    return reading.intent.is_question and asks_which_of_two(seen.scan)


def reconsidered(seen: Seen, reading: Reading, opinion: Opinion) -> Reading:
    """The reading as what it looks more like; where both would tell something, it is asked which."""
    intent = opinion.intent
    if intent is Intent.NONE:
        return Reading(
            intent=intent, people=reading.people, unit=reading.unit, alternatives=(reading.intent,)
        )
    other = _whole(seen, _NOTHING_AWAITED, intent, opinion.step)
    if reading.intent is Intent.NONE:
        told = not other.intent.is_report or other.people or other.count
        return replace(other, confidence=CLOSE) if told else reading
    doubt = (*other.problems, Problem.AMBIGUOUS_INTENT)
    return replace(other, confidence=CLOSE, alternatives=(reading.intent,), problems=doubt)


def _whole(seen: Seen, awaited: Awaited, meant: Intent | None, step: Stage | None = None) -> Reading:
    """All that a message tells, or its one matter where `meant` says so, of that step of a dossier."""
    if meant is None and awaited.on_card is None and (each := _of_each_unit(seen)):
        return each
    matter = matter_of(seen, _read, meant)
    if (meant := meant or (matter.meant if matter else None)) is not None:
        text = matter.passages[0].text if matter else seen
        reading = _read_as(text, decided_as(text.scan, text.names, meant, step), _NOTHING_AWAITED)
        return matter.lent(reading, matter.passages[0]) if matter else reading
    if matter is None:
        return _together([_told_or_asked(seen, awaited)])
    return _together([_lent(matter, passage, awaited) for passage in matter.passages])


def _of_each_unit(seen: Seen) -> Reading | None:
    """The reports of several units in one message, each with its own people."""
    told = []
    for unit, text in parts_by_unit(seen):
        part = see(text, seen.sent_on)
        reading = _whole(part, _NOTHING_AWAITED, None) if part else Reading(intent=Intent.NONE)
        if not reading.intent.is_report or not reading.people:
            return None
        each = (reading, *reading.others)
        told += [replace(one, unit=unit, units=(unit,) if unit else (), others=()) for one in each]
    return replace(told[0], others=tuple(told[1:])) if told else None


def _calling(reading: Reading, seen: Seen, called: tuple[Found[str], ...]) -> Reading:
    """The reading with the words that may be somebody's given name alone."""
    if not called and reading.intent is Intent.QUERY_PERSON:
        called = titles_called(seen)
    return replace(reading, called=called) if called else reading


def _lent(matter: Matter, passage: Passage, awaited: Awaited) -> Reading:
    """The reading of one passage of a long message, with what the other sentences lend it."""
    reading = _told_or_asked(passage.text, awaited)
    if (alone := passage.alone(reading)) is not None:
        reading = _told_or_asked(alone, awaited)
    return matter.lent(reading, passage)


def _together(readings: list[Reading]) -> Reading:
    """The events of a long message as one reading; what is no report is left out beside one."""
    if len(readings) == 1 and not readings[0].others:
        return readings[0]
    told = [each for reading in readings for each in (reading, *reading.others) if each.intent.is_report]
    unit = next((reading.unit for reading in told if reading.unit), None)
    # "không có ai xin ra" beside what happened is no report of its own.
    happened = [each for each in told[1:] if each.count is None or each.count.value > 0]
    told = [*told[:1], *happened]
    if not told:
        return readings[0]
    told = [replace(reading, unit=reading.unit or unit, others=()) for reading in told]
    return replace(told[0], others=tuple(told[1:]))


_NOTHING_AWAITED = Awaited()
_SUPPORTED = 0.5
_A_COURSE_AGO = timedelta(days=200)  # days told without a year may be those to come
_RECENT = 10  # years within which an admission may still be told of for the first time
_ASKS = ("ask", "how_many", "which")
_GOES_ON = ("follow_up", "only_group")
_OF_DAYS_TO_COME = {Metric.OFFICIAL: Intent.QUERY_DEADLINES, Metric.CANDIDATE: Intent.QUERY_PIPELINE}


def _read(seen: Seen, awaited: Awaited = _NOTHING_AWAITED) -> Reading:
    """One event or several, a question or an order."""
    clauses = split_events(seen)
    if not clauses:
        return _one(seen, awaited)
    return each_event(seen, clauses, _of_clause) or _one(seen)


def _told_or_asked(seen: Seen, awaited: Awaited) -> Reading:
    """What counts of a message; an event of nobody is a question, unless it answers the assistant."""
    reading = _read(seen, awaited)
    asked = asks_instead(seen, reading) if awaited is _NOTHING_AWAITED else None
    return _read_as(seen, asked, awaited) if asked else reading


def _one(seen: Seen, awaited: Awaited = _NOTHING_AWAITED) -> Reading:
    if awaited.on_card:
        seen = with_card_names(seen, awaited.on_card)
    seen = without_comparison(seen) or without_besides(seen) or seen
    if targets := target_of_each_span(seen, _one):
        return targets
    decision = decide(seen.scan, seen.names, has_range=_asks_of_range(seen, awaited))
    decision = _of_closed_course(seen, decision)
    if awaited.on_card and decision.leans_on_last and not _asks_on(seen):
        answer = read_answer(seen, awaited)
        if answer is not None and answer.people:  # "dân tộc Thái, đoàn viên" of whom the card tells
            return answer
    if (form := form_of(seen, decision)) is not None:
        asked = decision if decision.intent.is_question else Decision(intent=Intent.QUERY_TOTALS)
        return replace(_without_impossible_span(seen, _asked(seen, asked)), form=form)
    if decision.intent.is_report and _is_ahead(seen, decision):
        return Reading(intent=Intent.NONE, people=people_told(seen), problems=(Problem.PLANNED,))
    if others := rivals(seen, decision):
        reading = _read_as(seen, decision, _NOTHING_AWAITED)
        doubt = (*reading.problems, Problem.AMBIGUOUS_INTENT)
        return replace(reading, alternatives=others, confidence=CLOSE, problems=doubt)
    reading = _read_as(seen, decision, awaited)
    return steps_told(seen, reading, _one) or reading


def _asks_on(seen: Seen) -> bool:
    """Whether a word asks: "nữ thì sao", "còn nữ nhé"; "nữ, dân tộc Thái nhé" is of whom the card tells."""
    ends = {hit.value for hit in seen.scan.all("how_about")}
    goes_on = bool(ends) and seen.scan.any_at(0, _GOES_ON)
    return seen.scan.has(*_ASKS) or goes_on or not ends <= {"tells"}


def _of_closed_course(seen: Seen, decision: Decision) -> Decision:
    """đi học lớp cảm tình đảng từ 2/11 đến 6/11, told later: the course that these days close is finished."""
    at = decision.trigger
    if decision.intent is not Intent.REPORT_CANDIDATE or at is None or seen.scan.at("class", at.start) != at:
        return decision
    ended = [day.on for day in seen.days if day.first_on is not None and day.on is not None]
    is_over = any(timedelta() <= seen.sent_on - on < _A_COURSE_AGO for on in ended)
    return replace(decision, intent=Intent.REPORT_CLASS) if is_over else decision


def _asks_of_range(seen: Seen, awaited: Awaited) -> bool:
    """từ 1/3 đến 15/9: the period of a question, unless a day is waited for and nothing is asked."""
    asks = awaited is _NOTHING_AWAITED or seen.scan.has("how_many", "ask")
    return asks and any(day.first_on is not None for day in seen.days)


def _read_as(seen: Seen, decision: Decision, awaited: Awaited) -> Reading:
    """The slots of the intent that was decided."""
    intent = decision.intent
    if intent.is_report:
        told = read_report(seen, decision)
        if _is_long_ago(seen, told):
            return Reading(intent=Intent.NONE, people=told.people, problems=(Problem.BY_OTHERS,))
        if seen.scan.has("birth_label"):  # Thu sinh 13/3, kết nạp ngày 14/11: the year may be on the card
            told = replace(told, people=with_birthdays(seen, told.people, seen.names, ()))
        return _without_impossible_span(seen, told)
    if intent.is_question:
        return _each_figure(seen, _without_impossible_span(seen, _asked(seen, decision)))
    match intent:
        case Intent.CORRECT_LAST:
            return read_correction(seen, decision, awaited)
        case Intent.SET_QUOTA:
            return _without_impossible_span(seen, read_quota_order(seen, decision))
        case Intent.GREETING:
            return Reading(intent=intent, unit=seen.unit())
        case Intent.HELP:
            return _read_help(seen)
        case Intent.NONE:
            return _no_event(seen, decision, awaited)
    return Reading(intent=intent, problems=decision.problems)


def _is_long_ago(seen: Seen, told: Reading) -> bool:
    """ông Nọi vào Đảng năm 1968, A là đảng viên kết nạp ngày 5/10/2010: an old member, and nobody new."""
    if told.intent is not Intent.REPORT_ADMISSION:
        return False
    on = told.event_date.value if told.event_date else None
    if on is not None and any(seen.scan.at("admission", hit.end) for hit in seen.scan.all("party_member")):
        return seen.sent_on.year - on.year > 1
    if on is not None and any(seen.scan.keys[hit.start] == "ngay" for hit in seen.scan.all("admission")):
        return seen.sent_on.year - on.year > _RECENT  # ngày vào Đảng của bác A là 3/2/1985
    if told.period is None:
        return False
    return (
        told.period.value.kind is PeriodKind.YEAR and seen.sent_on.year - told.period.value.end.year > _RECENT
    )


def _asked(seen: Seen, decision: Decision) -> Reading:
    """A question; of days still to come there is nobody to count: "tháng 12 này ai được xét chính thức"."""
    asked = read_question(seen, decision)
    to_come = asked.period is not None and asked.period.value.start > seen.sent_on
    instead = _OF_DAYS_TO_COME.get(asked.metric.value) if to_come and asked.metric else None
    return read_question(seen, Decision(intent=instead)) if instead else asked


def _each_figure(seen: Seen, asked: Reading) -> Reading:
    """ "KN mấy, CT mấy", "quý 1 và quý 3": the same question of each that is counted, and of each span."""
    if asked.intent not in (Intent.QUERY_TOTALS, Intent.QUERY_QUOTA_GAP):
        return asked
    metrics = metrics_asked(seen.scan) if asked.intent is Intent.QUERY_TOTALS else []
    if not metrics and (metrics := metrics_compared(seen.scan)):
        asked = replace(asked, form=None, compares=asked.compared_with is not None)
    spans = [] if asked.compares else spans_listed(seen)
    if len(spans) < 2:
        each = [replace(asked, metric=metric) for metric in metrics]
    else:
        of_any_year = asked.is_of_any_year and all(span.year is None for span in seen.spans)
        each = [
            replace(asked, period=span, metric=metric, is_of_any_year=of_any_year)
            for span, behind in zip_longest(spans, spans[1:])
            for metric in _counted_in(span, behind, metrics) or metrics or (asked.metric,)
        ]
    return replace(each[0], others=tuple(each[1:])) if len(each) > 1 else asked


def _counted_in(
    span: Found[Period], behind: Found[Period] | None, metrics: Sequence[Found[Metric]]
) -> list[Found[Metric]]:
    """What is counted between a span and the next one: "quý 1 kết nạp mấy, quý 2 chính thức mấy"."""
    return [m for m in metrics if span.start < m.start and (behind is None or m.start < behind.start)]


def _without_impossible_span(seen: Seen, reading: Reading) -> Reading:
    if reading.event_date is None and reading.problems == () and has_impossible(seen.scan):
        return replace(reading, problems=(Problem.DATE_IMPOSSIBLE,))
    return reading


def _read_help(seen: Seen) -> Reading:
    """Help with the assistant, or a question of procedure: of an admission, unless recognition is named."""
    if not asks_procedure(seen.scan) or seen.scan.has("dropped"):
        return Reading(intent=Intent.HELP)
    official = seen.scan.first("official")
    stage = Stage.OFFICIAL if official else Stage.ADMISSION
    place = (official.start, official.end) if official else (0, len(seen.scan))
    return Reading(intent=Intent.HELP, asks_procedure=True, stage=seen.found(*place, stage))


def _no_event(seen: Seen, decision: Decision, awaited: Awaited) -> Reading:
    """A bare answer to the assistant, or nothing that is stored or answered."""
    answers = not decision.problems and awaited is not _NOTHING_AWAITED
    if answers and (answer := read_answer(seen, awaited)) is not None:
        return answer
    return Reading(
        intent=decision.intent,
        people=people_told(seen),
        unit=seen.unit(),
        confirms=only_confirms(seen.scan),
        alternatives=events_untold(seen, decision),
        unread=unread(seen),
        problems=decision.problems,
    )


def _is_ahead(seen: Seen, decision: Decision) -> bool:
    """Whether the only time told is still to come: "tuần sau tổ chức lễ kết nạp".

    A list of candidates for next year is made today.
    """
    if seen.scan.has("reminds") and comes_soon(seen):
        return True
    if any(day.on is not None for day in seen.days):
        return False
    ahead = [d.start for d in seen.days if d.is_relative and d.problem is Problem.DATE_IN_FUTURE]
    told = ahead or [span.start for span in seen.spans]
    if told and decision.trigger is not None and is_at_course(seen.scan, decision.trigger, told[0]):
        return False
    period = seen.period()
    if ahead or period is None or period.value.start < seen.sent_on or period.value.end == seen.sent_on:
        return bool(ahead)
    if period.value.start == seen.sent_on and period.value.kind is not PeriodKind.RANGE:
        return False  # the month, the year that begins today
    return not (decision.intent is Intent.REPORT_CANDIDATE and period.value.kind is PeriodKind.YEAR)


def _of_clause(part: Seen, clause: Clause) -> Reading:
    """What one clause tells; "bỏ A" is of the list that another clause puts somebody on."""
    if clause.step != "remove_verb":
        return _one(part)
    return _read_as(part, decided_as(part.scan, part.names, clause.intent), _NOTHING_AWAITED)
