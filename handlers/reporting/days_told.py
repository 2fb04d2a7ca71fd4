"""A day told to a card that has its day: which one is meant, and that it was moved."""

from datetime import timedelta

from domain.actions import Action
from domain.cards import Draft, Question, ReportCard
from domain.messages import Reply
from domain.people import PersonFacts
from handlers import choices
from handlers.context import Turn
from handlers.reporting.matching import facts_told
from language.reading import Reading
from rendering.wording import card_notes

_MOST_BUTTONS = 8
_NEAR = timedelta(days=31)  # a day so near to the card's is that one put right, and no birthday


def which_day(turn: Turn, draft: Draft, card: ReportCard, reading: Reading) -> Reply | None:
    """ "5/6" to a complete card of somebody born in 1999: whether the step or the birth was then.

    None where only one of them can be meant.
    """
    told = reading.event_date
    if told is None or told.value == card.on or not _is_bare(turn, reading):
        return None
    if card.on is None or card.question() is not Question.CONFIRM or abs(told.value - card.on) < _NEAR:
        return None
    born = [(n, line.facts) for n, line in enumerate(card.people) if _lacks_birthday(line.facts)]
    if not born or len(born) > _MOST_BUTTONS:
        return None
    said = f"{told.value.day}/{told.value.month}"
    label = card_notes.day_of_step_label(card.stage, told.value)
    of_step = choices.of_card(label, Action.CARD_ON, draft, on=told.value.isoformat())
    of_births = (
        choices.of_card(
            card_notes.birthday_label(facts.full_name or "", said),
            Action.CARD_WHOSE,
            draft,
            lines=[n],
            text=card_notes.birthday_told(said),
        )
        for n, facts in born
    )
    text = card_notes.which_day(said)
    return Reply(text=text, choices=(of_step, *of_births, choices.discard(draft)))


def notes(card: ReportCard, changed: ReportCard, reading: Reading, reply: Reply) -> list[str]:
    """What is said above a card of the days that a reply told: a day moved, a birthday that is not kept."""
    lines = []
    shows_card = any(choice.action is Action.CARD_CONFIRM for choice in reply.choices)
    asks_on = any("draft" in choice.arguments for choice in reply.choices)
    if card.on and changed.on and card.on != changed.on and asks_on and (reading.answers or not shows_card):
        lines.append(card_notes.day_moved(card.stage, card.on, changed.on))
    for person in reading.people:
        if person.birthday and all(
            facts_told(line.facts, person).birth_date is None for line in changed.people
        ):
            said = "/".join(map(str, person.birthday.value))
            lines.append(card_notes.birthday_without_year(said))
    return lines


def _is_bare(turn: Turn, reading: Reading) -> bool:
    """Whether a reply is nothing but figures of a day, so that no word says which day it is."""
    told = reading.event_date
    is_lone = reading.answers and not (reading.confirms or reading.people or reading.unit or reading.stage)
    return is_lone and told is not None and turn.message.text[told.start : told.start + 1].isdigit()


def _lacks_birthday(facts: PersonFacts) -> bool:
    return facts.birth_date is not None and facts.birth_date.day is None
