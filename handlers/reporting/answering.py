"""Answers to the open card of a report: an ordinary reply, or one of its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.actions import Action
from domain.cards import (
    CardPerson,
    Draft,
    Likeness,
    Question,
    ReportCard,
)
from domain.errors import UnknownUnit
from domain.messages import Choice, Reply
from domain.people import PersonFacts
from domain.text import fold_name
from domain.users import Permission
from handlers import choices, unclear
from handlers.access import require
from handlers.context import Turn
from handlers.reporting import cards, correct, days_told, storing
from handlers.reporting.matching import doubts_of, facts_told, line_of, parts_of, tells_only_name
from handlers.reporting.unread import named_alone, on_other_cards, passed_over, second_mentor
from language.reading import PersonReading, Reading
from language.understanding import understand
from language.words.phrases import phrase
from rendering.wording import card_notes, corrections, reports
from storage import drafts, units
from storage.database import Tx

_LONG_AGO = timedelta(days=200)
_MOST_BUTTONS = 8  # names of a card, a button each


def by_text(tx: Tx, turn: Turn, draft: Draft, card: ReportCard, reading: Reading) -> Reply:
    """A reply in words to a report card: what it says goes into the card, which is shown again."""
    if strangers := _names_others_too(card, reading):
        kept = cards.show(tx, draft)
        return replace(kept, text=f"{card_notes.not_on_card(strangers)}\n{kept.text}")
    if asked := days_told.which_day(turn, draft, card, reading):
        return asked
    try:
        changed = _filled_in(tx, turn, card, reading)
    except UnknownUnit as unknown:
        if card.unit_id is not None:
            return _without_unit(tx, turn, draft, card, reading, unknown.name)
        if reading.unit is None and phrase("more_than_a_name").anywhere(unknown.name):
            return unclear.not_understood(turn, reading, cards.show(tx, draft))
        if unknown.near:
            card = cards.with_unit_like(tx, turn, card, unknown)
            draft = drafts.change(tx, draft, card)
        asked = cards.ask(tx, draft, card)
        return replace(asked, text=reports.no_such_unit(unknown.name))
    if changed == card and _names_nobody_here(card, reading):
        return _of_somebody_else(tx, turn, draft, reading)
    if changed == card and _is_of_nobody(card, reading):
        return _ask_whose(turn, draft, card)
    if changed == card and not reading.confirms and (line := _line_alone(card, reading)) is not None:
        name = card.people[line].facts.full_name or ""
        shown = cards.show(tx, draft)
        return replace(shown, text=f"{corrections.how_to_correct_line(line + 1, name)}\n{shown.text}")
    if changed == card and not reading.confirms and not _repeats(card, reading):
        return _ask_what(draft, card)
    unread = named_alone(card, reading, turn.message.text) or passed_over(card, reading, turn.message.text)
    reply = cards.present(tx, turn, changed, draft)
    was_shown = card.question() is Question.CONFIRM and card.differs_in_marks_only(changed)
    if was_shown and reading.confirms and not unread and (confirmed := _confirm_if_told(tx, turn, draft)):
        return confirmed
    notes = days_told.notes(card, changed, reading, reply)
    if unread:
        notes.append(card_notes.not_read_of(unread))
    if second := second_mentor(reading, turn.message.text):
        notes.append(card_notes.one_mentor(second))
    if elsewhere := on_other_cards(turn, draft, card):
        notes.append(card_notes.on_another_card(elsewhere))
    return replace(reply, text="\n".join([*notes, reply.text]))


def _without_unit(tx: Tx, turn: Turn, draft: Draft, card: ReportCard, reading: Reading, unit: str) -> Reply:
    """ "Ngoan ở bản Lầu, sn 2001" on a card with its unit: the place is said not to be kept."""
    rest = replace(reading, unit=None)
    kept = by_text(tx, turn, draft, card, rest) if rest.people or rest.event_date else cards.show(tx, draft)
    return replace(kept, text=f"{card_notes.other_unit(unit)}\n{kept.text}")


def edit(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Sửa]: how to correct by an ordinary reply."""
    draft = turn.pressed(arguments)
    return _ask_what(draft, cards.report_card(draft.card))


def pick_date(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Hôm nay], [Hôm qua]: counted from the day of the press."""
    draft = turn.pressed(arguments)
    on = turn.sent_on - timedelta(days=arguments["days_ago"])
    return cards.present(tx, turn, _dated(cards.report_card(draft.card), on), draft)


def pick_proposed(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The proposed solar day of a lunar date."""
    draft = turn.pressed(arguments)
    card = _dated(cards.report_card(draft.card), date.fromisoformat(arguments["on"]))
    return cards.present(tx, turn, replace(card, proposed_on=None), draft)


def other_date(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Ngày khác]: type it."""
    turn.pressed(arguments)
    return Reply(text=reports.ask_for_date())


def pick_unit(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """The unit that reports, of several."""
    draft = turn.pressed(arguments)
    unit = require(turn.user, Permission.REPORT, units.get(tx, arguments["unit"]))
    card = replace(cards.report_card(draft.card), unit_id=unit.id, unit_choices=())
    return cards.present(tx, turn, card, draft)


def same_person(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đúng người này] or [Người khác]."""
    draft = turn.pressed(arguments)
    card, index = cards.report_card(draft.card), arguments["line"]
    line = card.people[index]
    if arguments["same"]:
        line = replace(line, likeness=Likeness.SAME)
    else:
        line = replace(line, likeness=Likeness.OTHER, person_id=None)
    return cards.present(tx, turn, card.with_line(index, line), draft)


def whose(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """Whose the value is that was told of nobody: that very reply once more, as of this line or of all.

    Where no value was told yet, how to tell it.
    """
    draft = turn.pressed(arguments)
    card = cards.report_card(draft.card)
    names = tuple(line.facts.full_name or "" for line in card.people)
    if not arguments["text"]:
        (line,) = arguments["lines"]
        return Reply(text=corrections.how_to_correct_line(line + 1, names[line]))
    reading = understand(arguments["text"], turn.sent_on, expecting=cards.expected_of(card), on_card=names)
    told = tuple(
        replace(person, position=line + 1) for person in reading.people[:1] for line in arguments["lines"]
    )
    return by_text(tx, turn, draft, card, replace(reading, people=told))


def numbers_only(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chỉ ghi số lượng]: the names come later."""
    draft = turn.pressed(arguments)
    card = replace(cards.report_card(draft.card), numbers_only=True, people=())
    return cards.present(tx, turn, card, draft)


def takes_in(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã gồm]: the number holds the earlier one, which it replaces."""
    draft = turn.pressed(arguments)
    card = replace(cards.report_card(draft.card), replaces=arguments["event"])
    return cards.present(tx, turn, card, draft)


def adds(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chưa gồm]: the number tells of other people than the earlier one."""
    draft = turn.pressed(arguments)
    return cards.present(tx, turn, replace(cards.report_card(draft.card), is_extra=True), draft)


def papers_accepted(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Giấy vẫn dùng được]: of a limit that nobody has read in the full text."""
    draft = turn.pressed(arguments)
    return cards.present(tx, turn, replace(cards.report_card(draft.card), accepts_papers=True), draft)


def together(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Đã đủ 12 tháng]: introducer and person have worked together for long enough."""
    draft = turn.pressed(arguments)
    return cards.present(tx, turn, replace(cards.report_card(draft.card), is_together=True), draft)


def fewer(tx: Tx, turn: Turn, arguments: Mapping[str, Any]) -> Reply:
    """[Chỉ 2 người]: the number was wrong, the names are right."""
    draft = turn.pressed(arguments)
    return cards.present(tx, turn, replace(cards.report_card(draft.card), count=None), draft)


def _confirm_if_told(tx: Tx, turn: Turn, old: Draft) -> Reply | None:
    """ "Lò Thị Mai, đúng" answers and confirms in one go, when nothing else is missing."""
    draft = next(
        (d for d in drafts.open_in(tx, turn.user.id, turn.address, turn.now) if d.id == old.id), None
    )
    if draft is None or cards.report_card(draft.card).question() is not Question.CONFIRM:
        return None
    return storing.confirm(tx, turn, draft)


def _filled_in(tx: Tx, turn: Turn, card: ReportCard, reading: Reading) -> ReportCard:
    """The card with everything that the reply states."""
    if card.unit_id is None or reading.unit:
        named = reading.unit.value if reading.unit else turn.message.text
        card = cards.with_unit(tx, turn, card, named)
        if reading.unit is None:
            return card  # "hua ty" is the unit, and nobody's name
    if reading.event_date:
        card = replace(_dated(card, reading.event_date.value), period=None)
        is_old = turn.sent_on - reading.event_date.value > _LONG_AGO
        if is_old and "on" in doubts_of(reading):  # 10/12, told on 20/11, was last year or is still to come
            card = replace(card, unsure=(*card.unsure, "on"))
    elif reading.proposed_date:  # "ngày 10 tháng 10 âm cơ": asked about, never taken
        card = replace(card, on=None, proposed_on=reading.proposed_date.value)
    elif reading.period and card.on is None:
        card = replace(card, period=reading.period.value, unsure=_without(card.unsure, "on"))
    if reading.count:
        card = replace(card, count=reading.count.value)
    if reading.stage:
        card = replace(card, stage=reading.stage.value)
    if card.numbers_only and any(person.full_name for person in reading.people):
        card = replace(card, numbers_only=False)  # the names that were to come later
    if card.numbers_only:
        told = {part.tag: part for part in (*card.parts, *parts_of(reading))}
        return replace(card, parts=tuple(told.values()))
    if _names_nobody_here(card, reading):
        return card
    for person in reading.people:
        card = _without_line(card, person) if person.is_taken_off else _with_person(card, person)
    return card


def _names_nobody_here(card: ReportCard, reading: Reading) -> bool:
    """Whether a reply names somebody whom the card, complete but for "Đúng", does not tell of.

    An answer cannot be the spelling of another name, and a correction with further values only says by the
    name of whom they are; a new name alone is a correction of the old one.
    """
    if card.question() is not Question.CONFIRM or reading.continues:
        return False
    named = [p for p in reading.people if p.full_name and not p.position and not p.is_taken_off]
    only_renames = not reading.answers and all(map(tells_only_name, named))
    known = [fold_name(line.facts.full_name or "").split() for line in card.people]
    return (
        bool(named)
        and not only_renames
        and not any(_may_be_called(p, names) for p in named for names in known)
    )


def _names_others_too(card: ReportCard, reading: Reading) -> list[str]:
    """Names that a reply tells beside those of a complete card, or instead of several: whose the values are
    is not sure then. Whoever is added is said to be one more.
    """
    if card.question() is not Question.CONFIRM or reading.continues or card.numbers_only:
        return []
    named = [p for p in reading.people if p.full_name and not p.position and not p.is_taken_off]
    known = [fold_name(line.facts.full_name or "").split() for line in card.people]
    if len(card.people) == 1 < len(named):
        others = [p for p in named if p.full_name and fold_name(p.full_name.value).split() != known[0]]
    else:
        others = [p for p in named if _line_meant(card, p) is None]
    is_beside = any(_may_be_called(p, names) for p in named for names in known)
    if not is_beside and not (len(card.people) > 1 and all(map(tells_only_name, named))):
        return []
    return [p.full_name.value for p in others if p.full_name]


def _may_be_called(told: PersonReading, known: list[str]) -> bool:
    """Whether a told name can be another spelling of the known one: its family or its given name stays."""
    words = fold_name(told.full_name.value if told.full_name else "").split()
    return bool(words and known) and (words[-1] == known[-1] or words[0] == known[0])


def _of_somebody_else(tx: Tx, turn: Turn, draft: Draft, reading: Reading) -> Reply:
    """A correction of somebody on record; else the card once more, as it is."""
    if not reading.answers and any(correct.on_record(tx, turn, person) for person in reading.people):
        return correct.start(tx, turn, reading)
    return unclear.not_understood(turn, reading, cards.show(tx, draft))


def _without_line(card: ReportCard, told: PersonReading) -> ReportCard:
    """The card without one of its people; the number that was told falls with them."""
    index = _line_meant(card, told)
    if index is None:
        return card
    return replace(card, people=(*card.people[:index], *card.people[index + 1 :]), count=None)


def _with_person(card: ReportCard, told: PersonReading) -> ReportCard:
    line = line_of(told)
    index = _line_meant(card, told)
    if index is None:
        return replace(card, people=(*card.people, line)) if line.facts.full_name else card
    old = card.people[index]
    renamed = bool(line.facts.full_name) and fold_name(line.facts.full_name or "") != fold_name(
        old.facts.full_name or ""
    )
    merged = CardPerson(
        facts=old.facts.corrected(facts_told(old.facts, told)),
        on=(line.on if line.on != card.on else None) if line.on else old.on,
        person_id=None if renamed else old.person_id,
        likeness=Likeness.NEW if renamed else old.likeness,
        is_partial=_is_partial(line, old),
        unsure=tuple(doubt for doubt in old.unsure if not _states(line, doubt)),
    )
    return card.with_line(index, merged)


def _is_partial(line: CardPerson, old: CardPerson) -> bool:
    """Whether the whole name is still to be asked for: the given name said again is none."""
    name = line.facts.full_name
    return line.is_partial or (old.is_partial and " " not in name) if name else old.is_partial


def _states(line: CardPerson, fact: str) -> bool:
    """Whether a reply tells the fact anew, so that it is in doubt no longer."""
    return bool(line.on if fact == "on" else getattr(line.facts, fact))


def _dated(card: ReportCard, on: date) -> ReportCard:
    return replace(card, on=on, unsure=_without(card.unsure, "on"))


def _without(doubts: tuple[str, ...], settled: str) -> tuple[str, ...]:
    return tuple(doubt for doubt in doubts if doubt != settled)


def _line_meant(card: ReportCard, told: PersonReading) -> int | None:
    """Which line a told person is: by number, by name, else the only one; None: a further person."""
    if told.position and told.position <= len(card.people):
        return told.position - 1
    if told.full_name:
        name = fold_name(told.full_name.value)
        for index, line in enumerate(card.people):
            if fold_name(line.facts.full_name or "") == name:
                return index
        partial = next((i for i, line in enumerate(card.people) if line.lacks_name), None)
        if partial is not None or card.question() is Question.MORE_NAMES:
            return partial
    return 0 if len(card.people) == 1 else None


def _repeats(card: ReportCard, reading: Reading) -> bool:
    """Whether it only says again what the card says: the card is shown once more."""
    return bool(reading.people or reading.event_date or reading.count) and (
        len(card.people) == 1 or all(p.full_name or p.position for p in reading.people)
    )


def _line_alone(card: ReportCard, reading: Reading) -> int | None:
    """ "Số 2 sai năm sinh" of several: the line it speaks of, where it does not say what is right."""
    told = reading.people[0] if len(reading.people) == 1 and len(card.people) > 1 else None
    if told is None or told.is_taken_off or not 1 <= (told.position or 0) <= len(card.people):
        return None
    says_more = told.event_date or told.birthday or line_of(told).facts != PersonFacts()
    return None if says_more else (told.position or 0) - 1


def _is_of_nobody(card: ReportCard, reading: Reading) -> bool:
    """Whether a value is told that could be of any of several people."""
    told = reading.people[0] if reading.people else None
    return told is not None and told.full_name is None and told.position is None and len(card.people) > 1


def _ask_what(draft: Draft, card: ReportCard) -> Reply:
    """What is wrong on a card; on one of several a number is a person's and stores nothing."""
    names = [line.facts.full_name or "" for line in card.people]
    if len(names) > _MOST_BUTTONS:
        return Reply(text=reports.what_to_correct(card))
    each = _each_line(draft, names, "") if len(names) > 1 else [choices.confirm(draft)]
    return Reply(text=reports.what_to_correct(card), choices=(*each, choices.discard(draft)))


def _each_line(draft: Draft, names: Sequence[str], said: str) -> list[Choice]:
    """A button for each person of the card, of whom something was said."""
    return [
        choices.of_card(name, Action.CARD_WHOSE, draft, lines=[line], text=said)
        for line, name in enumerate(names)
    ]


def _ask_whose(turn: Turn, draft: Draft, card: ReportCard) -> Reply:
    """Whose the value is, a button for each; nothing here stores the card, or drops it, by a number alone."""
    names = [line.facts.full_name or "" for line in card.people]
    if len(names) > _MOST_BUTTONS:
        return Reply(text=corrections.whom_to_correct(names))
    said = turn.message.text
    each = _each_line(draft, names, said)
    every = list(range(len(names)))
    all_of_them = choices.of_card(
        corrections.all_of_them(len(names)), Action.CARD_WHOSE, draft, lines=every, text=said
    )
    return Reply(text=corrections.whose_is_it(), choices=(*each, all_of_them, choices.discard(draft)))
