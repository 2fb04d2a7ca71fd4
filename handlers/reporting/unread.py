"""Of whom a reply to a card says something that was not understood, or that another card holds."""

import re

from domain.cards import Draft, ReportCard
from domain.text import fold, fold_name
from handlers.context import Turn
from handlers.reporting.matching import tells_only_name
from language.names.finding import spelled
from language.reading import Reading, full_names
from language.words import particles
from language.words.phrases import phrase

_WORDS = re.compile(r"\w+")
_NAME_AND_TITLE = 5  # words of "chị Lò Thị Mai nhé"


def named_alone(card: ReportCard, reading: Reading, text: str) -> list[str]:
    """Whoever of the card something is told of that was not understood: "hặc 12/12, inh đang học".

    A name that stands alone in a message says nothing of anybody.
    """
    known = {line.facts.full_name for line in card.people}
    named = [person for person in reading.people if person.full_name and not person.is_taken_off]
    alone = [p.full_name.value for p in named if p.full_name and tells_only_name(p) and not p.event_date]
    says_more = len(alone) < len(named) or len(text.split()) > _NAME_AND_TITLE * len(named)
    is_of_card = reading.event_date or reading.count or reading.unit or reading.confirms
    return [name for name in alone if name in known] if says_more and not is_of_card else []


def passed_over(card: ReportCard, reading: Reading, text: str) -> list[str]:
    """Whoever of a card of several is called by the given name beside others, and nothing was read of."""
    if len(card.people) < 2 or not any(person.full_name for person in reading.people):
        return []
    if any(person.position for person in reading.people):
        return []
    read = {fold_name(name) for name in full_names(reading.people)}
    mentors = {fold_name(person.mentor.value).split()[-1] for person in reading.people if person.mentor}
    unread = [
        line.facts.full_name for line in card.people if fold_name(line.facts.full_name or "") not in read
    ]
    return [
        name
        for name in unread
        if name and _is_called(name, text) and fold_name(name).split()[-1] not in mentors
    ]


def on_other_cards(turn: Turn, draft: Draft, card: ReportCard) -> list[str]:
    """Whoever a reply names by the given name who stands on another open card, where nothing is kept."""
    here = {fold_name(line.facts.full_name).split()[-1] for line in card.people if line.facts.full_name}
    others = [d.card for d in turn.drafts if d.id != draft.id and isinstance(d.card, ReportCard)]
    names = [line.facts.full_name or "" for other in others for line in other.people]
    return [
        n for n in names if n and fold_name(n).split()[-1] not in here and _is_called(n, turn.message.text)
    ]


def _is_called(name: str, text: str) -> bool:
    """Whether the given name stands in the text as a word that is none of the language's small ones."""
    given = fold_name(name).split()[-1]
    small = particles.words("leads_to_value") | particles.words("opens_item")
    return given not in small and given in _WORDS.findall(fold(text))


def second_mentor(reading: Reading, text: str) -> str | None:
    """The second of two who are told to guide: one is kept."""
    told = phrase("second_mentor").anywhere(text) if any(p.mentor for p in reading.people) else None
    name = spelled(told.person("second")) if told else ""
    kept = [p.mentor.value for p in reading.people if p.mentor]
    return name if name and all(fold_name(name) != fold_name(mentor) for mentor in kept) else None
