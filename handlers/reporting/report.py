"""A report as it is told: the message becomes a card, or joins the one that is open."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.actions import Action
from domain.calendar import add_months
from domain.cards import Card, CardPerson, Draft, Question, ReportCard
from domain.errors import DomainError, UnknownUnit
from domain.messages import Reply
from domain.people import PersonFacts
from domain.pipeline import Milestone, Stage
from domain.steps import months_out
from domain.text import fold_name
from handlers import unclear
from handlers.context import Turn
from handlers.reporting import cards, last_report, storing
from handlers.reporting.matching import (
    doubts_of,
    facts_told,
    lines_of,
    parts_of,
    taken_for_one,
)
from language.reading import Found, Intent, PersonReading, Reading, full_names
from language.requests.introducing import read_introduction
from language.requests.notes import left_before, notes_in, read_reason, reason_in, tells_readmission, votes_in
from language.unclear.repairing import repaired
from language.words.phrases import phrase
from rendering.wording import card_notes, reports
from storage import drafts
from storage.database import Tx

STAGE_OF = {
    Intent.REPORT_CANDIDATE: Stage.CANDIDATE,
    Intent.REPORT_CLASS: Stage.CLASS,
    Intent.REPORT_ADMISSION: Stage.ADMISSION,
    Intent.REPORT_OFFICIAL: Stage.OFFICIAL,
    Intent.REPORT_DROPPED: Stage.DROPPED,
}


_LONG_AGO = timedelta(days=3)  # "thêm 1 đ/c nữa" goes on with nothing told before
_OF_ONE_MORE = (Intent.REPORT_ADMISSION, Intent.REPORT_CANDIDATE, Intent.REPORT_OFFICIAL)


def start(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """A new report. Only the card is stored; a month with nothing is, too, with an undo beside it.

    Of several events in one message the first that became a card is shown; the others wait as open cards
    behind it.
    """
    told = _in_order([reading, *(other for other in reading.others if other.intent.is_report)])
    if len(told) > 1 and not any(one.people or one.count for one in told):
        person = _spoken_of(tx, turn)
        if person is None:
            return Reply(text=card_notes.steps_of_whom(len(told)))
        told = [replace(one, people=(person,), missing=()) for one in told]
    figures = _tells_figures(reading)
    if len(told) == 1:
        try:
            return _start_one(tx, turn, reading, figures=figures)
        except UnknownUnit as error:
            return unclear.refused(turn, reading, error)
    replies = [_told_or_refused(tx, turn, one, figures=figures) for one in reversed(told)][::-1]
    shown = next((one for one in replies if _is_card(one)), replies[0])
    # What became no card is not shown later: its answer is told now, above the card and its buttons.
    answered = [one.text for one in replies if one is not shown and not _is_card(one)]
    cards_made = sum(map(_is_card, replies))
    if cards_made > 1:
        shown = first_of_several(shown, cards_made)
    return replace(shown, text="\n\n".join(dict.fromkeys([*answered, shown.text])))


def _in_order(told: list[Reading]) -> list[Reading]:
    """Steps of the same people as they followed one another; others as they were told."""
    days = [one.event_date.value for one in told if one.event_date]
    is_of_same = len({tuple(full_names(one.people)) for one in told}) == 1
    if len(days) < len(told) or not is_of_same:
        return told
    return [one for _, one in sorted(zip(days, told, strict=True), key=lambda dated: dated[0])]


def _spoken_of(tx: Tx, turn: Turn) -> PersonReading | None:
    """Whom the open card, else the report told last, is about, where that is one person."""
    newest = turn.drafts[-1].card if turn.drafts else None
    names = [line.facts.full_name for line in newest.people] if isinstance(newest, ReportCard) else []
    if not turn.drafts and _last_step(tx, turn) is not None:
        found = last_report.numbered(tx, turn)
        names = [person.name for person in found[1]] if found else []
    if len(names) != 1 or not names[0]:
        return None
    return PersonReading(full_name=Found(value=names[0], start=0, end=0))


def first_of_several(shown: Reply, cards_made: int) -> Reply:
    """The card that is shown of several from one message: what is typed next is about it."""
    choices = tuple(
        replace(one, arguments={**one.arguments, "of": cards_made})
        if one.action is Action.CARD_CONFIRM
        else one
        for one in shown.choices
    )
    return Reply(text=f"{shown.text}\n{reports.first_of_several(cards_made)}", choices=choices)


def _told_or_refused(tx: Tx, turn: Turn, reading: Reading, *, figures: bool) -> Reply:
    """One of several events; that it cannot be stored does not take the others along."""
    try:
        return _start_one(tx, turn, reading, figures=figures)
    except DomainError as error:
        return unclear.refused(turn, reading, error)


def _is_card(reply: Reply) -> bool:
    return any("draft" in choice.arguments for choice in reply.choices)


def go_on(tx: Tx, turn: Turn, reading: Reading) -> Reply:
    """ "Còn 1 đ/c nữa …": added to the open card, else a further report of the last step, on its date."""
    told = _stage_told(reading) if reading.intent.is_report else None
    newest = turn.drafts[-1] if turn.drafts else None
    if newest and isinstance(newest.card, ReportCard) and told in (None, newest.card.stage):
        card = replace(newest.card, people=_with_more(newest.card.people, lines_of(reading.people)))
        return cards.present(tx, turn, replace(card, count=None), newest)
    last = _last_step(tx, turn)
    if told is None and last is None:
        return unclear.not_understood(turn, replace(reading, intent=Intent.NONE, alternatives=_OF_ONE_MORE))
    if last is None or told not in (None, last.stage):
        return start(tx, turn, reading)
    # "thêm nguồn A" lists A today, whenever somebody was listed last.
    is_listed = last.stage is Stage.CANDIDATE
    card = ReportCard(
        stage=last.stage,
        sent_on=turn.sent_on,
        people=lines_of(reading.people),
        on=reading.event_date.value if reading.event_date else None if is_listed else last.on,
    )
    return cards.present(
        tx, turn, cards.with_unit(tx, turn, card, reading.unit.value if reading.unit else None)
    )


def told_of_more(tx: Tx, turn: Turn) -> Callable[[Tx, Turn], Reply] | None:
    """ "Còn 1 đ/c nữa" and no name: so many more on the open card, else of the step reported last."""
    told = phrase("so_many_more").whole(turn.message.text.strip())
    count = told.number("count") if told else None
    newest = turn.drafts[-1] if turn.drafts else None
    card = newest.card if newest else None
    if not count:
        return None
    if isinstance(card, ReportCard):
        if not card.people or card.question() is not Question.CONFIRM:
            return None
        more = replace(card, count=len(card.people) + count)
        return lambda tx, turn: cards.present(tx, turn, more, newest)
    last = _last_step(tx, turn)
    if last is None:
        return None
    on = None if last.stage is Stage.CANDIDATE else last.on
    further = ReportCard(stage=last.stage, sent_on=turn.sent_on, count=count, on=on)
    return lambda tx, turn: cards.present(tx, turn, cards.with_unit(tx, turn, further, None))


def _last_step(tx: Tx, turn: Turn) -> Milestone | None:
    """The step that was reported last, where that was not long ago."""
    last = last_report.step(tx, turn)
    return last if last is not None and turn.now - last.event.recorded_at <= _LONG_AGO else None


def says_more_of_known(tx: Tx, turn: Turn, reading: Reading) -> bool:
    """Whether it tells facts, and no step or day, of those whom the user's last report tells of already."""
    if reading.intent.is_report or reading.event_date or reading.count or not reading.people:
        return False
    last = last_report.numbered(tx, turn)
    names = [fold_name(person.name).split() for person in last[1]] if last else []
    told = lines_of(reading.people)
    words = [fold_name(line.facts.full_name or "").split() for line in told]
    facts = all(replace(line.facts, full_name=None) != PersonFacts() for line in told)
    return facts and all(said and any(name[-len(said) :] == said for name in names) for said in words)


def _with_more(known: Sequence[CardPerson], told: Sequence[CardPerson]) -> tuple[CardPerson, ...]:
    """The people of a card and those told in addition; who is on it already is told more of."""
    lines = {fold_name(line.facts.full_name or f"{number}"): line for number, line in enumerate(known)}
    for line in told:
        name = fold_name(line.facts.full_name or "")
        old = lines.get(name)
        lines[name] = replace(old, facts=_with_facts(old.facts, line.facts)) if old else line
    return tuple(lines.values())


def _with_facts(known: PersonFacts, told: PersonFacts) -> PersonFacts:
    """What is told in addition: "là đoàn viên nữa" stands beside giáo viên."""
    categories = tuple(dict.fromkeys((*known.categories, *told.categories)))
    return replace(known.updated(told), categories=categories)


def tells_the_same_step(card: ReportCard, reading: Reading) -> bool:
    """ "Sinh năm 95, kết nạp mùng 2 tháng 9" of nobody: of the one person whose card of that step is open."""
    if not reading.intent.is_report or reading.people or reading.count or reading.period or reading.others:
        return False
    return len(card.people) == 1 and reading.event_date is not None and _stage_told(reading) is card.stage


def _stage_told(reading: Reading) -> Stage:
    return STAGE_OF.get(reading.intent) or (reading.stage.value if reading.stage else Stage.DOSSIER_OPENED)


def _start_one(tx: Tx, turn: Turn, reading: Reading, *, figures: bool) -> Reply:
    text = turn.message.text
    is_referral = _stage_told(reading) is Stage.REFERRAL
    introduced = read_introduction(text, reading.people, turn.sent_on) if is_referral else None
    card = ReportCard(
        stage=_stage_told(reading),
        sent_on=turn.sent_on,
        people=lines_of(introduced.introduced if introduced else reading.people)
        or _of_the_same(turn, reading),
        on=reading.event_date.value if reading.event_date else None,
        period=reading.period.value if reading.period else None,
        count=reading.count.value if reading.count else None,
        parts=parts_of(reading),
        unsure=doubts_of(reading),
        numbers_only=figures and bool(reading.count) and not reading.people,
        proposed_on=reading.proposed_date.value if reading.proposed_date else None,
        introducers=introduced.introducers if introduced else (),
        together_since=introduced.since if introduced else None,
        **_told_beside(turn, _stage_told(reading)),
    )
    unit = reading.unit.value if reading.unit else None
    notes: list[str] = []
    try:
        card = cards.with_unit(tx, turn, card, unit)
    except UnknownUnit as unknown:
        card = cards.with_unit_like(tx, turn, card, unknown)
        notes.append(reports.unit_unclear(unknown.name))
    if card.count == 0 and card.unit_id is not None:
        return storing.nothing_happened(tx, turn, card)
    is_readmission = card.stage is Stage.ADMISSION and len(card.people) == 1 and tells_readmission(text)
    months = months_out(turn.context.book.rules.bounds)
    if is_readmission and (possible_on := _possible_again_on(turn, card)):
        name = card.people[0].facts.full_name or ""
        return Reply(text=card_notes.readmission_too_early(name, months, possible_on))
    card, known = _told_again(turn, card)
    card, unkept = _with_birthdays(card, reading)
    notes.extend(unkept)
    reply = cards.present(tx, turn, card, known)
    if is_readmission:
        notes.append(card_notes.readmission_asks(months))
    if alike := taken_for_one(reading.people):
        notes.append(card_notes.taken_for_one(alike))
    if notes and _is_card(reply):
        reply = replace(reply, text="\n".join([*notes, reply.text]))
    if not reading.problems:
        return reply
    notice = reports.date_notice(reading.problems, repaired(text, turn.sent_on).text)
    return replace(reply, text=f"{notice}\n{reply.text}") if notice else reply


def tells_leaving_before(turn: Turn, reading: Reading) -> bool:
    """ "Xóa tên 3/2021" of nobody, with the card of one admission open: when that one had left before."""
    card = turn.drafts[-1].card if turn.drafts else None
    is_bare = reading.intent is Intent.REPORT_DROPPED and not (reading.people or reading.count)
    is_of_one = isinstance(card, ReportCard) and card.stage is Stage.ADMISSION and len(card.people) == 1
    return is_bare and is_of_one and left_before(turn.message.text) is not None


def with_reason(card: Card, text: str) -> ReportCard | None:
    """ "Do đi làm ăn xa" with the card of somebody leaving open: that card with its reason; else None."""
    if not isinstance(card, ReportCard) or card.stage is not Stage.DROPPED:
        return None
    reason = read_reason(text)
    return replace(card, reason=reason) if reason else None


def left_before_coming_back(tx: Tx, turn: Turn) -> Reply:
    """Whether the open admission comes late enough behind that leaving: then its card stays as it is."""
    draft = turn.drafts[-1]
    card, months = cards.report_card(draft.card), months_out(turn.context.book.rules.bounds)
    name = card.people[0].facts.full_name or ""
    if possible_on := _possible_again_on(turn, card):
        drafts.discard(tx, draft.id)
        return Reply(text=card_notes.readmission_too_early(name, months, possible_on))
    shown = cards.show(tx, draft)
    return replace(shown, text=f"{card_notes.readmission_late_enough(name, months)}\n{shown.text}")


def _possible_again_on(turn: Turn, card: ReportCard) -> date | None:
    """ "Kết nạp lại …, xin ra 1/2024": the first day that the rule allows, where the card's is before it."""
    left_on = left_before(turn.message.text)
    if left_on is None or card.on is None:
        return None
    possible_on = add_months(left_on, months_out(turn.context.book.rules.bounds))
    return possible_on if card.on < possible_on else None


def _of_the_same(turn: Turn, reading: Reading) -> tuple[CardPerson, ...]:
    """ "Rồi hôm 6/11 gửi đi xác minh luôn" with a card open: another step of whom that tells of."""
    newest = turn.drafts[-1].card if turn.drafts else None
    if not isinstance(newest, ReportCard) or reading.count or newest.stage is _stage_told(reading):
        return ()
    if phrase("then_also").anywhere(turn.message.text) is None:
        return ()
    return tuple(
        replace(line, facts=PersonFacts(full_name=line.facts.full_name), on=None, unsure=())
        for line in newest.people
        if line.facts.full_name and not line.is_partial
    )


def _told_beside(turn: Turn, stage: Stage) -> dict[str, Any]:
    """What the message says beside the step: votes of a resolution, notes, why somebody left."""
    match stage:
        case Stage.CELL_RESOLUTION | Stage.OFFICIAL:
            return {"votes": votes_in(turn.message.text)}
        case Stage.DOSSIER_OPENED | Stage.VERIFICATION_SENT:
            return {"notes": notes_in(turn.message.text)}
        case Stage.DROPPED:
            return {"reason": reason_in(turn.message.text)}
    return {}


def _tells_figures(reading: Reading) -> bool:
    """A period with sub-counts ("quý 3 KN 5, nữ 3") is a report of figures: nobody asks it for names."""
    counted = reading.count is not None and reading.count.value > 0 and reading.period is not None
    return counted and not reading.people and bool(parts_of(reading) or reading.others)


def _told_again(turn: Turn, card: ReportCard) -> tuple[ReportCard, Draft | None]:
    """The card, in place of an open one about the same step of the same people, with what that one knows."""
    names = [fold_name(line.facts.full_name or "") for line in card.people]
    for draft in turn.drafts if names else ():
        old = draft.card
        if not isinstance(old, ReportCard) or (old.stage, old.unit_id) != (card.stage, card.unit_id):
            continue
        known = [fold_name(line.facts.full_name or "") for line in old.people]
        if known == names:
            told = zip(old.people, card.people, strict=True)
            people = tuple(replace(new, facts=line.facts.updated(new.facts)) for line, new in told)
            return replace(card, people=people, on=card.on or old.on), draft
        if set(names) < set(known) and len(set(known)) == len(known):
            return _with_some_told_again(old, card), draft
    return card, None


def _with_birthdays(card: ReportCard, reading: Reading) -> tuple[ReportCard, list[str]]:
    """The card with days of birth told without their year, and what is said where no year is known."""
    unkept = []
    names = [fold_name(line.facts.full_name or "") for line in card.people]
    for told in reading.people:
        name = fold_name(told.full_name.value) if told.full_name else ""
        if told.birthday is None or name not in names:
            continue
        line = card.people[names.index(name)]
        if (born := facts_told(line.facts, told).birth_date) is not None:
            line = replace(line, facts=replace(line.facts, birth_date=born))
            card = card.with_line(names.index(name), line)
        elif line.facts.birth_date is None:
            unkept.append(card_notes.birthday_without_year("/".join(map(str, told.birthday.value))))
    return card, unkept


def _with_some_told_again(old: ReportCard, card: ReportCard) -> ReportCard:
    """The open card with what is told anew of some of its people; another day is theirs alone."""
    for line in card.people:
        name = fold_name(line.facts.full_name or "")
        index = next(i for i, one in enumerate(old.people) if fold_name(one.facts.full_name or "") == name)
        known, on = old.people[index], line.on or card.on
        told = replace(known, facts=known.facts.updated(line.facts), on=on if on != old.on else None)
        old = old.with_line(index, told if on else replace(told, on=known.on))
    return old
